"""Party age, milestones, award days, early awards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.badges import (
    EARLY,
    MILESTONES,
    RULES,
    AwardDay,
    EarlyAward,
    EarlyGround,
    NextBadge,
    PartyAge,
    award_date,
    award_dates,
    check_early,
    due_for,
    earliest_award,
    is_member,
    latest_joining,
    next_badge,
    party_age,
    reached_on,
)
from dangvu.rules.basis import Confidence, Severity
from dangvu.rules.months import add_months

DAY = timedelta(days=1)
DAYS = st.dates(date(1940, 1, 1), date(2040, 12, 31))
TIMES = st.tuples(DAYS, st.integers(0, 4000)).map(lambda t: (t[0], t[0] + t[1] * DAY))
OUT = st.lists(TIMES, max_size=4)
LEFT_FOR_GOOD = DAYS.map(lambda day: (day, None))
YEARS = st.sampled_from(MILESTONES.at(date(2026, 1, 1)).value)


# --- Party age ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "out", "on", "years", "months"),
    [
        (date(1996, 2, 3), [], date(2026, 2, 2), 29, 11),
        (date(1996, 2, 3), [], date(2026, 2, 3), 30, 0),
        (date(1996, 2, 29), [], date(2026, 2, 27), 29, 11),
        (date(1996, 2, 29), [], date(2026, 2, 28), 30, 0),
        (date(1996, 2, 29), [], date(2036, 2, 28), 39, 11),
        (date(1996, 2, 29), [], date(2036, 2, 29), 40, 0),
        (date(2000, 1, 1), [(date(2010, 1, 1), date(2012, 1, 1))], date(2011, 6, 1), 9, 11),
        (date(2000, 1, 1), [(date(2010, 1, 1), date(2012, 1, 1))], date(2012, 1, 1), 10, 0),
        (date(2000, 1, 1), [(date(2010, 1, 1), date(2012, 1, 1))], date(2032, 1, 1), 30, 0),
        (date(2000, 1, 1), [(date(2010, 1, 16), date(2012, 3, 1))], date(2012, 3, 17), 10, 1),
        (date(2000, 1, 1), [(date(2010, 1, 16), date(2012, 3, 1))], date(2012, 3, 13), 10, 0),
        (date(2000, 1, 1), [(date(1990, 1, 1), date(1999, 1, 1))], date(2010, 1, 1), 10, 0),
        (date(2000, 1, 1), [(date(2005, 1, 1), None)], date(2030, 1, 1), 4, 11),
        (date(2030, 1, 1), [], date(2026, 1, 1), 0, 0),
    ],
)
def test_party_age(joined: date, out: list, on: date, years: int, months: int) -> None:
    age = party_age(joined, out, on)
    assert (age.years, age.months) == (years, months)
    assert age.text_vi == f"{years} năm {months} tháng"


@given(DAYS, OUT, DAYS, st.integers(0, 800))
def test_party_age_never_falls_and_time_out_never_adds(joined, out, on, later) -> None:
    age = party_age(joined, out, on)
    assert PartyAge(0) <= age <= party_age(joined, out, on + later * DAY)
    assert party_age(joined, out, on).total_months <= party_age(joined, [], on).total_months + 1


@given(DAYS, OUT, DAYS)
def test_party_age_stands_still_while_out(joined, out, on) -> None:
    if joined <= on and not is_member(joined, out, on + DAY) and not is_member(joined, out, on):
        assert party_age(joined, out, on) == party_age(joined, out, on + DAY)


@given(DAYS, OUT, DAYS)
def test_order_and_overlap_of_times_out_do_not_matter(joined, out, on) -> None:
    assert party_age(joined, out[::-1] + out, on) == party_age(joined, out, on)


@given(DAYS, OUT, YEARS)
def test_a_milestone_is_reached_on_the_first_day_with_its_years(joined, out, years) -> None:
    day = reached_on(joined, out, years)
    assert day is not None
    assert is_member(joined, out, day)
    assert party_age(joined, out, day).years >= years
    assert party_age(joined, out, day - DAY).years < years


@given(DAYS, OUT, LEFT_FOR_GOOD, YEARS)
def test_who_leaves_for_good_reaches_only_what_came_before(joined, out, left, years) -> None:
    day = reached_on(joined, [*out, left], years)
    assert day is None or day < left[0]
    assert day is None or day == reached_on(joined, out, years)


# --- awards ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "award"),
    [
        (date(2026, 1, 1), date(2026, 2, 3)),
        (date(2026, 2, 3), date(2026, 2, 3)),
        (date(2026, 2, 4), date(2026, 5, 19)),
        (date(2026, 5, 20), date(2026, 9, 2)),
        (date(2026, 9, 3), date(2026, 11, 7)),
        (date(2026, 11, 8), date(2027, 2, 3)),
    ],
)
def test_the_next_award_day(on: date, award: date) -> None:
    assert award_date(on) == award
    assert award in award_dates(award.year)
    assert len(award_dates(on.year)) == 4


@pytest.mark.parametrize(
    ("joined", "held", "expected"),
    [
        (date(1996, 12, 1), [], NextBadge(30, date(2026, 12, 1), date(2027, 2, 3))),
        (date(1996, 2, 29), [], NextBadge(30, date(2026, 2, 28), date(2026, 5, 19))),
        (date(1996, 2, 29), [30], NextBadge(40, date(2036, 2, 29), date(2036, 5, 19))),
        (date(1980, 9, 2), [30, 40], NextBadge(45, date(2025, 9, 2), date(2025, 9, 2))),
        (date(1980, 9, 2), [], NextBadge(45, date(2025, 9, 2), date(2025, 9, 2))),
        (date(1980, 9, 2), [45], NextBadge(50, date(2030, 9, 2), date(2030, 9, 2))),
        (date(1936, 1, 1), [90], None),
    ],
)
def test_the_next_badge(joined: date, held: list, expected: NextBadge | None) -> None:
    assert next_badge(joined, [], held, date(2026, 11, 28)) == expected


def test_nobody_out_of_the_party_waits_for_a_badge() -> None:
    out = [(date(2020, 1, 1), None)]
    assert next_badge(date(1990, 1, 1), out, [], date(2026, 1, 1)) is None
    assert due_for(date(2026, 2, 3), date(1990, 1, 1), out, []) is None
    assert next_badge(date(2027, 1, 1), [], [], date(2026, 1, 1)) is None


@given(DAYS, OUT, st.lists(YEARS, max_size=2), DAYS)
def test_who_waits_for_a_badge_is_given_it_on_its_award_day(joined, out, held, on) -> None:
    badge = next_badge(joined, out, held, on)
    if badge is not None and is_member(joined, out, badge.award_on):
        assert badge.award_on == award_date(badge.reached_on)
        assert due_for(badge.award_on, joined, out, held) >= badge.years
        assert due_for(badge.award_on, joined, out, [*held, badge.years]) != badge.years
        assert due_for(badge.reached_on - DAY, joined, out, held) != badge.years


@given(DAYS, OUT, DAYS)
def test_what_is_due_was_reached_and_chosen_by_day_of_joining(joined, out, award_on) -> None:
    years = due_for(award_on, joined, out, [])
    if years is not None:
        assert party_age(joined, out, award_on).years >= years
        assert joined <= latest_joining(award_on)


@given(DAYS)
def test_the_latest_joining_is_exact(award_on) -> None:
    joined = latest_joining(award_on)
    assert due_for(award_on, joined, [], []) == 30
    assert due_for(award_on, joined + DAY, [], []) is None


# --- before the day -------------------------------------------------------------------------


def early(**facts) -> EarlyAward:
    sound = {
        "years": 40,
        "reached_on": date(2027, 5, 1),
        "award_on": date(2026, 9, 2),
        "ground": EarlyGround.ILL,
        "reason": "bệnh hiểm nghèo, có xác nhận của bệnh viện",
    }
    return EarlyAward(**(sound | facts))


def found(award: EarlyAward) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in check_early(award)}


def test_an_early_award_within_the_limit_with_a_reason() -> None:
    assert check_early(early()) == []
    assert found(early(award_on=date(2026, 5, 1))) == {}
    assert found(early(award_on=date(2026, 4, 30))) == {"too_early": Severity.WARNING}
    assert found(early(reason=" ")) == {"reason_missing": Severity.REFUSAL}
    assert found(early(award_on=date(2027, 5, 1))) == {"not_early": Severity.NOTE}
    assert found(early(years=35)) == {"no_milestone": Severity.REFUSAL}


@pytest.mark.parametrize(
    ("ground", "years", "months"),
    [
        (EarlyGround.ILL, 30, 12),
        (EarlyGround.ILL, 65, 12),
        (EarlyGround.ILL, 70, 24),
        (EarlyGround.ILL, 90, 24),
        (EarlyGround.POSTHUMOUS, 30, 12),
        (EarlyGround.POSTHUMOUS, 90, 12),
    ],
)
def test_how_early(ground: EarlyGround, years: int, months: int) -> None:
    day = date(2028, 2, 29)
    earliest = earliest_award(years, day, ground)
    assert earliest == add_months(day, -months)
    facts = {"years": years, "reached_on": day, "ground": ground}
    assert found(early(award_on=earliest, **facts)) == {}
    assert "too_early" in found(early(award_on=earliest - DAY, **facts))


def test_the_figures_are_those_of_the_rulebook() -> None:
    on = date(2026, 11, 28)
    assert MILESTONES.at(on).value == (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)
    assert award_dates(2026) == (
        date(2026, 2, 3),
        date(2026, 5, 19),
        date(2026, 9, 2),
        date(2026, 11, 7),
    )
    limits = [(x.ground.value, x.from_years, x.to_years, x.months) for x in EARLY.at(on).value]
    assert limits == [("om_nang", 30, 65, 12), ("om_nang", 70, 90, 24), ("truy_tang", 30, 90, 12)]


def test_the_first_day_and_the_day_of_return_are_in_the_party() -> None:
    joined, out = date(2000, 1, 1), [(date(2010, 1, 1), date(2012, 1, 1))]
    inside = {day: is_member(joined, out, day) for day in (joined - DAY, joined, *out[0])}
    assert list(inside.values()) == [False, True, False, True]
    assert not is_member(joined, out, date(2011, 12, 31))


def test_the_rules_say_they_are_not_confirmed_and_read_as_words() -> None:
    assert {row.basis.confidence for rule in RULES for row in rule.rows} == {Confidence.P}
    assert AwardDay(2, 3).label_vi == "03/02"
    (finding,) = check_early(early(award_on=date(2026, 4, 30)))
    assert finding.message_vi == (
        "Huy hiệu 40 năm đủ tuổi đảng ngày 01/05/2027; ốm nặng sớm nhất là ngày 01/05/2026."
    )
