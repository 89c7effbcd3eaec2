"""Why somebody may or may not do something somewhere, in words. Pure.

Every step asks ``access.matrix``, which the pages and the database ask too; nothing of the rules
is written here a second time.
"""

from dataclasses import dataclass
from datetime import date

from dangvu.access import matrix
from dangvu.access.matrix import ACTION_LABELS, PERSONAL, ROLE_LABELS, Action, Reach, Role


@dataclass(frozen=True)
class Standing:
    """One capacity of an account, in force or not, with what its explanation needs.

    ``usable`` is empty, or says why the account cannot sign in. ``has_record`` tells whether the
    account is tied to a member's record of its own. ``valid_until`` is the first day without it.
    """

    holder: str
    usable: str
    role: Role
    unit_path: str
    unit_name: str
    valid_from: date
    valid_until: date | None
    on_behalf_of: str = ""
    has_record: bool = False


@dataclass(frozen=True)
class Subject:
    """What is asked about: a unit, or a record kept in it. ``own``: the account's own record."""

    path: str
    name: str
    own: bool = False


@dataclass(frozen=True)
class Step:
    """One wall on the way: what it asks, whether it lets through, and why."""

    asks: str
    holds: bool
    answer: str


@dataclass(frozen=True)
class Explanation:
    """The answer for one capacity. ``allowed`` is true only when every step holds."""

    standing: Standing
    allowed: bool
    steps: tuple[Step, ...]


def explain(standing: Standing, action: Action, subject: Subject, on: date) -> Explanation:
    """Walks the walls in their order: account, validity, matrix, reach, database."""
    steps = [
        _account(standing),
        _validity(standing, on),
        _matrix(standing, action),
        _reach(standing, action, subject),
    ]
    if action in PERSONAL:
        steps.append(_database(standing, subject))
    return Explanation(standing, all(step.holds for step in steps), tuple(steps))


def _account(standing: Standing) -> Step:
    answer = standing.usable or "Tài khoản đang hoạt động."
    return Step("Tài khoản có đăng nhập được không?", not standing.usable, answer)


def _validity(standing: Standing, on: date) -> Step:
    since, until = standing.valid_from, standing.valid_until
    begun, ended = since <= on, until is not None and until <= on
    if not begun:
        answer = f"Chưa đến ngày hiệu lực ({since:%d/%m/%Y})."
    elif ended and until is not None:
        answer = f"Đã hết hiệu lực từ ngày {until:%d/%m/%Y}."
    elif until is not None:
        answer = f"Có hiệu lực từ {since:%d/%m/%Y}, hết từ ngày {until:%d/%m/%Y}."
    else:
        answer = f"Có hiệu lực từ {since:%d/%m/%Y}, chưa định ngày kết thúc."
    return Step("Vai trò này có đang hiệu lực không?", begun and not ended, answer)


def _matrix(standing: Standing, action: Action) -> Step:
    found = matrix.reach(standing.role, action)
    role, done = ROLE_LABELS[standing.role], ACTION_LABELS[action].lower()
    if found is Reach.NONE:
        able = [ROLE_LABELS[r] for r in Role if matrix.reach(r, action) is not Reach.NONE]
        answer = f"Vai trò “{role}” không có quyền {done}. Vai trò có quyền: {'; '.join(able)}."
    else:
        words = matrix.REACH_LABELS[found].lower()
        answer = f"Vai trò “{role}” được {done}, phạm vi: {words}."
    return Step("Bảng phân quyền có cho vai trò này không?", found is not Reach.NONE, answer)


def _reach(standing: Standing, action: Action, subject: Subject) -> Step:
    allowed = matrix.permits(
        standing.role,
        action,
        actor_path=standing.unit_path,
        subject_path=subject.path,
        actor_person=1 if standing.has_record else None,
        subject_person=1 if subject.own else None,
    )
    match matrix.reach(standing.role, action):
        case Reach.NONE:
            answer = "Không có phạm vi nào."
        case Reach.SELF if not standing.has_record:
            answer = "Tài khoản chưa gắn với hồ sơ đảng viên nào, nên không có hồ sơ của mình."
        case Reach.SELF:
            answer = (
                "Đây là hồ sơ của chính đồng chí ấy."
                if subject.own
                else "Chỉ tới hồ sơ của chính mình; đây là hồ sơ của người khác."
            )
        case found:
            answer = _place(standing, subject, found)
    return Step("Nơi ấy có nằm trong phạm vi không?", allowed, answer)


def _place(standing: Standing, subject: Subject, found: Reach) -> str:
    here, there = standing.unit_name, subject.name
    if subject.path == standing.unit_path:
        return f"{there} chính là đơn vị được giao vai trò."
    if not matrix.in_branch(subject.path, standing.unit_path):
        return f"{there} nằm ngoài {here}."
    if found is Reach.UNIT:
        return f"{there} nằm dưới {here}, nhưng vai trò này chỉ tới đúng đơn vị mình."
    return f"{there} nằm trong {here}."


def _database(standing: Standing, subject: Subject) -> Step:
    role = matrix.database_role(standing.role)
    holds = matrix.wall_opens(
        role,
        branch=standing.unit_path,
        subject_path=subject.path,
        own_record=standing.has_record and subject.own,
    )
    return Step("Lớp chắn thứ hai, trong cơ sở dữ liệu, có mở không?", holds, _WALLS[role])


_WALLS = {
    "dangvu_scoped": "Cơ sở dữ liệu chỉ trả hồ sơ ở đơn vị được giao vai trò và cấp dưới "
    "(dangvu_scoped).",
    "dangvu_self": "Cơ sở dữ liệu chỉ trả hồ sơ của chính người đăng nhập (dangvu_self).",
    "dangvu_blind": "Cơ sở dữ liệu không trả hồ sơ cá nhân nào cho vai trò này (dangvu_blind).",
}
