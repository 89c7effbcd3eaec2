"""The door: password, lock, second factor, next page, demo accounts."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests import factories as f

from dangvu.access import demo
from dangvu.access.matrix import Role
from dangvu.access.models import Account, RoleRule, Session
from dangvu.kernel import clock
from dangvu.kernel.models import Event

pytestmark = pytest.mark.django_db

PASSWORD = "mot cau ngan de nho"
HOME = "/tai-khoan/"


@pytest.fixture
def province():
    return f.unit()


@pytest.fixture
def account(province) -> Account:
    made = f.account(Role.PROVINCE_SPECIALIST, province, "minhha")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client: Client, username: str = "minhha", password: str = PASSWORD, **more):
    return client.post(
        "/dang-nhap/", {"username": username, "password": password, "next": HOME, **more}
    )


def events(action: str) -> list[Event]:
    f.own()
    return list(Event.objects.filter(action=action))


def with_telephone(account: Account) -> TOTPDevice:
    f.own()
    device = TOTPDevice.objects.create(user=account, name="totp", confirmed=True)
    codes = StaticDevice.objects.create(user=account, name="codes", confirmed=True)
    StaticToken.objects.create(device=codes, token="abcd2345")
    return device


def code_of(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def test_lets_in_whoever_has_the_password_and_leaves_an_event(account) -> None:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36")
    answer = sign_in(client)
    assert answer.status_code == 302
    assert answer["Location"] == HOME
    assert "sessionid" in answer.cookies
    assert client.get(HOME).status_code == 200
    [event] = events("sign_in")
    assert (event.account_id, event.role) == (account.pk, Role.PROVINCE_SPECIALIST)
    assert event.kind == Event.Kind.ACCESS
    assert event.unit_path == account.assignments.get().unit_path
    row = Session.objects.get(account_id=account.pk)
    assert row.address == "127.0.0.1"
    assert "Chrome" in row.browser


def test_the_session_gets_a_new_key_when_somebody_signs_in(account) -> None:
    client = Client()
    session = client.session
    session["before"] = "1"
    session.save()
    key = session.session_key
    client.cookies["sessionid"] = key
    sign_in(client)
    assert client.session.session_key != key
    assert not Session.objects.filter(session_key=key).exists()


def test_does_not_tell_whether_the_name_exists(account) -> None:
    wrong = sign_in(Client(), password="khong phai mat khau nay")
    unknown = sign_in(Client(), username="khongco")
    assert wrong.status_code == unknown.status_code == 422
    words = "Tên đăng nhập hoặc mật khẩu chưa đúng"
    assert words in wrong.content.decode()
    assert words in unknown.content.decode()


def test_a_failure_leaves_an_event_without_what_was_typed(account) -> None:
    sign_in(Client(), username="MatKhauGoNham", password="x")
    sign_in(Client(), password="sai roi nhe")
    unknown, known = sorted(events("sign_in_failed"), key=lambda e: e.pk)
    assert (unknown.account_id, unknown.account_name, unknown.subject_id) == (None, "", "")
    assert (known.account_id, known.subject_id) == (account.pk, str(account.pk))
    for event in (unknown, known):
        said = f"{event.account_name} {event.data} {event.reason} {event.subject_id}".lower()
        assert "matkhau" not in said
        assert "sai roi" not in said


@pytest.mark.parametrize("name", ["minhha", "khongcoten"])
def test_five_failures_lock_the_name_for_a_quarter_of_an_hour(account, name) -> None:
    client = Client()
    answers = [sign_in(client, name, "sai mat khau") for _ in range(5)]
    assert [a.status_code for a in answers] == [422, 422, 422, 422, 429]
    until = clock.local(clock.real() + timedelta(minutes=15))
    words = answers[-1].content.decode()
    assert any(f"đến {(until - timedelta(minutes=m)):%H:%M}" in words for m in (0, 1))
    assert sign_in(client, name).status_code == 429  # also with the right password
    assert len(events("locked_out")) == 1
    assert sign_in(Client(), "ai-khac", "x").status_code == 422


def test_the_name_is_the_same_in_capitals_and_with_spaces(account) -> None:
    assert sign_in(Client(), " MinhHa ").status_code == 302


def test_an_inactive_account_and_a_stranger_hear_the_same(account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert sign_in(Client()).status_code == 422


@pytest.mark.parametrize("onward", ["https://xau.example/", "//xau.example", "javascript:alert(1)"])
def test_goes_on_only_within_the_house(account, onward) -> None:
    assert sign_in(Client(), next=onward)["Location"] == "/"


def test_a_page_behind_the_door_sends_to_it_and_back(account) -> None:
    client = Client()
    asked = client.get("/quan-tri/nhat-ky/?kind=read")
    assert asked.status_code == 302
    assert asked["Location"] == "/dang-nhap/?next=/quan-tri/nhat-ky/%3Fkind%3Dread"
    # A form is not sent again after signing in.
    assert client.post("/tai-khoan/phien/")["Location"] == "/dang-nhap/?next=/"
    fragment = client.get("/quan-tri/nhat-ky/", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"].startswith("/dang-nhap/")


def test_demo_accounts_enter_in_the_demo_only(account, settings) -> None:
    f.own()
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    page = Client().get("/dang-nhap/").content.decode()
    assert "minh họa" not in page
    assert sign_in(Client()).status_code == 422
    settings.DEMO = True
    page = Client().get("/dang-nhap/").content.decode()
    assert "chỉ có trong bản minh họa" in page
    for word in ("minhha", demo.PASSWORD, "Chuyên viên Ban Tổ chức Tỉnh ủy", "Đảng bộ tỉnh"):
        assert word in page
    client = Client()
    assert sign_in(client).status_code == 302
    assert client.get(HOME).status_code == 200
    settings.DEMO = False
    assert client.get(HOME).status_code == 302  # and whoever is in is out again


def test_the_second_factor_stands_between_password_and_house(account) -> None:
    device = with_telephone(account)
    client = Client()
    answer = sign_in(client)
    assert answer["Location"] == "/dang-nhap/ma-xac-nhan/"
    assert client.get(HOME).status_code == 302  # nobody is signed in yet
    assert not Session.objects.filter(account_id=account.pk).exists()
    entered = client.post("/dang-nhap/ma-xac-nhan/", {"code": code_of(device)})
    assert entered["Location"] == HOME
    assert client.get(HOME).status_code == 200
    assert events("sign_in")[0].data == {"factor": "totp"}


def test_a_code_is_taken_once(account) -> None:
    device = with_telephone(account)
    code = code_of(device)
    first, second = Client(), Client()
    sign_in(first)
    assert first.post("/dang-nhap/ma-xac-nhan/", {"code": code}).status_code == 302
    sign_in(second)
    assert second.post("/dang-nhap/ma-xac-nhan/", {"code": code}).status_code == 422


def test_a_paper_code_replaces_the_telephone_once(account) -> None:
    with_telephone(account)
    for status in (302, 422):
        client = Client()
        sign_in(client)
        answer = client.post("/dang-nhap/ma-xac-nhan/", {"code": "ABCD-2345"})
        assert answer.status_code == status
    assert events("sign_in")[0].data == {"factor": "codes"}


def test_wrong_codes_make_one_wait(account) -> None:
    with_telephone(account)
    client = Client()
    sign_in(client)
    client.post("/dang-nhap/ma-xac-nhan/", {"code": "000000"})
    answer = client.post("/dang-nhap/ma-xac-nhan/", {"code": "000001"})
    assert "chờ 1 giây" in answer.content.decode()
    assert [e.data for e in events("sign_in_failed")] == [{"step": "code"}] * 2


def test_the_step_between_ends_after_five_minutes_or_a_new_password(account) -> None:
    device = with_telephone(account)
    late = Client()
    sign_in(late)
    session = late.session
    session["signing_in"] = {**session["signing_in"], "since": time.time() - 301}
    session.save()
    answer = late.post("/dang-nhap/ma-xac-nhan/", {"code": code_of(device)})
    assert answer["Location"] == "/dang-nhap/"
    changed = Client()
    sign_in(changed)
    f.own()
    account.set_password("mot mat khau khac hẳn")
    account.save()
    answer = changed.post("/dang-nhap/ma-xac-nhan/", {"code": code_of(device)})
    assert answer["Location"] == "/dang-nhap/"


def test_a_one_time_password_opens_the_password_page_alone(account) -> None:
    f.own()
    Account.objects.filter(pk=account.pk).update(
        must_change_password=True, one_time_until=clock.now() + timedelta(days=1)
    )
    client = Client()
    sign_in(client)
    assert client.get(HOME)["Location"] == "/tai-khoan/mat-khau/"
    assert client.get("/quan-tri/nhat-ky/")["Location"] == "/tai-khoan/mat-khau/"
    new = "hoa ban no trang doi"
    answer = client.post("/tai-khoan/mat-khau/", {"new": new, "again": new})
    assert answer["Location"] == "/"
    assert client.get(HOME).status_code == 200
    assert sign_in(Client(), password=new).status_code == 302
    assert sign_in(Client()).status_code == 422


def test_a_one_time_password_runs_out(account) -> None:
    f.own()
    Account.objects.filter(pk=account.pk).update(
        must_change_password=True, one_time_until=clock.now() - timedelta(minutes=1)
    )
    assert sign_in(Client()).status_code == 422


def test_a_role_that_must_have_the_second_factor_passes_by_its_page(account) -> None:
    client = Client()
    sign_in(client)
    assert client.get(HOME).status_code == 200
    f.own()
    RoleRule.objects.create(role=Role.PROVINCE_SPECIALIST, second_factor=True)
    assert client.get(HOME)["Location"] == "/tai-khoan/lop-xac-nhan/lap/"  # at once
    assert client.get("/tai-khoan/lop-xac-nhan/lap/").status_code == 200
    client.post("/tai-khoan/lop-xac-nhan/lap/")
    page = client.get("/tai-khoan/lop-xac-nhan/lap/").content.decode()
    f.own()
    device = TOTPDevice.objects.get(user=account)
    assert 'role="img"' in page
    shown = client.post("/tai-khoan/lop-xac-nhan/lap/", {"code": code_of(device)})
    assert "mười mã dự phòng" in shown.content.decode()
    assert client.get(HOME).status_code == 200


def test_signing_out_ends_the_session_and_leaves_an_event(account) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert client.get(HOME).status_code == 302
    assert not Session.objects.filter(account_id=account.pk).exists()
    assert len(events("sign_out")) == 1


def test_an_account_without_a_capacity_is_told_so_and_gets_out(province) -> None:
    f.own()
    made = Account(username="chuagiao", full_name="Chưa Giao", created_at=f.NOW)
    made.set_password(PASSWORD)
    made.save()
    client = Client()
    sign_in(client, "chuagiao")
    answer = client.get("/quan-tri/nhat-ky/")
    assert answer.status_code == 403
    assert "chưa có vai trò nào đang hiệu lực" in answer.content.decode()
    assert client.get(HOME).status_code == 200
    assert client.post("/dang-xuat/").status_code == 302
