"""Reading cases leaves an event."""

from collections.abc import Collection

from dangvu.access.actor import Actor
from dangvu.admissions.models import Case
from dangvu.kernel import audit


def note_case_read(actor: Actor, row: Case) -> None:
    """Leaves the event of having read one case."""
    audit.record(
        actor, "read_case", kind=audit.Kind.READ, subject=("case", row.pk), unit_path=row.unit_path
    )


def note_cases_read(actor: Actor, ids: Collection[int], unit_id: int, unit_path: str) -> None:
    """Leaves the event of having read a list of cases: one for a page. Ids only, no name."""
    if ids:
        audit.record(
            actor, "read_cases", kind=audit.Kind.READ, subject=("unit", unit_id),
            unit_path=unit_path, data={"count": len(ids), "cases": sorted(ids)},
        )  # fmt: skip
