"""Reading targets, months and what is written about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.admissions import queries as admissions
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Body
from dangvu.rules.basis import Confidence
from dangvu.rules.months import Month
from dangvu.rules.organisations import OrgType
from dangvu.rules.targets import Class, Counts, DateBasis, Mode, Policy, policy_in_force
from dangvu.targets.models import (
    Accountability,
    Campaign,
    ClosedRow,
    Closing,
    Finding,
    Target,
)
from dangvu.targets.models import Policy as PolicyRow
from dangvu.targets.sheets import (
    Frame,
    Line,
    Revision,
    Sheet,
    Source,
    class_before,
    draw_line,
    draw_total,
    policy_from_json,
    tally_classes,
)

#: Codes and words of causes and outcomes, for forms.
CAUSES = Finding.Cause.choices
OUTCOMES = Finding.Outcome.choices


def cause_word(code: str) -> str:
    """A cause in words."""
    return str(Finding.Cause(code).label)


# ------------------------------------------------------------------ campaigns and policy


def campaigns(actor: Actor, unit_id: int) -> list[Campaign]:
    """The campaigns a unit gave to those under it, newest first."""
    orgs.unit(actor, unit_id, Action.VIEW_FIGURES)
    return list(Campaign.objects.filter(unit_id=unit_id).order_by("-starts_on", "-ends_on"))


def campaign(actor: Actor, campaign_id: int, action: Action = Action.VIEW_FIGURES) -> Campaign:
    """One campaign of a unit within reach; 404 outside it."""
    found = Campaign.objects.select_related("unit").filter(pk=campaign_id)
    row = visible(found, actor, action, path="unit__path").first()
    if row is None:
        raise Http404("Không có đợt giao chỉ tiêu này trong phạm vi của đồng chí.")
    return row


def targets(campaign_id: int) -> QuerySet[Target]:
    """The targets of a campaign, in the order of the decision. The caller has asked the scope."""
    return (
        Target.objects.filter(campaign_id=campaign_id)
        .select_related("unit")
        .order_by("unit__position", "unit_id")
    )


def policy_rows(unit_path: str) -> QuerySet[PolicyRow]:
    """The policies a unit is classed by: its own and those of the units above, oldest first."""
    return PolicyRow.objects.filter(unit_id__in=orgs.ids_of(unit_path)).order_by("since", "id")


def as_policy(row: PolicyRow) -> Policy:
    """The rule's policy of a stored row. The province's own choice stands by its paper."""
    return Policy(
        since=row.since,
        mode=Mode(row.mode),
        high_from=row.high_from.normalize(),
        medium_from=row.medium_from.normalize(),
        date_basis=DateBasis(row.date_basis),
        zero_months=row.zero_months,
        confidence=Confidence.S if row.paper else Confidence.D,
        note=row.paper or "Cách xếp loại do cấp ủy đặt, chưa ghi văn bản",
    )


def policy_on(unit_path: str, on: date) -> Policy:
    """The policy in force for a unit on a day; the default of the rules where none was set."""
    return policy_in_force([as_policy(row) for row in policy_rows(unit_path)], on)


# ------------------------------------------------------------------ the month sheet


@dataclass(frozen=True)
class Ground:
    """What the sheet of a unit and its line on the sheet above both rest on: the campaigns of the
    two, the policies of all above, the last closing of the month and the one before in each."""

    unit: orgs.Unit
    month: Month
    campaigns: tuple[Campaign, ...]
    policies: QuerySet[PolicyRow]
    closed: Mapping[tuple[int, Month], int]

    def given_by(self, unit: orgs.Unit) -> list[Campaign]:
        return [one for one in self.campaigns if one.unit_id == unit.pk]

    def policy(self, unit: orgs.Unit, on: date) -> Policy:
        """The policy in force for one of the two on a day."""
        above = orgs.ids_of(unit.path)
        return policy_in_force(
            [as_policy(row) for row in self.policies if row.unit_id in above], on
        )


def ground(actor: Actor, unit_id: int, month: Month) -> Ground:
    """Of a unit within reach, and of the one above it; 404 outside reach. Three statements, and one
    where a policy is asked for."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_FIGURES, above=True)
    both = [unit.pk, *([unit.parent_id] if unit.parent_id else [])]
    return Ground(
        unit,
        month,
        tuple(Campaign.objects.filter(unit_id__in=both)),
        policy_rows(unit.path),
        _closed(both, month, month.previous()),
    )


def sheet(actor: Actor, unit_id: int, month: Month, today: date) -> Sheet:
    """The month as it stands: the closed one where it is closed, else computed now."""
    return sheet_on(ground(actor, unit_id, month), today)


def sheet_on(held: Ground, today: date, *, by_group: bool = True) -> Sheet:
    """The sheet of the unit in hand; ``by_group``: with its source groups."""
    closing_id = held.closed.get((held.unit.pk, held.month))
    if closing_id is not None:
        closing = Closing.objects.select_related("campaign").get(pk=closing_id)
        return _published(held.unit, closing)
    return _computed(held, today, by_group=by_group)


def month_sheet(
    actor: Actor, unit_id: int, month: Month, today: date, policy: Policy | None = None
) -> Sheet:
    """The month computed now from records and reports: a line per body directly under the unit.

    A month that is not over is measured to ``today``. ``policy`` tries another than the one in
    force. The number of statements does not depend on the number of bodies or members. 404 outside
    reach.
    """
    return _computed(ground(actor, unit_id, month), today, policy)


def _computed(
    held: Ground, today: date, policy: Policy | None = None, *, by_group: bool = True
) -> Sheet:
    unit, month = held.unit, held.month
    chosen, frame = frame_of(held.given_by(unit), month, today)
    policy = policy or held.policy(unit, frame.on)
    bodies = [] if OrgType(unit.type).is_cell else orgs.bodies(unit, frame.on)
    sources = {body.id: source_of(body) for body in bodies}
    if chosen:
        add_targets(sources, chosen, frame)
    moved_out = _add_results(sources, unit.path, frame, policy, by_group)
    last = held.closed.get((unit.pk, month.previous()))
    before = _classes_before(chosen, sources, frame, policy, last)
    lines = tuple(
        draw_line(
            source, frame, policy, before[source.unit_id][0] if source.unit_id in before else None
        )
        for source in sources.values()
    )
    whole = Source(unit.pk, unit.register_code, unit.name, unit.short_name, unit.path, unit.type,
                   unit.locality_code, (), True, None, records=moved_out.months,
                   breakdowns=moved_out.breakdowns, groups=moved_out.groups)  # fmt: skip
    since = frame.period_start
    return Sheet(
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        month=month,
        on=frame.on,
        campaign_id=chosen.pk if chosen else None,
        campaign_name=chosen.name if chosen else "",
        campaign_total=chosen.total if chosen else None,
        decision=decision_text(chosen) if chosen else "",
        period_start=frame.period_start,
        period_end=frame.period_end,
        policy=policy,
        lines=lines,
        total=draw_total(whole, lines, frame, policy),
        previous=tally_classes(before.values()) if before else None,
        moved_out=sum(n for day, n in moved_out.months.items() if day >= since),
    )


def decision_text(given: Campaign) -> str:
    """A campaign's decision in full (R0.0): number, date, issuer."""
    return f"{given.decision_number}, ngày {given.decision_on:%d/%m/%Y} của {given.issuer}"


def frame_of(periods: list[Campaign], month: Month, today: date) -> tuple[Campaign | None, Frame]:
    """The campaign a month lies in (the shortest one), and the period to measure by."""
    holding = [c for c in periods if c.starts_on <= month.last() and month.first() <= c.ends_on]
    chosen = min(holding, key=lambda c: c.ends_on - c.starts_on, default=None)
    start = chosen.starts_on if chosen else date(month.year, 1, 1)
    end = chosen.ends_on if chosen else date(month.year, 12, 31)
    return chosen, Frame(
        month=month,
        on=max(min(month.last(), today, end), month.first(), start),
        period_start=start,
        period_end=end,
        looks_back=any((start - c.ends_on).days == 1 for c in periods),
    )


def source_of(body: Body) -> Source:
    """What is known of a body from the tree alone."""
    return Source(
        unit_id=body.id,
        unit_code=body.register_code,
        unit_name=body.name,
        short_name=body.short_name,
        path=body.path,
        unit_type=body.type,
        locality_code=body.locality_code,
        attributes=body.attributes,
        has_children=body.has_children,
        starts_on=None if body.inherits else body.valid_from,
    )


_TARGETS = """
SELECT t.unit_id, greatest(t.assigned + coalesce(changed.delta, 0), 0), t.plan, t.counted_from,
       parts.groups, parts.numbers
FROM targets_target AS t
CROSS JOIN LATERAL (
  SELECT sum(delta) AS delta FROM targets_adjustment
  WHERE target_id = t.id AND effective_on <= %s
) AS changed
CROSS JOIN LATERAL (
  SELECT array_agg(source_group) AS groups, array_agg(number) AS numbers FROM targets_subtarget
  WHERE target_id = t.id
) AS parts
WHERE t.campaign_id = %s AND t.unit_id = ANY(%s)
"""


def add_targets(sources: Mapping[int, Source], given: Campaign, frame: Frame) -> None:
    """Targets with the adjustments in effect, plans and sub-targets. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TARGETS, [frame.on, given.pk, list(sources)])
        for unit_id, target, plan, counted_from, groups, numbers in cursor.fetchall():
            source = sources[unit_id]
            source.target = target
            source.plan = tuple(plan) if plan else None
            source.counted_from = counted_from
            source.subtargets = dict(zip(groups or (), numbers or (), strict=True))


_REPORTS = """
SELECT unit_id, array_agg(month), array_agg(admitted) FROM targets_monthlycount
WHERE unit_id = ANY(%s) AND month >= %s AND month < %s AND replaced_at IS NULL GROUP BY unit_id
"""


def _add_results(
    sources: Mapping[int, Source], root: str, frame: Frame, policy: Policy, by_group: bool
) -> admissions.Count:
    """Records and reported counts of each body; gives back what belongs to no line."""
    start, end = frame.period_start, frame.month.next().first()
    earlier = start.replace(year=start.year - 1) if frame.looks_back else start
    counted = admissions.counts(
        root,
        list(sources),
        start,
        end,
        by_ceremony=policy.date_basis is DateBasis.CEREMONY,
        months_from=earlier,
        by_group=by_group,
    )
    for unit_id, source in sources.items():
        count = counted[unit_id]
        source.records = count.months
        source.breakdowns = count.breakdowns
        source.groups = count.groups
    if sources:
        with connection.cursor() as cursor:
            cursor.execute(_REPORTS, [list(sources), earlier, end])
            for unit_id, days, numbers in cursor.fetchall():
                sources[unit_id].reports = dict(zip(days, numbers, strict=True))
    return counted[None]


_CLASSES = """
SELECT unit_id, line->>'cls', (line->>'zero')::boolean FROM targets_closedrow WHERE closing_id = %s
"""


def _classes_before(
    given: Campaign | None,
    sources: Mapping[int, Source],
    frame: Frame,
    policy: Policy,
    closing_id: int | None,
) -> dict[int, tuple[Class, bool]]:
    """Each body's class the month before: as published where that month is closed."""
    if given is None or frame.month.first() <= frame.period_start:
        return {}
    if closing_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(_CLASSES, [closing_id])
            return {unit_id: (Class(cls), zero) for unit_id, cls, zero in cursor.fetchall()}
    found = {}
    for source in sources.values():
        if was := class_before(source, frame, policy):
            found[source.unit_id] = was
    return found


# ------------------------------------------------------------------ closed months


_CLOSED = """
SELECT DISTINCT ON (unit_id, month) unit_id, month, id FROM targets_closing
WHERE unit_id = ANY(%s) AND month = ANY(%s) ORDER BY unit_id, month, revision DESC
"""


def _closed(unit_ids: list[int], *months: Month) -> dict[tuple[int, Month], int]:
    """The last closing of each month that is closed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [unit_ids, [month.first() for month in months]])
        return {(unit, Month.of(day)): closing for unit, day, closing in cursor.fetchall()}


def _last_closing(unit_id: int, month: Month, revision: int | None = None) -> Closing | None:
    rows = Closing.objects.filter(unit_id=unit_id, month=month.first()).order_by("-revision")
    if revision is not None:
        rows = rows.filter(revision=revision)
    return rows.select_related("campaign").first()


def closed_sheet(
    actor: Actor, unit_id: int, month: Month, revision: int | None = None
) -> Sheet | None:
    """A closed month as published, its last revision or the one asked for; None if not closed."""
    unit = orgs.unit(actor, unit_id, Action.VIEW_FIGURES)
    closing = _last_closing(unit_id, month, revision)
    return _published(unit, closing) if closing else None


def _published(unit: Any, closing: Closing) -> Sheet:
    given, totals = closing.campaign, closing.totals
    rows = closing.rows.order_by("position").values_list("line", flat=True)
    return Sheet(
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_path=unit.path,
        month=Month.of(closing.month),
        on=date.fromisoformat(totals["on"]),
        campaign_id=given.pk,
        campaign_name=given.name,
        campaign_total=given.total,
        decision=decision_text(given),
        period_start=given.starts_on,
        period_end=given.ends_on,
        policy=policy_from_json(closing.policy),
        lines=tuple(Line.thawed(line) for line in rows),
        total=Line.thawed(totals["total"]),
        previous=Counts(**totals["previous"]) if totals["previous"] else None,
        moved_out=totals["moved_out"],
        revision=Revision(
            number=closing.revision,
            closed_at=clock.local(closing.closed_at),
            closed_by=closing.closed_by,
            reason=closing.reason,
            changes=tuple(closing.changes),
            closing_id=closing.pk,
        ),
    )


def revisions(actor: Actor, unit_id: int, month: Month) -> list[Closing]:
    """Every closing of a month, newest first."""
    orgs.unit(actor, unit_id, Action.VIEW_FIGURES)
    return list(Closing.objects.filter(unit_id=unit_id, month=month.first()).order_by("-revision"))


def differences(published: Sheet, now: Sheet) -> list[dict[str, Any]]:
    """What changed since a month was published: body, field, before, after. Empty if nothing."""
    found = []
    old = {line.unit_id: line for line in published.lines}
    new = {line.unit_id: line for line in now.lines}
    for unit_id in (*old, *(u for u in new if u not in old)):
        was, line = old.get(unit_id), new.get(unit_id)
        named = (line or was).unit_name  # type: ignore[union-attr]
        for name in ("target", "months", "cumulative", "reported", "cls"):
            before, after = getattr(was, name, None), getattr(line, name, None)
            if before != after:
                found.append(
                    {"unit_id": unit_id, "unit_name": named, "field": name,
                     "before": _plain(before), "after": _plain(after)}
                )  # fmt: skip
    return found


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def records_behind(
    actor: Actor, shown: Sheet, body: int | None, since: Month | None = None
) -> QuerySet[Any]:
    """The admissions behind a figure of a sheet: of a body or (None) of the whole sheet, from a
    month (or the period's start) to the sheet's. Behind a closed figure, those it was made of."""
    first = since.first() if since else shown.period_start
    by_ceremony = shown.policy.date_basis is DateBasis.CEREMONY
    if shown.revision is None:
        return admissions.behind(
            actor, shown.unit_path, body, [line.unit_id for line in shown.lines], first,
            shown.period_end_exclusive, by_ceremony=by_ceremony,
        )  # fmt: skip
    rows = ClosedRow.objects.filter(closing_id=shown.revision.closing_id)
    if body is not None:
        rows = rows.filter(unit_id=body)
    kept = [pk for ids in rows.values_list("admissions", flat=True) for pk in ids]
    day = "ceremony_on" if by_ceremony else "decision_on"
    return (
        admissions.admissions(actor)
        .filter(pk__in=kept, **{f"{day}__gte": first})
        .order_by(f"-{day}", "person__sort_key", "id")
    )


# ------------------------------------------------------------------ causes, duties


def causes(actor: Actor, unit_path: str, month: Month) -> dict[int, str]:
    """The cause logged for a month in a word, by unit of a branch; of several the one to be
    remedied first. One statement."""
    rows = findings(actor, unit_path, month).select_related(None).reverse()
    return {
        unit: Finding.Cause(cause).label for unit, cause in rows.values_list("unit_id", "cause")
    }


def findings(actor: Actor, unit_path: str, month: Month | None = None) -> QuerySet[Finding]:
    """Causes and remedies of the units of a branch, newest month first."""
    rows = visible(Finding.objects.select_related("unit"), actor, Action.VIEW_FIGURES)
    rows = rows.filter(unit_path__gte=unit_path, unit_path__lt=unit_path + "/")
    if month is not None:
        rows = rows.filter(month=month.first())
    return rows.order_by("-month", "due_on", "id")


def accountabilities(actor: Actor, unit_path: str) -> QuerySet[Accountability]:
    """Papers of reviews of responsibility in a branch, newest month first."""
    rows = visible(Accountability.objects.select_related("unit"), actor, Action.VIEW_FIGURES)
    rows = rows.filter(unit_path__gte=unit_path, unit_path__lt=unit_path + "/")
    return rows.order_by("-month", "id")
