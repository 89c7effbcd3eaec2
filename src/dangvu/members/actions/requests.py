"""Requests to change a record: made by the member or the cell, decided by whoever keeps the
record."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, may, permits
from dangvu.intake.catalogue import Reading
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries
from dangvu.members.actions.records import edit_record
from dangvu.members.models import ChangeRequest
from dangvu.members.queries import requests as asking
from dangvu.office.workbooks import CellRefused

State = ChangeRequest.State


@dataclass(frozen=True)
class Wanted:
    """What somebody asks: the field by its code, what should stand there as typed (empty: nothing),
    why, and the paper that shows it."""

    field: str
    value: str
    reason: str
    paper: str = ""


def request_change(actor: Actor, person_id: int, wanted: Wanted) -> ChangeRequest:
    """Asks for one field of a record to be changed. The record stays as it is until it is decided.

    Raises ``Impossible`` for a field that follows from decisions, a value that cannot be read, one
    that stands there already, and where the same field is asked for already. Writes the request
    (values sealed) and an event, which holds the field's name and no value.
    """
    person = queries.member(actor, person_id)
    own = actor.person_id == person.pk
    if not permits(actor, Action.REQUEST_CHANGE, person.unit_path, person.pk):
        may(actor, Action.REQUEST_CHANGE, person.unit_path)
    field = asking.REQUESTABLE.get(wanted.field)
    if field is None:
        raise Impossible(
            "no_such_field",
            "Mục này theo quyết định, không sửa trên hồ sơ. Đồng chí báo chi bộ để ghi biến động.",
            "field",
        )
    try:
        value = field.read(wanted.value, field.required, Reading(clock.today()))
    except CellRefused as refused:
        raise Impossible(refused.code, refused.message_vi, "value") from refused
    now = asking.recorded(person, field)
    if (now or None) == (value or None):
        raise Impossible("same_value", f"Hồ sơ đang ghi đúng như vậy ở mục {field.label}.", "value")
    waiting = ChangeRequest.objects.filter(person=person, field=field.code, state=State.OPEN)
    if waiting.exists():
        raise Impossible(
            "asked_already",
            f"Mục {field.label} đang có một đề nghị chờ xem xét. Rút đề nghị ấy rồi gửi lại.",
            "field",
        )
    made = ChangeRequest.objects.create(
        person=person, unit_path=person.unit_path, field=field.code,
        before=asking.closed(now), after=asking.closed(value), paper=wanted.paper,
        reason=wanted.reason, requested_at=clock.now(), requested_by=actor.name, by_member=own,
    )  # fmt: skip
    _note(actor, made, "request_change", wanted.reason)
    return made


def withdraw_request(actor: Actor, request_id: int) -> ChangeRequest:
    """Takes back a request that is not decided yet: the member the own, the cell its own.

    Raises ``Overtaken`` where it was decided meanwhile.
    """
    row = asking.request(actor, request_id)
    own = actor.person_id == row.person_id
    if row.by_member and not own:
        raise Refused(
            "Đề nghị này do đảng viên gửi; chỉ đảng viên ấy rút được. Đồng chí quyết định được."
        )
    _refuse_decided(row)
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    _note(actor, row, "withdraw_request", "")
    return row


def decide_request(actor: Actor, request_id: int, accept: bool, answer: str) -> ChangeRequest:
    """Accepts a request, and the record changes with it; or refuses it. Either with a reason.

    Raises ``Impossible`` without a reason, ``Overtaken`` where it was decided or withdrawn
    meanwhile, and whatever ``edit_record`` raises. Nobody decides on a request of the own.
    """
    found = asking.request(actor, request_id)
    may(actor, Action.EDIT_MEMBERS, found.unit_path)
    if actor.person_id == found.person_id:
        raise Refused("Đề nghị về hồ sơ của chính đồng chí do người khác quyết định.")
    if not answer.strip():
        raise Impossible("no_answer", "Ghi lý do để người đề nghị biết.", "answer")
    with transaction.atomic():
        row = ChangeRequest.objects.select_for_update().get(pk=found.pk)
        _refuse_decided(row)
        if accept:
            _change(actor, row, answer)
        row.state = State.ACCEPTED if accept else State.REFUSED
        row.answer, row.decided_at, row.decided_by = answer, clock.now(), actor.name
        row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
        if accept:
            _note(actor, row, "accept_request", answer)
        else:
            _note(actor, row, "refuse_request", answer)
    return row


def _change(actor: Actor, row: ChangeRequest, answer: str) -> None:
    field = asking.REQUESTABLE[row.field]
    value = asking.opened(row.after)
    try:
        edit_record(actor, row.person_id, {field.code: value}, f"Theo đề nghị: {answer}")
    except IntegrityError as broken:
        raise Impossible(
            "contradicts", f"{field.label}: trái với mục khác của hồ sơ, không ghi được."
        ) from broken


def _refuse_decided(row: ChangeRequest) -> None:
    if row.state == State.OPEN:
        return
    by = f", đồng chí {row.decided_by}" if row.decided_by else ""
    raise Overtaken(
        "decided", f"Đề nghị này đã xong: {State(row.state).label.lower()}{by}. Không ghi gì thêm."
    )


def _note(actor: Actor, row: ChangeRequest, action: str, reason: str) -> None:
    audit.record(
        actor, action, subject=("person", row.person_id), unit_path=row.unit_path, reason=reason,
        data={"request": row.pk, "fields": [row.field]},
    )  # fmt: skip
