"""What the administrator does with accounts, capacities and the rules of roles.

Nobody administers the own account here: a capacity or a password of one's own comes from somebody
else. An account that also acts outside the administrator's branch is left to somebody higher up.
"""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.db import IntegrityError, transaction
from django.db.models import Q

from dangvu.access import queries
from dangvu.access.actions.second_factor import remove_devices
from dangvu.access.actions.signing_in import end_sessions_of
from dangvu.access.actor import Actor
from dangvu.access.matrix import ROLE_LABELS, Action, Role
from dangvu.access.models import Account, Assignment, RoleRule
from dangvu.access.scope import Refused, may, require
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import Moved, follow
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import clean

ONE_TIME_DAYS = 7
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
# Letters and digits that nobody mistakes for another on paper.
_ALPHABET = "abcdefghkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Place:
    """A unit as a capacity is given for it; the caller has asked ``orgs`` for it."""

    id: int
    path: str


@dataclass(frozen=True)
class Grant:
    """A capacity to be given. ``valid_until`` is the first day without it; ``behalf_of`` the
    account a deputy enters for."""

    role: Role
    place: Place
    valid_from: date
    valid_until: date | None = None
    behalf_of: int | None = None


@transaction.atomic
def create_account(
    actor: Actor, username: str, full_name: str, grant: Grant, person_id: int | None = None
) -> tuple[Account, str]:
    """A new account with its first capacity; gives it and its one-time password.

    The caller has asked whether the record ``person_id`` stands in the actor's branch.
    Raises Impossible for a sign-in name that is taken or not fit, and for what ``grant_capacity``
    refuses; then nothing is written. Writes account, capacity, events.
    """
    may(actor, Action.MANAGE_ACCOUNTS, grant.place.path)
    if not USERNAME.fullmatch(username):
        raise Impossible(
            "bad_username",
            "Tên đăng nhập gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch nối. "
            "Đồng chí gõ lại, ví dụ: nguyen.van.an",
            "username",
        )
    password = _one_time_password()
    made = Account(
        username=username, full_name=clean(full_name), person_id=person_id, created_at=clock.now()
    )
    _give_one_time(made, password)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Impossible(
            "taken",
            f"Đã có tài khoản tên “{username}”. Đồng chí chọn tên khác, ví dụ thêm tên đơn vị.",
            "username",
        ) from None
    _note(actor, "create_account", made, grant.place.path, data=_tied(None, person_id))
    grant_capacity(actor, made, grant)
    return made, password


def change_name(
    actor: Actor, account: Account, full_name: str, person_id: int | None, email: str = ""
) -> None:
    """Corrects the name on the account, its address for e-mails, and the record of its own it is
    tied to: the caller has asked whether that stands in the actor's branch. Without an address its
    owner's wish for a daily e-mail ends."""
    _check(actor, account)
    tied = _tied(account.person_id, person_id)
    account.full_name, account.person_id, account.email = clean(full_name), person_id, email
    account.daily_mail = account.daily_mail and bool(email)
    account.save(update_fields=["full_name", "person_id", "sort_key", "search_key", "email",
                                "daily_mail"])  # fmt: skip
    _note(actor, "edit_account", account, data=tied)


def grant_capacity(actor: Actor, account: Account, grant: Grant) -> Assignment:
    """Gives the account a capacity in the actor's branch.

    Raises Refused outside the branch and for the own account, Impossible when the account already
    has this capacity in that time, or a deputy has nobody to enter for.
    """
    may(actor, Action.MANAGE_ACCOUNTS, grant.place.path)
    _not_oneself(actor, account)
    if grant.valid_until is not None and grant.valid_until <= grant.valid_from:
        raise Impossible(
            "bad_period",
            "Ngày hết hiệu lực phải sau ngày bắt đầu. Đồng chí gõ lại, hoặc để trống.",
            "valid_until",
        )
    if _overlapping(account, grant):
        raise Impossible(
            "twice",
            f"Tài khoản đã có vai trò “{ROLE_LABELS[grant.role]}” ở đơn vị này trong thời gian ấy. "
            "Đồng chí kết thúc vai trò cũ trước.",
            "role",
        )
    made = Assignment.objects.create(
        account=account,
        role=grant.role,
        unit_id=grant.place.id,
        unit_path=grant.place.path,
        behalf_of=_principal(actor, account, grant),
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
    )
    _note(
        actor,
        "grant_capacity",
        account,
        grant.place.path,
        data={"role": grant.role, "unit": grant.place.id},
    )
    return made


def end_capacity(actor: Actor, account: Account, assignment_id: int, reason: str) -> None:
    """Ends a capacity from today on. One that had not begun, or began today, is taken back whole.

    Raises Refused outside the branch and for the own account, Impossible when it is gone.
    """
    _not_oneself(actor, account)
    row = Assignment.objects.select_for_update().filter(pk=assignment_id, account=account).first()
    today = clock.today()
    if row is None or (row.valid_until is not None and row.valid_until <= today):
        raise Impossible("gone", "Vai trò này đã kết thúc trước đó. Không có gì thay đổi.")
    may(actor, Action.MANAGE_ACCOUNTS, row.unit_path)
    facts = {"role": row.role, "unit": row.unit_id}
    if row.valid_from >= today:
        row.delete()
    else:
        row.valid_until = today
        row.save(update_fields=["valid_until"])
    _note(actor, "end_capacity", account, row.unit_path, reason=reason, data=facts)


def reset_password(actor: Actor, account: Account) -> str:
    """Gives a one-time password, to be told to the owner and changed at the first sign-in.

    Ends the account's sessions and its lock-out.
    """
    _check(actor, account)
    password = _one_time_password()
    _give_one_time(account, password)
    account.save(update_fields=["password", "must_change_password", "one_time_until"])
    AxesProxyHandler.reset_attempts(username=account.username)
    ended = end_sessions_of(account)
    _note(actor, "reset_password", account, data={"sessions_ended": ended})
    return password


def deactivate(actor: Actor, account: Account, reason: str) -> None:
    """Bars the account from signing in, at once and everywhere. Capacities stay as they were."""
    _check(actor, account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    ended = end_sessions_of(account)
    _note(actor, "deactivate_account", account, reason=reason, data={"sessions_ended": ended})


def reactivate(actor: Actor, account: Account, reason: str) -> None:
    """Lets the account sign in again."""
    _check(actor, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _note(actor, "reactivate_account", account, reason=reason)


def unlock(actor: Actor, account: Account) -> None:
    """Forgets the account's failed sign-ins."""
    _check(actor, account)
    AxesProxyHandler.reset_attempts(username=account.username)
    _note(actor, "unlock_account", account)


def end_sessions(actor: Actor, account: Account) -> int:
    """Signs the account out everywhere; from how many places."""
    _check(actor, account)
    ended = end_sessions_of(account)
    _note(actor, "end_sessions", account, data={"sessions_ended": ended})
    return ended


def remove_second_factor(actor: Actor, account: Account, reason: str) -> None:
    """Takes away the second factor of somebody who lost telephone and paper codes.

    The account's sessions end; where its role demands one, it sets up a new one at sign-in.
    """
    _check(actor, account)
    if not remove_devices(account):
        raise Impossible("none", "Tài khoản này không có lớp xác nhận thứ hai.")
    end_sessions_of(account)
    _note(actor, "remove_second_factor", account, reason=reason)


def set_role_rules(actor: Actor, mandatory: frozenset[Role]) -> list[Role]:
    """Makes the second factor mandatory for these roles and no others; which ones changed.

    Holds from the next page on, for everybody: so only for an administrator of the whole tree.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    if not queries.leads_all(actor):
        raise Refused(
            "Quy định này áp dụng cho mọi đơn vị, nên chỉ quản trị hệ thống của cấp trên cùng "
            "đổi được.",
            basis="Bảng phân quyền của hệ thống",
            who=(Role.IT_ADMINISTRATOR,),
        )
    before = dict(RoleRule.objects.values_list("role", "second_factor"))
    changed = [role for role in Role if before.get(role, False) != (role in mandatory)]
    for role in changed:
        asked = role in mandatory
        RoleRule.objects.update_or_create(role=role, defaults={"second_factor": asked})
        audit.record(
            actor,
            "set_role_rule",
            kind=audit.Kind.ACCESS,
            subject=("role", role),
            unit_path=actor.unit_path,
            data={"second_factor": asked},
        )
    return changed


def follow_units(moves: Sequence[Moved]) -> int:
    """Capacities follow units that were moved in the tree; how many did. Writes ``unit_path``."""
    return follow(Assignment, moves)


def follow_record(
    actor: Actor, before: int, after: int, only: Collection[int] | None = None
) -> list[int]:
    """Accounts tied to one record (``only`` some of them) are tied to another; which ones.

    Two records were made one, or two again: the caller has asked the scope for both. Two accounts
    of one person are tied to one record both: neither may then mend it (an own record is mended by
    others), and the administrator bars the one too many. Writes accounts, an event for each.
    """
    rows = Account.objects.select_for_update().filter(person_id=before).order_by("pk")
    found = list(rows if only is None else rows.filter(pk__in=only))
    for account in found:
        account.person_id = after
        account.save(update_fields=["person_id"])
        _note(actor, "tie_account", account, data=_tied(before, after))
    return [account.pk for account in found]


def _check(actor: Actor, account: Account) -> None:
    """Refuses the own account, and one that also acts outside the actor's branch."""
    require(actor, Action.MANAGE_ACCOUNTS)
    _not_oneself(actor, account)
    if queries.beyond_reach(actor, account, clock.today()):
        raise Refused(
            "Tài khoản này còn giữ vai trò ở nơi ngoài phạm vi của đồng chí. "
            "Quản trị hệ thống của cấp trên làm được việc này.",
            basis="Bảng phân quyền của hệ thống",
            who=(Role.IT_ADMINISTRATOR,),
        )


def _not_oneself(actor: Actor, account: Account) -> None:
    if actor.account_id == account.pk:
        raise Refused(
            "Không ai tự cấp quyền hoặc tự quản lý tài khoản của mình. "
            "Mật khẩu và lớp xác nhận của mình đổi ở trang “Tài khoản của tôi”.",
            basis="Bảng phân quyền của hệ thống",
            who=(Role.IT_ADMINISTRATOR,),
        )


def _overlapping(account: Account, grant: Grant) -> bool:
    rows = Assignment.objects.filter(account=account, role=grant.role, unit_id=grant.place.id)
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=grant.valid_from))
    if grant.valid_until is not None:
        rows = rows.filter(valid_from__lt=grant.valid_until)
    return rows.exists()


def _principal(actor: Actor, account: Account, grant: Grant) -> Account | None:
    if grant.role is not Role.DEPUTY:
        return None
    if grant.behalf_of is None or grant.behalf_of == account.pk:
        raise Impossible(
            "no_principal",
            "Chưa chọn đồng chí được nhập thay. Người nhập thay luôn nhập thay một đồng chí khác.",
            "behalf_of",
        )
    return queries.account(actor, grant.behalf_of)


def _give_one_time(account: Account, password: str) -> None:
    account.set_password(password)
    account.must_change_password = True
    account.one_time_until = clock.now() + timedelta(days=ONE_TIME_DAYS)


def _tied(before: int | None, person_id: int | None) -> dict[str, object]:
    """What the trail tells of the record an account is tied to anew: it opens that record."""
    return {} if person_id == before else {"person": person_id or ""}


def _one_time_password() -> str:
    """Twelve signs in three groups, about 58 bits."""
    signs = [secrets.choice(_ALPHABET) for _ in range(12)]
    return "-".join("".join(signs[i : i + 4]) for i in (0, 4, 8))


def _note(
    actor: Actor,
    action: str,
    account: Account,
    unit_path: str = "",
    *,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    first = None if unit_path else account.assignments.order_by("pk").first()
    audit.record(
        actor,
        action,
        kind=audit.Kind.ACCESS,
        subject=("account", account.pk),
        unit_path=unit_path or (first.unit_path if first else actor.unit_path),
        reason=clean(reason),
        data=data,
    )
