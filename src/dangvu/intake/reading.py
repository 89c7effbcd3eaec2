"""A file or a pasted block to rows under judgement. Nothing here touches the database."""

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass, field

from dangvu.intake.catalogue import (
    Draft,
    Field,
    Kind,
    Level,
    Problem,
    Reading,
    Remark,
)
from dangvu.office.vietnamese import clean, day, decimal, fold
from dangvu.office.workbooks import (
    BookRefused,
    CellFault,
    CellRefused,
    Column,
    HeaderMatch,
    Row,
    Sheet,
    column_letters,
    date_column_doubt,
    find_header,
    find_sheet,
    read_book,
)
from dangvu.office.workbooks.reading import CellValue

PASTED = "Bảng dán"
_LONGEST_SHOWN = 200
_TOTAL = re.compile(
    r"(tong cong|tong so|tong|cong|toan tinh|toan dang bo)( toan (tinh|dang bo|xa)| ?\(.*\))?"
)
_MEND = {
    "empty": "Điền vào ô này.",
    "negative": "Sửa thành số từ 0 trở lên.",
    "absurd": "Xem lại con số.",
    "not_a_day": "Ghi ngày theo ngày/tháng/năm.",
    "no_such_month": "Ghi ngày theo ngày/tháng/năm.",
    "no_such_day": "Ghi ngày theo ngày/tháng/năm.",
    "year_only": "Ghi đủ ngày/tháng/năm.",
    "merged": "Bỏ gộp ô.",
    "cell_error": "Sửa công thức, hoặc gõ giá trị vào ô.",
    "formula_without_value": "Mở bằng Excel, lưu lại, hoặc dán giá trị.",
}


@dataclass
class Table:
    """What was read: the sheet, its header, the column each field stands in, the rows.

    ``stated`` holds the numbers of the table's own row of totals, to compare with.
    """

    sheet: str
    header_row: int
    columns: dict[str, int]
    drafts: list[Draft]
    remarks: list[Remark]
    stated: dict[str, int] = field(default_factory=dict)


def read_table(kind: Kind, filename: str, data: bytes, on: dt.date) -> Table:
    """The rows of a workbook for a kind. Raises ``BookRefused`` for a file that cannot be taken."""
    book = read_book(data, filename)
    found = find_sheet(book, _wanted(kind)).require()
    reading = Reading(on=on, date1904=book.date1904)
    table = _read(kind, found, reading)
    others = [f"“{s.name}”" for s in book.visible if s.name != found.sheet.name]
    if others:
        message = f"Chỉ đọc trang “{found.sheet.name}”, không đọc trang {', '.join(others)}."
        table.remarks.append(Remark("other_sheets", message, once=True))
    return table


def read_pasted(kind: Kind, text: str, on: dt.date) -> Table:
    """The rows of a block copied from a spreadsheet: tabs between cells, the header among them.

    Raises ``BookRefused`` where nothing is in it, or no header.
    """
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t"))
    except csv.Error as reason:
        raise BookRefused(
            "not_a_table", "Không tách được bảng vừa dán. Đồng chí lưu thành tệp .xlsx rồi nộp."
        ) from reason
    width = max(map(len, lines), default=0)
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = [cell if cell.strip() else None for cell in line] + [None] * (width - len(line))
        if any(cells):
            rows.append(Row(number, tuple(cells)))
    if not rows:
        raise BookRefused("empty", "Chưa dán gì. Đồng chí chép bảng cả dòng tiêu đề rồi dán vào ô.")
    found = find_header(Sheet(PASTED, rows, width, (), hidden=False), _wanted(kind)).require()
    return _read(kind, found, Reading(on=on))


def _wanted(kind: Kind) -> list[Column]:
    return [Column(f.code, f.label, f.aliases, required=f.header_required) for f in kind.fields]


def _read(kind: Kind, found: HeaderMatch, reading: Reading) -> Table:
    drafts: list[Draft] = []
    stated: dict[str, int] = {}
    blank: list[int] = []
    for row in found.data_rows:
        if _is_total(row):
            stated = stated or _numbers(kind, found, row, reading)
        elif all(found.value(row, f.code) is None for f in kind.fields):
            blank.append(row.number)
        else:
            drafts.append(_draft(kind, found, row, reading))
    remarks = _date_remarks(kind, found)
    if blank:
        shown = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
        message = f"Bỏ qua {len(blank)} dòng không có gì ở các cột cần đọc: dòng {shown}."
        remarks.append(Remark("blank_rows", message, once=True))
    if not drafts:
        raise BookRefused(
            "empty", f"Trang “{found.sheet.name}” chỉ có tiêu đề, không có dòng dữ liệu nào."
        )
    return Table(found.sheet.name, found.last_row, dict(found.columns), drafts, remarks, stated)


def _draft(kind: Kind, found: HeaderMatch, row: Row, reading: Reading) -> Draft:
    draft = Draft(row.number, {}, {})
    for column in kind.fields:
        value = found.value(row, column.code)
        if value is not None:
            draft.raw[column.code] = _shown(value)
        try:
            read = column.read(value, column.required, reading)
        except CellRefused as refused:
            draft.problems.append(_cell_problem(column, refused))
        else:
            if read is not None:
                draft.values[column.code] = read
    return draft


def _cell_problem(column: Field, refused: CellRefused) -> Problem:
    mend = _MEND.get(refused.code, "Sửa ô này trong tệp rồi nộp lại.")
    return Problem(Level.REFUSED, refused.code, column.code, refused.message_vi, mend, read=True)


def _shown(value: CellValue) -> str:
    """A cell as the user sees it, for the preview; long text is cut."""
    if isinstance(value, CellFault):
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, float):
        return decimal(value, 6).rstrip("0").rstrip(",")
    text = clean(str(value))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def _is_total(row: Row) -> bool:
    """A line of totals: its first words say so."""
    words = next((c for c in row.cells if isinstance(c, str)), "")
    return bool(_TOTAL.fullmatch(fold(words).rstrip(" :.")))


def _numbers(kind: Kind, found: HeaderMatch, row: Row, reading: Reading) -> dict[str, int]:
    """The whole numbers of a row of totals; what cannot be read is left out."""
    numbers: dict[str, int] = {}
    for column in kind.fields:
        value = found.value(row, column.code)
        if value is None or column.kind != "whole":
            continue
        try:
            read = column.read(value, False, reading)
        except CellRefused:
            continue
        if isinstance(read, int):
            numbers[column.code] = read
    return numbers


def _date_remarks(kind: Kind, found: HeaderMatch) -> list[Remark]:
    """Columns of days where Excel may have swapped day and month."""
    remarks = []
    for column in kind.fields:
        if column.kind != "date" or column.code not in found.columns:
            continue
        doubt = date_column_doubt(found.value(row, column.code) for row in found.data_rows)
        if doubt:
            letters = column_letters(found.columns[column.code])
            message = f"Cột {letters} “{column.label}”: {doubt[0].lower()}{doubt[1:]}"
            remarks.append(Remark("swapped_days", message, Level.WARNING, once=True))
    return remarks
