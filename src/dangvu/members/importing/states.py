"""States that a workbook changes of persons already on record: events, and what follows."""

from datetime import date
from typing import Any

from django.db import connection

from dangvu.intake.catalogue import Occasion
from dangvu.kernel import clock
from dangvu.members.actions import many
from dangvu.members.models import Event, Status
from dangvu.rules.membership import TURNING, EventKind

_CHANGED = """
SELECT f.number, f.subject, p.unit_path, f.changes -> 'status' ->> 0, i.status, i.official_on,
       i.left_on, i.leaving
FROM intake_finding AS f JOIN incoming AS i USING (number)
JOIN members_person AS p ON p.id = f.subject
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND f.changes ? 'status'
ORDER BY f.number
"""

_FAULTS = """
INSERT INTO intake_fault
  (batch_id, unit_path, number, "column", code, message, value, blocks, read)
SELECT %s, %s, told.number, 'status', 'history', left(told.message, 1000), '', true, false
FROM unnest(%s::int[], %s::text[]) AS told (number, message)
"""


def judge(occasion: Occasion, batch_id: int, on: date) -> None:
    """Refuses rows whose state cannot follow from what is on record. Writes faults."""
    events = _events(occasion, batch_id, on)
    wrong = many.follows([e for _, e in events]) if events else {}
    if wrong:
        told = [(n, wrong[e.person_id]) for n, e in events if e.person_id in wrong]
        with connection.cursor() as cursor:
            cursor.execute(
                _FAULTS,
                [batch_id, occasion.unit_path, [n for n, _ in told], [m for _, m in told]],
            )


def follow(occasion: Occasion, batch_id: int, on: date) -> int:
    """Adds the events of changed states; histories and states follow. Gives back how many."""
    events = [event for _, event in _events(occasion, batch_id, on)]
    if events:
        many.add_events(events)
    return len(events)


def _events(occasion: Occasion, batch_id: int, on: date) -> list[tuple[int, Event]]:
    """(row, event) for every changed state; the day is that of the row, else the as-of day."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"batch": batch_id})
        rows = cursor.fetchall()
    now = clock.now()
    return [
        (
            number,
            Event(
                person_id=person_id, unit_path=path, batch=batch_id, recorded_at=now,
                recorded_by=occasion.actor.name, **_decided(on, *told),
            ),
        )
        for number, person_id, path, *told in rows
    ]  # fmt: skip


_TURNS = {status: kind for kind, status in TURNING.items()}


def _decided(
    on: date, before: str, after: str, official_on: date | None, left_on: date | None, leaving: str
) -> dict[str, Any]:
    if leaving:
        return {"kind": leaving, "effective_on": left_on or on}
    if after in _TURNS:
        return {"kind": _TURNS[Status(after)], "effective_on": left_on or on}
    if before == Status.PROBATIONARY and after == Status.OFFICIAL:
        return {"kind": EventKind.RECOGNISED, "effective_on": official_on or on}
    return {"kind": EventKind.RESUMED, "effective_on": on}
