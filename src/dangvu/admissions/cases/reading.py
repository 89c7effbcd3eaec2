"""One case and what hangs on it; cases within reach."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.admissions.models import (
    Case,
    CaseHelper,
    CaseMove,
    CasePaper,
    CaseStep,
    HelperRemark,
    Reminder,
)
from dangvu.kernel.branches import beneath

_MISSING = "Không có hồ sơ này trong phạm vi của đồng chí."


def reachable(actor: Actor, action: Action = Action.VIEW_CASES) -> QuerySet[Case]:
    """Cases within the actor's reach by an action."""
    return visible(Case.objects.select_related("unit"), actor, action)


def open_cases(actor: Actor, path: str = "") -> QuerySet[Case]:
    """Cases under way, in a branch if one is named."""
    rows = reachable(actor).filter(closed_on=None)
    return rows.filter(beneath(path)) if path else rows


def case(actor: Actor, case_id: int, action: Action = Action.VIEW_CASES) -> Case:
    """One case within reach, with its unit; 404 outside it."""
    found = reachable(actor, action).filter(pk=case_id).first()
    if found is None:
        raise Http404(_MISSING)
    return found


def anywhere(case_id: int) -> Case | None:
    """One case outside every scope, for whoever keeps the house: the owner of the tables alone gets
    a row."""
    return Case.objects.select_related("unit").filter(pk=case_id).first()


def case_for_entry(actor: Actor, case_ids: Sequence[int]) -> list[Case]:
    """Cases within reach, held until the transaction ends, in the order of their ids.

    404 where one is outside reach. One statement.
    """
    rows = reachable(actor).select_for_update(of=("self",), no_key=True)
    found = list(rows.filter(pk__in=case_ids).order_by("pk"))
    if len(found) != len(set(case_ids)):
        raise Http404(_MISSING)
    return found


@dataclass(frozen=True)
class History:
    """The steps of a case, latest first. ``undone``: ids of those a later row takes back."""

    steps: tuple[CaseStep, ...]
    undone: frozenset[int]


def history_of(row: Case) -> History:
    """What was recorded of a case. One statement; the case is within reach already."""
    steps = tuple(CaseStep.objects.filter(case=row).select_related("unit").order_by("-on", "-id"))
    return History(steps, frozenset(step.annuls_id for step in steps if step.annuls_id))


def helpers_of(row: Case) -> list[CaseHelper]:
    """Introducers and helpers of a case with their remarks, those of today first. Two
    statements."""
    remarks = Prefetch("remarks", HelperRemark.objects.order_by("-on"))
    rows = CaseHelper.objects.filter(case=row).prefetch_related(remarks)
    found = list(rows.order_by("role", "since", "id"))
    return sorted(found, key=lambda helper: helper.until is not None)


def papers_of(row: Case) -> list[CasePaper]:
    """The papers in hand of a case, without what they hold. One statement."""
    return list(CasePaper.objects.filter(case=row).defer("content").order_by("code", "id"))


def moves(actor: Actor) -> QuerySet[CaseMove]:
    """Cases on their way from or to the actor's reach, the latest first."""
    rows = visible(CaseMove.objects.select_related("from_unit", "to_unit"), actor,
                   Action.VIEW_CASES, path="from_path", also="to_path")  # fmt: skip
    return rows.order_by("-sent_on", "-id")


def moves_under_way(actor: Actor) -> QuerySet[CaseMove]:
    """Those of ``moves`` that are neither taken nor sent back."""
    return moves(actor).filter(Q(taken_on=None) & Q(returned_on=None))


def reminders(actor: Actor, path: str = "") -> QuerySet[Reminder]:
    """Limits that were reminded of within reach, the latest first."""
    rows = visible(Reminder.objects.select_related("case"), actor, Action.VIEW_CASES)
    rows = rows.filter(beneath(path)) if path else rows
    return rows.filter(case__closed_on=None).order_by("-on", "-id")
