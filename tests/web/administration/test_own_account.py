"""The own account: capacities, password, second factor, sessions, letters."""

import time

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment, RoleRule, Session
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db

PASSWORD = "mot cau ngan de nho"
FACTOR, SET_UP = "/tai-khoan/lop-xac-nhan/", "/tai-khoan/lop-xac-nhan/lap/"


@pytest.fixture
def ward():
    return f.unit("Đảng bộ phường Một", f.unit())


@pytest.fixture
def account(ward) -> Account:
    made = f.account(Role.COMMUNE_OFFICER, ward, "canbo")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def client(account) -> Client:
    return enter()


def enter(password: str = PASSWORD) -> Client:
    f.own()
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/150.0 Mobile")
    client.post("/dang-nhap/", {"username": "canbo", "password": password})
    return client


def code_of(device: TOTPDevice, ahead: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + ahead * device.step
    return f"{totp.token():06d}"


def set_up(client: Client, account: Account) -> tuple[TOTPDevice, str]:
    """Goes through the pages; the device and one of the paper codes."""
    client.post(SET_UP)
    client.get(SET_UP)
    f.own()
    device = TOTPDevice.objects.get(user=account, confirmed=False)
    shown = client.post(SET_UP, {"code": code_of(device)})
    f.own()
    token = StaticToken.objects.filter(device__user=account).first().token
    assert f"{token[:4]}-{token[4:]}" in shown.content.decode()
    device.refresh_from_db()
    return device, token


def last_event() -> Event:
    f.own()
    return Event.objects.latest("pk")


def test_shows_where_one_is_signed_in(client: Client) -> None:
    page = client.get("/tai-khoan/").content.decode()
    for words in ("Chrome trên Android", "127.0.0.1", "Phiên này", "Đảng bộ phường Một"):
        assert words in page
    assert client.session.session_key not in page


def test_ends_another_session_and_not_this_one(client: Client, account: Account) -> None:
    other, third = enter(), enter()
    assert other.get("/tai-khoan/").status_code == 200
    page = client.get("/tai-khoan/").content.decode()
    handles = [part.split('"')[0] for part in page.split('name="session" value="')[1:]]
    assert len(handles) == 2
    client.post("/tai-khoan/phien/", {"session": handles[0]})
    alive = [c.get("/tai-khoan/").status_code for c in (client, other, third)]
    assert sorted(alive) == [200, 200, 302]
    assert alive[0] == 200
    client.post("/tai-khoan/phien/")
    assert [c.get("/tai-khoan/").status_code for c in (client, other, third)] == [200, 302, 302]
    assert last_event().action == "end_sessions"


def test_no_handle_of_a_stranger_ends_a_session(client: Client, ward) -> None:
    from dangvu.access import queries

    stranger = f.account(Role.CLERK, ward, "vanthu")
    theirs = f.signed_in(stranger)
    client.post("/tai-khoan/phien/", {"session": queries.handle(theirs.session.session_key)})
    assert theirs.get("/tai-khoan/").status_code == 200


def test_changes_the_password_and_ends_the_other_sessions(client: Client, account) -> None:
    other = enter()
    wrong = client.post(
        "/tai-khoan/mat-khau/",
        {"old": "khong phai", "new": "hoa ban no trang", "again": "hoa ban no trang"},
    )
    assert wrong.status_code == 422
    answer = client.post(
        "/tai-khoan/mat-khau/",
        {"old": PASSWORD, "new": "hoa ban no trang", "again": "hoa ban no trang"},
    )
    assert answer.status_code == 302
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302
    f.own()
    account.refresh_from_db()
    assert account.check_password("hoa ban no trang")
    event = last_event()
    assert (event.action, event.data) == ("change_password", {"sessions_ended": 1})


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("ngan", "ngan"),
        ("1234567890", "1234567890"),
        (PASSWORD, PASSWORD),
        ("mot hai ba bon", "mot"),
    ],
)
def test_refuses_a_weak_or_mistyped_password(client: Client, account, new, again) -> None:
    answer = client.post("/tai-khoan/mat-khau/", {"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 422
    f.own()
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_guessing_the_old_password_locks_as_at_the_door(client: Client) -> None:
    new = {"new": "hoa ban no trang", "again": "hoa ban no trang"}
    answers = [
        client.post("/tai-khoan/mat-khau/", {"old": f"sai {n}", **new}).status_code
        for n in range(5)
    ]
    assert answers == [422, 422, 422, 422, 429]


def test_switches_capacity_and_says_for_whom(client: Client, account: Account, ward) -> None:
    cell = f.unit("Chi bộ Tổ dân phố 12", ward)
    secretary = f.account(Role.CELL_SECRETARY, cell, "bithu")
    deputy = Assignment.objects.create(
        account=account, role=Role.DEPUTY, unit_id=cell.pk, unit_path=cell.path,
        behalf_of=secretary, valid_from=f.FOUNDED,
    )  # fmt: skip
    answer = client.post(
        "/tai-khoan/vai-tro/", {"capacity": str(deputy.pk), "next": "/tai-khoan/"}, follow=True
    )
    page = answer.content.decode()
    assert f"nhập thay đồng chí {secretary.full_name}" in page
    event = last_event()
    assert (event.action, event.role) == ("switch_capacity", Role.DEPUTY)
    assert event.on_behalf_of == secretary.full_name
    assert event.data["from_role"] == Role.COMMUNE_OFFICER
    f.own()
    Assignment.objects.filter(pk=deputy.pk).update(valid_until=f.NOW.date())
    assert client.get("/quan-tri/ai-thay-gi/").status_code == 200  # back to the one in force


def test_takes_no_capacity_of_another(client: Client, ward) -> None:
    theirs = f.account(Role.IT_ADMINISTRATOR, ward, "quantri").assignments.get()
    answer = client.post("/tai-khoan/vai-tro/", {"capacity": str(theirs.pk)})
    assert answer.status_code == 403
    assert client.get("/quan-tri/tai-khoan/").status_code == 403


def test_large_letters_stay_with_the_account(client: Client, account: Account) -> None:
    client.post("/tai-khoan/co-chu/", {"large": "1", "next": "/tai-khoan/"})
    assert 'class="large' in client.get("/tai-khoan/").content.decode()
    client.post("/tai-khoan/co-chu/", {"large": "0"})
    f.own()
    account.refresh_from_db()
    assert not account.large_text


def test_sets_up_a_second_factor_and_shows_paper_codes_once(client, account) -> None:
    other = enter()
    device, token = set_up(client, account)
    assert device.confirmed
    assert other.get("/tai-khoan/").status_code == 302
    page = client.get("/tai-khoan/").content.decode()
    assert "Còn 10 mã dự phòng" in page
    assert token not in page + client.get(FACTOR).content.decode()
    f.own()
    events = list(Event.objects.filter(action="set_second_factor").values_list("data", flat=True))
    assert events == [{"again": False}]


def test_a_wrong_first_code_sets_nothing_up(client, account) -> None:
    client.post(SET_UP)
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": "123"}).status_code == 422
    f.own()
    assert not TOTPDevice.objects.filter(user=account, confirmed=True).exists()


def test_another_telephone_needs_a_code_of_the_first(client, account) -> None:
    device, token = set_up(client, account)
    assert client.post(SET_UP).status_code == 422
    assert "QR" not in client.get(SET_UP).content.decode()
    assert client.post(FACTOR, {"do": "device", "code": "000000"}).status_code == 422
    f.own()
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(FACTOR, {"do": "device", "code": token})["Location"] == SET_UP
    assert "QR" in client.get(SET_UP).content.decode()
    f.own()
    fresh = TOTPDevice.objects.get(user=account, confirmed=False)
    assert client.post(SET_UP, {"code": code_of(fresh)}).status_code == 200
    f.own()
    assert [d.pk for d in TOTPDevice.objects.filter(user=account)] == [fresh.pk]
    assert fresh.pk != device.pk


def test_new_paper_codes_void_the_old(client, account) -> None:
    device, token = set_up(client, account)
    answer = client.post(FACTOR, {"do": "codes", "code": code_of(device, ahead=1)})
    assert answer.status_code == 200
    f.own()
    assert not StaticToken.objects.filter(token=token).exists()
    assert StaticToken.objects.filter(device__user=account).count() == 10
    assert last_event().action == "renew_recovery_codes"


def test_gives_it_up_with_a_code_unless_the_role_demands_it(client, account) -> None:
    device, token = set_up(client, account)
    f.own()
    rule = RoleRule.objects.create(role=Role.COMMUNE_OFFICER, second_factor=True)
    answer = client.post(FACTOR, {"do": "remove", "code": code_of(device, ahead=1)})
    assert answer.status_code == 422
    assert "không bỏ được" in answer.content.decode()
    f.own()
    rule.delete()
    assert client.post(FACTOR, {"do": "remove", "code": token}).status_code == 302
    f.own()
    assert not TOTPDevice.objects.filter(user=account).exists()
    assert client.get("/tai-khoan/").status_code == 200


def test_the_session_list_forgets_what_ran_out(client, account) -> None:
    from datetime import timedelta

    from django.utils import timezone

    f.own()
    Session.objects.create(
        session_key="cu", session_data="", expire_date=timezone.now() - timedelta(hours=1),
        account_id=account.pk, created_at=f.NOW, seen_at=f.NOW, browser="Firefox/1",
    )  # fmt: skip
    assert "Firefox" not in client.get("/tai-khoan/").content.decode()
