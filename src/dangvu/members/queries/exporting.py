"""Reading whole lists of members to take them along, and the files that were taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.kernel.sealing import unseal
from dangvu.members import national
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Sensitivity, by_code
from dangvu.members.models import Badge, Export, Person, Spell, Status, Transfer, Verdict
from dangvu.members.queries.people import MEMBERS, people
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import LABEL_WIDTH
from dangvu.rules.membership import EventKind

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 50
_CHUNK = 5000


class ExportKind(StrEnum):
    """What a file of members is for."""

    NATIONAL = "national"
    REGISTER = "register"
    CARDS = "cards"
    DOSSIERS = "dossiers"
    CSV = "csv"
    CSV_FULL = "csv_full"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def hint(self) -> str:
        return _HINTS[self]

    @property
    def sensitive(self) -> bool:
        """Whether it holds columns that are hidden until revealed (R14.2)."""
        return self not in (ExportKind.CARDS, ExportKind.CSV)

    @property
    def suffix(self) -> str:
        return "csv" if self in (ExportKind.CSV, ExportKind.CSV_FULL) else "xlsx"


_LABELS = {
    ExportKind.NATIONAL: "Mẫu toàn quốc, 31 cột",
    ExportKind.REGISTER: "Sổ danh sách đảng viên (mẫu 7-HSĐV)",
    ExportKind.CARDS: "Danh sách cấp, đổi thẻ đảng viên",
    ExportKind.DOSSIERS: "Tên thư mục, tên tệp hồ sơ số hóa (1361-CV)",
    ExportKind.CSV: "Bảng CSV, không có cột nhạy cảm",
    ExportKind.CSV_FULL: "Bảng CSV, đủ cột",
}
_HINTS = {
    ExportKind.NATIONAL: "Nộp lên cơ sở dữ liệu toàn quốc, hoặc sửa rồi nhập lại. Giữ số 0 ở đầu",
    ExportKind.REGISTER: "14 cột, khổ A4 ngang, có người đã chuyển đi, ra khỏi Đảng, từ trần",
    ExportKind.CARDS: "Để in và phát thẻ: nhận dạng, số thẻ, ngày và nơi cấp",
    ExportKind.DOSSIERS: "Theo số định danh và họ tên, mỗi đảng viên một thư mục",
    ExportKind.CSV: "Cho phần mềm khác, chỉ mục không nhạy cảm",
    ExportKind.CSV_FULL: "Có dân tộc, tôn giáo, số định danh, sức khỏe",
}


# ------------------------------------------------------------------ whole lists


def listed(actor: Actor, unit: Unit, statuses: Sequence[Status] = MEMBERS) -> QuerySet[Person]:
    """The records of a branch to be taken along, cell by cell, by name in each."""
    rows = people(actor).filter(beneath(unit.path), status__in=statuses)
    return rows.order_by("unit_path", "sort_key", "id")


def _column(code: str) -> str:
    field = by_code()[code]
    if code == "unit":
        return "unit_id"
    if field.sensitivity is Sensitivity.SEALED:
        return f"particulars__{code}_sealed"
    return code if field.of_person else f"particulars__{code}"


def records(
    rows: QuerySet[Person], units: Mapping[int, str], codes: Sequence[str]
) -> Iterator[list[Any]]:
    """For each record the person's id and the values of the fields named, unsealed; a unit by its
    name in ``units``. Streamed from one statement: memory does not grow with the list."""
    opened: list[tuple[int, Callable[[Any], Any]]] = []
    for place, code in enumerate(codes, 1):
        if by_code()[code].sensitivity is Sensitivity.SEALED:
            opened.append((place, unseal))
        elif code == "unit":
            opened.append((place, lambda unit_id: units.get(unit_id, "")))
    asked = rows.select_related(None).values_list("id", *map(_column, codes))
    for found in asked.iterator(chunk_size=_CHUNK):
        row = list(found)
        for place, mend in opened:
            row[place] = mend(row[place])
        yield row


def unit_names(actor: Actor, unit: Unit) -> dict[int, str]:
    """The units of a branch, each with the name of the one above it: enough to be found again by
    it. One statement."""
    found = orgs.units(actor).filter(beneath(unit.path, "path"))
    rows = list(found.values_list("id", "name", "parent__name", "path"))
    return {
        number: f"{name}, {above}" if above and path != unit.path else name
        for number, name, above, path in rows
    }


@dataclass(frozen=True)
class Turn:
    """How somebody came to the state they are in: the day, by what, from where and to where."""

    on: date
    by: EventKind
    status: Status


def last_turns(rows: QuerySet[Person], statuses: Sequence[Status]) -> dict[int, Turn]:
    """The spell that holds now, of those of some states. One statement."""
    there = rows.filter(status__in=statuses).order_by().values("id")
    spells = Spell.objects.filter(valid_until=None, status__in=statuses, person__in=there)
    columns = ("person_id", "valid_from", "opened_by", "status")
    return {
        person: Turn(on, EventKind(by), Status(status))
        for person, on, by, status in spells.values_list(*columns)
    }


@dataclass(frozen=True)
class Came:
    """When somebody last came to a cell from another one, and from which organisation."""

    on: date
    from_name: str


_COMING = (EventKind.CAME_IN, EventKind.MOVED)


def arrivals(rows: QuerySet[Person]) -> dict[int, Came]:
    """The last time each came by transfer, where they did. Two statements."""
    spells = Spell.objects.filter(opened_by__in=_COMING, person__in=rows.order_by().values("id"))
    ordered = spells.order_by("person_id", "valid_from")
    last = {p: (on, path) for p, on, path in
            ordered.values_list("person_id", "valid_from", "from_path")}  # fmt: skip
    numbers = {path: int(path[-LABEL_WIDTH:], 36) for _, path in last.values() if path}
    names = orgs.names(set(numbers.values()))
    return {
        person: Came(on, names.get(numbers.get(path, 0), "")) for person, (on, path) in last.items()
    }


def badge_numbers(rows: QuerySet[Person]) -> dict[int, str]:
    """The last badge of each: its years and number. One statement."""
    found = Badge.objects.filter(person__in=rows.order_by().values("id")).order_by(
        "person_id", "years"
    )
    return {
        person: f"{years} năm{', số ' + number if number else ''}"
        for person, years, number in found.values_list("person_id", "years", "number")
    }


def removals_asked(rows: QuerySet[Person]) -> dict[int, str]:
    """Who a workbook asked to take out and nobody has decided yet, with what it said. One
    statement."""
    found = Verdict.objects.filter(
        mended_at=None, columns=national.REMOVAL, person__in=rows.order_by().values("id")
    )
    return {p: detail or national.REMOVAL_WORD for p, detail in
            found.values_list("person_id", "detail")}  # fmt: skip


def open_verdicts(rows: QuerySet[Person]) -> dict[int, tuple[str, str]]:
    """What the centre found wrong and nobody has mended yet. One statement."""
    found = (
        Verdict.objects.filter(mended_at=None, person__in=rows.order_by().values("id"))
        .exclude(columns=national.REMOVAL)
        .order_by("id")
    )
    return {p: (result, detail) for p, result, detail in
            found.values_list("person_id", "result", "detail")}  # fmt: skip


def gone_to(actor: Actor, rows: QuerySet[Person]) -> dict[int, str]:
    """Where those who left the register went, by the transfer that took them there. One
    statement."""
    found = visible(
        Transfer.objects.exclude(to_name=""), actor, Action.VIEW_MEMBERS, path="from_path",
        also="to_path",
    )  # fmt: skip
    gone = found.filter(person__in=rows.filter(status=Status.GONE).order_by().values("id"))
    return dict(gone.order_by("requested_on").values_list("person_id", "to_name"))


def unit_codes(actor: Actor, unit: Unit, names: Mapping[int, str]) -> dict[str, str]:
    """The national codes of the units of a branch by the names ``unit_names`` gave. One
    statement."""
    found = orgs.units(actor).filter(beneath(unit.path, "path")).exclude(code="")
    return {names[number]: code for number, code in found.values_list("id", "code")}


def shown(field: MemberField, value: Any) -> str | date | None:
    """A value as a plain table writes it: codes in words, days as days."""
    match value:
        case bool():
            return "có" if value else "không"
        case list():
            return ", ".join(map(str, value))
        case date() | None:
            return value
        case _:
            return field.shown(value) if field.choices is None else _named(field, value)


def _named(field: MemberField, value: Any) -> str:
    return field.choices().get(value, value) if field.choices else value


#: The fields of the plain table without, and with, what is hidden until revealed.
OPEN_FIELDS = tuple(f for f in MEMBER_FIELDS if not f.sensitivity.hidden)
ALL_FIELDS = MEMBER_FIELDS


# ------------------------------------------------------------------ the files taken


def exports(actor: Actor, now: datetime) -> list[Export]:
    """The files the actor's account took that are still kept, the newest first. One statement."""
    rows = visible(Export.objects.defer("content"), actor, Action.EXPORT)
    kept = rows.filter(account_id=actor.account_id, until__gt=now).order_by("-made_at", "-id")
    return list(kept[:PAGE])


def export(actor: Actor, export_id: int, now: datetime) -> Export:
    """One of them; 404 for another account's, and for one whose time is over."""
    rows = visible(Export.objects.all(), actor, Action.EXPORT)
    found = rows.filter(pk=export_id, account_id=actor.account_id, until__gt=now).first()
    if found is None:
        raise Http404("Không còn tệp này. Tệp giữ 7 ngày, chỉ người xuất tải lại được.")
    return found
