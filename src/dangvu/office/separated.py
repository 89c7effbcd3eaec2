"""Tables as separated text that a spreadsheet opens as it is."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import IO

from dangvu.office.vietnamese import day

_MARK = "\ufeff"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""


def safe(value: object) -> str:
    """A cell: days as days; nothing that could run as a formula."""
    if value is None:
        return ""
    text = day(value) if isinstance(value, date) else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text


def write_separated(
    out: IO[bytes],
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    last: Sequence[str] = (),
) -> int:
    """Writes UTF-8 with the mark by which Excel knows it; every cell in quotes, semicolons between,
    so that commas and semicolons in the text do no harm. Gives back how many rows.

    ``last`` are lines after the table, in its first column.
    """
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    text.write(_MARK)
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(titles)
    counted = 0
    for row in rows:
        writer.writerow([safe(value) for value in row])
        counted += 1
    for line in last:
        writer.writerow([safe(line)])
    text.flush()
    text.detach()
    return counted
