"""Long steps of tables brought in: asked for, and done at a desk (``kernel.desks``)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import OperationalError

from dangvu.access import queries as access
from dangvu.access.actor import Actor
from dangvu.access.scope import Refused, entered
from dangvu.intake.actions import bulk
from dangvu.intake.bulk import BulkKind
from dangvu.intake.models import Batch, Job
from dangvu.kernel import clock, desks
from dangvu.kernel.desks import MOST_TRIES, OPEN
from dangvu.kernel.refusals import Impossible
from dangvu.office.workbooks import BookRefused

_LOCK = 7_411
BROKEN = (
    "Phần mềm gặp lỗi ở bước này nên đã dừng, chưa ghi gì vào sổ. Đồng chí báo người quản trị kèm "
    "số của lần nhập."
)

log = logging.getLogger(__name__)


def ask(actor: Actor, batch: Batch, step: Job.Step, *, only_valid: bool = False) -> Job:
    """Asks for a step of a batch. Raises ``Impossible`` while another one is under way."""
    if Job.objects.filter(batch_id=batch.pk, state__in=OPEN).exists():
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
    account_id: int
    assignment_id: int
    tries: int
    batch_id: int
    step: str
    only_valid: bool


class Desk(desks.Desk):
    """Where a worker sits: takes jobs up one after the other, on a connection of its own."""

    def __init__(self) -> None:
        super().__init__("intake_job", _LOCK, ("batch_id", "step", "only_valid"))


def work(desk: Desk, kinds: Mapping[str, BulkKind]) -> bool:
    """Does the oldest open job; False where there is none. What goes wrong is told in the job."""
    row = desk.take()
    if row is None:
        return False
    job = Taken(**row)
    if job.tries >= MOST_TRIES:
        desk.finish(job.id, "Việc này bị ngắt nhiều lần nên đã dừng. Đồng chí làm lại.")
        return True
    actor = access.actor_again(job.account_id, job.assignment_id, clock.today())
    if actor is None:
        desk.finish(job.id, "Tài khoản yêu cầu việc này không còn vai trò ấy.")
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
                bulk.amend(actor, _kind(job, kinds), job.batch_id, {}, desk.progress(job.id))
    except OperationalError:
        raise
    except Exception:
        # Nothing of the step is there. Whoever works must live on: others wait behind this job.
        log.exception("job %s of batch %s broke", job.id, job.batch_id)
        message = BROKEN
    desk.finish(job.id, message)
    return True


def _kind(job: Taken, kinds: Mapping[str, BulkKind]) -> BulkKind:
    return kinds[Batch.objects.values_list("kind", flat=True).get(pk=job.batch_id)]


def _do(desk: Desk, job: Taken, actor: Actor, kinds: Mapping[str, BulkKind]) -> None:
    kind, tell = _kind(job, kinds), desk.progress(job.id)
    state = Batch.objects.values_list("state", flat=True).get(pk=job.batch_id)
    match job.step:
        case Job.Step.READ:
            bulk.read(actor, kind, job.batch_id, None, tell)
        case Job.Step.WRITE if state != Batch.State.COMMITTED:
            bulk.commit(actor, kind, job.batch_id, only_valid=job.only_valid, progress=tell)
        case Job.Step.UNWRITE if state != Batch.State.UNDONE:
            bulk.undo(actor, kind, job.batch_id, tell)
