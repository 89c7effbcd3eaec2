"""Reported counts by their page: the form, the history, the difference that is never hidden."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.targets.world import TODAY, world

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.targets.models import MonthlyCount, Target

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    made = world()
    Target.objects.filter(unit=made.communes[0]).update(counted_from="reports")
    return made


def browser(place, role=Role.PROVINCE_SPECIALIST, unit=None):
    return make.signed_in(make.account(role, unit or place.province))


def officer(place, n=0):
    return browser(place, Role.COMMUNE_OFFICER, place.communes[n])


def page(client, unit, **query) -> str:
    make.own()
    answer = client.get(reverse("counts_of", args=[unit.pk]), query)
    make.own()
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def report(client, unit, **data):
    make.own()
    answer = client.post(reverse("counts_of", args=[unit.pk]), data)
    make.own()
    return answer


def test_the_own_unit_is_where_the_tab_leads(place):
    make.own()
    answer = officer(place).get(reverse("counts"))
    assert answer["Location"] == reverse("counts_of", args=[place.communes[0].pk])


def test_the_oldest_missing_month_is_offered_or_the_one_asked_for(place):
    client = officer(place)
    assert '<option value="2026-01" selected>' in page(client, place.communes[0])
    shown = page(client, place.communes[0], thang="2026-03")
    assert '<option value="2026-03" selected>' in shown
    assert "05/06/2026 (hạn tạm đặt của phần mềm, chưa có văn bản quy định)" in shown


def test_a_report_is_written_and_a_later_one_replaces_it(place):
    client, unit = officer(place), place.communes[0]
    for admitted in ("3", "4"):
        answer = report(client, unit, month="2026-05", admitted=admitted, female="1")
        assert answer.status_code == 302
    assert MonthlyCount.objects.get(replaced_at=None).admitted == 4
    shown = page(client, unit)
    assert "1 số đã thay" in shown
    assert "Nữ: 1" in shown
    assert Event.objects.filter(action="report_counts").count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"admitted": "2", "female": "3"}, "nhiều hơn số kết nạp 2"),
        ({"admitted": ""}, "Chưa điền."),
        ({"admitted": "-1"}, "từ 0 trở lên"),
        ({"admitted": "1,5"}, "số nguyên"),
        ({"admitted": "10.001"}, "đến 10.000"),
        ({"admitted": "1", "month": "2027-01"}, "2027-01"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(place, typed, said):
    client, unit = officer(place), place.communes[0]
    answer = report(client, unit, **{"month": "2026-05", "religious": "7", **typed})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert said in shown
    assert 'value="7"' in shown
    assert not MonthlyCount.objects.exists()


def test_a_difference_to_the_records_is_shown(place):
    unit = place.communes[1]
    make.admission(place.cells[1], date(2026, 5, 8))
    report(officer(place, 1), unit, month="2026-05", admitted="3")
    shown = page(officer(place, 1), unit)
    assert "1 tháng có số báo cáo khác hồ sơ" in shown
    assert "-2" in shown
    assert "-2" in page(browser(place), place.province)


def test_the_superior_sees_who_has_not_reported(place):
    shown = page(browser(place), place.province)
    assert "Đảng bộ xã Thử 0" in shown
    assert "Đảng bộ xã Thử 1" not in shown
    assert "1/2026" in shown
    assert "Ghi số báo cáo" not in shown


def test_the_specialist_reports_for_a_body_in_reach(place):
    answer = report(browser(place), place.communes[0], month="2026-05", admitted="2")
    assert answer.status_code == 302
    assert MonthlyCount.objects.get().admitted == 2


def test_who_may_not_report_is_told_and_outside_reach_there_is_nothing(place):
    auditor = browser(place, Role.AUDITOR)
    assert "xem được, không báo cáo được" in page(auditor, place.communes[0])
    assert report(auditor, place.communes[0], month="2026-05", admitted="1").status_code == 403
    stranger = report(officer(place, 1), place.communes[0], month="2026-05", admitted="1")
    assert stranger.status_code == 404
    assert not MonthlyCount.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_bodies_or_reports(number):
    place = world(number)
    Target.objects.update(counted_from="reports")
    for unit in place.communes:
        for month in range(1, number + 1):
            MonthlyCount.objects.create(
                unit=unit, unit_path=unit.path, month=date(2026, month, 1), admitted=1,
                reported_at=make.NOW, reported_by="xa",
            )  # fmt: skip
    client = browser(place)
    make.own()
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("counts_of", args=[place.province.pk]))
    assert len(caught) == 24
