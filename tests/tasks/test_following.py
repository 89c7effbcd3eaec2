"""Duties follow when the tree is reorganised and when two records are made one."""

from datetime import date

import pytest
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.scope import entered
from dangvu.kernel.branches import Moved
from dangvu.kernel.reactions import react
from dangvu.orgs.actions import Ended, Place, Rehung
from dangvu.orgs.models import label
from dangvu.tasks.actions import cascading
from dangvu.tasks.models import Assignment, Directive, Learned, Reach, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    made = World()
    made.found = made.given(plan_duty(), plan_duty(key="d2", every="month", due_on=None))
    with entered(made.specialist):
        cascading.hand_down(made.specialist, made.found.pk, made.one.pk, "all")
    f.own()
    return made


def place(unit) -> Place:
    return Place(unit.pk, unit.path, unit.depth)


def told(world, event, **facts) -> None:
    with entered(world.specialist):
        react(event, actor=world.specialist, on=TODAY, paper="1-QĐ/TU", reason="Sáp nhập", **facts)
    f.own()


def test_paths_follow_a_branch_that_moved(world) -> None:
    after = f"{world.two.path}.{label(world.body.pk)}"
    with entered(world.specialist):
        react("branches_moved", moves=[Moved(world.body.path, after)])
    f.own()
    assert world.of(world.cell).unit_path == f"{after}.{label(world.cell.pk)}"
    assert Reach.objects.get(unit=world.body).unit_path == after
    assert world.of(world.one).unit_path == world.one.path


def test_a_unit_under_another_superior_answers_to_that_one(world) -> None:
    body = world.of(world.body)
    rehung = Rehung(world.body.pk, world.body.path, world.one.pk, world.two.pk)
    told(world, "units_rehung", rehung=[rehung])
    body.refresh_from_db()
    assert body.parent_id == world.of(world.two).pk
    assert world.of(world.cell).parent_id == body.pk


def test_what_a_unit_owed_its_heir_owes(world) -> None:
    heir = f.unit("Đảng bộ cơ sở Khu phố 4", world.one)
    row = world.of(world.body)
    Report.objects.create(
        assignment=row, directive=row.directive, root=row.duty, unit=world.body,
        unit_path=world.body.path, written_at=f.NOW, written_by="t",
    )  # fmt: skip
    told(world, "units_ended", ended=[Ended(world.body.pk, world.body.path, place(heir))])
    row.refresh_from_db()
    assert (row.unit_id, row.unit_path, row.stage) == (heir.pk, heir.path, "in_progress")
    assert Report.objects.get().unit_id == heir.pk
    assert not Assignment.objects.filter(unit=world.body).exists()
    assert Reach.objects.filter(unit=heir).exists()
    assert not Reach.objects.filter(unit=world.body).exists()


def test_an_heir_with_the_same_duty_keeps_its_own_and_takes_what_is_beneath(world) -> None:
    told(world, "units_ended", ended=[Ended(world.one.pk, world.one.path, place(world.two))])
    gone, heir = world.of(world.one), world.of(world.two)
    assert (gone.stage, gone.done_on) == ("done", TODAY)
    assert "đơn vị tiếp nhận" in gone.explained
    assert world.of(world.body).parent_id == heir.pk


def test_without_an_heir_a_duty_is_closed_and_its_superior_is_not_held_up(world) -> None:
    told(world, "units_ended", ended=[Ended(world.cell.pk, world.cell.path, None)])
    assert world.of(world.cell).explained == "Đơn vị đã kết thúc hoạt động"
    assert world.of(world.other_cell).stage == "not_begun"


def test_a_directive_of_an_office_that_ended_goes_on_with_the_heirs(world) -> None:
    own = Directive.objects.create(
        paper=world.paper, unit=world.one, unit_path=world.one.path, state="in_force",
        recorded_at=f.NOW, recorded_by="t",
    )  # fmt: skip
    told(world, "units_ended", ended=[Ended(world.one.pk, world.one.path, place(world.two))])
    own.refresh_from_db()
    assert (own.unit_id, own.unit_path) == (world.two.pk, world.two.path)


def test_what_two_records_learned_is_the_kept_ones_and_goes_back(world) -> None:
    kept, other = f.person(world.cell), f.person(world.other_cell)
    row = Learned.objects.create(
        directive=world.found, person=other, unit_path=other.unit_path, acknowledged_at=f.NOW
    )
    trace: dict[str, list[int]] = {}
    with entered(world.specialist):
        react("records_merged", actor=world.specialist, kept=kept.pk, other=other.pk,
              reason="một người", trace=trace)  # fmt: skip
    f.own()
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (kept.pk, world.cell.path)
    with entered(world.specialist):
        react("records_parted", actor=world.specialist, kept=kept.pk, other=other.pk,
              reason="hai người", trace=trace)  # fmt: skip
    f.own()
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (other.pk, world.other_cell.path)


def test_a_member_who_moves_is_counted_where_the_member_stands(world) -> None:
    person = f.person(world.cell, joined_on=date(2026, 3, 1))
    Learned.objects.create(directive=world.found, person=person, unit_path=person.unit_path)
    person.unit, person.unit_path = world.other_cell, world.other_cell.path
    person.save()
    assert Learned.objects.get().unit_path == world.other_cell.path
