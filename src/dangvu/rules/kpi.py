"""How far the tasks given to members were carried out: quantity, quality, progress (R7.11).

It is said of tasks: each has its expected product, quantity and day, and what came of them. Nothing
is said of a person's worth, and nothing is foreseen. Every figure is a dated row an office may
replace, since none of them is confirmed for Party work.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.months import Month
from dangvu.rules.workdays import DEFAULT, Calendar

_SOURCE = "Nghị định số 335/2025/NĐ-CP, ngày 21/12/2025, theo cách áp dụng ở một nơi"
_HUNDRED = Decimal(100)
_DAYS = "ngày làm việc"


class Quality(StrEnum):
    """The quality of what a member brought (R7.11)."""

    MET = "met"
    FLAWED = "flawed"
    NOT_MET = "not_met"

    @property
    def label_vi(self) -> str:
        return {"met": "Đạt chuẩn", "flawed": "Có sai sót", "not_met": "Chưa đạt"}[self.value]


class Weight(StrEnum):
    """How much a member's task weighs among others (R7.11)."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    CENTRAL = "central"

    @property
    def label_vi(self) -> str:
        return {"ordinary": "Thường xuyên", "important": "Quan trọng", "central": "Trọng tâm"}[
            self.value
        ]


class Lateness(StrEnum):
    """By which of the two scales of R7.11 lateness is held against a task."""

    LEVELS = "levels"
    BY_DAYS = "by_days"

    @property
    def label_vi(self) -> str:
        return {
            "levels": "ba mức: đúng hạn, chậm ít, trễ",
            "by_days": "theo số ngày làm việc chậm",
        }[self.value]


class Completion(StrEnum):
    """The scale a task's share is read by (R7.11), highest first."""

    EXCELLENT = "excellent"
    GOOD = "good"
    BASIC = "basic"
    INCOMPLETE = "incomplete"
    NOT_DONE = "not_done"

    @property
    def label_vi(self) -> str:
        return {
            "excellent": "Xuất sắc",
            "good": "Tốt",
            "basic": "Cơ bản",
            "incomplete": "Chưa hoàn thành",
            "not_done": "Không hoàn thành",
        }[self.value]


# --- figures --------------------------------------------------------------------------------

Figure: TypeAlias = int | Decimal | Lateness


def _rule(
    name: str, title: str, value: Figure, unit: str = "%", mark: Confidence = Confidence.L
) -> Rule[Figure]:
    source = _SOURCE if mark is Confidence.L else "Mức của phần mềm"
    basis = Basis("R7.11", source, "", mark)
    return Rule(f"kpi.{name}", title, unit, (Dated(value, BEGINNING, None, basis),))


def _percents(
    kind: str, title: str, values: Iterable[tuple[StrEnum, str, int]]
) -> tuple[Rule[Figure], ...]:
    return tuple(
        _rule(f"{kind}.{key.value}", f"{title}: {label.lower()}", percent)
        for key, label, percent in values
    )


QUALITY = _percents(
    "quality", "Chất lượng sản phẩm",
    [(q, q.label_vi, n) for q, n in zip(Quality, (100, 75, 50), strict=True)],
)  # fmt: skip
WEIGHTS = tuple(
    _rule(f"weight.{w.value}", f"Hệ số của việc {w.label_vi.lower()}", Decimal(n), "lần")
    for w, n in zip(Weight, ("1", "1.5", "2"), strict=True)
)
COMPLETION = _percents(
    "completion", "Thang mức hoàn thành một việc, từ",
    [(c, c.label_vi, n) for c, n in zip(Completion, (100, 90, 75, 55, 30), strict=True)],
)  # fmt: skip
LATENESS = _rule("lateness", "Cách tính tiến độ khi chậm", Lateness.LEVELS, "")
ON_TIME = _rule("on_time", "Tiến độ: đúng hạn", 100)
SLIGHT = _rule("slight", "Tiến độ, cách ba mức: chậm ít", 80)
SLIGHT_DAYS = _rule(
    "slight_days", "Tiến độ, cách ba mức: chậm ít là không quá", 3, _DAYS, Confidence.D
)
LATE = _rule("late", "Tiến độ, cách ba mức: trễ", 50)
FIRST_DAYS = _rule("first_days", "Tiến độ theo ngày: chặng đầu không quá", 3, _DAYS)
FIRST = _rule("first", "Tiến độ theo ngày: chậm trong chặng đầu", 80)
SECOND_DAYS = _rule("second_days", "Tiến độ theo ngày: chặng sau không quá", 5, _DAYS)
SECOND = _rule("second", "Tiến độ theo ngày: chậm trong chặng sau", 60)
AFTER = _rule("after", "Tiến độ theo ngày: chậm hơn nữa", 0)
UNDONE = _rule("undone", "Việc quá hạn chưa xong: chất lượng và tiến độ tính", 0, mark=Confidence.D)
RULES: tuple[Rule[Figure], ...] = (
    *QUALITY, LATENESS, ON_TIME, SLIGHT, SLIGHT_DAYS, LATE, FIRST_DAYS, FIRST, SECOND_DAYS,
    SECOND, AFTER, UNDONE, *WEIGHTS, *COMPLETION,
)  # fmt: skip

_WHOLE = re.compile(r"\d{1,3}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,3}([,.]\d{1,2})?", re.ASCII)


def parse_figure(rule: Rule[Figure], text: str) -> Figure:
    """An office's value as typed: "80", "1,5", a number of days, a scale. Raises ``ValueError``."""
    typed, now = text.strip(), rule.rows[-1].value
    if isinstance(now, Lateness):
        if typed not in set(Lateness):
            raise ValueError("Chọn một trong hai cách tính tiến độ.")
        return Lateness(typed)
    if rule.unit_vi == _DAYS:
        if not _WHOLE.fullmatch(typed) or int(typed) > 60:
            raise ValueError(f"Không nhận “{text}”; viết một số ngày từ 0 đến 60.")
        return int(typed)
    if not _DECIMAL.fullmatch(typed):
        raise ValueError(f"Không đọc được số “{text}”; viết như 75 hoặc 1,5.")
    value = Decimal(typed.replace(",", "."))
    if rule in WEIGHTS and not 0 < value <= 10:
        raise ValueError("Hệ số phải lớn hơn 0 và không quá 10.")
    if rule not in WEIGHTS and value > _HUNDRED:
        raise ValueError("Tỷ lệ không quá 100 %.")
    return value


@dataclass(frozen=True)
class Figures:
    """Every figure as it holds on a day: the rows of the rules, or what the office chose."""

    values: Mapping[str, Figure]

    def percent(self, rule: Rule[Figure]) -> Decimal:
        return Decimal(str(self.values[rule.name]))

    def days(self, rule: Rule[Figure]) -> int:
        return int(str(self.values[rule.name]))

    @property
    def lateness(self) -> Lateness:
        return Lateness(str(self.values[LATENESS.name]))

    def quality(self, quality: Quality) -> Decimal:
        return Decimal(str(self.values[f"kpi.quality.{quality.value}"]))

    def weight(self, weight: Weight) -> Decimal:
        return Decimal(str(self.values[f"kpi.weight.{weight.value}"]))

    @property
    def steps(self) -> tuple[tuple[int, Decimal], tuple[int, Decimal], Decimal]:
        """What lateness costs: up to so many working days so much, up to so many so much, then."""
        if self.lateness is Lateness.LEVELS:
            first = self.days(SLIGHT_DAYS), self.percent(SLIGHT)
            return first, first, self.percent(LATE)
        first = self.days(FIRST_DAYS), self.percent(FIRST)
        second = self.days(SECOND_DAYS), self.percent(SECOND)
        return first, second, self.percent(AFTER)

    def progress(self, late_days: int) -> Decimal:
        """The progress of a task brought so many working days after its day."""
        first, second, rest = self.steps
        if late_days <= first[0]:
            return first[1]
        return second[1] if late_days <= second[0] else rest

    def completion(self, share: Decimal) -> Completion:
        """The highest level of the scale a task's share reaches."""
        for level in Completion:
            if share >= Decimal(str(self.values[f"kpi.completion.{level.value}"])):
                return level
        return Completion.NOT_DONE


def figures(on: date, chosen: Mapping[str, str]) -> Figures:
    """The figures of a day; ``chosen``: the office's values by the rule's name, as typed."""
    return Figures(
        {
            rule.name: parse_figure(rule, chosen[rule.name])
            if rule.name in chosen
            else rule.at(on).value
            for rule in RULES
        }
    )


# --- reckoning ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked of a member and what came of it. ``done_on`` None: not done."""

    quantity: Decimal
    quantity_done: Decimal
    quality: Quality | None
    weight: Weight
    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The three shares of a task, in per cent; ``share`` is their mean. ``late_days``: working days
    after its day; ``late``: whether it came after its day at all, or has not come."""

    quantity: Decimal
    quality: Decimal
    progress: Decimal
    weight: Decimal
    late: bool
    late_days: int

    @property
    def share(self) -> Decimal:
        return (self.quantity + self.quality + self.progress) / 3


def reckon(task: Task, on: date, held: Figures, calendar: Calendar = DEFAULT) -> Reckoned | None:
    """The shares of a task as they stand on a day; None while it is not done and not yet overdue.

    More than was asked counts as what was asked. What is overdue and not done has the quantity it
    has, and for quality and progress the figure ``UNDONE``.
    """
    if task.done_on is None and task.due_on >= on:
        return None
    quantity = min(task.quantity_done / task.quantity, Decimal(1)) * _HUNDRED
    weight = held.weight(task.weight)
    until = task.done_on or on
    late_days = max(0, calendar.between(task.due_on, until))
    if task.done_on is None:
        undone = held.percent(UNDONE)
        return Reckoned(quantity, undone, undone, weight, True, late_days)
    late = task.done_on > task.due_on
    progress = held.progress(late_days) if late else held.percent(ON_TIME)
    quality = held.quality(task.quality) if task.quality else Decimal(0)
    return Reckoned(quantity, quality, progress, weight, late, late_days)


def together(reckoned: Iterable[Reckoned]) -> Decimal | None:
    """The shares of several tasks by their weights; None of none."""
    rows = list(reckoned)
    whole = sum((row.weight for row in rows), Decimal(0))
    return sum((row.share * row.weight for row in rows), Decimal(0)) / whole if whole else None


def last_days(due_on: date, held: Figures, calendar: Calendar = DEFAULT) -> tuple[date, date]:
    """The last days on which a task of that day is still within the first and the second step of
    lateness."""
    first, second, _ = held.steps
    return tuple(  # type: ignore[return-value]
        calendar.add(due_on, days + 1) - timedelta(days=1) for days in (first[0], second[0])
    )


# --- the time tasks are reckoned over ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A month, quarter or year (half-open); tasks belong to the one their day lies in."""

    code: str
    label_vi: str
    start: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def inside_vi(self) -> str:
        """What it is called inside a sentence: "quý II/2026"."""
        return self.label_vi[:1].lower() + self.label_vi[1:]


ROMAN = ("", "I", "II", "III", "IV")
_SPAN = re.compile(r"(?P<y>20\d\d)(-q(?P<q>[1-4])|-(?P<m>0[1-9]|1[0-2]))?", re.ASCII)


def span(code: str) -> Span:
    """Reads "2026-05", "2026-q2", "2026". Raises ``ValueError``."""
    found = _SPAN.fullmatch(code)
    if found is None:
        raise ValueError(f"Không đọc được kỳ “{code}”.")
    year = int(found["y"])
    if found["m"]:
        first, months, label = int(found["m"]), 1, f"Tháng {int(found['m'])}/{year}"
    elif found["q"]:
        first, months, label = int(found["q"]) * 3 - 2, 3, f"Quý {ROMAN[int(found['q'])]}/{year}"
    else:
        first, months, label = 1, 12, f"Năm {year}"
    start = Month(year, first)
    return Span(code, label, start.first(), Month.at(start.index + months).first())


def spans_of(on: date) -> tuple[Span, Span, Span]:
    """The month, the quarter and the year a day lies in."""
    quarter = (on.month + 2) // 3
    return span(f"{on:%Y-%m}"), span(f"{on.year}-q{quarter}"), span(str(on.year))


def beside(one: Span) -> tuple[Span, Span]:
    """The span of the same length before, and the one after."""
    before = one.start - timedelta(days=1)
    which = 2 if len(one.code) == 4 else 1 if "q" in one.code else 0
    return spans_of(before)[which], spans_of(one.end)[which]
