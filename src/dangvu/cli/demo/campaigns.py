"""Targets: of the province for the second half of 2025 and for 2026, and of a few communes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dangvu.cli.demo.arrivals import Arrivals
from dangvu.cli.demo.mixture import NEW_WOMEN, NEW_YOUTH
from dangvu.cli.demo.plan import FIRST_MONTH, HISTORY, THIS_YEAR, BodyPlan, rng_of
from dangvu.cli.demo.times import BY, at
from dangvu.cli.demo.units import PROVINCIAL_COMMITTEE, ROOT_ID, BodyUnit, Head, Tree
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.months import Month
from dangvu.rules.targets import DEFAULT_POLICY, apportion
from dangvu.targets.loading import (
    AdjustmentRow,
    CampaignRow,
    MonthlyCountRow,
    PolicyRow,
    SubTargetRow,
    TargetRow,
)

CASCADING = ("LD005", "LD017", "LD022", "LD101", "LD109")
SHORT_BY_TWO = "LD101"
"""The commune that handed down less than it was given, so that the check has something to say."""
ADJUSTED = {"LD014": 1, "LD106": -1}
LEAST_WITH_PARTS = 5
POLICY_SINCE = date(2024, 1, 1)
_PLAN_WEIGHTS = (7, 5, 8, 8, 10, 9, 8, 8, 11, 9, 9, 8)
_PARTS = {
    2: {SourceGroup.ENTERPRISE_WORKER: 8, SourceGroup.STUDENT: 6},
    5: {SourceGroup.TEACHER: 10, SourceGroup.VILLAGE_CADRE: 10},
}
"""Sub-targets in per cent of the target, for bodies whose number leaves this rest by six."""


@dataclass
class Campaigns:
    """Rows of the tables of targets."""

    campaigns: list[CampaignRow] = field(default_factory=list)
    targets: list[TargetRow] = field(default_factory=list)
    adjustments: list[AdjustmentRow] = field(default_factory=list)
    parts: list[SubTargetRow] = field(default_factory=list)

    def add(self, unit_id: int, path: str, assigned: int, base: int, plan: list[int] | None = None,
            counted_from: str = "records") -> int:  # fmt: skip
        """A target of the campaign added last; gives back its id."""
        target_id = len(self.targets) + 1
        self.targets.append(
            TargetRow(target_id, self.campaigns[-1].id, unit_id, path, assigned, base, plan,
                      counted_from)
        )  # fmt: skip
        return target_id


def campaigns(tree: Tree, arrivals: Arrivals, seed: int) -> Campaigns:
    """Every campaign of the demo. Numbers of decisions are invented."""
    found = Campaigns()
    _last_year(found, tree)
    _this_year(found, tree)
    for body in tree.bodies:
        if body.place.register_code in CASCADING:
            _cascade(found, body, arrivals, seed)
    return found


def _open(
    found: Campaigns, unit_id: int, name: str, period: tuple[date, date], number: str,
    decided: date, issuer: str, total: int, base_on: date, ratio: Decimal | None,
) -> None:  # fmt: skip
    found.campaigns.append(
        CampaignRow(len(found.campaigns) + 1, unit_id, name, *period, number, decided, issuer,
                    total, base_on, ratio, at(decided))
    )  # fmt: skip


def _ratio(total: int, base: int) -> Decimal:
    return round(Decimal(100 * total) / base, 3)


def _source(plan: BodyPlan) -> str:
    return "reports" if plan.reports else "records"


def _last_year(found: Campaigns, tree: Tree) -> None:
    """From the founding of the bodies to the end of 2025."""
    plans = [body.plan for body in tree.bodies]
    total = sum(plan.earlier_target for plan in plans)
    bases = [
        plan.base_members - sum(plan.recorded.get(m, 0) for m in FIRST_MONTH.through(HISTORY[-1]))
        for plan in plans
    ]
    _open(
        found, ROOT_ID, "Chỉ tiêu phát triển đảng viên sáu tháng cuối năm 2025",
        (date(2025, 7, 1), date(2025, 12, 31)), "985-TB/TU", date(2025, 7, 25),
        PROVINCIAL_COMMITTEE, total, date(2025, 6, 30), _ratio(total, sum(bases)),
    )  # fmt: skip
    for body, base in zip(tree.bodies, bases, strict=True):
        plan = body.plan
        found.add(body.id, body.path, plan.earlier_target, base, None, _source(plan))


def _this_year(found: Campaigns, tree: Tree) -> None:
    total = sum(body.plan.target - _delta(body.plan) for body in tree.bodies)
    base = sum(body.plan.base_members for body in tree.bodies)
    _open(
        found, ROOT_ID, "Chỉ tiêu phát triển đảng viên năm 2026",
        (date(2026, 1, 1), date(2026, 12, 31)), "990-TB/TU", date(2026, 1, 30),
        PROVINCIAL_COMMITTEE, total, date(2025, 12, 31), _ratio(total, base),
    )  # fmt: skip
    for body in tree.bodies:
        plan, delta = body.plan, _delta(body.plan)
        months = None
        if body.place.number % 3 == 1 and not delta and not plan.reports:
            months = list(apportion(plan.target, _PLAN_WEIGHTS))
        target_id = found.add(
            body.id, body.path, plan.target - delta, plan.base_members, months, _source(plan)
        )
        if delta:
            found.adjustments.append(_adjustment(target_id, delta))
        for group, share in _PARTS.get(body.place.number % 6, {}).items():
            if plan.target >= LEAST_WITH_PARTS:
                number = max(plan.target * share // 100, 1)
                found.parts.append(SubTargetRow(target_id, group, number))


def _delta(plan: BodyPlan) -> int:
    """What the target was changed by in March."""
    sign = ADJUSTED.get(plan.place.register_code, 0)
    return sign * max(round(plan.target * 0.08), 1) if sign else 0


def _adjustment(target_id: int, delta: int) -> AdjustmentRow:
    reason = (
        "Nhận thêm một chi bộ doanh nghiệp chuyển đến sau khi giao chỉ tiêu."
        if delta > 0
        else "Một trường học trên địa bàn sáp nhập, nguồn giáo viên giảm."
    )
    on = date(2026, 3, 16)
    return AdjustmentRow(target_id, delta, on, reason, "Thông báo số 994-TB/TU", at(on), BY)


def _cascade(found: Campaigns, body: BodyUnit, arrivals: Arrivals, seed: int) -> None:
    """A commune's target handed down to the units directly under it, by members."""
    place, target = body.place, body.plan.target
    if place.register_code == SHORT_BY_TWO and target >= 10:
        target -= 2
    bases = [_base(head, arrivals) for head in body.heads]
    shares = apportion(target, bases)
    name = f"Chỉ tiêu phát triển đảng viên năm 2026, {place.short_name}"
    _open(
        found, body.id, name, (date(2026, 1, 1), date(2026, 12, 31)),
        f"{rng_of(seed, place.register_code, 'paper').randint(30, 90)}-TB/ĐU", date(2026, 2, 24),
        f"Ban Thường vụ {place.committee}", body.plan.target, date(2025, 12, 31), None,
    )  # fmt: skip
    for head, share, base in zip(body.heads, shares, bases, strict=True):
        months = list(apportion(share, _PLAN_WEIGHTS)) if share >= 6 else None
        found.add(head.id, head.path, share, base, months)


def _base(head: Head, arrivals: Arrivals) -> int:
    """Members of a unit on 31 December 2025."""
    came = sum(month >= THIS_YEAR[0] for cell in head.cells for month in arrivals.of(cell))
    return sum(cell.node.size for cell in head.cells) - came


def monthly_counts(tree: Tree, seed: int) -> Iterator[MonthlyCountRow]:
    """What the bodies that are not on the system reported, month by month."""
    for body in tree.bodies:
        if not body.plan.reports:
            continue
        rng = rng_of(seed, body.place.register_code, "reports")
        for month in FIRST_MONTH.through(THIS_YEAR[-1]):
            admitted = body.plan.counts[month]
            women, ethnic, religious, youth = (
                sum(rng.random() < share for _ in range(admitted))
                for share in (NEW_WOMEN, body.ethnic, body.religious, NEW_YOUTH)
            )
            yield MonthlyCountRow(
                body.id, body.path, month.first(), admitted, women, ethnic, religious, youth,
                at(month.next().first().replace(day=3)), f"Văn phòng {body.place.committee}",
            )  # fmt: skip


def policy(unit_id: int = ROOT_ID) -> PolicyRow:
    """The province's first policy: the default of the rules, said so."""
    default = DEFAULT_POLICY
    return PolicyRow(
        unit_id, POLICY_SINCE, default.mode, default.high_from, default.medium_from,
        default.date_basis, default.zero_months, default.note, "", at(Month(2025, 7).first()), BY,
    )  # fmt: skip
