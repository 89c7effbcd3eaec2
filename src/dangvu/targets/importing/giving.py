"""Writing a table of targets, and taking it back.

Until a month of the campaign is closed a number simply takes the place of the one before (the
trail and the batch keep it); from then on every change is an adjustment with its reason. It is the
rule of ``actions.assign_targets``, for the whole table at once and with a way back.
"""

from collections.abc import Mapping
from typing import Any

from dangvu.intake.catalogue import Draft, Occasion, Standing, Written
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import naming
from dangvu.targets.importing.standings import (
    Standings,
    effective_on,
    facts_differ,
    filled,
    standings_of,
)
from dangvu.targets.models import Adjustment, Campaign, Closing, SubTarget, Target


def write(occasion: Occasion, batch_id: int, drafts: list[Draft]) -> list[Written]:
    """Writes the rows as targets, adjustments and parts; what stood before is kept in the trace."""
    campaign_id = int(occasion.options["campaign"])
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    standings = standings_of(occasion)
    paths = naming.paths_for_entry([d.get("unit") for d in drafts])
    fresh, changed, steps, traces = [], [], {}, {}
    for draft in drafts:
        target = standings.present.get(draft.get("unit"))
        if draft.get("was") != (standings.final(target) if target else None):
            raise _overtaken()
        if target is None:
            fresh.append(_new(draft, campaign_id, paths, batch_id))
            continue
        wanted = draft.get("target")
        differs = wanted != standings.final(target) or facts_differ(draft, target, standings)
        if not differs:
            traces[draft.number] = Written(draft.number, Standing.SAME, {"target": target.pk})
            continue
        traces[draft.number] = Written(draft.number, Standing.CHANGED, _before(target, standings))
        if standings.needs_step(target, wanted):
            step = wanted - standings.final(target)
            steps[draft.number] = _step(occasion, standings.campaign, target, step)
        else:
            target.assigned += wanted - standings.final(target)
        _take_facts(target, draft, batch_id)
        changed.append(target)
    Target.objects.bulk_create(fresh)
    Target.objects.bulk_update(changed, ["assigned", "base_members", "plan", "batch_id"])
    Adjustment.objects.bulk_create(steps.values())
    by_unit = {t.unit_id: t for t in [*fresh, *changed]}
    _write_parts(drafts, by_unit)
    _tell(occasion, campaign_id, fresh, changed, list(steps.values()))
    for draft in drafts:
        if draft.number not in traces:
            made = by_unit[draft.get("unit")]
            traces[draft.number] = Written(draft.number, Standing.CREATED, {"target": made.pk})
    for row, step in steps.items():
        traces[row].trace["adjustment"] = step.pk
    return list(traces.values())


def _overtaken() -> Overtaken:
    return Overtaken(
        "changed",
        "Bảng chỉ tiêu vừa có người đổi, chưa ghi gì. Đồng chí xem lại bản mới rồi ghi.",
    )


def _new(draft: Draft, campaign_id: int, paths: Mapping[int, str], batch_id: int) -> Target:
    unit_id = draft.get("unit")
    return Target(
        campaign_id=campaign_id,
        unit_id=unit_id,
        unit_path=paths[unit_id],
        assigned=draft.get("target"),
        base_members=draft.get("base"),
        plan=draft.get("plan"),
        batch_id=batch_id,
    )


def _before(target: Target, standings: Standings) -> dict[str, Any]:
    return {
        "target": target.pk,
        "assigned": target.assigned,
        "base": target.base_members,
        "plan": target.plan,
        "batch": target.batch_id,
        "parts": dict(standings.parts.get(target.pk, {})),
    }


def _take_facts(target: Target, draft: Draft, batch_id: int) -> None:
    if draft.get("base") is not None:
        target.base_members = draft.get("base")
    if draft.get("plan") is not None:
        target.plan = draft.get("plan")
    target.batch_id = batch_id


def _step(occasion: Occasion, campaign: Campaign, target: Target, delta: int) -> Adjustment:
    options = occasion.options
    if not options.get("reason"):
        raise Impossible("reason_missing", "Điều chỉnh chỉ tiêu thì phải ghi lý do.", "reason")
    return Adjustment(
        target=target,
        delta=delta,
        effective_on=effective_on(occasion, campaign),
        reason=options["reason"],
        paper=options.get("paper", ""),
        recorded_at=clock.now(),
        recorded_by=occasion.actor.name,
    )


def _write_parts(drafts: list[Draft], by_unit: Mapping[int, Target]) -> None:
    """Replaces the parts of every target whose row names any."""
    wanted = {
        by_unit[d.get("unit")].pk: filled(d.get("parts"))
        for d in drafts
        if d.get("parts") is not None and d.get("unit") in by_unit
    }
    _replace_parts(wanted)


def _replace_parts(wanted: Mapping[int, Mapping[str, int]]) -> None:
    SubTarget.objects.filter(target_id__in=wanted).delete()
    SubTarget.objects.bulk_create(
        SubTarget(target_id=target_id, source_group=group, number=persons)
        for target_id, parts in wanted.items()
        for group, persons in parts.items()
    )


def _tell(
    occasion: Occasion,
    campaign_id: int,
    fresh: list[Target],
    changed: list[Target],
    steps: list[Adjustment],
) -> None:
    """The event of ``actions.assign_targets``: the same thing happened."""
    audit.record(
        occasion.actor,
        "assign_targets",
        subject=("campaign", campaign_id),
        unit_path=occasion.unit_path,
        reason=occasion.options.get("reason", ""),
        data={
            "new": {str(t.unit_id): t.assigned for t in fresh},
            "changed": {str(t.unit_id): t.assigned for t in changed},
            "adjusted": {str(s.target.unit_id): s.delta for s in steps},
        },
    )


def unwrite(occasion: Occasion, batch_id: int, written: list[Written]) -> None:
    """Puts the targets back as they were, unless a month was closed or a target changed since."""
    campaign_id = int(occasion.options["campaign"])
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    closed = Closing.objects.filter(campaign=campaign_id, closed_at__gte=occasion.committed_at)
    if last := closed.order_by("-month").first():
        raise Impossible(
            "depended_on",
            f"Tháng {last.month.month}/{last.month.year} đã chốt sau lần nhập này nên không hoàn "
            "tác được. Đồng chí điều chỉnh từng chỉ tiêu, có lý do.",
        )
    traces = {w.trace["target"]: w for w in written if w.standing is not Standing.SAME}
    own = {w.trace["adjustment"] for w in written if "adjustment" in w.trace}
    found = Target.objects.select_related("unit").filter(pk__in=traces)
    steps = Adjustment.objects.filter(
        target_id__in=traces, recorded_at__gte=occasion.committed_at
    ).exclude(pk__in=own)
    moved = set(steps.values_list("target_id", flat=True))
    if names := [t.unit.name for t in found if t.pk in moved or t.batch_id != batch_id]:
        raise Impossible(
            "depended_on",
            f"Chỉ tiêu của {', '.join(names[:5])} đã đổi sau lần nhập này nên không hoàn tác được.",
        )
    Adjustment.objects.filter(pk__in=own).delete()
    targets = {target.pk: target for target in found}
    created = [pk for pk in targets if traces[pk].standing is Standing.CREATED]
    restored = [_restore(targets[pk], traces[pk].trace) for pk in targets if pk not in created]
    Target.objects.filter(pk__in=created).delete()
    Target.objects.bulk_update(restored, ["assigned", "base_members", "plan", "batch_id"])
    _replace_parts({target.pk: traces[target.pk].trace["parts"] for target in restored})


def _restore(target: Target, before: Mapping[str, Any]) -> Target:
    target.assigned = before["assigned"]
    target.base_members = before["base"]
    target.plan = before["plan"]
    target.batch_id = before["batch"]
    return target
