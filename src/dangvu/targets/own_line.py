"""Where one unit stands on its superior's sheet, for those who do not reach that sheet."""

from dataclasses import dataclass
from datetime import date

from dangvu.access.actor import Actor
from dangvu.admissions.arriving import own_months
from dangvu.orgs import queries as orgs
from dangvu.rules.months import Month
from dangvu.rules.targets import DateBasis, Policy
from dangvu.targets.models import Campaign, ClosedRow, MonthlyCount
from dangvu.targets.queries import Ground, add_targets, frame_of, ground, source_of
from dangvu.targets.sheets import Line, draw_line, policy_from_json


@dataclass(frozen=True)
class OwnLine:
    """A unit's line of its superior's sheet. ``revision`` 0: the month is not closed there."""

    line: Line
    policy: Policy
    month: Month
    on: date
    superior: str
    campaign: Campaign | None
    revision: int


def own_line(actor: Actor, unit_id: int, month: Month, today: date) -> OwnLine | None:
    """The line of a unit within reach on the sheet of the unit above it, as published where that
    month is closed, else as it stands; None for the top of the tree and for a unit that did not
    stand there. Only its own figures are read. At most nine statements.
    """
    return own_line_on(ground(actor, unit_id, month), today)


def own_line_on(held: Ground, today: date) -> OwnLine | None:
    """The line of the unit in hand."""
    unit, month = held.unit, held.month
    parent = unit.parent
    if parent is None:
        return None
    rows = ClosedRow.objects.filter(unit=unit, closing__unit=parent, closing__month=month.first())
    rows = rows.select_related("closing__campaign").order_by("-closing__revision")
    if (parent.pk, month) in held.closed and (closed := rows.first()):
        closing = closed.closing
        return OwnLine(
            line=Line.thawed(closed.line),
            policy=policy_from_json(closing.policy),
            month=month,
            on=date.fromisoformat(closing.totals["on"]),
            superior=parent.name,
            campaign=closing.campaign,
            revision=closing.revision,
        )
    chosen, frame = frame_of(held.given_by(parent), month, today)
    policy = held.policy(parent, frame.on)
    beside = {body.id: body for body in orgs.bodies(parent, frame.on)}
    if unit.pk not in beside:
        return None
    source = source_of(beside[unit.pk])
    if chosen:
        add_targets({unit.pk: source}, chosen, frame)
    start = frame.period_start
    since = start.replace(year=start.year - 1) if frame.looks_back else start
    until = frame.month.next().first()
    source.records = own_months(
        unit.path,
        parent.path,
        beside,
        since,
        until,
        by_ceremony=policy.date_basis is DateBasis.CEREMONY,
    )
    reported = MonthlyCount.objects.filter(
        unit=unit, month__gte=since, month__lt=until, replaced_at=None
    )
    source.reports = dict(reported.values_list("month", "admitted"))
    return OwnLine(
        line=draw_line(source, frame, policy, None),
        policy=policy,
        month=month,
        on=frame.on,
        superior=parent.name,
        campaign=chosen,
        revision=0,
    )
