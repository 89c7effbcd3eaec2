"""What is followed up follows: the tree, units that end or come under another, two records made
one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

from dangvu.access.actor import Actor
from dangvu.kernel.branches import Moved, follow
from dangvu.orgs.actions import Ended, Rehung
from dangvu.tasks.actions import member_tasks, petition_following
from dangvu.tasks.actions.cascading import settle
from dangvu.tasks.models import (
    Assignment,
    Digest,
    Directive,
    Duty,
    Extension,
    Indicator,
    IndicatorValue,
    InspectionWish,
    Learned,
    MemberTask,
    Reach,
    Report,
    Session,
    TaskResult,
    Urging,
)

_STANDING: tuple[type[Model], ...] = (
    Directive, Duty, Assignment, Urging, InspectionWish, Reach, Session, Learned, Report, Extension,
    MemberTask, TaskResult, Indicator, IndicatorValue, Digest,
)  # fmt: skip


# ------------------------------------------------------------------ the tree


def follow_units(moves: Sequence[Moved]) -> int:
    """Everything is read where its units stand now. A statement a table; how many assignments
    changed."""
    changed = {table: follow(table, moves) for table in _STANDING}
    petition_following.follow_units(moves)
    return changed[Assignment]


_ABOVE = """
UPDATE tasks_assignment AS a SET parent_id = (
  SELECT p.id FROM tasks_assignment AS p
  WHERE p.unit_id = m.after AND p.root_id = a.root_id AND p.organ = ''
  ORDER BY p.duty_id <> a.duty_id, p.id LIMIT 1)
FROM unnest(%s::bigint[], %s::bigint[]) AS m(unit, after), tasks_assignment AS before
WHERE a.unit_id = m.unit AND before.id = a.parent_id AND before.unit_id <> m.after
RETURNING before.id, a.parent_id
"""


def answer_above(rehung: Sequence[Rehung], **_: object) -> int:
    """What a unit had from its former superior it answers for to the new one, where that has the
    same duty; else to whoever gave it out. How many duties did."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [[one.id for one in rehung], [one.after for one in rehung]])
        rows = cursor.fetchall()
    settle({pk for pair in rows for pk in pair if pk is not None})
    return len(rows)


# ------------------------------------------------------------------ units that end

_TAKEN_OVER = """
WITH gone AS (
  SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS g(unit, heir, path)
), free AS (
  SELECT DISTINCT ON (a.duty_id, g.heir, a.organ) a.id, g.heir, g.path
  FROM tasks_assignment AS a JOIN gone AS g ON g.unit = a.unit_id
  WHERE a.stage NOT IN ('accepted', 'done') AND NOT EXISTS (
    SELECT FROM tasks_assignment AS o
    WHERE o.duty_id = a.duty_id AND o.unit_id = g.heir AND o.organ = a.organ)
  ORDER BY a.duty_id, g.heir, a.organ, a.id
)
UPDATE tasks_assignment AS a SET unit_id = free.heir, unit_path = free.path
FROM free WHERE a.id = free.id RETURNING a.id
"""
_REPORTED = """
UPDATE tasks_{table} AS r SET {columns} FROM tasks_assignment AS a
WHERE a.id = r.assignment_id AND a.id = ANY(%s) AND r.unit_path <> a.unit_path
"""
_BENEATH = """
UPDATE tasks_assignment AS c SET parent_id = h.id
FROM tasks_assignment AS a, tasks_assignment AS h,
     unnest(%s::bigint[], %s::bigint[]) AS g(unit, heir)
WHERE a.unit_id = g.unit AND c.parent_id = a.id AND h.unit_id = g.heir
  AND h.duty_id = a.duty_id AND h.organ = a.organ AND h.id <> c.id
"""
_CLOSED = """
UPDATE tasks_assignment AS a
SET stage = 'done', done_on = %s, explained = CASE
  WHEN g.heir IS NULL THEN 'Đơn vị đã kết thúc hoạt động'
  ELSE 'Đơn vị đã kết thúc hoạt động, nhiệm vụ do đơn vị tiếp nhận thực hiện' END
FROM unnest(%s::bigint[], %s::bigint[]) AS g(unit, heir)
WHERE a.unit_id = g.unit AND a.stage NOT IN ('accepted', 'done') RETURNING a.id
"""
_REACH = """
WITH gone AS (
  DELETE FROM tasks_reach AS r USING unnest(%s::bigint[]) AS g(unit)
  WHERE r.unit_id = g.unit AND r.held_on IS NULL RETURNING r.directive_id, r.unit_id
)
INSERT INTO tasks_reach (directive_id, unit_id, unit_path, received_by, opened_by)
SELECT DISTINCT gone.directive_id, h.heir, h.path, '', ''
FROM gone JOIN unnest(%s::bigint[], %s::bigint[], %s::text[]) AS h(unit, heir, path)
  ON h.unit = gone.unit_id
WHERE h.heir IS NOT NULL
ON CONFLICT (directive_id, unit_id) DO NOTHING
"""
_OWN = """
UPDATE tasks_directive AS d SET unit_id = g.heir, unit_path = g.path
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS g(unit, heir, path)
WHERE d.unit_id = g.unit AND d.state IN ('reading', 'in_force') AND NOT EXISTS (
  SELECT FROM tasks_directive AS o WHERE o.paper_id = d.paper_id AND o.unit_id = g.heir)
"""
_MADE = """
UPDATE tasks_duty AS d SET unit_id = g.heir, unit_path = g.path
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS g(unit, heir, path)
WHERE d.unit_id = g.unit
"""


def follow_ended(on: date, ended: Sequence[Ended], **_: object) -> None:
    """What a unit that ended still owed its heir owes; where the heir had the same duty, or there
    is none, the duty is closed and says why. Directives of its office go on with the heir's.

    Eight statements, and those of ``settle``, whatever the number of units.
    """
    petition_following.follow_ended(ended)
    units: list[Any] = [one.unit_id for one in ended]
    heirs: list[Any] = [one.heir.id if one.heir else None for one in ended]
    paths: list[Any] = [one.heir.path if one.heir else None for one in ended]
    kept = [(one.unit_id, one.heir.id, one.heir.path) for one in ended if one.heir is not None]
    taken: list[Any] = [list(column) for column in zip(*kept, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_OVER, taken)
        moved = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(
            _REPORTED.format(
                table="report", columns="unit_id = a.unit_id, unit_path = a.unit_path"
            ),
            [moved],
        )
        cursor.execute(
            _REPORTED.format(table="extension", columns="unit_path = a.unit_path"), [moved]
        )
        cursor.execute(_BENEATH, taken[:2])
        cursor.execute(_CLOSED, [on, units, heirs])
        closed = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_REACH, [units, units, heirs, paths])
        cursor.execute(_OWN, taken)
        cursor.execute(_MADE, taken)
    settle([*moved, *closed])


# ------------------------------------------------------------------ two records made one


def follow_merge(
    actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]
) -> None:
    """What the record given up was asked, did, raised and learned is the kept one's; what both knew
    stays with each. Writes into ``trace`` which, for ``go_back``."""
    member_tasks.follow_merge(actor, kept, other, reason, trace)
    petition_following.follow_merge(actor, kept, other, reason, trace)
    known = Learned.objects.filter(person=kept).values("directive_id")
    rows = Learned.objects.filter(person=other).exclude(directive__in=known)
    trace["learned"] = list(rows.values_list("pk", flat=True))
    _bring(trace["learned"], kept)


def go_back(actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]) -> None:
    """Takes ``follow_merge`` back for what is still the kept record's."""
    member_tasks.go_back(actor, kept, other, reason, trace)
    petition_following.go_back(actor, kept, other, reason, trace)
    rows = Learned.objects.filter(pk__in=trace.get("learned", ()), person=kept)
    _bring(list(rows.values_list("pk", flat=True)), other)


_BRING = """
UPDATE tasks_learned AS l SET person_id = p.id, unit_path = p.unit_path
FROM members_person AS p WHERE p.id = %s AND l.id = ANY(%s)
"""


def _bring(ids: Sequence[int], person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BRING, [person_id, list(ids)])
