"""A case goes to another unit: by both sides, with the tree, with the member, with the record."""

from datetime import date

import pytest
from django.http import Http404
from tests import factories as f
from tests.admissions.case_world import CaseWorld
from tests.orgs.worlds import paper

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.admissions import actions, cases
from dangvu.admissions.actions import PaperNote
from dangvu.admissions.models import (
    Attendee,
    Case,
    CaseHelper,
    CaseMove,
    CasePaper,
    CaseStep,
    PoliticalClass,
)
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import plans
from dangvu.orgs.actions import reorganise
from dangvu.orgs.facts import facts_of
from dangvu.rules.procedure import Side, Stage, Step

OF_CASE = (CaseStep, CaseHelper, CasePaper, Attendee)


@pytest.fixture
def world(cases_world) -> CaseWorld:
    return cases_world


@pytest.fixture
def case(world) -> Case:
    """A person who has handed in the application, with a paper and a place in a class."""
    made = world.at(Step.APPLIED)
    with entered(world.secretary):
        actions.note_paper(world.secretary, made.pk, PaperNote("1-KNĐ", kept_at="Tủ 2"))
    f.own()
    held = PoliticalClass.objects.create(
        unit=world.ward, unit_path=world.ward.path, kind="awareness", name="Lớp 1",
        opens_on=date(2025, 9, 1), ends_on=date(2025, 9, 5), seats=10, recorded_at=f.NOW,
        recorded_by="test",
    )  # fmt: skip
    Attendee.objects.create(
        political_class=held, case=made, unit_path=made.unit_path, recorded_at=f.NOW,
        recorded_by="test",
    )  # fmt: skip
    return made


def send(world, case, to, on=date(2026, 1, 5)) -> CaseMove:
    f.own()
    with entered(world.officer):
        return actions.send_case(
            world.officer, case.pk, to.pk, on, "Chuyển nơi làm việc", "7-CV/ĐU"
        )


def stands_at(case: Case, unit) -> None:
    """The case and all that hangs on it stand at a unit."""
    f.own()
    case.refresh_from_db()
    assert (case.unit_id, case.unit_path) == (unit.pk, unit.path)
    for table in OF_CASE:
        assert set(table.objects.filter(case=case).values_list("unit_path", flat=True)) == {
            unit.path
        }, table


# ------------------------------------------------------------------ both sides


def test_both_sides_confirm_and_time_and_papers_are_kept(world, case) -> None:
    since, steps = case.stage_since, CaseStep.objects.filter(case=case).count()
    move = send(world, case, world.far)
    stands_at(case, world.cell)
    assert case.side == Side.MOVED
    f.own()
    with entered(world.stranger):
        assert list(cases.moves_under_way(world.stranger)) == [move]
        assert not cases.reachable(world.stranger).exists()  # not theirs before they take it
        actions.take_case(world.stranger, move.pk, date(2026, 1, 12))
    stands_at(case, world.far)
    assert (case.stage, case.side, case.stage_since) == (Stage.APPLIED, "", since)
    assert CaseStep.objects.filter(case=case).count() == steps + 2
    assert CaseHelper.objects.filter(case=case, role="helper", until=None).count() == 0
    with entered(world.officer):
        assert not cases.reachable(world.officer).exists()
        assert cases.moves(world.officer).get().taken_on == date(2026, 1, 12)


def test_the_other_side_sends_it_back_and_it_goes_on_where_it_was(world, case) -> None:
    move = send(world, case, world.far)
    f.own()
    with entered(world.stranger):
        actions.return_case(world.stranger, move.pk, date(2026, 1, 9), "Không công tác ở đây")
    f.own()
    with entered(world.officer):
        actions.call_back(world.officer, move.pk, date(2026, 1, 12), "Tiếp tục xét")
    stands_at(case, world.cell)
    assert case.side == ""
    send(world, case, world.second, date(2026, 1, 13))


def test_a_case_is_taken_once(world, case) -> None:
    move = send(world, case, world.far)
    f.own()
    with entered(world.stranger):
        actions.take_case(world.stranger, move.pk, date(2026, 1, 12))
    for work in (
        lambda: actions.take_case(world.stranger, move.pk, date(2026, 1, 12)),
        lambda: actions.return_case(world.stranger, move.pk, date(2026, 1, 12), "Muộn"),
    ):
        f.own()
        with pytest.raises(Overtaken), entered(world.stranger):
            work()


@pytest.mark.parametrize(
    ("on", "code"), [(date(2026, 1, 4), "before_sent"), (date(2027, 6, 1), "in_future")]
)
def test_days_of_taking_that_cannot_be(world, case, on, code) -> None:
    move = send(world, case, world.far)
    f.own()
    with pytest.raises(Impossible) as no, entered(world.stranger):
        actions.take_case(world.stranger, move.pk, on)
    assert no.value.code == code


def test_neither_side_takes_the_others_step(world, case) -> None:
    move = send(world, case, world.far)
    f.own()
    with pytest.raises(Refused), entered(world.officer):
        actions.take_case(world.officer, move.pk, date(2026, 1, 12))
    f.own()
    with pytest.raises(Refused), entered(world.stranger):
        actions.call_back(world.stranger, move.pk, date(2026, 1, 12), "Rút")
    third = f.actor(Role.COMMUNE_OFFICER, f.unit("Đảng bộ phường Ba", world.province))
    f.own()
    with pytest.raises(Http404), entered(third):
        actions.take_case(third, move.pk, date(2026, 1, 12))


def test_a_probationer_goes_by_transfer(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    f.own()
    with pytest.raises(Impossible) as no:
        send(world, case, world.far)
    assert no.value.code == "in_register"


# ------------------------------------------------------------------ the tree


def reorganised(world, plan) -> None:
    f.own()
    with entered(world.specialist):
        reorganise(world.specialist, plan)
    f.own()


def test_cases_follow_when_a_branch_moves(world, case) -> None:
    new = f.unit("Đảng bộ phường Ba", world.province, type="DANG_BO_CO_SO", model="208")
    plan = plans.moving(paper(), world.cell.pk, new.pk)
    reorganised(world, plan)
    world.cell.refresh_from_db()
    assert world.cell.path.startswith(new.path)
    stands_at(case, world.cell)


def test_cases_of_a_merged_cell_go_on_in_the_other(world, case) -> None:
    ids = [world.cell.pk, world.second.pk]
    with entered(world.specialist):
        plan = plans.merging(facts_of(world.specialist, ids), paper(), ids, world.second.pk)
    reorganised(world, plan)
    stands_at(case, world.second)
    assert case.closed_on is None


# ------------------------------------------------------------------ the member


def test_a_probationers_case_stands_where_the_member_stands(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    f.own()
    case.person.unit, case.person.unit_path = world.second, world.second.path
    case.person.save()
    f.own()
    case.refresh_from_db()
    assert case.unit_path == world.second.path
    assert set(CaseStep.objects.values_list("unit_path", flat=True)) == {world.second.path}


def test_a_case_follows_the_kept_record_and_goes_back(world) -> None:
    case = world.at(Step.CEREMONY_HELD)
    kept = f.person(world.second, "Nguyễn Thị Nguồn")
    f.own()
    first, trace = case.person_id, {}
    actions.follow_merge(world.specialist, kept.pk, first, "Hai hồ sơ một người", trace)
    case.refresh_from_db()
    assert case.person_id == kept.pk
    actions.go_back(world.specialist, kept.pk, first, "Hoàn tác", trace)
    case.refresh_from_db()
    assert case.person_id == first
