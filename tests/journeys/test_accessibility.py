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
        "/chi-tieu/moi/",
        "/chi-tieu/2/",
        "/chi-tieu/2/bang/",
        "/chi-tieu/2/sua/",
        "/chi-tieu/2/giao-xuong/16/",
        "/chi-tieu/muc/145/?chia-deu=1",
        "/cach-xep-loai/1/?mode=fixed&high_from=0,5&medium_from=0,2&date_basis=decision"
        "&zero_months=2&month=2026-05",
        "/so-dem/1/",
        "/nguyen-nhan/",
        "/ho-so/",
        "/ho-so/nguon/",
        "/ho-so/danh-sach-do/",
        "/ho-so/1/",
        "/ho-so/1/sua/",
        "/ho-so/1/giup-do/",
        "/ho-so/1/buoc/cell_voted/",
        "/ho-so/1/buoc/returned/",
        "/ho-so/1/chuyen/",
        "/lop/",
        "/lop/moi/",
        "/lop/da-hoc/",
        "/lop/chung-nhan/",
        "/lop/1/",
        "/lop/1/buoi/1/",
        "/lop/1/in/",
        "/lop/1/hoc-vien/1/",
        "/quy-dinh/?ban=294",
        "/quy-dinh/procedure.norm.source/",
        "/quy-dinh/lich-lam-viec/",
        "/ket-nap/",
        "/ket-nap/moi/",
        "/dang-vien/",
        "/dang-vien/chat-luong/",
        "/dang-vien/chat-luong/ho-so/?muc=missing",
        "/dang-vien/?q=nguyen+lan&sex=F",
        "/dang-vien/58/",
        "/dang-vien/58/sua/identity/",
        "/dang-vien/58/bien-dong/",
        "/dang-vien/huy-hieu/",
        "/to-chuc/",
        "/to-chuc/1/loi-tra-ve/",
        "/to-chuc/1/ho-so-trung/",
        "/thong-ke/",
        "/thong-ke/1/bieu/1/",
        "/thong-ke/1/bieu/1/danh-sach/?dong=admitted",
        "/thong-ke/1/bieu/1/ban-chot/",
        "/thong-ke/1/bieu/1/chot/?tu=2026-01-01&den=2026-03-31",
        "/thong-ke/1/bieu/3/sua/",
        "/thong-ke/1/bang-cheo/?dong=religion&cot=age",
        "/thong-ke/1/doi-chieu/",
        "/van-ban/",
        "/quan-tri/nhat-ky/",
        "/quan-tri/vi-sao/",
        "/tai-khoan/",
        "/tai-khoan/thu/",
        "/lich-rieng/",
        "/nhiem-vu/bao-cao/",
        "/nhiem-vu/2/quan-triet/?xem=chua",
        "/nhiem-vu/tong-hop/9/",
        "/nhiem-vu/tong-hop/9/bao-cao/",
    ],
    "xa": [
        "/",
        "/nhiem-vu/bao-cao/",
        "/nhiem-vu/3/quan-triet/167/ghi/",
        "/chi-tieu/",
        "/chi-tieu/muc/145/",
        "/so-dem/167/",
        "/thang/2026-05/don-vi/167/",
        "/to-chuc/167/loi-tra-ve/",
    ],
    "ubkt": ["/"],
    "tuyengiao": ["/"],
    "bithu": [
        "/",
        "/nhiem-vu/bao-cao/",
        "/nhiem-vu/1/quan-triet/",
        "/nhiem-vu/1/quan-triet/168/ghi/",
        "/ho-so/",
        "/ho-so/moi/",
        "/ho-so/lich/",
        "/ho-so/nhieu-nguoi/",
        "/ket-nap/",
        "/dang-vien/",
        "/dang-vien/dang-phi/",
    ],
    "dangvien": ["/", "/lich-rieng/", "/nhiem-vu/1/da-doc/"],
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
