"""``dangvu serve`` and ``dangvu database``."""

import argparse
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from dangvu.cli.environment import data_folder, enter, house
from dangvu.cli.session import complain
from dangvu.cli.working import beside


def serve(words: argparse.Namespace) -> int:
    """Serves until interrupted. Brings the database up to date first."""
    if not _free(words.address, words.port):
        complain(f"Cổng {words.port} đang có chương trình khác dùng. Chọn cổng khác bằng --port.")
        return 1
    with house():
        enter()
        if _behind() and (code := in_child("database", "migrate" if _owner_known() else "check")):
            return code
        collect_static()
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        print(f"Mở tại http://{words.address}:{words.port}/  (Ctrl+C để dừng)", flush=True)
        os.environ["DANGVU_SERVER"] = str(os.getpid())
        with beside():
            Granian(
                "dangvu.config.wsgi:application",
                address=words.address,
                port=words.port,
                interface=Interfaces.WSGI,
                workers=words.workers,
                blocking_threads=1,
                log_access=False,
                log_level=LogLevels.warning,
                websockets=False,
            ).serve()
    return 0


def database(words: argparse.Namespace) -> int:
    """Brings the tables up to date, or says whether they are."""
    with house():
        if words.step == "migrate" and not _owner_known():
            complain("Nâng cấp cần DATABASE_OWNER_URL, địa chỉ của vai sở hữu các bảng.")
            return 1
        enter(as_owner=words.step == "migrate")
        from django.core.management import call_command

        if words.step == "migrate":
            call_command("migrate", verbosity=0)
            _load_localities()
            _know_older_papers()
            return 0
        return 0 if up_to_date() else 1


@contextmanager
def as_owner() -> Iterator[bool]:
    """The house entered as the owner of its tables; False, with the reason said, where not."""
    with house():
        if not _owner_known():
            complain("Việc này cần DATABASE_OWNER_URL, địa chỉ của vai sở hữu các bảng.")
            yield False
            return
        enter(as_owner=True)
        yield up_to_date()


def up_to_date() -> bool:
    """Whether the tables are those of this version of the program; says so where they are not."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", check=True, verbosity=0)
    except OperationalError as error:
        complain(
            f"Không vào được cơ sở dữ liệu: {str(error).strip().splitlines()[0]}\n"
            "Nếu chưa dựng, chạy với DATABASE_OWNER_URL: dangvu database migrate"
        )
        return False
    except SystemExit:
        complain(
            "Cơ sở dữ liệu chưa nâng cấp theo bản phần mềm này. Chạy, với DATABASE_OWNER_URL: "
            "dangvu database migrate"
        )
        return False
    return True


def _behind() -> bool:
    """Whether the tables are older than the program, or there are none yet. Asked as the
    application, which may be refused at a door that has not been built."""
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except OperationalError:
        return True
    finally:
        connection.close()


def _know_older_papers() -> None:
    """Words and links of papers issued before the register kept them."""
    from dangvu.documents.actions.knowing import know_older

    if done := know_older():
        print(f"Đã đọc chữ của {done} văn bản phát hành trước đây để tìm được.", flush=True)


def _load_localities() -> None:
    """Provinces and communes of the State, which every house needs, on the first migration."""
    from django.db import transaction

    from dangvu.cli.demo.places import localities
    from dangvu.orgs import loading

    if not loading.has_localities():
        with transaction.atomic():
            loading.load_localities(localities())


def _owner_known() -> bool:
    """Whether this process may change tables. A server's own service need not."""
    return bool(os.environ.get("DATABASE_OWNER_URL"))


def in_child(*arguments: str) -> int:
    """Runs another ``dangvu`` command in a process of its own; gives back its exit code."""
    import subprocess
    import sys

    return subprocess.run([sys.executable, "-m", "dangvu", *arguments], check=False).returncode


def become(*arguments: str) -> int:
    """Goes on as another ``dangvu`` command, in this very process where the system can, so that a
    signal meant for the one stops the other."""
    import sys

    sys.stdout.flush()
    if os.name == "posix":
        words = [sys.executable, "-m", "dangvu", *arguments]
        os.execv(sys.executable, words)  # noqa: S606 (our own interpreter, our own words)
    return in_child(*arguments)


def collect_static() -> None:
    """Copies and compresses the static files when they are newer than the last copy."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = data_folder() / "static.stamp"
    newest = str(
        max(
            place.stat().st_mtime_ns
            for folder in settings.STATICFILES_DIRS
            for place in folder.rglob("*")
        )
    )
    if stamp.exists() and stamp.read_text() == newest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(newest)


def _free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
