"""The table of days off is what the package holidays says today; nothing in it is kept by hand."""

import runpy
from datetime import date

import pytest
from tests.house.tree import ROOT

from dangvu.rules.holidays import DAYS_OFF, EXCHANGED
from dangvu.rules.workdays import EXCHANGES, HOLIDAYS, Calendar, Override, holidays_known

MAKER = ROOT / "scripts" / "holidays_table.py"


def test_the_table_is_fresh() -> None:
    made = runpy.run_path(str(MAKER))
    assert made["TABLE"].read_text(encoding="utf-8") == made["text"]()


def test_every_day_off_says_how_sure_it_is() -> None:
    known = {holiday.on.year for holiday in HOLIDAYS if holiday.basis.rule == "R0.2"}
    assert known == set(range(2020, 2036))
    assert all(
        holiday.basis.confidence.confirmed <= holidays_known(holiday.on.year)
        for holiday in HOLIDAYS
    )


@pytest.mark.parametrize(("off", "worked"), EXCHANGED)
def test_an_office_takes_an_exchange_over_and_counts_as_many_days(off: date, worked: date) -> None:
    default = Calendar()
    office = default.with_overrides(EXCHANGES)
    assert off not in dict(DAYS_OFF)
    assert default.is_working(off)
    assert not default.is_working(worked)
    assert not office.is_working(off)
    assert office.is_working(worked)
    first, last = date(off.year, 1, 1), date(off.year, 12, 31)
    assert office.between(first, last) == default.between(first, last)
    assert office.worked(first, last) == (worked,)


def test_the_last_word_of_an_office_on_a_day_holds() -> None:
    day = date(2026, 9, 1)
    opened = Calendar().with_overrides([_said(day, True)])
    assert opened.is_working(day)
    assert not opened.with_overrides([_said(day, False)]).is_working(day)
    saturday = Calendar().with_overrides([_said(date(2026, 8, 22), True)])
    assert saturday.with_overrides(()).is_working(date(2026, 8, 22))


def _said(on: date, working: bool) -> Override:
    return Override(on, working, "Quyết định của cơ quan")
