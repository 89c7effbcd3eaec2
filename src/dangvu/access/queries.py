"""Reading accounts, their capacities, sessions and second factors."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.backends import AccountBackend
from dangvu.access.explaining import Standing
from dangvu.access.matrix import ROLE_LABELS, Action, Role
from dangvu.access.models import Account, Assignment, Feed, RoleRule, Session
from dangvu.access.scope import permits, visible
from dangvu.kernel import clock
from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold

PAGE = 50


@dataclass(frozen=True)
class Capacity:
    """One of an account's capacities in force, for the switch in the masthead. ``second_factor``:
    its role may be used only by whoever has given the second factor."""

    assignment_id: int
    role: Role
    role_label: str
    unit_id: int
    unit_path: str
    on_behalf_of: str
    second_factor: bool = False


# Asked at every request.
_CAPACITIES = """
SELECT held.id, held.role, held.unit_id, held.unit_path, coalesce(other.full_name, ''),
       coalesce(rule.second_factor, false)
FROM access_assignment AS held
LEFT JOIN access_account AS other ON other.id = held.behalf_of_id
LEFT JOIN access_rolerule AS rule ON rule.role = held.role
WHERE held.account_id = %s AND held.valid_from <= %s
  AND (held.valid_until IS NULL OR held.valid_until > %s)
  AND (held.behalf_of_id IS NULL OR other.is_active AND EXISTS (
    SELECT FROM access_assignment AS principal
    WHERE principal.account_id = held.behalf_of_id AND principal.valid_from <= %s
      AND (principal.valid_until IS NULL OR principal.valid_until > %s)
      AND held.unit_path >= principal.unit_path
      AND held.unit_path < principal.unit_path || '/'))
ORDER BY held.id
"""


def capacities(account: Account, on: date) -> list[Capacity]:
    """The account's capacities in force on a day, oldest first. A deputy's ends with that of the
    person entered for. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CAPACITIES, [account.pk, on, on, on, on])
        return [
            Capacity(number, Role(role), ROLE_LABELS[Role(role)], *place_and_rules)
            for number, role, *place_and_rules in cursor.fetchall()
        ]


def actor(account: Account, capacity: Capacity) -> Actor:
    """The actor this account is in that capacity."""
    return Actor(
        account_id=account.pk,
        name=account.full_name,
        role=capacity.role,
        unit_id=capacity.unit_id,
        unit_path=capacity.unit_path,
        assignment_id=capacity.assignment_id,
        person_id=account.person_id,
        on_behalf_of=capacity.on_behalf_of,
    )


def actor_named(username: str, on: date, role: Role | None = None) -> Actor | None:
    """The actor of an account by its sign-in name, for the command line; its first capacity, or
    the first in ``role``. Nothing when unknown, barred from signing in, or without a capacity in
    force."""
    account = account_named(username)
    if account is None or not AccountBackend().user_can_authenticate(account):
        return None
    fitting = [c for c in capacities(account, on) if role is None or c.role is role]
    return actor(account, fitting[0]) if fitting else None


def may_sign_in(account_id: int) -> Account | None:
    """The account, while it may sign in at all."""
    found = AccountBackend().get_user(account_id)
    return found if isinstance(found, Account) else None


def actor_again(account_id: int, assignment_id: int, on: date) -> Actor | None:
    """Who asked for a long step, while the account may sign in and the capacity is in force."""
    with transaction.atomic():
        account = may_sign_in(account_id)
        held = capacities(account, on) if account else []
        fitting = [c for c in held if c.assignment_id == assignment_id]
        return actor(account, fitting[0]) if account and fitting else None


def feed_of(account_id: int) -> Feed | None:
    """The private calendar of an account, if it has one. One statement."""
    return Feed.objects.filter(account_id=account_id).first()


def account_named(username: str) -> Account | None:
    """The account of a sign-in name, if there is one."""
    return Account.objects.filter(username=username).first()


# ---------------------------------------------------------------- accounts, for administrators


@dataclass(frozen=True)
class Holding:
    """One capacity of an account as the administrator sees it, in force or not."""

    assignment_id: int
    role: Role
    role_label: str
    unit_id: int
    unit_path: str
    on_behalf_of: str
    valid_from: date
    valid_until: date | None
    in_force: bool


@dataclass(frozen=True)
class AccountLine:
    """One line of the accounts list. ``locked_until`` is set while sign-in is barred."""

    id: int
    username: str
    full_name: str
    is_active: bool
    is_demo: bool
    must_change_password: bool
    second_factor: bool
    locked_until: datetime | None
    last_login: datetime | None
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class AccountPage:
    """A page of accounts. ``after`` continues it (the last account's id), 0 at the end."""

    lines: tuple[AccountLine, ...]
    after: int


def accounts(
    who: Actor,
    on: date,
    *,
    action: Action = Action.MANAGE_ACCOUNTS,
    text: str = "",
    role: Role | None = None,
    after: int = 0,
    limit: int = PAGE,
) -> AccountPage:
    """Accounts with a capacity, in force or not, in the actor's branch; by given name.

    ``text`` is matched without accents, each word against the beginnings of words of the name and
    the sign-in name. A constant number of statements.
    """
    rows = _accounts(who, action, role)
    for word in fold(text).split():
        rows = rows.filter(search_key__contains=f" {word}")
    if after and (last := Account.objects.filter(pk=after).first()):
        rows = rows.filter(
            Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk)
        )
    found = list(
        rows.annotate(has_factor=_has_factor("pk")).order_by("sort_key", "pk")[: limit + 1]
    )
    shown = found[:limit]
    locked = locked_until([account.username for account in shown])
    held = holdings([account.pk for account in shown], on)
    lines = tuple(
        AccountLine(
            id=account.pk,
            username=account.username,
            full_name=account.full_name,
            is_active=account.is_active,
            is_demo=account.is_demo,
            must_change_password=account.must_change_password,
            second_factor=account.has_factor,
            locked_until=locked.get(account.username),
            last_login=account.last_login,
            holdings=tuple(held.get(account.pk, ())),
        )
        for account in shown
    )
    return AccountPage(lines, shown[-1].pk if len(found) > limit else 0)


def account(who: Actor, account_id: int, action: Action = Action.MANAGE_ACCOUNTS) -> Account:
    """One account with a capacity in the actor's branch; 404 otherwise."""
    found = _accounts(who, action, None).filter(pk=account_id).first()
    if found is None:
        raise Http404("Không có tài khoản này trong phạm vi của đồng chí.")
    return found


def tied(person_ids: Collection[int]) -> dict[int, list[Account]]:
    """The accounts tied to members' records, by record. One statement; the caller has asked the
    scope for the records."""
    found: dict[int, list[Account]] = {person_id: [] for person_id in person_ids}
    for account in Account.objects.filter(person_id__in=person_ids).order_by("username"):
        found[account.person_id or 0].append(account)
    return found


def beyond_reach(who: Actor, account: Account, on: date) -> bool:
    """Whether the account also acts outside the actor's branch, so that somebody higher up has to
    change it."""
    return any(
        holding.in_force and not permits(who, Action.MANAGE_ACCOUNTS, holding.unit_path)
        for holding in holdings([account.pk], on).get(account.pk, ())
    )


def holdings(account_ids: Iterable[int], on: date) -> dict[int, list[Holding]]:
    """All capacities of the accounts, those in force first. One statement."""
    found: dict[int, list[Holding]] = {}
    rows = Assignment.objects.filter(account__in=list(account_ids)).select_related("behalf_of")
    for row in rows.order_by("account_id", "id"):
        until = row.valid_until
        holding = Holding(
            assignment_id=row.pk,
            role=Role(row.role),
            role_label=ROLE_LABELS[Role(row.role)],
            unit_id=row.unit_id,
            unit_path=row.unit_path,
            on_behalf_of=row.behalf_of.full_name if row.behalf_of else "",
            valid_from=row.valid_from,
            valid_until=until,
            in_force=row.valid_from <= on and (until is None or until > on),
        )
        found.setdefault(row.account_id, []).append(holding)
    return {key: sorted(held, key=lambda h: not h.in_force) for key, held in found.items()}


def standings(account: Account, unit_names: dict[int, str], on: date) -> list[Standing]:
    """The account's capacities as ``explaining.explain`` takes them, those in force first."""
    usable = ""
    if not account.is_active:
        usable = "Tài khoản đã ngừng hoạt động."
    elif account.is_demo and not settings.DEMO:
        usable = "Tài khoản chỉ dùng trong bản minh họa."
    return [
        Standing(
            holder=account.full_name,
            usable=usable,
            role=holding.role,
            unit_path=holding.unit_path,
            unit_name=unit_names.get(holding.unit_id, ""),
            valid_from=holding.valid_from,
            valid_until=holding.valid_until,
            on_behalf_of=holding.on_behalf_of,
            has_record=account.person_id is not None,
        )
        for holding in holdings([account.pk], on).get(account.pk, [])
    ]


def demo_accounts(on: date) -> list[tuple[Account, list[Holding]]]:
    """The demo's accounts and their capacities in force, for the sign-in page; none outside the
    demo. Two statements."""
    if not settings.DEMO:
        return []
    rows = list(Account.objects.filter(is_demo=True, is_active=True).order_by("pk")[:30])
    held = holdings([row.pk for row in rows], on)
    return [(row, [one for one in held.get(row.pk, []) if one.in_force]) for row in rows]


def _accounts(who: Actor, action: Action, role: Role | None) -> QuerySet[Account]:
    reached = visible(Assignment.objects.filter(account=OuterRef("pk")), who, action)
    if role is not None:
        reached = reached.filter(role=role)
    return Account.objects.filter(Exists(reached))


def _in_force(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    return rows.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gt=on))


# ---------------------------------------------------------------- rules of the roles


@dataclass(frozen=True)
class RoleLine:
    """A role, what signing in asks of it, and how many hold it in the actor's branch."""

    role: Role
    label: str
    second_factor: bool
    holders: int
    without_factor: int


def role_rules(who: Actor, on: date) -> list[RoleLine]:
    """Every role with its rule. Two statements."""
    asked = dict(RoleRule.objects.values_list("role", "second_factor"))
    held: dict[str, set[int]] = {}
    bare: dict[str, set[int]] = {}
    rows = _in_force(visible(Assignment.objects.all(), who, Action.MANAGE_ACCOUNTS), on)
    for role, holder, factor in rows.annotate(has_factor=_has_factor("account_id")).values_list(
        "role", "account_id", "has_factor"
    ):
        held.setdefault(role, set()).add(holder)
        if not factor:
            bare.setdefault(role, set()).add(holder)
    return [
        RoleLine(
            role=role,
            label=ROLE_LABELS[role],
            second_factor=asked.get(role, False),
            holders=len(held.get(role, ())),
            without_factor=len(bare.get(role, ())),
        )
        for role in Role
    ]


def leads_all(who: Actor) -> bool:
    """Whether the actor's branch is a whole tree: rules that hold for everybody are changed, and
    events that belong to no branch are read, by such actors only."""
    return "." not in who.unit_path and bool(who.unit_path)


# ---------------------------------------------------------------- sessions, lock-out, second factor


@dataclass(frozen=True)
class SessionLine:
    """A signed-in browser. ``handle`` names it on a page without telling its key."""

    handle: str
    created_at: datetime
    seen_at: datetime
    address: str
    browser: str
    is_this: bool


def sessions(account_id: int, this_key: str | None = None) -> list[SessionLine]:
    """The account's sessions that still live, this one first, then the latest."""
    rows = Session.objects.filter(account_id=account_id, expire_date__gt=Now())
    lines = [
        SessionLine(
            handle=handle(row.session_key),
            created_at=row.created_at,
            seen_at=row.seen_at,
            address=row.address or "",
            browser=row.browser,
            is_this=row.session_key == this_key,
        )
        for row in rows.order_by("-seen_at")
    ]
    return sorted(lines, key=lambda line: not line.is_this)


def handle(session_key: str | None) -> str:
    """A name for a session that lets nobody enter by it."""
    return salted_hmac("dangvu.session", session_key or "").hexdigest()[:20]


def locked_until(usernames: Iterable[str]) -> dict[str, datetime]:
    """Which of the sign-in names are locked after too many failures, and until when (local time).

    A failure counts for ``AXES_COOLOFF_TIME`` hours from the last one out of the same browser; the
    lock opens when those still counted are fewer than ``AXES_FAILURE_LIMIT``. One statement.
    """
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    rows = AccessAttempt.objects.filter(
        username__in=list(usernames), attempt_time__gte=Now() - cool_off
    ).order_by("username", "attempt_time")
    tries: dict[str, list[tuple[datetime, int]]] = {}
    for row in rows:
        tries.setdefault(row.username or "", []).append(
            (row.attempt_time, row.failures_since_start)
        )
    found: dict[str, datetime] = {}
    for name, made in tries.items():
        left = sum(failures for _, failures in made)
        for at, failures in made:
            if left < settings.AXES_FAILURE_LIMIT:
                break
            left -= failures
            found[name] = clock.local(at + cool_off)
    return found


@dataclass(frozen=True)
class SecondFactor:
    """What an account has set up: since when (nothing: none), and how many codes are left."""

    since: datetime | None
    codes_left: int


def second_factor(account: Account) -> SecondFactor:
    """The state of an account's second factor. Two statements."""
    device = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    left = StaticToken.objects.filter(device__user=account, device__confirmed=True).count()
    return SecondFactor(device.created_at if device else None, left if device else 0)


def has_second_factor(account: Account) -> bool:
    """Whether signing in asks this account for a code."""
    return TOTPDevice.objects.filter(user=account, confirmed=True).exists()


def asks_second_factor(account: Account, on: date) -> bool:
    """Whether a capacity in force makes the second factor mandatory for the account."""
    return any(capacity.second_factor for capacity in capacities(account, on))


def _has_factor(column: str) -> Exists:
    return Exists(TOTPDevice.objects.filter(user_id=OuterRef(column), confirmed=True))


# ---------------------------------------------------------------- the matrix, to read


@dataclass(frozen=True)
class MatrixLine:
    """One action of the matrix and its reach for every role, in the order of ``Role``."""

    action: Action
    label: str
    reaches: tuple[matrix.Reach, ...]


def matrix_lines() -> list[MatrixLine]:
    """The whole matrix, one line an action."""
    return [
        MatrixLine(
            action, matrix.ACTION_LABELS[action], tuple(matrix.reach(role, action) for role in Role)
        )
        for action in Action
    ]


def capacities_concerned(
    branches: Collection[str], unit_ids: Collection[int], on: date
) -> tuple[int, int]:
    """How many capacities in force stand in the branches, and how many are for the units
    themselves: those that follow a reorganisation, and those that end by it. Two statements.

    The caller has asked the scope of the units.
    """
    running = _in_force(Assignment.objects.all(), on)
    within = Q(pk__in=[])
    for path in branches:
        within |= beneath(path)
    return running.filter(within).count(), running.filter(unit_id__in=unit_ids).count()
