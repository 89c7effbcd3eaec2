"""Writing about members: posts, and how members follow when the tree is reorganised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import Moved, follow
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.models import Headcount, Person, Post, Status
from dangvu.office.vietnamese import day, fold, sort_key
from dangvu.orgs import queries as orgs

ONE_HOLDER = frozenset({Post.Kind.SECRETARY})
"""Posts that one member holds at a time."""

_GONE = (Status.LEFT, Status.DIED, Status.MISTAKEN)


class Ended(Protocol):
    """A unit that ended, as ``orgs.actions`` tells it."""

    @property
    def unit_id(self) -> int: ...
    @property
    def path(self) -> str: ...


# ------------------------------------------------------------------ posts


def appoint(actor: Actor, unit_id: int, person_id: int, kind: str, since: date) -> Post:
    """Records that a member holds a post in a unit from a day on. Raises ``Impossible``.

    Writes the post and an event.
    """
    unit = orgs.unit_for_entry(actor, unit_id, Action.VIEW_UNITS)
    may(actor, Action.EDIT_OFFICERS, unit.path)
    person = queries.member(actor, person_id)
    post = Post.Kind(kind)
    if person.status not in queries.MEMBERS:
        message = f"{person.full_name} {Status(person.status).label.lower()}, không giữ chức vụ."
        raise Impossible("not_a_member", message, "person")
    if unit.valid_until is not None:
        message = f"{unit.name} đã kết thúc hoạt động từ {day(unit.valid_until)}."
        raise Impossible("unit_ended", message)
    _come(since, "since")
    if since < unit.valid_from:
        message = f"{unit.name} thành lập ngày {day(unit.valid_from)}; chức vụ phải từ ngày đó."
        raise Impossible("before_founding", message, "since")
    _no_clash(unit.pk, unit.name, person, post, since)
    made = Post.objects.create(
        person=person, unit_id=unit.pk, unit_path=unit.path, kind=post, valid_from=since
    )
    audit.record(
        actor, "appoint", subject=("person", person.pk), unit_path=unit.path,
        data={"post": made.pk, "kind": post.value, "unit": unit.pk, "since": since.isoformat()},
    )  # fmt: skip
    return made


def _come(on: date, field: str) -> None:
    if on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(on)} chưa đến; từ ngày đó đồng chí ghi.", field)


def _no_clash(unit_id: int, unit_name: str, person: Person, kind: Post.Kind, since: date) -> None:
    after = Q(valid_until=None) | Q(valid_until__gt=since)
    held = Post.objects.select_related("person").filter(after, unit_id=unit_id, kind=kind)
    other = held.filter(person=person).first()
    if other is not None:
        message = (
            f"{person.full_name} đã giữ chức vụ {kind.label} ở {unit_name} từ "
            f"{day(other.valid_from)}."
        )
        raise Impossible("already_held", message, "person")
    if kind in ONE_HOLDER and (other := held.first()) is not None:
        message = (
            f"{unit_name} đang có {kind.label} là {other.person.full_name}, từ "
            f"{day(other.valid_from)}. Đồng chí ghi ngày thôi giữ chức vụ trước, rồi ghi người mới."
        )
        raise Impossible("post_taken", message, "kind")


def end_post(actor: Actor, post_id: int, until: date, reason: str = "") -> Post:
    """Records that a post is no longer held from a day on. Raises ``Impossible``; one event."""
    post = queries.post(actor, post_id)
    may(actor, Action.EDIT_OFFICERS, post.unit_path)
    if post.valid_until is not None:
        raise Impossible("already_ended", f"Chức vụ này đã thôi từ {day(post.valid_until)}.")
    if until <= post.valid_from:
        message = f"Ngày thôi phải sau ngày nhận chức vụ ({day(post.valid_from)})."
        raise Impossible("before_start", message, "until")
    _come(until, "until")
    post.valid_until = until
    post.save(update_fields=["valid_until"])
    audit.record(
        actor, "end_post", subject=("person", post.person_id), unit_path=post.unit_path,
        reason=reason, data={"post": post.pk, "kind": post.kind, "until": until.isoformat()},
    )  # fmt: skip
    return post


# ------------------------------------------------------------------ reading, recorded


def note_reading(
    actor: Actor, people: Collection[int], unit_id: int, unit_path: str, what: str
) -> None:
    """Leaves the event of having read records of members: one for a page, with who stood on it.

    ``what`` is the action's name in the trail. Ids only, no name.
    """
    if people:
        audit.record(
            actor, what, kind=audit.Kind.READ, subject=("unit", unit_id), unit_path=unit_path,
            data={"count": len(people), "persons": sorted(people)},
        )  # fmt: skip


# ------------------------------------------------------------------ following the tree


def follow_units(moves: Sequence[Moved]) -> None:
    """Members, posts and headcounts stand where their units stand. Three statements.

    The headcounts of units with members follow by trigger; the rest here.
    """
    follow(Person, moves)
    follow(Post, moves)
    follow(Headcount, moves)


_DEAL = """
UPDATE members_person AS p SET unit_id = t.unit_id, unit_path = t.path
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS t(key, unit_id, path)
WHERE p.{key} = t.key
"""


def follow_cells(
    actor: Actor,
    on: date,
    cells: Mapping[int, tuple[int, str]],
    persons: Mapping[int, tuple[int, str]],
    person_cells: Sequence[int],
    left: Sequence[str],
) -> None:
    """Members go to other cells: of ``cells`` everybody, and ``persons`` one by one.

    Takes the cell each goes to as (id, path). ``person_cells`` are the cells the single persons
    must be in; raises ``Impossible`` where one of them is not. The posts that single persons hold
    in the cell they leave end. A constant number of statements; the event is the caller's.
    """
    if persons:
        here = Person.objects.filter(pk__in=persons, unit_id__in=person_cells).count()
        if here != len(persons):
            raise Impossible(
                "not_in_cell",
                "Có đảng viên không còn ở chi bộ này. Đồng chí mở lại trang để xem danh sách mới.",
                "persons",
            )
        held = Post.objects.filter(person_id__in=persons, unit_id__in=person_cells)
        _end_posts(held, on)
    _deal("unit_id", cells)
    _deal("id", persons)


def _deal(key: str, given: Mapping[int, tuple[int, str]]) -> None:
    if given:
        with connection.cursor() as cursor:
            cursor.execute(
                _DEAL.format(key=key),
                [list(given), [u for u, _ in given.values()], [p for _, p in given.values()]],
            )


def leave_ended_units(
    actor: Actor, on: date, ended: Sequence[Ended], paper: str, reason: str
) -> None:
    """Ends the posts of units that ended; refuses where members would be left in one.

    Raises ``Impossible`` naming the first such unit.
    """
    ids = [one.unit_id for one in ended]
    there = Person.objects.filter(unit_id__in=ids, status__in=queries.MEMBERS)
    stranded = there.values_list("unit__name", flat=True).first()
    if stranded is not None:
        message = (
            f"{stranded} còn {there.count()} đảng viên. Chọn chi bộ tiếp nhận trước khi kết thúc."
        )
        raise Impossible("members_left", message, "heir")
    _end_posts(Post.objects.filter(unit_id__in=ids), on)


def _end_posts(posts: QuerySet[Post], on: date) -> None:
    running = posts.filter(Q(valid_until=None) | Q(valid_until__gt=on))
    running.update(valid_until=Greatest(F("valid_from"), on))


# ------------------------------------------------------------------ coming in, by admission


@dataclass(frozen=True)
class NewMember:
    """A person as admitted. ``unit_path`` copies the path of the cell, read for entry."""

    unit_id: int
    unit_path: str
    full_name: str
    sex: str
    birth_on: date
    ethnic_group: str
    religion: str
    youth_union: bool
    joined_on: date


def _person(entry: NewMember) -> Person:
    return Person(
        **vars(entry),
        search_key=fold(entry.full_name),
        sort_key=sort_key(entry.full_name),
        status=Status.PROBATIONARY,
        recorded_at=clock.now(),
    )


def enter_people(entries: Sequence[NewMember]) -> list[int]:
    """Enters newly admitted persons as probationary members; gives back their ids in order.

    One statement, whatever the number. The caller has asked the scope, and leaves the event of the
    admission.
    """
    return [person.pk for person in Person.objects.bulk_create(map(_person, entries))]


def amend_person(person_id: int, entry: NewMember) -> None:
    """Rewrites what the admission said of a person; status and dates of the later path stay."""
    fresh = _person(entry)
    fresh.pk = person_id
    fresh.save(
        update_fields=[
            "unit", "unit_path", "full_name", "search_key", "sort_key", "sex", "birth_on",
            "ethnic_group", "religion", "youth_union", "joined_on",
        ]
    )  # fmt: skip


def mark_mistaken(person_id: int) -> None:
    """A probationary member whose admission was recorded by mistake is no member."""
    rows = Person.objects.filter(pk=person_id, status=Status.PROBATIONARY)
    rows.update(status=Status.MISTAKEN)


def remove_people(entered: Mapping[int, int]) -> None:
    """Takes persons out again whom an import has just brought in (person to the cell it named).

    Raises ``Impossible`` where one of them holds a post, has moved, or is no longer probationary.
    """
    settled = [
        person.full_name
        for person in Person.objects.filter(pk__in=entered)
        if person.status != Status.PROBATIONARY or person.unit_id != entered[person.pk]
    ]
    posted = Post.objects.filter(person_id__in=entered)
    names = [*settled, *posted.values_list("person__full_name", flat=True)]
    if names:
        raise Impossible(
            "depended_on", f"{', '.join(names[:5])} đã có thay đổi sau khi được ghi kết nạp."
        )
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_person WHERE id = ANY(%s)", [list(entered)])
