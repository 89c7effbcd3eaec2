"""Where things stand inside an .xlsx package, and cell addresses."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lxml import etree

from dangvu.office.archives import Package, PackageRefused

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class BookRefused(PackageRefused):
    """A workbook that will not be taken at all. `code` is stable; `message_vi` says why and what to
    do.
    """


@contextmanager
def as_book_refusal() -> Iterator[None]:
    """Turns a refused package into a refused workbook."""
    try:
        yield
    except BookRefused:
        raise
    except PackageRefused as refused:
        raise BookRefused(refused.code, refused.message_vi) from refused


@dataclass(frozen=True)
class SheetPart:
    """One worksheet as the package lists it: its `path` is the member's name."""

    name: str
    path: str
    hidden: bool


def column_letters(index: int) -> str:
    """0 is "A", 25 is "Z", 26 is "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """ "A" is 0, "AA" is 26; too long a name gives a number beyond the last column."""
    index = 0
    for letter in letters[:6]:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_ref(column: int, row: int) -> str:
    """The address a user sees: column 3 (from 0) and Excel row 47 give "D47"."""
    return f"{column_letters(column)}{row}"


def parse_xml(data: bytes) -> etree._Element:
    """The root of a small part; nothing outside the file is fetched. Raises
    `BookRefused("corrupt")`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise corrupt() from reason


def corrupt() -> BookRefused:
    """The refusal for a workbook that cannot be taken apart."""
    return BookRefused(
        "corrupt",
        "Tệp bị hỏng hoặc tải lên chưa trọn. Đồng chí mở tệp bằng Excel, lưu lại rồi nộp lại.",
    )


def local(tag: object) -> str:
    """A tag or attribute name without its namespace; "" for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def rels_path(part: str) -> str:
    """The member that holds the relationships of `part` ("" for the package itself)."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def relationships(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id to (last word of its type, absolute member name) of `part`."""
    folder = posixpath.dirname(part)
    rels = rels_path(part)
    if rels not in package.names:
        return {}
    found = {}
    for node in parse_xml(package.read(rels)).iter(_RELATIONSHIP):
        target = node.get("Target", "")
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], path)
    return found


def workbook_path(package: Package) -> str:
    """The member that lists the sheets, usually "xl/workbook.xml"."""
    for kind, path in relationships(package, "").values():
        if kind == "officeDocument":
            return path
    return "xl/workbook.xml"


def sheet_parts(package: Package) -> tuple[list[SheetPart], bool]:
    """The worksheets in order, and whether days count from 1904."""
    path = workbook_path(package)
    if path not in package.names:
        raise corrupt()
    targets = relationships(package, path)
    sheets: list[SheetPart] = []
    date1904 = False
    for node in parse_xml(package.read(path)).iter():
        tag = local(node.tag)
        if tag == "workbookPr":
            date1904 = node.get("date1904", "0").lower() in ("1", "true", "on")
        elif tag == "sheet":
            link = next((v for k, v in node.attrib.items() if local(k) == "id"), "")
            kind, part = targets.get(link, ("", ""))
            if kind == "worksheet" and part in package.names:
                sheets.append(
                    SheetPart(node.get("name", ""), part, node.get("state", "visible") != "visible")
                )
    return sheets, date1904


ROW_OPEN = re.compile(rb"<(?:\w+:)?row\b")
SHEET_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([0-9]{1,9})[\"']")
