"""Quality of data in a branch: what ``rules.quality`` finds in a record, counted set by set.

Each rule stands here once more, as a condition of SQL; a test holds both to the same answer. Rules
that need the citizen number itself are held to when a record is saved or brought in, not here: it
stands sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.members.models import Particulars, Person, Post, QualityMark, Spell, Status
from dangvu.members.queries.people import people
from dangvu.orgs.queries import LABEL_WIDTH, has_children, units
from dangvu.rules.admissions import AGE
from dangvu.rules.basis import Rule, Severity
from dangvu.rules.membership import MEMBERS
from dangvu.rules.months import add_months
from dangvu.rules.organisations import CELL_MINIMUM, OrgType
from dangvu.rules.quality import (
    MEMBER_RULES,
    OLDEST,
    PROBATION,
    RECOGNITION,
    REQUIRED,
    REQUIRED_OFFICIAL,
    RULES,
    MemberFacts,
    QualityRule,
    check_member,
    score,
)
from dangvu.rules.workdays import add_working_days

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 50
ON_ENTRY = frozenset({"citizen_format", "citizen_sex", "citizen_birth"})
"""Rules held to only when a record is saved or brought in."""


# ------------------------------------------------------------------ the rules as SQL


def _dated(rule: Rule[Any], column: str, value: Callable[[Any], int] = int) -> str:
    """The figure of a rule on the day of a column."""
    *earlier, last = rule.rows
    whens = " ".join(f"WHEN {column} < DATE '{r.until}' THEN {value(r.value)}" for r in earlier)
    return f"CASE {whens} ELSE {value(last.value)} END" if whens else str(value(last.value))


def _after(column: str, months: str) -> str:
    return f"({column} + make_interval(months => {months}))::date"


_OF_PERSON = {"full_name", "sex", "ethnic_group", "card_number"}
_DAYS_OF_PERSON = {"birth_on", "joined_on", "official_on"}
_OFFICIAL = f"""CASE p.status WHEN '{Status.OFFICIAL}' THEN true WHEN '{Status.PROBATIONARY}'
 THEN false ELSE EXISTS (SELECT FROM members_spell AS s WHERE s.person_id = p.id
 AND s.valid_until IS NULL AND s.official) END"""


def _lacks(code: str) -> str:
    if code == "citizen":
        return "p.citizen_key IS NULL"
    if code in _DAYS_OF_PERSON:
        return f"p.{code} IS NULL"
    return f"p.{code} = ''" if code in _OF_PERSON else f"q.{code} = ''"


_MISSING = (
    "q.person_id IS NULL OR "
    + " OR ".join(map(_lacks, REQUIRED))
    + f" OR ({' OR '.join(map(_lacks, REQUIRED_OFFICIAL))}) AND {_OFFICIAL}"
)
_ENDED = _after("p.joined_on", _dated(PROBATION, "p.joined_on"))
_OVERDUE = " OR ".join(
    f"{_ENDED} >= DATE '{row.since}' AND {_ENDED} <= %(overdue_{n})s"
    + (f" AND {_ENDED} < DATE '{row.until}'" if row.until else "")
    for n, row in enumerate(RECOGNITION.rows)
)
_LEAST = _after("p.birth_on", _dated(AGE, "p.joined_on", lambda band: band.from_months))
# Cheap bounds that spare most records the reckoning by months.
_SOON_AFTER_BIRTH = (
    f"p.joined_on < p.birth_on + {31 * max(row.value.from_months for row in AGE.rows)}"
)
_SOON_AFTER_JOINING = (
    f"p.official_on < p.joined_on + {31 * max(row.value for row in PROBATION.rows)}"
)
_PROBATIONARY = f"p.status = '{Status.PROBATIONARY}'"

CONDITIONS: Mapping[str, str] = {
    "missing": _MISSING,
    "name_odd": "p.full_name ~ '[0-9]' OR p.full_name <> ''"
    " AND p.search_key !~ '[a-z0-9][^a-z0-9]+[a-z0-9]'",
    "birth_in_future": "p.birth_on > %(on)s",
    "birth_implausible": "p.birth_on <= %(oldest)s",
    "joined_in_future": "p.joined_on > %(on)s",
    "joined_under_age": f"p.birth_on <= %(on)s AND {_SOON_AFTER_BIRTH} AND p.joined_on < {_LEAST}",
    "official_in_future": "p.official_on > %(on)s",
    "official_before_joined": "p.official_on < p.joined_on",
    "official_before_probation_ended": f"p.official_on >= p.joined_on AND {_SOON_AFTER_JOINING}"
    f" AND p.official_on < {_ENDED}",
    "status_against_dates": f"{_PROBATIONARY} AND p.official_on <= %(on)s",
    "probation_overdue": f"{_PROBATIONARY} AND (p.official_on <= %(on)s) IS NOT TRUE"
    f" AND ({_OVERDUE})",
    "card_format": "p.card_number <> '' AND"
    " (length(p.card_number) <> 12 OR translate(p.card_number, '0123456789', '') <> '')",
    "card_of_probationary": f"p.card_number <> '' AND {_PROBATIONARY}",
    "card_in_future": "q.card_on > %(on)s",
    "card_before_official": "q.card_on < p.official_on",
    "unit_closed": "u.valid_until <= %(on)s",
}
"""Rule to condition on ``members_person`` p, ``members_particulars`` q, ``orgs_unit`` u."""

_RECORDS = """
FROM members_person AS p
LEFT JOIN members_particulars AS q ON q.person_id = p.id
  AND q.unit_path >= %(from)s AND q.unit_path < %(until)s
JOIN orgs_unit AS u ON u.id = p.unit_id
WHERE p.unit_path >= %(from)s AND p.unit_path < %(until)s AND p.status = ANY(%(members)s)
"""
_CELLS = """
FROM orgs_unit AS u LEFT JOIN members_headcount AS h ON h.unit_id = u.id
WHERE u.path >= %(from)s AND u.path < %(until)s AND u.type = ANY(%(cells)s)
  AND u.valid_from <= %(on)s AND (u.valid_until IS NULL OR u.valid_until > %(on)s)
"""
CELL_CONDITIONS: Mapping[str, str] = {
    "cell_too_small": "coalesce(h.official, 0) < %(least)s",
    "cell_without_secretary": f"""NOT EXISTS (SELECT FROM members_post AS s WHERE s.unit_id = u.id
 AND s.kind = '{Post.Kind.SECRETARY.value}' AND s.valid_from <= %(on)s
 AND (s.valid_until IS NULL OR s.valid_until > %(on)s))""",
}


@cache
def _limits(on: date) -> dict[str, date]:
    """Days beyond which a rule is broken on a day: the last day of birth that is too long ago, the
    last end of probation that should have been followed by recognition."""
    limits = {"oldest": add_months(on, -12 * (OLDEST.at(on).value + 1))}
    for n, row in enumerate(RECOGNITION.rows):
        ended = on - timedelta(days=row.value)
        while add_working_days(ended, row.value) >= on:
            ended -= timedelta(days=1)
        limits[f"overdue_{n}"] = ended
    return limits


def _asked(path: str, on: date) -> dict[str, Any]:
    return {
        **_limits(on),
        "from": path,
        "until": path + "/",
        "on": on,
        "members": [status.value for status in MEMBERS],
        "cells": [kind.value for kind in OrgType if kind.is_cell],
        "least": CELL_MINIMUM.at(on).value,
        "width": len(path) + LABEL_WIDTH + 1,
    }


def _graver(severity: Severity) -> str:
    codes = [rule.code for rule in MEMBER_RULES if rule.severity is severity]
    return " OR ".join(code for code in codes if code in CONDITIONS)


def _counted(conditions: Iterable[str]) -> str:
    return ", ".join(f"count(*) FILTER (WHERE {code})" for code in conditions)


def _flags(conditions: Mapping[str, str]) -> str:
    return ", ".join(f"({sql}) AS {code}" for code, sql in conditions.items())


# OFFSET 0: each condition is worked out once a record, not once where it is counted.
_TALLY = f"""
SELECT left(unit_path, %(width)s), count(*), count(*) FILTER (WHERE {_graver(Severity.REFUSAL)}),
  count(*) FILTER (WHERE ({_graver(Severity.REFUSAL)}) IS NOT TRUE
                     AND ({_graver(Severity.WARNING)})),
  {_counted(CONDITIONS)}
FROM (SELECT p.unit_path, {_flags(CONDITIONS)} {_RECORDS} OFFSET 0) AS checked GROUP BY 1
"""
_CELL_TALLY = f"""
SELECT left(path, %(width)s), count(*), {_counted(CELL_CONDITIONS)}
FROM (SELECT u.path, {_flags(CELL_CONDITIONS)} {_CELLS} OFFSET 0) AS checked GROUP BY 1
"""


# ------------------------------------------------------------------ counts of a branch


@dataclass(frozen=True)
class Tally:
    """What was found in a branch: members by the gravest finding of their record, records (cells)
    by the rule they break."""

    members: int = 0
    refused: int = 0
    doubtful: int = 0
    cells: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """0 to 100 (``rules.quality.score``)."""
        found = {Severity.REFUSAL: self.refused, Severity.WARNING: self.doubtful}
        return score(found, self.members)

    @property
    def sound(self) -> int:
        """Members whose record has nothing to mend."""
        return self.members - self.refused - self.doubtful


def added(tallies: Iterable[Tally]) -> Tally:
    """Several branches as one."""
    found = list(tallies)
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(one.counts)
    return Tally(
        sum(t.members for t in found), sum(t.refused for t in found),
        sum(t.doubtful for t in found), sum(t.cells for t in found), counts,
    )  # fmt: skip


def tallies(branch: str, on: date, part: tuple[str, str] | None = None) -> dict[str, Tally]:
    """What is found in a branch on a day, by the path of the unit one level below; its own path
    stands for those directly in it.

    Two statements, whatever the size; of a ``part`` of its paths (from, until) where one is given.
    ``branch`` comes from a unit that has asked the scope.
    """
    asked = _asked(branch, on)
    if part:
        asked |= {"from": part[0], "until": part[1]}
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, asked)
        records = {path: row for path, *row in cursor.fetchall()}
        cursor.execute(_CELL_TALLY, asked)
        cells = {path: row for path, *row in cursor.fetchall()}
    found = {}
    for path in {*records, *cells}:
        members, refused, doubtful, *broken = records.get(path) or (0, 0, 0)
        number, *of_cells = cells.get(path) or (0,)
        counts = dict(zip(CONDITIONS, broken, strict=False))
        counts |= dict(zip(CELL_CONDITIONS, of_cells, strict=False))
        found[path] = Tally(
            members, refused, doubtful, number, {code: n for code, n in counts.items() if n}
        )
    return found


@dataclass(frozen=True)
class Line:
    """A unit one level below, or the unit itself for those directly in it."""

    unit_id: int
    path: str
    name: str
    itself: bool
    found: Tally


def lines(actor: Actor, unit: Unit, on: date) -> list[Line]:
    """What is found per unit one level below, the worst first. Three statements."""
    found = tallies(unit.path, on)
    named = units(actor).filter(path__in=list(found)).values_list("id", "path", "name")
    return _ordered(
        Line(pk, path, name, path == unit.path, found[path]) for pk, path, name in named
    )


def marked(actor: Actor, unit: Unit) -> tuple[QualityMark | None, list[Line]]:
    """The last mark of a unit, and what it found per unit one level below, the worst first: what
    stands for ``lines`` where there are too many records to look at. Two statements."""
    last = next(iter(marks(actor, unit, 1)), None)
    if last is None:
        return None, []
    rows = visible(QualityMark.objects.filter(month=last.month), actor, Action.VIEW_MEMBERS)
    below = rows.filter(unit__parent=unit).select_related("unit")
    return last, _ordered(
        Line(row.unit_id, row.unit_path, row.unit.name, False, tally_of(row)) for row in below
    )


def tally_of(mark: QualityMark) -> Tally:
    """What a mark found; cells were not counted."""
    return Tally(mark.members, mark.refused, mark.doubtful, 0, mark.counts)


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda one: (one.found.score, -one.found.members, one.path))


# ------------------------------------------------------------------ the records behind a count


@dataclass(frozen=True)
class Faulty:
    """A record and what a rule says of it."""

    person: Person
    messages: tuple[str, ...]


@dataclass(frozen=True)
class FaultyPage:
    """A page of records that break a rule, in Vietnamese order; ``after`` is where the next one
    begins, ``total`` how many there are."""

    lines: list[Faulty]
    total: int
    after: str


_PAGE = """
WITH found AS MATERIALIZED (SELECT p.id, p.sort_key {records} AND ({condition}))
SELECT f.id, f.sort_key, (SELECT count(*) FROM found) FROM found AS f
WHERE (f.sort_key, f.id) > (%(key)s COLLATE "C", %(last)s) ORDER BY f.sort_key, f.id LIMIT %(size)s
"""


def _place(after: str) -> tuple[str, int]:
    key, _, last = after.replace("\0", "").rpartition("~")
    return (key, int(last)) if last.isascii() and last.isdigit() and len(last) < 19 else ("", 0)


def faulty(actor: Actor, unit: Unit, code: str, on: date, after: str = "") -> FaultyPage:
    """A page of the records of a branch that break a rule on a day. Three statements.

    ``code`` is among ``CONDITIONS``.
    """
    sql = _PAGE.format(records=_RECORDS, condition=CONDITIONS[code])
    key, last = _place(after)
    with connection.cursor() as cursor:
        cursor.execute(sql, _asked(unit.path, on) | {"key": key, "last": last, "size": PAGE + 1})
        rows = cursor.fetchall()
    shown, more = rows[:PAGE], len(rows) > PAGE
    order = {pk: place for place, (pk, _, _) in enumerate(shown)}
    found = _with_official(people(actor).filter(pk__in=list(order)))
    beside = Particulars.objects.in_bulk(list(order))
    made = [
        Faulty(person, told(person, beside.get(person.pk), code, on))
        for person in sorted(found, key=lambda p: order[p.pk])
    ]
    onward = f"{shown[-1][1]}~{shown[-1][0]}" if more else ""
    return FaultyPage(made, rows[0][2] if rows else 0, onward)


def _with_official(rows: Any) -> Any:
    """With what ``facts_of`` asks of the history: whether the running spell is a full member's."""
    running = Spell.objects.filter(person=OuterRef("pk"), valid_until=None, official=True)
    return rows.annotate(full=Exists(running))


def facts_of(person: Person, more: Particulars | None, on: date) -> MemberFacts:
    """A record as the rules take it; the citizen number is not unsealed.

    ``person`` comes with its unit, and with ``full`` where its status does not tell whether it is
    a full member's.
    """
    status = Status(person.status)
    told_by_status = {Status.OFFICIAL: True, Status.PROBATIONARY: False}
    places: dict[str, Any] = {
        code: getattr(more, code, "") if more else ""
        for code in REQUIRED
        if code.startswith(("birth_", "home_", "residence_")) and code != "birth_on"
    }
    until = person.unit.valid_until
    return MemberFacts(
        on=on,
        status=status,
        official=told_by_status.get(status, getattr(person, "full", False)),
        full_name=person.full_name,
        sex=person.sex,
        birth_on=person.birth_on,
        ethnic_group=person.ethnic_group,
        citizen=None if person.citizen_key else "",
        card_number=person.card_number,
        card_on=more.card_on if more else None,
        joined_on=person.joined_on,
        official_on=person.official_on,
        unit_closed=until is not None and until <= on,
        **places,
    )


def told(person: Person, more: Particulars | None, code: str, on: date) -> tuple[str, ...]:
    """What a rule says of a record, in sentences."""
    findings = check_member(facts_of(person, more, on))
    return tuple(finding.message_vi for finding in findings if finding.code == code)


@dataclass(frozen=True)
class FaultyCell:
    """A cell that breaks a rule."""

    unit_id: int
    name: str
    official: int


_CELL_PAGE = """
SELECT u.id, u.name, coalesce(h.official, 0), u.path {cells} AND ({condition})
AND u.path > %(after)s COLLATE "C" ORDER BY u.path LIMIT %(size)s
"""


def faulty_cells(unit: Unit, code: str, on: date, after: str = "") -> tuple[list[FaultyCell], str]:
    """A page of the cells of a branch that break a rule, and where the next one begins. One
    statement. ``unit`` has asked the scope."""
    sql = _CELL_PAGE.format(cells=_CELLS, condition=CELL_CONDITIONS[code])
    asked = _asked(unit.path, on) | {"after": after.replace("\0", ""), "size": PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    more = rows[PAGE - 1][3] if len(rows) > PAGE else ""
    return [FaultyCell(*row[:3]) for row in rows[:PAGE]], more


# ------------------------------------------------------------------ month after month


def marks(actor: Actor, unit: Unit, months: int = 12) -> list[QualityMark]:
    """The last marks of a unit, the oldest first. One statement."""
    rows = visible(QualityMark.objects.all(), actor, Action.VIEW_MEMBERS)
    return list(rows.filter(unit=unit).order_by("-month")[:months])[::-1]


def is_marked(actor: Actor, unit: Unit, month: date) -> bool:
    """Whether a unit was marked in a month with those beneath it, not only by its superior. At most
    three statements."""
    rows = visible(QualityMark.objects.filter(month=month), actor, Action.VIEW_MEMBERS)
    if not rows.filter(unit=unit).exists():
        return False
    return rows.filter(unit__parent=unit).exists() or not has_children(unit)


def marks_before(actor: Actor, unit_ids: Iterable[int], month: date) -> dict[int, QualityMark]:
    """The last mark of each of some units before a month, by unit. One statement."""
    rows = visible(QualityMark.objects.all(), actor, Action.VIEW_MEMBERS)
    found = rows.filter(unit_id__in=list(unit_ids), month__lt=month)
    last = found.order_by("unit_id", "-month").distinct("unit_id")
    return {mark.unit_id: mark for mark in last}


def rule(code: str) -> QualityRule | None:
    """A rule whose records can be listed."""
    return RULES.get(code) if code in CONDITIONS or code in CELL_CONDITIONS else None
