"""Mending what stands on a record, and revealing what is masked there."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.kernel.sealing import find_key, seal, unseal
from dangvu.members import queries
from dangvu.members.actions.verdicts import mend_changed
from dangvu.members.catalogue import MemberField, Sensitivity, by_code
from dangvu.members.models import Particulars, Person
from dangvu.office.vietnamese import day, fold, sort_key
from dangvu.rules.dossier_types import PAPER_TYPES

LEAST_REASON = 5
"""Letters a reason for revealing must have at least."""


def edit_record(
    actor: Actor, person_id: int, values: Mapping[str, Any], reason: str = ""
) -> list[str]:
    """Writes fields of a record and gives back the codes of those that changed.

    ``values``: code of the catalogue to what its reader gives (days as "2026-05-21", codes of
    lists, empty for nothing). Fields that follow from events are refused (``Impossible``), and so
    is a required one left empty. Open verdicts of the centre that speak of a changed field are
    mended. Leaves one event with the names of the fields, no value.
    """
    person = queries.member(actor, person_id, held=True)
    may(actor, Action.EDIT_MEMBERS, person.unit_path)
    if person.pk == actor.person_id:
        raise Refused("Hồ sơ của chính đồng chí do người khác sửa; đồng chí gửi đề nghị sửa.")
    more = _particulars(person)
    changed = [code for code in values if _set(person, more, _field(code), values[code])]
    if not changed:
        return []
    _check(person)
    ours = [by_code()[code] for code in changed]
    columns = [c for f in ours if f.of_person for c in _columns(f)]
    if "citizen" in changed:
        columns.append("citizen_key")
    if columns:
        person.save(update_fields=columns)
    if any(not f.of_person for f in ours):
        more.save()
    mend_changed(actor, {person.pk: changed})
    audit.record(
        actor, "edit_record", subject=("person", person.pk), unit_path=person.unit_path,
        reason=reason, data={"fields": sorted(changed)},
    )  # fmt: skip
    return changed


def reveal(actor: Actor, person_id: int, codes: Collection[str], reason: str) -> dict[str, str]:
    """The values of masked fields of a record, by code, as text; asked for with a reason.

    Raises ``Impossible`` without a reason or field, ``Refused`` for a role that reveals nothing.
    Leaves the event of a reading, with the fields' names and the reason.
    """
    person = queries.member(actor, person_id)
    may(actor, Action.REVEAL, person.unit_path)
    fields = [f for code in codes if (f := by_code().get(code)) and f.sensitivity.hidden]
    if not fields:
        raise Impossible("nothing_asked", "Chưa chọn mục nào để xem.", "fields")
    if len(fold(reason).replace(" ", "")) < LEAST_REASON:
        raise Impossible(
            "no_reason", "Ghi rõ vì sao cần xem; lý do vào nhật ký và đương sự đọc được.", "reason"
        )
    more = _particulars(person)
    audit.record(
        actor, "reveal_fields", kind=audit.Kind.READ, subject=("person", person.pk),
        unit_path=person.unit_path, reason=reason,
        data={"persons": [person.pk], "fields": sorted(f.code for f in fields)},
    )  # fmt: skip
    return {f.code: f.shown(_held(person, more, f)) for f in fields}


def _particulars(person: Person) -> Particulars:
    found = Particulars.objects.filter(person=person).first()
    return found or Particulars(person=person, unit_path=person.unit_path)


def _field(code: str) -> MemberField:
    field = by_code().get(code)
    if field is None:
        raise Impossible("no_such_field", f"Hồ sơ không có mục “{code}”.")
    if not field.editable:
        message = f"{field.label}: thay đổi theo quyết định, ghi ở phần biến động."
        raise Impossible("follows_from_events", message, code)
    return field


def _columns(field: MemberField) -> list[str]:
    return [field.code, *(["search_key", "sort_key"] if field.code == "full_name" else [])]


def _held(person: Person, more: Particulars, field: MemberField) -> Any:
    if field.of_person:
        return getattr(person, field.code)
    if field.sensitivity is Sensitivity.SEALED:
        return unseal(getattr(more, f"{field.code}_sealed"))
    return getattr(more, field.code)


def _set(person: Person, more: Particulars, field: MemberField, given: Any) -> bool:
    """Sets one field on its row; gives back whether that changed it."""
    value = _value(field, given)
    if value == _held(person, more, field):
        return False
    if value in (None, "") and field.required and field.code != "religion":
        raise Impossible("missing", f"{field.label}: mục này phải có.", field.code)
    if field.sensitivity is Sensitivity.SEALED:
        setattr(more, f"{field.code}_sealed", seal(value))
    else:
        setattr(person if field.of_person else more, field.code, value)
    if field.code == "citizen":
        person.citizen_key = find_key(value)
    if field.code == "full_name":
        person.search_key, person.sort_key = fold(value), sort_key(value)
    return True


def _value(field: MemberField, given: Any) -> Any:
    """What a reader gave as the column takes it."""
    match field.kind:
        case "date":
            return date.fromisoformat(given) if isinstance(given, str) and given else given or None
        case "flag":
            return bool(given)
        case "numbers":
            return _numbers(field, given)
        case _:
            return given or ""


def _numbers(field: MemberField, given: Any) -> list[int]:
    words = given if isinstance(given, list) else re.findall(r"[0-9]{1,4}", str(given or ""))
    numbers = sorted({int(word) for word in words})
    if odd := [n for n in numbers if not 1 <= n <= len(PAPER_TYPES)]:
        message = f"Không có loại giấy tờ số {odd[0]}; danh mục có từ 1 đến {len(PAPER_TYPES)}."
        raise Impossible("no_such_type", message, field.code)
    return numbers


def _check(person: Person) -> None:
    """What the days of a record must hold among themselves."""
    if person.birth_on >= clock.today():
        raise Impossible("not_yet", f"Sinh ngày {day(person.birth_on)} chưa đến.", "birth_on")
    if person.joined_on and person.birth_on >= person.joined_on:
        message = f"Sinh ngày phải trước ngày vào Đảng ({day(person.joined_on)})."
        raise Impossible("born_after_joining", message, "birth_on")
