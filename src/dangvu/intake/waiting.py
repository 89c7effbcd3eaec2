"""Tables that were brought in and are neither written nor dropped, or are worked on right now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.ready import ready
from dangvu.intake.models import Batch
from dangvu.intake.queries import under_way
from dangvu.kernel import clock
from dangvu.kernel.branches import beneath

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """A staged table: which kind, under which file name (empty for a pasted one), since when."""

    batch_id: int
    kind: str
    file_name: str
    staged_at: datetime
    read: int
    mend: int
    running: bool


def staged(actor: Actor) -> list[Waiting]:
    """The tables the actor's own account staged in its branch and has not decided, and those a
    step of which is under way, oldest first. One statement.
    """
    return [
        Waiting(
            batch_id=pk,
            kind=kind,
            file_name=name,
            staged_at=clock.local(at),
            read=summary.get("read", 0),
            mend=summary.get("refused", 0) + summary.get("doubtful", 0),
            running=running,
        )
        for pk, kind, name, at, summary, running in _staged(actor)
    ]


@ready
def _staged(actor: Actor) -> "QuerySet[Batch, Any]":
    rows = Batch.objects.filter(beneath(actor.unit_path), account_id=actor.account_id)
    rows = rows.annotate(running=under_way()).filter(Q(state=Batch.State.STAGED) | Q(running=True))
    columns = ("id", "kind", "file_name", "staged_at", "summary", "running")
    return rows.order_by("staged_at", "id").values_list(*columns)[:MOST]
