"""The working days of the province: what the Government exchanged is offered, not assumed."""

from datetime import date

import pytest
from django.urls import reverse
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.admissions.cases.facts import calendar_days
from dangvu.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def test_an_exchange_is_offered_filled_in_and_counts_once_recorded() -> None:
    page = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, f.unit()))
    address = reverse("calendar_days")
    offered = "?doi=2026-08-22"
    assert offered in page.get(address).text
    form = page.get(address + offered).context["form"]
    assert [form[name].value() for name in ("on", "working", "name")] == [
        "22/08/2026", "1", "Làm bù cho ngày 31/08/2026",
    ]  # fmt: skip
    given = {"on": "22/08/2026", "working": "1", "name": "Làm bù", "reason": "Thông báo số 7"}
    f.own()
    assert not calendar_days().is_working(date(2026, 8, 22))
    assert page.post(address, given).status_code == 302
    f.own()
    assert calendar_days().is_working(date(2026, 8, 22))
    text = page.get(address).text
    assert offered not in text
    assert "?doi=2026-08-31" in text


def test_an_address_that_names_no_exchange_fills_nothing_in() -> None:
    page = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, f.unit()))
    answer = page.get(reverse("calendar_days"), {"doi": "2026-02-31"})
    assert answer.context["form"].initial == {}


def test_who_may_not_change_the_calendar_is_offered_nothing() -> None:
    page = f.signed_in(f.account(Role.COMMUNE_OFFICER, f.unit("Đảng bộ phường Một", f.unit())))
    assert "?doi=" not in page.get(reverse("calendar_days")).text
