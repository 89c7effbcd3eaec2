"""A calendar as programs read it (RFC 5545): whole days alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75
"""Octets of a line; longer ones are folded."""


@dataclass(frozen=True)
class DayEvent:
    """Something on a day. ``key`` stays the same for the same thing, so that a changed one replaces
    the one before."""

    key: str
    on: date
    title: str
    text: str = ""


def calendar_file(name: str, events: Iterable[DayEvent], made_at: datetime) -> bytes:
    """The calendar as a file, in the order given."""
    stamp = f"{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dangvu//vi", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}", "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
    ]  # fmt: skip
    for event in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{event.key}@dangvu", f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(event.title)}",
            *([f"DESCRIPTION:{_text(event.text)}"] if event.text else []),
            "CLASS:PRIVATE", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _text(words: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, written)
    return "".join(letter for letter in words if letter >= " ")


def _folded(line: str) -> Iterator[bytes]:
    """The line cut so that no letter is: what follows begins with a blank."""
    part = b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > LINE:
            yield part
            part = b" "
        part += octets
    yield part
