"""The README's pictures from a running demo: ``python scripts/screenshots.py ADDRESS``."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SHOTS = (
    ("month", "tinh", "/thang/2026-05/", 1560),
    ("body", "tinh", "", 1500),
    ("home", "xa", "/", 1300),
)
FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
WORDS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main(address: str) -> None:
    """Signs in as each account and saves what it sees, at desk width."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=WORDS
        )
        for name, account, path, height in SHOTS:
            page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(f"{address}/dang-nhap/")
            page.get_by_label("Tên đăng nhập").fill(account)
            page.get_by_label("Mật khẩu").fill("minhhoa-2026")
            page.get_by_role("button", name="Đăng nhập").click()
            page.goto(f"{address}{path or '/thang/2026-05/'}")
            if not path:
                page.locator(".rank .name a").first.click()
                page.wait_for_load_state()
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.screenshot(
                path=FOLDER / f"{name}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": 1440, "height": min(height, tall)},
            )
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
