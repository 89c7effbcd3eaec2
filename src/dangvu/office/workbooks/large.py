"""A workbook of any number of rows, written as they come: a model of it is laid out once, and the
rows are streamed into its sheet.

The library that lays workbooks out takes half a minute for a hundred thousand rows; here they take
a few seconds, and memory does not grow with them.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter

from dangvu.office.vietnamese import clean
from dangvu.office.workbooks.parts import column_letters
from dangvu.office.workbooks.tables import (
    _WIDTHS,
    TableColumn,
    _set_page,
    _sheet_name,
    _Styles,
    _width,
    _write_header,
    _write_titles,
)

Cell = str | int | float | dt.date | None
LAST_ROW = 1_048_576
_SHEET = "xl/worksheets/sheet1.xml"
_PROBE = "\u00a7"
_EPOCH = dt.date(1899, 12, 30).toordinal()
#: Days before March 1900 have no certain number in Excel; they stand as text.
_FIRST_DAY = dt.date(1900, 3, 1)
_UNSAFE = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FLUSH = 2000
_LINE_HEIGHT = 15
_LETTERS_OF_WIDTH = 1.15  # letters of Times that a unit of width holds, whole words on a line
_STORED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class LargeSheet:
    """How the sheet looks: ``columns`` under one or two header rows (frozen, repeated in print).

    ``title`` and what surrounds it stand above; without a title the header is row 1. ``lists`` are
    hidden sheets by name, ``list_of`` tells which column chooses from which. ``watermark`` stands
    at the head and foot of every printed page and, with ``about``, on a sheet of its own at the
    end. ``numbered`` puts a row of column numbers under the header. ``fitted`` gives each row the
    height its wrapped text needs: programs do not find it by themselves in a streamed sheet.
    ``head_height`` is in points.
    """

    name: str
    columns: Sequence[TableColumn]
    title: str = ""
    above: tuple[str, str] | None = None
    subtitles: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    list_of: Mapping[int, str] = field(default_factory=dict)
    watermark: str = ""
    about: Sequence[str] = ()
    landscape: bool = True
    numbered: bool = False
    wide: bool = False
    fitted: bool = False
    head_height: float = 34


def write_large(out: IO[bytes], sheet: LargeSheet, rows: Iterable[Sequence[Cell]]) -> int:
    """Writes an .xlsx to ``out`` and gives back how many rows it holds.

    Text is never taken for a formula, a link or a number. Raises ``ValueError`` for a row of
    another width, and when there are more rows than a sheet holds.
    """
    model, first = _model(sheet)
    counted = 0
    with (
        zipfile.ZipFile(BytesIO(model)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for part in source.infolist():
            if part.filename != _SHEET:
                target.writestr(part, source.read(part.filename), zipfile.ZIP_DEFLATED)
                continue
            before, styles, after = _around(source.read(part.filename), first)
            entry = zipfile.ZipInfo(part.filename, date_time=_STORED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            with target.open(entry, "w", force_zip64=True) as stream:
                stream.write(before)
                counted = _stream(stream, _lines(rows, styles, first, _Heights.of(sheet)))
                stream.write(after)
    return counted


# ------------------------------------------------------------------ the model


def _model(sheet: LargeSheet) -> tuple[bytes, int]:
    """The workbook with one row that shows the style of each column, and that row's number."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False,
                                     "strings_to_urls": False})  # fmt: skip
    book.set_properties({"title": sheet.title or sheet.name, "created": _STORED})
    styles = _Styles(book)
    page = book.add_worksheet(_sheet_name(sheet.name))
    at = 0
    if sheet.title:
        widths = [_width(column) for column in sheet.columns]
        at = _write_titles(page, styles, sheet.title, sheet.above, sheet.subtitles, widths)
    head = at
    at = _write_header(page, styles, sheet.columns, at)
    page.set_row(at - 1, sheet.head_height)
    if sheet.numbered:
        for place in range(len(sheet.columns)):
            page.write_number(at, place, place + 1, styles.head())
        at += 1
        page.repeat_rows(head, at - 1)
        page.freeze_panes(at, min(2, len(sheet.columns) - 1))
    for place, column in enumerate(sheet.columns):
        page.write_string(at, place, _PROBE, styles.body(column))
    _set_page(page, sheet.columns, sheet.landscape)
    if sheet.wide:
        page.set_paper(8)
    _add_lists(book, page, sheet, at)
    _add_watermark(book, page, styles, sheet)
    book.close()
    return out.getvalue(), at + 1


def _add_lists(book: Any, page: Any, sheet: LargeSheet, at: int) -> None:
    for name, words in sheet.lists.items():
        hidden = book.add_worksheet(name)
        for line, word in enumerate(words):
            hidden.write_string(line, 0, word)
        hidden.hide()
    for place, name in sheet.list_of.items():
        rule = {
            "validate": "list",
            "source": f"='{name}'!$A$1:$A${len(sheet.lists[name])}",
            "error_title": "Ngoài danh mục",
            "error_message": "Đồng chí chọn một giá trị trong danh sách.",
            "error_type": "warning",
        }
        page.data_validation(at, place, LAST_ROW - 1, place, rule)


def _add_watermark(book: Any, page: Any, styles: Any, sheet: LargeSheet) -> None:
    if not sheet.watermark:
        return
    # Excel takes no more than 255 characters of header or footer, and & for a command.
    said = sheet.watermark.replace("&", "&&")[:180]
    page.set_header(f'&R&"Times New Roman,Italic"&9{said}')
    page.set_footer(f'&L&"Times New Roman,Italic"&9{said}&R&"Times New Roman,Regular"&10&P/&N')
    told = book.add_worksheet("Thông tin xuất")
    told.set_column(0, 0, 100)
    for line, text in enumerate([sheet.watermark, *sheet.about]):
        told.write_string(line, 0, text, styles.get(text_wrap=True, valign="top"))
    told.set_paper(9)
    told.fit_to_pages(1, 0)


def _around(xml: bytes, first: int) -> tuple[bytes, list[str], bytes]:
    """What stands before and after the row of styles, and the style of each of its cells."""
    row = re.search(rb'<row r="%d"[^>]*>.*?</row>' % first, xml, re.DOTALL)
    if row is None:
        raise ValueError("the model has no row of styles")
    styles = re.findall(rb'<c r="[A-Z]+\d+"(?: s="(\d+)")?', row[0])
    before = re.sub(rb'<dimension ref="[^"]*"/>', b"", xml[: row.start()])
    return before, [style.decode() or "0" for style in styles], xml[row.end() :]


# ------------------------------------------------------------------ the rows


def _stream(stream: IO[bytes], written: Iterable[str]) -> int:
    lines: list[str] = []
    counted = 0
    for line in written:
        lines.append(line)
        counted += 1
        if len(lines) == _FLUSH:
            stream.write("".join(lines).encode())
            lines.clear()
    stream.write("".join(lines).encode())
    return counted


@dataclass(frozen=True)
class _Heights:
    """How many letters go on a line of each column whose text wraps."""

    letters: Mapping[int, int]

    @classmethod
    def of(cls, sheet: LargeSheet) -> "_Heights":
        if not sheet.fitted:
            return cls({})
        return cls(
            {
                place: int((column.width or _WIDTHS[column.kind]) * _LETTERS_OF_WIDTH) - 1
                for place, column in enumerate(sheet.columns)
                if column.kind in ("text", "centre")
            }
        )

    def attribute(self, row: Sequence[Cell]) -> str:
        """What a row says of its height; nothing where one line does."""
        lines = 1
        for place, letters in self.letters.items():
            value = row[place]
            if type(value) is str and value and (len(value) > letters or "\n" in value):
                lines = max(lines, sum(-(-len(p) // letters) or 1 for p in value.split("\n")))
        return f' ht="{_LINE_HEIGHT * lines:g}" customHeight="1"' if lines > 1 else ""


def _lines(
    rows: Iterable[Sequence[Cell]], styles: Sequence[str], first: int, heights: _Heights
) -> Iterator[str]:
    width = len(styles)
    letters = [column_letters(place) for place in range(width)]
    text = [f'" s="{style}" t="inlineStr"><is><t>' for style in styles]
    number = [f'" s="{style}"><v>' for style in styles]
    blank = [f'" s="{style}"/>' for style in styles]
    starts = [f'<c r="{letter}' for letter in letters]
    for at, row in enumerate(rows, first):
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} cells in a sheet of {width} columns")
        if at > LAST_ROW:
            raise ValueError("more rows than a sheet holds")
        cells = [f'<row r="{at}"{heights.attribute(row)}>']
        for place, value in enumerate(row):
            if value is None or value == "":
                cells.append(f"{starts[place]}{at}{blank[place]}")
            elif type(value) is str:
                safe = value if _UNSAFE.search(value) is None else _made_safe(value)
                cells.append(f"{starts[place]}{at}{text[place]}{safe}</t></is></c>")
            else:
                shown, is_number = _figure(value)
                kind, end = (number, "</v></c>") if is_number else (text, "</t></is></c>")
                cells.append(f"{starts[place]}{at}{kind[place]}{shown}{end}")
        cells.append("</row>")
        yield "".join(cells)


def _made_safe(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))


def _figure(value: object) -> tuple[str, bool]:
    """A day as Excel counts it, or a number; else its text."""
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if day < _FIRST_DAY:
            return f"{day:%d/%m/%Y}", False
        return str(day.toordinal() - _EPOCH), True
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value), True
    return _made_safe(clean(str(value))), False
