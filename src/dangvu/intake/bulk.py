"""What a long table may be: a workbook of up to a hundred thousand rows, checked by whole sets.

A ``Catalogue``'s ``Kind`` judges row by row in Python; a ``BulkKind`` reads each row once into text
cells, which stand in ``intake_line``, and checks and writes them by statements over all rows. It
stands in the module that owns the records; ``intake.actions.bulk`` takes it through receive, read,
check, write and undo.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.catalogue import Occasion, Option, Place
from dangvu.intake.matching import Directory
from dangvu.office.workbooks import Column

Progress = Callable[[str, int, int], None]
"""Told how far a step is: the stage in words, rows done, rows in all."""


def unseen(stage: str, done: int, total: int) -> None:
    """The progress of what nobody watches."""


class ReadFault(NamedTuple):
    """Something wrong in one row as read. ``value`` is what stood there, as shown."""

    column: str
    code: str
    message: str
    value: str = ""
    blocks: bool = True


class ReadLine(NamedTuple):
    """A row as read: its cells in the order of the kind, the unit it names, what is sealed."""

    cells: Sequence[str]
    place: int | None
    key: bytes | None
    sealed: bytes | None
    faults: Sequence[ReadFault]


RowReader = Callable[[Sequence[object]], ReadLine]


@dataclass(frozen=True)
class Tally:
    """What a check came to, row by row."""

    rows: int
    accepted: int
    refused: int
    new: int
    changed: int
    unchanged: int
    warned: int


@dataclass(frozen=True)
class BulkKind:
    """One kind of long table.

    ``columns`` are what a header is searched for; ``labels`` name them on the screen, ``cells`` are
    the codes of the cells a row is kept in. ``sealed`` is the column whose values stand sealed.
    ``head`` names a row on the screen, ``subject`` is the column that names its unit; ``places``
    gives the units it may name, for the user to choose among.

    ``reader`` makes the function that reads a row, from the columns found (code to index) and the
    day zero of the workbook. ``hold`` keeps the records that a checked batch would change as they
    are until the transaction ends, so that no edit comes between check and write. ``check`` judges
    all rows of a batch anew and keeps findings and faults; ``write`` writes the rows it found good,
    ``unwrite`` takes them back or raises ``Impossible``. All are a number of statements that does
    not depend on the rows.
    """

    code: str
    title: str
    purpose: str
    noun: str
    action: Action
    columns: tuple[Column, ...]
    labels: Mapping[str, str]
    cells: tuple[str, ...]
    sealed: str
    head: str
    subject: str
    places: Callable[[Occasion], Directory]
    reader: Callable[[Occasion, Mapping[str, int], bool], RowReader]
    hold: Callable[[int], None]
    check: Callable[[Occasion, int, Progress], Tally]
    write: Callable[[Occasion, int, Progress], dict[str, int]]
    unwrite: Callable[[Occasion, int, Progress], None]
    options: Callable[[Actor, Place], tuple[Option, ...]] = lambda actor, unit: ()
    ready: Callable[[Actor, Place], str] = lambda actor, unit: ""
    shown: Callable[[str, object], str] = lambda code, value: str(value or "")

    def label(self, code: str) -> str:
        """The name of a column; nothing for a fault of the whole row."""
        return self.labels.get(code, "")
