"""Time limits in working days that say how much of them is used and how they were counted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Rule
from dangvu.rules.formats import paper_date_text
from dangvu.rules.workdays import HOLIDAYS, add_working_days, holidays_known, working_days_between


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


@dataclass(frozen=True, slots=True)
class Timer:
    """A number of working days from a day; the day after ``start`` is the first (R0.2)."""

    title_vi: str
    start: date
    days: int
    basis: Basis

    @property
    def due_on(self) -> date:
        """The last day of the limit."""
        return add_working_days(self.start, self.days)

    def used(self, on: date) -> int:
        """Working days gone by on a day, that day included."""
        return max(0, working_days_between(self.start, on))

    def left(self, on: date) -> int:
        """Working days still to come after a day; negative once it is overdue."""
        return self.days - self.used(on)

    def percent(self, on: date) -> int:
        """Used part of the limit in full per cent; more than 100 once it is overdue."""
        return self.used(on) * 100 // self.days

    def alert(self, on: date) -> Alert:
        """The highest mark reached."""
        marks = sum(self.percent(on) >= mark for mark in ALERTS.at(on).value)
        return tuple(Alert)[marks]

    def overdue(self, on: date) -> bool:
        return on > self.due_on

    def explain(self) -> str:
        """How the last day was found, in a sentence: what was counted and what left out."""
        text = (
            f"{self.days} ngày làm việc từ {paper_date_text(self.start)}, trừ thứ bảy, chủ nhật"
            f"{_holidays(self.start, self.due_on)}: đến hết ngày {paper_date_text(self.due_on)}."
        )
        unknown = [
            str(year)
            for year in range(self.start.year, self.due_on.year + 1)
            if not holidays_known(year)
        ]
        if unknown:
            text += f" Chưa có bảng ngày nghỉ lễ năm {', '.join(unknown)} nên hạn có thể muộn hơn."
        return text

    def state(self, on: date) -> str:
        """Where the limit stands on a day, in a few words."""
        left = self.left(on)
        if self.overdue(on):
            return f"quá hạn {-left} ngày làm việc" if left < 0 else "quá hạn"
        return f"còn {left} ngày làm việc" if left else "hết hạn hôm nay"


def timer(rule: Rule[int], start: date) -> Timer:
    """The limit a rule sets from a day, by the version in force on that day (R0.1)."""
    row = rule.at(start)
    return Timer(rule.title_vi, start, row.value, row.basis)


def _holidays(start: date, end: date) -> str:
    """The holidays between two days, those of one name together."""
    named: dict[str, list[str]] = {}
    for holiday in HOLIDAYS:
        if start < holiday.on <= end:
            named.setdefault(holiday.name_vi, []).append(paper_date_text(holiday.on))
    if not named:
        return ""
    return " và ngày nghỉ " + "; ".join(f"{', '.join(on)} ({name})" for name, on in named.items())
