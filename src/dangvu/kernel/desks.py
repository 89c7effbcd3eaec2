"""Long steps done beside the requests: taken up, told of, begun anew when whoever did them died.

A table of jobs is an ``Asked``. Whoever works on a job holds an advisory lock of its id
on a connection of its own, which also tells how far it is. The lock ends with the process, so the
next worker finds the job free at once. The step itself is one transaction: a job begun anew finds
all of it done, or nothing.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connections, models
from django.db.models import Q

from dangvu.kernel import clock

MOST_TRIES = 5
_BEAT = 0.5
Tell = Callable[[str, int, int], None]


class State(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang làm"
    DONE = "done", "Xong"
    FAILED = "failed", "Không xong"


OPEN = (State.WAITING, State.RUNNING)
IS_OPEN = Q(state__in=("waiting", "running"))


class Asked(models.Model):
    """A job: who asked for it in which capacity, how far it is, and what it says when it failed.

    ``done`` of ``total`` in ``stage``.
    """

    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    account_id = models.BigIntegerField()
    assignment_id = models.BigIntegerField()
    stage = models.CharField(max_length=60, blank=True, default="")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    message = models.CharField(max_length=1000, blank=True, default="")
    tries = models.SmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Whether it waits or is under way."""
        return self.state in OPEN


class Desk:
    """Where a worker sits: takes jobs of one table up, on a connection of its own.

    ``lock`` is the number of the table among the advisory locks; ``order`` says which job comes
    first, as a rule the oldest.
    """

    order = "id"

    def __init__(self, table: str, lock: int, columns: tuple[str, ...]) -> None:
        self.table, self.lock = table, lock
        self.columns = ("id", "account_id", "assignment_id", "tries", *columns)
        self.line = connections["default"].copy()
        self.told_at = 0.0

    def close(self) -> None:
        self.line.close()

    def take(self) -> dict[str, Any] | None:
        """The oldest open job nobody holds, by column; it is held from now on."""
        with self.line.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'work', false)")
            cursor.execute(
                _OPEN_JOBS.format(
                    columns=", ".join(self.columns), table=self.table, order=self.order
                )
            )
            for row in cursor.fetchall():
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [self.lock, row[0]])
                if not cursor.fetchone()[0]:
                    continue
                cursor.execute(_TAKE_UP.format(table=self.table), [clock.now(), row[0]])
                if cursor.rowcount:
                    return dict(zip(self.columns, row, strict=True))
                self._release(row[0])
        return None

    def progress(self, job_id: int) -> Tell:
        """Tells, twice a second at most, how far a job is."""

        def tell(stage: str, done: int, total: int) -> None:
            if time.monotonic() - self.told_at < _BEAT and done:
                return
            self.told_at = time.monotonic()
            values: list[str | int | datetime] = [stage[:60], done, total, clock.now(), job_id]
            with self.line.cursor() as cursor:
                cursor.execute(_TELL.format(table=self.table), values)

        return tell

    def finish(self, job_id: int, message: str = "") -> None:
        """The job is done, or failed and says why; it is free again."""
        state = State.FAILED if message else State.DONE
        values: list[str | int | datetime] = [state.value, message[:1000], clock.now(), job_id]
        with self.line.cursor() as cursor:
            cursor.execute(_FINISH.format(table=self.table), values)
        self._release(job_id)

    def lay_down(self, job_id: int) -> None:
        """The job goes on later: a part of it is done, and others come before the rest."""
        self.told_at = 0.0
        with self.line.cursor() as cursor:
            cursor.execute(f"UPDATE {self.table} SET tries = 0 WHERE id = %s", [job_id])
        self._release(job_id)

    def _release(self, job_id: int) -> None:
        with self.line.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [self.lock, job_id])


_OPEN_JOBS = """
SELECT {columns} FROM {table} WHERE state IN ('waiting', 'running') ORDER BY {order} LIMIT 50
"""
_TAKE_UP = """
UPDATE {table} SET state = 'running', tries = tries + 1, stage = '', done = 0, total = 0,
  beat_at = %s
WHERE id = %s AND state IN ('waiting', 'running')
"""
_TELL = "UPDATE {table} SET stage = %s, done = %s, total = %s, beat_at = %s WHERE id = %s"
_FINISH = "UPDATE {table} SET state = %s, message = %s, beat_at = %s WHERE id = %s"
