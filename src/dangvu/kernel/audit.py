"""Writing the audit trail. One event per meaning, in the transaction of what it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from dangvu.kernel import clock
from dangvu.kernel.models import Event

Kind = Event.Kind


class Actor(Protocol):
    """What the trail needs to know of who acts."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def on_behalf_of(self) -> str: ...


@dataclass(frozen=True)
class Who:
    """Who acts outside any capacity: at the door, or an account that has none. Nobody known:
    the default."""

    account_id: int | None = None
    name: str = ""
    role: str = ""
    on_behalf_of: str = ""


def record(
    actor: Actor,
    action: str,
    *,
    kind: Kind = Kind.WRITE,
    subject: tuple[str, object] = ("", ""),
    unit_path: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Adds an event. ``action`` has a label in ``kernel.audit_labels``, ``subject`` is (kind, id);
    ``data`` holds no personal values, only facts such as counts, field names and paper numbers."""
    Event.objects.create(
        at=clock.now(),
        kind=kind,
        action=action,
        account_id=actor.account_id,
        account_name=actor.name,
        role=actor.role,
        on_behalf_of=actor.on_behalf_of,
        unit_path=unit_path,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        reason=reason,
        data=dict(data or {}),
    )


def events() -> QuerySet[Event]:
    """The whole trail, newest first, outside every scope. ``access.trail`` gives what an actor may
    read of it."""
    return Event.objects.order_by("-at", "-id")
