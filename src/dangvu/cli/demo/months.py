"""The months before the demo's day are closed, by the same action as on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.conf import settings

from dangvu.access.queries import actor_named
from dangvu.access.scope import entered
from dangvu.cli.demo.units import ROOT_ID
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month

CLOSED = (Month(2025, 12), *Month(2026, 1).through(Month(2026, 4)))
DAYS_AFTER = 4


def close_months(account: str, months: tuple[Month, ...] = CLOSED) -> int:
    """Closes the province's months one after another, each on a day soon after its end."""
    for month in months:
        on = month.last() + timedelta(days=DAYS_AFTER)
        actor = actor_named(account, on)
        if actor is None:
            raise LookupError(f"no account {account}")
        with _day(on), entered(actor):
            close_month(actor, ROOT_ID, month)
    return len(months)


@contextmanager
def _day(on: date) -> Iterator[None]:
    """Lets the demo's clock stand on a day."""
    before = settings.DEMO_TODAY
    settings.DEMO_TODAY = on.isoformat()
    try:
        yield
    finally:
        settings.DEMO_TODAY = before
