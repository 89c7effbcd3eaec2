"""What is owed on cases, counted by kind: for the page of duties, without a name."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.admissions.cases.reading import moves_under_way, open_cases


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
    over, ahead = Q(due_on__lt=on), Q(due_on__gte=on)
    rows = open_cases(actor).filter(due_on__lte=until).order_by().values("due_code")
    counted = rows.annotate(
        late=Count("id", over), soon=Count("id", ahead),
        first_late=Min("due_on", filter=over), first_soon=Min("due_on", filter=ahead),
    )  # fmt: skip
    found = [
        Owing(r["due_code"], r["late"], r["soon"], r["first_late"], r["first_soon"])
        for r in counted
    ]
    return sorted(found, key=lambda one: (one.first_late or one.first_soon or until, one.code))


def arriving(actor: Actor) -> int:
    """How many cases wait to be taken over within reach. One statement."""
    return sum(
        permits(actor, Action.RECORD_CASE, path)
        for path in moves_under_way(actor).values_list("to_path", flat=True)
    )
