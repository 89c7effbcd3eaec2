"""Recording the steps of cases, one or many by one paper; taking one back; what a case is after.

The rules decide (``rules.procedure.decide``); what is refused is refused with the rule's words.
What a step does to the register stands in ``effects``, in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from dangvu.access.actor import Actor
from dangvu.access.scope import Refused, may
from dangvu.admissions import cases
from dangvu.admissions.actions import effects
from dangvu.admissions.actions.effects import Made
from dangvu.admissions.cases.rights import action_of, may_record
from dangvu.admissions.models import Case, CaseStep
from dangvu.intake.actions import alone
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import clean, day
from dangvu.rules.basis import Basis, Finding, Severity
from dangvu.rules.months import add_months
from dangvu.rules.procedure import (
    CaseFacts,
    Law,
    Stage,
    Standing,
    Step,
    Taken,
    Vote,
    decide,
    live,
    standing,
)
from dangvu.rules.procedure_law import RETENTION
from dangvu.rules.timers import ALERTS, Timer
from dangvu.rules.workdays import Calendar

MOST = 300
"""Cases that one paper may carry on at once."""
AT_ONCE = 1000
"""Cases that are put to the rules together."""
ELSEWHERE = frozenset({Step.MOVE_SENT, Step.MOVE_TAKEN})
"""Steps that both sides take (``moving``)."""
_NOT_TAKEN_BACK = ELSEWHERE | {Step.CANCELLED}
_UNKEPT = frozenset({"remark"})
"""Limits that are no reason to call a case red: they stand on its page alone."""


@dataclass(frozen=True)
class Recording:
    """A step as told. ``seen``: the id of the last row of the case the recorder had before them
    (0: none); where another recorded the same since, nothing is written."""

    step: Step
    on: date
    number: str = ""
    issuer: str = ""
    reason: str = ""
    until: date | None = None
    vote: Vote | None = None
    seen: int | None = None

    def taken(self, *, annuls: int | None = None) -> Taken:
        return Taken(
            step=self.step, on=self.on, number=clean(self.number), issuer=clean(self.issuer),
            until=self.until, vote=self.vote, reason=self.reason.strip(), annuls=annuls,
        )  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of a recording: the row, or None where it was refused; what the rules found."""

    case: Case
    row: CaseStep | None
    findings: tuple[Finding, ...] = ()
    overtaken: bool = False

    @property
    def refusal(self) -> Finding | None:
        """The first thing that forbids it."""
        return next((f for f in self.findings if f.severity is Severity.REFUSAL), None)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is not Severity.REFUSAL)


def told(finding: Finding) -> str:
    """A finding in a sentence, with the rule it rests on."""
    if finding.basis is None:
        return finding.message_vi
    return f"{finding.message_vi} Căn cứ: {finding.basis.text_vi}."


# ------------------------------------------------------------------ recording


def record_step(actor: Actor, case_id: int, recording: Recording) -> Outcome:
    """Records one step of one case; everything that follows from it, in one transaction.

    Raises ``Impossible`` with the rule that forbids it, ``Overtaken`` where another recorded the
    same, ``Refused`` for a step that is not the actor's, 404 outside reach. Writes the step, the
    case, the register where the step changes it, events.
    """
    outcome = record_steps(actor, {case_id: recording})[0]
    first = outcome.refusal
    if first is not None:
        kind = Overtaken if outcome.overtaken else Impossible
        raise kind(first.code, told(first), first.field)
    return outcome


def record_steps(actor: Actor, given: Mapping[int, Recording]) -> list[Outcome]:
    """Records a step of each of many cases: one class, one decision. Those the rules refuse are
    left as they are and say why; the rest are written together.

    Raises ``Refused``, 404, ``Overtaken`` as ``record_step`` does. A constant number of statements
    and an event each, but for what a member's own record takes.
    """
    if any(one.step in ELSEWHERE for one in given.values()):
        raise Impossible("other_way", "Việc chuyển đơn vị do hai bên xác nhận, ghi ở phần chuyển.")
    return record_all(actor, given)


def record_all(actor: Actor, given: Mapping[int, Recording]) -> list[Outcome]:
    """``record_steps`` for every step, those of a move too. For the actions of this module."""
    if not given:
        return []
    if len(given) > MOST:
        raise Impossible("too_many", f"Mỗi lần ghi nhiều nhất {MOST} hồ sơ.")
    with transaction.atomic():
        if any(one.step in effects.ALONE for one in given.values()):
            alone(effects.LOCK)
        rows = cases.case_for_entry(actor, list(given))
        for row in rows:
            _may(actor, given[row.pk].step, row.unit_path)
        outcomes = _judged(actor, rows, given)
        allowed = [one.case for one in outcomes if one.refusal is None]
        made = _write(actor, allowed, given)
        effects.carry_out(actor, made)
        restand(allowed, save=True)
        for one in made:
            _tell(actor, one.case, "record_case_step", one.row, one.row.reason)
    by_case = {one.case.pk: one.row for one in made}
    return [
        Outcome(one.case, by_case.get(one.case.pk), one.findings, one.overtaken) for one in outcomes
    ]


def _may(actor: Actor, step: Step, path: str) -> None:
    if not may_record(actor, step, path):
        may(actor, action_of(step), path)
        raise Refused(f"“{step.label_vi}” không phải việc của vai trò này.")


def _judged(actor: Actor, rows: Sequence[Case], given: Mapping[int, Recording]) -> list[Outcome]:
    """Every case with what the rules, the register and the clock say against its recording."""
    facts, days, law = cases.facts_of(rows), cases.calendar_days(), cases.law_chosen()
    beside = effects.against_register(actor, rows, given)
    found = []
    for row in rows:
        recording = given[row.pk]
        findings, overtaken = _findings(row, facts[row.pk], recording, days, law)
        findings += beside.get(row.pk, ())
        found.append(Outcome(row, None, tuple(findings), overtaken))
    return found


def _findings(
    row: Case, facts: CaseFacts, recording: Recording, days: Calendar, law: Law
) -> tuple[list[Finding], bool]:
    step, on = recording.step, recording.on
    if row.removed_at is not None:
        return [_refusal("removed", "Hồ sơ này đã được xóa thông tin.")], False
    same = [one for one in live(facts.taken) if one.step is step]
    since = [one for one in same if recording.seen is not None and one.id > recording.seen]
    if since or any(one.on == on for one in same):
        message = f"“{step.label_vi}” vừa có người ghi rồi. Đồng chí mở lại hồ sơ để xem."
        return [_refusal("step_taken", message)], True
    unit = row.unit
    if unit.valid_until is not None and unit.valid_until <= on:
        message = f"{unit.name} đã kết thúc hoạt động ngày {day(unit.valid_until)}."
        return [_refusal("unit_ended", message, basis=_PLACE)], False
    return decide(facts, recording.taken(), clock.today(), days, law), False


_PLACE = Basis("R1.4", "Sắp xếp tổ chức đảng", "", RETENTION.rows[0].basis.confidence)


def _refusal(code: str, message: str, field: str = "on", basis: Basis | None = None) -> Finding:
    return Finding(code, message, Severity.REFUSAL, field, basis)


def _write(actor: Actor, rows: Sequence[Case], given: Mapping[int, Recording]) -> list[Made]:
    counted = CaseStep.objects.filter(case__in=rows).values_list("case_id", "step")
    before = Counter(counted)
    fresh = [
        _row(actor, row, given[row.pk].taken(), before[row.pk, given[row.pk].step.value] + 1)
        for row in rows
    ]
    _create(fresh)
    return [Made(row, step) for row, step in zip(rows, fresh, strict=True)]


def _row(actor: Actor, case: Case, taken: Taken, ordinal: int) -> CaseStep:
    return CaseStep(
        case=case, unit_path=case.unit_path, unit_id=case.unit_id, step=taken.step,
        ordinal=ordinal, on=taken.on, until=taken.until, number=taken.number,
        issuer=taken.issuer, reason=taken.reason, vote=asdict(taken.vote) if taken.vote else None,
        annuls_id=taken.annuls, recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip


def _create(rows: Sequence[CaseStep]) -> None:
    try:
        with transaction.atomic():
            CaseStep.objects.bulk_create(rows)
    except IntegrityError as there:
        raise Overtaken(
            "step_taken", "Bước này vừa có người ghi rồi. Đồng chí mở lại hồ sơ để xem."
        ) from there


# ------------------------------------------------------------------ taking back


def take_back(actor: Actor, case_id: int, row_id: int, reason: str) -> CaseStep:
    """Takes a recorded step back by a row of its own; what it did to the register is undone.

    Raises ``Impossible`` where a later step rests on it or no reason is given, ``Overtaken`` where
    it was taken back before.
    """
    with transaction.atomic():
        alone(effects.LOCK)
        case = cases.case_for_entry(actor, [case_id])[0]
        found = CaseStep.objects.filter(case=case, pk=row_id, annuls=None).first()
        if found is None:
            raise Impossible("no_such_step", "Hồ sơ không có bước này.")
        step = Step(found.step)
        _may(actor, step, case.unit_path)
        if step in _NOT_TAKEN_BACK:
            raise Impossible("not_taken_back", f"“{step.label_vi}” không rút lại được.")
        if CaseStep.objects.filter(annuls=found).exists():
            raise Overtaken("step_taken_back", "Bước này đã được rút lại.")
        recording = Recording(step, found.on, reason=reason)
        facts = cases.facts_of([case])[case.pk]
        back = recording.taken(annuls=found.pk)
        findings = decide(facts, back, clock.today(), cases.calendar_days(), cases.law_chosen())
        first = next((f for f in findings if f.severity is Severity.REFUSAL), None)
        if first is not None:
            raise Impossible(first.code, told(first), first.field)
        ordinal = sum(one.step is step for one in facts.taken) + 1
        row = _row(actor, case, back, ordinal)
        _create([row])
        effects.undo(actor, Made(case, found), reason)
        restand([case], save=True)
        _tell(actor, case, "take_back_case_step", found, reason)
        return row


# ------------------------------------------------------------------ what a case is


def restand(rows: Sequence[Case], on: date | None = None, *, save: bool = False) -> None:
    """Sets where cases stand from what is recorded of them. ``save``: writes those that changed.
    Eight statements, whatever their number."""
    if not rows:
        return
    today = on or clock.today()
    days, law, facts = cases.calendar_days(), cases.law_chosen(), cases.facts_of(rows)
    changed = []
    for row in rows:
        before = _kept_of(row)
        _stand(row, standing(facts[row.pk], today, days, law), facts[row.pk], law)
        if _kept_of(row) != before:
            changed.append(row)
    if save and changed:
        values = zip(*(_kept_of(row) for row in changed), strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, [[row.pk for row in changed], *map(list, values)])


def restand_all(rows: QuerySet[Case], on: date | None = None) -> None:
    """``restand`` for any number of cases, a thousand at a time, each held meanwhile."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            some = rows.filter(pk__in=ids[begin : begin + AT_ONCE]).order_by("pk")
            restand(list(some.select_for_update(of=("self",), no_key=True)), on, save=True)


_STANDING = {
    "stage": "text", "side": "text", "stage_since": "date", "due_on": "date", "due_code": "text",
    "red_on": "date", "rule_on": "date", "closed_on": "date", "retain_until": "date",
}  # fmt: skip
"""Columns that follow from the steps, with their types."""
_SAVE = f"""
UPDATE admissions_case AS c SET {", ".join(f"{name} = t.{name}" for name in _STANDING)}
FROM unnest(%s::bigint[], {", ".join(f"%s::{kind}[]" for kind in _STANDING.values())})
  AS t(id, {", ".join(_STANDING)})
WHERE c.id = t.id
"""


def _kept_of(row: Case) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _STANDING)


def _stand(row: Case, where: Standing, facts: CaseFacts, law: Law) -> None:
    row.stage, row.side = where.stage.value, where.side.value if where.side else ""
    row.stage_since, row.rule_on = where.since, where.rule_on
    row.due_on, row.due_code, row.red_on = kept(where)
    over = where.stage is Stage.CARD or (where.side is not None and where.side.final)
    row.closed_on = _last_day(facts) if over else None
    kept_for = None
    if row.closed_on is not None and row.person_id is None:
        kept_for = add_months(row.closed_on, law.row(RETENTION, row.closed_on).value)
    row.retain_until = kept_for


def kept(where: Standing) -> tuple[date | None, str, date | None]:
    """What a case keeps of its limits: the nearest day, of which limit, and the first day on which
    that is nearly used up. The end of probation alone asks for nothing."""
    for due in where.dues:
        if due.code not in _UNKEPT and not (due.code == "probation" and due.step is None):
            return due.on, due.code, near_on(due.timer)
    return None, "", None


def _last_day(facts: CaseFacts) -> date:
    return max((one.on for one in live(facts.taken)), default=facts.opened_on)


def near_on(limit: Timer) -> date:
    """The first day on which a limit is nearly used up."""
    mark = ALERTS.at(limit.start).value[1]
    on, due = limit.start, limit.due_on
    low, high = on.toordinal(), due.toordinal()
    while low < high:
        middle = (low + high) // 2
        if limit.percent(date.fromordinal(middle)) >= mark:
            high = middle
        else:
            low = middle + 1
    return date.fromordinal(low)


def _tell(actor: Actor, case: Case, action: str, row: CaseStep, reason: str) -> None:
    audit.record(
        actor, action, subject=("case", case.pk), unit_path=case.unit_path, reason=reason,
        data={"step": row.step, "since": row.on.isoformat(), "number": row.number},
    )  # fmt: skip


def refusals(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Those that were not written."""
    return [one for one in outcomes if one.row is None]
