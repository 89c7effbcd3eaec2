"""Facts beside the history: badges given, months of dues, forms of discipline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.models import Badge, Discipline, DuesMonth, Status
from dangvu.members.queries.people import people
from dangvu.office.vietnamese import clean, day
from dangvu.orgs import queries as orgs
from dangvu.rules.badges import MILESTONES


@dataclass(frozen=True)
class Awarded:
    """One badge of a decision: to whom, for how many years, and why before its day."""

    person_id: int
    years: int
    early: str = ""


def award_badges(
    actor: Actor, unit_id: int, awarded: Sequence[Awarded], on: date, decision_number: str
) -> int:
    """Records badges given by one decision; gives back how many.

    Raises ``Impossible`` without a number or anybody, for a day to come, for one who stands outside
    the branch, and where a badge was given before. A constant number of statements; one event.
    """
    unit = orgs.unit(actor, unit_id, Action.VIEW_MEMBERS)
    may(actor, Action.EDIT_MEMBERS, unit.path)
    _check_award(awarded, on, decision_number)
    ids = {one.person_id for one in awarded}
    there = {p.pk: p for p in people(actor).filter(pk__in=ids)}
    if ids - there.keys():
        raise Impossible("not_here", "Có đảng viên không còn trong danh sách. Mở lại trang.")
    held = Badge.objects.filter(person_id__in=ids).select_related("person")
    given = {(badge.person_id, badge.years): badge for badge in held}
    for one in awarded:
        if before := given.get((one.person_id, one.years)):
            message = (
                f"{before.person.full_name} đã được ghi Huy hiệu {one.years} năm ngày "
                f"{day(before.awarded_on)}."
            )
            raise Impossible("given_before", message)
    Badge.objects.bulk_create(
        Badge(
            person_id=one.person_id, unit_path=there[one.person_id].unit_path, years=one.years,
            awarded_on=on, decision_number=clean(decision_number), early=clean(one.early),
            recorded_at=clock.now(),
        )
        for one in awarded
    )  # fmt: skip
    audit.record(
        actor, "award_badges", subject=("unit", unit.pk), unit_path=unit.path,
        data={"persons": sorted(ids), "count": len(awarded), "number": clean(decision_number),
              "decision_on": on.isoformat()},
    )  # fmt: skip
    return len(awarded)


def _check_award(awarded: Sequence[Awarded], on: date, decision_number: str) -> None:
    if not awarded:
        raise Impossible("nobody", "Chưa chọn đảng viên nào.", "award")
    if not clean(decision_number):
        raise Impossible("no_number", "Chưa ghi số quyết định.", "decision_number")
    if on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(on)} chưa đến.", "on")
    if any(one.years not in MILESTONES.at(on).value for one in awarded):
        raise Impossible("no_milestone", "Không có Huy hiệu Đảng của số năm này.", "award")


def mark_dues(
    actor: Actor,
    unit_id: int,
    year: int,
    paid: Mapping[int, Collection[int]],
    reasons: Mapping[int, str],
) -> int:
    """Writes which months of a year members of a cell have paid, and why not the others.

    ``paid`` holds every member shown, with the months paid; a month that was paid and is not among
    them is taken back. ``reasons`` go to the months unpaid until now. Gives back how many months
    changed. Raises ``Impossible`` for a month to come and for whoever is not of the cell. A
    constant number of statements; one event.
    """
    unit = orgs.unit(actor, unit_id, Action.VIEW_MEMBERS)
    may(actor, Action.RECORD_DUES, unit.path)
    today = clock.today()
    there = {p.pk: p for p in people(actor).filter(pk__in=paid, unit_id=unit.pk)}
    if set(paid) - there.keys():
        raise Impossible("not_here", "Có đảng viên không còn ở chi bộ này. Mở lại trang.")
    if any(not 1 <= m <= 12 or date(year, m, 1) > today for held in paid.values() for m in held):
        raise Impossible("not_yet", "Chưa đến tháng ấy, chưa ghi đóng đảng phí được.")
    first, last = date(year, 1, 1), date(year, 12, 1)
    rows = DuesMonth.objects.filter(person_id__in=paid, month__gte=first, month__lte=last)
    known = {(row.person_id, row.month.month): row for row in rows}
    changed = []
    for person_id, months in paid.items():
        reason = clean(reasons.get(person_id, ""))[:200]
        for month in range(1, 13):
            row = known.get((person_id, month))
            fresh = _due(row, month in months, reason, date(year, month, 1), today)
            if fresh is not None:
                fresh.person, fresh.unit_path = there[person_id], there[person_id].unit_path
                changed.append(fresh)
    if not changed:
        return 0
    DuesMonth.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person", "month"],
        update_fields=["paid_on", "reason", "recorded_at"],
    )  # fmt: skip
    audit.record(
        actor, "mark_dues", subject=("unit", unit.pk), unit_path=unit.path,
        data={"persons": sorted({row.person_id for row in changed}), "count": len(changed)},
    )  # fmt: skip
    return len(changed)


def _due(
    row: DuesMonth | None, paid: bool, reason: str, month: date, today: date
) -> DuesMonth | None:
    """The month as it should stand; None where it stands so already."""
    was_paid, was_reason = (row.paid_on, row.reason) if row else (None, "")
    why = "" if paid or month > today else reason
    if paid == (was_paid is not None) and why == was_reason:
        return None
    on = (was_paid or today) if paid else None
    return DuesMonth(month=month, paid_on=on, reason=why, recorded_at=clock.now())


@dataclass(frozen=True)
class Punished:
    """A form of discipline as decided."""

    form: str
    decision_number: str
    decided_on: date
    issuer: str
    ended_on: date | None = None


def record_discipline(actor: Actor, person_id: int, punished: Punished) -> Discipline:
    """Records that a form of discipline was decided; never what for, in detail.

    Raises ``Impossible`` for a day to come, one that ends before it began, one recorded already,
    and a form that a probationary member is not given (R5.4). One event.
    """
    person = queries.member(actor, person_id)
    may(actor, Action.RECORD_DISCIPLINE, person.unit_path)
    form = Discipline.Form(punished.form)
    if punished.decided_on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(punished.decided_on)} chưa đến.", "decided_on")
    if punished.ended_on and punished.ended_on <= punished.decided_on:
        raise Impossible("before_start", "Ngày hết hiệu lực phải sau ngày quyết định.", "ended_on")
    light = (Discipline.Form.REPRIMAND, Discipline.Form.WARNING)
    if person.status == Status.PROBATIONARY and form not in light:
        message = "Đảng viên dự bị chỉ có hình thức khiển trách, cảnh cáo."
        raise Impossible("not_for_probationary", message, "form")
    number = clean(punished.decision_number)
    if Discipline.objects.filter(person=person, decision_number=number, form=form).exists():
        message = f"Quyết định {number} đã được ghi cho đảng viên này."
        raise Impossible("recorded_already", message, "decision_number")
    made = Discipline.objects.create(
        person=person, unit_path=person.unit_path, form=form, decision_number=number,
        decided_on=punished.decided_on, issuer=clean(punished.issuer),
        ended_on=punished.ended_on, recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    audit.record(
        actor, "record_discipline", subject=("person", person.pk), unit_path=person.unit_path,
        data={"number": number},
    )  # fmt: skip
    return made
