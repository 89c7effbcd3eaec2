"""Signing in and out, and what a person does with the own account. Each leaves an event."""

from datetime import datetime

from django.db.models.functions import Now

from dangvu.access import queries
from dangvu.access.actor import Actor
from dangvu.access.models import Account, Session
from dangvu.kernel import audit


def who(account: Account, actor: Actor | None) -> audit.Actor:
    """Who signs the event: the actor, or the account alone where it has no capacity."""
    return actor or audit.Who(account.pk, account.full_name)


def record_sign_in(account: Account, actor: Actor | None, at: datetime, *, factor: str) -> None:
    """Notes a sign-in: when, and by which ``factor`` besides the password ("", "totp", "codes").

    Writes ``last_login`` and an event; sweeps out sessions that ran out, anybody's.
    """
    Session.objects.filter(expire_date__lt=Now()).delete()
    account.last_login = at
    account.save(update_fields=["last_login"])
    _note("sign_in", who(account, actor), account, actor, data={"factor": factor} if factor else {})


def record_failure(username: str, *, step: str, locked: bool) -> None:
    """Notes a failed sign-in, and that it locked the name. ``step``: "password" or "code".

    What was typed is kept only where it is the name of an account: people type passwords into the
    field above.
    """
    account = queries.account_named(username)
    signer = who(account, None) if account else audit.Who()
    _note("sign_in_failed", signer, account, None, data={"step": step})
    if locked:
        _note("locked_out", signer, account, None)


def record_sign_out(account: Account, actor: Actor | None) -> None:
    """Notes that the account signed out."""
    _note("sign_out", who(account, actor), account, actor)


def record_switch(account: Account, before: Actor | None, after: Actor) -> None:
    """Notes that the account acts in another of its capacities from here on."""
    left = {"from_role": before.role, "from_unit": before.unit_id} if before else {}
    _note("switch_capacity", after, account, after, data=left)


def change_password(
    account: Account, actor: Actor | None, password: str, keep_session: str | None
) -> None:
    """Gives the account the password its owner chose, and ends its other sessions.

    The form has asked for the old one and the rules of passwords.
    """
    account.set_password(password)
    account.must_change_password = False
    account.one_time_until = None
    account.save(update_fields=["password", "must_change_password", "one_time_until"])
    ended = _end(account.pk, keep_session)
    _note("change_password", who(account, actor), account, actor, data={"sessions_ended": ended})


def set_large_text(account: Account, large: bool) -> None:
    """Large letters for this account, wherever it signs in. A matter of the eyes: no event."""
    account.large_text = large
    account.save(update_fields=["large_text"])


def end_session(account: Account, actor: Actor | None, handle: str) -> bool:
    """Ends one session of the account, named by its handle; false when it is gone already."""
    rows = Session.objects.filter(account_id=account.pk)
    keys = [row.session_key for row in rows if queries.handle(row.session_key) == handle]
    ended = Session.objects.filter(session_key__in=keys).delete()[0]
    if ended:
        _note("end_sessions", who(account, actor), account, actor, data={"sessions_ended": ended})
    return bool(ended)


def end_other_sessions(account: Account, actor: Actor | None, keep_session: str | None) -> int:
    """Ends every session of the account but one; how many."""
    ended = _end(account.pk, keep_session)
    if ended:
        _note("end_sessions", who(account, actor), account, actor, data={"sessions_ended": ended})
    return ended


def end_sessions_of(account: Account) -> int:
    """Ends every session of an account, without an event of its own; how many lived."""
    return _end(account.pk, None)


def _end(account_id: int, keep_session: str | None) -> int:
    rows = Session.objects.filter(account_id=account_id).exclude(session_key=keep_session)
    living = rows.filter(expire_date__gt=Now()).count()
    rows.delete()
    return living


def _note(
    action: str,
    signer: audit.Actor,
    account: Account | None,
    actor: Actor | None,
    data: dict[str, object] | None = None,
) -> None:
    audit.record(
        signer,
        action,
        kind=audit.Kind.ACCESS,
        subject=("account", account.pk) if account else ("", ""),
        unit_path=actor.unit_path if actor else _home(account),
        data=data,
    )


def _home(account: Account | None) -> str:
    """Where an event of an account without an actor belongs: its first capacity's branch."""
    first = account.assignments.order_by("pk").first() if account else None
    return first.unit_path if first else ""
