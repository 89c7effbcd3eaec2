"""Requests as our views get them: what the middleware has put there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from django_otp.models import Device

    from dangvu.access.actor import Actor
    from dangvu.access.models import Account
    from dangvu.access.queries import Capacity
    from dangvu.web.shell.frame import Frame

    class SignedInAccount(Account):
        """An account with what the second factor's middleware adds to it."""

        class Meta:
            abstract = True

        otp_device: Device | None

        def is_verified(self) -> bool: ...


class EarlyRequest(HttpRequest):
    """A request behind one of the early gates: perhaps nobody is signed in, or in no capacity.

    ``user`` is an account or Django's nobody; ``raised`` is what the view raised, told of after
    its transaction is undone.
    """

    if TYPE_CHECKING:
        user: Any
        htmx: HtmxDetails
        actor: Actor | None
        capacities: list[Capacity]
        frame: Frame
        raised: Exception | None
        asks_second_factor: bool


class Request(EarlyRequest):
    """A request behind ``Gate.ANY_ACTOR`` or an action: somebody acts."""

    if TYPE_CHECKING:
        user: SignedInAccount
        actor: Actor
