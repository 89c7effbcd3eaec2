"""Duties that follow the target of admissions are measured by a closed month."""

from datetime import date
from decimal import Decimal

import pytest
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.scope import entered
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month
from dangvu.targets.models import Campaign, Target
from dangvu.tasks.actions.measuring import note_admissions

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    made = World()
    made.given(
        plan_duty(product="indicator", indicator="admissions", due_on=date(2026, 12, 31)),
        plan_duty(key="d2"),
    )
    return made


def note(world, values, on=TODAY) -> int:
    with entered(world.specialist):
        number = note_admissions(values, on)
    f.own()
    return number


def test_target_and_result_are_taken_over(world) -> None:
    assert note(world, {world.one.pk: (12, 5), world.two.pk: (None, 3)}) == 1
    row = world.of(world.one)
    assert (row.measured, row.measured_target, row.measured_on) == (Decimal(5), Decimal(12), TODAY)
    assert row.stage == "not_begun"
    assert world.of(world.two).measured is None
    assert world.of(world.one, 2).measured is None


def test_what_reached_its_target_is_done(world) -> None:
    note(world, {world.one.pk: (12, 12)})
    assert world.of(world.one).stage == "done"


def test_an_older_month_closed_again_does_not_set_it_back(world) -> None:
    note(world, {world.one.pk: (12, 9)})
    assert note(world, {world.one.pk: (12, 5)}, date(2026, 4, 30)) == 0
    assert world.of(world.one).measured == 9


def test_a_figure_of_another_year_is_not_taken(world) -> None:
    assert note(world, {world.one.pk: (12, 9)}, date(2027, 1, 31)) == 0


def test_closing_the_month_measures_them(world) -> None:
    campaign = Campaign.objects.create(
        unit=world.province, name="Chỉ tiêu 2026", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), decision_number="11-TB/TU", decision_on=date(2026, 1, 30),
        issuer="Ban Thường vụ Tỉnh ủy", base_on=date(2025, 12, 31), created_at=f.NOW,
    )  # fmt: skip
    Target.objects.create(campaign=campaign, unit=world.one, unit_path=world.one.path, assigned=2)
    f.admission(world.cell)
    f.own()
    with entered(world.specialist):
        close_month(world.specialist, world.province.pk, Month(2026, 5), today=TODAY)
    row = world.of(world.one)
    assert (row.measured, row.measured_target, row.measured_on) == (1, 2, date(2026, 5, 31))
