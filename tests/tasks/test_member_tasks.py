"""Tasks of members: given, told of by the member, judged by the cell, counted for the duty."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.http import Http404
from tests import factories as f

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.documents.models import Paper
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules import kpi
from dangvu.rules.kpi import Quality, Weight
from dangvu.tasks.actions import figures, member_tasks
from dangvu.tasks.actions.member_tasks import Judged, TaskFacts, Told
from dangvu.tasks.catalogue import Shortfall
from dangvu.tasks.models import Assignment, Directive, Duty, MemberTask, TaskResult
from dangvu.tasks.queries import people

pytestmark = pytest.mark.django_db

TODAY = f.NOW.date()
YEAR = kpi.span("2026")


def facts(**more) -> TaskFacts:
    return TaskFacts(
        **{
            "what": "Vận động 10 hộ hiến đất làm đường", "product": "Danh sách hộ",
            "quantity": Decimal(10), "quantity_unit": "hộ", "weight": Weight.ORDINARY,
            "given_on": date(2026, 5, 1), "due_on": date(2026, 5, 20), **more,
        }
    )  # fmt: skip


@pytest.fixture
def world(monkeypatch) -> SimpleNamespace:
    monkeypatch.setattr(clock, "today", f.NOW.date)
    province = f.unit()
    ward = f.unit("Đảng bộ phường Một", province)
    body = f.unit("Đảng bộ cơ sở Khu phố 3", ward)
    cell, beside = f.unit("Chi bộ Tổ 12", body), f.unit("Chi bộ Tổ 13", body)
    one, two = f.person(cell, "Lê Văn Một"), f.person(cell, "Lê Thị Hai")
    return SimpleNamespace(
        ward=ward, body=body, cell=cell, beside=beside, one=one, two=two,
        secretary=f.actor(Role.CELL_SECRETARY, cell),
        neighbour=f.actor(Role.CELL_SECRETARY, beside),
        member=f.actor(Role.MEMBER, cell, person_id=one.pk),
        officer=f.actor(Role.COMMUNE_OFFICER, ward),
    )  # fmt: skip


def assignment(unit, number: int = 1) -> Assignment:
    """A duty of a paper that a unit has."""
    f.own()
    paper = Paper.objects.create(
        unit=unit, unit_path=unit.path, bundle=f"b{number}", type="CT", organ="TU", kind="own",
        title="Chỉ thị", payload={}, content=b"", sha256="0" * 64, drafted_at=f.NOW,
        drafted_by="x",
    )  # fmt: skip
    directive = Directive.objects.create(
        paper=paper, unit=unit, unit_path=unit.path, state="in_force", recorded_at=f.NOW,
        recorded_by="x",
    )  # fmt: skip
    duty = Duty.objects.create(
        directive=directive, unit=unit, unit_path=unit.path, position=1, heading="Vận động",
        what="Vận động", product="report", audience="cells", due_on=date(2026, 6, 30),
        recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    return Assignment.objects.create(
        directive=directive, duty=duty, root=duty, unit=unit, unit_path=unit.path,
        due_on=date(2026, 6, 30),
    )  # fmt: skip


def given(world, *persons, actor: Actor | None = None, under: int | None = None, **more):
    with entered(actor or world.secretary):
        rows = member_tasks.give(
            actor or world.secretary, [p.pk for p in persons or [world.one]], facts(**more),
            assignment_id=under,
        )  # fmt: skip
    f.own()
    return rows


def judged(world, row, judgement: Judged, actor: Actor | None = None) -> MemberTask:
    with entered(actor or world.secretary):
        found = member_tasks.judge(actor or world.secretary, row.pk, judgement)
    f.own()
    return found


DONE = Judged(Decimal(10), Quality.MET, date(2026, 5, 18))


def test_many_members_are_given_a_task_at_once_and_the_trail_names_nobody(world) -> None:
    rows = given(world, world.one, world.two)
    assert {row.person_id for row in rows} == {world.one.pk, world.two.pk}
    event = Event.objects.get(action="give_tasks")
    assert event.data == {"count": 2, "persons": sorted([world.one.pk, world.two.pk])}


@pytest.mark.parametrize("count", [1, 3])
def test_giving_is_the_same_number_of_statements(
    world, django_assert_num_queries, count: int
) -> None:
    persons = [f.person(world.cell, f"Người {n}").pk for n in range(count)]
    with entered(world.secretary), django_assert_num_queries(6):
        member_tasks.give(world.secretary, persons, facts())


def test_nobody_is_given_the_very_task_twice(world) -> None:
    given(world)
    with pytest.raises(Impossible) as refusal:
        given(world, world.one, world.two)
    assert refusal.value.code == "given_already"
    f.own()
    assert MemberTask.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"what": "  "}, "what_missing"),
        ({"product": ""}, "product_missing"),
        ({"quantity": Decimal(0)}, "quantity_missing"),
        ({"quantity_unit": ""}, "quantity_unit_missing"),
        ({"given_on": date(2026, 6, 2)}, "given_in_future"),
        ({"due_on": date(2026, 4, 1)}, "due_before_given"),
    ],
)
def test_what_is_missing_is_refused(world, changed: dict, code: str) -> None:
    with pytest.raises(Impossible) as refusal:
        given(world, **changed)
    assert refusal.value.code == code


def test_a_member_of_another_cell_is_not_found(world) -> None:
    with pytest.raises(Http404):
        given(world, actor=world.neighbour)


def test_a_member_may_give_nothing(world) -> None:
    with pytest.raises(Refused):
        given(world, actor=world.member)


def test_what_a_member_tells_counts_when_the_cell_has_seen_it(world) -> None:
    (row,) = given(world)
    with entered(world.member):
        told = member_tasks.tell_result(
            world.member, row.pk, Told(TODAY, Decimal(4), "Danh sách gửi đồng chí bí thư")
        )
    f.own()
    row.refresh_from_db()
    assert (told.by_member, told.seen_on, row.quantity_done) == (True, None, 0)
    assert [o.kind for o in _owing(world.secretary)] == ["task_result"]
    with entered(world.secretary):
        assert member_tasks.see(world.secretary, row.pk, [told.pk]) == 1
    with entered(world.secretary), pytest.raises(Overtaken):
        member_tasks.see(world.secretary, row.pk, [told.pk])
    f.own()
    row.refresh_from_db()
    assert row.quantity_done == 4
    assert [o.kind for o in _owing(world.secretary)] == ["task_judge"]
    assert [(o.kind, o.late) for o in _owing(world.member)] == [("member_task", True)]


def _owing(actor: Actor) -> list:
    with entered(actor):
        found = people.owing(actor, TODAY)
    f.own()
    return found


def test_the_cell_tells_in_the_members_stead(world) -> None:
    (row,) = given(world)
    with entered(world.secretary):
        for quantity in ("4", "3.5"):
            member_tasks.tell_result(
                world.secretary, row.pk, Told(TODAY, Decimal(quantity), "Sổ chi bộ")
            )
    f.own()
    row.refresh_from_db()
    assert row.quantity_done == Decimal("7.5")
    assert set(TaskResult.objects.values_list("by_member", "seen_on")) == {(False, TODAY)}


def test_a_member_tells_of_no_task_of_another(world) -> None:
    (row,) = given(world, world.two)
    with entered(world.member), pytest.raises(Http404):
        member_tasks.tell_result(world.member, row.pk, Told(TODAY, Decimal(1), "x"))


def test_the_database_lets_a_member_mark_nothing_as_seen(world) -> None:
    (row,) = given(world)
    with entered(world.member), pytest.raises(ProgrammingError):
        TaskResult.objects.create(
            task=row, person=world.one, unit_path=row.unit_path, on=TODAY, quantity=1,
            evidence="x", by_member=True, seen_on=TODAY, recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip


def test_a_task_is_found_done(world) -> None:
    (row,) = given(world)
    found = judged(world, row, DONE)
    share = people.reckoned(found, TODAY, people.figure_book())
    assert share is not None
    assert share.share == 100
    assert _owing(world.secretary) == []


@pytest.mark.parametrize(
    ("judgement", "code"),
    [
        (replace(DONE, quality=None), "quality_missing"),
        (replace(DONE, done_on=date(2026, 6, 2)), "day_outside"),
        (replace(DONE, done_on=date(2026, 4, 30)), "day_outside"),
        (replace(DONE, done_on=date(2026, 5, 25)), "cause_missing"),
        (replace(DONE, quantity_done=Decimal(9)), "cause_missing"),
        (replace(DONE, quantity_done=Decimal(0)), "nothing_done"),
        (Judged(Decimal(3), None, None), "cause_missing"),
        (Judged(Decimal(3), None, None, Shortfall.OTHER), "cause_unsaid"),
    ],
)
def test_a_judgement_says_what_it_must(world, judgement: Judged, code: str) -> None:
    (row,) = given(world)
    with pytest.raises(Impossible) as refusal:
        judged(world, row, judgement)
    assert refusal.value.code == code


def test_nothing_is_held_against_a_task_before_its_day(world) -> None:
    (row,) = given(world, due_on=TODAY)
    with pytest.raises(Impossible) as refusal:
        judged(world, row, Judged(Decimal(0), None, None, Shortfall.HEALTH))
    assert refusal.value.code == "not_due"


def test_what_was_not_done_may_be_done_after_all(world) -> None:
    (row,) = given(world)
    judged(world, row, Judged(Decimal(3), None, None, Shortfall.MEANS))
    again = judged(
        world, row, Judged(Decimal(10), Quality.FLAWED, TODAY, Shortfall.MEANS, "Chờ kinh phí")
    )
    assert (again.done_on, again.shortfall_text) == (TODAY, "Chờ kinh phí")
    assert [e.data["again"] for e in Event.objects.filter(action="judge_task").order_by("id")] == [
        False, True,
    ]  # fmt: skip


def test_a_task_over_is_changed_no_more(world) -> None:
    (row,) = given(world)
    judged(world, row, DONE)
    for deed in (
        lambda: member_tasks.change(world.secretary, row.pk, facts(due_on=TODAY)),
        lambda: member_tasks.drop(world.secretary, row.pk, "thôi", TODAY),
        lambda: member_tasks.tell_result(world.secretary, row.pk, Told(TODAY, Decimal(1), "x")),
    ):
        with entered(world.secretary), pytest.raises(Impossible) as refusal:
            deed()
        assert refusal.value.code == "task_done"


def test_a_day_moved_is_in_the_trail(world) -> None:
    (row,) = given(world)
    with entered(world.secretary):
        member_tasks.change(world.secretary, row.pk, facts(due_on=date(2026, 6, 10)))
    f.own()
    event = Event.objects.get(action="change_task")
    assert event.data == {
        "person": world.one.pk, "fields": ["due_on"], "before": "2026-05-20",
        "after": "2026-06-10",
    }  # fmt: skip


# ------------------------------------------------------------------ the duty above


def counters(one: Assignment) -> tuple[int, int, date | None]:
    one.refresh_from_db()
    return one.task_count, one.task_done, one.task_due_on


def test_a_duty_knows_of_the_tasks_under_it_beyond_the_branch_of_who_acts(world) -> None:
    duty = assignment(world.body)
    there = f.person(world.beside, "Lê Thị Ba")
    mine, _, other = given(world, world.one, world.two, there, actor=world.officer, under=duty.pk)
    assert counters(duty) == (3, 0, date(2026, 5, 20))
    judged(world, mine, DONE)
    assert counters(duty) == (3, 1, date(2026, 5, 20))
    with entered(world.neighbour):
        member_tasks.drop(world.neighbour, other.pk, "Chuyển việc", TODAY)
    f.own()
    assert counters(duty) == (2, 1, date(2026, 5, 20))
    assert counters(duty)[2] == date(2026, 5, 20)


def test_a_task_is_not_given_under_the_duty_of_another_unit(world) -> None:
    duty = assignment(world.beside)
    with pytest.raises(Impossible) as refusal:
        given(world, actor=world.officer, under=duty.pk)
    assert refusal.value.code == "not_beneath"


# ------------------------------------------------------------------ the summary of a period


@pytest.fixture
def busy(world) -> SimpleNamespace:
    """Tasks of every fate in two cells, under figures that change within the year."""
    there = f.person(world.beside, "Lê Thị Ba")
    rows = given(world, world.one, world.two, there, actor=world.officer)
    more = [
        given(world, world.one, actor=world.officer, **changed)[0]
        for changed in (
            {"what": "a", "weight": Weight.CENTRAL},
            {"what": "b", "weight": Weight.IMPORTANT, "due_on": date(2026, 5, 15)},
            {"what": "c", "due_on": date(2026, 7, 1)},
            {"what": "d", "given_on": date(2026, 1, 2), "due_on": date(2026, 2, 10)},
            {"what": "e"},
        )
    ]
    late = replace(DONE, done_on=date(2026, 5, 27), shortfall=Shortfall.WORKLOAD)
    judged(world, rows[0], DONE)
    judged(world, rows[1], replace(late, quality=Quality.FLAWED), world.officer)
    judged(world, more[0], Judged(Decimal(4), Quality.NOT_MET, date(2026, 5, 22), Shortfall.SKILL))
    judged(world, more[1], replace(late, done_on=date(2026, 5, 19)))
    judged(world, more[3], replace(DONE, done_on=date(2026, 2, 13), shortfall=Shortfall.SKILL))
    with entered(world.secretary):
        member_tasks.drop(world.secretary, more[4].pk, "trùng việc", TODAY)
    specialist = f.actor(Role.PROVINCE_SPECIALIST, world.ward.parent)
    with entered(specialist):
        figures.choose(specialist, "kpi.lateness", "by_days", date(2026, 3, 1), "QĐ 12")
        figures.choose(specialist, "kpi.weight.central", "3", date(2026, 5, 1), "QĐ 12")
    f.own()
    return world


def test_the_summary_counts_what_became_of_each(busy) -> None:
    with entered(busy.officer):
        found = people.summary(busy.officer, busy.ward.path, 0, YEAR, TODAY)
    mine = found.lines[busy.one.pk]
    assert (mine.given, mine.in_time, mine.late, mine.overdue, mine.open) == (5, 1, 3, 0, 1)
    whole = found.whole
    assert (whole.given, whole.in_time, whole.late, whole.overdue, whole.open) == (7, 1, 4, 1, 1)
    assert found.dropped == 1
    assert found.causes == [(Shortfall.WORKLOAD, 2), (Shortfall.SKILL, 2)]


def test_the_database_reckons_as_the_rule_does(busy) -> None:
    with entered(busy.officer):
        found = people.summary(busy.officer, busy.ward.path, 0, YEAR, TODAY)
        book, rows = people.figure_book(), list(people.tasks(busy.officer))
    standing = [row for row in rows if not row.dropped_on]
    for person in {row.person_id for row in standing}:
        own = [row for row in standing if row.person_id == person]
        expected = kpi.together(r for row in own if (r := people.reckoned(row, TODAY, book)))
        share = found.lines[person].share
        assert (share is None) == (expected is None)
        assert abs((share or 0) - (expected or 0)) < Decimal("0.000001")
    by_cell = {row.unit_path for row in standing}
    with entered(busy.officer):
        width = len(busy.cell.path)
        cells = people.summary(busy.officer, busy.ward.path, width, YEAR, TODAY)
    assert set(cells.lines) == by_cell
    assert sum(line.given for line in cells.lines.values()) == found.whole.given
    assert cells.whole.share == found.whole.share


def test_a_summary_is_the_same_number_of_statements(busy, django_assert_num_queries) -> None:
    with entered(busy.officer), django_assert_num_queries(3):
        people.summary(busy.officer, busy.ward.path, 0, YEAR, TODAY)


def test_a_summary_ends_where_the_branch_ends(busy) -> None:
    with entered(busy.neighbour):
        found = people.summary(busy.neighbour, busy.ward.path, 0, YEAR, TODAY)
    assert found.whole.given == 1


# ------------------------------------------------------------------ figures


def test_figures_are_the_provinces_to_choose(world) -> None:
    with entered(world.officer), pytest.raises(Refused):
        figures.choose(world.officer, "kpi.slight_days", "2", TODAY, "vì")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("kpi.none", "1", "vì"), "no_such_figure"),
        (("kpi.slight_days", "x", "vì"), "unreadable"),
        (("kpi.slight_days", "2", " "), "reason_missing"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(world, words: tuple, code: str) -> None:
    name, value, reason = words
    specialist = f.actor(Role.PROVINCE_SPECIALIST, world.ward.parent)
    with entered(specialist), pytest.raises(Impossible) as refusal:
        figures.choose(specialist, name, value, TODAY, reason)
    assert refusal.value.code == code


# ------------------------------------------------------------------ the member elsewhere


def test_tasks_stand_where_the_member_stands(world) -> None:
    (row,) = given(world)
    with entered(world.secretary):
        member_tasks.tell_result(world.secretary, row.pk, Told(TODAY, Decimal(1), "x"))
    f.own()
    world.one.unit, world.one.unit_path = world.beside, world.beside.path
    world.one.save()
    row.refresh_from_db()
    assert (row.unit_id, row.unit_path) == (world.cell.pk, world.beside.path)
    assert row.results.get().unit_path == world.beside.path
    with entered(world.neighbour):
        assert people.task(world.neighbour, row.pk).person == world.one
    with entered(world.secretary), pytest.raises(Http404):
        people.task(world.secretary, row.pk)


def test_tasks_follow_when_records_are_merged_and_parted(world) -> None:
    (row,) = given(world)
    kept = f.person(world.beside, "Lê Văn Một")
    trace: dict[str, list[int]] = {}
    with entered(world.officer):
        member_tasks.follow_merge(world.officer, kept.pk, world.one.pk, "một người", trace)
    f.own()
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (kept.pk, world.beside.path)
    assert trace == {"member_tasks": [row.pk], "task_results": []}
    with entered(world.officer):
        member_tasks.go_back(world.officer, kept.pk, world.one.pk, "hai người", trace)
    f.own()
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (world.one.pk, world.cell.path)


def test_roles_without_records_see_no_task(world) -> None:
    given(world)
    clerk = f.actor(Role.CLERK, world.ward)
    with entered(clerk):
        assert list(people.tasks(clerk)) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tasks_membertask")
            assert cursor.fetchone() == (0,)
