"""Where the tests' database and browser come from.

The settings are told here, before Django reads them; the server itself starts with the first test
that needs a database, so tests of law and papers stay seconds. ``DANGVU_TEST_DATABASE_URL``, the
address of a superuser, takes a real server instead.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import django
import psutil
import psycopg
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dangvu.kernel.postgres import SUPERUSER, Cluster, prepare_database

OWNER, APP, DATABASE = "dangvu_test_owner", "dangvu_test_app", "dangvu"
PASSWORDS = {OWNER: secrets.token_hex(16), APP: secrets.token_hex(16)}
PLACE = Path(tempfile.gettempdir(), f"dangvu-test-{os.getpid()}")
REAL_SERVER = os.environ.get("DANGVU_TEST_DATABASE_URL", "")
CLUSTER = Cluster(PLACE / "postgres", durable=False)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_WORDS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _address(role: str, database: str) -> str:
    if REAL_SERVER:
        return make_conninfo(REAL_SERVER, user=role, password=PASSWORDS[role], dbname=database)
    return CLUSTER.url(role, database)


def _administrator() -> str:
    return REAL_SERVER or CLUSTER.url(SUPERUSER, "postgres")


def _environment(database: str) -> dict[str, str]:
    return {
        "DATABASE_URL": _address(APP, database),
        "DATABASE_OWNER_URL": _address(OWNER, database),
        "DANGVU_APP_LOGIN": APP,
    }


os.environ |= _environment(DATABASE) | {
    "DJANGO_SETTINGS_MODULE": "dangvu.config.settings",
    "DANGVU_CONNECT_AS": "owner",
    "DANGVU_TESTING": "1",
    "DANGVU_DATA": str(PLACE / "files"),
    "DANGVU_SECRET_KEY": "only for tests",
    "DANGVU_FIELD_KEY": "00" * 32,
}


def pytest_configure(config: pytest.Config) -> None:
    """Before the tests are collected, for they import models; pytest-django came too early.

    Processes side by side are each told where their own database is: they begin without settings.
    """
    django.setup()
    # The real algorithm, made cheap: a password is hashed or checked hundreds of times in a run.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64
    Argon2PasswordHasher.parallelism = 1
    if getattr(config.option, "numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> Iterator[None]:
    """Where collected files lie in production; the server that gives them out looks for it."""
    Path(os.environ["DANGVU_DATA"], "static").mkdir(parents=True, exist_ok=True)
    yield
    shutil.rmtree(PLACE, ignore_errors=True)


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """A server with the two login roles; the owner may also make databases, as tests do."""
    if not REAL_SERVER:
        _sweep_up_after_killed_runs()
        CLUSTER.start()
    prepare_database(_administrator(), database=DATABASE, owner=OWNER, app=APP, passwords=PASSWORDS)
    with psycopg.connect(_administrator(), autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
    yield
    CLUSTER.stop()
    shutil.rmtree(PLACE, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None) -> None:
    """pytest-django asks for this before it makes the test database."""


@pytest.fixture
def empty_database(database_server: None) -> Iterator[dict[str, str]]:
    """The environment of a program that has a database of its own, new and empty."""
    name = f"dangvu_{secrets.token_hex(4)}"
    prepare_database(_administrator(), database=name, owner=OWNER, app=APP)
    yield {k: v for k, v in os.environ.items() if k != "DANGVU_CONNECT_AS"} | _environment(name)
    with psycopg.connect(_administrator(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _sweep_up_after_killed_runs() -> None:
    """A run that was killed could not stop its server; the next one does."""
    for left in PLACE.parent.glob("dangvu-test-*"):
        number = left.name.rpartition("-")[2]
        if not number.isdigit() or psutil.pid_exists(int(number)):
            continue
        with suppress(Exception):
            Cluster(left / "postgres").stop()
            shutil.rmtree(left)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Chromium of this machine. It is never skipped: a page nobody looked at is not done."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    if not Path(own).exists():
        pytest.fail("No Chromium on this machine. Run: make browser", pytrace=False)
    return own


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the whole run; each test opens a context of its own."""
    # Playwright keeps an event loop in this thread, where Django then refuses its own queries and
    # takes connections of their own: none may stay behind on either side of the loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=list(BROWSER_WORDS)
        )
        yield chromium
        connections.close_all()
        chromium.close()
