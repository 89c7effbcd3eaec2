"""The papers of a case in Chromium: without scripts, read by axe, wide and narrow."""

import zipfile
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from tests import factories as f
from tests.admissions.case_world import CaseWorld

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions.actions import PaperNote, note_paper
from dangvu.admissions.models import CasePaper
from dangvu.kernel import clock
from dangvu.rules.procedure import Step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(monkeypatch) -> Iterator[CaseWorld]:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    yield CaseWorld()
    f.own()


@pytest.fixture
def opened(world, live_server, browser):
    """Opens pages as the secretary of the cell."""
    contexts = []

    def page(**options):
        f.own()
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        client = f.signed_in(f.account(Role.CELL_SECRETARY, world.cell))
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def test_a_set_is_taken_and_a_scan_attached_without_scripts(world, opened, tmp_path) -> None:
    case = world.at(Step.CELL_VOTED)
    page = opened(java_script_enabled=False)
    page.goto(reverse("case", args=[case.pk]))
    page.click("text=Từng giấy tờ, bản chụp")
    with page.expect_download() as taken:
        page.click("text=Tải cả bộ (.zip) >> nth=0")
    kept = tmp_path / "bo.zip"
    taken.value.save_as(kept)
    assert any(name.startswith("6-knd") for name in zipfile.ZipFile(kept).namelist())
    scan = tmp_path / "nghị quyết.pdf"
    scan.write_bytes(b"%PDF-1.7 scan")
    page.click("text=Ghi đã có: Nghị quyết đề nghị kết nạp đảng viên của chi bộ")
    assert page.input_value("[name=code]") == "6-KNĐ"
    page.fill("[name=number]", "02-NQ/CB")
    page.set_input_files("[name=file]", scan)
    page.click("main button.main")
    assert "Đã ghi Nghị quyết đề nghị kết nạp đảng viên của chi bộ." in page.inner_text("body")
    with page.expect_download() as taken:
        page.click("text=Bản chụp Nghị quyết")
    assert taken.value.suggested_filename == "nghị quyết.pdf"


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_clean_and_no_wider_than_the_screen(world, opened, width: int) -> None:
    case = world.at(Step.CELL_VOTED)
    with entered(world.officer):
        note_paper(
            world.officer, case.pk,
            PaperNote("6-KNĐ", number="02-NQ/CB", kept_at="tủ hồ sơ của chi ủy, ngăn thứ hai"),
        )  # fmt: skip
    f.own()
    held = CasePaper.objects.get()
    page = opened(viewport={"width": width, "height": 900})
    faults = []
    for address in (
        reverse("case_papers", args=[case.pk]),
        reverse("case_paper_note", args=[case.pk]),
        reverse("case_paper_drop", args=[case.pk, held.pk]),
    ):
        page.goto(address)
        found = Axe().run(page).response["violations"]
        faults += [f"{page.url} {v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{page.url} is wider than {width}")
    assert faults == []
