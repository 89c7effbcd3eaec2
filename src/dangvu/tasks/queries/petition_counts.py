"""Petitions counted: by what they are about, by the level that has them, by the time to an answer.

Every petition of the branch counts, also those whose content the actor does not read.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DurationField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach
from dangvu.access.scope import require
from dangvu.kernel.branches import beneath
from dangvu.rules.organisations import OrgType
from dangvu.rules.petitions import OPEN, Level, level_of
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.models import Petition
from dangvu.tasks.queries.petitions import reachable

State = Petition.State


@dataclass(frozen=True)
class Figures:
    """Petitions raised in a period. ``waiting`` has no answer yet, ``late`` of them are beyond the
    day of who holds them; ``in_time``: answered by the day the member was told; ``median_days``
    from raising to the answer, None where none was answered."""

    label: str
    raised: int = 0
    waiting: int = 0
    late: int = 0
    answered: int = 0
    in_time: int = 0
    withdrawn: int = 0
    median_days: float | None = None


@dataclass(frozen=True)
class Counts:
    """The figures of a branch and period: each subject, each level that holds or answered, all."""

    subjects: tuple[Figures, ...]
    levels: tuple[Figures, ...]
    total: Figures


class _Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def counts(actor: Actor, path: str, since: date, until: date, on: date) -> Counts:
    """The petitions raised from ``since`` until the day before ``until`` in a branch, as they stand
    on a day. Three statements. The path comes from a unit that has asked the scope; refused to who
    sees none but the own."""
    if matrix.reach(actor.role, Action.VIEW_PETITIONS) is not Reach.BRANCH:
        require(actor, Action.ANSWER_PETITION)
    rows = reachable(actor).filter(beneath(path), raised_on__gte=since, raised_on__lt=until)
    at_level = Case(
        *(
            When(holder__type__in=[one for one in OrgType if level_of(one) is level],
                 then=Value(level.value))
            for level in Level
        ),
        output_field=CharField(),
    )  # fmt: skip
    by_subject = _grouped(rows, on, subject_=F("subject"))
    by_level = _grouped(rows, on, level_=at_level)
    total = rows.aggregate(**_figures(on))
    return Counts(
        tuple(_line(one.label_vi, by_subject.get(one.value, {})) for one in Subject),
        tuple(_line(one.label_vi, by_level.get(one.value, {})) for one in Level),
        _line("Tổng số", total),
    )


def _figures(on: date) -> dict[str, Aggregate]:
    waiting = Q(state__in=[*OPEN, State.JOINED])
    answered = Q(state=State.ANSWERED)
    return {
        "raised": Count("pk"),
        "waiting": Count("pk", filter=waiting),
        "late": Count("pk", filter=waiting & Q(holder_due_on__lt=on)),
        "answered": Count("pk", filter=answered),
        "in_time": Count("pk", filter=answered & Q(answered_on__lte=F("due_on"))),
        "withdrawn": Count("pk", filter=Q(state=State.WITHDRAWN)),
        "median": _Median(F("answered_on") - F("raised_on"), filter=answered),
    }


def _grouped(
    rows: QuerySet[Petition], on: date, **key: F | Case
) -> dict[str, dict[str, int | timedelta | None]]:
    (name,) = key
    found = rows.annotate(**key).order_by().values(name).annotate(**_figures(on))
    return {row.pop(name): row for row in found}


def _line(label: str, row: dict[str, int | timedelta | None]) -> Figures:
    numbers = dict(row)
    median = numbers.pop("median", None)
    days = median / timedelta(days=1) if isinstance(median, timedelta) else None
    return Figures(label, **numbers, median_days=days)  # type: ignore[arg-type]
