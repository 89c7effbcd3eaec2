"""The launcher of the project's own PostgreSQL, against real servers."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from dangvu.kernel import postgres_programs
from dangvu.kernel.postgres import Cluster, PostgresError, find_binaries
from dangvu.kernel.postgres_programs import major_version, runner_for

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="what root does differently")
ROLES = {"database": "dangvu", "owner": "dangvu_owner", "app": "dangvu_app"}


def start_elsewhere(home: Path, *, durable: bool = False) -> list[str]:
    """The command by which another process starts the same server."""
    words = f"from dangvu.kernel.postgres import Cluster; Cluster({str(home)!r}, durable={durable})"
    return [sys.executable, "-c", f"{words}.start()"]


def scalar(cluster: Cluster, question: str, role: str = "postgres", database: str = "postgres"):
    with psycopg.connect(cluster.url(role, database)) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that others may enter; pytest's own are private to root."""
    folder = Path(tempfile.mkdtemp(prefix="dv-"))
    folder.chmod(0o755)
    yield folder
    for pid_file in folder.rglob("postmaster.pid"):
        with suppress(Exception):
            Cluster(pid_file.parent.parent).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="dv-"))
    made = Cluster(folder / "postgres", durable=False)
    made.start()
    made.ensure(**ROLES)
    yield made
    made.stop()
    shutil.rmtree(folder)


def test_serves_the_wheels_version_on_a_socket_and_on_no_network(cluster: Cluster) -> None:
    assert cluster.running()
    assert scalar(cluster, "SHOW listen_addresses") == ""
    assert int(scalar(cluster, "SHOW server_version_num")) // 10_000 == major_version(
        find_binaries()
    )


def test_starting_again_is_quick_and_keeps_the_same_server(cluster: Cluster) -> None:
    before = scalar(cluster, "SELECT pg_postmaster_start_time()::text")
    began = time.monotonic()
    Cluster(cluster.home, durable=False).start()
    assert time.monotonic() - began < 1
    assert scalar(cluster, "SELECT pg_postmaster_start_time()::text") == before


def test_only_the_user_who_runs_it_enters_its_folder(cluster: Cluster) -> None:
    for folder in (cluster.home, cluster.data, cluster.home / "run"):
        assert folder.stat().st_mode & 0o077 == 0


def test_knows_vietnamese_letters_whatever_the_system(cluster: Cluster) -> None:
    assert scalar(cluster, "SELECT lower('ĐẶNG ƯỚC')") == "đặng ước"
    assert scalar(cluster, "SHOW server_encoding") == "UTF8"


def test_roles_are_no_superusers_and_the_application_owns_nothing(cluster: Cluster) -> None:
    rights = "SELECT array_agg(rolsuper::int || ':' || rolinherit::int ORDER BY rolname)"
    found = scalar(cluster, f"{rights} FROM pg_roles WHERE rolname LIKE 'dangvu%'")
    assert found == ["0:0", "0:1"]
    with psycopg.connect(cluster.url("dangvu_owner", "dangvu")) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    with (
        psycopg.connect(cluster.url("dangvu_app", "dangvu")) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("CREATE TABLE taken (id int)")
    with (
        psycopg.connect(cluster.url("dangvu_app", "dangvu")) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("SELECT FROM kept")
    owned = "SELECT count(*)::int FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
    assert scalar(cluster, f"{owned} WHERE r.rolname = 'dangvu_app' AND d.deptype = 'o'") == 0


def test_the_owner_may_act_as_the_roles_it_makes(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("dangvu_owner", "dangvu")) as owner:
        owner.execute("CREATE ROLE dangvu_narrow NOLOGIN")
        owner.execute("SET LOCAL ROLE dangvu_narrow")
        assert owner.execute("SELECT current_user").fetchone() == ("dangvu_narrow",)
        owner.rollback()


def test_ensuring_twice_changes_nothing(cluster: Cluster) -> None:
    cluster.ensure(**ROLES)
    assert scalar(cluster, "SELECT current_user::text", "dangvu_app", "dangvu") == "dangvu_app"


def test_stops_and_starts_with_its_data(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=True)
    cluster.start()
    cluster.ensure(**ROLES)
    with psycopg.connect(cluster.url("dangvu_owner", "dangvu")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    cluster.stop()
    assert not cluster.running()
    cluster.stop()
    began = time.monotonic()
    cluster.start()
    assert time.monotonic() - began < 5
    assert scalar(cluster, "SELECT answer FROM kept", "dangvu_owner", "dangvu") == 42
    assert scalar(cluster, "SHOW fsync") == "on"


def test_comes_back_after_being_killed(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=True)
    cluster.start()
    cluster.ensure(**ROLES)
    with psycopg.connect(cluster.url("dangvu_owner", "dangvu")) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    cluster.start()
    assert scalar(cluster, "SELECT answer FROM kept", "dangvu_owner", "dangvu") == 42


def test_does_not_take_a_stranger_with_the_old_number_for_the_server(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=False)
    cluster.start()
    pid_file = cluster.data / "postmaster.pid"
    written = pid_file.read_text()
    cluster.stop()
    stranger = subprocess.Popen(["sleep", "60"], cwd=place)
    try:
        number = written.split("\n")[0]
        pid_file.write_text(written.replace(number, str(stranger.pid), 1))
        assert not cluster.running()
        cluster.start()
        assert cluster.running()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_starts_again_when_its_socket_was_swept_away(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=False)
    cluster.start()
    shutil.rmtree(cluster.home / "run")
    assert not cluster.running()
    cluster.start()
    assert cluster.running()


def test_many_processes_may_start_it_at_once(place: Path) -> None:
    command = start_elsewhere(place / "postgres")
    starters = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    assert [(s.communicate()[1], s.returncode) for s in starters] == [(b"", 0)] * 4
    servers = [
        p
        for p in psutil.process_iter(["name", "cmdline"])
        if p.info["name"] == "postgres" and str(place) in " ".join(p.info["cmdline"] or [])
    ]
    assert len(servers) == 1
    assert Cluster(place / "postgres").running()


def test_whoever_leaves_last_stops_it(place: Path) -> None:
    first, second = (Cluster(place / "postgres", durable=False) for _ in range(2))
    with first.used():
        with second.used():
            assert first.running()
        assert first.running()
    assert not first.running()


def test_a_killed_user_does_not_keep_it_up_for_ever(place: Path) -> None:
    home = place / "postgres"
    words = "import sys; from dangvu.kernel.postgres import Cluster; sys.stdout.reconfigure"
    words += f"(line_buffering=True)\nwith Cluster({str(home)!r}, durable=False).used():"
    words += "\n    print('in'); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "in\n"
    other.kill()
    other.communicate()
    assert Cluster(home).running()
    with Cluster(home).used():
        pass
    assert not Cluster(home).running()


def test_a_making_that_was_cut_short_is_begun_again(place: Path) -> None:
    half = place / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    cluster = Cluster(place / "postgres", durable=False)
    cluster.start()
    assert cluster.running()


def test_a_long_path_gets_its_socket_in_the_temporary_folder(place: Path) -> None:
    cluster = Cluster(place / ("rất dài, và có dấu 'nháy' " * 4) / "postgres", durable=False)
    cluster.start()
    assert cluster.running()
    folder = Path((cluster.data / "postmaster.pid").read_text().split("\n")[4])
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 100
    assert folder.stat().st_mode & 0o077 == 0
    cluster.stop()
    folder.rmdir()


def test_a_socket_folder_laid_out_by_somebody_else_is_refused(place: Path) -> None:
    cluster = Cluster(place / ("d" * 120) / "postgres", durable=False)
    folder = cluster._socket_folder()
    folder.mkdir(mode=0o700)
    folder.chmod(0o777)
    try:
        with pytest.raises(PostgresError, match="somebody else"):
            cluster.start()
    finally:
        folder.rmdir()


def test_over_a_port_it_asks_for_a_password(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=False, tcp=True)
    cluster.start()
    cluster.ensure(**ROLES)
    address = cluster.url("dangvu_app", "dangvu")
    assert scalar(cluster, "SELECT current_user::text", "dangvu_app", "dangvu") == "dangvu_app"
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address, password="guessed")
    assert (cluster.home / "secret").stat().st_mode & 0o077 == 0
    assert not (cluster.home / "superuser").exists()
    cluster.stop()
    cluster.start()
    assert cluster.url("dangvu_app", "dangvu") == address
    assert cluster.running()


def test_data_of_another_version_are_not_touched(place: Path) -> None:
    cluster = Cluster(place / "postgres", durable=False)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 9"):
        cluster.start()


def test_without_the_wheel_the_newest_server_of_the_system_is_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bin_folder = place / "bin"
    bin_folder.mkdir()
    for name, words in (("initdb", ""), ("pg_ctl", ""), ("postgres", "postgres (PostgreSQL) 17.2")):
        (bin_folder / name).write_text(f"#!/bin/sh\necho '{words}'\n")
        (bin_folder / name).chmod(0o755)
    (bin_folder / "pg_config").write_text(f"#!/bin/sh\necho {bin_folder}\n")
    (bin_folder / "pg_config").chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_folder), prepend=os.pathsep)
    monkeypatch.setattr(postgres_programs.importlib.util, "find_spec", lambda name: None)
    assert find_binaries(17) == bin_folder
    with pytest.raises(PostgresError, match="made by PostgreSQL 8"):
        find_binaries(8)


@as_root
def test_root_keeps_the_files_of_its_own_folder(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    if not runner_for(private).prefix:
        pytest.skip("the kernel forbids user namespaces")
    cluster = Cluster(private / "postgres", durable=False)
    cluster.start()
    assert cluster.running()
    assert {p.stat().st_uid for p in cluster.data.rglob("*")} == {0}
    assert private.stat().st_mode & 0o777 == 0o700


@as_root
def test_root_without_namespaces_runs_it_as_nobody(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "_namespaces_work", lambda: False)
    cluster = Cluster(place / "postgres", durable=False)
    if not _others_reach(find_binaries()):
        pytest.skip("the binaries lie in a private folder")
    cluster.start()
    assert cluster.running()
    assert cluster.data.stat().st_uid == postgres_programs.NOBODY
    cluster.stop()
    cluster.start()
    assert cluster.running()
    private = place / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(PostgresError, match="ordinary user"):
        Cluster(private / "postgres").start()


@as_root
def test_root_serves_an_ordinary_users_folder_as_that_user(place: Path) -> None:
    if not _others_reach(find_binaries()):
        pytest.skip("the binaries lie in a private folder")
    home = place / "postgres"
    home.mkdir(mode=0o700)
    os.chown(home, 12_345, 12_345)
    cluster = Cluster(home, durable=False)
    cluster.start()
    assert cluster.running()
    assert {p.lstat().st_uid for p in home.rglob("*")} == {12_345}


@as_root
def test_an_ordinary_user_needs_nothing_special(place: Path) -> None:
    ordinary = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if subprocess.run([*ordinary, "true"], check=False).returncode != 0:
        pytest.skip("the kernel forbids user namespaces")
    home = place / "postgres"
    subprocess.run([*ordinary, *start_elsewhere(home)], check=True)
    asked = f"assert Cluster({str(home)!r}).running(); Cluster({str(home)!r}).stop()"
    words = f"from dangvu.kernel.postgres import Cluster; {asked}"
    subprocess.run([*ordinary, sys.executable, "-c", words], check=True)
    assert not Cluster(home).running()


def _others_reach(place: Path) -> bool:
    return all(p.stat().st_mode & 0o001 for p in (place, *place.resolve().parents))
