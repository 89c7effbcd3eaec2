"""Tables that were brought in and are neither written nor dropped."""

from dataclasses import dataclass
from datetime import datetime

from dangvu.access.actor import Actor
from dangvu.intake.models import Batch
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


def staged(actor: Actor) -> list[Waiting]:
    """The tables the actor's own account staged in its branch and has not decided, oldest first.

    One statement.
    """
    rows = Batch.objects.filter(
        beneath(actor.unit_path), state=Batch.State.STAGED, account_id=actor.account_id
    )
    columns = ("id", "kind", "file_name", "staged_at", "summary")
    return [
        Waiting(
            batch_id=pk,
            kind=kind,
            file_name=name,
            staged_at=clock.local(at),
            read=summary.get("read", 0),
            mend=summary.get("refused", 0) + summary.get("doubtful", 0),
        )
        for pk, kind, name, at, summary in rows.order_by("staged_at", "id").values_list(*columns)[
            :MOST
        ]
    ]
