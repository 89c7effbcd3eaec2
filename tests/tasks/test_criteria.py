"""Criteria of a unit: who may set them, and what was reached of a target."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules import kpi
from dangvu.tasks.actions import indicators as writing
from dangvu.tasks.actions.indicators import Measured, Period
from dangvu.tasks.models import IndicatorValue
from dangvu.tasks.queries import indicators

MAY = kpi.span("2026-05")
GROWTH = Measured("Tăng trưởng", "%", more_is_better=True)
amounts = st.decimals(Decimal("0.01"), Decimal(10**6), places=2)


@given(amounts, amounts, st.booleans())
def test_a_target_is_reached_when_its_share_is_whole(
    target: Decimal, result: Decimal, more: bool
) -> None:
    point = indicators.reached(IndicatorValue(target=target, result=result), more_is_better=more)
    assert point.share is not None
    assert point.reached == (point.share >= 100)


@pytest.mark.parametrize(
    ("target", "result", "expected"),
    [
        (None, Decimal(1), (None, None)),
        (Decimal(1), None, (None, None)),
        (Decimal(0), Decimal(1), (None, True)),
        (Decimal(2), Decimal(-1), (None, False)),
    ],
)
def test_nothing_is_said_of_what_cannot_be_divided(target, result, expected) -> None:
    point = indicators.reached(IndicatorValue(target=target, result=result), more_is_better=True)
    assert (point.share, point.reached) == expected


@pytest.fixture
def cell(monkeypatch):
    monkeypatch.setattr(clock, "today", f.NOW.date)
    return f.unit("Chi bộ Tổ 12", f.unit("Đảng bộ phường Một", f.unit()), type="CHI_BO")


@pytest.mark.django_db
def test_a_period_is_recorded_once_and_then_over_what_was_seen(cell) -> None:
    leader = f.actor(Role.CELL_SECRETARY, cell)
    with entered(leader):
        row = writing.add(leader, cell.pk, GROWTH)
        writing.record(leader, row.pk, Period(MAY, Decimal(8), None))
        with pytest.raises(Overtaken):
            writing.record(leader, row.pk, Period(MAY, Decimal(9), None))
        seen = (Decimal(8), None)
        made = writing.record(leader, row.pk, Period(MAY, Decimal(8), Decimal(9), before=seen))
    assert (made.starts_on, made.ends_on, made.result) == (
        date(2026, 5, 1), date(2026, 6, 1), Decimal(9),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Period(MAY, None, None), "nothing_given"),
        (Period(kpi.span("2026-07"), None, Decimal(1)), "period_ahead"),
        (Period(kpi.span("2026-q2"), Decimal(1), None), "period_across"),
    ],
)
def test_a_period_that_cannot_be_is_refused(cell, period: Period, code: str) -> None:
    leader = f.actor(Role.CELL_SECRETARY, cell)
    with entered(leader):
        row = writing.add(leader, cell.pk, GROWTH)
        writing.record(leader, row.pk, Period(MAY, Decimal(8), None))
        with pytest.raises(Impossible) as refusal:
            writing.record(leader, row.pk, period)
    assert refusal.value.code == code


@pytest.mark.django_db
def test_criteria_are_set_by_who_leads_and_read_within_reach(cell) -> None:
    leader = f.actor(Role.CELL_SECRETARY, cell)
    with entered(leader):
        row = writing.add(leader, cell.pk, GROWTH)
    inspector = f.actor(Role.INSPECTION_OFFICER, cell.parent)
    with entered(inspector):
        assert indicators.indicator(inspector, row.pk).name == "Tăng trưởng"
        with pytest.raises(Refused):
            writing.end(inspector, row.pk)
    beside = f.actor(Role.CELL_SECRETARY, f.unit("Chi bộ Tổ 13", cell.parent, type="CHI_BO"))
    with entered(beside), pytest.raises(Http404):
        writing.edit(beside, row.pk, GROWTH)
