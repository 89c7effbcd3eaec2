"""The days given beneath a duty, which may go with its own when that moves."""

from dataclasses import dataclass

from django.db import connection

from dangvu.tasks.models import Assignment
from dangvu.tasks.queries.directives import NOT_OWED

_WITH_IT = """
WITH RECURSIVE under AS (
  SELECT a.id FROM tasks_assignment AS a WHERE a.parent_id = %(top)s
  UNION ALL
  SELECT a.id FROM tasks_assignment AS a JOIN under AS u ON a.parent_id = u.id
)
SELECT a.id, a.unit_id, a.parent_id, a.due_on = %(due)s
FROM tasks_assignment AS a JOIN under AS u USING (id)
WHERE a.due_on <= %(due)s AND a.stage <> ALL(%(over)s)
  AND a.period_start IS NOT DISTINCT FROM %(period)s::date
ORDER BY a.id
"""


@dataclass(frozen=True)
class DaysBeneath:
    """Open duties made of one: those due on its own day, in how many units; ``earlier`` how many
    have an earlier day, which their units set themselves."""

    assignment_ids: tuple[int, ...]
    parent_ids: frozenset[int]
    units: int
    earlier: int


def days_beneath(held: Assignment) -> DaysBeneath:
    """What is due beneath a duty in the period now open. One statement."""
    given = {"top": held.pk, "due": held.due_on, "period": held.period_start,
             "over": [stage.value for stage in NOT_OWED]}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WITH_IT, given)
        rows = cursor.fetchall()
    same = [row for row in rows if row[3]]
    return DaysBeneath(
        tuple(row[0] for row in same), frozenset(row[2] for row in same),
        len({row[1] for row in same}), len(rows) - len(same),
    )  # fmt: skip
