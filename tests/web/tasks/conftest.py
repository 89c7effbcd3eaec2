"""A cell with members and tasks, and pages looked at in Chromium."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page
from tests.web.registry.looking import Look

from dangvu.kernel import clock

if TYPE_CHECKING:
    from dangvu.access.models import Account


@pytest.fixture
def house(monkeypatch) -> SimpleNamespace:
    from tests import factories
    from tests.web.tasks.house import built

    monkeypatch.setattr(clock, "today", factories.NOW.date)
    return built()


@pytest.fixture
def look(browser: Browser, live_server, house) -> Iterator[Look]:
    """Opens pages as an account; what the browser complains of fails the test."""
    from tests import factories

    contexts, troubles = [], []

    def opened(width: int = 1440, *, scripts: bool = True, account: "Account") -> Page:
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
