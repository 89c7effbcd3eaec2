"""The annex of a decision on targets: one line per body, from a workbook or pasted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Value
from django.db.models import Sum as SumOf
from django.db.models.functions import Coalesce

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.catalogue import Draft, Kind, Level, Occasion, Option, Place, Remark
from dangvu.intake.matching import Directory
from dangvu.kernel import clock
from dangvu.office.vietnamese import number
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Severity
from dangvu.rules.targets import check_plan, check_subtargets
from dangvu.targets.catalogue import GROUPS, MONTHS, TARGET_FIELDS
from dangvu.targets.importing.bodies import MOST_LISTED, place, refuse_twice
from dangvu.targets.importing.giving import unwrite, write
from dangvu.targets.importing.standings import (
    Standings,
    effective_on,
    facts_differ,
    standings_of,
)
from dangvu.targets.models import Campaign, Target
from dangvu.targets.overview import day_within, takes_plan

_PREFIX = "group_"
_LEAP = 10


def judge(occasion: Occasion, drafts: list[Draft]) -> list[Remark]:
    """Matches bodies, checks figures, and says what would change. Nine statements."""
    standings = standings_of(occasion)
    unit = orgs.unit(occasion.actor, occasion.unit_id, Action.SET_TARGETS)
    on = day_within(standings.campaign, occasion.on)
    bodies = naming.named_units(unit, on, children_only=True)
    directory = Directory(bodies, f"trong các đơn vị trực thuộc {unit.name}", unit.name)
    for draft in drafts:
        place(directory, draft)
    headings = [d for d in drafts if _is_heading(d)]
    for draft in headings:
        drafts.remove(draft)
    refuse_twice(drafts, ("unit",), "Đơn vị này")
    yearly = takes_plan(standings.campaign)
    for draft in drafts:
        _check_figures(draft, yearly=yearly)
        if draft.get("unit") is not None and draft.get("target") is not None:
            _compare(draft, standings, occasion)
    names = {body.id: body.name for body in bodies}
    together = _sum(drafts, standings)
    campaign = standings.campaign
    return [
        *_headings(headings),
        *_missing(drafts, names, standings),
        *_sums(together, campaign.total, occasion.stated),
        *_from_above(unit.name, campaign, together.whole, on),
    ]


def _is_heading(draft: Draft) -> bool:
    """A line that only names a group of bodies: no number, and no body of that name."""
    figures = [code for code in draft.raw if code not in ("body", "code")]
    unknown = any(p.code == "unknown" for p in draft.problems)
    return unknown and not figures and "code" not in draft.raw


def _headings(drafts: list[Draft]) -> list[Remark]:
    if not drafts:
        return []
    shown = "; ".join(f"dòng {d.number} “{d.raw['body']}”" for d in drafts[:10])
    message = f"Bỏ qua {len(drafts)} dòng chỉ có chữ, coi là tiêu đề nhóm: {shown}."
    return [Remark("headings", message, once=True)]


def _check_figures(draft: Draft, *, yearly: bool) -> None:
    """Plan and parts against the target; parts and plan are kept as they will be written.

    A plan has twelve numbers, so only a campaign of a year takes one (``yearly``).
    """
    target = draft.get("target")
    months = [draft.get(code) for code in MONTHS]
    draft.values.pop("plan", None)
    draft.values.pop("parts", None)
    if any(m is not None for m in months) and not yearly:
        message = "Đợt giao này không phải 12 tháng nên không nhận kế hoạch theo tháng."
        draft.refuse("plan_not_yearly", MONTHS[0], message, "Bỏ các cột tháng khỏi bảng.")
    elif any(m is not None for m in months):
        plan = [m or 0 for m in months]
        draft.values["plan"] = plan
        blank = sum(m is None for m in months)
        if blank:
            draft.note("plan_blank", MONTHS[0], f"Kế hoạch để trống {blank} tháng, coi là 0.")
        for finding in check_plan(target, plan) if target is not None else []:
            _add(draft, finding.severity, finding.code, MONTHS[0], finding.message_vi)
    parts = {c.removeprefix(_PREFIX): draft.get(c) for c in GROUPS if draft.get(c) is not None}
    if parts:
        draft.values["parts"] = parts
        for finding in check_subtargets(target, parts) if target is not None else []:
            severity = Severity.REFUSAL if finding.code == "parts_above" else finding.severity
            _add(draft, severity, finding.code, GROUPS[0], finding.message_vi)
    base = draft.get("base")
    if target is not None and base and target > base:
        message = f"Chỉ tiêu {number(target)} nhiều hơn số đảng viên {number(base)}."
        draft.warn("above_base", "target", message, "Xem lại hai con số này.")


def _add(draft: Draft, severity: Severity, code: str, column: str, message: str) -> None:
    if severity is Severity.REFUSAL:
        draft.refuse(code, column, message, "Sửa các số này trong tệp.")
    else:
        draft.warn(code, column, message)


def _compare(draft: Draft, standings: Standings, occasion: Occasion) -> None:
    """What writing the row would change, and whether that needs a reason."""
    target = standings.present.get(draft.get("unit"))
    wanted: int = draft.get("target")
    draft.values["was"] = standings.final(target) if target else None
    if target is None:
        if wanted == 0:
            draft.note("zero", "target", "Chỉ tiêu 0: đơn vị không được xếp loại.")
        return
    now = standings.final(target)
    if wanted == now:
        if not facts_differ(draft, target, standings):
            draft.note("same", "target", "Đã có đúng như vậy, không đổi.")
        return
    step = wanted - now
    message = f"Đang là {number(now)}, sẽ thành {number(wanted)} ({step:+d})."
    if standings.needs_step(target, wanted):
        if not occasion.options.get("reason"):
            draft.refuse(
                "reason_missing",
                "target",
                f"{message} Đợt này đã có tháng chốt nên đổi chỉ tiêu là điều chỉnh.",
                "Ghi lý do điều chỉnh ở phần “Thông tin kèm theo”.",
            )
            return
        campaign = standings.campaign
        effective = effective_on(occasion, campaign)
        mend = "Sửa ngày hiệu lực ở phần “Thông tin kèm theo”."
        if not campaign.starts_on <= effective <= campaign.ends_on:
            text = f"Ngày hiệu lực {effective:%d/%m/%Y} nằm ngoài đợt giao."
            draft.refuse("outside_period", "target", text, mend)
            return
        if standings.lowest(target, (effective, step)) < 0:
            text = f"{message} Giảm từ ngày {effective:%d/%m/%Y} thì có ngày chỉ tiêu âm."
            draft.refuse("below_zero", "target", text, mend)
            return
        message += " Ghi thành một lần điều chỉnh."
    draft.note("changes", "target", message)
    if now and wanted and not now / _LEAP < wanted < now * _LEAP:
        text = f"Gấp hoặc kém {_LEAP} lần số đang có ({number(now)})."
        draft.warn("leap", "target", text, "Xem lại có thừa hay thiếu chữ số.")


def _missing(drafts: list[Draft], names: Mapping[int, str], standings: Standings) -> list[Remark]:
    """Bodies the table does not name, those without any target first."""
    offered = {c.unit_id for d in drafts if d.doubtful for p in d.problems for c in p.choices}
    named = {d.get("unit") for d in drafts}
    left = [unit_id for unit_id in names if unit_id not in named]
    without = [u for u in left if u not in standings.present]
    remarks = []
    if without:
        message = f"{len(without)} đơn vị trực thuộc chưa có trong bảng và chưa có chỉ tiêu."
        items = tuple(
            names[u] + (" (có thể là một dòng chưa rõ tên)" if u in offered else "")
            for u in without[:MOST_LISTED]
        )
        remarks.append(Remark("missing", message, Level.WARNING, items))
    kept = [u for u in left if u in standings.present]
    if kept:
        message = f"{len(kept)} đơn vị không có trong bảng, giữ nguyên chỉ tiêu đang có."
        remarks.append(Remark("kept", message, items=tuple(names[u] for u in kept[:MOST_LISTED])))
    return remarks


@dataclass(frozen=True)
class Sum:
    """What the bodies would owe together: rows read, their sum, and those the table leaves out."""

    rows: int
    summed: int
    others: int

    @property
    def whole(self) -> int:
        return self.summed + self.others


def _sum(drafts: list[Draft], standings: Standings) -> Sum:
    read = [d for d in drafts if d.get("target") is not None]
    named = {d.get("unit") for d in read}
    others = [standings.final(t) for u, t in standings.present.items() if u not in named]
    return Sum(len(read), sum(d.get("target") for d in read), sum(others))


def _sums(of: Sum, total: int | None, stated: Mapping[str, int]) -> list[Remark]:
    """The table's sum against its own line of totals, and all targets against the decision's."""
    remarks = []
    if (own := stated.get("target")) is not None and own != of.summed:
        message = (
            f"Dòng tổng của bảng ghi {number(own)}, cộng {of.rows} dòng lại được "
            f"{number(of.summed)}, {_gap(of.summed, own)}."
        )
        remarks.append(Remark("stated_sum", message, Level.WARNING))
    parts = f"{number(of.summed)} trong bảng"
    if of.others:
        parts += f" và {number(of.others)} của các đơn vị giữ nguyên"
    if total is None:
        remarks.append(Remark("sum", f"Cộng chỉ tiêu: {number(of.whole)} ({parts})."))
    elif total == of.whole:
        message = f"Cộng chỉ tiêu: {number(of.whole)}, đúng tổng của quyết định."
        remarks.append(Remark("sum", message))
    else:
        message = (
            f"Cộng chỉ tiêu: {number(of.whole)} ({parts}); quyết định ghi tổng {number(total)}, "
            f"{_gap(of.whole, total)}."
        )
        remarks.append(Remark("sum", message, Level.WARNING))
    return remarks


def _gap(summed: int, wanted: int) -> str:
    gap = number(abs(summed - wanted))
    return f"thừa {gap}" if summed > wanted else f"thiếu {gap}"


def _from_above(name: str, campaign: Campaign, whole: int, on: date) -> list[Remark]:
    """The sum against the target the unit itself was given for the same period."""
    effective = Q(adjustments__effective_on__lte=on)
    above = (
        Target.objects.filter(
            unit_id=campaign.unit_id,
            campaign__starts_on=campaign.starts_on,
            campaign__ends_on=campaign.ends_on,
        )
        .annotate(adjusted=Coalesce(SumOf("adjustments__delta", filter=effective), Value(0)))
        .first()
    )
    if above is None:
        return []
    owed = above.assigned + above.adjusted
    if whole >= owed:
        return []
    message = (
        f"Cấp trên giao {name} {number(owed)}; giao xuống mới được {number(whole)}, "
        f"{_gap(whole, owed)}."
    )
    return [Remark("below_parent", message, Level.WARNING)]


def _campaigns(actor: Actor, unit: Place) -> list[Campaign]:
    return list(Campaign.objects.filter(unit_id=unit.pk).order_by("-starts_on", "-ends_on"))


def options(actor: Actor, unit: Place) -> tuple[Option, ...]:
    """Which campaign; and for adjustments why, since when, by which paper."""
    given = _campaigns(actor, unit)
    today = clock.today()
    running = next((c for c in given if c.starts_on <= today <= c.ends_on), None)
    chosen = running or next(iter(given), None)
    choices = tuple(
        (str(c.pk), f"{c.name} ({c.decision_number}, ngày {c.decision_on:%d/%m/%Y})") for c in given
    )
    return (
        Option(
            "campaign",
            "Đợt giao chỉ tiêu",
            required=True,
            choices=choices,
            initial=str(chosen.pk) if chosen else "",
        ),
        Option(
            "reason",
            "Lý do điều chỉnh",
            "Chỉ cần khi đợt này đã có tháng chốt",
            late=True,
        ),
        Option(
            "effective_on",
            "Điều chỉnh có hiệu lực từ ngày",
            "Ngày/tháng/năm; để trống là hôm nay",
            day=True,
            late=True,
        ),
        Option("paper", "Văn bản điều chỉnh", "Số, ngày, cơ quan ban hành", late=True),
    )


def ready(actor: Actor, unit: Place) -> str:
    """Why targets cannot be taken in yet."""
    if _campaigns(actor, unit):
        return ""
    return (
        "Đơn vị chưa có đợt giao chỉ tiêu. Đồng chí lập đợt giao (số, ngày, cơ quan ra quyết định) "
        "trước, rồi nhập bảng phụ lục."
    )


def given(actor: Actor, unit: Place) -> list[dict[str, object]]:
    """The bodies under the unit, for the empty workbook."""
    found = orgs.unit(actor, unit.pk, Action.SET_TARGETS)
    return [
        {"code": body.register_code, "body": body.name}
        for body in orgs.bodies(found, clock.today())
    ]


TARGETS = Kind(
    code="targets",
    title="Chỉ tiêu kết nạp đảng viên",
    purpose="Nhập bảng phụ lục giao chỉ tiêu: mỗi dòng một đảng bộ, có thể kèm kế hoạch 12 tháng "
    "và số chia theo nguồn.",
    noun="đảng bộ",
    action=Action.SET_TARGETS,
    fields=TARGET_FIELDS,
    subject="body",
    placed_as="unit",
    head="body",
    judge=judge,
    write=write,
    unwrite=unwrite,
    options=options,
    ready=ready,
    given=given,
)
