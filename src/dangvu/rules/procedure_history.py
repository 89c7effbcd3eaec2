"""The history of a case folded: what still holds, how far the way is walked, what stands beside it.

Rows are read in the order of their days, never of their recording; one taken back counts as never
made. The way is walked from its beginning and stops at the first step that is missing, so that
none can be skipped.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dangvu.rules.admissions import CEREMONY
from dangvu.rules.basis import Basis, Confidence, Rule
from dangvu.rules.procedure_law import (
    ATTEMPTS,
    CELL_RATIO,
    DECISION,
    LAW,
    RECOGNITION_DECISION,
    Competence,
    Law,
    competence,
)
from dangvu.rules.procedure_terms import SIDE_OF, CaseFacts, Ratio, Side, Stage, Step, Taken, Vote
from dangvu.rules.quality import RECOGNITION

STAGES_BASIS = Basis(
    "R2.6", "Trình tự kết nạp đảng viên theo hướng dẫn nghiệp vụ", "", Confidence.P
)


@dataclass(frozen=True, slots=True)
class Passage:
    """The way into a stage: the step that leads there, what must be recorded before it.

    ``floating``: its day may lie before that of the stage it follows (a class attended earlier,
    helpers named before the class).
    ``gathers``: the papers so far must be complete. ``section``: only where a committee stands
    between the cell and the grassroots committee. ``limit``: the law's time for it; without one the
    norm of the stage before.
    """

    stage: Stage
    step: Step
    first: tuple[Step, ...] = ()
    floating: bool = False
    gathers: bool = False
    section: bool = False
    limit: Rule | None = None


PROCEDURE: tuple[Passage, ...] = (
    Passage(Stage.SOURCE, Step.SOURCED),
    Passage(Stage.SYMPATHISER, Step.LISTED),
    Passage(Stage.CLASS, Step.CLASS_DONE, floating=True),
    Passage(Stage.HELPED, Step.HELPERS, floating=True),
    Passage(Stage.APPLIED, Step.APPLIED),
    Passage(Stage.CV, Step.CV_DONE),
    Passage(Stage.VETTING, Step.VETTING_BACK, first=(Step.VETTING_SENT,)),
    Passage(Stage.OPINIONS, Step.OPINIONS_IN),
    Passage(Stage.CELL, Step.CELL_VOTED, gathers=True),
    Passage(Stage.APPRAISED, Step.APPRAISED, gathers=True, section=True),
    Passage(Stage.COMMITTEE, Step.COMMITTEE_VOTED, gathers=True),
    Passage(Stage.DECIDED, Step.DECIDED, gathers=True, limit=DECISION),
    Passage(Stage.CEREMONY, Step.CEREMONY_HELD, limit=CEREMONY),
    Passage(Stage.NEW_CLASS, Step.NEW_CLASS_DONE),
    Passage(
        Stage.RECOGNITION,
        Step.CELL_VOTED_RECOGNITION,
        first=(Step.SELF_REVIEW, Step.HELPER_REMARK, Step.PROBATION_OPINIONS),
        gathers=True,
        limit=RECOGNITION,
    ),
    Passage(
        Stage.OFFICIAL,
        Step.RECOGNISED,
        first=(Step.APPRAISED_RECOGNITION, Step.COMMITTEE_VOTED_RECOGNITION),
        gathers=True,
        limit=RECOGNITION_DECISION,
    ),
    Passage(Stage.CARD, Step.CARD_GIVEN),
)
PASSAGE = {passage.step: passage for passage in PROCEDURE}
IN_TURN = (Step.APPRAISED_RECOGNITION, Step.COMMITTEE_VOTED_RECOGNITION)
"""Of the steps that must come first, those that follow the stage before and each other."""
_RANK = {step: place for place, step in enumerate(Step)}


def live(taken: Iterable[Taken]) -> list[Taken]:
    """The rows that hold: neither taken back nor a taking back, in the order of their days."""
    rows = sorted(taken, key=lambda row: row.id or math.inf, reverse=True)
    void: set[int] = set()
    for row in rows:
        if row.annuls is not None and row.id not in void:
            void.add(row.annuls)
    return sorted(
        (row for row in rows if row.annuls is None and row.id not in void),
        key=_order,
    )


def _order(row: Taken) -> tuple:
    vote = row.vote
    ballots = (vote.agreed, vote.disagreed, vote.blank, vote.base) if vote else ()
    return (row.on, _RANK[row.step], row.until or date.max, ballots, row.number, row.reason)


class History:
    """The rows that hold, and what follows from them."""

    def __init__(self, facts: CaseFacts, law: Law = LAW) -> None:
        self.facts, self.law = facts, law
        self.rows = live(facts.taken)
        self._of: dict[Step, list[Taken]] = {}
        for row in self.rows:
            self._of.setdefault(row.step, []).append(row)
        self.reached: dict[Stage, date] = {}
        """The stages walked through and the day of each."""
        self._walk()
        self.stage = max(self.reached, key=lambda stage: stage.position)
        self.since = self.reached[self.stage]

    def of(self, step: Step) -> list[Taken]:
        """The rows of a step, by their days."""
        return self._of.get(step, [])

    def last(self, step: Step) -> Taken | None:
        rows = self.of(step)
        return rows[-1] if rows else None

    def day(self, step: Step) -> date | None:
        """The last day of a step."""
        row = self.last(step)
        return row.on if row else None

    def way(self) -> tuple[Passage, ...]:
        """The stages this case passes through."""
        return tuple(one for one in PROCEDURE if self.facts.has_section or not one.section)

    def ahead(self) -> Passage | None:
        """The next stage; None at the end."""
        later = (one for one in self.way() if one.stage.position > self.stage.position)
        return next(later, None)

    def first(self, passage: Passage) -> tuple[Step, ...]:
        """What must be recorded before the step of a passage, in this case."""
        left_out = () if self.facts.has_section else (Step.APPRAISED_RECOGNITION,)
        return tuple(step for step in passage.first if step not in left_out)

    def competence(self, on: date) -> Competence:
        return competence(on, self.facts.grassroots_below, self.facts.authorised)

    def ratio(self, step: Step, on: date) -> tuple[Ratio, Basis]:
        """The part of votes a step asks for on a day, and why."""
        cell = step in (Step.CELL_VOTED, Step.CELL_VOTED_RECOGNITION)
        row = self.law.row(CELL_RATIO if cell else self.competence(on).ratio, on)
        return row.value, row.basis

    def passed(self, step: Step, on: date, vote: Vote | None) -> bool:
        """Whether a count of a day reaches what the step asks for; without ballots it does not."""
        return vote is not None and not vote.fault() and vote.reaches(self.ratio(step, on)[0])

    def short_votes(self) -> list[Taken]:
        """The votes of the cell since the last that was enough, none of them enough (R2.13)."""
        short: list[Taken] = []
        for row in self.of(Step.CELL_VOTED):
            short = [] if self.passed(row.step, row.on, row.vote) else [*short, row]
        return short

    def to_superior(self) -> bool:
        """Whether so many votes were short that the superior decides (R2.13)."""
        short = self.short_votes()
        return bool(short) and len(short) >= self.law.row(ATTEMPTS, short[-1].on).value

    def prepared(self, step: Step, floor: date, until: date = date.max) -> bool:
        """Whether what must come first was done by a day: what has its turn (``IN_TURN``), only
        since ``floor``, the day of the stage it follows; a vote, with enough."""
        since = floor if step in IN_TURN else date.min
        rows = [row for row in self.of(step) if since <= row.on <= until]
        return bool(rows) and (not step.voted or self.passed(step, rows[-1].on, rows[-1].vote))

    @property
    def certificate_on(self) -> date | None:
        return self.facts.certificate_on or self.day(Step.CLASS_DONE)

    @property
    def new_certificate_on(self) -> date | None:
        return self.facts.new_certificate_on or self.day(Step.NEW_CLASS_DONE)

    @property
    def side(self) -> Side | None:
        """What the last step beside the way left; an end stays one."""
        side: Side | None = None
        for row in self.rows:
            if row.step in SIDE_OF and not (side is not None and side.final):
                side = SIDE_OF[row.step]
        return side

    def _walk(self) -> None:
        sourced = self.of(Step.SOURCED)
        floor = sourced[0].on if sourced else self.facts.opened_on
        self.reached[Stage.SOURCE] = floor
        for passage in self.way()[1:]:
            day = self._passing(passage, floor)
            if day is None:
                return
            floor = max(floor, day)
            self.reached[passage.stage] = floor

    def _passing(self, passage: Passage, floor: date) -> date | None:
        """The day a passage was made, not before ``floor``; None where it was not."""
        since = date.min if passage.floating else floor
        rows = [row for row in self.of(passage.step) if row.on >= since]
        if not rows:
            return None
        row = rows[0]
        if passage.step.voted:
            row = rows[-1]
            by_superior = passage.stage is Stage.CELL and self.to_superior()
            if not by_superior and not self.passed(row.step, row.on, row.vote):
                return None
        ready = all(self.prepared(step, floor, row.on) for step in self.first(passage))
        return row.on if ready else None
