"""Who is due a badge on a day, and the dues of a cell month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.members.models import DuesMonth, Event, Person
from dangvu.members.queries.people import people
from dangvu.members.queries.record import times_out
from dangvu.rules.badges import (
    EARLY,
    MILESTONES,
    Out,
    PartyAge,
    due_for,
    earliest_award,
    latest_joining,
    next_badge,
    party_age,
)
from dangvu.rules.basis import Finding
from dangvu.rules.dues import unpaid_flag
from dangvu.rules.membership import ENTERING, LEAVING, MEMBERS
from dangvu.rules.months import Month, add_months

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST = 300
"""So many members stand on one list of an award day."""


@dataclass(frozen=True)
class Due:
    """A member to be given a badge: of how many years, reached on which day. ``early`` says on
    which grounds it may be given before, empty where its day has come."""

    person: Person
    years: int
    age: PartyAge
    reached_on: date
    early: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Member and years, to be ticked by."""
        return f"{self.person.pk}-{self.years}"


@dataclass(frozen=True)
class DueList:
    """Who is due on an award day, who may be given theirs early; ``more``: others stand in the
    branch, who are not on the list."""

    due: list[Due]
    early: list[Due]
    more: bool


def due_list(actor: Actor, unit: Unit, on: date) -> DueList:
    """The badges of an award day in a branch. At most four statements, whatever the number."""
    due, more = _due(actor, unit, on)
    early, others = _due(actor, unit, on, add_months(on, _months_early(on)))
    given = {line.person.pk for line in due}
    return DueList(due, [line for line in early if line.person.pk not in given], more or others)


def _months_early(on: date) -> int:
    return max(limit.months for limit in EARLY.at(on).value)


def _due(actor: Actor, unit: Unit, on: date, by: date | None = None) -> tuple[list[Due], bool]:
    """Members who reach a badge on the day; with ``by``: after it, until then, who may be early."""
    latest, marks = by or on, MILESTONES.at(on).value
    rows = people(actor).filter(
        beneath(unit.path), status__in=MEMBERS, joined_on__lte=latest_joining(latest)
    )
    wanted = Q()
    for years, above in zip(marks, (*marks[1:], 1000), strict=True):
        reached = Q(joined_on__lte=add_months(latest, -12 * years))
        reached &= (
            Q(joined_on__gt=add_months(on, -12 * years))
            if by
            else Q(joined_on__gt=add_months(latest, -12 * above) if above < 1000 else date.min)
        )
        wanted |= reached & (Q(most=None) | Q(most__lt=years))
    found = rows.annotate(most=Max("badges__years")).filter(wanted)
    listed = list(found.order_by("sort_key", "id")[: MOST + 1])
    out = _outs(actor, [p.pk for p in listed])
    lines = (_line(p, p.most, out.get(p.pk, []), on, by) for p in listed[:MOST])
    return [line for line in lines if line], len(listed) > MOST


def _line(
    person: Person, most: int | None, out: Sequence[Out], on: date, by: date | None
) -> Due | None:
    assert person.joined_on is not None
    held = [most] if most else []
    age = party_age(person.joined_on, out, on)
    if by is None:
        years = due_for(on, person.joined_on, out, held)
        coming = next_badge(person.joined_on, out, held, on)
        return Due(person, years, age, coming.reached_on) if years and coming else None
    coming = next_badge(person.joined_on, out, held, on)
    if coming is None or coming.reached_on <= on:
        return None
    grounds = {limit.ground: limit for limit in EARLY.at(on).value}
    early = tuple(
        ground.label_vi
        for ground in grounds
        if (first := earliest_award(coming.years, coming.reached_on, ground)) and first <= on
    )
    return Due(person, coming.years, age, coming.reached_on, early) if early else None


def _outs(actor: Actor, ids: Collection[int]) -> dict[int, list[Out]]:
    """Times out of the Party of persons. One statement."""
    kinds = [kind.value for kind in (*LEAVING, *ENTERING)]
    rows = visible(Event.objects.all(), actor, Action.VIEW_MEMBERS)
    rows = rows.filter(person_id__in=ids, kind__in=kinds, corrections=None, annuls=False)
    events: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for person_id, kind, on in rows.values_list("person_id", "kind", "effective_on"):
        events[person_id].append((kind, on))
    return {person_id: times_out(own) for person_id, own in events.items()}


# ------------------------------------------------------------------ dues


@dataclass(frozen=True)
class Dues:
    """A member's year of dues: the months by number, and the flag of too many unpaid."""

    person: Person
    months: dict[int, DuesMonth]
    flag: Finding | None

    @property
    def reason(self) -> str:
        """The reason written last."""
        return next(
            (r.reason for _, r in sorted(self.months.items(), reverse=True) if r.reason), ""
        )


def dues_of_cell(actor: Actor, unit: Unit, year: int, on: date) -> list[Dues]:
    """The dues of every member of a cell in a year, by name. Two statements."""
    rows = people(actor).filter(unit=unit, status__in=MEMBERS).order_by("sort_key", "id")
    there = list(rows)
    ids = [person.pk for person in there]
    first, last = date(year, 1, 1), date(year, 12, 1)
    months = visible(DuesMonth.objects.all(), actor, Action.VIEW_MEMBERS)
    held: dict[int, dict[int, DuesMonth]] = defaultdict(dict)
    for row in months.filter(person_id__in=ids, month__gte=first, month__lte=last):
        held[row.person_id][row.month.month] = row
    return [
        Dues(person, held[person.pk], flag_of(held[person.pk], year, on, person.joined_on))
        for person in there
    ]


def flag_of(
    months: dict[int, DuesMonth], year: int, on: date, since: date | None
) -> Finding | None:
    """Whether so many months of the year are unpaid that the cell must look into it (R3.10)."""
    paid = [Month(year, number) for number, row in months.items() if row.paid_on]
    reason = next((row.reason for row in months.values() if row.reason and not row.paid_on), "")
    return unpaid_flag(paid, year, on, reason, since=since)
