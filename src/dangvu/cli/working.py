"""``dangvu work``: does long steps that pages asked for, beside the server."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from dangvu.cli.environment import enter, house

_REST = 1.0


def work(words: argparse.Namespace) -> int:
    """Works until told to stop; with ``--once``, until nothing waits; with ``--beside``, for as
    long as the server of that number is its parent, which may be gone before the work begins."""
    with house():
        enter()
        from django.db import OperationalError, connection

        from dangvu.documents.actions import scanning
        from dangvu.intake.actions import jobs
        from dangvu.members.importing import MEMBERS
        from dangvu.statistics.actions import reckoning

        stopping = False

        def stop(number: int, frame: FrameType | None) -> None:
            nonlocal stopping
            stopping = True

        signal.signal(signal.SIGTERM, stop)
        work_in: tuple[tuple[Callable[[], Any], Callable[[Any], bool]], ...] = (
            (jobs.Desk, lambda desk: jobs.work(desk, {MEMBERS.code: MEMBERS})),
            (reckoning.Desk, reckoning.work),
            (scanning.Desk, scanning.work),
        )
        sat = [(sit(), step) for sit, step in work_in]
        while not stopping:
            try:
                busy = any(step(desk) for desk, step in sat)
            except OperationalError:
                # The database went away: what was begun is not there; it is begun anew.
                connection.close()
                for desk, _ in sat:
                    desk.close()
                time.sleep(_REST)
                sat = [(sit(), step) for sit, step in work_in]
                continue
            if words.once and not busy:
                break
            if words.beside and os.getppid() != words.beside:
                break
            if not busy:
                connection.close()
                time.sleep(_REST)
        for desk, _ in sat:
            desk.close()
    return 0


@contextmanager
def beside() -> Iterator[None]:
    """A worker of its own process for as long as the server runs."""
    child = subprocess.Popen([sys.executable, "-m", "dangvu", "work", "--beside", str(os.getpid())])
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
