"""The own unit on its superior's sheet: seen without that sheet, its causes written there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as make
from tests.targets.world import TODAY, world

from dangvu.access.matrix import Role
from dangvu.rules.months import Month
from dangvu.targets.models import Accountability, Finding

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)
CAUSE = {
    "cause": "no_source",
    "detail": "",
    "remedy": "Cử cán bộ xuống thôn",
    "responsible": "Phó Bí thư",
    "due_on": "20/6/2026",
}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world()


def officer(place, role=Role.COMMUNE_OFFICER):
    return make.signed_in(make.account(role, place.communes[0]))


def send(client, address, place, n=0, **data):
    make.own()
    answer = client.post(reverse(address, args=[MAY, place.communes[n].pk]), data)
    make.own()
    return answer


def page(client, place, n=0):
    make.own()
    answer = client.get(reverse("own_month", args=[MAY, place.communes[n].pk]))
    make.own()
    return answer


def test_the_commune_sees_why_it_is_low_and_writes_its_cause(place):
    client = officer(place)
    shown = page(client, place).content.decode()
    assert "Vì sao xã Thử 0 chưa kết nạp?" in shown
    assert "Chưa ghi nguyên nhân, giải pháp của tháng 5/2026." in shown
    assert send(client, "own_cause", place, **CAUSE).status_code == 302
    found = Finding.objects.get()
    assert (found.unit, found.month) == (place.communes[0], MAY.first())
    shown = page(client, place).content.decode()
    assert "Cử cán bộ xuống thôn" in shown
    assert "Chưa ghi nguyên nhân" not in shown


def test_a_cause_that_cannot_be_keeps_what_was_typed(place):
    answer = send(officer(place), "own_cause", place, **{**CAUSE, "cause": "other"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "phải ghi rõ là nguyên nhân gì" in shown
    assert "Cử cán bộ xuống thôn" in shown
    assert not Finding.objects.exists()


def test_the_paper_of_a_review_is_written_once(place):
    client = officer(place)
    assert "đến mức phải kiểm điểm" in page(client, place).content.decode()
    paper = {"paper_number": "12-BB/ĐU", "paper_on": "30/5/2026", "issuer": "Đảng ủy xã"}
    assert send(client, "own_review", place, **paper).status_code == 302
    assert Accountability.objects.get().paper_number == "12-BB/ĐU"
    assert "Văn bản số 12-BB/ĐU" in page(client, place).content.decode()
    assert send(client, "own_review", place, **paper).status_code == 422


def test_a_reader_gets_no_form_and_outside_reach_there_is_nothing(place):
    auditor = officer(place, Role.AUDITOR)
    assert "Ghi nguyên nhân, giải pháp</summary>" not in page(auditor, place).content.decode()
    assert send(auditor, "own_cause", place, **CAUSE).status_code == 403
    assert page(officer(place), place, 1).status_code == 404
    assert send(officer(place), "own_cause", place, 1, **CAUSE).status_code == 404
    assert not Finding.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_findings(place, number):
    for day in range(1, number + 1):
        Finding.objects.create(
            unit=place.communes[0], unit_path=place.communes[0].path, month=MAY.first(),
            cause="no_source", remedy="x", responsible="x", due_on=date(2026, 5, day),
            recorded_at=make.NOW, recorded_by="test",
        )  # fmt: skip
    client = officer(place)
    make.own()
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("own_month", args=[MAY, place.communes[0].pk]))
    assert len(caught) == 20
    make.own()
    with CaptureQueriesContext(connection) as caught:
        shown = client.get(reverse("remedies")).content.decode()
    assert len(caught) == 12
    assert f"{number} giải pháp chưa xong, {number} quá hạn" in shown
