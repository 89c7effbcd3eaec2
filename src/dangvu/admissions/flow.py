"""Where people stand on the way to the decision, by body, without names: what forecasts read."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from dangvu.orgs.queries import label
from dangvu.rules.forecast import LONGEST, PHASES, TICK, WINDOW, Tallies, Tally
from dangvu.rules.months import add_months

_FATES = {"old": 0, "moved": 1, "lost": 2, "open": 3}


def tallies(root: str, bodies: Collection[int], on: date) -> tuple[dict[int, Tallies], Tallies]:
    """Stock and flow on a day: of each of the bodies under the unit at ``root``, and of what
    stands there and under none of them. One statement; the caller has asked the scope.

    Cases are counted where they stand now; steps taken back do not count.
    """
    since = add_months(on, -WINDOW.at(on).value)
    own = {label(unit): unit for unit in bodies}
    parts: dict[int | None, dict[int, list[list[int]]]] = {}
    fresh: dict[tuple[int | None, int], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM admission_flow(%s, %s, %s, %s, %s)", [root, on, since, TICK, LONGEST]
        )
        for place, phase, fate, tick, people in cursor.fetchall():
            unit = own.get(place)
            if fate == "fresh":
                fresh[unit, phase] = fresh.get((unit, phase), 0) + people
                continue
            rows = parts.setdefault(unit, {}).get(phase)
            if rows is None:
                rows = parts[unit][phase] = [[0] * (LONGEST + 1) for _ in _FATES]
            rows[_FATES[fate]][tick] += people
    found = {
        unit: {
            PHASES[phase]: _tally(rows, fresh.get((unit, phase), 0)) for phase, rows in by.items()
        }
        for unit, by in parts.items()
    }
    beside = found.pop(None, {})
    return {unit: found.get(unit, {}) for unit in bodies}, beside  # type: ignore[misc]


def _tally(rows: list[list[int]], fresh: int) -> Tally:
    old, moved, lost, still = rows
    waiting = [before + now for before, now in zip(old, still, strict=True)]
    return Tally(waiting, moved, lost, still, fresh)
