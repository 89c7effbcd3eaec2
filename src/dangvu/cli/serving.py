"""``dangvu serve`` and ``dangvu database``."""

import argparse
import os
import socket

from dangvu.cli.environment import data_folder, enter, house
from dangvu.cli.session import complain


def serve(words: argparse.Namespace) -> int:
    """Serves until interrupted. Brings the database up to date first."""
    if not _free(words.address, words.port):
        complain(f"Cổng {words.port} đang có chương trình khác dùng. Chọn cổng khác bằng --port.")
        return 1
    with house():
        if code := in_child("database", "migrate"):
            return code
        enter()
        collect_static()
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        print(f"Mở tại http://{words.address}:{words.port}/  (Ctrl+C để dừng)", flush=True)
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
        if words.step == "migrate" and os.environ.get("DATABASE_OWNER_URL") is None:
            complain("Nâng cấp cần DATABASE_OWNER_URL, địa chỉ của vai sở hữu các bảng.")
            return 1
        enter(as_owner=words.step == "migrate")
        from django.core.management import call_command

        if words.step == "migrate":
            call_command("migrate", verbosity=0)
        else:
            call_command("migrate", check=True, plan=True)
    return 0


def in_child(*arguments: str) -> int:
    """Runs another ``dangvu`` command in a process of its own; gives back its exit code."""
    import subprocess
    import sys

    return subprocess.run([sys.executable, "-m", "dangvu", *arguments], check=False).returncode


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
