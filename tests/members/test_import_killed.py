"""A long import cut off at each stage, by real processes: all of it or nothing, and it goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.slow

SETUP = """
import os, sys
import django
django.setup()
from datetime import date
from django.db import connection, transaction
from tests import factories as f
from tests.members.books import book, row
from dangvu.access.matrix import Role
from dangvu.intake.actions import bulk, jobs
from dangvu.members.importing import MEMBERS
from dangvu.access.scope import entered
from dangvu.intake.models import Job
f.own()
province = f.unit()
commune = f.unit("Đảng bộ xã Đạ Huoai", province, register_code="LD101")
cell = f.unit("Chi bộ Thôn 1", commune, type="CHI_BO")
account = f.account(Role.COMMUNE_OFFICER, commune, "xa")
from dangvu.access import queries
from dangvu.kernel import clock
actor = queries.actor_named("xa", clock.today())
names = [f"Nguyễn Văn {chr(65 + n % 26)}a" for n in range(1, 4001)]
data = book([row(n, "Chi bộ Thôn 1", full_name=name) for n, name in enumerate(names, start=1)])
with entered(actor):
    batch = bulk.receive(actor, MEMBERS, commune, "a.xlsx", data, {"as_of": "01/06/2026"})
    jobs.ask(actor, batch, Job.Step.READ)
print(batch.pk)
"""
ASK = """
import os, sys
import django
django.setup()
from dangvu.access import queries
from dangvu.access.scope import entered
from dangvu.intake.actions import jobs
from dangvu.intake.models import Batch, Job
from dangvu.kernel import clock
actor = queries.actor_named("xa", clock.today())
with entered(actor):
    jobs.ask(actor, Batch.objects.get(), Job.Step(sys.argv[1]))
"""


def _run(words: list[str], environment: dict[str, str], connect_as: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], env=environment | {"DANGVU_CONNECT_AS": connect_as},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def _worker(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "dangvu", "work", *words], env=environment)


def _counts(address: str) -> dict[str, int]:
    tables = ("intake_line", "intake_finding", "members_person", "members_particulars",
              "members_event", "members_spell")  # fmt: skip
    with psycopg.connect(address) as asking:
        return {t: asking.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


def _state(address: str) -> str:
    with psycopg.connect(address) as asking:
        return asking.execute("SELECT state FROM intake_batch").fetchone()[0]


def _cut_off(environment: dict[str, str], after: float, backend: bool) -> None:
    """A worker begins and is killed, or its connection to the database is."""
    worker = _worker(environment, "--once")
    time.sleep(after)
    if backend:
        with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as asking:
            asking.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND usename = current_user"
            )
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.parametrize("backend", [False, True], ids=["worker", "connection"])
def test_a_cut_off_import_is_there_wholly_or_not_at_all(
    empty_database: dict[str, str], backend: bool
) -> None:
    environment = empty_database
    owner = environment["DATABASE_OWNER_URL"]
    _run(["-m", "dangvu", "database", "migrate"], environment, "owner")
    _run(["-c", SETUP], environment, "owner")
    whole = {"read": ("intake_line", "staged"), "write": ("members_person", "committed"),
             "unwrite": ("members_person", "undone")}  # fmt: skip
    for step, (table, state) in whole.items():
        if step != "read":
            _run(["-c", ASK, step], environment, "app")
        for after in (1.5, 2.2, 2.8):
            before = _counts(owner)
            _cut_off(environment, after, backend)
            time.sleep(0.5)
            found = _counts(owner)
            assert found[table] in (0, 4000), (step, after, found)
            if _state(owner) != state:
                assert {t: n for t, n in found.items() if t.startswith("members")} == {
                    t: n for t, n in before.items() if t.startswith("members")
                }
        finished = _worker(environment, "--once")
        assert finished.wait(timeout=60) == 0
        assert _state(owner) == state
        expected = 0 if step in ("read", "unwrite") else 4000
        found = {n for t, n in _counts(owner).items() if t.startswith("members")}
        assert found == {expected}
