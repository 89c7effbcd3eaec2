"""From a name on the source list to an official member, as a secretary on a phone and an officer at
a desk do it: one return, one extension, one missed limit flagged, every paper printed, and the
month's figure moved. The second half is a year later."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import SignIn, environment_of, served, signing_in
from tests.journeys.test_month_to_letter import words_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Vũ Thị Hành Trình"
A_YEAR_LATER = "2027-06-10"
PHONE, DESK = 390, 1440


@pytest.fixture
def demo(house: Path) -> Iterator[str]:
    with served(environment_of(house)) as address:
        yield address


@pytest.fixture
def later(browser: Browser, demo: str, house: Path) -> Iterator[SignIn]:
    """The same house a year later: a second server, whose demo day is another."""
    with (
        served(environment_of(house, DANGVU_TODAY=A_YEAR_LATER)) as address,
        signing_in(browser, address) as signed_in,
    ):
        yield signed_in


def no_sideways(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), page.url


def put_on_the_list(page: Page) -> str:
    """The secretary puts the person on the source list; the address of the case."""
    page.get_by_role("navigation", name="Việc chính").get_by_role("link", name="Hồ sơ").click()
    page.get_by_role("link", name="Đưa một người vào nguồn").click()
    page.get_by_label("Họ và tên").fill(NAME)
    page.get_by_label("Nữ").check()
    page.get_by_label("Ngày sinh").fill("12/03/2000")
    page.get_by_label("Là đoàn viên TNCS").check()
    page.get_by_label("Nhóm nguồn").select_option("teacher")
    page.get_by_label("Ngày đưa vào nguồn").fill("01/09/2025")
    page.get_by_label("Ngày người ấy đồng ý").fill("31/12/2030")
    page.get_by_role("button", name="Đưa vào nguồn").click()
    expect(page.get_by_role("alert").first).to_contain_text("Chưa lưu được")
    expect(page.get_by_label("Họ và tên")).to_have_value(NAME)
    page.get_by_label("Ngày người ấy đồng ý").fill("01/09/2025")
    page.get_by_role("button", name="Đưa vào nguồn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    no_sideways(page)
    return "/" + page.url.split("/", 3)[3]


def take(page: Page, case: str, step: str, on: str, **fields: str) -> None:
    """Records a step; what is warned of is read and recorded all the same."""
    page.goto(f"{case}buoc/{step}/")
    page.locator("#id_on").fill(on)
    for name, text in fields.items():
        page.locator(f"#id_{name}").fill(text)
    no_sideways(page)
    button = page.locator("main form .btn.main")
    button.click()
    if page.get_by_text("bấm ghi lần nữa").is_visible():
        button.click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi")


def ballots(agreed: int, present: int) -> dict[str, str]:
    return {"present": str(present), "agreed": str(agreed), "disagreed": str(present - agreed)}


def assign_a_helper(page: Page, case: str) -> None:
    page.goto(f"{case}giup-do/")
    page.get_by_label("Đảng viên chính thức của chi bộ").select_option(index=1)
    page.get_by_label("Từ ngày", exact=True).fill("01/11/2025")
    page.get_by_role("button", name="Phân công", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Đã phân công")


def to_the_vote(phone: Page, desk: Page, case: str) -> None:
    """Everything up to the opinions, with one return on the way."""
    take(desk, case, "listed", "10/09/2025", number="12-NQ/ĐU")
    take(desk, case, "class_done", "15/10/2025", number="41/CN")
    assign_a_helper(phone, case)
    take(phone, case, "applied", "10/11/2025")
    take(phone, case, "cv_done", "20/11/2025")
    take(desk, case, "vetting_sent", "01/12/2025", number="31-CV/ĐU")
    take(desk, case, "returned", "15/12/2025", reason="Lý lịch thiếu phần anh, chị em ruột")
    phone.goto(case)
    expect(phone.locator("main")).to_contain_text("Bị trả lại")
    expect(phone.locator("main")).to_contain_text("thiếu phần anh, chị em ruột")
    take(phone, case, "resumed", "25/12/2025", reason="Đã bổ sung")
    take(desk, case, "vetting_back", "20/01/2026", number="07-CV/ĐU")
    take(phone, case, "opinions_in", "10/02/2026")


def the_cell_votes(phone: Page, case: str) -> None:
    """The ratio is seen before it is recorded: first a count that is short, then the right one."""
    phone.goto(f"{case}buoc/cell_voted/")
    official = int(phone.locator("#id_official").input_value())
    phone.locator("#id_on").fill("02/03/2026")
    for name, text in ballots(1, official).items():
        phone.locator(f"#id_{name}").fill(text)
    phone.get_by_role("button", name="Tính tỷ lệ").click()
    expect(phone.locator("#ket-qua")).to_contain_text("Chưa đủ tỷ lệ")
    no_sideways(phone)
    take(phone, case, "cell_voted", "02/03/2026", number="5-NQ/CB", **ballots(official, official))
    phone.goto(case)
    expect(phone.locator(".clock.tiny").first).to_be_visible()
    expect(phone.locator("main")).to_contain_text("60 ngày làm việc từ 02/3/2026")


def figure_of_the_ward(desk: Page) -> int:
    """How many the ward has admitted this year, as its page of duties says."""
    desk.goto("/")
    found = re.match(r"\d+", desk.locator("main a.open").first.inner_text())
    assert found
    return int(found[0])


def every_paper(page: Page, case: str, link: str, to: Path, least: int) -> str:
    """The whole set as one file; its words."""
    page.goto(case)
    with page.expect_download() as given:
        page.get_by_role("link", name=link).click()
    given.value.save_as(to)
    with zipfile.ZipFile(to) as package:
        names = [name for name in package.namelist() if name.endswith(".docx")]
        assert len(names) >= least, names
        package.extractall(to.parent / to.stem)
    return " ".join(words_of(to.parent / to.stem / name) for name in names)


def test_a_source_becomes_a_member(sign_in: SignIn, later: SignIn, tmp_path: Path) -> None:
    phone, desk = sign_in("bithu", PHONE), sign_in("xa", DESK)
    case = put_on_the_list(phone)

    # who was forgotten on the list stands on the red list and among the duties
    desk.goto("/ho-so/danh-sach-do/")
    red = desk.get_by_role("row").filter(has_text=NAME)
    expect(red).to_contain_text("Quá hạn")
    phone.goto("/")
    expect(phone.locator("main")).to_contain_text("hồ sơ kết nạp quá hạn")

    to_the_vote(phone, desk, case)
    the_cell_votes(phone, case)
    take(desk, case, "extended", "20/05/2026", reason="Chờ xác minh", until="15/06/2026")
    desk.goto(case)
    expect(desk.locator("main")).to_contain_text("đã gia hạn")
    printed = every_paper(desk, case, "Tải bộ xét kết nạp", tmp_path / "ket-nap.zip", 8)
    assert NAME in printed or NAME.upper() in printed

    before = figure_of_the_ward(desk)
    take(desk, case, "committee_voted", "22/05/2026", number="19-NQ/ĐU", issuer="Đảng ủy phường",
         official="15", **ballots(15, 15))  # fmt: skip
    take(desk, case, "decided", "25/05/2026", number="88-QĐ/ĐU", issuer="Ban Thường vụ Đảng ủy")
    assert figure_of_the_ward(desk) == before + 1
    take(phone, case, "decision_received", "27/05/2026")
    take(phone, case, "ceremony_held", "29/05/2026")
    phone.goto(case)
    expect(phone.locator("li[aria-current=step]")).to_contain_text("Công nhận chính thức")

    becomes_official(later, case, tmp_path)


def becomes_official(later: Callable[..., Page], case: str, to: Path) -> None:
    """A year later: what the probation asks for, the votes, the decision, the card."""
    phone, desk = later("bithu", PHONE), later("xa", DESK)
    phone.goto(case)
    expect(phone.locator("main")).to_contain_text("Quá hạn")
    take(phone, case, "cv_member", "10/06/2026")
    take(desk, case, "new_class_done", "15/10/2026", number="90/CN")
    take(phone, case, "self_review", "18/05/2027")
    take(phone, case, "helper_remark", "20/05/2027")
    take(phone, case, "probation_opinions", "25/05/2027")
    phone.goto(f"{case}buoc/cell_voted_recognition/")
    official = int(phone.locator("#id_official").input_value())
    take(phone, case, "cell_voted_recognition", "31/05/2027", number="9-NQ/CB",
         **ballots(official, official))  # fmt: skip
    take(desk, case, "committee_voted_recognition", "03/06/2027", number="30-NQ/ĐU",
         issuer="Ban Thường vụ Đảng ủy", official="15", **ballots(15, 15))  # fmt: skip
    take(desk, case, "recognised", "08/06/2027", number="91-QĐ/ĐU", issuer="Ban Thường vụ Đảng ủy")
    printed = every_paper(desk, case, "Tải bộ công nhận chính thức", to / "chinh-thuc.zip", 5)
    assert NAME in printed or NAME.upper() in printed
    desk.goto(f"/dang-vien/?q={NAME}")
    desk.get_by_role("link", name=NAME).first.click()
    expect(desk.locator("main")).to_contain_text("Chính thức")
    expect(desk.locator("main")).to_contain_text("29/05/2027")
