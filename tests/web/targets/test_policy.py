"""The page of the policy: read by who sees figures, tried by the address, set by the province."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.targets.world import TODAY, world

from dangvu.access.matrix import Role
from dangvu.rules.months import Month
from dangvu.targets.models import Policy

pytestmark = pytest.mark.django_db
TRIED = {
    "mode": "fixed",
    "high_from": "0,3",
    "medium_from": "0,1",
    "date_basis": "decision",
    "zero_months": "2",
    "month": "2026-05",
}
SET = {**TRIED, "since": "1/5/2026", "reason": "Theo kết luận hội nghị", "paper": "12-KL/TU"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world().admit(4, 2, 0)


def browser(place, role=Role.PROVINCE_SPECIALIST, unit=None):
    return make.signed_in(make.account(role, unit or place.province))


def address(place) -> str:
    return reverse("policy", args=[place.province.pk])


def text(answer) -> str:
    make.own()
    return " ".join(answer.content.decode().split())


def test_the_policy_in_force_says_how_sure_it_is(place):
    shown = text(browser(place).get(address(place)))
    assert "Cao: nhịp độ từ 1,00." in shown
    assert "Đề xuất của phần mềm" in shown
    assert "Chưa đặt cách xếp loại nào" in shown


def test_a_trial_shows_the_counts_and_who_changes_and_writes_nothing(place):
    shown = text(browser(place).get(address(place), TRIED))
    assert "Kết quả thử, tháng 5/2026" in shown
    assert "2 đơn vị đổi nhóm" in shown
    assert "xã Thử 0</a>" in shown
    assert "xã Thử 1</a>" in shown
    assert "xã Thử 2</a>" not in shown
    assert not Policy.objects.exists()


def test_the_address_of_a_trial_can_be_sent_on_to_who_may_only_read(place):
    shown = text(browser(place, Role.AUDITOR).get(address(place), TRIED))
    assert "Kết quả thử" in shown
    assert "Đặt cách xếp này" not in shown


def test_what_was_tried_is_set_with_its_reason(place):
    client = browser(place)
    trial = client.get(address(place), TRIED).context["trial"].tried.counts
    make.own()
    answer = client.post(address(place), SET)
    assert answer.status_code == 302
    make.own()
    held = Policy.objects.get()
    assert (held.mode, str(held.high_from), held.reason) == (
        "fixed", "0.3000", "Theo kết luận hội nghị",
    )  # fmt: skip
    sheet = reverse("month_of", args=[Month(2026, 5), place.province.pk])
    assert client.get(sheet).context["shown"].counts == trial
    shown = text(client.get(address(place)))
    assert "Đang áp dụng" in shown
    assert "12-KL/TU" in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "Chưa điền."),
        ({"since": "hôm qua"}, "không phải là ngày"),
        ({"medium_from": "0,3"}, "Ngưỡng cao phải lớn hơn ngưỡng trung bình."),
        ({"high_from": "1,234"}, "hai cách"),
        ({"zero_months": "0"}, "từ 1 đến 60"),
    ],
)
def test_a_refusal_keeps_what_was_typed(place, change, said):
    make.own()
    answer = browser(place).post(address(place), {**SET, **change})
    assert answer.status_code == 422
    shown = text(answer)
    assert said in shown
    for name, value in change.items():
        assert f'name="{name}" value="{value}"' in shown or not value
    assert not Policy.objects.exists()


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.CLERK])
def test_only_the_province_sets_it(place, role):
    make.own()
    assert browser(place, role).post(address(place), SET).status_code == 403
    make.own()
    assert not Policy.objects.exists()


def test_a_commune_reads_the_policy_that_classes_it(place):
    make.own()
    browser(place).post(address(place), SET)
    officer = browser(place, Role.COMMUNE_OFFICER, place.communes[0])
    shown = text(officer.get(reverse("policy", args=[place.communes[0].pk])))
    assert "Theo kết luận hội nghị" in shown
    make.own()
    assert officer.get(address(place)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_do_not_grow_with_the_history(place, rows):
    for day in range(1, rows + 1):
        Policy.objects.create(
            unit=place.province, since=date(2026, 1, day), mode="elapsed", high_from=1,
            medium_from="0.7", date_basis="decision", zero_months=3, reason="x",
            recorded_at=make.NOW, recorded_by="test",
        )  # fmt: skip
    client = browser(place)
    for query, number in (({}, 12), (TRIED, 31)):
        make.own()
        with CaptureQueriesContext(connection) as caught:
            client.get(address(place), query)
        assert len(caught) == number
