"""A calendar that programs can read: lines of 75 octets, no letter cut, nothing smuggled in."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from dangvu.office.calendars import DayEvent, calendar_file

MADE = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_of_the_calendar() -> None:
    event = DayEvent("7-decision", date(2026, 12, 31), "A; B\nC")
    content = calendar_file("Hạn, Chi bộ 1", [event], MADE)
    lines = unfolded(content)
    assert "X-WR-CALNAME:Hạn\\, Chi bộ 1" in lines
    assert "UID:7-decision@dangvu" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:A\\; B\\nC" in lines
    assert "DTSTAMP:20260601T003000Z" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


@given(st.text(max_size=300))
def test_any_words_stand_in_one_line_and_no_letter_is_cut(words: str) -> None:
    words = words.encode("utf-8", "ignore").decode()
    content = calendar_file("x", [DayEvent("1", date(2026, 1, 1), words)], MADE)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    shown = [line for line in unfolded(content) if line.startswith("SUMMARY:")]
    assert len(shown) == 1
    assert unfolded(content).count("BEGIN:VEVENT") == 1
