"""Policies in time, the sheet's counts and changes, and facts that cannot be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dangvu.rules.targets import (
    DEFAULT_POLICY,
    Change,
    Class,
    Counts,
    DateBasis,
    Facts,
    Mode,
    Month,
    change,
    check_policy,
    classify,
    counted_on,
    policy_in_force,
    tally,
)


def may(target: int | None, first: int) -> Facts:
    """A body at the end of May that admitted ``first`` persons in January and nobody since."""
    return Facts.of_year(Month(2026, 5), target=target, months=(first, 0, 0, 0, 0))


def test_the_counts_of_a_small_sheet() -> None:
    owing = [may(10, count) for count in (9, 3, 1, 0)]
    counts = tally(classify(facts, DEFAULT_POLICY) for facts in (*owing, may(None, 0)))
    assert counts == Counts(high=1, medium=1, low=2, none=1, zero=1)


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        (Class.LOW, Class.MEDIUM, Change.UP),
        (Class.LOW, Class.HIGH, Change.UP),
        (Class.HIGH, Class.MEDIUM, Change.DOWN),
        (Class.LOW, Class.LOW, Change.SAME),
        (None, Class.LOW, Change.NONE),
        (Class.NONE, Class.HIGH, Change.NONE),
        (Class.HIGH, Class.NONE, Change.NONE),
    ],
)
def test_a_class_against_the_month_before(previous, current, expected) -> None:
    assert change(previous, current) is expected


def test_the_day_an_admission_counts_on() -> None:
    decided, held = date(2026, 5, 28), date(2026, 6, 3)
    assert counted_on(decided, held, DateBasis.DECISION) == decided
    assert counted_on(decided, held, DateBasis.CEREMONY) == held
    assert counted_on(decided, None, DateBasis.CEREMONY) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"medium_from": Decimal(0)}, "medium_not_positive"),
        ({"medium_from": Decimal(1)}, "bands_crossed"),
        ({"high_from": Decimal("0.5")}, "bands_crossed"),
        ({"high_from": Decimal(70)}, "edge_absurd"),
        ({"high_from": Decimal("1.1"), "mode": Mode.FIXED}, "share_over_one"),
        ({"high_from": Decimal("1.00001")}, "bad_edge"),
        ({"medium_from": Decimal("NaN")}, "bad_edge"),
        ({"zero_months": 0}, "bad_streak"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(changes, code) -> None:
    values = {
        name: changes.get(name, getattr(DEFAULT_POLICY, name))
        for name in ("mode", "high_from", "medium_from", "zero_months")
    }
    assert [finding.code for finding in check_policy(**values)] == [code]
    with pytest.raises(ValueError):
        replace(DEFAULT_POLICY, **changes)


def test_the_policy_begun_last_holds_and_before_the_first_the_default() -> None:
    strict = replace(DEFAULT_POLICY, since=date(2026, 4, 1), zero_months=2)
    mended = replace(strict, zero_months=4)
    rows = [strict, DEFAULT_POLICY, mended]
    assert policy_in_force(rows, date(2026, 3, 31)) is DEFAULT_POLICY
    assert policy_in_force(rows, date(2026, 4, 1)) is mended
    assert policy_in_force([strict], date(2025, 12, 31)) is DEFAULT_POLICY


@pytest.mark.parametrize(
    "changes",
    [
        {"months": (1, 2, 3)},
        {"months": (1, 2, 3, 4, -1)},
        {"plan": (1,) * 11},
        {"plan": (1,) * 11 + (-1,)},
        {"target": -1},
        {"on": date(2027, 1, 1)},
        {"on": date(2025, 12, 31)},
        {"starts_on": date(2027, 1, 1)},
        {"zero_before": -1},
    ],
)
def test_facts_that_do_not_fit_together_are_refused(changes) -> None:
    with pytest.raises(ValueError):
        replace(may(20, 0), **changes)
