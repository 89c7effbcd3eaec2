"""A bad workbook mended and written, a member found and sent on their way, the form that counts
them, and the import undone: in a browser, on the demo as served."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import SignIn
from tests.journeys.test_month_to_letter import download

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Trần Thị Hành Trình"


def national_book(page: Page, to: Path) -> Path:
    """The empty national workbook of the system, as a user takes it."""
    page.goto("/nhap/members/1/")
    return download(page, "Tải bảng mẫu", to)


def fill(path: Path, cell: str) -> tuple[int, dict[str, int]]:
    """Writes two members into the model, the second with a day that does not exist."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {
        re.sub(r"[*\s]+", " ", str(c.value)).strip(): c.column
        for row in sheet.iter_rows(max_row=6)
        for c in row
        if c.value
    }
    first = max(c.row for row in sheet.iter_rows(max_row=6) for c in row if c.value) + 1
    for shift, (name, birth, citizen, card) in enumerate(
        [
            (NAME, "12/05/1990", "068190000123", "012345678901"),
            ("Lê Văn Ngày Lạ", "31/02/1985", "068085000124", "012345678902"),
        ]
    ):
        values = {
            "Họ và tên": name, "Giới tính": "Nữ" if shift == 0 else "Nam", "Sinh ngày": birth,
            "Dân tộc": "Kinh", "Tôn giáo": "Không", "Số định danh cá nhân": citizen,
            "Số thẻ Đảng": card, "Tổ chức Đảng đang sinh hoạt": cell,
            "Ngày vào Đảng": "03/02/2015", "Ngày chính thức": "03/02/2016",
            "Trạng thái hoạt động": "Đang sinh hoạt",
        }  # fmt: skip
        for head, value in values.items():
            sheet.cell(first + shift, heads[head], value).number_format = "@"
    book.save(path)
    return first + 1, heads


def mend(path: Path, row: int, column: int) -> None:
    """The user mends the cell the returned workbook complains of."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    told = [str(c.value) for r in sheet.iter_rows() for c in r if c.value]
    assert any("31/02/1985" in text for text in told)
    found = next(
        c for r in sheet.iter_rows() for c in r if str(c.value or "").startswith("31/02/1985")
    )
    found.value = "28/02/1985"
    book.save(path)


def read(page: Page, path: Path) -> None:
    page.goto("/nhap/members/1/")
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("button", name="Đọc tệp, chưa ghi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xem trước", timeout=30_000)


def count_of_form_one(page: Page) -> int:
    """Members at the end of the period, as form 1-TCTW of the province says."""
    page.goto("/thong-ke/1/bieu/1/?tu=01/01/2026&den=30/06/2026")
    line = page.get_by_role("row").filter(has_text="Tổng số đảng viên cuối kỳ")
    return int(re.sub(r"\D", "", line.get_by_role("cell").nth(1).inner_text()))


STEPS = ("Xác nhận", "Cấp giấy giới thiệu", "Chuyển tiếp", "Chuyển tiếp", "Tiếp nhận",
         "Đã nhận phiếu báo, đóng hồ sơ")  # fmt: skip
SIGNED = {
    "on": "01/06/2026",
    "dues_through": "5/2026",
    "authority": "T/M BAN THƯỜNG VỤ",
    "post": "Bí thư",
    "name": "Trần Văn Ký",
}


def unit_id(page: Page, words: str) -> str:
    """The number of the first unit the search finds."""
    page.goto(f"/to-chuc/?q={words}")
    link = page.locator("main a[href^='/to-chuc/']").filter(has_text=re.compile("xã|phường"))
    return re.findall(r"\d+", link.first.get_attribute("href") or "")[0]


def came_to(page: Page, unit: str) -> int:
    """Members who came by transfer into a unit, as its form 1-TCTW says."""
    page.goto(f"/thong-ke/{unit}/bieu/1/?tu=01/01/2026&den=30/06/2026")
    line = page.get_by_role("row").filter(has_text="Chuyển sinh hoạt đến")
    return int(line.get_by_role("cell").nth(1).inner_text())


def test_a_member_is_transferred_and_counted_where_they_came_to(sign_in: SignIn) -> None:
    page = sign_in("tinh")
    goal = unit_id(page, "hoa ninh")
    before = came_to(page, goal)
    page.goto("/dang-vien/?q=nguyen van an")
    page.locator("main tbody th a").first.click()
    page.get_by_role("link", name="Chuyển sinh hoạt", exact=True).first.click()
    page.locator("[name=text]").fill("hoa ninh")
    page.locator("main").get_by_role("button", name="Tìm", exact=True).click()
    page.locator("[name=body]").first.check()
    page.get_by_role("button", name="Xem các chi bộ").click()
    page.locator("[name=cell]").first.check()
    page.fill("[name=cause_on]", "20/05/2026")
    page.fill("[name=reason]", "chuyển công tác")
    page.fill("[name=dues_through]", "5/2026")
    page.get_by_role("button", name="Lập hồ sơ").click()
    for step in STEPS:
        form = page.locator("main form").first
        for name, value in SIGNED.items():
            field = form.locator(f"[name={name}]:visible")
            if field.count():
                field.first.fill(value)
        page.get_by_role("button", name=step, exact=True).click()
        expect(page.locator("main .err")).to_have_count(0)
    assert came_to(page, goal) == before + 1


def test_a_bad_book_is_mended_and_undone(sign_in: SignIn, tmp_path: Path) -> None:
    page = sign_in("tinh")
    before = count_of_form_one(page)
    page.goto("/dang-vien/")
    cell = page.locator("main tbody tr td a").first.inner_text()
    book = national_book(page, tmp_path / "danh-sach.xlsx")
    row, heads = fill(book, cell)

    read(page, book)
    expect(page.locator("main")).to_contain_text("dòng cần sửa")
    returned = download(page, "Tải tệp có cột Lỗi", tmp_path / "tra-lai.xlsx")
    mend(returned, row, heads["Sinh ngày"])

    read(page, returned)
    page.get_by_role("button", name=re.compile("Ghi cả 2 dòng")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã ghi", timeout=30_000)
    batch = page.url
    assert count_of_form_one(page) == before + 2
    page.pdf(path=str(tmp_path / "bieu-1.pdf"), format="A4")

    page.goto("/dang-vien/?q=trinh hanh tran")
    expect(page.locator("main tbody")).to_contain_text(NAME)

    page.goto(batch)
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã hoàn tác", timeout=30_000)
    assert count_of_form_one(page) == before
