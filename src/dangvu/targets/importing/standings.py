"""What stands in a campaign before its table is written, and what a row would change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum, Value
from django.db.models.functions import Coalesce

from dangvu.intake.catalogue import Draft, Occasion
from dangvu.targets.models import Campaign, Closing, SubTarget, Target


@dataclass(frozen=True)
class Standings:
    """What stands before the table is written: the campaign, its targets by body, whether a month
    of it is closed."""

    campaign: Campaign
    present: Mapping[int, Target]
    parts: Mapping[int, Mapping[str, int]]
    closed: bool

    def now(self, target: Target) -> int:
        """A target with all its adjustments."""
        return target.assigned + target.adjusted  # type: ignore[attr-defined]

    def steps(self, target: Target, wanted: int) -> bool:
        """Whether reaching ``wanted`` takes an adjustment rather than another first number."""
        step = wanted - self.now(target)
        return bool(step) and (self.closed or target.assigned + step < 0)


def standings_of(occasion: Occasion) -> Standings:
    """The campaign of an import as it stands. Four statements."""
    campaign = Campaign.objects.get(pk=int(occasion.options["campaign"]), unit=occasion.unit_id)
    targets = Target.objects.filter(campaign=campaign).annotate(
        adjusted=Coalesce(Sum("adjustments__delta"), Value(0))
    )
    parts: dict[int, dict[str, int]] = {}
    found = SubTarget.objects.filter(target__campaign=campaign)
    for target_id, group, persons in found.values_list("target_id", "source_group", "number"):
        parts.setdefault(target_id, {})[group] = persons
    return Standings(
        campaign,
        {target.unit_id: target for target in targets},
        parts,
        Closing.objects.filter(campaign=campaign).exists(),
    )


def facts_differ(draft: Draft, target: Target, standings: Standings) -> bool:
    """Whether a row says anything new of base, plan or parts."""
    base, plan, parts = draft.get("base"), draft.get("plan"), draft.get("parts")
    return (
        (base is not None and base != target.base_members)
        or (plan is not None and plan != target.plan)
        or (parts is not None and filled(parts) != standings.parts.get(target.pk, {}))
    )


def filled(parts: Mapping[str, int]) -> dict[str, int]:
    """Parts that are not zero."""
    return {group: persons for group, persons in parts.items() if persons}


def effective_on(occasion: Occasion) -> date:
    """The day adjustments hold from: the one asked for, else today."""
    given = occasion.options.get("effective_on")
    return date.fromisoformat(given) if given else occasion.on
