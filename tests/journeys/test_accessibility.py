"""Every page of the demo under axe, as each role, on a desk and on a phone: no violation."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.journeys.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "tinh": [
        "/",
        "/thang/2026-05/",
        "/thang/2026-05/?class=zero",
        "/chi-tieu/",
        "/ket-nap/",
        "/ket-nap/moi/",
        "/dang-vien/",
        "/to-chuc/",
        "/van-ban/",
        "/quan-tri/nhat-ky/",
        "/quan-tri/vi-sao/",
        "/tai-khoan/",
    ],
    "bithu": ["/", "/ket-nap/", "/dang-vien/"],
    "dangvien": ["/"],
    "vanthu": ["/", "/van-ban/"],
    "quantri": ["/", "/quan-tri/tai-khoan/", "/quan-tri/ai-thay-gi/", "/quan-tri/vai-tro/"],
    "kiemtoan": ["/", "/thang/2026-05/"],
}


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("account", PAGES)
def test_no_violation_and_no_sideways_scroll(sign_in: SignIn, account: str, width: int) -> None:
    page = sign_in(account, width)
    troubles = []
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    for address in PAGES[account]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        found = Axe().run(page)
        troubles += [
            f"{address}: {v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in found.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            troubles.append(f"{address}: scrolls sideways at {width} px")
    assert not troubles
