"""Working days: counted from the day after, without week-ends and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.workdays import (
    HOLIDAYS,
    Calendar,
    add_working_days,
    holidays_known,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(date(2022, 1, 1), date(2028, 12, 31))
NUMBERS = st.integers(0, 200)


def test_sixty_days_from_a_cells_resolution() -> None:
    assert add_working_days(date(2026, 5, 14), 60) == date(2026, 8, 6)


def test_sixty_days_back_from_the_end_of_the_year_skip_the_day_of_culture() -> None:
    assert add_working_days(date(2026, 12, 31), -60) == date(2026, 10, 7)
    assert add_working_days(date(2026, 12, 31), -60, Calendar(())) == date(2026, 10, 8)


@given(DAYS, NUMBERS)
def test_a_deadline_is_a_working_day_that_many_days_away(start: date, days: int) -> None:
    end = add_working_days(start, days)
    assert working_days_between(start, end) == days
    assert days == 0 or is_working_day(end)
    assert working_days_between(end, start) == -days


@given(DAYS, NUMBERS)
def test_a_deadline_is_monotone(start: date, days: int) -> None:
    assert add_working_days(start, days) <= add_working_days(start, days + 1)
    assert add_working_days(start, days) <= add_working_days(start + timedelta(days=1), days)
    assert add_working_days(start, days, Calendar(())) <= add_working_days(start, days)


@given(DAYS, DAYS)
def test_counting_equals_looking_at_every_day(start: date, end: date) -> None:
    start, end = sorted((start, end))
    days = ((start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert working_days_between(start, end) == sum(map(is_working_day, days))


def test_every_holiday_is_one_row_on_a_working_week_day_in_order() -> None:
    days = [holiday.on for holiday in HOLIDAYS]
    assert days == sorted(set(days))
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_a_year_before_the_day_of_culture_has_its_holidays(year: int) -> None:
    """Eleven paid days, those on a week-end made up for."""
    assert sum(holiday.on.year == year for holiday in HOLIDAYS) == 11


def test_2026_has_the_twelfth_paid_day_and_the_made_up_day_of_the_ancestors() -> None:
    assert {date(2026, 4, 27), date(2026, 11, 24)} <= {holiday.on for holiday in HOLIDAYS}
    assert sum(holiday.on.year == 2026 for holiday in HOLIDAYS) == 12
    assert holidays_known(2026)
    assert not holidays_known(2030)
