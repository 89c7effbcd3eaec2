"""The one place for permission: what an actor may see, and under which database role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.matrix import ACTION_LABELS, ROLE_LABELS, Action, Reach, Role
from dangvu.kernel import clock

M = TypeVar("M", bound=Model)


class Refused(Exception):
    """Inside reach, but not allowed: the page answers 403 and says why and who can.

    ``basis`` names the rule; ``who`` the roles that may act.
    """

    def __init__(self, message_vi: str, basis: str = "", who: tuple[Role, ...] = ()) -> None:
        super().__init__(message_vi)
        self.message_vi = message_vi
        self.basis = basis
        self.who = who


def require(actor: Actor, action: Action) -> None:
    """Refuses when the actor's role has no reach at all for ``action``."""
    if matrix.reach(actor.role, action) is Reach.NONE:
        raise Refused(
            f"Vai trò “{ROLE_LABELS[actor.role]}” không có quyền: {ACTION_LABELS[action].lower()}.",
            basis="Bảng phân quyền của hệ thống",
            who=_able(action),
        )


def _able(action: Action) -> tuple[Role, ...]:
    return tuple(role for role in Role if matrix.reach(role, action) is not Reach.NONE)


def permits(actor: Actor, action: Action, path: str, person_id: int | None = None) -> bool:
    """Whether the actor may do ``action`` to what stands at ``path`` of the tree."""
    return matrix.permits(
        actor.role,
        action,
        actor_path=actor.unit_path,
        subject_path=path,
        actor_person=actor.person_id,
        subject_person=person_id,
    )


def may(actor: Actor, action: Action, path: str) -> None:
    """Refuses (403) what is inside the actor's sight but not the actor's to do."""
    if not permits(actor, action, path):
        raise Refused(
            "Đồng chí xem được đơn vị này nhưng không có quyền làm việc này ở đây.",
            basis="Bảng phân quyền của hệ thống",
            who=_able(action),
        )


def visible(
    rows: "QuerySet[M]",
    actor: Actor,
    action: Action,
    *,
    path: str = "unit_path",
    also: str = "",
    person: str = "person_id",
) -> "QuerySet[M]":
    """The rows an actor reaches by ``action``; the SQL twin of ``matrix.permits``.

    ``path`` names the column that holds the row's place in the tree, ``also`` a second one (a row
    within reach by either is visible), ``person`` the column of the person the row is about.
    """
    match matrix.reach(actor.role, action):
        case Reach.BRANCH:
            return rows.filter(_branch(path, actor) | _branch(also, actor) if also
                               else _branch(path, actor))  # fmt: skip
        case Reach.UNIT:
            return rows.filter(**{path: actor.unit_path})
        case Reach.SELF if actor.person_id is not None:
            return rows.filter(**{person: actor.person_id})
        case _:
            return rows.none()


def _branch(column: str, actor: Actor) -> Q:
    root = actor.unit_path
    return Q(**{f"{column}__gte": root, f"{column}__lt": root + "/"}) if root else Q(pk__in=[])


@contextmanager
def entered(actor: Actor) -> Iterator[None]:
    """A transaction in which the database knows the actor: role, branch, person and signature.

    Everything a request or job does for an actor happens inside. Under it row-level security gives
    nothing beyond the branch, and a write without it is refused.
    """
    with transaction.atomic():
        _announce(actor)
        yield
    if connection.in_atomic_block:
        _withdraw()


def _announce(actor: Actor) -> None:
    """Tells the running transaction who acts. One statement; forgotten at the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('dangvu.path', %s, true),"
            " set_config('dangvu.person', %s, true), set_config('dangvu.actor', %s, true),"
            " set_config('dangvu.today', %s, true), set_config('dangvu.cases', %s, true)",
            [
                matrix.database_role(actor.role),
                actor.unit_path,
                str(actor.person_id or 0),
                str(actor.account_id),
                clock.today().isoformat(),
                matrix.sees_cases(actor.role),
            ],
        )


def _withdraw() -> None:
    """Inside an outer transaction (a test's) the settings would outlive ours: takes them back."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT set_config('dangvu.path', '', true), set_config('dangvu.today', '', true),"
            " set_config('dangvu.cases', '', true)"
        )
