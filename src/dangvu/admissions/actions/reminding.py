"""What is done of itself, day by day: reminders, and the end of keeping.

Each is one transaction that finds what is still to be done: run twice, or begun anew after it died,
it does nothing twice.
"""

from datetime import date

from django.db import connection, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require
from dangvu.admissions import cases
from dangvu.admissions.actions.cases import blank
from dangvu.admissions.actions.steps import restand_all
from dangvu.admissions.models import Case
from dangvu.kernel import audit, clock

_REMIND = """
INSERT INTO admissions_reminder (case_id, unit_path, code, due_on, mark, "on", made_at)
SELECT id, unit_path, due_code, due_on, CASE WHEN due_on < %(on)s THEN 'due' ELSE 'near' END,
  %(on)s, %(now)s
FROM admissions_case
WHERE closed_on IS NULL AND red_on <= %(on)s AND due_on IS NOT NULL
  AND unit_path >= %(path)s AND unit_path < %(path)s || '/'
ORDER BY id
ON CONFLICT (case_id, code, due_on, mark) DO NOTHING
"""
MOST_AT_ONCE = 1000


def remind(actor: Actor, on: date) -> int:
    """Reminds of every limit in the actor's branch that is nearly used up or over and was not
    reminded of at that mark; how many. One statement, and an event where there are any."""
    require(actor, Action.RECORD_CASE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_REMIND, {"on": on, "now": clock.now(), "path": actor.unit_path})
        made = cursor.rowcount
        if made:
            audit.record(
                actor, "remind_cases", unit_path=actor.unit_path,
                subject=("unit", actor.unit_id), data={"count": made},
            )  # fmt: skip
        return made


def settle(actor: Actor, on: date) -> None:
    """Open cases of the actor's branch stand where the day, the calendar and the figures have them:
    papers grow old, and what the province chose reaches every case. Eleven statements for each
    thousand."""
    require(actor, Action.RECORD_CASE)
    restand_all(cases.open_cases(actor), on)


def blank_kept(actor: Actor, on: date) -> int:
    """Blanks the cases of the actor's branch that were kept long enough after their end; how many.
    A constant number of statements for each thousand."""
    require(actor, Action.RECORD_CASE)
    over = cases.reachable(actor, Action.RECORD_CASE).filter(
        retain_until__lt=on, removed_at=None, admission=None
    )
    ids = list(over.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for begin in range(0, len(ids), MOST_AT_ONCE):
            some = ids[begin : begin + MOST_AT_ONCE]
            blank(list(Case.objects.filter(pk__in=some).select_for_update().order_by("pk")))
        if ids:
            audit.record(
                actor, "blank_kept_cases", unit_path=actor.unit_path,
                subject=("unit", actor.unit_id), data={"count": len(ids)},
            )  # fmt: skip
    return len(ids)
