"""Directives in Chromium: from the paper to the letter without scripts; axe, wide and narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, paper, plan_duty

from dangvu.access.matrix import Role
from dangvu.tasks.models import Assignment, Directive, Urging

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(settings) -> Iterator[World]:
    settings.DEMO_TODAY = TODAY.isoformat()
    yield World()
    f.own()


@pytest.fixture
def opened(live_server, browser):
    """Opens pages as somebody of a role at a place."""
    contexts = []

    def page(role, place, **options):
        f.own()
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        session = f.signed_in(f.account(role, place)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def test_from_the_paper_to_the_letter_without_scripts(world, opened) -> None:
    world.opened()
    found = Directive.objects.get()
    page = opened(Role.PROVINCE_SPECIALIST, world.province, java_script_enabled=False)
    page.goto(reverse("directive_reading", args=[found.pk]))
    page.click("#d1 >> text=Sửa, tách, gộp")
    page.check("#d1 [name=product][value=plan]")
    page.fill("#d1 [name=due_day]", "29/05/2026")
    page.check("#d1 [name=due_kind][value=before]")
    page.click("#d1 >> text=Ghi nhiệm vụ")
    assert "tức là hết ngày 28/05/2026" in page.inner_text("#d1")
    page.click("#d3 >> text=Không phải việc")
    page.click("text=Xác nhận và giao >> nth=-1")
    assert "Đã giao. Từ giờ mỗi nơi thấy nhiệm vụ của mình." in page.inner_text("body")
    f.own()
    assert Assignment.objects.filter(duty__position=1).count() == 2
    page.click("text=Đôn đốc nơi quá hạn")
    page.click("text=Soạn dự thảo")
    assert "đã ghi đôn đốc 2 nơi" in page.inner_text("body")
    f.own()
    assert Urging.objects.count() == 2


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_clean_and_no_wider_than_the_screen(world, opened, width: int) -> None:
    """The list, the paper beside its duties, one open, what was given, the sheet, forms."""
    given = world.given(plan_duty(), plan_duty(key="d2", audience="grassroots", heading="Báo cáo"))
    row = world.of(world.one)
    f.own()
    world.paper = paper(world.province, "18-CT/TU")
    reading = world.opened()
    one = [given.pk]
    pages = [
        reverse("directive_list"), reverse("directive_reading", args=[reading.pk]),
        f"{reverse('directive_reading', args=[reading.pk])}?sua=d1", reverse("directive", args=one),
        reverse("directive_text", args=one), reverse("directive_end", args=one),
        reverse("follow_up", args=one), reverse("directive_urge", args=one),
        reverse("directive_assess", args=one), reverse("directive_inspection", args=one),
        reverse("inspection_list"),
    ]  # fmt: skip
    own = [
        reverse("assignment", args=[row.pk]), reverse("assignment_plan", args=[row.pk]),
        reverse("break_down", args=[row.pk]), reverse("directive", args=one),
    ]  # fmt: skip
    whole = (
        (Role.PROVINCE_SPECIALIST, world.province, pages),
        (Role.COMMUNE_OFFICER, world.one, own),
    )
    faults = []
    for role, place, addresses in whole:
        page = opened(role, place, viewport={"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            answer = Axe().run(page)
            faults += [f"{address}: {v['id']} {v['nodes'][0]['html'][:120]}"
                       for v in answer.response["violations"]]  # fmt: skip
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{address}: wider than {width}")
    assert not faults, "\n".join(faults)
