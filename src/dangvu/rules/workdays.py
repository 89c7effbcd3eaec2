"""Working days: Monday to Friday without public holidays and the days off that make up for them.

Calendar days and working days are different units; a deadline says which it is in. Day 1 is the
day after the one that sets the time running (R0.2).
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.formats import date_text
from dangvu.rules.holidays import DAYS_OFF, EXCHANGED

_CODE = Basis("R0.2", "Bộ luật Lao động", "Điều 112", Confidence.V)
_CULTURE = Basis("R0.2", "Nghị quyết số 28/2026/QH16", "", Confidence.V)
_COMPENSATED = Basis("R0.2", "Bộ luật Lao động, nghỉ bù ngày lễ trùng cuối tuần", "", Confidence.V)
_OVERRIDE = Basis("R0.2", "Cơ quan ghi trong lịch làm việc", "", Confidence.L)
_NOTICE = Basis(
    "R0.2", "Thông báo nghỉ lễ, tết hằng năm của Chính phủ", "chưa đối chiếu bản gốc", Confidence.K
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A Monday to Friday on which offices are closed, and why."""

    on: date
    name_vi: str
    basis: Basis


_FORESEEN = Basis(
    "R0.2", "Dự kiến theo Bộ luật Lao động và âm lịch", "chờ thông báo của Chính phủ", Confidence.K
)
_FIRST, _LAST, _ANNOUNCED_THROUGH = DAYS_OFF[0][0].year, DAYS_OFF[-1][0].year, 2026
_OF_THE_CODE = ("Tết Dương lịch", "Ngày Chiến thắng", "Ngày Quốc tế Lao động")


def _basis(on: date, name: str) -> Basis:
    if on.year > _ANNOUNCED_THROUGH:
        return _FORESEEN
    if name == "Ngày Văn hóa Việt Nam":
        return _CULTURE
    if name in _OF_THE_CODE or (name == "Quốc khánh" and on.day == 2):
        return _CODE
    if name.endswith("(nghỉ bù)"):
        return _COMPENSATED
    return _NOTICE


HOLIDAYS: tuple[Holiday, ...] = tuple(Holiday(on, name, _basis(on, name)) for on, name in DAYS_OFF)
"""Days off from Monday to Friday, in order. Exchanges of working days are left to the office."""


@dataclass(frozen=True, slots=True)
class Override:
    """A day an office works or not, against the table, and why."""

    on: date
    working: bool
    name_vi: str = ""


_DAY = timedelta(days=1)


class Calendar:
    """Which days are working days. Immutable; ``with_overrides`` gives another."""

    def __init__(
        self, off: Iterable[Holiday] = HOLIDAYS, overrides: Iterable[Override] = ()
    ) -> None:
        closed = {holiday.on: holiday for holiday in off}
        opened = set()
        for one in overrides:
            closed.pop(one.on, None)
            opened.discard(one.on)
            if one.working and one.on.weekday() >= 5:
                opened.add(one.on)
            elif not one.working and one.on.weekday() < 5:
                closed[one.on] = Holiday(one.on, one.name_vi or _OVERRIDE.source, _OVERRIDE)
        self.holidays: tuple[Holiday, ...] = tuple(closed[on] for on in sorted(closed))
        """Closed days from Monday to Friday, in order."""
        self._closed = sorted(closed)
        self._opened = sorted(opened)
        self._off, self._on = frozenset(closed), frozenset(opened)

    def with_overrides(self, overrides: Iterable[Override]) -> "Calendar":
        """The same, changed by what an office decided; working week-ends stay."""
        kept = [Override(on, working=True) for on in self._opened]
        return Calendar(self.holidays, [*kept, *overrides])

    def is_working(self, on: date) -> bool:
        """Monday to Friday and not closed, or a week-end worked in exchange."""
        return on not in self._off if on.weekday() < 5 else on in self._on

    def add(self, start: date, days: int) -> date:
        """The day that is ``days`` working days after ``start`` (before it, where negative).

        The first day counted is the one next to ``start``; 0 gives ``start`` itself.
        """
        on, left = start, abs(days)
        if days > 0:
            on += timedelta(days=days * 7 // 5)
            left = days - self.between(start, on)
        while left < 0 or (days > 0 and left == 0 and not self.is_working(on)):
            left += self.is_working(on)
            on -= _DAY
        while left > 0:
            on += _DAY if days > 0 else -_DAY
            left -= self.is_working(on)
        return on

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` through ``end``; negative if ``end`` is the earlier."""
        if end < start:
            return -self.between(end, start)
        whole, rest = divmod((end - start).days, 7)
        days = whole * 5 + sum(
            (start + timedelta(days=shift)).weekday() < 5 for shift in range(1, rest + 1)
        )
        return days - _within(self._closed, start, end) + _within(self._opened, start, end)

    def skipped(self, start: date, end: date) -> tuple[Holiday, ...]:
        """The closed days from Monday to Friday after ``start`` through ``end``."""
        first, last = bisect_right(self._closed, start), bisect_right(self._closed, end)
        return self.holidays[first:last]

    def worked(self, start: date, end: date) -> tuple[date, ...]:
        """The week-ends worked in exchange after ``start`` through ``end``."""
        return tuple(on for on in self._opened if start < on <= end)


def _within(days: list[date], start: date, end: date) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


DEFAULT = Calendar()
"""The calendar of the table alone."""

EXCHANGES: tuple[Override, ...] = tuple(
    override
    for off, worked in EXCHANGED
    for override in (
        Override(off, working=False, name_vi=f"Nghỉ, làm bù ngày {date_text(worked)}"),
        Override(worked, working=True, name_vi=f"Làm bù cho ngày {date_text(off)}"),
    )
)
"""What the Government exchanged so far: for an office to take over into its calendar."""


def holidays_known(year: int) -> bool:
    """Whether the days off of a year are announced; those of other years are foreseen."""
    return _FIRST <= year <= _ANNOUNCED_THROUGH


def unsure_vi(start: date, end: date) -> str:
    """A sentence on the years between two days whose days off are not known, or only foreseen;
    empty where all are announced."""
    years = [year for year in range(start.year, end.year + 1) if not holidays_known(year)]
    unknown = ", ".join(str(year) for year in years if not _FIRST <= year <= _LAST)
    foreseen = ", ".join(str(year) for year in years if _FIRST <= year <= _LAST)
    said = []
    if unknown:
        said.append(f"Chưa có bảng ngày nghỉ lễ năm {unknown} nên hạn có thể muộn hơn.")
    if foreseen:
        said.append(f"Ngày nghỉ lễ năm {foreseen} là dự kiến nên hạn có thể thay đổi.")
    return " ".join(said)


def is_working_day(on: date, calendar: Calendar = DEFAULT) -> bool:
    return calendar.is_working(on)


def add_working_days(start: date, days: int, calendar: Calendar = DEFAULT) -> date:
    """See ``Calendar.add``."""
    return calendar.add(start, days)


def working_days_between(start: date, end: date, calendar: Calendar = DEFAULT) -> int:
    """See ``Calendar.between``."""
    return calendar.between(start, end)
