"""Reading records of members leaves an event."""

from collections.abc import Collection

from dangvu.access.actor import Actor
from dangvu.kernel import audit


def note_reading(
    actor: Actor, people: Collection[int], unit_id: int, unit_path: str, what: str
) -> None:
    """Leaves the event of having read records of members: one for a page, with who stood on it.

    ``what`` is the action's name in the trail. Ids only, no name.
    """
    if people:
        audit.record(
            actor, what, kind=audit.Kind.READ, subject=("unit", unit_id), unit_path=unit_path,
            data={"count": len(people), "persons": sorted(people)},
        )  # fmt: skip
