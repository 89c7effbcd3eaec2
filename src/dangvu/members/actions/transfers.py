"""Transfers of activity: begun by the sending side, each step by whoever's turn it is (R4).

The member stands in the sending cell until the receiving one takes them in; that moment is one
transaction, whichever side cannot see the other (``member_received`` in the database).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries
from dangvu.members.actions.letters import LETTER_FIELDS, give_letter, void_letter
from dangvu.members.models import Event, Hop, Person, Spell, Status, Transfer
from dangvu.members.papers import Signed
from dangvu.members.queries import transfers as moves
from dangvu.members.queries.transfers import Line
from dangvu.office.vietnamese import day
from dangvu.orgs import anywhere
from dangvu.orgs import queries as orgs
from dangvu.rules import transfers as rules
from dangvu.rules.basis import Severity
from dangvu.rules.membership import EventKind
from dangvu.rules.transfers import Step, TransferFacts, TransferKind, TransferState

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

_GOING = frozenset({Status.OFFICIAL, Status.PROBATIONARY})
_OUTWARD = {
    TransferKind.OFFICIAL: EventKind.WENT_OUT,
    TransferKind.TEMPORARY: EventKind.AWAY,
    TransferKind.ABROAD: EventKind.ABROAD,
}
_IN_THE_WAY = {
    "beyond": "Hồ sơ chuyển sinh hoạt này không do đơn vị của đồng chí tiếp nhận.",
    "not_ready": "Giấy giới thiệu chưa đi hết các chặng trước.",
    "cell_ended": "Chi bộ nơi đến đã kết thúc hoạt động hoặc đã chuyển sang nơi khác. Trả lại, nêu "
    "lý do.",
    "not_there": "Đảng viên không còn ở chi bộ nơi đi. Hỏi lại nơi giới thiệu.",
    "not_active": "Ở nơi đi, đảng viên không còn ở trạng thái chuyển sinh hoạt được (ví dụ đang bị "
    "đình chỉ, đang tạm chuyển). Hỏi lại nơi giới thiệu.",
    "too_early": "Ngày này trước biến động gần nhất của đảng viên. Ghi từ ngày ấy trở đi.",
    "no_time": "Ngày trở lại phải muộn hơn ngày bắt đầu sinh hoạt ở nơi khác.",
    "moved_since": "Sau ngày này chi bộ nơi đến đã được sắp xếp lại. Ghi từ ngày sắp xếp trở đi.",
}


@dataclass(frozen=True)
class Leaving:
    """Who is to be transferred, where to and why. ``to_unit_id`` is a cell of the register; without
    one, ``to_name`` says where outside it. ``cause_on``: when the decision took effect or the
    residence changed; ``until_on``: the end of a time away."""

    person_id: int
    kind: TransferKind
    cause_on: date
    to_unit_id: int | None = None
    to_name: str = ""
    until_on: date | None = None
    reason: str = ""
    dues_through: date | None = None


@dataclass(frozen=True)
class Taken:
    """A step as taken: on which day, with which note or reason. ``position`` is the hop it was
    offered for; ``dues_through`` and ``signed`` go into the letter, which is written with the Word
    model of the id ``model`` (0: that of the house)."""

    on: date
    note: str = ""
    position: int | None = None
    dues_through: date | None = None
    signed: Signed = field(default_factory=Signed)
    model: int = 0


# ------------------------------------------------------------------ beginning


def begin_transfer(actor: Actor, leaving: Leaving) -> Transfer:
    """Begins a transfer and lays down its way. The member stays where they are.

    Where the sending cell itself asks, that is its confirmation too. Official becomes internal
    inside one grassroots organisation. Raises ``Impossible``: not_active, under_way, no_place,
    no_way, and what ``rules.transfers`` refuses. Writes the transfer, its hops, an event.
    """
    person = queries.member(actor, leaving.person_id)
    may(actor, Action.TRANSFER_MEMBERS, person.unit_path)
    _refuse_inactive(person, leaving.kind)
    sending = orgs.unit_for_entry(actor, person.unit_id, Action.TRANSFER_MEMBERS)
    receiving = _receiving(leaving)
    way, kind = _way(sending, receiving, leaving.kind)
    row = Transfer(
        person=person, full_name=person.full_name, kind=kind, state=TransferState.REQUESTED,
        from_unit=sending, from_path=sending.path, to_unit=receiving,
        to_path=receiving.path if receiving else "",
        to_name=receiving.name if receiving else leaving.to_name.strip(), reason=leaving.reason,
        cause_on=leaving.cause_on, until_on=leaving.until_on, requested_on=clock.today(),
        dues_through=leaving.dues_through, recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    _refuse_findings(moves.facts_of(row, ()))
    try:
        with transaction.atomic():
            row.save()
            Hop.objects.bulk_create(
                Hop(
                    transfer=row, from_path=row.from_path, to_path=row.to_path, position=n,
                    unit=unit, unit_path=unit.path, step=step,
                )
                for n, (unit, step) in enumerate(way)
            )  # fmt: skip
    except IntegrityError as there:
        raise Overtaken(
            "under_way", f"{person.full_name} đang có một hồ sơ chuyển sinh hoạt chưa xong."
        ) from there
    _note(actor, row, "begin_transfer", sending.path, leaving.reason)
    if actor.unit_id == sending.pk:
        return take_step(actor, row.pk, Step.CONFIRM, Taken(clock.today(), position=0))
    return row


def _refuse_inactive(person: Person, kind: TransferKind) -> None:
    status = Status(person.status)
    if status in _GOING:
        return
    if status is Status.EXEMPT and kind in (TransferKind.OFFICIAL, TransferKind.INTERNAL):
        return
    raise Impossible(
        "not_active",
        f"{person.full_name} đang ở trạng thái “{status.label.lower()}”, chưa chuyển sinh hoạt "
        "được. Ghi trở lại sinh hoạt trước.",
        "person",
    )


def _receiving(leaving: Leaving) -> Unit | None:
    """The receiving cell, held where it stands; none where the way leads out of the register."""
    if leaving.to_unit_id is None:
        if leaving.to_name.strip():
            return None
        raise Impossible("no_place", "Ghi nơi đến.", "to_name")
    if leaving.kind is TransferKind.ABROAD:
        raise Impossible("no_place", "Ra ngoài nước thì ghi nơi đến bằng lời.", "to_name")
    found = anywhere.cell_for_entry(leaving.to_unit_id)
    if found is None:
        raise Impossible("no_place", "Nơi đến phải là một chi bộ đang hoạt động.", "cell")
    return found


def _way(
    sending: Unit, receiving: Unit | None, kind: TransferKind
) -> tuple[list[tuple[Unit, Step]], TransferKind]:
    """The organisations of the way with their steps, and the kind the way makes it."""
    out, into = moves.chain(sending), moves.chain(receiving) if receiving else []
    units = {unit.pk: unit for unit in (*out, *into)}
    try:
        way = rules.route([u.pk for u in out], [u.pk for u in into])
    except ValueError as no:
        raise Impossible("no_way", str(no), "cell") from no
    if kind in (TransferKind.OFFICIAL, TransferKind.INTERNAL):
        inside = moves.same_grassroots(out, into)
        kind = TransferKind.INTERNAL if inside else TransferKind.OFFICIAL
    return [(units[int(str(hop.unit))], hop.step) for hop in way], kind


def _refuse_findings(facts: TransferFacts) -> None:
    for finding in rules.check_transfer(facts, clock.today()):
        if finding.severity is Severity.REFUSAL:
            raise Impossible(finding.code, finding.message_vi, finding.field)


# ------------------------------------------------------------------ steps


def take_step(actor: Actor, transfer_id: int, step: Step, taken: Taken) -> Transfer:
    """Takes a step of a transfer for the organisation whose turn it is; the sending side may call
    it off (``Step.CANCEL``) until it is received.

    Raises ``Refused`` where it is somebody else's turn, ``Overtaken`` where the step was taken
    meanwhile, ``Impossible`` with what stands in the way. Writes the transfer, the hop, an event;
    for a reception the member's history, record and all that hangs on it.
    """
    if taken.on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(taken.on)} chưa đến.", "on")
    moves.transfer(actor, transfer_id)
    with transaction.atomic():
        Transfer.objects.select_for_update().get(pk=transfer_id)
        line = moves.line(actor, moves.transfer(actor, transfer_id))
        _refuse_other(actor, line, step, taken)
        facts = replace(line.facts, reason=taken.note)
        if step is Step.INTRODUCE:
            facts = replace(facts, letter_number="1", letter_on=taken.on)
        allowed = rules.decide(facts, step, taken.on)
        if isinstance(allowed, rules.Refused):
            raise Impossible(allowed.code, allowed.message_vi, _BLAMED.get(allowed.code, ""))
        row = line.row
        row.state = allowed.state
        _DOING.get(step, _pass_on)(actor, line, taken)
        _note(actor, row, _RECORDED[step], line.due.unit_path if line.due else row.from_path,
              taken.note)  # fmt: skip
    return row


_BLAMED = {"reason_missing": "note", "before_request": "on"}


def _refuse_other(actor: Actor, line: Line, step: Step, taken: Taken) -> None:
    if step is Step.CANCEL:
        may(actor, Action.TRANSFER_MEMBERS, line.row.from_path)
        return
    if line.due is None:
        raise Overtaken("over", f"Hồ sơ này {line.state.label_vi.lower()}, không còn việc gì.")
    if taken.position is not None and taken.position != line.due.position:
        raise Overtaken(
            "step_taken", "Chặng này vừa có người khác xử lý. Đồng chí xem lại hồ sơ rồi làm tiếp."
        )
    if not line.mine:
        raise Refused(
            f"Chặng này do {line.due.unit.name if line.due.unit else 'nơi khác'} xử lý.",
            basis=rules.ROUTE_BASIS.text_vi,
        )


def _pass_on(actor: Actor, line: Line, taken: Taken) -> None:
    """The cell confirms, or a committee forwards."""
    row = line.row
    if taken.dues_through:
        row.dues_through = taken.dues_through
    _done(actor, line, taken)
    row.save(update_fields=["state", "dues_through"])


def _introduce(actor: Actor, line: Line, taken: Taken) -> None:
    """The letter is given out by the organisation whose turn it is."""
    row, due = line.row, line.due
    assert due is not None
    assert due.unit is not None
    row.dues_through = taken.dues_through or row.dues_through
    _done(actor, line, taken)
    give_letter(row, line.hops, due.unit, taken.on, taken.signed, taken.model)
    row.save(update_fields=["state", *LETTER_FIELDS])


def _receive(actor: Actor, line: Line, taken: Taken) -> None:
    """The member is taken in: here, or, by word of the introducer, outside the register."""
    row = line.row
    if row.letter_on and taken.on < row.letter_on:
        raise Impossible(
            "before_letter", f"Giấy giới thiệu ký ngày {day(row.letter_on)}, không tiếp nhận trước "
            "ngày đó.", "on",
        )  # fmt: skip
    overdue = [limit for limit in line.timers if limit.overdue(taken.on)]
    if overdue and not taken.note.strip():
        raise Impossible(
            "late_reason", f"Đã quá hạn: {overdue[0].explain()} Ghi lý do chậm.", "note"
        )
    if row.to_unit_id is None:
        _goes_out(actor, row, taken.on)
    else:
        assert line.due is not None
        _refuse_code(
            _ask("member_received", row.pk, line.due.position, taken.on, clock.now(), actor.name)
        )
        _done(actor, line, taken)
    row.received_on = taken.on
    row.save(update_fields=["state", "received_on"])


def _goes_out(actor: Actor, row: Transfer, on: date) -> None:
    """A member leaves the register, or is away outside it; under the sending side's own rights."""
    person = Person.objects.select_for_update().get(pk=row.person_id)
    if person.unit_id != row.from_unit_id:
        raise Impossible("not_there", _IN_THE_WAY["not_there"])
    _refuse_inactive(person, TransferKind(row.kind))
    if in_the_way([person.pk], on).exists():
        raise Impossible("too_early", _IN_THE_WAY["too_early"], "on")
    carry([person.pk], _OUTWARD[TransferKind(row.kind)], on, actor,
          number=row.letter_number, decided=row.letter_on,
          issuer=row.letter.get("issuer", ""), note=row.to_name)  # fmt: skip


def _close(actor: Actor, line: Line, taken: Taken) -> None:
    line.row.closed_on = taken.on
    line.row.save(update_fields=["state", "closed_on"])


def _return(actor: Actor, line: Line, taken: Taken) -> None:
    assert line.due is not None
    line.due.returned, line.due.note, line.due.done_by = True, taken.note, actor.name
    line.due.save(update_fields=["returned", "note", "done_by"])
    line.row.returned_reason = taken.note
    line.row.save(update_fields=["state", "returned_reason"])


def _resume(actor: Actor, line: Line, taken: Taken) -> None:
    """Asked for anew: the way begins again, and the letter given out no longer holds."""
    line.row.hops.update(done_on=None, done_by="", returned=False, note="")
    void_letter(line.row, f"Bị trả lại: {line.row.returned_reason}", actor.name)
    line.row.introduced_on = None
    line.row.save(update_fields=["state", *LETTER_FIELDS])


_DOING = {
    Step.INTRODUCE: _introduce,
    Step.RECEIVE: _receive,
    Step.CLOSE: _close,
    Step.CANCEL: _close,
    Step.RETURN: _return,
    Step.RESUME: _resume,
}
_RECORDED = {
    Step.CONFIRM: "confirm_transfer",
    Step.INTRODUCE: "introduce_transfer",
    Step.FORWARD: "forward_transfer",
    Step.RECEIVE: "receive_transfer",
    Step.CLOSE: "close_transfer",
    Step.RETURN: "return_transfer",
    Step.RESUME: "resume_transfer",
    Step.CANCEL: "cancel_transfer",
}


def _done(actor: Actor, line: Line, taken: Taken) -> None:
    due = line.due
    assert due is not None
    due.done_on, due.done_by, due.note, due.returned = taken.on, actor.name, taken.note, False
    due.save(update_fields=["done_on", "done_by", "note", "returned"])


# ------------------------------------------------------------------ coming back


def come_back(actor: Actor, transfer_id: int, on: date) -> Transfer:
    """A member who was away for a time, here or abroad, is back in the own cell; the stay ends.

    Either side may say so. Raises ``Impossible``, ``Overtaken``.
    """
    if on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(on)} chưa đến.", "on")
    row = moves.transfer(actor, transfer_id)
    sides = [path for path in (row.from_path, row.to_path) if path]
    if not any(permits(actor, Action.TRANSFER_MEMBERS, path) for path in sides):
        may(actor, Action.TRANSFER_MEMBERS, row.from_path)
    with transaction.atomic():
        _refuse_code(_ask("member_returned", row.pk, on, clock.now(), actor.name))
        row.refresh_from_db()
        _note(actor, row, "end_transfer", row.from_path, "")
    return row


# ------------------------------------------------------------------ beneath


def in_the_way(person_ids: Sequence[int], on: date) -> QuerySet[Spell]:
    """Running spells that do not let an event of a day be the last one: those begun after it, and
    those begun on it where the spell before lies beyond the actor's sight, and could not be told
    where it leads."""
    person = OuterRef("person")
    earlier = Exists(Event.objects.filter(person=person, effective_on__lt=on))
    unseen = ~Exists(Spell.objects.filter(person=person, valid_until=on))
    return Spell.objects.filter(
        Q(valid_from__gt=on) | Q(earlier, unseen, valid_from=on), person__in=person_ids,
        valid_until=None,
    )  # fmt: skip


_CARRY = "SELECT members_carry(%s::bigint[], %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def carry(
    person_ids: Sequence[int],
    kind: EventKind,
    on: date,
    actor: Actor,
    *,
    to: Unit | None = None,
    number: str = "",
    decided: date | None = None,
    issuer: str = "",
    note: str = "",
) -> None:
    """One event more for members, the last one of their lives and of the day; all that follows, in
    one statement. The caller has asked the scope and ``in_the_way``, and leaves the trail's event.
    """
    place = (to.pk, to.path) if to else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            _CARRY,
            [list(person_ids), kind.value, *place, on, number, decided, issuer, note, clock.now(),
             actor.name],
        )  # fmt: skip


def _ask(function: str, *values: Any) -> str:
    """What stands in the way, by the database's word; empty: it is done."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(values))})", values)
        return str(cursor.fetchone()[0])


def _refuse_code(code: str) -> None:
    if code == "overtaken":
        raise Overtaken("step_taken", "Việc này vừa có người khác làm xong. Không ghi thêm gì.")
    if code:
        raise Impossible(code, _IN_THE_WAY[code], "on" if code in ("too_early", "no_time") else "")


def _note(actor: Actor, row: Transfer, action: str, path: str, reason: str) -> None:
    audit.record(
        actor, action, subject=("transfer", row.pk), unit_path=path, reason=reason,
        data={"person": row.person_id, "kind": row.kind, "number": row.letter_number},
    )  # fmt: skip
