"""What is owed on cases, counted by kind: for the page of duties, without a name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.ready import ready
from dangvu.access.scope import permits
from dangvu.admissions.cases.reading import moves_under_way, open_cases
from dangvu.admissions.models import Case, CaseMove


@dataclass(frozen=True)
class Owing:
    """Cases whose nearest limit is of one kind: those over, and those that end by the day asked;
    the first day of each."""

    code: str
    late: int
    soon: int
    first_late: date | None
    first_soon: date | None


def owing(actor: Actor, on: date, until: date) -> list[Owing]:
    """What is due within reach by a day, the kind owed longest first. One statement."""
    found = [Owing(*row) for row in _counted(actor, on, until)]
    return sorted(found, key=lambda one: (one.first_late or one.first_soon or until, one.code))


@ready
def _counted(actor: Actor, on: date, until: date) -> "QuerySet[Case, Any]":
    over, ahead = Q(due_on__lt=on), Q(due_on__gte=on)
    rows = open_cases(actor).filter(due_on__lte=until).order_by().values_list("due_code")
    return rows.annotate(
        late=Count("id", over), soon=Count("id", ahead),
        first_late=Min("due_on", filter=over), first_soon=Min("due_on", filter=ahead),
    )  # fmt: skip


def arriving(actor: Actor) -> int:
    """How many cases wait to be taken over within reach. One statement."""
    return sum(permits(actor, Action.RECORD_CASE, path) for (path,) in _under_way(actor))


@ready
def _under_way(actor: Actor) -> "QuerySet[CaseMove, Any]":
    return moves_under_way(actor).values_list("to_path")
