"""What stands on the first page: what changed in an actor's reach, and how the accounts stand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Now

from dangvu.access.actor import Actor
from dangvu.access.matrix import ROLE_LABELS, Action, Reach, Role, reach
from dangvu.access.models import Account, Assignment, Session
from dangvu.access.queries import locked_until
from dangvu.access.ready import ready
from dangvu.access.scope import visible
from dangvu.kernel import audit, clock
from dangvu.kernel.audit_labels import ACTIONS

RECENT = 6
_LABEL = 5  # width of a path's label: ``orgs.models.LABEL_WIDTH``, which stands above this room
#: What concerns accounts, not the work of an organisation.
OF_ACCOUNTS = frozenset({"account", "role", "trail"})


@dataclass(frozen=True)
class Change:
    """Something that was written in the actor's reach: when, what, by whom, where. No personal
    value: the trail holds none."""

    at: datetime
    what: str
    who: str
    on_behalf_of: str
    unit_path: str


def recent_changes(actor: Actor) -> list[Change]:
    """What was last written about the organisations the actor may see. One statement."""
    return [
        Change(clock.local(at), ACTIONS[action], who, on_behalf_of, unit_path)
        for at, action, who, on_behalf_of, unit_path in _written(actor)
    ]


@ready
def _written(actor: Actor) -> "QuerySet[audit.Event, Any]":
    rows = visible(audit.events(), actor, Action.VIEW_UNITS).filter(
        kind=audit.Kind.WRITE, action__in=list(ACTIONS)
    )
    told = ("at", "action", "account_name", "on_behalf_of", "unit_path")
    return rows.exclude(subject_kind__in=OF_ACCOUNTS).values_list(*told)[:RECENT]


@dataclass(frozen=True)
class Locked:
    """An account barred from signing in, and until when."""

    account_id: int
    name: str
    username: str
    until: datetime


@dataclass(frozen=True)
class Accounts:
    """The accounts of a branch on a day: how many, and what wants looking after.

    ``one_time``: still with a password to be changed; ``lapsed``: of those, whose day has passed.
    """

    total: int
    stopped: int
    one_time: int
    lapsed: int
    sessions: int
    sessions_today: int
    locked: tuple[Locked, ...]


def accounts_overview(who: Actor, today: date) -> Accounts:
    """How the accounts of an administrator's branch stand. Four statements."""
    held = visible(Assignment.objects.filter(account=OuterRef("pk")), who, Action.MANAGE_ACCOUNTS)
    accounts = Account.objects.filter(Exists(held))
    waiting = Q(must_change_password=True, is_active=True)
    numbers = accounts.aggregate(
        total=Count("pk"),
        stopped=Count("pk", filter=Q(is_active=False)),
        one_time=Count("pk", filter=waiting),
        lapsed=Count("pk", filter=waiting & Q(one_time_until__lt=clock.now())),
    )
    live = Session.objects.filter(
        expire_date__gt=Now(), account_id__in=accounts.values("pk")
    ).aggregate(
        sessions=Count("pk"),
        sessions_today=Count("pk", filter=Q(seen_at__gte=clock.midnight(today))),
    )
    barred = locked_until(
        name for name in AccessAttempt.objects.values_list("username", flat=True) if name
    )
    found = accounts.filter(username__in=list(barred)).order_by("sort_key", "pk")
    locked = tuple(Locked(a.pk, a.full_name, a.username, barred[a.username]) for a in found)
    return Accounts(**numbers, **live, locked=locked)


@dataclass(frozen=True)
class Watcher:
    """Somebody who may see a member's record: in which role, of which organisation, for whom."""

    name: str
    role_label: str
    unit_id: int
    on_behalf_of: str


def watchers(path: str, on: date) -> list[Watcher]:
    """Who may see the record of a member standing at ``path`` on a day: the officers whose capacity
    reaches it, the nearest organisation first; a deputy's ends with that of the person entered for.
    The member, whose own page asks, is not among them. One statement."""
    whole = [r for r in Role if reach(r, Action.VIEW_MEMBERS) is Reach.BRANCH]
    above = [path[:end] for end in range(_LABEL, len(path) + 1, _LABEL + 1)]
    in_force = Assignment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on, account__is_active=True
    )
    principal = in_force.alias(end=Concat("unit_path", Value("/"))).filter(
        account=OuterRef("behalf_of"), unit_path__lte=OuterRef("unit_path"),
        end__gt=OuterRef("unit_path"),
    )  # fmt: skip
    rows = in_force.filter(
        Q(behalf_of=None) | Exists(principal), role__in=whole, unit_path__in=above
    ).select_related("account", "behalf_of")
    if not settings.DEMO:
        rows = rows.filter(account__is_demo=False)
    return [
        Watcher(
            row.account.full_name, ROLE_LABELS[Role(row.role)], row.unit_id,
            row.behalf_of.full_name if row.behalf_of else "",
        )
        for row in rows.order_by("-unit_path", "role", "id")
    ]  # fmt: skip
