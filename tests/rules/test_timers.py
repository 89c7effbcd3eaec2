"""Limits in working days that explain themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.timers import Alert, Timer, Unit, timer
from dangvu.rules.workdays import EXCHANGES, Calendar, is_working_day

BASIS = Basis("R4.1", "Một quy định", "", Confidence.V)
LIMIT = Timer("Thời hạn thử", date(2026, 8, 3), 60, BASIS)
STARTS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
DAY = timedelta(days=1)


def test_a_limit_says_how_it_was_counted() -> None:
    assert LIMIT.due_on == date(2026, 10, 28)
    assert LIMIT.explain() == (
        "60 ngày làm việc từ 03/8/2026, trừ thứ bảy, chủ nhật và ngày nghỉ 01/9/2026, 02/9/2026 "
        "(Quốc khánh): đến hết ngày 28/10/2026."
    )
    assert LIMIT.state(date(2026, 10, 27)) == "còn 1 ngày làm việc"
    assert LIMIT.state(date(2026, 10, 28)) == "hết hạn hôm nay"
    assert LIMIT.state(date(2026, 10, 30)) == "quá hạn 2 ngày làm việc"
    assert Timer("…", date(2026, 10, 2), 5, BASIS).state(date(2026, 10, 10)) == "quá hạn"


def test_a_year_without_a_table_of_holidays_is_said() -> None:
    late = Timer("…", date(2026, 12, 1), 30, BASIS)
    assert late.explain().endswith("Ngày nghỉ lễ năm 2027 là dự kiến nên hạn có thể thay đổi.")
    early = Timer("…", date(2019, 12, 2), 30, BASIS)
    assert early.explain().endswith("Chưa có bảng ngày nghỉ lễ năm 2019 nên hạn có thể muộn hơn.")
    assert Timer("…", date(2026, 10, 1), 5, BASIS).explain() == (
        "5 ngày làm việc từ 01/10/2026, trừ thứ bảy, chủ nhật: đến hết ngày 08/10/2026."
    )


@pytest.mark.parametrize(
    ("used", "alert"),
    [
        (0, Alert.NONE),
        (29, Alert.NONE),
        (30, Alert.HALF),
        (47, Alert.HALF),
        (48, Alert.NEAR),
        (59, Alert.NEAR),
        (60, Alert.DUE),
        (90, Alert.DUE),
    ],
)
def test_marks(used: int, alert: Alert) -> None:
    day = Timer("…", LIMIT.start, used, BASIS).due_on if used else LIMIT.start
    assert LIMIT.used(day) == used
    assert LIMIT.alert(day) is alert
    assert LIMIT.alert(LIMIT.start - 30 * DAY) is Alert.NONE


@given(STARTS, st.integers(1, 90), st.integers(-10, 200))
def test_a_limit_only_runs_on(start: date, days: int, shift: int) -> None:
    limit = Timer("…", start, days, BASIS)
    on = start + shift * DAY
    assert limit.percent(on) <= limit.percent(on + DAY)
    assert list(Alert).index(limit.alert(on)) <= list(Alert).index(limit.alert(on + DAY))
    assert limit.used(on) + limit.left(on) == days


@given(STARTS, st.integers(1, 90))
def test_the_last_day_is_a_working_day_and_the_whole_limit(start: date, days: int) -> None:
    limit = Timer("…", start, days, BASIS)
    assert is_working_day(limit.due_on)
    assert limit.percent(limit.due_on) == 100
    assert limit.alert(limit.due_on) is Alert.DUE
    assert limit.percent(limit.due_on - DAY) < 100
    assert not limit.overdue(limit.due_on)
    assert limit.overdue(limit.due_on + DAY)


def test_a_limit_keeps_the_version_of_the_day_it_began() -> None:
    turned = date(2026, 7, 26)
    rule = Rule(
        "r", "Thời hạn", "", (Dated(10, BEGINNING, turned, BASIS), Dated(20, turned, None, BASIS))
    )
    assert timer(rule, turned - DAY).n == 10
    assert timer(rule, turned).n == 20


@pytest.mark.parametrize(
    ("start", "n", "brief"),
    [
        (date(2026, 8, 3), 30, "30 ngày làm việc từ 03/8/2026, trừ 01–02/9 → 16/9/2026"),
        (date(2026, 3, 2), 5, "5 ngày làm việc từ 02/3/2026 → 09/3/2026"),
        (
            date(2026, 4, 20), 60,
            "60 ngày làm việc từ 20/4/2026, trừ 27/4, 30/4–01/5 → 16/7/2026",
        ),
    ],
)  # fmt: skip
def test_a_limit_on_one_line_names_the_days_left_out(start: date, n: int, brief: str) -> None:
    assert Timer("…", start, n, BASIS).brief() == brief


def test_an_office_that_works_a_saturday_says_so() -> None:
    office = Calendar().with_overrides(EXCHANGES)
    limit = Timer("…", date(2026, 8, 3), 30, BASIS, calendar=office)
    assert limit.due_on == date(2026, 9, 16)
    assert limit.brief() == "30 ngày làm việc từ 03/8/2026, trừ 31/8–02/9 → 16/9/2026"
    assert "31/8/2026 (Nghỉ, làm bù ngày 22/08/2026)" in limit.explain()
    assert "tính cả ngày làm bù 22/8/2026" in limit.explain()


def test_limits_in_months_and_in_days_of_the_calendar() -> None:
    months = Timer("…", date(2026, 8, 31), 6, BASIS, Unit.MONTHS)
    assert months.due_on == date(2027, 2, 28)
    assert months.explain() == "6 tháng từ 31/8/2026: đến hết ngày 28/02/2027."
    assert months.state(date(2027, 2, 26)) == "còn 2 ngày"
    days = Timer("…", date(2026, 8, 31), 10, BASIS, Unit.DAYS)
    assert days.due_on == date(2026, 9, 10)
    assert days.skipped == ()
    assert days.percent(date(2026, 9, 5)) == 50
