"""The month sheet from records: who counts where, and how many statements it takes."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as make

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.rules.months import Month
from dangvu.targets import queries
from dangvu.targets.models import Campaign, MonthlyCount, Target

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)
TODAY = date(2026, 6, 1)


@pytest.fixture
def world():
    province = make.unit()
    communes = [make.unit(f"Đảng bộ xã Thử {i}", province) for i in range(3)]
    cells = [make.unit(f"Chi bộ Thôn 1, xã {i}", commune) for i, commune in enumerate(communes)]
    campaign = Campaign.objects.create(
        unit=province,
        name="Chỉ tiêu 2026",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        decision_number="11-TB/TU",
        decision_on=date(2026, 1, 30),
        issuer="Ban Thường vụ Tỉnh ủy",
        base_on=date(2025, 12, 31),
        created_at=make.NOW,
    )
    for commune in communes:
        Target.objects.create(campaign=campaign, unit=commune, unit_path=commune.path, assigned=10)
    specialist = make.actor(Role.PROVINCE_SPECIALIST, province)
    return province, communes, cells, specialist


def sheet(actor, unit, month=MAY):
    make.own()
    with entered(actor):
        return queries.month_sheet(actor, unit.pk, month, TODAY)


def test_classes_come_from_the_records_of_each_body(world):
    province, communes, cells, specialist = world
    for month in (1, 2, 3, 4, 5):
        make.admission(cells[0], date(2026, month, 8))
    for month in (1, 2, 3):
        make.admission(cells[1], date(2026, month, 8))
    shown = sheet(specialist, province)
    assert [line.cls for line in shown.lines] == ["high", "medium", "low"]
    assert [line.zero for line in shown.lines] == [False, False, True]
    assert [line.zero_months for line in shown.lines] == [0, 2, 5]
    assert shown.lines[0].percent == Decimal(50)
    assert shown.counts.high, shown.counts.zero == (1, 1)
    assert shown.total.cumulative == 8
    assert shown.total.target == 30


def test_every_role_that_sees_figures_gets_the_whole_figure_but_no_name(world):
    province, _, cells, specialist = world
    make.admission(cells[0])
    auditor = make.actor(Role.AUDITOR, province)
    shown = sheet(auditor, province)
    assert shown.total.cumulative == sheet(specialist, province).total.cumulative == 1
    make.own()
    with entered(auditor):
        assert list(queries.records_behind(auditor, shown, None)) == []


def test_outside_reach_there_is_no_sheet(world):
    province, communes, cells, _ = world
    officer = make.actor(Role.COMMUNE_OFFICER, communes[0])
    with pytest.raises(Http404):
        sheet(officer, province)
    assert [line.unit_id for line in sheet(officer, communes[0]).lines] == [cells[0].pk]


def test_a_figure_opens_to_the_records_it_counts(world):
    province, communes, cells, specialist = world
    one = make.admission(cells[0], date(2026, 2, 1))
    make.admission(cells[0], date(2025, 12, 31))
    make.admission(cells[0], date(2026, 6, 1))
    make.admission(cells[0], date(2026, 3, 1), voided_at=make.NOW, void_reason="nhập nhầm")
    other = make.admission(cells[1], date(2026, 5, 31))
    shown = sheet(specialist, province)
    with entered(specialist):
        first = queries.records_behind(specialist, shown, communes[0].pk)
        assert [row.pk for row in first] == [one.pk]
        assert {r.pk for r in queries.records_behind(specialist, shown, None)} == {one.pk, other.pk}
        this_month = queries.records_behind(specialist, shown, None, since=MAY)
        assert [row.pk for row in this_month] == [other.pk]


def test_an_admission_counts_where_its_cell_stood_then(world):
    province, communes, cells, specialist = world
    make.admission(cells[0])
    make.admission(cells[0], counted_path=f"{communes[1].path}.zzzzz")
    shown = sheet(specialist, province)
    assert [line.cumulative for line in shown.lines] == [1, 1, 0]


def test_a_body_that_only_reports_is_classed_by_its_reports(world):
    province, communes, cells, specialist = world
    Target.objects.filter(unit=communes[2]).update(counted_from="reports")
    for month, admitted in ((1, 3), (5, 2)):
        MonthlyCount.objects.create(
            unit=communes[2], unit_path=communes[2].path, month=date(2026, month, 1),
            admitted=admitted, reported_at=make.NOW, reported_by="xa",
        )  # fmt: skip
    line = sheet(specialist, province).lines[2]
    assert (line.cls, line.cumulative, line.reported, line.records) == ("high", 5, 5, 0)
    assert line.difference is None
    make.admission(cells[2])
    line = sheet(specialist, province).lines[2]
    assert (line.cumulative, line.records, line.difference) == (5, 1, -4)


def test_statements_do_not_grow_with_bodies_or_records(world):
    province, communes, cells, specialist = world

    def statements():
        make.own()
        with entered(specialist), CaptureQueriesContext(connection) as caught:
            queries.month_sheet(specialist, province.pk, MAY, TODAY)
        return len(caught)

    few = statements()
    for i in range(3, 9):
        commune = make.unit(f"Đảng bộ xã Thử {i}", province)
        for _ in range(3):
            make.admission(make.unit("Chi bộ", commune))
    assert statements() == few == 9
