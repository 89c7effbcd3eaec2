"""Reading political classes: which there are, who sits in them, who waits, who has finished."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.admissions.models import Attendee, Case, ClassSeats, PoliticalClass
from dangvu.kernel.branches import beneath
from dangvu.orgs import queries as orgs
from dangvu.rules.months import add_months
from dangvu.rules.procedure import Stage
from dangvu.rules.procedure_law import CERTIFICATE

Kind = PoliticalClass.Kind
PAGE = 40
SOON_MONTHS = 6
"""Certificates that run out within so many months are called."""
BEFORE_CELL = [stage.value for stage in Stage if stage.position < Stage.CELL.position]
"""Stages at which the certificate is still to be shown (R2.7)."""
PROBATION = [stage.value for stage in Stage if stage.probation]
LISTED = [code for code in BEFORE_CELL if code != Stage.SOURCE]


# ------------------------------------------------------------------ classes


def classes(actor: Actor) -> QuerySet[PoliticalClass]:
    """Classes in sight: planned within reach, or with places for a unit of the actor's line."""
    rows = PoliticalClass.objects.select_related("unit")
    mine = visible(PoliticalClass.objects.all(), actor, Action.VIEW_CASES)
    places = ClassSeats.objects.filter(political_class=OuterRef("pk")).filter(
        beneath(actor.unit_path) | Q(unit_path__in=orgs.ancestors(actor.unit_path))
    )
    return rows.filter(Q(pk__in=mine.values("pk")) | Exists(places))


def one(actor: Actor, class_id: int) -> PoliticalClass:
    """One class in sight; 404 otherwise."""
    found = classes(actor).filter(pk=class_id).first()
    if found is None:
        raise Http404("Không có lớp này trong phạm vi của đồng chí.")
    return found


@dataclass(frozen=True)
class Line:
    """A class on the list: places in all, persons of the reader's reach on its roster and of them
    those with a certificate."""

    row: PoliticalClass
    rostered: int
    passed: int


@dataclass(frozen=True)
class Listing:
    """A page of classes; ``after`` is where the next one begins."""

    lines: list[Line]
    after: str


def listing(actor: Actor, which: str, on: date, after: str = "") -> Listing:
    """Classes that are ``coming`` (or under way), soonest first, or ``held``, latest first. Two
    statements."""
    rows = classes(actor)
    day, _, last = after.partition("~")
    if which == "held":
        rows = rows.filter(ends_on__lt=on).order_by("-ends_on", "-pk")
        if since := _place(day, last):
            rows = rows.filter(Q(ends_on__lt=since[0]) | Q(ends_on=since[0], pk__lt=since[1]))
    else:
        rows = rows.filter(ends_on__gte=on).order_by("opens_on", "pk")
        if since := _place(day, last):
            rows = rows.filter(Q(opens_on__gt=since[0]) | Q(opens_on=since[0], pk__gt=since[1]))
    page = list(rows[: PAGE + 1])
    shown = page[:PAGE]
    counted = _counted(actor, [row.pk for row in shown])
    edge = shown[-1] if len(page) > PAGE else None
    mark = edge and f"{edge.ends_on if which == 'held' else edge.opens_on}~{edge.pk}"
    return Listing([Line(row, *counted.get(row.pk, (0, 0))) for row in shown], mark or "")


def _place(day: str, last: str) -> tuple[date, int] | None:
    if not (last.isascii() and last.isdigit() and len(last) < 19):
        return None
    try:
        return date.fromisoformat(day), int(last)
    except ValueError:
        return None


def _counted(actor: Actor, class_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = attendees(actor).filter(political_class__in=class_ids).order_by()
    counts = rows.values("political_class").annotate(
        all=Count("pk"), passed=Count("pk", filter=Q(passed=True))
    )
    return {row["political_class"]: (row["all"], row["passed"]) for row in counts}


def attendees(actor: Actor) -> QuerySet[Attendee]:
    """Who sits in classes, within the actor's reach."""
    return visible(Attendee.objects.all(), actor, Action.VIEW_CASES)


# ------------------------------------------------------------------ one class


@dataclass(frozen=True)
class Places:
    """What a unit was given, and how many of it are on the roster."""

    unit_id: int
    path: str
    name: str
    seats: int
    taken: int

    @property
    def left(self) -> int:
        return self.seats - self.taken


@dataclass(frozen=True)
class Roster:
    """A class with its places and those of the reader's reach on its roster, unit by unit."""

    row: PoliticalClass
    places: list[Places]
    people: list[Attendee]

    @property
    def given(self) -> int:
        return sum(one.seats for one in self.places)

    @property
    def certified(self) -> list[Attendee]:
        return [person for person in self.people if person.certificate_number]

    @property
    def open(self) -> list[Attendee]:
        """Those of whom it is not yet said whether they passed."""
        return [person for person in self.people if person.passed is None]


def roster(actor: Actor, class_id: int) -> Roster:
    """One class in sight with its roster. Three statements."""
    row = one(actor, class_id)
    people = list(
        attendees(actor)
        .filter(political_class=row)
        .select_related("case", "case__unit__parent")
        .order_by("unit_path", "case__sort_key", "pk")
    )
    given = list(row.places.select_related("unit").order_by("unit_path"))
    return Roster(row, _taken(given, people), people)


def _taken(given: Iterable[ClassSeats], people: Collection[Attendee]) -> list[Places]:
    found = []
    for seat in given:
        inside = [one for one in people if _in(one.unit_path, seat.unit_path)]
        name = seat.unit.short_name or seat.unit.name
        found.append(Places(seat.unit_id, seat.unit_path, name, seat.seats, len(inside)))
    return found


def _in(path: str, root: str) -> bool:
    return root <= path < root + "/"


def waiting(actor: Actor, row: PoliticalClass, path: str, on: date) -> list[Case]:
    """Cases of a branch that could sit in a class: on the list without a certificate that still
    holds when it ends, or on probation without one of the new-member class; on no roster of a class
    of that kind that is still to end. The longest waiting first. One statement."""
    seated = Attendee.objects.filter(
        Q(political_class__ends_on__gte=on) | Q(political_class=row),
        case=OuterRef("pk"), political_class__kind=row.kind, political_class__cancelled_on=None,
        passed=None,
    )  # fmt: skip
    rows = visible(Case.objects.select_related("unit"), actor, Action.VIEW_CASES)
    return list(
        rows.filter(beneath(path), wants(row.kind, row.ends_on), closed_on=None, side="")
        .exclude(Exists(seated))
        .order_by("stage_since", "sort_key", "pk")
    )


def wants(kind: str, on: date) -> Q:
    """What makes a case one that still needs a class of a kind on a day."""
    if kind == Kind.NEW_MEMBER:
        return Q(stage__in=PROBATION, new_certificate_on=None)
    oldest = add_months(on, -CERTIFICATE.at(on).value)
    return Q(stage__in=LISTED) & (Q(certificate_on=None) | Q(certificate_on__lt=oldest))


# ------------------------------------------------------------------ certificates


@dataclass(frozen=True)
class Expiring:
    """A case whose certificate of the awareness class runs out, or has, before the cell voted."""

    case: Case
    last_day: date

    def over(self, on: date) -> bool:
        return self.last_day < on


def expiring(actor: Actor, path: str, on: date, limit: int = 200) -> list[Expiring]:
    """Certificates that are over or will be within ``SOON_MONTHS`` of those the cell has still to
    consider, the earliest first. One statement."""
    months = CERTIFICATE.at(on).value
    rows = visible(Case.objects.select_related("unit"), actor, Action.VIEW_CASES).filter(
        beneath(path), stage__in=BEFORE_CELL, closed_on=None,
        certificate_on__lte=add_months(on, SOON_MONTHS - months),
    ).order_by("certificate_on", "sort_key", "pk")[:limit]  # fmt: skip
    ends = ((row, row.certificate_on) for row in rows)
    return [Expiring(row, add_months(held, months)) for row, held in ends if held]


def next_number(row: PoliticalClass) -> int:
    """The number after the last certificate given out in a class of that organiser and kind in the
    year it ends. One statement."""
    numbers = Attendee.objects.filter(
        political_class__organiser=row.organiser, political_class__kind=row.kind,
        political_class__ends_on__year=row.ends_on.year,
    ).exclude(certificate_number="").values_list("certificate_number", flat=True)  # fmt: skip
    return max((leading(text) for text in numbers), default=0) + 1


def leading(text: str) -> int:
    """The digits a number begins with."""
    digits = ""
    for sign in text:
        if not (sign.isascii() and sign.isdigit()):
            break
        digits += sign
    return int(digits or 0)


# ------------------------------------------------------------------ counting


@dataclass
class Tally:
    """How many of a unit have finished by a day, and how many still wait."""

    awareness: int = 0
    awareness_year: int = 0
    under_way: int = 0
    waiting: int = 0
    new_member: int = 0
    new_member_year: int = 0
    new_waiting: int = 0

    def add(self, other: "Tally") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Counted:
    """The tallies of the units under one, with the whole."""

    lines: list[tuple[orgs.Body, Tally]]
    own: Tally
    total: Tally = field(default_factory=Tally)


_TALLY = """
SELECT substr(unit_path, %(cut)s, %(width)s),
       count(*) FILTER (WHERE certificate_on <= %(on)s),
       count(*) FILTER (WHERE certificate_on BETWEEN %(january)s AND %(on)s),
       count(*) FILTER (WHERE certificate_on <= %(on)s AND closed_on IS NULL
                        AND admission_id IS NULL),
       count(*) FILTER (WHERE closed_on IS NULL AND side = '' AND stage = ANY(%(listed)s)
                        AND (certificate_on IS NULL OR certificate_on < %(oldest)s)),
       count(*) FILTER (WHERE new_certificate_on <= %(on)s),
       count(*) FILTER (WHERE new_certificate_on BETWEEN %(january)s AND %(on)s),
       count(*) FILTER (WHERE closed_on IS NULL AND stage = ANY(%(probation)s)
                        AND new_certificate_on IS NULL)
FROM admissions_case
WHERE unit_path >= %(root)s AND unit_path < %(root)s || '/' AND removed_at IS NULL
GROUP BY 1
"""


def tallies(actor: Actor, unit: orgs.Unit, on: date) -> Counted:
    """How many have finished classes by a day, unit by unit beneath ``unit``, which comes from
    ``orgs.unit``: the figure asked for by date (seed letter of 2023). Two statements. Who still
    waits is said of today."""
    lines = [(body, Tally()) for body in orgs.bodies(unit, on)]
    by_label = {orgs.label(body.id): tally for body, tally in lines}
    counted = Counted(lines, Tally())
    values: dict[str, Any] = {
        "cut": len(unit.path) + 2, "width": orgs.LABEL_WIDTH, "root": unit.path, "on": on,
        "january": on.replace(month=1, day=1), "listed": LISTED, "probation": PROBATION,
        "oldest": add_months(on, -CERTIFICATE.at(on).value),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, values)
        for label, *numbers in cursor.fetchall():
            tally = Tally(*numbers)
            by_label.get(label, counted.own).add(tally)
            counted.total.add(tally)
    return counted
