"""Candidates as rows: cases, their steps, helpers, remarks and papers, body by body; and the
classes they sat in."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from dangvu.admissions import loading
from dangvu.admissions.actions.steps import kept
from dangvu.admissions.loading import AdmissionRow
from dangvu.cli.demo.candidates import Candidate, Recruiter
from dangvu.cli.demo.histories import Story
from dangvu.cli.demo.mixture import Mixture
from dangvu.cli.demo.people import Residents
from dangvu.cli.demo.plan import rng_of
from dangvu.cli.demo.schoolrooms import Schools, Session
from dangvu.cli.demo.times import BY, FOUNDED, at
from dangvu.cli.demo.units import ROOT_ID, BodyUnit, Cell
from dangvu.members.loading import PersonRow, Status
from dangvu.orgs.loading import label
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.membership import EventKind
from dangvu.rules.months import add_months
from dangvu.rules.organisations import Model
from dangvu.rules.procedure import (
    CaseFacts,
    Introducer,
    IntroducerKind,
    Stage,
    Step,
    Taken,
    Vote,
    needed,
    standing,
)
from dangvu.rules.procedure_law import RETENTION
from dangvu.rules.procedure_terms import SIDE_OF

S, G = Step, SourceGroup
ENDED = 0.11
"""Cases that ended without admission, for each admission on record."""
ROSTERED_BEFORE = timedelta(days=40)
"""How long before a class opens its roster stands."""
REMARK_MONTHS = 3
AGREED, REFUSED = 0.9, 0.4
"""Shares of a vote that passes and of one that does not."""
_BY_SECTION = frozenset({S.APPRAISED, S.APPRAISED_RECOGNITION})
_AFTER_PROBATION = frozenset({S.CELL_VOTED_RECOGNITION, S.RECOGNISED, S.CARD_GIVEN})
_LIMITS_FROM = frozenset({S.VETTING_BACK, S.OPINIONS_IN, S.CELL_VOTED})
"""Steps before the decision from whose days limits run on."""
LONG = 1000
"""Days after which the end of a certificate comes near."""
_BY_CELL_VOTE = frozenset({S.CELL_VOTED, S.CELL_VOTED_RECOGNITION})
_BY_COMMITTEE_VOTE = frozenset({S.COMMITTEE_VOTED, S.COMMITTEE_VOTED_RECOGNITION})
_OVER = frozenset({S.NOT_AGREED, S.WITHDREW})
_IN_UNIONS = frozenset({G.TEACHER, G.HEALTH_WORKER, G.ENTERPRISE_WORKER, G.OFFICIAL})
_WORK = {
    G.STUDENT: "Sinh viên", G.VILLAGE_CADRE: "Cán bộ thôn, tổ dân phố", G.MILITIA: "Dân quân",
    G.ENTERPRISE_WORKER: "Công nhân", G.OFFICIAL: "Công chức, viên chức", G.OTHER: "Lao động tự do",
}  # fmt: skip
_BODIES = {
    IntroducerKind.YOUTH: "Ban Chấp hành Đoàn",
    IntroducerKind.UNION: "Ban Chấp hành Công đoàn cơ sở",
}
_REMARKS = (
    "Hoàn thành tốt công việc được giao, chấp hành giờ giấc.",
    "Tích cực học tập nâng cao trình độ, giúp đỡ đồng nghiệp.",
    "Tham gia đầy đủ hoạt động của đoàn thể, cần mạnh dạn phát biểu hơn.",
    "Có tiến bộ trong công việc, đã hoàn thành lớp bồi dưỡng nghiệp vụ.",
)


@dataclass
class Pages:
    """Rows of one body."""

    cases: list[loading.CaseRow] = field(default_factory=list)
    steps: list[loading.StepRow] = field(default_factory=list)
    helpers: list[loading.HelperRow] = field(default_factory=list)
    remarks: list[loading.RemarkRow] = field(default_factory=list)
    papers: list[loading.CasePaperRow] = field(default_factory=list)


class Casebook:
    """Writes the cases of one body after another; the classes at the end."""

    def __init__(self, seed: int, on: date, mixture: Mixture) -> None:
        self.seed, self.on, self.mixture = seed, on, mixture
        self.schools = Schools(seed, on)
        self.last_case = self.last_helper = 0
        self.classes: dict[Session, list[loading.AttendeeRow]] = defaultdict(list)
        self.bodies: dict[str, BodyUnit] = {}

    def write(
        self, body: BodyUnit, found: Mapping[int, Residents],
        told: Mapping[int, tuple[PersonRow, Story]], admissions: Sequence[AdmissionRow],
    ) -> int:  # fmt: skip
        """Writes the cases of a body's cells; gives back how many."""
        rng = rng_of(self.seed, body.place.register_code, "cases")
        recruiter = Recruiter(body, self.schools.of(body.place), self.mixture, self.on, rng)
        desk = _Desk(self, recruiter, found, told)
        rows = {row.person_id: row for row in admissions}
        for cell in body.cells:
            arrivals = found[cell.id].arrivals
            carded = {a.person.id for a in arrivals if told[a.person.id][0].card_number}
            for one in recruiter.admitted(cell, arrivals, rows, carded):
                desk.enter(cell, one)
        steady = [cell for cell in body.cells if cell.ended is None]
        for cell, one in recruiter.under_way(steady):
            desk.enter(cell, one)
        for cell, one in recruiter.ended(steady, round(len(admissions) * ENDED)):
            desk.enter(cell, one)
        self.bodies[body.path] = body
        pages = desk.pages
        return loading.load_cases(
            pages.cases, pages.steps, pages.helpers, pages.remarks, pages.papers
        )

    def close(self) -> int:
        """Writes the classes with their rosters; gives back how many."""
        held = sorted(self.classes, key=lambda one: (one.opens_on, one.centre, one.kind))
        classes, seats, rosters = [], [], []
        for number, room in enumerate(held, 1):
            roster = self.classes[room]
            places = self._places(number, room, roster)
            seats += places
            rosters += [row._replace(political_class_id=number) for row in roster]
            classes.append(
                loading.ClassRow(
                    number, ROOT_ID, label(ROOT_ID), room.kind, room.name, room.opens_on,
                    room.ends_on, room.sessions, sum(row.seats for row in places), room.centre,
                    _at(room.opens_on - timedelta(days=30)), BY,
                )
            )  # fmt: skip
        return loading.load_classes(classes, seats, rosters)

    def _places(
        self, number: int, room: Session, roster: Sequence[loading.AttendeeRow]
    ) -> list[loading.SeatsRow]:
        """Places of a class by body; each body of the centre has some in one still to come."""
        width = 2 * len(label(ROOT_ID)) + 1
        taken: dict[str, int] = defaultdict(int)
        if room.ends_on >= self.on:
            sending = [path for path, body in self.bodies.items()
                       if self.schools.of(body.place).name == room.centre]  # fmt: skip
            taken.update(dict.fromkeys(sending, 1))
        for row in roster:
            taken[row.unit_path[:width]] += 1
        return [
            loading.SeatsRow(number, self.bodies[path].id, path, -(-count // 5) * 5)
            for path, count in sorted(taken.items())
        ]


class _Desk:
    """Enters the candidates of one body, and makes out which row goes where."""

    def __init__(
        self, book: Casebook, recruiter: Recruiter, found: Mapping[int, Residents],
        told: Mapping[int, tuple[PersonRow, Story]],
    ) -> None:  # fmt: skip
        self.book, self.body, self.told, self.rng = book, recruiter.body, told, recruiter.rng
        self.sections = recruiter.sections
        self.on, self.pages = book.on, Pages()
        self.committee = self.body.place.committee
        self.paper = 0
        self.official = {
            cell_id: [p for p in one.people if p.status == Status.OFFICIAL]
            for cell_id, one in found.items()
        }
        self.superior = self.body.model is Model.M294

    def enter(self, cell: Cell, one: Candidate) -> None:
        """One case: its row, its steps, who helps."""
        book = self.book
        book.last_case += 1
        case_id = book.last_case
        numbers = self._attend(case_id, cell, one)
        taken = tuple(self._taken(cell, one, step, on, numbers) for step, on in one.steps)
        self.pages.steps += [self._step(case_id, cell, row) for row in taken]
        introducers, remarked = self._help(case_id, cell, one)
        days = dict(one.steps)
        facts = CaseFacts(
            opened_on=one.steps[0].on, born_on=one.born, taken=taken, introducers=introducers,
            certificate_on=days.get(S.CLASS_DONE), new_certificate_on=days.get(S.NEW_CLASS_DONE),
            has_youth=one.youth, has_union=one.group in _IN_UNIONS,
            has_section=cell.id in self.sections, grassroots_below=self.superior,
            consent_on=one.steps[0].on, remarked_on=remarked,
        )  # fmt: skip
        self._keep(case_id, cell, one, facts)
        self.pages.cases.append(self._case(case_id, cell, one, facts, numbers))

    def _case(
        self,
        case_id: int,
        cell: Cell,
        one: Candidate,
        facts: CaseFacts,
        numbers: Mapping[Step, str],
    ) -> loading.CaseRow:
        stands = _folded(_essence(facts.taken), self.on)
        since = max(row.on for row in facts.taken if row.step.reaches is stands.stage)
        closed = one.steps[-1].on if stands.over else None
        admission, officers = one.admission, self.official[cell.id]
        keep = closed and not admission
        return loading.CaseRow(
            case_id, cell.id, cell.path, one.name, one.search_key, one.sort_key, one.born, one.sex,
            one.ethnic_group, one.religious, one.youth,
            one.group in _IN_UNIONS, _WORK.get(one.group, one.group.label_vi), one.group,
            cell.node.name, _introduced_by(one, self.rng),
            officers[case_id % min(len(officers), 3)].id, facts.consent_on, facts.opened_on,
            stands.stage, stands.side, since, stands.due_on, stands.due_code, stands.red_on, since,
            admission.person_id if admission else None, admission.id if admission else None,
            numbers.get(S.CLASS_DONE, ""), facts.certificate_on,
            numbers.get(S.NEW_CLASS_DONE, ""), facts.new_certificate_on, closed,
            add_months(closed, RETENTION.at(closed).value) if keep and closed else None,
            _at(facts.opened_on), BY,
        )  # fmt: skip

    # ---------------------------------------------------------------- steps

    def _taken(
        self, cell: Cell, one: Candidate, step: Step, on: date, numbers: Mapping[Step, str]
    ) -> Taken:
        number = issuer = reason = ""
        until, vote = None, None
        if step in _BY_CELL_VOTE:
            agreed = REFUSED if one.steps[-1].step is S.NOT_AGREED else AGREED
            vote = _vote(len(self.official[cell.id]) - (one.born.day % 2), agreed)
            number = self._number("NQ/CB")
        elif step in _BY_COMMITTEE_VOTE:
            vote, number = (
                _vote(15 if self.body.place.commune else 27, AGREED),
                self._number("NQ/ĐU"),
            )
        elif step is S.DECIDED and one.admission:
            number, issuer = one.admission.decision_number, one.admission.issuer
        elif step is S.RECOGNISED and one.admission:
            number, issuer = self._recognition(one.admission.person_id)
        elif step in numbers:
            number = numbers[step]
        elif step is S.VETTING_SENT:
            number, issuer = self._number("CV/ĐU"), self.committee
        elif step.with_reason:
            reason, until = one.reason, one.until
        return Taken(step, on, number, issuer, until, vote, reason)

    def _step(self, case_id: int, cell: Cell, row: Taken) -> loading.StepRow:
        return loading.StepRow(
            case_id, cell.path, cell.id, row.step, row.on, row.until, row.number, row.issuer,
            row.reason, _ballots(row.vote) if row.vote else None, _at(min(row.on, self.on)), BY,
        )  # fmt: skip

    def _number(self, symbol: str) -> str:
        self.paper += 1
        return f"{self.paper % 180 + 1:02}-{symbol}"

    def _recognition(self, person_id: int) -> tuple[str, str]:
        _, story = self.told[person_id]
        told = next(one for one in story if one.kind is EventKind.RECOGNISED)
        return told.number, told.issuer

    # ---------------------------------------------------------------- who helps, papers, classes

    def _help(
        self, case_id: int, cell: Cell, one: Candidate
    ) -> tuple[tuple[Introducer, ...], date | None]:
        """Writes introducers, the helper and the helper's remarks of a case under way."""
        days = dict(one.steps)
        helped, applied = days.get(S.HELPERS), days.get(S.APPLIED)
        if helped is None or S.RECOGNISED in days:
            return (), None
        officers, pages = self.official[cell.id], self.pages
        remarked = self._remarks(case_id, cell, helped, officers[-1 - case_id % 3], days)
        if applied is None or one.admission:
            return (), remarked
        body = _BODIES[IntroducerKind.YOUTH] if one.youth else ""
        kind = IntroducerKind.YOUTH
        if not one.youth and one.group in _IN_UNIONS:
            kind, body = IntroducerKind.UNION, _BODIES[IntroducerKind.UNION]
        found = []
        for index in range(1 if body else 2):
            person = officers[(case_id + index) % len(officers)]
            self._helper(case_id, cell, person, "introducer", applied)
            found.append(Introducer(IntroducerKind.MEMBER, person.official_on, person.official_on))
        if body:
            self.book.last_helper += 1
            pages.helpers.append(
                loading.HelperRow(self.book.last_helper, case_id, cell.path, None,
                                  f"{body} {self.body.place.short_name}", "introducer", kind, None,
                                  None, applied, None)
            )  # fmt: skip
            found.append(Introducer(kind))
        return tuple(found), remarked

    def _remarks(
        self, case_id: int, cell: Cell, helped: date, person: PersonRow, days: Mapping[Step, date]
    ) -> date | None:
        helper = self._helper(case_id, cell, person, "helper", helped)
        last, on = None, add_months(helped, REMARK_MONTHS)
        ends, since = self.on - timedelta(days=case_id % 5 * 9), add_months(self.on, -9)
        while on <= ends:
            last = on
            if on >= since:
                text = _REMARKS[(case_id + on.month) % len(_REMARKS)]
                self.pages.remarks.append(
                    loading.RemarkRow(helper, cell.path, on, text, _at(on), BY)
                )
            on = add_months(on, REMARK_MONTHS)
        return last

    def _helper(self, case_id: int, cell: Cell, person: PersonRow, role: str, since: date) -> int:
        self.book.last_helper += 1
        self.pages.helpers.append(
            loading.HelperRow(self.book.last_helper, case_id, cell.path, person.id,
                              person.full_name, role, "member", person.official_on,
                              person.official_on, since, None)
        )  # fmt: skip
        return self.book.last_helper

    def _keep(self, case_id: int, cell: Cell, one: Candidate, facts: CaseFacts) -> None:
        """Notes the papers in hand of a case under way; now and then one is missing."""
        days = dict(one.steps)
        if one.steps[-1].step in _OVER or S.RECOGNISED in days:
            return
        place, since = f"Văn phòng {self.committee}", S.NEW_CLASS_DONE if one.admission else None
        for index, paper in enumerate(needed(facts, self.on, authorised=False)):
            on = days.get(paper.step)
            if on is None or (since and paper.step is not since) or (case_id + index) % 23 == 0:
                continue
            self.pages.papers.append(
                loading.CasePaperRow(case_id, cell.path, paper.code, on, "", place, _at(on), BY)
            )

    def _attend(self, case_id: int, cell: Cell, one: Candidate) -> dict[Step, str]:
        """Writes the rosters of the classes attended; gives the numbers of certificates."""
        numbers = {}
        days = dict(one.steps)
        for step, room in ((S.CLASS_DONE, one.awareness), (S.NEW_CLASS_DONE, one.new_member)):
            if room is None:
                if step in days:
                    numbers[step] = f"{case_id % 90 + 10:03}/CN"
                continue
            roster = self.book.classes[room]
            number, held = "", room.sessions_by(self.on)
            on: date | None = None
            if step in days:
                number, on = room.certificate(len(roster) + 1), room.ends_on
                numbers[step] = number
            elif room.opens_on > self.on + ROSTERED_BEFORE or room.ends_on < self.on:
                continue
            roster.append(
                loading.AttendeeRow(
                    0, case_id, cell.path, _present(held, case_id), True if on else None, number,
                    on, _at(room.opens_on), BY,
                )
            )  # fmt: skip
        return numbers


class Stands(NamedTuple):
    """Where a case stands, as its row keeps it."""

    stage: Stage
    side: str
    due_on: date | None
    due_code: str
    red_on: date | None
    over: bool


_Core = tuple[tuple[Step, date, float | None], ...]


def _essence(taken: Sequence[Taken]) -> _Core:
    """The steps of a case without what its stage and its nearest limit do not depend on: the days
    of steps gone through are drawn together, so that cases alike are folded once."""
    rows = [row for row in taken if row.step not in _BY_SECTION or row is taken[-1]]
    shares = [_share(row.vote) for row in rows]
    side = SIDE_OF.get(rows[-1].step)
    if side is not None:
        days = [FOUNDED if side.final else row.on for row in rows]
    else:
        last = max(index for index, row in enumerate(rows) if row.step.reaches)
        days = _drawn_together(rows, last)
    return tuple((row.step, day, share) for row, day, share in zip(rows, days, shares, strict=True))


def _share(vote: Vote | None) -> float | None:
    return None if vote is None else AGREED if vote.agreed * 2 > vote.official else REFUSED


def _drawn_together(rows: Sequence[Taken], last: int) -> list[date]:
    since = rows[last].on
    ceremony = next((n for n, row in enumerate(rows) if row.step is S.CEREMONY_HELD), None)
    if ceremony is not None:
        held = rows[ceremony].on
        later = since if rows[last].step in _AFTER_PROBATION else held
        return [held if index <= ceremony else later for index in range(len(rows))]
    days: list[date] = []
    day = since
    for index, row in enumerate(rows):
        old = row.step is S.CLASS_DONE and (since - row.on).days > LONG
        if old or row.step in _LIMITS_FROM:
            day = row.on
            days[:] = [min(one, day) for one in days]
        days.append(row.on if index >= last else day)
    return days


@cache
def _folded(core: _Core, on: date) -> Stands:
    taken = tuple(
        Taken(step, day, vote=_vote(10, share) if share else None) for step, day, share in core
    )
    section = core[-1][0] in _BY_SECTION
    stands = standing(CaseFacts(opened_on=taken[0].on, taken=taken, has_section=section), on)
    over = stands.stage is Stage.CARD or bool(stands.side and stands.side.final)
    return Stands(stands.stage, stands.side or "", *kept(stands), over)


def _introduced_by(one: Candidate, rng: Random) -> str:
    chance = rng.random()
    if one.youth and chance < 0.55:
        return "youth"
    if one.group in _IN_UNIONS and chance < 0.75:
        return "union"
    return "front" if chance > 0.9 else "association" if chance > 0.82 else "cell"


@cache
def _at(on: date) -> datetime:
    return at(on)


@cache
def _vote(official: int, share: float) -> Vote:
    agreed = max(round(official * share), 1)
    return Vote(agreed, official - agreed, 0, official, present=official)


@cache
def _ballots(vote: Vote) -> str:
    return json.dumps(asdict(vote))


@cache
def _present(sessions: int, case_id: int) -> str:
    """The sessions somebody was at, as the database writes an array."""
    missed = case_id % 17 + 1
    return "{" + ",".join(str(n) for n in range(1, sessions + 1) if n != missed) + "}"
