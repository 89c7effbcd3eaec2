"""The states of these pages that one only meets by working with them, looked at by axe."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page
from tests import factories as f

from dangvu.access import demo
from dangvu.access.matrix import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


class Desk:
    """A browser at the site, and a world with two cells of nearly one name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        province = f.unit()
        ward = f.unit("Đảng bộ phường Xuân Hương - Đà Lạt", province)
        cells = [f.unit(f"Chi bộ Tổ dân phố {n}", ward) for n in (12, 13)]
        self.accounts = {
            name: f.account(role, place, name, is_demo=True)
            for name, role, place in (
                ("quantri", Role.IT_ADMINISTRATOR, province),
                ("bithu", Role.CELL_SECRETARY, cells[0]),
            )
        }
        for account in self.accounts.values():
            account.set_password(demo.PASSWORD)
            account.save()

    def look(self, state: str) -> None:
        """Notes what axe finds, and a page wider than its window."""
        found = Axe().run(self.page).response["violations"]
        self.troubles += [f"{state}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in found]
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.troubles.append(f"{state}: scrolls sideways")

    def enter(self, name: str) -> None:
        self.page.context.clear_cookies()
        self.page.goto("/dang-nhap/")
        self.page.click(f"form:has(input[value={name}]) button")


def test_every_state_is_accessible(browser: Browser, live_server, settings, monkeypatch) -> None:
    settings.DEMO = True
    # The server's threads keep no connection, or the test database could not be dropped.
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, locale="vi-VN"
    )
    page = context.new_page()
    desk = Desk(page)
    page.goto("/dang-nhap/")
    page.fill("#id_username", "bithu")
    page.fill("#id_password", "sai")
    page.click(".btn.main")
    desk.look("wrong password")
    _second_factor(desk)
    desk.enter("quantri")
    _accounts(desk)
    context.close()
    assert not desk.troubles


def _second_factor(desk: Desk) -> None:
    page = desk.page
    desk.enter("bithu")
    page.goto("/tai-khoan/lop-xac-nhan/lap/")
    desk.look("before the second factor")
    page.click("text=Bắt đầu")
    desk.look("secret shown")
    device = TOTPDevice.objects.get(user=desk.accounts["bithu"])
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    page.fill("#id_code", f"{totp.token():06d}")
    page.click("text=Xác nhận")
    desk.look("paper codes")
    page.goto("/tai-khoan/lop-xac-nhan/")
    page.fill("#id_code", "1")
    page.click("text=Lập mã dự phòng mới")
    desk.look("wrong code")
    desk.enter("bithu")
    desk.look("second step of signing in")


def _accounts(desk: Desk) -> None:
    page = desk.page
    page.goto("/quan-tri/tai-khoan/?q=khong-co")
    desk.look("no account found")
    page.goto("/quan-tri/tai-khoan/moi/")
    page.fill("#id_unit_text", "to dan pho")
    page.click("button[name=find]")
    desk.look("units to choose from")
    page.click(".btn.main")
    desk.look("an account with mistakes")
    page.goto(f"/quan-tri/tai-khoan/{desk.accounts['bithu'].pk}/")
    page.click("text=Ngừng tài khoản này")
    desk.look("an account, about to be stopped")
    page.click("text=Cấp mật khẩu dùng một lần")
    desk.look("a one-time password")
    asked = "/quan-tri/vi-sao/?who=bithu&action=view_members&unit_text=to+dan+pho"
    page.goto(asked)
    desk.look("why: a unit to choose")
    page.goto(f"{asked}+13")
    desk.look("why: the answer")
    page.goto("/quan-tri/nhat-ky/?since=31/31/2026")
    desk.look("the trail with a mistake")
    page.goto("/khong-co/")
    desk.look("404")
