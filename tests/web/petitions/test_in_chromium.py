"""Petitions in Chromium: a member raises one on a phone without scripts, the secretary answers;
pages read by axe, wide and narrow, in ordinary and large text."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests import factories as f
from tests.web.petitions.test_petition_pages import House
from tests.web.registry.looking import troubles_of

from dangvu.access.models import Account
from dangvu.kernel import clock
from dangvu.tasks.models import Petition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def house(monkeypatch) -> Iterator[House]:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    yield House()
    f.own()


@pytest.fixture
def opened(live_server, browser):
    """Opens pages as whoever a client of the house is signed in as."""
    contexts = []

    def page(client, **options):
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return context.new_page()

    yield page
    for context in contexts:
        context.close()


def test_raised_on_a_phone_and_answered(house, opened) -> None:
    phone = opened(house.member, viewport=PHONE, java_script_enabled=False)
    phone.goto("/")
    phone.click("main >> text=Gửi vướng mắc, kiến nghị")
    phone.check("text=Kinh phí, phương tiện, nhân lực")
    phone.fill("[name=what]", "Máy tính của chi bộ hỏng.")
    phone.click("text=Gửi chi bộ")
    expect(phone.locator("body")).to_contain_text("Đã gửi, số KN 01/2026.")
    desk = opened(house.secretary, viewport=PHONE, java_script_enabled=False)
    desk.goto(reverse("petition_list"))
    desk.click("main .errands a.dark")
    desk.fill("[name=answer]", "Chi bộ đã xin cấp máy, tháng 7 có.")
    desk.click("text=Gửi trả lời")
    expect(desk.locator("body")).to_contain_text("Đã trả lời KN 01/2026.")
    phone.goto("/")
    phone.click("main .errands a.btn")
    expect(phone.locator("main")).to_contain_text("Chi bộ đã xin cấp máy, tháng 7 có.")
    f.own()
    assert Petition.objects.get().read_at is not None


@pytest.mark.parametrize(("width", "large"), [(1440, False), (390, False), (390, True)])
def test_pages_are_clean_and_no_wider_than_the_screen(house, opened, width, large) -> None:
    wish = "Đề nghị cấp một máy hoặc cho dùng chung máy của ủy ban phường vào chiều thứ sáu."
    row = house.raised(wish=wish, holder_due_on=date(2026, 5, 20))
    house.raised("Cũng việc máy tính.")
    house.raised("Việc nữa.", state="joined", joined_to=row)
    f.own()
    Account.objects.update(large_text=large)
    parts = ["petition", "petition_slip", "petition_answer", "petition_pass"]
    own = [reverse("petition_list"), reverse("petition_new"), reverse("petition_days")]
    pages = {
        "member": [*own, reverse("petition", args=[row.pk])],
        "secretary": [
            *own, reverse("petition_counts"), *(reverse(p, args=[row.pk]) for p in parts),
            f"{own[1]}?dang-vien={house.person.pk}",
        ],
        "officer": [own[0], reverse("petition_counts")],
    }  # fmt: skip
    troubles = []
    for who, addresses in pages.items():
        page = opened(getattr(house, who), viewport={"width": width, "height": 900})
        for address in addresses:
            page.goto(address)
            troubles += troubles_of(page, f"{who} {address}")
    assert not troubles
