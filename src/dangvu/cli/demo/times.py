"""Days of the demo's story, and instants on them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

FOUNDED = date(2025, 7, 1)
CONGRESS = date(2025, 10, 10)
LOADED = date(2026, 5, 4)
"""The day the records of the past are said to have been entered."""
BY = "Bản minh họa"
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(on: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of a day in Vietnam."""
    return datetime.combine(on, time(hour, minute), _ZONE)
