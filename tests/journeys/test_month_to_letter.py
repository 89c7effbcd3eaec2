"""The main job, as the province specialist and the clerk do it: from the sheet to the letter."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def words_of(path: Path) -> str:
    """The words of a Word file, notes included."""
    with zipfile.ZipFile(path) as package:
        parts = [
            package.read(name).decode()
            for name in ("word/document.xml", "word/footnotes.xml")
            if name in package.namelist()
        ]
    return re.sub(r"<[^>]+>", "", " ".join(parts)).replace("\xa0", " ")


def download(page: Page, name: str, to: Path) -> Path:
    """What the link of that name gives."""
    with page.expect_download() as given:
        page.get_by_role("link", name=name).first.click()
    given.value.save_as(to)
    return to


def see_the_month(page: Page) -> None:
    page.get_by_role("navigation", name="Các phần chính").get_by_role(
        "link", name="Kết nạp theo tháng"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tháng 5/2026")
    counts = [text.split()[0] for text in page.locator("p.fig .open").all_inner_texts()]
    assert counts[:4] == ["25", "22", "81", "7"]


def open_a_figure(page: Page) -> None:
    figure = page.locator("#bang tbody td[data-l='Lũy kế'] a.open").first
    number = figure.inner_text().split()[0]
    figure.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{number} người kết nạp")
    assert page.locator("main tbody tr").count() == int(number)
    page.go_back()


def write_a_cause(page: Page) -> None:
    page.get_by_role("link", name="Xem đủ 81").click()
    slow = page.locator("#bang tbody th a").first
    name = slow.inner_text()
    slow.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name[1:])
    remedy = page.get_by_label("Giải pháp", exact=True)
    if not remedy.is_visible():
        page.get_by_text("Ghi nguyên nhân, giải pháp", exact=True).click()
    page.get_by_label("Nguyên nhân", exact=True).select_option("no_source")
    remedy.fill("Rà lại nguồn ở ba chi bộ thôn")
    page.get_by_label("Người chịu trách nhiệm").fill("Bí thư Đảng ủy")
    page.get_by_label("Hạn", exact=True).fill("31/13/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("Chưa lưu được")
    expect(remedy).to_have_value("Rà lại nguồn ở ba chi bộ thôn")
    page.get_by_label("Hạn", exact=True).fill("20/06/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi nguyên nhân")


def close_the_month(page: Page) -> None:
    page.goto("/thang/2026-05/")
    page.get_by_role("link", name="Chốt tháng 5", exact=True).click()
    page.get_by_role("button", name="Chốt tháng 5/2026").click()
    expect(page.get_by_role("status")).to_contain_text("bản chốt lần 1")


def test_from_sign_in_to_the_letter_in_hand(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("tinh")
    see_the_month(page)
    open_a_figure(page)
    write_a_cause(page)
    close_the_month(page)

    page.get_by_role("link", name="Soạn công văn", exact=True).click()
    page.get_by_role("button", name="Soạn dự thảo").click()
    address = page.url
    draft = words_of(download(page, "Tải Word", tmp_path / "draft.docx"))
    assert "DỰ THẢO" in draft
    assert "Có 25 đảng bộ" in draft or "25" in draft
    assert "Đảng bộ phường Xuân Hương - Đà Lạt" in draft

    clerk = sign_in("vanthu")
    clerk.goto(address)
    clerk.get_by_role("link", name="Lấy số, phát hành").first.click()
    clerk.get_by_role("button", name="Lấy số, phát hành").click()
    expect(clerk.get_by_role("status")).to_contain_text("CV/BTCTU")
    issued = words_of(download(clerk, "Tải Word", tmp_path / "issued.docx"))
    assert "DỰ THẢO" not in issued
    assert re.search(r"Số\s*\d+\s*-\s*CV/BTCTU", issued)


def test_one_letter_to_each_of_the_slow_ones_comes_as_a_zip(
    sign_in: SignIn, tmp_path: Path
) -> None:
    page = sign_in("tinh")
    page.goto("/thang/2026-05/")
    page.get_by_role("link", name="Soạn công văn", exact=True).click()
    page.get_by_label(re.compile("Mỗi .* một công văn")).check()
    page.get_by_role("button", name="Soạn dự thảo").click()
    with zipfile.ZipFile(download(page, "Tải cả tập", tmp_path / "letters.zip")) as letters:
        assert len(letters.namelist()) == 81
        assert all(name.endswith(".docx") for name in letters.namelist())


def test_a_secretary_records_an_admission_on_a_phone(sign_in: SignIn) -> None:
    page = sign_in("bithu", width=390)
    page.get_by_role("link", name="Ghi kết nạp").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_label("Họ và tên").fill("Trần Thị Kiểm Thử")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")


def test_without_scripts_the_month_can_still_be_closed_and_filtered(browser, demo: str) -> None:
    context = browser.new_context(base_url=demo, java_script_enabled=False)
    page = context.new_page()
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill("tinh")
    page.get_by_label("Mật khẩu").fill("minhhoa-2026")
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto("/thang/2026-05/")
    page.get_by_label("Xếp loại").select_option("zero")
    page.get_by_role("button", name="Lọc").click()
    assert page.locator("#bang tbody tr").count() == 7
    page.goto("/to-chuc/")
    assert page.get_by_role("link", name="Đảng bộ phường Mũi Né").count() >= 1
    context.close()
