"""Writing the audit trail. One event per meaning, in the transaction of what it tells of."""

from collections.abc import Mapping
from typing import Any, Protocol

from dangvu.kernel import clock
from dangvu.kernel.models import Event

Kind = Event.Kind


class Actor(Protocol):
    """What the trail needs to know of who acts."""

    @property
    def account_id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def on_behalf_of(self) -> str: ...


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
    """Adds an event. ``subject`` is (kind, id); ``data`` holds no personal values, only facts such
    as counts, field names and paper numbers."""
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
