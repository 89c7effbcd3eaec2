"""Transfers on the day of another event: the day's events follow each other."""

from datetime import timedelta

import pytest
from tests import factories as f
from tests.members.ways import TODAY, World, act, assert_whole, kept

from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import record_event
from dangvu.members.actions.history import Decided
from dangvu.members.models import Event
from dangvu.rules.membership import EventKind
from dangvu.rules.transfers import Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    return World()


def recorded(world, kind, on=TODAY, **more):
    with act(world.specialist):
        record_event(world.specialist, world.person.pk, Decided(kind, on, **more))


@pytest.mark.parametrize("kind", [EventKind.RECOGNISED, EventKind.MOVED, EventKind.REORGANISED])
def test_received_on_the_day_of_another_event(world, kind):
    """Recognised in the morning, received in the afternoon: the day's events follow each other."""
    row = world.ready()
    placed = {"unit_id": world.here.cell.pk} if kind is not EventKind.RECOGNISED else {}
    recorded(world, kind, **placed)
    world.step(world.there.secretary, row, Step.RECEIVE)
    assert_whole(world.person)
    before, last = kept(world.person)
    assert (before[8], last[7]) == (kind, "chuyen_sinh_hoat")
    assert (last[0], last[5]) == (world.there.cell.pk, TODAY)
    assert (before[10], last[9]) == (world.there.cell.path, world.here.cell.path)


def test_admitted_and_received_elsewhere_on_one_day(world):
    world.person = f.person(world.here.cell, "Đỗ Một Ngày", joined_on=TODAY)
    row = world.ready()
    world.step(world.there.secretary, row, Step.RECEIVE)
    assert_whole(world.person)
    ((unit, *_),) = kept(world.person)
    assert unit == world.there.cell.pk


def test_a_correction_keeps_its_place_among_the_events_of_a_day(world):
    """The admission is mended, twice, after the member was received elsewhere on the same day."""
    world.person = f.person(world.here.cell, "Đỗ Một Ngày", joined_on=TODAY)
    row = world.ready()
    world.step(world.there.secretary, row, Step.RECEIVE)
    for number in ("7-QĐ/ĐU", "8-QĐ/ĐU"):
        last = Event.objects.filter(person=world.person, kind="ket_nap").latest("pk")
        decided = Decided(EventKind.ADMITTED, TODAY, world.here.cell.pk, decision_number=number)
        with act(world.specialist):
            record_event(world.specialist, world.person.pk, decided, corrects=last.pk)
        assert_whole(world.person)
    assert world.person.unit_id == world.there.cell.pk


def test_there_and_back_on_one_day(world):
    row = world.ready()
    world.step(world.there.secretary, row, Step.RECEIVE)
    back = world.begin(world.there.secretary, to_unit_id=world.here.cell.pk)
    world.step(world.there.officer, back, Step.INTRODUCE)
    world.step(world.specialist, back, Step.FORWARD)
    world.step(world.here.officer, back, Step.FORWARD)
    world.step(world.here.secretary, back, Step.RECEIVE)
    assert_whole(world.person)
    assert world.person.unit_id == world.here.cell.pk


def test_not_received_before_the_last_event(world, monkeypatch):
    row = world.ready()
    monkeypatch.setattr(clock, "now", lambda: f.NOW + timedelta(days=9))
    recorded(world, EventKind.RECOGNISED, TODAY + timedelta(days=5))
    with pytest.raises(Impossible) as told:
        world.step(world.there.secretary, row, Step.RECEIVE, on=TODAY + timedelta(days=4))
    assert (told.value.code, told.value.field) == ("too_early", "on")
    world.step(world.there.secretary, row, Step.RECEIVE, on=TODAY + timedelta(days=5))
    assert_whole(world.person)


def test_out_of_the_register_on_the_day_of_the_last_event(world):
    row = world.begin(to_unit_id=None, to_name="Đảng bộ tỉnh khác")
    world.step(world.here.officer, row, Step.INTRODUCE)
    world.step(world.specialist, row, Step.FORWARD)
    recorded(world, EventKind.RECOGNISED)
    world.step(world.here.officer, row, Step.RECEIVE)
    assert_whole(world.person)
    assert kept(world.person)[-1][3:6] == ("DA_CHUYEN_DI", True, TODAY)


def test_not_where_the_spell_before_is_out_of_sight(world):
    """Who came from another branch that day goes on the next: that branch would have to be told."""
    row = world.ready()
    world.step(world.there.secretary, row, Step.RECEIVE)
    onward = world.begin(world.there.secretary, to_unit_id=None, to_name="Đảng bộ tỉnh khác")
    world.step(world.there.officer, onward, Step.INTRODUCE)
    world.step(world.specialist, onward, Step.FORWARD)
    with pytest.raises(Impossible) as told:
        world.step(world.there.officer, onward, Step.RECEIVE)
    assert told.value.code == "too_early"
    assert_whole(world.person)
