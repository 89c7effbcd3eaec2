"""Reading what was given: campaigns, the table of one and its checks, one target, a cascade."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Finding, Severity
from dangvu.rules.formats import integer_text
from dangvu.rules.months import Month
from dangvu.rules.targets import apportion, check_cascade, check_plan, check_subtargets
from dangvu.targets import queries
from dangvu.targets.models import Adjustment, Campaign, Closing, SubTarget, Target

MONTHS_OF_A_PLAN = 12
NAMED = 5


def day_within(campaign: Campaign, on: date) -> date:
    """The day of a campaign nearest to ``on``: what is in effect is asked for that day."""
    return max(min(on, campaign.ends_on), campaign.starts_on)


def takes_plan(campaign: Campaign) -> bool:
    """Whether the campaign lasts the twelve months a plan has."""
    months = Month.of(campaign.starts_on).through(Month.of(campaign.ends_on))
    return len(months) == MONTHS_OF_A_PLAN


def _adjusted(rows: "QuerySet[Target]", on: date) -> "QuerySet[Target]":
    """``adjusted``: in effect on a day; ``later``: decided, not in effect yet."""
    now = Q(adjustments__effective_on__lte=on)
    return rows.annotate(
        adjusted=Coalesce(Sum("adjustments__delta", filter=now), Value(0)),
        later=Coalesce(Sum("adjustments__delta", filter=~now), Value(0)),
    )


# ------------------------------------------------------------------ lists


@dataclass(frozen=True)
class CampaignLine:
    """A campaign of a unit: how many bodies were given how much, all adjustments included."""

    campaign: Campaign
    bodies: int
    total: int


def campaign_lines(actor: Actor, unit_id: int) -> list[CampaignLine]:
    """The campaigns a unit gave to those under it, newest first. Four statements."""
    found = queries.campaigns(actor, unit_id)
    rows = Target.objects.filter(campaign__in=found).values("campaign_id")
    given = {r["campaign_id"]: r for r in rows.annotate(n=Count("id"), whole=Sum("assigned"))}
    steps = dict(
        Adjustment.objects.filter(target__campaign__in=found)
        .values_list("target__campaign_id")
        .annotate(whole=Sum("delta"))
    )
    lines = []
    for campaign in found:
        row = given.get(campaign.pk)
        bodies, whole = (row["n"], row["whole"]) if row else (0, 0)
        lines.append(CampaignLine(campaign, bodies, whole + steps.get(campaign.pk, 0)))
    return lines


@dataclass(frozen=True)
class OwnTarget:
    """What the superior gave a unit in one campaign. ``handed_down``: the unit's own campaign for
    the same period, where it has given anything on. ``over``: the period has ended."""

    target: Target
    current: int
    handed_down: int | None
    over: bool
    takes_plan: bool


def own_targets(actor: Actor, unit_id: int, on: date) -> list[OwnTarget]:
    """The targets a unit within reach was given by the unit above it, newest first."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_FIGURES)
    rows = Target.objects.filter(unit=unit).select_related("campaign__unit")
    rows = _adjusted(rows, on).order_by("-campaign__starts_on", "-campaign__ends_on")
    own = {
        (c.starts_on, c.ends_on): c.pk
        for c in Campaign.objects.filter(unit=unit, targets__isnull=False).distinct()
    }
    return [
        OwnTarget(
            row,
            row.assigned + row.adjusted,  # type: ignore[attr-defined]
            own.get((row.campaign.starts_on, row.campaign.ends_on)),
            row.campaign.ends_on < on,
            takes_plan(row.campaign),
        )
        for row in rows
    ]


# ------------------------------------------------------------------ the table of a campaign


@dataclass(frozen=True)
class GivenLine:
    """One body in the table of a campaign; without a target ``target_id`` is None.

    ``adjusted``: sum of the adjustments in effect, ``later``: of those to come. ``gone``: it has a
    target but no longer stands directly under the unit.
    """

    unit_id: int
    unit_name: str
    short_name: str
    has_children: bool
    target_id: int | None = None
    assigned: int | None = None
    adjusted: int = 0
    later: int = 0
    base: int | None = None
    plan: tuple[int, ...] | None = None
    counted_from: str = "records"
    parts: dict[str, int] = field(default_factory=dict)
    gone: bool = False

    @property
    def current(self) -> int | None:
        """What is owed with the adjustments in effect."""
        return None if self.assigned is None else max(self.assigned + self.adjusted, 0)

    @property
    def final(self) -> int | None:
        """What is owed once every adjustment is in effect."""
        return None if self.assigned is None else self.assigned + self.adjusted + self.later

    @property
    def share(self) -> Decimal | None:
        """Per cent of the base members."""
        if self.current is None or not self.base:
            return None
        return Decimal(100 * self.current) / self.base

    @property
    def parts_sum(self) -> int:
        return sum(self.parts.values())


@dataclass(frozen=True)
class Table:
    """A campaign with its bodies in the order of the decision, and what the checks say.

    ``above``: what the unit itself owes for the same period, None where nothing was given to it.
    ``closed``: a month is closed, so that changing a number is an adjustment. ``on``: the day the
    adjustments are read for.
    """

    campaign: Campaign
    lines: tuple[GivenLine, ...]
    above: int | None
    closed: bool
    on: date

    @property
    def bodies(self) -> tuple[GivenLine, ...]:
        """The bodies that stand under the unit."""
        return tuple(line for line in self.lines if not line.gone)

    def sum_of(self, name: str) -> int:
        """The sum of a figure over all lines, what is missing left out."""
        return sum(getattr(line, name) or 0 for line in self.lines)

    @property
    def sums(self) -> dict[str, int]:
        names = ("assigned", "adjusted", "current", "base", "parts_sum")
        return {name: self.sum_of(name) for name in names}

    @property
    def stamp(self) -> str:
        """What was seen: differs as soon as any number of the table does."""
        seen = [(line.unit_id, line.final, line.base, line.counted_from) for line in self.lines]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:20]

    def findings(self) -> list[Finding]:
        """Everything the checks say, the gravest first."""
        found = [*self._sums(), *self._gone(), *self._per_body()]
        order = list(Severity)
        return sorted(found, key=lambda finding: order.index(finding.severity))

    def _sums(self) -> list[Finding]:
        children = {line.unit_name: line.current for line in self.bodies}
        whole = sum(line.current or 0 for line in self.lines)
        handed = sum(number or 0 for number in children.values())
        found = check_cascade(handed if self.above is None else self.above, children)
        total = self.campaign.total
        if total is not None and whole != total:
            gap = integer_text(abs(whole - total))
            found.append(
                Finding(
                    "total_differs",
                    f"Các đơn vị cộng lại {integer_text(whole)}, quyết định ghi tổng "
                    f"{integer_text(total)}: {'thừa' if whole > total else 'còn thiếu'} {gap}.",
                )
            )
        return found

    def _gone(self) -> list[Finding]:
        names = [line.unit_name for line in self.lines if line.gone and line.current]
        if not names:
            return []
        message = f"{len(names)} đơn vị còn chỉ tiêu nhưng không còn trực thuộc: {_some(names)}."
        return [Finding("body_gone", message)]

    def _per_body(self) -> list[Finding]:
        """Plans and parts that do not fit their target, bases smaller than it: names together."""
        named: dict[str, list[str]] = {}
        for line in self.bodies:
            plan = check_plan(line.current, line.plan) if line.plan else []
            parts = check_subtargets(line.current, line.parts) if line.parts else []
            for finding in (*plan, *parts):
                named.setdefault(finding.code, []).append(line.short_name)
            if line.base is not None and (line.current or 0) > line.base:
                named.setdefault("above_base", []).append(line.short_name)
        return [
            Finding(code, f"{len(names)} đơn vị có {_FAULTS[code]}: {_some(names)}.")
            for code, names in named.items()
        ]


_FAULTS = {
    "plan_length": "kế hoạch không đủ 12 tháng",
    "plan_negative": "kế hoạch có số âm",
    "plan_empty": "kế hoạch không có tháng nào lớn hơn 0",
    "plan_sum": "kế hoạch cộng lại khác chỉ tiêu",
    "plan_without_target": "kế hoạch nhưng chưa có chỉ tiêu",
    "part_negative": "chỉ tiêu theo nguồn âm",
    "parts_above": "chỉ tiêu theo nguồn cộng lại nhiều hơn chỉ tiêu",
    "above_base": "chỉ tiêu nhiều hơn số đảng viên gốc",
}


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def table(actor: Actor, campaign_id: int, on: date, action: Action = Action.VIEW_FIGURES) -> Table:
    """The table of a campaign within reach, as it stands on a day. Six statements; 404 outside."""
    campaign = queries.campaign(actor, campaign_id, action)
    day = day_within(campaign, on)
    bodies = orgs.bodies(campaign.unit, day)
    rows = Target.objects.filter(campaign=campaign).select_related("unit")
    given = {row.unit_id: row for row in _adjusted(rows, day).order_by("unit__position", "unit_id")}
    parts: dict[int, dict[str, int]] = {}
    for part in SubTarget.objects.filter(target__campaign=campaign).order_by("source_group"):
        parts.setdefault(part.target_id, {})[part.source_group] = part.number
    standing = {body.id: body for body in bodies}
    lines = [
        _line(body.id, body.name, body.short_name, body.has_children, given.get(body.id), parts)
        for body in bodies
    ]
    lines += [
        _line(unit_id, row.unit.name, row.unit.short_name, False, row, parts, gone=True)
        for unit_id, row in given.items()
        if unit_id not in standing
    ]
    return Table(
        campaign=campaign,
        lines=tuple(lines),
        above=_owed_above(campaign, day),
        closed=Closing.objects.filter(campaign=campaign).exists(),
        on=day,
    )


def _line(
    unit_id: int,
    name: str,
    short_name: str,
    has_children: bool,
    row: Target | None,
    parts: dict[int, dict[str, int]],
    *,
    gone: bool = False,
) -> GivenLine:
    if row is None:
        return GivenLine(unit_id, name, short_name, has_children)
    return GivenLine(
        unit_id=unit_id,
        unit_name=name,
        short_name=short_name,
        has_children=has_children,
        target_id=row.pk,
        assigned=row.assigned,
        adjusted=row.adjusted,  # type: ignore[attr-defined]
        later=row.later,  # type: ignore[attr-defined]
        base=row.base_members,
        plan=tuple(row.plan) if row.plan else None,
        counted_from=row.counted_from,
        parts=parts.get(row.pk, {}),
        gone=gone,
    )


def _owed_above(campaign: Campaign, on: date) -> int | None:
    rows = Target.objects.filter(
        unit_id=campaign.unit_id,
        campaign__starts_on=campaign.starts_on,
        campaign__ends_on=campaign.ends_on,
    )
    row = _adjusted(rows, on).first()
    return None if row is None else max(row.assigned + row.adjusted, 0)  # type: ignore[attr-defined]


# ------------------------------------------------------------------ one target, a cascade


@dataclass(frozen=True)
class Detail:
    """One target with its story. ``current`` with the adjustments in effect, ``final`` with all."""

    target: Target
    campaign: Campaign
    current: int
    final: int
    adjustments: tuple[Adjustment, ...]
    parts: dict[str, int]
    takes_plan: bool
    closed: bool


def detail(actor: Actor, target_id: int, on: date, action: Action = Action.VIEW_FIGURES) -> Detail:
    """A target of a body within reach; 404 outside it. Four statements."""
    rows = Target.objects.select_related("campaign__unit", "unit").filter(pk=target_id)
    found = visible(rows, actor, action).first()
    if found is None:
        raise Http404("Không có chỉ tiêu này trong phạm vi của đồng chí.")
    steps = tuple(found.adjustments.order_by("effective_on", "id"))
    day = day_within(found.campaign, on)
    now = sum(step.delta for step in steps if step.effective_on <= day)
    return Detail(
        target=found,
        campaign=found.campaign,
        current=max(found.assigned + now, 0),
        final=found.assigned + sum(step.delta for step in steps),
        adjustments=steps,
        parts=dict(found.subtargets.values_list("source_group", "number")),
        takes_plan=takes_plan(found.campaign),
        closed=Closing.objects.filter(campaign=found.campaign).exists(),
    )


@dataclass(frozen=True)
class Share:
    """A body under a unit, its members, and its part of a target by their number."""

    unit_id: int
    unit_name: str
    members: int
    number: int


@dataclass(frozen=True)
class Proposal:
    """A target proposed to be handed down. ``own``: the campaign of the unit for that period, if
    there is one; ``given``: somebody has a target in it already."""

    unit_id: int
    unit_name: str
    unit_path: str
    above: Campaign
    owed: int
    shares: tuple[Share, ...]
    own: Campaign | None
    given: bool


def proposal(actor: Actor, unit_id: int, campaign_id: int, on: date) -> Proposal:
    """A unit's target of its superior's campaign, shared out by member numbers (largest
    remainder). 404 outside reach or without such a target. Six statements."""
    unit = orgs.unit(actor, unit_id, Action.SET_TARGETS)
    rows = Target.objects.select_related("campaign").filter(campaign_id=campaign_id, unit=unit)
    row = _adjusted(rows, on).first()
    if row is None:
        raise Http404("Cấp trên chưa giao chỉ tiêu cho đơn vị này.")
    above = row.campaign
    owed = max(row.assigned + row.adjusted + row.later, 0)  # type: ignore[attr-defined]
    bodies = orgs.bodies(unit, day_within(above, on))
    heads = members.headcounts(unit.path, len(bodies[0].path)) if bodies else {}
    weights = [heads.get(body.path, 0) for body in bodies]
    numbers = apportion(owed, weights) if bodies else ()
    own = Campaign.objects.filter(
        unit=unit, starts_on=above.starts_on, ends_on=above.ends_on
    ).first()
    return Proposal(
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        above=above,
        owed=owed,
        shares=tuple(
            Share(body.id, body.name, weight, number)
            for body, weight, number in zip(bodies, weights, numbers, strict=True)
        ),
        own=own,
        given=bool(own and own.targets.exists()),
    )
