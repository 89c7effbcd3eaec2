"""Where people stand on the way to the decision, by body, without names: what forecasts read."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from dangvu.orgs.queries import label
from dangvu.rules.forecast import LONGEST, PHASES, TICK, WINDOW, Tallies, Tally
from dangvu.rules.months import add_months


def tallies(root: str, bodies: Collection[int], on: date) -> tuple[dict[int, Tallies], Tallies]:
    """Stock and flow on a day: of each of the bodies under the unit at ``root``, and of what
    stands there and under none of them. One statement; the caller has asked the scope.

    Cases are counted where they stand now; steps taken back do not count.
    """
    since = add_months(on, -WINDOW.at(on).value)
    own = {label(unit): unit for unit in bodies}
    parts: dict[int | None, dict[int, _Rows]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM admission_flow(%s, %s, %s, %s, %s)", [root, on, since, TICK, LONGEST]
        )
        for place, phase, fate, tick, people, fresh, taught in cursor.fetchall():
            by_phase = parts.setdefault(own.get(place), {})
            rows = by_phase.get(phase) or by_phase.setdefault(phase, _Rows())
            rows.by_fate[fate][tick] += people
            rows.fresh += fresh
            rows.taught += taught
    found = {
        unit: {PHASES[phase]: rows.tally() for phase, rows in by_phase.items()}
        for unit, by_phase in parts.items()
    }
    beside = found.pop(None, {})
    return {unit: found.get(unit, {}) for unit in bodies}, beside


class _Rows:
    """The numbers of one phase of one body, as they come."""

    def __init__(self) -> None:
        self.by_fate = {fate: [0] * (LONGEST + 1) for fate in ("old", "moved", "lost", "open")}
        self.fresh = self.taught = 0

    def tally(self) -> Tally:
        now = self.by_fate
        waiting = list(map(int.__add__, now["old"], now["open"]))
        return Tally(waiting, now["moved"], now["lost"], now["open"], self.fresh, self.taught)
