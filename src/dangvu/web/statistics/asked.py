"""What an address of statistics asks for: the period or day, and how it is written again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from dangvu.office.vietnamese import Unreadable, day, parse_day
from dangvu.rules.months import Month
from dangvu.rules.statistics import Length, Period, presets, whole
from dangvu.web.components.ids import ids


@dataclass(frozen=True)
class Asked:
    """A period of an address, and a revision (0: as it stands now; None: the last frozen).

    ``unread``: what stood there could not be read, and the period is the usual one.
    """

    period: Period
    revision: int | None
    unread: bool = False

    @property
    def words(self) -> str:
        """The period as an address writes it."""
        return urlencode({"tu": self.period.first.isoformat(), "den": self.period.last.isoformat()})

    @property
    def all_words(self) -> str:
        """The period and the revision."""
        return self.words + ("" if self.revision is None else f"&ban={self.revision}")


@dataclass(frozen=True)
class Preset:
    """A period offered as a link."""

    label: str
    words: str
    current: bool


def read(words: Any, today: date, *, on_a_day: bool = False) -> Asked:
    """The period of an address; without one the half-year of today.

    ``on_a_day``: what is counted is members on the last day, which is not in the future.
    """
    number = ids([words.get("ban", "")])
    revision = number[0] if number and number[0] < 1000 else None
    usual = whole(Length.HALF, today)
    first, last = _day(words.get("tu", "")), _day(words.get("den", ""))
    sent = bool(words.get("tu") or words.get("den"))
    if last is not None and (first is None or first > last):
        unread = first is not None and not on_a_day
        period = usual if unread else Period(date(last.year, 1, 1), last)
    elif first is not None and last is not None:
        period, unread = Period(first, last), False
    else:
        period, unread = usual, sent
    if on_a_day:
        on = min(period.last, today)
        period = Period(date(on.year, 1, 1), on)
    return Asked(period, revision, unread)


def _day(text: str) -> date | None:
    """A day written 2026-06-30 or 30/06/2026, of a year anybody means."""
    try:
        found = date.fromisoformat(text) if "-" in text else parse_day(text)
        Month.parse(f"{found.year}-{found.month}")
    except (ValueError, Unreadable):
        return None
    return found


def offered(asked: Asked, today: date, *, on_a_day: bool = False) -> list[Preset]:
    """The periods (or last days) offered."""
    found = []
    for period in presets(today):
        if on_a_day and period.last > today:
            continue
        if on_a_day:
            period = Period(date(period.last.year, 1, 1), period.last)
        label = day(period.last) if on_a_day else period.label_vi
        words = urlencode({"tu": period.first.isoformat(), "den": period.last.isoformat()})
        current = period.last == asked.period.last if on_a_day else period == asked.period
        found.append(Preset(label[:1].upper() + label[1:], words, current))
    if on_a_day:
        found = list({preset.label: preset for preset in found}.values())
    return found
