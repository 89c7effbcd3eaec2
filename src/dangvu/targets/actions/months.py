"""Writing the month: causes, remedies, reviews of responsibility, closing, policy."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.admissions import queries as admissions
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.documents import UnreadableNumber, parse_number
from dangvu.rules.months import Month
from dangvu.rules.targets import DateBasis, Mode, check_policy
from dangvu.targets import queries
from dangvu.targets.forecast import with_ahead
from dangvu.targets.models import (
    Accountability,
    Campaign,
    ClosedRow,
    Closing,
    Finding,
    Policy,
)
from dangvu.targets.sheets import Sheet, policy_json
from dangvu.tasks.actions.measuring import note_admissions

# ------------------------------------------------------------------ causes and remedies


@dataclass(frozen=True)
class Cause:
    """A cause with its remedy, as entered. ``month`` is the month whose sheet it explains;
    ``suggested`` the cause that was suggested to whoever entered it."""

    month: Month
    cause: str
    detail: str
    remedy: str
    responsible: str
    due_on: date
    suggested: str = ""


def record_finding(actor: Actor, unit_id: int, entered: Cause) -> Finding:
    """Writes a cause and its remedy for a body and month. Raises ``Impossible``."""
    unit = orgs.unit(actor, unit_id, Action.RECORD_FINDING)
    if entered.cause not in Finding.Cause.values:
        raise Impossible("unknown_cause", "Chọn một nguyên nhân trong danh sách.", "cause")
    if entered.cause == Finding.Cause.OTHER and not entered.detail.strip():
        raise Impossible(
            "detail_missing", "Nguyên nhân khác thì phải ghi rõ là nguyên nhân gì.", "detail"
        )
    if entered.due_on < entered.month.first():
        raise Impossible(
            "due_before_month",
            f"Hạn {entered.due_on:%d/%m/%Y} trước tháng {entered.month.label_vi}. "
            "Ghi hạn từ đầu tháng đó trở đi.",
            "due_on",
        )
    made = Finding.objects.create(
        unit=unit,
        unit_path=unit.path,
        month=entered.month.first(),
        cause=entered.cause,
        suggested=entered.suggested if entered.suggested in Finding.Cause.values else "",
        detail=entered.detail.strip(),
        remedy=entered.remedy.strip(),
        responsible=entered.responsible.strip(),
        due_on=entered.due_on,
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )
    audit.record(
        actor,
        "record_finding",
        subject=("finding", made.pk),
        unit_path=unit.path,
        data={"month": entered.month.iso, "cause": made.cause, "suggested": made.suggested},
    )
    return made


def follow_up_finding(actor: Actor, finding_id: int, outcome: str, note: str, on: date) -> Finding:
    """Notes what came of a remedy. A finding that is done stays done; another note is added."""
    found = (
        queries.findings(actor, actor.unit_path).select_for_update(of=("self",))
        .filter(pk=finding_id).first()
    )  # fmt: skip
    if found is None:
        raise Impossible("unknown_finding", "Không còn dòng nguyên nhân này.")
    may(actor, Action.RECORD_FINDING, found.unit_path)
    if outcome not in Finding.Outcome.values:
        raise Impossible("unknown_outcome", "Chọn một kết quả trong danh sách.", "outcome")
    found.outcome = outcome
    line = f"{on:%d/%m/%Y}: {note.strip()}" if note.strip() else ""
    found.follow_up = "\n".join(part for part in (found.follow_up, line) if part)
    found.followed_up_on = on
    found.save(update_fields=["outcome", "follow_up", "followed_up_on"])
    audit.record(
        actor,
        "follow_up_finding",
        subject=("finding", found.pk),
        unit_path=found.unit_path,
        data={"outcome": outcome},
    )
    return found


def record_accountability(
    actor: Actor, unit_id: int, month: Month, number: str, on: date, issuer: str, note: str = ""
) -> Accountability:
    """Records the paper of a review of collective and individual responsibility (R11.6)."""
    unit = orgs.unit(actor, unit_id, Action.RECORD_FINDING)
    try:
        parse_number(number)
    except UnreadableNumber as error:
        raise Impossible("bad_number", str(error), "paper_number") from error
    if on > clock.today():
        raise Impossible("future_paper", "Ngày văn bản ở tương lai. Xem lại ngày.", "paper_on")
    if Accountability.objects.filter(unit=unit, month=month.first()).exists():
        raise Overtaken("already_recorded", f"Đã có văn bản kiểm điểm của tháng {month.label_vi}.")
    made = Accountability.objects.create(
        unit=unit,
        unit_path=unit.path,
        month=month.first(),
        paper_number=number.strip(),
        paper_on=on,
        issuer=issuer.strip(),
        note=note.strip(),
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )
    audit.record(
        actor,
        "record_accountability",
        subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"month": month.iso, "paper": made.paper_number},
    )
    return made


# ------------------------------------------------------------------ closing a month


def close_month(
    actor: Actor,
    unit_id: int,
    month: Month,
    *,
    seen_revision: int = 0,
    reason: str = "",
    today: date | None = None,
) -> Sheet:
    """Freezes figures, classes, policy and the records behind them; gives back what was frozen.
    Duties whose product is the target of admissions are measured by it.

    ``seen_revision`` is the revision the actor saw (0: not closed): if another closed meanwhile,
    nothing is written and ``Overtaken`` says who and when. A later closing is a new revision with
    a reason and the list of what changed; revision 1 is never touched.
    """
    unit = orgs.unit(actor, unit_id, Action.CLOSE_MONTH)
    today = today or clock.today()
    if month.last() >= today:
        raise Impossible(
            "month_not_over",
            f"Tháng {month.label_vi} chưa hết. Chốt được từ {month.next().first():%d/%m/%Y}.",
        )
    now = with_ahead(queries.month_sheet(actor, unit.pk, month, today))
    if now.campaign_id is None:
        raise Impossible(
            "no_campaign",
            f"Đơn vị chưa giao chỉ tiêu nào trùm tháng {month.label_vi}, chưa có gì để chốt.",
        )
    Campaign.objects.select_for_update(no_key=True).get(pk=now.campaign_id)
    last = queries.closed_sheet(actor, unit.pk, month)
    changes = _changes(last, now, seen_revision, reason)
    closing = Closing.objects.create(
        campaign_id=now.campaign_id,
        unit=unit,
        month=month.first(),
        revision=(last.revision.number + 1) if last and last.revision else 1,
        policy=policy_json(now.policy),
        totals=_totals(actor, now),
        reason=reason.strip(),
        changes=changes,
        closed_at=clock.now(),
        closed_by=actor.name,
    )
    _freeze_lines(actor, closing, now)
    note_admissions({x.unit_id: (x.target, x.cumulative) for x in now.lines}, now.on)
    audit.record(
        actor,
        "close_month",
        subject=("unit", unit.pk),
        unit_path=unit.path,
        reason=reason,
        data={"month": month.iso, "revision": closing.revision, "changes": len(changes)},
    )
    frozen = queries.closed_sheet(actor, unit.pk, month)
    assert frozen is not None
    return frozen


def _changes(
    last: Sheet | None, now: Sheet, seen_revision: int, reason: str
) -> list[dict[str, Any]]:
    """What a new revision changes; refuses when it was not asked for with open eyes."""
    if last is None or last.revision is None:
        return []
    revision = last.revision
    if revision.number != seen_revision:
        raise Overtaken(
            "closed_meanwhile",
            f"Đồng chí {revision.closed_by} vừa chốt tháng này lúc {revision.closed_at:%H:%M} "
            f"ngày {revision.closed_at:%d/%m/%Y}. Số của đồng chí chưa ghi. Mời xem bản đã chốt.",
        )
    changes = queries.differences(last, now)
    if not changes:
        raise Impossible(
            "nothing_changed",
            f"Số hiện nay giống hệt bản đã chốt lần {revision.number}, không cần chốt lại.",
        )
    if not reason.strip():
        raise Impossible("reason_missing", "Chốt lại thì phải ghi lý do.", "reason")
    return changes


def _totals(actor: Actor, now: Sheet) -> dict[str, Any]:
    return {
        "on": now.on.isoformat(),
        "total": now.total.frozen(),
        "previous": asdict(now.previous) if now.previous else None,
        "moved_out": now.moved_out,
        "open": _open_matters(actor, now),
    }


def _open_matters(actor: Actor, now: Sheet) -> dict[str, Any]:
    """What was still open when the month was closed; it goes into the closing."""
    explained = set(
        queries.findings(actor, now.unit_path, now.month).values_list("unit_id", flat=True)
    )
    reviewed = set(
        queries.accountabilities(actor, now.unit_path)
        .filter(month=now.month.first())
        .values_list("unit_id", flat=True)
    )
    return {
        "differences": [line.unit_id for line in now.lines if line.difference],
        "without_cause": [
            line.unit_id
            for line in now.lines
            if line.cls == "low" and line.unit_id not in explained
        ],
        "without_review": [
            line.unit_id
            for line in now.lines
            if line.accountability and line.unit_id not in reviewed
        ],
    }


def _freeze_lines(actor: Actor, closing: Closing, now: Sheet) -> None:
    behind = admissions.ids_by_body(
        actor,
        now.unit_path,
        {line.unit_id for line in now.lines},
        now.period_start,
        now.period_end_exclusive,
        by_ceremony=now.policy.date_basis is DateBasis.CEREMONY,
    )
    ClosedRow.objects.bulk_create(
        ClosedRow(
            closing=closing,
            unit_id=line.unit_id,
            position=position,
            line=line.frozen(),
            admissions=behind.get(line.unit_id, []),
        )
        for position, line in enumerate(now.lines)
    )


# ------------------------------------------------------------------ policy


@dataclass(frozen=True)
class Bands:
    """A policy as entered: mode, lower edges, which day counts, length of the streak."""

    since: date
    mode: str
    high_from: Decimal
    medium_from: Decimal
    date_basis: str
    zero_months: int
    reason: str
    paper: str = ""


def set_policy(actor: Actor, unit_id: int, entered: Bands) -> Policy:
    """Sets how bodies are classed from a day on. What is closed keeps the policy it was closed
    with; earlier rows stay as history. Raises ``Impossible``."""
    unit = orgs.unit(actor, unit_id, Action.EDIT_POLICY)
    for finding in check_policy(
        Mode(entered.mode), entered.high_from, entered.medium_from, entered.zero_months
    ):
        raise Impossible(finding.code, finding.message_vi, finding.field)
    if not entered.reason.strip():
        raise Impossible("reason_missing", "Đổi cách xếp loại thì phải ghi lý do.", "reason")
    made = Policy.objects.create(
        unit=unit,
        since=entered.since,
        mode=Mode(entered.mode).value,
        high_from=entered.high_from,
        medium_from=entered.medium_from,
        date_basis=DateBasis(entered.date_basis).value,
        zero_months=entered.zero_months,
        reason=entered.reason.strip(),
        paper=entered.paper.strip(),
        recorded_at=clock.now(),
        recorded_by=actor.name,
    )
    audit.record(
        actor,
        "set_policy",
        subject=("policy", made.pk),
        unit_path=unit.path,
        reason=entered.reason,
        data={
            "since": entered.since.isoformat(),
            "mode": entered.mode,
            "high_from": str(entered.high_from),
            "medium_from": str(entered.medium_from),
        },
    )
    return made
