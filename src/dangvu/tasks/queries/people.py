"""Tasks of members: lists, one task, what is owed, and the summary of a period.

Row-level security stands beneath: a cell reads its members' tasks, a member the own ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.ready import ready
from dangvu.access.scope import require, visible
from dangvu.kernel.branches import beneath
from dangvu.rules import kpi
from dangvu.rules.kpi import Figures, Quality, Reckoned, Span, Task, Weight
from dangvu.rules.workdays import DEFAULT, Calendar
from dangvu.tasks.catalogue import Owing, Shortfall
from dangvu.tasks.models import Assignment, MemberTask, TaskFigure, TaskResult

PAGE = 50
State = Literal["open", "told", "due", "done", "dropped"]
STATES: tuple[State, ...] = ("open", "told", "due", "done", "dropped")


# ------------------------------------------------------------------ tasks


def tasks(actor: Actor, action: Action = Action.VIEW_TASKS) -> QuerySet[MemberTask]:
    """Members' tasks within reach."""
    return visible(MemberTask.objects.select_related("person", "unit"), actor, action)


def task(actor: Actor, task_id: int, *, held: bool = False) -> MemberTask:
    """One task within reach; 404 outside it. ``held``: nobody else changes it until the transaction
    ends."""
    rows = tasks(actor).select_related("assignment__duty", "assignment__unit").filter(pk=task_id)
    if held:
        rows = tasks(actor).filter(pk=task_id).select_for_update(of=("self",))
    found = rows.first()
    if found is None:
        raise Http404("Không có việc này trong phạm vi của đồng chí.")
    return found


def results_of(row: MemberTask) -> list[TaskResult]:
    """What was told of a task, the latest first. One statement."""
    return list(TaskResult.objects.filter(task=row).order_by("-on", "-id"))


def _unseen() -> Exists:
    return Exists(TaskResult.objects.filter(task=OuterRef("pk"), by_member=True, seen_on=None))


def _in_state(state: State, on: date) -> Q:
    standing = Q(dropped_on=None)
    match state:
        case "open":
            return standing & Q(done_on=None)
        case "told":
            return standing & Q(_unseen())
        case "due":
            return standing & Q(done_on=None, due_on__lt=on)
        case "done":
            return standing & ~Q(done_on=None)
        case _:
            return ~Q(dropped_on=None)


@dataclass(frozen=True)
class Listing:
    """A page of tasks. ``after`` is the place the next page begins at; ``told`` are those with a
    result nobody of the cell has seen."""

    rows: list[MemberTask]
    told: frozenset[int]
    after: str


def listing(
    actor: Actor, path: str, state: State, on: date, after: str = "", size: int = PAGE
) -> Listing:
    """A page of the tasks of a branch: those open by their day, those over the latest first. Two
    statements."""
    rows = tasks(actor).filter(beneath(path)) if path else tasks(actor)
    rows = rows.filter(_in_state(state, on))
    back = state in ("done", "dropped")
    day, _, last = after.partition("~")
    if last.isascii() and last.isdigit() and len(last) < 19 and (from_ := _day(day)):
        beyond = "lt" if back else "gt"
        place = {f"due_on__{beyond}": from_}, {"due_on": from_, f"id__{beyond}": int(last)}
        rows = rows.filter(Q(**place[0]) | Q(**place[1]))
    order = ("-due_on", "-id") if back else ("due_on", "id")
    page = list(rows.order_by(*order)[: size + 1])
    more = page[size - 1] if len(page) > size else None
    shown = page[:size]
    told = TaskResult.objects.filter(task__in=shown, by_member=True, seen_on=None)
    return Listing(
        shown,
        frozenset(told.values_list("task_id", flat=True)),
        f"{more.due_on.isoformat()}~{more.pk}" if more else "",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Numbers:
    """How many tasks of a branch are open, told of and not seen, overdue, done in the year."""

    open: int
    told: int
    due: int
    done: int


def numbers(actor: Actor, path: str, on: date) -> Numbers:
    """One statement."""
    rows = tasks(actor).filter(beneath(path)) if path else tasks(actor)
    year = Q(done_on__gte=date(on.year, 1, 1))
    found = rows.filter(Q(done_on=None) | year | _unseen(), dropped_on=None).aggregate(
        open=Count("id", filter=Q(done_on=None)),
        told=Count("id", filter=_unseen()),
        due=Count("id", filter=Q(done_on=None, due_on__lt=on)),
        done=Count("id", filter=year),
    )
    return Numbers(**found)


def assignments(actor: Actor, unit_path: str) -> list[Assignment]:
    """The duties a unit or one above it still has, that the actor sees: what a task may be given
    under. One statement."""
    rows = visible(Assignment.objects.select_related("duty"), actor, Action.VIEW_DUTIES)
    steps = [unit_path[:end] for end in range(len(unit_path), 0, -1)]
    found = rows.filter(unit_path__in=steps).exclude(stage__in=("accepted", "done"))
    return list(found.order_by("due_on", "id")[:100])


def under(actor: Actor, assignment_id: int) -> list[MemberTask]:
    """The members' tasks given under a duty, as far as the actor sees them. One statement."""
    return list(tasks(actor).filter(assignment=assignment_id).order_by("due_on", "id"))


# ------------------------------------------------------------------ figures and shares


@dataclass(frozen=True)
class FigureBook:
    """The office's values of every day; ``on`` gives the figures that hold on one."""

    rows: tuple[TaskFigure, ...]
    _made: dict[tuple[int, ...], Figures] = field(default_factory=dict, compare=False)

    def chosen(self, on: date) -> dict[str, TaskFigure]:
        """The rows that hold on a day, by the name of the rule."""
        return {row.name: row for row in self.rows if row.since <= on}

    def on(self, on: date) -> Figures:
        held = self.chosen(on)
        key = tuple(sorted(row.pk for row in held.values()))
        if key not in self._made:
            values = {name: row.value for name, row in held.items()}
            self._made[key] = kpi.figures(on, values)
        return self._made[key]


def figure_book() -> FigureBook:
    """What the office chose of R7.11. One statement."""
    names = {rule.name for rule in kpi.RULES}
    rows = TaskFigure.objects.filter(name__in=names).order_by("since", "id")
    return FigureBook(tuple(rows))


def figure_history(name: str) -> list[TaskFigure]:
    """Every value chosen of a figure, the newest first. One statement."""
    return list(TaskFigure.objects.filter(name=name).order_by("-since", "-id"))


def reckoned(
    row: MemberTask, on: date, book: FigureBook, calendar: Calendar = DEFAULT
) -> Reckoned | None:
    """The shares of a task on a day, by the figures of the day it was due; None while it is open
    and not due. No statement."""
    asked = Task(
        row.quantity, row.quantity_done, Quality(row.quality) if row.quality else None,
        Weight(row.weight), row.due_on, row.done_on,
    )  # fmt: skip
    return kpi.reckon(asked, on, book.on(row.due_on), calendar)


# ------------------------------------------------------------------ the summary of a period


@dataclass(frozen=True)
class Line:
    """The tasks due in a period of a member, of a unit with what is beneath it, or of all: how many
    were given, done in time, done late, are overdue, are open; ``share`` is how far those that are
    reckoned were carried out."""

    key: int | str
    given: int = 0
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    open: int = 0
    share: Decimal | None = None

    @property
    def undone(self) -> int:
        return self.overdue + self.late


@dataclass(frozen=True)
class Summary:
    """A period of a branch: a line by key, the whole, the causes named, how many were dropped."""

    lines: Mapping[int | str, Line]
    whole: Line
    causes: list[tuple[Shortfall, int]]
    dropped: int


_LINES = """
SELECT {key}, count(*), count(*) FILTER (WHERE done_on <= due_on),
  count(*) FILTER (WHERE done_on > due_on),
  count(*) FILTER (WHERE done_on IS NULL AND due_on < %(on)s),
  count(*) FILTER (WHERE done_on IS NULL AND due_on >= %(on)s),
  sum(share * weight) FILTER (WHERE reckoned) / sum(weight) FILTER (WHERE reckoned)
FROM (
  SELECT t.person_id, t.unit_path, t.due_on, t.done_on,
    t.done_on IS NOT NULL OR t.due_on < %(on)s AS reckoned,
    d.weights[array_position(%(weights)s::text[], t.weight::text)] AS weight,
    (least(t.quantity_done / t.quantity, 1) * 100
     + CASE WHEN t.done_on IS NULL THEN d.undone
            ELSE coalesce(d.qualities[array_position(%(qualities)s::text[], t.quality::text)], 0)
       END
     + CASE WHEN t.done_on IS NULL THEN d.undone WHEN t.done_on <= t.due_on THEN d.in_time
            WHEN t.done_on <= d.first_until THEN d.first
            WHEN t.done_on <= d.second_until THEN d.second ELSE d.rest END) / 3 AS share
  FROM tasks_membertask AS t
  JOIN (
    SELECT day, first_until, second_until, in_time, first, second, rest, undone,
      ARRAY[w1, w2, w3] AS weights, ARRAY[q1, q2, q3] AS qualities
    FROM unnest(%(day)s::date[], %(first_until)s::date[], %(second_until)s::date[],
      %(in_time)s::numeric[], %(first)s::numeric[], %(second)s::numeric[], %(rest)s::numeric[],
      %(undone)s::numeric[], %(w1)s::numeric[], %(w2)s::numeric[], %(w3)s::numeric[],
      %(q1)s::numeric[], %(q2)s::numeric[], %(q3)s::numeric[])
      AS u(day, first_until, second_until, in_time, first, second, rest, undone,
           w1, w2, w3, q1, q2, q3)
  ) AS d ON d.day = t.due_on
  WHERE t.dropped_on IS NULL AND t.due_on >= %(start)s AND t.due_on < %(end)s
    AND t.unit_path >= %(path)s COLLATE "C" AND t.unit_path < (%(path)s || '/') COLLATE "C"
) AS asked
GROUP BY GROUPING SETS ((1), ())
"""


def summary(
    actor: Actor, path: str, width: int, period: Span, on: date, calendar: Calendar = DEFAULT
) -> Summary:
    """The tasks due in a period in a branch: a line a member where ``width`` is 0, else a line a
    path cut to that width. The same shares as ``reckoned``. Three statements."""
    require(actor, Action.VIEW_TASKS)
    key = f"left(unit_path, {width:d})" if width else "person_id"
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES.format(key=key),
            {
                "on": on, "path": path, "start": period.start, "end": period.end,
                "weights": [w.value for w in Weight], "qualities": [q.value for q in Quality],
                **_days(period, figure_book(), calendar),
            },
        )  # fmt: skip
        rows = [Line(*row) for row in cursor.fetchall()]
    lines = {row.key: row for row in rows if row.key is not None}
    whole = next((row for row in rows if row.key is None), Line(""))
    due = tasks(actor).filter(
        beneath(path), due_on__gte=period.start, due_on__lt=period.end
    )  # fmt: skip
    stands = Q(dropped_on=None)
    named = due.order_by().values_list("shortfall")
    found = list(named.annotate(named=Count("id", filter=stands), left=Count("id", filter=~stands)))
    causes = [(Shortfall(cause), n) for cause, n, _ in found if cause and n]
    return Summary(
        lines,
        whole,
        sorted(causes, key=lambda c: (-c[1], list(Shortfall).index(c[0]))),
        sum(d for *_, d in found),
    )


def _days(period: Span, book: FigureBook, calendar: Calendar) -> dict[str, list[Any]]:
    """For each day of a period what the figures of that day make of a task due on it."""
    names = (
        "day", "first_until", "second_until", "in_time", "first", "second", "rest", "undone",
        "w1", "w2", "w3", "q1", "q2", "q3",
    )  # fmt: skip
    rows = []
    for number in range((period.end - period.start).days):
        day = period.start + timedelta(days=number)
        held = book.on(day)
        (_, first), (_, second), rest = held.steps
        rows.append(
            (
                day, *kpi.last_days(day, held, calendar), held.percent(kpi.ON_TIME), first, second,
                rest, held.percent(kpi.UNDONE), *(held.weight(w) for w in Weight),
                *(held.quality(q) for q in Quality),
            )
        )  # fmt: skip
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def due_in(actor: Actor, person_id: int, period: Span) -> list[MemberTask]:
    """The tasks of one member due in a period, dropped ones too. One statement."""
    rows = tasks(actor).filter(
        person=person_id, due_on__gte=period.start, due_on__lt=period.end
    )  # fmt: skip
    return list(rows.order_by("due_on", "id"))


# ------------------------------------------------------------------ what is owed


def owing(actor: Actor, on: date) -> list[Owing]:
    """What somebody owes of members' tasks: the own ones that are open; for who leads a cell,
    results waiting to be looked at and tasks overdue. Two statements at most."""
    found = []
    if actor.person_id is not None and reach(actor.role, Action.VIEW_TASKS) is not Reach.NONE:
        found = [_own(on, *row) for row in _to_do(actor)]
    if reach(actor.role, Action.ASSIGN_TASKS) is not Reach.NONE:
        found += [_led(on, *row) for row in _to_judge(actor, on)]
    return found


@ready
def _to_do(actor: Actor) -> QuerySet[MemberTask, Any]:
    mine = tasks(actor).filter(person=actor.person_id, done_on=None, dropped_on=None)
    told = ("pk", "due_on", "what", "product", "unit__short_name", "unit__name")
    return mine.order_by("due_on", "id").values_list(*told)[:PAGE]


@ready
def _to_judge(actor: Actor, on: date) -> QuerySet[MemberTask, Any]:
    here = tasks(actor).filter(unit_path=actor.unit_path, dropped_on=None)
    if actor.person_id is not None:
        here = here.exclude(person=actor.person_id)
    waiting = here.filter(_unseen() | Q(done_on=None, due_on__lt=on)).order_by("due_on", "id")
    return waiting.values_list("pk", "due_on", "what", _unseen())[:PAGE]


def _own(on: date, pk: int, due_on: date, what: str, product: str, short: str, name: str) -> Owing:
    meta = f"Việc {short or name} giao"
    return Owing("member_task", pk, due_on, what, meta, product, late=due_on < on)


def _led(on: date, pk: int, due_on: date, what: str, told: bool) -> Owing:
    if told:
        return Owing(
            "task_result", pk, None, what, "Đảng viên đã báo kết quả, chưa xem",
            "Xem và đánh giá", late=False,
        )  # fmt: skip
    return Owing(
        "task_judge", pk, due_on, what, "Việc của đảng viên quá hạn, chưa đánh giá",
        "Đánh giá, ghi nguyên nhân", late=due_on < on,
    )  # fmt: skip
