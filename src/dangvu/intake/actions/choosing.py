"""Which unit a sender means by a text: chosen once for all rows that have it, and remembered."""

from collections.abc import Mapping
from dataclasses import dataclass

from dangvu.access.actor import Actor
from dangvu.intake.actions import tables
from dangvu.intake.bulk import BulkKind
from dangvu.intake.matching import Directory
from dangvu.intake.models import UnitChoice
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible


@dataclass(frozen=True)
class Pick:
    """What was said of a text: a unit that was offered, or the name or code of another one."""

    unit_id: int | None = None
    name: str = ""


def choose_units(
    actor: Actor, kind: BulkKind, batch_id: int, picks: Mapping[str, Pick], dropped: set[str]
) -> int:
    """Remembers units for texts of a staged batch, forgets those ``dropped``. The batch is to be
    read again with the answer. Gives back how many were changed.

    Raises ``Impossible`` with the text as its field: not a unit of the branch, or no single one.
    Writes choices and an event.
    """
    batch = tables.locked(actor, kind, batch_id)
    tables.still_staged(batch)
    directory = kind.places(tables.occasion(actor, batch))
    now = clock.now()
    made = [
        UnitChoice(
            kind=kind.code, unit_id=batch.unit_id, unit_path=batch.unit_path, text=text[:200],
            chosen_id=_picked(directory, text, pick), saved_at=now, saved_by=actor.name,
        )
        for text, pick in picks.items()
    ]  # fmt: skip
    known = UnitChoice.objects.filter(kind=kind.code, unit_id=batch.unit_id)
    gone, _ = known.filter(text__in=dropped).delete() if dropped else (0, {})
    UnitChoice.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["kind", "unit_id", "text"],
        update_fields=["chosen_id", "unit_path", "saved_at", "saved_by"],
    )
    if changed := len(made) + gone:
        tables.tell(actor, batch, "choose_units", {"count": changed})
    return changed


def _picked(directory: Directory, text: str, pick: Pick) -> int:
    """The unit meant. Only one of the branch is taken, and only one."""
    if pick.name:
        match = directory.match(pick.name)
        if match.unit_id is None:
            listed = "; ".join(choice.label for choice in match.choices[:4])
            near = f" Gần đúng: {listed}." if listed else ""
            raise Impossible("no_such_unit", match.message + near, text)
        return match.unit_id
    if pick.unit_id is None or pick.unit_id not in directory.units:
        raise Impossible("no_such_choice", "Đơn vị vừa chọn không có trong danh sách.", text)
    return pick.unit_id
