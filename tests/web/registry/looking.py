"""What is looked for on a page in a real browser."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Look = Callable[..., Page]
"""Opens a page: ``look(width, scripts=…, account=…)``."""


def troubles_of(page: Page, where: str) -> list[str]:
    """What axe finds on a page, and whether it scrolls sideways."""
    found = [
        f"{where}: {v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        found.append(f"{where}: scrolls sideways")
    return found
