"""Reading members: figures without a name, officers, the list of a branch, one record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require, visible
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.members.models import Person, Post, Status
from dangvu.office.vietnamese import fold
from dangvu.orgs.queries import LABEL_WIDTH
from dangvu.rules.membership import MEMBERS

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 50
PostKind = Post.Kind


# ------------------------------------------------------------------ figures, without a name


@dataclass(frozen=True)
class Heads:
    """Members of a branch by status. Those exempt, away, abroad or suspended are members too, and
    counted apart; guests are not among them."""

    official: int = 0
    probationary: int = 0
    exempt: int = 0
    away: int = 0
    abroad: int = 0
    suspended: int = 0

    @property
    def members(self) -> int:
        return (
            self.official
            + self.probationary
            + self.exempt
            + self.away
            + self.abroad
            + self.suspended
        )


_SUMS = ", ".join(
    f"coalesce(sum({column}), 0) AS {column}"
    for column in ("official", "probationary", "exempt", "away", "abroad", "suspended")
)
_ALL = "official + probationary + exempt + away + abroad + suspended"
_HEADS = f"""
SELECT asked.path, h.*
FROM unnest(%s::text[], %s::text[]) AS asked(path, until)
CROSS JOIN LATERAL (
  SELECT {_SUMS} FROM members_headcount
  WHERE unit_path >= asked.path COLLATE "C" AND unit_path < asked.until COLLATE "C"
) AS h
"""
_BRANCH_HEADS = (
    _HEADS.replace("members_headcount", "members_branchcount")
    .replace("unit_path >=", "path >=")
    .replace("unit_path <", "path <")
)
#: Branches whose root stands this high are counted from the sums of branches.
_HIGH = 3 * (LABEL_WIDTH + 1)

_HEADCOUNTS = f"""
SELECT left(unit_path, %s), sum({_ALL})
FROM members_headcount WHERE unit_path >= %s AND unit_path < %s
GROUP BY 1
"""


def heads(branches: Collection[str], alone: Collection[str] = ()) -> dict[str, Heads]:
    """Members of each branch by its path, and of the units ``alone`` without what is beneath them.

    At most two statements, whatever the number of branches. The paths come from units that have
    asked the scope; so below.
    """
    # "!" comes before the dot of a child's path, "/" after it.
    until = {path: f"{path}!" for path in alone} | {path: f"{path}/" for path in branches}
    found = dict.fromkeys(until, Heads())
    high = {path: end for path, end in until.items() if end[-1] == "/" and len(path) < _HIGH}
    low = {path: end for path, end in until.items() if path not in high}
    with connection.cursor() as cursor:
        for asked, sql in ((high, _BRANCH_HEADS), (low, _HEADS)):
            if asked:
                cursor.execute(sql, [list(asked), list(asked.values())])
                found |= {path: Heads(*numbers) for path, *numbers in cursor.fetchall()}
    return found


def headcount(path: str) -> Heads:
    """Members of one branch. One statement."""
    return heads([path])[path]


def headcounts(parent_path: str, width: int) -> dict[str, int]:
    """Members of every branch beneath a unit whose paths are ``width`` long; branches without a
    member are left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HEADCOUNTS, [width, parent_path + ".", parent_path + "/"])
        return {path: int(members) for path, members in cursor.fetchall()}


def parts(path: str) -> list[tuple[tuple[str, str], int]]:
    """A branch cut by the units beneath it into ranges of its paths, without a gap: (from, until)
    and how many members. One statement."""
    counted = headcounts(path, len(path) + LABEL_WIDTH + 1)
    starts = [path, *sorted(counted)]
    ends = [*starts[1:], path + "/"]
    return [((a, b), counted.get(a, 0)) for a, b in zip(starts, ends, strict=True)]


# ------------------------------------------------------------------ officers


def officers(actor: Actor, unit: Unit, on: date) -> list[Post]:
    """Who holds which post in a unit on a day, highest first. One statement.

    Empty for who may not see personal records; ask ``access.scope.permits`` which it is.
    """
    rows = visible(Post.objects.select_related("person"), actor, Action.VIEW_MEMBERS)
    holding = Q(valid_until=None) | Q(valid_until__gt=on)
    order = list(Post.Kind.values)
    found = rows.filter(holding, unit=unit, valid_from__lte=on)
    return sorted(found, key=lambda p: (order.index(p.kind), p.person.sort_key, p.pk))


def secretaries(actor: Actor, unit_ids: Collection[int], on: date) -> dict[int, str]:
    """The names of the secretaries of units on a day, by unit, as far as the actor sees personal
    records. One statement."""
    rows = visible(Post.objects.select_related("person"), actor, Action.VIEW_MEMBERS)
    holding = Q(valid_until=None) | Q(valid_until__gt=on)
    found = rows.filter(holding, unit__in=unit_ids, kind=Post.Kind.SECRETARY, valid_from__lte=on)
    return {post.unit_id: post.person.full_name for post in found.order_by("valid_from", "id")}


def posts_before(actor: Actor, unit: Unit, on: date, limit: int = 20) -> list[Post]:
    """Posts of a unit that have ended by a day, the last to end first. One statement."""
    rows = visible(Post.objects.select_related("person"), actor, Action.VIEW_MEMBERS)
    return list(rows.filter(unit=unit, valid_until__lte=on).order_by("-valid_until", "-id")[:limit])


def post(actor: Actor, post_id: int) -> Post:
    """One post within reach; 404 outside it."""
    rows = visible(Post.objects.select_related("person", "unit"), actor, Action.VIEW_MEMBERS)
    found = rows.filter(pk=post_id).first()
    if found is None:
        raise Http404("Không có chức vụ này trong phạm vi của đồng chí.")
    return found


def posts_held(unit_ids: Collection[int], person_ids: Collection[int], on: date) -> int:
    """How many posts a reorganisation would end: those in units that end, and those that members
    who leave hold where they leave. One statement, under the actor's row security."""
    leaving = Q(person_id__in=person_ids, unit_id__in=Person.objects.filter(
        pk__in=person_ids).values("unit_id"))  # fmt: skip
    rows = Post.objects.filter(Q(unit_id__in=unit_ids) | leaving)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gt=on)).distinct().count()


# ------------------------------------------------------------------ members by name


@dataclass(frozen=True)
class Listing:
    """A page of members in Vietnamese order. ``after`` is the place the next page begins at."""

    people: list[Person]
    after: str


def people(actor: Actor) -> QuerySet[Person]:
    """Members' records within reach."""
    return visible(Person.objects.select_related("unit"), actor, Action.VIEW_MEMBERS, person="id")


def members(
    actor: Actor,
    unit: Unit,
    after: str = "",
    search: str = "",
    *,
    statuses: Sequence[Status] = MEMBERS,
    size: int = PAGE,
) -> Listing:
    """A page of the members of a branch, given name first. One statement.

    ``after`` is what the page before gave. ``search`` is the beginning of a full name, or of any
    word in it, without accents.
    """
    rows = people(actor).filter(beneath(unit.path), status__in=statuses)
    if key := fold(search):
        rows = rows.filter(Q(search_key__startswith=key) | Q(search_key__contains=f" {key}"))
    sort_key, _, last = after.replace("\0", "").rpartition("~")
    if last.isascii() and last.isdigit() and len(last) < 19:
        rows = rows.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, id__gt=int(last)))
    page = list(rows.order_by("sort_key", "id")[: size + 1])
    more = page[size - 1] if len(page) > size else None
    return Listing(page[:size], f"{more.sort_key}~{more.pk}" if more else "")


def member(actor: Actor, person_id: int, *, held: bool = False) -> Person:
    """One record within reach; 404 outside it. ``held``: nobody else changes it until the
    transaction ends."""
    rows = people(actor).filter(pk=person_id)
    found = (rows.select_for_update(of=("self",), no_key=True) if held else rows).first()
    if found is None:
        raise Http404("Không có hồ sơ này trong phạm vi của đồng chí.")
    return found


def stands_here(actor: Actor, person_id: int) -> bool:
    """Whether a record of that number stands in the branch of an administrator, who sees none; the
    database knows the branch. One statement."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_stands_here(%s)", [person_id])
        return bool(cursor.fetchone()[0])


def posts_of(actor: Actor, person: Person) -> list[Post]:
    """The posts a member holds and held, the newest first. One statement."""
    rows = visible(Post.objects.select_related("unit"), actor, Action.VIEW_MEMBERS)
    return list(rows.filter(person=person).order_by("-valid_from", "-id"))


@dataclass(frozen=True)
class Reading:
    """One time somebody looked at a member's record, or at a page it stood on."""

    at: datetime
    name: str
    role: str
    on_behalf_of: str
    action: str


def readings(person: Person, limit: int = 100) -> list[Reading]:
    """Who has read a member's record, newest first. One statement.

    ``person`` comes from ``member``; it is the member's own page that asks. Exports of whole lists
    name no record and are not among them.
    """
    rows = audit.events().filter(kind=audit.Kind.READ, data__persons__contains=[person.pk])
    columns = ("at", "account_name", "role", "on_behalf_of", "action")
    return [Reading(clock.local(at), *rest) for at, *rest in rows.values_list(*columns)[:limit]]


def in_cell(actor: Actor, unit: Unit) -> list[Person]:
    """Every member of one cell by name, to be dealt out. One statement."""
    rows = people(actor).filter(unit=unit, status__in=MEMBERS)
    return list(rows.order_by("sort_key", "id"))


# ------------------------------------------------------------------ people of one name


@dataclass(frozen=True)
class Namesake:
    """A person on record of a name and day of birth that was asked for; ``asked`` tells which."""

    asked: int
    person_id: int
    unit_id: int
    unit_name: str


_NAMESAKES = """
SELECT asked.n - 1, p.id, p.unit_id, u.name
FROM unnest(%s::text[], %s::date[]) WITH ORDINALITY AS asked (key, birth_on, n)
JOIN members_person AS p ON p.search_key = asked.key AND p.birth_on = asked.birth_on
  AND p.unit_path >= %s AND p.unit_path < %s AND p.status <> %s
JOIN orgs_unit AS u ON u.id = p.unit_id
ORDER BY 1, 2
"""


def namesakes(actor: Actor, asked: Sequence[tuple[str, date]]) -> list[Namesake]:
    """Persons within the actor's branch of those full names (accents aside) and days of birth.

    ``Namesake.asked`` is the place in ``asked``. One statement, whatever the number.
    """
    if not asked:
        return []
    keys, births = [fold(name) for name, _ in asked], [birth for _, birth in asked]
    branch = (actor.unit_path, actor.unit_path + "/")
    with connection.cursor() as cursor:
        cursor.execute(_NAMESAKES, [keys, births, *branch, Status.MISTAKEN.value])
        return [Namesake(*row) for row in cursor.fetchall()]
