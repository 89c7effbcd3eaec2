"""Will the target be met: stock, flow, interval, last days, verdict. Nothing about a person."""

from datetime import date, timedelta
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, disorder
from dangvu.rules.forecast import (
    LONGEST,
    PHASES,
    RULES,
    TICK,
    Begin,
    Outlook,
    Phase,
    Tally,
    Verdict,
    added,
    expected,
    held_up,
    interval,
    judge,
    last_days,
    lent_pace,
    lent_paces,
    pace_of,
    paces_of,
    quick_days,
    suggest,
    ticks,
    together,
    usual_days,
    with_class,
)
from dangvu.rules.workdays import add_working_days, is_working_day

ON, END = date(2026, 5, 31), date(2026, 12, 31)
SIXTY = Dated(60, BEGINNING, None, Basis("R2.15", "quy định", "", Confidence.P))
MANY = 4000


def ticked(**at: int) -> tuple[int, ...]:
    """Numbers by tick: ``ticked(t2=5)`` is five people at two ticks."""
    return tuple(at.get(f"t{tick}", 0) for tick in range(LONGEST + 1))


def usual_past(share_moving: float = 0.8, at: int = 3) -> Tally:
    moved = round(MANY * share_moving)
    spread = {f"t{at - 1}": moved // 4, f"t{at}": moved // 2, f"t{at + 1}": moved // 4}
    return Tally(moved=ticked(**spread), lost=ticked(**{f"t{at + 2}": MANY - moved}))


PAST = dict.fromkeys(PHASES, usual_past())
ABOVE = paces_of(PAST)


def outlook(tallies, paces=ABOVE, *, spread: float = 0.0, end: date = END) -> Outlook:
    return Outlook(tallies, paces, ON, end, level=80, spread=spread)


COUNTS = st.lists(st.integers(0, 9), min_size=8, max_size=8)


@st.composite
def tallies(draw) -> dict[Phase, Tally]:
    found = {}
    for phase in PHASES:
        rows = [tuple(draw(COUNTS)) + (0,) * (LONGEST - 7) for _ in range(3)]
        waiting, moved, lost = rows
        found[phase] = Tally(waiting, moved, lost, waiting, draw(st.integers(0, 40)))
    return found


# --- waiting and going on -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "found"), [(-3, 0), (0, 0), (7, 0), (8, 1), (22, 1), (23, 2), (10_000, LONGEST)]
)
def test_days_are_counted_to_the_nearest_half_month(days: int, found: int) -> None:
    assert ticks(days) == found


@settings(deadline=None)
@given(tallies())
def test_chances_are_chances_and_people_are_not_made(found) -> None:
    for pace in paces_of(found).values():
        assert min((*pace.on, *pace.off)) >= 0
        assert max(map(sum, zip(pace.on, pace.off, strict=True))) <= 1
        assert list(pace.stays) == sorted(pace.stays, reverse=True)
        assert 0 <= pace.share <= 1 + 1e-9


def test_the_median_is_where_half_of_those_who_go_on_have_gone() -> None:
    assert ABOVE[Phase.VETTING].median == pytest.approx(45, abs=8)


def test_a_unit_without_a_past_has_the_pace_above() -> None:
    lent = lent_pace(Tally(), ABOVE[Phase.CLASS], 8)
    assert lent.relative == 1
    assert lent.flow == pytest.approx(ABOVE[Phase.CLASS].flow)


def test_a_unit_with_many_people_has_its_own_pace() -> None:
    slow = usual_past(at=8)
    few = Tally(moved=ticked(t8=2))
    above = ABOVE[Phase.VETTING]
    assert lent_pace(slow, above, 8).median == pytest.approx(120, abs=9)
    assert above.median <= lent_pace(few, above, 8).median < lent_pace(slow, above, 8).median


@settings(deadline=None)
@given(tallies(), st.integers(1, 40))
def test_a_bigger_loan_draws_nearer_to_the_unit_above(found, lent: int) -> None:
    for phase, tally in found.items():
        near = lent_pace(tally, ABOVE[phase], lent * 10).relative
        far = lent_pace(tally, ABOVE[phase], lent).relative
        assert abs(near - 1) <= abs(far - 1) + 1e-9


def test_where_nobody_was_ever_seen_there_is_still_an_answer() -> None:
    pace = pace_of(Tally())
    assert 0.3 < pace.share < 1
    assert pace.median is not None
    assert pace.median > 30


@settings(deadline=None)
@given(st.lists(tallies(), min_size=1, max_size=3))
def test_units_add_up(units) -> None:
    whole = added(units)
    for phase in PHASES:
        assert whole[phase].people == sum(unit[phase].people for unit in units)
        assert whole[phase].fresh == sum(unit[phase].fresh for unit in units)


# --- reaching the decision ------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(tallies(), st.sampled_from(PHASES), st.integers(0, 7))
def test_one_more_person_never_lowers_what_is_expected(found, phase: Phase, waited: int) -> None:
    waiting = list(found[phase].waiting)
    waiting[waited] += 1
    more = {**found, phase: Tally(tuple(waiting), fresh=found[phase].fresh)}
    before, after = outlook(found).moments(END)[0], outlook(more).moments(END)[0]
    assert before - 1e-9 <= after <= before + 1 + 1e-9


@settings(deadline=None, max_examples=40)
@given(tallies())
def test_a_later_day_never_lowers_it_and_nobody_is_counted_twice(found) -> None:
    ahead = outlook(found)
    days = [date(2026, month, 28) for month in range(6, 13)]
    means = [ahead.moments(day, found_later=False)[0] for day in days]
    assert means == sorted(means)
    assert means[-1] <= sum(tally.people for tally in found.values()) + 1e-9
    assert ahead.moments(ON) == (0.0, 0.0)


def test_nearer_to_the_decision_is_likelier() -> None:
    means = [outlook({phase: Tally(ticked(t0=10))}).moments(END)[0] for phase in PHASES]
    assert means == sorted(means)
    assert means[-1] == pytest.approx(8, abs=0.2)


def test_the_mean_is_that_of_people_sent_on_their_way_by_chance() -> None:
    found = {Phase.PAPERS: Tally(ticked(t0=1))}
    rng, arrived, rounds = Random(7), 0, 20_000
    for _ in range(rounds):
        clock, phase = 0, Phase.PAPERS.place
        while phase < len(PHASES):
            pace, waited = ABOVE[PHASES[phase]], 0
            while waited <= LONGEST:
                draw = rng.random()
                if draw < pace.on[waited]:
                    break
                if draw < pace.on[waited] + pace.off[waited]:
                    waited = LONGEST + 1
                waited += 1
            if waited > LONGEST:
                break
            clock, phase = clock + waited, phase + 1
        arrived += phase == len(PHASES) and clock <= round((END - ON).days / TICK)
    assert outlook(found).moments(END)[0] == pytest.approx(arrived / rounds, abs=0.02)


def test_who_is_yet_to_be_found_counts_only_where_there_is_time() -> None:
    late, early = (
        outlook({phase: Tally(fresh=120)}).moments(END)[0]
        for phase in (Phase.SOURCE, Phase.DECISION)
    )
    assert late < early
    alone = {Phase.DECISION: Tally(fresh=120)}
    assert outlook(alone).moments(END, found_later=False)[0] == 0


def test_who_waited_beyond_what_was_ever_seen_is_not_promised() -> None:
    fresh, old = (
        outlook({Phase.VETTING: Tally(ticked(**{f"t{waited}": 10}))}).moments(END)[0]
        for waited in (0, LONGEST)
    )
    assert old < fresh


@pytest.mark.parametrize(("people", "chance"), [(40, 0.3), (9, 0.8), (120, 0.05)])
def test_the_interval_of_equal_chances_is_the_binomial_one(people: int, chance: float) -> None:
    low, high = interval(people * chance, people * chance * (1 - chance), 80)
    exact = [comb(people, k) * chance**k * (1 - chance) ** (people - k) for k in range(people + 1)]
    assert sum(exact[:low]) <= 0.1 <= sum(exact[: low + 1])
    assert sum(exact[:high]) < 0.9 <= sum(exact[: high + 1])


@settings(deadline=None)
@given(st.floats(0, 3000), st.floats(0.05, 12), st.sampled_from([50, 80, 95]))
def test_the_interval_lies_around_the_mean(mean: float, ratio: float, level: int) -> None:
    low, high = interval(mean, mean * ratio, level)
    assert 0 <= low <= high
    if ratio <= 1:
        assert low <= mean + 1
        assert high >= mean - 1
    assert interval(mean, mean * ratio, level) == (low, high)


@settings(deadline=None)
@given(st.floats(0.5, 300), st.floats(0.3, 6))
def test_a_surer_interval_is_wider(mean: float, ratio: float) -> None:
    narrow, wide = interval(mean, mean * ratio, 60), interval(mean, mean * ratio, 90)
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]


def test_units_together_are_surer_than_each_alone() -> None:
    one = outlook({Phase.MEETING: Tally(ticked(t1=10))}, spread=0.2).by(END)
    whole = together([one] * 40, 0.2, 80)
    assert whole.mean == pytest.approx(40 * one.mean)
    assert (whole.high - whole.low) / whole.mean < (one.high - one.low) / one.mean


# --- last days, verdict, causes -------------------------------------------------------------


def test_the_cell_meets_sixty_working_days_before_the_year_ends() -> None:
    days = {day.begin: day for day in last_days(END, usual_days(ABOVE, ON), SIXTY)}
    assert days[Begin.DECISION].on == END
    assert days[Begin.CELL].on == date(2026, 10, 7)
    assert add_working_days(days[Begin.CELL].on, 60) == END
    assert "60 ngày làm việc" in days[Begin.CELL].explain


@settings(deadline=None)
@given(
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.lists(st.integers(0, 120), min_size=6, max_size=6),
    st.integers(0, 90),
)
def test_last_days_come_in_order_and_are_working_days(end: date, usual, within: int) -> None:
    limit = Dated(within, BEGINNING, None, SIXTY.basis)
    days = last_days(end, dict(zip(PHASES, usual, strict=True)), limit)
    assert [day.begin for day in days] == list(Begin)
    assert [day.on for day in days] == sorted(day.on for day in days)
    assert all(is_working_day(day.on) for day in days)
    assert days[-1].on <= end


def test_who_is_quick_may_begin_later() -> None:
    usual = last_days(END, usual_days(ABOVE, ON), SIXTY)
    quick = last_days(END, quick_days(ABOVE, ON), None)
    assert all(fast.on >= day.on for fast, day in zip(quick, usual, strict=True))
    assert quick[0].on > usual[0].on


def test_between_the_usual_and_the_quick_day_a_class_must_be_followed_by_haste() -> None:
    usual = last_days(END, usual_days(ABOVE, ON), SIXTY)
    found = verdict(60, STOCK, usual[0].on + timedelta(days=1))
    assert found.verdict is Verdict.ONLY_IF
    assert "một phần tư hồ sơ nhanh nhất" in found.text_vi


def test_more_must_begin_the_farther_the_way() -> None:
    days = last_days(END, usual_days(ABOVE, ON), SIXTY, 7, ABOVE)
    assert [day.need for day in days] == sorted((day.need for day in days), reverse=True)
    assert days[-1].need == 7
    assert days[0].need > 7


def verdict(remaining: int | None, stock: dict[Phase, Tally], today: date = ON):
    ahead = Outlook(stock, ABOVE, today, END, level=80, spread=0.2)
    reached = ahead.by(END)
    short = max((remaining or 0) - reached.people, 0)
    days = last_days(END, usual_days(ABOVE, today), SIXTY, short, ABOVE)
    quick = last_days(END, quick_days(ABOVE, today), None, short, ABOVE)
    stuck = held_up(stock, usual_days(ABOVE, today))
    return judge(remaining, reached, stock, days, quick, today, stuck[0] if stuck else None)


STOCK = {Phase.VETTING: Tally(ticked(t1=10, t8=4)), Phase.SOURCE: Tally(ticked(t2=20))}


def test_verdicts() -> None:
    assert verdict(None, STOCK).verdict is Verdict.NONE
    assert verdict(0, STOCK).verdict is Verdict.MET
    assert verdict(3, STOCK).verdict is Verdict.IN_TIME
    early, late = date(2026, 3, 2), date(2026, 11, 20)
    may_still = verdict(60, STOCK, early)
    assert may_still.verdict is Verdict.ONLY_IF
    assert "mở lớp trước" in may_still.text_vi
    assert "gỡ 4 hồ sơ chờ kết quả thẩm tra" in may_still.text_vi
    assert verdict(60, STOCK, late).verdict is Verdict.TOO_LATE


def test_those_already_near_the_decision_can_still_be_enough_when_no_class_is() -> None:
    stock = {Phase.DECISION: Tally(ticked(t4=12))}
    found = verdict(12, stock, date(2026, 12, 10))
    assert found.verdict is Verdict.ONLY_IF
    assert "12 trong 12 người" in found.text_vi


@settings(deadline=None, max_examples=40)
@given(tallies(), st.integers(0, 80), st.dates(date(2026, 1, 1), date(2026, 12, 30)))
def test_a_smaller_target_is_never_judged_worse(found, remaining: int, today: date) -> None:
    order = [Verdict.MET, Verdict.IN_TIME, Verdict.ONLY_IF, Verdict.TOO_LATE]
    ranks = [order.index(verdict(n, found, today).verdict) for n in (remaining, remaining + 5)]
    assert ranks == sorted(ranks)


def test_the_bottleneck_holds_most_days_beyond_the_usual() -> None:
    usual = dict.fromkeys(PHASES, 30)
    stock = {
        Phase.VETTING: Tally(ticked(t5=8, t1=3)),
        Phase.MEETING: Tally(ticked(t3=2)),
        Phase.CLASS: Tally(ticked(t2=50)),
    }
    worst, second = held_up(stock, usual)
    assert (worst.phase, worst.people, worst.over_days) == (Phase.VETTING, 8, 8 * 45)
    assert second.phase is Phase.MEETING


@pytest.mark.parametrize(
    ("stock", "class_held", "cause"),
    [
        ({}, True, "no_source"),
        ({Phase.SOURCE: Tally(ticked(t20=90))}, True, "not_sent"),
        ({Phase.SOURCE: Tally(ticked(t20=90))}, False, "no_class"),
        ({Phase.VETTING: Tally(ticked(t20=90))}, True, "vetting"),
        ({Phase.MEETING: Tally(ticked(t20=90))}, True, "no_meeting"),
        ({Phase.DECISION: Tally(ticked(t20=90))}, True, "other"),
    ],
)
def test_causes_are_suggested_from_the_numbers(stock, class_held: bool, cause: str) -> None:
    judged = verdict(80, stock, date(2026, 3, 2))
    stuck = held_up(stock, usual_days(ABOVE, ON))
    found = suggest(judged, 80, stock, stuck, class_held=class_held)
    assert found is not None
    assert found.cause == cause


def test_nothing_is_suggested_where_the_target_will_be_met() -> None:
    assert suggest(verdict(1, STOCK), 1, STOCK, held_up(STOCK, usual_days(ABOVE, ON))) is None


# --- what if --------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(tallies(), st.integers(0, 90), st.integers(6, 12))
def test_seats_bring_no_more_than_the_people_on_the_list(found, seats: int, month: int) -> None:
    gain = with_class(outlook(found), seats, date(2026, month, 28), END)
    assert gain.taken + gain.empty == seats
    assert gain.taken <= found[Phase.SOURCE].people
    assert 0 <= gain.more <= gain.admitted <= gain.taken


def test_an_earlier_class_brings_more() -> None:
    ahead = outlook({Phase.SOURCE: Tally(ticked(t2=40))})
    gains = [with_class(ahead, 40, date(2026, month, 1), END) for month in (6, 8, 10, 12)]
    admitted = [gain.admitted for gain in gains]
    assert admitted == sorted(admitted, reverse=True)
    assert admitted[0] > 0


# --- the figures ----------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_figure_is_dated_and_marked(rule) -> None:
    assert not disorder(rule.rows)
    assert not rule.rows[0].basis.confidence.confirmed


def test_the_same_figures_give_the_same_answer() -> None:
    again = [outlook(STOCK, lent_paces(STOCK, ABOVE, 8), spread=0.2).by(END) for _ in range(2)]
    assert again[0] == again[1]
    assert again[0] == expected(again[0].mean, again[0].variance, 80)
