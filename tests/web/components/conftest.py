"""Templates rendered without a server, and looked at in Chromium under the site's own policy."""

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route

SITE = "http://dangvu.test"

Render = Callable[..., str]
Look = Callable[..., Page]


@pytest.fixture
def render() -> Render:
    """Renders the text of a template: ``render("{% bar 1 2 %}", name=value)``."""

    def rendered(template_text: str, address: str = "/", **context: Any) -> str:
        template = engines["django"].from_string(template_text)
        return str(template.render(context, RequestFactory().get(address)))

    return rendered


@pytest.fixture(scope="session")
def gallery_html() -> str:
    """The gallery page as it is sent."""
    from dangvu.web.components.views import gallery

    return gallery(RequestFactory().get("/thanh-phan/")).content.decode()


@pytest.fixture
def look(browser: Browser) -> Iterator[Look]:
    """Opens HTML as a page of the site in Chromium, static files and content policy included.

    The page collects what the browser complained of in ``page.complaints``.
    """
    contexts = []

    def opened(html: str, width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.route("**/*", lambda route: _answer(route, html))
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and page.complaints.append(said.text),  # type: ignore[attr-defined]
        )
        page.goto(f"{SITE}/")
        return page

    yield opened
    for context in contexts:
        context.close()


def _answer(route: Route, html: str) -> None:
    from dangvu.web.shell.middleware import CONTENT_POLICY

    path = route.request.url.removeprefix(SITE)
    if not path.startswith("/static/"):
        headers = {"Content-Security-Policy": CONTENT_POLICY}
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        return
    found = finders.find(path.removeprefix("/static/"))
    if found is None:
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(found)[0] or "font/woff2"
    route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
