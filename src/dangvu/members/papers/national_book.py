"""The national workbook of members: 31 columns, written so that it comes back in as it went out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dangvu.members import national
from dangvu.members.catalogue import by_code
from dangvu.members.queries.exporting import Turn
from dangvu.office.workbooks.large import Cell, LargeSheet
from dangvu.office.workbooks.tables import Kind, TableColumn
from dangvu.rules.membership import Status

_KINDS: Mapping[str, Kind] = {"digits": "code", "date": "date", "number": "centre"}

#: Fields read from the record, in the order of their columns.
CODES = tuple(c.code for c in national.columns() if c.code in by_code())

#: States whose day stands in the column of leaving, dying and exemption.
LEAVING = (Status.EXEMPT, Status.LEFT, Status.DIED, Status.GONE)


@dataclass(frozen=True)
class Beside:
    """What stands in columns that are no field of the record, by the person's id."""

    turns: Mapping[int, Turn]
    verdicts: Mapping[int, tuple[str, str]]
    removals: Mapping[int, str]


def national_sheet(watermark: str, about: Sequence[str]) -> LargeSheet:
    """The layout: two header rows, hidden lists, drop-downs, text cells for numbers."""
    columns = national.columns()
    return LargeSheet(
        national.SHEET,
        [
            TableColumn(c.header, _KINDS.get(c.kind, "code"), c.width, group=c.group)
            for c in columns
        ],
        lists=national.lists(),
        list_of={at: c.choices for at, c in enumerate(columns) if c.choices},
        watermark=watermark,
        about=about,
        wide=True,
    )


def national_rows(records: Iterator[list[Any]], beside: Beside) -> Iterator[list[Cell]]:
    """The rows of ``queries.records`` for ``CODES``, as cells of the 31 columns."""
    words = [_shown(code) for code in CODES]
    status_at = CODES.index("status") + 1
    places = [CODES.index(c.code) + 1 if c.code in CODES else 0 for c in national.columns()]
    columns = national.columns()
    for number, record in enumerate(records, 1):
        turn = beside.turns.get(record[0])
        verdict = beside.verdicts.get(record[0], ("", ""))
        own: dict[str, Cell] = {
            national.NUMBER: number,
            national.LEFT_ON: turn.on if turn else None,
            national.REMOVAL: beside.removals.get(record[0]),
            national.VERDICT: verdict[0],
            national.VERDICT_DETAIL: verdict[1],
        }
        state = national.word_of(Status(record[status_at]), turn.by if turn else None)
        yield [
            state if place == status_at
            else words[place - 1](record[place]) if place
            else own[column.code]
            for place, column in zip(places, columns, strict=True)
        ]  # fmt: skip


def _shown(code: str) -> Callable[[Any], Cell]:
    field = by_code()[code]
    if field.choices is not None and field.kind == "code":
        names = field.choices()
        return lambda value: names.get(value or "", value)
    return _plain


def _plain(value: Any) -> Cell:
    return value if isinstance(value, date) else str(value or "")
