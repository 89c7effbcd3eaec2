"""Where people stand on the way to the decision: counted by body without names, which forecasts
read; and, for who may see cases, the people behind the figures and the plans of sources."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.admissions.models import Case, SourcePlan, Wait
from dangvu.kernel.branches import beneath
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import label
from dangvu.rules.forecast import LONGEST, PHASES, TICK, WINDOW, Phase, Tallies, Tally
from dangvu.rules.months import add_months


def tallies(root: str, bodies: Collection[int], on: date) -> tuple[dict[int, Tallies], Tallies]:
    """Stock and flow on a day: of each of the bodies under the unit at ``root``, and of what
    stands there and under none of them. One statement; the caller has asked the scope.

    Cases are counted where they stand now; steps taken back do not count.
    """
    since = add_months(on, -WINDOW.at(on).value)
    own = {label(unit): unit for unit in bodies}
    parts: dict[int | None, dict[int, _Rows]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM admission_flow(%s, %s, %s, %s, %s)", [root, on, since, TICK, LONGEST]
        )
        for place, phase, fate, tick, people, fresh, taught in cursor.fetchall():
            by_phase = parts.setdefault(own.get(place), {})
            rows = by_phase.get(phase) or by_phase.setdefault(phase, _Rows())
            rows.by_fate[fate][tick] += people
            rows.fresh += fresh
            rows.taught += taught
    found = {
        unit: {PHASES[phase]: rows.tally() for phase, rows in by_phase.items()}
        for unit, by_phase in parts.items()
    }
    beside = found.pop(None, {})
    return {unit: found.get(unit, {}) for unit in bodies}, beside


class _Rows:
    """The numbers of one phase of one body, as they come."""

    def __init__(self) -> None:
        self.by_fate = {fate: [0] * (LONGEST + 1) for fate in ("old", "moved", "lost", "open")}
        self.fresh = self.taught = 0

    def tally(self) -> Tally:
        now = self.by_fate
        waiting = list(map(int.__add__, now["old"], now["open"]))
        return Tally(waiting, now["moved"], now["lost"], now["open"], self.fresh, self.taught)


# ------------------------------------------------------------------ the people behind it


def _waiting(actor: Actor, path: str, on: date) -> QuerySet[Wait]:
    """The waits of a branch that run on a day, of cases within the actor's reach."""
    rows = Wait.objects.filter(Q(until=None) | Q(until__gt=on), beneath(path), since__lte=on)
    return visible(rows, actor, Action.VIEW_CASES, path="unit_path")


@dataclass(frozen=True)
class Overdue:
    """A dossier that has waited longer than is usual where it is."""

    case_id: int
    name: str
    unit: str
    phase: Phase
    since: date
    days: int


def overdue_waits(
    actor: Actor, path: str, on: date, usual: Mapping[Phase, int], most: int
) -> list[Overdue]:
    """Who has waited longer than is usual, longest first: ``most`` of them. One statement."""
    late = Q()
    for phase, days in usual.items():
        late |= Q(phase=phase.place, since__lt=on - timedelta(days=days))
    rows = _waiting(actor, path, on).filter(late, case__removed_at=None)
    return [
        Overdue(row.case_id, row.case.full_name, row.case.unit.short_name or row.case.unit.name,
                PHASES[row.phase], row.since, (on - row.since).days)
        for row in rows.select_related("case__unit").order_by("since", "id")[:most]
    ]  # fmt: skip


def waiting_by_group(actor: Actor, path: str, on: date) -> dict[str, dict[tuple[str, Phase], int]]:
    """People on the way by source group (``group``) and by area (``area``), each by phase. One
    statement."""
    found: dict[str, dict[tuple[str, Phase], int]] = {"group": {}, "area": {}}
    rows = _waiting(actor, path, on).values_list("case__source_group", "case__area", "phase")
    for group, area, phase, people in rows.annotate(Count("id")):
        for name, key in (("group", group), ("area", area)):
            at = (key, PHASES[phase])
            found[name][at] = found[name].get(at, 0) + people
    return found


# ------------------------------------------------------------------ plans of sources


@dataclass(frozen=True)
class Sources:
    """A year of sources of one unit, by source group, January to December: what it plans, what the
    units under it plan together, and how many were put on the list."""

    planned: Mapping[str, tuple[int, ...]]
    below: Mapping[str, tuple[int, ...]]
    found: Mapping[str, tuple[int, ...]]


def sources(actor: Actor, unit: orgs.Unit, year: int) -> Sources:
    """The plan of sources of a unit and what came of it. Two statements."""
    rows = visible(SourcePlan.objects.filter(beneath(unit.path), year=year), actor,
                   Action.VIEW_CASES)  # fmt: skip
    parts: dict[str, dict[str, list[int]]] = {"planned": {}, "below": {}, "found": {}}
    for unit_id, month, group, number in rows.values_list(
        "unit_id", "month", "source_group", "planned"
    ):
        name = "planned" if unit_id == unit.pk else "below"
        parts[name].setdefault(group, [0] * 12)[month - 1] += number
    cases = visible(Case.objects.filter(beneath(unit.path), opened_on__year=year), actor,
                    Action.VIEW_CASES)  # fmt: skip
    counted = cases.values_list("opened_on__month", "source_group").annotate(Count("id"))
    for month, group, number in counted:
        parts["found"].setdefault(group, [0] * 12)[month - 1] += number
    return Sources(*({g: tuple(n) for g, n in part.items()} for part in parts.values()))
