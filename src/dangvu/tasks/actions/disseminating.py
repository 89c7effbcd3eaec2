"""A paper is made known: a unit receives and opens it, holds a session; members say to know it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits, require
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.rules.obligations import Product
from dangvu.tasks.actions.cascading import settle
from dangvu.tasks.catalogue import SessionForm, Stage
from dangvu.tasks.models import Assignment, Directive, Learned, Reach, Session
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import dissemination as reading

_MARKED = {"received": "receive_directive", "opened": "see_directive"}


@dataclass(frozen=True)
class Held:
    """A session as it is told: day, form, members expected and there; ``people`` are those there by
    name, where it is told so; ``token`` that of the page."""

    on: date
    form: SessionForm
    expected: int
    attended: int
    people: Collection[int] = ()
    paper_number: str = ""
    note: str = ""
    token: UUID | None = None


def receive(actor: Actor, directive_id: int, unit_id: int) -> bool:
    """Notes that a unit has the paper; whether it is new."""
    return _mark(actor, directive_id, unit_id, "received")


def opened(actor: Actor, directive_id: int) -> bool:
    """Notes that the actor's own unit has opened the paper; whether it is new. Whoever may not
    write for the unit leaves no mark."""
    if not permits(actor, Action.DISSEMINATE, actor.unit_path):
        return False
    waiting = Reach.objects.filter(directive=directive_id, unit=actor.unit_id, opened_at=None)
    return waiting.exists() and _mark(actor, directive_id, actor.unit_id, "opened")


def _mark(actor: Actor, directive_id: int, unit_id: int, what: str) -> bool:
    found = directives.directive(actor, directive_id)
    unit = orgs.unit(actor, unit_id, Action.VIEW_DUTIES)
    may(actor, Action.DISSEMINATE, unit.path)
    now = clock.now()
    rows = Reach.objects.filter(directive=found, unit=unit)
    fresh = rows.filter(**{f"{what}_at": None}).update(
        **{f"{what}_at": now, f"{what}_by": actor.name}
    )
    if what == "opened":
        rows.filter(received_at=None).update(received_at=now, received_by=actor.name)
    if fresh:
        _tell(actor, found, unit, _MARKED[what])
    return fresh > 0


def hold_session(actor: Actor, directive_id: int, unit_id: int, held: Held) -> Session:
    """Records a session of a unit; who was there by name knows the paper from then on. The unit's
    duties that had not begun are then made known.

    A page that arrives twice counts once: the session it told of is given back. Raises
    ``Impossible`` for numbers or days that cannot be.
    """
    found = directives.directive(actor, directive_id)
    unit = orgs.unit_for_entry(actor, unit_id, Action.VIEW_DUTIES)
    may(actor, Action.DISSEMINATE, unit.path)
    people = _of_unit(actor, unit, held.people)
    _check(found, held, len(people))
    words = {
        "directive": found, "unit_path": unit.path, "held_on": held.on, "form": held.form.value,
        "expected": held.expected, "attended": held.attended,
        "paper_number": held.paper_number.strip(), "note": held.note.strip(),
        "recorded_at": clock.now(), "recorded_by": actor.name,
    }  # fmt: skip
    made, new = Session.objects.get_or_create(unit=unit, token=held.token, defaults=words) if (
        held.token
    ) else (Session.objects.create(unit=unit, **words), True)  # fmt: skip
    if not new:
        return made
    _seat(found, made, people)
    _reached(actor, found, unit, held.on)
    begun = Assignment.objects.filter(directive=found, unit=unit, stage=Stage.NOT_BEGUN)
    _tell(
        actor, found, unit, "hold_session",
        {"attended": held.attended, "named": len(people),
         "duties": begun.update(stage=Stage.DISSEMINATED)},
    )  # fmt: skip
    _settle_attendance(found, unit)
    return made


def _settle_attendance(found: Directive, unit: Unit) -> None:
    asked = Assignment.objects.filter(directive=found, unit=unit, duty__product=Product.ATTENDANCE)
    settle(list(asked.values_list("pk", flat=True)))


def _check(found: Directive, held: Held, named: int) -> None:
    if found.state not in (Directive.State.IN_FORCE, Directive.State.ENDED):
        raise Impossible("not_given", "Văn bản này chưa giao nhiệm vụ, chưa ghi quán triệt được.")
    if held.on > clock.today():
        raise Impossible("in_future", "Buổi quán triệt chưa diễn ra. Ghi sau khi đã tổ chức.", "on")
    dated = directives.paper_day(found)
    if dated and held.on < dated:
        raise Impossible(
            "before_paper", f"Ngày {day(held.on)} trước ngày của văn bản ({day(dated)}).", "on"
        )
    if held.expected < 1:
        raise Impossible("nobody", "Số đảng viên phải dự ít nhất là 1.", "expected")
    if not 0 <= held.attended <= held.expected:
        raise Impossible(
            "more_than_all",
            f"Có mặt {held.attended} nhiều hơn số phải dự {held.expected}. "
            "Người được miễn mà vẫn dự thì không tính vào hai số này.",
            "attended",
        )
    if named > held.attended:
        raise Impossible("more_named", "Số đồng chí đánh dấu nhiều hơn số có mặt.", "attended")


def _of_unit(actor: Actor, unit: Unit, people: Collection[int]) -> list[int]:
    """Those of some members who belong to the unit; of others nothing is told."""
    if not people:
        return []
    asked = set(people)
    return [person.pk for person in members.in_cell(actor, unit) if person.pk in asked]


def _seat(found: Directive, made: Session, people: Sequence[int]) -> None:
    Learned.objects.bulk_create(
        [
            Learned(directive=found, person_id=pk, unit_path=made.unit_path, session=made)
            for pk in people
        ],
        ignore_conflicts=True,
    )


def _reached(actor: Actor, found: Directive, unit: Unit, on: date) -> None:
    """The unit has the paper and held a session; the first one counts."""
    now = clock.now()
    row, new = Reach.objects.get_or_create(
        directive=found, unit=unit,
        defaults={"unit_path": unit.path, "received_at": now, "received_by": actor.name,
                  "opened_at": now, "opened_by": actor.name, "held_on": on},
    )  # fmt: skip
    if new:
        return
    row.held_on = min(filter(None, (row.held_on, on)))
    for what in ("received", "opened"):
        if getattr(row, f"{what}_at") is None:
            setattr(row, f"{what}_at", now)
            setattr(row, f"{what}_by", actor.name)
    row.save()


def take_back_session(actor: Actor, session_id: int, reason: str) -> None:
    """Takes back a session that was recorded by mistake, with who was there by it. Who said so
    themselves still knows the paper; stages that went on since stay."""
    row = reading.session(actor, session_id)
    may(actor, Action.DISSEMINATE, row.unit_path)
    may(actor, Action.VIEW_MEMBERS, row.unit_path)
    if not reason.strip():
        raise Impossible("reason_missing", "Bỏ buổi đã ghi thì phải nêu lý do.", "reason")
    found, unit = row.directive, row.unit
    by_it = Learned.objects.filter(session=row)
    by_it.exclude(acknowledged_at=None).update(session=None)
    by_it.delete()
    row.delete()
    others = Session.objects.filter(directive=found, unit=unit)
    first = others.aggregate(first=Min("held_on"))["first"]
    Reach.objects.filter(directive=found, unit=unit).update(held_on=first)
    if first is None:
        Assignment.objects.filter(
            directive=found, unit=unit, stage=Stage.DISSEMINATED
        ).update(stage=Stage.NOT_BEGUN)  # fmt: skip
    _tell(actor, found, unit, "take_back_session", reason=reason.strip())


def acknowledge(actor: Actor, directive_id: int) -> bool:
    """A member says to know a paper; whether it is new."""
    require(actor, Action.ACKNOWLEDGE)
    if actor.person_id is None:
        raise Impossible("no_record", "Tài khoản của đồng chí chưa gắn với hồ sơ đảng viên.")
    found = directives.directive(actor, directive_id)
    person = members.member(actor, actor.person_id)
    rows = Learned.objects.filter(directive=found, person=person)
    if rows.exclude(acknowledged_at=None).exists():
        return False
    if not rows.update(acknowledged_at=clock.now()):
        Learned.objects.bulk_create(
            [Learned(directive=found, person=person, unit_path=person.unit_path,
                     acknowledged_at=clock.now())],
            ignore_conflicts=True,
        )  # fmt: skip
    audit.record(
        actor, "acknowledge_directive", subject=("directive", found.pk), unit_path=person.unit_path
    )
    return True


def acknowledge_for(actor: Actor, directive_id: int, unit_id: int, people: Collection[int]) -> int:
    """The cell notes for members that they read the paper themselves; how many are new."""
    found = directives.directive(actor, directive_id)
    unit = orgs.unit_for_entry(actor, unit_id, Action.VIEW_DUTIES)
    may(actor, Action.DISSEMINATE, unit.path)
    named = _of_unit(actor, unit, people)
    known = {row.person_id for row in reading.learned(actor, named, found.pk)}
    fresh = [pk for pk in named if pk not in known]
    if not fresh:
        raise Impossible("nobody", "Chưa đánh dấu đồng chí nào chưa được ghi.")
    now = clock.now()
    Learned.objects.bulk_create(
        [
            Learned(directive=found, person_id=pk, unit_path=unit.path, acknowledged_at=now)
            for pk in fresh
        ],
        ignore_conflicts=True,
    )
    _settle_attendance(found, unit)
    _tell(actor, found, unit, "acknowledge_for", {"named": len(fresh)})
    return len(fresh)


def _tell(
    actor: Actor,
    found: Directive,
    unit: Unit,
    action: str,
    data: dict[str, int] | None = None,
    reason: str = "",
) -> None:
    audit.record(
        actor, action, subject=("directive", found.pk), unit_path=unit.path, reason=reason,
        data={**(data or {}), "paper": found.paper.number_symbol},
    )  # fmt: skip
