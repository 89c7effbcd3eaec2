"""A workbook file to plain rows of plain values, or a refusal a person can act on."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from dangvu.office import archives
from dangvu.office.archives import Limits, Package, kind_of
from dangvu.office.workbooks.parts import (
    BookRefused,
    as_book_refusal,
    cell_ref,
    column_letters,
    corrupt,
    sheet_parts,
)
from dangvu.office.workbooks.scanning import CellFault, SheetScan, scan

__all__ = [
    "Book",
    "BookRefused",
    "CellFault",
    "CellValue",
    "Row",
    "Sheet",
    "cell_ref",
    "check_size",
    "column_letters",
    "read_book",
    "read_limited",
]

CellValue = (
    str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | CellFault | None
)
_WHOLE_UP_TO = 10**15


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row. `number` is the row the user sees in Excel (from 1); `cells` starts at column
    A.
    """

    number: int
    cells: tuple[CellValue, ...]


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its filled rows in order, empty ones left out, every row as wide as `columns`.

    `merged` holds (first row, first column, last row, last column), rows from 1 and columns from 0.
    A cell covered by a merge, an error or a formula without result is a `CellFault`.
    """

    name: str
    rows: list[Row]
    columns: int
    merged: tuple[tuple[int, int, int, int], ...]
    hidden: bool


@dataclass(frozen=True)
class Book:
    """A workbook as read. `date1904` tells which day zero its bare serial numbers count from."""

    filename: str
    sheets: tuple[Sheet, ...]
    date1904: bool

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of exactly this name."""
        return next((s for s in self.sheets if s.name == name), None)

    @property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets a user sees, with something in them."""
        return tuple(s for s in self.sheets if s.rows and not s.hidden)


def check_size(size: int, limits: Limits | None = None) -> None:
    """Refuse a file by its size alone, before reading it. Raises `BookRefused("too_large")`."""
    with as_book_refusal():
        archives.check_size(size, limits)


def read_limited(stream: BinaryIO, limits: Limits | None = None) -> bytes:
    """The bytes of `stream`, never more than `limits.max_bytes` in memory. Raises
    `BookRefused("too_large")`.
    """
    with as_book_refusal():
        return archives.read_limited(stream, limits)


def read_book(data: bytes, filename: str, limits: Limits | None = None) -> Book:
    """The worksheets of an .xlsx file as rows of raw values (text untouched, blanks as None).

    Takes the whole file; the name serves messages only, what it is comes from its bytes. Figures
    that are whole become int; days come as date or datetime under either day zero (1900, 1904).
    Raises `BookRefused` with code too_large, empty, not_a_workbook, old_excel, encrypted, macros,
    corrupt, zip_bomb, doctype, too_many_rows, too_many_columns, too_far or too_many_cells.
    """
    allowed = limits or Limits()
    check_size(len(data), allowed)
    _refuse_other_kinds(kind_of(data), filename)
    with as_book_refusal():
        package = Package(data, allowed)
        _refuse_other_packages(package.names, filename)
        listed, date1904 = sheet_parts(package)
        package.check_all(skip=frozenset(s.path for s in listed))
        scans = [scan(s.name, package.stream(s.path), allowed) for s in listed]
    _refuse_too_much(scans, filename, allowed)
    sheets = []
    with _reader(data) as workbook:
        for part, scanned in zip(listed, scans, strict=True):
            sheets.append(_sheet(workbook, part.name, part.hidden, scanned))
    if not any(s.rows for s in sheets):
        raise BookRefused("empty", f"Tệp “{filename}” không có dòng dữ liệu nào.")
    return Book(filename, tuple(sheets), date1904)


def _refuse_too_much(scans: list[SheetScan], filename: str, limits: Limits) -> None:
    """Sheets that are each within the limits may together still fill the memory."""
    if sum(found.last_row * found.columns for found in scans) > limits.max_cells:
        raise BookRefused(
            "too_many_cells",
            f"Tệp “{filename}” có quá nhiều ô trong các trang cộng lại. Đồng chí xóa các trang "
            "không dùng rồi nộp lại.",
        )


@contextmanager
def _reader(data: bytes) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            yield workbook
    except (CalamineError, ValueError, OSError) as reason:
        raise corrupt() from reason
    except BaseException as reason:
        # A panic inside the reader arrives as a BaseException of its own.
        if type(reason).__name__ == "PanicException":
            raise corrupt() from reason
        raise


def _refuse_other_kinds(kind: str, filename: str) -> None:
    if kind == "zip":
        return
    code, reason = {
        "empty": ("empty", "không có nội dung"),
        "encrypted": (
            "encrypted",
            "đang đặt mật khẩu mở. Đồng chí mở tệp, gỡ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm "
            "việc), lưu lại rồi nộp",
        ),
        "old_excel": (
            "old_excel",
            "là tệp Excel đời cũ (.xls). Đồng chí mở bằng Excel, chọn Lưu thành, loại “Excel "
            "Workbook (.xlsx)”, rồi nộp",
        ),
        "html": (
            "not_a_workbook",
            "thực ra là một trang web được đặt tên như bảng tính. Đồng chí mở bằng Excel, lưu "
            "thành .xlsx rồi nộp",
        ),
        "text": (
            "not_a_workbook",
            "là tệp chữ (csv, txt). Đồng chí mở bằng Excel, lưu thành .xlsx rồi nộp",
        ),
    }.get(kind, ("not_a_workbook", "không phải là bảng tính Excel (.xlsx)"))
    raise BookRefused(code, f"Tệp “{filename}” {reason}.")


def _refuse_other_packages(names: set[str], filename: str) -> None:
    lowered = {n.lower() for n in names}
    if any(n.endswith("vbaproject.bin") for n in lowered):
        raise BookRefused(
            "macros",
            f"Tệp “{filename}” có macro. Đồng chí lưu thành “Excel Workbook (.xlsx)”, không "
            "macro, rồi nộp.",
        )
    other = None
    if any(n.startswith("word/") for n in lowered):
        other = "là văn bản Word"
    elif any(n.startswith("ppt/") for n in lowered):
        other = "là bản trình chiếu"
    elif "mimetype" in lowered:
        other = "là bảng tính OpenDocument (.ods)"
    elif "xl/workbook.bin" in lowered:
        other = "là bảng tính nhị phân (.xlsb)"
    elif not any(n.startswith("xl/") for n in lowered):
        other = "là tệp nén, không phải bảng tính"
    if other:
        raise BookRefused(
            "not_a_workbook", f"Tệp “{filename}” {other}. Đồng chí lưu thành .xlsx rồi nộp."
        )


def _sheet(workbook: CalamineWorkbook, name: str, hidden: bool, scanned: SheetScan) -> Sheet:
    if not scanned.filled_rows:
        return Sheet(name, [], 0, (), hidden)
    source = workbook.get_sheet_by_name(name)
    merged = tuple(
        (r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in source.merged_cell_ranges or ()
    )
    start_row, start_column = source.start or (0, 0)
    width = max(scanned.columns, (source.end or (0, 0))[1] + 1)
    rows = _filled_rows(source, start_row + 1, start_column, width, scanned)
    return Sheet(name, _with_merge_faults(rows, merged, width), width, merged, hidden)


def _filled_rows(
    source: CalamineSheet, first: int, indent: int, width: int, scanned: SheetScan
) -> list[Row]:
    before = (None,) * indent
    faulty: dict[int, dict[int, CellFault]] = {}
    for (row, column), fault in scanned.faults.items():
        faulty.setdefault(row, {})[column] = fault
    rows: list[Row] = []
    grid = source.to_python(skip_empty_area=True)
    for number, raw in enumerate(grid, start=first):
        cells = before + tuple(map(_plain, raw))
        if len(cells) < width:
            cells += (None,) * (width - len(cells))
        if number in faulty:
            cells = tuple(faulty[number].get(column, value) for column, value in enumerate(cells))
        if any(cell is not None for cell in cells):
            rows.append(Row(number, cells))
    missing = sorted(set(faulty) - {r.number for r in rows})
    for number in missing:
        rows.append(Row(number, tuple(faulty[number].get(column) for column in range(width))))
    if missing:
        rows.sort(key=lambda r: r.number)
    return rows


def _plain(value: object) -> CellValue:
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_UP_TO:
        return int(value)
    return value  # type: ignore[return-value]


def _with_merge_faults(
    rows: list[Row], merged: tuple[tuple[int, int, int, int], ...], width: int
) -> list[Row]:
    """Cells under a merge say so, instead of passing for empty."""
    if not merged:
        return rows
    at = {row.number: index for index, row in enumerate(rows)}
    for first_row, first_column, last_row, last_column in merged:
        span = range(first_column, min(last_column, width - 1) + 1)
        for number in range(first_row, min(last_row, rows[-1].number) + 1):
            index = at.get(number)
            if index is None:
                continue
            cells = list(rows[index].cells)
            for column in span:
                if (number, column) != (first_row, first_column) and cells[column] is None:
                    cells[column] = merge_fault(column, number, first_column, first_row)
            rows[index] = Row(number, tuple(cells))
    return rows


def merge_fault(column: int, row: int, first_column: int, first_row: int) -> CellFault:
    """The fault of a cell that a merge covers. Rows from 1, columns from 0."""
    return CellFault(
        "merged",
        f"Ô {cell_ref(column, row)} bị gộp với ô {cell_ref(first_column, first_row)}. Đồng chí bỏ "
        "gộp ô, ghi giá trị cho từng dòng.",
    )
