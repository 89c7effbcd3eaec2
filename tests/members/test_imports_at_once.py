"""Long imports at once: one waits and sees what the other wrote; nobody is entered twice."""

from collections.abc import Iterator

import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book
from tests.members.steps import BEFORE_WRITING, HALF_WRITTEN, Clerk, Halt, rows, while_halted, wrong
from tests.two_at_once import in_a_thread

from dangvu.intake.models import Batch
from dangvu.kernel.refusals import Overtaken
from dangvu.members.models import Headcount, Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings: object) -> Iterator[World]:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    yield World()
    f.own()


def one_after_the_other(first, second) -> tuple[object, object]:
    """The first halts half-written, and goes on once the second has come to wait for it."""
    return while_halted(first, HALF_WRITTEN, second)


def test_overlapping_workbooks_of_one_unit_enter_nobody_twice(world: World) -> None:
    mine, theirs = Clerk(world), Clerk(world)
    first, second = mine.stage(rows(range(1, 61))), theirs.stage(rows(range(41, 101)))
    assert (first.summary["new"], second.summary["new"]) == (60, 60)

    done, told = one_after_the_other(
        lambda halt: mine.commit(first, halt), lambda: theirs.commit(second)
    )

    assert isinstance(done, Batch)
    assert isinstance(told, Overtaken)
    assert told.code == "changed"
    assert Person.objects.count() == 60
    again = theirs.check_again(second)
    assert (again.summary["new"], again.summary["unchanged"]) == (40, 20)
    theirs.commit(second)
    f.own()
    assert Person.objects.count() == 100
    assert Person.objects.values("citizen_key").distinct().count() == 100
    assert Headcount.objects.get(unit_id=world.cell.pk).official == 100
    assert wrong() == {}


def test_one_file_twice_at_once_is_written_once(world: World) -> None:
    mine, theirs = Clerk(world), Clerk(world)
    data = book(rows(range(1, 21)))
    first, second = mine.stage([], data), theirs.stage([], data)

    done, told = one_after_the_other(
        lambda halt: mine.commit(first, halt), lambda: theirs.commit(second)
    )

    assert isinstance(done, Batch)
    assert isinstance(told, Overtaken)
    assert told.code == "already_committed"
    assert mine.actor.name in told.message_vi
    assert Person.objects.count() == 20
    assert wrong() == {}


def test_one_batch_written_twice_at_once_is_written_once(world: World) -> None:
    clerk = Clerk(world)
    batch = clerk.stage(rows(range(1, 21)))
    done, told = one_after_the_other(
        lambda halt: clerk.commit(batch, halt), lambda: clerk.commit(batch)
    )
    assert isinstance(done, Batch)
    assert isinstance(told, Overtaken)
    assert Person.objects.count() == 20


def test_two_units_write_one_after_the_other_and_both_are_written(world: World) -> None:
    mine, theirs = Clerk(world), Clerk(world, world.teh)
    first = mine.stage(rows(range(1, 21)))
    second = theirs.stage(rows(range(101, 121)))

    done, told = one_after_the_other(
        lambda halt: mine.commit(first, halt), lambda: theirs.commit(second)
    )

    assert isinstance(done, Batch), done
    assert isinstance(told, Batch), told
    assert Person.objects.count() == 40
    assert wrong() == {}


def test_writing_and_taking_back_at_once_come_one_after_the_other(world: World) -> None:
    mine, theirs = Clerk(world), Clerk(world)
    before = mine.stage(rows(range(1, 21)))
    mine.commit(before)
    later = theirs.stage(rows(range(11, 31)))
    assert (later.summary["new"], later.summary["unchanged"]) == (10, 10)

    done, told = one_after_the_other(
        lambda halt: theirs.commit(later, halt), lambda: mine.undo(before)
    )

    assert isinstance(done, Batch), done
    assert isinstance(told, Batch), told
    assert Person.objects.count() == 10
    assert wrong() == {}


def test_while_one_is_written_another_is_read(world: World) -> None:
    mine, theirs = Clerk(world), Clerk(world)
    first = mine.stage(rows(range(1, 21)))
    halt = Halt(BEFORE_WRITING)
    writing, told = in_a_thread(lambda: mine.commit(first, halt))
    halt.until_reached()
    second = theirs.stage(rows(range(11, 31)))
    assert second.summary["new"] == 20
    halt.go_on()
    writing.join(20)
    assert isinstance(told[0], Batch), told
