"""Recording, correcting and voiding admissions."""

from collections.abc import Sequence

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.admissions import checking, queries
from dangvu.admissions.checking import Entry, Trouble
from dangvu.admissions.models import Admission, Case
from dangvu.intake.actions import alone
from dangvu.kernel import audit, clock
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible
from dangvu.members import actions as members
from dangvu.members.actions import NewMember
from dangvu.members.catalogue import KINH
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Severity
from dangvu.rules.organisations import OrgType

LOCK = "admissions"


def troubles(actor: Actor, entry: Entry, person_id: int | None = None) -> list[Trouble]:
    """What speaks against an entry, refusals first. ``person_id``: the person whose own admission
    is being corrected. Asks the scope: 404 for a cell outside reach."""
    require(actor, Action.RECORD_ADMISSION)
    unit = orgs.unit(actor, entry.unit_id, Action.RECORD_ADMISSION)
    found = []
    if not OrgType(unit.type).is_cell:
        found.append(_not_a_cell(unit.name))
    if unit.valid_until is not None and unit.valid_until <= entry.decision_on:
        message = f"{unit.name} đã kết thúc hoạt động ngày {unit.valid_until:%d/%m/%Y}."
        found.append(Trouble("unit_ended", "unit", message, "Chọn chi bộ hiện nay."))
    found += checking.by_rules(
        clock.today(),
        birth_on=entry.birth_on,
        decision_on=entry.decision_on,
        ceremony_on=entry.ceremony_on,
        decision_number=entry.decision_number,
        note=entry.note,
    )
    same = [
        one
        for one in checking.known(actor, [(entry.full_name, entry.birth_on)])[0]
        if one.person_id != person_id
    ]
    decision = (entry.decision_number, entry.decision_on)
    found += checking.against_known(entry.unit_id, decision, same)
    return sorted(found, key=lambda trouble: list(Severity).index(trouble.severity))


def _not_a_cell(name: str) -> Trouble:
    message = f"{name} không phải là chi bộ; đảng viên mới được ghi ở chi bộ."
    return Trouble("not_a_cell", "unit", message, "Chọn chi bộ nơi kết nạp.")


def record_admission(actor: Actor, entry: Entry) -> Admission:
    """Enters a person as a probationary member and the admission with its decision.

    Raises ``Impossible`` with the first thing that forbids it (``troubles`` gives all of them),
    ``Http404`` for a cell outside reach. Writes person, admission, event.
    """
    with transaction.atomic():
        alone(LOCK)
        _refuse(troubles(actor, entry))
        made = enter(actor, [entry], batch_id=None)[0]
        tell(actor, made, "record_admission")
        return made


def correct_admission(actor: Actor, admission_id: int, entry: Entry, reason: str) -> Admission:
    """Voids an admission with the reason and records it anew for the same person, in one go."""
    with transaction.atomic():
        alone(LOCK)
        before = _standing(actor, admission_id)
        told = (entry.unit_id, entry.decision_number, entry.decision_on, entry.issuer)
        if (
            told != (before.unit_id, before.decision_number, before.decision_on, before.issuer)
            or entry.ceremony_on != before.ceremony_on
        ):
            _refuse_of_case(before)
        void(before, _given(reason))
        _refuse(troubles(actor, entry, person_id=before.person_id))
        path = naming.paths_for_entry([entry.unit_id])[entry.unit_id]
        members.amend_person(before.person_id, _member(entry, path), actor.name)
        made = enter(actor, [entry], batch_id=None, persons=[before.person_id])[0]
        Case.objects.filter(admission=before).update(admission=made)
        tell(actor, made, "correct_admission", reason, before=before.pk)
        return made


def void_admission(actor: Actor, admission_id: int, reason: str) -> Admission:
    """Takes an admission out of every figure, with the reason; the record stays to be read.

    The person is no longer counted a member where this admission was all that made one. Raises
    ``Impossible`` where it is void already or no reason is given. Writes admission, person, event.
    """
    with transaction.atomic():
        alone(LOCK)
        found = _standing(actor, admission_id)
        _refuse_of_case(found)
        return unmake(actor, found, reason)


def unmake(actor: Actor, found: Admission, reason: str) -> Admission:
    """``void_admission`` for a row the caller holds: a case's own, when its decision is undone."""
    with transaction.atomic():
        void(found, _given(reason))
        others = Admission.objects.filter(person=found.person_id, voided_at=None)
        if not others.exists():
            members.mark_mistaken(found.person_id, actor.name)
        tell(actor, found, "void_admission", reason)
        return found


def enter(
    actor: Actor,
    entries: Sequence[Entry],
    *,
    batch_id: int | None,
    persons: Sequence[int] | None = None,
) -> list[Admission]:
    """Writes checked entries, and their persons unless they are given. A constant number of
    statements; no event. The caller has asked the scope and holds the lock."""
    places = naming.paths_for_entry({entry.unit_id for entry in entries})
    now = clock.now()
    people = persons or members.enter_people(
        [_member(e, places[e.unit_id]) for e in entries], actor.name, batch_id
    )
    counted = naming.paths_on([(entry.unit_id, entry.decision_on) for entry in entries])
    return Admission.objects.bulk_create(
        Admission(
            person_id=person_id,
            unit_id=entry.unit_id,
            unit_path=places[entry.unit_id],
            counted_path=then or places[entry.unit_id],
            decision_number=entry.decision_number,
            decision_on=entry.decision_on,
            issuer=entry.issuer,
            ceremony_on=entry.ceremony_on,
            female=entry.sex == "F",
            ethnic_minority=entry.ethnic_group != KINH,
            religious=bool(entry.religion) or entry.religious,
            youth_union=entry.youth_union,
            source_group=entry.source_group,
            note=entry.note,
            batch_id=batch_id,
            recorded_at=now,
            recorded_by=actor.name,
        )
        for entry, person_id, then in zip(entries, people, counted, strict=True)
    )


def _member(entry: Entry, path: str) -> NewMember:
    return NewMember(
        unit_id=entry.unit_id,
        unit_path=path,
        full_name=entry.full_name,
        sex=entry.sex,
        birth_on=entry.birth_on,
        ethnic_group=entry.ethnic_group,
        religion=entry.religion,
        youth_union=entry.youth_union,
        joined_on=entry.decision_on,
        source_group=entry.source_group,
        decision_number=entry.decision_number,
        issuer=entry.issuer,
    )


def _refuse(found: Sequence[Trouble]) -> None:
    first = next((trouble for trouble in found if trouble.refused), None)
    if first is not None:
        raise Impossible(first.code, f"{first.message} {first.mend}".strip(), first.field)


def _standing(actor: Actor, admission_id: int) -> Admission:
    """An admission within reach that is not void, held until the transaction ends."""
    found = queries.admission(actor, admission_id)
    may(actor, Action.RECORD_ADMISSION, found.unit_path)
    held = Admission.objects.select_for_update(of=("self",)).select_related("person", "unit")
    row = held.get(pk=found.pk)
    if row.voided_at is not None:
        raise Impossible("already_void", "Lần kết nạp này đã được hủy ghi trước đó.")
    return row


def _given(reason: str) -> str:
    if not reason.strip():
        raise Impossible("reason_missing", "Sửa hoặc hủy ghi kết nạp thì phải ghi lý do.", "reason")
    return reason.strip()


def _refuse_of_case(found: Admission) -> None:
    """What a case recorded is undone there, so that the two never part."""
    if Case.objects.filter(admission=found).exists():
        raise Impossible(
            "of_case",
            "Lần kết nạp này ghi từ hồ sơ kết nạp. Sửa ở hồ sơ đó: bỏ ghi bước, hoặc ghi hủy "
            "quyết định.",
        )


def void(found: Admission, reason: str) -> None:
    found.voided_at, found.void_reason = clock.now(), reason
    found.save(update_fields=["voided_at", "void_reason"])


def tell(
    actor: Actor, about: Admission, action: str, reason: str = "", before: int | None = None
) -> None:
    audit.record(
        actor,
        action,
        subject=("admission", about.pk),
        unit_path=about.unit_path,
        reason=reason,
        data={
            "decision": about.decision_number,
            "decision_on": about.decision_on.isoformat(),
            "person": about.person_id,
            **({"before": before} if before else {}),
        },
    )


def withdraw_batch(batch_id: int) -> None:
    """Takes every admission of an import back, with the persons it brought in. The event is the
    caller's. Raises ``Impossible`` where one was voided or corrected, a person has moved on, or a
    closed month rests on one. Tells ``admissions_withdrawn``."""
    rows = list(Admission.objects.filter(batch_id=batch_id).select_related("person"))
    changed = [row.person.full_name for row in rows if row.voided_at is not None]
    of_cases = Case.objects.filter(admission__batch_id=batch_id)
    changed += of_cases.values_list("full_name", flat=True)
    again = Admission.objects.filter(person__in=[r.person_id for r in rows]).exclude(
        batch_id=batch_id
    )
    changed += again.values_list("person__full_name", flat=True)
    if changed:
        raise Impossible(
            "depended_on",
            f"Hồ sơ kết nạp của {', '.join(changed[:5])} đã được sửa hoặc hủy sau lần nhập này.",
        )
    ids = [row.pk for row in rows]
    react("admissions_withdrawn", admissions=ids)
    Admission.objects.filter(pk__in=ids).delete()
    members.remove_people({row.person_id: row.unit_id for row in rows})
