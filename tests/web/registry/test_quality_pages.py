"""Quality of data on the screen: rules, units, the records behind a count, months, workbook."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.statistics.desks import Told
from tests.web.registry.pages import browser, page, sent, words

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.members.models import Post, QualityMark
from dangvu.statistics import queries as statistics
from dangvu.statistics.actions import reckoning

pytestmark = pytest.mark.django_db
STATEMENTS = 17
HERE = "/dang-vien/chat-luong/"


class Place:
    """A commune of two cells, and another one beside it."""

    def __init__(self):
        self.province = factories.unit()
        self.commune = factories.unit("Đảng bộ xã Tà Nung", self.province)
        self.beside = factories.unit("Đảng bộ xã Bên", self.province)
        self.cell = factories.unit("Chi bộ thôn 5", self.commune, type="CHI_BO")
        self.other = factories.unit("Chi bộ thôn 6", self.commune, type="CHI_BO")


@pytest.fixture
def place():
    return Place()


def test_rules_units_and_the_way_to_the_records(place):
    person = factories.person(place.cell, "Lê Thị Hoa", card_number="123")
    client = browser(Role.COMMUNE_OFFICER, place.commune)
    tree = page(client, HERE)
    assert "1 đảng viên, 2 chi bộ" in words(tree)
    (onward,) = tree.xpath("//a[contains(@href,'muc=card_format')]/@href")
    behind = page(client, onward)
    assert "Số thẻ Đảng phải có 12 chữ số" in words(behind)
    assert behind.xpath("//tbody//th/a/text()") == ["Lê Thị Hoa"]
    event = Event.objects.get(action="read_members")
    assert event.data["persons"] == [person.pk]
    assert behind.xpath("//tbody//th/a/@href") == [f"/dang-vien/{person.pk}/"]


def test_cells_with_too_few_members_are_listed_without_a_name(place):
    client = browser(Role.COMMUNE_OFFICER, place.commune)
    cells = page(client, f"{HERE}ho-so/?don-vi={place.commune.pk}&muc=cell_too_small")
    assert sorted(cells.xpath("//tbody//th/a/text()")) == ["Chi bộ thôn 5", "Chi bộ thôn 6"]
    assert not Event.objects.filter(action="read_members").exists()


def test_another_unit_within_reach_may_be_asked_for_and_none_beyond(place):
    client = browser(Role.COMMUNE_OFFICER, place.commune)
    assert "Chi bộ thôn 5, 0 đảng viên" in words(page(client, f"{HERE}?tim=thon+5"))
    for address in (HERE, f"{HERE}ho-so/", f"{HERE}excel/"):
        assert client.get(f"{address}?don-vi={place.beside.pk}").status_code == 404
    assert client.get(f"{HERE}ho-so/?muc=citizen_sex").status_code == 404


def test_a_month_is_marked_once_and_again(place):
    factories.person(place.cell)
    client = browser(Role.COMMUNE_OFFICER, place.commune)
    for _ in range(2):
        answer = sent(client, f"{HERE}ghi-moc/", **{"don-vi": place.commune.pk})
        assert answer["Location"] == f"{HERE}?don-vi={place.commune.pk}"
    assert QualityMark.objects.filter(unit=place.commune).count() == 1
    assert "Ghi lại mốc tháng" in words(page(client, HERE))


def test_the_workbook_holds_figures_and_no_name(place):
    factories.person(place.cell, "Lê Thị Hoa")
    client = browser(Role.INSPECTION_OFFICER, place.commune)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{HERE}excel/").content))
    assert book.sheetnames == ["Theo điều kiểm tra", "Theo đơn vị"]
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert "Chi bộ thôn 5" in cells
    assert not any("Lê Thị Hoa" in cell for cell in cells)
    factories.own()
    assert Event.objects.get(action="export_quality").unit_path == place.commune.path


def test_the_page_asks_the_same_number_of_times(place):
    client = browser(Role.COMMUNE_OFFICER, place.commune)
    for number in (1, 2):
        factories.own()
        for n in range(number):
            person = factories.person(factories.unit(f"Chi bộ {number}{n}", place.commune))
            Post.objects.create(
                person=person, unit=person.unit, unit_path=person.unit_path, kind="secretary",
                valid_from=factories.FOUNDED,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as said:
            page(client, HERE)
        assert len(said) == STATEMENTS


def test_of_a_branch_too_large_for_a_page_the_last_mark_is_shown(place, monkeypatch):
    factories.person(place.cell, "Lê Thị Hoa", card_number="123")
    monkeypatch.setattr(statistics, "AT_ONCE", 0)
    client = browser(Role.PROVINCE_SPECIALIST, place.province)
    before = words(page(client, HERE))
    assert "chưa kiểm" in before
    assert "điểm trên 100" not in before
    assert client.get(f"{HERE}excel/").status_code == 302
    sent(client, f"{HERE}ghi-moc/", **{"don-vi": place.province.pk})
    waiting = page(client, HERE)
    assert "Đang chờ đến lượt." in words(waiting)
    assert waiting.xpath("//meta[@http-equiv='refresh']")
    assert not QualityMark.objects.exists()
    assert reckoning.work(Told())
    after = page(client, HERE)
    assert "1 đảng viên, tính đến" in words(after)
    (onward,) = after.xpath("//a[contains(@href,'muc=card_format')]/@href")
    below = page(client, onward)
    assert "Lê Thị Hoa" not in words(below)
    assert below.xpath("//tbody//th/a/@href") == [f"?don-vi={place.commune.pk}&muc=card_format"]
    assert client.get(f"{HERE}excel/").status_code == 200


def test_of_a_large_branch_the_page_asks_the_same_number_of_times(place, monkeypatch):
    client = browser(Role.PROVINCE_SPECIALIST, place.province)
    factories.person(place.cell)
    for _ in range(2):
        factories.own()
        for n in range(3):
            factories.person(factories.unit(f"Đảng bộ {n}", place.province))
        monkeypatch.setattr(statistics, "AT_ONCE", 500_000)
        sent(client, f"{HERE}ghi-moc/", **{"don-vi": place.province.pk})
        monkeypatch.setattr(statistics, "AT_ONCE", 0)
        page(client, HERE)
        with CaptureQueriesContext(connection) as said:
            page(client, HERE)
        assert len(said) == 16
