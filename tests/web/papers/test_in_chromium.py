"""From the month to signed letters in Chromium: without scripts, read by axe, wide and narrow."""

import zipfile
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests import factories as make
from tests.targets.world import world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.actions import record_term
from dangvu.documents.models import Paper
from dangvu.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    made = world()
    for month in range(1, 6):
        make.admission(made.cells[0], date(2026, month, 8))
    make.own()
    with entered(made.specialist):
        record_term(made.specialist, made.province.pk, "Khóa thử", date(2025, 10, 1))
    yield made
    make.own()


@pytest.fixture
def opened(place, live_server, browser):
    """Opens pages as the clerk of the province."""
    contexts = []

    def page(**options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        client = make.signed_in(make.account(Role.CLERK, place.province))
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def test_letters_are_drafted_issued_and_taken_without_scripts(place, opened, tmp_path):
    page = opened(java_script_enabled=False)
    page.goto(f"/thang/2026-05/{place.province.pk}/cong-van/")
    page.check("input[name=each][value=each]")
    page.click("text=Chọn từng tổ chức")
    page.check(f"input[name=bodies][value='{place.communes[0].pk}']")
    page.fill("[name=signer]", "Người Ký")
    page.click("text=Soạn dự thảo")
    assert page.inner_text("h1").startswith("3 công văn")
    page.click("text=Phát hành 3 dự thảo")
    assert "từ 01-CV/BTCTU đến 03-CV/BTCTU" in page.inner_text("main")
    page.click("button:has-text('Phát hành 3')")
    assert "Đã phát hành 3 văn bản" in page.inner_text("#message")
    with page.expect_download() as loading:
        page.click("text=Tải cả tập")
    loading.value.save_as(tmp_path / "tap.zip")
    with zipfile.ZipFile(tmp_path / "tap.zip") as archive:
        names = archive.namelist()
    assert [name[:13] for name in names] == ["1-01-cv-btctu", "2-02-cv-btctu", "3-03-cv-btctu"]


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(place, opened, width):
    page = opened(viewport={"width": width, "height": 900})
    sheet = f"/thang/2026-05/{place.province.pk}"
    page.goto(f"{sheet}/cong-van/")
    page.click("text=Chọn từng tổ chức")
    faults = seen(page, width)
    page.fill("[name=report_due]", "31/13/2026")
    page.click("text=Soạn dự thảo")
    faults += seen(page, width)
    page.fill("[name=report_due]", "15/06/2026")
    page.check("input[name=each][value=each]")
    page.click("text=Soạn dự thảo")
    page.wait_for_url("**/van-ban/tap/**")
    faults += seen(page, width)
    first = Paper.objects.order_by("id").first()
    kind = f"/van-ban/mau/{first.kind}/"
    for address in (
        f"/van-ban/{first.pk}/",
        f"/van-ban/{first.pk}/phat-hanh/",
        "/van-ban/",
        "/van-ban/?q=khong-co",
        "/van-ban/moi/",
        f"/van-ban/{came(page)}/",
        f"/van-ban/{Paper.objects.latest('id').pk}/dong/",
        f"/van-ban/{Paper.objects.latest('id').pk}/tep/them/",
        f"/van-ban/{first.pk}/the-thuc/",
        "/van-ban/?q=tao+nguon",
        "/van-ban/nhiem-ky/",
        "/van-ban/mau/",
        kind,
        f"{kind}cho-dien/",
    ):
        page.goto(address)
        faults += seen(page, width)
    assert faults == []


TEXT = """TỈNH ỦY THỬ
*
Số 07-CT/TU
Thử, ngày 12 tháng 02 năm 2026

CHỈ THỊ
về tạo nguồn kết nạp đảng viên

Thực hiện Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Trung ương, các chi bộ tạo nguồn.
"""


def came(page) -> int:
    """A paper dropped in and entered on the pages; its number in the address."""
    page.goto("/van-ban/moi/")
    page.set_input_files(
        "[name=file]", {"name": "07.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    )
    page.click("button:has-text('Tiếp tục')")
    page.wait_for_url("**/dong/")
    page.click("button:has-text('Vào sổ văn bản đến')")
    page.wait_for_selector("#message:has-text('Đã vào sổ')")
    return int(page.url.rstrip("/").rpartition("/")[2])


def seen(page, width: int) -> list[str]:
    """What axe and the ruler find wrong on the page that is open."""
    found = Axe().run(page).response["violations"]
    faults = [f"{page.url} {v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append(f"{page.url} is wider than {width}")
    return faults
