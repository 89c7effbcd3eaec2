"""Tables of a filled-in paper: column widths after months were added, cells and totals put
right.
"""

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOTAL_STYLE = "DongTong"
_LEAST_SHARE = 0.2


def settle_tables(root: etree._Element) -> None:
    """Puts every table under `root` right, in place.

    A cell left without a paragraph gets one (Word calls the file damaged otherwise). A table whose
    number of columns changed keeps its total width: the widest column gives or takes the
    difference, and when it would fall under a fifth of the table the others shrink alike. The row
    before one in the style of totals is kept on its page.
    """
    for cell in root.iter(f"{_W}tc"):
        if cell.find(f"{_W}p") is None:
            etree.SubElement(cell, f"{_W}p")
    for table in root.iter(f"{_W}tbl"):
        _fit_columns(table)
        _keep_total(table)


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return int(found.get(f"{_W}val", "1")) if found is not None else 1


def _width(cell: etree._Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}tcW")
    return int(float(found.get(f"{_W}w", "0"))) if found is not None else 0


def _fit_columns(table: etree._Element) -> None:
    grid = table.find(f"{_W}tblGrid")
    rows = table.findall(f"{_W}tr")
    if grid is None or not rows:
        return
    first = rows[0].findall(f"{_W}tc")
    if len(first) == len(grid) or any(_span(c) != 1 for c in first):
        return
    total = sum(int(float(c.get(f"{_W}w", "0"))) for c in grid)
    widths = _shared([_width(c) for c in first], total)
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(width)})
    for row in rows:
        at = 0
        for cell in row.findall(f"{_W}tc"):
            span = _span(cell)
            found = cell.find(f"{_W}tcPr/{_W}tcW")
            if found is not None:
                found.set(f"{_W}w", str(sum(widths[at : at + span])))
            at += span


def _shared(widths: list[int], total: int) -> list[int]:
    elastic = widths.index(max(widths))
    others = sum(widths) - widths[elastic]
    room = total - others
    least = int(total * _LEAST_SHARE)
    if room < least and others:
        widths = [w * (total - least) // others for w in widths]
        room = total - (sum(widths) - widths[elastic])
    widths[elastic] = room
    return widths


def _keep_total(table: etree._Element) -> None:
    before: etree._Element | None = None
    for row in table.findall(f"{_W}tr"):
        styles = {s.get(f"{_W}val") for s in row.iterfind(f".//{_W}pPr/{_W}pStyle")}
        if TOTAL_STYLE in styles and before is not None:
            for paragraph in before.iter(f"{_W}p"):
                _keep_with_next(paragraph)
        before = row


def _keep_with_next(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        properties = etree.Element(f"{_W}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{_W}keepNext") is None:
        after_style = 1 if properties.find(f"{_W}pStyle") is not None else 0
        properties.insert(after_style, etree.Element(f"{_W}keepNext"))
