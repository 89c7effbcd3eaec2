"""Tables of a PDF page with ruled lines: a row is a line, with " | " between its cells."""

from collections.abc import Iterable, Iterator
from ctypes import c_double
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

#: Points: how thick a rule may be, how short a rule may be, and how far apart two may be one.
_THIN, _SHORT, _NEAR = 2.5, 8.0, 3.0
_MOST_PATHS, _MOST_LETTERS = 4_000, 20_000
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def words_of(page: pdfium.PdfPage) -> str:
    """The page's words in their order; the cells of ruled tables row by row."""
    words = page.get_textpage()
    plain = str(words.get_text_bounded()).replace("\r\n", "\n")
    tables = list(_tables(_rules(page)))
    if not tables or words.count_chars() > _MOST_LETTERS:
        return plain
    parts: list[str | _Table] = [""]
    here: tuple[_Table, int, int] | None = None
    for letter, at in _letters(words):
        if at is not None:
            here = next((cell for table in tables if (cell := table.cell(*at))), None)
        if here is None:
            if isinstance(parts[-1], _Table):
                parts.append("")
            parts[-1] = f"{parts[-1]}{letter}"
            continue
        table, row, column = here
        if table not in parts:
            parts.append(table)
        table.cells[row][column] += letter
    told = "\n".join(part if isinstance(part, str) else part.lines() for part in parts)
    return told.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True, eq=False)
class _Table:
    """``xs`` from the left, ``ys`` from the top, ``upright`` rules; ``cells`` by row
    and column."""

    xs: list[float]
    ys: list[float]
    upright: list[Box]
    cells: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = [[""] * (len(self.xs) - 1) for _ in self.ys[1:]]

    def cell(self, x: float, y: float) -> "tuple[_Table, int, int] | None":
        if not (self.xs[0] < x < self.xs[-1] and self.ys[-1] < y < self.ys[0]):
            return None
        row = next(n for n, low in enumerate(self.ys[1:]) if y >= low)
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return self, row, max(n for n in range(len(self.xs) - 1)
                              if self.xs[n] < x and (n == 0 or self._ruled(n, middle)))  # fmt: skip

    def _ruled(self, column: int, y: float) -> bool:
        """Whether a rule parts the column from the one before it: cells may be one."""
        return any(abs((a + b) / 2 - self.xs[column]) <= _NEAR and low <= y <= high
                   for a, low, b, high in self.upright)  # fmt: skip

    def lines(self) -> str:
        rows = (" | ".join(" ".join(cell.split()) for cell in row) for row in self.cells)
        return "\n".join(row for row in rows if row.strip(" |"))


def _letters(words: pdfium.PdfTextPage) -> Iterator[tuple[str, tuple[float, float] | None]]:
    """Every letter and its middle; spaces stand nowhere."""
    left, right, bottom, top = (c_double() for _ in range(4))
    for at in range(words.count_chars()):
        letter = chr(pdfium_c.FPDFText_GetUnicode(words, at))
        if letter.isspace() or not letter.isprintable():
            yield letter if letter.isspace() else "", None
            continue
        pdfium_c.FPDFText_GetCharBox(words, at, left, right, bottom, top)
        yield letter, ((left.value + right.value) / 2, (bottom.value + top.value) / 2)


def _rules(page: pdfium.PdfPage) -> list[Box]:
    """Thin straight lines, and the four sides of boxes."""
    found: list[Box] = []
    for at, thing in enumerate(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if at >= _MOST_PATHS:
            break
        left, bottom, right, top = thing.get_bounds()
        if right - left <= _THIN or top - bottom <= _THIN:
            found.append((left, bottom, right, top))
        elif right - left > _SHORT and top - bottom > _SHORT:
            found += [(left, bottom, left, top), (right, bottom, right, top),
                      (left, bottom, right, bottom), (left, top, right, top)]  # fmt: skip
    return found


def _tables(rules: list[Box]) -> Iterator[_Table]:
    """Tables by their upright and level rules, from the top down: at least three columns and two
    rows."""
    upright = [r for r in rules if r[2] - r[0] <= _THIN and r[3] - r[1] > _SHORT]
    level = [r for r in rules if r[3] - r[1] <= _THIN and r[2] - r[0] > _SHORT]
    for low, high in _bands(upright):
        xs = _places((r[0] + r[2]) / 2 for r in upright if r[1] < high and r[3] > low)
        ys = _places((r[1] + r[3]) / 2 for r in level
                     if low - _NEAR <= r[1] and r[3] <= high + _NEAR)  # fmt: skip
        if len(xs) >= 4 and len(ys) >= 3:
            yield _Table(xs, ys[::-1], upright)


def _bands(upright: list[Box]) -> list[tuple[float, float]]:
    """Stretches of the page's height with upright rules, the highest first."""
    bands: list[tuple[float, float]] = []
    for _, low, _, high in sorted(upright, key=lambda r: r[1]):
        if bands and low <= bands[-1][1] + _NEAR:
            bands[-1] = (bands[-1][0], max(bands[-1][1], high))
        else:
            bands.append((low, high))
    return bands[::-1]


def _places(found: Iterable[float]) -> list[float]:
    places: list[float] = []
    for at in sorted(found):
        if not places or at - places[-1] > _NEAR:
            places.append(at)
    return places
