"""Guests from outside the register: they live the Party's life in a cell for a time and are counted
where they are at home (R4.4). Those of the register come and go by their transfer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries
from dangvu.members.models import Person, Stay
from dangvu.members.queries import guests
from dangvu.office.vietnamese import day, sort_key
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit


@dataclass(frozen=True)
class Guest:
    """A member of an organisation outside this register, as the letter they bring says. ``due_on``:
    the day until which they stay."""

    unit_id: int
    full_name: str
    home_name: str
    letter_number: str
    letter_on: date
    on: date
    due_on: date
    card_number: str = ""


def take_in_guest(actor: Actor, guest: Guest, *, sure: bool = False) -> Stay:
    """A guest comes to a cell with a letter. No record is made: nobody is counted twice.

    Raises ``Impossible`` for days that cannot be, for a card that is of a member or guest within
    the actor's sight already, and, unless ``sure``, for a name that is there in the cell. Writes
    the stay and a trail event.
    """
    cell = orgs.unit_for_entry(actor, guest.unit_id, Action.TRANSFER_MEMBERS)
    may(actor, Action.TRANSFER_MEMBERS, cell.path)
    if cell.valid_until is not None or not OrgType(cell.type).is_cell:
        raise Impossible("no_cell", "Nơi đến phải là một chi bộ đang hoạt động.", "cell")
    _refuse_days(cell, guest)
    _refuse_known(actor, cell, guest, sure)
    made = Stay.objects.create(
        unit=cell, unit_path=cell.path, full_name=guest.full_name,
        sort_key=sort_key(guest.full_name), card_number=guest.card_number,
        home_name=guest.home_name, letter_number=guest.letter_number, letter_on=guest.letter_on,
        due_on=guest.due_on, valid_from=guest.on,
    )  # fmt: skip
    audit.record(
        actor, "take_in_guest", subject=("unit", cell.pk), unit_path=cell.path,
        data={"since": guest.on.isoformat(), "number": guest.letter_number},
    )  # fmt: skip
    return made


def _refuse_days(cell: Unit, guest: Guest) -> None:
    if guest.on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(guest.on)} chưa đến.", "on")
    if guest.on < max(guest.letter_on, cell.valid_from):
        raise Impossible(
            "before_letter", "Ngày đến không trước ngày giấy giới thiệu và ngày lập chi bộ.", "on"
        )
    if guest.due_on <= guest.on:
        raise Impossible("due_before", "Thời hạn phải sau ngày đến.", "due_on")


def _refuse_known(actor: Actor, cell: Unit, guest: Guest, sure: bool) -> None:
    here = Stay.objects.filter(valid_until=None)
    members = Person.objects.filter(status__in=queries.MEMBERS).select_related("unit")
    if guest.card_number:
        one = members.filter(card_number=guest.card_number).first()
        if one is not None:
            raise Impossible(
                "is_member",
                f"Số thẻ này là của {one.full_name}, đảng viên {one.unit.name} trong sổ này. "
                "Chi bộ ấy lập hồ sơ chuyển sinh hoạt tạm thời.",
                "card_number",
            )
        stay = here.filter(card_number=guest.card_number).select_related("unit").first()
        if stay is not None:
            raise Impossible(
                "is_guest",
                f"Số thẻ này là của {stay.full_name}, đang sinh hoạt tạm thời ở "
                f"{stay.unit.name} từ {day(stay.valid_from)}.",
                "card_number",
            )
    if sure:
        return
    name = sort_key(guest.full_name)
    alike = here.filter(beneath(cell.path), sort_key=name).exists()
    if alike or members.filter(unit=cell, sort_key=name).exists():
        raise Impossible(
            "namesake",
            f"{cell.name} đã có người tên {guest.full_name}. Nếu là người khác, đánh dấu xác nhận "
            "rồi ghi lại.",
            "sure",
        )


def end_stay(actor: Actor, stay_id: int, on: date, letter: str = "") -> Stay:
    """A guest from outside the register leaves, with the number of the letter that introduces them
    home. 404 outside reach; raises ``Impossible``, ``Overtaken``."""
    found = guests.guest(actor, stay_id)
    may(actor, Action.TRANSFER_MEMBERS, found.unit_path)
    if on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(on)} chưa đến.", "on")
    if on <= found.valid_from:
        raise Impossible(
            "wrong_day", f"Ngày rời đi phải sau ngày đến, {day(found.valid_from)}.", "on"
        )
    with transaction.atomic():
        row = Stay.objects.select_for_update().get(pk=found.pk)
        if row.valid_until is not None:
            raise Overtaken("ended", f"Đã ghi rời đi từ {day(row.valid_until)}. Không ghi thêm gì.")
        row.valid_until, row.return_letter = on, letter
        row.save(update_fields=["valid_until", "return_letter"])
        audit.record(
            actor, "end_stay", subject=("unit", row.unit_id), unit_path=row.unit_path,
            data={"until": on.isoformat(), "number": letter},
        )  # fmt: skip
    return row
