"""Periods of duties that recur, as they went by: reported in time, late, or never."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from dangvu.rules.duties import (
    NO_PERIODS,
    REPORTED_ON,
    Period,
    PeriodCount,
    overdue_through,
    periods_due,
)
from dangvu.rules.obligations import Every
from dangvu.tasks.models import Assignment, Report

#: A report that came back is owed again.
_IN = (Report.State.SENT, Report.State.ACCEPTED)
#: Reports by duty of a unit and period: how many days late, None where they are not in yet.
Told = dict[int, dict[date, int | None]]

_periods = lru_cache(4096)(periods_due)


def past_periods(
    rows: QuerySet[Assignment], on: date, since: date | None = None
) -> dict[int, PeriodCount]:  # fmt: skip
    """Of each duty reported on again and again among some, by its id: how its periods went whose
    day in time lies between two days (``since`` None: from the first one). A period begins to
    count with the first the unit reported on, or the one now open; of the one now open the day may
    have been put off. Two statements."""
    reported = rows.filter(duty__product__in=[one.value for one in REPORTED_ON])
    recurring = reported.exclude(duty__every="").exclude(period_start=None).order_by()
    facts = list(recurring.values_list(
        "pk", "period_start", "due_on", "duty__every", "duty__times", "duty__by_day",
        "duty__by_month", "duty__due_inclusive",
    ))  # fmt: skip
    told = _told([row[0] for row in facts], on)
    found = {}
    for pk, opened, due_on, every, times, by_day, by_month, inclusive in facts:
        answers = told.get(pk, {})
        assert opened is not None
        first = min([opened, *answers])
        periods = _periods(Every(every), times, by_day, by_month, first, on, inclusive=inclusive)
        found[pk] = _counted(periods, opened, due_on, answers, on, since)
    return found


def _told(assignment_ids: Collection[int], on: date) -> Told:
    rows = Report.objects.filter(assignment__in=assignment_ids).exclude(period_start=None)
    found: Told = {}
    for pk, start, state, sent_on, days in rows.values_list(
        "assignment_id", "period_start", "state", "sent_on", "late_days"
    ):
        assert start is not None
        known = state in _IN and sent_on is not None and sent_on <= on
        found.setdefault(pk, {})[start] = (days or 0) if known else None
    return found


def _counted(
    periods: list[Period], opened: date, due_on: date | None, answers: dict[date, int | None],
    on: date, since: date | None,
) -> PeriodCount:  # fmt: skip
    over, total = overdue_through(on), NO_PERIODS
    for period in periods:
        due = due_on if period.start == opened and due_on else period.due_on
        if due is None or due > on or (since is not None and due < since):
            continue
        days = answers.get(period.start)
        if days is None:
            total += PeriodCount(missed=int(due <= over))
        else:
            total += PeriodCount(in_time=int(not days), late=int(days > 0))
    return total
