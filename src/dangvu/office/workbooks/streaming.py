"""A long table read row by row: the same checks as ``read_book``, without the grid in memory.

The first rows come as an ordinary ``Sheet``, to find the header in; the rest is handed on as plain
values, one row after the other. Sheets as Excel and its likes write them are measured by a quick
pass; any other goes through the exact one of ``scanning``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from python_calamine import CalamineSheet

from dangvu.office.archives import Limits, Package, kind_of
from dangvu.office.workbooks import reading
from dangvu.office.workbooks.parts import (
    BookRefused,
    SheetPart,
    as_book_refusal,
    column_index,
    sheet_parts,
)
from dangvu.office.workbooks.scanning import CellFault, SheetScan, scan

HEAD = 40
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_LETTERS = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
#: What a plain sheet has not: formulas, errors, attributes and names written another way. The long
#: list is asked only where the short one finds something (``<col>`` and ``<formula1>`` do no harm).
_RARE = (b't="e"', b"='", b"= ", b":row", b":c ")
_CELLS = (b"<c>", b"<c/", b"<c\n")
_FORMULAS = (b"<f>", b"<f ", b"<f/")


@dataclass
class Stream:
    """A sheet on its way: ``head`` holds its first rows, ``rows`` gives every filled row once.

    ``last_row`` counts Excel rows to the last one that may be filled, for showing how far one is.
    """

    filename: str
    name: str
    hidden: bool
    date1904: bool
    head: reading.Sheet
    last_row: int
    merged: tuple[tuple[int, int, int, int], ...]
    _source: CalamineSheet
    _faults: dict[int, dict[int, CellFault]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """(Excel row, its cells from column A). Blank cells are "" or None; a cell without a value
        is a ``CellFault``. Rows without anything in them are left out."""
        first_row, indent = self._source.start or (0, 0)
        before: list[object] = [None] * indent
        faults = self._faults
        # The rows come from the first of the sheet on, their cells from the first filled column.
        for number, cells in enumerate(self._source.iter_rows(), start=1):
            row: list[object] = before + cells if indent else cells  # type: ignore[assignment]
            if faults and number in faults:
                row = row + [None] * (max(faults[number]) + 1 - len(row))
                for column, fault in faults[number].items():
                    if row[column] is None or row[column] == "":
                        row[column] = fault
            if any(row):
                yield number, row
        for number in sorted(n for n in faults if n > first_row + self._source.height):
            yield number, [faults[number].get(c) for c in range(max(faults[number]) + 1)]


def open_streams(data: bytes, filename: str, limits: Limits | None = None) -> list[Stream]:
    """The visible sheets of an .xlsx file that hold anything. Raises ``BookRefused`` as
    ``read_book`` does; hidden sheets are measured, not read."""
    allowed = limits or Limits()
    reading.check_size(len(data), allowed)
    reading._refuse_other_kinds(kind_of(data), filename)
    with as_book_refusal():
        package = Package(data, allowed)
        reading._refuse_other_packages(package.names, filename)
        listed, date1904 = sheet_parts(package)
        package.check_all(skip=frozenset(s.path for s in listed))
        scans = [measure(part, package, allowed) for part in listed]
    reading._refuse_too_much(scans, filename, allowed)
    streams = []
    with reading._reader(data) as workbook:
        for part, found in zip(listed, scans, strict=True):
            if found.filled_rows and not part.hidden:
                source = workbook.get_sheet_by_name(part.name)
                streams.append(_stream(filename, part, date1904, source, found))
    if not streams:
        raise BookRefused("empty", f"Tệp “{filename}” không có dòng dữ liệu nào.")
    return streams


def measure(part: SheetPart, package: Package, limits: Limits) -> SheetScan:
    """How far a sheet reaches; by the exact pass where the quick one meets anything unusual or
    would refuse."""
    quick = _quickly(package.stream(part.path))
    if (
        quick is not None
        and quick.filled_rows <= limits.max_rows
        and quick.columns <= limits.max_columns
        and quick.last_row * quick.columns <= limits.max_cells
    ):
        return quick
    return scan(part.name, package.stream(part.path), limits)


def _quickly(pieces: Iterable[bytes]) -> SheetScan | None:
    """The extent of a sheet written plainly, without formulas and errors; None for any other."""
    letters: set[bytes] = set()
    last = rows = filled = 0
    held = b""
    for piece in pieces:
        text = held + piece
        cut = text.rfind(b"<")
        text, held = (text[:cut], text[cut:]) if cut > 0 else (text, b"")
        numbers, cells = _ROW.findall(text), _LETTERS.findall(text)
        if text.count(b"<row") != len(numbers) or _any(_RARE, text):
            return None
        if text.count(b"<c") != len(cells) and (
            text.count(b"<c ") != len(cells) or _any(_CELLS, text)
        ):
            return None
        if b"<f" in text and _any(_FORMULAS, text):
            return None
        rows += len(numbers)
        filled += len(cells)
        if numbers:
            last = max(last, int(numbers[-1]))
        letters.update(cells)
    width = max((column_index(word.decode()) + 1 for word in letters), default=0)
    return SheetScan(last_row=last, columns=width, filled_rows=rows if filled else 0)


def _any(words: Iterable[bytes], text: bytes) -> bool:
    return any(word in text for word in words)


def _stream(
    filename: str, part: SheetPart, date1904: bool, source: CalamineSheet, found: SheetScan
) -> Stream:
    merged = tuple(
        (r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in source.merged_cell_ranges or ()
    )
    faulty: dict[int, dict[int, CellFault]] = {}
    for (row, column), fault in found.faults.items():
        faulty.setdefault(row, {})[column] = fault
    head_rows: list[reading.Row] = []
    empty = reading.Sheet(part.name, [], 0, merged, part.hidden)
    stream = Stream(
        filename, part.name, part.hidden, date1904, empty, found.last_row, merged, source, faulty
    )
    width = max(found.columns, (source.end or (0, 0))[1] + 1)
    for number, cells in stream.rows():
        plain = tuple(map(reading._plain, cells))
        head_rows.append(reading.Row(number, plain + (None,) * (width - len(plain))))
        if len(head_rows) >= HEAD:
            break
    last = head_rows[-1].number if head_rows else 0
    stream.head = reading.Sheet(
        part.name, head_rows, width, tuple(m for m in merged if m[0] <= last), part.hidden
    )
    _cover(stream, last)
    return stream


def _cover(stream: Stream, head_until: int) -> None:
    """Cells under a merge below the first rows say so, instead of passing for empty."""
    for top, left, bottom, right in stream.merged:
        if bottom - top > stream.last_row or right - left > 702:
            continue
        for row in range(max(top, 1), bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    stream._faults.setdefault(row, {}).setdefault(
                        column, reading.merge_fault(column, row, left, top)
                    )
