"""What the scripts here share: a house with a demo in it, browsers signed in to it, statements that
are kept and run again bare, and clocks.

A script is run by the project's own Python on the data folder of a demo, and prints what it saw:

    DANGVU_DATA=.bench/119396 .venv/bin/dangvu demo --no-serve --members 119396
    DANGVU_DATA=.bench/119396 .venv/bin/python bench/month.py
"""

import logging
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
import psycopg

from dangvu.cli.environment import demo_marker, enter, house
from dangvu.cli.serving import collect_static

ROUNDS = 25
WARM = 3


@dataclass(frozen=True)
class Statement:
    """One statement as the page sent it, and how long it took inside the page, in seconds."""

    sql: str
    parameters: Any
    seconds: float

    @property
    def announces(self) -> bool:
        """Whether it tells the database which role and branch act."""
        return "set_config('role'" in self.sql


@dataclass(frozen=True)
class House:
    """An open demo house. ``superuser`` is the address of somebody row security does not hold."""

    members: int
    superuser: str

    def connect(self, *, past_the_wall: bool = False) -> psycopg.Connection:
        """A bare connection: the application's own login, or one that passes row security by."""
        url = self.superuser if past_the_wall else os.environ["DATABASE_URL"]
        words = "-c timezone=UTC" if past_the_wall else "-c role=dangvu_door -c timezone=UTC"
        return psycopg.connect(url, options=words, cursor_factory=psycopg.ClientCursor)


@contextmanager
def demo_house() -> Iterator[House]:
    """Enters the demo of ``DANGVU_DATA`` as the application does, and prints what it runs on."""
    if not demo_marker():
        sys.exit("No demo in this data folder. First: dangvu demo --no-serve [--members N]")
    with house() as cluster:
        enter()
        collect_static()
        # Pages that a role may not open are asked for on purpose.
        logging.getLogger("django.request").setLevel(logging.ERROR)
        passes = (
            cluster.url("postgres", "dangvu_demo") if cluster else os.environ["DATABASE_OWNER_URL"]
        )
        here = House(demo_marker()["members"], passes)
        _print_facts(here)
        yield here


def _print_facts(here: House) -> None:
    import django

    with here.connect() as link:
        server = link.execute("SHOW server_version").fetchone()
        shared = link.execute("SHOW shared_buffers").fetchone()
    memory = psutil.virtual_memory().total / 2**30
    print(
        f"{here.members:,} members; {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"
        f" {platform.machine()}, load {os.getloadavg()[0]:.1f}; Python"
        f" {platform.python_version()}, Django {django.__version__}, PostgreSQL {server[0]},"
        f" shared_buffers {shared[0]}"
    )


def sign_in(username: str) -> Any:
    """A browser in which a demo account has signed in by the sign-in page."""
    from django.test import Client
    from django.urls import reverse

    from dangvu.access.demo import PASSWORD

    browser = Client(HTTP_HOST="localhost")
    answer = browser.post(reverse("sign_in"), {"username": username, "password": PASSWORD})
    if answer.status_code != 302:
        sys.exit(f"{username} could not sign in: {answer.status_code}")
    return browser


def ask(browser: Any, path: str) -> Any:
    """A page that must come whole: anything but 200 ends the script."""
    answer = browser.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path}: {answer.status_code}")
    return answer


def statements(browser: Any, path: str) -> list[Statement]:
    """Every statement a page sends, in order, as the scoped user of that browser."""
    from django.db import connection

    kept: list[Statement] = []

    def keep(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            kept.append(Statement(sql, parameters, time.perf_counter() - began))

    with connection.execute_wrapper(keep):
        ask(browser, path)
    return kept


def run_bare(link: psycopg.Connection, wanted: Sequence[Statement], role: str = "") -> None:
    """The statements again in one transaction, rows fetched and dropped, then rolled back.

    They announce the role and the branch themselves; ``role`` puts another in its place ("none":
    whoever is connected).
    """
    with link.cursor() as cursor:
        for one in wanted:
            given = [role, *one.parameters[1:]] if role and one.announces else one.parameters
            cursor.execute(one.sql, given)
            if cursor.description:
                cursor.fetchall()
    link.rollback()


def alternating(rounds: int = ROUNDS, /, **jobs: Callable[[], object]) -> Mapping[str, float]:
    """The median seconds of each job; they take turns, so that a busy moment is shared by all."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(WARM + rounds):
        for name, job in jobs.items():
            began = time.perf_counter()
            job()
            if turn >= WARM:
                times[name].append(time.perf_counter() - began)
    return {name: statistics.median(taken) for name, taken in times.items()}


def ms(seconds: float) -> str:
    """Seconds as milliseconds, to read."""
    return f"{1000 * seconds:7.1f} ms"


def verdict(ratio: float, most: float) -> str:
    """A ratio beside the most it may be."""
    return f"{ratio:4.2f} × (at most {most:g}: {'kept' if ratio <= most else 'MISSED'})"
