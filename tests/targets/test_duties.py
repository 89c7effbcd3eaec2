"""What is owed, from what stands; and the own line, equal to the superior's."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.targets.world import TODAY, campaign, doing, target, world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.orgs.models import Change, ChangedUnit, Placement, Unit
from dangvu.rules.months import Month
from dangvu.rules.targets import DEADLINES, due_after_decision, due_after_month
from dangvu.rules.workdays import is_working_day
from dangvu.targets import queries
from dangvu.targets.actions import close_month
from dangvu.targets.duties import Kind, open_remedies, owed
from dangvu.targets.models import Accountability, Campaign, Finding, MonthlyCount, Policy, Target
from dangvu.targets.own_line import own_line
from dangvu.targets.reports import unit_reports

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world()


def duties(actor):
    return {duty.kind: duty for duty in doing(actor, owed, TODAY).duties}


def finding(unit, month=MAY, **more):
    make.own()
    return Finding.objects.create(
        **{
            "unit": unit, "unit_path": unit.path, "month": month.first(), "cause": "no_source",
            "remedy": "Mở lớp", "responsible": "Phó Bí thư", "due_on": date(2026, 6, 20),
            "recorded_at": make.NOW, "recorded_by": "test", **more,
        }
    )  # fmt: skip


# ------------------------------------------------------------------ the own line


def both_lines(place, n=0):
    """The line of a commune as the province sees it, and as the commune does."""
    above = doing(place.specialist, queries.sheet, place.province.pk, MAY, TODAY)
    own = doing(place.officer(n), own_line, place.communes[n].pk, MAY, TODAY)
    return above.line(place.communes[n].pk), own


FIGURES = (
    "target", "months", "cumulative", "reported", "percent", "pace", "cls", "zero", "zero_months",
    "projected", "accountability", "reason", "reasons",
)  # fmt: skip


def assert_same(place, n=0):
    line, own = both_lines(place, n)
    assert {k: getattr(own.line, k) for k in FIGURES} == {k: getattr(line, k) for k in FIGURES}
    return own


def test_the_own_line_is_the_superiors(place):
    for month in (1, 2, 3):
        make.admission(place.cells[0], date(2026, month, 8))
    make.admission(place.cells[1], date(2026, 5, 8))
    target_row = place.target()
    target_row.adjustments.create(
        delta=-2, effective_on=date(2026, 4, 1), reason="x", recorded_at=make.NOW, recorded_by="t"
    )
    own = assert_same(place)
    assert (own.line.target, own.line.cumulative, own.line.cls) == (8, 3, "medium")
    assert own.superior == place.province.name


def test_what_a_cell_brought_along_and_left_behind_counts_where_it_counted(place):
    make.admission(place.cells[0])
    make.admission(place.cells[0], counted_path=f"{place.communes[1].path}.zzzzz")
    assert assert_same(place, 0).line.cumulative == 1
    assert assert_same(place, 1).line.cumulative == 1


def test_what_a_merged_body_had_admitted_counts_for_its_heir(place):
    heir, gone = place.communes[0], place.communes[1]
    make.admission(place.cells[0])
    old = make.admission(place.cells[1])
    cell = place.cells[1]
    made = Change.objects.create(
        kind="merge", effective_on=date(2026, 4, 1), decision_number="1-QĐ/TU",
        decision_on=date(2026, 3, 20), issuer="Tỉnh ủy", recorded_at=make.NOW, recorded_by="test",
    )  # fmt: skip
    for unit, side in ((gone, "before"), (heir, "after")):
        ChangedUnit.objects.create(change=made, unit=unit, side=side, name_then=unit.name)
    Placement.objects.filter(unit=gone).update(valid_until=date(2026, 4, 1))
    moved = f"{heir.path}.{cell.path[-5:]}"
    Unit.objects.filter(pk=cell.pk).update(path=moved, parent=heir)
    Unit.objects.filter(pk=gone.pk).update(valid_until=date(2026, 4, 1))
    old.unit_path = moved
    old.save()
    own = assert_same(place)
    assert own.line.cumulative == 2


def test_a_body_that_reports_stands_by_its_reports(place):
    Target.objects.filter(unit=place.communes[0]).update(counted_from="reports")
    for month in (1, 4):
        MonthlyCount.objects.create(
            unit=place.communes[0], unit_path=place.communes[0].path, month=date(2026, month, 1),
            admitted=month, reported_at=make.NOW, reported_by="xa",
        )  # fmt: skip
    assert assert_same(place).line.cumulative == 5


def test_a_closed_month_gives_the_line_as_it_was_published(place):
    doing(place.specialist, close_month, place.province.pk, MAY)
    make.admission(place.cells[0])
    line, own = both_lines(place)
    assert (own.line, own.revision) == (line, 1)
    assert own.line.cumulative == 0


def test_the_top_has_no_line_and_others_only_within_reach(place):
    assert doing(place.specialist, own_line, place.province.pk, MAY, TODAY) is None
    with pytest.raises(Exception, match="phạm vi"):
        doing(place.officer(0), own_line, place.communes[1].pk, MAY, TODAY)


def test_the_own_line_takes_nine_statements(place):
    for cell in place.cells:
        make.admission(cell)
    officer = place.officer()
    make.own()
    with entered(officer), CaptureQueriesContext(connection) as caught:
        own_line(officer, place.communes[0].pk, MAY, TODAY)
    assert len(caught) == 9


# ------------------------------------------------------------------ what is owed


def test_a_low_body_owes_causes_and_after_months_at_zero_the_paper_of_a_review(place):
    found = duties(place.officer())
    assert {Kind.CAUSE_OWN, Kind.REVIEW_OWN, Kind.PLAN_OWN} <= set(found)
    assert found[Kind.REVIEW_OWN].number == 5
    assert found[Kind.CAUSE_OWN].due_on == date(2026, 6, 10)
    assert not found[Kind.CAUSE_OWN].basis.confidence.confirmed
    finding(place.communes[0])
    Accountability.objects.create(
        unit=place.communes[0], unit_path=place.communes[0].path, month=MAY.first(),
        paper_number="1-BB/ĐU", paper_on=TODAY, issuer="Đảng ủy", recorded_at=make.NOW,
        recorded_by="test",
    )  # fmt: skip
    assert not {Kind.CAUSE_OWN, Kind.REVIEW_OWN} & set(duties(place.officer()))


def test_the_province_is_told_of_all_bodies_together(place):
    finding(place.communes[0])
    found = duties(place.specialist)
    assert found[Kind.CAUSES_BELOW].number == 2
    assert found[Kind.CAUSES_BELOW].names == ("xã Thử 1", "xã Thử 2")
    assert found[Kind.REVIEWS_BELOW].number == 3


def test_months_over_are_to_be_closed_the_oldest_first(place):
    waiting = duties(place.specialist)[Kind.CLOSE]
    assert (waiting.month, waiting.number) == (Month(2026, 1), 5)
    for month in (1, 2, 3, 4):
        doing(place.specialist, close_month, place.province.pk, Month(2026, month))
    left = duties(place.specialist)[Kind.CLOSE]
    assert (left.month, left.number, left.due_on) == (MAY, 1, date(2026, 6, 15))
    doing(place.specialist, close_month, place.province.pk, MAY)
    assert Kind.CLOSE not in duties(place.specialist)


def test_an_officer_without_a_campaign_has_nothing_to_close(place):
    assert Kind.CLOSE not in duties(place.officer())


def test_reports_are_owed_by_who_counts_by_them_until_they_came(place):
    assert Kind.COUNTS_OWN not in duties(place.officer())
    Target.objects.filter(unit=place.communes[0]).update(counted_from="reports")
    own = duties(place.officer())[Kind.COUNTS_OWN]
    assert (own.month, own.number, own.due_on) == (Month(2026, 1), 5, date(2026, 2, 5))
    assert duties(place.specialist)[Kind.COUNTS_BELOW].number == 1
    for month in range(1, 6):
        MonthlyCount.objects.create(
            unit=place.communes[0], unit_path=place.communes[0].path, month=date(2026, month, 1),
            admitted=1, reported_at=make.NOW, reported_by="xa",
        )  # fmt: skip
    assert Kind.COUNTS_OWN not in duties(place.officer())
    assert Kind.COUNTS_BELOW not in duties(place.specialist)


def test_a_target_is_to_be_planned_and_handed_down(place):
    found = duties(place.officer())
    assert found[Kind.CASCADE].subject == place.campaign.pk
    assert found[Kind.PLAN_OWN].subject == place.target().pk
    assert found[Kind.PLAN_OWN].due_on == date(2026, 3, 2)
    Target.objects.filter(unit=place.communes[0]).update(plan=[1] * 10 + [0, 0])
    given = campaign(place.communes[0])
    target(given, place.cells[0])
    assert not {Kind.CASCADE, Kind.PLAN_OWN} & set(duties(place.officer()))


def test_plans_of_those_below_are_asked_for_where_classes_go_by_plans(place):
    assert Kind.PLANS_BELOW not in duties(place.specialist)
    Policy.objects.create(
        unit=place.province, since=date(2026, 1, 1), mode="plan", high_from=Decimal(1),
        medium_from=Decimal("0.7"), date_basis="decision", zero_months=3, reason="x",
        recorded_at=make.NOW, recorded_by="test",
    )  # fmt: skip
    assert duties(place.specialist)[Kind.PLANS_BELOW].number == 3


def test_bodies_left_without_a_target_are_told(place):
    assert Kind.UNASSIGNED not in duties(place.specialist)
    make.unit("Đảng bộ xã Mới", place.province)
    assert duties(place.specialist)[Kind.UNASSIGNED].names == ("xã Mới",)


def test_remedies_due_this_month_are_told_until_they_are_done(place):
    own = finding(place.communes[0], due_on=date(2026, 5, 20))
    finding(place.communes[0], due_on=date(2026, 8, 1))
    found = duties(place.officer())[Kind.REMEDY_OWN]
    assert (found.subject, found.due_on, found.basis) == (own.pk, date(2026, 5, 20), None)
    assert duties(place.specialist)[Kind.REMEDY_BELOW].subject == own.pk
    Finding.objects.filter(pk=own.pk).update(outcome="done")
    assert Kind.REMEDY_OWN not in duties(place.officer())
    assert doing(place.officer(), open_remedies).count() == 1


def test_a_target_met_owes_nothing(place):
    Campaign.objects.filter(pk=place.campaign.pk).update(decision_on=date(2026, 1, 30))
    Target.objects.filter(unit=place.communes[0]).update(assigned=1, plan=[1] + [0] * 11)
    make.admission(place.cells[0])
    target(campaign(place.communes[0]), place.cells[0], 1)
    assert set(duties(place.officer())) == {Kind.CLOSE}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PROPAGANDA_OFFICER, Role.INSPECTION_OFFICER])
def test_who_may_do_nothing_about_it_owes_nothing(place, role):
    assert duties(make.actor(role, place.province)) == {}


def test_who_sees_no_figures_is_not_asked(place):
    administrator = make.actor(Role.IT_ADMINISTRATOR, place.province)
    found = doing(administrator, owed, TODAY)
    assert (found.duties, found.sheet) == ((), None)


def test_statements_do_not_grow_with_bodies_or_duties(place):
    def statements(at):
        for unit in at.communes:
            finding(unit, due_on=date(2026, 6, 3))
        make.own()
        with entered(at.specialist), CaptureQueriesContext(connection) as caught:
            owed(at.specialist, TODAY)
        return len(caught)

    assert statements(place) == statements(world(9)) == 11


# ------------------------------------------------------------------ reports beside records


def test_reports_stand_beside_records_and_what_was_replaced_is_kept(place):
    make.admission(place.cells[0], date(2026, 5, 8))
    for admitted, replaced in ((4, make.NOW), (3, None)):
        MonthlyCount.objects.create(
            unit=place.communes[0], unit_path=place.communes[0].path, month=MAY.first(),
            admitted=admitted, female=1, reported_at=make.NOW, reported_by="xa",
            replaced_at=replaced,
        )  # fmt: skip
    officer = place.officer()
    make.own()
    with entered(officer), CaptureQueriesContext(connection) as caught:
        found = unit_reports(officer, place.communes[0].pk, Month(2026, 1), MAY)
    assert len(caught) == 8
    may, april = found.months[:2]
    assert (may.reported, may.records, may.difference) == (3, 1, -2)
    assert [row.admitted for row in may.earlier] == [4]
    assert may.parts == [("Nữ", 1)]
    assert (april.reported, april.difference) == (None, None)
    assert found.missing == (Month(2026, 1), Month(2026, 2), Month(2026, 3), Month(2026, 4))
    assert (found.counted_from, found.has_records) == ("records", True)


# ------------------------------------------------------------------ the days


def test_deadlines_are_proposals_and_fall_on_working_days():
    for rule in DEADLINES:
        for month in Month(2025, 1).through(Month(2026, 12)):
            assert not rule.at(month.first()).basis.confidence.confirmed
            day = due_after_month(rule, month)
            assert is_working_day(day)
            assert day > month.last()
            assert is_working_day(due_after_decision(rule, month.first()))
    assert due_after_month(DEADLINES[0], Month(2026, 4)) == date(2026, 5, 5)
    assert due_after_month(DEADLINES[0], Month(2026, 8)) == date(2026, 9, 7)
