"""The gallery in Chromium: readable by all, under the content policy, with and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template import engines

from dangvu.web.components import samples
from dangvu.web.templatetags.dangvu import register

pytestmark = pytest.mark.browser


def _violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("width", [1440, 1100, 390])
def test_axe_finds_nothing(look, gallery_html: str, width: int) -> None:
    page = look(gallery_html, width)
    assert _violations(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [1366, 1345, 1250, 768, 390, 320])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_runs_off_the_side(look, gallery_html: str, width: int, large: bool) -> None:
    html = gallery_html.replace('<body class="', '<body class="large ') if large else gallery_html
    page = look(html, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_what_a_finger_must_hit_is_large_enough(look, gallery_html: str, width: int) -> None:
    page = look(gallery_html, width)
    small = page.evaluate(
        """() => [...document.querySelectorAll(`.btn, .tabs a, .dock a, select, .pick, .hit,
             details.why > summary, thead th a, .more a,
             input:not([type=checkbox]):not([type=radio])`)]
           .filter(e => e.checkVisibility() && e.type !== 'hidden')
           .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect().height])
           .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


def test_nothing_is_styled_inline(gallery_html: str) -> None:
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?! src)", gallery_html)


def test_headings_are_in_order_with_one_first(gallery_html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", gallery_html)]
    assert levels.count(1) == 1
    main = gallery_html.split("<main")[1].split("</main>")[0]
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", main)]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False))


def test_the_gallery_shows_every_tag() -> None:
    loader = engines["django"].engine.template_loaders[0]
    pages = [
        f"components/_gallery_{part}.html" for part in ("basics", "figures", "tables", "forms")
    ]
    text = "".join(loader.get_template(page).source for page in pages)
    shown = set(re.findall(r"\{% (\w+)", text)) | set(re.findall(r"\|(vn_\w+)", text))
    assert set(register.tags) | set(register.filters) <= shown


PASTE = """text => {
  const field = document.querySelector('table[data-grid] input');
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const event = {clipboardData, bubbles: true, cancelable: true};
  return field.dispatchEvent(new ClipboardEvent('paste', event));
}"""


def test_a_block_from_a_spreadsheet_is_pasted_into_the_grid(look, gallery_html: str) -> None:
    page = look(gallery_html)
    page.evaluate(PASTE, "31\t 7\r\n1.204\t\r\n55\t9\n60\t1\n")
    values = page.eval_on_selector_all("table[data-grid] input", "all => all.map(f => f.value)")
    assert values == ["31", "7", "1.204", "", "55", "9"]
    assert page.text_content("#message").strip() == (
        "Đã dán 6 ô, chưa ghi. Còn 2 ô ngoài bảng, không dán được."
    )


def test_one_value_is_left_to_the_browser(look, gallery_html: str) -> None:
    assert look(gallery_html).evaluate(PASTE, "31") is True


def test_one_tick_takes_all(look, gallery_html: str) -> None:
    page = look(gallery_html)
    rows = len(samples.context("/")["rows"])
    page.locator("[data-all]").check()
    assert page.locator("input[name=unit]:checked").count() == rows
    page.locator("input[name=unit]").first.uncheck()
    assert page.locator("[data-all]").evaluate("box => box.indeterminate")


def test_errors_are_where_the_reader_stands_and_links_lead_to_fields(
    look, gallery_html: str
) -> None:
    page = look(gallery_html)
    assert page.evaluate("document.activeElement.className") == "sum-err"
    page.click(".sum-err a:has-text('Kiểu công văn')")
    assert page.evaluate("document.activeElement.name || location.hash") in ("kind", "#id_kind_0")


def test_a_verdict_in_a_table_explains_itself_and_closes(look, gallery_html: str) -> None:
    page = look(gallery_html)
    first, second = page.locator(".because").nth(0), page.locator(".because").nth(6)
    first.locator("summary").click()
    assert first.locator(".why-body").is_visible()
    assert _violations(page) == []
    second.locator("summary").click()
    assert not first.locator(".why-body").is_visible()
    page.keyboard.press("Escape")
    assert not second.locator(".why-body").is_visible()
    page.emulate_media(media="print")
    assert second.locator(".cls").is_visible()


def test_works_without_scripts(look, gallery_html: str) -> None:
    page = look(gallery_html, java_script_enabled=False)
    assert not page.locator("[data-print]").is_visible()
    assert not page.locator("[data-all]").is_visible()
    page.click(".as > summary")
    assert page.locator(".as-list button").first.is_visible()
    page.click("details.why:not([open]) > summary")
    assert page.locator(".why-body").first.is_visible()


def test_the_phone_reaches_everything_from_its_dock(look, gallery_html: str) -> None:
    page = look(gallery_html, 390)
    assert not page.locator(".mast .tabs").is_visible()
    page.click(".dock a:has-text('Thêm')")
    for words in ("Thống kê", "Ra khỏi hệ thống", "Chuyển sang"):
        assert page.locator(f".more :text('{words}')").first.is_visible()


def test_prints_without_navigation_on_a4(look, gallery_html: str) -> None:
    page = look(gallery_html)
    page.emulate_media(media="print")
    for hidden in (".tabs", ".dock", ".btn", ".demo", ".filters", "details.why:not([open])"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".org").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
