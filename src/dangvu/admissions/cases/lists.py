"""Lists of cases: by name, by stage, by what is due; a constant number of statements each.

Where a case stands and its nearest limit are kept on its row by every action, so that a list reads
rows alone. Only the cases on a page are put to the rules again, for the words of what is due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.admissions.cases.facts import standings_of
from dangvu.admissions.cases.reading import open_cases, reachable
from dangvu.admissions.models import Case
from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import LABEL_WIDTH
from dangvu.rules.basis import Finding
from dangvu.rules.procedure import Due, Side, Stage
from dangvu.rules.timers import Alert

PAGE = 50
SHOWN = 20
"""Cases of a stage the board shows before it sends on to the list."""
MOST_DAYS = 150
"""Cases a calendar puts to the rules at once: those due soonest."""
MARGIN = 62
"""Days by which the nearest limit kept of a case may lie after another that a calendar shows: the
end of probation comes so long before the day by which the cell must have met."""
_RED = (Alert.NEAR, Alert.DUE)


@dataclass(frozen=True)
class CaseLine:
    """A case as a line: where it stands, since how many days, what is due next.

    ``dues`` and ``findings`` stand only on lists that were put to the rules.
    """

    row: Case
    days: int
    dues: tuple[Due, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def stage(self) -> Stage:
        return Stage(self.row.stage)

    @property
    def side(self) -> Side | None:
        return Side(self.row.side) if self.row.side else None

    def overdue(self, on: date) -> bool:
        return self.row.due_on is not None and self.row.due_on < on


def _line(row: Case, on: date) -> CaseLine:
    return CaseLine(row, max(0, (on - row.stage_since).days))


def _explained(rows: Sequence[Case], on: date) -> list[CaseLine]:
    """Lines with what is due and what is missing. Seven statements."""
    stand = standings_of(rows, on)
    return [
        CaseLine(row, max(0, (on - row.stage_since).days), stand[row.pk].dues,
                 stand[row.pk].findings)
        for row in rows
    ]  # fmt: skip


# ------------------------------------------------------------------ by name


@dataclass(frozen=True)
class Filter:
    """Which cases: every part narrows, one that is empty does not. ``path``: a branch; ``state``:
    open, closed, or all; ``red``: with a limit nearly used up or over on the day asked for."""

    text: str = ""
    path: str = ""
    stages: tuple[str, ...] = ()
    side: str = ""
    source_group: str = ""
    introduced_by: str = ""
    area: str = ""
    in_charge: int | None = None
    state: str = "open"
    red: bool = False


@dataclass(frozen=True)
class CasePage:
    """A page of cases. ``after`` continues it, empty at the end."""

    lines: tuple[CaseLine, ...]
    after: str


def _is_id(text: str) -> bool:
    """Whether a mark of a page, which anybody may have typed, ends in a number the rows reach."""
    return text.isascii() and text.isdigit() and len(text) < 19


def _wanted(actor: Actor, wanted: Filter, on: date) -> QuerySet[Case]:
    rows = reachable(actor)
    if wanted.path:
        rows = rows.filter(beneath(wanted.path))
    if wanted.state == "open":
        rows = rows.filter(closed_on=None)
    elif wanted.state == "closed":
        rows = rows.filter(closed_on__isnull=False)
    for word in fold(wanted.text).split():
        rows = rows.filter(search_key__contains=word)
    if wanted.stages:
        rows = rows.filter(stage__in=wanted.stages)
    if wanted.area:
        rows = rows.filter(area__icontains=wanted.area)
    if wanted.red:
        rows = rows.filter(red_on__lte=on)
    given = {name: getattr(wanted, name) for name in ("side", "source_group", "introduced_by")}
    if wanted.in_charge:
        given["in_charge"] = wanted.in_charge
    return rows.filter(**{name: value for name, value in given.items() if value})


def cases(actor: Actor, wanted: Filter, on: date, after: str = "", size: int = PAGE) -> CasePage:
    """Cases within reach in Vietnamese order of their names. One statement a page."""
    rows = _wanted(actor, wanted, on).order_by("sort_key", "id")
    key, _, last = after.replace("\0", "").rpartition("~")
    if _is_id(last):
        rows = rows.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=int(last)))
    found = list(rows[: size + 1])
    shown = found[:size]
    more = f"{shown[-1].sort_key}~{shown[-1].pk}" if len(found) > size else ""
    return CasePage(tuple(_line(row, on) for row in shown), more)


# ------------------------------------------------------------------ by stage


@dataclass(frozen=True)
class Column:
    """A stage of the board: how many stand in it, how many of them red or set aside, the first."""

    stage: Stage
    number: int
    red: int
    aside: int
    lines: tuple[CaseLine, ...]


@dataclass(frozen=True)
class Board:
    """Open cases of a unit and what lies beneath it, by stage."""

    unit: orgs.Unit
    columns: tuple[Column, ...]

    @property
    def number(self) -> int:
        return sum(column.number for column in self.columns)


_FIRST = """
SELECT c.id FROM unnest(%s::text[]) AS asked(stage)
CROSS JOIN LATERAL (
  SELECT id, due_on FROM admissions_case
  WHERE closed_on IS NULL AND stage = asked.stage AND unit_path >= %s AND unit_path < %s || '/'
  ORDER BY due_on, id LIMIT %s
) AS c
"""


def board(actor: Actor, unit_id: int, on: date, shown: int = SHOWN) -> Board:
    """The board of a unit within reach. Every stage stands on it, the soonest due first in each.
    Four statements."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_CASES)
    rows = open_cases(actor, unit.path)
    counted = rows.order_by().values_list("stage").annotate(
        number=Count("id"), red=Count("id", Q(red_on__lte=on)), aside=Count("id", ~Q(side=""))
    )  # fmt: skip
    numbers = {stage: rest for stage, *rest in counted}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [list(numbers), unit.path, unit.path, shown])
        first = [pk for (pk,) in cursor.fetchall()]
    lines: dict[str, list[CaseLine]] = {}
    for row in rows.filter(pk__in=first).order_by(F("due_on").asc(nulls_last=True), "pk"):
        lines.setdefault(row.stage, []).append(_line(row, on))
    columns = []
    for stage in Stage:
        number, red, aside = numbers.get(stage.value, (0, 0, 0))
        columns.append(Column(stage, number, red, aside, tuple(lines.get(stage.value, ()))))
    return Board(unit, tuple(columns))


# ------------------------------------------------------------------ by what is due


@dataclass(frozen=True)
class BodyRed:
    """The red cases of one unit directly below, or of the unit's own (``name`` is its own)."""

    unit_id: int
    name: str
    overdue: int
    near: int


@dataclass(frozen=True)
class RedList:
    """What must be spoken of at the next meeting: limits nearly used up, or over.

    ``bodies``: how many where, the most overdue first. ``lines``: a page, the longest overdue
    first, each with its dues and what is missing; ``after`` continues it.
    """

    unit: orgs.Unit
    on: date
    overdue: int
    near: int
    bodies: tuple[BodyRed, ...]
    lines: tuple[CaseLine, ...]
    after: str = ""


def red_list(actor: Actor, unit_id: int, on: date, after: str = "", size: int = PAGE) -> RedList:
    """The red list of a unit within reach on a day, from what is recorded by now. Eleven
    statements."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_CASES)
    rows = open_cases(actor, unit.path).filter(red_on__lte=on)
    bodies = _bodies(rows, unit, on)
    page, more = _page(rows, after, size)
    return RedList(
        unit, on, sum(b.overdue for b in bodies), sum(b.near for b in bodies), bodies,
        tuple(_red(line) for line in _explained(page, on)), more,
    )  # fmt: skip


def _red(line: CaseLine) -> CaseLine:
    """The line with those limits alone that are red."""
    dues = tuple(due for due in line.dues if due.alert in _RED)
    return CaseLine(line.row, line.days, dues or line.dues[:1], line.findings)


def _bodies(rows: QuerySet[Case], unit: orgs.Unit, on: date) -> tuple[BodyRed, ...]:
    below = Substr("unit_path", len(unit.path) + 2, LABEL_WIDTH)
    counted = rows.order_by().annotate(body=below).values_list("body").annotate(
        late=Count("id", Q(due_on__lt=on)), near=Count("id", Q(due_on__gte=on) | Q(due_on=None))
    )  # fmt: skip
    found = [(int(body, 36) if body else unit.pk, *numbers) for body, *numbers in counted]
    names = orgs.names([unit_id for unit_id, *_ in found])
    made = [BodyRed(unit_id, names[unit_id], *numbers) for unit_id, *numbers in found]
    return tuple(sorted(made, key=lambda body: (-body.overdue, -body.near, body.unit_id)))


def _page(rows: QuerySet[Case], after: str, size: int) -> tuple[list[Case], str]:
    """A page by the nearest limit. ``after`` is a day, a tilde, an id."""
    day, _, last = after.partition("~")
    if day and _is_id(last):
        try:
            begun = date.fromisoformat(day)
        except ValueError:
            begun = date.min
        rows = rows.filter(Q(due_on__gt=begun) | Q(due_on=begun, pk__gt=int(last)))
    found = list(rows.order_by("due_on", "pk")[: size + 1])
    shown = found[:size]
    return shown, f"{shown[-1].due_on}~{shown[-1].pk}" if len(found) > size else ""


@dataclass(frozen=True)
class Entry:
    """A day of the calendar: which case, and what is due."""

    on: date
    row: Case
    due: Due


@dataclass(frozen=True)
class Calendar:
    """What is due between two days, in order. ``more``: so many cases due then are not shown."""

    entries: tuple[Entry, ...] = ()
    more: int = 0


def calendar(actor: Actor, unit_id: int, first: date, last: date, on: date) -> Calendar:
    """Limits of open cases of a unit within reach that end between two days, both included.

    Ten statements.
    """
    unit = orgs.unit(actor, unit_id, Action.VIEW_CASES)
    rows = open_cases(actor, unit.path).filter(due_on__gte=first)
    number = rows.filter(due_on__lte=last).count()
    ahead = rows.filter(due_on__lte=last + timedelta(days=MARGIN))
    shown = list(ahead.order_by("due_on", "pk")[:MOST_DAYS])
    entries = _entries(_explained(shown, on), first, last)
    return Calendar(tuple(entries), max(0, number - len(shown)))


def _entries(lines: Iterable[CaseLine], first: date, last: date) -> list[Entry]:
    found = [
        Entry(due.on, line.row, due)
        for line in lines
        for due in line.dues
        if first <= due.on <= last
    ]
    return sorted(found, key=lambda entry: (entry.on, entry.row.sort_key, entry.row.pk))


# ------------------------------------------------------------------ by version of the rules


@dataclass(frozen=True)
class Touched:
    """Open cases and a version of the rules that begins on a day: how many keep the version before
    (they began earlier), how many it governs, and a page of these."""

    since: date
    kept: int
    governed: int
    lines: tuple[CaseLine, ...]
    after: str


def touched(
    actor: Actor, unit_id: int, since: date, on: date, after: str = "", size: int = PAGE
) -> Touched:
    """Which open cases of a unit a version of the rules touches. Three statements."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_CASES)
    rows = open_cases(actor, unit.path)
    numbers = rows.aggregate(
        kept=Count("id", Q(rule_on__lt=since)), governed=Count("id", Q(rule_on__gte=since))
    )
    ruled = rows.filter(rule_on__gte=since).order_by("sort_key", "pk")
    key, _, last = after.replace("\0", "").rpartition("~")
    if _is_id(last):
        ruled = ruled.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=int(last)))
    found = list(ruled[: size + 1])
    shown = found[:size]
    more = f"{shown[-1].sort_key}~{shown[-1].pk}" if len(found) > size else ""
    lines = tuple(_line(row, on) for row in shown)
    return Touched(since, numbers["kept"], numbers["governed"], lines, more)
