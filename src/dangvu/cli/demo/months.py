"""The months before the demo's day are closed, by the same action as on the page."""

from datetime import timedelta

from dangvu.cli.demo.accounts import acting
from dangvu.cli.demo.units import ROOT_ID
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month

CLOSED = (Month(2025, 12), *Month(2026, 1).through(Month(2026, 4)))
DAYS_AFTER = 4


def close_months(account: str, months: tuple[Month, ...] = CLOSED) -> int:
    """Closes the province's months one after another, each on a day soon after its end."""
    for month in months:
        on = month.last() + timedelta(days=DAYS_AFTER)
        with acting(account, on) as actor:
            close_month(actor, ROOT_ID, month)
    return len(months)
