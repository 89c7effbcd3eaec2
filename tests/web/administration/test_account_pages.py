"""The administrator's pages of accounts, by their forms as they are posted."""

import re

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.models import Account, RoleRule
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db

LIST, NEW = "/quan-tri/tai-khoan/", "/quan-tri/tai-khoan/moi/"


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Xuân Hương - Đà Lạt", self.province)
        self.cells = [f.unit(f"Chi bộ Tổ dân phố {n}", self.ward) for n in (1, 12)]
        self.person = f.person(self.cells[0], "Người Có Hồ Sơ Riêng")
        self.client = f.signed_in(f.account(Role.IT_ADMINISTRATOR, self.province, "quantri"))
        self.officer = f.account(Role.COMMUNE_OFFICER, self.ward, "canbo")

    def page(self, account: Account) -> str:
        return f"{LIST}{account.pk}/"

    def post(self, address: str, **data: object):
        f.own()
        answer = self.client.post(address, data)
        f.own()
        return answer


@pytest.fixture
def world() -> World:
    return World()


NEW_ACCOUNT = {
    "full_name": "Phạm Thị Dung",
    "username": "Dung.Pham",
    "role": "cell_secretary",
    "valid_from": "01/06/2026",
}


def test_lists_and_finds_accounts_and_names_no_member(world: World) -> None:
    page = world.client.get(LIST).content.decode()
    assert "Đồng chí canbo" in page
    assert "Người Có Hồ Sơ Riêng" not in page
    assert "canbo" not in world.client.get(LIST, {"q": "dong chi quan"}).content.decode()
    only = world.client.get(LIST, {"role": "commune_officer"}).content.decode()
    assert "canbo" in only
    assert ">quantri<" not in only
    assert "Không có tài khoản nào" in world.client.get(LIST, {"q": "zz"}).content.decode()


def test_makes_an_account_by_finding_its_unit(world: World) -> None:
    looked = world.post(NEW, **NEW_ACCOUNT, unit_text="to dan pho", find="1")
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "Chi bộ Tổ dân phố 12" in page
    assert "Phạm Thị Dung" in page
    assert "Chưa lưu được" not in page
    unchosen = world.post(NEW, **NEW_ACCOUNT, unit_text="to dan pho")
    assert "Chưa chọn đơn vị" in unchosen.content.decode()
    made = world.post(NEW, **NEW_ACCOUNT, unit_text="to dan pho", unit=str(world.cells[1].pk))
    account = Account.objects.get(username="dung.pham")
    [password] = re.findall(
        r"<dd>([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</dd>", made.content.decode()
    )
    assert account.check_password(password)
    assert account.assignments.get().unit_path == world.cells[1].path
    assert password not in world.client.get(world.page(account)).content.decode()


def test_one_unit_found_needs_no_choosing(world: World) -> None:
    world.post(NEW, **NEW_ACCOUNT, unit_text="xuan huong da lat")
    assert Account.objects.get(username="dung.pham").assignments.get().unit_id == world.ward.pk


def test_a_superior_after_a_comma_tells_units_of_one_name_apart(world: World) -> None:
    other = f.unit("Đảng bộ phường Lâm Viên - Đà Lạt", world.province)
    twin = f.unit("Chi bộ Tổ dân phố 12", other)
    world.post(NEW, **NEW_ACCOUNT, unit_text="to dan pho 12, lam vien")
    assert Account.objects.get(username="dung.pham").assignments.get().unit_id == twin.pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit_text": ""}, "Chưa có đơn vị"),
        ({"unit_text": "khong co don vi nay"}, "Không tìm thấy đơn vị nào"),
        ({"username": "canbo"}, "Đã có tài khoản tên “canbo”"),
        ({"username": "có dấu"}, "chữ thường không dấu"),
        ({"role": ""}, "Chưa lưu được"),
        ({"valid_from": "31/02/2026"}, "Chưa lưu được"),
        ({"valid_until": "01/01/2026"}, "Ngày hết hiệu lực phải sau ngày bắt đầu"),
        ({"role": "deputy"}, "Chưa chọn đồng chí được nhập thay"),
        ({"role": "deputy", "behalf_of": "khong-co"}, "Không có tài khoản “khong-co”"),
    ],
)
def test_a_form_with_a_mistake_keeps_what_was_typed(world: World, change, words) -> None:
    answer = world.post(NEW, **{**NEW_ACCOUNT, "unit_text": "xuan huong", **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Phạm Thị Dung" in page
    assert not Account.objects.filter(full_name="Phạm Thị Dung").exists()


def test_gives_and_ends_a_capacity(world: World) -> None:
    address = world.page(world.officer)
    given = world.post(
        f"{address}vai-tro-moi/", role="clerk", unit_text="xuan huong", valid_from="01/06/2026"
    )
    assert given["Location"] == address
    held = world.officer.assignments.get(role="clerk")
    without = world.post(f"{address}ket-thuc-vai-tro/", capacity=held.pk)
    assert without.status_code == 422
    assert "Chưa ghi lý do" in without.content.decode()
    world.post(f"{address}ket-thuc-vai-tro/", capacity=held.pk, reason="chuyển việc")
    assert Event.objects.latest("pk").reason == "chuyển việc"
    page = world.client.get(address).content.decode()
    assert "Văn thư" not in page or "Đã hết" in page


def test_small_acts_on_an_account(world: World) -> None:
    address = world.page(world.officer)
    TOTPDevice.objects.create(user=world.officer, name="totp", confirmed=True)
    theirs = f.signed_in(world.officer)
    assert theirs.get("/tai-khoan/").status_code == 200
    assert world.post(f"{address}bo-lop-xac-nhan/").status_code == 422
    world.post(f"{address}bo-lop-xac-nhan/", reason="mất điện thoại")
    assert not TOTPDevice.objects.exists()
    assert theirs.get("/tai-khoan/").status_code == 302
    theirs = f.signed_in(world.officer)
    world.post(f"{address}ket-thuc-phien/")
    assert theirs.get("/tai-khoan/").status_code == 302
    world.post(f"{address}ngung/", reason="nghỉ hưu")
    assert not Account.objects.get(pk=world.officer.pk).is_active
    world.post(f"{address}mo-lai/", reason="trở lại")
    world.post(f"{address}mo-khoa/")
    reset = world.post(f"{address}mat-khau/")
    assert "Mật khẩu dùng một lần" in reset.content.decode()
    world.post(address, full_name="Lê Quang Vinh", person_id="")
    assert Account.objects.get(pk=world.officer.pk).full_name == "Lê Quang Vinh"
    actions = set(Event.objects.values_list("action", flat=True))
    assert actions >= {
        "remove_second_factor", "end_sessions", "deactivate_account", "reactivate_account",
        "unlock_account", "reset_password", "edit_account",
    }  # fmt: skip
    assert world.post(f"{address}khong-co/").status_code == 404


def test_the_own_account_is_not_administered(world: World) -> None:
    me = Account.objects.get(username="quantri")
    page = world.client.get(world.page(me)).content.decode()
    assert "Không ai tự giao vai trò" in page
    assert world.post(f"{world.page(me)}mat-khau/").status_code == 403
    assert world.post(f"{world.page(me)}ngung/", reason="thử").status_code == 403


def test_an_account_out_of_reach_is_not_there(world: World) -> None:
    local = f.signed_in(f.account(Role.IT_ADMINISTRATOR, world.ward, "quantri.phuong"))
    far = f.account(Role.CLERK, world.province, "vanthu")
    f.own()
    assert local.get(world.page(far)).status_code == 404
    f.own()
    assert local.post(f"{world.page(far)}mat-khau/").status_code == 404


def test_rules_of_roles(world: World) -> None:
    address = "/quan-tri/vai-tro/"
    assert "Bí thư chi bộ" in world.client.get(address).content.decode()
    world.post(address, role=["clerk", "auditor"])
    assert set(RoleRule.objects.filter(second_factor=True).values_list("role", flat=True)) == {
        "clerk",
        "auditor",
    }
    local = f.signed_in(f.account(Role.IT_ADMINISTRATOR, world.ward, "quantri.phuong"))
    f.own()
    assert "disabled" in local.get(address).content.decode()
    f.own()
    assert local.post(address, {"role": ["member"]}).status_code == 403


def test_the_matrix_is_there_to_read(world: World) -> None:
    page = world.client.get("/quan-tri/ai-thay-gi/").content.decode()
    for words in ("Chốt tháng", "Kiểm toán", "Cả nhánh", "Của mình"):
        assert words in page


def test_says_why(world: World) -> None:
    address = "/quan-tri/vi-sao/"
    f.account(Role.CELL_SECRETARY, world.cells[0], "bithu")
    f.own()
    assert "Chưa hỏi gì" in world.client.get(address).content.decode()
    asked = {"who": "bithu", "action": "view_admissions"}
    near = world.client.get(
        address, {**asked, "unit_text": "to dan pho 1 ", "unit": world.cells[0].pk}
    )
    assert "<b>được</b> xem danh sách kết nạp" in near.content.decode()
    far = world.client.get(address, {**asked, "unit_text": "to dan pho 12"}).content.decode()
    assert "<b>không được</b> xem danh sách kết nạp" in far
    assert "Chi bộ Tổ dân phố 12 nằm ngoài Chi bộ Tổ dân phố 1." in far
    assert "dangvu_scoped" in far
    both = world.client.get(address, {**asked, "unit_text": "to dan pho"}).content.decode()
    assert "Chưa chọn đơn vị" in both
    nobody = world.client.get(address, {**asked, "who": "zz", "unit_text": "12"}).content.decode()
    assert "Không tìm thấy tài khoản nào" in nobody


def test_a_commune_officer_asks_within_the_commune(world: World) -> None:
    other = f.unit("Đảng bộ phường Hai", world.province)
    f.account(Role.CELL_SECRETARY, other, "bithu.hai")
    client = f.signed_in(world.officer)
    page = client.get(
        "/quan-tri/vi-sao/",
        {"who": "bithu.hai", "action": "view_units", "unit_text": "xuan huong"},
    ).content.decode()
    assert "Không tìm thấy tài khoản nào" in page
    assert isinstance(client, Client)
