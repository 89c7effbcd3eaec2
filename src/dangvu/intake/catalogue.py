"""What a bulk table may be: its columns, its checks, and what committing it writes. Plain data.

A ``Kind`` stands in the module that owns the records (``targets.importing``,
``admissions.importing``); ``intake.actions`` takes any of them through receive, stage, verdict,
commit and undo. ``values`` of a row hold plain JSON only, a day as "2026-05-21", so that what was
staged and what is judged again before it is written are the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action


class Level(StrEnum):
    """What a problem does to its row. Only ``NOTE`` and ``WARNING`` leave it acceptable."""

    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    WARNING = "warning"
    NOTE = "note"

    @property
    def blocks(self) -> bool:
        return self in (Level.REFUSED, Level.DOUBTFUL)


@dataclass(frozen=True)
class Choice:
    """A unit the user may pick for a doubtful name; ``why`` says how it came onto the list."""

    unit_id: int
    label: str
    why: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing to tell about one row: which column, what stood there, why, how to mend it.

    ``read`` problems come from the cells and stay; the others come from the check against the
    database and are found anew whenever the batch is judged.
    """

    level: Level
    code: str
    column: str
    message: str
    mend: str = ""
    choices: tuple[Choice, ...] = ()
    read: bool = False

    def stored(self) -> dict[str, Any]:
        """As JSON; ``of`` reads it back."""
        plain: dict[str, Any] = {
            "level": self.level.value,
            "code": self.code,
            "column": self.column,
            "message": self.message,
            "mend": self.mend,
            "read": self.read,
        }
        if self.choices:
            plain["choices"] = [[c.unit_id, c.label, c.why] for c in self.choices]
        return plain

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Problem":
        """A problem read back from ``stored``."""
        return cls(
            Level(plain["level"]),
            plain["code"],
            plain["column"],
            plain["message"],
            plain["mend"],
            tuple(Choice(*c) for c in plain.get("choices", ())),
            plain["read"],
        )


@dataclass
class Draft:
    """A row under judgement: what stood in it (shown text by column), what was read, what is wrong.

    ``number`` is the row the user sees in Excel. ``choice`` is the unit picked for a doubtful name.
    """

    number: int
    raw: dict[str, str]
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    choice: int | None = None

    @property
    def accepted(self) -> bool:
        return not any(p.level.blocks for p in self.problems)

    @property
    def doubtful(self) -> bool:
        """Whether picking a unit is all it takes."""
        blocking = [p.level for p in self.problems if p.level.blocks]
        return bool(blocking) and all(level is Level.DOUBTFUL for level in blocking)

    def get(self, column: str) -> Any:
        """The value read from a column, None where there is none."""
        return self.values.get(column)

    def day(self, column: str) -> date | None:
        """The day read from a column."""
        text = self.values.get(column)
        return date.fromisoformat(text) if text else None

    def refuse(self, code: str, column: str, message: str, mend: str = "") -> None:
        """The row cannot be written as it stands."""
        self.problems.append(Problem(Level.REFUSED, code, column, message, mend))

    def doubt(self, code: str, column: str, message: str, choices: Sequence[Choice]) -> None:
        """The row can be written once the user has picked one of ``choices``."""
        mend = "Chọn một đơn vị trong danh sách, hoặc sửa tên trong tệp."
        self.problems.append(Problem(Level.DOUBTFUL, code, column, message, mend, tuple(choices)))

    def warn(self, code: str, column: str, message: str, mend: str = "") -> None:
        """The row can be written, but somebody should look at it."""
        self.problems.append(Problem(Level.WARNING, code, column, message, mend))

    def note(self, code: str, column: str, message: str) -> None:
        """Worth knowing before the row is written."""
        self.problems.append(Problem(Level.NOTE, code, column, message))


@dataclass(frozen=True)
class Remark:
    """Something about the whole table: a sum, bodies that are missing, rows left out.

    ``once``: seen only while the file was read, so it stays when the rows are judged again.
    """

    code: str
    message: str
    level: Level = Level.NOTE
    items: tuple[str, ...] = ()
    once: bool = False

    def stored(self) -> dict[str, Any]:
        """As JSON, for the batch's summary."""
        return {
            "code": self.code,
            "message": self.message,
            "level": self.level.value,
            "items": list(self.items),
        }


class Place(Protocol):
    """The unit a table is imported for."""

    @property
    def pk(self) -> int: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True)
class Occasion:
    """What a table is judged by: who, for which unit, with which options, on which day.

    ``stated`` is the table's own row of totals; ``committed_at`` is known when it is taken back;
    ``chosen`` tells which unit the sender means by a text that names none, or several.
    """

    actor: Actor
    unit_id: int
    unit_path: str
    options: Mapping[str, Any]
    on: date
    stated: Mapping[str, int] = field(default_factory=dict)
    committed_at: datetime | None = None
    chosen: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """What a cell is read by: the day of reading and the day zero of the workbook's serials."""

    on: date
    date1904: bool = False


class AnyKind(Protocol):
    """What short and long tables have in common."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def noun(self) -> str: ...
    @property
    def action(self) -> Action: ...
    @property
    def options(self) -> "Callable[[Actor, Place], tuple[Option, ...]]": ...
    @property
    def ready(self) -> "Callable[[Actor, Place], str]": ...


Reader = Callable[[object, bool, Reading], Any]
"""Cell value, whether required, how to read it -> plain JSON or None. Raises ``CellRefused``."""


@dataclass(frozen=True)
class Field:
    """A column: code, label (the header of the workbook and the name on screen), aliases, reader.

    ``required``: its cells must hold something. ``expected``: the sheet must have the column at
    all (by default as ``required``). ``kind``, ``choices``, ``width`` and ``group`` shape the empty
    workbook offered for download; ``hint`` says how to fill it in. ``brief``: shown in the list of
    rows about to be written. ``offered``: stands in the empty workbook.
    """

    code: str
    label: str
    read: Reader
    aliases: tuple[str, ...] = ()
    required: bool = True
    expected: bool | None = None
    kind: str = "text"
    choices: tuple[str, ...] = ()
    width: float | None = None
    group: str = ""
    hint: str = ""
    brief: bool = True
    offered: bool = True

    @property
    def header_required(self) -> bool:
        return self.required if self.expected is None else self.expected


@dataclass(frozen=True)
class Option:
    """Something asked beside the file: which campaign, why. ``choices`` (value, label) make a list.

    ``day``: a day is asked for. ``late``: it may still be changed on the preview.
    """

    code: str
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    day: bool = False
    late: bool = False
    initial: str = ""


class Standing(StrEnum):
    """What became of a row when it was written."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Written:
    """What committing one row did: kept with the row, so that it can be told and undone."""

    number: int
    standing: Standing
    trace: dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of table.

    ``subject`` is the column that names the unit of a row; its id is kept in the values under
    ``placed_as``. ``head`` is the column a row is called by on the screen.

    ``judge`` checks all rows at once, in a constant number of statements, adding problems and
    values to them, and returns remarks on the whole. ``write`` writes the accepted rows in the
    caller's transaction; ``unwrite`` takes them back, or raises ``Impossible`` where something
    later rests on them.

    For one unit: ``options`` are asked beside the file; ``ready`` says why nothing can be imported
    yet, or nothing; ``given`` are rows the empty workbook holds already, ``lists`` the words it
    offers for a column.
    """

    code: str
    title: str
    purpose: str
    noun: str
    action: Action
    fields: tuple[Field, ...]
    subject: str
    placed_as: str
    head: str
    judge: Callable[[Occasion, list[Draft]], list[Remark]]
    write: Callable[[Occasion, int, list[Draft]], list[Written]]
    unwrite: Callable[[Occasion, int, list[Written]], None]
    options: Callable[[Actor, Place], tuple[Option, ...]] = lambda actor, unit: ()
    ready: Callable[[Actor, Place], str] = lambda actor, unit: ""
    given: Callable[[Actor, Place], list[dict[str, object]]] = lambda actor, unit: []
    lists: Callable[[Actor, Place], dict[str, tuple[str, ...]]] = lambda actor, unit: {}

    def field(self, code: str) -> Field:
        """The column of that code."""
        return next(f for f in self.fields if f.code == code)

    def label(self, code: str) -> str:
        """The label of a column; nothing for a problem of the whole row."""
        return next((f.label for f in self.fields if f.code == code), "")


def tally(drafts: Iterable[Draft]) -> dict[str, int]:
    """Rows read, accepted, doubtful, refused, and those accepted with a warning."""
    count = {"read": 0, "accepted": 0, "refused": 0, "doubtful": 0, "warned": 0}
    for draft in drafts:
        count["read"] += 1
        if draft.accepted:
            count["accepted"] += 1
            count["warned"] += any(p.level is Level.WARNING for p in draft.problems)
        else:
            count["doubtful" if draft.doubtful else "refused"] += 1
    return count
