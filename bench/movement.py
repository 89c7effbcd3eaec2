"""Movement of the nation, of a province and of a commune, in periods near and far: the scoped user
against one whom row security does not hold, and form 3 of the same units.

    DANGVU_DATA=.bench/country .venv/bin/python bench/movement.py [--rounds 5]

Runs on the country of ``bench/country.py``.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from dangvu.cli.environment import enter, house

LIMITS = {"nuoc": 2.0, "tinh": 0.5, "xa": 0.1}
PERIODS = tuple(
    (date(year, month, 1), date(year, 12, 31))
    for year, month in ((2025, 7), (2025, 1), (2021, 1), (2017, 1))
)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=5)
    asked = words.parse_args()
    with house():
        enter()
        for username, most in LIMITS.items():
            measure(username, most, asked.rounds)


def measure(username: str, most: float, rounds: int) -> None:
    """Each period as the actor, and form 3 once."""
    from dangvu.access import queries as access
    from dangvu.access.scope import entered
    from dangvu.kernel import clock
    from dangvu.rules.statistics import Period
    from dangvu.statistics import queries, tables

    actor = access.actor_named(username, clock.today())
    assert actor is not None, f"no account {username}: run bench/country.py first"
    with entered(actor):
        of = queries.branch(actor, actor.unit_id)
        print(f"\n{of.unit.name}: {queries.movement(of, Period(*PERIODS[0])).end.total:,} members")
        for first, last in PERIODS:
            period = Period(first, last)
            took = [clocked(lambda p=period: queries.movement(of, p)) for _ in range(rounds)]
            verdict = "within" if min(took) <= most else "OVER"
            print(
                f"  movement {period.label_vi:24} {min(took) * 1000:8.1f} to"
                f" {max(took) * 1000:8.1f} ms  ({verdict} {most:g} s)"
            )
        day = Period(PERIODS[0][0], clock.today())
        for number in (3, 4):
            took_once = clocked(lambda n=number: tables.computed(actor, of, n, day))
            print(f"  form {number}-TCTW today           {took_once * 1000:10.1f} ms")


def clocked(work: Callable[[], Any]) -> float:
    """Seconds a piece of work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
