"""Two at once: work in a thread with a database connection of its own."""

import threading
from collections.abc import Callable

from django.db import connection, connections


def in_a_thread(work: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Runs work on a connection of its own; its result or exception stands in the list."""
    told: list[object] = []

    def run() -> None:
        try:
            told.append(work())
        except Exception as error:
            told.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, told


def until_one_waits() -> None:
    """Returns once a transaction waits for a lock."""
    for _ in range(250):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.02)
    raise AssertionError("nobody came to wait")
