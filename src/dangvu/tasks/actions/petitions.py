"""What is done with an obstacle or recommendation: raised, taken, passed, joined, answered,
withdrawn. Each locks its row, and whoever comes second is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.orgs import anywhere
from dangvu.orgs.queries import Unit
from dangvu.rules import petitions as rules
from dangvu.rules.membership import MEMBERS
from dangvu.rules.petitions import Deed, Level
from dangvu.rules.procedure_law import parse_figure
from dangvu.tasks.actions.petition_following import (
    follow_ended,
    follow_merge,
    follow_units,
    go_back,
)
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.models import Petition, PetitionStep, TaskFigure
from dangvu.tasks.queries import petitions as queries

__all__ = [
    "LONGEST", "Raised", "answer", "choose_days", "follow_ended", "follow_merge", "follow_units",
    "go_back", "join", "note_opened", "note_reading_list", "pass_up", "raise_petition",
    "send_back", "take", "withdraw",
]  # fmt: skip

LONGEST = 4000
"""Most characters of what a petition or an answer says."""
_LOCK = 7_310_004
State = Petition.State
Kind = PetitionStep.Kind
_KIND = {
    Deed.TAKE: Kind.TAKEN,
    Deed.PASS_UP: Kind.PASSED,
    Deed.SEND_BACK: Kind.SENT_BACK,
    Deed.JOIN: Kind.JOINED,
    Deed.ANSWER: Kind.ANSWERED,
    Deed.WITHDRAW: Kind.WITHDRAWN,
}


@dataclass(frozen=True)
class Raised:
    """What a member met, and what the member recommends (may be empty); ``directive_id``: the
    directive it is about, if any."""

    subject: str
    what: str
    wish: str = ""
    directive_id: int | None = None


# ------------------------------------------------------------------ raised


def raise_petition(actor: Actor, person_id: int, raised: Raised) -> Petition:
    """Writes a petition into the book of the member's cell, with its number and its day: the member
    the own, or the cell for a member.

    Raises ``Impossible`` where it says nothing or the person is no member; ``Overtaken`` where the
    member has the very same one open, as after a form sent twice. Writes the petition, its first
    step, an event.
    """
    person = members.member(actor, person_id)
    if not permits(actor, Action.RAISE_PETITION, person.unit_path, person.pk):
        may(actor, Action.RAISE_PETITION, person.unit_path)
    what, wish = _said(raised.what, "what"), raised.wish.strip()[:LONGEST]
    if raised.subject not in list(Subject):
        raise Impossible("no_subject", "Chọn loại vướng mắc, kiến nghị.", "subject")
    if person.status not in MEMBERS:
        raise Impossible("no_member", "Người này hiện không phải đảng viên của đơn vị.", "person")
    offered = {key for key, _ in queries.directives_of(person.unit_path)}
    if raised.directive_id is not None and raised.directive_id not in offered:
        raise Impossible(
            "no_directive", "Văn bản này không còn thực hiện ở chi bộ. Chọn lại hoặc bỏ trống.",
            "directive",
        )  # fmt: skip
    today = clock.today()
    with transaction.atomic():
        _one_at_a_time(person.pk)
        same = Petition.objects.filter(person=person, what=what, state__in=rules.OPEN).first()
        if same is not None:
            name = rules.cited(same.number, same.year)
            raise Overtaken("raised_already", f"Kiến nghị này đã gửi rồi, số {name}.")
        due = rules.due_on(Level.CELL, today, _days(Level.CELL))
        made = Petition.objects.create(
            unit_id=person.unit_id, unit_path=person.unit_path, person=person, year=today.year,
            subject=raised.subject, what=what, wish=wish, directive_id=raised.directive_id,
            raised_on=today, due_on=due, holder_id=person.unit_id, holder_path=person.unit_path,
            holder_due_on=due, top_path=person.unit_path,
            by_member=actor.person_id == person.pk, recorded_at=clock.now(),
            recorded_by=actor.name,
        )  # fmt: skip
        made.refresh_from_db()
        _step(actor, [made], Kind.RAISED)
        _tell(actor, "raise_petition", made)
        return made


def _one_at_a_time(person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, person_id % 2**31])


def _said(text: str, field: str) -> str:
    """A text that must say something. Raises ``Impossible``."""
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise Impossible("nothing_said", "Chưa ghi nội dung.", field)
    if len(said) > LONGEST:
        raise Impossible("too_long", f"Nội dung dài quá {LONGEST} chữ. Rút ngắn lại.", field)
    return said


def _days(level: Level) -> int:
    return queries.law().row(rules.DAYS_OF[level], clock.today()).value


# ------------------------------------------------------------------ by who holds it


def take(actor: Actor, petition_id: int, seen: int | None = None) -> Petition:
    """Says that whoever holds a petition looks into it. ``seen``: the last step on the page the
    actor acts from; another since raises ``Overtaken``, here and below."""
    with transaction.atomic():
        row, _ = _held(actor, petition_id, Deed.TAKE, seen)
        row.state = rules.after(Deed.TAKE).value
        row.save(update_fields=["state"])
        _done(actor, [row], Deed.TAKE)
        _tell(actor, "take_petition", row)
        return row


def pass_up(
    actor: Actor, petition_id: int, unit_id: int | None, reason: str, seen: int | None = None
) -> Petition:
    """Passes a petition, and what was joined to it, up to an organisation above, the nearest where
    none is named; that gets a day of its own. From then on the organisations up to there read it.

    Raises ``Impossible`` without a reason, or where the organisation is none of the superiors.
    """
    why = _said(reason, "reason")
    with transaction.atomic():
        row, joined = _held(actor, petition_id, Deed.PASS_UP, seen)
        to = _superior(row, unit_id)
        _hold(row, joined, to)
        row.state = State.PASSED
        row.save(update_fields=["state"])
        _done(actor, [row, *joined], Deed.PASS_UP, why)
        _tell(actor, "pass_petition", row)
        return row


def send_back(actor: Actor, petition_id: int, reason: str, seen: int | None = None) -> Petition:
    """Sends a petition back to who passed it up, which gets a new day. Raises ``Impossible``
    without a reason, or where cells that are not beneath that one have theirs joined to it."""
    why = _said(reason, "reason")
    with transaction.atomic():
        row, joined = _held(actor, petition_id, Deed.SEND_BACK, seen)
        to = _sender(row)
        if any(not one.unit_path.startswith(to.path) for one in joined):
            raise Impossible(
                "joined_elsewhere",
                f"Kiến nghị của chi bộ khác đã gộp vào đây mà không thuộc {to.name}. Đồng chí trả "
                "lời chung ở cấp này.",
            )
        _hold(row, joined, to)
        row.state = rules.after(Deed.SEND_BACK).value
        row.save(update_fields=["state"])
        _done(actor, [row, *joined], Deed.SEND_BACK, why)
        _tell(actor, "send_back_petition", row)
        return row


def join(actor: Actor, petition_id: int, other_id: int, seen: int | None = None) -> Petition:
    """Joins a petition to another that asks the same of the same holder: the answer to that one
    answers it. The earlier day of the two holds. Raises ``Impossible`` where the other is not open,
    held elsewhere, or the same."""
    with transaction.atomic():
        first, second = sorted((petition_id, other_id))
        queries.petition(actor, first, held=True)
        queries.petition(actor, second, held=True)
        row, _ = _held(actor, petition_id, Deed.JOIN, seen)
        other = queries.petition(actor, other_id)
        if other.pk == row.pk or other.holder_id != row.holder_id:
            raise Impossible(
                "held_elsewhere", "Chọn một kiến nghị khác đang ở cùng tổ chức.", "other"
            )
        if not rules.State(other.state).open:
            raise Overtaken("not_open", "Kiến nghị kia vừa có người xử lý. Đồng chí chọn lại.")
        row.state, row.joined_to = rules.after(Deed.JOIN).value, other
        row.save(update_fields=["state", "joined_to"])
        other.holder_due_on = min(other.holder_due_on, row.holder_due_on)
        other.save(update_fields=["holder_due_on"])
        _done(actor, [row], Deed.JOIN, f"Gộp vào {rules.cited(other.number, other.year)}")
        _tell(actor, "join_petition", row)
        return row


def answer(actor: Actor, petition_id: int, text: str, seen: int | None = None) -> Petition:
    """Answers a petition and what was joined to it; it is over. The members find the answer on
    their first page. Writes the answers, a step each, one event."""
    said = _said(text, "answer")
    with transaction.atomic():
        row, joined = _held(actor, petition_id, Deed.ANSWER, seen)
        answered = {"answer": said, "answered_on": clock.today(), "answered_by": actor.name}
        together = [row.pk, *(one.pk for one in joined)]
        Petition.objects.filter(pk__in=together).update(state=State.ANSWERED, **answered)
        row.refresh_from_db()
        _done(actor, [row, *joined], Deed.ANSWER)
        _tell(actor, "answer_petition", row, len(together))
        return row


def withdraw(actor: Actor, petition_id: int, reason: str = "", seen: int | None = None) -> Petition:
    """The member takes a petition back that was not answered yet (or the cell, one it wrote down
    for the member, with the reason). Of others joined to it the earliest stands in its place."""
    with transaction.atomic():
        row, _ = _held(actor, petition_id, Deed.WITHDRAW, seen)
        if row.person_id != actor.person_id and not reason.strip():
            raise Impossible("reason_missing", "Rút thay đảng viên thì ghi lý do rút.", "reason")
        row.state = rules.after(Deed.WITHDRAW).value
        row.save(update_fields=["state"])
        _done(actor, [row], Deed.WITHDRAW, reason.strip()[:LONGEST])
        _tell(actor, "withdraw_petition", row)
        return row


def _held(
    actor: Actor, petition_id: int, deed: Deed, seen: int | None
) -> tuple[Petition, list[Petition]]:
    """The petition, locked, and those joined to it, for a deed that may be done.

    Raises ``Http404`` beyond reach, ``Overtaken`` where something was done since, ``Refused`` where
    another holds it, ``Impossible`` where the rules forbid it.
    """
    row = queries.petition(actor, petition_id, held=True)
    last = queries.last_step(row)
    if seen is not None and last is not None and last.pk != seen:
        raise Overtaken(
            "changed_since",
            f"Kiến nghị này vừa có người xử lý: {last.get_kind_display().lower()}. Chưa ghi việc "
            "của đồng chí. Đồng chí xem lại rồi làm tiếp.",
        )
    if deed is not Deed.WITHDRAW:
        may(actor, Action.ANSWER_PETITION, row.holder_path)
    joined = list(Petition.objects.select_for_update().filter(joined_to=row, state=State.JOINED))
    no = rules.objection(queries.standing(actor, row, len(joined)), deed)
    if no is not None and no.code == "not_now":
        raise Overtaken(no.code, no.message_vi)
    if no is not None:
        raise Impossible(no.code, no.message_vi)
    return row, joined


def _superior(row: Petition, unit_id: int | None) -> Unit:
    above = [unit for unit in anywhere.above(row.holder) if unit.valid_until is None]
    if unit_id is None and above:
        return above[-1]
    found = next((unit for unit in above if unit.pk == unit_id), None)
    if found is None:
        raise Impossible("no_superior", "Chọn một cấp trên của nơi đang giữ kiến nghị.", "unit")
    return found


def _sender(row: Petition) -> Unit:
    """Who passed a petition up to its holder; where that is gone, the cell."""
    line = anywhere.line_to(row.unit_path)
    before = queries.held_before(row)
    beneath_holder = [unit for unit in line if unit.path > row.holder_path]
    return next((unit for unit in beneath_holder if unit.pk == before), line[-1])


def _hold(row: Petition, joined: Sequence[Petition], to: Unit) -> None:
    """Another organisation holds a petition and what was joined to it, with a new day."""
    today, level = clock.today(), rules.level_of(to.type)
    values = {
        "holder": to,
        "holder_path": to.path,
        "holder_due_on": rules.due_on(level, today, _days(level)),
        "top_path": min(row.top_path, to.path, key=len),
    }
    Petition.objects.filter(pk__in=[row.pk, *(one.pk for one in joined)]).update(**values)
    for one in (row, *joined):
        for name, value in values.items():
            setattr(one, name, value)


# ------------------------------------------------------------------ what is kept of it


def _done(actor: Actor, rows: Sequence[Petition], deed: Deed, text: str = "") -> None:
    _step(actor, rows, _KIND[deed], text)


def _step(actor: Actor, rows: Sequence[Petition], kind: str, text: str = "") -> None:
    PetitionStep.objects.bulk_create(
        PetitionStep(
            petition=row, person_id=row.person_id, unit_path=row.unit_path, kind=kind,
            on=clock.today(), holder_id=row.holder_id, text=text, recorded_at=clock.now(),
            recorded_by=actor.name,
        )
        for row in rows
    )  # fmt: skip


def _tell(actor: Actor, action: str, row: Petition, count: int = 1) -> None:
    """An event without what was written: the trail is read by more people than the petition."""
    audit.record(
        actor, action, subject=("petition", row.pk), unit_path=row.unit_path,
        data={"number": row.number, "year": row.year, "count": count},
    )  # fmt: skip


# ------------------------------------------------------------------ the days of the office


def choose_days(actor: Actor, name: str, value: str, since: date, reason: str) -> TaskFigure:
    """Chooses other days for a level to answer in, for what it receives from a day on; days of
    petitions it holds stay as they were told. Raises ``Impossible`` where the level or the number
    cannot be read. Writes the choice, an event."""
    may(actor, Action.EDIT_CALENDAR, actor.unit_path)
    rule = next((rule for rule in rules.RULES if rule.name == name), None)
    if rule is None:
        raise Impossible("no_such_figure", "Chọn cấp trả lời.", "name")
    why = _said(reason, "reason")[:300]
    try:
        days = parse_figure(rule, value)
    except ValueError as unreadable:
        raise Impossible("unreadable", str(unreadable), "value") from unreadable
    with transaction.atomic():
        row = TaskFigure.objects.create(
            name=name, value=str(days), since=since, reason=why, recorded_at=clock.now(),
            recorded_by=actor.name,
        )  # fmt: skip
        audit.record(
            actor, "choose_task_figure", subject=("unit", actor.unit_id),
            unit_path=actor.unit_path, reason=why,
            data={"number": name, "since": since.isoformat()},
        )  # fmt: skip
        return row


# ------------------------------------------------------------------ who read


def note_opened(actor: Actor, row: Petition) -> None:
    """Leaves the event of having read somebody's petition; for the member's own, notes that the
    answer was read."""
    if actor.person_id != row.person_id:
        note_reading(actor, [row.person_id], row.unit_id, row.unit_path, "read_petition")
    elif row.state == State.ANSWERED and row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])


def note_reading_list(actor: Actor, people: Sequence[int]) -> None:
    """Leaves the event of having read a list with names."""
    note_reading(actor, sorted(set(people)), actor.unit_id, actor.unit_path, "read_petitions")
