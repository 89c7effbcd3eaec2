"""Limits of cases in few words: what is due, how far off it is, which chip."""

from collections.abc import Callable
from datetime import date

from dangvu.office.vietnamese import number
from dangvu.rules.timers import Alert
from dangvu.rules.workdays import working_days_between

_CHIPS = {Alert.NONE: "plain", Alert.HALF: "wait", Alert.NEAR: "near", Alert.DUE: "late"}
Between = Callable[[date, date], int]


def chip_of(on: date, today: date, alert: Alert) -> str:
    """The chip of a limit that ends on a day."""
    return "late" if on < today else "near" if on == today else _CHIPS[alert]


def distance(on: date, today: date, between: Between = working_days_between) -> str:
    """How far off a limit is, in working days (R0.2)."""
    if on == today:
        return "Hạn hôm nay"
    days = between(today, on)
    if on > today:
        return f"Còn {number(days)} ngày làm việc" if days else "Hạn trong ngày nghỉ tới"
    return f"Quá hạn {number(-days)} ngày làm việc" if days else "Vừa quá hạn"
