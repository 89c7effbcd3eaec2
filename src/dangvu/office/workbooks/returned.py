"""The user's own workbook handed back with a column that says what is wrong in each row.

The package is amended in place: every value, leading zero, format, picture and formula the user
had stays byte for byte; only the error cells, one summary sheet and its registration are added.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from dangvu.office.archives import Limits, Member, Package, pack
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks.parts import (
    ROW_NUMBER,
    ROW_OPEN,
    SHEET_DATA_END,
    SheetPart,
    as_book_refusal,
    cell_ref,
    column_index,
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
_COLUMN_WIDTH = 60
_LONGEST_TEXT = 32_000
_MOST_LINKS = 5_000
_LONGEST_TITLE = 400
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>.*?</(?:\w+:)?c\s*>)", re.DOTALL)
_REF = re.compile(rb"\sr\s*=\s*[\"']([A-Z]+)[0-9]+[\"']")
_SPANS = re.compile(rb"\s(?:\w+:)?spans\s*=\s*[\"'][^\"']*[\"']")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*?(?:/>|>\s*</(?:\w+:)?dimension\s*>)")
_COLS = re.compile(rb"<((?:\w+:)?)cols\s*>(.*?)</(?:\w+:)?cols\s*>", re.DOTALL)
_COL = re.compile(rb"<(?:\w+:)?col\b([^>]*?)/?>")
_STRING_ITEM = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si\s*>", re.DOTALL)
_TAGS = re.compile(rb"<[^>]*>")


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
    with as_book_refusal():
        return _returned(Package(original, limits), sheet_name, header_row, errors, summary)


def _returned(
    package: Package,
    sheet_name: str,
    header_row: int,
    errors: Mapping[int, str],
    summary: Sequence[str],
) -> bytes:
    listed, _ = sheet_parts(package)
    part = next((s for s in listed if s.name == sheet_name), None)
    if part is None:
        raise KeyError(sheet_name)
    changed: dict[str, bytes] = {}
    styles = _add_styles(package, changed)
    sheet = package.read(part.path)
    column = _old_error_column(package, sheet, header_row)
    if column is None:
        column = scan(part.name, [sheet], package.limits).columns
    changed[part.path] = _with_errors(sheet, header_row, errors, column, styles)
    _add_summary(
        package, changed, listed, _summary_xml(package, sheet_name, errors, summary, column, styles)
    )
    members = [
        Member(
            m.filename,
            changed.pop(m.filename) if m.filename in changed else package.read(m.filename),
        )
        for m in package.members
    ]
    members += [Member(name, data) for name, data in changed.items()]
    return pack(members)


@dataclass(frozen=True)
class _Marks:
    """Numbers of our cell styles in the workbook."""

    head: int | None = None
    error: int | None = None
    plain: int | None = None


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


def _rows(data: bytes) -> tuple[bytes, list[tuple[int, bytes]], bytes]:
    """The sheet as (all before the first row, (row number, "<row …>…") for each, all after the
    last).
    """
    starts = [m.start() for m in ROW_OPEN.finditer(data)]
    finish = SHEET_DATA_END.search(data, starts[-1] if starts else 0)
    if not starts or finish is None:
        raise corrupt()
    rows = []
    number = 0
    for start, end in zip(starts, [*starts[1:], finish.start()], strict=True):
        piece = data[start:end]
        found = ROW_NUMBER.search(piece.partition(b">")[0])
        number = int(found.group(1)) if found else number + 1
        rows.append((number, piece))
    return data[: starts[0]], rows, data[finish.start() :]


def _with_errors(
    data: bytes,
    header_row: int,
    errors: Mapping[int, str],
    column: int,
    styles: _Marks,
) -> bytes:
    head, rows, tail = _rows(data)
    found = re.match(rb"<((?:\w+:)?)row", rows[0][1])
    prefix = found.group(1).decode() if found else ""
    texts = {header_row: ERROR_COLUMN, **{r: t for r, t in errors.items() if r != header_row}}
    out = [_with_column_width(_DIMENSION.sub(b"", head), column, prefix)]
    waiting = sorted(set(texts) - {n for n, _ in rows})
    for number, piece in rows:
        while waiting and waiting[0] < number:
            out.append(_new_row(prefix, waiting.pop(0), texts, column, styles, header_row))
        style = styles.head if number == header_row else styles.error
        cell = (
            _cell(prefix, cell_ref(column, number), texts[number], style)
            if number in texts
            else b""
        )
        out.append(_placed(piece, prefix.encode(), column, cell, number))
    out += [_new_row(prefix, number, texts, column, styles, header_row) for number in waiting]
    return b"".join([*out, tail])


def _new_row(
    prefix: str,
    number: int,
    texts: Mapping[int, str],
    column: int,
    styles: _Marks,
    header_row: int,
) -> bytes:
    style = styles.head if number == header_row else styles.error
    cell = _cell(prefix, cell_ref(column, number), texts[number], style)
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
    for existing in _CELL.finditer(cells):
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


def _old_error_column(package: Package, sheet: bytes, header_row: int) -> int | None:
    """The column that an earlier return of this workbook added, if its header still stands."""
    row = next((piece for number, piece in _rows(sheet)[1] if number == header_row), b"")
    shared = _shared_error_titles(package)
    found = None
    at = -1
    for cell in _CELL.finditer(row):
        ref = _REF.search(b" " + cell.group(2))
        at = column_index(ref.group(1).decode()) if ref else at + 1
        text = _plain_text(cell.group(0))
        is_shared = re.search(rb"\bt\s*=\s*[\"']s[\"']", cell.group(2)) is not None
        if text == ERROR_COLUMN or (is_shared and text in shared):
            found = at
    return found


def _shared_error_titles(package: Package) -> set[str]:
    for kind, path in relationships(package, workbook_path(package)).values():
        if kind == "sharedStrings" and path in package.names:
            data = package.read(path)
            items = enumerate(_STRING_ITEM.findall(data))
            return {
                str(index)
                for index, item in items
                if len(item) < _LONGEST_TITLE and _plain_text(item) == ERROR_COLUMN
            }
    return set()


def _plain_text(xml: bytes) -> str:
    return clean(unescape(_TAGS.sub(b"", xml).decode("utf-8", "replace")))


# --------------------------------------------------------------------------- styles and summary


def _add_styles(package: Package, changed: dict[str, bytes]) -> _Marks:
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
    )
    changed[path] = _serialised(root)
    return marks


def _serialised(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _summary_xml(
    package: Package,
    sheet_name: str,
    errors: Mapping[int, str],
    summary: Sequence[str],
    column: int,
    styles: _Marks,
) -> bytes:
    namespace = etree.QName(parse_xml(package.read(workbook_path(package)))).namespace
    lines: list[list[tuple[str, int | None]]] = [
        [(f"Kết quả kiểm tra trang “{sheet_name}”", styles.head)]
    ]
    lines += [[(sentence, styles.plain)] for sentence in summary]
    lines += [[], [("Dòng", styles.head), ("Lỗi", styles.head)]]
    links: list[str] = []
    quoted = sheet_name.replace("'", "''")
    for row in sorted(errors):
        lines.append([(str(row), styles.plain), (errors[row], styles.error)])
        if len(links) < _MOST_LINKS:
            target = quoteattr(f"'{quoted}'!{cell_ref(column, row)}")
            links.append(f'<hyperlink ref="A{len(lines)}" location={target}/>')
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            _cell("", cell_ref(i, number), text, style).decode()
            for i, (text, style) in enumerate(line)
        )
        + "</row>"
        for number, line in enumerate(lines, start=1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<cols><col min="1" max="1" width="12" customWidth="1"/>'
        '<col min="2" max="2" width="90" customWidth="1"/></cols>'
        f"<sheetData>{body}</sheetData>{linked}"
        '<pageSetup paperSize="9" fitToWidth="1" fitToHeight="0"/></worksheet>'
    ).encode()


def _add_summary(
    package: Package, changed: dict[str, bytes], listed: Sequence[SheetPart], xml: bytes
) -> None:
    existing = next((s for s in listed if s.name == SUMMARY_SHEET), None)
    if existing is not None:
        changed[existing.path] = xml
        return
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
    changed[rels_name] = _serialised(links)

    types = parse_xml(package.read("[Content_Types].xml"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    etree.SubElement(
        types, types.tag.replace("}Types", "}Override"), PartName=f"/{path}", ContentType=kind
    )
    changed["[Content_Types].xml"] = _serialised(types)

    book = parse_xml(package.read(book_path))
    sheets = next((node for node in book if local(node.tag) == "sheets"), None)
    if sheets is None or not len(sheets):
        raise corrupt()
    link_attribute = next(a for a in sheets[0].attrib if local(a) == "id" and a != "id")
    highest = max(int(node.get("sheetId", "0")) for node in sheets)
    entry = etree.SubElement(sheets, sheets[0].tag, name=SUMMARY_SHEET, sheetId=str(highest + 1))
    entry.set(link_attribute, link_id)
    changed[book_path] = _serialised(book)
    changed[path] = xml
