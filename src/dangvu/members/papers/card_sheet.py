"""The sheet by which cards are printed and handed out: who, which number, signed for (R3.7)."""

from collections.abc import Iterator, Sequence
from typing import Any

from dangvu.members.catalogue import by_code
from dangvu.office.workbooks.large import Cell, LargeSheet
from dangvu.office.workbooks.tables import TableColumn

CODES = (
    "full_name", "birth_on", "sex", "home_detail", "home_province", "joined_on", "official_on",
    "unit", "card_number", "card_old", "card_on", "card_place",
)  # fmt: skip

_COLUMNS = (
    TableColumn("STT", "centre", 5),
    TableColumn("Họ và tên", "text", 24),
    TableColumn("Sinh ngày", "date", 11),
    TableColumn("Nam, nữ", "centre", 6),
    TableColumn("Quê quán", "text", 26),
    TableColumn("Vào Đảng", "date", 11),
    TableColumn("Chính thức", "date", 11),
    TableColumn("Tổ chức đảng", "text", 26),
    TableColumn("Số thẻ", "code", 14.5),
    TableColumn("Số thẻ cũ", "code", 11),
    TableColumn("Ngày cấp", "date", 11),
    TableColumn("Nơi cấp", "text", 18),
    TableColumn("Ký nhận", "text", 14),
)


def card_sheet(
    unit_name: str, above: tuple[str, str], on: str, watermark: str, about: Sequence[str]
) -> LargeSheet:
    """The layout, on A4 landscape."""
    return LargeSheet(
        "Thẻ đảng viên", _COLUMNS,
        title="DANH SÁCH CẤP, ĐỔI THẺ ĐẢNG VIÊN",
        above=above, subtitles=[f"{unit_name}, tính đến {on}"],
        watermark=watermark, about=about, fitted=True,
    )  # fmt: skip


def card_rows(records: Iterator[list[Any]]) -> Iterator[list[Cell]]:
    """The rows of ``queries.records`` for ``CODES``; the last cell is left for a signature."""
    sexes = (by_code()["sex"].choices or dict)()
    for number, record in enumerate(records, 1):
        _, name, born, sex, home, province, joined, official, unit, *card = record
        place = ", ".join(part for part in (home, province) if part)
        yield [number, name, born, sexes.get(sex, ""), place, joined, official, unit, *card, None]
