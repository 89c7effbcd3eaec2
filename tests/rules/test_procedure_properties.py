"""What must hold of every case, whatever is tried and in whatever order it is recorded."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.cases import DAY, ENOUGH, OPENED, SHORT, case, codes, taken, walked

from dangvu.rules.admissions import AGE, calendar_months
from dangvu.rules.basis import refused
from dangvu.rules.book import LIMITS, limit_timer
from dangvu.rules.months import add_months
from dangvu.rules.procedure import (
    PROCEDURE,
    CaseFacts,
    Side,
    Stage,
    Step,
    Taken,
    decide,
    live,
    standing,
)
from dangvu.rules.procedure_history import History
from dangvu.rules.procedure_law import CELL_RATIO, CERTIFICATE
from dangvu.rules.timers import Unit
from dangvu.rules.workdays import Calendar, Override, is_working_day

TRIGGERS = st.dates(date(2021, 1, 1), date(2034, 1, 1))
PEOPLE = st.builds(
    case,
    born_on=st.dates(date(1964, 1, 1), date(2010, 1, 1)) | st.just(date(1990, 1, 1)) | st.none(),
    certificate_on=st.dates(date(2020, 6, 1), date(2026, 6, 1)) | st.none(),
    has_section=st.booleans(),
    grassroots_below=st.booleans(),
    authorised=st.booleans(),
)
# What somebody tries to record: which step (the next one, any other), how many days on, how.
TRIES = st.lists(
    st.tuples(
        st.just(0) | st.integers(0, 8) | st.sampled_from(list(Step)),
        st.sampled_from((0, 1, 5, 12, 40, 200)),
        st.sampled_from((ENOUGH, ENOUGH, ENOUGH, SHORT, None)),
        st.sampled_from(("", "có lý do")),
        st.booleans(),
    ),
    max_size=45,
)


def tried(facts: CaseFacts, tries, start: date = OPENED) -> tuple[CaseFacts, date]:
    """The case after everything was tried that ``decide`` does not refuse."""
    on = start
    for number, (which, days, vote, reason, back) in enumerate(tries, 1):
        on += days * DAY
        here = standing(facts, on)
        if back and which == 0 and facts.taken:
            row = Taken(facts.taken[-1].step, on, annuls=facts.taken[-1].id, reason=reason)
        else:
            step = which if isinstance(which, Step) else _next(here.next_steps, which)
            until = on + 60 * DAY if step is Step.EXTENDED else None
            row = taken(step, on, vote=vote if step.voted else None, reason=reason, until=until)
        if not refused(decide(facts, row, on)):
            facts = replace(facts, taken=(*facts.taken, replace(row, id=number)))
    return facts, on


def _next(steps: tuple[Step, ...], which: int) -> Step:
    return steps[which % len(steps)] if steps else Step.RESUMED


# Somebody who only goes on: far enough for a decision, and often further.
FORWARD = st.lists(
    st.tuples(
        st.just(0),
        st.sampled_from((0, 1, 5, 12, 12, 30, 30, 90)),
        st.sampled_from((*[ENOUGH] * 9, SHORT)),
        st.sampled_from(("có lý do", "có lý do", "")),
        st.just(False),
    ),
    min_size=14,
    max_size=35,
)


@given(PEOPLE, TRIES, FORWARD, PEOPLE)
@settings(deadline=None)
def test_nobody_is_admitted_against_the_rules(facts, tries, more, corrected) -> None:
    """Also where birth and certificate are corrected on the way."""
    facts, on = tried(facts, tries)
    if Stage.DECIDED not in History(facts).reached:
        facts = replace(facts, born_on=corrected.born_on, certificate_on=corrected.certificate_on)
    facts, on = tried(facts, more, on)
    history = History(facts)
    if Stage.DECIDED not in history.reached:
        return
    considered = history.of(Step.CELL_VOTED)[-1]
    day, born = considered.on, facts.born_on
    assert born is not None
    band = AGE.at(day).value
    assert calendar_months(born, day) >= band.from_months
    assert add_months(born, band.to_months + 1) > day or considered.reason
    certificate = history.certificate_on
    assert certificate is not None
    assert certificate <= day <= add_months(certificate, CERTIFICATE.at(day).value)
    assert considered.vote is not None
    ratio = CELL_RATIO.at(day).value
    short = not considered.vote.reaches(ratio)
    committee = history.of(Step.COMMITTEE_VOTED)[-1]
    assert committee.vote is not None
    assert committee.vote.reaches(history.competence(committee.on).ratio.at(committee.on).value)
    if short:
        assert len(history.short_votes()) >= 3
        assert committee.reason


@given(PEOPLE, TRIES, FORWARD)
@settings(deadline=None)
def test_no_step_is_skipped(facts: CaseFacts, tries, more) -> None:
    facts, on = tried(facts, tries)
    facts, on = tried(facts, more, on)
    _whole(facts, on)
    here = standing(facts, on)
    if Stage.OFFICIAL.position <= here.stage.position:
        steps = {row.step for row in live(facts.taken)}
        assert {Step.SELF_REVIEW, Step.HELPER_REMARK, Step.COMMITTEE_VOTED_RECOGNITION} <= steps
        assert not facts.has_section or Step.APPRAISED_RECOGNITION in steps


@given(st.sets(st.integers(0, 25)))
@settings(deadline=None)
def test_whatever_is_missing_from_a_history_no_step_is_skipped(gone: set[int]) -> None:
    facts = WHOLE
    left = tuple(row for place, row in enumerate(facts.taken) if place not in gone)
    _whole(replace(facts, taken=left), date(2028, 1, 1))


WHOLE = walked(Stage.CARD, has_section=True)


def _whole(facts: CaseFacts, on: date) -> None:
    """Every stage before the one reached was reached by its step, in order."""
    history = History(facts)
    assert standing(facts, on).stage is history.stage
    way = history.way()
    stages = [passage.stage for passage in way]
    assert list(history.reached) == stages[: len(history.reached)]
    days = list(history.reached.values())
    assert days == sorted(days)
    steps = {row.step for row in history.rows}
    for passage in way[1 : len(history.reached)]:
        assert {passage.step, *history.first(passage)} <= steps


@given(PEOPLE, TRIES, FORWARD, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_recording_changes_nothing(facts, tries, more, random: Random) -> None:
    facts, on = tried(facts, tries)
    facts, on = tried(facts, more, on)
    rows = list(facts.taken)
    random.shuffle(rows)
    assert standing(replace(facts, taken=tuple(rows)), on) == standing(facts, on)
    kept = live(facts.taken)
    random.shuffle(kept)
    anew = tuple(replace(row, id=number) for number, row in enumerate(kept, 1))
    assert standing(replace(facts, taken=anew), on) == standing(facts, on)


# Much on one day, votes short and enough, stopped and going on.
ONE_DAY = st.lists(
    st.tuples(
        st.just(0) | st.sampled_from((Step.CELL_VOTED, Step.RETURNED, Step.RESUMED)),
        st.sampled_from((0, 0, 0, 1)),
        st.sampled_from((ENOUGH, SHORT)),
        st.just("có lý do"),
        st.just(False),
    ),
    max_size=14,
)


@given(ONE_DAY, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_what_happened_on_one_day_has_one_order(tries, random: Random) -> None:
    facts, on = tried(walked(Stage.OPINIONS), tries, date(2026, 6, 1))
    kept = live(facts.taken)
    here = standing(facts, on)
    random.shuffle(kept)
    anew = tuple(replace(row, id=number) for number, row in enumerate(kept, 1))
    assert standing(replace(facts, taken=anew), on) == here


@given(ONE_DAY)
@settings(deadline=None)
def test_a_short_vote_leads_nowhere_before_the_third(tries) -> None:
    facts, _ = tried(walked(Stage.OPINIONS), tries, date(2026, 6, 1))
    history = History(facts)
    voted = history.of(Step.CELL_VOTED)
    enough = CELL_RATIO.at(date(2026, 6, 1)).value
    if not voted or not voted[-1].vote.reaches(enough):
        reached = Stage.CELL in history.reached
        assert reached == (len(history.short_votes()) >= 3)
        short = sum(not row.vote.reaches(enough) for row in voted)
        assert not reached or short >= 3


@given(PEOPLE, TRIES)
@settings(deadline=None)
def test_what_is_taken_back_was_never_there(facts: CaseFacts, tries) -> None:
    facts, on = tried(facts, tries)
    for row in live(facts.taken):
        back = Taken(row.step, on, annuls=row.id, reason="ghi nhầm", id=999)
        if refused(decide(facts, replace(back, id=0), on)):
            continue
        after = standing(replace(facts, taken=(*facts.taken, back)), on)
        without = tuple(one for one in live(facts.taken) if one is not row)
        assert after == standing(replace(facts, taken=without), on)
        again = Taken(row.step, on, annuls=999, reason="không nhầm", id=1000)
        restored = replace(facts, taken=(*facts.taken, back, again))
        assert standing(restored, on) == standing(facts, on)


@given(PEOPLE, TRIES)
@settings(deadline=None)
def test_what_may_be_done_next_is_what_is_not_refused_for_its_turn(facts, tries) -> None:
    facts, on = tried(facts, tries)
    here = standing(facts, on)
    for step in Step:
        found = codes(decide(facts, taken(step, on), on))
        assert ("wrong_state" in found) == (step not in here.next_steps)
    assert len(set(here.next_steps)) == len(here.next_steps)
    over = here.side is not None and here.side.final
    assert over == (not here.next_steps) or here.stage is Stage.CARD


@given(PEOPLE, TRIES)
@settings(deadline=None)
def test_what_is_due_stands_in_order_and_says_why(facts: CaseFacts, tries) -> None:
    facts, on = tried(facts, tries)
    here = standing(facts, on)
    assert [due.on for due in here.dues] == sorted(due.on for due in here.dues)
    assert len({due.code for due in here.dues}) == len(here.dues)
    for due in here.dues:
        assert due.timer is not None
        assert due.on == due.timer.due_on
        assert due.who_vi
        assert due.timer.brief() in due.explain
        assert due.timer.basis.source in due.explain
        if due.timer.unit is Unit.WORKING_DAYS:
            assert is_working_day(due.on)
    open_ended = here.side in (Side.PAUSED, Side.MOVED) or here.stage is Stage.CARD
    assert here.dues or open_ended or here.next_steps == ()


@given(st.sampled_from(sorted(LIMITS)), TRIGGERS, st.integers(0, 40), st.sets(TRIGGERS, max_size=9))
@settings(deadline=None)
def test_deadlines_are_monotone_and_never_on_a_holiday(name, trigger, later, shut) -> None:
    rule, unit = LIMITS[name]
    office = Calendar().with_overrides(Override(day, False, "Nghỉ") for day in shut)
    first = limit_timer(rule, unit, trigger, office)
    second = limit_timer(rule, unit, trigger + later * DAY, office)
    assert first.due_on > trigger
    assert first.due_on <= second.due_on
    if unit is Unit.WORKING_DAYS:
        assert office.is_working(first.due_on)
        assert office.between(trigger, first.due_on) == first.n
        assert all(trigger < holiday.on <= first.due_on for holiday in first.skipped)
        assert limit_timer(rule, unit, trigger).due_on <= first.due_on


@given(PEOPLE, st.integers(0, 400), st.integers(0, 400))
@settings(deadline=None)
def test_a_day_later_no_alert_is_lower(facts: CaseFacts, first: int, more: int) -> None:
    facts, on = tried(facts, [(0, 12, ENOUGH, "có lý do", False)] * 12)
    early = {due.code: due for due in standing(facts, on + timedelta(days=first)).dues}
    late = {due.code: due for due in standing(facts, on + timedelta(days=first + more)).dues}
    order = list(type(next(iter(early.values())).alert)) if early else []
    for code in early.keys() & late.keys():
        assert order.index(early[code].alert) <= order.index(late[code].alert)


def test_the_stages_stand_in_the_order_of_the_rulebook() -> None:
    assert [passage.stage for passage in PROCEDURE] == list(Stage)
    assert [passage.step.reaches for passage in PROCEDURE] == list(Stage)
    assert {step for step in Step if step.reaches} == {passage.step for passage in PROCEDURE}
