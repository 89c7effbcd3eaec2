"""Pages of statistics: figures that open names, papers, freezing, quarters, the pivot."""

import html
import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.statistics.desks import Told
from tests.statistics.world import World

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.statistics import queries
from dangvu.statistics.actions import reckoning
from dangvu.statistics.models import Definition, Frozen, Reconciliation

pytestmark = pytest.mark.django_db
SPRING = "tu=2026-01-01&den=2026-05-31"


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = "2026-06-01"
    return World()


def browser(world: World, role: Role = Role.COMMUNE_OFFICER, place=None):
    return f.signed_in(f.account(role, place or world.ward))


def form(world, number=1, part="") -> str:
    return f"/thong-ke/{world.ward.pk}/bieu/{number}/{part}"


def test_statistics_begin_with_the_own_unit(world) -> None:
    client = browser(world)
    assert client.get("/thong-ke/")["Location"] == f"/thong-ke/{world.ward.pk}/"
    page = client.get(f"/thong-ke/{world.ward.pk}/?{SPRING}").text
    assert "Biểu 1-TCTW" in page
    assert "Chưa đối chiếu mẫu" in page
    assert "Chi bộ Tổ dân phố 1" in page


def test_a_figure_opens_the_names_and_leaves_an_event(world) -> None:
    client = browser(world)
    page = client.get(f"{form(world)}?{SPRING}").text
    link = f"danh-sach/?{SPRING}&dong=admitted&cot=total"
    assert link.replace("&", "&amp;") in page
    names = client.get(f"{form(world)}{link}").text
    assert "Lê Thị Dung" in names
    assert "Lê Văn An" not in names
    f.own()
    event = Event.objects.get(action="view_statistics_behind")
    assert event.data["persons"] == [world.people[3].pk]


def test_names_beyond_reach_are_told_as_a_number(world) -> None:
    world.gone(world.far)
    page = browser(world).get(f"{form(world, part='danh-sach/')}?{SPRING}&dong=transferred_out")
    assert "1 người không hiện tên." in page.text
    assert "Lê Văn Đi" not in page.text


def test_guests_stand_apart(world) -> None:
    world.guest()
    client = browser(world)
    page = client.get(f"{form(world, part='danh-sach/')}?{SPRING}&dong=guests&cot=total")
    assert "Khách" in page.text
    assert "Chi bộ nơi khác" in page.text


def test_the_list_takes_as_many_statements_for_three_as_for_one(world) -> None:
    client = browser(world)
    address = f"{form(world, part='danh-sach/')}?{SPRING}&dong=admitted&cot=total"

    def asked() -> int:
        f.own()
        client.get(address)
        f.own()
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    one = asked()
    for n in range(2):
        f.person(world.cell, f"Trần Văn {n}")
    assert asked() == one


@pytest.mark.parametrize(
    "words",
    [
        "bieu/3/danh-sach/?dong=all",
        "bieu/1/danh-sach/?dong=guests",
        "bieu/1/danh-sach/?dong=end&ban=1",
        "bang-cheo/danh-sach/?dong=official&cot=&r=CT",
    ],
)
def test_pages_of_names_follow_each_other_without_a_gap(world, monkeypatch, words) -> None:
    from dangvu.web.statistics import names

    for _ in range(3):
        f.person(world.cell, "Lê Văn An", birth_on=date(1970, 1, 1), joined_on=date(2010, 3, 1))
        world.guest()
    client = browser(world)
    if "ban=1" in words:
        client.post(f"{form(world)}chot/?{SPRING}", {"seen_revision": 0})
    address = f"/thong-ke/{world.ward.pk}/{words}&{SPRING}"
    whole = re.findall(r'rowheader" scope="row">(.+?)</th>', client.get(address).text)
    monkeypatch.setattr(names, "PAGE", 2)
    seen: list[str] = []
    while address:
        page = client.get(address).text
        seen += re.findall(r'rowheader" scope="row">(.+?)</th>', page)
        onward = re.search(r'href="(\?[^"]*after=[^"]+)"', page)
        address = address.split("?")[0] + html.unescape(onward[1]) if onward else ""
    assert seen == whole
    assert len(seen) > 2


def test_a_place_nobody_gave_begins_at_the_beginning(world) -> None:
    for after in ("x", "~~", "a~1~2026-13-01", "\0~9", "a~" + "9" * 30):
        page = browser(world).get(f"{form(world, part='danh-sach/')}?{SPRING}", {"after": after})
        assert page.status_code == 200


def test_who_sees_no_record_gets_figures_without_names_or_small_groups(world) -> None:
    client = browser(world, Role.CLERK, world.province)
    page = client.get(form(world, 4)).text
    assert "&lt;5" in page
    assert "danh-sach/" not in page
    assert client.get(form(world, 4, "danh-sach/")).status_code == 403
    pivot = client.get(f"/thong-ke/{world.ward.pk}/bang-cheo/?dong=religion&cot=").text
    assert "&lt;5" in pivot
    assert "danh-sach/" not in pivot


def test_workbook_and_paper_hold_the_figures_and_leave_events(world) -> None:
    client = browser(world)
    answer = client.get(f"{form(world, part='excel/')}?{SPRING}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = {row[1].value: row[2].value for row in book.active.iter_rows() if row[1].value}
    assert rows["   Kết nạp"] == 1
    assert rows["Tổng số đảng viên cuối kỳ (D = A + B - C)"] == 4
    word = client.get(f"{form(world, part='word/')}?{SPRING}")
    assert word.content[:2] == b"PK"
    f.own()
    formats = Event.objects.filter(action="export_statistics").values_list("data__format")
    assert sorted(formats) == [("docx",), ("xlsx",)]


def test_a_form_is_frozen_and_told_so(world) -> None:
    client = browser(world)
    address = f"{form(world, part='chot/')}?{SPRING}"
    assert "Chốt biểu" in client.get(address).text
    assert client.post(address, {"seen_revision": "0"}).status_code == 302
    page = client.get(f"{form(world)}?{SPRING}").text
    assert "Đã chốt lần 1" in page.replace("đã chốt", "Đã chốt")
    f.own()
    assert Frozen.objects.get().revision == 1
    f.person(world.cell, "Trần Thị Muộn", joined_on=date(2026, 5, 5))
    told = client.get(f"{form(world, part='ban-chot/')}?{SPRING}").text
    assert "chỗ đổi" in told
    assert "Kết nạp" in told
    frozen = client.get(f"{form(world, part='danh-sach/')}?{SPRING}&dong=admitted").text
    assert "Lê Thị Dung" in frozen
    assert "Trần Thị Muộn" not in frozen


def test_a_form_is_changed_with_a_reason(world) -> None:
    client = browser(world)
    address = form(world, 3, "sua/")
    sent = {"since": "01/01/2026", "title-all": "Tổng cộng", "hide-column:women": "on",
            "added_title": "Đã qua cao cấp", "added_codes": ["theory=CC", "theory=CN"]}  # fmt: skip
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Chưa điền" in refused.text
    assert client.post(address, sent | {"reason": "Mẫu mới"}).status_code == 302
    page = client.get(form(world, 3)).text
    assert "Tổng cộng" in page
    assert ">Nữ<" not in page
    assert "Đã qua cao cấp" in page
    f.own()
    assert Definition.objects.get().change["added"][0]["codes"] == ["CC", "CN"]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ([], "Chưa chọn mục được đếm."),
        (["theory=CC", "sex=F"], "nằm ở nhiều danh mục"),
        (["theory=SIEU_CAP"], "Không có mục này trong danh mục."),
    ],
)
def test_what_is_added_counts_codes_of_one_list(world, codes, told) -> None:
    sent = {"since": "01/01/2026", "reason": "x", "added_title": "Thêm", "added_codes": codes}
    answer = browser(world).post(form(world, 3, "sua/"), sent)
    assert answer.status_code == 422
    assert told in answer.text


def test_a_column_is_added_moved_and_dropped_and_what_is_frozen_keeps_it(world) -> None:
    client, address = browser(world), form(world, 3, "sua/")
    sent = {"since": "01/01/2026", "reason": "Mẫu mới"}
    column = {"added_title": "Trừ cử nhân", "added_as": "column", "added_but": "on",
              "added_codes": ["theory=CN"]}  # fmt: skip
    assert client.post(address, sent | column).status_code == 302
    first = {"order-column:added-1": "1"}
    assert client.post(address, sent | first).status_code == 302
    day = "tu=2026-01-01&den=2026-05-31"
    page = client.get(f"{form(world, 3)}?{day}").text
    assert page.index("Trừ cử nhân") < page.index(">Tổng số<")
    names = client.get(f"{form(world, 3, 'danh-sach/')}?{day}&dong=all&cot=added-1").text
    assert "3 người" in names
    assert "Lê Văn Cường" not in names
    assert client.post(f"{form(world, 3, 'chot/')}?{day}", {"seen_revision": 0}).status_code == 302
    assert client.post(address, sent | {"hide-column:added-1": "on"}).status_code == 302
    assert "Trừ cử nhân" not in client.get(f"{form(world, 3)}?{day}&ban=0").text
    kept = client.get(f"{form(world, 3)}?{day}").text
    assert kept.index("Trừ cử nhân") < kept.index(">Tổng số<")
    book = openpyxl.load_workbook(io.BytesIO(
        client.get(f"{form(world, 3, 'excel/')}?{day}").content
    ))  # fmt: skip
    assert any(cell.value == "Trừ cử nhân" for row in book.active.iter_rows() for cell in row)
    f.own()
    second = Definition.objects.order_by("pk")[1].pk
    assert 'value="Trừ cử nhân"' in client.get(f"{address}?phien={second}").text
    assert 'value="Trừ cử nhân"' not in client.get(address).text
    assert client.get(f"{address}?phien=999999").status_code == 404


def test_a_quarter_is_held_against_the_level_above(world) -> None:
    client = browser(world)
    address = f"/thong-ke/{world.ward.pk}/doi-chieu/?den=2026-03-31"
    page = client.get(address).text
    assert "quý 1/2026" in page
    assert "Chi bộ Tổ dân phố 1" in page
    sent = {"of": f"above-{world.ward.pk}", "stated": "5", "signer": "Nguyễn Văn Ký, Bí thư",
            "signed_on": "05/04/2026"}  # fmt: skip
    assert "lệch 1 người" in client.post(address, sent).text
    assert client.post(address, sent | {"explanation": "Chưa trừ"}).status_code == 302
    assert "Chưa trừ" in client.get(address).text
    below = sent | {"of": f"below-{world.cell.pk}", "stated": "4"}
    assert client.post(address, below).status_code == 302
    f.own()
    assert list(Reconciliation.objects.values_list("own", flat=True)) == [4, 4]
    beyond = sent | {"of": f"above-{world.other.pk}"}
    assert client.post(address, beyond).status_code == 422


def test_a_reader_of_figures_holds_no_quarter(world) -> None:
    client = browser(world, Role.CLERK)
    address = f"/thong-ke/{world.ward.pk}/doi-chieu/"
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 403


def test_a_pivot_counts_and_opens_names(world) -> None:
    client = browser(world)
    address = f"/thong-ke/{world.ward.pk}/bang-cheo/"
    page = client.get(f"{address}?dong=sex&cot=unit&loc=official=CT").text
    assert "Chi bộ Tổ dân phố 1" in page
    assert '<svg class="bar' in page
    names = client.get(f"{address}danh-sach/?dong=sex&cot=&loc=official%3DCT&r=M").text
    assert "Lê Văn An" in names
    assert "Lê Thị Bình" not in names
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}excel/?dong=sex&cot=").content))
    rows = {row[0].value: row[1].value for row in book.active.iter_rows()}
    assert (rows["Nam"], rows["Nữ"], rows["Tổng số"]) == (2, 2, 4)


def test_a_pivot_too_wide_for_a_page_folds_its_smallest_columns(world) -> None:
    for n in range(12):
        f.person(world.cell, f"Trần Văn {n}", ethnic_group=f"{n + 20}")
    client = browser(world)
    address = f"/thong-ke/{world.ward.pk}/bang-cheo/"
    page = client.get(f"{address}?dong=sex&cot=ethnic_group").text
    assert "5 mục khác" in page
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{address}excel/?dong=sex&cot=ethnic_group").content)
    )
    assert book.active.max_column == 1 + 14 + 1


@pytest.mark.parametrize("words", ["tu=31/05/2026&den=01/01/2026", "tu=x&den=y"])
def test_a_period_nobody_can_read_is_told(world, words) -> None:
    assert "Không đọc được kỳ" in browser(world).get(f"{form(world)}?{words}").text


def test_there_is_no_fifth_form(world) -> None:
    assert browser(world).get(form(world, 5)).status_code == 404


def test_a_branch_too_large_for_a_page_is_waited_for_and_come_back_to(world, monkeypatch) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 4)
    client = browser(world, Role.PROVINCE_SPECIALIST, world.province)
    here = f"/thong-ke/{world.province.pk}/"
    address = f"{here}bieu/3/?tu=2026-01-01&den=2026-05-31"
    first = client.get(address).text
    assert "Số liệu này chưa được tính" in first
    sent = {
        "viec": re.search(r'name="viec" value="([^"]+)"', first)[1],
        "ve": html.unescape(re.search(r'name="ve" value="([^"]+)"', first)[1]),
    }
    assert client.post(f"{here}tinh/", sent)["Location"] == address
    waiting = client.get(address).text
    assert "Đang chờ đến lượt." in waiting
    assert 'http-equiv="refresh"' in waiting
    assert "Đang tính số liệu" in client.get(address.replace("/3/?", "/3/excel/?")).text
    assert reckoning.work(Told())
    shown = client.get(address).text
    assert "Số do máy chủ tính lúc" in shown
    assert "Tính lại" in shown
    assert "5 người" in client.get(address.replace("/3/?", "/3/danh-sach/?dong=all&")).text
    workbook = client.get(address.replace("/3/?", "/3/excel/?"))
    assert workbook["Content-Type"].endswith("sheet")
    assert "Số liệu này chưa được tính" in client.get(f"{here}bang-cheo/").text


def test_only_what_a_page_offered_is_counted_and_one_comes_back_to_this_house(
    world, monkeypatch
) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 4)
    client = browser(world, Role.PROVINCE_SPECIALIST, world.province)
    here = f"/thong-ke/{world.province.pk}/"
    page = client.get(f"{here}bieu/3/").text
    token = re.search(r'name="viec" value="([^"]+)"', page)[1]
    assert client.post(f"{here}tinh/", {"viec": "x" + token}).status_code == 404
    assert client.post(f"/thong-ke/{world.ward.pk}/tinh/", {"viec": token}).status_code == 404
    away = {"viec": token, "ve": "https://example.com/"}
    assert client.post(f"{here}tinh/", away)["Location"] == here
