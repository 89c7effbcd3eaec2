"""The layout of a Party paper in Word's own words (R13.1, R13.2, R13.7, R13.10).

Each function returns a piece of WordprocessingML; `paper` puts the pieces into a .docx that holds
nothing else: no library's template, no person's name, no hour. Lengths are in mm, type in points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from dangvu.office.archives import Member, pack
from dangvu.office.wordtables import TOTAL_STYLE

FONT = "Times New Roman"
TEXT_WIDTH = 165.0
LANDSCAPE_WIDTH = 252.0
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = f"{_PACKAGE}/metadata/core-properties"
_OFFICE_TYPE = "application/vnd.openxmlformats-officedocument"


def _twips(millimetres: float) -> int:
    return round(millimetres * 56.6929)


# --------------------------------------------------------------------------- text


def run(
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
) -> str:
    """A run of text of one look."""
    properties = (
        ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
        + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")
        + ('<w:u w:val="single"/>' if underline else "")
    )
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def note(number: int) -> str:
    """The reference to footnote `number` of the paper."""
    return (
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


@dataclass(frozen=True)
class Form:
    """How a paragraph stands. `indent`: left and right."""

    style: str = ""
    align: str = "center"
    before: float = 0
    after: float = 0
    exact: float = 0
    indent: tuple[float, float] | None = None
    rule: bool = False
    keep: bool = False


CENTRED = Form()
LEFT = Form(align="left")


def paragraph(*runs: str, form: Form = CENTRED, section: str = "") -> str:
    """A paragraph; `section` ends a section with it."""
    line = f' w:line="{round(form.exact * 20)}" w:lineRule="exact"' if form.exact else ""
    before, after = round(form.before * 20), round(form.after * 20)
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"{line}/>'
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
    indent = ""
    if form.indent:
        left, right = map(_twips, form.indent)
        indent = f'<w:ind w:left="{left}" w:right="{right}" w:firstLine="0"/>'
    properties = (
        (f'<w:pStyle w:val="{form.style}"/>' if form.style else "")
        + ("<w:keepNext/>" if form.keep else "")
        + (border if form.rule else "")
        + spacing
        + indent
        + f'<w:jc w:val="{form.align}"/>'
        + section
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def body(*runs: str, keep: bool = False) -> str:
    """A paragraph of the letter's text: justified, first line 10 mm, line 19 pt, 6 pt after."""
    kept = "<w:keepNext/>" if keep else ""
    return f'<w:p><w:pPr><w:pStyle w:val="LoiVan"/>{kept}</w:pPr>{"".join(runs)}</w:p>'


def tag(text: str) -> str:
    """A paragraph that holds a condition or a loop, and vanishes when the letter is made."""
    return paragraph(run(text, size=9), form=LEFT)


def rule(width: float, length: float) -> str:
    """A thin centred rule, `length` mm long, in a place `width` mm wide."""
    side = (width - length) / 2
    return paragraph(form=Form(indent=(side, side), before=2, exact=5, rule=True))


# --------------------------------------------------------------------------- tables


def cell(width: float, *content: str, span: int = 1, middle: bool = False) -> str:
    """A cell `width` mm wide."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    height = '<w:vAlign w:val="center"/>' if middle else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{spanned}{height}</w:tcPr>'
        f"{''.join(content)}</w:tc>"
    )


def row(*cells: str, header: bool = False) -> str:
    """A row that never breaks over two pages; a `header` returns on each page."""
    repeated = "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[float], *rows: str, borders: bool = False, side: float = 0) -> str:
    """A table of fixed widths; `side` is the room inside a cell at left and right."""
    edges = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for e in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    drawn = f"<w:tblBorders>{edges}</w:tblBorders>" if borders else ""
    room = "".join(f'<w:{e} w:w="{_twips(side)}" w:type="dxa"/>' for e in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{_twips(w)}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(_twips, widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{drawn}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


@dataclass(frozen=True)
class DataColumn:
    """A column of a ruled table. `loop` = (variable, list in the header, list in a row) repeats
    it.
    """

    title: str
    value: str
    width: float
    align: str = "right"
    loop: tuple[str, str, str] | None = None


_LOOP_WIDTH = 12.0


def data_table(
    columns: Sequence[DataColumn],
    rows_tag: str,
    *,
    total: Sequence[str] = (),
    total_loop: str = "",
    style: str = "OBang",
    side: float = 1.0,
) -> str:
    """A ruled table with a repeated header, a row for each item of `rows_tag` ("row in
    annex.rows"), and a total kept with the row before it. Without `rows_tag` it has one row.
    """
    widths: list[float] = []
    for c in columns:
        widths += [_beside(c), c.width, _beside(c)] if c.loop else [c.width]
    rows = [row(*_cells(columns, [c.title for c in columns], 1, style, bold=True), header=True)]
    item = row(*_cells(columns, [c.value for c in columns], 2, style))
    if rows_tag:
        opening = _tag_row(widths, f"{{%tr for {rows_tag} %}}")
        rows += [opening, item, _tag_row(widths, "{%tr endfor %}")]
    else:
        rows.append(item)
    if total:
        looped = [
            DataColumn(c.title, c.value, c.width, c.align, (c.loop[0], total_loop, total_loop))
            if c.loop
            else c
            for c in columns
        ]
        rows.append(row(*_cells(looped, total, 2, TOTAL_STYLE)))
    return table(widths, *rows, borders=True, side=side)


def _cells(
    columns: Sequence[DataColumn], texts: Sequence[str], source: int, style: str, bold: bool = False
) -> list[str]:
    cells = []
    for column, text in zip(columns, texts, strict=True):
        form = Form(style, "center" if bold else column.align, before=2, after=2, keep=bold)
        made = cell(column.width, paragraph(run(text, bold=bold), form=form), middle=True)
        if column.loop:
            variable, over = column.loop[0], column.loop[source]
            opening = _tag_cell(_beside(column), f"{{%tc for {variable} in {over} %}}")
            cells += [opening, made, _tag_cell(_beside(column), "{%tc endfor %}")]
        else:
            cells.append(made)
    return cells


def _beside(column: DataColumn) -> float:
    """The width of the marks around a repeated column: three of its cells fill it and them."""
    return max(_LOOP_WIDTH, column.width)


def _tag_cell(width: float, text: str, span: int = 1) -> str:
    return cell(width, paragraph(run(text, size=7), form=LEFT), span=span)


def _tag_row(widths: Sequence[float], text: str) -> str:
    return row(_tag_cell(sum(widths), text, span=len(widths)))


# --------------------------------------------------------------------------- the paper


def section(landscape: bool = False) -> str:
    """A4, margins of R13.1, page number on top from its second page on; a landscape section counts
    anew.
    """
    upright, aside = 'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906" w:orient="landscape"'
    size = aside if landscape else upright
    anew = '<w:pgNumType w:start="1"/>' if landscape else ""
    margins = " ".join(
        f'w:{side}="{_twips(mm)}"'
        for side, mm in (
            ("top", 20),
            ("right", 15),
            ("bottom", 20),
            ("left", 30),
            ("header", 10),
            ("footer", 10),
            ("gutter", 0),
        )
    )
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/>'
        '<w:headerReference w:type="first" r:id="rId5"/><w:type w:val="nextPage"/>'
        f"<w:pgSz {size}/><w:pgMar {margins}/>{anew}<w:titlePg/></w:sectPr>"
    )


def paper(content: Sequence[str], notes: Sequence[str] = (), *, landscape: bool = False) -> bytes:
    """The .docx with `content` and its footnotes, numbered from 1; its last section may be
    landscape.
    """
    # Word wants a paragraph after the last table.
    after = paragraph(form=Form(exact=1)) if content[-1].endswith("</w:tbl>") else ""
    document = (
        f"{_XML}<w:document {_W} "
        f"{_R}><w:body>{''.join(content)}{after}{section(landscape)}</w:body></w:document>"
    )
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("rId1", "officeDocument", "word/document.xml"),
            ("rId2", "extended-properties", "docProps/app.xml"),
        ).replace(
            "</Relationships>",
            f'<Relationship Id="rId3" Type="{_PACKAGE}/relationships/metadata/core-properties" '
            'Target="docProps/core.xml"/></Relationships>',
        ),
        "docProps/core.xml": f'{_XML}<cp:coreProperties xmlns:cp="{_CORE}"/>',
        "docProps/app.xml": f'{_XML}<Properties xmlns="{_EXTENDED}"/>',
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            ("rId1", "styles", "styles.xml"),
            ("rId2", "settings", "settings.xml"),
            ("rId3", "footnotes", "footnotes.xml"),
            ("rId4", "header", "header1.xml"),
            ("rId5", "header", "header2.xml"),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _SETTINGS,
        "word/footnotes.xml": _footnotes(notes),
        "word/header1.xml": f"{_XML}<w:hdr {_W}>{_PAGE_NUMBER}</w:hdr>",
        "word/header2.xml": f"{_XML}<w:hdr {_W}>{paragraph()}</w:hdr>",
    }
    return pack([Member(name, xml.encode()) for name, xml in parts.items()])


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_OFFICE_TYPE}.wordprocessingml.document.main+xml",
        "/word/styles.xml": f"{_OFFICE_TYPE}.wordprocessingml.styles+xml",
        "/word/settings.xml": f"{_OFFICE_TYPE}.wordprocessingml.settings+xml",
        "/word/footnotes.xml": f"{_OFFICE_TYPE}.wordprocessingml.footnotes+xml",
        "/word/header1.xml": f"{_OFFICE_TYPE}.wordprocessingml.header+xml",
        "/word/header2.xml": f"{_OFFICE_TYPE}.wordprocessingml.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_OFFICE_TYPE}.extended-properties+xml",
    }
    listed = "".join(f'<Override PartName="{p}" ContentType="{t}"/>' for p, t in overrides.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relations(*links: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, kind, target in links
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


_PAGE_NUMBER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_SETTINGS = (
    f'{_XML}<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/><w:listSeparator '
    'w:val=";"/></w:settings>'
)


def _style(identity: str, name: str, look: str, form: str = "") -> str:
    custom = "" if identity == "FootnoteText" else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{form}</w:pPr>'
        f"<w:rPr>{look}</w:rPr></w:style>"
    )


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _styles() -> str:
    fonts = " ".join(f'w:{k}="{FONT}"' for k in ("ascii", "hAnsi", "eastAsia", "cs"))
    indent = _twips(10)
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>{_size(14)}"
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal '
        'Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" '
        'w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        + _style(
            "LoiVan",
            "Lời văn",
            "",
            '<w:spacing w:before="0" w:after="120" w:line="380" w:lineRule="exact"/>'
            f'<w:ind w:firstLine="{indent}"/><w:jc w:val="both"/>',
        )
        + _style("OBang", "Ô bảng", _size(12))
        + _style("OPhuLuc", "Ô phụ lục", _size(11))
        + _style(TOTAL_STYLE, "Dòng tổng", f"<w:b/>{_size(11)}")
        + _style("FootnoteText", "footnote text", _size(11), '<w:jc w:val="both"/>')
        + '<w:style w:type="character" w:styleId="FootnoteReference">'
        '<w:name w:val="footnote reference"/><w:rPr><w:vertAlign '
        'w:val="superscript"/></w:rPr></w:style>'
        "</w:styles>"
    )


def _footnotes(notes: Sequence[str]) -> str:
    marks = "".join(
        f'<w:footnote w:type="{kind}" '
        f'w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    texts = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f"{run(' ' + text)}</w:p></w:footnote>"
        for number, text in enumerate(notes, start=1)
    )
    return f"{_XML}<w:footnotes {_W}>{marks}{texts}</w:footnotes>"
