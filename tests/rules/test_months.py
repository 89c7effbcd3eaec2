"""Months, figures and days as written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.formats import (
    NBSP,
    date_text,
    decimal_text,
    integer_text,
    paper_date_text,
    percent_sign,
)
from dangvu.rules.months import Month, add_months

MONTHS = st.builds(Month, st.integers(1900, 2099), st.integers(1, 12))


@given(MONTHS)
def test_a_month_is_read_back_from_both_ways_of_writing_it(month: Month) -> None:
    assert Month.parse(month.iso) == month
    assert Month.parse(month.label_vi) == month
    assert Month.parse(f" {month.number:02}/{month.year} ") == month
    assert Month.at(month.index) == month
    assert str(month) == month.iso


@given(MONTHS)
def test_months_meet_without_a_gap(month: Month) -> None:
    assert month.last() + timedelta(days=1) == month.next().first()
    assert month.next().previous() == month
    assert month.previous() < month < month.next()
    assert Month.of(month.first()) == Month.of(month.last()) == month


@given(MONTHS, MONTHS)
def test_a_span_holds_both_ends(first: Month, last: Month) -> None:
    span = first.through(last)
    assert len(span) == max(last.index - first.index + 1, 0)
    if span:
        assert (span[0], span[-1]) == (first, last)


@pytest.mark.parametrize("text", ["", "2026", "13/2026", "2026-00", "5-2026", "٥/2026", "0000-01"])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="tháng"):
        Month.parse(text)


def test_figures_as_vietnamese_papers_write_them() -> None:
    assert integer_text(119396) == "119.396"
    assert integer_text(-1200) == "-1.200"
    assert decimal_text(Decimal("1234.565"), 2) == "1.234,57"
    assert decimal_text(Decimal("41.35"), 1) == "41,4"
    assert percent_sign("41,4") == f"41,4{NBSP}%"


@pytest.mark.parametrize(
    ("on", "screen", "paper"),
    [
        (date(2026, 2, 5), "05/02/2026", "05/02/2026"),
        (date(2026, 9, 5), "05/09/2026", "05/9/2026"),
        (date(2026, 1, 30), "30/01/2026", "30/01/2026"),
        (date(2026, 12, 31), "31/12/2026", "31/12/2026"),
    ],
)
def test_a_paper_pads_small_days_and_the_first_two_months_only(on, screen, paper) -> None:
    assert date_text(on) == screen
    assert paper_date_text(on) == paper


def test_months_later_is_the_same_day_or_the_last() -> None:
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 2, 29), 48) == date(2028, 2, 29)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-1200, 1200))
def test_months_later_lies_in_the_month_it_names(on: date, months: int) -> None:
    later = add_months(on, months)
    assert Month.of(later).index - Month.of(on).index == months
    assert later.day == on.day or (later.day < on.day and later == Month.of(later).last())
