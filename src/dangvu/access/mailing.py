"""Who wishes a daily e-mail, and as whom each of them acts."""

from datetime import date

from django.db import transaction

from dangvu.access import queries
from dangvu.access.actor import Actor
from dangvu.access.models import Account


def wishing() -> list[int]:
    """The accounts that wish a daily e-mail and may sign in, in the order they were made. One
    statement."""
    rows = Account.objects.filter(daily_mail=True, is_active=True, email__gt="")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def address_and_actors(account_id: int, on: date) -> tuple[str, list[Actor]]:
    """Where the account's e-mail goes, and whom it acts as on a day, one for each capacity; an
    empty list where it may not sign in or no longer wishes any."""
    with transaction.atomic():
        account = queries.may_sign_in(account_id)
        if account is None or not account.daily_mail:
            return "", []
        held = queries.capacities(account, on)
        return account.email, [queries.actor(account, capacity) for capacity in held]
