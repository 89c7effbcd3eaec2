"""The table of terms by COPY. The row's fields are the columns."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dangvu.kernel.copying import copy_rows


class TermRow(NamedTuple):
    """A committee's term."""

    unit_id: int
    name: str
    starts_on: date
    ends_on: date | None = None


def load_terms(rows: Iterable[TermRow]) -> int:
    """Writes terms."""
    return copy_rows("documents_term", TermRow._fields, rows)
