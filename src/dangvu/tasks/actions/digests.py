"""That an account's list of a day goes out once: claimed before it is sent, given back only where
the mail server said that it did not take it."""

from datetime import date

from dangvu.access.actor import Actor
from dangvu.kernel import audit, clock
from dangvu.tasks.models import Digest


def claim(actor: Actor, day: date, items: int) -> int | None:
    """Takes the day for the actor's account; the claim's id, or None where it was taken before,
    by whoever was first. Commit it before sending: what is claimed is never sent again, so that a
    crash in between costs a letter and never doubles one."""
    row, made = Digest.objects.get_or_create(
        account_id=actor.account_id, day=day,
        defaults={"unit_path": actor.unit_path, "items": items},
    )  # fmt: skip
    return row.pk if made else None


def note_sent(actor: Actor, claim_id: int) -> None:
    """Notes that the letter was taken. Writes the row, an event."""
    row = Digest.objects.get(pk=claim_id, account_id=actor.account_id)
    row.sent_at = clock.now()
    row.save(update_fields=["sent_at"])
    audit.record(
        actor, "send_digest", kind=audit.Kind.EXPORT, subject=("account", actor.account_id),
        unit_path=actor.unit_path, data={"count": row.items},
    )  # fmt: skip


def give_back(actor: Actor, claim_id: int) -> None:
    """The letter is surely not on its way: a later run of the day may try again."""
    Digest.objects.filter(pk=claim_id, account_id=actor.account_id, sent_at=None).delete()
