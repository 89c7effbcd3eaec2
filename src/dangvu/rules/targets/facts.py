"""What a class is decided from: the facts of one body, and the policy of its province."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dangvu.rules.basis import Basis, Confidence, Finding, Severity
from dangvu.rules.months import Month

THRESHOLD_PLACES = 4
"""Decimals a threshold may have: what the policy's column in the database holds."""


class Mode(StrEnum):
    """What the share of the target reached is held against."""

    ELAPSED = "elapsed"
    PLAN = "plan"
    FIXED = "fixed"

    @property
    def label_vi(self) -> str:
        return {
            "elapsed": "Nhịp độ so với thời gian đã qua",
            "plan": "Nhịp độ so với kế hoạch tháng của đơn vị",
            "fixed": "Tỷ lệ cố định trên chỉ tiêu",
        }[self.value]


class DateBasis(StrEnum):
    """Which day of an admission puts it into a month."""

    DECISION = "decision"
    CEREMONY = "ceremony"

    @property
    def label_vi(self) -> str:
        return {
            "decision": "ngày quyết định kết nạp",
            "ceremony": "ngày tổ chức lễ kết nạp",
        }[self.value]


def counted_on(decided_on: date, ceremony_on: date | None, basis: DateBasis) -> date | None:
    """The day an admission counts on; None while the ceremony that would count is not held."""
    return decided_on if basis is DateBasis.DECISION else ceremony_on


@dataclass(frozen=True, slots=True)
class Policy:
    """How bodies are classed from a day on, until the next policy begins.

    ``high_from`` and ``medium_from`` are the lower edges of the bands, both included: of the pace
    in modes ELAPSED and PLAN (1.0 = exactly in time), of the share of the target in mode FIXED
    (0.5 = half of it). ``zero_months``: from how many months in a row without an admission a
    review of responsibility is required. Raises ``ValueError`` where ``check_policy`` refuses.
    """

    since: date
    mode: Mode
    high_from: Decimal
    medium_from: Decimal
    date_basis: DateBasis
    zero_months: int
    confidence: Confidence
    note: str = ""

    def __post_init__(self) -> None:
        findings = check_policy(self.mode, self.high_from, self.medium_from, self.zero_months)
        if findings:
            raise ValueError(" ".join(finding.message_vi for finding in findings))

    @property
    def basis(self) -> Basis:
        """Where the bands come from: the province's note, or the software's proposal."""
        return Basis("R11.5", self.note or "Cách xếp loại do tỉnh đặt", "", self.confidence)


def check_policy(
    mode: Mode, high_from: Decimal, medium_from: Decimal, zero_months: int
) -> list[Finding]:
    """Whether bands and streak make sense together; every finding is a refusal."""
    findings = []

    def refuse(code: str, field: str, message: str) -> None:
        findings.append(Finding(code, message, Severity.REFUSAL, field))

    for field, edge in (("high_from", high_from), ("medium_from", medium_from)):
        if not edge.is_finite() or int(edge.normalize().as_tuple().exponent) < -THRESHOLD_PLACES:
            refuse("bad_edge", field, f"Ngưỡng ghi không quá {THRESHOLD_PLACES} chữ số thập phân.")
    if findings:
        return findings
    if medium_from <= 0:
        refuse("medium_not_positive", "medium_from", "Ngưỡng trung bình phải lớn hơn 0.")
    if high_from <= medium_from:
        refuse("bands_crossed", "high_from", "Ngưỡng cao phải lớn hơn ngưỡng trung bình.")
    if mode is Mode.FIXED and high_from > 1:
        refuse(
            "share_over_one",
            "high_from",
            "Tỷ lệ cố định tính trên chỉ tiêu nên ngưỡng cao không quá 1 (100 %).",
        )
    elif high_from > 10:
        refuse("edge_absurd", "high_from", "Ngưỡng cao quá lớn; 1 nghĩa là vừa kịp thời gian.")
    if not 1 <= zero_months <= 60:
        refuse("bad_streak", "zero_months", "Số tháng liền chưa kết nạp phải từ 1 đến 60.")
    return findings


DEFAULT_POLICY = Policy(
    since=date(2026, 1, 1),
    mode=Mode.ELAPSED,
    high_from=Decimal("1.0"),
    medium_from=Decimal("0.7"),
    date_basis=DateBasis.DECISION,
    zero_months=3,
    confidence=Confidence.D,
    note="Ngưỡng mặc định của phần mềm, chưa có văn bản quy định",
)


def policy_in_force(policies: Iterable[Policy], on: date) -> Policy:
    """The policy begun last on or before a day; the default policy where none had begun.

    Of two policies begun on one day the later in the list counts.
    """
    chosen = None
    for policy in policies:
        if policy.since <= on and (chosen is None or policy.since >= chosen.since):
            chosen = policy
    return chosen or DEFAULT_POLICY


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """One body at the end of a month (or on any day) of a campaign.

    ``target``: persons, None where none was given. ``months``: admitted in each calendar month
    from the period's first month to the month of ``on``, both included. ``plan``: persons per
    month of the whole period, None where the body filed none. ``period_start`` to ``period_end``:
    the campaign, both days included. ``starts_on``: the day the body was created, where that
    lies inside the period. ``zero_before``: months without an admission in a row right before
    the period. Raises ``ValueError`` where these do not fit together.
    """

    target: int | None
    months: tuple[int, ...]
    on: date
    period_start: date
    period_end: date
    plan: tuple[int, ...] | None = None
    starts_on: date | None = None
    zero_before: int = 0

    def __post_init__(self) -> None:
        if not self.period_start <= self.on <= self.period_end:
            raise ValueError(f"{self.on} lies outside {self.period_start}..{self.period_end}")
        if self.starts_on is not None and self.starts_on > self.period_end:
            raise ValueError(f"body of {self.starts_on} begins after {self.period_end}")
        if len(self.months) != self.months_through(self.on):
            raise ValueError(f"{len(self.months)} months counted up to {self.on}")
        if self.plan is not None and len(self.plan) != self.months_through(self.period_end):
            raise ValueError(f"plan of {len(self.plan)} months")
        numbers = (*self.months, *(self.plan or ()), self.target or 0, self.zero_before)
        if min(numbers) < 0:
            raise ValueError("negative count")

    @classmethod
    def of_year(
        cls,
        month: Month,
        *,
        target: int | None,
        months: tuple[int, ...],
        plan: tuple[int, ...] | None = None,
        starts_on: date | None = None,
        zero_before: int = 0,
    ) -> "Facts":
        """The facts at the end of a month of a campaign that is the calendar year."""
        return cls(
            target=target,
            months=months,
            on=month.last(),
            period_start=date(month.year, 1, 1),
            period_end=date(month.year, 12, 31),
            plan=plan,
            starts_on=starts_on,
            zero_before=zero_before,
        )

    def months_through(self, day: date) -> int:
        """Calendar months from the period's first day through a day of the period."""
        return Month.of(day).index - Month.of(self.period_start).index + 1

    @property
    def cumulative(self) -> int:
        """Persons admitted in the period so far."""
        return sum(self.months)

    @property
    def created_inside(self) -> bool:
        """Whether the body came into being after the period had begun."""
        return self.starts_on is not None and self.starts_on > self.period_start

    @property
    def begins_on(self) -> date:
        """The first day the body answers for."""
        return max(self.period_start, self.starts_on or self.period_start)

    @property
    def days_elapsed(self) -> int:
        """Days from ``begins_on`` through ``on``; 0 before the body exists."""
        return max((self.on - self.begins_on).days + 1, 0)

    @property
    def days_total(self) -> int:
        """Days from ``begins_on`` through the end of the period."""
        return (self.period_end - self.begins_on).days + 1

    @property
    def elapsed(self) -> Fraction:
        """Share of the body's time that has passed, 0 to 1."""
        return Fraction(self.days_elapsed, self.days_total)

    @property
    def complete_months(self) -> int:
        """Months of the period that are over on ``on``."""
        over = self.on in (Month.of(self.on).last(), self.period_end)
        return len(self.months) if over else len(self.months) - 1

    @property
    def planned(self) -> int:
        """Persons the body's plan asks for by the last month that is over; 0 without a plan."""
        return sum((self.plan or ())[: self.complete_months])

    @property
    def has_plan(self) -> bool:
        """Whether there is a curve to go by: a plan that asks for somebody at some time."""
        return self.plan is not None and sum(self.plan) > 0
