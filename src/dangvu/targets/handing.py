"""Which targets go over to whom when units end or come under another superior."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dangvu.targets.models import Campaign, Target


@dataclass(frozen=True)
class Owed:
    """What a unit still owes in a running campaign, all adjustments in. ``taken_by`` is the
    campaign it goes over to; None: it stays, and the superior must decide."""

    target: Target
    number: int
    taken_by: Campaign | None


def inherited(superiors: Mapping[int, str], on: date) -> list[Owed]:
    """The running targets of units that end. Two statements.

    Takes the path of the superior of each unit's heir ("" for none): the heir takes over where it
    stands in the same campaign, that is, directly under the unit that gave the target.
    """
    return [
        _owed(target, target.campaign if _same(superiors, target) else None)
        for target in _running(superiors, on)
    ]


def _same(superiors: Mapping[int, str], target: Target) -> bool:
    return superiors[target.unit_id] == target.campaign.unit.path


def carried(superiors: Mapping[int, tuple[int, int]], on: date) -> list[Owed]:
    """The running targets that units which come under another superior had from the former one.

    Takes each unit's former and new superior. A target goes over where the new superior has given
    targets for the same period. Three statements.
    """
    after = {new for _, new in superiors.values()}
    given = {
        (c.unit_id, c.starts_on, c.ends_on): c
        for c in Campaign.objects.filter(unit_id__in=after, ends_on__gte=on)
    }
    found = []
    for target in _running(superiors, on):
        before, new = superiors[target.unit_id]
        old = target.campaign
        if old.unit_id == before:
            found.append(_owed(target, given.get((new, old.starts_on, old.ends_on))))
    return found


def _running(unit_ids: Collection[int], on: date) -> QuerySet[Target]:
    rows = Target.objects.filter(campaign__ends_on__gte=on, unit_id__in=unit_ids)
    return rows.select_related("campaign__unit").prefetch_related("adjustments").order_by("id")


def _owed(target: Target, taken_by: Campaign | None) -> Owed:
    number = target.assigned + sum(step.delta for step in target.adjustments.all())
    return Owed(target, number, taken_by)
