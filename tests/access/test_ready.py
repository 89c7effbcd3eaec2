"""Queries written once: each actor gets what the query itself would give, whoever asked first."""

from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import Action, Role
from dangvu.access.ready import ready
from dangvu.access.scope import entered, visible
from dangvu.kernel.branches import beneath
from dangvu.members.models import Person
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db
ROLES = (Role.PROVINCE_SPECIALIST, Role.COMMUNE_OFFICER, Role.CELL_SECRETARY, Role.MEMBER,
         Role.AUDITOR)  # fmt: skip


class World:
    """Two wards with a cell and two members in each."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.wards = [f.unit(f"Đảng bộ phường {n}", self.province) for n in ("Một", "Hai")]
        self.cells = [f.unit(f"Chi bộ {ward.name}", ward) for ward in self.wards]
        self.people = [f.person(cell, name) for cell in self.cells for name in ("An", "Bình")]

    def actors(self):
        for person in self.people:
            yield f.actor(Role.MEMBER, person.unit, person_id=person.pk)
        for unit in (self.province, *self.wards, *self.cells):
            yield from (f.actor(role, unit) for role in ROLES)


def named(actor, name, limit):
    rows = visible(Person.objects.filter(full_name=name), actor, Action.VIEW_MEMBERS, person="id")
    return rows.filter(~Q(unit_id=limit)).order_by("id").values_list("id", "unit__name")


def counted(actor, at):
    rows = visible(Person.objects.all(), actor, Action.VIEW_MEMBERS, person="id").filter(
        beneath(at)
    )
    mine = Count("id", filter=Q(unit_id=actor.unit_id))
    return rows.order_by("unit_path").values_list("unit_path").annotate(n=Count("id"), own=mine)


@pytest.mark.parametrize("build", [named, counted])
def test_everybody_gets_what_the_query_gives(build):
    world = World()
    asked = ready(build)
    actors = list(world.actors())
    for actor in (*actors, *reversed(actors)):
        for given in (("An", 0), ("Bình", world.cells[0].pk)) if build is named else (
            (world.wards[0].path,), (world.province.path,)
        ):  # fmt: skip
            with entered(actor):
                assert asked(actor, *given) == list(build(actor, *given)), (actor, given)
            f.own()


def test_the_query_is_built_once_for_a_role_and_filled_for_each_actor():
    world, built = World(), []

    @ready
    def people(actor):
        built.append(actor.role)
        return named(actor, "An", 0).values_list("full_name", "unit_id")

    for _ in range(2):
        for cell in world.cells:
            secretary = f.actor(Role.CELL_SECRETARY, cell)
            with entered(secretary), CaptureQueriesContext(connection) as caught:
                assert people(secretary) == [("An", cell.pk)]
            assert len(caught) == 1
            f.own()
    assert built == [Role.CELL_SECRETARY]


def test_a_role_without_reach_asks_nothing():
    world = World()
    people = ready(lambda actor: named(actor, "An", 0))
    auditor = f.actor(Role.AUDITOR, world.province)
    with entered(auditor), CaptureQueriesContext(connection) as caught:
        assert people(auditor) == []
    assert len(caught) == 0


def test_what_is_empty_is_told_apart():
    """None and "" make other conditions than a value; an actor without a branch sees nothing."""
    world = World()
    of = ready(lambda above: Unit.objects.filter(parent=above).order_by("id").values_list("id"))
    assert of(world.province.pk) == [(ward.pk,) for ward in world.wards]
    assert of(None) == [(world.province.pk,)]
    assert of(world.wards[1].pk) == [(world.cells[1].pk,)]
    nowhere = replace(f.actor(Role.PROVINCE_SPECIALIST, world.province), unit_path="")
    with entered(nowhere):
        assert ready(named)(nowhere, "An", 0) == []


def test_a_value_may_not_be_looked_at():
    """A build that takes a decision by a value would keep the first one's: it fails instead."""
    with pytest.raises(TypeError):
        ready(lambda n: Unit.objects.filter(depth=n if n > 3 else F("id")).values_list("id"))(5)
