"""Working days: Monday to Friday without public holidays and the days off that make up for them.

Calendar days and working days are different units; a deadline says which it is in. Day 1 is the
day after the one that sets the time running (R0.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dangvu.rules.basis import Basis, Confidence

_CODE = Basis("R0.2", "Bộ luật Lao động", "Điều 112", Confidence.V)
_CULTURE = Basis("R0.2", "Nghị quyết số 28/2026/QH16", "", Confidence.V)
_COMPENSATED = Basis("R0.2", "Bộ luật Lao động, nghỉ bù ngày lễ trùng cuối tuần", "", Confidence.V)
_NOTICE = Basis(
    "R0.2", "Thông báo nghỉ lễ, tết hằng năm của Chính phủ", "chưa đối chiếu bản gốc", Confidence.K
)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A Monday to Friday on which offices are closed, and why."""

    on: date
    name_vi: str
    basis: Basis


def _run(first: date, days: int, name_vi: str, basis: Basis = _NOTICE) -> Iterator[Holiday]:
    for shift in range(days):
        on = first + timedelta(days=shift)
        if on.weekday() < 5:
            yield Holiday(on, name_vi, basis)


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday(date(2023, 1, 2), "Tết Dương lịch (nghỉ bù)", _COMPENSATED),
    *_run(date(2023, 1, 20), 7, "Tết Nguyên đán"),
    Holiday(date(2023, 5, 1), "Ngày Quốc tế Lao động", _CODE),
    Holiday(date(2023, 5, 2), "Giỗ Tổ Hùng Vương (nghỉ bù)", _NOTICE),
    Holiday(date(2023, 5, 3), "Ngày Chiến thắng (nghỉ bù)", _COMPENSATED),
    Holiday(date(2023, 9, 1), "Quốc khánh", _NOTICE),
    Holiday(date(2023, 9, 4), "Quốc khánh (nghỉ bù)", _COMPENSATED),
    Holiday(date(2024, 1, 1), "Tết Dương lịch", _CODE),
    *_run(date(2024, 2, 8), 7, "Tết Nguyên đán"),
    Holiday(date(2024, 4, 18), "Giỗ Tổ Hùng Vương", _NOTICE),
    Holiday(date(2024, 4, 30), "Ngày Chiến thắng", _CODE),
    Holiday(date(2024, 5, 1), "Ngày Quốc tế Lao động", _CODE),
    Holiday(date(2024, 9, 2), "Quốc khánh", _CODE),
    Holiday(date(2024, 9, 3), "Quốc khánh", _NOTICE),
    Holiday(date(2025, 1, 1), "Tết Dương lịch", _CODE),
    *_run(date(2025, 1, 27), 5, "Tết Nguyên đán"),
    Holiday(date(2025, 4, 7), "Giỗ Tổ Hùng Vương", _NOTICE),
    Holiday(date(2025, 4, 30), "Ngày Chiến thắng", _CODE),
    Holiday(date(2025, 5, 1), "Ngày Quốc tế Lao động", _CODE),
    Holiday(date(2025, 9, 1), "Quốc khánh", _NOTICE),
    Holiday(date(2025, 9, 2), "Quốc khánh", _CODE),
    Holiday(date(2026, 1, 1), "Tết Dương lịch", _CODE),
    *_run(date(2026, 2, 16), 5, "Tết Nguyên đán"),
    Holiday(date(2026, 4, 27), "Giỗ Tổ Hùng Vương (nghỉ bù)", _COMPENSATED),
    Holiday(date(2026, 4, 30), "Ngày Chiến thắng", _CODE),
    Holiday(date(2026, 5, 1), "Ngày Quốc tế Lao động", _CODE),
    Holiday(date(2026, 9, 1), "Quốc khánh", _NOTICE),
    Holiday(date(2026, 9, 2), "Quốc khánh", _CODE),
    Holiday(date(2026, 11, 24), "Ngày Văn hóa Việt Nam", _CULTURE),
)
"""Days off from Monday to Friday, by year. Working Saturdays given in exchange are not kept."""

DAYS_OFF: frozenset[date] = frozenset(holiday.on for holiday in HOLIDAYS)


def holidays_known(year: int) -> bool:
    """Whether the table reaches a year; without it only week-ends are skipped."""
    return any(on.year == year for on in DAYS_OFF)


def is_working_day(on: date, days_off: frozenset[date] = DAYS_OFF) -> bool:
    """Monday to Friday and not in ``days_off``."""
    return on.weekday() < 5 and on not in days_off


def add_working_days(start: date, days: int, days_off: frozenset[date] = DAYS_OFF) -> date:
    """The day that is ``days`` working days after ``start`` (before it, where negative).

    The first day counted is the one next to ``start``; 0 gives ``start`` itself.
    """
    step = timedelta(days=1 if days > 0 else -1)
    on, left = start, abs(days)
    while left:
        on += step
        left -= is_working_day(on, days_off)
    return on


def working_days_between(start: date, end: date, days_off: frozenset[date] = DAYS_OFF) -> int:
    """Working days after ``start`` through ``end``; negative if ``end`` is the earlier."""
    if end < start:
        return -working_days_between(end, start, days_off)
    whole, rest = divmod((end - start).days, 7)
    days = whole * 5 + sum(
        (start + timedelta(days=shift)).weekday() < 5 for shift in range(1, rest + 1)
    )
    return days - sum(start < off <= end and off.weekday() < 5 for off in days_off)
