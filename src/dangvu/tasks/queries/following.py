"""Following a directive up: a sheet of bodies by duties, and the roll-up of all beneath."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Length

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold
from dangvu.orgs import addressed
from dangvu.orgs import queries as orgs
from dangvu.rules.duties import (
    NO_PERIODS,
    PeriodCount,
    RolledUp,
    Stage,
    Standing,
    overdue_through,
    rolled_up,
    shown,
)
from dangvu.tasks.models import Assignment, Directive, Duty
from dangvu.tasks.queries import directives
from dangvu.tasks.queries.past_periods import past_periods


@dataclass(frozen=True)
class Cell:
    """How a duty stands with a body and with everything beneath it. ``stage`` None: the body has
    not got the duty itself; ``assignment_id`` 0 then."""

    assignment_id: int
    stage: Stage | None
    due_on: date | None
    late_days: int
    late: bool
    word_vi: str
    explained: bool = False
    measured: tuple[Any, Any] | None = None
    below_total: int = 0
    below_done: int = 0
    below_late: int = 0
    periods: PeriodCount = NO_PERIODS

    @property
    def share_done(self) -> int | None:
        """Percent done of everything beneath, rounded down."""
        return self.below_done * 100 // self.below_total if self.below_total else None


@dataclass(frozen=True)
class BodyLine:
    """A body, or an organ of the own office, with its duties. ``late``: how many of its own are,
    ``late_below`` how many beneath it; ``late_days`` the longest of its own."""

    unit_id: int
    path: str
    name: str
    short_name: str
    organ: str
    cells: Mapping[int, Cell]
    urged: int = 0
    urged_on: date | None = None

    @property
    def late(self) -> int:
        return sum(cell.late for cell in self.cells.values())

    @property
    def late_days(self) -> int:
        return max((cell.late_days for cell in self.cells.values()), default=0)

    @property
    def late_below(self) -> int:
        return sum(cell.below_late for cell in self.cells.values())

    @property
    def behind(self) -> bool:
        """Whether anything of its own or beneath it is late."""
        return bool(self.late or self.late_below)

    @property
    def done(self) -> bool:
        """Whether every own duty is over and nothing beneath is late."""
        return all(_finished(cell) for cell in self.cells.values())


def _finished(cell: Cell) -> bool:
    over = cell.stage is not None and cell.stage.over
    return (over or cell.stage is None) and not cell.late and not cell.below_late


@dataclass(frozen=True)
class FollowSheet:
    """One directive: lines of bodies, columns of duties. ``counts`` are of all lines before the
    filter: bodies, late (``late_bodies`` beneath the top, ``late_own`` of them with duties of their
    own, ``late_organs`` of its office), done, and by stage over own duties."""

    directive: Directive
    on: date
    duties: tuple[Duty, ...]
    lines: tuple[BodyLine, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    by_stage: tuple[tuple[Stage, int], ...] = ()


STATES = {
    "late": "Có việc quá hạn",
    "open": "Đang thực hiện",
    "done": "Đã xong",
    "not_begun": "Chưa triển khai",
    "urged": "Đã đôn đốc",
}

_BELOW = """
SELECT left(a.unit_path, %(width)s) AS body, a.root_id, count(*),
       count(*) FILTER (WHERE a.stage IN ('accepted', 'done')),
       count(*) FILTER (WHERE a.due_on <= %(overdue)s
                        AND a.stage NOT IN ('accepted', 'done', 'reported'))
FROM tasks_assignment AS a
WHERE a.directive_id = %(directive)s AND length(a.unit_path) > %(width)s
  AND a.unit_path >= %(path)s COLLATE "C" AND a.unit_path < %(path)s || '/' COLLATE "C"
GROUP BY 1, 2
"""


def follow_sheet(
    actor: Actor, directive_id: int, on: date, *, area: str = "", state: str = "",
    under_unit: int | None = None,
) -> FollowSheet:  # fmt: skip
    """The sheet of a directive on a day: a line for every unit directly under the directive's own
    (or under ``under_unit``, or the actor's own where the directive came from above), and one for
    each organ of that office. ``area`` is words of a name, without accents; ``state`` one of
    ``STATES``. 404 outside reach. Seven statements, whatever the number of units; two more where
    a duty recurs.
    """
    found = directives.directive(actor, directive_id)
    own = in_branch(found.unit_path, actor.unit_path)
    top = orgs.unit(actor, under_unit or (found.unit_id if own else actor.unit_id),
                    Action.VIEW_DUTIES)  # fmt: skip
    duties = tuple(directives.duties_of(found))
    cells = _own_cells(found, top, on, _below(found, top.path, on))
    if any(duty.every for duty in duties):
        cells = _with_periods(cells, on)
    lines = list(_lines(found, top, cells))
    bodies = [line for line in lines if line.path != top.path]
    shown_lines = [line for line in lines if _asked(line, area, state)]
    return FollowSheet(
        found, on, duties, tuple(shown_lines),
        {
            "bodies": len(lines),
            "late": sum(line.behind for line in lines),
            "late_bodies": sum(line.behind for line in bodies),
            "late_own": sum(bool(line.late) for line in bodies),
            "late_organs": sum(line.behind for line in lines) - sum(line.behind for line in bodies),
            "late_below": sum(line.late_below for line in bodies),
            "longest": max((line.late_days for line in bodies), default=0),
            "done": sum(line.done for line in lines),
            "urged": sum(bool(line.urged) for line in lines),
        },
        rolled_up(((cell.stage, 1) for line in lines for cell in line.cells.values()
                   if cell.stage is not None), 0).by_stage,
    )  # fmt: skip


Key = tuple[str, str, int]
"""Path, organ and duty of the paper: where a cell of the sheet is."""


Counts = tuple[int, int, int]
"""Duties beneath a body: in all, over, late."""
NONE: Counts = (0, 0, 0)


def _below(found: Directive, path: str, on: date) -> dict[tuple[str, int], Counts]:
    """Beneath each unit directly under ``path``: duties in all, over, late, by duty of the paper.
    One statement."""
    width = len(path) + orgs.LABEL_WIDTH + 1
    with connection.cursor() as cursor:
        cursor.execute(
            _BELOW,
            {"width": width, "overdue": overdue_through(on), "directive": found.pk, "path": path},
        )
        return {(body, root): (total, over, late)
                for body, root, total, over, late in cursor.fetchall()}  # fmt: skip


def _own_cells(
    found: Directive, top: orgs.Unit, on: date, below: Mapping[tuple[str, int], Counts]
) -> dict[Key, Cell]:
    """The cells of the units directly under ``top`` and of the organs of its office. One
    statement."""
    width = len(top.path) + orgs.LABEL_WIDTH + 1
    rows = Assignment.objects.annotate(width=Length("unit_path")).filter(
        beneath(top.path), directive=found, width__lte=width
    )
    if top.pk != found.unit_id:
        rows = rows.exclude(unit_path=top.path, organ="")
    cells: dict[Key, Cell] = {}
    for row in rows.values_list(*_COLUMNS):
        place, organ, root = row[1:4]
        counts = below.get((place, root), NONE) if not organ else NONE
        cell = _cell(row, counts, on)
        standing = cells.get((place, organ, root))
        cells[place, organ, root] = _worse(standing, cell) if standing else cell
    for (body, root), counts in below.items():
        cells.setdefault((body, "", root), Cell(0, None, None, 0, False, "", False, None, *counts))
    return cells


def _with_periods(cells: Mapping[Key, Cell], on: date) -> dict[Key, Cell]:
    """The cells of duties that recur with how their periods went by. Two statements."""
    rows = Assignment.objects.filter(pk__in=[cell.assignment_id for cell in cells.values()])
    gone = past_periods(rows, on)
    return {key: replace(cell, periods=gone[cell.assignment_id])
            if cell.assignment_id in gone else cell
            for key, cell in cells.items()}  # fmt: skip


_COLUMNS = ("id", "unit_path", "organ", "root_id", "stage", "due_on", "explained", "measured",
            "measured_target")  # fmt: skip


def _cell(row: Sequence[Any], counts: Counts, on: date) -> Cell:
    pk, _, _, _, stage, due, why, measured, target = row
    told = shown(Standing(Stage(stage), due, counts[2], bool(why)), on)
    return Cell(
        pk, told.stage, due, told.late_days, told.late_days > 0, told.word_vi, bool(why),
        None if measured is None else (measured, target), *counts,
    )  # fmt: skip


def _worse(one: Cell, other: Cell) -> Cell:
    """Of several duties a body has of one duty of the paper, the one that is furthest behind."""
    order = list(Stage)
    return min(
        one, other, key=lambda cell: (-cell.late_days, order.index(cell.stage or Stage.DONE))
    )


def _lines(
    found: Directive, top: orgs.Unit, cells: Mapping[Key, Cell]
) -> Iterator[BodyLine]:  # fmt: skip
    """Lines in the order of the tree, the organs of the office first. Two statements."""
    by_line: dict[str, dict[str, dict[int, Cell]]] = {}
    for (place, organ, root), cell in cells.items():
        by_line.setdefault(place, {}).setdefault(organ, {})[root] = cell
    urged = _urged(found, top.path)
    for unit in addressed.at(by_line):
        for organ, own in sorted(by_line[unit.path].items()):
            times, last = (0, None) if organ else urged.get(unit.path, (0, None))
            yield BodyLine(
                unit.unit_id, unit.path, organ or unit.name, organ or unit.short_name, organ,
                own, times, last,
            )  # fmt: skip


def _urged(found: Directive, path: str) -> dict[str, tuple[int, date | None]]:
    """How often each unit of a branch was urged about a directive, and when last."""
    rows = found.urgings.filter(beneath(path)).values("unit_path")
    told = rows.annotate(times=Count("id"), last=Max("on"))
    return {row["unit_path"]: (row["times"], row["last"]) for row in told}


def _asked(line: BodyLine, area: str, state: str) -> bool:
    key = fold(line.name)
    if not all(word in key for word in fold(area).split()):
        return False
    stages = [cell.stage for cell in line.cells.values() if cell.stage]
    return {
        "late": line.behind,
        "open": not line.done,
        "done": line.done,
        "not_begun": Stage.NOT_BEGUN in stages,
        "urged": bool(line.urged),
    }.get(state, True)


# ------------------------------------------------------------------ the roll-up


def rollup(actor: Actor, found: Directive, on: date, *, duty_id: int | None = None,
           under_path: str = "") -> RolledUp:  # fmt: skip
    """Counts by stage, how many are late, and the share done, over everything within reach: of one
    duty of the paper, beneath one path, or all. One statement."""
    rows = directives.assignments(actor).filter(directive=found)
    if duty_id is not None:
        rows = rows.filter(root_id=duty_id)
    if under_path:
        rows = rows.filter(beneath(under_path)).exclude(unit_path=under_path)
    return _rolled(rows, on)


def beneath_of(actor: Actor, found: Assignment, on: date) -> RolledUp:
    """The same over everything beneath one duty of a unit. One statement."""
    rows = directives.assignments(actor).filter(root_id=found.root_id)
    return _rolled(rows.filter(beneath(found.unit_path)).exclude(unit_path=found.unit_path), on)


def _rolled(rows: QuerySet[Assignment], on: date) -> RolledUp:
    counted = rows.select_related(None).order_by().values("stage").annotate(
        number=Count("id"), behind=Count("id", filter=directives.late(on))
    )  # fmt: skip
    told = [(row["stage"], row["number"], row["behind"]) for row in counted]
    return rolled_up(((stage, number) for stage, number, _ in told), sum(n for *_, n in told))
