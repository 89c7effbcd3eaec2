"""What many units did with their duties, written at once: by COPY, or one statement for many rows.

The assignments and the units to be reached exist already; they were made when the duties were
given out.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from psycopg.types.json import Jsonb

from dangvu.kernel.copying import copy_rows


class Assigned(NamedTuple):
    """A duty with a unit, as it was given out."""

    id: int
    no: str
    root_id: int
    unit_id: int
    unit_path: str
    organ: str
    period_start: date | None
    due_on: date | None


class ReachedRow(NamedTuple):
    """When a unit received and opened a paper, and held its first session."""

    unit_id: int
    received_at: datetime | None
    opened_at: datetime | None
    held_on: date | None
    by: str


class SessionRow(NamedTuple):
    """A session of a unit."""

    directive_id: int
    unit_id: int
    unit_path: str
    held_on: date
    form: str
    expected: int
    attended: int
    paper_number: str
    note: str
    recorded_at: datetime
    recorded_by: str


class StandingRow(NamedTuple):
    """How far a unit is with a duty."""

    id: int
    stage: str
    period_start: date | None
    due_on: date | None
    plan_number: str
    plan_on: date | None
    done_on: date | None


class ReportRow(NamedTuple):
    """A report of a unit. ``figures`` are those of ``tasks.figures.Known``, as dicts."""

    assignment_id: int
    directive_id: int
    root_id: int
    unit_id: int
    unit_path: str
    period_start: date | None
    period_end: date | None
    due_on: date | None
    state: str
    figures: list[dict[str, object]]
    results: str
    difficulties: str
    proposals: str
    next_steps: str
    number_symbol: str
    signed_post: str
    signed_by: str
    sent_on: date | None
    late_days: int | None
    rounds: int
    reason: str
    decided_on: date | None
    decided_by: str
    written_at: datetime
    written_by: str


def assigned(directive_id: int) -> list[Assigned]:
    """Every duty of a directive with every unit that has it, in the order of the tree."""
    with connection.cursor() as cursor:
        cursor.execute(_ASSIGNED, [directive_id])
        return [Assigned(*row) for row in cursor.fetchall()]


_ASSIGNED = """
SELECT a.id, d.no, a.root_id, a.unit_id, a.unit_path, a.organ, a.period_start, a.due_on
FROM tasks_assignment AS a JOIN tasks_duty AS d ON d.id = a.duty_id
WHERE a.directive_id = %s ORDER BY a.unit_path, d.position, a.organ
"""


def note_reached(directive_id: int, rows: Iterable[ReachedRow]) -> int:
    """Units to which a directive goes received and opened it, held a session."""
    found = list(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            _REACHED, [*(list(column) for column in zip(*found, strict=True)), directive_id]
        )
        return cursor.rowcount


_REACHED = """
UPDATE tasks_reach AS r
SET received_at = n.received_at,
    received_by = CASE WHEN n.received_at IS NULL THEN '' ELSE n.by END,
    opened_at = n.opened_at, opened_by = CASE WHEN n.opened_at IS NULL THEN '' ELSE n.by END,
    held_on = n.held_on
FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::date[], %s::text[])
     AS n(unit_id, received_at, opened_at, held_on, by)
WHERE r.directive_id = %s AND r.unit_id = n.unit_id
"""


def load_sessions(rows: Iterable[SessionRow]) -> int:
    """Writes sessions."""
    return copy_rows("tasks_session", SessionRow._fields, rows)


def note_standing(rows: Iterable[StandingRow]) -> int:
    """How far units are with their duties."""
    found = list(rows)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(column) for column in zip(*found, strict=True)])
        return cursor.rowcount


_STANDING = """
UPDATE tasks_assignment AS a
SET stage = s.stage, period_start = s.period_start, due_on = s.due_on,
    plan_number = s.plan_number, plan_on = s.plan_on, done_on = s.done_on
FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::date[], %s::text[], %s::date[], %s::date[])
     AS s(id, stage, period_start, due_on, plan_number, plan_on, done_on)
WHERE a.id = s.id
"""


def load_reports(rows: Iterable[ReportRow]) -> int:
    """Writes reports."""
    figures = ReportRow._fields.index("figures")
    return copy_rows(
        "tasks_report",
        ReportRow._fields,
        ((*row[:figures], Jsonb(row.figures), *row[figures + 1 :]) for row in rows),
    )


def load_learned(directive_id: int) -> int:
    """Of each session of a cell as many of its members as were there know the paper, chosen by
    chance that is the same each time. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LEARNED, {"directive": directive_id})
        return cursor.rowcount


_LEARNED = """
INSERT INTO tasks_learned (directive_id, person_id, unit_path, session_id)
SELECT s.directive_id, p.id, p.unit_path, s.id
FROM tasks_session AS s
JOIN LATERAL (
  SELECT id, unit_path FROM members_person
  WHERE unit_id = s.unit_id AND status IN ('CHINH_THUC', 'DU_BI')
  ORDER BY hashint8(id) LIMIT s.attended
) AS p ON true
WHERE s.directive_id = %(directive)s
ON CONFLICT (directive_id, person_id) DO NOTHING
"""
