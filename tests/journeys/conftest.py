"""The demo as a newcomer has it: built and served by the command line, seen in Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

MEMBERS = "3000"
PASSWORD = "minhhoa-2026"

SignIn = Callable[..., Page]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a program that keeps its data in a folder, and knows nothing of the tests'
    database."""
    ours = ("DATABASE_", "DANGVU_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"DANGVU_DATA": str(folder), "PYTHONUTF8": "1", **more}


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a demo that runs as long as the block lasts; built if it is not yet."""
    port = _free_port()
    words = [sys.executable, "-m", "dangvu", "demo", "--members", MEMBERS, "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, address)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    """Until the demo answers; a minute on a quiet machine."""
    deadline = time.monotonic() + 360
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the demo ended with {process.returncode}")
        with suppress(URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/dang-nhap/", timeout=2).close()
            return
        time.sleep(0.3)
    pytest.fail("the demo did not answer within six minutes")


@contextmanager
def signing_in(browser: Browser, address: str) -> Iterator[SignIn]:
    """Opens a browser of its own and signs an account in: ``sign_in("tinh", width=390)``."""
    contexts = []

    def signed_in(account: str, width: int = 1440) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale="vi-VN"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(account)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo's house."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(demo_folder: Path) -> Iterator[str]:
    """The address of the running demo."""
    with served(environment_of(demo_folder)) as address:
        yield address


@pytest.fixture
def sign_in(browser: Browser, demo: str) -> Iterator[SignIn]:
    """Signs an account in to the demo, in a browser of its own."""
    with signing_in(browser, demo) as signed_in:
        yield signed_in
