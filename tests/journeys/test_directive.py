"""A directive is dropped in, confirmed, handed down, made known; a cell reports and must mend it;
the late are urged; the summary of all answers is downloaded. A clerk, the province, a ward at a
desk, a secretary on a phone, a member."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import SignIn, environment_of, served
from tests.journeys.test_month_to_letter import words_of

from dangvu.office.written import Written, written_paper

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE, DESK = 390, 1440
NUMBER = "216-CV/BTCTU"
PAPER = Written(
    superior="TỈNH ỦY LÂM ĐỒNG",
    issuer="BAN TỔ CHỨC",
    number=f"Số {NUMBER}",
    place_and_date="Lâm Đồng, ngày 25 tháng 5 năm 2026",
    subject="Về việc rà soát phân công công tác cho đảng viên",
    greeting="Kính gửi: Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy.",
    paragraphs=(
        "Thực hiện Chỉ thị số 991-CT/TU, ngày 15/01/2026 của Ban Thường vụ Tỉnh ủy, Ban Tổ chức "
        "Tỉnh ủy đề nghị:",
        "1. Các đảng bộ trực thuộc Tỉnh ủy báo cáo kết quả rà soát phân công công tác cho đảng "
        "viên về Ban Tổ chức Tỉnh ủy trước ngày 30/5/2026.",
        "2. Các tổ chức cơ sở đảng rà soát những nơi còn vướng, xong trong tháng 6 năm 2026.",
    ),
    recipients=("Như kính gửi,", "Lưu Văn phòng Ban."),
    authority="K/T TRƯỞNG BAN",
    post="PHÓ TRƯỞNG BAN",
    signer="Trịnh Thanh Hải",
)
OWN_DUTY = "Báo cáo số đảng viên đã được phân công công tác"


@pytest.fixture
def demo(house: Path) -> Iterator[str]:
    with served(environment_of(house)) as address:
        yield address


def no_sideways(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), page.url


def dropped_in(page: Page, paper: Path) -> None:
    """The clerk drops the Word file in; its line is read, the clerk says it was issued."""
    page.goto("/van-ban/moi/")
    page.get_by_label("Văn bản đi").check()
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("[name=number_symbol]")).to_have_value(NUMBER)
    expect(page.locator("[name=dated_on]")).to_have_value("25/05/2026")
    page.get_by_role("button", name="Đã phát hành, ghi theo số trên văn bản").click()
    expect(page.locator("#message")).to_contain_text(NUMBER)
    expect(page.get_by_role("link", name=re.compile("991-CT")).first).to_be_visible()


def given_out(page: Page) -> str:
    """Its duties stand beside the text; one misses its product. The address of the directive."""
    page.get_by_role("button", name="Giao nhiệm vụ từ văn bản này").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 nhiệm vụ")
    page.get_by_role("button", name="Xác nhận và giao").click()
    expect(page.locator("main")).to_contain_text("Nhiệm vụ 2 chưa chọn sản phẩm")
    page.get_by_label("Danh sách", exact=True).check()
    page.get_by_role("button", name="Ghi nhiệm vụ").click()
    page.get_by_role("button", name="Xác nhận và giao").click()
    expect(page.locator("#message")).to_contain_text("Đã giao")
    no_sideways(page)
    return "/" + page.url.split("/", 3)[3]


def open_own_duty(page: Page, directive: str) -> None:
    page.goto(directive)
    page.locator("main a[href*='/nhiem-vu/viec/']").first.click()


def broken_down(page: Page, directive: str) -> None:
    """The ward makes a duty of its own for every cell, by its plan."""
    open_own_duty(page, directive)
    page.get_by_role("link", name="Chia thành việc cụ thể").click()
    page.locator("[name=number]").fill("12-KH/ĐU")
    page.locator("[name=on]").fill("28/05/2026")
    page.locator("[name=p1-what]").fill(OWN_DUTY)
    page.locator("[name=p1-due_on]").fill("29/05/2026")
    for cell in page.locator("[name=p1-units]").all():
        cell.check()
    page.get_by_role("button", name="Giao các việc này").click()
    expect(page.locator("#message")).to_contain_text("Đã giao 1 nhiệm vụ")


def made_known(page: Page, directive: str) -> None:
    """The secretary calls the roll on a phone: all are there."""
    page.goto(f"{directive}quan-triet/")
    page.get_by_role("link", name="Điểm danh buổi quán triệt").click()
    no_sideways(page)
    for box in page.locator("[name=present]").all():
        box.check()
    page.locator("[name=on]").fill("30/05/2026")
    page.get_by_role("button", name="Ghi điểm danh").click()
    expect(page.locator("#message")).to_contain_text("Đã ghi")


def reported(page: Page, directive: str, results: str) -> str:
    """A unit writes, signs and sends the report of its own duty; the report's address."""
    open_own_duty(page, directive)
    page.get_by_role("button", name="Báo cáo ngay").or_(
        page.get_by_role("link", name="Báo cáo ngay")
    ).first.click()
    return sent(page, results)


def sent(page: Page, results: str) -> str:
    page.locator("[name=results]").fill(results)
    page.locator("[name=signed_post]").fill("Bí thư")
    page.locator("[name=signed_by]").fill("Trần Văn Bình")
    no_sideways(page)
    page.get_by_role("button", name="Ký và gửi").click()
    expect(page.locator("#message")).to_contain_text("Đã gửi báo cáo")
    return "/" + page.url.split("/", 3)[3]


def decided(page: Page, report: str, *, reason: str = "") -> None:
    page.goto(report)
    if reason:
        page.locator("[name=reason]").fill(reason)
        page.get_by_role("button", name="Trả lại để sửa").click()
        expect(page.locator("#message")).to_contain_text("trả lại")
    else:
        page.get_by_role("button", name="Nhận báo cáo").click()
        expect(page.locator("#message")).to_contain_text("nhận")


def explained(page: Page, directive: str, why: str) -> None:
    """Why a duty counts as done while some cells are late."""
    open_own_duty(page, directive)
    page.locator("[name=why]").fill(why)
    page.get_by_role("button", name="Ghi lý do").click()
    expect(page.locator("#message")).to_contain_text("Đã ghi")


def test_a_directive_becomes_duties_and_duties_become_a_summary(
    sign_in: SignIn, tmp_path: Path
) -> None:
    paper = tmp_path / "cong-van.docx"
    paper.write_bytes(written_paper(PAPER))

    clerk = sign_in("vanthu")
    dropped_in(clerk, paper)
    directive = given_out(clerk)

    ward = sign_in("xa")
    broken_down(ward, directive)

    cell = sign_in("bithu", width=PHONE)
    made_known(cell, directive)
    report = reported(cell, directive, "Đã phân công được 12 đồng chí.")
    decided(ward, report, reason="Chưa nêu số đồng chí chưa được phân công.")
    cell.goto("/")
    expect(cell.locator("main")).to_contain_text(re.compile("rả lại"))
    cell.goto(report)
    expect(cell.locator("main")).to_contain_text("Chưa nêu số đồng chí chưa được phân công.")
    sent(cell, "Đã phân công 12 đồng chí; 4 đồng chí cao tuổi chưa phân công.")
    decided(ward, report)

    member = sign_in("dangvien", width=PHONE)
    member.goto(f"{directive}van-ban/")
    expect(member.locator("main")).to_contain_text("rà soát phân công công tác")

    ours = reported(ward, directive, "Bốn chi bộ đã rà soát xong; 4 đồng chí chưa phân công.")
    province = sign_in("tinh")
    decided(province, ours)

    province.goto(f"{directive}theo-doi/")
    expect(province.locator("main")).to_contain_text(re.compile("127 nơi"))
    row = province.get_by_role("row", name=re.compile("Xuân Hương"))
    expect(row).to_contain_text("Cấp dưới còn việc quá hạn")
    explained(ward, directive, "Ba chi bộ đã nộp bản giấy, văn thư đang vào sổ.")
    province.reload()
    expect(row).to_contain_text(re.compile("Đã nhận báo cáo|Hoàn thành"))

    province.get_by_role("link", name="Đôn đốc nơi quá hạn").click()
    province.get_by_role("button", name="Soạn dự thảo").click()
    expect(province).to_have_url(re.compile(r"/van-ban/"))
    province.goto(f"{directive}theo-doi/")
    expect(province.get_by_role("row", name=re.compile("Phường Mũi Né"))).to_contain_text("1 lần")

    province.goto(directive)
    province.locator("main a[href*='/tong-hop/']").first.click()
    province.get_by_role("link", name="Soạn báo cáo tổng hợp").click()
    province.get_by_role("button", name="Soạn dự thảo").click()
    with province.expect_download() as waiting:
        province.get_by_role("link", name="Tải Word").first.click()
    summary = words_of(Path(waiting.value.path()))
    assert "127" in summary, summary[:2000]
    assert "Xuân Hương" in summary
