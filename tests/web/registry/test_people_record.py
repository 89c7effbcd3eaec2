"""The record on the screen: revealed, mended, its history written; badges and dues."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.web.registry.pages import browser, page, read, sent, words

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event as Told
from dangvu.members.models import Badge, Discipline, DuesMonth, Event, Particulars, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return factories.unit("Đảng bộ xã Tà Nung", factories.unit())


@pytest.fixture
def cell(commune):
    return factories.unit("Chi bộ thôn 5", commune, type="CHI_BO")


@pytest.fixture
def person(cell):
    return factories.person(cell, "Nguyễn Thị Lan", ethnic_group="02", religion="01")


@pytest.fixture
def officer(commune):
    return browser(Role.COMMUNE_OFFICER, commune)


def test_masked_fields_are_shown_once_with_a_reason(officer, person):
    assert "Tày" not in words(page(officer, f"/dang-vien/{person.pk}/"))
    answer = sent(officer, f"/dang-vien/{person.pk}/xem-muc-che/", 200, fields_=["ethnic_group"],
                  reason="Đối chiếu hồ sơ")  # fmt: skip
    assert "Tày" in words(read(answer))
    assert answer["Cache-Control"] == "no-store"
    told = Told.objects.get(action="reveal_fields")
    assert (told.data["fields"], told.reason) == (["ethnic_group"], "Đối chiếu hồ sơ")
    assert "Tày" not in words(page(officer, f"/dang-vien/{person.pk}/"))


@pytest.mark.parametrize("fields", [{"fields_": ["ethnic_group"]}, {"reason": "Đối chiếu hồ sơ"},
                                    {"fields_": ["ethnic_group"], "reason": "x"}])  # fmt: skip
def test_without_a_reason_or_a_field_nothing_is_revealed(officer, person, fields):
    answer = sent(officer, f"/dang-vien/{person.pk}/xem-muc-che/", 422, **fields)
    assert "Tày" not in words(read(answer)).replace("Dân tộc", "")
    assert not Told.objects.filter(action="reveal_fields").exists()


def test_a_cell_reveals_nothing_and_mends_nothing(cell, person):
    secretary = browser(Role.CELL_SECRETARY, cell)
    tree = page(secretary, f"/dang-vien/{person.pk}/")
    assert not tree.xpath("//a[contains(@href,'/sua/')]")
    sent(
        secretary,
        f"/dang-vien/{person.pk}/xem-muc-che/",
        403,
        fields_=["religion"],
        reason="vì cần",
    )
    assert secretary.get(f"/dang-vien/{person.pk}/sua/identity/").status_code == 403


IDENTITY = {"full_name": "Nguyễn Thị Lan", "sex": "F", "birth_on": "01/05/2000"}


def test_a_section_is_mended_and_masked_fields_left_empty_stay(officer, person):
    address = f"/dang-vien/{person.pk}/sua/identity/"
    form = page(officer, address)
    assert form.xpath("//input[@name='birth_on']/@value") == ["01/05/2000"]
    assert "Tày" not in [
        o.text for o in form.xpath("//select[@name='ethnic_group']/option[@selected]")
    ]
    sent(officer, address, **IDENTITY | {"full_name": "Nguyễn Thị Lài", "phone": "0912345678",
                                         "citizen": "068099001234"})  # fmt: skip
    row = Person.objects.get(pk=person.pk)
    assert (row.full_name, row.ethnic_group, row.religion) == ("Nguyễn Thị Lài", "02", "01")
    assert Particulars.objects.get(person=person).phone == "0912345678"
    sent(officer, address, **IDENTITY | {"cleared": ["phone"], "religion": "khong"})
    assert Particulars.objects.get(person=person).phone == ""
    assert Person.objects.get(pk=person.pk).religion == ""


def test_what_cannot_be_read_is_said_at_its_field_and_nothing_typed_is_lost(officer, person):
    wrong = IDENTITY | {"birth_on": "31/02/2000", "citizen": "123", "other_name": "Út"}
    answer = sent(officer, f"/dang-vien/{person.pk}/sua/identity/", 422, **wrong)
    tree = read(answer)
    assert tree.xpath("//*[@id='id_birth_on_error']")
    assert tree.xpath("//*[@id='id_citizen_error']")
    assert tree.xpath("//input[@name='other_name']/@value") == ["Út"]
    assert not Told.objects.filter(action="edit_record").exists()


@pytest.mark.parametrize("section", ["identity", "party", "places", "education", "work", "dossier"])
def test_every_section_opens_and_saved_as_it_is_changes_nothing(officer, person, section):
    address = f"/dang-vien/{person.pk}/sua/{section}/"
    form = page(officer, address).xpath("//main//form")[0]
    fields = {k: v for k, v in form.fields.items() if v is not None and k != "csrfmiddlewaretoken"}
    sent(officer, address, **fields)
    assert not Told.objects.filter(action="edit_record").exists()
    assert officer.get(f"/dang-vien/{person.pk}/sua/nothing/").status_code == 404


def test_an_event_is_recorded_and_corrected(officer, person, cell):
    sent(officer, f"/dang-vien/{person.pk}/bien-dong/", kind="mien_sinh_hoat", on="01/05/2026",
         decision_number="7-NQ/CB")  # fmt: skip
    made = Event.objects.get(kind="mien_sinh_hoat")
    tree = page(officer, f"/dang-vien/{person.pk}/")
    assert "Miễn công tác" in words(tree)
    assert "số 7-NQ/CB" in words(tree)
    address = f"/dang-vien/{person.pk}/bien-dong/{made.pk}/"
    sent(officer, address, kind="mien_sinh_hoat", on="10/05/2026", why="Gõ sai ngày")
    assert "Đã đính chính" in words(page(officer, f"/dang-vien/{person.pk}/"))
    assert officer.get(address).status_code == 404
    last = Event.objects.get(corrects=made)
    sent(officer, f"/dang-vien/{person.pk}/bien-dong/{last.pk}/", kind="mien_sinh_hoat",
         on="10/05/2026", annuls="on", why="Không có việc này")  # fmt: skip
    assert Person.objects.get(pk=person.pk).status == "DU_BI"


def test_an_event_that_cannot_follow_says_why(officer, person):
    answer = sent(officer, f"/dang-vien/{person.pk}/bien-dong/", 422, kind="tro_lai",
                  on="01/05/2026")  # fmt: skip
    assert "không có gì để trở lại" in words(read(answer))
    answer = sent(officer, f"/dang-vien/{person.pk}/bien-dong/", 422, kind="chuyen_sinh_hoat",
                  on="01/05/2026")  # fmt: skip
    assert "Chưa chọn chi bộ" in words(read(answer))


def test_discipline_is_inspections_alone(commune, person, officer):
    inspector = browser(Role.INSPECTION_OFFICER, commune)
    sent(inspector, f"/dang-vien/{person.pk}/ky-luat/", form="KTR", decision_number="3-QĐ/UBKT",
         decided_on="01/04/2026", issuer="Ủy ban Kiểm tra")  # fmt: skip
    assert Discipline.objects.count() == 1
    assert "Khiển trách" in words(page(inspector, f"/dang-vien/{person.pk}/"))
    assert "Khiển trách" not in words(page(officer, f"/dang-vien/{person.pk}/"))


def test_records_alike_are_told_of_within_reach(officer, commune, cell):
    one = factories.person(cell, "Lê Một", card_number="038012345678")
    other = factories.person(cell, "Lê Mốt", card_number="038012345678")
    tree = page(officer, f"/dang-vien/{one.pk}/")
    assert f"/dang-vien/{other.pk}/" in tree.xpath("//p[@class='said note']/a/@href")


@pytest.mark.parametrize("number", [1, 3])
def test_a_record_opens_in_one_statement_a_part(officer, cell, person, number):
    factories.own()
    for n in range(number):
        Badge.objects.create(person=person, unit_path=cell.path, years=(30, 40, 50)[n],
                             awarded_on=date(2026, 2, 3), recorded_at=factories.NOW)  # fmt: skip
        DuesMonth.objects.create(person=person, unit_path=cell.path, month=date(2026, 1 + n, 1),
                                 recorded_at=factories.NOW)  # fmt: skip
    officer.get("/to-chuc/")
    with CaptureQueriesContext(connection) as run:
        page(officer, f"/dang-vien/{person.pk}/")
    assert len(run) == 19


def test_badges_are_recorded_by_one_decision(officer, commune, cell):
    people = [
        factories.person(
            cell,
            f"Lê {n}",
            joined_on=date(1990, 1, 1),
            official_on=date(1991, 1, 1),
            status="CHINH_THUC",
            birth_on=date(1960, 1, 1),
        )
        for n in "AB"
    ]
    address = f"/dang-vien/huy-hieu/?don-vi={commune.pk}&ngay=2026-05-19"
    ticks = page(officer, address).xpath("//input[@name='award']/@value")
    assert ticks == [f"{p.pk}-30" for p in people]
    answer = sent(officer, address, 422, award=ticks, decision_number="", on="19/05/2026")
    assert len(read(answer).xpath("//input[@name='award'][@checked]")) == 2
    sent(officer, address, award=ticks, decision_number="12-QĐ/TU", on="19/05/2026")
    assert Badge.objects.filter(years=30, decision_number="12-QĐ/TU").count() == 2
    book = officer.post(f"/dang-vien/huy-hieu/excel/?don-vi={commune.pk}&ngay=2026-09-02")
    assert book.content[:2] == b"PK"
    assert Told.objects.get(action="export_badges").kind == "export"


def test_the_cell_ticks_its_dues_and_sees_who_owes(cell, person):
    secretary = browser(Role.CELL_SECRETARY, cell)
    factories.own()
    Person.objects.filter(pk=person.pk).update(joined_on=date(2025, 7, 5))
    address = f"/dang-vien/dang-phi/?don-vi={cell.pk}&nam=2026"
    sent(secretary, address, person=person.pk, paid=[f"{person.pk}-1", f"{person.pk}-2"],
         **{f"reason-{person.pk}": "Đi vắng"})  # fmt: skip
    assert DuesMonth.objects.exclude(paid_on=None).count() == 2
    tree = page(secretary, address)
    assert len(tree.xpath("//input[@name='paid'][@checked]")) == 2
    assert "Đi vắng" in tree.xpath(f"//input[@name='reason-{person.pk}']/@value")
