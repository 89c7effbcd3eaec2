"""Pages of the register looked at in Chromium."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page
from tests.web.registry.looking import Look

from dangvu.access.matrix import Role
from dangvu.kernel import clock

if TYPE_CHECKING:
    from tests.orgs.worlds import World

    from dangvu.access.models import Account


@pytest.fixture
def world(monkeypatch) -> "World":
    from tests import factories
    from tests.orgs.worlds import World

    monkeypatch.setattr(clock, "today", factories.NOW.date)
    return World()


@pytest.fixture
def look(browser: Browser, live_server, world: "World") -> Iterator[Look]:
    """Opens pages as the province's specialist; what the browser complains of fails the test."""
    from tests import factories

    contexts, troubles = [], []
    specialist = factories.account(Role.PROVINCE_SPECIALIST, world.province)

    def opened(width: int = 1440, *, scripts: bool = True, account: "Account" = specialist) -> Page:
        cookie = factories.signed_in(account).cookies["sessionid"].value
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda m: m.type == "error" and troubles.append(m.text))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [t for t in troubles if "favicon" not in t and "422" not in t] == []
