"""What becomes of capacities whose unit ends."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from django.db.models import F, Q
from django.db.models.functions import Greatest

from dangvu.access.models import Assignment
from dangvu.kernel import audit


class Ended(Protocol):
    """A unit that ended, as the tree tells it."""

    @property
    def unit_id(self) -> int: ...
    @property
    def path(self) -> str: ...


def end_capacities(
    actor: audit.Actor, on: date, ended: Sequence[Ended], paper: str, reason: str
) -> int:
    """Ends the capacities given for units that ended; how many did. Two statements at most.

    None is handed on to the heir: a right over other people's records is given by the
    administrator, never by the way. A capacity younger than the day ends after its first day.
    Writes assignments and one event.
    """
    running = Assignment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), unit_id__in=[one.unit_id for one in ended]
    )
    number = running.update(valid_until=Greatest(on, F("valid_from") + timedelta(days=1)))
    if number:
        audit.record(
            actor, "end_capacities", kind=audit.Kind.ACCESS,
            unit_path=ended[0].path, reason=reason,
            data={"units": [one.unit_id for one in ended], "number": number, "paper": paper},
        )  # fmt: skip
    return number
