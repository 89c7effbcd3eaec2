"""A unit answers for a duty: begins its report, writes, signs and sends it; its superior takes it,
or sends it back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import day
from dangvu.rules import duties as rule
from dangvu.rules.obligations import Product
from dangvu.rules.workdays import DEFAULT, Calendar
from dangvu.tasks.actions import cascading
from dangvu.tasks.catalogue import Stage
from dangvu.tasks.figures import MOST, Known
from dangvu.tasks.models import Assignment, Directive, Report
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import reports as reading

State = Report.State
LONGEST = 20_000
"""Letters a part of a report has room for."""


@dataclass(frozen=True)
class Written:
    """What a unit wrote: figures as they are to stand, and the four parts of the text."""

    figures: Sequence[Known]
    results: str = ""
    difficulties: str = ""
    proposals: str = ""
    next_steps: str = ""


def start(actor: Actor, assignment_id: int, known: Iterable[Known]) -> Report:
    """Begins the report of the period now open, with what the system knows; gives back the one
    that is begun already. Raises ``Impossible`` where nothing is to be reported any more."""
    found = directives.assignment(actor, assignment_id)
    may(actor, Action.REPORT_DUTY, found.unit_path)
    held = _held(found.pk)
    begun = Report.objects.filter(assignment=held, period_start=held.period_start).first()
    if begun is not None:
        return begun
    _in_force(held)
    if Stage(held.stage) is Stage.DONE:
        raise Impossible("done", "Nhiệm vụ này đã hoàn thành, không còn phải báo cáo.")
    made = Report.objects.create(
        assignment=held, directive_id=held.directive_id, root_id=held.root_id,
        unit_id=held.unit_id, unit_path=held.unit_path, period_start=held.period_start,
        period_end=reading.period_end(held), due_on=held.due_on,
        figures=[one.to_dict() for one in known][:MOST],
        written_at=clock.now(), written_by=actor.name,
    )  # fmt: skip
    _tell(actor, made, "begin_report")
    return made


def _held(assignment_id: int) -> Assignment:
    """The unit's duty, which nobody else changes until the transaction ends."""
    rows = Assignment.objects.select_related("duty", "directive__unit", "parent__unit", "unit")
    rows = rows.defer("directive__proposed")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=assignment_id)


def _in_force(held: Assignment) -> None:
    if held.directive.state != Directive.State.IN_FORCE:
        raise Impossible("ended", "Văn bản này đã kết thúc theo dõi, không nhận báo cáo nữa.")


def save(actor: Actor, report_id: int, written: Written, seen: datetime | None = None) -> Report:
    """Keeps what was written so far. ``seen`` is when the report was last kept as its page showed
    it: raises ``Overtaken`` where somebody kept it since."""
    row = _own(actor, report_id)
    if seen is not None and row.written_at != seen:
        at = clock.local(row.written_at)
        raise Overtaken(
            "overtaken",
            f"Đồng chí {row.written_by} vừa lưu báo cáo này lúc {at:%H:%M} ngày {day(at.date())}. "
            "Chưa lưu gì của đồng chí: xem lại bản mới rồi ghi tiếp.",
        )
    if len(written.figures) > MOST:
        raise Impossible("too_many", f"Một báo cáo ghi nhiều nhất {MOST} số liệu.", "figures")
    row.figures = [one.to_dict() for one in written.figures]
    for part in ("results", "difficulties", "proposals", "next_steps"):
        setattr(row, part, getattr(written, part).strip()[:LONGEST])
    row.written_at, row.written_by = clock.now(), actor.name
    row.save()
    return row


def _own(actor: Actor, report_id: int) -> Report:
    """A report that is still its unit's to write."""
    row = reading.report(actor, report_id, held=True)
    may(actor, Action.REPORT_DUTY, row.unit_path)
    if row.state not in (State.DRAFT, State.RETURNED):
        raise Overtaken("sent", "Báo cáo này đã gửi, không sửa được nữa.")
    return row


@dataclass(frozen=True)
class Signed:
    """Who signs a report, and under which number it leaves the unit."""

    post: str
    name: str
    number_symbol: str = ""


def send(
    actor: Actor, report_id: int, on: date, signed: Signed, calendar: Calendar = DEFAULT
) -> Report:
    """Signs and sends a report to the unit that gave the duty.

    How late it is is told in working days after the day that was asked, of the first sending: one
    that came back is not late for it.
    """
    row = _own(actor, report_id)
    held = _held(row.assignment_id)
    _in_force(held)
    if not row.results:
        raise Impossible("empty", "Chưa ghi kết quả thực hiện.", "results")
    for text, field, said in ((signed.post, "signed_post", "chức vụ người ký"),
                              (signed.name, "signed_by", "họ tên người ký")):  # fmt: skip
        if not text.strip():
            raise Impossible("unsigned", f"Chưa ghi {said}.", field)
    _move(held, Stage.REPORTED)
    row.state, row.sent_on, row.rounds = State.SENT, on, row.rounds + 1
    row.signed_post, row.signed_by = signed.post.strip(), signed.name.strip()
    row.number_symbol = signed.number_symbol.strip()
    row.due_on = held.due_on
    if row.late_days is None:
        row.late_days = rule.late_days(held.due_on, on, calendar)
    row.save()
    held.save(update_fields=["stage"])
    cascading.settle([held.pk])
    _tell(actor, row, "send_report", {"late": row.late_days, "round": row.rounds})
    return row


def _move(held: Assignment, following: Stage) -> None:
    facts = rule.Facts(product=Product(held.duty.product), recurring=bool(held.duty.every))
    answer = rule.may_become(Stage(held.stage), following, facts)
    if isinstance(answer, rule.Refused):
        raise Impossible(answer.code, answer.message_vi)
    held.stage = following.value


def accept(actor: Actor, report_id: int, on: date) -> Report:
    """Takes a report. A duty that recurs goes on to its next period; one that is done once is done
    with it, where nothing beneath it is open."""
    row, held = _to_decide(actor, report_id)
    row.state, row.reason = State.ACCEPTED, ""
    _decide(actor, row, on)
    cascading.accepted(held, on)
    _tell(actor, row, "accept_report", {"round": row.rounds})
    return row


def send_back(actor: Actor, report_id: int, on: date, reason: str) -> Report:
    """Sends a report back with the reason; the unit writes it again."""
    if not reason.strip():
        raise Impossible("reason_missing", "Trả lại thì phải nói rõ cần sửa gì.", "reason")
    row, held = _to_decide(actor, report_id)
    _move(held, Stage.RETURNED)
    row.state, row.reason = State.RETURNED, reason.strip()[:500]
    _decide(actor, row, on)
    held.save(update_fields=["stage"])
    cascading.settle([held.pk])
    _tell(actor, row, "return_report", {"round": row.rounds}, reason.strip())
    return row


def _to_decide(actor: Actor, report_id: int) -> tuple[Report, Assignment]:
    row = reading.report(actor, report_id, held=True)
    held = _held(row.assignment_id)
    check_reviewer(actor, held)
    if row.state != State.SENT:
        by = f"Đồng chí {row.decided_by}" if row.decided_by else "Có người"
        raise Overtaken("decided", f"{by} đã xử lý báo cáo này: {row.get_state_display().lower()}.")
    return row, held


def check_reviewer(actor: Actor, held: Assignment) -> None:
    """Refuses who does not stand where the duty was given: nobody takes the own report."""
    if not reading.reviews(actor, held):
        raise Refused(
            f"Báo cáo và gia hạn của nhiệm vụ này do {reading.reviewer(held).name} quyết định.",
            basis="Bảng phân quyền của hệ thống",
        )


def _decide(actor: Actor, row: Report, on: date) -> None:
    row.decided_on, row.decided_by = on, actor.name
    row.save()


def _tell(
    actor: Actor, row: Report, action: str, data: dict[str, int] | None = None, reason: str = ""
) -> None:
    audit.record(
        actor, action, subject=("report", row.pk), unit_path=row.unit_path, reason=reason,
        data={**(data or {}), "due": row.due_on.isoformat() if row.due_on else ""},
    )  # fmt: skip
