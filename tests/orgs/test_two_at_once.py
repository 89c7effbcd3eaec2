"""Two people reorganise at once, or one reorganises while another records: one after the other."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction
from tests import factories
from tests.orgs.worlds import TODAY, World, faults, paper
from tests.two_at_once import in_a_thread

from dangvu.access.matrix import Action, Role
from dangvu.access.scope import entered
from dangvu.kernel import clock
from dangvu.kernel.refusals import Overtaken
from dangvu.orgs import plans, queries
from dangvu.orgs.actions import reorganise
from dangvu.orgs.facts import judge
from dangvu.orgs.models import Change, Unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    made = World()
    made.actor = factories.actor(Role.PROVINCE_SPECIALIST, made.province)
    yield made
    factories.own()


def seen(world, plan):
    with entered(world.actor):
        return judge(world.actor, plan, date(2026, 6, 1)).stamp


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def until(condition: Callable[[], bool]) -> None:
    for _ in range(200):
        if condition():
            return
        threading.Event().wait(0.02)
    raise AssertionError("did not come to wait")


def test_one_wins_and_the_other_is_told(world):
    body, two = world.bodies[0], world.communes[1]
    third = factories.unit("Đảng bộ xã 3", world.province)
    first = plans.moving(paper(), body.pk, two.pk)
    second = plans.moving(paper(), body.pk, third.pk)
    stamp = seen(world, second)

    def other() -> Change:
        with entered(world.actor):
            return reorganise(world.actor, second, stamp)

    with entered(world.actor):
        reorganise(world.actor, first, seen(world, first))
        thread, told = in_a_thread(other)
        until(waits_for_a_lock)
    thread.join(10)
    assert isinstance(told[0], Overtaken)
    assert Unit.objects.get(pk=body.pk).parent_id == two.pk
    assert Change.objects.count() == 1
    assert faults() == []


def test_who_records_meanwhile_gets_the_new_place(world):
    body, cell, two = world.bodies[0], world.cells[0], world.communes[1]
    plan = plans.moving(paper(), body.pk, two.pk)

    def other() -> str:
        with transaction.atomic():
            return queries.unit_for_entry(world.actor, cell.pk, Action.RECORD_ADMISSION).path

    with entered(world.actor):
        reorganise(world.actor, plan)
        thread, told = in_a_thread(other)
        until(waits_for_a_lock)
    thread.join(10)
    assert told == [Unit.objects.get(pk=cell.pk).path]


def test_the_database_role_of_the_actor_may_do_all_of_it(world):
    """Everything above also runs as the role of a request, under row-level security."""
    one, two = world.communes
    plan = plans.merging(world.facts(one.pk, two.pk), paper(), [one.pk, two.pk], two.pk)
    with entered(world.actor):
        reorganise(world.actor, plan)
    cells = world.cells[:2]
    plan = plans.merging(
        world.facts(*(c.pk for c in cells)), paper(), [c.pk for c in cells], cells[0].pk
    )
    with entered(world.actor):
        reorganise(world.actor, plan)
    assert faults() == []
