"""The decision: which class a body is in.

Figures are exact fractions inside. What goes out as ``Decimal`` is cut (never rounded up) at nine
places, so that a figure handed out stands on the same side of every threshold as the exact one.

What holds for all facts and policies (and is tested): one admission more never lowers a class, a
projection, a pace; a later day with the same counts never raises a class, a pace, a projection.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil

from dangvu.rules.months import Month
from dangvu.rules.targets.facts import Facts, Mode, Policy

PLACES = 9
"""Decimals of the figures handed out; more than a threshold may have."""


class Class(StrEnum):
    """Where a body stands. NONE: no target, a target of 0, or nothing due yet."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"

    @property
    def label_vi(self) -> str:
        return {
            "high": "Cao",
            "medium": "Trung bình",
            "low": "Thấp",
            "none": "Không xếp loại",
        }[self.value]

    @property
    def rank(self) -> int:
        """3 high to 1 low; 0 for a body without class, which compares with none."""
        return {"high": 3, "medium": 2, "low": 1, "none": 0}[self.value]


class Reason(StrEnum):
    """By which branch of the rule a body came into its class."""

    MEASURED = "measured"
    COMPLETED = "completed"
    EARLY = "early"
    NOT_DUE = "not_due"
    NO_TARGET = "no_target"
    ZERO_TARGET = "zero_target"


class Change(StrEnum):
    """Class of this month against the month before. NONE: one of them has no class."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NONE = "none"

    @property
    def label_vi(self) -> str:
        return {
            "up": "Lên",
            "down": "Xuống",
            "same": "Giữ nguyên",
            "none": "Chưa so sánh được",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A body's class and every figure of its line.

    ``zero``: in class LOW with nobody admitted. ``percent``, ``elapsed_percent``: of 100; ``pace``:
    1 is in time, None where there is nothing to divide by. ``expected``: persons that should have
    been admitted by now (to be exactly in time), None without a target or in mode FIXED.
    ``zero_months``: months in a row, up to this one, without an admission. ``projected``: persons
    at the end of the period if the pace lasts. ``remaining``: persons still to admit, never below
    0. ``measured_by``: the mode really used (a body without a plan is held against time).
    ``accountability``: the streak reached the policy's length and the target is not yet met.
    """

    cls: Class
    reason: Reason
    zero: bool
    completed: bool
    cumulative: int
    percent: Decimal | None
    elapsed_percent: Decimal
    pace: Decimal | None
    expected: Decimal | None
    zero_months: int
    projected: int | None
    accountability: bool
    remaining: int | None
    measured_by: Mode


@lru_cache(maxsize=4096)
def classify(facts: Facts, policy: Policy) -> Verdict:
    """Places a body (R11.5): HIGH from ``high_from``, MEDIUM from ``medium_from``, else LOW.

    In mode PLAN the curve is the body's plan, read as shares of its sum and applied to the target,
    so a plan whose sum differs from the target can neither help nor hurt; without a plan time is
    the measure. A body created inside the period answers from that day on. A target that is met is
    HIGH whatever the measure; where nothing is due yet, somebody admitted is HIGH and nobody is
    NONE.
    """
    done = facts.cumulative
    target = facts.target
    measured_by, due = _due(facts, policy)
    share = Fraction(done, target) if target else None
    cls, reason = _place(facts, policy, share, due)
    streak = zero_streak(facts)
    completed = share is not None and share >= 1
    expects = share is not None and measured_by is not Mode.FIXED
    return Verdict(
        cls=cls,
        reason=reason,
        zero=cls is Class.LOW and done == 0,
        completed=completed,
        cumulative=done,
        percent=_cut(100 * done, target) if target else None,
        elapsed_percent=_cut(100 * facts.days_elapsed, facts.days_total),
        pace=_cut(done * due.denominator, target * due.numerator) if target and due else None,
        expected=_cut((target or 0) * due.numerator, due.denominator) if expects else None,
        zero_months=streak,
        projected=_rounded(done * due.denominator, due.numerator) if due else None,
        accountability=bool(target) and not completed and streak >= policy.zero_months,
        remaining=None if target is None else max(target - done, 0),
        measured_by=measured_by,
    )


def needed(facts: Facts, policy: Policy, cls: Class) -> int | None:
    """The smallest number of persons in all with which the body would be in ``cls`` or above.

    Takes the target, day and plan from ``facts``, not its counts. None without a target, and for
    ``Class.NONE``; 0 for LOW.
    """
    if not facts.target or cls is Class.NONE:
        return None
    if cls is Class.LOW:
        return 0
    _, due = _due(facts, policy)
    if not due:
        return 1
    high, medium = _edges(policy)
    edge = high if cls is Class.HIGH else medium
    base = facts.target if policy.mode is Mode.FIXED else facts.target * due
    return min(ceil(edge * base), facts.target)


def zero_streak(facts: Facts) -> int:
    """Months in a row without an admission, backwards from ``on``.

    Only whole months count: one that is not over, or in which the body was created, neither
    counts nor, at zero, ends the streak. ``zero_before`` is added where it reaches back that far.
    """
    streak = 0
    month = Month.of(facts.on)
    for count in reversed(facts.months):
        if count:
            return streak
        if month.first() >= facts.begins_on and month.last() <= facts.on:
            streak += 1
        month = month.previous()
    return streak if facts.created_inside else streak + facts.zero_before


def change(previous: Class | None, current: Class) -> Change:
    """Class of this month against that of the month before (None where there was no sheet)."""
    if previous is None or Class.NONE in (previous, current):
        return Change.NONE
    if previous is current:
        return Change.SAME
    return Change.UP if current.rank > previous.rank else Change.DOWN


@dataclass(frozen=True, slots=True)
class Counts:
    """How many bodies of a sheet are in each class; ``zero`` is part of ``low``."""

    high: int
    medium: int
    low: int
    none: int
    zero: int

    @property
    def total(self) -> int:
        """Bodies on the sheet."""
        return self.high + self.medium + self.low + self.none


def tally(verdicts: Iterable[Verdict]) -> Counts:
    """Counts the bodies of a sheet by class."""
    number = dict.fromkeys(Class, 0)
    zero = 0
    for verdict in verdicts:
        number[verdict.cls] += 1
        zero += verdict.zero
    return Counts(
        number[Class.HIGH], number[Class.MEDIUM], number[Class.LOW], number[Class.NONE], zero
    )


def _due(facts: Facts, policy: Policy) -> tuple[Mode, Fraction]:
    """The measure really used, and the share of the target due by it (time, in mode FIXED)."""
    if policy.mode is Mode.PLAN and facts.has_plan:
        born = facts.days_elapsed > 0
        return Mode.PLAN, Fraction(facts.planned if born else 0, sum(facts.plan or ()))
    measured_by = Mode.ELAPSED if policy.mode is Mode.PLAN else policy.mode
    return measured_by, facts.elapsed


def _place(
    facts: Facts, policy: Policy, share: Fraction | None, due: Fraction
) -> tuple[Class, Reason]:
    if share is None:
        return Class.NONE, Reason.NO_TARGET if facts.target is None else Reason.ZERO_TARGET
    if share >= 1:
        return Class.HIGH, Reason.COMPLETED
    if not due:
        return (Class.HIGH, Reason.EARLY) if share else (Class.NONE, Reason.NOT_DUE)
    measure = share if policy.mode is Mode.FIXED else share / due
    high, medium = _edges(policy)
    if measure >= high:
        return Class.HIGH, Reason.MEASURED
    if measure >= medium:
        return Class.MEDIUM, Reason.MEASURED
    return Class.LOW, Reason.MEASURED


@cache
def _edges(policy: Policy) -> tuple[Fraction, Fraction]:
    """The lower edges of HIGH and MEDIUM, exact."""
    return Fraction(policy.high_from), Fraction(policy.medium_from)


def _cut(numerator: int, denominator: int) -> Decimal:
    """A share cut at the last place; what is reckoned before stays whole numbers."""
    return Decimal(numerator * 10**PLACES // denominator).scaleb(-PLACES)


def _rounded(numerator: int, denominator: int) -> int:
    """A share rounded half up to a whole number."""
    return (2 * numerator + denominator) // (2 * denominator)
