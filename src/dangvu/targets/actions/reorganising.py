"""How targets, counts and what is written about months follow when the tree is reorganised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dangvu.access.actor import Actor
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import Moved, follow
from dangvu.targets.handing import carried, inherited
from dangvu.targets.models import (
    Accountability,
    Adjustment,
    Campaign,
    Finding,
    MonthlyCount,
    Target,
)


class Taker(Protocol):
    """The unit that takes over, as ``orgs.actions`` tells it."""

    @property
    def id(self) -> int: ...
    @property
    def path(self) -> str: ...


class Ended(Protocol):
    """A unit that ended."""

    @property
    def unit_id(self) -> int: ...
    @property
    def heir(self) -> Taker | None: ...


class Rehung(Taker, Protocol):
    """A unit that stands directly under another superior now, and goes on with its own target."""

    @property
    def before(self) -> int: ...
    @property
    def after(self) -> int: ...


@dataclass(frozen=True)
class _Handover:
    """A target whose number goes over to a unit's target in a campaign."""

    target: Target
    campaign: Campaign
    taker: Taker


def follow_units(moves: Sequence[Moved]) -> None:
    """Targets, counts, findings and papers of review stand where their units stand.

    Closed months stay as they were published. Four statements.
    """
    for table in (Target, MonthlyCount, Finding, Accountability):
        follow(table, moves)


def inherit_targets(actor: Actor, on: date, ended: Sequence[Ended], paper: str, reason: str) -> int:
    """What a unit that ended still owed goes over to its heir, where the heir stands in the same
    campaign: two adjustments with the reason and the paper. How many targets did.

    Writes adjustments, a target for an heir that had none, one event. Plans and sub-targets are
    not merged: nobody can know how.
    """
    heirs = {one.unit_id: one.heir for one in ended if one.heir is not None}
    above = {unit: heir.path.rpartition(".")[0] for unit, heir in heirs.items()}
    handovers = [
        _Handover(owed.target, owed.taken_by, heirs[owed.target.unit_id])
        for owed in inherited(above, on)
        if owed.taken_by is not None
    ]
    return _hand_over(actor, handovers, on, paper, reason)


def carry_targets(actor: Actor, on: date, rehung: Sequence[Rehung], paper: str, reason: str) -> int:
    """The target a unit had from its former superior goes over to the new superior's campaign of
    the same period, where there is one. Writes as ``inherit_targets``."""
    moved = {one.id: one for one in rehung}
    superiors = {unit: (one.before, one.after) for unit, one in moved.items()}
    handovers = [
        _Handover(owed.target, owed.taken_by, moved[owed.target.unit_id])
        for owed in carried(superiors, on)
        if owed.taken_by is not None
    ]
    return _hand_over(actor, handovers, on, paper, reason)


def _hand_over(
    actor: Actor, handovers: Sequence[_Handover], on: date, paper: str, reason: str
) -> int:
    owed = [h for h in handovers if any(_steps(h.target, on).values())]
    if not owed:
        return 0
    receiving = _receiving(owed)
    rows = []
    for handover in owed:
        taker = receiving[handover.campaign.pk, handover.taker.id]
        for day, number in _steps(handover.target, on).items():
            for target, delta in ((handover.target, -number), (taker, number)):
                rows.append(
                    Adjustment(
                        target=target, delta=delta, effective_on=day, reason=reason, paper=paper,
                        recorded_at=clock.now(), recorded_by=actor.name,
                    )
                )  # fmt: skip
    Adjustment.objects.bulk_create(row for row in rows if row.delta)
    audit.record(
        actor, "hand_over_targets", subject=("campaign", owed[0].campaign.pk),
        unit_path=owed[0].campaign.unit.path, reason=reason,
        data={"targets": [h.target.pk for h in owed], "paper": paper},
    )  # fmt: skip
    return len(owed)


def _steps(target: Target, on: date) -> Mapping[date, int]:
    """What a target gives away and when: all it is on the day, and each later adjustment on its
    own day, so that nothing is owed before it was."""
    first = max(on, target.campaign.starts_on)
    steps = {first: target.assigned}
    for step in target.adjustments.all():
        day = max(step.effective_on, first)
        steps[day] = steps.get(day, 0) + step.delta
    return steps


def _receiving(handovers: Iterable[_Handover]) -> dict[tuple[int, int], Target]:
    """The targets that take over, made with 0 where there is none. At most two statements."""
    wanted = {(h.campaign.pk, h.taker.id): h for h in handovers}
    found = {
        (t.campaign_id, t.unit_id): t
        for t in Target.objects.filter(
            campaign_id__in={c for c, _ in wanted}, unit_id__in={u for _, u in wanted}
        )
    }
    fresh = [
        Target(
            campaign_id=campaign, unit_id=unit, unit_path=h.taker.path, assigned=0,
            counted_from=h.target.counted_from,
        )
        for (campaign, unit), h in wanted.items()
        if (campaign, unit) not in found
    ]  # fmt: skip
    made = Target.objects.bulk_create(fresh)
    return found | {(t.campaign_id, t.unit_id): t for t in made}
