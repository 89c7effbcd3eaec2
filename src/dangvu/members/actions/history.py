"""What happens to a member: an event is added, and the spells and today's record follow from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import connection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import Refused, may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.models import Event, Person, Spell, Status
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.orgs.naming import Span, path_spans
from dangvu.rules.membership import (
    PLACING,
    EventKind,
    Happening,
    HistoryRefused,
    spells,
)
from dangvu.rules.membership import Spell as Drawn

_ADMITTING = (EventKind.ADMITTED, EventKind.READMITTED)


@dataclass(frozen=True)
class Decided:
    """One event as decided. ``unit_id`` is the cell of a placing event; ``official`` and ``status``
    what somebody was who came in otherwise than by admission."""

    kind: EventKind
    on: date
    unit_id: int | None = None
    official: bool = False
    status: str = ""
    decision_number: str = ""
    decision_on: date | None = None
    issuer: str = ""
    note: str = ""


def record_event(
    actor: Actor,
    person_id: int,
    decided: Decided,
    *,
    corrects: int | None = None,
    annuls: bool = False,
    reason: str = "",
) -> Event:
    """Adds an event to a member's history, or one that corrects another; everything follows.

    Takes the decision; ``corrects`` the id of an event of the same person, with ``annuls`` to take
    that one back and put nothing in its place. Raises ``Impossible`` for a day to come, a cell that
    is none, and events that do not follow from each other; ``Refused`` where spells in a branch
    beyond the actor's would change. Writes the event, spells, person, a trail event.
    """
    person = queries.member(actor, person_id, held=True)
    may(actor, Action.EDIT_MEMBERS, person.unit_path)
    path = _check(actor, decided, corrects, person)
    made = Event(
        person=person, unit_path=path or person.unit_path, **_columns(decided),
        corrects_id=corrects, annuls=annuls, recorded_at=clock.now(), recorded_by=actor.name,
    )  # fmt: skip
    _redraw(person, made, actor.unit_path)
    audit.record(
        actor, "record_event", subject=("person", person.pk), unit_path=person.unit_path,
        reason=reason,
        data={"kind": decided.kind.value, "since": decided.on.isoformat(),
              "number": decided.decision_number, "replaced": corrects},
    )  # fmt: skip
    return made


def annul_last(actor: Actor, person_id: int, kind: EventKind, reason: str) -> None:
    """Takes the last event of a kind out of a member's history, where there is one; as
    ``record_event`` does."""
    events = [e for e in standing([person_id]).get(person_id, ()) if e.kind == kind]
    if events:
        decided = Decided(kind, events[-1].effective_on)
        record_event(actor, person_id, decided, corrects=events[-1].pk, annuls=True, reason=reason)


def begin(events: Sequence[Event]) -> None:
    """The first events of persons who have no history yet, and the spells that follow.

    A constant number of statements, whatever the number of events.
    """
    made = Event.objects.bulk_create(events, batch_size=5000)
    units = {e.unit_id for e in made if e.unit_id}
    spans = path_spans(units) if units else {}
    by_person: dict[int, list[Event]] = {}
    for event in made:
        by_person.setdefault(event.person_id, []).append(event)
    rows = [
        row
        for person_id, own in by_person.items()
        for row in spell_rows(person_id, draw(own), spans)
    ]
    Spell.objects.bulk_create(rows, batch_size=5000)


def correct_first(event: Event) -> None:
    """The admission of a person was recorded wrongly: the event says it anew."""
    person = Person.objects.get(pk=event.person_id)
    first = next((e for e in standing([person.pk]).get(person.pk, ())
                  if e.kind == event.kind), None)  # fmt: skip
    event.corrects = first
    _redraw(person, event, "")


def take_back(person: Person, recorded_by: str) -> None:
    """The person never was a member: everything is taken back by an event of today."""
    void = Event(
        person=person, unit_path=person.unit_path, kind=EventKind.VOIDED,
        effective_on=clock.today(), recorded_at=clock.now(), recorded_by=recorded_by,
    )  # fmt: skip
    _redraw(person, void, "")


_ERASE = ("members_spell", "members_event", "members_particulars", "members_person")


def erase(person_ids: Sequence[int]) -> None:
    """Persons an import had brought in are as if it had not been, their history with them."""
    with connection.cursor() as cursor:
        for table in _ERASE:
            key = "id" if table == "members_person" else "person_id"
            cursor.execute(f"DELETE FROM {table} WHERE {key} = ANY(%s)", [list(person_ids)])


def _columns(decided: Decided) -> dict[str, object]:
    return {("effective_on" if name == "on" else name): v for name, v in vars(decided).items()}


def _check(actor: Actor, decided: Decided, corrects: int | None, person: Person) -> str:
    """The path of the cell an event names, if it does."""
    if decided.on > clock.today():
        raise Impossible("not_yet", f"Ngày {day(decided.on)} chưa đến.", "on")
    if corrects and not Event.objects.filter(pk=corrects, person=person).exists():
        raise Impossible("no_such_event", "Không có biến động này trong hồ sơ.")
    if decided.kind not in PLACING or decided.unit_id is None:
        return ""
    cell = orgs.unit_for_entry(actor, decided.unit_id, Action.EDIT_MEMBERS)
    return cell.path


def _redraw(person: Person, added: Event, branch: str) -> None:
    """Writes the event and what follows from all events of the person now.

    ``branch``: the actor's, beyond which no spell may change; empty where the caller has asked.
    """
    known = standing([person.pk]).get(person.pk, [])
    added.order = next((e.order for e in known if e.pk == added.corrects_id), None)
    events = [e for e in [*known, added] if e.pk is None or e.pk != added.corrects_id]
    drawn = draw(events)
    rows = _drawn_rows(person, drawn)
    _replace(_drawn_rows(person, draw(known)), rows, branch, added)
    _settle(person, events, drawn, rows)


def _drawn_rows(person: Person, drawn: Sequence[Drawn]) -> list[Spell]:
    units = {s.place for s in drawn if isinstance(s.place, int)}
    return spell_rows(person.pk, drawn, path_spans(units))


def standing(person_ids: Collection[int]) -> dict[int, list[Event]]:
    """The events of persons that no other event corrects; among those of one day each has the place
    of the event it first corrected. One statement."""
    found: dict[int, list[Event]] = {}
    rows = Event.objects.filter(person_id__in=person_ids)
    events = list(rows.order_by("person_id", "effective_on", "pk"))
    corrects = {event.pk: event.corrects_id for event in events if event.corrects_id}
    replaced = set(corrects.values())
    for event in events:
        if event.annuls or event.pk in replaced:
            continue
        event.order = event.pk
        while event.order in corrects:
            event.order = corrects[event.order]
        found.setdefault(event.person_id, []).append(event)
    return found


def draw(events: Iterable[Event]) -> list[Drawn]:
    """The spells that follow from events. Raises ``Impossible`` where they do not follow."""
    happenings = [
        Happening(
            EventKind(e.kind), e.effective_on, e.order or e.pk or 2**62, e.unit_id, e.official,
            Status(e.status) if e.status else None,
        )
        for e in events if not e.annuls
    ]  # fmt: skip
    try:
        return spells(happenings)
    except HistoryRefused as refused:
        raise Impossible("history", refused.message_vi, "on") from refused


def spell_rows(
    person_id: int, drawn: Sequence[Drawn], spans: Mapping[int, Sequence[Span]]
) -> list[Spell]:
    """Spells as they are kept: cut where the cell itself came to stand elsewhere in the tree."""
    pieces = [piece for spell in drawn for piece in _pieces(spell, spans[int(str(spell.place))])]
    rows = []
    for index, (spell, path, now) in enumerate(pieces):
        before = pieces[index - 1] if index else None
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        rows.append(
            Spell(
                person_id=person_id, unit_id=int(str(spell.place)), unit_path=path, seen_path=now,
                status=spell.status, official=spell.official,
                valid_from=spell.since, valid_until=spell.until,
                opened_by=spell.opened_by, closed_by=spell.closed_by or "",
                from_path=before[1] if before and before[0].status.counted else "",
                to_path=after[1] if after and after[0].status.counted else "",
            )
        )  # fmt: skip
    return rows


def _pieces(spell: Drawn, spans: Sequence[Span]) -> list[tuple[Drawn, str, str]]:
    """(spell, path then, path now) for every place in the tree its cell had meanwhile."""
    now = spans[-1].path
    if not spell.status.counted:
        return [(spell, spans[-1].path, now)]
    cuts = [s.since for s in spans[1:] if spell.since < s.since and _within(s.since, spell.until)]
    found = []
    for index, since in enumerate([spell.since, *cuts]):
        until = cuts[index] if index < len(cuts) else spell.until
        piece = replace(
            spell, since=since, until=until,
            opened_by=spell.opened_by if index == 0 else EventKind.REORGANISED,
            closed_by=spell.closed_by if index == len(cuts) else EventKind.REORGANISED,
        )  # fmt: skip
        path = next((s.path for s in reversed(spans) if s.since <= since), spans[0].path)
        found.append((piece, path, now))
    return found


def _within(on: date, until: date | None) -> bool:
    return until is None or on < until


KEPT = ("unit_id", "unit_path", "seen_path", "status", "official", "valid_from", "valid_until",
         "opened_by", "closed_by", "from_path", "to_path")  # fmt: skip


def _replace(before: Sequence[Spell], after: Sequence[Spell], branch: str, added: Event) -> None:
    """Writes the event and the spells that are new with it, and takes away those that are no more.

    What is before is drawn from the events, not read: an actor need not see spells elsewhere.
    """

    def key(row: Spell) -> tuple[object, ...]:
        return tuple(getattr(row, name) for name in KEPT)

    there, wanted = {key(row): row for row in before}, {key(row): row for row in after}
    gone = [row for k, row in there.items() if k not in wanted]
    fresh = [row for k, row in wanted.items() if k not in there]
    for row in (*gone, *fresh) if branch else ():
        if not (in_branch(row.unit_path, branch) or in_branch(row.seen_path, branch)):
            raise Refused(
                "Biến động này làm thay đổi thời gian sinh hoạt ở nơi ngoài phạm vi của đồng chí; "
                "cấp ủy cấp trên chung của hai nơi ghi được.",
                basis="Bảng phân quyền của hệ thống",
            )
    added.save()
    days = [row.valid_from for row in gone]
    Spell.objects.filter(person_id=added.person_id, valid_from__in=days).delete()
    Spell.objects.bulk_create(fresh)


def _settle(
    person: Person, events: Sequence[Event], drawn: Sequence[Drawn], rows: Sequence[Spell]
) -> None:
    """Today's record is the last spell; the days of joining follow from the events."""
    if not drawn:
        person.status = Status.MISTAKEN
        person.save(update_fields=["status"])
        return
    last = drawn[-1]
    person.status = last.status
    moved = person.unit_id != last.place
    person.unit_id, person.unit_path = int(str(last.place)), rows[-1].seen_path
    admitted = [e.effective_on for e in events if e.kind in _ADMITTING and not e.annuls]
    if admitted:
        person.joined_on = max(admitted)
    # Who was readmitted is on probation again: what was recognised before counts no more.
    since = person.joined_on or date.min
    recognised = [
        e.effective_on
        for e in events
        if e.kind == EventKind.RECOGNISED and not e.annuls and e.effective_on >= since
    ]
    if recognised or not last.official:
        person.official_on = max(recognised, default=None)
    person.save(update_fields=["status", "unit", "unit_path", "joined_on", "official_on"])
    if moved or any(e.unit_path != person.unit_path for e in events):
        stand_with_person([person.pk])


_STAND = """
UPDATE {table} AS t SET unit_path = p.unit_path FROM members_person AS p
WHERE p.id = t.person_id AND t.person_id = ANY(%s) AND t.unit_path <> p.unit_path
"""
BESIDE = ("members_particulars", "members_event", "members_badge", "members_discipline",
          "members_duesmonth", "members_changerequest", "members_verdict")  # fmt: skip
"""Tables whose rows stand where their member stands now."""


def stand_with_person(person_ids: Sequence[int]) -> None:
    """Everything of persons stands where they stand. A statement a table."""
    with connection.cursor() as cursor:
        for table in BESIDE:
            cursor.execute(_STAND.format(table=table), [list(person_ids)])
