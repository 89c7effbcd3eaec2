"""Giving targets: campaigns, assigned numbers, adjustments, plans, cascades."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.basis import Severity
from dangvu.rules.formats import integer_text
from dangvu.rules.targets import check_plan, check_subtargets
from dangvu.targets import overview, queries
from dangvu.targets.models import Adjustment, Campaign, Closing, SubTarget, Target

LARGEST = 100_000


@dataclass(frozen=True)
class CampaignFacts:
    """A campaign as entered. ``total``: the sum the decision names, if it names one."""

    name: str
    starts_on: date
    ends_on: date
    decision_number: str
    decision_on: date
    issuer: str
    base_on: date
    total: int | None = None
    ratio: Decimal | None = None


@dataclass(frozen=True)
class Given:
    """What one body is given. ``counted_from`` and ``base_members`` None leave what stands.
    ``reason`` and ``paper`` are asked for once a month is closed."""

    assigned: int
    base_members: int | None = None
    counted_from: str | None = None
    reason: str = ""
    paper: str = ""


def open_campaign(actor: Actor, unit_id: int, facts: CampaignFacts) -> Campaign:
    """Opens a campaign of a unit for the bodies under it. Raises ``Impossible``."""
    unit = orgs.unit(actor, unit_id, Action.SET_TARGETS)
    _check_campaign(facts)
    try:
        with transaction.atomic():
            made = Campaign.objects.create(unit=unit, created_at=clock.now(), **vars(facts))
    except IntegrityError as error:
        raise _twice() from error
    audit.record(
        actor,
        "open_campaign",
        subject=("campaign", made.pk),
        unit_path=unit.path,
        data={"decision": facts.decision_number, "total": facts.total},
    )
    return made


def correct_campaign(actor: Actor, campaign_id: int, facts: CampaignFacts, reason: str) -> Campaign:
    """Mends what was entered wrong of a campaign. Once a month of it is closed its period stays
    as it is. Raises ``Impossible``; writes what stood before into the trail."""
    campaign = queries.campaign(actor, campaign_id, Action.SET_TARGETS)
    _check_campaign(facts)
    if not reason.strip():
        raise Impossible("reason_missing", "Sửa đợt giao thì phải ghi lý do.", "reason")
    entered = vars(facts)
    changed = {name for name, value in entered.items() if getattr(campaign, name) != value}
    if changed & {"starts_on", "ends_on"} and Closing.objects.filter(campaign=campaign).exists():
        raise Impossible(
            "period_closed",
            "Đợt này đã có tháng chốt nên không đổi được thời gian. Giữ nguyên hai ngày này.",
            "starts_on" if "starts_on" in changed else "ends_on",
        )
    before = {name: _plain(getattr(campaign, name)) for name in sorted(changed)}
    for name in changed:
        setattr(campaign, name, entered[name])
    try:
        with transaction.atomic():
            campaign.save(update_fields=sorted(changed))
    except IntegrityError as error:
        raise _twice() from error
    audit.record(
        actor,
        "correct_campaign",
        subject=("campaign", campaign.pk),
        unit_path=campaign.unit.path,
        reason=reason,
        data={"before": before},
    )
    return campaign


def _check_campaign(facts: CampaignFacts) -> None:
    if facts.ends_on <= facts.starts_on:
        raise Impossible("period_empty", "Ngày kết thúc phải sau ngày bắt đầu.", "ends_on")
    if facts.total is not None and not 0 <= facts.total <= LARGEST:
        largest = integer_text(LARGEST)
        raise Impossible("total_absurd", f"Tổng chỉ tiêu phải từ 0 đến {largest}.", "total")
    if facts.ratio is not None and not 0 < facts.ratio <= 100:
        raise Impossible("ratio_absurd", "Tỷ lệ phải lớn hơn 0 và không quá 100 %.", "ratio")


def _twice() -> Overtaken:
    message = "Đơn vị đã có đợt giao chỉ tiêu cho đúng thời gian này."
    return Overtaken("campaign_exists", message, "starts_on")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def assign_targets(
    actor: Actor, campaign_id: int, given: Mapping[int, Given], *, stamp: str = ""
) -> int:
    """Gives the bodies of a campaign their targets; gives back how many changed.

    Until a month of the campaign is closed a number is simply replaced (the trail keeps it); from
    then on every change is an adjustment from today on, and needs its reason. All or nothing.
    ``stamp`` is that of the ``overview.Table`` the actor saw: if another changed it meanwhile,
    ``Overtaken``. A constant number of statements.
    """
    campaign = queries.campaign(actor, campaign_id, Action.SET_TARGETS)
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    table = overview.table(actor, campaign_id, clock.today(), Action.SET_TARGETS)
    if stamp and stamp != table.stamp:
        raise Overtaken(
            "table_changed",
            "Bảng chỉ tiêu đã có người đổi từ khi đồng chí mở trang. Số của đồng chí chưa ghi; "
            "so với bảng hiện nay rồi gửi lại.",
        )
    _check_given({line.unit_id: line.unit_name for line in table.bodies}, given)
    present = {
        target.unit_id: target
        for target in Target.objects.filter(campaign=campaign, unit_id__in=given)
    }
    finals = {line.unit_id: line.final or 0 for line in table.lines}
    fresh, changed, steps = [], [], []
    paths = naming.paths_for_entry(given.keys() - present.keys())
    for unit_id, entry in given.items():
        target = present.get(unit_id)
        if target is None:
            fresh.append(_new_target(campaign, unit_id, paths[unit_id], entry))
            continue
        step = entry.assigned - finals[unit_id]
        stepped = bool(step) and (table.closed or target.assigned + step < 0)
        if stepped:
            steps.append(_step(actor, target, step, _today_within(campaign), entry))
        if (step and not stepped) or _facts_differ(target, entry):
            target.assigned += 0 if stepped else step
            target.base_members = (
                target.base_members if entry.base_members is None else entry.base_members
            )
            target.counted_from = entry.counted_from or target.counted_from
            changed.append(target)
    Target.objects.bulk_create(fresh)
    Target.objects.bulk_update(changed, ["assigned", "base_members", "counted_from"])
    Adjustment.objects.bulk_create(steps)
    _tell(actor, campaign, fresh, changed, steps)
    return len(fresh) + len({*(t.pk for t in changed), *(s.target_id for s in steps)})


def _check_given(bodies: Mapping[int, str], given: Mapping[int, Given]) -> None:
    for unit_id, entry in given.items():
        if unit_id not in bodies:
            raise Impossible("unknown_body", "Có đơn vị không trực thuộc đơn vị giao chỉ tiêu.")
        if not 0 <= entry.assigned <= LARGEST:
            raise Impossible(
                "target_absurd",
                f"{bodies[unit_id]}: chỉ tiêu {integer_text(entry.assigned)} không hợp lý, phải từ "
                f"0 đến {integer_text(LARGEST)}.",
                str(unit_id),
            )


def _tell(
    actor: Actor,
    campaign: Campaign,
    fresh: Sequence[Target],
    changed: Sequence[Target],
    steps: Sequence[Adjustment],
) -> None:
    if not (fresh or changed or steps):
        return
    audit.record(
        actor,
        "assign_targets",
        subject=("campaign", campaign.pk),
        unit_path=campaign.unit.path,
        reason=next((step.reason for step in steps), ""),
        data={
            "new": {str(t.unit_id): t.assigned for t in fresh},
            "changed": {str(t.unit_id): t.assigned for t in changed},
            "adjusted": {str(s.target.unit_id): s.delta for s in steps},
        },
    )


def _today_within(campaign: Campaign) -> date:
    return overview.day_within(campaign, clock.today())


def _facts_differ(target: Target, entry: Given) -> bool:
    return entry.base_members not in (None, target.base_members) or (
        entry.counted_from not in (None, target.counted_from)
    )


def _new_target(campaign: Campaign, unit_id: int, path: str, entry: Given) -> Target:
    return Target(
        campaign=campaign,
        unit_id=unit_id,
        unit_path=path,
        assigned=entry.assigned,
        base_members=entry.base_members,
        counted_from=entry.counted_from or Target.Source.RECORDS,
    )


def _step(actor: Actor, target: Target, delta: int, on: date, entry: Given) -> Adjustment:
    if not entry.reason.strip():
        raise Impossible(
            "reason_missing",
            "Đã có tháng được chốt, đổi chỉ tiêu là điều chỉnh và phải ghi lý do.",
            "reason",
        )
    return Adjustment(
        target=target,
        delta=delta,
        effective_on=on,
        reason=entry.reason.strip(),
        paper=entry.paper.strip(),
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )


def adjust_target(
    actor: Actor, target_id: int, delta: int, effective_on: date, reason: str, paper: str = ""
) -> Adjustment:
    """Raises or lowers a target from a day on, with its reason and paper. Raises ``Impossible``."""
    target = _target(actor, target_id)
    campaign = target.campaign
    if not delta:
        raise Impossible("no_change", "Số điều chỉnh phải khác 0.", "delta")
    if not campaign.starts_on <= effective_on <= campaign.ends_on:
        raise Impossible(
            "outside_period",
            f"Ngày hiệu lực phải trong đợt giao, từ {campaign.starts_on:%d/%m/%Y} đến "
            f"{campaign.ends_on:%d/%m/%Y}.",
            "effective_on",
        )
    lowest = _lowest(target, delta, effective_on)
    if lowest < 0:
        raise Impossible(
            "below_zero",
            f"Giảm như vậy thì có ngày chỉ tiêu còn {lowest}. Chỉ tiêu không được dưới 0.",
            "delta",
        )
    if target.assigned + delta > LARGEST:
        largest = integer_text(LARGEST)
        raise Impossible("target_absurd", f"Chỉ tiêu không quá {largest}.", "delta")
    if not reason.strip():
        raise Impossible("reason_missing", "Điều chỉnh chỉ tiêu thì phải ghi lý do.", "reason")
    entry = Given(assigned=0, reason=reason, paper=paper)
    made = _step(actor, target, delta, effective_on, entry)
    made.save()
    audit.record(
        actor,
        "adjust_target",
        subject=("target", target.pk),
        unit_path=target.unit_path,
        reason=reason,
        data={"delta": delta, "effective_on": effective_on.isoformat(), "paper": paper},
    )
    return made


def _lowest(target: Target, delta: int, on: date) -> int:
    """The least the target would ever be with one more adjustment."""
    steps = [*target.adjustments.values_list("effective_on", "delta"), (on, delta)]
    days: dict[date, int] = {}
    for day, step in steps:
        days[day] = days.get(day, 0) + step
    running = lowest = target.assigned
    for day in sorted(days):
        running += days[day]
        lowest = min(lowest, running)
    return lowest


def set_plan(actor: Actor, target_id: int, plan: Sequence[int] | None) -> None:
    """Sets a body's plan of twelve numbers, or takes it away (None: the even curve).

    The body itself files it, or whoever gave the target. Raises ``Impossible``.
    """
    target = _target(actor, target_id, by_giver_only=False)
    if plan is not None and not overview.takes_plan(target.campaign):
        raise Impossible(
            "plan_not_yearly",
            "Kế hoạch 12 số chỉ dùng cho đợt giao đúng 12 tháng. Đợt này xếp theo đường đều.",
            "plan",
        )
    for finding in check_plan(_final(target), plan) if plan is not None else []:
        if finding.severity is Severity.REFUSAL:
            raise Impossible(finding.code, finding.message_vi, finding.field)
    target.plan = None if plan is None else list(plan)
    target.save(update_fields=["plan"])
    audit.record(
        actor,
        "set_plan",
        subject=("target", target.pk),
        unit_path=target.unit_path,
        data={"plan": target.plan},
    )


def set_subtargets(actor: Actor, target_id: int, parts: Mapping[str, int]) -> None:
    """Sets the parts of a target by source group (code: persons); zeros take a part away."""
    target = _target(actor, target_id)
    if unknown := set(parts) - set(SourceGroup):
        raise Impossible("unknown_group", f"Không có nhóm nguồn {', '.join(sorted(unknown))}.")
    for finding in check_subtargets(_final(target), parts):
        if finding.severity is not Severity.NOTE:
            raise Impossible(finding.code, finding.message_vi, finding.field)
    target.subtargets.all().delete()
    SubTarget.objects.bulk_create(
        SubTarget(target=target, source_group=group, number=number)
        for group, number in parts.items()
        if number
    )
    audit.record(
        actor,
        "set_subtargets",
        subject=("target", target.pk),
        unit_path=target.unit_path,
        data={"parts": dict(parts)},
    )


def set_counted_from(actor: Actor, target_id: int, source: str, reason: str) -> None:
    """Switches a body between its records and the counts it reports, with the reason.

    What either holds is kept; closed months stay as they were published.
    """
    target = _target(actor, target_id)
    if source not in Target.Source.values:
        raise Impossible("unknown_source", "Chọn một cách đếm trong danh sách.", "source")
    if source == target.counted_from:
        raise Impossible("no_change", "Đơn vị đang được đếm đúng theo cách này.", "source")
    if not reason.strip():
        raise Impossible("reason_missing", "Đổi cách đếm thì phải ghi lý do.", "reason")
    before, target.counted_from = target.counted_from, source
    target.save(update_fields=["counted_from"])
    audit.record(
        actor,
        "set_counted_from",
        subject=("target", target.pk),
        unit_path=target.unit_path,
        reason=reason,
        data={"before": before, "after": source},
    )


def _final(target: Target) -> int:
    """What a target is once every adjustment is in effect."""
    return target.assigned + sum(target.adjustments.values_list("delta", flat=True))


def _target(actor: Actor, target_id: int, *, by_giver_only: bool = True) -> Target:
    """A target to be changed, its campaign held so that no month is closed meanwhile."""
    rows = Target.objects.select_related("campaign", "campaign__unit")
    target = rows.filter(pk=target_id).first()
    if target is None:
        raise Impossible("unknown_target", "Không còn chỉ tiêu này.")
    orgs.unit(actor, target.unit_id, Action.SET_TARGETS)
    if by_giver_only:
        may(actor, Action.SET_TARGETS, target.campaign.unit.path)
    Campaign.objects.select_for_update(no_key=True).get(pk=target.campaign_id)
    target.refresh_from_db(fields=["assigned", "plan", "counted_from", "unit_path"])
    return target


def cascade(
    actor: Actor,
    unit_id: int,
    campaign_id: int,
    shares: Mapping[int, int] | None = None,
    decision: CampaignFacts | None = None,
) -> Campaign:
    """Hands a body's target down to the units under it.

    ``campaign_id`` is the superior's campaign, in which the body has a target. ``shares`` are the
    numbers by unit; without them they go by the number of members. Makes the body's own campaign
    for the same period by ``decision`` (without it: by the superior's), or fills the one it has,
    where no unit has a target yet. Raises ``Impossible``.
    """
    proposed = overview.proposal(actor, unit_id, campaign_id, clock.today())
    if proposed.given:
        raise Overtaken("already_given", "Đơn vị đã giao chỉ tiêu xuống; sửa trên bảng chỉ tiêu.")
    if not proposed.shares:
        raise Impossible("no_bodies", "Đơn vị không có tổ chức trực thuộc để giao.")
    above = proposed.above
    facts = decision or CampaignFacts(
        name=f"Chỉ tiêu {above.starts_on.year}, {proposed.unit_name}",
        starts_on=above.starts_on,
        ends_on=above.ends_on,
        decision_number=above.decision_number,
        decision_on=above.decision_on,
        issuer=above.issuer,
        base_on=above.base_on,
    )
    facts = replace(facts, starts_on=above.starts_on, ends_on=above.ends_on, total=proposed.owed)
    own = proposed.own or open_campaign(actor, unit_id, facts)
    numbers = {share.unit_id: share.number for share in proposed.shares} | dict(shares or {})
    heads = {share.unit_id: share.members for share in proposed.shares}
    assign_targets(
        actor,
        own.pk,
        {
            unit: Given(assigned=number, base_members=heads.get(unit) or None)
            for unit, number in numbers.items()
        },
    )
    return own
