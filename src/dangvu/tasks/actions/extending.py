"""A unit asks for more time for a duty; who gave the duty says yes or no."""

from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import day
from dangvu.tasks.actions.cascading import settle
from dangvu.tasks.actions.reporting import check_reviewer
from dangvu.tasks.catalogue import Stage
from dangvu.tasks.models import Assignment, Directive, Extension, Report
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import reports as reading
from dangvu.tasks.queries.beneath import days_beneath

State = Extension.State


def ask(actor: Actor, assignment_id: int, until: date, reason: str, on: date) -> Extension:
    """Asks for a later day. One question at a time for each duty."""
    found = directives.assignment(actor, assignment_id)
    may(actor, Action.REPORT_DUTY, found.unit_path)
    held = _held(found.pk)
    due_on = _may_ask(held, until, on)
    if not reason.strip():
        raise Impossible("reason_missing", "Xin gia hạn thì phải nêu lý do.", "reason")
    waiting = held.extensions.filter(state=State.ASKED).first()
    if waiting is not None:
        raise Overtaken(
            "asked",
            f"Đồng chí {waiting.asked_by} đã xin gia hạn việc này ngày {day(waiting.asked_on)} "
            "và đang chờ trả lời.",
        )
    made = Extension.objects.create(
        assignment=held, unit_path=held.unit_path, due_on=due_on, until=until,
        reason=reason.strip()[:500], asked_on=on, asked_by=actor.name,
    )  # fmt: skip
    _tell(actor, made, "ask_extension", made.reason)
    return made


def _held(assignment_id: int) -> Assignment:
    rows = Assignment.objects.select_related("directive__unit", "parent__unit", "unit", "duty")
    rows = rows.defer("directive__proposed")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=assignment_id)


def _may_ask(held: Assignment, until: date, on: date) -> date:
    """The day asked so far, where a later one may be asked."""
    stage = Stage(held.stage)
    if held.directive.state != Directive.State.IN_FORCE or stage.over or stage is Stage.REPORTED:
        raise Impossible("over", "Việc này không còn chờ đơn vị báo cáo, không cần gia hạn.")
    if held.due_on is None:
        raise Impossible("no_day", "Việc này không có hạn, không cần gia hạn.")
    if until <= held.due_on:
        raise Impossible("not_later", f"Ngày xin phải sau hạn hiện nay ({day(held.due_on)}).",
                         "until")  # fmt: skip
    if until <= on:
        raise Impossible("past", "Ngày xin gia hạn phải sau hôm nay.", "until")
    return held.due_on


def grant(
    actor: Actor, extension_id: int, on: date, *, until: date | None = None, answer: str = "",
    below: bool = False,
) -> Extension:  # fmt: skip
    """Says yes, to the day asked or another (``until``): the duty's day moves there; with
    ``below`` those beneath it that are due on the same day go with it."""
    row, held = _to_decide(actor, extension_id)
    until = until or row.until
    if held.due_on != row.due_on:
        raise Overtaken("moved_on", "Hạn của việc này đã khác từ khi đơn vị xin. Trả lời là không "
                        "đồng ý, đơn vị xin lại theo hạn mới nếu còn cần.")  # fmt: skip
    if until <= row.due_on:
        raise Impossible("not_later", f"Ngày gia hạn phải sau hạn cũ ({day(row.due_on)}).", "until")
    row.until = until
    _decide(actor, row, State.GRANTED, on, answer)
    with_it = days_beneath(held) if below else None
    moved = [held.pk, *(with_it.assignment_ids if with_it else ())]
    Assignment.objects.filter(pk__in=moved).update(due_on=until)
    Report.objects.filter(
        assignment__in=moved, period_start=held.period_start, state__in=("draft", "returned")
    ).update(due_on=until)
    if with_it:
        settle(with_it.parent_ids)
    _tell(actor, row, "grant_extension", answer.strip(), below=len(moved) - 1)
    return row


def refuse(actor: Actor, extension_id: int, on: date, answer: str) -> Extension:
    """Says no, with the reason."""
    if not answer.strip():
        raise Impossible("answer_missing", "Không đồng ý thì phải nêu lý do.", "answer")
    row, _ = _to_decide(actor, extension_id)
    _decide(actor, row, State.REFUSED, on, answer)
    _tell(actor, row, "refuse_extension", answer.strip())
    return row


def _to_decide(actor: Actor, extension_id: int) -> tuple[Extension, Assignment]:
    row = reading.extension(actor, extension_id, held=True)
    held = _held(row.assignment_id)
    check_reviewer(actor, held)
    if row.state != State.ASKED:
        raise Overtaken(
            "decided",
            f"Đồng chí {row.decided_by} đã trả lời đề nghị này: {row.get_state_display().lower()}.",
        )
    return row, held


def _decide(actor: Actor, row: Extension, state: Extension.State, on: date, answer: str) -> None:
    row.state, row.answer = state, answer.strip()[:500]
    row.decided_on, row.decided_by = on, actor.name
    row.save()


def _tell(actor: Actor, row: Extension, action: str, reason: str, **more: int) -> None:
    audit.record(
        actor, action, subject=("extension", row.pk), unit_path=row.unit_path, reason=reason,
        data={"due": row.due_on.isoformat(), "until": row.until.isoformat(), **more},
    )  # fmt: skip
