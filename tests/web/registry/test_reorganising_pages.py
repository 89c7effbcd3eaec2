"""Reorganising on the screen: the form, the preview that writes nothing, the confirmation."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.orgs.worlds import World, campaign, faults
from tests.web.registry.pages import browser, page, read, sent, words

from dangvu.access.matrix import Role
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.members.models import Person
from dangvu.orgs.models import Change, Unit

pytestmark = pytest.mark.django_db
STATEMENTS = 33

PAPER = {
    "number": "45-QĐ/TU", "decided_on": "20/05/2026", "issuer": "Ban Thường vụ Tỉnh ủy Lâm Đồng",
    "effective_on": "01/06/2026", "note": "Sắp xếp theo đề án",
}  # fmt: skip


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(clock, "today", factories.NOW.date)
    return World()


@pytest.fixture
def client(world):
    return browser(Role.PROVINCE_SPECIALIST, world.province)


def address(unit, kind):
    return f"/to-chuc/{unit.pk}/sap-xep/{kind}/"


def preview(client, unit, kind, expected=200, **fields):
    return sent(client, address(unit, kind), expected, step="preview", **PAPER, **fields)


def confirmed(client, unit, kind, **fields):
    """Previews, then confirms what the preview holds; gives back the change."""
    shown = read(preview(client, unit, kind, **fields))
    assert Change.objects.count() == 0
    kept = {}
    for hidden in shown.xpath("//main//input[@type='hidden']"):
        kept.setdefault(hidden.get("name"), []).append(hidden.get("value") or "")
    sent(client, address(unit, kind), step="confirm", **kept)
    assert faults() == []
    return Change.objects.get()


def effects(answer):
    lines = read(answer).xpath("//tbody/tr")
    return {words(line.xpath("./th")[0]): words(line.xpath("./td")[0]) for line in lines}


def again(unit):
    return Unit.objects.get(pk=unit.pk)


# ------------------------------------------------------------------ the six kinds


def test_moving(world, client):
    body, new = world.bodies[0], world.communes[1]
    shown = preview(client, body, "chuyen", parent=new.pk)
    assert "Đảng bộ cơ sở 00 chuyển về trực thuộc Đảng bộ xã 1." in words(read(shown))
    assert effects(shown)["Tổ chức chuyển"] == "3"
    assert effects(shown)["Đảng viên đi theo tổ chức"] == "6"
    change = confirmed(client, body, "chuyen", parent=new.pk)
    assert (change.kind, change.note) == ("move", "Sắp xếp theo đề án")
    assert again(body).parent_id == new.pk


def test_merging_into_a_new_one(world, client):
    one, other = world.communes
    confirmed(client, one, "sap-nhap", units=[other.pk], into="moi", name="Đảng bộ xã Hợp Nhất")
    made = Unit.objects.get(name="Đảng bộ xã Hợp Nhất")
    assert (made.short_name, made.committee) == ("xã Hợp Nhất", "Đảng ủy xã Hợp Nhất")
    assert Unit.objects.filter(parent=made).count() == 4


@pytest.mark.parametrize(("into", "survivor"), [("day", 0), ("kia", 1)])
def test_merging_into_one_of_them(world, client, into, survivor):
    one, other = world.communes
    confirmed(client, one, "sap-nhap", units=[other.pk], into=into)
    standing = [again(u).valid_until is None for u in world.communes]
    assert standing == [survivor == 0, survivor == 1]


def test_splitting_a_cell_by_its_members(world, client):
    cell = world.cells[0]
    people = list(Person.objects.filter(unit=cell).order_by("pk"))
    stays = {f"to_{p.pk}": "o-lai" for p in people[1:]}
    confirmed(
        client, cell, "chia-tach", name_1="Chi bộ thôn mới", **{f"to_{people[0].pk}": "1"}, **stays
    )
    assert Person.objects.get(pk=people[0].pk).unit.name == "Chi bộ thôn mới"
    assert Person.objects.filter(unit=cell).count() == 2


def test_splitting_a_body_that_ends(world, client):
    body, beside = world.bodies[0], world.bodies[1]
    one, two = world.cells[:2]
    confirmed(
        client, body, "chia-tach", name_1="Đảng bộ cơ sở mới", existing_2=beside.pk, ends="on",
        **{f"to_{one.pk}": "1", f"to_{two.pk}": "2"},
    )  # fmt: skip
    assert again(one).parent.name == "Đảng bộ cơ sở mới"
    assert again(two).parent_id == beside.pk
    assert again(body).valid_until is not None


def test_renaming(world, client):
    unit = world.communes[0]
    names = {"name": "Đảng bộ xã Tà Nung", "short_name": "xã Tà Nung", "committee": "Đảng ủy xã"}
    confirmed(client, unit, "doi-ten", type=unit.type, model="294", **names)
    assert again(unit).name == "Đảng bộ xã Tà Nung"


def test_dissolving(world, client):
    body, heir = world.bodies[0], world.bodies[1]
    shown = preview(client, body, "ket-thuc", heir=heir.pk)
    assert effects(shown)["Tổ chức kết thúc"] == "Đảng bộ cơ sở 00"
    confirmed(client, body, "ket-thuc", heir=heir.pk)
    assert again(world.cells[0]).parent_id == heir.pk


def test_founding(world, client):
    confirmed(
        client, world.bodies[0], "thanh-lap", type="CHI_BO_TRUC_THUOC", name="Chi bộ thôn mới"
    )
    assert Unit.objects.get(name="Chi bộ thôn mới").committee == "Chi ủy thôn mới"


# ------------------------------------------------------------------ the preview


def test_the_preview_names_posts_capacities_targets_and_results(world, client):
    one, other = world.communes
    factories.account(Role.COMMUNE_OFFICER, other)
    factories.account(Role.CELL_SECRETARY, world.cells[4])
    campaign(world.province, {one: 20, other: 12})
    cells = world.cells[4:6]
    shown = effects(preview(client, one, "sap-nhap", units=[other.pk], into="day"))
    assert shown["Chỉ tiêu của Đảng bộ xã 1"] == "12"
    assert shown["Vai trò tài khoản kết thúc"] == "1"
    assert shown["Vai trò tài khoản đi theo"] == "1"
    assert shown["Kết nạp năm 2026 đã tính"] == "4"
    assert shown["Tên cũ vẫn tra được"] == "Đảng bộ xã 1"
    shown = effects(preview(client, cells[0], "sap-nhap", units=[cells[1].pk], into="kia"))
    assert shown["Chức vụ kết thúc"] == "1"
    assert shown["Đảng viên chuyển chi bộ"] == "3"


def test_a_preview_that_is_no_longer_true_is_shown_anew(world, client):
    body, new = world.bodies[0], world.communes[1]
    shown = read(preview(client, body, "chuyen", parent=new.pk))
    (stamp,) = shown.xpath("//input[@name='stamp']/@value")
    Unit.objects.filter(pk=new.pk).update(name="Đảng bộ xã vừa đổi tên")
    answer = sent(
        client, address(body, "chuyen"), 409, step="confirm", stamp=stamp, parent=new.pk, **PAPER
    )
    assert "Cây tổ chức vừa thay đổi" in words(read(answer))
    assert "Đảng bộ xã vừa đổi tên" in words(read(answer))
    assert Change.objects.count() == 0


def test_what_was_typed_comes_back_to_be_mended(world, client):
    body, new = world.bodies[0], world.communes[1]
    answer = sent(client, address(body, "chuyen"), 200, step="edit", parent=new.pk, **PAPER)
    tree = read(answer)
    assert tree.xpath("//input[@name='number']/@value") == ["45-QĐ/TU"]
    assert tree.xpath("//input[@name='parent'][@checked]/@value") == [str(new.pk)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_preview_takes_the_same_statements_for_any_size(world, client, number):
    gone = [factories.unit(f"Đảng bộ xã thêm {n}", world.province) for n in range(number)]
    for n, commune in enumerate(gone):
        factories.person(factories.unit(f"Chi bộ {n}", commune, type="CHI_BO_CO_SO"))
    one = world.communes[0]
    with CaptureQueriesContext(connection) as run:
        preview(client, one, "sap-nhap", units=[g.pk for g in gone], into="day")
    assert len(run) == STATEMENTS


# ------------------------------------------------------------------ finding, refusing


def test_units_are_found_by_name_and_what_is_chosen_stays_chosen(world, client):
    one, other = world.communes
    third = factories.unit("Đảng bộ xã Lạc Dương", world.province)
    answer = sent(
        client, address(one, "sap-nhap"), 200, step="find", text="lac duong", units=[other.pk]
    )
    tree = read(answer)
    offered = tree.xpath("//input[@name='units']/@value")
    assert set(offered) == {str(other.pk), str(third.pk)}
    assert tree.xpath("//input[@name='units'][@checked]/@value") == [str(other.pk)]


def test_a_refusal_says_why_on_the_form_and_keeps_what_was_typed(world, client):
    cell = world.cells[0]
    refused = read(preview(client, cell, "ket-thuc", 422, heir=""))
    assert "Chi bộ 000 còn 3 đảng viên" in words(refused)
    confirm = sent(client, address(cell, "ket-thuc"), 422, step="confirm", heir="", **PAPER)
    assert "còn 3 đảng viên" in words(read(confirm))
    assert again(cell).valid_until is None
    assert read(confirm).xpath("//input[@name='number']/@value") == ["45-QĐ/TU"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"effective_on": "02/06/2026"}, "chưa đến"),
        ({"effective_on": "01/06/2025"}, "phải sau ngày đó"),
        ({"number": ""}, "Số, ký hiệu quyết định"),
        ({"decided_on": "hôm qua"}, "không phải là ngày"),
    ],
)
def test_a_paper_that_cannot_be(world, client, fields, said):
    body, new = world.bodies[0], world.communes[1]
    everything = {**PAPER, "parent": new.pk, "step": "preview", **fields}
    answer = sent(client, address(body, "chuyen"), 422, **everything)
    assert said in words(read(answer))


def test_merging_asks_for_a_name_and_for_one_receiver(world, client):
    one, other = world.communes
    third = factories.unit("Đảng bộ xã 3", world.province)
    answer = preview(client, one, "sap-nhap", 422, units=[other.pk], into="moi")
    assert "Chưa ghi tên tổ chức mới." in words(read(answer))
    answer = preview(client, one, "sap-nhap", 422, units=[other.pk, third.pk], into="kia")
    assert "Chỉ chọn một tổ chức tiếp nhận." in words(read(answer))


def test_splitting_asks_where_to(world, client):
    body, cell = world.bodies[0], world.cells[0]
    stays = {f"to_{world.cells[1].pk}": "o-lai"}
    answer = preview(client, body, "chia-tach", 422, **{f"to_{cell.pk}": "1"}, **stays)
    assert "Có dòng chuyển đến đây." in words(read(answer))
    nothing = {f"to_{c.pk}": "o-lai" for c in world.cells[:2]}
    answer = preview(client, body, "chia-tach", 422, **nothing)
    assert "Chưa có gì chuyển sang tổ chức nhận." in words(read(answer))


def test_nobody_reorganises_the_own_unit_nor_beyond_reach(world):
    commune, other = world.communes
    client = browser(Role.COMMUNE_OFFICER, commune)
    offered = page(client, f"/to-chuc/{commune.pk}/sap-xep/").xpath("//main//ul//a/@href")
    assert offered == [f"/to-chuc/{commune.pk}/sap-xep/thanh-lap/"]
    answer = preview(client, commune, "ket-thuc", 422, heir="")
    assert "do cấp trên quyết định và ghi" in words(read(answer))
    assert client.get(f"/to-chuc/{other.pk}/sap-xep/").status_code == 404
    body = world.bodies[0]
    preview(client, body, "chuyen", 404, parent=other.pk)
    assert Change.objects.count() == 0
    assert again(body).parent_id == commune.pk


def test_roles_without_the_right_are_refused(world):
    for role in (Role.CELL_SECRETARY, Role.CLERK, Role.INSPECTION_OFFICER):
        client = browser(role, world.province)
        assert client.get(f"/to-chuc/{world.bodies[0].pk}/sap-xep/").status_code == 403


def test_the_form_lists_the_members_it_shows_in_the_trail(world, client):
    page(client, address(world.cells[0], "chia-tach"))
    assert Event.objects.get(action="read_members").data["count"] == 3
