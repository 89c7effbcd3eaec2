"""Records are edited while a workbook waits and while it is written: no edit is lost unsaid."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.steps import BEFORE_WRITING, Clerk, name, rows, while_halted, wrong

from dangvu.access.scope import entered
from dangvu.intake import queries
from dangvu.intake.models import Batch
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions.duplicates import merge_pair
from dangvu.members.actions.history import Decided, record_event
from dangvu.members.actions.moving import MoveDecision, move_members
from dangvu.members.actions.records import edit_record
from dangvu.members.models import Pair, Particulars, Person, Status
from dangvu.rules.membership import EventKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(settings: object) -> Iterator[World]:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    yield World()
    f.own()


@pytest.fixture
def clerk(world: World) -> Clerk:
    """A clerk in whose commune five members are on record."""
    made = Clerk(world)
    made.commit(made.stage(rows(range(1, 6))))
    f.own()
    world.next_cell = f.unit("Chi bộ Thôn 2", world.huoai, type="CHI_BO")  # type: ignore[attr-defined]
    return made


def edited(world: World, person_id: int, **values: str) -> list[str]:
    editor = world.officer()
    with entered(editor):
        return edit_record(editor, person_id, values)


def edit(world: World, person_id: int) -> None:
    edited(world, person_id, home_detail="Xã Sửa Tay")


def move(world: World, person_id: int) -> None:
    editor = world.officer()
    paper = MoveDecision("7-QĐ/ĐU", date(2026, 6, 10), "Đảng ủy xã", date(2026, 6, 10))
    with entered(editor):
        move_members(editor, world.cell.pk, [person_id], world.next_cell.pk, paper)


def die(world: World, person_id: int) -> None:
    editor = world.officer()
    with entered(editor):
        record_event(editor, person_id, Decided(EventKind.DIED, date(2026, 6, 10)))


def merge(world: World, person_id: int) -> None:
    """The record is given up for that of another person."""
    f.own()
    other = Person.objects.exclude(pk=person_id).latest("pk")
    first, second = sorted([person_id, other.pk])
    pair = Pair.objects.create(
        first_id=first, second_id=second, unit_path=world.huoai.path,
        why=Pair.Why.ALIKE, found_at=f.NOW,
    )  # fmt: skip
    editor = world.officer()
    with entered(editor):
        merge_pair(editor, pair.pk, other.pk, [], "là một người")


def stands(world: World, person_id: int, what: str) -> bool:
    """Whether what somebody did to the record is still there."""
    f.own()
    person = Person.objects.get(pk=person_id)
    return {
        "edit": Particulars.objects.get(pk=person_id).home_detail == "Xã Sửa Tay",
        "move": person.unit_id == world.next_cell.pk,
        "die": person.status == Status.DIED,
        "merge": person.status == Status.MISTAKEN,
    }[what]


DONE: dict[str, Callable[[World, int], None]] = {
    "edit": edit, "move": move, "die": die, "merge": merge,
}  # fmt: skip


@pytest.mark.parametrize("what", DONE)
def test_what_was_done_between_reading_and_writing_is_told(
    world: World, clerk: Clerk, what: str
) -> None:
    person = Person.objects.earliest("pk")
    batch = clerk.stage(rows(range(1, 6), residence_detail="Thôn 9"))
    assert batch.summary["changed"] == 5

    DONE[what](world, person.pk)

    with pytest.raises(Overtaken) as told:
        clerk.commit(batch)
    assert told.value.code == "changed"
    assert "xem lại" in told.value.message_vi
    assert stands(world, person.pk, what)
    again = clerk.check_again(batch)
    if what == "edit":
        found = queries.findings(again, "changed")
        first = next(row for row in found if row["subject"] == person.pk)
        assert first["changes"]["home_detail"] == ["Xã Sửa Tay", "Xã Phú Lộc"]
    else:
        assert {t.code for t in queries.faults(again)} <= {"in_other_cell", "was_gone", "duplicate"}
        clerk.commit(batch, only_valid=True)
        assert stands(world, person.pk, what)
    assert wrong() == {}


def test_an_edit_of_what_the_workbook_does_not_say_stays(world: World, clerk: Clerk) -> None:
    person = Person.objects.earliest("pk")
    batch = clerk.stage(rows(range(1, 6), residence_detail="Thôn 9"))
    edited(world, person.pk, workplace="Trường tiểu học")
    clerk.commit(batch)
    f.own()
    record = Particulars.objects.get(pk=person.pk)
    assert (record.workplace, record.residence_detail) == ("Trường tiểu học", "Thôn 9")


@pytest.mark.parametrize("what", DONE)
def test_what_is_done_while_a_workbook_is_written_waits_for_it(
    world: World, clerk: Clerk, what: str
) -> None:
    """The rows stand checked and are about to be written: whoever comes now comes after them."""
    person = Person.objects.earliest("pk")
    batch = clerk.stage(rows(range(1, 6), residence_detail="Thôn 9"))
    written, told = while_halted(
        lambda halt: clerk.commit(batch, halt),
        BEFORE_WRITING,
        lambda: DONE[what](world, person.pk),
    )
    assert isinstance(written, Batch), written
    assert told is None
    assert stands(world, person.pk, what)
    assert Particulars.objects.get(pk=person.pk).residence_detail == "Thôn 9"
    assert wrong() == {}


@pytest.mark.parametrize("what", ["edit", "die"])
def test_what_is_done_while_a_batch_is_taken_back_is_not_lost(
    world: World, clerk: Clerk, what: str
) -> None:
    person = Person.objects.earliest("pk")
    batch = clerk.stage(rows(range(1, 6), residence_detail="Thôn 9"))
    clerk.commit(batch)
    undone, told = while_halted(
        lambda halt: clerk.undo(batch, halt),
        "Trả lại hồ sơ cũ",
        lambda: DONE[what](world, person.pk),
    )
    assert isinstance(undone, Batch), undone
    assert told is None
    assert stands(world, person.pk, what)
    assert Particulars.objects.get(pk=person.pk).residence_detail == "Thôn 1, xã Đạ Huoai"
    assert wrong() == {}


def test_a_state_told_twice_at_once_is_told_once(world: World, clerk: Clerk) -> None:
    """The workbook says somebody died; meanwhile somebody records the same."""
    person = Person.objects.get(full_name=name(1))
    table = rows(range(1, 6))
    table[0] |= {"status": "Từ trần", "left_on": "01/06/2026"}
    batch = clerk.stage(table)
    written, told = while_halted(
        lambda halt: clerk.commit(batch, halt), BEFORE_WRITING, lambda: die(world, person.pk)
    )
    assert isinstance(written, Batch), written
    assert isinstance(told, Impossible), told
    assert wrong() == {}
