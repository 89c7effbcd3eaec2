"""A branch too large for a page is counted by the worker, part after part."""

import pytest
from django.http import Http404
from tests import factories as f
from tests.statistics.desks import Told
from tests.statistics.world import SPRING, World, statements

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.members.models import QualityMark
from dangvu.statistics import actions, queries, tables
from dangvu.statistics.actions import reckoning
from dangvu.statistics.asked import Asked, NotReckoned
from dangvu.statistics.models import Frozen, Reckoning

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = "2026-06-01"
    return World()


@pytest.fixture
def large(monkeypatch) -> None:
    """Every branch with more than four members is one for the worker."""
    monkeypatch.setattr(queries, "AT_ONCE", 4)


def asked_by(world, actor, number=3) -> Asked:
    with pytest.raises(NotReckoned) as missing:
        world.table(actor, world.province, number)
    return missing.value.asked


def test_the_worker_counts_what_a_page_would(world, large, monkeypatch) -> None:
    asked = asked_by(world, world.specialist)
    f.own()
    with entered(world.specialist):
        actions.ask_counts(world.specialist, asked)
        again = actions.ask_counts(world.specialist, asked)
    assert Reckoning.objects.count() == 1, "whoever asks the same waits for the same"
    assert again.is_open
    desk = Told()
    assert reckoning.work(desk)
    assert not reckoning.work(desk)
    assert desk.said[0] == (0, 5)
    assert [done for done, _ in desk.said] == [0, 0, 4], "the province itself, ward by ward"
    shown = world.table(world.specialist, world.province, 3)
    assert shown.counts.at is not None
    monkeypatch.undo()
    plain = world.table(world.specialist, world.province, 3)
    assert plain.counts.at is None
    assert [row.values for row in shown.rows] == [row.values for row in plain.rows]


def test_a_small_branch_and_the_movement_are_counted_at_once(world, large) -> None:
    assert world.table(world.officer, world.ward, 3).row("all").values["total"] == 4
    assert world.table(world.specialist, world.province, 1).row("end").values["total"] == 5
    assert world.table(world.specialist, world.province, 2).row("all").values["total"] == 1


def test_figures_without_records_are_asked_for_and_kept_back_the_same(world, large) -> None:
    asked = asked_by(world, world.clerk, 4)
    f.own()
    with entered(world.clerk):
        actions.ask_counts(world.clerk, asked)
    reckoning.work(Told())
    kept = world.table(world.clerk, world.province, 4)
    assert "total" in kept.row("ethnic_group-12").kept_back


def test_who_lost_the_capacity_gets_nothing_counted(world, large) -> None:
    asked = asked_by(world, world.specialist)
    f.own()
    with entered(world.specialist):
        made = actions.ask_counts(world.specialist, asked)
    f.own()
    Reckoning.objects.filter(pk=made.pk).update(assignment_id=0)
    assert reckoning.work(Told())
    made.refresh_from_db()
    assert (made.state, made.result) == ("failed", None)


def test_nothing_beyond_reach_is_asked_for(world, large) -> None:
    asked = asked_by(world, world.specialist)
    f.own()
    with entered(world.officer), pytest.raises(Http404):
        actions.ask_counts(world.officer, asked)


def test_a_large_branch_is_frozen_without_names(world, large) -> None:
    asked = asked_by(world, world.specialist)
    f.own()
    with entered(world.specialist):
        actions.ask_counts(world.specialist, asked)
    reckoning.work(Told())
    f.own()
    leader = f.actor(Role.PROVINCE_SPECIALIST, world.province)
    with entered(leader):
        made = actions.freeze_form(leader, world.province.pk, 3, SPRING)
    line = Frozen.objects.get(pk=made.pk).lines.get(code="all")
    assert (line.line["values"]["total"], line.members, line.kept) == (5, [], False)


def test_the_worker_marks_the_quality_of_a_branch(world) -> None:
    f.own()
    with entered(world.specialist):
        actions.ask_quality(world.specialist, world.province.pk)
    desk = Told()
    assert reckoning.work(desk)
    f.own()
    found = {mark.unit_id: mark.members for mark in QualityMark.objects.all()}
    assert found == {world.province.pk: 5, world.ward.pk: 4, world.other.pk: 1}
    assert desk.said[0] == (0, 5)
    with entered(world.clerk), pytest.raises(Http404):
        actions.ask_quality(world.clerk, world.province.pk)


@pytest.mark.parametrize("more", [1, 3])
def test_what_was_counted_is_read_in_few_statements(world, large, more) -> None:
    for n in range(more):
        f.unit(f"Đảng bộ phường {n}", world.province)
    asked = asked_by(world, world.specialist)
    f.own()
    with entered(world.specialist):
        actions.ask_counts(world.specialist, asked)
    reckoning.work(Told())

    def ask():
        with entered(world.specialist):
            of = queries.branch(world.specialist, world.province.pk)
            tables.computed(world.specialist, of, 3, SPRING)

    f.own()
    assert statements(ask) == 10
