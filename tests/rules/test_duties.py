"""Duties: stages, lateness by working days, periods, what comes up from beneath."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.duties import (
    FLOW,
    Allowed,
    Beneath,
    Facts,
    Refused,
    Stage,
    Standing,
    advanced,
    duty_called,
    duty_title,
    first_period,
    grace_end,
    late_days,
    may_become,
    next_period,
    overdue_through,
    period_of,
    rolled_up,
    settled,
    shown,
)
from dangvu.rules.obligations import Every, Product
from dangvu.rules.report_duties import FILE, states
from dangvu.rules.workdays import DEFAULT

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDAR = st.sampled_from([Every.WEEK, Every.MONTH, Every.QUARTER, Every.HALF_YEAR, Every.YEAR])
STAGES = st.sampled_from(list(Stage))
PRODUCTS = st.sampled_from(list(Product))
FACTS = st.builds(
    Facts, PRODUCTS, *[st.booleans()] * 6,
    st.integers(0, 3), st.integers(0, 3), st.booleans(),
)  # fmt: skip
BENEATH = st.integers(0, 5).flatmap(
    lambda total: st.integers(0, total).flatmap(
        lambda opened: st.builds(
            Beneath, st.just(total), st.integers(0, total), st.just(opened), st.integers(0, opened)
        )
    )
)

# ------------------------------------------------------------------ lateness


@pytest.mark.parametrize(
    ("due", "on", "days"),
    [
        (date(2026, 5, 29), date(2026, 5, 29), 0),  # Friday
        (date(2026, 5, 29), date(2026, 5, 31), 0),
        (date(2026, 5, 29), date(2026, 6, 1), 1),
        (date(2026, 5, 30), date(2026, 6, 1), 0),  # Saturday: Monday is in time
        (date(2026, 5, 30), date(2026, 6, 2), 1),
        (date(2026, 4, 29), date(2026, 5, 4), 1),  # two days off between
        (None, date(2026, 6, 1), 0),
    ],
)
def test_late_is_counted_in_working_days(due, on, days) -> None:
    assert late_days(due, on) == days


@given(DAYS, DAYS)
def test_the_condition_for_tables_says_the_same(due, on) -> None:
    assert (late_days(due, on) > 0) == (due <= overdue_through(on))


@given(DAYS, st.integers(0, 400))
def test_nothing_gets_less_late_with_time(due, more) -> None:
    assert late_days(due, due + timedelta(days=more)) <= late_days(due, due + timedelta(more + 1))


@given(DAYS)
def test_the_day_of_grace_is_a_working_day_unless_the_day_itself_is(due) -> None:
    assert DEFAULT.is_working(grace_end(due))
    assert late_days(due, grace_end(due)) == 0


# ------------------------------------------------------------------ what is shown


def test_over_and_late_beneath_is_never_shown_as_done() -> None:
    told = shown(Standing(Stage.DONE, None, late_below=2), date(2026, 6, 1))
    assert told.late
    assert not told.stage.over
    assert told.word_vi != Stage.DONE.label_vi
    assert shown(Standing(Stage.DONE, None, 2, explained=True), date(2026, 6, 1)).stage.over


@given(STAGES, DAYS, DAYS, st.integers(0, 3))
def test_done_is_shown_only_where_nothing_is_late_beneath(stage, due, on, below) -> None:
    told = shown(Standing(stage, due, below), on)
    assert not (told.stage.over and below)
    assert told.late_days == 0 or told.late


def test_reported_in_time_waits_for_the_superior_and_is_not_late() -> None:
    assert not shown(Standing(Stage.REPORTED, date(2026, 1, 5)), date(2026, 6, 1)).late


# ------------------------------------------------------------------ the flow


@given(STAGES, STAGES, FACTS)
def test_only_what_the_flow_names_is_allowed(before, after, facts) -> None:
    answer = may_become(before, after, facts)
    if isinstance(answer, Allowed):
        assert answer.stage is after
        assert after in FLOW[before]
    else:
        assert answer.message_vi


@given(STAGES, FACTS)
def test_done_needs_its_product_and_nothing_late_beneath(stage, facts) -> None:
    if isinstance(may_become(stage, Stage.DONE, facts), Allowed):
        assert not facts.recurring
        assert not facts.late_below or facts.explained


@pytest.mark.parametrize(
    ("product", "facts"),
    [
        (Product.REPORT, {}),
        (Product.PLAN, {}),
        (Product.ATTENDANCE, {"plan_recorded": True}),
        (Product.ATTENDANCE, {"session_held": True, "all_know": False}),
        (Product.INDICATOR, {"session_held": True}),
    ],
)
def test_without_its_product_nothing_is_done(product, facts) -> None:
    answer = may_become(Stage.IN_PROGRESS, Stage.DONE, Facts(product, **facts))
    assert isinstance(answer, Refused)
    assert answer.code == "product_missing"


@given(STAGES, st.sampled_from([Stage.DISSEMINATED, Stage.PLANNED, Stage.IN_PROGRESS]))
def test_what_is_recorded_later_never_goes_back(stage, event) -> None:
    order = list(Stage)
    assert order.index(advanced(stage, event)) >= order.index(stage)


@given(STAGES, FACTS, BENEATH)
def test_settling_twice_changes_nothing_more_than_a_step_of_the_flow(stage, facts, below) -> None:
    once = settled(stage, facts, below)
    assert once is stage or once in FLOW[stage]
    twice = settled(once, facts, below)
    assert settled(twice, facts, below) is twice


@given(STAGES, FACTS, BENEATH)
def test_a_parent_is_not_done_over_what_is_open(stage, facts, below) -> None:
    if settled(stage, facts, below) is Stage.DONE:
        assert below.open == 0 or (facts.explained and below.open == below.late)


# ------------------------------------------------------------------ the roll-up


@given(st.lists(st.tuples(STAGES, st.integers(1, 50)), max_size=12), st.integers(0, 9))
def test_the_roll_up_counts_everything_once(counts, late) -> None:
    found = rolled_up([(stage.value, number) for stage, number in counts], late)
    assert found.total == sum(number for _, number in counts)
    assert (found.share_done is None) == (not counts)
    assert found.share_done != 100 or found.done == found.total


# ------------------------------------------------------------------ periods


@pytest.mark.parametrize(
    ("every", "times", "day", "month", "on", "start", "due"),
    [
        (Every.MONTH, 1, 20, None, date(2026, 5, 12), date(2026, 5, 1), date(2026, 5, 20)),
        (Every.MONTH, 1, 31, None, date(2026, 2, 12), date(2026, 2, 1), date(2026, 2, 28)),
        (Every.QUARTER, 1, 15, None, date(2026, 5, 12), date(2026, 4, 1), date(2026, 6, 15)),
        (Every.HALF_YEAR, 1, None, None, date(2026, 5, 12), date(2026, 1, 1), date(2026, 6, 30)),
        (Every.YEAR, 1, 30, 11, date(2026, 5, 12), date(2026, 1, 1), date(2026, 11, 30)),
        (Every.YEAR, 2, None, None, date(2026, 8, 12), date(2026, 7, 1), date(2026, 12, 31)),
        (Every.QUARTER, 3, None, None, date(2026, 5, 12), date(2026, 5, 1), date(2026, 5, 31)),
        (Every.WEEK, 1, 5, None, date(2026, 5, 13), date(2026, 5, 11), date(2026, 5, 15)),
    ],
)
def test_a_period_has_a_start_and_a_last_day(every, times, day, month, on, start, due) -> None:
    found = period_of(every, times, day, month, on)
    assert (found.start, found.due_on) == (start, due)


def test_before_the_day_named_is_the_day_before() -> None:
    found = period_of(Every.MONTH, 1, 25, None, date(2026, 5, 12), inclusive=False)
    assert found.due_on == date(2026, 5, 24)


@given(CALENDAR, st.integers(1, 12), DAYS)
def test_periods_follow_each_other_without_gap(every, times, on) -> None:
    found = [period_of(every, times, None, None, on)]
    assert found[0].start <= on <= found[0].end
    for _ in range(15):
        found.append(next_period(every, times, None, None, found[-1].start))
    for one, other in pairwise(found):
        assert other.start == one.end + timedelta(days=1)
        assert one.due_on == one.end


@given(CALENDAR, st.none() | st.integers(1, 31), st.none() | st.integers(1, 12), DAYS)
def test_what_is_given_has_its_whole_time(every, day, month, since) -> None:
    found = first_period(every, 1, day, month, since)
    assert found.due_on >= since
    later = next_period(every, 1, day, month, found.start)
    assert later.due_on > found.due_on


@pytest.mark.parametrize("every", [Every.TERM, Every.REVIEW])
def test_what_an_office_sets_has_no_reckoned_day(every) -> None:
    here = first_period(every, 1, None, None, date(2026, 5, 12))
    after = next_period(every, 1, None, None, here.start)
    assert (here.due_on, after.due_on) == (None, None)
    assert after.start > here.start


def test_the_page_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == states(), "run: make docs"


def test_a_duty_beneath_a_heading_that_says_little_is_called_by_what_it_asks() -> None:
    asked = "Lập kế hoạch kết nạp đảng viên năm 2026."
    assert duty_called("NHIỆM VỤ, GIẢI PHÁP", asked) == f"NHIỆM VỤ, GIẢI PHÁP: {asked[:-1]}"
    assert duty_called("", asked) == duty_called(asked, asked) == asked[:-1]
    title = duty_title("Tổ chức thực hiện", "Báo cáo kết quả về Ban Tổ chức " * 10)
    assert len(title) <= 140
    assert title.startswith("Tổ chức thực hiện: Báo cáo")
    assert title[-1] == "…"
