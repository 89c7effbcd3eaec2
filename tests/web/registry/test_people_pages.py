"""Members on the screen: the list, one record, the own record, and who has read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.web.registry.pages import browser, page, words

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db
STATEMENTS = 18


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


@pytest.fixture
def cell(commune):
    return factories.unit("Chi bộ thôn 5", commune)


def listed(tree):
    return tree.xpath("//tbody//th/a/text()")


def test_the_list_goes_on_page_by_page_and_each_page_is_recorded(commune, cell):
    people = [factories.person(cell, f"Lê Văn {chr(65 + n % 26)}{n:02}") for n in range(60)]
    client = browser(Role.COMMUNE_OFFICER, commune)
    first = page(client, f"/dang-vien/?don-vi={commune.pk}")
    assert len(listed(first)) == 50
    (onward,) = first.xpath("//a[@rel='next']/@href")
    second = page(client, f"/dang-vien/{onward}")
    assert len(set(listed(first)) | set(listed(second))) == 60
    events = Event.objects.filter(action="read_members").order_by("id")
    assert [e.data["count"] for e in events] == [50, 10]
    assert {e.subject_id for e in events} == {str(commune.pk)}
    shown = {person for event in events for person in event.data["persons"]}
    assert shown == {p.pk for p in people}


def test_the_search_is_without_accents_and_keeps_within_the_unit(commune, cell):
    other = factories.unit("Chi bộ thôn 6", commune)
    factories.person(cell, "Nguyễn Thị Lan")
    factories.person(other, "Trần Lan")
    client = browser(Role.COMMUNE_OFFICER, commune)
    assert listed(page(client, f"/dang-vien/?don-vi={cell.pk}&q=LAN")) == ["Nguyễn Thị Lan"]
    assert len(listed(page(client, f"/dang-vien/?don-vi={commune.pk}&q=lan"))) == 2
    nothing = page(client, f"/dang-vien/?don-vi={cell.pk}&q=hoa")
    assert "Không có đảng viên nào tên như vậy" in words(nothing)


@pytest.mark.parametrize("role", [Role.CLERK, Role.PROPAGANDA_OFFICER, Role.IT_ADMINISTRATOR,
                                  Role.AUDITOR])  # fmt: skip
def test_roles_that_see_no_personal_data_are_refused_with_the_reason(province, role):
    client = browser(role, province)
    answer = client.get("/dang-vien/")
    assert answer.status_code == 403
    assert "không có quyền: xem đảng viên" in answer.content.decode()


def test_units_and_records_outside_reach_are_not_found(province, commune, cell):
    far = factories.unit("Đảng bộ xã khác", province)
    stranger = factories.person(far)
    client = browser(Role.CELL_SECRETARY, cell)
    assert client.get(f"/dang-vien/?don-vi={commune.pk}").status_code == 404
    assert client.get(f"/dang-vien/{stranger.pk}/").status_code == 404


def test_a_record_read_leaves_an_event_and_hides_what_is_sensitive(commune, cell):
    person = factories.person(cell, "Nguyễn Thị Lan", ethnic_group="02", religion="02")
    client = browser(Role.COMMUNE_OFFICER, commune)
    shown = words(page(client, f"/dang-vien/{person.pk}/"))
    assert "Nguyễn Thị Lan" in shown
    assert "Tày" not in shown
    assert "Công giáo" not in shown
    event = Event.objects.get(action="read_member")
    assert (event.subject_kind, event.subject_id) == ("person", str(person.pk))


def test_a_member_sees_the_own_record_and_who_has_read_it(commune, cell):
    person = factories.person(cell, "Nguyễn Thị Lan", ethnic_group="02")
    officer = factories.account(Role.COMMUNE_OFFICER, commune, "canbo")
    looking = factories.signed_in(officer)
    page(looking, f"/dang-vien/?don-vi={cell.pk}")
    page(looking, f"/dang-vien/{person.pk}/")
    client = browser(Role.MEMBER, cell, person_id=person.pk)
    assert client.get("/dang-vien/").headers["Location"] == "/dang-vien/toi/"
    tree = page(client, "/dang-vien/toi/")
    assert "Tày" in words(tree)
    (section,) = tree.xpath("//section[@aria-labelledby='h-xem']")
    lines = [words(li) for li in section.xpath(".//li")]
    assert all(line.startswith("Đồng chí canbo") for line in lines)
    assert "Xem hồ sơ đảng viên" in lines[0]
    assert "Xem danh sách đảng viên" in lines[1]


def test_a_member_sees_nobody_else(commune, cell):
    person, other = factories.person(cell), factories.person(cell, "Trần Lan")
    client = browser(Role.MEMBER, cell, person_id=person.pk)
    assert client.get(f"/dang-vien/{other.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_statements_for_any_number(commune, cell, number):
    for n in range(number):
        factories.person(cell, f"Lê {n}")
    client = browser(Role.COMMUNE_OFFICER, commune)
    client.get("/to-chuc/")
    with CaptureQueriesContext(connection) as run:
        assert len(listed(page(client, f"/dang-vien/?don-vi={commune.pk}"))) == number
    assert len(run) == STATEMENTS
