"""Searches somebody keeps, and the event a search leaves."""

from collections.abc import Collection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import SavedFilter
from dangvu.members.queries import finding
from dangvu.office.vietnamese import clean

MOST_KEPT = 30


def save_filter(actor: Actor, name: str, query: str) -> SavedFilter:
    """Keeps a search under a name, in place of the one of that name. Leaves an event.

    ``query`` is the words of its address. Raises ``Impossible`` without a name, without anything
    sought, and past so many searches kept.
    """
    require(actor, Action.VIEW_MEMBERS)
    name = clean(name)
    if not name:
        raise Impossible("no_name", "Chưa đặt tên cho bộ lọc.", "name")
    if not query or len(query) > 1000 or len(name) > 80:
        raise Impossible("nothing_sought", "Chưa có điều kiện nào để lưu.", "name")
    own = SavedFilter.objects.filter(account_id=actor.account_id)
    if own.exclude(name=name).count() >= MOST_KEPT:
        message = f"Đã lưu {MOST_KEPT} bộ lọc. Đồng chí bỏ bớt một bộ rồi lưu."
        raise Impossible("too_many", message, "name")
    kept, _ = SavedFilter.objects.update_or_create(
        account_id=actor.account_id, name=name, defaults={"query": query}
    )
    audit.record(actor, "save_filter", subject=("filter", kept.pk), unit_path=actor.unit_path)
    return kept


def drop_filter(actor: Actor, filter_id: int) -> None:
    """Forgets a search the actor's account has kept; 404 for any other. Leaves an event."""
    kept = finding.saved_filter(actor, filter_id)
    audit.record(actor, "drop_filter", subject=("filter", kept.pk), unit_path=actor.unit_path)
    kept.delete()


def note_finding(
    actor: Actor, people: Collection[int], unit_id: int, unit_path: str, sought: finding.Sought
) -> None:
    """Leaves the event of a page of members read, with who stood on it and by which fields it was
    narrowed; one that was narrowed by a sensitive field leaves it even where nobody was found."""
    if not people and not sought.sensitive:
        return
    fields = sorted({*sought.codes, *sought.since, *sought.until}
                    | ({"party_age"} if sought.party else set()))  # fmt: skip
    data: dict[str, object] = {"count": len(people), "persons": sorted(people)}
    if fields:
        data["filters"] = fields
    where: tuple[str, object] = ("unit", unit_id)
    if sought.text:
        audit.record(
            actor, "search_members", kind=audit.Kind.READ, subject=where, unit_path=unit_path,
            data=data,
        )  # fmt: skip
    else:
        audit.record(
            actor, "read_members", kind=audit.Kind.READ, subject=where, unit_path=unit_path,
            data=data,
        )  # fmt: skip
