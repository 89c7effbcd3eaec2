"""Two people take steps at once, on connections of their own; any order of steps keeps everybody in
one cell."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as f
from tests.members.ways import TODAY, World, assert_whole
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions import record_event
from dangvu.members.actions.history import Decided
from dangvu.members.actions.transfers import Taken, come_back, take_step
from dangvu.members.models import Event, LetterBook, Person, Spell, Stay, Transfer
from dangvu.rules.membership import EventKind
from dangvu.rules.transfers import Step, TransferKind, TransferState


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    yield World()
    f.own()


def both(mine, theirs, step: Step, rows: tuple[Transfer, Transfer]) -> list[object]:
    """One takes a step and has not finished when the other takes it too."""
    f.own()

    def other() -> object:
        with entered(theirs):
            return take_step(theirs, rows[1].pk, step, Taken(TODAY)).letter_number

    with entered(mine):
        take_step(mine, rows[0].pk, step, Taken(TODAY))
        thread, told = in_a_thread(other)
        until_one_waits()
    thread.join(10)
    f.own()
    return told


@pytest.mark.django_db(transaction=True)
def test_of_two_receptions_one_wins_and_the_member_is_in_one_cell(world):
    row = world.ready()
    told = both(world.there.secretary, world.there.officer, Step.RECEIVE, (row, row))
    assert isinstance(told[0], Impossible | Refused), told
    assert Event.objects.filter(kind="chuyen_sinh_hoat").count() == 1
    assert_whole(world.person)
    assert world.person.unit_id == world.there.cell.pk


@pytest.mark.django_db(transaction=True)
def test_a_reception_and_a_calling_off_leave_one_of_the_two(world):
    row = world.ready()
    f.own()

    def theirs() -> object:
        with entered(world.here.officer):
            return take_step(world.here.officer, row.pk, Step.CANCEL, Taken(TODAY, "thôi"))

    with entered(world.there.secretary):
        take_step(world.there.secretary, row.pk, Step.RECEIVE, Taken(TODAY))
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    f.own()
    assert isinstance(told[0], Impossible)
    assert Transfer.objects.get().state == TransferState.RECEIVED
    assert_whole(world.person)


@pytest.mark.django_db(transaction=True)
def test_two_letters_at_once_get_two_numbers(world):
    first = world.begin()
    world.person = world.member("Trần Thị Hai")
    second = world.begin()
    colleague = f.actor(Role.COMMUNE_OFFICER, world.here.commune)
    told = both(world.here.officer, colleague, Step.INTRODUCE, (first, second))
    assert told == ["2/2026"]
    assert LetterBook.objects.get().last_number == 2


# ------------------------------------------------------------------ any order


RECORDED = (EventKind.RECOGNISED, EventKind.EXEMPTED, EventKind.RESUMED, EventKind.REORGANISED)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["begin", "begin_temporary", "back", *Step, *RECORDED]),
        st.integers(0, 4),
        st.integers(0, 9),
    ),
    max_size=24,
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(MOVES)
def test_whatever_anybody_does_a_member_is_in_one_cell(world, monkeypatch, moves):
    """Random steps by random people on random days: afterwards one running spell, in one cell,
    equal to the fold of the events, and a guest only while away."""
    person = world.person = world.member("Vũ Thị Ngẫu")
    actors = [world.here.secretary, world.here.officer, world.specialist, world.there.officer,
              world.there.secretary]  # fmt: skip
    now = f.NOW
    for what, who, days in moves:
        now += timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        attempt(world, actors[who], what, now.date())
        assert_whole(person)
        guests = Stay.objects.filter(person=person, valid_until=None).count()
        assert guests == (Person.objects.get(pk=person.pk).status == "TAM_CHUYEN_DI")
        assert Spell.objects.filter(person=person, valid_until=None).count() == 1


def attempt(world, who, what, today: date) -> None:
    row = Transfer.objects.filter(person=world.person).order_by("-pk").first()
    try:
        if what in ("begin", "begin_temporary"):
            kind = TransferKind.TEMPORARY if what == "begin_temporary" else TransferKind.OFFICIAL
            until = today + timedelta(days=150) if what == "begin_temporary" else None
            world.person.refresh_from_db()
            there = world.there if world.person.unit_id == world.here.cell.pk else world.here
            world.begin(who, kind=kind, until_on=until, cause_on=today, dues_through=today,
                        to_unit_id=there.cell.pk)  # fmt: skip
        elif what in RECORDED:
            world.person.refresh_from_db()
            place = world.person.unit_id if what is EventKind.REORGANISED else None
            with entered(world.specialist):
                record_event(world.specialist, world.person.pk, Decided(what, today, place))
        elif row is None:
            return
        elif what == "back":
            with entered(who):
                come_back(who, row.pk, today)
        else:
            world.step(who, row, what, on=today, note="lý do")
    except (Impossible, Refused, Overtaken):
        pass
    except Exception as error:
        if "404" not in type(error).__name__:
            raise
    finally:
        f.own()
