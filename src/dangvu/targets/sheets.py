"""The month sheet as plain values: what a page shows, a workbook holds and a closing freezes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from dangvu.rules.basis import Confidence
from dangvu.rules.months import Month
from dangvu.rules.targets import (
    Class,
    Counts,
    DateBasis,
    Facts,
    Mode,
    Policy,
    change,
    classify,
    explain,
)

_DECIMALS = ("percent", "elapsed_percent", "pace")


@dataclass(frozen=True)
class Ahead:
    """What is ahead of a body as of the sheet's day: persons admitted by the period's end with the
    interval around it, the verdict and its sentence, people on the way, the phase in which they
    wait too long (``held`` people, ``over_days`` together), the cause this suggests and why.
    """

    expected: int
    low: int
    high: int
    verdict: str
    text: str
    people: int
    bottleneck: str
    held: int
    over_days: int
    cause: str
    detail: str


@dataclass(frozen=True)
class Line:
    """One body's line: figures, class, and why, all of plain types so that it can be frozen.

    ``months``: persons per month from the period's first to the sheet's. ``records`` and
    ``reported``: the cumulative number by records and by reported counts (None: never reported);
    ``counted_from`` tells which of the two the class rests on. ``previous``: the class of the
    month before, empty in the first; ``change``: against it. ``reason``: the short explanation;
    ``reasons``: its whole sentences. ``ahead``: where cases are on record and it was
    asked for; months closed before there were any have none.
    """

    unit_id: int
    unit_code: str
    unit_name: str
    short_name: str
    path: str
    unit_type: str
    locality_code: str
    attributes: tuple[str, ...]
    has_children: bool
    target: int | None
    plan: tuple[int, ...] | None
    months: tuple[int, ...]
    cumulative: int
    records: int
    reported: int | None
    counted_from: str
    breakdowns: dict[str, int]
    groups: dict[str, int]
    subtargets: dict[str, int]
    percent: Decimal | None
    elapsed_percent: Decimal
    pace: Decimal | None
    cls: str
    zero: bool
    completed: bool
    accountability: bool
    zero_months: int
    projected: int | None
    remaining: int | None
    previous: str
    change: str
    reason: str
    reasons: tuple[str, ...]
    ahead: Ahead | None = None

    @property
    def month(self) -> int:
        """Persons admitted in the sheet's month."""
        return self.months[-1] if self.months else 0

    @property
    def difference(self) -> int | None:
        """Records less reported counts, where both exist and differ; None where nothing to show."""
        if self.reported is None or self.reported == self.records:
            return None
        if not self.records and self.counted_from == "reports":
            return None
        return self.records - self.reported

    def frozen(self) -> dict[str, Any]:
        """As JSON; ``thawed`` reads it back without loss."""
        line = asdict(self)
        for name in _DECIMALS:
            line[name] = None if line[name] is None else str(line[name])
        return line

    @classmethod
    def thawed(cls, line: Mapping[str, Any]) -> "Line":
        """A line read back from ``frozen``."""
        values = {f.name: line[f.name] for f in fields(cls) if f.name in line}
        values["ahead"] = Ahead(**line["ahead"]) if line.get("ahead") else None
        for name in ("attributes", "months", "reasons"):
            values[name] = tuple(values[name])
        values["plan"] = None if values["plan"] is None else tuple(values["plan"])
        for name in _DECIMALS:
            values[name] = None if values[name] is None else Decimal(values[name])
        return cls(**values)


@dataclass(frozen=True)
class Revision:
    """Which closing a sheet is: None on a sheet means computed now, not closed."""

    number: int
    closed_at: datetime
    closed_by: str
    reason: str
    changes: tuple[dict[str, Any], ...]
    closing_id: int


@dataclass(frozen=True)
class Sheet:
    """A month of one unit: a line for each body under it, and their total.

    ``previous``: the class counts of the month before. ``moved_out``: admissions of bodies that
    have left the unit since; they are in the total and in no line.
    """

    unit_id: int
    unit_name: str
    unit_path: str
    month: Month
    on: date
    campaign_id: int | None
    campaign_name: str
    campaign_total: int | None
    decision: str
    period_start: date
    period_end: date
    policy: Policy
    lines: tuple[Line, ...]
    total: Line
    revision: Revision | None = None
    previous: Counts | None = None
    moved_out: int = 0

    @property
    def counts(self) -> Counts:
        """How many bodies are in each class; ``zero`` is part of ``low``."""
        return tally_classes((line.cls, line.zero) for line in self.lines)

    @property
    def noun(self) -> str:
        """What the bodies of the sheet are called in a sentence."""
        for noun in ("đảng bộ", "chi bộ"):
            if self.lines and all(x.unit_name.lower().startswith(noun) for x in self.lines):
                return noun
        return "tổ chức đảng"

    def line(self, unit_id: int) -> Line | None:
        """The line of a body, if it is on the sheet."""
        return next((line for line in self.lines if line.unit_id == unit_id), None)

    @property
    def period_end_exclusive(self) -> date:
        """The first day after the sheet's month: the end of what is counted."""
        return self.month.next().first()


@dataclass
class Source:
    """What is known of a body before it is classed."""

    unit_id: int
    unit_code: str
    unit_name: str
    short_name: str
    path: str
    unit_type: str
    locality_code: str
    attributes: tuple[str, ...]
    has_children: bool
    starts_on: date | None
    target: int | None = None
    plan: tuple[int, ...] | None = None
    counted_from: str = "records"
    records: Mapping[date, int] = field(default_factory=dict)
    reports: Mapping[date, int] = field(default_factory=dict)
    breakdowns: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    subtargets: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """The period and day a sheet is drawn for. ``looks_back``: records of the year before exist."""

    month: Month
    on: date
    period_start: date
    period_end: date
    looks_back: bool

    @cached_property
    def months(self) -> tuple[Month, ...]:
        return Month.of(self.period_start).through(self.month)

    @cached_property
    def first_days(self) -> tuple[date, ...]:
        """The first day of each of the months: what counts are keyed by."""
        return tuple(month.first() for month in self.months)

    @cached_property
    def whole_plan(self) -> int:
        """Months of the whole period."""
        return Month.of(self.period_end).index - Month.of(self.period_start).index + 1

    def facts(self, source: Source, before: int = 0) -> Facts:
        """The facts of a body, ``before`` months before the sheet's month."""
        counted = source.reports if source.counted_from == "reports" else source.records
        last = len(self.months) - before
        on = min(self.months[last - 1].last(), self.period_end) if before else self.on
        return Facts(
            target=source.target,
            months=tuple(counted.get(day, 0) for day in self.first_days[:last]),
            on=on,
            period_start=self.period_start,
            period_end=self.period_end,
            plan=source.plan if source.plan and len(source.plan) == self.whole_plan else None,
            starts_on=source.starts_on,
            zero_before=self._zero_before(counted, source.starts_on),
        )

    def _zero_before(self, counted: Mapping[date, int], starts_on: date | None) -> int:
        """Months at zero in a row right before the period, twelve at the most."""
        if not self.looks_back or (starts_on and starts_on > self.period_start):
            return 0
        streak, month = 0, Month.of(self.period_start).previous()
        while streak < 12 and not counted.get(month.first(), 0):
            if starts_on and month.first() < starts_on:
                break
            streak, month = streak + 1, month.previous()
        return streak


def class_before(source: Source, frame: Frame, policy: Policy) -> tuple[Class, bool] | None:
    """Class and zero flag of a body in the month before, recomputed; None in the first month."""
    if len(frame.months) < 2:
        return None
    verdict = classify(frame.facts(source, before=1), policy)
    return verdict.cls, verdict.zero


def draw_line(source: Source, frame: Frame, policy: Policy, before: Class | None) -> Line:
    """Classes one body. ``before``: its class in the month before, if it had one."""
    facts = frame.facts(source)
    verdict = classify(facts, policy)
    why = explain(facts, policy, verdict)
    reported = [source.reports[day] for day in frame.first_days if day in source.reports]
    return Line(
        unit_id=source.unit_id,
        unit_code=source.unit_code,
        unit_name=source.unit_name,
        short_name=source.short_name,
        path=source.path,
        unit_type=source.unit_type,
        locality_code=source.locality_code,
        attributes=source.attributes,
        has_children=source.has_children,
        target=source.target,
        plan=source.plan,
        months=facts.months,
        cumulative=facts.cumulative,
        records=sum(source.records.get(day, 0) for day in frame.first_days),
        reported=sum(reported) if reported else None,
        counted_from=source.counted_from,
        breakdowns=dict(source.breakdowns),
        groups=dict(source.groups),
        subtargets=dict(source.subtargets),
        percent=verdict.percent,
        elapsed_percent=verdict.elapsed_percent,
        pace=verdict.pace,
        cls=verdict.cls.value,
        zero=verdict.zero,
        completed=verdict.completed,
        accountability=verdict.accountability,
        zero_months=verdict.zero_months,
        projected=verdict.projected,
        remaining=verdict.remaining,
        previous=before.value if before else "",
        change=change(before, verdict.cls).value,
        reason=why.short_vi,
        reasons=why.lines_vi,
    )


def draw_total(source: Source, lines: Sequence[Line], frame: Frame, policy: Policy) -> Line:
    """The total of a sheet, measured by the same rule as one body.

    ``source`` names the unit and holds what no line holds (``records`` of bodies that moved out).
    """
    targets = [line.target for line in lines if line.target is not None]
    source.target = sum(targets) if targets else None
    source.breakdowns = _added([source.breakdowns, *(line.breakdowns for line in lines)])
    source.groups = _added([source.groups, *(line.groups for line in lines)])
    source.subtargets = _added([line.subtargets for line in lines])
    moved_out = source.records
    source.records = {
        day: moved_out.get(day, 0) + sum(line.months[i] for line in lines)
        for i, day in enumerate(frame.first_days)
    }
    reported = [line.reported for line in lines if line.reported is not None]
    return replace(
        draw_line(source, replace(frame, looks_back=False), policy, None),
        records=sum(line.records for line in lines),
        reported=sum(reported) if reported else None,
    )


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for key, number in part.items():
            sums[key] = sums.get(key, 0) + number
    return sums


def tally_classes(classes: Iterable[tuple[str, bool]]) -> Counts:
    """Counts bodies by class; each is (class, whether at zero)."""
    pairs = list(classes)
    number = {cls: sum(1 for c, _ in pairs if c == cls) for cls in Class}
    return Counts(
        high=number[Class.HIGH],
        medium=number[Class.MEDIUM],
        low=number[Class.LOW],
        none=number[Class.NONE],
        zero=sum(zero for _, zero in pairs),
    )


def policy_json(policy: Policy) -> dict[str, Any]:
    """A policy as JSON, for a closing and for the command line."""
    return {
        "since": policy.since.isoformat(),
        "mode": policy.mode.value,
        "high_from": str(policy.high_from),
        "medium_from": str(policy.medium_from),
        "date_basis": policy.date_basis.value,
        "zero_months": policy.zero_months,
        "confidence": policy.confidence.value,
        "note": policy.note,
    }


def policy_from_json(stored: Mapping[str, Any]) -> Policy:
    """A policy read back from ``policy_json``."""
    return Policy(
        since=date.fromisoformat(stored["since"]),
        mode=Mode(stored["mode"]),
        high_from=Decimal(stored["high_from"]),
        medium_from=Decimal(stored["medium_from"]),
        date_basis=DateBasis(stored["date_basis"]),
        zero_months=stored["zero_months"],
        confidence=Confidence(stored["confidence"]),
        note=stored["note"],
    )
