"""A house of its own for tests that kill: its server, its programs, and a place to halt them at.

A stage is where a step comes to write into a table: while the test holds that table locked, whoever
comes there waits, and is killed exactly there.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from dangvu.cli.invariants import faults
from dangvu.kernel.postgres import SUPERUSER, Cluster

ROOT = Path(__file__).parents[2]
TABLES = ("intake_batch", "intake_line", "intake_finding", "members_person", "members_particulars",
          "members_event", "members_spell")  # fmt: skip


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.02)


class House:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dv-"))
        self.folder.chmod(0o755)
        self.cluster = Cluster(self.folder / "data" / "postgres")
        told = {"DATABASE_URL", "DATABASE_OWNER_URL", "DANGVU_APP_LOGIN", "DANGVU_CONNECT_AS",
                "DANGVU_TESTING"}  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if name not in told}
        self.environment = kept | {"DANGVU_DATA": str(self.folder / "data")}
        self.started: list[subprocess.Popen[bytes]] = []
        self.commune, self.session = 0, ""

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A program of the house, in the background."""
        made = subprocess.Popen([sys.executable, *words], env=self.environment, cwd=ROOT)
        self.started.append(made)
        return made

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("-m", "dangvu", "work", "--once")

    def serve(self, port: int) -> subprocess.Popen[bytes]:
        """The application, served and answering."""
        made = self.start("-m", "dangvu", "serve", "--port", str(port))
        wait_for(lambda: made.poll() is not None or _answers(port))
        assert made.poll() is None
        return made

    def ask(self) -> psycopg.Connection:
        return psycopg.connect(self.cluster.url(SUPERUSER, "dangvu"), autocommit=True)

    def value(self, question: str) -> object:
        with self.ask() as asking:
            return asking.execute(question).fetchone()[0]  # type: ignore[index]

    def counts(self) -> dict[str, object]:
        """Rows of every table an import writes, and the batches' states."""
        found = {table: self.value(f"SELECT count(*) FROM {table}") for table in TABLES}
        states = "SELECT array_agg(state ORDER BY id) FROM intake_batch"
        return found | {"states": self.value(states)}

    def wrong(self) -> dict[str, object]:
        """What the invariants find, headcounts against the slow way among them."""
        with self.ask() as asking:
            return {code: found for code, found in faults(asking).items() if found}

    @contextmanager
    def halted_at(self, table: str) -> Iterator[None]:
        """Nobody writes into that table meanwhile."""
        holding = self.ask()
        holding.autocommit = False
        holding.execute(f"LOCK TABLE {table} IN SHARE MODE")
        try:
            yield
        finally:
            with suppress(psycopg.OperationalError):
                holding.rollback()
            holding.close()

    def who_waits(self, table: str) -> int:
        """The server's process that has come to write into a locked table."""
        found: list[int] = []

        def came() -> bool:
            with self.ask() as asking:
                rows = asking.execute(
                    "SELECT pid FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
                    [table],
                ).fetchall()
            found.extend(pid for (pid,) in rows)
            return bool(found)

        wait_for(came)
        return found[0]

    def alone(self) -> bool:
        """Whether no program of the house is left in the database."""
        return not self.value(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    def kill_server(self) -> None:
        """The database server is gone at once, without a word."""
        number = int((self.cluster.data / "postmaster.pid").read_text().split("\n")[0])
        children = psutil.Process(number).children(recursive=True)
        os.kill(number, signal.SIGKILL)
        psutil.wait_procs(children, timeout=10)

    def leave(self) -> None:
        for process in self.started:
            kill(process)
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """A program and whatever it started, killed."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            if child.name() != "postgres":
                with suppress(psutil.NoSuchProcess):
                    child.kill()
    process.kill()
    process.wait()


def kill_alone(process: subprocess.Popen[bytes]) -> None:
    """A program is killed; what it started must end by itself."""
    left = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs([p for p in left if p.name() != "postgres"], timeout=60)
    assert not alive, alive


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
