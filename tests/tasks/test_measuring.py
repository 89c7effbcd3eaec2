"""Duties that follow the target of admissions are measured by a closed month."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month
from dangvu.targets.actions.measuring import measure_all
from dangvu.targets.models import Campaign, Target
from dangvu.tasks.actions import cascading
from dangvu.tasks.actions.measuring import note_admissions
from dangvu.tasks.models import Assignment
from dangvu.tasks.queries import following
from dangvu.tasks.sheets import follow_workbook

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


def targeted(giver, unit, number) -> None:
    campaign = Campaign.objects.create(
        unit=giver, name="Chỉ tiêu 2026", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), decision_number="11-TB/TU", decision_on=date(2026, 1, 30),
        issuer="Ban Thường vụ Tỉnh ủy", base_on=date(2025, 12, 31), created_at=f.NOW,
    )  # fmt: skip
    Target.objects.create(campaign=campaign, unit=unit, unit_path=unit.path, assigned=number)


def test_closing_the_month_measures_them(world) -> None:
    targeted(world.province, world.one, 2)
    f.admission(world.cell)
    f.own()
    with entered(world.specialist):
        close_month(world.specialist, world.province.pk, Month(2026, 5), today=TODAY)
    row = world.of(world.one)
    assert (row.measured, row.measured_target, row.measured_on) == (1, 2, date(2026, 5, 31))


def measured_daily(actor, on) -> int:
    with entered(actor):
        number = measure_all(actor, on)
    f.own()
    return number


def test_the_day_s_job_measures_at_every_level_and_again_on_the_next_day(world) -> None:
    targeted(world.province, world.one, 2)
    targeted(world.one, world.body, 1)
    f.own()
    with entered(world.officer):
        cascading.hand_down(world.officer, world.of(world.one).directive_id, world.one.pk)
    assert world.of(world.body).measured == 0
    f.own()
    f.admission(world.cell)
    later = date(2026, 6, 2)
    assert measured_daily(world.specialist, later) == 2
    row, below = world.of(world.one), world.of(world.body)
    assert (row.measured, row.measured_target, row.measured_on) == (1, 2, later)
    assert (below.measured, below.measured_target, below.stage) == (1, 1, "done")
    assert measured_daily(world.specialist, later) == 2
    assert list(Event.objects.filter(action="measure_duties").values_list("data", flat=True)) == [
        {"count": 2}, {"count": 2},
    ]  # fmt: skip


def test_the_day_s_job_stays_in_the_branch_and_is_for_who_may_close_a_month(world) -> None:
    targeted(world.province, world.one, 2)
    assert measured_daily(world.officer, TODAY) == 0
    auditor = f.actor(Role.AUDITOR, world.province)
    with pytest.raises(Refused), entered(auditor):
        measure_all(auditor, TODAY)


def test_a_part_of_an_indicator_duty_follows_the_figure_too(world) -> None:
    targeted(world.one, world.body, 3)
    f.own()
    part = cascading.Part(what="Kết nạp theo chỉ tiêu được giao", unit_ids=(world.body.pk,))
    with entered(world.officer):
        cascading.break_down(
            world.officer, world.of(world.one).pk, [part], "05-KH/ĐU", date(2026, 5, 20)
        )
    f.own()
    row = Assignment.objects.get(unit=world.body)
    assert (row.measured, row.measured_target) == (0, 3)


def test_the_exported_sheet_says_what_was_measured(world) -> None:
    note(world, {world.one.pk: (12, 5)})
    with entered(world.specialist):
        sheet = following.follow_sheet(world.specialist, world.of(world.one).directive_id, TODAY)
        made = follow_workbook(sheet, sheet.lines, "Chỉ thị 17-CT/TU", "Tỉnh ủy", "Chuyên viên")
    rows = load_workbook(io.BytesIO(made)).active.iter_rows(values_only=True)
    assert any("Chưa triển khai; đạt 5/12" in row for row in rows)
