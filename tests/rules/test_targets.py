"""The class of a body in a month: edges, exceptions, and what holds for all facts and policies."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dangvu.rules.basis import Confidence
from dangvu.rules.targets import (
    DEFAULT_POLICY,
    Class,
    DateBasis,
    Facts,
    Mode,
    Month,
    Policy,
    Reason,
    classify,
    explain,
    needed,
    pace_text,
    percent_text,
    short_text,
    tally,
)

MAY = Month(2026, 5)
FIXED = replace(
    DEFAULT_POLICY, mode=Mode.FIXED, high_from=Decimal("0.5"), medium_from=Decimal("0.1")
)
BY_PLAN = replace(DEFAULT_POLICY, mode=Mode.PLAN)


def may(target: int | None, *months: int, **more) -> Facts:
    return Facts.of_year(MAY, target=target, months=months or (0,) * 5, **more)


def spread(facts: Facts, count: int) -> Facts:
    """The same facts with ``count`` persons in all, admitted in the first month."""
    return replace(facts, months=(count, *(0 for _ in facts.months[1:])))


# --- strategies -----------------------------------------------------------------------------

COUNTS = st.integers(0, 12)
PLANS = st.lists(COUNTS, min_size=12, max_size=12).map(tuple)
TARGETS = st.integers(1, 300)
ANY_TARGETS = st.one_of(st.none(), st.just(0), TARGETS)
EDGES = st.decimals(Decimal("0.01"), Decimal("1.5"), places=3)


@st.composite
def policies(draw, modes=tuple(Mode)) -> Policy:
    mode = draw(st.sampled_from(modes))
    low, high = sorted(draw(st.tuples(EDGES, EDGES).filter(lambda edges: edges[0] != edges[1])))
    if mode is Mode.FIXED:
        low, high = low / 2, high / 2
    streak = draw(st.integers(1, 12))
    basis = draw(st.sampled_from(DateBasis))
    return Policy(date(2026, 1, 1), mode, high, low, basis, streak, Confidence.D, "thử")


@st.composite
def years(draw, targets=ANY_TARGETS) -> Facts:
    """A body at the end of some month of 2024 (a leap year) or 2026."""
    year = draw(st.sampled_from((2024, 2026)))
    number = draw(st.integers(1, 12))
    born = draw(st.one_of(st.none(), st.dates(date(year, 1, 1), date(year, 12, 31))))
    return Facts.of_year(
        Month(year, number),
        target=draw(targets),
        months=tuple(draw(st.lists(COUNTS, min_size=number, max_size=number))),
        plan=draw(st.one_of(st.none(), PLANS)),
        starts_on=born,
        zero_before=draw(st.integers(0, 4)),
    )


OWING = years(targets=TARGETS)


# --- the rule on known figures --------------------------------------------------------------


def test_the_end_of_may_is_151_days_of_365() -> None:
    verdict = classify(may(26, 1, 2, 0, 3, 0), DEFAULT_POLICY)
    assert verdict.elapsed_percent == Decimal("41.369863013")
    assert verdict.percent == Decimal("23.076923076")
    assert verdict.pace == Decimal("0.557819663")
    assert (verdict.cls, verdict.reason) == (Class.LOW, Reason.MEASURED)
    assert (verdict.cumulative, verdict.remaining, verdict.projected) == (6, 20, 15)


@pytest.mark.parametrize(
    ("count", "cls"),
    [(290, Class.MEDIUM), (289, Class.LOW), (414, Class.HIGH), (413, Class.MEDIUM)],
)
def test_the_bands_at_the_end_of_may_are_29_and_41_4_per_cent(count: int, cls: Class) -> None:
    assert classify(may(1000, count, 0, 0, 0, 0), DEFAULT_POLICY).cls is cls


@pytest.mark.parametrize(
    ("count", "cls"),
    [(1810, Class.HIGH), (1809, Class.MEDIUM), (1267, Class.MEDIUM), (1266, Class.LOW)],
)
def test_the_lower_edge_belongs_to_the_band(count: int, cls: Class) -> None:
    """By 30 June, 181 days of 365, ten persons of 3.650 make a day."""
    facts = Facts.of_year(Month(2026, 6), target=3650, months=(count, 0, 0, 0, 0, 0))
    assert classify(facts, DEFAULT_POLICY).cls is cls


def test_a_leap_year_has_366_days() -> None:
    facts = Facts.of_year(Month(2024, 2), target=10, months=(0, 0))
    assert facts.elapsed == Fraction(60, 366)


def test_fixed_thresholds_are_shares_of_the_target() -> None:
    assert classify(may(100, 50, 0, 0, 0, 0), FIXED).cls is Class.HIGH
    assert classify(may(100, 49, 0, 0, 0, 0), FIXED).cls is Class.MEDIUM
    assert classify(may(100, 10, 0, 0, 0, 0), FIXED).cls is Class.MEDIUM
    assert classify(may(100, 9, 0, 0, 0, 0), FIXED).cls is Class.LOW
    assert classify(may(100, 9, 0, 0, 0, 0), FIXED).expected is None


PLAN = (0, 0, 2, 2, 6, 0, 2, 2, 2, 2, 1, 1)


@pytest.mark.parametrize(
    ("count", "cls"), [(10, Class.HIGH), (9, Class.MEDIUM), (7, Class.MEDIUM), (6, Class.LOW)]
)
def test_a_plan_is_held_to_its_own_sum_by_the_month(count: int, cls: Class) -> None:
    verdict = classify(may(20, count, 0, 0, 0, 0, plan=PLAN), BY_PLAN)
    assert (verdict.cls, verdict.measured_by, verdict.expected) == (cls, Mode.PLAN, 10)
    assert verdict.pace == Decimal(count) / 10


def test_without_a_plan_time_is_the_measure() -> None:
    for plan in (None, (0,) * 12):
        verdict = classify(may(26, 1, 2, 0, 3, 0, plan=plan), BY_PLAN)
        assert verdict == classify(may(26, 1, 2, 0, 3, 0, plan=plan), DEFAULT_POLICY)
        assert verdict.measured_by is Mode.ELAPSED


def test_the_month_that_is_not_over_is_not_yet_due_by_the_plan() -> None:
    facts = replace(may(20, plan=PLAN), on=date(2026, 5, 30))
    assert facts.planned == 4
    assert replace(facts, on=date(2026, 5, 31)).planned == 10


# --- no class, completed, early, created ----------------------------------------------------


@pytest.mark.parametrize(("target", "reason"), [(None, Reason.NO_TARGET), (0, Reason.ZERO_TARGET)])
@pytest.mark.parametrize("policy", [DEFAULT_POLICY, FIXED, BY_PLAN], ids=lambda p: p.mode)
def test_without_a_target_there_is_no_class_and_nobody_is_at_fault(target, reason, policy) -> None:
    for count in (0, 7):
        verdict = classify(may(target, count, 0, 0, 0, 0), policy)
        assert (verdict.cls, verdict.reason) == (Class.NONE, reason)
        assert (verdict.zero, verdict.completed, verdict.accountability) == (False,) * 3
        assert verdict.percent is verdict.pace is verdict.expected is None
        assert verdict.cumulative == count
    assert verdict.zero_months == 4


@given(OWING, policies())
def test_a_target_that_is_met_is_high_and_completed(facts: Facts, policy: Policy) -> None:
    verdict = classify(spread(facts, facts.target), policy)
    assert (verdict.cls, verdict.reason) == (Class.HIGH, Reason.COMPLETED)
    assert verdict.completed
    assert verdict.remaining == 0
    assert not verdict.accountability
    assert classify(spread(facts, facts.target + 9), policy).remaining == 0


def test_a_plan_with_nothing_due_gives_no_class_until_somebody_is_admitted() -> None:
    late = (0,) * 11 + (20,)
    nobody = classify(may(20, plan=late), BY_PLAN)
    assert (nobody.cls, nobody.reason, nobody.zero) == (Class.NONE, Reason.NOT_DUE, False)
    assert (nobody.pace, nobody.projected, nobody.zero_months) == (None, None, 5)
    somebody = classify(may(20, 0, 0, 0, 1, 0, plan=late), BY_PLAN)
    assert (somebody.cls, somebody.reason) == (Class.HIGH, Reason.EARLY)


def test_a_body_created_in_the_year_answers_from_its_first_day() -> None:
    facts = may(16, 0, 0, 0, 4, 1, starts_on=date(2026, 3, 15))
    assert facts.elapsed == Fraction(78, 292)
    assert classify(facts, DEFAULT_POLICY).cls is Class.HIGH
    assert classify(replace(facts, starts_on=None), DEFAULT_POLICY).cls is Class.MEDIUM


def test_before_a_body_exists_nothing_is_due() -> None:
    facts = may(16, starts_on=date(2026, 6, 1), plan=PLAN)
    for policy in (DEFAULT_POLICY, FIXED, BY_PLAN):
        verdict = classify(facts, policy)
        assert (verdict.cls, verdict.zero_months) == (Class.NONE, 0)
        assert verdict.elapsed_percent == 0
    assert short_text(facts, DEFAULT_POLICY, verdict) == "đơn vị chưa thành lập"


def test_a_term_is_measured_by_its_own_days() -> None:
    term = Facts(
        target=200,
        months=(0,) * 9 + (60,),
        on=date(2026, 7, 31),
        period_start=date(2025, 10, 15),
        period_end=date(2030, 10, 14),
    )
    assert term.elapsed == Fraction(290, 1826)
    assert classify(term, DEFAULT_POLICY).cls is Class.HIGH
    assert classify(replace(term, months=(0,) * 10), DEFAULT_POLICY).zero_months == 9


# --- months at zero -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "streak"),
    [((0, 0, 0, 0, 0), 5), ((3, 0, 0, 0, 0), 4), ((0, 0, 0, 0, 1), 0), ((0, 2, 0, 1, 0), 1)],
)
def test_the_streak_runs_back_from_this_month(months, streak) -> None:
    verdict = classify(may(20, *months), DEFAULT_POLICY)
    assert verdict.zero_months == streak
    assert verdict.accountability == (streak >= 3)
    assert verdict.zero == (sum(months) == 0)


def test_the_streak_reaches_back_into_the_year_before_only_unbroken() -> None:
    assert classify(may(20, zero_before=4), DEFAULT_POLICY).zero_months == 9
    assert classify(may(20, 0, 1, 0, 0, 0, zero_before=4), DEFAULT_POLICY).zero_months == 3
    born = may(20, zero_before=4, starts_on=date(2026, 2, 1))
    assert classify(born, DEFAULT_POLICY).zero_months == 4


def test_a_month_that_is_not_whole_neither_counts_nor_breaks() -> None:
    born = may(20, starts_on=date(2026, 3, 2))
    assert classify(born, DEFAULT_POLICY).zero_months == 2
    running = replace(may(20, 1, 0, 0, 0, 0), on=date(2026, 5, 12))
    assert classify(running, DEFAULT_POLICY).zero_months == 3
    assert classify(replace(running, months=(1, 0, 0, 0, 1)), DEFAULT_POLICY).zero_months == 0


@given(OWING, policies())
def test_accountability_is_the_policys_streak_on_a_target_not_met(facts, policy) -> None:
    verdict = classify(facts, policy)
    owed = verdict.zero_months >= policy.zero_months and not verdict.completed
    assert verdict.accountability == owed


@given(OWING, policies())
def test_zero_is_low_with_nobody_and_low_with_nobody_is_zero(facts: Facts, policy) -> None:
    verdict = classify(spread(facts, 0), policy)
    assert verdict.zero == (verdict.cls is Class.LOW)
    assert verdict.cls in (Class.LOW, Class.NONE)
    assert (verdict.cls is Class.NONE) == (verdict.reason is Reason.NOT_DUE)
    assert not classify(spread(facts, 1), policy).zero


# --- what holds for all ---------------------------------------------------------------------


@given(years(), policies())
def test_every_fact_has_a_verdict_and_its_words(facts: Facts, policy: Policy) -> None:
    verdict = classify(facts, policy)
    assert verdict.cumulative == sum(facts.months)
    assert 0 <= verdict.elapsed_percent <= 100
    explanation = explain(facts, policy, verdict)
    assert explanation.short_vi == short_text(facts, policy, verdict)
    assert all(line.endswith(".") for line in explanation.lines_vi)
    assert explanation.basis.confidence is policy.confidence


@given(OWING, policies())
def test_one_admission_more_never_lowers_anything(facts: Facts, policy: Policy) -> None:
    before = classify(facts, policy)
    after = classify(replace(facts, months=(*facts.months[:-1], facts.months[-1] + 1)), policy)
    assert after.cls.rank >= before.cls.rank
    assert after.percent > before.percent
    if before.pace is not None:
        assert after.pace > before.pace
        assert after.projected >= before.projected
    assert after.remaining <= before.remaining


@given(OWING, policies(), st.integers(1, 11))
def test_later_with_the_same_counts_is_never_better(facts: Facts, policy, months) -> None:
    until = Month.at(Month.of(facts.on).index + months)
    assume(until.year == facts.on.year)
    later = replace(facts, on=until.last(), months=(*facts.months, *(0,) * months))
    now, then = classify(facts, policy), classify(later, policy)
    if now.cls is not Class.NONE:
        assert then.cls.rank <= now.cls.rank
    if now.pace is not None:
        assert then.pace <= now.pace
        assert then.projected <= now.projected
    assert then.elapsed_percent >= now.elapsed_percent
    assert then.zero_months >= now.zero_months or facts.cumulative


@given(OWING, policies(), st.integers(2, 9))
def test_a_plan_blown_up_or_thinned_out_changes_no_class(facts: Facts, policy, times) -> None:
    assume(facts.plan is not None)
    blown = replace(facts, plan=tuple(number * times for number in facts.plan))
    assert classify(blown, policy) == classify(facts, policy)


@given(years(), policies())
def test_a_projection_is_at_least_what_is_done_and_at_the_end_exactly_that(facts, policy) -> None:
    verdict = classify(facts, policy)
    if verdict.projected is not None:
        assert verdict.projected >= verdict.cumulative
        if facts.on == facts.period_end:
            assert verdict.projected == verdict.cumulative


@given(OWING, policies(), st.sampled_from((Class.HIGH, Class.MEDIUM)))
def test_needed_is_the_first_number_that_reaches_the_class(facts: Facts, policy, cls) -> None:
    enough = needed(facts, policy, cls)
    assert classify(spread(facts, enough), policy).cls.rank >= cls.rank
    assert 0 < enough <= facts.target
    assert classify(spread(facts, enough - 1), policy).cls.rank < cls.rank
    assert needed(facts, policy, Class.LOW) == 0
    assert needed(replace(facts, target=0), policy, cls) is None


@given(st.lists(years(), max_size=8), policies())
def test_a_sheet_counts_every_body_once_and_zero_inside_low(bodies, policy) -> None:
    counts = tally(classify(facts, policy) for facts in bodies)
    assert counts.total == len(bodies)
    assert counts.zero <= counts.low


# --- figures and words never contradict the class -------------------------------------------


def read(text: str) -> Decimal:
    return Decimal(text.split("\u00a0")[0].replace(".", "").replace(",", "."))


@given(OWING, policies(modes=(Mode.ELAPSED, Mode.PLAN)))
def test_the_pace_shown_lies_in_the_band_of_the_class(facts: Facts, policy: Policy) -> None:
    verdict = classify(facts, policy)
    assume(verdict.reason is Reason.MEASURED)
    for pace in (verdict.pace, read(pace_text(verdict.pace, policy))):
        assert (pace >= policy.high_from) == (verdict.cls is Class.HIGH)
        assert (pace < policy.medium_from) == (verdict.cls is Class.LOW)


@given(OWING, policies())
def test_the_percentage_shown_is_100_only_where_the_target_is_met(facts: Facts, policy) -> None:
    verdict = classify(facts, policy)
    shown = read(percent_text(verdict.percent, policy))
    assert (shown >= 100) == verdict.completed
    if policy.mode is Mode.FIXED and not verdict.completed and verdict.reason is Reason.MEASURED:
        assert (shown >= policy.high_from * 100) == (verdict.cls is Class.HIGH)
        assert (shown < policy.medium_from * 100) == (verdict.cls is Class.LOW)


@pytest.mark.parametrize(
    ("pace", "text"),
    [
        ("0.995", "0,995"),
        ("0.9949", "0,99"),
        ("0.99961", "0,9996"),
        ("1", "1,00"),
        ("1.004", "1,00"),
        ("0.6951", "0,695"),
        ("0.6949", "0,69"),
        ("0.7", "0,70"),
        ("3.115", "3,12"),
        (None, "–"),
    ],
)
def test_two_decimals_or_as_many_as_honesty_needs(pace, text) -> None:
    assert pace_text(pace and Decimal(pace), DEFAULT_POLICY) == text


def test_in_fixed_mode_the_pace_is_only_for_information() -> None:
    assert pace_text(Decimal("0.995"), FIXED) == "1,00"
    assert percent_text(Decimal("49.96"), FIXED) == "49,96\u00a0%"
    assert percent_text(Decimal("49.96"), DEFAULT_POLICY) == "50,0\u00a0%"


@pytest.mark.parametrize(
    ("facts", "policy", "short"),
    [
        (
            may(26, 1, 2, 0, 3, 0),
            DEFAULT_POLICY,
            "đạt 23,1 % / 41,4 % thời gian, nhịp độ 0,56 < 0,70",
        ),
        (
            may(17, 7, 0, 0, 0, 0),
            DEFAULT_POLICY,
            "đạt 41,2 % / 41,4 % thời gian, nhịp độ 0,995, từ 0,70 đến dưới 1,00",
        ),
        (
            may(20, 9, 0, 0, 0, 1, plan=PLAN),
            BY_PLAN,
            "đạt 50,0 % / 50,0 % kế hoạch, nhịp độ 1,00 ≥ 1,00",
        ),
        (may(100, 9, 0, 0, 0, 0), FIXED, "đạt 9,0 % < 10 % chỉ tiêu"),
        (may(7, 9, 0, 0, 0, 0), DEFAULT_POLICY, "đạt 128,6 %, hoàn thành chỉ tiêu 7"),
        (may(None), DEFAULT_POLICY, "chưa giao chỉ tiêu"),
        (may(0), DEFAULT_POLICY, "không giao chỉ tiêu"),
        (may(20, plan=(0,) * 11 + (20,)), BY_PLAN, "chưa đến hạn theo kế hoạch"),
        (
            may(20, 2, 0, 0, 0, 0, plan=(0,) * 11 + (20,)),
            BY_PLAN,
            "đã kết nạp 2 khi chưa đến hạn",
        ),
    ],
)
def test_the_short_explanation(facts: Facts, policy: Policy, short: str) -> None:
    found = short_text(facts, policy, classify(facts, policy))
    assert found.replace("\u00a0", " ") == short


def test_the_long_explanation_goes_result_arithmetic_rule_exception_basis() -> None:
    facts = may(28, 1, 1, 0, 0, 0, starts_on=date(2026, 1, 10))
    verdict = classify(facts, DEFAULT_POLICY)
    lines = [
        line.replace("\u00a0", " ") for line in explain(facts, DEFAULT_POLICY, verdict).lines_vi
    ]
    assert lines == [
        "Xếp loại: Thấp.",
        "Lũy kế 2 trên chỉ tiêu 28 là 7,1 %. Thời gian đã qua 142/356 ngày (10/01/2026 đến "
        "31/05/2026) là 39,9 %. Nhịp độ = 7,1 % : 39,9 % = 0,18.",
        "Cao: nhịp độ từ 1,00. Trung bình: từ 0,70 đến dưới 1,00. Thấp: dưới 0,70. Chưa kết nạp "
        "là nhóm thấp có lũy kế bằng 0. Đến ngày này: trung bình cần lũy kế 8, còn thiếu 6; cao "
        "cần lũy kế 12, còn thiếu 10.",
        "Đơn vị thành lập ngày 10/01/2026, trong kỳ, nên thời gian tính từ ngày đó.",
        "Đã 3 tháng liền chưa kết nạp (từ 3 tháng): phải làm rõ nguyên nhân, có giải pháp và "
        "kiểm điểm trách nhiệm tập thể, cá nhân.",
        "Ngày tính là ngày quyết định kết nạp. Cách xếp áp dụng từ 01/01/2026. Căn cứ: Ngưỡng "
        "mặc định của phần mềm, chưa có văn bản quy định (đề xuất của phần mềm).",
    ]
