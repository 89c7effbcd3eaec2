"""Finding members on the screen: filters, units by name, searches kept, guests apart."""

import json
from datetime import date

import pytest
from lxml import html
from tests import factories
from tests.web.registry.pages import browser, page, sent, words

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.kernel.sealing import find_key
from dangvu.members.models import SavedFilter, Stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return factories.unit("Đảng bộ xã Tà Nung", factories.unit())


@pytest.fixture
def cell(commune):
    return factories.unit("Chi bộ thôn 5", commune, type="CHI_BO")


def listed(tree):
    return tree.xpath("//section[@aria-labelledby='h-ds']//tbody//th/a/text()")


def test_filters_narrow_are_said_and_are_noted(commune, cell):
    factories.person(cell, "Lê Trẻ", birth_on=date(2005, 1, 1), theory="CC")
    factories.person(cell, "Lê Già", birth_on=date(1950, 1, 1), theory="CC")
    client = browser(Role.COMMUNE_OFFICER, commune)
    tree = page(client, "/dang-vien/?age_until=35&theory=CC")
    assert listed(tree) == ["Lê Trẻ"]
    assert "Tuổi đời đến: 35; Lý luận chính trị:" in words(tree)
    event = Event.objects.get(action="read_members")
    assert event.data["filters"] == ["birth_on", "theory"]


@pytest.mark.parametrize("query", ["age_from=60&age_until=30", "joined_from=99/99/9999",
                                   "sex=X", "age_from=-1", "party_from=abc"])  # fmt: skip
def test_a_filter_in_error_says_so_and_does_not_break(commune, cell, query):
    tree = page(browser(Role.COMMUNE_OFFICER, commune), f"/dang-vien/?{query}")
    assert tree.xpath("//*[@class='sum-err']")


def test_sensitive_filters_are_offered_and_answered_by_right(commune, cell):
    factories.person(cell, "Lê Tày", ethnic_group="02")
    factories.person(cell, "Lê Kinh")
    officer = browser(Role.COMMUNE_OFFICER, commune)
    assert listed(page(officer, "/dang-vien/?ethnic=dtts")) == ["Lê Tày"]
    assert Event.objects.get(action="read_members").data["filters"] == ["ethnic_group"]
    secretary = browser(Role.CELL_SECRETARY, cell)
    assert not page(secretary, "/dang-vien/").xpath("//select[@name='ethnic']")
    refused = secretary.get("/dang-vien/?ethnic=dtts")
    assert (refused.status_code, "nhạy cảm" in refused.text) == (403, True)


def test_units_are_found_by_name_and_narrow(commune, cell):
    factories.person(cell, "Lê Một")
    factories.person(factories.unit("Chi bộ thôn 6", commune), "Lê Hai")
    client = browser(Role.COMMUNE_OFFICER, commune)
    tree = page(client, "/dang-vien/?q=thon+5")
    assert f"?don-vi={cell.pk}" in "".join(tree.xpath("//section//li/a/@href"))
    assert listed(page(client, "/dang-vien/?unit_text=thon+5")) == ["Lê Một"]


def test_what_is_typed_is_answered_in_part_and_noted(commune, cell):
    factories.person(cell, "Lê Lan")
    client = browser(Role.COMMUNE_OFFICER, commune)
    answer = client.post("/dang-vien/tim/", {"q": "lan"}, headers={"HX-Request": "true"})
    assert "Lê Lan" in answer.text
    assert "<html" not in answer.text
    assert answer["HX-Replace-Url"] == "/dang-vien/?q=lan"
    assert Event.objects.filter(action="search_members").count() == 1


NUMBERS = ["068099001234", "068 099 001 234", "251234567", "lan 068099001234"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_one_person_stands_in_no_address_and_no_trail(commune, cell, number):
    factories.person(cell, "Lê Lan", citizen_key=find_key("068099001234"))
    client = browser(Role.COMMUNE_OFFICER, commune)
    sent = {"q": number, "don-vi": commune.pk}
    whole = client.post("/dang-vien/", sent)
    part = client.post("/dang-vien/tim/", sent, headers={"HX-Request": "true"})
    old = client.get("/dang-vien/", sent)
    assert ("Lê Lan" in whole.text) == ("Lê Lan" in part.text) == number.startswith("068")
    assert (whole.status_code, old.status_code) == (200, 302)
    assert old["Location"] == part["HX-Replace-Url"] == f"/dang-vien/?don-vi={commune.pk}"
    assert "gõ số vào ô tìm" in client.get(old["Location"]).text
    links = html.fromstring(whole.text).xpath(
        "//@href | //@action | //@*[starts-with(name(), 'hx')]"
    )
    trail = json.dumps([[e.action, e.reason, e.data] for e in Event.objects.all()])
    for said in ("".join(links), trail):
        assert "001234" not in said.replace(" ", "")
        assert "251234567" not in said


def test_words_that_are_sent_come_to_an_address_to_pass_on(commune, cell):
    client = browser(Role.COMMUNE_OFFICER, commune)
    answer = client.post("/dang-vien/", {"q": "lan 5", "sex": "F", "theory": "", "x": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/dang-vien/?q=lan+5&sex=F")


def test_a_search_is_kept_without_what_was_typed_and_forgotten(commune, cell):
    client = browser(Role.COMMUNE_OFFICER, commune)
    sent(client, "/dang-vien/bo-loc/", name="Nữ trẻ", query="sex=F&q=068099001234&age_until=35&x=1")
    kept = SavedFilter.objects.get()
    assert (kept.name, kept.query) == ("Nữ trẻ", "age_until=35&sex=F")
    assert "Nữ trẻ" in words(page(client, "/dang-vien/"))
    other = browser(Role.COMMUNE_OFFICER, commune)
    assert "Nữ trẻ" not in words(page(other, "/dang-vien/"))
    assert other.post(f"/dang-vien/bo-loc/{kept.pk}/bo/").status_code == 404
    sent(client, f"/dang-vien/bo-loc/{kept.pk}/bo/")
    assert not SavedFilter.objects.exists()


def test_guests_stand_apart_and_are_not_counted(commune, cell):
    factories.person(cell, "Lê Nhà")
    factories.own()
    Stay.objects.create(
        unit=cell, unit_path=cell.path, full_name="Trần Khách", sort_key="khach",
        home_name="Chi bộ ở xa", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    tree = page(browser(Role.CELL_SECRETARY, cell), "/dang-vien/")
    (apart,) = tree.xpath("//section[@aria-labelledby='h-khach']")
    assert "Trần Khách" in words(apart)
    assert listed(tree) == ["Lê Nhà"]
    assert "1 đảng viên:" in words(tree)
