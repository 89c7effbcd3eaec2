"""Every page of the demo under axe, as each role, on a desk and on a phone: no violation."""

from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.journeys.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Link(NamedTuple):
    """An address whose id the demo gives out: the first link on a page that begins so, with what
    comes after it."""

    on: str
    begins: str
    then: str = ""


PAGES: dict[str, list[str | Link]] = {
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
        "/van-ban/?q=chi+thi",
        "/van-ban/1/",
        "/van-ban/moi/",
        "/van-ban/nhiem-ky/",
        "/van-ban/mau/",
        "/nhiem-vu/",
        "/nhiem-vu/?xem=reading",
        "/nhiem-vu/1/",
        "/nhiem-vu/1/van-ban/",
        "/nhiem-vu/4/doc/",
        "/nhiem-vu/4/doc/?sua=d1",
        "/nhiem-vu/4/doc/?them=1",
        "/nhiem-vu/1/theo-doi/",
        "/nhiem-vu/1/theo-doi/?tinh-trang=late",
        "/nhiem-vu/1/theo-doi/?duoi=167",
        "/nhiem-vu/2/theo-doi/",
        "/nhiem-vu/1/don-doc/",
        "/nhiem-vu/1/danh-gia/",
        "/nhiem-vu/1/kiem-tra/",
        "/nhiem-vu/1/ket-thuc/",
        "/nhiem-vu/kiem-tra/",
        "/nhiem-vu/tieu-chi/",
        "/nhiem-vu/tieu-chi/1/",
        "/nhiem-vu/tieu-chi/moi/?don-vi=1",
        Link("/nhiem-vu/1/", "/nhiem-vu/viec/"),
        Link("/nhiem-vu/bao-cao/", "/nhiem-vu/bao-cao/"),
        "/viec-dang-vien/",
        "/viec-dang-vien/4/",
        "/viec-dang-vien/ky/",
        "/kien-nghi/",
        "/kien-nghi/so-lieu/",
        "/kien-nghi/han/",
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
        "/nhiem-vu/",
        "/nhiem-vu/3/",
        "/nhiem-vu/3/theo-doi/",
        "/nhiem-vu/1/don-doc/",
        "/nhiem-vu/1/quan-triet/",
        Link("/nhiem-vu/1/", "/nhiem-vu/viec/"),
        Link("/nhiem-vu/1/", "/nhiem-vu/viec/", "giao-tiep/"),
        Link("/nhiem-vu/1/", "/nhiem-vu/viec/", "ke-hoach/"),
        Link("/nhiem-vu/1/", "/nhiem-vu/viec/", "gia-han/"),
        "/nhiem-vu/tieu-chi/1/",
        "/nhiem-vu/tieu-chi/moi/?don-vi=167",
        "/kien-nghi/",
        "/kien-nghi/2/",
        "/kien-nghi/2/tra-loi/",
        "/kien-nghi/2/chuyen/",
        "/kien-nghi/2/gop/",
        "/kien-nghi/so-lieu/",
        "/van-ban/",
    ],
    "ubkt": [
        "/",
        "/nhiem-vu/kiem-tra/",
        "/nhiem-vu/1/theo-doi/",
    ],
    "tuyengiao": [
        "/",
        "/nhiem-vu/",
        "/nhiem-vu/1/quan-triet/",
    ],
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
        "/nhiem-vu/",
        "/nhiem-vu/1/van-ban/",
        Link("/nhiem-vu/bao-cao/", "/nhiem-vu/viec/"),
        "/viec-dang-vien/",
        "/viec-dang-vien/giao/?don-vi=168",
        "/viec-dang-vien/4/",
        "/viec-dang-vien/4/sua/",
        "/viec-dang-vien/4/danh-gia/",
        "/viec-dang-vien/ky/",
        "/viec-dang-vien/cach-tinh/",
        Link("/viec-dang-vien/ky/", "/viec-dang-vien/ky/dang-vien/"),
        "/kien-nghi/",
        "/kien-nghi/moi/",
        "/kien-nghi/3/",
        "/kien-nghi/3/tra-loi/",
        "/kien-nghi/3/chuyen/",
        "/kien-nghi/3/gop/",
        "/kien-nghi/so-lieu/",
        "/kien-nghi/han/",
        "/tai-khoan/thu/",
    ],
    "dangvien": [
        "/",
        "/lich-rieng/",
        "/nhiem-vu/1/da-doc/",
        "/nhiem-vu/",
        "/nhiem-vu/1/",
        "/nhiem-vu/1/van-ban/",
        "/viec-dang-vien/",
        "/viec-dang-vien/6/",
        "/viec-dang-vien/6/ket-qua/",
        Link("/viec-dang-vien/", "/viec-dang-vien/ky/dang-vien/"),
        "/kien-nghi/",
        "/kien-nghi/moi/",
        "/kien-nghi/4/",
        "/tai-khoan/thu/",
    ],
    "vanthu": [
        "/",
        "/van-ban/",
        "/van-ban/?q=chi+thi",
        "/van-ban/moi/",
        "/nhiem-vu/4/doc/",
        "/nhiem-vu/1/theo-doi/",
    ],
    "quantri": ["/", "/quan-tri/tai-khoan/", "/quan-tri/ai-thay-gi/", "/quan-tri/vai-tro/"],
    "kiemtoan": ["/", "/thang/2026-05/"],
}


#: Each account's pages by twenty, that both processes of a run may share the long ones.
STRETCHES = [
    pytest.param(account, pages[begin : begin + 20], id=f"{account}-{begin + 1}")
    for account, pages in PAGES.items()
    for begin in range(0, len(pages), 20)
]


@pytest.mark.parametrize(("account", "pages"), STRETCHES)
def test_no_violation_and_no_sideways_scroll(
    sign_in: SignIn, account: str, pages: list[str | Link]
) -> None:
    """Each page is fetched once: no script of ours asks how wide the window was when it came."""
    page = sign_in(account)
    troubles = []
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    for known in pages:
        address = known if isinstance(known, str) else _found(page, known)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            troubles += [
                f"{address}: {v['id']} at {width} px: {v['nodes'][0]['html'][:120]}"
                for v in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                troubles.append(f"{address}: scrolls sideways at {width} px")
    assert not troubles


def _found(page: Page, link: Link) -> str:
    page.goto(link.on)
    own = f"a[href^='{link.begins}']:not([href='{link.begins}'])"
    address = page.locator(own).first.get_attribute("href")
    assert address
    return address + link.then


def test_a_report_being_written_has_no_violation(sign_in: SignIn) -> None:
    page = sign_in("xa", 1440)
    page.goto("/nhiem-vu/bao-cao/")
    page.locator("form[action$='/bao-cao/'] button, a[href*='/nhiem-vu/viec/']").first.click()
    if "/bao-cao/" not in page.url:
        page.locator("form[action$='/bao-cao/'] button").first.click()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("#id_results").count() == 1
        assert not Axe().run(page).response["violations"]
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
