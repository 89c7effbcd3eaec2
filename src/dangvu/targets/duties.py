"""What is owed about targets, by whom and by when: computed from what stands, nothing is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.ready import ready
from dangvu.access.scope import permits
from dangvu.orgs.queries import Unit
from dangvu.rules.basis import Basis, Rule
from dangvu.rules.months import Month
from dangvu.rules.targets import (
    CASCADE_DUE,
    CAUSES_DUE,
    CLOSING_DUE,
    COUNTS_DUE,
    PLAN_DUE,
    REVIEW_DUE,
    Mode,
    due_after_decision,
    due_after_month,
)
from dangvu.targets import queries
from dangvu.targets.models import Campaign, Closing, Finding
from dangvu.targets.overview import takes_plan
from dangvu.targets.own_line import OwnLine, own_line_on
from dangvu.targets.reports import reported_months
from dangvu.targets.sheets import Line, Sheet

AHEAD = 7
MOST_REMEDIES = 200


class Kind(StrEnum):
    """What is owed. ``_OWN``: by the actor's own unit; ``_BELOW``: by units under it."""

    CAUSE_OWN = "cause_own"
    CAUSES_BELOW = "causes_below"
    REVIEW_OWN = "review_own"
    REVIEWS_BELOW = "reviews_below"
    COUNTS_OWN = "counts_own"
    COUNTS_BELOW = "counts_below"
    CLOSE = "close"
    PLAN_OWN = "plan_own"
    PLANS_BELOW = "plans_below"
    CASCADE = "cascade"
    UNASSIGNED = "unassigned"
    REMEDY_OWN = "remedy_own"
    REMEDY_BELOW = "remedy_below"


@dataclass(frozen=True)
class Duty:
    """One thing owed. ``number``: how many bodies, months or remedies it is about; ``names``: the
    first of them. ``basis``: where the day comes from, None for a day somebody set.

    ``subject``: the id of what is opened (a finding, target, campaign or unit), ``text`` its words.
    """

    kind: Kind
    due_on: date
    number: int = 1
    names: tuple[str, ...] = ()
    month: Month | None = None
    subject: int = 0
    text: str = ""
    basis: Basis | None = None


@dataclass(frozen=True)
class Owed:
    """What an actor owes on a day, soonest first, and the figures it was found from.

    ``own``: the unit's line on its superior's sheet; ``sheet``: the unit's own sheet (without
    lines for a cell), source groups left out. ``month`` is the last one that is over. ``unit`` is
    the actor's, where it was read.
    """

    month: Month
    duties: tuple[Duty, ...]
    own: OwnLine | None = None
    sheet: Sheet | None = None
    unit: Unit | None = None


def owed(actor: Actor, today: date) -> Owed:
    """Everything owed by the actor's own unit and by the bodies under it that the actor looks
    after; only what the actor's role may do something about. A constant number of statements."""
    month = Month.of(today).previous()
    if reach(actor.role, Action.VIEW_FIGURES) is Reach.NONE:
        return Owed(month, ())
    held = queries.ground(actor, actor.unit_id, month)
    own = own_line_on(held, today)
    sheet = queries.sheet_on(held, today, by_group=False)
    found: list[Duty] = []
    for finder, action in _FINDERS:
        if permits(actor, action, actor.unit_path):
            found += finder(_Of(actor, held), own, sheet, today)
    return Owed(
        month=month,
        duties=tuple(sorted(found, key=lambda duty: (duty.due_on, list(Kind).index(duty.kind)))),
        own=own,
        sheet=sheet,
        unit=held.unit,
    )


class _Of(NamedTuple):
    """Whose duties are looked for, and what their unit's figures rest on."""

    actor: Actor
    held: queries.Ground


Finder = Callable[[_Of, OwnLine | None, Sheet, date], Iterator[Duty]]


def _of_bodies(kind: Kind, rule: Rule[int], month: Month, lines: list[Line]) -> Iterator[Duty]:
    """One duty for all bodies of a sheet that miss the same thing."""
    if lines:
        yield Duty(
            kind=kind,
            due_on=due_after_month(rule, month),
            number=len(lines),
            names=tuple(line.short_name for line in lines[:3]),
            month=month,
            subject=lines[0].unit_id,
            basis=rule.at(month.last()).basis,
        )


def _of_own(kind: Kind, rule: Rule[int], month: Month, subject: int, number: int = 1) -> Duty:
    return Duty(
        kind=kind,
        due_on=due_after_month(rule, month),
        number=number,
        month=month,
        subject=subject,
        basis=rule.at(month.last()).basis,
    )


@ready
def _written(actor: Actor, month: date) -> "QuerySet[Finding, Any]":
    """Units of which a month has a cause, and those of which it has a paper of review."""
    causes = queries.findings(actor, actor.unit_path).filter(month=month).order_by()
    papers = queries.accountabilities(actor, actor.unit_path).filter(month=month).order_by()
    return causes.values_list(Value("cause"), "unit_id").union(
        papers.values_list(Value("paper"), "unit_id")
    )


def _causes(of: _Of, own: OwnLine | None, sheet: Sheet, today: date) -> Iterator[Duty]:
    """Causes of low bodies and papers of review that are missing. One statement."""
    month = sheet.month
    written = _written(of.actor, month.first())
    explained = {unit for what, unit in written if what == "cause"}
    reviewed = {unit for what, unit in written if what == "paper"}
    if own and own.line.cls == "low" and own.line.unit_id not in explained:
        yield _of_own(Kind.CAUSE_OWN, CAUSES_DUE, month, own.line.unit_id)
    if own and own.line.accountability and own.line.unit_id not in reviewed:
        number = own.line.zero_months
        yield _of_own(Kind.REVIEW_OWN, REVIEW_DUE, month, own.line.unit_id, number)
    low = [x for x in sheet.lines if x.cls == "low" and x.unit_id not in explained]
    yield from _of_bodies(Kind.CAUSES_BELOW, CAUSES_DUE, month, low)
    bare = [x for x in sheet.lines if x.accountability and x.unit_id not in reviewed]
    yield from _of_bodies(Kind.REVIEWS_BELOW, REVIEW_DUE, month, bare)


def _counts(of: _Of, own: OwnLine | None, sheet: Sheet, today: date) -> Iterator[Duty]:
    """Reports of bodies that count by them. One statement."""
    month = sheet.month
    below = [line for line in sheet.lines if line.counted_from == "reports"]
    mine = own.line if own and own.line.counted_from == "reports" else None
    first = Month.of(min(sheet.period_start, month.first()))
    if mine and own and own.campaign:
        first = min(first, Month.of(own.campaign.starts_on))
    asked = [line.unit_id for line in (*below, *((mine,) if mine else ()))]
    if not asked:
        return
    known = reported_months(asked, first, month)
    if mine:
        missing = [m for m in first.through(month) if m not in known[mine.unit_id]]
        if missing:
            yield _of_own(Kind.COUNTS_OWN, COUNTS_DUE, missing[0], mine.unit_id, len(missing))
    late = [line for line in below if month not in known[line.unit_id]]
    yield from _of_bodies(Kind.COUNTS_BELOW, COUNTS_DUE, month, late)


@ready
def _months_closed(unit_id: int, campaign_id: int) -> "QuerySet[Closing, Any]":
    rows = Closing.objects.filter(unit_id=unit_id, campaign_id=campaign_id)
    return rows.values_list("month").distinct()


def _closing(of: _Of, own: OwnLine | None, sheet: Sheet, today: date) -> Iterator[Duty]:
    """Months of the running campaign that are over and not closed. One statement."""
    if sheet.campaign_id is None or not sheet.lines or sheet.total.target is None:
        return
    closed = {Month.of(day) for (day,) in _months_closed(sheet.unit_id, sheet.campaign_id)}
    over = Month.of(sheet.period_start).through(sheet.month)
    waiting = [month for month in over if month not in closed]
    if waiting:
        yield _of_own(Kind.CLOSE, CLOSING_DUE, waiting[0], sheet.unit_id, len(waiting))


def _giving(of: _Of, own: OwnLine | None, sheet: Sheet, today: date) -> Iterator[Duty]:
    """Plans that were not filed, targets that were not handed down. One statement at most.

    A unit files its own plan in any case; those under it are asked for theirs where the classes
    are measured by plans.
    """
    given = next((one for one in of.held.campaigns if one.pk == sheet.campaign_id), None)
    if own and own.campaign and own.line.target:
        yield from _own_giving(own, own.campaign, sheet)
    if given is None:
        return
    unassigned = [line for line in sheet.lines if line.target is None]
    if 0 < len(unassigned) < len(sheet.lines):
        yield _after(given, CASCADE_DUE, Kind.UNASSIGNED, unassigned)
    unplanned = [line for line in sheet.lines if line.target and line.plan is None]
    if unplanned and takes_plan(given) and sheet.policy.mode is Mode.PLAN:
        yield _after(given, PLAN_DUE, Kind.PLANS_BELOW, unplanned)


def _own_giving(own: OwnLine, given: Campaign, sheet: Sheet) -> Iterator[Duty]:
    if own.line.plan is None and takes_plan(given):
        mine = given.targets.filter(unit_id=own.line.unit_id).values_list("pk", flat=True).first()
        if mine:
            yield _after(given, PLAN_DUE, Kind.PLAN_OWN, [own.line], subject=mine)
    if sheet.lines and all(line.target is None for line in sheet.lines):
        yield _after(given, CASCADE_DUE, Kind.CASCADE, list(sheet.lines), subject=given.pk)


def _after(
    given: Campaign, rule: Rule[int], kind: Kind, lines: list[Line], subject: int = 0
) -> Duty:
    return Duty(
        kind=kind,
        due_on=due_after_decision(rule, given.decision_on),
        number=len(lines),
        names=tuple(line.short_name for line in lines[:3]),
        subject=subject or given.pk,
        text=queries.decision_text(given),
        basis=rule.at(given.decision_on).basis,
    )


def open_remedies(actor: Actor) -> "QuerySet[Finding]":
    """The remedies of the actor's branch that are not done, the soonest due first."""
    rows = queries.findings(actor, actor.unit_path).filter(outcome=Finding.Outcome.OPEN)
    return rows.order_by("due_on", "unit__position", "id")


def _remedies(of: _Of, own: OwnLine | None, sheet: Sheet, today: date) -> Iterator[Duty]:
    """Remedies overdue, or due within a week or this month, each by itself. One statement."""
    last = max(Month.of(today).last(), today + timedelta(days=AHEAD))
    for pk, unit_id, due_on, name, responsible, month, remedy in _to_remedy(of.actor, last):
        yield Duty(
            kind=Kind.REMEDY_OWN if unit_id == of.actor.unit_id else Kind.REMEDY_BELOW,
            due_on=due_on,
            names=(name, responsible),
            month=Month.of(month),
            subject=pk,
            text=remedy,
        )


@ready
def _to_remedy(actor: Actor, last: date) -> "QuerySet[Finding, Any]":
    told = ("pk", "unit_id", "due_on", "unit__short_name", "responsible", "month", "remedy")
    return open_remedies(actor).filter(due_on__lte=last).values_list(*told)[:MOST_REMEDIES]


_FINDERS: tuple[tuple[Finder, Action], ...] = (
    (_causes, Action.RECORD_FINDING),
    (_counts, Action.REPORT_COUNTS),
    (_closing, Action.CLOSE_MONTH),
    (_giving, Action.SET_TARGETS),
    (_remedies, Action.RECORD_FINDING),
)
