"""Targets shared out over months, units and source groups."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Severity
from dangvu.rules.targets import (
    apportion,
    check_cascade,
    check_plan,
    check_subtargets,
    even_plan,
)


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


@given(st.integers(0, 100_000), st.integers(1, 60))
def test_an_even_plan_adds_up_and_keeps_to_the_line(target: int, months: int) -> None:
    plan = even_plan(target, months)
    assert len(plan) == months
    assert sum(plan) == target
    assert set(plan) <= {target // months, -(-target // months)}
    reached = 0
    for month, number in enumerate(plan, 1):
        reached += number
        assert abs(reached * months - target * month) * 2 <= months


def test_an_even_plan_of_few_persons_spreads_them() -> None:
    assert even_plan(5) == (0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0)
    assert check_plan(5, even_plan(5)) == []
    with pytest.raises(ValueError):
        even_plan(-1)


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=30))
def test_shares_add_up_and_are_within_one_of_their_due(total: int, weights: list[int]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        if whole:
            assert abs(share * whole - total * weight) < whole
    ranked = sorted(zip(weights, shares, strict=True))
    if whole:
        assert all(a[1] <= b[1] for a, b in pairwise(ranked) if a[0] < b[0])


def test_shares_without_weight_are_equal() -> None:
    assert apportion(5, [0, 0, 0]) == (2, 2, 1)
    for total, weights in ((1, []), (-1, [1]), (1, [-1])):
        with pytest.raises(ValueError):
            apportion(total, weights)


@pytest.mark.parametrize(
    ("target", "plan", "code", "severity"),
    [
        (12, (1,) * 11, "plan_length", Severity.REFUSAL),
        (12, (1,) * 11 + (-1,), "plan_negative", Severity.REFUSAL),
        (12, (0,) * 12, "plan_empty", Severity.REFUSAL),
        (13, (1,) * 12, "plan_sum", Severity.WARNING),
        (None, (1,) * 12, "plan_without_target", Severity.WARNING),
        (0, (1,) * 12, "plan_without_target", Severity.WARNING),
    ],
)
def test_a_plan_that_does_not_fit_its_target(target, plan, code, severity) -> None:
    (finding,) = check_plan(target, plan)
    assert (finding.code, finding.severity) == (code, severity)


def test_a_plan_says_by_how_much_it_misses() -> None:
    (finding,) = check_plan(1500, (100,) * 12)
    assert finding.message_vi.startswith(
        "Kế hoạch cộng lại 1.200, còn thiếu 300 so với chỉ tiêu 1.500."
    )
    assert check_plan(0, (0,) * 12) == check_plan(None, (0,) * 12) == []


def test_children_that_add_up_are_in_order() -> None:
    assert check_cascade(30, {"A": 10, "B": 20}) == []
    assert check_cascade(30, {}) == []
    assert check_cascade(None, {"A": 0}) == []


def test_children_below_their_parent_warn_and_above_are_noted() -> None:
    (below,) = check_cascade(30, {"A": 10, "B": 15})
    assert (below.code, below.severity) == ("children_below", Severity.WARNING)
    assert "cộng lại 25, còn thiếu 5 so với chỉ tiêu 30" in below.message_vi
    (above,) = check_cascade(30, {"A": 10, "B": 25})
    assert (above.code, above.severity) == ("children_above", Severity.NOTE)


def test_missing_negative_and_orphaned_targets_are_named() -> None:
    missing = check_cascade(30, {"Chi bộ 1": 30, "Chi bộ 2": None})
    assert codes(missing) == ["child_missing"]
    assert "1 trên 2 đơn vị chưa được giao chỉ tiêu: Chi bộ 2." in missing[0].message_vi
    many = check_cascade(0, {f"Chi bộ {n}": None for n in range(9)})
    assert many[0].message_vi.endswith("Chi bộ 4, ….")
    negative = check_cascade(30, {"A": -1, "B": 31})
    assert codes(negative) == ["child_negative"]
    assert negative[0].severity is Severity.REFUSAL
    assert codes(check_cascade(None, {"A": 3})) == ["parent_missing"]


def test_parts_by_source_may_not_exceed_the_target() -> None:
    assert check_subtargets(10, {"Giáo viên": 4, "Nông dân": 6}) == []
    assert codes(check_subtargets(10, {"Giáo viên": 5, "Nông dân": 6})) == ["parts_above"]
    assert codes(check_subtargets(None, {"Giáo viên": 1})) == ["parts_above"]
    assert codes(check_subtargets(10, {"Giáo viên": -1})) == ["part_negative"]
