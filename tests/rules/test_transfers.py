"""Transfers of activity: the way, the machine, the limits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Severity
from dangvu.rules.transfers import (
    UNDER_WAY,
    Allowed,
    Refused,
    RouteHop,
    Step,
    TransferFacts,
    TransferKind,
    TransferState,
    check_transfer,
    decide,
    expected,
    forwards,
    route,
    steps_from,
    timers,
    whose_turn,
)

ON = date(2026, 9, 15)
DAY = timedelta(days=1)


def transfer(state: TransferState = TransferState.REQUESTED, **facts) -> TransferFacts:
    sound = {
        "kind": TransferKind.OFFICIAL,
        "cause_on": date(2026, 8, 3),
        "requested_on": date(2026, 8, 10),
        "forwards": 2,
        "letter_number": "12-GGT/ĐU",
        "letter_on": date(2026, 8, 20),
        "dues_through": date(2026, 8, 1),
        "reason": "ghi sai nơi đến",
    }
    return TransferFacts(state=state, **(sound | facts))


# --- the way --------------------------------------------------------------------------------


def steps(way: tuple[RouteHop, ...]) -> list[tuple]:
    return [(hop.unit, hop.step.value) for hop in way]


def test_a_way_goes_up_to_the_first_common_superior_and_down() -> None:
    way = route(["tinh", "xa A", "chi bo 1"], ["tinh", "xa B", "bo phan", "chi bo 2"])
    assert steps(way) == [
        ("chi bo 1", "confirm"),
        ("xa A", "introduce"),
        ("tinh", "forward"),
        ("xa B", "forward"),
        ("bo phan", "forward"),
        ("chi bo 2", "receive"),
    ]
    assert [hop.position for hop in way] == list(range(6))
    assert forwards(way) == 3


def test_inside_one_committee_the_letter_passes_through_it_alone() -> None:
    way = route(["tinh", "xa A", "chi bo 1"], ["tinh", "xa A", "chi bo 2"])
    assert steps(way) == [("chi bo 1", "confirm"), ("xa A", "introduce"), ("chi bo 2", "receive")]


def test_out_of_the_register_and_into_it() -> None:
    assert steps(route(["tinh", "xa A", "chi bo 1"], [])) == [
        ("chi bo 1", "confirm"),
        ("xa A", "introduce"),
        ("tinh", "forward"),
    ]
    assert steps(route([], ["tinh", "xa A", "chi bo 1"])) == [
        ("tinh", "forward"),
        ("xa A", "forward"),
        ("chi bo 1", "receive"),
    ]
    assert steps(route(["tinh X", "cb 1"], ["tinh Y", "cb 2"])) == [
        ("cb 1", "confirm"),
        ("tinh X", "introduce"),
        ("tinh Y", "forward"),
        ("cb 2", "receive"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["tinh", "xa", "cb"], ["tinh", "xa", "cb"]),
        (["tinh", "xa"], ["tinh", "xa", "cb"]),
        (["tinh", "xa", "cb"], ["tinh", "xa"]),
        (["cb"], ["tinh", "cb 2"]),
        (["tinh", "cb 2"], ["cb"]),
        ([], []),
    ],
)
def test_a_way_that_leads_nowhere(one: list, other: list) -> None:
    with pytest.raises(ValueError):
        route(one, other)


BRANCHES = st.lists(st.sampled_from("abc"), min_size=1, max_size=3)


def cell(branch: list[str], name: str) -> list[str]:
    return ["/".join(branch[: n + 1]) for n in range(len(branch))] + [f"{'/'.join(branch)}/{name}"]


@given(BRANCHES, BRANCHES)
def test_any_way_begins_and_ends_at_the_cells_and_passes_each_once(one, other) -> None:
    sending, receiving = cell(one, "x"), cell(other, "y")
    way = route(sending, receiving)
    units = [hop.unit for hop in way]
    assert (units[0], units[-1]) == (sending[-1], receiving[-1])
    assert len(set(units)) == len(units)
    assert set(units) <= {*sending, *receiving}
    assert len({*sending} & {*receiving} & {*units}) <= 1
    assert [hop.unit for hop in route(receiving, sending)] == units[::-1]
    assert [hop.step for hop in way][:2] == [Step.CONFIRM, Step.INTRODUCE]
    assert way[-1].step is Step.RECEIVE


# --- the machine ----------------------------------------------------------------------------


@given(BRANCHES, BRANCHES)
def test_the_way_forward_is_open_to_the_end_and_each_acts_in_turn(one, other) -> None:
    way = route(cell(one, "x"), cell(other, "y"))
    facts = transfer(forwards=forwards(way))
    turns = []
    while (step := expected(facts)) is not None:
        turns.append(whose_turn(way, facts))
        done = decide(facts, step, ON)
        assert isinstance(done, Allowed), done
        facts = transfer(done.state, forwards=facts.forwards, forwarded=done.forwarded)
    assert facts.state is TransferState.CLOSED
    assert turns[:-1] == list(way)
    assert turns[-1].step is Step.INTRODUCE
    assert whose_turn(way, facts) is None


@given(st.sampled_from(TransferState), st.sampled_from(Step), st.integers(0, 2))
def test_every_step_leads_somewhere_or_says_why_not(state, step, forwarded) -> None:
    done = decide(transfer(state, forwarded=forwarded), step, ON)
    if step not in steps_from(state):
        assert isinstance(done, Refused)
        assert done.code == "wrong_state"
    if isinstance(done, Refused):
        assert done.message_vi.endswith(".")
        assert done.basis.rule
    else:
        assert 0 <= done.forwarded <= 2


def test_who_was_received_is_never_returned_nor_cancelled() -> None:
    for state in (TransferState.RECEIVED, TransferState.CLOSED):
        assert not {Step.RETURN, Step.CANCEL} & set(steps_from(state))
    for state in UNDER_WAY:
        assert {Step.RETURN, Step.CANCEL} < set(steps_from(state))


@pytest.mark.parametrize(
    ("facts", "step", "code"),
    [
        (transfer(reason=" "), Step.RETURN, "reason_missing"),
        (transfer(reason=""), Step.CANCEL, "reason_missing"),
        (transfer(requested_on=ON + DAY), Step.CONFIRM, "before_request"),
        (transfer(TransferState.CONFIRMED, letter_number=""), Step.INTRODUCE, "letter_missing"),
        (transfer(TransferState.CONFIRMED, letter_on=None), Step.INTRODUCE, "letter_missing"),
        (transfer(TransferState.CONFIRMED, letter_on=ON + DAY), Step.INTRODUCE, "letter_in_future"),
        (
            transfer(TransferState.CONFIRMED, letter_on=date(2026, 8, 9)),
            Step.INTRODUCE,
            "letter_before_request",
        ),
        (transfer(TransferState.INTRODUCED), Step.RECEIVE, "hops_left"),
        (transfer(TransferState.FORWARDED, forwarded=2), Step.FORWARD, "no_hop_left"),
        (transfer(TransferState.REQUESTED), Step.RECEIVE, "wrong_state"),
    ],
)
def test_refusals(facts: TransferFacts, step: Step, code: str) -> None:
    done = decide(facts, step, ON)
    assert isinstance(done, Refused)
    assert done.code == code


def test_all_may_happen_on_one_day() -> None:
    facts = transfer(TransferState.CONFIRMED, requested_on=ON, letter_on=ON)
    assert decide(facts, Step.INTRODUCE, ON) == Allowed(TransferState.INTRODUCED, 0)
    same = transfer(TransferState.RECEIVED, requested_on=ON, letter_on=ON, received_on=ON)
    assert "received_before_request" not in found(same)


def test_a_returned_transfer_begins_again_or_ends() -> None:
    returned = decide(transfer(TransferState.FORWARDED, forwarded=1), Step.RETURN, ON)
    assert returned == Allowed(TransferState.RETURNED, 1)
    facts = transfer(TransferState.RETURNED, forwarded=1)
    assert decide(facts, Step.RESUME, ON) == Allowed(TransferState.REQUESTED, 0)
    assert decide(facts, Step.CANCEL, ON) == Allowed(TransferState.CANCELLED, 1)
    way = route(["tinh", "xa A", "chi bo 1"], ["tinh", "xa B", "chi bo 2"])
    assert whose_turn(way, facts) == way[0]


def test_who_left_the_register_is_received_by_word_of_the_introducer() -> None:
    way = route(["tinh", "xa A", "chi bo 1"], [])
    facts = transfer(TransferState.FORWARDED, forwards=1, forwarded=1)
    assert whose_turn(way, facts).unit == "xa A"
    into = route([], ["tinh", "xa A", "chi bo 1"])
    assert whose_turn(into, transfer(TransferState.RECEIVED)).unit == "chi bo 1"
    assert whose_turn(into, transfer(TransferState.INTRODUCED)).unit == "tinh"


# --- limits ---------------------------------------------------------------------------------


def found(facts: TransferFacts, on: date = ON) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_transfer(facts, on)}


def test_limits_of_each_kind() -> None:
    assert [limit.n for limit in timers(transfer())] == [60, 30]
    assert [limit.n for limit in timers(transfer(letter_on=None))] == [60]
    assert [limit.n for limit in timers(transfer(kind=TransferKind.INTERNAL))] == [30]
    complete, present = timers(transfer())
    assert (complete.start, complete.due_on) == (date(2026, 8, 3), date(2026, 10, 28))
    assert (present.start, present.due_on) == (date(2026, 8, 20), date(2026, 10, 5))
    assert complete.basis.confidence.confirmed
    assert not timers(transfer(cause_on=date(2026, 7, 1)))[0].basis.confidence.confirmed


def test_late_is_said_until_received_in_time() -> None:
    assert found(transfer()) == {}
    late = transfer(TransferState.INTRODUCED, letter_on=None)
    assert found(late, date(2026, 10, 28)) == {}
    assert found(late, date(2026, 10, 29)) == {"late": Severity.WARNING}
    received = transfer(TransferState.CLOSED, received_on=date(2026, 9, 30))
    assert found(received, date(2027, 9, 1)) == {}
    assert found(transfer(TransferState.CANCELLED), date(2027, 9, 1)) == {}


@pytest.mark.parametrize(
    ("facts", "code", "severity"),
    [
        ({"dues_through": date(2026, 7, 31)}, "dues_behind", Severity.WARNING),
        ({"dues_through": None}, "dues_behind", Severity.WARNING),
        ({"received_on": date(2026, 8, 9)}, "received_before_request", Severity.REFUSAL),
        ({"kind": TransferKind.INTERNAL}, "not_internal", Severity.WARNING),
        ({"kind": TransferKind.TEMPORARY}, "until_missing", Severity.REFUSAL),
        (
            {"kind": TransferKind.TEMPORARY, "until_on": date(2026, 8, 3)},
            "until_before_start",
            Severity.REFUSAL,
        ),
        (
            {"kind": TransferKind.TEMPORARY, "until_on": date(2026, 11, 2)},
            "span",
            Severity.WARNING,
        ),
        (
            {"kind": TransferKind.TEMPORARY, "until_on": date(2027, 8, 3)},
            "span",
            Severity.WARNING,
        ),
        ({"kind": TransferKind.ABROAD, "until_on": date(2027, 8, 2)}, "span", Severity.WARNING),
    ],
)
def test_what_is_odd(facts: dict, code: str, severity: Severity) -> None:
    assert found(transfer(**facts)) == {code: severity}


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": TransferKind.TEMPORARY, "until_on": date(2026, 11, 3)},
        {"kind": TransferKind.TEMPORARY, "until_on": date(2027, 8, 2)},
        {"kind": TransferKind.ABROAD, "until_on": date(2027, 8, 3)},
        {"kind": TransferKind.ABROAD},
        {"kind": TransferKind.INTERNAL, "inside_grassroots": True},
    ],
)
def test_what_is_not(facts: dict) -> None:
    assert found(transfer(**facts)) == {}
