"""Tables that give out tasks: a row is a duty, its columns say who, with whom and by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangvu.rules.obligations.bodies import list_at
from dangvu.rules.obligations.text import Paragraph, plain

_COLUMNS = (
    ("join", r"phoi hop"),
    ("when", r"thoi gian|thoi han|tien do|hoan thanh|^han\b"),
    (
        "lead",
        r"chu tri|don vi|co quan thuc hien|nguoi thuc hien|phan cong|thuc hien$|phu trach|chuan bi",
    ),
    ("product", r"san pham|ket qua"),
    ("no", r"^(?:s?tt|so)\b"),
    ("what", r"noi dung|nhiem vu|cong viec|viec"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: offsets in the mended text, and its cells by what their column is for."""

    start: int
    end: int
    no: str
    what: str
    lead: tuple[str, ...]
    join: tuple[str, ...]
    when: str
    product: str


def rows_in(paragraphs: Sequence[Paragraph]) -> Iterator[Row]:
    """Rows of every table whose head names a task and somebody to do it."""
    head: dict[str, int] = {}
    for paragraph in paragraphs:
        if " | " not in paragraph.text:
            head = {}
            continue
        cells = [cell.strip() for cell in paragraph.text.strip("| ").split("|")]
        if not head:
            head = _head(cells)
            continue
        found = {name: cells[at] for name, at in head.items() if at < len(cells)}
        if found.get("what"):
            yield Row(
                paragraph.start, paragraph.end, found.get("no", "").strip(" ."), found["what"],
                _bodies(found.get("lead", "")), _bodies(found.get("join", "")),
                found.get("when", ""), found.get("product", ""),
            )  # fmt: skip


def _head(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        line = plain(cell).lower()
        name = next((n for n, p in _COLUMNS if n not in found and re.search(p, line)), "")
        if name:
            found[name] = at
    return found if {"what", "lead"} <= found.keys() else {}


def _bodies(cell: str) -> tuple[str, ...]:
    bare, at, found = plain(cell), 0, []
    while named := list_at(bare, at):
        rest = _REST.match(bare, named[-1][1])
        end = rest.end() if rest else named[-1][1]
        found += [cell[a:b] for a, b in (*named[:-1], (named[-1][0], end))]
        comma = _COMMA.match(bare, end)
        if comma is None:
            break
        at = comma.end()
    if not found:
        return (cell,) if cell.strip(" -–") else ()
    return tuple(found)


_REST = re.compile(r"[^,;()|]*(?<=\S)")
_COMMA = re.compile(r"\s*[,;]\s*")
