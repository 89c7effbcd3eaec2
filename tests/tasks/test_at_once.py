"""Two people give out one directive, or edit it: one is first, the other is told."""

from dataclasses import replace

import pytest
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.scope import entered
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.tasks.actions import adopting, cascading, reading
from dangvu.tasks.models import Assignment, Directive, Duty

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    yield World()
    f.own()


def test_of_two_who_confirm_one_is_told(world) -> None:
    found = world.proposed(plan_duty())

    def theirs() -> object:
        with entered(world.clerk):
            return adopting.confirm(world.clerk, found.pk, found.edition)

    with entered(world.specialist):
        adopting.confirm(world.specialist, found.pk, found.edition)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Overtaken)
    f.own()
    assert (Duty.objects.count(), Assignment.objects.count()) == (1, 2)


def test_of_two_who_edit_the_second_sees_that_the_page_is_stale(world) -> None:
    found = world.proposed(plan_duty())

    def theirs() -> object:
        with entered(world.clerk):
            return reading.drop(world.clerk, found.pk, found.edition, "d1")

    with entered(world.specialist):
        reading.change(
            world.specialist, found.pk, found.edition, replace(plan_duty(), product="plan")
        )
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Overtaken)
    f.own()
    kept = Directive.objects.get().proposed[0]
    assert (kept["product"], kept["dropped"]) == ("plan", False)


def test_handed_down_by_two_at_once_nobody_has_it_twice(world) -> None:
    found = world.given()

    def theirs() -> object:
        with entered(world.officer):
            return cascading.hand_down(world.officer, found.pk, world.one.pk, "all")

    with entered(world.specialist):
        assert cascading.hand_down(world.specialist, found.pk, world.one.pk, "all") == 3
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert told == [0]
    f.own()
    assert Assignment.objects.count() == 5


def test_a_duty_finished_while_it_goes_down_waits_for_what_is_beneath(world) -> None:
    found = world.given(plan_duty(product="count"))
    own = world.of(world.one)
    f.own()
    Assignment.objects.filter(pk=own.pk).update(stage="in_progress")

    def theirs() -> object:
        with entered(world.officer):
            return cascading.finish(world.officer, own.pk, TODAY)

    with entered(world.specialist):
        cascading.hand_down(world.specialist, found.pk, world.one.pk)
        thread, told = in_a_thread(theirs)
        until_one_waits()
    thread.join(10)
    assert isinstance(told[0], Impossible)
    assert world.of(world.one).stage == "in_progress"
