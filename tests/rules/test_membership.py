"""Spells of a member follow from the events, whatever the order of recording."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.membership import (
    ENTERING,
    PLACING,
    EventKind,
    Happening,
    HistoryRefused,
    Status,
    spells,
)

START = date(2020, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def happening(kind: EventKind, number: int, order: int = 0, place: object = None) -> Happening:
    return Happening(kind, day(number), order, place or ("A" if kind in PLACING else None))


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Events that follow from each other: each is drawn from those the rules allow."""
    events: list[Happening] = []
    at = 0
    for order in range(draw(st.integers(1, 8))):
        at += draw(st.integers(0, 400))
        kinds = [k for k in EventKind if k is not EventKind.VOIDED]
        draw(st.randoms()).shuffle(kinds)
        for kind in kinds:
            place = draw(st.sampled_from("ABC")) if kind in PLACING else None
            more = Happening(kind, day(at), order, place, official=draw(st.booleans()))
            try:
                spells([*events, more])
            except HistoryRefused:
                continue
            events.append(more)
            break
    return events


@given(histories(), st.randoms())
def test_spells_do_not_depend_on_the_order_of_recording(events, chance) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert spells(shuffled) == spells(events)


@given(histories())
def test_spells_never_overlap_and_leave_no_day_out(events) -> None:
    found = spells(events)
    for before, after in zip(found, found[1:], strict=False):
        assert before.since < before.until == after.since
    assert all(s.until is not None for s in found[:-1])
    assert not found or found[-1].until is None


@given(histories(), st.integers(0, 3000), st.integers(1, 3000))
def test_the_movement_of_a_cell_adds_up(events, start, length) -> None:
    """D = A + B - C (R12.3) for the cell "A", from the ends of its spells alone."""
    since, until = day(start), day(start + length)
    kept = [s for s in spells(events) if s.place == "A" and s.status.counted]

    def heads(on: date) -> int:
        return sum(s.since <= on and (s.until is None or on < s.until) for s in kept)

    came = sum(since < s.since <= until and s.came_from != "A" for s in kept)
    went = sum(s.until is not None and since < s.until <= until and s.went_to != "A" for s in kept)
    assert heads(until) == heads(since) + came - went


@given(histories())
def test_once_official_a_member_stays_so_until_they_leave(events) -> None:
    found = [s for s in spells(events) if s.status.counted]
    for before, after in zip(found, found[1:], strict=False):
        if before.until == after.since and after.opened_by not in ENTERING:
            assert after.official >= before.official


@pytest.mark.parametrize(
    ("events", "status", "official"),
    [
        ([happening(EventKind.ADMITTED, 0)], Status.PROBATIONARY, False),
        (
            [happening(EventKind.ADMITTED, 0), happening(EventKind.RECOGNISED, 365)],
            Status.OFFICIAL,
            True,
        ),
        (
            [
                happening(EventKind.ADMITTED, 0),
                happening(EventKind.AWAY, 100),
                happening(EventKind.RECOGNISED, 365),
            ],
            Status.AWAY,
            True,
        ),
        (
            [
                happening(EventKind.ADMITTED, 0),
                happening(EventKind.AWAY, 100),
                happening(EventKind.RESUMED, 200),
            ],
            Status.PROBATIONARY,
            False,
        ),
        ([happening(EventKind.ADMITTED, 0), happening(EventKind.DIED, 9)], Status.DIED, False),
    ],
)
def test_what_a_member_is_now(events, status, official) -> None:
    last = spells(events)[-1]
    assert (last.status, last.official) == (status, official)


@pytest.mark.parametrize(
    "events",
    [
        [happening(EventKind.RECOGNISED, 0)],
        [happening(EventKind.ADMITTED, 0), happening(EventKind.ADMITTED, 5)],
        [happening(EventKind.ADMITTED, 0), happening(EventKind.RESUMED, 5)],
        [happening(EventKind.ADMITTED, 0), happening(EventKind.DIED, 5),
         happening(EventKind.READMITTED, 9)],
        [happening(EventKind.ADMITTED, 0), happening(EventKind.RECOGNISED, 5),
         happening(EventKind.RECOGNISED, 9)],
    ],
)  # fmt: skip
def test_what_cannot_follow_is_refused_in_words(events) -> None:
    with pytest.raises(HistoryRefused) as refused:
        spells(events)
    assert refused.value.message_vi


def test_a_mistake_takes_everything_back() -> None:
    assert spells([happening(EventKind.ADMITTED, 0), happening(EventKind.VOIDED, 0, 1)]) == []
