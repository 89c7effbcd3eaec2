"""Posts that members hold in committees."""

import re
from datetime import date

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.models import Person, Post, Status
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs

ONE_HOLDER = frozenset({Post.Kind.SECRETARY})
"""Posts that one member holds at a time."""
LONGEST_TERM = 5
"""Years (R1.14)."""


def appoint(
    actor: Actor, unit_id: int, person_id: int, kind: str, since: date, term: str = ""
) -> Post:
    """Records that a member holds a post in a unit from a day on. Raises ``Impossible``.

    ``term`` is the committee's, "2025-2030".

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
        person=person, unit_id=unit.pk, unit_path=unit.path, kind=post, valid_from=since,
        term=_term(term, since),
    )  # fmt: skip
    audit.record(
        actor, "appoint", subject=("person", person.pk), unit_path=unit.path,
        data={"post": made.pk, "kind": post.value, "unit": unit.pk, "since": since.isoformat()},
    )  # fmt: skip
    return made


def _term(text: str, since: date) -> str:
    """A term as two years five apart at most, within which the post begins; nothing for none."""
    if not text:
        return ""
    years = re.fullmatch(r"(\d{4}) ?[-–] ?(\d{4})", text.strip())
    if years is None:
        message = f"“{text}” không phải nhiệm kỳ. Ghi hai năm, ví dụ 2025-2030."
        raise Impossible("bad_term", message, "term")
    first, last = int(years[1]), int(years[2])
    if not first <= since.year <= last or not 0 < last - first <= LONGEST_TERM:
        message = f"Nhiệm kỳ {first}-{last} không hợp với ngày nhận chức vụ {day(since)}."
        raise Impossible("bad_term", message, "term")
    return f"{first}-{last}"


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


def end_posts(posts: QuerySet[Post], on: date) -> None:
    """Ends posts that still run on a day. One statement."""
    running = posts.filter(Q(valid_until=None) | Q(valid_until__gt=on))
    running.update(valid_until=Greatest(F("valid_from"), on))
