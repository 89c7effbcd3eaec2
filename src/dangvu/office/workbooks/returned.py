"""The user's own workbook handed back with a column that says what is wrong in each row.

The package is amended in place: every value, leading zero, format, picture and formula the user
had stays byte for byte; only the error cells, one summary sheet and its registration are added.
"""

import heapq
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from dangvu.office.archives import Limits, Package, pack_streams
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks.parts import (
    ROW_NUMBER,
    ROW_OPEN,
    SHEET_DATA_END,
    SheetPart,
    as_book_refusal,
    cell_ref,
    column_index,
    column_letters,
    corrupt,
    local,
    parse_xml,
    relationships,
    rels_path,
    sheet_parts,
    workbook_path,
)
from dangvu.office.workbooks.scanning import scan

ERROR_COLUMN = "Lỗi"
SUMMARY_SHEET = "Tổng hợp lỗi"
_COLUMN_WIDTH, _SUMMARY_WIDTH = 60, 90
_LINE_HEIGHT, _MOST_HEIGHT = 15, 405
_LETTERS_OF_WIDTH = 1.3  # letters of Times that a unit of width holds, whole words on a line
_LONGEST_TEXT = 32_000
_MOST_LINKS = 5_000
_LONGEST_TITLE = 400
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>.*?</(?:\w+:)?c\s*>)", re.DOTALL)
_REF = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)[0-9]+[\"']")
_SPANS = re.compile(rb"\s(?:\w+:)?spans\s*=\s*[\"'][^\"']*[\"']")
_HEIGHT = re.compile(rb"\s(?:ht|customHeight)\s*=\s*[\"'][^\"']*[\"']")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?(?:/>|>\s*</(?:\w+:)?dimension\s*>)")
_COLS = re.compile(rb"<((?:\w+:)?)cols\s*>(.*?)</(?:\w+:)?cols\s*>", re.DOTALL)
_COL = re.compile(rb"<(?:\w+:)?col\b([^>]*?)/?>")
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|(?<!/)>.*?</(?:\w+:)?si\s*>)", re.DOTALL)
_TAGS = re.compile(rb"<[^>]*>")


Errors = Callable[[], Iterable[tuple[int, str]]]
"""Gives the Excel rows with something to tell and what it is, in the order of the sheet, each time
it is asked."""


def write_back(
    original: bytes,
    sheet_name: str,
    header_row: int,
    errors: Mapping[int, str],
    *,
    summary: Sequence[str] = (),
    limits: Limits | None = None,
) -> bytes:
    """`original` with a column "Lỗi" beside the table of `sheet_name` and a sheet "Tổng hợp lỗi".

    `header_row` and the keys of `errors` are Excel rows; `summary` gives the sentences that open
    the summary sheet. A workbook returned once and sent again gets its old column and summary
    replaced. Raises `BookRefused` for an unreadable file and KeyError when there is no such sheet.
    """
    told = sorted(errors.items())
    return write_back_long(original, sheet_name, header_row, lambda: told, summary, limits)


def write_back_long(
    original: bytes,
    sheet_name: str,
    header_row: int,
    errors: Errors,
    summary: Sequence[str] = (),
    limits: Limits | None = None,
) -> bytes:
    """`write_back` for a table of any length: rows and errors pass one by one, and only the packed
    files stand in memory. `errors` is asked twice."""
    with as_book_refusal():
        return _returned(Package(original, limits), sheet_name, header_row, errors, summary)


def _returned(
    package: Package, sheet_name: str, header_row: int, errors: Errors, summary: Sequence[str]
) -> bytes:
    listed, _ = sheet_parts(package)
    part = next((s for s in listed if s.name == sheet_name), None)
    if part is None:
        raise KeyError(sheet_name)
    changed: dict[str, Iterable[bytes]] = {}
    styles = _add_styles(package, changed)
    column = _old_error_column(package, part.path, header_row)
    if column is None:
        column = scan(part.name, package.stream(part.path), package.limits).columns
    changed[part.path] = _with_errors(package.stream(part.path), header_row, errors, column, styles)
    target = f"'{sheet_name.replace(chr(39), chr(39) * 2)}'!{column_letters(column)}"
    changed[_register_summary(package, changed, listed)] = _summary_xml(
        package, sheet_name, target, errors, summary, styles
    )
    names = dict.fromkeys([*(m.filename for m in package.members), *changed])
    return pack_streams(
        (name, changed[name] if name in changed else package.stream(name)) for name in names
    )


@dataclass(frozen=True)
class _Marks:
    """Numbers of our cell styles in the workbook."""

    head: int | None = None
    error: int | None = None
    plain: int | None = None
    title: int | None = None


# --------------------------------------------------------------------------- the table's sheet


def _text(value: str) -> str:
    visible = "".join(c for c in value if c in "\n\t" or ord(c) >= 32)
    return escape(visible[:_LONGEST_TEXT])


def _cell(prefix: str, ref: str, text: str, style: int | None) -> bytes:
    styled = "" if style is None else f' s="{style}"'
    p = prefix
    return (
        f'<{p}c r="{ref}"{styled} t="inlineStr"><{p}is><{p}t '
        f'xml:space="preserve">{_text(text)}</{p}t></{p}is></{p}c>'
    ).encode()


class _Sheet:
    """A sheet's XML taken apart as it comes: `head` is all before the first row."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        held = b""
        while (first := ROW_OPEN.search(held)) is None:
            held += self._next()
        self.head = held[: first.start()]
        self._held = held[first.start() :]
        self.prefix = first.group(0)[1:-3].decode()

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """The number and the text ("<row …") of each row."""
        number = 0
        while True:
            held = self._held
            finish = SHEET_DATA_END.search(held)
            end = finish.start() if finish else len(held)
            cuts = [m.start() for m in ROW_OPEN.finditer(held, 0, end)]
            if finish:
                cuts.append(end)
            for start, stop in itertools.pairwise(cuts):
                found = ROW_NUMBER.search(held, start, held.index(b">", start))
                number = int(found.group(1)) if found else number + 1
                yield number, held[start:stop]
            self._held = held[cuts[-1] :]
            if finish:
                return
            self._held += self._next()

    def tail(self) -> Iterator[bytes]:
        """All after the last row, once the rows are through."""
        yield self._held
        yield from self._pieces

    def _next(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            raise corrupt()
        return piece


def _with_errors(
    pieces: Iterable[bytes], header_row: int, errors: Errors, column: int, styles: _Marks
) -> Iterator[bytes]:
    sheet = _Sheet(pieces)
    prefix = sheet.prefix
    beside = ((row, text) for row, text in errors() if row != header_row)
    told = heapq.merge([(header_row, ERROR_COLUMN)], beside)
    waiting = next(told, None)

    def cell(number: int, text: str) -> bytes:
        style = styles.head if number == header_row else styles.error
        return _cell(prefix, cell_ref(column, number), text, style)

    yield _with_column_width(_DIMENSION.sub(b"", sheet.head), column, prefix)
    for number, piece in sheet.rows():
        while waiting and waiting[0] < number:
            yield _new_row(prefix, waiting[0], cell(*waiting))
            waiting = next(told, None)
        ours = b""
        if waiting and waiting[0] == number:
            ours = cell(*waiting)
            piece = _tall_enough(piece, waiting[1])
            waiting = next(told, None)
        yield _placed(piece, prefix.encode(), column, ours, number)
    while waiting:
        yield _new_row(prefix, waiting[0], cell(*waiting))
        waiting = next(told, None)
    yield from sheet.tail()


def _height(text: str, width: int) -> int:
    """The points a wrapped text needs, or nothing where one line does: programs do not find it by
    themselves in a row that was written for them."""
    letters = int(width * _LETTERS_OF_WIDTH)
    lines = sum(-(-len(part) // letters) or 1 for part in text.split("\n"))
    return min(lines * _LINE_HEIGHT, _MOST_HEIGHT) if lines > 1 else 0


def _tall_enough(piece: bytes, text: str) -> bytes:
    """The row made as high as our text needs, unless it is."""
    needed = _height(text, _COLUMN_WIDTH)
    tag, _, rest = piece.partition(b">")
    given = re.search(rb"\sht\s*=\s*[\"']([0-9.]+)", tag)
    if not needed or (given and float(given.group(1)) >= needed):
        return piece
    end = b"/" if tag.endswith(b"/") else b""
    tag = _HEIGHT.sub(b"", tag.removesuffix(b"/"))
    return b'%s ht="%d" customHeight="1"%s>%s' % (tag, needed, end, rest)


def _new_row(prefix: str, number: int, cell: bytes) -> bytes:
    return f'<{prefix}row r="{number}">'.encode() + cell + f"</{prefix}row>".encode()


def _placed(piece: bytes, prefix: bytes, column: int, cell: bytes, number: int) -> bytes:
    """The row with `cell` in its place; whatever stood in that column goes. An empty `cell` only
    clears.
    """
    ref = cell_ref(column, number).encode()
    if not cell and b'"' + ref + b'"' not in piece:
        return piece
    tag, _, rest = piece.partition(b">")
    tag = _SPANS.sub(b"", tag)
    if tag.endswith(b"/"):
        return tag[:-1] + b">" + cell + b"</" + prefix + b"row>" + rest
    cells, closing, after = rest.rpartition(b"</" + prefix + b"row")
    cut = len(cells)
    at = -1
    for existing in () if _all_before(cells, column) else _CELL.finditer(cells):
        found = _REF.search(b" " + existing.group(2))
        at = column_index(found.group(1).decode()) if found else at + 1
        if at == column:
            return (
                tag
                + b">"
                + cells[: existing.start()]
                + cell
                + cells[existing.end() :]
                + closing
                + after
            )
        if at > column:
            cut = existing.start()
            break
    return tag + b">" + cells[:cut] + cell + cells[cut:] + closing + after


def _all_before(cells: bytes, column: int) -> bool:
    """Whether the last cell, as Excel writes it, says that none stands in `column` or beyond."""
    last = cells.rfind(b"<c ")
    ref = _REF.match(cells, last + 2) if last >= 0 and cells.find(b"<c>", last) < 0 else None
    return ref is not None and column_index(ref.group(1).decode()) < column


def _with_column_width(head: bytes, column: int, prefix: str) -> bytes:
    number = column + 1
    ours = f'<{prefix}col min="{number}" max="{number}" width="{_COLUMN_WIDTH}" customWidth="1"/>'
    found = _COLS.search(head)
    if found is None:
        place = re.search(rb"<(?:\w+:)?sheetData\b", head)
        if place is None:
            raise corrupt()
        block = f"<{prefix}cols>{ours}</{prefix}cols>".encode()
        return head[: place.start()] + block + head[place.start() :]
    kept: list[tuple[int, str]] = [(number, ours)]
    for existing in _COL.finditer(found.group(2)):
        kept += _split_col(existing.group(1).decode(), number, prefix)
    inner = "".join(text for _, text in sorted(kept)).encode()
    return head[: found.start(2)] + inner + head[found.end(2) :]


def _split_col(attributes: str, number: int, prefix: str) -> Iterator[tuple[int, str]]:
    """An existing width range without column `number`."""
    low = re.search(r"\bmin\s*=\s*[\"'](\d+)", attributes)
    high = re.search(r"\bmax\s*=\s*[\"'](\d+)", attributes)
    if low is None or high is None:
        return
    others = re.sub(r"\b(?:min|max)\s*=\s*[\"']\d+[\"']", "", attributes).strip()
    first, last = int(low.group(1)), int(high.group(1))
    for start, end in ((first, min(last, number - 1)), (max(first, number + 1), last)):
        if start <= end:
            yield start, f'<{prefix}col min="{start}" max="{end}" {others}/>'


def _old_error_column(package: Package, path: str, header_row: int) -> int | None:
    """The column that an earlier return of this workbook added, if its header still stands."""
    rows = _Sheet(package.stream(path)).rows()
    number, row = next((r for r in rows if r[0] >= header_row), (0, b""))
    titles: dict[int, str] = {}
    shared: dict[int, str] = {}
    at = -1
    for cell in _CELL.finditer(row if number == header_row else b""):
        ref = _REF.search(b" " + cell.group(2))
        at = column_index(ref.group(1).decode()) if ref else at + 1
        is_shared = re.search(rb"\bt\s*=\s*[\"']s[\"']", cell.group(2)) is not None
        (shared if is_shared else titles)[at] = _plain_text(cell.group(0))
    ours = _shared_error_titles(package, {int(n) for n in shared.values() if n.isdecimal()})
    found = [at for at, text in titles.items() if text == ERROR_COLUMN]
    found += [at for at, text in shared.items() if text.isdecimal() and int(text) in ours]
    return max(found, default=None)


def _shared_error_titles(package: Package, wanted: set[int]) -> set[int]:
    """Which of some shared strings say "Lỗi"."""
    links = relationships(package, workbook_path(package)).values()
    path = next((p for k, p in links if k == "sharedStrings" and p in package.names), None)
    found: set[int] = set()
    held, index = b"", 0
    for piece in package.stream(path) if path and wanted else ():
        held += piece
        end = 0
        for item in _STRING_ITEM.finditer(held):
            end = item.end()
            short = end - item.start() < _LONGEST_TITLE
            if index in wanted and short and _plain_text(item.group(0)) == ERROR_COLUMN:
                found.add(index)
            index += 1
        held = held[end:]
        if index > max(wanted):
            break
    return found


def _plain_text(xml: bytes) -> str:
    return clean(unescape(_TAGS.sub(b"", xml).decode("utf-8", "replace")))


# --------------------------------------------------------------------------- styles and summary


def _add_styles(package: Package, changed: dict[str, Iterable[bytes]]) -> _Marks:
    """Adds our cell styles to the workbook's own; no numbers when it has no styles to add to."""
    links = relationships(package, workbook_path(package)).values()
    path = next((p for kind, p in links if kind == "styles" and p in package.names), None)
    if path is None:
        return _Marks()
    root = parse_xml(package.read(path))
    parts = {local(child.tag): child for child in root}
    if not {"fonts", "fills", "cellXfs"} <= set(parts):
        return _Marks()
    spaced = f'xmlns="{etree.QName(root).namespace}"'

    def add(parent: str, xml: str) -> int:
        parts[parent].append(etree.fromstring(xml))
        parts[parent].set("count", str(len(parts[parent])))
        return len(parts[parent]) - 1

    def add_style(font: str, filled: int, align: str) -> int:
        number = add(
            "fonts", f'<font {spaced}>{font}<name val="Times New Roman"/><family val="1"/></font>'
        )
        return add(
            "cellXfs",
            f'<xf {spaced} numFmtId="0" fontId="{number}" fillId="{filled}" borderId="0" xfId="0" '
            'applyFont="1" applyFill="1" applyAlignment="1">'
            f'<alignment {align} vertical="top"/></xf>',
        )

    fill = add(
        "fills",
        f'<fill {spaced}><patternFill patternType="solid"><fgColor rgb="FFFBEBE4"/>'
        '<bgColor indexed="64"/></patternFill></fill>',
    )
    red = '<sz val="11"/><color rgb="FF8A2B0F"/>'
    marks = _Marks(
        head=add_style(f"<b/>{red}", fill, 'horizontal="center"'),
        error=add_style(red, fill, 'horizontal="left" wrapText="1"'),
        plain=add_style('<sz val="11"/>', 0, 'horizontal="left"'),
        title=add_style('<b/><sz val="13"/>', 0, 'horizontal="left"'),
    )
    changed[path] = [_serialised(root)]
    return marks


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _summary_xml(
    package: Package,
    sheet_name: str,
    target: str,
    errors: Errors,
    summary: Sequence[str],
    styles: _Marks,
) -> Iterator[bytes]:
    """The summary sheet; its row numbers lead to the rows of the column `target`."""
    namespace = etree.QName(parse_xml(package.read(workbook_path(package)))).namespace
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<cols><col min="1" max="1" width="12" customWidth="1"/>'
        f'<col min="2" max="2" width="{_SUMMARY_WIDTH}" customWidth="1"/></cols><sheetData>'
    ).encode()
    opening: list[list[tuple[str, int | None]]] = [
        [(f"Kết quả kiểm tra trang “{sheet_name}”", styles.title)],
        *([(sentence, styles.plain)] for sentence in summary),
        [],
        [("Dòng", styles.head), ("Lỗi", styles.head)],
    ]
    for number, line in enumerate(opening, start=1):
        yield _line(number, line)
    links: list[str] = []
    for number, (row, text) in enumerate(errors(), start=len(opening) + 1):
        yield _line(number, [(str(row), styles.plain), (text, styles.error)])
        if len(links) < _MOST_LINKS:
            links.append(f'<hyperlink ref="A{number}" location={quoteattr(f"{target}{row}")}/>')
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    yield (
        f'</sheetData>{linked}<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0"/></worksheet>'
    ).encode()


def _line(number: int, cells: Sequence[tuple[str, int | None]]) -> bytes:
    written = (_cell("", cell_ref(i, number), text, style) for i, (text, style) in enumerate(cells))
    height = _height(cells[1][0], _SUMMARY_WIDTH) if len(cells) > 1 else 0
    tall = b' ht="%d" customHeight="1"' % height if height else b""
    return b'<row r="%d"%s>' % (number, tall) + b"".join(written) + b"</row>"


def _register_summary(
    package: Package, changed: dict[str, Iterable[bytes]], listed: Sequence[SheetPart]
) -> str:
    """The member the summary goes to: that of an earlier return, or a new one that the workbook is
    told of."""
    existing = next((s for s in listed if s.name == SUMMARY_SHEET), None)
    if existing is not None:
        return existing.path
    book_path = workbook_path(package)
    path = next(
        p for n in range(1, 10_000) if (p := f"xl/worksheets/sheet{n}.xml") not in package.names
    )
    rels_name = rels_path(book_path)
    links = parse_xml(package.read(rels_name))
    model = next(node for node in links if node.get("Type", "").endswith("/worksheet"))
    ids = {node.get("Id") for node in links}
    link_id = next(i for n in range(1, 10_000) if (i := f"rId{n}") not in ids)
    etree.SubElement(links, model.tag, Id=link_id, Type=model.get("Type", ""), Target=f"/{path}")
    changed[rels_name] = [_serialised(links)]

    types = parse_xml(package.read("[Content_Types].xml"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    etree.SubElement(
        types, types.tag.replace("}Types", "}Override"), PartName=f"/{path}", ContentType=kind
    )
    changed["[Content_Types].xml"] = [_serialised(types)]

    book = parse_xml(package.read(book_path))
    sheets = next((node for node in book if local(node.tag) == "sheets"), None)
    if sheets is None or not len(sheets):
        raise corrupt()
    link_attribute = next(a for a in sheets[0].attrib if local(a) == "id" and a != "id")
    highest = max(int(node.get("sheetId", "0")) for node in sheets)
    entry = etree.SubElement(sheets, sheets[0].tag, name=SUMMARY_SHEET, sheetId=str(highest + 1))
    entry.set(link_attribute, link_id)
    changed[book_path] = [_serialised(book)]
    return path
