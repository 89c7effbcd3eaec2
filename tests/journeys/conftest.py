"""The demo as a newcomer has it: built and served by the command line, seen in Chromium."""

import fcntl
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


def _demo(*words: str) -> list[str]:
    return [sys.executable, "-m", "dangvu", "demo", "--members", MEMBERS, *words]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder the command builds; one for a whole run, to be copied."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-built"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            _demo("--no-serve"), env=environment_of(folder), stdout=subprocess.DEVNULL, check=True
        )
    return folder


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Path:
    """A demo for one journey alone: what it writes would change what other journeys read."""
    return copied(built, tmp_path / "demo")


def copied(built: Path, to: Path) -> Path:
    """The folder with everything in it as it was, owners of files too."""
    subprocess.run(["cp", "-a", built, to], check=True)
    return to


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of a demo that runs as long as the block lasts."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    words = _demo("--port", str(port))
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(process, address)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    """Until the demo answers; seconds on a quiet machine."""
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
def demo_folder(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the house of the journeys that share a demo."""
    return copied(built, tmp_path_factory.mktemp("journeys") / "demo")


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
