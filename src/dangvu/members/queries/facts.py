"""Who is due a badge on a day, and the dues of a cell month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require, visible
from dangvu.members.models import DuesMonth, Person
from dangvu.members.queries.ages import outs_of, returned_in
from dangvu.members.queries.people import people
from dangvu.rules.badges import (
    EARLY,
    MILESTONES,
    Out,
    PartyAge,
    due_for,
    earliest_award,
    latest_beginning,
    latest_joining,
    next_badge,
    party_age,
    reached_on,
)
from dangvu.rules.basis import Finding
from dangvu.rules.dues import unpaid_flag
from dangvu.rules.membership import MEMBERS
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


_DUE = """
WITH held AS (
  SELECT person_id, max(years) AS years FROM members_badge
  WHERE unit_path >= %(low)s AND unit_path < %(end)s GROUP BY person_id
), standing AS MATERIALIZED (
  SELECT p.id, p.sort_key, coalesce(held.years, 0) AS held, p.id = ANY(%(back)s) AS back,
    (%(marks)s::int[])[width_bucket(p.joined_on, %(now)s::date[]) + 1] AS now,
    (%(marks)s::int[])[width_bucket(p.joined_on, %(soon)s::date[]) + 1] AS soon
  FROM members_person AS p LEFT JOIN held ON held.person_id = p.id
  WHERE p.unit_path >= %(low)s AND p.unit_path < %(end)s AND p.status = ANY(%(members)s)
    AND p.joined_on <= %(latest)s
)
(SELECT id, held, false FROM standing WHERE back OR held < now
 ORDER BY sort_key, id LIMIT %(most)s)
UNION ALL
(SELECT id, held, true FROM standing WHERE back OR (held < soon AND now < soon)
 ORDER BY sort_key, id LIMIT %(most)s)
"""


def due_list(actor: Actor, unit: Unit, on: date) -> DueList:
    """The badges of an award day in a branch. Four statements, whatever the number.

    The database chooses by the day of joining and the highest badge held, of those who came back
    to the Party everybody; the rule then counts each.
    """
    require(actor, Action.VIEW_MEMBERS)
    back = returned_in(actor, unit.path)
    by = add_months(on, _months_early(on))
    marks = sorted(MILESTONES.at(on).value, reverse=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _DUE,
            {
                "low": unit.path, "end": unit.path + "/", "back": list(back),
                "members": [s.value for s in MEMBERS], "marks": [*marks, 0],
                "now": _after(on, marks), "soon": _after(by, marks),
                "latest": latest_joining(by), "most": MOST + 1,
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    there = {p.pk: p for p in people(actor).filter(pk__in={key for key, *_ in rows})}
    out = outs_of(actor, there)
    due, early = (
        [(there[key], held) for key, held, sooner in rows if sooner is side and key in there]
        for side in (False, True)
    )
    given = [line for p, held in due[:MOST] if (line := _line(p, held, out.get(p.pk, ()), on))]
    known = {line.person.pk for line in given}
    sooner = [
        line
        for p, held in early[:MOST]
        if p.pk not in known and (line := _early(p, held, out.get(p.pk, ()), on))
    ]
    return DueList(given, sooner, max(len(due), len(early)) > MOST)


def _after(on: date, marks: Sequence[int]) -> list[date]:
    """For each mark, highest first, the first day of joining that is too late for it on a day."""
    return [latest_beginning(on, years) + timedelta(days=1) for years in marks]


def _months_early(on: date) -> int:
    return max(limit.months for limit in EARLY.at(on).value)


def _line(person: Person, held: int, out: Sequence[Out], on: date) -> Due | None:
    """The badge a member is given on the day, if one."""
    assert person.joined_on is not None
    years = due_for(on, person.joined_on, out, [held])
    reached = reached_on(person.joined_on, out, years) if years else None
    if not years or reached is None:
        return None
    return Due(person, years, party_age(person.joined_on, out, on), reached)


def _early(person: Person, held: int, out: Sequence[Out], on: date) -> Due | None:
    """The badge a member may be given on the day though its own has not come, if one."""
    assert person.joined_on is not None
    coming = next_badge(person.joined_on, out, [held], on)
    if coming is None or coming.reached_on <= on:
        return None
    grounds = {limit.ground: limit for limit in EARLY.at(on).value}
    early = tuple(
        ground.label_vi
        for ground in grounds
        if (first := earliest_award(coming.years, coming.reached_on, ground)) and first <= on
    )
    age = party_age(person.joined_on, out, on)
    return Due(person, coming.years, age, coming.reached_on, early) if early else None


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
