"""The book of members 7-HSĐV: 14 columns on A4 landscape (RULEBOOK 3.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dangvu.members.catalogue import by_code
from dangvu.members.queries.exporting import Came, Turn
from dangvu.office.vietnamese import day
from dangvu.office.workbooks.large import Cell, LargeSheet
from dangvu.office.workbooks.tables import TableColumn
from dangvu.rules.membership import Status

CODES = (
    "full_name", "birth_name", "birth_on", "sex", "ethnic_group", "religion", "home_detail",
    "home_province", "home_before", "general_education", "theory", "professional",
    "professional_field", "languages", "occupation_before", "occupation", "joined_on",
    "official_on", "card_number", "dossier_number", "service", "status", "note", "unit",
)  # fmt: skip

#: Who stands in the book: members of today, and those whose record ended here.
IN_THE_BOOK = tuple(status for status in Status if status is not Status.MISTAKEN)
ENDED = (Status.LEFT, Status.DIED, Status.GONE)

_COLUMNS = (
    TableColumn("STT", "centre", 4.5),
    TableColumn("Họ và tên đang dùng; họ tên khai sinh; sinh ngày", "text", 20),
    TableColumn("Nam, nữ; dân tộc; tôn giáo", "text", 11),
    TableColumn("Quê quán", "text", 17),
    TableColumn("Văn hóa; LLCT; chuyên môn; ngoại ngữ", "text", 16),
    TableColumn("Nghề nghiệp trước khi vào Đảng; hiện nay", "text", 14),
    TableColumn("Ngày vào Đảng; ngày chính thức", "centre", 10.5),
    TableColumn("Số thẻ; số lý lịch; Huy hiệu Đảng", "text", 14),
    TableColumn("Bộ đội, công an, hưu trí", "text", 9),
    TableColumn("Ngày chuyển đi; đến ĐBCS nào", "text", 12),
    TableColumn("Ngày chuyển đến; từ ĐBCS nào", "text", 12),
    TableColumn("Ngày từ trần; lý do", "text", 10),
    TableColumn("Ngày ra khỏi Đảng; hình thức", "text", 10),
    TableColumn("Ghi chú", "text", 12),
)


@dataclass(frozen=True)
class Beside:
    """What the book tells beside the record, by the person's id."""

    turns: Mapping[int, Turn]
    arrivals: Mapping[int, Came]
    badges: Mapping[int, str]
    gone_to: Mapping[int, str]


def register_sheet(
    unit_name: str, above: tuple[str, str], on: str, watermark: str, about: Sequence[str]
) -> LargeSheet:
    """The layout; the header is repeated on every printed page."""
    return LargeSheet(
        "7-HSĐV", _COLUMNS,
        title="DANH SÁCH ĐẢNG VIÊN",
        above=above,
        subtitles=[f"{unit_name}, tính đến {on}", "Mẫu 7-HSĐV"],
        watermark=watermark, about=about, numbered=True, fitted=True, head_height=64,
    )  # fmt: skip


def register_rows(records: Iterator[list[Any]], beside: Beside) -> Iterator[list[Cell]]:
    """The rows of ``queries.records`` for ``CODES`` as the book's 14 columns."""
    fields = [by_code()[code] for code in CODES]
    for number, (person, *values) in enumerate(records, 1):
        said = dict(
            zip(CODES, (_said(f, v) for f, v in zip(fields, values, strict=True)), strict=True)
        )
        yield _cells(number, person, said, Status(values[CODES.index("status")]), beside)


def _cells(
    number: int, person: int, said: Mapping[str, str], status: Status, beside: Beside
) -> list[Cell]:
    turn, came = beside.turns.get(person), beside.arrivals.get(person)
    ended = day(turn.on) if turn else ""
    birth_name = said["birth_name"] if said["birth_name"] != said["full_name"] else ""
    home = said["home_detail"] or said["home_before"]
    return [
        number,
        _lines(said["full_name"], birth_name, said["birth_on"]),
        _lines(said["sex"], said["ethnic_group"], said["religion"]),
        ", ".join(part for part in (home, said["home_province"]) if part),
        _lines(
            said["general_education"], said["theory"],
            ", ".join(p for p in (said["professional"], said["professional_field"]) if p),
            said["languages"],
        ),
        _lines(said["occupation_before"], said["occupation"]),
        _lines(said["joined_on"], said["official_on"]),
        _lines(said["card_number"], said["dossier_number"], beside.badges.get(person, "")),
        said["service"],
        _lines(ended, beside.gone_to.get(person, "")) if status is Status.GONE else "",
        _lines(day(came.on), came.from_name) if came else "",
        ended if status is Status.DIED else "",
        _lines(ended, turn.by.label if turn else "") if status is Status.LEFT else "",
        said["note"],
    ]  # fmt: skip


def _said(field: Any, value: Any) -> str:
    if field.kind == "date":
        return day(value) if value else ""
    if field.choices is not None:
        return str(field.choices().get(value or "", value or ""))
    return str(value or "")


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
