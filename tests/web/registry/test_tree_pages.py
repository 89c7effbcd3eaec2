"""The tree on the screen: by links alone, in place with scripts, and the search."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from tests import factories
from tests.web.registry.pages import browser, page

from dangvu.access.matrix import Role
from dangvu.orgs.models import UnitLabel
from dangvu.orgs.searching import name_key

pytestmark = pytest.mark.django_db
STATEMENTS = 13


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def communes(province):
    return [factories.unit(f"Đảng bộ xã {n}", province) for n in (1, 2)]


@pytest.fixture
def cell(communes):
    made = factories.unit("Chi bộ thôn 5", communes[0], type="CHI_BO_CO_SO")
    for n in range(3):
        factories.person(made, f"Lê {n}")
    return made


def names(tree):
    return [a.text for a in tree.xpath("//ul[contains(@class,'tree')]//p/a")]


def button(tree, unit):
    (found,) = tree.xpath(f"//button[@id='mo-{unit.pk}']")
    return found


def test_the_first_level_is_open_and_the_rest_closed(province, communes, cell):
    tree = page(browser(Role.PROVINCE_SPECIALIST, province), "/to-chuc/")
    assert names(tree) == [province.name, "Đảng bộ xã 1", "Đảng bộ xã 2"]
    assert button(tree, province).get("aria-expanded") == "true"
    assert button(tree, communes[0]).get("aria-expanded") == "false"
    assert not tree.xpath(f"//button[@id='mo-{communes[1].pk}']")


def test_without_scripts_the_buttons_open_and_close_by_the_address(province, communes, cell):
    client = browser(Role.PROVINCE_SPECIALIST, province)
    opening = button(page(client, "/to-chuc/"), communes[0]).get("value")
    assert opening == f"{province.pk},{communes[0].pk}"
    tree = page(client, f"/to-chuc/?mo={opening}")
    assert names(tree) == [province.name, "Đảng bộ xã 1", "Chi bộ thôn 5", "Đảng bộ xã 2"]
    nested = tree.xpath(f"//li[@id='nut-{communes[0].pk}']/ul/li/@id")
    assert nested == [f"nut-{cell.pk}"]
    closing = button(tree, communes[0]).get("value")
    assert names(page(client, f"/to-chuc/?mo={closing}")) == names(page(client, "/to-chuc/"))


def test_every_branch_shows_how_many_members_it_holds(province, communes, cell):
    tree = page(
        browser(Role.PROVINCE_SPECIALIST, province), f"/to-chuc/?mo={province.pk},{communes[0].pk}"
    )
    shown = dict(zip(names(tree), tree.xpath("//ul//span[@class='n']/text()"), strict=True))
    assert shown == {
        province.name: "3 đảng viên", "Đảng bộ xã 1": "3 đảng viên",
        "Chi bộ thôn 5": "3 đảng viên", "Đảng bộ xã 2": "0 đảng viên",
    }  # fmt: skip


def test_with_scripts_a_node_opens_in_place_and_the_address_follows(province, communes, cell):
    client = browser(Role.PROVINCE_SPECIALIST, province)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://x/to-chuc/?mo={province.pk}"}
    answer = client.get(f"/to-chuc/nhanh/{communes[0].pk}/", headers=headers)
    node = html.fragment_fromstring(answer.content.decode().strip())
    assert node.get("id") == f"nut-{communes[0].pk}"
    assert names(node) == ["Chi bộ thôn 5"]
    assert answer.headers["HX-Replace-Url"] == f"/to-chuc/?mo={province.pk},{communes[0].pk}"
    answer = client.get(f"/to-chuc/nhanh/{communes[0].pk}/?dong=1", headers=headers)
    node = html.fragment_fromstring(answer.content.decode().strip())
    assert node.xpath("./button/@aria-expanded") == ["false"]
    assert answer.headers["HX-Replace-Url"] == f"/to-chuc/?mo={province.pk}"


def test_a_node_outside_reach_does_not_open(province, communes):
    client = browser(Role.COMMUNE_OFFICER, communes[0])
    assert client.get(f"/to-chuc/nhanh/{communes[1].pk}/").status_code == 404
    assert names(page(client, f"/to-chuc/?mo={province.pk},{communes[1].pk}")) == ["Đảng bộ xã 1"]


def test_a_member_sees_the_own_unit_alone(communes, cell):
    person = factories.person(cell)
    client = factories.signed_in(factories.account(Role.MEMBER, cell, person_id=person.pk))
    assert names(page(client, "/to-chuc/")) == ["Chi bộ thôn 5"]


def test_the_search_says_which_old_name_matched(province, communes):
    UnitLabel.objects.create(
        unit=communes[0], kind="name", text="Đảng bộ xã Tà Nung", valid_until=date(2025, 7, 1),
        search_key=name_key("Đảng bộ xã Tà Nung"),
    )  # fmt: skip
    client = browser(Role.PROVINCE_SPECIALIST, province)
    tree = page(client, "/to-chuc/?q=ta+nung")
    (hit,) = tree.xpath("//div[@id='ket-qua']//li")
    assert hit.xpath("./a/@href") == [f"/to-chuc/{communes[0].pk}/"]
    assert "tên cũ: Đảng bộ xã Tà Nung (đến 30/06/2025)" in hit.text_content()
    live = page(client, "/to-chuc/tim/?q=ta+nung", headers={"HX-Request": "true"})
    assert live.xpath("//p[@role='status']/text()") == ["1 tổ chức"]


def test_the_address_follows_what_is_typed_whatever_it_is(province):
    client = browser(Role.PROVINCE_SPECIALIST, province)
    answer = client.get("/to-chuc/tim/", {"q": "Đạ Tẻh & 2\r\nx"})
    assert answer.headers["HX-Replace-Url"] == (
        "/to-chuc/?q=%C4%90%E1%BA%A1+T%E1%BA%BBh+%26+2%0D%0Ax"
    )


@pytest.mark.parametrize("typed", ["²", "9" * 40, "-1", "abc", "1,,2", "1\0"])
def test_an_address_somebody_made_up_opens_nothing_and_breaks_nothing(province, typed):
    client = browser(Role.PROVINCE_SPECIALIST, province)
    assert client.get("/to-chuc/", {"mo": typed}).status_code == 200
    assert client.get("/dang-vien/", {"don-vi": typed}).status_code in (200, 404)
    assert client.get("/dang-vien/", {"after": f"x~{typed}"}).status_code == 200
    assert client.get("/to-chuc/", {"q": typed}).status_code == 200
    assert client.get(f"/to-chuc/{'9' * 40}/").status_code == 404


def test_the_search_that_finds_nothing_says_what_to_do(province):
    tree = page(browser(Role.PROVINCE_SPECIALIST, province), "/to-chuc/?q=khong+co")
    (empty,) = tree.xpath("//div[@id='ket-qua']//div[@class='empty']")
    assert "Gõ ít chữ hơn" in empty.text_content()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_statements_for_any_number_of_units(province, number):
    for n in range(number):
        factories.unit(f"Đảng bộ xã {n}", province)
    client = browser(Role.PROVINCE_SPECIALIST, province)
    client.get("/to-chuc/")
    with CaptureQueriesContext(connection) as run:
        assert len(names(page(client, "/to-chuc/"))) == number + 1
    assert len(run) == STATEMENTS
