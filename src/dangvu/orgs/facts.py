"""The facts a plan is judged by, read once for its preview and once more when it is carried out."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.office.vietnamese import fold
from dangvu.orgs.models import Placement
from dangvu.orgs.plans import Facts, Known, Plan, check
from dangvu.orgs.queries import units
from dangvu.rules.basis import Finding, Severity


@dataclass(frozen=True)
class Judged:
    """A plan's facts, what was found wrong, and the stamp of the tree it was judged by."""

    facts: Facts
    findings: tuple[Finding, ...]
    stamp: str

    @property
    def refusals(self) -> list[Finding]:
        """What forbids the plan."""
        return [f for f in self.findings if f.severity is Severity.REFUSAL]

    @property
    def notices(self) -> list[Finding]:
        """What should be noticed, and forbids nothing."""
        return [f for f in self.findings if f.severity is not Severity.REFUSAL]


def judge(actor: Actor, plan: Plan, today: date) -> Judged:
    """Reads what the plan concerns and judges it. Three statements; 404 outside reach."""
    facts = facts_of(actor, plan.concerned)
    findings = tuple(check(plan, facts, today, actor.unit_path))
    return Judged(facts, findings, _stamp(facts.units[u] for u in sorted(plan.concerned)))


def facts_of(actor: Actor, unit_ids: Collection[int]) -> Facts:
    """Units the actor may reorganise, what stands under them and beside them. Three statements.

    Raises ``Http404`` where one of them is outside reach.
    """
    reach = units(actor, Action.REORGANISE)
    asked = list(reach.filter(pk__in=unit_ids).values_list("id", "parent_id"))
    if len(asked) != len(set(unit_ids)):
        raise Http404("Không có tổ chức này trong phạm vi sắp xếp của đồng chí.")
    above = {parent for _, parent in asked if parent}
    rows = list(
        reach.filter(
            Q(pk__in=[*unit_ids, *above])
            | Q(parent_id__in=[*unit_ids, *above], valid_until=None)
        ).order_by("position", "id")
    )  # fmt: skip
    placed = dict(
        Placement.objects.filter(unit_id__in=[r.pk for r in rows], valid_until=None)
        .values_list("unit_id", "valid_from")
    )  # fmt: skip
    children: dict[int, list[int]] = {}
    names: dict[int, dict[str, int]] = {}
    for row in rows:
        if row.parent_id and row.valid_until is None:
            children.setdefault(row.parent_id, []).append(row.pk)
            names.setdefault(row.parent_id, {})[fold(row.name)] = row.pk
    known = {
        row.pk: Known(
            row.pk, row.path, row.parent_id, row.type, row.model, row.name, row.valid_from,
            row.valid_until, placed.get(row.pk, row.valid_from), tuple(children.get(row.pk, ())),
        )
        for row in rows
    }  # fmt: skip
    return Facts(known, names)


def _stamp(concerned: Iterable[Known]) -> str:
    return hashlib.sha256(repr(list(concerned)).encode()).hexdigest()[:32]
