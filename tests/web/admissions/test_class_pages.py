"""Classes on the screen: the plan, choosing who waits, attendance without scripts, certificates."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f
from tests.web.admissions.test_case_pages import House

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions.actions.classes import Planned, plan_class, seat
from dangvu.admissions.models import Attendee, Case, PoliticalClass
from dangvu.kernel import clock
from dangvu.rules.procedure import Step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


@pytest.fixture
def house():
    return House()


def listed(house: House, name: str) -> Case:
    case = house.case(name)
    house.take(case, Step.LISTED, date(2026, 1, 10), number="1")
    return case


def a_class(house: House, *cases: Case, **more) -> PoliticalClass:
    f.own()
    told = {
        "kind": "awareness", "name": "Lớp khóa 2", "opens_on": date(2026, 5, 25),
        "ends_on": date(2026, 5, 29), "sessions": 2, "seats": 9, "organiser": "TTCT", **more,
    }  # fmt: skip
    with entered(house.officer):
        row = plan_class(house.officer, house.ward.pk, Planned(**told))
        if cases:
            seat(house.officer, row.pk, house.ward.pk, [case.pk for case in cases])
    return row


def officer(house: House):
    return house.browser(Role.COMMUNE_OFFICER, house.ward)


def people(row: PoliticalClass) -> list[Attendee]:
    f.own()
    return list(Attendee.objects.filter(political_class=row).order_by("pk"))


def test_a_class_is_planned_with_places_and_filled(house) -> None:
    case, page = listed(house, "Lê Thị Chờ"), officer(house)
    body = house.cell.parent
    sent = {
        "kind": "awareness", "name": "Lớp khóa 3", "organiser": "TTCT", "opens_on": "08/06/2026",
        "ends_on": "12/06/2026", "sessions": "4", "seats": "20", f"cho-{body.pk}": "5",
    }  # fmt: skip
    answer = page.post(reverse("class_new"), sent)
    f.own()
    row = PoliticalClass.objects.get()
    assert answer["Location"] == reverse("class", args=[row.pk])
    assert "5" in page.get(reverse("class", args=[row.pk])).text
    choosing = reverse("class_seat", args=[row.pk, body.pk])
    assert "Lê Thị Chờ" in page.get(choosing).text
    page.post(choosing, {"case": [case.pk]})
    assert [one.case_id for one in people(row)] == [case.pk]
    page.post(reverse("class_unseat", args=[row.pk]), {"case": [case.pk]})
    assert people(row) == []


def test_what_cannot_be_is_said_at_the_field(house) -> None:
    sent = {
        "kind": "awareness", "name": "Lớp", "organiser": "TTCT", "opens_on": "12/06/2026",
        "ends_on": "08/06/2026", "sessions": "4", "seats": "20", f"cho-{house.cell.parent.pk}": "x",
    }  # fmt: skip
    answer = officer(house).post(reverse("class_new"), sent)
    assert answer.status_code == 422
    assert "Ghi bằng số" in answer.text
    sent[f"cho-{house.cell.parent.pk}"] = ""
    answer = officer(house).post(reverse("class_new"), sent)
    assert "Bế giảng 08/06/2026" in answer.text


def test_attendance_is_sent_twice_and_counts_once(house) -> None:
    row = a_class(house, listed(house, "Lê Thị An"), listed(house, "Lê Thị Bình"))
    an, binh = people(row)
    address, page = reverse("class_session", args=[row.pk, 1]), officer(house)
    assert 'name="token"' in page.get(address).text
    sent = {"token": str(uuid4()), "shown": [an.pk, binh.pk], "present": [an.pk]}
    for _ in range(2):
        assert page.post(address, sent).status_code == 302
    assert [one.present for one in people(row)] == [[1], []]
    assert page.post(address, {"token": "not one"}).status_code == 404


def test_certificates_are_given_in_a_run_and_the_case_goes_on(house) -> None:
    cases = [listed(house, "Lê Thị An"), listed(house, "Lê Thị Bình")]
    row = a_class(house, *cases)
    an, binh = people(row)
    page, address = officer(house), reverse("class_certify", args=[row.pk])
    assert "001/CN" in page.get(address).text
    sent = {"first": "001/CN", "on": "30/05/2026", "shown": [an.pk, binh.pk], "passed": [an.pk]}
    page.post(address, sent)
    assert [(one.passed, one.certificate_number) for one in people(row)] == [
        (True, "001/CN"), (False, ""),
    ]  # fmt: skip
    assert "Lê Thị An" in page.get(reverse("class_print", args=[row.pk]) + "?xem=chung-nhan").text
    assert "Đã học lớp nhận thức" in page.get(reverse("case", args=[cases[0].pk])).text
    assert "Không đạt" in page.get(reverse("class", args=[row.pk])).text


def test_counted_by_a_day_that_is_typed(house) -> None:
    case = listed(house, "Lê Thị An")
    house.take(case, Step.CLASS_DONE, date(2026, 2, 1), number="7/CN")
    page = officer(house)
    assert "1 người đã học" in page.get(reverse("class_counts") + "?den-ngay=01/02/2026").text
    assert "0 người đã học" in page.get(reverse("class_counts") + "?den-ngay=31/01/2026").text
    assert "không phải" in page.get(reverse("class_counts") + "?den-ngay=hom qua").text.lower()


PAGES = {
    "case_classes": 10, "class": 13, "class_seat": 15, "class_session": 13, "class_certify": 14,
    "class_print": 14, "class_certificates": 12, "class_counts": 12,
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_three_as_for_one(house, name) -> None:
    page = officer(house)
    asked = []
    for number in (1, 3):
        rows = [a_class(house, listed(house, f"Lê Thị Một {number}"))]
        rows += [
            a_class(house, listed(house, f"Lê Thị {one} {number}")) for one in range(number - 1)
        ]
        row = a_class(house, *(listed(house, f"Trần {one} {number}") for one in range(number)))
        for one in range(number):
            waits = listed(house, f"Phạm {one} {number}")
            f.own()
            Case.objects.filter(pk=waits.pk).update(certificate_on=date(2021, 6, 2))
        given = {
            "class_seat": [row.pk, house.ward.pk], "class_session": [row.pk, 1],
            "class": [row.pk], "class_certify": [row.pk], "class_print": [row.pk],
        }.get(name, [])  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            assert page.get(reverse(name, args=given)).status_code == 200
        asked.append(len(seen))
    assert asked == [PAGES[name]] * 2
