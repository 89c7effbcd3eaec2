"""A table as a workbook an office would print: titles, one or two header rows, formats, A4,
totals.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from math import ceil
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from dangvu.office.vietnamese import clean

Kind = Literal["text", "code", "centre", "whole", "decimal", "percent", "date"]
_FONT = "Times New Roman"
_LINE_HEIGHT = 15
_CHOICES_SHEET = "Danh mục"
_HEAD = "#E4E9E9"
_LINE = "#87919A"
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "text": {"align": "left", "text_wrap": True, "indent": 1},
    "code": {"align": "left", "num_format": "@", "indent": 1},
    "centre": {"align": "center", "text_wrap": True},
    "whole": {"align": "right", "num_format": "#,##0", "indent": 1},
    "decimal": {"align": "right", "indent": 1},
    "percent": {"align": "right", "indent": 1},
    "date": {"align": "center", "num_format": "dd/mm/yyyy"},
}
_WIDTHS = {
    "text": 28.0,
    "code": 16.0,
    "centre": 9.0,
    "whole": 9.0,
    "decimal": 9.0,
    "percent": 9.0,
    "date": 11.5,
}


@dataclass(frozen=True)
class TableColumn:
    """One column. `kind` decides alignment and number format; `percent` values are already in
    percent.

    `group` puts columns that stand side by side under one upper title. `choices` gives a drop-down.
    `width` is in Excel characters. `places` counts decimals of decimal and percent.
    """

    title: str
    kind: Kind = "text"
    width: float | None = None
    places: int = 1
    group: str = ""
    choices: tuple[str, ...] = ()


class _Styles:
    """Formats made once each, since Excel limits their number."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[object, ...], Format] = {}

    def get(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(
                {"font_name": _FONT, "font_size": 11, **properties}
            )
        return self.made[key]

    def body(self, column: TableColumn, bold: bool = False, total: bool = False) -> Format:
        zeros = "." + "0" * column.places if column.places else ""
        number = {"decimal": f"#,##0{zeros}", "percent": f'#,##0{zeros}" %"'}.get(column.kind)
        extra = {"num_format": number} if number else {}
        weight: dict[str, object] = {"bold": True} if bold or total else {}
        if total:
            weight["top"] = 2
        return self.get(
            valign="vcenter",
            border=1,
            border_color=_LINE,
            **_FORMATS[column.kind],
            **extra,
            **weight,
        )

    def head(self) -> Format:
        return self.get(
            bold=True,
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            border_color=_LINE,
            bg_color=_HEAD,
        )


@dataclass(frozen=True)
class Table:
    """A sheet of a workbook: `title`, `subtitles`, the header (frozen, repeated on each printed
    page), `rows`, an optional `total` row of the same width, `notes`.

    `above` gives the office's name at left and the motto at right, lines separated by a line break.
    Cells may be str, int, float, Decimal, bool, date or None; text is never taken for a formula or
    a link. `blank_rows` adds ruled rows to fill in (with the drop-downs of `choices`). `strong` are
    the places of rows that head those after them.
    """

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[object]]
    above: tuple[str, str] | None = None
    subtitles: Sequence[str] = ()
    total: Sequence[object] | None = None
    notes: Sequence[str] = ()
    sheet_name: str = "Bảng"
    landscape: bool = True
    blank_rows: int = 0
    strong: Collection[int] = ()


def write_tables(*tables: Table) -> bytes:
    """An .xlsx with a sheet for each table; A4, one page wide, page number in the footer.

    The same arguments give the same bytes. Raises ValueError when a row or the total has another
    width than its columns. Only one of the tables may have columns with `choices`.
    """
    for table in tables:
        whole = table.rows if table.total is None else [*table.rows, table.total]
        _check_widths(table.columns, whole)
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {"title": tables[0].title, "created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}
    )
    styles = _Styles(book)
    sheets = [(book.add_worksheet(_sheet_name(table.sheet_name)), table) for table in tables]
    for sheet, table in sheets:
        _write_sheet(book, sheet, styles, table)
    book.close()
    return out.getvalue()


def write_table(
    title: str, columns: Sequence[TableColumn], rows: Sequence[Sequence[object]], **more: Any
) -> bytes:
    """An .xlsx with one sheet; `more` are the other fields of a `Table`."""
    return write_tables(Table(title, columns, rows, **more))


def _write_sheet(book: Workbook, sheet: Worksheet, styles: _Styles, table: Table) -> None:
    columns = table.columns
    plain = [styles.body(column) for column in columns]
    strong = [styles.body(column, bold=True) for column in columns]
    widths = [_width(column) for column in columns]
    at = _write_titles(sheet, styles, table.title, table.above, table.subtitles, widths)
    at = first_data = _write_header(sheet, styles, columns, at)
    for place, row in enumerate([*table.rows, *([[None] * len(columns)] * table.blank_rows)]):
        _write_row(sheet, at, row, columns, strong if place in table.strong else plain)
        _fit(sheet, at, row, columns, widths)
        at += 1
    _add_choices(book, sheet, columns, (first_data, max(at - 1, first_data)))
    if table.total is not None:
        bold = [styles.body(column, total=True) for column in columns]
        _write_row(sheet, at, table.total, columns, bold)
        at += 1
    italic, last = styles.get(italic=True, text_wrap=True), max(len(columns) - 1, 1)
    for line, note in enumerate(table.notes, at + 1):
        sheet.merge_range(line, 0, line, last, note, italic)
        _make_room(sheet, line, note, widths)
    _set_page(sheet, columns, table.landscape)


def _check_widths(columns: Sequence[TableColumn], rows: Sequence[Sequence[object]]) -> None:
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(columns)} columns")


def _sheet_name(name: str) -> str:
    return clean("".join(" " if c in "[]:*?/\\" else c for c in name))[:31].strip("'") or "Bảng"


def _write_titles(
    sheet: Worksheet,
    styles: _Styles,
    title: str,
    above: tuple[str, str] | None,
    subtitles: Sequence[str],
    widths: Sequence[float],
) -> int:
    last = max(len(widths) - 1, 1)
    at = 0
    if above is not None:
        middle = max(last // 2, 0)
        style = styles.get(bold=True, align="center", valign="top", text_wrap=True)
        lines = max(text.count("\n") + 1 for text in above)
        for start, end, text in ((0, middle, above[0]), (middle + 1, last, above[1])):
            if start < end:
                sheet.merge_range(at, start, at, end, text, style)
            else:
                sheet.write_string(at, start, text, style)
        sheet.set_row(at, 16 * lines)
        at += 2
    sheet.merge_range(
        at,
        0,
        at,
        last,
        title,
        styles.get(bold=True, font_size=14, align="center", text_wrap=True),
    )
    sheet.set_row(at, 22 * _lines(title, sum(widths) * 11 / 14))
    at += 1
    for line in subtitles:
        sheet.merge_range(
            at, 0, at, last, line, styles.get(italic=True, align="center", text_wrap=True)
        )
        _make_room(sheet, at, line, widths)
        at += 1
    return at + 1


def _width(column: TableColumn) -> float:
    return column.width or _WIDTHS[column.kind]


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell that many characters wide."""
    return sum(max(1, ceil(len(part) / width)) for part in text.split("\n"))


def _make_room(sheet: Worksheet, at: int, text: str, widths: Sequence[float]) -> None:
    """The height of a row that is one merged cell: programs do not find it by themselves."""
    lines = _lines(text, sum(widths))
    if lines > 1:
        sheet.set_row(at, _LINE_HEIGHT * lines)


def _fit(
    sheet: Worksheet, at: int, row: Sequence[object], columns: Sequence[TableColumn],
    widths: Sequence[float],
) -> None:  # fmt: skip
    """The height of a row whose text wraps: not every program finds it by itself."""
    lines = [
        _lines(text, max(width - 2, 4))
        for text, column, width in zip(row, columns, widths, strict=True)
        if isinstance(text, str) and column.kind in ("text", "centre")
    ]
    if max(lines, default=1) > 1:
        sheet.set_row(at, _LINE_HEIGHT * max(lines))


def _write_header(
    sheet: Worksheet, styles: _Styles, columns: Sequence[TableColumn], at: int
) -> int:
    style = styles.head()
    grouped = any(c.group for c in columns)
    bottom = at + 1 if grouped else at
    index = 0
    while index < len(columns):
        column = columns[index]
        if not column.group:
            if grouped:
                sheet.merge_range(at, index, bottom, index, column.title, style)
            else:
                sheet.write_string(at, index, column.title, style)
            index += 1
            continue
        end = index
        while end + 1 < len(columns) and columns[end + 1].group == column.group:
            end += 1
        if end > index:
            sheet.merge_range(at, index, at, end, column.group, style)
        else:
            sheet.write_string(at, index, column.group, style)
        for inner in range(index, end + 1):
            sheet.write_string(bottom, inner, columns[inner].title, style)
        index = end + 1
    most = max(_lines(column.title, _width(column) / 1.15) for column in columns)
    sheet.set_row(bottom, max(34, _LINE_HEIGHT * most + 4))
    sheet.repeat_rows(at, bottom)
    sheet.freeze_panes(bottom + 1, min(2, len(columns) - 1))
    return bottom + 1


def _write_row(
    sheet: Worksheet,
    at: int,
    row: Sequence[object],
    columns: Sequence[TableColumn],
    styles: Sequence[Format],
) -> None:
    for index, (value, column, style) in enumerate(zip(row, columns, styles, strict=True)):
        if value is None or value == "":
            sheet.write_blank(at, index, None, style)
        elif isinstance(value, bool):
            sheet.write_string(at, index, "x" if value else "", style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(at, index, _naive(value), style)
        elif isinstance(value, int | float | Decimal) and column.kind != "code":
            sheet.write_number(at, index, float(value), style)
        else:
            sheet.write_string(at, index, str(value), style)


def _naive(value: dt.date) -> dt.datetime:
    return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - Excel knows no zone


def _add_choices(
    book: Workbook, sheet: Worksheet, columns: Sequence[TableColumn], rows: tuple[int, int]
) -> None:
    with_choices = [(i, c) for i, c in enumerate(columns) if c.choices]
    if not with_choices:
        return
    # A list typed into the rule may hold 255 characters at most; a hidden sheet holds any number.
    lists = book.add_worksheet(_CHOICES_SHEET)
    lists.hide()
    for place, (index, column) in enumerate(with_choices):
        for line, choice in enumerate(column.choices):
            lists.write_string(line, place, choice)
        letters = xl_col_to_name(place, col_abs=True)
        rule = {
            "validate": "list",
            "source": f"='{_CHOICES_SHEET}'!{letters}$1:{letters}${len(column.choices)}",
            "error_title": "Chưa đúng",
            "error_message": "Đồng chí chọn một giá trị trong danh sách.",
        }
        sheet.data_validation(rows[0], index, rows[1], index, rule)


def _set_page(sheet: Worksheet, columns: Sequence[TableColumn], landscape: bool) -> None:
    for index, column in enumerate(columns):
        sheet.set_column(index, index, _width(column))
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.center_horizontally()
    sheet.set_footer(f'&C&"{_FONT},Regular"&11Trang &P/&N')
