"""Political classes: planning them, who sits in them, attendance, certificates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.admissions import classes
from dangvu.admissions.actions.steps import MOST, Recording, record_steps, told
from dangvu.admissions.classes import Kind, leading
from dangvu.admissions.models import Attendee, ClassSeats, PoliticalClass, RollCall
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import clean, day
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.procedure import Step

MOST_SESSIONS = 60
LONGEST_DAYS = 180
STEP_OF = {Kind.AWARENESS: Step.CLASS_DONE, Kind.NEW_MEMBER: Step.NEW_CLASS_DONE}


@dataclass(frozen=True)
class Planned:
    """A class as it is planned; ``places`` by unit."""

    kind: str
    name: str
    opens_on: date
    ends_on: date
    sessions: int
    seats: int
    organiser: str
    places: Mapping[int, int] = field(default_factory=dict)


def plan_class(actor: Actor, unit_id: int, planned: Planned) -> PoliticalClass:
    """Plans a class held for a unit and those beneath it, with the places each was given.

    Raises ``Impossible`` where its days or numbers cannot be, or a place is outside the unit.
    Writes class, places, event.
    """
    require(actor, Action.RUN_CLASSES)
    unit = orgs.unit_for_entry(actor, unit_id, Action.RUN_CLASSES)
    _check(planned)
    row = PoliticalClass(
        unit=unit, unit_path=unit.path, recorded_at=clock.now(), recorded_by=actor.name
    )
    _take_over(row, planned)
    row.save()
    _give_places(row, planned.places)
    _tell(actor, row, "plan_class", {"kind": row.kind, "seats": row.seats})
    return row


def change_class(actor: Actor, class_id: int, planned: Planned) -> PoliticalClass:
    """Changes what is planned. What people on the roster rest on stays: the kind, sessions that
    were marked, places that are taken."""
    row = _own(actor, class_id)
    _check(planned)
    roster = Attendee.objects.filter(political_class=row)
    if planned.kind != row.kind and roster.exists():
        raise Impossible("rostered", "Lớp đã có học viên thì không đổi loại lớp được.", "kind")
    marked = max((max(one, default=0) for one in roster.values_list("present", flat=True)),
                 default=0)  # fmt: skip
    if planned.sessions < marked:
        raise Impossible("marked", f"Đã điểm danh đến buổi {marked}.", "sessions")
    if roster.filter(certificate_on__lt=planned.opens_on).exists():
        raise Impossible("certified", "Đã cấp chứng nhận trước ngày khai giảng mới.", "opens_on")
    _take_over(row, planned)
    row.save()
    row.places.all().delete()
    _give_places(row, planned.places)
    _tell(actor, row, "change_class", {"kind": row.kind, "seats": row.seats})
    return row


def cancel_class(actor: Actor, class_id: int, reason: str) -> PoliticalClass:
    """A class that is not held: who was on its roster waits again."""
    row = _own(actor, class_id)
    reason = clean(reason)
    if not reason:
        raise Impossible("reason_missing", "Hủy lớp thì phải ghi lý do.", "reason")
    if Attendee.objects.filter(political_class=row).exclude(certificate_number="").exists():
        raise Impossible("certified", "Lớp đã cấp chứng nhận thì không hủy được.")
    gone, _ = Attendee.objects.filter(political_class=row).delete()
    row.cancelled_on = clock.today()
    row.save(update_fields=["cancelled_on"])
    _tell(actor, row, "cancel_class", {"count": gone}, reason)
    return row


# ------------------------------------------------------------------ who sits in it


def seat(actor: Actor, class_id: int, unit_id: int, case_ids: Collection[int]) -> int:
    """Puts persons of a unit's branch on the roster of a class in sight; how many are new on it.

    Sent once more, it changes nothing. Raises ``Impossible`` where the unit has not so many places,
    for one who does not need the class, and once the class is over.
    """
    row = _held(actor, class_id)
    unit = orgs.unit(actor, unit_id, Action.RUN_CLASSES)
    there = set(
        Attendee.objects.filter(political_class=row, case__in=case_ids).values_list(
            "case_id", flat=True
        )
    )
    able = {case.pk: case for case in classes.waiting(actor, row, unit.path, clock.today())}
    new = set(case_ids) - there
    if missing := new - able.keys():
        raise Impossible(
            "not_waiting",
            f"{len(missing)} người không còn chờ học lớp này; đồng chí mở lại trang.",
        )
    _check_room(row, unit.path, len(new))
    now = clock.now()
    Attendee.objects.bulk_create(
        Attendee(political_class=row, case_id=pk, unit_path=able[pk].unit_path, recorded_at=now,
                 recorded_by=actor.name)
        for pk in sorted(new)
    )  # fmt: skip
    if new:
        _tell(actor, row, "seat_class", {"cases": sorted(new), "unit": unit.pk})
    return len(new)


def unseat(actor: Actor, class_id: int, case_ids: Collection[int]) -> int:
    """Takes persons of the actor's reach off a roster; how many were on it. Who was at a session or
    has a certificate stays."""
    row = _held(actor, class_id)
    rows = list(
        classes.attendees(actor).filter(political_class=row, case__in=case_ids).select_for_update()
    )
    for one in rows:
        may(actor, Action.RUN_CLASSES, one.unit_path)
        if one.present or one.certificate_number:
            raise Impossible("attended", "Học viên đã dự học hoặc đã được cấp chứng nhận.")
    Attendee.objects.filter(pk__in=[one.pk for one in rows]).delete()
    if rows:
        _tell(actor, row, "unseat_class", {"cases": sorted(one.case_id for one in rows)})
    return len(rows)


# ------------------------------------------------------------------ attendance, certificates


@dataclass(frozen=True)
class Call:
    """A page of attendance: the session, the token of the page, who stood on it, who was marked
    present when it was opened, and who is now."""

    session: int
    token: UUID
    shown: Collection[int]
    before: Collection[int]
    present: Collection[int]


def mark_attendance(actor: Actor, class_id: int, call: Call) -> int:
    """Records who was at a session: only what was changed on the page, so that two who mark
    different people undo nothing of each other. A page that arrives twice counts once. How many
    marks changed."""
    row = _own(actor, class_id)
    if not 1 <= call.session <= row.sessions:
        raise Impossible("no_session", f"Lớp này có {row.sessions} buổi.", "session")
    if clock.today() < row.opens_on:
        raise Impossible(
            "not_open", f"Lớp khai giảng ngày {day(row.opens_on)}; chưa điểm danh được."
        )
    _, new = RollCall.objects.get_or_create(
        political_class=row, token=call.token,
        defaults={"session": call.session, "recorded_at": clock.now(), "recorded_by": actor.name},
    )  # fmt: skip
    if not new:
        return 0
    changed = set(call.before) ^ (set(call.present) & set(call.shown))
    rows = list(
        classes.attendees(actor)
        .filter(political_class=row, pk__in=changed & set(call.shown))
        .select_for_update(of=("self",))
    )
    for one in rows:
        sessions = set(one.present) - {call.session}
        one.present = sorted(sessions | {call.session} if one.pk in call.present else sessions)
    Attendee.objects.bulk_update(rows, ["present"])
    if rows:
        _tell(actor, row, "mark_attendance", {"session": call.session, "count": len(rows)})
    return len(rows)


@dataclass(frozen=True)
class Certificates:
    """Who of a class passed and who did not; the first number of the run, and the day."""

    passed: Sequence[int]
    failed: Collection[int]
    first: str
    on: date


def certify(actor: Actor, class_id: int, given: Certificates) -> int:
    """Gives certificates with numbers in a run, in the order of ``passed``, and takes the step of
    each case; how many were given. Who has one already is left as it is: sent once more, it changes
    nothing.

    Raises ``Impossible`` for a day that cannot be, a number that is taken or none, and where a case
    refuses the step; then nothing is written.
    """
    row = _own(actor, class_id)
    held = {
        one.pk: one
        for one in classes.attendees(actor)
        .filter(political_class=row, certificate_number="")
        .select_related("case")
        .select_for_update(of=("self",))
    }
    passed = [held[pk] for pk in given.passed if pk in held]
    failed = [held[pk] for pk in given.failed if pk in held and pk not in set(given.passed)]
    if passed:
        _check_certificates(row, given)
        numbers = run_of(given.first, len(passed))
        _check_free(row, numbers)
        with transaction.atomic():
            _write_certificates(actor, row, passed, numbers, given.on)
    for one in failed:
        one.passed = False
    Attendee.objects.bulk_update(failed, ["passed"])
    if passed or failed:
        _tell(
            actor, row, "certify_class",
            {"cases": sorted(one.case_id for one in passed), "failed": len(failed)},
        )  # fmt: skip
    return len(passed)


def run_of(first: str, count: int) -> list[str]:
    """Numbers in a run after the first: "009/CN-TTCT", "010/CN-TTCT", …"""
    start = leading(first)
    digits = len(first) - len(first.lstrip("0123456789"))
    if not digits or not start:
        raise Impossible(
            "number_unreadable", "Số đầu phải bắt đầu bằng chữ số, như 001/CN.", "first"
        )
    return [f"{start + index:0{digits}}{first[digits:]}" for index in range(count)]


def _check_certificates(row: PoliticalClass, given: Certificates) -> None:
    if given.on < row.ends_on:
        message = f"Ngày chứng nhận {day(given.on)} trước ngày bế giảng {day(row.ends_on)}."
        raise Impossible("before_end", message, "on")
    if given.on > clock.today():
        raise Impossible("in_future", f"Ngày chứng nhận {day(given.on)} chưa đến.", "on")


def _check_free(row: PoliticalClass, numbers: Sequence[str]) -> None:
    taken = Attendee.objects.filter(
        political_class__kind=row.kind, political_class__organiser=row.organiser,
        political_class__ends_on__year=row.ends_on.year, certificate_number__in=numbers,
    ).values_list("certificate_number", flat=True).first()  # fmt: skip
    if taken:
        raise Impossible("number_taken", f"Số {taken} đã cấp trong năm nay.", "first")


def _write_certificates(
    actor: Actor, row: PoliticalClass, passed: Sequence[Attendee], numbers: Sequence[str], on: date
) -> None:
    for one, number in zip(passed, numbers, strict=True):
        one.passed, one.certificate_number, one.certificate_on = True, number, on
    Attendee.objects.bulk_update(passed, ["passed", "certificate_number", "certificate_on"])
    step = STEP_OF[Kind(row.kind)]
    given = [
        (one.case_id, Recording(step, on, one.certificate_number, row.organiser)) for one in passed
    ]
    for start in range(0, len(given), MOST):
        for outcome in record_steps(actor, dict(given[start : start + MOST])):
            if refusal := outcome.refusal:
                message = f"{outcome.case.full_name}: {told(refusal)} Chưa cấp chứng nhận nào."
                raise Impossible(refusal.code, message)


# ------------------------------------------------------------------ parts


def _held(actor: Actor, class_id: int) -> PoliticalClass:
    """A class in sight, held until the transaction ends, that is still to be worked on."""
    require(actor, Action.RUN_CLASSES)
    found = classes.one(actor, class_id)
    row = PoliticalClass.objects.select_for_update().get(pk=found.pk)
    if row.cancelled_on is not None:
        raise Overtaken("cancelled", f"Lớp đã hủy ngày {day(row.cancelled_on)}.")
    return row


def _own(actor: Actor, class_id: int) -> PoliticalClass:
    """The same for a class of the actor's own reach."""
    row = _held(actor, class_id)
    may(actor, Action.RUN_CLASSES, row.unit_path)
    return row


def _check(planned: Planned) -> None:
    if not clean(planned.name):
        raise Impossible("name_missing", "Lớp phải có tên.", "name")
    length = (planned.ends_on - planned.opens_on).days
    if not 0 <= length <= LONGEST_DAYS:
        message = f"Bế giảng {day(planned.ends_on)} phải từ ngày khai giảng {day(planned.opens_on)}"
        raise Impossible("days", f"{message}, trong vòng {LONGEST_DAYS} ngày.", "ends_on")
    if not 1 <= planned.sessions <= MOST_SESSIONS:
        raise Impossible("sessions", f"Số buổi từ 1 đến {MOST_SESSIONS}.", "sessions")
    given = sum(planned.places.values())
    if planned.seats < 1 or min(planned.places.values(), default=0) < 0:
        raise Impossible("seats", "Số chỗ phải từ 1 trở lên.", "seats")
    if given > planned.seats:
        message = f"Đã phân {given} chỗ, nhiều hơn {planned.seats} chỗ của lớp."
        raise Impossible("seats_over", message, "seats")


def _take_over(row: PoliticalClass, planned: Planned) -> None:
    row.kind, row.name = planned.kind, clean(planned.name)
    row.opens_on, row.ends_on = planned.opens_on, planned.ends_on
    row.sessions, row.seats = planned.sessions, planned.seats
    row.organiser = clean(planned.organiser)


def _give_places(row: PoliticalClass, places: Mapping[int, int]) -> None:
    wanted = {unit: seats for unit, seats in places.items() if seats}
    paths = naming.paths_for_entry(wanted) if wanted else {}
    for unit_id, seats in wanted.items():
        path = paths.get(unit_id, "")
        if not (row.unit_path <= path < row.unit_path + "/"):
            raise Impossible("outside", "Chỉ phân chỗ cho đơn vị thuộc nơi mở lớp.")
        taken = Attendee.objects.filter(beneath(path), political_class=row).count() if row.pk else 0
        if taken > seats:
            message = f"Đơn vị đã có {taken} học viên trong lớp, không rút còn {seats} chỗ được."
            raise Impossible("seats_taken", message)
    ClassSeats.objects.bulk_create(
        ClassSeats(political_class=row, unit_id=unit_id, unit_path=paths[unit_id], seats=seats)
        for unit_id, seats in wanted.items()
    )


def _check_room(row: PoliticalClass, path: str, wanted: int) -> None:
    """That the class and the unit's line have so many places left."""
    lines = row.places.filter(unit_path__in=[*orgs.ancestors(path), path])
    for place in lines:
        taken = Attendee.objects.filter(beneath(place.unit_path), political_class=row).count()
        if taken + wanted > place.seats:
            message = f"Đơn vị được {place.seats} chỗ, đã dùng {taken}; chọn nhiều nhất "
            raise Impossible("no_room", f"{message}{place.seats - taken} người.")
    taken = Attendee.objects.filter(political_class=row).count()
    if taken + wanted > row.seats:
        raise Impossible("no_room", f"Lớp có {row.seats} chỗ, còn {row.seats - taken}.")


def _tell(
    actor: Actor, row: PoliticalClass, action: str, data: Mapping[str, Any], reason: str = ""
) -> None:
    audit.record(
        actor, action, subject=("class", row.pk), unit_path=row.unit_path, reason=reason, data=data
    )
