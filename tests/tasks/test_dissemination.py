"""A paper is made known: received, opened, a session held, learned by whom; counted level by
level."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.refusals import Impossible
from dangvu.tasks.actions import cascading, disseminating
from dangvu.tasks.actions.disseminating import Held
from dangvu.tasks.catalogue import SessionForm
from dangvu.tasks.models import Directive, Learned, Reach, Session
from dangvu.tasks.queries import dissemination as reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    made = World()
    made.people = [
        f.person(made.cell, name, status="CHINH_THUC", official_on=date(2021, 1, 1),
                 joined_on=date(2020, 1, 1))
        for name in ("Lê Văn An", "Trần Thị Bình", "Phạm Văn Chín")
    ]  # fmt: skip
    made.exempt = f.person(made.cell, "Đỗ Thị Già", status="MIEN_SINH_HOAT",
                           joined_on=date(1980, 1, 1))  # fmt: skip
    made.elsewhere = f.person(made.other_cell, "Vũ Thị Xa")
    made.directive = made.given(plan_duty(audience="cells"), audience_text="phổ biến đến chi bộ")
    return made


def held(**more) -> Held:
    return Held(**{"on": date(2026, 5, 28), "form": SessionForm.CELL_MEETING, "expected": 3,
                   "attended": 2, **more})  # fmt: skip


def hold(who: Actor, directive: Directive, unit, **more) -> Session:
    with entered(who):
        made = disseminating.hold_session(who, directive.pk, unit.pk, held(**more))
    f.own()
    return made


def covered(who: Actor, directive: Directive, unit=None) -> reading.Coverage:
    with entered(who):
        found = reading.coverage(who, directive.pk, TODAY, unit.pk if unit else None)
    f.own()
    return found


def test_receiving_and_opening_are_noted_once(world: World) -> None:
    secretary = world.secretary
    with entered(secretary):
        assert disseminating.receive(secretary, world.directive.pk, world.cell.pk)
        assert not disseminating.receive(secretary, world.directive.pk, world.cell.pk)
        assert disseminating.opened(secretary, world.directive.pk)
        assert not disseminating.opened(secretary, world.directive.pk)
    f.own()
    row = Reach.objects.get(directive=world.directive, unit=world.cell)
    assert row.received_at
    assert row.opened_at
    assert row.received_by == secretary.name


def test_opening_is_receiving_too(world: World) -> None:
    with entered(world.secretary):
        disseminating.opened(world.secretary, world.directive.pk)
    f.own()
    assert Reach.objects.get(directive=world.directive, unit=world.cell).received_at


def test_a_session_makes_known_and_begins_the_duties_of_the_unit(world: World) -> None:
    ids = [person.pk for person in world.people[:2]]
    hold(world.secretary, world.directive, world.cell, people=ids)
    assert set(Learned.objects.values_list("person_id", flat=True)) == set(ids)
    assert world.of(world.cell).stage == "disseminated"
    assert world.of(world.other_cell).stage == "not_begun"
    found = covered(world.specialist, world.directive, world.body)
    cells = {line.name: line.numbers for line in found.lines}
    assert (cells[world.cell.short_name].learned, cells[world.cell.short_name].expected) == (2, 3)
    assert cells[world.cell.short_name].held == 1
    assert cells[world.other_cell.short_name].held == 0


def test_what_is_asked_of_every_member_is_done_when_all_know_it(world: World) -> None:
    duty = plan_duty(audience="members", product="attendance")
    f.own()
    world.directive.delete()
    found = world.given(duty)
    people = [person.pk for person in world.people]
    hold(world.secretary, found, world.cell, people=people[:2])
    assert world.of(world.cell).stage == "disseminated"
    with entered(world.secretary), pytest.raises(Impossible) as told:
        cascading.finish(world.secretary, world.of(world.cell).pk, TODAY)
    assert told.value.code == "product_missing"
    f.own()
    with entered(world.secretary):
        disseminating.acknowledge_for(world.secretary, found.pk, world.cell.pk, people[2:])
    assert world.of(world.cell).stage == "done"


def test_why_a_member_is_missing_lets_it_be_done(world: World) -> None:
    f.own()
    world.directive.delete()
    found = world.given(plan_duty(audience="members", product="attendance"))
    hold(world.secretary, found, world.cell, attended=2, expected=3)
    own = world.of(world.cell)
    with entered(world.secretary):
        assert reading.some_absent(own)
        assert cascading.explain(world.secretary, own.pk, "Một đồng chí đi biển").stage == "done"


def test_the_exempt_are_not_counted(world: World) -> None:
    everybody = [*(p.pk for p in world.people), world.exempt.pk]
    with pytest.raises(Impossible):
        hold(world.secretary, world.directive, world.cell, attended=3, people=everybody)
    f.own()
    everybody.remove(world.exempt.pk)
    hold(world.secretary, world.directive, world.cell, attended=3, people=everybody)
    with entered(world.secretary):
        disseminating.acknowledge_for(
            world.secretary, world.directive.pk, world.cell.pk, [world.exempt.pk]
        )
    numbers = covered(world.secretary, world.directive).whole.numbers
    assert (numbers.learned, numbers.expected) == (3, 3)


def test_a_page_sent_twice_counts_once(world: World) -> None:
    token = uuid4()
    first = hold(world.secretary, world.directive, world.cell, token=token)
    again = hold(world.secretary, world.directive, world.cell, token=token, attended=3)
    assert first.pk == again.pk
    assert Session.objects.get().attended == 2


def test_members_of_another_cell_are_not_seated(world: World) -> None:
    hold(world.secretary, world.directive, world.cell,
         people=[world.people[0].pk, world.elsewhere.pk])  # fmt: skip
    assert list(Learned.objects.values_list("person_id", flat=True)) == [world.people[0].pk]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": date(2026, 6, 2)}, "in_future"),
        ({"on": date(2026, 5, 11)}, "before_paper"),
        ({"expected": 0, "attended": 0}, "nobody"),
        ({"attended": 4}, "more_than_all"),
    ],
)
def test_numbers_and_days_that_cannot_be(world: World, more: dict, code: str) -> None:
    with pytest.raises(Impossible) as refusal:
        hold(world.secretary, world.directive, world.cell, **more)
    assert refusal.value.code == code


def test_coverage_rolls_up_level_by_level(world: World) -> None:
    hold(world.secretary, world.directive, world.cell, people=[world.people[0].pk])
    top = covered(world.specialist, world.directive)
    assert top.unit == world.province
    one = next(line for line in top.lines if line.path == world.one.path)
    assert (one.numbers.held, one.numbers.learned, one.numbers.expected) == (1, 1, 4)
    assert top.whole.numbers.learned == 1
    assert covered(world.officer, world.directive).unit == world.one


def test_who_sees_no_name_sees_the_same_figures(world: World) -> None:
    hold(world.secretary, world.directive, world.cell, people=[world.people[0].pk])
    clerk = world.clerk
    assert covered(clerk, world.directive).whole.numbers == (
        covered(world.specialist, world.directive).whole.numbers
    )
    with entered(clerk):
        assert not reading.roll(clerk, world.directive.pk, world.cell).people


def test_figures_of_another_branch_are_not_counted(world: World) -> None:
    asked = [world.directive.pk, world.one.path, ["CHINH_THUC"]]
    outside = pytest.raises(DatabaseError, match="outside the branch")
    with entered(world.stranger), outside, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tasks_learned_counts(%s, %s, 20, %s)", asked)


def member(world: World) -> Actor:
    return f.actor(Role.MEMBER, world.cell, person_id=world.people[0].pk)


def test_a_member_says_to_know_it_once(world: World) -> None:
    who = member(world)
    with entered(who):
        assert [one.pk for one in reading.unread(who)] == [world.directive.pk]
        assert disseminating.acknowledge(who, world.directive.pk)
        assert not disseminating.acknowledge(who, world.directive.pk)
        assert reading.unread(who) == []
        assert reading.mine(who, world.directive.pk).known is not None
    f.own()
    assert Learned.objects.get().acknowledged_at


def test_a_member_who_was_there_says_so_too(world: World) -> None:
    hold(world.secretary, world.directive, world.cell, people=[world.people[0].pk])
    who = member(world)
    with entered(who):
        assert disseminating.acknowledge(who, world.directive.pk)
    f.own()
    row = Learned.objects.get()
    assert row.session_id
    assert row.acknowledged_at


def test_the_cell_says_so_for_a_member(world: World) -> None:
    with entered(world.secretary):
        arguments = world.directive.pk, world.cell.pk, [world.people[1].pk]
        assert disseminating.acknowledge_for(world.secretary, *arguments) == 1
        with pytest.raises(Impossible):
            disseminating.acknowledge_for(world.secretary, *arguments)


def test_a_session_recorded_by_mistake_is_taken_back(world: World) -> None:
    made = hold(world.secretary, world.directive, world.cell,
                people=[person.pk for person in world.people[:2]])  # fmt: skip
    with entered(member(world)):
        disseminating.acknowledge(member(world), world.directive.pk)
    f.own()
    with entered(world.secretary):
        disseminating.take_back_session(world.secretary, made.pk, "ghi nhầm ngày")
    f.own()
    assert list(Learned.objects.values_list("person_id", flat=True)) == [world.people[0].pk]
    assert Reach.objects.get(directive=world.directive, unit=world.cell).held_on is None
    assert world.of(world.cell).stage == "not_begun"


def test_beyond_reach_is_not_found_and_without_right_refused(world: World) -> None:
    with entered(world.stranger), pytest.raises(Http404):
        disseminating.hold_session(world.stranger, world.directive.pk, world.cell.pk, held())
    with entered(world.clerk), pytest.raises(Refused):
        disseminating.hold_session(world.clerk, world.directive.pk, world.cell.pk, held())


def test_coverage_asks_as_often_for_many_as_for_one(world: World) -> None:
    def statements() -> int:
        with entered(world.specialist), CaptureQueriesContext(connection) as asked:
            reading.coverage(world.specialist, world.directive.pk, TODAY, world.body.pk)
        f.own()
        return len(asked)

    before = statements()
    for n in range(3):
        cell = f.unit(f"Chi bộ Tổ dân phố {n + 20}", world.body)
        Reach.objects.create(directive=world.directive, unit=cell, unit_path=cell.path)
        hold(world.specialist, world.directive, cell)
    assert statements() == before == 7
