"""Duties are given out: what was proposed becomes duties, who has each, and whom it must reach.

Nothing exists before; one transaction writes it all, set-based: the number of statements does not
depend on how many duties or units there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.documents.actions.receiving import send_down
from dangvu.kernel import audit, clock
from dangvu.kernel.reactions import react
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import fold
from dangvu.orgs import addressed
from dangvu.orgs import queries as orgs
from dangvu.orgs.addressed import Addressed
from dangvu.rules.duties import Period, first_period
from dangvu.rules.obligations import Audience, Every
from dangvu.tasks.actions.reading import locked
from dangvu.tasks.models import Directive, Duty
from dangvu.tasks.proposal import OWN, Proposed, Wrong, called, checked, unready
from dangvu.tasks.queries import audience, directives

State = Directive.State


@dataclass(frozen=True)
class Given:
    """A duty with the units it is given to, and its first period."""

    proposed: Proposed
    units: tuple[Addressed, ...]
    period: Period | None

    @property
    def due_on(self) -> date | None:
        return self.period.due_on if self.period else self.proposed.due_on

    @property
    def organs(self) -> tuple[tuple[str, bool], ...]:
        """The organs of the own office that have it, and whether each leads."""
        if self.proposed.audience not in OWN:
            return ()
        joins = (name for name in self.proposed.join_organs if name != self.proposed.organ)
        return (self.proposed.organ.strip(), True), *((name, False) for name in joins)


@dataclass(frozen=True)
class Foreseen:
    """A duty as it would be given now: to which units, and what is wrong with it, if anything."""

    given: Given
    wrong: Wrong | None


def foreseen(
    kept: Sequence[Proposed], unit: orgs.Unit, paper_day: date | None, today: date
) -> list[Foreseen]:
    """What would come of proposed duties, were they confirmed now. Two statements for each class of
    addressees and choice of units, whatever their number."""
    on = audience.day_for(unit, paper_day, today)
    known: dict[tuple[str, tuple[int, ...]], tuple[Addressed, ...]] = {}
    made = []
    for one in kept:
        asked = (one.audience, one.units)
        if asked not in known:
            units = audience.resolve(unit, one.audience, on, one.units)
            known[asked] = tuple(audience.standing_now(units))
        wrong = checked(one) or unready(one)
        if wrong is None and not known[asked]:
            wrong = Wrong("nobody", "không có đơn vị nào đang hoạt động để giao", "audience")
        period = opening(one, today) if wrong is None else None
        made.append(Foreseen(Given(one, known[asked], period), wrong))
    return made


def plan(found: Directive, unit: orgs.Unit, today: date) -> list[Given]:
    """Who would get what, were the duties confirmed now. Raises ``Impossible`` for the first duty
    that cannot be given, and says which."""
    kept = [one for one in directives.proposed(found) if not one.dropped]
    if not kept:
        raise Impossible(
            "no_duties", "Không còn nhiệm vụ nào để giao. Thêm hoặc khôi phục một mục."
        )
    made = foreseen(kept, unit, directives.paper_day(found), today)
    for position, one in enumerate(made, 1):
        if one.wrong is not None:
            raise Impossible(
                one.wrong.code, told(position, one), f"{one.given.proposed.key}.{one.wrong.field}"
            )
    return [one.given for one in made]


def told(position: int, one: Foreseen) -> str:
    """The sentence that says which duty cannot be given, and why."""
    why = one.wrong.message_vi.rstrip(".") if one.wrong else ""
    return f"Nhiệm vụ thứ {position} ({called(one.given.proposed)}): {why}."


def opening(one: Proposed, today: date) -> Period | None:
    """The first period of a duty that recurs, for one given on a day."""
    if not one.every:
        return None
    return first_period(
        Every(one.every), one.times, one.by_day, one.by_month, today, inclusive=one.due_inclusive
    )


def confirm(actor: Actor, directive_id: int, edition: int) -> Directive:
    """Gives the duties out as they stand on the page. Raises ``Impossible`` where a product, a body
    or a date is missing and says which duty, ``Overtaken`` where somebody was first.

    Writes duties, assignments, whom the paper must reach, to whom it goes, one event.
    """
    held = locked(actor, directive_id, edition)
    unit = orgs.unit_for_entry(actor, held.unit_id, Action.ADOPT_DIRECTIVE)
    given = plan(held, unit, clock.today())
    duties = Duty.objects.bulk_create(
        _duty(actor, held, one, position) for position, one in enumerate(given, 1)
    )
    assigned = _assign(held, duties, given)
    reached = _reach(held, unit, given)
    send_down(held.paper_id, held.unit_id, {to.unit_id for one in given for to in one.units})
    held.state = State.IN_FORCE
    held.confirmed_at, held.confirmed_by = clock.now(), actor.name
    held.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    if any(duty.indicator for duty in duties):
        react("indicators_given", actor=actor, unit_id=held.unit_id)
    audit.record(
        actor, "confirm_directive", subject=("directive", held.pk), unit_path=held.unit_path,
        data={"duties": len(duties), "assignments": assigned, "units": reached},
    )  # fmt: skip
    return held


def _duty(actor: Actor, held: Directive, given: Given, position: int) -> Duty:
    one = given.proposed
    return Duty(
        directive=held, unit_id=held.unit_id, unit_path=held.unit_path, position=position,
        no=one.no, heading=one.heading.strip() or called(one), what=one.what.strip(),
        product=one.product, indicator=one.indicator, audience=one.audience or Audience.NAMED,
        due_on=one.due_on, due_inclusive=one.due_inclusive, due_text=one.due_text,
        every=one.every, times=one.times, by_day=one.by_day, by_month=one.by_month,
        report_to=one.report_to, span_start=one.span[0] if one.span else None,
        span_end=one.span[1] if one.span else None,
        recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip


_ASSIGN = """
INSERT INTO tasks_assignment
  (directive_id, duty_id, root_id, unit_id, unit_path, organ, leads, stage, period_start, due_on,
   plan_number, explained, task_count, task_done, urged)
SELECT %s, g.duty, g.duty, u.id, u.path, g.organ, g.leads, 'not_begun', g.period_start, g.due_on,
       '', '', 0, 0, 0
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::boolean[], %s::date[], %s::date[])
       AS g(duty, unit, organ, leads, period_start, due_on)
JOIN orgs_unit AS u ON u.id = g.unit
ON CONFLICT (duty_id, unit_id, organ) DO NOTHING
"""


def _assign(held: Directive, duties: Sequence[Duty], given: Sequence[Given]) -> int:
    """Who has which duty. One statement; how many rows."""
    rows = [
        (duty.pk, unit.unit_id, organ, leads, one.period.start if one.period else None, one.due_on)
        for duty, one in zip(duties, given, strict=True)
        for unit in one.units
        for organ, leads in one.organs or (("", True),)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ASSIGN, [held.pk, *map(list, zip(*rows, strict=True))])
        return cursor.rowcount


_REACH = """
INSERT INTO tasks_reach (directive_id, unit_id, unit_path, received_by, opened_by)
SELECT %s, u.id, u.path, '', '' FROM orgs_unit AS u WHERE u.id = ANY(%s)
ON CONFLICT (directive_id, unit_id) DO NOTHING
"""


def _reach(held: Directive, unit: orgs.Unit, given: Sequence[Given]) -> int:
    """Whom the paper must be made known to: who has a duty, and everybody beneath where the paper
    says it goes down to cells or members. Two statements at most; how many units."""
    wanted = {unit.unit_id for one in given for unit in one.units}
    if _to_cells(held, given):
        wanted |= {one.unit_id for one in addressed.all_under(unit, clock.today())}
    return reach(held.pk, wanted)


def reach(directive_id: int, unit_ids: set[int]) -> int:
    """A directive is to be made known to units; those that have it already keep their row."""
    with connection.cursor() as cursor:
        cursor.execute(_REACH, [directive_id, list(unit_ids)])
        return cursor.rowcount


def _to_cells(held: Directive, given: Sequence[Given]) -> bool:
    words = fold(held.audience_text)
    return "chi bo" in words or "dang vien" in words or any(
        one.proposed.audience in (Audience.CELLS, Audience.MEMBERS) for one in given
    )  # fmt: skip


def abandon(actor: Actor, directive_id: int, edition: int) -> Directive:
    """What was read is not given out; the paper stays, and can be opened again."""
    held = locked(actor, directive_id, edition)
    held.state = State.DROPPED
    held.confirmed_at, held.confirmed_by = clock.now(), actor.name
    held.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    audit.record(
        actor, "abandon_directive", subject=("directive", held.pk), unit_path=held.unit_path
    )
    return held


def end(actor: Actor, directive_id: int, on: date, note: str) -> Directive:
    """The directive is followed up no longer from a day on: its duties stand as they are, and
    nobody owes them any more. Raises ``Impossible``."""
    found = directives.directive_own(actor, directive_id, Action.ADOPT_DIRECTIVE)
    held = Directive.objects.select_for_update().get(pk=found.pk)
    if held.state == State.ENDED:
        raise Overtaken("already_ended", f"Đã kết thúc ngày {held.ended_on:%d/%m/%Y}.")
    if held.state != State.IN_FORCE:
        raise Impossible("not_in_force", "Văn bản này chưa giao nhiệm vụ nên không kết thúc.")
    if on > clock.today():
        raise Impossible("in_future", "Ngày kết thúc ở tương lai. Xem lại ngày.", "on")
    if not note.strip():
        raise Impossible("note_missing", "Ghi vì sao kết thúc theo dõi.", "note")
    held.state, held.ended_on, held.end_note = State.ENDED, on, note.strip()[:300]
    held.save(update_fields=["state", "ended_on", "end_note"])
    audit.record(
        actor, "end_directive", subject=("directive", held.pk), unit_path=held.unit_path,
        reason=held.end_note, data={"on": on.isoformat()},
    )  # fmt: skip
    return held
