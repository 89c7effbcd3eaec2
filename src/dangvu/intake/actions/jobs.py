"""Long steps done beside the requests: asked for, taken up, begun anew when whoever did them died.

Whoever works on a job holds an advisory lock of its id on a connection of its own, which also tells
how far it is. The lock ends with the process, so the next worker finds the job free at once. The
step itself is one transaction: a job begun anew finds all of it done, or nothing.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connections, transaction

from dangvu.access import queries as access
from dangvu.access.actor import Actor
from dangvu.access.scope import Refused, entered
from dangvu.intake.actions import bulk
from dangvu.intake.bulk import BulkKind
from dangvu.intake.models import Batch, Job
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.workbooks import BookRefused

MOST_TRIES = 5
_LOCK = 7_411
_BEAT = 0.5
_OPEN = (Job.State.WAITING, Job.State.RUNNING)


def ask(actor: Actor, batch: Batch, step: Job.Step, *, only_valid: bool = False) -> Job:
    """Asks for a step of a batch. Raises ``Impossible`` while another one is under way."""
    if Job.objects.filter(batch_id=batch.pk, state__in=_OPEN).exists():
        raise Impossible("busy", "Lần nhập này đang được xử lý. Đồng chí chờ xong rồi làm tiếp.")
    now = clock.now()
    return Job.objects.create(
        batch_id=batch.pk, unit_path=batch.unit_path, step=step, only_valid=only_valid,
        account_id=actor.account_id, assignment_id=actor.assignment_id, asked_at=now, beat_at=now,
    )  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A job somebody works on."""

    id: int
    batch_id: int
    step: str
    only_valid: bool
    account_id: int
    assignment_id: int
    tries: int


class Desk:
    """Where a worker sits: takes jobs up one after the other, on a connection of its own."""

    def __init__(self) -> None:
        self.line = connections["default"].copy()
        self.told_at = 0.0

    def close(self) -> None:
        self.line.close()

    def take(self) -> Taken | None:
        """The oldest open job nobody holds; it is held from now on."""
        with self.line.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'work', false)")
            cursor.execute(_OPEN_JOBS)
            for row in cursor.fetchall():
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, row[0]])
                if not cursor.fetchone()[0]:
                    continue
                cursor.execute(_TAKE_UP, [clock.now(), row[0]])
                if cursor.rowcount:
                    return Taken(*row)
                self._release(row[0])
        return None

    def progress(self, job: Taken) -> Callable[[str, int, int], None]:
        """Tells, twice a second at most, how far a job is."""

        def tell(stage: str, done: int, total: int) -> None:
            if time.monotonic() - self.told_at < _BEAT and done:
                return
            self.told_at = time.monotonic()
            with self.line.cursor() as cursor:
                cursor.execute(_TELL, [stage[:60], done, total, clock.now(), job.id])

        return tell

    def finish(self, job: Taken, message: str = "") -> None:
        """The job is done, or failed and says why; it is free again."""
        state = Job.State.FAILED if message else Job.State.DONE
        with self.line.cursor() as cursor:
            cursor.execute(_FINISH, [state, message[:1000], clock.now(), job.id])
        self._release(job.id)

    def _release(self, job_id: int) -> None:
        with self.line.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, job_id])


_OPEN_JOBS = """
SELECT id, batch_id, step, only_valid, account_id, assignment_id, tries FROM intake_job
WHERE state IN ('waiting', 'running') ORDER BY id LIMIT 50
"""
_TAKE_UP = """
UPDATE intake_job SET state = 'running', tries = tries + 1, stage = '', done = 0, total = 0,
  beat_at = %s
WHERE id = %s AND state IN ('waiting', 'running')
"""
_TELL = "UPDATE intake_job SET stage = %s, done = %s, total = %s, beat_at = %s WHERE id = %s"
_FINISH = "UPDATE intake_job SET state = %s, message = %s, beat_at = %s WHERE id = %s"


def work(desk: Desk, kinds: Mapping[str, BulkKind]) -> bool:
    """Does the oldest open job; False where there is none. What goes wrong is told in the job."""
    job = desk.take()
    if job is None:
        return False
    if job.tries >= MOST_TRIES:
        desk.finish(job, "Việc này bị ngắt nhiều lần nên đã dừng. Đồng chí làm lại.")
        return True
    actor = _actor(job)
    if actor is None:
        desk.finish(job, "Tài khoản yêu cầu việc này không còn vai trò ấy.")
        return True
    message = ""
    try:
        with entered(actor):
            _do(desk, job, actor, kinds)
    except BookRefused as refused:
        message = refused.message_vi
        with entered(actor):
            kind = _kind(job, kinds)
            bulk.fail(actor, kind, job.batch_id, refused)
    except (Impossible, Refused) as refused:
        message = refused.message_vi
        if getattr(refused, "code", "") == "changed":
            with entered(actor):
                bulk.amend(actor, _kind(job, kinds), job.batch_id, {}, desk.progress(job))
    desk.finish(job, message)
    return True


def _kind(job: Taken, kinds: Mapping[str, BulkKind]) -> BulkKind:
    return kinds[Batch.objects.values_list("kind", flat=True).get(pk=job.batch_id)]


def _do(desk: Desk, job: Taken, actor: Actor, kinds: Mapping[str, BulkKind]) -> None:
    kind, tell = _kind(job, kinds), desk.progress(job)
    state = Batch.objects.values_list("state", flat=True).get(pk=job.batch_id)
    match job.step:
        case Job.Step.READ:
            bulk.read(actor, kind, job.batch_id, None, tell)
        case Job.Step.WRITE if state != Batch.State.COMMITTED:
            bulk.commit(actor, kind, job.batch_id, only_valid=job.only_valid, progress=tell)
        case Job.Step.UNWRITE if state != Batch.State.UNDONE:
            bulk.undo(actor, kind, job.batch_id, tell)


def _actor(job: Taken) -> Actor | None:
    """Who asked, if the capacity still holds."""
    with transaction.atomic():
        account = access.may_sign_in(job.account_id)
        if account is None:
            return None
        held = access.capacities(account, clock.today())
        fitting = [c for c in held if c.assignment_id == job.assignment_id]
        return access.actor(account, fitting[0]) if fitting else None
