"""Reading admissions: figures without names, and the named records behind them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.admissions.models import Admission
from dangvu.kernel.branches import beneath
from dangvu.office.vietnamese import fold
from dangvu.orgs.queries import LABEL_WIDTH, label
from dangvu.rules.months import Month

BREAKDOWNS = ("female", "ethnic_minority", "religious", "youth_union")


@dataclass
class Count:
    """Admissions of one body: persons by month (its first day), and, over the whole time asked
    for, by published breakdown and by source group.
    """

    months: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    breakdowns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BREAKDOWNS, 0))
    groups: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def counts(
    root: str,
    bodies: Collection[int],
    since: date,
    until: date,
    *,
    by_ceremony: bool,
    months_from: date | None = None,
    by_group: bool = True,
) -> dict[int | None, Count]:
    """Admissions per body under the unit at ``root`` in [since, until). Two statements, one where
    source groups are not asked for.

    ``months_from``: an earlier day from which months are counted too (breakdowns and source groups
    are not).

    ``bodies`` are the ids of the sheet's bodies. An admission counts for the body its cell stood
    under on the day of the decision; where that body is no longer on the sheet (merged, dissolved),
    for the one its cell stands under now; else under None (moved out since).
    """
    found: dict[int | None, Count] = {unit: Count() for unit in (*bodies, None)}
    own = {label(unit): found[unit] for unit in bodies}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM admission_counts(%s, %s, %s, %s)",
            [root, months_from or since, until, by_ceremony],
        )
        for counted, placed, month, admitted, *parts in cursor.fetchall():
            count = own.get(counted) or own.get(placed) or found[None]
            count.months[month] += admitted
            if month >= since:
                for name, number in zip(BREAKDOWNS, parts, strict=True):
                    count.breakdowns[name] += number
        if not by_group:
            return found
        cursor.execute(
            "SELECT * FROM admission_groups(%s, %s, %s, %s)", [root, since, until, by_ceremony]
        )
        for counted, placed, group, admitted in cursor.fetchall():
            count = own.get(counted) or own.get(placed) or found[None]
            count.groups[group] += admitted
    return found


def ids_by_body(
    actor: Actor,
    root: str,
    bodies: Collection[int],
    since: date,
    until: date,
    *,
    by_ceremony: bool,
) -> dict[int | None, list[int]]:
    """The ids of the admissions ``counts`` counts, by body. One statement."""
    found: dict[int | None, list[int]] = defaultdict(list)
    own = {label(unit): unit for unit in bodies}
    rows = behind(actor, root, None, bodies, since, until, by_ceremony=by_ceremony)
    mark = root[-LABEL_WIDTH:]
    for pk, counted, placed in rows.values_list("id", "counted_path", "unit_path"):
        here = [path.partition(f"{mark}.")[2][:LABEL_WIDTH] for path in (counted, placed)]
        found[own.get(here[0]) or own.get(here[1])].append(pk)
    return found


def admissions(actor: Actor, action: Action = Action.VIEW_ADMISSIONS) -> QuerySet[Admission]:
    """Admissions within the actor's reach, by where the person is now or where they count."""
    rows = Admission.objects.select_related("person", "unit")
    return visible(rows, actor, action, path="unit_path", also="counted_path")


def behind(
    actor: Actor,
    root: str,
    body: int | None,
    siblings: Collection[int],
    since: date,
    until: date,
    *,
    by_ceremony: bool,
) -> QuerySet[Admission]:
    """The admissions a figure stands for: the named twin of ``counts``, newest first.

    ``body`` is one of ``siblings``, the bodies of the sheet of the unit at ``root``; None stands
    for the whole sheet.
    """
    day = "ceremony_on" if by_ceremony else "decision_on"
    rows = (
        admissions(actor)
        .filter(voided_at=None, **{f"{day}__gte": since, f"{day}__lt": until})
        .order_by(f"-{day}", "person__sort_key", "id")
    )
    mark = root[-LABEL_WIDTH:]
    counted_here = Q(counted_path__contains=mark)
    if body is None:
        return rows.filter(counted_here)
    pair = f"{mark}.{label(body)}"
    elsewhere = [f"{mark}.{label(unit)}" for unit in siblings]
    counted_pair = Substr("counted_path", StrIndex("counted_path", Value(mark)), len(pair))
    own = Q(counted_path__contains=pair)
    inherited = counted_here & Q(unit_path__contains=pair) & ~Q(counted_pair__in=elsewhere)
    return rows.annotate(counted_pair=counted_pair).filter(own | inherited)


def admission(actor: Actor, admission_id: int) -> Admission:
    """One admission within reach; 404 outside it."""
    rows = admissions(actor).select_related("person", "unit__parent")
    found = rows.filter(pk=admission_id).first()
    if found is None:
        raise Http404("Không có hồ sơ kết nạp này trong phạm vi của đồng chí.")
    return found


PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """What a list of admissions is narrowed to. ``month`` is that of the decision.

    ``path`` is a branch; ``state`` "standing", "void" or "all"; ``name`` the beginning of a name
    or of any word in it, without accents.
    """

    path: str = ""
    month: Month | None = None
    year: int | None = None
    source_group: str = ""
    part: str = ""
    name: str = ""
    state: str = "standing"


@dataclass(frozen=True)
class Listing:
    """A page of admissions, newest decision first. ``after`` is where the next page begins."""

    rows: list[Admission]
    after: str


def narrowed(actor: Actor, wanted: Wanted) -> QuerySet[Admission]:
    """The admissions within reach that a list is narrowed to."""
    rows = admissions(actor)
    if wanted.path:
        rows = rows.filter(beneath(wanted.path) | beneath(wanted.path, "counted_path"))
    if wanted.month:
        first, after = wanted.month.first(), wanted.month.next().first()
        rows = rows.filter(decision_on__gte=first, decision_on__lt=after)
    elif wanted.year:
        rows = rows.filter(decision_on__year=wanted.year)
    if wanted.source_group:
        rows = rows.filter(source_group=wanted.source_group)
    if wanted.part in BREAKDOWNS:
        rows = rows.filter(**{wanted.part: True})
    if key := fold(wanted.name):
        rows = rows.filter(
            Q(person__search_key__startswith=key) | Q(person__search_key__contains=f" {key}")
        )
    if wanted.state == "standing":
        rows = rows.filter(voided_at=None)
    elif wanted.state == "void":
        rows = rows.exclude(voided_at=None)
    return rows


def listing(actor: Actor, wanted: Wanted, after: str = "", size: int = PAGE) -> Listing:
    """A page of admissions. One statement; ``after`` is what the page before gave."""
    rows = narrowed(actor, wanted).select_related("person", "unit__parent")
    day, _, last = after.partition("~")
    if last.isascii() and last.isdigit() and len(last) < 19 and (on := _day(day)):
        rows = rows.filter(Q(decision_on__lt=on) | Q(decision_on=on, id__lt=int(last)))
    page = list(rows.order_by("-decision_on", "-id")[: size + 1])
    more = page[size - 1] if len(page) > size else None
    return Listing(page[:size], f"{more.decision_on}~{more.pk}" if more else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def history(actor: Actor, person_id: int) -> list[Admission]:
    """Every admission recorded of a person, void ones too, newest record first. One statement."""
    return list(admissions(actor).filter(person_id=person_id).order_by("-recorded_at", "-id"))


def last_decisions(person_ids: Collection[int]) -> dict[int, tuple[str, date]]:
    """The last admission that stands of each person: number and day of its decision. One
    statement; the caller has asked the scope for the persons."""
    if not person_ids:
        return {}
    rows = Admission.objects.filter(person_id__in=person_ids, voided_at=None)
    columns = rows.order_by("decision_on").values_list(
        "person_id", "decision_number", "decision_on"
    )
    return {person_id: (number, on) for person_id, number, on in columns}


@dataclass(frozen=True)
class WhenMerged:
    """The admissions of a record that is given up for another; those of them that are voided,
    since the other record has an admission that stands."""

    rows: list[Admission]
    voided: list[Admission]


def when_merged(kept: int, other: int) -> WhenMerged:
    """What becomes of admissions when the record ``other`` is given up for ``kept``. One statement;
    the caller has asked the scope for both."""
    found = list(Admission.objects.filter(person__in=[kept, other]).order_by("pk"))
    rows = [row for row in found if row.person_id == other]
    stands = any(row.person_id == kept and row.voided_at is None for row in found)
    return WhenMerged(rows, [row for row in rows if stands and row.voided_at is None])
