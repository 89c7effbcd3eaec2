"""The page of a unit: what it is, its figures, who leads it; mending its facts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.web.registry.pages import browser, page, read, sent, words

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.members.models import Post
from dangvu.orgs.models import Unit, UnitLabel
from dangvu.orgs.searching import search

pytestmark = pytest.mark.django_db
STATEMENTS = 29


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit(
        "Đảng bộ xã Đạ Huoai 2", province, code="68168053000001", kind="commune",
        attributes=["remote", "ethnic_minority"],
    )  # fmt: skip


@pytest.fixture
def cell(commune):
    return factories.unit("Chi bộ thôn 5", commune, type="CHI_BO_CO_SO")


def officer_of(unit, name="Trần Thị Bình", kind="secretary", **more):
    person = factories.person(unit, name)
    return Post.objects.create(
        person=person, unit=unit, unit_path=unit.path, kind=kind, valid_from=factories.FOUNDED,
        **more,
    )  # fmt: skip


def test_facts_and_figures(province, commune, cell):
    for status in ("CHINH_THUC", "CHINH_THUC", "DU_BI", "MIEN_SINH_HOAT"):
        factories.person(cell, status=status)
    shown = words(page(browser(Role.PROVINCE_SPECIALIST, province), f"/to-chuc/{commune.pk}/"))
    for said in (
        "4 đảng viên: 2 chính thức, 1 dự bị, 1 được miễn sinh hoạt",
        "Mã tổ chức 68.168.053.000.001",
        "Loại hình Xã",
        "Vùng sâu, vùng xa, Đồng bào dân tộc thiểu số",
        "Từ ngày 01/07/2025",
        "1 chi bộ cơ sở, tính cả các cấp dưới",
    ):
        assert said in shown


def test_a_small_cell_is_warned_of_with_the_rule_and_how_sure_it_is(province, cell):
    factories.person(cell, status="CHINH_THUC")
    tree = page(browser(Role.PROVINCE_SPECIALIST, province), f"/to-chuc/{cell.pk}/")
    (warning,) = tree.xpath("//p[@class='err']")
    assert "Chi bộ có 1 đảng viên chính thức, dưới 3" in words(warning)
    assert "Điều lệ Đảng" in words(warning)


def test_officers_are_named_to_those_who_see_members_and_the_look_is_recorded(province, commune):
    post = officer_of(commune)
    officer_of(commune, "Lê Văn Cũ", valid_until=date(2026, 1, 1))
    client = browser(Role.PROVINCE_SPECIALIST, province)
    shown = words(page(client, f"/to-chuc/{commune.pk}/"))
    assert "Trần Thị Bình từ 01/07/2025" in shown
    assert "Lê Văn Cũ Bí thư, 01/07/2025 đến 01/01/2026" in shown
    event = Event.objects.get(action="read_officers")
    assert (event.kind, event.subject_kind, event.subject_id) == ("read", "unit", str(commune.pk))
    assert post.person_id in event.data["persons"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.PROPAGANDA_OFFICER, Role.IT_ADMINISTRATOR])
def test_others_are_told_that_names_are_not_shown_and_why(province, commune, role):
    officer_of(commune)
    shown = words(page(browser(role, province), f"/to-chuc/{commune.pk}/"))
    assert "Trần Thị Bình" not in shown
    assert "Không hiện tên." in shown
    assert "không xem dữ liệu cá nhân" in shown
    assert not Event.objects.filter(kind="read").exists()


def test_an_ended_unit_still_opens_and_can_no_longer_be_changed(province, commune):
    gone = factories.unit("Chi bộ cũ", commune, valid_until=date(2026, 1, 1))
    tree = page(browser(Role.PROVINCE_SPECIALIST, province), f"/to-chuc/{gone.pk}/")
    assert "Kết thúc hoạt động từ 01/01/2026" in words(tree)
    assert not tree.xpath("//a[contains(@href,'sap-xep') or contains(@href,'/sua/')]")


def test_a_unit_outside_reach_is_not_found(province, commune):
    other = factories.unit("Đảng bộ xã khác", province)
    assert browser(Role.COMMUNE_OFFICER, commune).get(f"/to-chuc/{other.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number(province, commune, number):
    for n in range(number):
        officer_of(commune, f"Lê Văn {n}", "committee")
        factories.unit(f"Chi bộ {n}", commune)
    client = browser(Role.PROVINCE_SPECIALIST, province)
    client.get("/to-chuc/")
    with CaptureQueriesContext(connection) as run:
        page(client, f"/to-chuc/{commune.pk}/")
    assert len(run) == STATEMENTS


# ------------------------------------------------------------------ facts


FACTS = {
    "short_name": "xã Đạ Huoai 2", "committee": "Đảng ủy xã Đạ Huoai 2", "kind": "commune",
    "code": "68.168.053.000.002", "register_code": "", "locality_code": "24900",
    "attributes": ["remote"], "since": "01/06/2026", "reason": "cấp mã mới",
}  # fmt: skip


def test_a_new_code_is_kept_and_the_old_one_stays_searchable(province, commune):
    UnitLabel.objects.create(
        unit=commune, kind="code", text="68.168.053.000.001", search_key=commune.code
    )
    client = browser(Role.PROVINCE_SPECIALIST, province)
    sent(client, f"/to-chuc/{commune.pk}/sua/", **FACTS)
    changed = Unit.objects.get(pk=commune.pk)
    assert (changed.code, changed.attributes) == ("68168053000002", ["remote"])
    actor = factories.actor(Role.PROVINCE_SPECIALIST, province)
    (hit,) = search(actor, "68.168.053.000.001").hits
    assert hit.note == "mã cũ: 68.168.053.000.001 (đến 31/05/2026)"
    event = Event.objects.get(action="edit_unit")
    assert set(event.data["fields"]) == {"code", "locality_code", "attributes"}  # fmt: skip
    assert event.reason == "cấp mã mới"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "68.168"}, "không đúng dạng"),
        ({"since": ""}, "Chưa ghi ngày dùng mã mới"),
        ({"since": "31/02/2026"}, "không có ngày 31"),
        ({"locality_code": "2a"}, "gồm 5 chữ số"),
        ({"short_name": ""}, "Tên gọi ngắn"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(province, commune, fields, said):
    client = browser(Role.PROVINCE_SPECIALIST, province)
    answer = sent(client, f"/to-chuc/{commune.pk}/sua/", 422, **{**FACTS, **fields})
    assert said in words(read(answer))
    assert Unit.objects.get(pk=commune.pk).code == "68168053000001"


def test_a_code_belongs_to_one_unit(province, commune):
    factories.unit("Đảng bộ xã khác", province, code="68168053000002")
    client = browser(Role.PROVINCE_SPECIALIST, province)
    answer = sent(client, f"/to-chuc/{commune.pk}/sua/", 422, **FACTS)
    assert "đang thuộc tổ chức khác" in words(read(answer))


def test_who_may_not_mend_is_refused(province, commune, cell):
    for role in (Role.CELL_SECRETARY, Role.CLERK):
        assert browser(role, commune).get(f"/to-chuc/{commune.pk}/sua/").status_code == 403


# ------------------------------------------------------------------ officers


def test_an_officer_is_found_by_name_chosen_and_recorded(province, commune, cell):
    person = factories.person(cell, "Nguyễn Thị Lan")
    client = browser(Role.COMMUNE_OFFICER, commune)
    path = f"/to-chuc/{commune.pk}/cap-uy/"
    first = sent(client, path, 200, find="1", name="lan", kind="secretary", since="01/03/2026")
    (choice,) = read(first).xpath("//input[@name='person']/@value")
    assert choice == str(person.pk)
    assert Event.objects.get(action="search_members").data["persons"] == [person.pk]
    sent(client, path, name="lan", kind="secretary", since="01/03/2026", person=choice)
    assert Post.objects.get(unit=commune).person_id == person.pk


def test_an_officer_not_found_or_not_chosen(province, commune, cell):
    client = browser(Role.COMMUNE_OFFICER, commune)
    path = f"/to-chuc/{commune.pk}/cap-uy/"
    fields = {"kind": "secretary", "since": "01/03/2026"}
    answer = sent(client, path, 422, name="lan", **fields)
    assert "Chưa tìm thấy đảng viên nào." in words(read(answer))
    factories.person(cell, "Nguyễn Thị Lan")
    answer = sent(client, path, 422, name="lan", **fields)
    assert "Chưa chọn đảng viên." in words(read(answer))
    assert not Post.objects.exists()


def test_a_post_is_ended_on_its_page(province, commune):
    post = officer_of(commune)
    client = browser(Role.COMMUNE_OFFICER, commune)
    path = f"/to-chuc/{commune.pk}/cap-uy/{post.pk}/thoi/"
    assert "Trần Thị Bình thôi giữ chức vụ" in words(page(client, path))
    answer = sent(client, path, 422, until="30/06/2025")
    assert "Ngày thôi phải sau ngày nhận chức vụ (01/07/2025)." in words(read(answer))
    sent(client, path, until="01/05/2026", reason="nghỉ hưu")
    assert Post.objects.get(pk=post.pk).valid_until == date(2026, 5, 1)
