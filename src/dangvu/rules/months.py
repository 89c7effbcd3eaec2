"""Calendar months: what a sheet, a report and a plan are kept by."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

YEAR = "(?:19|20)[0-9]{2}"
"""The years a month may be written in: nobody means another, and dates end somewhere."""

_WRITTEN = re.compile(rf"(?P<y>{YEAR})-(?P<m>\d{{1,2}})|(?P<m2>\d{{1,2}})/(?P<y2>{YEAR})", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year; months compare and sort in time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"Không có tháng {self.number}/{self.year}.")

    @classmethod
    def of(cls, on: date) -> "Month":
        """The month a day lies in."""
        return cls(on.year, on.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Reads "2026-05" (addresses, command line) or "5/2026" (forms). Raises ``ValueError``."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"Không đọc được tháng “{text}”; viết như 2026-05 hoặc 5/2026.")
        return cls(int(found["y"] or found["y2"]), int(found["m"] or found["m2"]))

    @classmethod
    def at(cls, index: int) -> "Month":
        """The month of an ``index``."""
        year, rest = divmod(index, 12)
        return cls(year, rest + 1)

    @property
    def index(self) -> int:
        """Months since the year 0: neighbours differ by one."""
        return self.year * 12 + self.number - 1

    @property
    def iso(self) -> str:
        """As in addresses and JSON: "2026-05"."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def label_vi(self) -> str:
        """As on the screen after the word "tháng": "5/2026"."""
        return f"{self.number}/{self.year}"

    def first(self) -> date:
        return date(self.year, self.number, 1)

    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def previous(self) -> "Month":
        return Month.at(self.index - 1)

    def next(self) -> "Month":
        return Month.at(self.index + 1)

    def through(self, last: "Month") -> tuple["Month", ...]:
        """Every month from this one to ``last``, both included; empty if ``last`` is earlier."""
        return tuple(Month.at(index) for index in range(self.index, last.index + 1))

    def __str__(self) -> str:
        return self.iso


def add_months(on: date, months: int) -> date:
    """The same day ``months`` later (earlier, where negative).

    Where that month is too short it is its last day: a year after 29 February is 28 February.
    """
    month = Month.at(Month.of(on).index + months)
    return min(month.last(), month.first() + timedelta(days=on.day - 1))
