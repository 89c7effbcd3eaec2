"""Members who move by one decision inside a branch; those who come from outside the register."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.actions import history
from dangvu.members.actions.transfers import carry, in_the_way
from dangvu.members.models import Event, Hop, Person, Status, Transfer
from dangvu.office.vietnamese import day, fold, sort_key
from dangvu.orgs import queries as orgs
from dangvu.orgs.naming import path_spans
from dangvu.rules.membership import EventKind
from dangvu.rules.organisations import OrgType
from dangvu.rules.transfers import Step, TransferKind, TransferState

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

NAMED = 5


@dataclass(frozen=True)
class MoveDecision:
    """The decision by which members of a cell go to another one, and the day it holds from."""

    number: str
    decided_on: date
    issuer: str
    effective_on: date
    note: str = ""


def move_members(
    actor: Actor, from_id: int, person_ids: Collection[int], to_id: int, paper: MoveDecision
) -> int:
    """Members of one cell go to another one by one decision; gives back how many.

    All or none: raises ``Impossible`` naming who stands in the way (left the cell, under transfer,
    with an event after the day). The posts they hold outside the way up from the new cell
    end. A constant number of statements, whatever the number of members; one event of the trail.
    """
    sending = orgs.unit_for_entry(actor, from_id, Action.EDIT_MEMBERS)
    receiving = orgs.unit_for_entry(actor, to_id, Action.EDIT_MEMBERS)
    chosen = sorted(set(person_ids))
    _refuse_way(sending, receiving, chosen, paper)
    here = Person.objects.select_for_update().filter(
        pk__in=chosen, unit=sending, status__in=queries.MEMBERS
    )
    if len(here.values_list("pk", flat=True)) != len(chosen):
        raise Impossible(
            "not_in_cell",
            "Có đảng viên không còn ở chi bộ này. Đồng chí mở lại trang để xem danh sách mới.",
            "persons",
        )
    _refuse_named(
        Transfer.objects.filter(person__in=chosen, received_on=None, closed_on=None),
        "under_transfer", "đang chuyển sinh hoạt, chưa xong",
    )  # fmt: skip
    _refuse_named(
        in_the_way(chosen, paper.effective_on), "later_event",
        f"có biến động sau ngày {day(paper.effective_on)}, hoặc trong ngày ấy từ nơi khác đến",
    )  # fmt: skip
    carry(chosen, EventKind.MOVED, paper.effective_on, actor, to=receiving, number=paper.number,
          decided=paper.decided_on, issuer=paper.issuer, note=paper.note)  # fmt: skip
    audit.record(
        actor, "move_members", subject=("unit", sending.pk), unit_path=sending.path,
        reason=paper.note,
        data={"persons": chosen, "count": len(chosen), "unit": receiving.pk,
              "decision": paper.number, "effective_on": paper.effective_on.isoformat()},
    )  # fmt: skip
    return len(chosen)


def _refuse_way(
    sending: Unit, receiving: Unit, chosen: Collection[int], paper: MoveDecision
) -> None:
    if not chosen:
        raise Impossible("nobody", "Chưa chọn đảng viên nào.", "persons")
    if receiving.pk == sending.pk:
        raise Impossible("same_cell", "Nơi đến phải là chi bộ khác.", "cell")
    if receiving.valid_until is not None or not OrgType(receiving.type).is_cell:
        raise Impossible("no_cell", "Nơi đến phải là một chi bộ đang hoạt động.", "cell")
    if paper.effective_on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(paper.effective_on)} chưa đến.", "effective_on")
    if paper.decided_on > paper.effective_on:
        raise Impossible(
            "before_decision", "Ngày hiệu lực không trước ngày quyết định.", "effective_on"
        )
    spans = path_spans([receiving.pk])[receiving.pk]
    since = spans[-1].since if len(spans) > 1 else receiving.valid_from
    if paper.effective_on < max(since, receiving.valid_from):
        raise Impossible(
            "moved_since",
            f"{receiving.name} đứng ở vị trí hiện nay từ {day(since)}; ghi từ ngày đó trở đi.",
            "effective_on",
        )


def _refuse_named(rows: object, code: str, what: str) -> None:
    names = list(rows.values_list("person__full_name", flat=True)[: NAMED + 1])  # type: ignore[attr-defined]
    if names:
        more = " và người khác" if len(names) > NAMED else ""
        raise Impossible(code, f"{', '.join(names[:NAMED])}{more} {what}.", "persons")


# ------------------------------------------------------------------ from outside the register


@dataclass(frozen=True)
class Newcomer:
    """A member who comes from outside the register, as their letter says."""

    unit_id: int
    full_name: str
    sex: str
    birth_on: date
    ethnic_group: str
    religion: str
    joined_on: date
    official_on: date | None
    card_number: str
    from_name: str
    letter_number: str
    letter_on: date
    dues_through: date | None
    on: date


def take_in(actor: Actor, entry: Newcomer, *, sure: bool = False) -> Person:
    """A member from outside the register is taken into a cell, with the transfer that brought them.

    Somebody of that name and birthday who left this register comes back to the own record. Raises
    ``Impossible`` for days that cannot be, and where a member of that name and birthday stands in
    the branch already, unless ``sure``. Writes record, event, spell, transfer, a trail event.
    """
    cell = orgs.unit_for_entry(actor, entry.unit_id, Action.EDIT_MEMBERS)
    if cell.valid_until is not None or not OrgType(cell.type).is_cell:
        raise Impossible("no_cell", "Nơi đến phải là một chi bộ đang hoạt động.", "cell")
    _refuse_days(cell, entry)
    gone = _same_person(actor, entry, sure)
    person = gone or _record(cell, entry)
    event = _came_in(person, cell, entry, actor.name)
    if gone:
        history.record_event(
            actor, gone.pk,
            history.Decided(
                EventKind.CAME_IN, entry.on, cell.pk, event.official, "", entry.letter_number,
                entry.letter_on, entry.from_name,
            ),
        )  # fmt: skip
    else:
        history.begin([event])
    row = Transfer.objects.create(
        person=person, full_name=person.full_name, kind=TransferKind.OFFICIAL,
        state=TransferState.RECEIVED, from_path=cell.path, to_unit=cell, to_path=cell.path,
        to_name=cell.name, cause_on=entry.letter_on, requested_on=entry.on,
        letter_number=entry.letter_number, letter_on=entry.letter_on,
        letter={"from": entry.from_name}, dues_through=entry.dues_through, received_on=entry.on,
        recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    Hop.objects.create(
        transfer=row, from_path=cell.path, to_path=cell.path, position=0, unit=cell,
        unit_path=cell.path, step=Step.RECEIVE, done_on=entry.on, done_by=actor.name,
    )  # fmt: skip
    audit.record(
        actor, "take_in_member", subject=("transfer", row.pk), unit_path=cell.path,
        data={"person": person.pk, "unit": cell.pk, "number": entry.letter_number},
    )  # fmt: skip
    return person


def _refuse_days(cell: Unit, entry: Newcomer) -> None:
    if entry.on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(entry.on)} chưa đến.", "on")
    if entry.on < max(entry.letter_on, cell.valid_from):
        raise Impossible(
            "before_letter", "Ngày tiếp nhận không trước ngày giấy giới thiệu và ngày lập chi bộ.",
            "on",
        )  # fmt: skip
    if entry.official_on and entry.official_on < entry.joined_on:
        raise Impossible(
            "official_before_joined", "Ngày chính thức không trước ngày vào Đảng.", "official_on"
        )
    if entry.joined_on > entry.letter_on:
        raise Impossible(
            "joined_after_letter", "Ngày vào Đảng không sau ngày giấy giới thiệu.", "joined_on"
        )


def _same_person(actor: Actor, entry: Newcomer, sure: bool) -> Person | None:
    alike = queries.namesakes(actor, [(entry.full_name, entry.birth_on)])
    found = Person.objects.filter(pk__in=[one.person_id for one in alike])
    for person in found:
        if person.status == Status.GONE:
            return person
        if not sure:
            raise Impossible(
                "namesake",
                f"{person.full_name}, sinh {day(person.birth_on)}, đã có trong sổ, ở "
                f"{person.unit.name}. Nếu là người khác, đánh dấu xác nhận rồi ghi lại.",
                "sure",
            )
    return None


def _record(cell: Unit, entry: Newcomer) -> Person:
    return Person.objects.create(
        unit=cell, unit_path=cell.path, full_name=entry.full_name,
        search_key=fold(entry.full_name), sort_key=sort_key(entry.full_name), sex=entry.sex,
        birth_on=entry.birth_on, ethnic_group=entry.ethnic_group, religion=entry.religion,
        status=Status.OFFICIAL if entry.official_on else Status.PROBATIONARY,
        joined_on=entry.joined_on, official_on=entry.official_on, card_number=entry.card_number,
        recorded_at=clock.now(),
    )  # fmt: skip


def _came_in(person: Person, cell: Unit, entry: Newcomer, recorded_by: str) -> Event:
    return Event(
        person=person, unit_path=cell.path, kind=EventKind.CAME_IN, unit=cell,
        effective_on=entry.on, official=entry.official_on is not None,
        decision_number=entry.letter_number, decision_on=entry.letter_on, issuer=entry.from_name,
        recorded_at=clock.now(), recorded_by=recorded_by,
    )  # fmt: skip
