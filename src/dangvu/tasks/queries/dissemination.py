"""How far a paper is known: units that received it, opened it, held a session; members who know it.

Members expected are those who take part in the life of their cell: who is exempt, away, abroad or
suspended is not counted (R3.5).
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require, visible
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import LABEL_WIDTH, Unit
from dangvu.rules.membership import Status
from dangvu.rules.obligations import Audience, Product
from dangvu.rules.organisations import OrgType
from dangvu.tasks.catalogue import Stage
from dangvu.tasks.models import Assignment, Directive, Learned, Reach, Session
from dangvu.tasks.queries import directives

if TYPE_CHECKING:
    from dangvu.members.models import Person

EXPECTED = (Status.OFFICIAL.value, Status.PROBATIONARY.value)
"""Who is expected to know a paper; the other members are not counted."""
CELLS = {kind.value for kind in OrgType if kind.is_cell}


@dataclass(frozen=True)
class Numbers:
    """A branch: units the paper is for and how many of them received, opened, held; members of
    those units expected to know it, and of them those who do."""

    units: int = 0
    received: int = 0
    opened: int = 0
    held: int = 0
    expected: int = 0
    learned: int = 0

    @property
    def not_held(self) -> int:
        return self.units - self.held

    @property
    def percent(self) -> float | None:
        """Members who know it, in per cent of those expected; none where nobody is."""
        return 100 * self.learned / self.expected if self.expected else None


@dataclass(frozen=True)
class Place:
    """A unit with the numbers of its branch. ``own``: how the paper reached the unit itself, none
    where it is not for it. ``cell``: members learn it there."""

    unit_id: int
    path: str
    name: str
    cell: bool
    numbers: Numbers
    own: "Reached | None" = None

    @property
    def behind(self) -> bool:
        """Whether a session is still to be held somewhere in the branch, or members are missing."""
        return self.numbers.not_held > 0 or self.numbers.learned < self.numbers.expected


@dataclass(frozen=True)
class Reached:
    """How a paper reached one unit."""

    received_at: datetime | None
    opened_at: datetime | None
    held_on: date | None

    @property
    def word_vi(self) -> str:
        if self.held_on:
            return "Đã quán triệt"
        if self.opened_at:
            return "Đã mở"
        return "Đã nhận" if self.received_at else "Chưa nhận"


@dataclass(frozen=True)
class Coverage:
    """How far a paper is known beneath a unit: ``lines`` directly under it, ``whole`` its branch
    with itself, ``sessions`` it held."""

    directive: Directive
    unit: Unit
    whole: Place
    lines: list[Place] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


def reaches(actor: Actor) -> QuerySet[Reach]:
    """How papers reach the units within reach."""
    return visible(Reach.objects.all(), actor, Action.VIEW_DUTIES)


def sessions(actor: Actor) -> QuerySet[Session]:
    """Sessions held within reach."""
    return visible(Session.objects.select_related("unit"), actor, Action.VIEW_DUTIES)


def session(actor: Actor, session_id: int) -> Session:
    """One session within reach; 404 otherwise."""
    rows = (
        sessions(actor)
        .select_related("directive__paper")
        .defer("directive__proposed", "directive__paper__content", "directive__paper__payload")
    )
    found = rows.filter(pk=session_id).first()
    if found is None:
        raise Http404("Không có buổi quán triệt này trong phạm vi của đồng chí.")
    return found


def coverage(actor: Actor, directive_id: int, on: date, unit_id: int | None = None) -> Coverage:
    """How far a paper is known beneath a unit (by default where the actor stands, or the unit that
    gave it out where that is lower). Statements do not depend on the number of units."""
    found = directives.directive(actor, directive_id)
    unit = orgs.unit(actor, unit_id or _where(actor, found), Action.VIEW_DUTIES)
    under = orgs.bodies(unit, on)
    reached = _reached(unit.path, found.pk)
    own = _own(actor, found.pk, [unit.pk, *(body.id for body in under)])
    learned = _learned(actor, found.pk, unit.path)

    def numbers(part: Collection[str]) -> Numbers:
        counted = [reached[key] for key in part if key in reached]
        units, received, opened, held, expected = (sum(one[n] for one in counted) for n in range(5))
        known = sum(learned.get(key, 0) for key in part)
        return Numbers(units, received, opened, held, expected, min(known, expected))

    lines = [
        Place(body.id, body.path, body.short_name or body.name, body.type in CELLS,
              numbers([body.path]), own.get(body.path))
        for body in under
    ]  # fmt: skip
    everywhere = {*reached, *learned}
    whole = Place(unit.pk, unit.path, unit.name, unit.type in CELLS,
                  numbers(everywhere), own.get(unit.path))  # fmt: skip
    held = sessions(actor).filter(directive=found, unit=unit).order_by("-held_on", "-pk")
    return Coverage(found, unit, whole, lines, list(held))


def _where(actor: Actor, found: Directive) -> int:
    inside = found.unit_path.startswith(actor.unit_path)
    return found.unit_id if inside else actor.unit_id


_REACHED = """
SELECT left(r.unit_path, %s), count(*), count(r.received_at), count(r.opened_at), count(r.held_on),
       coalesce(sum(h.official + h.probationary), 0)
FROM tasks_reach AS r LEFT JOIN members_headcount AS h ON h.unit_id = r.unit_id
WHERE r.directive_id = %s AND r.unit_path >= %s AND r.unit_path < %s
GROUP BY 1
"""


def _reached(path: str, directive_id: int) -> dict[str, tuple[int, ...]]:
    """By the units directly beneath a path: how many units there have the paper, what they did, and
    how many members of theirs are expected to know it. One statement; the path comes from a unit
    that has asked the scope."""
    with connection.cursor() as cursor:
        width = len(path) + LABEL_WIDTH + 1
        cursor.execute(_REACHED, [width, directive_id, path, path + "/"])
        return {place: tuple(map(int, numbers)) for place, *numbers in cursor.fetchall()}


def _own(actor: Actor, directive_id: int, unit_ids: Collection[int]) -> dict[str, Reached]:
    """How the paper reached some units themselves, by path. One statement."""
    rows = reaches(actor).filter(directive=directive_id, unit__in=unit_ids)
    columns = ("unit_path", "received_at", "opened_at", "held_on")
    return {path: Reached(*facts) for path, *facts in rows.values_list(*columns)}


def _learned(actor: Actor, directive_id: int, path: str) -> dict[str, int]:
    """Members who know a paper, by the units directly beneath a path; without a name. One
    statement; none for who reaches no figure."""
    require(actor, Action.VIEW_DUTIES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, learned FROM tasks_learned_counts(%s, %s, %s, %s)",
            [directive_id, path, len(path) + LABEL_WIDTH + 1, list(EXPECTED)],
        )
        return dict(cursor.fetchall())


_HELD = """
SELECT r.directive_id, r.unit_id, EXISTS (
    SELECT FROM tasks_session AS s WHERE s.directive_id = r.directive_id AND s.unit_id = r.unit_id
    AND s.attended >= s.expected
  ) OR (
    SELECT count(*) FROM tasks_learned AS l JOIN members_person AS p ON p.id = l.person_id
    WHERE l.directive_id = r.directive_id AND p.unit_id = r.unit_id AND p.status = ANY(%s)
  ) >= (
    SELECT h.official + h.probationary FROM members_headcount AS h WHERE h.unit_id = r.unit_id
  )
FROM tasks_reach AS r
WHERE r.directive_id = ANY(%s) AND r.unit_id = ANY(%s) AND r.held_on IS NOT NULL
"""


class Attended(TypedDict):
    """Whether a session was held, and whether nobody expected is left who does not know it."""

    session_held: bool
    all_know: bool


def attended(rows: Collection[Assignment]) -> dict[int, Attended]:
    """How the paper was made known where some duties lie, by duty: what is asked of every member is
    known by all of them, at a session or by name, what is asked of a unit by it. One statement
    where attendance is asked for, else none."""
    asked = [row for row in rows if row.duty.product == Product.ATTENDANCE]
    held = _held(asked) if asked else {}
    found: dict[int, Attended] = {}
    for row in rows:
        whole = held.get((row.directive_id, row.unit_id))
        members = row.duty.audience == Audience.MEMBERS
        found[row.pk] = {"session_held": whole is not None, "all_know": bool(whole) or not members}
    return found


def some_absent(row: Assignment) -> bool:
    """Whether a duty waits for members who do not know the paper yet, though a session was held."""
    known = attended([row])[row.pk]
    return row.stage != Stage.DONE and known["session_held"] and not known["all_know"]


def _held(rows: Collection[Assignment]) -> dict[tuple[int, int], bool]:
    asked = [{row.directive_id for row in rows}, {row.unit_id for row in rows}]
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(EXPECTED), *map(list, asked)])
        return {(paper, unit): bool(whole) for paper, unit, whole in cursor.fetchall()}


# ------------------------------------------------------------------ the members of one cell


@dataclass(frozen=True)
class Seat:
    """A member of a cell on the page of a session; ``knows`` since when, and in which way."""

    person: "Person"
    known: Learned | None = None

    @property
    def how_vi(self) -> str:
        """How the member knows the paper."""
        if self.known is None:
            return ""
        held = self.known.session
        if held is not None:
            return f"dự buổi ngày {held.held_on:%d/%m/%Y}"
        return "tự xác nhận đã đọc"


@dataclass(frozen=True)
class Roll:
    """The members of a unit: expected ones who do not know the paper yet, who do, and how many are
    not counted. Nobody for who sees no record."""

    waiting: list[Seat]
    knowing: list[Seat]
    aside: int

    @property
    def expected(self) -> int:
        return len(self.waiting) + len(self.knowing)

    @property
    def people(self) -> list[int]:
        return [seat.person.pk for seat in (*self.waiting, *self.knowing)]


def roll(actor: Actor, directive_id: int, unit: Unit) -> Roll:
    """Who of a unit's own members knows a paper. Two statements."""
    everybody = members.in_cell(actor, unit)
    known = {
        row.person_id: row
        for row in learned(actor, [person.pk for person in everybody], directive_id)
    }
    seats = [Seat(p, known.get(p.pk)) for p in everybody if p.status in EXPECTED]
    waiting = [seat for seat in seats if seat.known is None]
    knowing = [seat for seat in seats if seat.known is not None]
    return Roll(waiting, knowing, len(everybody) - len(seats))


def learned(actor: Actor, people: Collection[int], directive_id: int) -> list[Learned]:
    """Which of some members know a paper, as far as the actor sees them. One statement."""
    rows = visible(Learned.objects.select_related("session"), actor, Action.VIEW_MEMBERS)
    return list(rows.filter(directive=directive_id, person__in=people))


@dataclass(frozen=True)
class Mine:
    """A paper as a member reads it: when the member said to know it, or was told it."""

    directive: Directive
    known: Learned | None


def mine(actor: Actor, directive_id: int) -> Mine:
    """A paper that is for the member's own cell, and whether the member knows it."""
    found = directives.directive(actor, directive_id)
    rows = learned(actor, [actor.person_id] if actor.person_id else [], directive_id)
    return Mine(found, rows[0] if rows else None)


def acknowledged_at(actor: Actor, directive_id: int) -> datetime | None:
    """When the member said to know a paper; nothing while not. One statement."""
    own = visible(Learned.objects.all(), actor, Action.ACKNOWLEDGE).filter(directive=directive_id)
    return own.values_list("acknowledged_at", flat=True).first()


def unread(actor: Actor) -> list[Directive]:
    """Papers in force for the member's cell that the member has not said to know. One
    statement."""
    own = visible(Learned.objects.all(), actor, Action.ACKNOWLEDGE)
    rows = Directive.objects.filter(
        state=Directive.State.IN_FORCE, pk__in=reaches(actor).values("directive")
    )
    rows = rows.exclude(pk__in=own.values("directive")).select_related("paper")
    return list(rows.order_by("-confirmed_at", "-pk"))
