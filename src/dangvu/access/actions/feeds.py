"""The private address of a calendar: made, given up, read. Each leaves an event."""

import hashlib
import secrets
from datetime import date

from django.db import transaction

from dangvu.access import queries
from dangvu.access.actor import Actor
from dangvu.access.models import Feed
from dangvu.kernel import audit, clock


def make_feed(actor: Actor) -> str:
    """A new address for the actor's capacity; the one before stops working. Returns the secret part
    of it, which is shown once and kept as a hash. Writes the feed and an event."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.filter(account_id=actor.account_id).delete()
        Feed.objects.create(
            account_id=actor.account_id, assignment_id=actor.assignment_id,
            sha256=_hash(secret), made_at=clock.now(),
        )  # fmt: skip
        _note(actor, "make_feed")
    return secret


def end_feed(actor: Actor) -> bool:
    """Gives the address up; false where there was none."""
    with transaction.atomic():
        ended = Feed.objects.filter(account_id=actor.account_id).delete()[0] > 0
        if ended:
            _note(actor, "end_feed")
    return ended


def reader_of(secret: str, on: date) -> tuple[Actor, Feed] | None:
    """Who reads at an address, while the account may sign in and its capacity is in force. Three
    statements."""
    feed = Feed.objects.filter(sha256=_hash(secret)).first()
    if feed is None:
        return None
    actor = queries.actor_again(feed.account_id, feed.assignment_id, on)
    return (actor, feed) if actor else None


def note_read(actor: Actor, feed: Feed, on: date) -> None:
    """Notes that the calendar was read: programs ask every hour, the trail is told once a day."""
    if Feed.objects.filter(pk=feed.pk).exclude(read_on=on).update(read_on=on):
        audit.record(
            actor, "read_feed", kind=audit.Kind.EXPORT, subject=("account", actor.account_id),
            unit_path=actor.unit_path,
        )  # fmt: skip


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(actor: Actor, action: str) -> None:
    audit.record(
        actor, action, kind=audit.Kind.ACCESS, subject=("account", actor.account_id),
        unit_path=actor.unit_path,
    )  # fmt: skip
