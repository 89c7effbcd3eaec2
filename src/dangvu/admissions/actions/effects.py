"""What a step does beside the case: the register at decision, ceremony and recognition (R2.17)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from dangvu.access.actor import Actor
from dangvu.admissions import cases, checking
from dangvu.admissions.actions.recording import LOCK, enter, tell, unmake
from dangvu.admissions.checking import Entry
from dangvu.admissions.models import Admission, Case, CaseStep
from dangvu.kernel.refusals import Impossible
from dangvu.members import actions as members
from dangvu.members.actions import Decided
from dangvu.rules.basis import Finding
from dangvu.rules.membership import EventKind
from dangvu.rules.procedure import Step, official_on

__all__ = ["ALONE", "COLUMNS", "LOCK", "Made", "against_register", "carry_out", "undo"]

ALONE = frozenset({Step.DECIDED, Step.CANCELLED})
"""Steps during which nobody else records an admission."""
COLUMNS = (
    "person", "admission", "certificate_number", "certificate_on", "new_certificate_number",
    "new_certificate_on",
)  # fmt: skip
"""What a case is told by its steps."""
_TOLD = frozenset({Step.CLASS_DONE, Step.NEW_CLASS_DONE, Step.DECIDED})


@dataclass(frozen=True)
class Made:
    """A case and a step written of it."""

    case: Case
    row: CaseStep


class Told(Protocol):
    """A step as told or as written: what the register is asked by."""

    @property
    def step(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def on(self) -> date: ...


def against_register(
    actor: Actor, rows: Sequence[Case], given: Mapping[int, Told]
) -> dict[int, list[Finding]]:
    """What the register says against decisions of admission, by case: somebody is there already.
    Two statements, none where nothing is decided."""
    decided = [
        row for row in rows
        if given[row.pk].step == Step.DECIDED and row.birth_on and row.person_id is None
    ]  # fmt: skip
    if not decided:
        return {}
    asked = [(row.full_name, row.birth_on) for row in decided if row.birth_on]
    found: dict[int, list[Finding]] = {}
    for row, same in zip(decided, checking.known(actor, asked), strict=True):
        told = given[row.pk]
        if _recorded_before(row, told, same):
            continue
        troubles = checking.against_known(row.unit_id, (told.number, told.on), same)
        found[row.pk] = [
            Finding(t.code, f"{t.message} {t.mend}".strip(), t.severity, t.field) for t in troubles
        ]
    return found


def _recorded_before(row: Case, told: Told, same: Sequence[checking.Known]) -> bool:
    """Whether the very same decision stands in the register already, entered without the case."""
    return any(
        one.unit_id == row.unit_id
        and one.decision_on == told.on
        and checking.same_number(one.decision_number, told.number)
        for one in same
    )


def carry_out(actor: Actor, made: Iterable[Made]) -> None:
    """Does what the steps ask. Writes the register, and ``COLUMNS`` of the cases."""
    by_step: dict[Step, list[Made]] = {}
    for one in made:
        by_step.setdefault(Step(one.row.step), []).append(one)
    for step, several in by_step.items():
        doing = _DOING.get(step)
        if doing is not None:
            doing(actor, several)
        if step in _TOLD:
            Case.objects.bulk_update([one.case for one in several], COLUMNS)


# ------------------------------------------------------------------ certificates


def _certify(actor: Actor, made: Sequence[Made]) -> None:
    for one in made:
        one.case.certificate_number, one.case.certificate_on = one.row.number, one.row.on


def _certify_new(actor: Actor, made: Sequence[Made]) -> None:
    for one in made:
        one.case.new_certificate_number, one.case.new_certificate_on = one.row.number, one.row.on


# ------------------------------------------------------------------ admission


def _admit(actor: Actor, made: Sequence[Made]) -> None:
    """The person enters the register as a probationary member, and counts from now on."""
    again = [one for one in made if one.case.person_id is not None]
    new = [one for one in made if one.case.person_id is None]
    fresh = [one for one, there in zip(new, _there(actor, new), strict=True) if not there]
    entered = enter(actor, [_entry(one) for one in fresh], batch_id=None) if fresh else ()
    for one, admission in zip(fresh, entered, strict=True):
        _hold(actor, one, admission)
    for one in again:
        person_id = one.case.person_id
        assert person_id is not None
        members.record_event(
            actor, person_id,
            Decided(EventKind.READMITTED, one.row.on, unit_id=one.case.unit_id, **_paper(one)),
        )  # fmt: skip
        _hold(actor, one, enter(actor, [_entry(one)], batch_id=None, persons=[person_id])[0])


def _there(actor: Actor, made: Sequence[Made]) -> list[bool]:
    """Whether the same decision was entered before without the case; such a case is tied to it."""
    asked = [(one.case.full_name, one.case.birth_on) for one in made if one.case.birth_on]
    return [
        _tied(one, same)
        for one, same in zip(made, checking.known(actor, asked) if asked else [], strict=True)
    ]


def _tied(one: Made, same: Sequence[checking.Known]) -> bool:
    case, row = one.case, one.row
    if not _recorded_before(case, row, same):
        return False
    found = Admission.objects.filter(
        person__in=[known.person_id for known in same], unit=case.unit_id, decision_on=row.on,
        voided_at=None,
    ).first()  # fmt: skip
    if found is not None:
        case.admission, case.person_id = found, found.person_id
    return found is not None


def _hold(actor: Actor, one: Made, admission: Admission) -> None:
    one.case.admission, one.case.person_id = admission, admission.person_id
    tell(actor, admission, "record_admission")


def _paper(one: Made) -> dict[str, Any]:
    row = one.row
    return {"decision_number": row.number, "decision_on": row.on, "issuer": row.issuer}


def _entry(one: Made) -> Entry:
    case, row = one.case, one.row
    if case.birth_on is None:
        raise Impossible("birth_missing", f"{case.full_name}: chưa ghi ngày sinh.", "born_on")
    return Entry(
        unit_id=case.unit_id, full_name=case.full_name, sex=case.sex, birth_on=case.birth_on,
        ethnic_group=case.ethnic_group, religion="", religious=case.religious,
        youth_union=case.youth_union, source_group=case.source_group,
        decision_number=row.number, decision_on=row.on, issuer=row.issuer,
    )  # fmt: skip


def _hold_ceremony(actor: Actor, made: Sequence[Made]) -> None:
    for on in {one.row.on for one in made}:
        held = [one.case.admission_id or 0 for one in made if one.row.on == on]
        Admission.objects.filter(pk__in=held).update(ceremony_on=on)


# ------------------------------------------------------------------ after it


def _recognise(actor: Actor, made: Sequence[Made]) -> None:
    """Official from the day on which the twelve months end, whenever it is decided (R2.19)."""
    facts, law = cases.facts_of([one.case for one in made]), cases.law_chosen()
    for one in made:
        day = official_on(facts[one.case.pk], law)
        assert day is not None
        members.record_event(actor, _person(one), Decided(EventKind.RECOGNISED, day, **_paper(one)))


def _strike_off(actor: Actor, made: Sequence[Made]) -> None:
    for one in made:
        decided = Decided(EventKind.STRUCK_OFF, one.row.on, note=one.row.reason, **_paper(one))
        members.record_event(actor, _person(one), decided, reason=one.row.reason)


def _give_card(actor: Actor, made: Sequence[Made]) -> None:
    for one in made:
        if one.row.number:
            card = {"card_number": one.row.number, "card_on": one.row.on.isoformat()}
            members.edit_record(actor, _person(one), card)


def _cancel(actor: Actor, made: Sequence[Made]) -> None:
    """A wrong admission is taken out of every figure; its record stays to be read (R2.24)."""
    for one in made:
        _unmake(actor, one.case, one.row.reason)


def _unmake(actor: Actor, case: Case, reason: str) -> None:
    assert case.admission_id is not None
    assert case.person_id is not None
    members.annul_last(actor, case.person_id, EventKind.RECOGNISED, reason)
    if case.readmission:
        members.annul_last(actor, case.person_id, EventKind.READMITTED, reason)
    found = Admission.objects.select_for_update().get(pk=case.admission_id)
    if found.voided_at is None:
        unmake(actor, found, reason)


def _person(one: Made) -> int:
    if one.case.person_id is None:
        raise Impossible("not_in_register", f"{one.case.full_name} chưa có trong sổ đảng viên.")
    return one.case.person_id


_DOING: dict[Step, Callable[[Actor, Sequence[Made]], None]] = {
    Step.CLASS_DONE: _certify,
    Step.NEW_CLASS_DONE: _certify_new,
    Step.DECIDED: _admit,
    Step.CEREMONY_HELD: _hold_ceremony,
    Step.RECOGNISED: _recognise,
    Step.CARD_GIVEN: _give_card,
    Step.STRUCK_OFF: _strike_off,
    Step.CANCELLED: _cancel,
}


# ------------------------------------------------------------------ undone


def undo(actor: Actor, one: Made, reason: str) -> None:
    """Undoes what a step did that was taken back just now."""
    case, step = one.case, Step(one.row.step)
    if step is Step.DECIDED:
        _unmake(actor, case, reason)
        case.admission = None
        if not case.readmission:
            case.person = None
    elif step is Step.CEREMONY_HELD:
        Admission.objects.filter(pk=case.admission_id or 0).update(ceremony_on=None)
    elif step is Step.RECOGNISED:
        members.annul_last(actor, _person(one), EventKind.RECOGNISED, reason)
    elif step is Step.STRUCK_OFF:
        members.annul_last(actor, _person(one), EventKind.STRUCK_OFF, reason)
    elif step in (Step.CLASS_DONE, Step.NEW_CLASS_DONE):
        _uncertify(case, one.row, step)
    if step in _TOLD:
        case.save(update_fields=COLUMNS)


def _uncertify(case: Case, row: CaseStep, step: Step) -> None:
    """The certificate is that of the last class that still counts."""
    rows = CaseStep.objects.filter(case=case, step=step, annuls=None).exclude(pk=row.pk)
    taken = CaseStep.objects.filter(case=case, annuls__isnull=False).values("annuls")
    last = rows.exclude(pk__in=taken).order_by("-on", "-id").first()
    number, on = (last.number, last.on) if last else ("", None)
    if step is Step.CLASS_DONE:
        case.certificate_number, case.certificate_on = number, on
    else:
        case.new_certificate_number, case.new_certificate_on = number, on
