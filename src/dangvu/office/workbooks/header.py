"""Finding the table in a sheet: which rows are its header, which column holds what.

Titles may stand above the header, the header may take one or two rows with merged cells, and a row
of column numbers may follow it. Columns are matched by folded title or alias, never by likeness:
what only looks alike is offered in the message, for the user to decide.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dangvu.office.vietnamese import clean, fold, near
from dangvu.office.workbooks.parts import BookRefused, cell_ref, column_letters
from dangvu.office.workbooks.reading import Book, CellValue, Row, Sheet
from dangvu.office.workbooks.scanning import CellFault

_HEADER_WITHIN = 30


@dataclass(frozen=True)
class Column:
    """A column the importer wants: `key` for the code, `title` as printed in the form, other
    accepted titles.
    """

    key: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every title that means this column."""
        return (self.title, *self.aliases)


@dataclass(frozen=True)
class HeaderMatch:
    """Where the wanted columns stand in `sheet`.

    `first_row`/`last_row`: Excel rows of the header, 0 when none was found. `columns`: key to
    column from 0. `missing`: required columns not found. `twice`: (column, where it was seen) when
    two columns bear one title. `others`: titles present that were not wanted, in order.
    """

    sheet: Sheet
    first_row: int
    last_row: int
    columns: dict[str, int]
    missing: tuple[Column, ...]
    twice: tuple[tuple[Column, tuple[str, ...]], ...]
    others: tuple[str, ...]

    @property
    def data_rows(self) -> list[Row]:
        """The filled rows beneath the header."""
        return [r for r in self.sheet.rows if r.number > self.last_row]

    def value(self, row: Row, key: str) -> CellValue:
        """The raw value of column `key` in `row`; None when the sheet has no such column."""
        column = self.columns.get(key)
        return None if column is None else row.cells[column]

    def ref(self, row: Row, key: str) -> str:
        """The cell's address, "D47"; the row alone, "47", when the sheet has no such column."""
        column = self.columns.get(key)
        return str(row.number) if column is None else cell_ref(column, row.number)

    def problems(self) -> list[str]:
        """What is wrong with the header, in Vietnamese, sheet and columns named; empty when all is
        well.
        """
        where = f"Trang “{self.sheet.name}”"
        if not self.sheet.rows:
            return [f"{where} không có dữ liệu."]
        if not self.first_row:
            wanted = ", ".join(f"“{c.title}”" for c in self.missing)
            return [f"{where}: không tìm thấy dòng tiêu đề của bảng. Cần có các cột {wanted}."]
        found = []
        for column in self.missing:
            alike = near(fold(column.title), [fold(o) for o in self.others], limit=2)
            named = [o for o in self.others if fold(o) in alike] or list(self.others[:12])
            seen = ", ".join(f"“{o}”" for o in named) or "không còn cột nào khác"
            label = "Gần giống" if alike else "Các cột chưa nhận ra"
            found.append(
                f"{where}: không thấy cột “{column.title}” ở dòng tiêu đề {self.last_row}. "
                f"{label}: {seen}."
            )
        for column, places in self.twice:
            spots = " và ".join(places)
            found.append(
                f"{where}: cột “{column.title}” xuất hiện nhiều lần, ở {spots}. Đồng chí giữ lại "
                "một cột."
            )
        return found

    def require(self) -> "HeaderMatch":
        """This match, if it has every required column once. Raises `BookRefused("header")` with all
        problems.
        """
        if problems := self.problems():
            raise BookRefused("header", " ".join(problems))
        return self


def _keys(title: str) -> tuple[str, str]:
    """A title in full and without what stands in parentheses, letters, digits and % only."""
    folded = fold(title)
    bare = re.sub(r"\([^)]*\)", " ", folded)
    return tuple(" ".join(re.findall(r"[a-z0-9%]+", t)) for t in (folded, bare))  # type: ignore[return-value]


class _Titles:
    """The header cells of a sheet, with merged cells spread over the area they cover."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = [r for r in sheet.rows if r.number <= sheet.rows[0].number + _HEADER_WITHIN]
        self.spread: dict[tuple[int, int], tuple[int, int]] = {}
        last = self.rows[-1].number if self.rows else 0
        for first_row, first_column, last_row, last_column in sheet.merged:
            for row in range(first_row, min(last_row, last + 2) + 1):
                for column in range(first_column, min(last_column, sheet.columns - 1) + 1):
                    self.spread[(row, column)] = (first_row, first_column)
        self.at = {r.number: r for r in self.rows}

    def text(self, row: int, column: int) -> str:
        """The title shown over a cell: its own text, or the merged cell's."""
        origin_row, origin_column = self.spread.get((row, column), (row, column))
        holder = self.at.get(origin_row)
        value = (
            holder.cells[origin_column] if holder and origin_column < len(holder.cells) else None
        )
        return clean(str(value)) if value is not None and not isinstance(value, CellFault) else ""

    def merged_down(self, row: int) -> int:
        """The last row that a short vertical merge reaches from the cells of `row`."""
        reached = [
            bottom
            for top, _, bottom, _ in self.sheet.merged
            if top <= row <= bottom and bottom - top <= 3
        ]
        return max(reached, default=row)

    def candidates(self, rows: tuple[int, ...], column: int) -> list[str]:
        """Titles a column may go by: its lowest text first, then all levels joined, then the upper
        one alone.

        A cell merged over several columns names its first column only, unless something stands
        beneath it.
        """
        levels: list[str] = []
        for row in rows:
            text = self.text(row, column)
            origin = self.spread.get((row, column), (row, column))
            if text and text not in levels and (origin[1] == column or row != rows[-1]):
                levels.append(text)
        below = [t for t in levels if t != self.text(rows[0], column)]
        if (
            len(rows) > 1
            and not below
            and self.spread.get((rows[0], column), (0, column))[1] != column
        ):
            return []
        if len(levels) < 2:
            return levels
        joined = [levels[-1], " ".join(levels)]
        return joined if self._wide(rows[0], column) else [*joined, levels[0]]

    def _wide(self, row: int, column: int) -> bool:
        origin = self.spread.get((row, column))
        if origin is None:
            return False
        return (
            self.spread.get((row, column + 1)) == origin
            or self.spread.get((row, column - 1)) == origin
        )


def _assign(
    titles: _Titles, rows: tuple[int, ...], wanted: Sequence[Column]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    """(key to column, key to every column that bears its title) for one choice of header rows."""
    names = {c.key: {k for n in c.names for k in _keys(n) if k} for c in wanted}
    hits: dict[str, list[int]] = {}
    for column in range(titles.sheet.columns):
        key = _meant(titles.candidates(rows, column), names)
        if key:
            hits.setdefault(key, []).append(column)
    return {key: columns[0] for key, columns in hits.items()}, hits


def _meant(candidates: list[str], names: dict[str, set[str]]) -> str | None:
    for level in (0, 1):
        for title in candidates:
            spelt = _keys(title)[level]
            for key, accepted in names.items():
                if spelt and spelt in accepted:
                    return key
    return None


def _is_column_numbers(row: Row) -> bool:
    """A row such as "1 2 3 4" or "(A) (1) (2)" that forms print beneath the header."""
    cells = [
        clean(str(c)).strip("()[] ")
        for c in row.cells
        if c is not None and not isinstance(c, CellFault)
    ]
    figures = [int(c) for c in cells if c.isdigit()]
    letters = [c for c in cells if len(c) == 1 and c.isalpha()]
    consecutive = figures == list(range(1, len(figures) + 1))
    return (
        len(figures) >= 2
        and len(figures) + len(letters) == len(cells)
        and len(cells) >= 3
        and consecutive
    )


def find_header(sheet: Sheet, wanted: Sequence[Column]) -> HeaderMatch:
    """The best header in the first rows of `sheet`: most wanted columns, then fewest rows, then the
    highest.

    Never raises; ask `problems()` or call `require()`.
    """
    required = tuple(c for c in wanted if c.required)
    if not sheet.rows:
        return HeaderMatch(sheet, 0, 0, {}, required, (), ())
    titles = _Titles(sheet)
    best: tuple[int, tuple[int, ...], dict[str, int], dict[str, list[int]]] | None = None
    for row in titles.rows:
        choices: tuple[tuple[int, ...], ...] = ((row.number,), (row.number, row.number + 1))
        for rows in choices:
            columns, hits = _assign(titles, rows, wanted)
            if columns and (best is None or (len(columns), -len(rows)) > (best[0], -len(best[1]))):
                best = (len(columns), rows, columns, hits)
    if best is None or best[0] < min(2, len(wanted)):
        return HeaderMatch(sheet, 0, 0, {}, required, (), ())
    _, rows, columns, hits = best
    last = max(titles.merged_down(r) for r in rows)
    below = titles.at.get(last + 1)
    if below is not None and _is_column_numbers(below):
        last += 1
    missing = tuple(c for c in required if c.key not in columns)
    twice = tuple(
        (c, tuple(f"cột {column_letters(i)}" for i in hits[c.key]))
        for c in wanted
        if len(hits.get(c.key, ())) > 1
    )
    taken = {i for found in hits.values() for i in found}
    others = [
        titles.candidates(rows, i)[0]
        for i in range(sheet.columns)
        if i not in taken and titles.candidates(rows, i)
    ]
    return HeaderMatch(sheet, rows[0], last, columns, missing, twice, tuple(dict.fromkeys(others)))


def find_sheet(book: Book, wanted: Sequence[Column]) -> HeaderMatch:
    """The visible sheet that has most of the wanted columns; the first one when none has any.

    Raises `BookRefused("empty")` when every visible sheet is empty.
    """
    if not book.visible:
        raise BookRefused("empty", f"Tệp “{book.filename}” không có trang nào có dữ liệu.")
    matches = [find_header(sheet, wanted) for sheet in book.visible]
    return max(matches, key=lambda m: len(m.columns))
