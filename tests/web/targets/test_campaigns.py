"""Campaigns and targets by their pages: what is shown, who may, and that typed words stay."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.targets.world import TODAY, World, campaign, target, world

from dangvu.access.matrix import Role
from dangvu.targets.models import Adjustment, Campaign, Closing, Target

pytestmark = pytest.mark.django_db
DECISION = {
    "decision_number": "05-QĐ/ĐU",
    "decision_on": "20/02/2026",
    "issuer": "Đảng ủy xã Thử 0",
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place() -> World:
    return world()


def browser(place, role=Role.PROVINCE_SPECIALIST, unit=None):
    return make.signed_in(make.account(role, unit or place.province))


def officer(place):
    return browser(place, Role.COMMUNE_OFFICER, place.communes[0])


def post(client, address, /, *args, **data):
    make.own()
    answer = client.post(reverse(address, args=args), data)
    make.own()
    return answer


def page(client, name, *args, **query) -> str:
    make.own()
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def closing(place):
    make.own()
    Closing.objects.create(
        campaign=place.campaign,
        unit=place.province,
        month=date(2026, 4, 1),
        revision=1,
        policy={},
        totals={},
        closed_at=make.NOW,
        closed_by="test",
    )


def grid(place, **typed):
    """What the form of the grid sends, with some cells typed over."""
    client = browser(place)
    shown = page(client, "campaign_grid", place.campaign.pk)
    sent = dict(re.findall(r'name="((?:target|base)_\d+)" value="([^"]*)"', shown))
    sent["stamp"] = re.search(r'name="stamp" value="(\w+)"', shown)[1]
    return client, {**sent, **typed}


# ------------------------------------------------------------------ lists and the table


def test_the_page_of_a_campaign_answers_first_and_shows_its_checks(place):
    make.unit("Đảng bộ xã Chưa Giao", place.province)
    Campaign.objects.filter(pk=place.campaign.pk).update(total=40)
    shown = page(browser(place), "campaign", place.campaign.pk)
    assert "Đã giao 30 cho 3 trên 4 đơn vị trực thuộc." in shown
    assert "11-TB/TU, ngày 30/01/2026 của Ban Thường vụ Tỉnh ủy" in shown
    assert "quyết định ghi tổng 40: còn thiếu 10" in shown
    assert "1 trên 4 đơn vị chưa được giao chỉ tiêu: Đảng bộ xã Chưa Giao" in shown


def test_the_list_shows_what_was_given_and_what_came_from_above(place):
    shown = page(officer(place), "campaigns")
    assert "Cấp trên giao" in shown
    assert "Giao xuống 1 tổ chức" in shown
    assert "Chưa giao chỉ tiêu cho tổ chức trực thuộc" in shown
    target(campaign(place.communes[0], name="Chỉ tiêu của xã"), place.cells[0], 9)
    shown = page(officer(place), "campaigns")
    assert "Đã giao xuống" in shown
    assert "Chỉ tiêu của xã" in shown


@pytest.mark.parametrize("communes", [1, 3])
def test_statements_do_not_grow_with_the_bodies(communes):
    place = world(communes)
    client = browser(place)
    for name, number in (("campaign", 15), ("campaign_grid", 15)):
        make.own()
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(name, args=[place.campaign.pk]))
        assert len(caught) == number, name


@pytest.mark.parametrize("campaigns", [1, 3])
def test_statements_do_not_grow_with_the_campaigns(campaigns):
    place = world()
    for year in range(2023, 2022 + campaigns):
        made = campaign(place.province, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
        target(made, place.communes[0])
    client = browser(place)
    make.own()
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("campaigns"))
    assert len(caught) == 18


def test_a_reader_gets_no_button_and_no_form(place):
    reader = browser(place, Role.AUDITOR)
    shown = page(reader, "campaign", place.campaign.pk)
    assert "Sửa trên bảng" not in shown
    assert "Nhập từ Excel" not in shown
    assert reader.get(reverse("campaign_grid", args=[place.campaign.pk])).status_code == 403


def test_outside_reach_there_is_nothing(place):
    stranger = officer(place)
    for name in ("campaign", "campaign_grid", "campaign_edit"):
        assert stranger.get(reverse(name, args=[place.campaign.pk])).status_code == 404
    assert stranger.get(reverse("target", args=[place.target(1).pk])).status_code == 404


# ------------------------------------------------------------------ opening and mending


NEW = {
    **DECISION,
    "name": "Chỉ tiêu 2027",
    "starts_on": "1/1/2027",
    "ends_on": "31/12/2027",
    "base_on": "31/12/2026",
    "total": "4.945",
    "ratio": "4,5",
}


def test_a_campaign_is_opened_by_its_decision(place):
    answer = post(browser(place), "campaign_new", **NEW)
    made = Campaign.objects.get(name="Chỉ tiêu 2027")
    assert answer["Location"] == reverse("campaign_grid", args=[made.pk])
    assert (made.total, str(made.ratio), made.unit) == (4945, "4.500", place.province)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision_number": "một hai ba"}, "một hai ba"),
        ({"ends_on": "31/12/2026"}, "Ngày kết thúc phải sau ngày bắt đầu."),
        ({"starts_on": "12/31/2027"}, "không có tháng 31"),
        ({"total": "1,234"}, "có thể hiểu hai cách"),
        ({"issuer": ""}, "Chưa điền."),
        ({"starts_on": "1/1/2026", "ends_on": "31/12/2026"}, "đã có đợt giao chỉ tiêu"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(place, change, said):
    answer = post(browser(place), "campaign_new", **{**NEW, **change})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert 'value="4.945"' in shown or "total" in change
    assert 'value="Chỉ tiêu 2027"' in shown
    assert Campaign.objects.count() == 1


def test_a_mistake_is_mended_with_a_reason(place):
    given = {**NEW, "starts_on": "01/01/2026", "ends_on": "31/12/2026"}
    answer = post(browser(place), "campaign_edit", place.campaign.pk, **given)
    assert "Mục này phải có" in answer.content.decode() or answer.status_code == 422
    answer = post(browser(place), "campaign_edit", place.campaign.pk, **given, reason="gõ nhầm số")
    assert answer.status_code == 302
    assert Campaign.objects.get().decision_number == "05-QĐ/ĐU"


# ------------------------------------------------------------------ the grid


def test_the_grid_writes_what_was_typed(place):
    first, second = (f"target_{unit.pk}" for unit in place.communes[:2])
    base = f"base_{place.communes[0].pk}"
    client, sent = grid(place, **{first: "1.204", second: " 12 ", base: "24.000"})
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    assert answer.status_code == 302
    assert [place.target(n).assigned for n in range(3)] == [1204, 12, 10]
    assert place.target(0).base_members == 24_000


@pytest.mark.parametrize("bad", ["1,234", "mười", "-3", "12,5", "100.001"])
def test_a_bad_cell_keeps_everything_typed_and_says_which(place, bad):
    first, second = (f"target_{unit.pk}" for unit in place.communes[:2])
    client, sent = grid(place, **{first: bad, second: "12"})
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{first}"' in shown
    assert f"{place.communes[0].name}, chỉ tiêu" in shown
    assert f'name="{first}" value="{bad}"' in shown
    assert f'name="{second}" value="12"' in shown
    assert re.search(rf'name="{first}"[^>]*aria-invalid="true"', shown)
    assert f'id="id_{first}_error"' in shown
    assert [place.target(n).assigned for n in range(3)] == [10, 10, 10]


def test_a_target_that_stands_is_not_blanked_out(place):
    first = f"target_{place.communes[0].pk}"
    client, sent = grid(place, **{first: ""})
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    assert "Bỏ trống chỉ tiêu đang là 10." in answer.content.decode()
    assert place.target().assigned == 10


def test_a_blank_leaves_a_body_without_target(place):
    late = make.unit("Đảng bộ xã Chưa Giao", place.province)
    client, sent = grid(place)
    assert f"target_{late.pk}" not in sent
    post(client, "campaign_grid", place.campaign.pk, **sent)
    assert not Target.objects.filter(unit=late).exists()
    client, sent = grid(place, **{f"base_{late.pk}": "200"})
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    assert "Chưa ghi chỉ tiêu." in answer.content.decode()


def test_after_a_closing_the_grid_asks_why_and_keeps_the_cells(place):
    closing(place)
    first = f"target_{place.communes[0].pk}"
    client, sent = grid(place, **{first: "15"})
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    shown = answer.content.decode()
    assert "phải ghi lý do" in shown
    assert f'name="{first}" value="15"' in shown
    assert 'href="#id_reason"' in shown
    answer = post(client, "campaign_grid", place.campaign.pk, **sent, reason="bổ sung nguồn")
    assert answer.status_code == 302
    assert Adjustment.objects.get().delta == 5


def test_two_people_at_one_grid_do_not_overwrite_each_other(place):
    first = f"target_{place.communes[0].pk}"
    client, sent = grid(place, **{first: "15"})
    other, theirs = grid(place, **{first: "20"})
    assert post(other, "campaign_grid", place.campaign.pk, **theirs).status_code == 302
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    assert "đã có người đổi" in answer.content.decode()
    assert place.target().assigned == 20


def test_nothing_changed_writes_nothing(place):
    client, sent = grid(place)
    answer = post(client, "campaign_grid", place.campaign.pk, **sent)
    assert answer.status_code == 302
    assert "Không có số nào đổi" in page(client, "campaign", place.campaign.pk)


# ------------------------------------------------------------------ one target


def test_a_target_is_adjusted_from_a_day_on(place):
    asked = {"delta": "-4", "effective_on": "1/7/2026", "reason": "thiếu nguồn", "paper": ""}
    answer = post(browser(place), "target_adjust", place.target().pk, **asked)
    assert answer.status_code == 302
    shown = page(browser(place), "target", place.target().pk)
    assert "chỉ tiêu 10" in shown
    assert "Sau các điều chỉnh đã định, chỉ tiêu là 6" in shown
    assert "thiếu nguồn" in shown


def test_an_adjustment_that_cannot_be_is_said_beside_its_field(place):
    asked = {"delta": "-40", "effective_on": "1/7/2026", "reason": "x"}
    answer = post(browser(place), "target_adjust", place.target().pk, **asked)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Chỉ tiêu không được dưới 0." in shown
    assert 'href="#dc_delta"' in shown
    assert 'value="-40"' in shown
    assert not Adjustment.objects.exists()


def test_the_body_files_its_plan_and_the_even_curve_is_offered(place):
    client, pk = officer(place), place.target().pk
    shown = page(client, "target", pk, **{"chia-deu": "1"})
    offered = dict(re.findall(r'name="(m\d+)" value="(\d+)"', shown))
    assert sum(map(int, offered.values())) == 10
    assert post(client, "target_plan", pk, **offered).status_code == 302
    assert sum(place.target().plan) == 10
    answer = post(client, "target_plan", pk, m1="mười", m2="3")
    assert answer.status_code == 422
    assert 'value="mười"' in answer.content.decode()
    post(client, "target_plan", pk, drop="1")
    assert place.target().plan is None


def test_parts_by_source_group(place):
    client, pk = browser(place), place.target().pk
    answer = post(client, "target_groups", pk, student="7", farmer="8")
    assert answer.status_code == 422
    assert "Mỗi người chỉ tính vào một nguồn." in answer.content.decode()
    assert post(client, "target_groups", pk, student="7").status_code == 302
    assert "Học sinh, sinh viên" in page(client, "target", pk)


def test_the_specialist_switches_how_a_body_counts(place):
    pk = place.target().pk
    answer = post(browser(place), "target_source", pk, source="reports", reason="")
    assert answer.status_code == 422
    answer = post(browser(place), "target_source", pk, source="reports", reason="chưa có hồ sơ")
    assert answer.status_code == 302
    assert place.target().counted_from == "reports"


def test_an_officer_files_a_plan_and_changes_nothing_else(place):
    client, pk = officer(place), place.target().pk
    shown = page(client, "target", pk)
    assert "Ghi kế hoạch" in shown
    assert "Ghi điều chỉnh" not in shown
    for name in ("target_adjust", "target_groups", "target_source"):
        assert post(client, name, pk, reason="x").status_code == 403


def test_a_target_of_a_term_takes_no_plan(place):
    Campaign.objects.filter(pk=place.campaign.pk).update(ends_on=date(2030, 12, 31))
    assert "không dài đúng 12 tháng" in page(officer(place), "target", place.target().pk)


# ------------------------------------------------------------------ a cascade


def test_a_cascade_is_proposed_by_members_and_written_as_changed(place):
    other = make.unit("Chi bộ Thôn 2", place.communes[0])
    for unit, heads in ((place.cells[0], 3), (other, 1)):
        for _ in range(heads):
            make.person(unit)
    client = officer(place)
    shown = page(client, "cascade", place.campaign.pk, place.communes[0].pk)
    shares = dict(re.findall(r'name="(share_\d+)" value="(\d+)"', shown))
    assert list(shares.values()) == ["8", "2"]
    sent = {**DECISION, **shares, f"share_{other.pk}": "1"}
    answer = post(client, "cascade", place.campaign.pk, place.communes[0].pk, **sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Cộng lại 9, cấp trên giao 10" in shown
    assert not Campaign.objects.filter(unit=place.communes[0]).exists()
    answer = post(client, "cascade", place.campaign.pk, place.communes[0].pk, **sent, sum="9")
    made = Campaign.objects.get(unit=place.communes[0])
    assert answer["Location"] == reverse("campaign", args=[made.pk])
    assert sorted(made.targets.values_list("assigned", flat=True)) == [1, 8]
    assert made.decision_number == "05-QĐ/ĐU"


def test_a_cascade_needs_the_decision_and_keeps_the_numbers(place):
    make.person(place.cells[0])
    share = f"share_{place.cells[0].pk}"
    answer = post(
        officer(place), "cascade", place.campaign.pk, place.communes[0].pk, **{share: "12"}
    )
    assert answer.status_code == 422
    assert f'name="{share}" value="12"' in answer.content.decode()


def test_nobody_cascades_what_was_not_given(place):
    assert browser(place).get(
        reverse("cascade", args=[place.campaign.pk, place.province.pk])
    ).status_code == 404  # fmt: skip
