"""Something happened to a member on the very day their unit was reorganised: spells follow both."""

import pytest
from tests.members.ways import assert_whole
from tests.orgs.worlds import DAY, TODAY, World, announce, paper

from dangvu.kernel import clock
from dangvu.members.actions import record_event
from dangvu.members.actions.history import Decided
from dangvu.members.models import Person
from dangvu.orgs import plans
from dangvu.rules.membership import EventKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    made = World()
    announce(made.province)
    return made


def recognised(world) -> Person:
    person = Person.objects.filter(unit=world.cells[0]).order_by("pk")[2]
    record_event(world.actor, person.pk, Decided(EventKind.RECOGNISED, DAY))
    return person


def test_the_unit_moves_that_day(world):
    person = recognised(world)
    world.do(plans.moving(paper(), world.bodies[0].pk, world.communes[1].pk))
    assert_whole(person)


def test_the_cell_is_merged_that_day(world):
    person = recognised(world)
    ids = [world.cells[0].pk, world.cells[1].pk]
    world.do(plans.merging(world.facts(*ids), paper(), ids, world.cells[1].pk))
    assert_whole(person)
    assert person.unit_id == world.cells[1].pk
