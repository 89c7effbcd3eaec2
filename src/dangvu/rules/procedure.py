"""The way from a promising person to an official member (R2): where a case stands, what it may do.

A machine without side effects. ``standing`` folds the history of a case to its stage, what is due
and what is wrong on a day; ``decide`` says what stands against recording a step. The order in which
steps were recorded plays no part. Stages and their order are ``PROCEDURE``, the figures stand in
``procedure_law``, the papers are ``CHECKLIST``.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from dangvu.rules.basis import Finding, Severity
from dangvu.rules.formats import date_text
from dangvu.rules.procedure_checks import check, refuse
from dangvu.rules.procedure_dues import dues, fresh_until, probation_end
from dangvu.rules.procedure_findings import findings
from dangvu.rules.procedure_history import (
    IN_TURN,
    PASSAGE,
    PROCEDURE,
    STAGES_BASIS,
    History,
    Passage,
    live,
)
from dangvu.rules.procedure_law import LAW, Choice, Law
from dangvu.rules.procedure_papers import CHECKLIST, PAPER, Paper, When, missing, needed
from dangvu.rules.procedure_terms import (
    SIDE_OF,
    Actor,
    CaseFacts,
    Due,
    Introducer,
    IntroducerKind,
    Ratio,
    Readmission,
    Side,
    Stage,
    Standing,
    Step,
    Taken,
    Vote,
)
from dangvu.rules.workdays import DEFAULT, Calendar

__all__ = [
    "Actor",
    "CHECKLIST",
    "CaseFacts",
    "Choice",
    "Due",
    "Introducer",
    "IntroducerKind",
    "Law",
    "PAPER",
    "PROCEDURE",
    "Paper",
    "Passage",
    "Ratio",
    "Readmission",
    "Side",
    "Stage",
    "Standing",
    "Step",
    "Taken",
    "Vote",
    "When",
    "decide",
    "live",
    "missing",
    "needed",
    "official_on",
    "standing",
]

_ALL = tuple(Stage)


def _stages(first: Stage, last: Stage) -> tuple[Stage, ...]:
    return _ALL[first.position : last.position + 1]


RENEWED: dict[Step, tuple[Stage, ...]] = {
    Step.CLASS_DONE: _stages(Stage.CLASS, Stage.OPINIONS),
    Step.HELPERS: _stages(Stage.HELPED, Stage.NEW_CLASS),
    Step.VETTING_SENT: _stages(Stage.CV, Stage.COMMITTEE),
    Step.VETTING_BACK: _stages(Stage.VETTING, Stage.COMMITTEE),
    Step.OPINIONS_IN: _stages(Stage.OPINIONS, Stage.COMMITTEE),
    Step.CELL_VOTED: _stages(Stage.CELL, Stage.COMMITTEE),
    Step.CELL_VOTED_RECOGNITION: (Stage.RECOGNITION,),
}
"""Steps that may be taken again, and at which stages."""
BESIDE: dict[Step, tuple[Stage, ...]] = {
    Step.DECISION_RECEIVED: (Stage.DECIDED,),
    Step.CV_MEMBER: _stages(Stage.CEREMONY, Stage.CARD),
    Step.SELF_REVIEW: _stages(Stage.CEREMONY, Stage.NEW_CLASS),
    Step.HELPER_REMARK: _stages(Stage.CEREMONY, Stage.NEW_CLASS),
    Step.PROBATION_OPINIONS: _stages(Stage.CEREMONY, Stage.NEW_CLASS),
    Step.EXTENDED: (*_stages(Stage.CELL, Stage.COMMITTEE), Stage.RECOGNITION),
    Step.RETURNED: (*_stages(Stage.APPLIED, Stage.COMMITTEE), Stage.RECOGNITION),
    Step.PAUSED: _stages(Stage.SOURCE, Stage.COMMITTEE),
    Step.MOVE_SENT: _stages(Stage.SOURCE, Stage.RECOGNITION),
    Step.NOT_AGREED: _stages(Stage.OPINIONS, Stage.COMMITTEE),
    Step.WITHDREW: _stages(Stage.SOURCE, Stage.COMMITTEE),
    Step.STRUCK_OFF: _stages(Stage.CEREMONY, Stage.RECOGNITION),
    Step.CANCELLED: _stages(Stage.DECIDED, Stage.CARD),
}
"""Steps beside the way, and at which stages."""
MENDED: dict[Step, tuple[Stage, ...]] = {
    Step.CV_DONE: _stages(Stage.CV, Stage.COMMITTEE),
    Step.SELF_REVIEW: (Stage.RECOGNITION,),
    Step.HELPER_REMARK: (Stage.RECOGNITION,),
    Step.PROBATION_OPINIONS: (Stage.RECOGNITION,),
}
"""Steps that may be taken again only of a case that was returned."""
STOPPED = {
    Side.RETURNED: (
        Step.RESUMED,
        *MENDED,
        Step.VETTING_SENT,
        Step.VETTING_BACK,
        Step.OPINIONS_IN,
        Step.CELL_VOTED,
        Step.CELL_VOTED_RECOGNITION,
        Step.NOT_AGREED,
        Step.WITHDREW,
        Step.STRUCK_OFF,
    ),
    Side.PAUSED: (Step.RESUMED, Step.MOVE_SENT, Step.WITHDREW),
    Side.MOVED: (Step.MOVE_TAKEN, Step.RESUMED, Step.WITHDREW, Step.STRUCK_OFF),
}
"""What may be done with a case that is stopped."""


def standing(facts: CaseFacts, on: date, calendar: Calendar = DEFAULT, law: Law = LAW) -> Standing:
    """Where a case stands on a day. Rows of later days are left out."""
    history = History(_known(facts, on), law)
    side = _side(history, on)
    running = dues(history, on, calendar)
    return Standing(
        stage=history.stage,
        side=side,
        since=history.since,
        next_steps=_next_steps(history, side),
        dues=running,
        findings=() if side is not None and side.final else tuple(findings(history, on, running)),
        rule_on=history.since,
        elapsed_days=max(0, (on - history.since).days),
    )


def official_on(facts: CaseFacts, law: Law = LAW) -> date | None:
    """The day somebody becomes official: that on which the probation ends (R2.19)."""
    return probation_end(History(facts, law))


def decide(
    facts: CaseFacts,
    taken: Taken,
    on: date,
    calendar: Calendar = DEFAULT,
    law: Law = LAW,
) -> list[Finding]:
    """What stands against recording a step on a day, refusals first; empty: nothing."""
    history = History(facts, law)
    if taken.annuls is not None:
        found = list(_taking_back(history, taken, on))
    else:
        found = list(_days(history, taken, on)) or list(_turn(history, taken, on, calendar))
    return sorted(found, key=lambda finding: list(Severity).index(finding.severity))


# --- where it stands ------------------------------------------------------------------------


def _known(facts: CaseFacts, on: date) -> CaseFacts:
    """What had happened by a day."""
    return replace(facts, taken=tuple(row for row in facts.taken if row.on <= on))


def _side(history: History, on: date) -> Side | None:
    side = history.side
    until = fresh_until(history)
    under_way = Stage.VETTING.position <= history.stage.position < Stage.DECIDED.position
    if side is None and under_way and until is not None and on > until:
        return Side.EXPIRED
    return side


def _next_steps(history: History, side: Side | None) -> tuple[Step, ...]:
    """What may be recorded next, the way forward first."""
    if side is not None and side.final:
        return ()
    stage = history.stage
    renewed = [step for step, stages in RENEWED.items() if stage in stages]
    beside = [
        step
        for step, stages in BESIDE.items()
        if stage in stages and (step.with_reason or not history.of(step))
    ]
    if side in STOPPED:
        mended = (step for step, stages in MENDED.items() if stage in stages)
        open_now = {*renewed, *beside, *mended, Step.RESUMED, Step.MOVE_TAKEN}
        return tuple(step for step in STOPPED[side] if step in open_now)
    steps = [*_forward(history), *beside, *renewed]
    if side is Side.EXPIRED:
        again = (Step.VETTING_SENT, Step.VETTING_BACK, Step.OPINIONS_IN)
        steps = [step for step in again if step in steps] + steps
    return tuple(dict.fromkeys(steps))


def _forward(history: History) -> Iterator[Step]:
    """The steps that lead on: what must come first, else the step into the next stage."""
    passage = history.ahead()
    if passage is None:
        return
    left = [step for step in history.first(passage) if not history.prepared(step, history.since)]
    for step in left:
        yield step
        if step in IN_TURN:
            return
    if not left:
        yield passage.step


# --- whether a step may be recorded ---------------------------------------------------------


def _days(history: History, taken: Taken, on: date) -> Iterator[Finding]:
    """Days that cannot be."""
    facts, day = history.facts, date_text(taken.on)
    if taken.on > on:
        yield refuse("in_future", f"Ngày {day} sau ngày {date_text(on)}.")
    if facts.born_on is not None and taken.on < facts.born_on:
        yield refuse("before_birth", f"Ngày {day} trước ngày sinh {date_text(facts.born_on)}.")
    if taken.step is not Step.CLASS_DONE and taken.on < facts.opened_on:
        message = f"Ngày {day} trước ngày đưa vào danh sách nguồn {date_text(facts.opened_on)}."
        yield refuse("before_opening", message, basis=STAGES_BASIS)


def _turn(history: History, taken: Taken, on: date, calendar: Calendar) -> Iterator[Finding]:
    """Whether it is the turn of a step, and what the law says of it."""
    side = _side(history, on)
    step = taken.step
    if step not in _next_steps(history, side):
        yield refuse("wrong_state", _why_not(history, side, step), "step", STAGES_BASIS)
        return
    floating = step in PASSAGE and PASSAGE[step].floating
    if not floating and taken.on < _not_before(history, step):
        before = date_text(_not_before(history, step))
        message = f"Ngày {date_text(taken.on)} trước bước liền trước, ngày {before}."
        yield refuse("before_previous", message, basis=STAGES_BASIS)
        return
    if step.with_reason and not taken.reason.strip():
        yield refuse("reason_missing", f"{step.label_vi}: phải ghi lý do.", "reason")
    yield from check(history, taken, calendar)


def _not_before(history: History, step: Step) -> date:
    """The earliest day of a step: that of the stage it follows, or of what must come first."""
    passage = PASSAGE.get(step)
    days = [history.reached[Stage.SOURCE]]
    for stage, day in history.reached.items():
        if passage is None or stage.position < passage.stage.position:
            days.append(day)
    if passage is not None:
        days += [row.on for one in history.first(passage) if (row := history.last(one))]
    if step in (Step.RESUMED, Step.MOVE_TAKEN):
        days += [row.on for row in history.rows if row.step in SIDE_OF]
    return max(days)


def _why_not(history: History, side: Side | None, step: Step) -> str:
    here = f"hồ sơ đang ở bước “{history.stage.label_vi}”"
    if side is not None:
        here += f", {side.label_vi.casefold()}"
    message = f"“{step.label_vi}”: {here}."
    ahead = list(_forward(history)) if side is None else []
    if ahead and ahead[0] is not step:
        message += f" Bước tiếp theo là “{ahead[0].label_vi}”."
    return message


def _taking_back(history: History, taken: Taken, on: date) -> Iterator[Finding]:
    """Whether an earlier row may be taken back: nothing later may rest on it."""
    row = next((one for one in history.rows if one.id == taken.annuls), None)
    if row is None:
        yield refuse("nothing_to_take_back", "Bước này không còn hoặc đã được rút.", "annuls")
        return
    if not taken.reason.strip():
        yield refuse("reason_missing", "Rút lại một bước phải ghi lý do.", "reason")
    rest = [one for one in history.rows if one is not row]
    without = _without(history, row)
    resting = [
        one
        for one in rest
        if one.step in PASSAGE
        and PASSAGE[one.step].stage in history.reached
        and PASSAGE[one.step].stage not in without.reached
        and one.step is not row.step
    ]
    if row.step in SIDE_OF and without.side not in (None, history.side):
        resting += [one for one in rest if one.step in PASSAGE and one.on > row.on]
    if resting:
        message = f"“{resting[0].step.label_vi}” dựa vào bước này; rút bước đó trước."
        yield refuse("rested_on", message, "annuls", STAGES_BASIS)


def _without(history: History, row: Taken) -> History:
    taken = tuple(one for one in history.rows if one is not row)
    return History(replace(history.facts, taken=taken), history.law)
