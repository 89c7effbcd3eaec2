"""Giving targets: campaigns, assigned numbers, adjustments, plans, cascades, reported counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.basis import Severity
from dangvu.rules.months import Month
from dangvu.rules.targets import apportion, check_plan, check_subtargets
from dangvu.targets import queries
from dangvu.targets.models import Adjustment, Campaign, Closing, MonthlyCount, SubTarget, Target

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
    """What one body is given. ``reason`` and ``paper`` are asked for once a month is closed."""

    assigned: int
    base_members: int | None = None
    counted_from: str = "records"
    reason: str = ""
    paper: str = ""


def open_campaign(actor: Actor, unit_id: int, facts: CampaignFacts) -> Campaign:
    """Opens a campaign of a unit for the bodies under it. Raises ``Impossible``."""
    unit = orgs.unit(actor, unit_id, Action.SET_TARGETS)
    if facts.ends_on <= facts.starts_on:
        raise Impossible("period_empty", "Ngày kết thúc phải sau ngày bắt đầu.", "ends_on")
    if facts.total is not None and not 0 <= facts.total <= LARGEST:
        raise Impossible("total_absurd", f"Tổng chỉ tiêu phải từ 0 đến {LARGEST:,}.", "total")
    try:
        with transaction.atomic():
            made = Campaign.objects.create(unit=unit, created_at=clock.now(), **vars(facts))
    except IntegrityError as error:
        raise Overtaken(
            "campaign_exists", "Đơn vị đã có đợt giao chỉ tiêu cho đúng thời gian này.", "starts_on"
        ) from error
    audit.record(
        actor,
        "open_campaign",
        subject=("campaign", made.pk),
        unit_path=unit.path,
        data={"decision": facts.decision_number, "total": facts.total},
    )
    return made


def assign_targets(actor: Actor, campaign_id: int, given: Mapping[int, Given]) -> int:
    """Gives the bodies of a campaign their targets; gives back how many changed.

    Until a month of the campaign is closed a number is simply replaced (the trail keeps it); from
    then on every change is an adjustment from today on, and needs its reason. All or nothing.
    """
    campaign = queries.campaign(actor, campaign_id, Action.SET_TARGETS)
    bodies = {
        body.id: body for body in orgs.bodies(campaign.unit, min(clock.today(), campaign.ends_on))
    }
    for unit_id, entry in given.items():
        if unit_id not in bodies:
            raise Impossible("unknown_body", "Có đơn vị không trực thuộc đơn vị giao chỉ tiêu.")
        if not 0 <= entry.assigned <= LARGEST:
            raise Impossible(
                "target_absurd",
                f"{bodies[unit_id].name}: chỉ tiêu {entry.assigned} không hợp lý, phải từ 0.",
                str(unit_id),
            )
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    closed = Closing.objects.filter(campaign=campaign).exists()
    present = {
        target.unit_id: target
        for target in Target.objects.filter(campaign=campaign, unit_id__in=given)
        .prefetch_related("adjustments")
    }  # fmt: skip
    fresh, changed, steps = [], [], []
    for unit_id, entry in given.items():
        target = present.get(unit_id)
        if target is None:
            fresh.append(_new_target(campaign, bodies[unit_id], entry))
            continue
        step = entry.assigned - _current(target)
        if step and closed:
            steps.append(_step(actor, target, step, entry))
        moved = step if not closed else 0
        if moved or _facts_differ(target, entry):
            target.assigned += moved
            target.base_members = entry.base_members or target.base_members
            target.counted_from = entry.counted_from
            changed.append(target)
    Target.objects.bulk_create(fresh)
    Target.objects.bulk_update(changed, ["assigned", "base_members", "counted_from"])
    Adjustment.objects.bulk_create(steps)
    audit.record(
        actor,
        "assign_targets",
        subject=("campaign", campaign.pk),
        unit_path=campaign.unit.path,
        data={
            "new": {str(t.unit_id): t.assigned for t in fresh},
            "changed": {str(t.unit_id): t.assigned for t in changed},
            "adjusted": {str(s.target.unit_id): s.delta for s in steps},
        },
    )
    return len(fresh) + len({*(t.pk for t in changed), *(s.target_id for s in steps)})


def _current(target: Target) -> int:
    return target.assigned + sum(step.delta for step in target.adjustments.all())


def _facts_differ(target: Target, entry: Given) -> bool:
    base = entry.base_members
    return (base is not None and base != target.base_members) or (
        entry.counted_from != target.counted_from
    )


def _new_target(campaign: Campaign, body: orgs.Body, entry: Given) -> Target:
    return Target(
        campaign=campaign,
        unit_id=body.id,
        unit_path=body.path,
        assigned=entry.assigned,
        base_members=entry.base_members,
        counted_from=entry.counted_from,
    )


def _step(actor: Actor, target: Target, delta: int, entry: Given) -> Adjustment:
    if not entry.reason.strip():
        raise Impossible(
            "reason_missing",
            "Đã có tháng được chốt, đổi chỉ tiêu là điều chỉnh và phải ghi lý do.",
            "reason",
        )
    return Adjustment(
        target=target,
        delta=delta,
        effective_on=clock.today(),
        reason=entry.reason.strip(),
        paper=entry.paper.strip(),
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )


def adjust_target(
    actor: Actor, target_id: int, delta: int, effective_on: date, reason: str, paper: str = ""
) -> Adjustment:
    """Raises or lowers a target from a day on, with its reason and paper."""
    target = _target(actor, target_id)
    if not delta:
        raise Impossible("no_change", "Số điều chỉnh phải khác 0.", "delta")
    if _current(target) + delta < 0:
        raise Impossible(
            "below_zero", f"Chỉ tiêu hiện là {_current(target)}, không giảm quá số đó.", "delta"
        )
    if not reason.strip():
        raise Impossible("reason_missing", "Điều chỉnh chỉ tiêu thì phải ghi lý do.", "reason")
    if not target.campaign.starts_on <= effective_on <= target.campaign.ends_on:
        raise Impossible("outside_period", "Ngày hiệu lực nằm ngoài đợt giao.", "effective_on")
    made = _step(actor, target, delta, Given(assigned=0, reason=reason, paper=paper))
    made.effective_on = effective_on
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


def set_plan(actor: Actor, target_id: int, plan: Sequence[int] | None) -> None:
    """Sets a body's plan of twelve numbers, or takes it away (None: the even curve)."""
    target = _target(actor, target_id)
    if plan is not None:
        for finding in check_plan(_current(target), plan):
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
    for finding in check_subtargets(_current(target), parts):
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


def _target(actor: Actor, target_id: int) -> Target:
    target = (
        Target.objects.select_for_update(of=("self",))
        .select_related("campaign", "campaign__unit")
        .filter(pk=target_id)
        .first()
    )
    if target is None:
        raise Impossible("unknown_target", "Không còn chỉ tiêu này.")
    orgs.unit(actor, target.unit_id, Action.SET_TARGETS)
    may(actor, Action.SET_TARGETS, target.campaign.unit.path)
    return target


def cascade(actor: Actor, unit_id: int, campaign_id: int) -> Campaign:
    """Hands a body's target down to the units under it, in proportion to their members.

    ``campaign_id`` is the superior's campaign, in which the body has a target. Makes the body's
    own campaign for the same period (or fills the one it has, where no unit has a target yet); the
    numbers can be changed before and after. Raises ``Impossible``.
    """
    unit = orgs.unit(actor, unit_id, Action.SET_TARGETS)
    above = Target.objects.select_related("campaign").filter(
        campaign_id=campaign_id, unit_id=unit.pk
    ).first()  # fmt: skip
    if above is None:
        raise Impossible("no_target_above", "Cấp trên chưa giao chỉ tiêu cho đơn vị này.")
    period = above.campaign
    own = Campaign.objects.filter(
        unit=unit, starts_on=period.starts_on, ends_on=period.ends_on
    ).first() or open_campaign(
        actor,
        unit.pk,
        CampaignFacts(
            name=f"Chỉ tiêu {period.starts_on.year}, {unit.short_name}",
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            decision_number=period.decision_number,
            decision_on=period.decision_on,
            issuer=period.issuer,
            base_on=period.base_on,
            total=_current(above),
        ),
    )
    if own.targets.exists():
        raise Impossible("already_given", "Đơn vị đã giao chỉ tiêu xuống; sửa trên bảng chỉ tiêu.")
    bodies = orgs.bodies(unit, min(clock.today(), period.ends_on))
    if not bodies:
        raise Impossible("no_bodies", "Đơn vị không có tổ chức trực thuộc để giao.")
    heads = members.headcounts(unit.path, len(bodies[0].path))
    weights = [heads.get(body.path, 0) for body in bodies]
    shares = apportion(_current(above), weights)
    assign_targets(
        actor,
        own.pk,
        {
            body.id: Given(assigned=share, base_members=weight or None)
            for body, share, weight in zip(bodies, shares, weights, strict=True)
        },
    )
    return own


def report_counts(
    actor: Actor,
    unit_id: int,
    month: Month,
    admitted: int,
    breakdowns: Mapping[str, int | None] | None = None,
) -> MonthlyCount:
    """Records what a unit reports for a month as bare numbers; an earlier report is kept, replaced.

    Raises ``Impossible`` for a month that has not begun, a part larger than the whole, or a
    negative or absurd number.
    """
    unit = orgs.unit(actor, unit_id, Action.REPORT_COUNTS)
    if month.first() > clock.today():
        raise Impossible("future_month", f"Tháng {month.label_vi} chưa đến.", "month")
    if not 0 <= admitted <= 10_000:
        raise Impossible("count_absurd", f"Số kết nạp {admitted} không hợp lý.", "admitted")
    parts = {name: number for name, number in (breakdowns or {}).items() if number is not None}
    for name, number in parts.items():
        if not 0 <= number <= admitted:
            raise Impossible(
                "part_above_whole",
                f"Số {number} không thể nhiều hơn số kết nạp {admitted} hoặc âm.",
                name,
            )
    now = clock.now()
    MonthlyCount.objects.filter(unit=unit, month=month.first(), replaced_at=None).update(
        replaced_at=now
    )
    made = MonthlyCount.objects.create(
        unit=unit,
        unit_path=unit.path,
        month=month.first(),
        admitted=admitted,
        reported_at=now,
        reported_by=actor.name,
        **parts,
    )
    audit.record(
        actor,
        "report_counts",
        subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"month": month.iso, "admitted": admitted},
    )
    return made
