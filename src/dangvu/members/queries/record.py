"""A member's record as it is shown: its sections, its history, Party age. A statement a part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import visible
from dangvu.kernel.sealing import unseal
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Section, Sensitivity
from dangvu.members.models import Badge, Discipline, DuesMonth, Event, Particulars, Person
from dangvu.members.queries.people import people
from dangvu.office.vietnamese import day
from dangvu.rules.badges import NextBadge, Out, PartyAge, next_badge, party_age
from dangvu.rules.dossier_types import PAPER_TYPES
from dangvu.rules.membership import ENTERING, LEAVING, EventKind, Status

PLACES = ("birth", "home", "residence")
DISCIPLINE_FORMS = Discipline.Form.choices
_OUT = frozenset({Status.LEFT, Status.DIED})


@dataclass(frozen=True)
class Line:
    """A field with what the page says of it: its value in words, or that there is none or that it
    is masked (``soft``). ``unsure``: the list it was chosen from was seen in no source."""

    field: MemberField
    text: str
    soft: bool = False

    @property
    def unsure(self) -> bool:
        return not (self.soft or self.field.confirmed)


@dataclass(frozen=True)
class Place:
    """A place by the units since 1 July 2025, and as it was written before."""

    label: str
    now: str
    before: str


@dataclass(frozen=True)
class Part:
    """A section of the record with its lines; places stand apart, two ways side by side."""

    section: Section
    lines: tuple[Line, ...]
    places: tuple[Place, ...] = ()


def particulars(actor: Actor, person: Person) -> Particulars:
    """The rest of a record; empty where nothing was entered. One statement."""
    rows = visible(Particulars.objects.all(), actor, Action.VIEW_MEMBERS)
    found = rows.filter(person=person).first()
    return found or Particulars(person=person, unit_path=person.unit_path)


def parts(person: Person, more: Particulars, *, masked: bool = True) -> list[Part]:
    """The sections in their order. ``masked`` holds the sensitive values back."""
    found = []
    for section in Section:
        fields = [f for f in MEMBER_FIELDS if f.section is section and f.editable]
        if section is Section.PLACES:
            found.append(Part(section, (), tuple(_places(more))))
            continue
        found.append(Part(section, tuple(_line(person, more, f, masked) for f in fields)))
    return found


def value(person: Person, more: Particulars, field: MemberField) -> Any:
    """What stands in a field, unsealed."""
    if field.of_person:
        return getattr(person, field.code)
    if field.sensitivity is Sensitivity.SEALED:
        return unseal(getattr(more, f"{field.code}_sealed"))
    return getattr(more, field.code)


def written(field: MemberField, held: Any) -> str:
    """A value in words, as the screen shows it."""
    if isinstance(held, date):
        return day(held)
    if isinstance(held, bool):
        return "Có" if held else "Không"
    if isinstance(held, list):
        return ", ".join(map(str, held))
    if field.code == "religion":
        return (field.choices or dict)().get(held, held)
    return field.shown(held)


def dossier(more: Particulars) -> list[tuple[int, str]]:
    """The types of papers in the paper dossier: number and name."""
    return [(n, PAPER_TYPES[n].name_vi) for n in more.dossier_types if n in PAPER_TYPES]


def _line(person: Person, more: Particulars, field: MemberField, masked: bool) -> Line:
    hidden = masked and field.sensitivity.hidden
    sealed = hidden and field.sensitivity is Sensitivity.SEALED
    held = getattr(more, f"{field.code}_sealed") if sealed else value(person, more, field)
    if held in (None, "", [], b"") and field.code != "religion":
        return Line(field, "Chưa ghi", soft=True)
    if hidden:
        return Line(field, "Đang che", soft=True)
    return Line(field, f"{len(held)} loại" if field.kind == "numbers" else written(field, held))


def _places(more: Particulars) -> Iterable[Place]:
    labels = {f.code: f.label.partition(":")[0] for f in MEMBER_FIELDS}
    for code in PLACES:
        names = (getattr(more, f"{code}_{part}") for part in ("detail", "province", "country"))
        now = ", ".join(name for name in names if name)
        yield Place(labels[f"{code}_detail"], now, getattr(more, f"{code}_before"))


# ------------------------------------------------------------------ history


_TOLD = ("person_id", "kind", "unit_id", "effective_on", "official", "status", "decision_number",
         "decision_on", "issuer", "note", "corrects_id", "annuls", "recorded_at")  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An event of the history. ``replaced``: another corrects it, so it holds no more."""

    event: Event
    replaced: bool


def timeline(actor: Actor, person: Person) -> list[Told]:
    """Every event of a member, the newest first, corrected ones too. One statement."""
    rows = visible(Event.objects.select_related("unit"), actor, Action.VIEW_MEMBERS)
    rows = rows.filter(person=person).only(*_TOLD, "unit__name")
    found = list(rows.order_by("-effective_on", "-id"))
    replaced = {event.corrects_id for event in found}
    return [Told(event, event.pk in replaced) for event in found]


def event(actor: Actor, person: Person, event_id: int) -> Told | None:
    """One event of a member that holds; None where there is none. One statement."""
    found = [t for t in timeline(actor, person) if t.event.pk == event_id]
    return found[0] if found and not found[0].replaced and not found[0].event.annuls else None


def times_out(events: Iterable[tuple[str, date]]) -> list[Out]:
    """Times out of the Party that follow from (kind, day) of events that hold; events of one day
    come in their order."""
    out: list[Out] = []
    since: date | None = None
    for kind, on in sorted(events, key=lambda e: e[1]):
        if LEAVING.get(EventKind(kind)) in _OUT:
            since = since or on
        elif EventKind(kind) in ENTERING and since is not None:
            out.append((since, on))
            since = None
        elif kind == EventKind.VOIDED:
            out, since = [], None
    return [*out, (since, None)] if since else out


@dataclass(frozen=True)
class Standing:
    """Party age on a day, times out of the Party, and the badge to come."""

    age: PartyAge
    out: list[Out]
    next: NextBadge | None


def standing_of(
    person: Person, told: Sequence[Told], badges: Sequence[Badge], on: date
) -> Standing | None:
    """Party age and what follows; None for somebody whose day of joining is not known."""
    if person.joined_on is None:
        return None
    holding = [t.event for t in reversed(told) if not t.replaced and not t.event.annuls]
    out = times_out((e.kind, e.effective_on) for e in holding)
    held = {badge.years for badge in badges}
    counted = person.status in {s.value for s in Status if s.counted}
    return Standing(
        party_age(person.joined_on, out, on),
        out,
        next_badge(person.joined_on, out, held, on) if counted else None,
    )


# ------------------------------------------------------------------ facts


_HELD = """
SELECT ARRAY[
  CASE WHEN EXISTS (SELECT FROM members_badge WHERE person_id = %(p)s) THEN 'badges' END,
  CASE WHEN EXISTS (SELECT FROM members_post WHERE person_id = %(p)s) THEN 'posts' END,
  CASE WHEN EXISTS (SELECT FROM members_transfer WHERE person_id = %(p)s) THEN 'transfers' END]
"""


def held(person: Person) -> frozenset[str]:
    """Which of the rarer parts of a record hold anything: those that do not need not be asked for.
    One statement, under the actor's row security."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"p": person.pk})
        return frozenset(filter(None, cursor.fetchone()[0]))


def badges_of(actor: Actor, person: Person) -> list[Badge]:
    """Badges a member was given, in order. One statement."""
    rows = visible(Badge.objects.all(), actor, Action.VIEW_MEMBERS)
    return list(rows.filter(person=person).order_by("years"))


def disciplines_of(actor: Actor, person: Person) -> list[Discipline] | None:
    """Discipline of a member, newest first; None for who may not see it. One statement or none."""
    if reach(actor.role, Action.VIEW_DISCIPLINE) is Reach.NONE:
        return None
    rows = visible(Discipline.objects.all(), actor, Action.VIEW_DISCIPLINE)
    return list(rows.filter(person=person).order_by("-decided_on", "-id"))


def dues_of(actor: Actor, person: Person, year: int) -> dict[int, DuesMonth]:
    """Dues of a member in a year by month. One statement."""
    rows = visible(DuesMonth.objects.all(), actor, Action.VIEW_MEMBERS)
    found = rows.filter(person=person, month__gte=date(year, 1, 1), month__lte=date(year, 12, 1))
    return {row.month.month: row for row in found}


_ALIKE = """
SELECT id FROM members_person WHERE card_number = %s AND card_number <> ''
UNION SELECT id FROM members_person WHERE citizen_key = %s
UNION SELECT second_id FROM members_pair WHERE first_id = %s AND state = 'open'
UNION SELECT first_id FROM members_pair WHERE second_id = %s AND state = 'open'
"""


def alike(actor: Actor, person: Person) -> list[Person]:
    """Records within reach that may be of the same person: of one citizen or card number, or found
    so and not yet told apart. Two statements."""
    citizen = bytes(person.citizen_key) if person.citizen_key else None
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [person.card_number, citizen, person.pk, person.pk])
        keys = {key for (key,) in cursor.fetchall()} - {person.pk}
    rows = people(actor).filter(pk__in=keys).exclude(status=Status.MISTAKEN)
    return list(rows.order_by("sort_key", "id")[:5])
