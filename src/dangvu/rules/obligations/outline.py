"""The points of a paper: numbered, lettered, dashed, and what each stands under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dangvu.rules.obligations.text import MARKED, Paragraph, is_shouted

_LEVELS = ("roman", "article", "number", "dotted", "letter", "dash")
_ORDINALS = {"nhat": "1", "mot": "1", "hai": "2", "ba": "3", "tu": "4", "bon": "4", "nam": "5",
             "sau": "6", "bay": "7", "tam": "8"}  # fmt: skip
_INNER = re.compile(r"(?<=[:.;])\s+(?=(?:\d{1,2}(?:\.\d{1,2})?\.|[a-e]\))\s+[A-Z])")


@dataclass(slots=True)
class Point:
    """A point, or a free paragraph (``no`` empty, ``level`` 0), with the points under it.

    ``start`` and ``end`` are offsets in the mended text; ``begin`` is where its words begin, after
    the mark. ``words`` and ``plain`` hold its own words with and without accents.
    """

    no: str
    level: int
    start: int
    begin: int
    end: int
    words: str
    plain: str
    parent: "Point | None" = None
    children: list["Point"] = field(default_factory=list)

    @property
    def ancestors(self) -> Iterator["Point"]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @property
    def last(self) -> int:
        """Where its last part under it ends."""
        return self.children[-1].last if self.children else self.end


def outline(body: Sequence[Paragraph]) -> list[Point]:
    """All points and free paragraphs, in order; a point knows its parent and children."""
    points: list[Point] = []
    stack: list[Point] = []
    for paragraph in _pieces(body):
        found = MARKED.match(paragraph.plain)
        if found is None and not is_shouted(paragraph.plain):
            points.append(_point("", 99, paragraph, 0))
            if stack and _begins_anew(paragraph.plain, stack[-1]):
                stack.clear()
            continue
        if found is None:
            level, no, begin = 1, "", 0
        else:
            level, no = _level(found, stack)
            if found["letter"] and paragraph.text[found.start("letter")] == "đ":
                no = "đ"
            begin = found.end()
            begin += len(paragraph.plain) - begin - len(paragraph.plain[begin:].lstrip())
        while stack and stack[-1].level >= level:
            stack.pop()
        point = _point(no, level, paragraph, begin)
        if stack:
            point.parent = stack[-1]
            stack[-1].children.append(point)
            point.no = _full_number(point, found)
        stack.append(point)
        points.append(point)
    return points


def _begins_anew(line: str, above: Point) -> bool:
    """Whether a free paragraph opens a list of its own, and not the list of the point above it."""
    return (
        line.rstrip().endswith(":") and above.plain.rstrip().endswith((".", ";"))
        and bool(_ANEW.search(line))
    )  # fmt: skip


_ANEW = re.compile(r"\b(?:de nghi|yeu cau|giao|chi dao|nhu sau)\b", re.IGNORECASE)


def _pieces(body: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs; one that runs on into numbered points is cut at them."""
    for paragraph in body:
        begin = 0
        for cut in _INNER.finditer(paragraph.plain):
            yield _part(paragraph, begin, cut.start())
            begin = cut.end()
        yield _part(paragraph, begin, len(paragraph.plain))


def _part(paragraph: Paragraph, begin: int, end: int) -> Paragraph:
    return Paragraph(paragraph.start + begin, paragraph.text[begin:end], paragraph.plain[begin:end])


def _point(no: str, level: int, paragraph: Paragraph, begin: int) -> Point:
    return Point(
        no, level, paragraph.start, paragraph.start + begin, paragraph.end,
        paragraph.text[begin:], paragraph.plain[begin:],
    )  # fmt: skip


def _level(found: re.Match[str], stack: list[Point]) -> tuple[int, str]:
    kind = found.lastgroup or "dash"
    words = found[kind]
    if kind == "roman":
        return 1, words
    if kind == "article":
        return 2, words.replace("Dieu", "Điều").replace("Buoc", "Bước")
    if kind in ("number", "dotted", "paren"):
        return 3 + words.count("."), words
    if kind == "ordinal":
        return 3, _ORDINALS[words.lower().replace("thu ", "").replace(" la", "")]
    if kind == "letter":
        return 8, words
    return (9 if words != "+" else 10), ""


def _full_number(point: Point, found: re.Match[str] | None) -> str:
    """The number as printed; letters and dashes take the number above them along: "1.a", "1-2"."""
    above = point.parent
    if above is None or found is None or point.level < 8:
        return point.no
    if point.level == 8:
        return f"{above.no}.{point.no}" if above.no else point.no
    order = sum(1 for c in above.children if c.level == point.level)
    return f"{above.no}-{order}" if above.no else ""
