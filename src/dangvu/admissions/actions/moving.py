"""A case goes to another unit midway: one side sends it, the other takes it (R2.10).

Elapsed time, steps and papers stay. What neither side sees of the other is done in the database
(``admission_case_take``), in the same transaction.
"""

from datetime import date

from django.db import IntegrityError, connection, transaction
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.admissions import cases
from dangvu.admissions.actions.steps import Recording, record_all, told
from dangvu.admissions.models import CaseMove
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import clean, day
from dangvu.orgs import anywhere
from dangvu.rules.procedure import Step

_OVERTAKEN = "Hồ sơ này vừa có người xử lý. Đồng chí mở lại trang để xem."
_IN_THE_WAY = {
    "before_sent": "Ngày tiếp nhận trước ngày giới thiệu.",
    "unit_ended": "Chi bộ nơi đến đã kết thúc hoạt động hoặc đã chuyển. Trả lại, nêu lý do.",
    "not_there": "Hồ sơ không còn ở nơi giới thiệu. Hỏi lại nơi giới thiệu.",
}


def send_case(
    actor: Actor, case_id: int, to_unit_id: int, on: date, reason: str, number: str = ""
) -> CaseMove:
    """Sends a case to another cell. It stays where it is until that has taken it.

    Raises ``Impossible`` as the step does, and where the place is no cell or the same;
    ``Overtaken`` where it is on its way already. Writes the step, the move, an event.
    """
    with transaction.atomic():
        to = anywhere.cell_for_entry(to_unit_id)
        if to is None:
            raise Impossible("no_place", "Nơi đến phải là một chi bộ đang hoạt động.", "unit")
        row = cases.case(actor, case_id)
        if to.pk == row.unit_id:
            raise Impossible("same_place", "Hồ sơ đang ở chính chi bộ này.", "unit")
        if row.admission_id is not None:
            raise Impossible(
                "in_register", "Đảng viên dự bị chuyển theo thủ tục chuyển sinh hoạt đảng; hồ sơ "
                "đi theo đảng viên.",
            )  # fmt: skip
        _step(actor, case_id, Recording(Step.MOVE_SENT, on, number=number, reason=reason))
        row.refresh_from_db()
        try:
            with transaction.atomic():
                move = CaseMove.objects.create(
                    case=row, full_name=row.full_name, from_unit=row.unit,
                    from_path=row.unit_path, to_unit=to, to_path=to.path, sent_on=on,
                    number=clean(number), recorded_at=clock.now(), recorded_by=actor.name,
                )  # fmt: skip
        except IntegrityError as there:
            raise Overtaken("under_way", _OVERTAKEN) from there
        _tell(actor, "send_case", move, row.unit_path, reason)
        return move


def take_case(actor: Actor, move_id: int, on: date) -> int:
    """Takes a case in that was sent here; gives back its id. Helpers so far end, the unit assigns
    its own. Raises ``Impossible`` with what is in the way, ``Overtaken``."""
    with transaction.atomic():
        move = _arriving(actor, move_id)
        if on > clock.today():
            raise Impossible("in_future", f"Ngày {day(on)} chưa đến.", "on")
        with connection.cursor() as cursor:
            cursor.execute("SELECT admission_case_take(%s, %s)", [move.pk, on])
            code = str(cursor.fetchone()[0])
        if code == "overtaken":
            raise Overtaken("step_taken", _OVERTAKEN)
        if code:
            raise Impossible(code, _IN_THE_WAY[code], "on")
        _step(actor, move.case_id, Recording(Step.MOVE_TAKEN, on))
        _tell(actor, "take_case", move, move.to_path)
        return move.case_id


def return_case(actor: Actor, move_id: int, on: date, reason: str) -> CaseMove:
    """Sends a case back to where it came from, with the reason. That side goes on with it."""
    if not reason.strip():
        raise Impossible("reason_missing", "Trả lại thì phải ghi lý do.", "reason")
    with transaction.atomic():
        move = _arriving(actor, move_id)
        _end(move, on, reason.strip())
        _tell(actor, "return_case", move, move.to_path, reason.strip())
        return move


def call_back(actor: Actor, move_id: int, on: date, reason: str) -> CaseMove:
    """The sending side goes on with a case it had sent, before it was taken or once it came back.
    Writes the step, the move, an event."""
    with transaction.atomic():
        move = _move(actor, move_id)
        may(actor, Action.RECORD_CASE, move.from_path)
        if move.taken_on is not None:
            raise Overtaken("step_taken", f"{move.to_unit.name} đã tiếp nhận hồ sơ này.")
        if move.returned_on is None:
            _end(move, on, reason.strip())
        _step(actor, move.case_id, Recording(Step.RESUMED, on, reason=reason))
        _tell(actor, "call_back_case", move, move.from_path, reason.strip())
        return move


def _end(move: CaseMove, on: date, reason: str) -> None:
    if on > clock.today():
        raise Impossible("in_future", f"Ngày {day(on)} chưa đến.", "on")
    if on < move.sent_on:
        raise Impossible("before_sent", "Ngày này trước ngày giới thiệu.", "on")
    if move.taken_on is not None or move.returned_on is not None:
        raise Overtaken("step_taken", _OVERTAKEN)
    move.returned_on, move.returned_reason = on, reason[:300]
    move.save(update_fields=["returned_on", "returned_reason"])


def _move(actor: Actor, move_id: int) -> CaseMove:
    """A move from or to the actor's reach, held."""
    rows = cases.moves(actor).select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=move_id).first()
    if found is None:
        raise Http404("Không có hồ sơ chuyển này trong phạm vi của đồng chí.")
    return found


def _arriving(actor: Actor, move_id: int) -> CaseMove:
    move = _move(actor, move_id)
    may(actor, Action.RECORD_CASE, move.to_path)
    return move


def _step(actor: Actor, case_id: int, recording: Recording) -> None:
    outcome = record_all(actor, {case_id: recording})[0]
    first = outcome.refusal
    if first is not None:
        kind = Overtaken if outcome.overtaken else Impossible
        raise kind(first.code, told(first), first.field)


def _tell(actor: Actor, action: str, move: CaseMove, path: str, reason: str = "") -> None:
    audit.record(
        actor, action, subject=("case", move.case_id), unit_path=path, reason=reason,
        data={"unit": move.to_unit_id, "from_unit": move.from_unit_id, "number": move.number},
    )  # fmt: skip
