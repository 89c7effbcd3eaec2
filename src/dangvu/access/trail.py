"""Reading the audit trail, as far as the actor reaches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.matrix import ROLE_LABELS, Action, Reach, Role
from dangvu.access.models import Account
from dangvu.access.queries import leads_all
from dangvu.access.scope import visible
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.models import Event
from dangvu.office.vietnamese import fold

PAGE = 50
LONGEST_EXPORT = 50_000
#: Subjects about whom somebody may have written a reason that names a member.
PERSONAL_SUBJECTS = frozenset({"person", "admission"})
KEPT_BACK = "Lý do chỉ hiện với vai trò xem được hồ sơ."


@dataclass(frozen=True)
class Sought:
    """What is looked for; what is left empty does not narrow. ``until`` is the last day within."""

    person: str = ""
    action: str = ""
    kind: str = ""
    unit_path: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One event as it is read. ``data`` holds facts without a personal value; ``reason`` is what
    somebody typed, kept back where it may name a member and the reader sees no records."""

    id: int
    at: datetime
    kind: str
    kind_label: str
    action: str
    account_id: int | None
    name: str
    role_label: str
    on_behalf_of: str
    unit_path: str
    subject_kind: str
    subject_id: str
    reason: str
    data: dict[str, object]


@dataclass(frozen=True)
class Leaf:
    """A page of events, newest first. ``after`` continues it; empty at the end."""

    lines: tuple[Line, ...]
    after: str


def leaf(actor: Actor, sought: Sought, *, after: str = "", limit: int = PAGE) -> Leaf:
    """A page of what the actor reaches and seeks. Two statements at most."""
    rows = _found(actor, sought)
    at, _, event_id = after.rpartition("_")
    if at and event_id.isdigit():
        instant = datetime.fromisoformat(at)
        rows = rows.filter(at__lte=instant).filter(Q(at__lt=instant) | Q(pk__lt=int(event_id)))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return Leaf(
        tuple(_line(actor, row) for row in found[:limit]),
        f"{last.at.isoformat()}_{last.pk}" if last else "",
    )


def everything(actor: Actor, sought: Sought) -> Iterator[Line]:
    """All of it, newest first, up to ``LONGEST_EXPORT`` lines, for a workbook."""
    for row in _found(actor, sought)[:LONGEST_EXPORT].iterator(chunk_size=2000):
        yield _line(actor, row)


def _found(actor: Actor, sought: Sought) -> QuerySet[Event]:
    rows = _reached(actor)
    same = {
        name: value
        for name in ("action", "kind", "subject_kind", "subject_id")
        if (value := getattr(sought, name))
    }
    rows = rows.filter(**same)
    if sought.unit_path:
        rows = rows.filter(beneath(sought.unit_path))
    if sought.since:
        rows = rows.filter(at__gte=clock.midnight(sought.since))
    if sought.until:
        rows = rows.filter(at__lt=clock.midnight(sought.until + timedelta(days=1)))
    if sought.person:
        rows = rows.filter(account_id__in=_named(sought.person))
    return rows


def _reached(actor: Actor) -> QuerySet[Event]:
    """Events of the branch; for an administrator of the whole tree also those of no branch, such
    as sign-ins under a name that no account has."""
    rows = visible(audit.events(), actor, Action.VIEW_AUDIT)
    manages = matrix.reach(actor.role, Action.MANAGE_ACCOUNTS) is Reach.BRANCH
    if manages and leads_all(actor):
        rows = audit.events().filter(beneath(actor.unit_path) | Q(unit_path=""))
    return rows


def _named(text: str) -> list[int]:
    accounts = Account.objects.all()
    for word in fold(text).split():
        accounts = accounts.filter(search_key__contains=f" {word}")
    return list(accounts.values_list("pk", flat=True)[:200])


def _line(actor: Actor, row: Event) -> Line:
    sees_records = matrix.reach(actor.role, Action.VIEW_MEMBERS) is Reach.BRANCH
    kept_back = row.reason and row.subject_kind in PERSONAL_SUBJECTS and not sees_records
    return Line(
        id=row.pk,
        at=clock.local(row.at),
        kind=row.kind,
        kind_label=Event.Kind(row.kind).label,
        action=row.action,
        account_id=row.account_id,
        name=row.account_name,
        role_label=ROLE_LABELS[Role(row.role)] if row.role in set(Role) else "",
        on_behalf_of=row.on_behalf_of,
        unit_path=row.unit_path,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        reason=KEPT_BACK if kept_back else row.reason,
        data=row.data,
    )
