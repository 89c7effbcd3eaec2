"""Time limits that say how much of them is used and how they were counted."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.formats import paper_date_text, paper_day, paper_month
from dangvu.rules.months import add_months
from dangvu.rules.workdays import DEFAULT, Calendar, Holiday, unsure_vi


class Alert(StrEnum):
    """How far a time limit has run."""

    NONE = "none"
    HALF = "half"
    NEAR = "near"
    DUE = "due"

    @property
    def label_vi(self) -> str:
        return {
            "none": "còn nhiều thời gian",
            "half": "đã qua nửa thời hạn",
            "near": "sắp hết hạn",
            "due": "đã đến hạn",
        }[self.value]


ALERTS: Rule[tuple[int, ...]] = Rule(
    "timers.alerts",
    "Mức nhắc: phần thời hạn đã dùng",
    "%",
    (
        Dated(
            (50, 80, 100),
            BEGINNING,
            None,
            Basis("R4.8", "Mức nhắc của phần mềm", "", Confidence.D),
        ),
    ),
)


class Unit(StrEnum):
    """What a limit is counted in. Working days and calendar days are never the same."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"

    @property
    def label_vi(self) -> str:
        return {"working_days": "ngày làm việc", "days": "ngày", "months": "tháng"}[self.value]


@dataclass(frozen=True, slots=True)
class Timer:
    """So many units from a day; of days, the day after ``start`` is the first (R0.2).

    ``due_on``: the last day of the limit. One in months ends on its day, working or not.
    """

    title_vi: str
    start: date
    n: int
    basis: Basis
    unit: Unit = Unit.WORKING_DAYS
    calendar: Calendar = DEFAULT
    due_on: date = field(init=False)

    def __post_init__(self) -> None:
        if self.unit is Unit.MONTHS:
            due_on = add_months(self.start, self.n)
        elif self.unit is Unit.DAYS:
            due_on = self.start + timedelta(days=self.n)
        else:
            due_on = self.calendar.add(self.start, self.n)
        object.__setattr__(self, "due_on", due_on)

    def used(self, on: date) -> int:
        """Days gone by on a day, that day included: working days where the limit is in them."""
        return max(0, self._days(self.start, on))

    def left(self, on: date) -> int:
        """Days still to come after a day; negative once it is overdue."""
        return self._days(self.start, self.due_on) - self.used(on)

    def percent(self, on: date) -> int:
        """Used part of the limit in full per cent; more than 100 once it is overdue."""
        return self.used(on) * 100 // max(1, self._days(self.start, self.due_on))

    def alert(self, on: date) -> Alert:
        """The highest mark reached."""
        percent = self.percent(on)
        marks = sum(percent >= mark for mark in ALERTS.at(on).value)
        return tuple(Alert)[marks]

    def overdue(self, on: date) -> bool:
        return on > self.due_on

    @property
    def skipped(self) -> tuple[Holiday, ...]:
        """The days off left out of the count, week-ends aside."""
        if self.unit is not Unit.WORKING_DAYS:
            return ()
        return self.calendar.skipped(self.start, self.due_on)

    def explain(self) -> str:
        """How the last day was found, in a sentence: what was counted and what left out."""
        text = f"{self.n} {self.unit.label_vi} từ {paper_date_text(self.start)}"
        if self.unit is Unit.WORKING_DAYS:
            text += f", trừ thứ bảy, chủ nhật{_named(self.skipped)}"
            worked = self.calendar.worked(self.start, self.due_on)
            if worked:
                text += f", tính cả ngày làm bù {', '.join(map(paper_date_text, worked))}"
        return f"{text}: đến hết ngày {paper_date_text(self.due_on)}.{self.unsure()}"

    def brief(self) -> str:
        """The same on one line: "30 ngày làm việc từ 03/8/2026, trừ 01–02/9 → 16/9/2026"."""
        text = f"{self.n} {self.unit.label_vi} từ {paper_date_text(self.start)}"
        if self.skipped:
            text += f", trừ {_runs([holiday.on for holiday in self.skipped])}"
        return f"{text} → {paper_date_text(self.due_on)}"

    def state(self, on: date) -> str:
        """Where the limit stands on a day, in a few words."""
        left = self.left(on)
        unit = (Unit.WORKING_DAYS if self.unit is Unit.WORKING_DAYS else Unit.DAYS).label_vi
        if self.overdue(on):
            return f"quá hạn {-left} {unit}" if left < 0 else "quá hạn"
        return f"còn {left} {unit}" if left else "hết hạn hôm nay"

    def _days(self, start: date, end: date) -> int:
        if self.unit is Unit.WORKING_DAYS:
            return self.calendar.between(start, end)
        return (end - start).days

    def unsure(self) -> str:
        """A sentence, after a space, on the years whose days off are not announced."""
        said = unsure_vi(self.start, self.due_on) if self.unit is Unit.WORKING_DAYS else ""
        return f" {said}" if said else ""


def timer(
    rule: Rule[int],
    start: date,
    unit: Unit = Unit.WORKING_DAYS,
    calendar: Calendar = DEFAULT,
) -> Timer:
    """The limit a rule sets from a day, by the version in force on that day (R0.1)."""
    row = rule.at(start)
    return Timer(rule.title_vi, start, row.value, row.basis, unit, calendar)


def _named(skipped: tuple[Holiday, ...]) -> str:
    """Days off, those of one name together."""
    named: dict[str, list[str]] = {}
    for holiday in skipped:
        named.setdefault(holiday.name_vi, []).append(paper_date_text(holiday.on))
    if not named:
        return ""
    return " và ngày nghỉ " + "; ".join(f"{', '.join(on)} ({name})" for name, on in named.items())


def _runs(days: list[date]) -> str:
    """Days in order, neighbours as a span: "01–02/9, 24/11"."""
    spans: list[list[date]] = []
    for on in days:
        if spans and (on - spans[-1][-1]).days == 1:
            spans[-1].append(on)
        else:
            spans.append([on])
    return ", ".join(_span(span[0], span[-1]) for span in spans)


def _span(first: date, last: date) -> str:
    end = f"{paper_day(last)}/{paper_month(last)}"
    if first == last:
        return end
    if first.month == last.month:
        return f"{paper_day(first)}–{end}"
    return f"{paper_day(first)}/{paper_month(first)}–{end}"
