"""Periods of a duty that recurs, as they went by: in time, late, missed; in the sheet and in the
assessment."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests import factories as f
from tests.tasks.duties_world import World, plan_duty

from dangvu.access.scope import entered
from dangvu.rules.duties import PeriodCount, periods_due
from dangvu.rules.obligations import Every
from dangvu.tasks import papers
from dangvu.tasks.models import Assignment, Report
from dangvu.tasks.queries import assessing, following
from dangvu.tasks.queries.past_periods import past_periods
from dangvu.tasks.sheets import follow_workbook

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = "2026-03-02"
    made = World()
    made.given(plan_duty(every="quarter", due_on=None), plan_duty(key="d2"))
    return made


def answered(row: Assignment, start: date, sent_on: date, late: int, state="accepted") -> None:
    f.own()
    Report.objects.create(
        assignment=row, directive_id=row.directive_id, root_id=row.root_id, unit_id=row.unit_id,
        unit_path=row.unit_path, period_start=start, state=state, sent_on=sent_on, late_days=late,
        reason="Thiếu số liệu", written_at=f.NOW, written_by="test",
    )  # fmt: skip


def gone(world, on: date, since: date | None = None) -> dict[int, PeriodCount]:
    with entered(world.specialist):
        rows = Assignment.objects.filter(parent=None)
        counts = past_periods(rows, on, since)
        places = dict(rows.values_list("pk", "unit"))
    f.own()
    return {places[pk]: count for pk, count in counts.items()}


def test_whoever_never_reports_misses_each_period_whose_day_went_by(world) -> None:
    assert gone(world, date(2026, 3, 31)) == {
        world.one.pk: PeriodCount(), world.two.pk: PeriodCount(),
    }  # fmt: skip
    assert gone(world, date(2026, 10, 15))[world.one.pk] == PeriodCount(missed=3)
    assert gone(world, date(2026, 10, 15), date(2026, 6, 1))[world.one.pk] == PeriodCount(missed=2)


def test_reports_in_time_late_and_returned_are_told_apart_also_as_of_an_earlier_day(world) -> None:
    row = world.of(world.one)
    answered(row, FIRST, date(2026, 3, 30), 0)
    answered(row, date(2026, 4, 1), date(2026, 7, 10), 7)
    answered(row, date(2026, 7, 1), date(2026, 9, 30), 0, state="returned")
    Assignment.objects.filter(pk=row.pk).update(
        period_start=date(2026, 7, 1), due_on=date(2026, 9, 30)
    )
    assert gone(world, date(2026, 10, 15))[world.one.pk] == PeriodCount(1, 1, 1)
    assert gone(world, date(2026, 7, 9))[world.one.pk] == PeriodCount(in_time=1, missed=1)


def test_the_day_put_off_counts_for_the_period_now_open(world) -> None:
    row = world.of(world.one)
    Assignment.objects.filter(pk=row.pk).update(due_on=date(2026, 4, 20))
    assert gone(world, date(2026, 4, 15))[world.one.pk] == PeriodCount()
    assert gone(world, date(2026, 4, 22))[world.one.pk] == PeriodCount(missed=1)


def test_of_a_term_or_a_review_no_days_are_reckoned() -> None:
    assert periods_due(Every.TERM, 1, None, None, FIRST, LAST) == []
    assert len(periods_due(Every.MONTH, 1, 25, None, FIRST, LAST)) == 12


def test_the_sheet_and_the_assessment_say_how_the_periods_went(world) -> None:
    row = world.of(world.one)
    answered(row, FIRST, date(2026, 3, 30), 0)
    answered(row, date(2026, 4, 1), date(2026, 7, 10), 7)
    Assignment.objects.filter(pk=row.pk).update(
        period_start=date(2026, 7, 1), due_on=date(2026, 9, 30)
    )
    with entered(world.specialist):
        sheet = following.follow_sheet(world.specialist, row.directive_id, date(2026, 10, 15))
        book = follow_workbook(sheet, sheet.lines, "Chỉ thị 17-CT/TU", "Tỉnh ủy", "Chuyên viên")
        facts = assessing.assess(world.specialist, row.directive_id, FIRST, date(2026, 10, 15))
    rows = load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True)
    told = " ".join(str(cell) for row in rows for cell in row if cell)
    assert "3 kỳ đã đến hạn: 1 đúng hạn, 1 chậm, 1 chưa báo cáo" in told
    assert "3 kỳ đã đến hạn: 3 chưa báo cáo" in told
    assert [count.periods for count in facts.duties] == [PeriodCount(1, 1, 4), PeriodCount()]
    assessed = papers._assessed(facts.duties[0])
    assert (assessed.periods, assessed.missed) == (6, 4)


@pytest.mark.parametrize("number", [1, 3])
def test_periods_take_two_statements_whatever_their_number(world, number: int) -> None:
    for n in range(number):
        answered(world.of(world.one), date(2026, 1 + 3 * n, 1), date(2026, 3, 30), 0)
    with entered(world.specialist), CaptureQueriesContext(connection) as queries:
        past_periods(Assignment.objects.filter(parent=None), LAST)
    assert len(queries) == 2
