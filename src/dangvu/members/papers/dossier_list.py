"""Names of folders and files of the digital dossiers (1361-CV), a line a paper."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dangvu.office.workbooks.large import Cell, LargeSheet
from dangvu.office.workbooks.tables import TableColumn
from dangvu.rules.dossier_types import EVERY_MEMBER, PAPER_TYPES
from dangvu.rules.dossiers import Dossier, file_name
from dangvu.rules.organisations import OrgCode

CODES = ("full_name", "citizen", "dossier_types", "dossier_place", "unit")

_COLUMNS = (
    TableColumn("STT", "centre", 6),
    TableColumn("Họ và tên", "text", 26),
    TableColumn("Tổ chức đảng", "text", 30),
    TableColumn("Thư mục", "code", 44),
    TableColumn("Số loại", "centre", 7),
    TableColumn("Tệp", "code", 52),
    TableColumn("Trong hồ sơ giấy", "centre", 10),
    TableColumn("Chưa đặt được tên vì", "text", 34),
)


@dataclass(frozen=True)
class Named:
    """A member's folder: what it holds, or why it has no name yet."""

    full_name: str
    unit_name: str
    dossier: Dossier | None
    there: frozenset[int]
    fault: str = ""


def named(records: Iterator[list[Any]], codes: Mapping[str, str]) -> Iterator[Named]:
    """The folders of the rows of ``queries.records`` for ``CODES``; ``codes`` gives the national
    code of a unit by the name it is written with."""
    for _, name, citizen, types, _, unit in records:
        there = frozenset(number for number in types or () if number in PAPER_TYPES)
        try:
            cell = OrgCode.parse(codes.get(unit, ""))
        except ValueError:
            yield Named(name, unit, None, there, "Chi bộ chưa có mã 14 chữ số.")
            continue
        try:
            yield Named(name, unit, Dossier(cell, citizen, name, EVERY_MEMBER | there), there)
        except ValueError as fault:
            yield Named(name, unit, None, there, str(fault))


def dossier_sheet(unit_name: str, on: str, watermark: str, about: Sequence[str]) -> LargeSheet:
    """The layout, on A4 landscape."""
    return LargeSheet(
        "Hồ sơ số hóa", _COLUMNS,
        title="TÊN THƯ MỤC, TÊN TỆP HỒ SƠ ĐẢNG VIÊN SỐ HÓA",
        subtitles=[f"{unit_name}, tính đến {on}",
                   "Theo Công văn số 1361-CV/BTCTW ngày 30/6/2026. Loại nào có từ hai tệp thì "
                   "thêm .1, .2 trước .pdf."],
        watermark=watermark, about=about, fitted=True,
    )  # fmt: skip


def dossier_rows(folders: Iterator[Named]) -> Iterator[list[Cell]]:
    """A line for every paper that every member has, or that lies in the paper dossier."""
    for number, one in enumerate(folders, 1):
        if one.dossier is None:
            yield [number, one.full_name, one.unit_name, None, None, None, None, one.fault]
            continue
        for kind in sorted(one.dossier.numbers):
            yield [
                number, one.full_name, one.unit_name, one.dossier.folder, kind, file_name(kind),
                "có" if kind in one.there else "chưa", None,
            ]  # fmt: skip
