"""What a reorganisation would change, in words and figures: the page before it is confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dangvu.access import queries as access
from dangvu.access.actor import Actor
from dangvu.admissions import queries as admissions
from dangvu.kernel.branches import beneath
from dangvu.members import queries as members
from dangvu.office.vietnamese import day, number
from dangvu.orgs import queries as orgs
from dangvu.orgs.plans import ChangeKind, Facts, Plan, Ref
from dangvu.rules.basis import Finding, Severity
from dangvu.targets.handing import Owed, carried, inherited


@dataclass(frozen=True)
class Effect:
    """One line of the preview: what, how many or which, and what to know about it."""

    what: str
    value: str
    note: str = ""


def sentence(plan: Plan, facts: Facts) -> str:
    """The change in one sentence that could be read out in a meeting."""
    before = _and([plan.name_of(ref, facts) for ref in plan.before])
    after = _and([plan.name_of(ref, facts) for ref in plan.after if ref not in plan.before])
    match plan.kind:
        case ChangeKind.MOVE:
            (target,) = plan.moves.values()
            return f"{before} chuyển về trực thuộc {plan.name_of(target, facts)}."
        case ChangeKind.MERGE:
            if plan.founds:
                return f"{before} sáp nhập thành tổ chức mới: {after}."
            return f"{before} sáp nhập vào {after}."
        case ChangeKind.SPLIT:
            goes_on = "kết thúc hoạt động" if plan.ends else "tiếp tục hoạt động"
            return f"Một phần của {before} chuyển sang {after}; {before} {goes_on}."
        case ChangeKind.RENAME:
            (renaming,) = plan.renames
            return f"{before} đổi thành {renaming.name}."
        case ChangeKind.DISSOLVE:
            heir = f", {after} tiếp nhận" if after else ""
            return f"{before} kết thúc hoạt động{heir}."
        case _:
            above = facts[plan.founds[0].parent_id].name
            return f"Thành lập {after}, trực thuộc {above}."


def effects(actor: Actor, plan: Plan, facts: Facts, today: date) -> list[Effect]:
    """Every line of the preview. At most fifteen statements, whatever the size."""
    branches = [facts[u].path for u in plan.moves]
    lines = [*_units(plan, facts, branches), *_members(plan, facts, branches)]
    lines += [*_officers(plan), *_capacities(plan, branches, today)]
    lines += [*_targets(plan, facts), *_results(actor, plan, facts, today), *_names(plan, facts)]
    return [line for line in lines if line.value]


def left_behind(plan: Plan, facts: Facts) -> list[Finding]:
    """Members that a cell which ends would leave without a cell. One statement."""
    cells = [u for u in plan.ends if facts[u].is_cell and u not in plan.members]
    heads = members.heads([], alone=[facts[u].path for u in cells])
    found = []
    for unit_id in cells:
        left = heads[facts[unit_id].path].members - len(plan.persons)
        if left > 0:
            message = (
                f"{facts[unit_id].name} còn {left} đảng viên. Chọn chi bộ tiếp nhận trước khi "
                "kết thúc."
            )
            found.append(Finding("members_left", message, Severity.REFUSAL, "heir"))
    return found


def _units(plan: Plan, facts: Facts, branches: list[str]) -> Iterable[Effect]:
    if branches:
        sizes = sum(orgs.branch_sizes(branches).values())
        yield Effect(
            "Tổ chức chuyển", number(sizes),
            f"{_few([facts[u].name for u in plan.moves])}, cùng mọi tổ chức trực thuộc",
        )  # fmt: skip
    founded = [f.name for f in plan.founds]
    yield Effect("Tổ chức thành lập", _few(founded))
    ended = [facts[u].name for u in plan.ends]
    yield Effect("Tổ chức kết thúc", _few(ended), "Vẫn tra được, mở được, kèm lịch sử")


def _members(plan: Plan, facts: Facts, branches: list[str]) -> Iterable[Effect]:
    cells = [facts[u].path for u in plan.members]
    heads = members.heads([*branches, *cells])
    along = sum(heads[path].members for path in branches)
    moved = sum(heads[path].members for path in cells) + len(plan.persons)
    if along:
        yield Effect("Đảng viên đi theo tổ chức", number(along), "Vẫn ở chi bộ của mình")
    if moved:
        receivers = dict.fromkeys([*plan.members.values(), *plan.persons.values()])
        names = _few([plan.name_of(ref, facts) for ref in receivers])
        yield Effect("Đảng viên chuyển chi bộ", number(moved), f"Sang {names}")


def _officers(plan: Plan) -> Iterable[Effect]:
    ended = members.posts_held(list(plan.ends), list(plan.persons), plan.paper.effective_on)
    if ended:
        yield Effect(
            "Chức vụ kết thúc", number(ended),
            f"Từ {day(plan.paper.effective_on)}; cấp ủy của tổ chức mới ghi riêng",
        )  # fmt: skip


def _capacities(plan: Plan, branches: list[str], today: date) -> Iterable[Effect]:
    follow, end = access.capacities_concerned(branches, list(plan.ends), today)
    if follow:
        yield Effect("Vai trò tài khoản đi theo", number(follow))
    if end:
        yield Effect(
            "Vai trò tài khoản kết thúc", number(end),
            "Không tự chuyển sang tổ chức tiếp nhận; quản trị hệ thống giao lại",
        )  # fmt: skip


def _targets(plan: Plan, facts: Facts) -> Iterable[Effect]:
    on = plan.paper.effective_on
    above: dict[int, str] = {
        u: _superior(plan, facts, heir) for u, heir in plan.ends.items() if heir is not None
    }
    left = {u: "" for u, heir in plan.ends.items() if heir is None}
    for owed in inherited(above | left, on):
        heir = plan.ends[owed.target.unit_id]
        taker = plan.name_of(heir, facts) if owed.taken_by else ""
        yield _target(owed, facts[owed.target.unit_id].name, taker)
    superiors = {
        u: (facts[u].parent_id or 0, ref) for u, ref in plan.moves.items() if isinstance(ref, int)
    }
    for owed in carried(superiors, on):
        name = facts[owed.target.unit_id].name
        taker = f"đợt {owed.taken_by.name}" if owed.taken_by else ""
        yield _target(owed, name, taker)


def _superior(plan: Plan, facts: Facts, heir: Ref) -> str:
    """The path of the unit an heir stands under."""
    for founding in plan.founds:
        if founding.key == heir:
            return facts[founding.parent_id].path
    return facts[int(heir)].path.rpartition(".")[0]


def _target(owed: Owed, name: str, taker: str) -> Effect:
    what = f"Chỉ tiêu của {name}"
    if taker:
        note = f"Chuyển sang {taker} bằng hai dòng điều chỉnh; kế hoạch tháng không tự cộng"
    else:
        note = "Không tự chuyển, vì khác đợt giao; điều chỉnh ở trang Chỉ tiêu"
    return Effect(what, number(owed.number), note)


def _results(actor: Actor, plan: Plan, facts: Facts, today: date) -> Iterable[Effect]:
    concerned = list(plan.ends or plan.moves)
    if not concerned:
        return
    by_parent: dict[str, list[int]] = {}
    for unit_id in concerned:
        by_parent.setdefault(facts[unit_id].path.rpartition(".")[0], []).append(unit_id)
    start, end = date(today.year, 1, 1), today + timedelta(days=1)
    counted = 0
    for path, ids in by_parent.items():
        found = admissions.counts(path, ids, start, end, by_ceremony=False)
        counted += sum(sum(found[u].months.values()) for u in ids)
    if counted:
        yield Effect(
            f"Kết nạp năm {today.year} đã tính", number(counted),
            "Số đã tính cho tổ chức nào vẫn thuộc tổ chức ấy ở các tháng trước",
        )  # fmt: skip
    late = _since(actor, plan, facts)
    if late:
        yield Effect(
            "Quyết định kết nạp từ ngày hiệu lực đến nay", number(late),
            "Đã tính theo tổ chức lúc ghi, không tính lại",
        )  # fmt: skip


def _since(actor: Actor, plan: Plan, facts: Facts) -> int:
    """Admissions decided since the change took effect, and recorded before it was."""
    rows = admissions.admissions(actor).filter(
        decision_on__gte=plan.paper.effective_on, voided_at=None
    )
    within = [beneath(facts[u].path) for u in plan.ends or plan.moves]
    either = within[0]
    for one in within[1:]:
        either |= one
    return rows.filter(either).count()


def _names(plan: Plan, facts: Facts) -> Iterable[Effect]:
    old = [facts[u].name for u in plan.ends]
    old += [facts[r.unit_id].name for r in plan.renames if facts[r.unit_id].name != r.name]
    yield Effect("Tên cũ vẫn tra được", _few(old), "Kèm ngày hết dùng, cùng mã cũ")


def _and(names: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _few(names: list[str]) -> str:
    if len(names) <= 3:
        return ", ".join(names)
    return f"{', '.join(names[:3])} và {len(names) - 3} tổ chức khác"
