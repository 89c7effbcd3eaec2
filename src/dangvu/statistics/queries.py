"""Counting members, and the names behind a figure. The only reader of other rooms' tables."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import CharField, DateField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import visible
from dangvu.kernel import clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.desks import State
from dangvu.members import queries as members
from dangvu.members.models import Earlier, Person, Spell, Stay
from dangvu.orgs import queries as orgs
from dangvu.orgs.naming import path_spans
from dangvu.rules.forms_tctw import FORMS, Form, Revision, made_out, revised
from dangvu.rules.membership import MEMBERS, EventKind
from dangvu.rules.statistics import (
    AGE_BANDS,
    AT_ONCE,
    PARTY_AGE_BANDS,
    SMALL,
    Dimension,
    Movement,
    Period,
    Side,
    Split,
    counted_as,
    kinds_of,
)
from dangvu.statistics.asked import Asked, Counts, NotReckoned, Sets
from dangvu.statistics.catalogue import lists
from dangvu.statistics.models import Definition, Frozen, Reckoning, Reconciliation

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

LABEL = 5
SMALL_BRANCH = 20_000
Spells = QuerySet[Spell]
ADMITTING = (EventKind.ADMITTED, EventKind.READMITTED)


@dataclass(frozen=True)
class Branch:
    """A unit within reach, and every place it had in the tree, the present one last."""

    unit: "Unit"
    paths: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.unit.path

    def within(self, column: str) -> Q:
        """The condition that a path lies in the branch, wherever the unit stood."""
        found = Q()
        for path in self.paths:
            found |= beneath(path, column)
        return found


def branch(actor: Actor, unit_id: int, action: Action = Action.VIEW_FIGURES) -> Branch:
    """A unit's branch; 404 outside reach. Two statements, three where placements are missing."""
    unit = orgs.unit(actor, unit_id, action)
    spans = path_spans([unit.pk])[unit.pk]
    return Branch(unit, tuple(dict.fromkeys([*(s.path for s in spans), unit.path])))


# ------------------------------------------------------------------ figures, without a name


def movement(of: Branch, period: Period) -> Movement:
    """The movement of a branch in a period (R12.3). One statement, whatever its size.

    Members at the ends of the period are those of now less what happened since.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM statistics_movement(%s, %s, %s, %s)",
            [of.path, list(of.paths), period.before, period.last],
        )
        rows = cursor.fetchall()
    total = sum(n for side, *_, official, n in rows if side == "now" and official)
    probationary = sum(n for side, *_, official, n in rows if side == "now" and not official)
    end = Split(total, total - probationary)
    came: dict[str, Split] = {}
    went: dict[str, Split] = {}
    start_less, guests = Split(), 0
    for side, kind, elsewhere, inside, official, n in rows:
        one = Split(n, n if official else 0)
        if side in ("came_later", "went_later"):
            end = end - one if side == "came_later" else end + one
        elif side in ("came", "went"):
            start_less = start_less + one if side == "came" else start_less - one
            if not inside:
                lines, of_side = (came, Side.CAME) if side == "came" else (went, Side.WENT)
                code = counted_as(of_side, EventKind(kind), elsewhere)
                lines[code] = lines.get(code, Split()) + one
        elif side == "guests":
            guests = n
    return Movement(end - start_less, came, went, end, guests)


def counts(
    of: Branch,
    period: Period,
    sets: Sets,
    *,
    admitted: bool = False,
    only: Sequence[tuple[Dimension, str]] = (),
) -> Counts:
    """Members on the period's last day (or ``admitted`` in it) by sets of dimensions.

    ``only`` narrows to those with that code of a dimension. Gives for each set the number by the
    codes of its dimensions. Two statements: everybody is read once. Members of a branch with more
    than ``AT_ONCE`` come from the worker; raises ``NotReckoned`` until it has counted them.
    """
    asked = Asked(of.unit.pk, period, tuple(dict.fromkeys(sets)), admitted, tuple(only))
    if not admitted and is_large(of.path):
        return _reckoned(asked)
    return Counts(counted(of, asked))


def is_large(path: str) -> bool:
    """Whether a branch has too many members for a page to look at each. One statement."""
    return members.headcount(path).members > AT_ONCE


def quality_key(unit_id: int) -> str:
    """The key of the reckonings of the quality of a unit's data."""
    return f"quality-{unit_id}"


def reckoning(key: str) -> Reckoning | None:
    """The last reckoning of a key. One statement."""
    return Reckoning.objects.filter(key=key).order_by("-id").first()


def _reckoned(asked: Asked) -> Counts:
    rows = list(Reckoning.objects.filter(key=asked.key).order_by("-id")[:2])
    done = next((row for row in rows if row.state == State.DONE), None)
    if done is None:
        raise NotReckoned(asked, rows[0] if rows else None)
    found = Counts({one: {} for one in asked.sets})
    for place, codes, n in done.result or ():
        found[asked.sets[place]] = {**found[asked.sets[place]], tuple(codes): n}
    found.at, found.asked = done.beat_at, asked
    found.again = rows[0] if rows[0] is not done else None
    return found


def counted(
    of: Branch, asked: Asked, part: tuple[str, str] = ("", "")
) -> dict[tuple[Dimension, ...], dict[tuple[str, ...], int]]:
    """Counts, of a ``part`` of the branch's paths (from, until) where one is given. One statement,
    which may take long."""
    wanted, period = asked.sets, asked.period
    dims = list(dict.fromkeys(d for one in wanted for d in one))
    places = [",".join(str(dims.index(d) + 1) for d in one) for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM statistics_counts(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [of.path, list(of.paths), period.before, period.last, asked.admitted,
             [d.value for d in dims], places, [d.value for d, _ in asked.only],
             [c for _, c in asked.only], list(AGE_BANDS.edges), list(PARTY_AGE_BANDS.edges), *part],
        )  # fmt: skip
        rows = cursor.fetchall()
    found: dict[tuple[Dimension, ...], dict[tuple[str, ...], int]] = {one: {} for one in wanted}
    by_mask = {_outside(dims, one): one for one in wanted}
    for outside, codes, n in rows:
        one = by_mask[outside]
        key = tuple(codes[dims.index(d)] for d in one)
        found[one][key] = found[one].get(key, 0) + n
    return found


def _outside(dims: Sequence[Dimension], grouped: Collection[Dimension]) -> int:
    """PostgreSQL's ``grouping`` of a set: a bit for every dimension that is not in it."""
    mask = 0
    for dimension in dims:
        mask = mask * 2 + (dimension not in grouped)
    return mask


def sees_names(actor: Actor) -> bool:
    """Whether the role sees records: else small numbers of sensitive groups are kept back."""
    return reach(actor.role, Action.VIEW_MEMBERS) is not Reach.NONE


def small(on: date) -> int:
    """The number from which a sensitive group is shown to whoever sees no record."""
    return SMALL.at(on).value


def unit_names(labels: Collection[str]) -> dict[str, str]:
    """Names of units by their labels in a path. One statement."""
    ids = {int(label, 36): label for label in labels if len(label) == LABEL}
    found = orgs.names(list(ids))
    return {label: found[pk] for pk, label in ids.items() if pk in found}


# ------------------------------------------------------------------ the names behind a figure


def members_on(actor: Actor, of: Branch, on: date) -> QuerySet[Spell]:
    """The spells of a branch's members on a day that the actor may see, by name."""
    holding = Q(valid_until=None) | Q(valid_until__gt=on)
    return _spells(actor).filter(of.within("unit_path"), holding, valid_from__lte=on)


def admitted_in(actor: Actor, of: Branch, period: Period) -> QuerySet[Spell]:
    """The spells that begin with an admission in a period."""
    rows = _spells(actor).filter(of.within("unit_path"), opened_by__in=ADMITTING)
    rows = rows.exclude(of.within("from_path"))
    return rows.filter(valid_from__gt=period.before, valid_from__lte=period.last)


def moved(actor: Actor, of: Branch, period: Period, side: Side, part: str) -> QuerySet[Spell]:
    """The spells behind a line of the movement; ``part`` empty: the whole side."""
    if side in (Side.START, Side.END):
        return members_on(actor, of, period.before if side is Side.START else period.last)
    rows = _spells(actor).filter(of.within("unit_path"))
    if side is Side.RECOGNISED:
        rows = rows.filter(of.within("from_path"), official=True, opened_by=EventKind.RECOGNISED)
        return rows.filter(valid_from__gt=period.before, valid_from__lte=period.last)
    day, event, beyond = (
        ("valid_from", "opened_by", "from_path")
        if side is Side.CAME
        else ("valid_until", "closed_by", "to_path")
    )
    rows = rows.exclude(of.within(beyond))
    rows = rows.filter(**{f"{day}__gt": period.before, f"{day}__lte": period.last})
    if part:
        pairs = kinds_of(side, part)
        there = [kind for kind, elsewhere in pairs if elsewhere]
        alone = [kind for kind, elsewhere in pairs if not elsewhere]
        empty = Q(**{beyond: ""})
        rows = rows.filter(
            (Q(**{f"{event}__in": there}) & ~empty) | (Q(**{f"{event}__in": alone}) & empty)
        )
    return rows


@contextmanager
def within_a_small_branch(actor: Actor) -> Iterator[None]:
    """Names of an actor's branch are read fast, also where it is small.

    The planner takes the range of a small branch for one row and would read its persons anew for
    every spell; within this it joins the two ranges once. Two statements, one for a large branch.
    """
    small_one = members.headcount(actor.unit_path).members <= SMALL_BRANCH
    if small_one:
        _nested_loops("off")
    yield
    if small_one:
        _nested_loops("on")


def _nested_loops(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_nestloop', %s, true)", [state])


def guests(actor: Actor, of: Branch, on: date) -> QuerySet[Stay]:
    """Guests of a branch on a day, by name."""
    rows = visible(Stay.objects.all(), actor, Action.VIEW_MEMBERS)
    holding = Q(valid_until=None) | Q(valid_until__gt=on)
    return rows.filter(beneath(of.path), holding, valid_from__lte=on).order_by("sort_key", "id")


def _spells(actor: Actor) -> QuerySet[Spell]:
    """Spells of members within reach, of persons who stand within reach now.

    Ask them ``within_a_small_branch``.
    """
    rows = Spell.objects.filter(status__in=MEMBERS).select_related("person")
    rows = visible(rows, actor, Action.VIEW_MEMBERS, also="seen_path")
    rows = visible(rows, actor, Action.VIEW_MEMBERS, path="person__unit_path")
    return rows.order_by("person__sort_key", "person_id", "valid_from")


def of_codes(
    rows: QuerySet[Spell],
    dimension: Dimension,
    codes: Collection[str],
    on: date | None,
    *,
    but: bool,
) -> QuerySet[Spell]:
    """The spells of members with those codes of a dimension (``but``: with others) on a day;
    ``on`` None: on the day the spell begins."""
    if dimension in (Dimension.AGE, Dimension.PARTY_AGE):
        bands, began = (
            (AGE_BANDS, "person__birth_on")
            if dimension is Dimension.AGE
            else (PARTY_AGE_BANDS, "person__joined_on")
        )
        day = F("valid_from") if on is None else Value(on, DateField())
        rows = rows.alias(**{f"{dimension.value}_band": _Band(day, began, bands.edges)})
        condition = Q(**{f"{dimension.value}_band__in": codes})
    elif dimension.dated and (on is None or on < clock.today()):
        name = f"{dimension.value}_then"
        rows = rows.alias(**{name: _as_then(dimension, on)})
        if dimension is Dimension.YOUTH_UNION:
            condition = Q(**{f"{name}__in": [code == "x" for code in codes]})
        else:
            condition = Q(**{f"{name}__in": codes})
    else:
        condition = _coded(dimension, codes)
    return rows.exclude(condition) if but else rows.filter(condition)


def _as_then(dimension: Dimension, on: date | None) -> Any:
    """What a record said on a day (None: where the spell begins); what was empty then is read as
    it is now. As ``statistics_counts`` does."""
    day = OuterRef("valid_from") if on is None else on
    later = Earlier.objects.filter(person_id=OuterRef("person_id"), until__gt=day)
    then = Subquery(later.order_by("until").values(dimension.value)[:1])
    now = F(f"person__{dimension.value}")
    if dimension is Dimension.YOUTH_UNION:
        return Coalesce(NullIf(then, Value(False)), now)
    return Coalesce(NullIf(then, Value("")), now)


def _coded(dimension: Dimension, codes: Collection[str]) -> Q:
    if dimension is Dimension.OFFICIAL:
        return Q(official__in=[code == "CT" for code in codes])
    if dimension is Dimension.STATUS:
        return Q(status__in=codes)
    if dimension is Dimension.YOUTH_UNION:
        return Q(person__youth_union__in=[code == "x" for code in codes])
    if dimension is Dimension.UNIT:
        found = Q(pk__in=[])
        for label in codes:
            found |= Q(unit_path__contains=label)
        return found
    return Q(**{f"person__{dimension.value}__in": codes})


class _Band(Func):
    """The band whole years between two days lie in, as ``statistics_counts`` cuts them."""

    output_field = CharField()

    def __init__(self, on: Any, began: str, edges: Sequence[int]) -> None:
        cut = ", ".join(str(edge) for edge in edges)
        super().__init__(
            on, F(began),
            template="coalesce(width_bucket(extract(year FROM age(%(expressions)s))::int,"
            f" ARRAY[{cut}])::text, '')",
        )  # fmt: skip


# ------------------------------------------------------------------ definitions


def definitions(unit: "Unit", number: int) -> QuerySet[Definition]:
    """How a form was changed for a unit or above it, the last first.

    ``unit`` comes from ``branch``, which has asked the scope; an office's forms hold beneath it.
    """
    above = [*orgs.ancestors(unit.path), unit.path]
    rows = Definition.objects.filter(unit__path__in=above, form=number).select_related("unit")
    return rows.order_by("-unit__depth", "-since", "-id")


def revision_on(unit: "Unit", number: int, on: date) -> Revision:
    """How the form stands for a unit on a day: as the nearest office above it has it."""
    row = definitions(unit, number).filter(since__lte=on).first()
    return Revision.from_json(row.change) if row else Revision()


def form(number: int, change: Revision | None = None) -> Form:
    """A form with its lists made out, as an office has changed it. 404 for none."""
    if number not in FORMS:
        raise Http404("Không có biểu này.")
    return revised(made_out(FORMS[number], lists()), change or Revision())


# ------------------------------------------------------------------ frozen, reconciled


def frozen(actor: Actor, unit: "Unit", number: int, period: Period) -> QuerySet[Frozen]:
    """The revisions of a form frozen for a unit and period, the last first."""
    rows = visible(Frozen.objects.all(), actor, Action.VIEW_FIGURES, path="unit__path")
    rows = rows.filter(unit=unit, form=number, first=period.first, last=period.last)
    return rows.order_by("-revision")


def frozen_lately(actor: Actor, unit: "Unit", limit: int = 20) -> list[Frozen]:
    """What was frozen for a unit, the newest first. One statement."""
    rows = visible(Frozen.objects.all(), actor, Action.VIEW_FIGURES, path="unit__path")
    return list(rows.filter(unit=unit).order_by("-frozen_at", "-id")[:limit])


def people_by_id(actor: Actor, person_ids: Collection[int]) -> QuerySet[Person]:
    """Records by number that the actor may see, by name."""
    rows = visible(Person.objects.all(), actor, Action.VIEW_MEMBERS, person="id")
    return rows.filter(pk__in=person_ids).order_by("sort_key", "id")


def reconciliations(
    actor: Actor, unit_ids: Collection[int], quarter: date
) -> QuerySet[Reconciliation]:
    """What units' numbers were held against in a quarter, the last entry first."""
    rows = visible(
        Reconciliation.objects.select_related("unit"), actor, Action.VIEW_FIGURES,
        path="unit__path",
    )  # fmt: skip
    return rows.filter(unit_id__in=unit_ids, quarter=quarter).order_by("-recorded_at", "-id")


_ENDS = """
SELECT (p ->> 'unit')::bigint, m.side, sum(m.n) FROM jsonb_array_elements(%s::jsonb) AS p
CROSS JOIN LATERAL statistics_movement(
  p ->> 'path', ARRAY(SELECT jsonb_array_elements_text(p -> 'paths')), %s, %s) AS m
WHERE m.side IN ('now', 'came_later', 'went_later') AND (m.side <> 'now' OR m.official)
GROUP BY 1, 2
"""


def members_of_each(bodies: Sequence[tuple[int, str]], on: date) -> dict[int, int]:
    """Members of units on a day. Two statements, whatever the number of units.

    ``bodies``: (unit, path) of units whose superior has asked the scope.
    """
    found = dict.fromkeys((unit for unit, _ in bodies), 0)
    if not bodies:
        return found
    spans = path_spans(found)
    asked = [
        {"unit": unit, "path": path, "paths": sorted({path, *(s.path for s in spans[unit])})}
        for unit, path in bodies
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [json.dumps(asked), on, on])
        for unit, side, n in cursor.fetchall():
            found[unit] += -int(n) if side == "came_later" else int(n)
    return found
