"""The way of a petition, and its days."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules import petitions as rules
from dangvu.rules.basis import disorder
from dangvu.rules.organisations import OrgType
from dangvu.rules.petitions import (
    FLOW,
    OPEN,
    RULES,
    Deed,
    Level,
    Move,
    Standing,
    State,
    came_from,
    due_on,
    late_days,
    level_of,
    objection,
    possible,
)
from dangvu.rules.report_petitions import FILE, states

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
EVERY = [
    Standing(state, *facts, others=others)
    for state in State
    for facts in product((False, True), repeat=5)
    for others in (0, 2)
]
"""Every standing there is."""


def test_what_is_over_stays_over() -> None:
    assert not any(possible(one) for one in EVERY if one.state not in OPEN)


def test_only_who_holds_it_acts_and_only_who_raised_it_withdraws() -> None:
    for standing in EVERY:
        allowed = set(possible(standing))
        if not standing.holds:
            assert allowed <= {Deed.WITHDRAW}
        assert (Deed.WITHDRAW in allowed) == (standing.raised_it and standing.state in OPEN)


def test_nobody_answers_the_own_and_no_petition_is_stuck() -> None:
    """Whoever holds an open one can always answer it or pass it up, but the top its own."""
    for standing in EVERY:
        allowed = set(possible(standing))
        assert not (standing.own and Deed.ANSWER in allowed)
        if standing.state in OPEN and standing.holds and not (standing.own and standing.top):
            assert {Deed.ANSWER, Deed.PASS_UP} & allowed


@pytest.mark.parametrize("deed", Deed)
def test_every_refusal_says_why_and_every_deed_leads_on(deed: Deed) -> None:
    assert rules.after(deed) is FLOW[deed][1]
    for standing in EVERY:
        no = objection(standing, deed)
        if no is None:
            assert standing.state in FLOW[deed][0]
        else:
            assert no.code
            assert no.message_vi.endswith(".")


@given(st.sampled_from(Level), DAYS, st.integers(1, 400))
def test_an_answer_is_due_after_it_came_and_within_its_days(level, came, days) -> None:
    due = due_on(level, came, days)
    assert came < due <= came + timedelta(days=days)
    if level is Level.CELL:
        assert due <= rules.next_meeting_by(came)
        assert due in {came + timedelta(days=days), rules.next_meeting_by(came)}
    else:
        assert due == came + timedelta(days=days)


@given(DAYS)
def test_a_cell_has_met_in_the_month_after(came: date) -> None:
    by = rules.next_meeting_by(came)
    assert (by + timedelta(days=1)).day == 1
    assert 28 <= (by - came).days <= 61


@given(st.sampled_from(State), DAYS, st.integers(-40, 40))
def test_the_last_day_is_in_time(state: State, due: date, after: int) -> None:
    late = late_days(state, due, due + timedelta(days=after))
    assert late == (max(0, after) if state in OPEN else 0)


@pytest.mark.parametrize(
    ("came", "level", "due"),
    [
        (date(2026, 6, 1), Level.CELL, date(2026, 7, 1)),
        (date(2026, 1, 31), Level.CELL, date(2026, 2, 28)),  # the February meeting, not 2 March
        (date(2026, 1, 31), Level.GRASSROOTS, date(2026, 3, 2)),
        (date(2026, 12, 15), Level.ABOVE, date(2027, 1, 14)),
    ],
)
def test_days_as_counted_by_hand(came: date, level: Level, due: date) -> None:
    assert due_on(level, came, 30) == due


@given(st.lists(st.tuples(st.sampled_from(["up", "down", "taken", "joined"]), st.integers(2, 9))))
def test_it_goes_back_to_who_passed_it_up(walk: list[tuple[str, int]]) -> None:
    line, moves = [1], [Move("raised", 1)]
    for kind, unit in walk:
        if kind == "up" and unit not in line:
            line.append(unit)
            moves.append(Move("passed", unit))
        elif kind == "down" and len(line) > 1:
            line.pop()
            moves.append(Move("sent_back", line[-1]))
        else:
            moves.append(Move(kind, line[-1]))
    moves = [move for move in moves if move.kind != "up" and move.kind != "down"]
    assert came_from(moves) == (line[-2] if len(line) > 1 else None)


def test_every_type_of_organisation_has_a_level() -> None:
    levels = {one: level_of(one) for one in OrgType}
    assert levels[OrgType.CELL] is levels[OrgType.GRASSROOTS_CELL] is Level.CELL
    assert levels[OrgType.GRASSROOTS] is levels[OrgType.SECTION] is Level.GRASSROOTS
    assert levels[OrgType.SUPERIOR] is levels[OrgType.PROVINCIAL] is Level.ABOVE


@pytest.mark.parametrize("rule", RULES)
def test_figures_are_sound_and_can_be_chosen(rule) -> None:
    assert disorder(rule.rows) == []
    assert not any(row.basis.confidence.confirmed for row in rule.rows)


def test_cited_as_in_the_book() -> None:
    assert rules.cited(3, 2026) == "KN 03/2026"
    assert rules.cited(112, 2026) == "KN 112/2026"


def test_the_page_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == states(), "run: make docs"
