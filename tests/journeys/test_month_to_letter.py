"""The main job, as the province specialist and the clerk do it: from the sheet to the letter."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def read_docx(path: Path) -> str:
    """The words of a Word file, notes included."""
    with zipfile.ZipFile(path) as package:
        parts = [n for n in package.namelist() if n in ("word/document.xml", "word/footnotes.xml")]
        return " ".join(package.read(part).decode() for part in parts)


def read_figure(page: Page) -> int:
    """The first figure of the sheet's first class."""
    return int(page.locator(".fig .open").first.inner_text())


def test_from_sign_in_to_the_letter_in_hand(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("tinh")

    page.get_by_role("navigation", name="Các phần chính").get_by_role(
        "link", name="Kết nạp theo tháng"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("tháng 5/2026")
    counts = [text.split()[0] for text in page.locator("p.fig .open").all_inner_texts()]
    assert counts[:4] == ["25", "22", "81", "7"]

    page.get_by_role("link", name="Xem đủ 81").click()
    slow = page.locator("#bang tbody th a").first
    name = slow.inner_text()
    slow.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)

    opener = page.get_by_text("Ghi nguyên nhân, giải pháp", exact=True)
    if not page.get_by_label("Giải pháp").is_visible():
        opener.click()
    page.get_by_label("Nguyên nhân", exact=True).select_option("no_source")
    page.get_by_label("Giải pháp").fill("Rà lại nguồn ở ba chi bộ thôn")
    page.get_by_label("Người chịu trách nhiệm").fill("Bí thư Đảng ủy")
    page.get_by_label("Hạn").fill("31/13/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("Giải pháp")).to_have_value("Rà lại nguồn ở ba chi bộ thôn")
    page.get_by_label("Hạn").fill("20/06/2026")
    page.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi nguyên nhân")

    page.goto("/thang/2026-05/")
    page.get_by_role("link", name="Chốt tháng 5", exact=True).click()
    page.get_by_role("button", name="Chốt tháng 5/2026").click()
    expect(page.get_by_role("status")).to_contain_text("bản chốt lần 1")

    page.get_by_role("link", name="Soạn công văn", exact=True).click()
    page.get_by_role("button", name="Soạn").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải").first.click()
    letter = tmp_path / "letter.docx"
    download.value.save_as(letter)
    words = read_docx(letter) if letter.read_bytes()[:2] == b"PK" else ""
    if "[Content_Types].xml" not in zipfile.ZipFile(letter).namelist():
        inner = zipfile.ZipFile(letter)
        letter.write_bytes(inner.read(inner.namelist()[0]))
        words = read_docx(letter)
    assert "DỰ THẢO" in words
    assert "footnoteReference" in words
    assert "25" in words
    assert "81" in words

    clerk = sign_in("vanthu")
    clerk.goto("/van-ban/")
    clerk.locator("main tbody a").first.click()
    clerk.get_by_role("link", name="Phát hành").first.click()
    clerk.get_by_role("button", name="Phát hành").click()
    expect(clerk.get_by_role("status")).to_contain_text("CV/BTCTU")
    with clerk.expect_download() as issued:
        clerk.get_by_role("link", name="Tải").first.click()
    final = tmp_path / "issued.docx"
    issued.value.save_as(final)
    assert "DỰ THẢO" not in read_docx(final)
    assert "01-CV/BTCTU" in io.StringIO(read_docx(final)).getvalue().replace("</w:t><w:t>", "")
