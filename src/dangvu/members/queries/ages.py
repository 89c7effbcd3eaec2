"""Age in the Party of many members, times out of the Party taken off.

Who never came back has been in from the day of joining, until today or until leaving: the database
counts that. The few who came back are counted by the rule itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.members.models import Event, Person
from dangvu.members.queries.record import times_out
from dangvu.rules.badges import Out, latest_beginning, party_age
from dangvu.rules.membership import ENTERING, LEAVING, EventKind, Status

RETURNING = (EventKind.READMITTED.value, EventKind.RESTORED.value, EventKind.VOIDED.value)
"""Without one of these a member was out of the Party at most once, and is still."""
OUT = (Status.LEFT.value, Status.DIED.value)
ENDING = tuple(kind.value for kind, status in LEAVING.items() if status in OUT)
_TOLD = (*(kind.value for kind in (*LEAVING, *ENTERING)), EventKind.VOIDED.value)


@dataclass(frozen=True)
class PartyYears:
    """Completed years in the Party on a day: at least, at most; None for no limit."""

    least: int | None
    most: int | None
    on: date

    def asked(self, actor: Actor, low: str) -> dict[str, Any]:
        """The condition for a branch, as the database takes it. At most two statements.

        ``returned`` are those whom the rule counts, ``aged`` those of them who are within. The
        others joined from ``since`` until ``until``; who is out had ``least`` years by then, and
        not ``past``.
        """
        returned = returned_in(actor, low)
        known = Person.objects.filter(pk__in=returned).values_list("pk", "joined_on")
        joined = {key: on for key, on in known if on} if returned else {}
        past = None if self.most is None else self.most + 1
        since = date.min if past is None else latest_beginning(self.on, past) + timedelta(days=1)
        return {
            "returned": list(returned),
            "aged": [key for key, on in joined.items() if self._holds(on, returned[key])],
            "since": since.isoformat(),
            "until": latest_beginning(self.on, self.least or 0).isoformat(),
            "least": self.least or None,
            "past": past,
        }

    def _holds(self, joined_on: date, out: list[Out]) -> bool:
        years = party_age(joined_on, out, self.on).years
        return (self.least or 0) <= years and (self.most is None or years <= self.most)


def returned_in(actor: Actor, low: str) -> dict[int, list[Out]]:
    """Times out of the Party of those in a branch who came back. One statement."""
    rows = visible(Event.objects.all(), actor, Action.VIEW_MEMBERS)
    back = rows.filter(beneath(low), kind__in=RETURNING, annuls=False)
    return _outs(actor, person_id__in=back.values("person_id"))


def outs_of(actor: Actor, ids: Collection[int]) -> dict[int, list[Out]]:
    """Times out of the Party of persons. One statement."""
    return _outs(actor, person_id__in=ids)


def _outs(actor: Actor, **whose: Any) -> dict[int, list[Out]]:
    rows = visible(Event.objects.all(), actor, Action.VIEW_MEMBERS)
    rows = rows.filter(**whose, kind__in=_TOLD, corrections=None, annuls=False)
    events: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for person_id, kind, on in rows.order_by("effective_on", "id").values_list(
        "person_id", "kind", "effective_on"
    ):
        events[person_id].append((kind, on))
    return {person_id: times_out(own) for person_id, own in events.items()}
