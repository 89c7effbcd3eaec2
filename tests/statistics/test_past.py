"""A past day is counted as the records stood on it."""

from datetime import date, timedelta

import pytest
from tests import factories as f
from tests.statistics.world import World

from dangvu.access.scope import entered
from dangvu.members.actions.records import edit_record
from dangvu.members.models import Earlier, Person
from dangvu.rules.statistics import Period
from dangvu.statistics import queries, tables

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
YEAR = Period(date(2026, 1, 1), date(2026, 5, 31))


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def edit(world, person, **values) -> None:
    f.own()
    with entered(world.officer):
        edit_record(world.officer, person.pk, values)


def counted(world, line, on: date, number: int = 3, column: str = "total") -> int:
    """The figure of a day, which stands for as many names."""
    period = Period(date(2026, 1, 1), on)
    figure = world.table(world.officer, world.ward, number, period).row(line).values[column]
    named = world.behind(world.officer, world.ward, number, line, column, period)
    assert len(named) == figure
    return figure


def test_what_changed_since_counts_as_it_was(world) -> None:
    person = world.people[2]  # has been to the highest school of theory
    assert counted(world, "theory-CC", TODAY) == 1
    edit(world, person, theory="TC")
    assert counted(world, "theory-CC", TODAY) == 0
    assert counted(world, "theory-TC", TODAY) == 1
    assert counted(world, "theory-CC", YEAR.last) == 1
    assert counted(world, "theory-TC", YEAR.last) == 0


def test_a_later_change_does_not_cover_an_earlier_one(world, settings) -> None:
    person = world.people[2]
    edit(world, person, theory="TC")
    settings.DEMO_TODAY = "2026-07-01"
    edit(world, person, theory="SC")
    assert counted(world, "theory-CC", date(2026, 5, 31)) == 1
    assert counted(world, "theory-TC", date(2026, 6, 30)) == 1
    assert counted(world, "theory-SC", date(2026, 7, 1)) == 1


def test_the_first_change_of_a_day_is_what_held_before_it(world) -> None:
    person = world.people[2]
    edit(world, person, theory="TC")
    edit(world, person, theory="SC", religion="08")
    f.own()
    assert Earlier.objects.get().theory == "CN"
    assert counted(world, "theory-CC", YEAR.last) == 1


def test_what_is_entered_where_nothing_stood_held_before_too(world) -> None:
    edit(world, world.people[0], theory="SC")
    assert not Earlier.objects.exists()
    assert counted(world, "theory-SC", YEAR.last) == 1


def test_what_does_not_change_in_a_life_is_a_correction(world) -> None:
    edit(world, world.people[1], ethnic_group="01")
    assert not Earlier.objects.exists()
    assert counted(world, "ethnic_group-01", YEAR.last, 4) == 4


def test_who_was_admitted_counts_as_on_that_day(world) -> None:
    person = world.people[3]  # admitted on 10 March
    f.own()
    Person.objects.filter(pk=person.pk).update(youth_union=True)
    edit(world, person, youth_union=False)
    for column, figure in (("youth", 1), ("total", 1)):
        shown = world.table(world.officer, world.ward, 2).row("all").values[column]
        assert shown == figure
        assert len(world.behind(world.officer, world.ward, 2, "all", column)) == figure


def test_earlier_values_are_seen_with_the_record_and_go_with_it(world) -> None:
    edit(world, world.people[2], theory="TC")
    stranger = f.actor(world.officer.role, world.other)
    for actor, seen in ((world.officer, 1), (stranger, 0), (world.clerk, 0)):
        f.own()
        with entered(actor):
            assert Earlier.objects.count() == seen
    f.own()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_spell WHERE person_id = %s", [world.people[2].pk])
        cursor.execute("DELETE FROM members_event WHERE person_id = %s", [world.people[2].pk])
        cursor.execute("DELETE FROM members_person WHERE id = %s", [world.people[2].pk])
    assert not Earlier.objects.exists()


def test_counting_the_past_takes_as_many_statements_as_counting_today(world) -> None:
    from tests.statistics.world import statements

    def ask():
        f.own()
        with entered(world.officer):
            of = queries.branch(world.officer, world.ward.pk)
            tables.computed(world.officer, of, 3, Period(YEAR.first, TODAY - timedelta(days=9)))

    few = statements(ask)
    for person in world.people[:3]:
        edit(world, person, theory="TC")
        edit(world, person, theory="SC")
    assert statements(ask) == few
