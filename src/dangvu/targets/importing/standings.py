"""What stands in a campaign before its table is written, and what a row would change of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.intake.catalogue import Draft, Occasion
from dangvu.targets.models import Adjustment, Campaign, Closing, SubTarget, Target
from dangvu.targets.overview import day_within

Step = tuple[date, int]


@dataclass(frozen=True)
class Standings:
    """What stands before the table is written: the campaign, its targets by body, their
    adjustments (day, change) and parts by target, whether a month of it is closed."""

    campaign: Campaign
    present: Mapping[int, Target]
    steps: Mapping[int, Sequence[Step]]
    parts: Mapping[int, Mapping[str, int]]
    closed: bool

    def final(self, target: Target) -> int:
        """A target once every adjustment is in effect."""
        return target.assigned + sum(delta for _, delta in self.steps.get(target.pk, ()))

    def needs_step(self, target: Target, wanted: int) -> bool:
        """Whether reaching ``wanted`` takes an adjustment rather than another first number."""
        step = wanted - self.final(target)
        return bool(step) and (self.closed or target.assigned + step < 0)

    def lowest(self, target: Target, step: Step) -> int:
        """The least the target would ever be with one more adjustment."""
        running = lowest = target.assigned
        by_day: dict[date, int] = {}
        for day, delta in (*self.steps.get(target.pk, ()), step):
            by_day[day] = by_day.get(day, 0) + delta
        for day in sorted(by_day):
            running += by_day[day]
            lowest = min(lowest, running)
        return lowest


def standings_of(occasion: Occasion) -> Standings:
    """The campaign of an import as it stands. Five statements."""
    campaign = Campaign.objects.get(pk=int(occasion.options["campaign"]), unit=occasion.unit_id)
    steps: dict[int, list[Step]] = {}
    changes = Adjustment.objects.filter(target__campaign=campaign)
    for target_id, day, delta in changes.values_list("target_id", "effective_on", "delta"):
        steps.setdefault(target_id, []).append((day, delta))
    parts: dict[int, dict[str, int]] = {}
    found = SubTarget.objects.filter(target__campaign=campaign)
    for target_id, group, persons in found.values_list("target_id", "source_group", "number"):
        parts.setdefault(target_id, {})[group] = persons
    return Standings(
        campaign,
        {target.unit_id: target for target in Target.objects.filter(campaign=campaign)},
        steps,
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


def effective_on(occasion: Occasion, campaign: Campaign) -> date:
    """The day adjustments hold from: the one asked for, else today within the campaign."""
    given = occasion.options.get("effective_on")
    return date.fromisoformat(given) if given else day_within(campaign, occasion.on)
