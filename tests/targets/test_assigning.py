"""Giving targets: what is replaced, what becomes an adjustment, who may, what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.targets.world import TODAY, doing, target, world

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.months import Month
from dangvu.targets import overview
from dangvu.targets.actions import (
    CampaignFacts,
    Given,
    adjust_target,
    assign_targets,
    cascade,
    close_month,
    correct_campaign,
    open_campaign,
    report_counts,
    set_counted_from,
    set_plan,
    set_subtargets,
)
from dangvu.targets.models import Campaign, MonthlyCount, Target

pytestmark = pytest.mark.django_db
FACTS = CampaignFacts(
    name="Chỉ tiêu 2027",
    starts_on=date(2027, 1, 1),
    ends_on=date(2027, 12, 31),
    decision_number="12-TB/TU",
    decision_on=date(2027, 1, 20),
    issuer="Ban Thường vụ Tỉnh ủy",
    base_on=date(2026, 12, 31),
    total=30,
    ratio=Decimal("4.5"),
)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world()


def closed(place):
    doing(place.specialist, close_month, place.province.pk, Month(2026, 4))


# ------------------------------------------------------------------ campaigns


def test_a_campaign_keeps_its_decision_and_leaves_an_event(place):
    made = doing(place.specialist, open_campaign, place.province.pk, FACTS)
    assert (made.decision_number, made.total, made.ratio) == ("12-TB/TU", 30, Decimal("4.5"))
    event = Event.objects.get(action="open_campaign")
    assert (event.subject_id, event.data["decision"]) == (str(made.pk), "12-TB/TU")


def test_the_same_period_is_opened_once(place):
    doing(place.specialist, open_campaign, place.province.pk, FACTS)
    with pytest.raises(Overtaken) as told:
        doing(place.specialist, open_campaign, place.province.pk, FACTS)
    assert told.value.field == "starts_on"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"total": -1}, "total"),
        ({"ratio": Decimal(0)}, "ratio"),
    ],
)
def test_a_campaign_that_cannot_be_is_refused(place, change, field):
    facts = CampaignFacts(**{**vars(FACTS), **change})
    with pytest.raises(Impossible) as told:
        doing(place.specialist, open_campaign, place.province.pk, facts)
    assert told.value.field == field


def test_a_mistake_is_mended_with_its_reason_and_what_stood_before(place):
    facts = CampaignFacts(**{**vars(FACTS), "decision_number": "21-TB/TU"})
    made = doing(place.specialist, open_campaign, place.province.pk, facts)
    with pytest.raises(Impossible):
        doing(place.specialist, correct_campaign, made.pk, FACTS, " ")
    doing(place.specialist, correct_campaign, made.pk, FACTS, "gõ nhầm số")
    made.refresh_from_db()
    assert made.decision_number == "12-TB/TU"
    event = Event.objects.get(action="correct_campaign")
    assert (event.reason, event.data) == ("gõ nhầm số", {"before": {"decision_number": "21-TB/TU"}})


def test_the_period_stays_once_a_month_is_closed(place):
    closed(place)
    now = Campaign.objects.get(pk=place.campaign.pk)
    facts = CampaignFacts(
        **{name: getattr(now, name) for name in vars(FACTS)} | {"ends_on": date(2027, 1, 31)}
    )
    with pytest.raises(Impossible) as told:
        doing(place.specialist, correct_campaign, now.pk, facts, "kéo dài")
    assert told.value.code == "period_closed"


# ------------------------------------------------------------------ the table


def test_before_a_closing_a_number_is_replaced(place):
    given = {place.communes[0].pk: Given(15), place.communes[1].pk: Given(10)}
    assert doing(place.specialist, assign_targets, place.campaign.pk, given) == 1
    assert (place.target(0).assigned, place.target(1).assigned) == (15, 10)
    assert not place.target(0).adjustments.exists()


def test_after_a_closing_a_change_is_an_adjustment_with_its_reason(place):
    closed(place)
    given = {place.communes[0].pk: Given(15)}
    with pytest.raises(Impossible) as told:
        doing(place.specialist, assign_targets, place.campaign.pk, given)
    assert told.value.code == "reason_missing"
    given = {place.communes[0].pk: Given(15, reason="sáp nhập thôn", paper="15-TB/TU")}
    doing(place.specialist, assign_targets, place.campaign.pk, given)
    step = place.target(0).adjustments.get()
    assert (place.target(0).assigned, step.delta, step.effective_on) == (10, 5, TODAY)


def test_a_number_below_what_adjustments_added_becomes_an_adjustment(place):
    doing(place.specialist, adjust_target, place.target().pk, 20, date(2026, 3, 1), "bổ sung")
    given = {place.communes[0].pk: Given(5, reason="rút lại")}
    doing(place.specialist, assign_targets, place.campaign.pk, given)
    assert place.target().assigned == 10
    assert [s.delta for s in place.target().adjustments.order_by("id")] == [20, -25]


def test_giving_a_number_does_not_touch_how_a_body_is_counted_or_its_base(place):
    Target.objects.filter(unit=place.communes[0]).update(counted_from="reports", base_members=300)
    doing(place.specialist, assign_targets, place.campaign.pk, {place.communes[0].pk: Given(12)})
    row = place.target()
    assert (row.assigned, row.counted_from, row.base_members) == (12, "reports", 300)


def test_a_table_that_another_changed_meanwhile_is_not_written(place):
    make.own()
    with entered(place.specialist):
        seen = overview.table(place.specialist, place.campaign.pk, TODAY).stamp
    given = {place.communes[0].pk: Given(11)}
    doing(place.specialist, assign_targets, place.campaign.pk, given, stamp=seen)
    with pytest.raises(Overtaken):
        doing(
            place.specialist, assign_targets, place.campaign.pk,
            {place.communes[1].pk: Given(40)}, stamp=seen,
        )  # fmt: skip
    assert place.target(1).assigned == 10


def test_all_or_nothing(place):
    given = {place.communes[0].pk: Given(15), place.communes[1].pk: Given(-1)}
    with pytest.raises(Impossible) as told:
        doing(place.specialist, assign_targets, place.campaign.pk, given)
    assert told.value.field == str(place.communes[1].pk)
    assert place.target(0).assigned == 10


def test_a_body_that_stands_elsewhere_gets_nothing(place):
    with pytest.raises(Impossible) as told:
        doing(place.specialist, assign_targets, place.campaign.pk, {place.cells[0].pk: Given(1)})
    assert told.value.code == "unknown_body"


def test_statements_do_not_grow_with_the_bodies(place):
    def statements(world):
        given = {unit.pk: Given(20) for unit in world.communes}
        make.own()
        with entered(world.specialist), CaptureQueriesContext(connection) as caught:
            assign_targets(world.specialist, world.campaign.pk, given)
        return len(caught)

    assert statements(place) == statements(world(9)) == 12


def test_an_officer_does_not_change_what_the_province_gave(place):
    officer = place.officer()
    with pytest.raises(Http404):
        doing(officer, assign_targets, place.campaign.pk, {place.communes[0].pk: Given(1)})
    with pytest.raises(Refused):
        doing(officer, adjust_target, place.target().pk, -5, TODAY, "xin giảm")
    with pytest.raises(Refused):
        doing(officer, set_counted_from, place.target().pk, "reports", "chưa có hồ sơ")
    with pytest.raises(Http404):
        doing(officer, set_plan, place.target(1).pk, [1] * 10 + [0, 0])


# ------------------------------------------------------------------ one target


def test_an_adjustment_counts_from_its_day(place):
    doing(place.specialist, adjust_target, place.target().pk, -4, date(2026, 7, 1), "thiếu nguồn")
    make.own()
    with entered(place.specialist):
        before = overview.table(place.specialist, place.campaign.pk, date(2026, 6, 30))
        after = overview.table(place.specialist, place.campaign.pk, date(2026, 7, 1))
    assert [t.lines[0].current for t in (before, after)] == [10, 6]
    assert [t.lines[0].final for t in (before, after)] == [6, 6]


@pytest.mark.parametrize(
    ("delta", "on", "reason", "code"),
    [
        (0, TODAY, "x", "no_change"),
        (-11, TODAY, "x", "below_zero"),
        (5, date(2027, 1, 1), "x", "outside_period"),
        (5, TODAY, " ", "reason_missing"),
        (100_000, TODAY, "x", "target_absurd"),
    ],
)
def test_adjustments_that_cannot_be_are_refused(place, delta, on, reason, code):
    with pytest.raises(Impossible) as told:
        doing(place.specialist, adjust_target, place.target().pk, delta, on, reason)
    assert told.value.code == code


def test_a_target_is_below_zero_on_no_day(place):
    doing(place.specialist, adjust_target, place.target().pk, 10, date(2026, 9, 1), "bổ sung")
    with pytest.raises(Impossible) as told:
        doing(place.specialist, adjust_target, place.target().pk, -15, date(2026, 7, 1), "giảm")
    assert told.value.code == "below_zero"


def test_a_body_files_its_own_plan(place):
    plan = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    doing(place.officer(), set_plan, place.target().pk, plan)
    assert place.target().plan == plan
    doing(place.specialist, set_plan, place.target().pk, None)
    assert place.target().plan is None


@pytest.mark.parametrize(
    ("plan", "code"),
    [([1] * 11, "plan_length"), ([-1, *[1] * 11], "plan_negative"), ([0] * 12, "plan_empty")],
)
def test_a_plan_that_cannot_be_is_refused(place, plan, code):
    with pytest.raises(Impossible) as told:
        doing(place.officer(), set_plan, place.target().pk, plan)
    assert told.value.code == code


def test_a_plan_that_differs_from_the_target_is_kept_and_told(place):
    doing(place.officer(), set_plan, place.target().pk, [2] * 12)
    make.own()
    with entered(place.specialist):
        table = overview.table(place.specialist, place.campaign.pk, TODAY)
    assert [f.code for f in table.findings()] == ["plan_sum"]


def test_a_campaign_of_a_term_takes_no_plan_of_twelve(place):
    make.own()
    Campaign.objects.filter(pk=place.campaign.pk).update(ends_on=date(2030, 12, 31))
    with pytest.raises(Impossible) as told:
        doing(place.officer(), set_plan, place.target().pk, [1] * 12)
    assert told.value.code == "plan_not_yearly"


def test_parts_by_source_group_fit_into_the_target(place):
    doing(place.specialist, set_subtargets, place.target().pk, {"student": 4, "farmer": 0})
    assert dict(place.target().subtargets.values_list("source_group", "number")) == {"student": 4}
    for parts in ({"student": 11}, {"student": -1}, {"astronaut": 1}):
        with pytest.raises(Impossible):
            doing(place.specialist, set_subtargets, place.target().pk, parts)
    assert place.target().subtargets.count() == 1


def test_the_specialist_switches_how_a_body_is_counted_and_says_why(place):
    with pytest.raises(Impossible):
        doing(place.specialist, set_counted_from, place.target().pk, "reports", "")
    doing(place.specialist, set_counted_from, place.target().pk, "reports", "chưa nhập hồ sơ")
    assert place.target().counted_from == "reports"
    event = Event.objects.get(action="set_counted_from")
    assert event.data == {"before": "records", "after": "reports"}


# ------------------------------------------------------------------ cascades


def test_a_target_is_handed_down_by_the_number_of_members(place):
    commune = place.communes[0]
    other = make.unit("Chi bộ Thôn 2, xã 0", commune)
    for unit, heads in ((place.cells[0], 3), (other, 1)):
        for _ in range(heads):
            make.person(unit)
    made = doing(place.officer(), cascade, commune.pk, place.campaign.pk)
    assert {t.unit_id: t.assigned for t in made.targets.all()} == {
        place.cells[0].pk: 8,
        other.pk: 2,
    }
    assert (made.total, made.starts_on) == (10, date(2026, 1, 1))
    with pytest.raises(Overtaken):
        doing(place.officer(), cascade, commune.pk, place.campaign.pk)


def test_what_the_officer_changed_is_what_is_written(place):
    facts = CampaignFacts(**{**vars(FACTS), "decision_number": "05-QĐ/ĐU"})
    shares = {place.cells[0].pk: 12}
    made = doing(place.officer(), cascade, place.communes[0].pk, place.campaign.pk, shares, facts)
    assert made.targets.get().assigned == 12
    assert (made.decision_number, made.ends_on) == ("05-QĐ/ĐU", date(2026, 12, 31))
    make.own()
    with entered(place.specialist):
        table = overview.table(place.specialist, made.pk, TODAY)
    assert [f.code for f in table.findings()] == ["total_differs", "children_above"]


# ------------------------------------------------------------------ reported counts


def test_a_later_report_replaces_and_none_is_lost(place):
    officer = place.officer()
    for admitted in (3, 4):
        doing(officer, report_counts, place.communes[0].pk, Month(2026, 5), admitted, {"female": 2})
    rows = MonthlyCount.objects.filter(unit=place.communes[0]).order_by("id")
    assert [(row.admitted, row.replaced_at is None) for row in rows] == [(3, False), (4, True)]


@pytest.mark.parametrize(
    ("month", "admitted", "parts", "field"),
    [
        (Month(2026, 7), 1, {}, "month"),
        (Month(2026, 5), -1, {}, "admitted"),
        (Month(2026, 5), 10_001, {}, "admitted"),
        (Month(2026, 5), 2, {"female": 3}, "female"),
    ],
)
def test_counts_that_cannot_be_are_refused(place, month, admitted, parts, field):
    with pytest.raises(Impossible) as told:
        doing(place.officer(), report_counts, place.communes[0].pk, month, admitted, parts)
    assert told.value.field == field
    assert not MonthlyCount.objects.exists()


def test_an_auditor_reports_nothing(place):
    auditor = make.actor(Role.AUDITOR, place.province)
    with pytest.raises(Http404):
        doing(auditor, report_counts, place.communes[0].pk, Month(2026, 5), 1)


# ------------------------------------------------------------------ the checks of a table


def test_the_table_tells_who_is_missing_who_left_and_what_does_not_add_up(place):
    make.own()
    stranger = make.unit("Đảng bộ xã Đã Chuyển", make.unit("Đảng bộ tỉnh khác"))
    target(place.campaign, stranger, 7)
    late = make.unit("Đảng bộ xã Chưa Giao", place.province)
    Campaign.objects.filter(pk=place.campaign.pk).update(total=40)
    with entered(place.specialist), CaptureQueriesContext(connection) as caught:
        table = overview.table(place.specialist, place.campaign.pk, TODAY)
    assert len(caught) == 6
    told = {finding.code: finding.message_vi for finding in table.findings()}
    assert set(told) == {"total_differs", "child_missing", "body_gone"}
    assert "còn thiếu 3" in told["total_differs"]
    assert late.name in told["child_missing"]
    assert stranger.name in told["body_gone"]
    assert table.sums["current"] == 37
    assert [line.gone for line in table.lines] == [False] * 4 + [True]
