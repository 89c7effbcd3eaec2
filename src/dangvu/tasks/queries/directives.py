"""Directives, their duties, and who has which of them, as far as an actor reaches."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, in_branch, reach
from dangvu.access.ready import ready
from dangvu.access.scope import may, permits, require, visible
from dangvu.documents import queries as documents
from dangvu.documents.catalogue import cited_as, type_label
from dangvu.kernel import branches
from dangvu.office.vietnamese import number as vn_number
from dangvu.orgs import queries as orgs
from dangvu.rules.duties import duty_title, overdue_through
from dangvu.rules.obligations import Product
from dangvu.tasks.catalogue import Owing, Stage
from dangvu.tasks.models import Assignment, Directive, Duty
from dangvu.tasks.models import Reach as ReachRow
from dangvu.tasks.proposal import Proposed, from_dict

State = Directive.State
OVER = (Stage.ACCEPTED, Stage.DONE)
#: What is over, or lies with the superior: nothing is owed by the unit.
NOT_OWED = (*OVER, Stage.REPORTED)


def late(on: date, prefix: str = "") -> Q:
    """The condition that an assignment is late on a day: owed, and due on a day that is over by at
    least one working day."""
    return Q(**{f"{prefix}due_on__lte": overdue_through(on)}) & ~Q(
        **{f"{prefix}stage__in": NOT_OWED}
    )


# ------------------------------------------------------------------ directives


def directives(actor: Actor) -> QuerySet[Directive]:
    """Directives of offices in the actor's branch and those that reach a unit of it, newest first,
    without what was proposed. Those being read are for who may give duties from them."""
    rows = Directive.objects.defer("proposed").select_related("unit", "paper")
    rows = rows.defer("paper__content", "paper__payload", "paper__search_key")
    reached = visible(ReachRow.objects.all(), actor, Action.VIEW_DUTIES)
    given = Q(state__in=(State.IN_FORCE, State.ENDED))
    found = visible(rows, actor, Action.VIEW_DUTIES)
    if reach(actor.role, Action.ADOPT_DIRECTIVE) is Reach.NONE:
        found = found.filter(given)
    found |= rows.filter(given, pk__in=reached.values("directive_id"))
    return found.order_by("-recorded_at", "-id")


def directive(actor: Actor, directive_id: int) -> Directive:
    """One directive within reach, with what was proposed; 404 outside it."""
    found = directives(actor).defer(None).defer("paper__content", "paper__payload")
    row = found.filter(pk=directive_id).first()
    if row is None:
        raise Http404("Không có văn bản chỉ đạo này trong phạm vi của đồng chí.")
    return row


def directive_own(actor: Actor, directive_id: int, action: Action) -> Directive:
    """A directive of an office in the actor's branch, for what its own office does with it; 404
    outside it, refused without the right."""
    found = directive(actor, directive_id)
    require(actor, action)
    may(actor, action, found.unit_path)
    return found


def of_paper(actor: Actor, paper_id: int) -> QuerySet[Directive]:
    """The directives opened from a paper, within reach."""
    return directives(actor).filter(paper_id=paper_id)


def by_number(actor: Actor, number_symbol: str) -> list[Directive]:
    """Directives within reach whose paper has that number and symbol, newest first."""
    rows = directives(actor).filter(paper__number_symbol__iexact=number_symbol.strip())
    return list(rows[:10])


def proposed(found: Directive) -> list[Proposed]:
    """What is proposed, in the order of the page."""
    return [from_dict(kept) for kept in found.proposed]


def paper_day(found: Directive) -> date | None:
    """The day of the directive's paper."""
    return found.paper.dated_on or found.paper.issued_on


def cited(found: Directive) -> str:
    """A directive in few words: "Chỉ thị số 07-CT/TU, ngày 12/02/2026 của …"."""
    return documents.cited(found.paper)


def duties_of(found: Directive) -> QuerySet[Duty]:
    """The duties of the paper itself, in its order."""
    return found.duties.filter(root=None).order_by("position", "id")


# ------------------------------------------------------------------ who has them


def assignments(actor: Actor) -> QuerySet[Assignment]:
    """Duties of units in the actor's branch."""
    rows = Assignment.objects.select_related("duty", "unit", "directive", "root")
    return visible(rows, actor, Action.VIEW_DUTIES)


def assignment(actor: Actor, assignment_id: int) -> Assignment:
    """One duty of a unit within reach, with its directive and paper; 404 outside it."""
    rows = assignments(actor).select_related("directive__paper", "directive__unit", "parent__unit")
    found = rows.defer("directive__paper__content", "directive__paper__payload",
                       "directive__proposed")  # fmt: skip
    row = found.filter(pk=assignment_id).first()
    if row is None:
        raise Http404("Không có nhiệm vụ này trong phạm vi của đồng chí.")
    return row


def owned_assignments(
    actor: Actor, on: date, *, directive_id: int | None = None, open_only: bool = False,
    until: date | None = None,
) -> QuerySet[Assignment]:  # fmt: skip
    """The duties of the actor's own unit, soonest due first, with ``is_late`` on a day."""
    rows = assignments(actor).filter(unit_path=actor.unit_path)
    if directive_id is None:
        rows = rows.filter(directive__state=State.IN_FORCE)
    else:
        rows = rows.filter(directive_id=directive_id)
    if open_only:
        rows = rows.exclude(stage__in=OVER)
    if until is not None:
        rows = rows.filter(Q(due_on=None) | Q(due_on__lte=until))
    return rows.order_by(F("due_on").asc(nulls_last=True), "directive_id", "duty__position", "id")


def open_of_unit(actor: Actor, unit_id: int, on: date) -> QuerySet[Assignment]:
    """What a unit within reach owes, soonest due first."""
    rows = assignments(actor).filter(unit_id=unit_id, directive__state=State.IN_FORCE)
    return rows.exclude(stage__in=NOT_OWED).order_by(F("due_on").asc(nulls_last=True), "id")


def beneath(actor: Actor, found: Assignment) -> QuerySet[Assignment]:
    """The duties made of one, directly beneath it, in the order of the tree."""
    return assignments(actor).filter(parent=found).order_by("unit__path", "duty__position", "id")


def superiors_measured(actor: Actor, indicator: str) -> list[int]:
    """The units on whose sheets stand those with a duty that follows a figure, as far as the
    actor reaches. One statement."""
    rows = assignments(actor).filter(
        branches.beneath(actor.unit_path, "unit__parent__path"),
        duty__indicator=indicator, organ="", directive__state=State.IN_FORCE,
    )  # fmt: skip
    found = rows.order_by().values_list("unit__parent_id", flat=True).distinct()
    return [pk for pk in found if pk is not None]


def owes(actor: Actor, found: Assignment) -> bool:
    """Whether the actor answers for it: reports for its unit."""
    return permits(actor, Action.REPORT_DUTY, found.unit_path)


def is_late(found: Assignment, on: date) -> bool:
    """Whether it is late on a day."""
    return (
        found.due_on is not None
        and found.stage not in NOT_OWED
        and found.due_on <= overdue_through(on)
    )


# ------------------------------------------------------------------ what is owed


def owing(actor: Actor, on: date, until: date) -> list[Owing]:
    """What the actor's own unit owes under directives through a day, what is late beneath it of
    what it gave out or handed down, and papers being read that nobody confirmed. Three statements
    at most."""
    found: list[Owing] = []
    reports = permits(actor, Action.REPORT_DUTY, actor.unit_path)
    adopts = permits(actor, Action.ADOPT_DIRECTIVE, actor.unit_path)
    if reports:
        found += _own(actor, on, until)
    if adopts:
        found += _to_give(actor)
    if reports or adopts:
        found += _to_urge(actor, on)
    return found


#: What a line says of a paper.
_PAPER = tuple(
    f"paper__{part}" for part in ("document_type", "number_symbol", "dated_on", "issuer")
)


def _own(actor: Actor, on: date, until: date) -> Iterator[Owing]:
    over = overdue_through(on)
    for row in _owned(actor, until):
        pk, due_on, heading, what, product, organ, directive_id, kind, number, *rest = row
        under = cited_as(kind, number, *rest)
        yield Owing(
            "duty", pk, due_on, duty_title(heading, what), f"{under} · {organ}" if organ else under,
            Product(product).label_vi, due_on <= over, directive_id, _short(kind, number),
        )  # fmt: skip


@ready
def _owned(actor: Actor, until: date) -> "QuerySet[Assignment, Any]":
    rows = owned_assignments(actor, until, until=until).exclude(stage__in=NOT_OWED)
    told = ("pk", "due_on", "duty__heading", "duty__what", "duty__product", "organ", "directive_id")
    paper = [f"directive__{part}" for part in _PAPER]
    return rows.exclude(due_on=None).values_list(*told, *paper)[:200]


def _short(kind: str, number: str) -> str:
    return f"{type_label(kind)} {number}".strip()


def short_citation(found: Directive) -> str:
    """ "Chỉ thị 07-CT/TU": the kind of paper and its number, as people say it."""
    return _short(found.paper.document_type, found.paper.number_symbol)


def _to_give(actor: Actor) -> Iterator[Owing]:
    """Directives of the actor's own unit that are being read. One statement."""
    for pk, kind, number, *rest in _being_read(actor):
        under, short = cited_as(kind, number, *rest), _short(kind, number)
        title = "Xác nhận nhiệm vụ đọc từ văn bản"
        yield Owing("directive_reading", pk, None, title, under, "", False, pk, short)


@ready
def _being_read(actor: Actor) -> "QuerySet[Directive, Any]":
    rows = Directive.objects.filter(unit_path=actor.unit_path, state=State.READING)
    return rows.order_by("-recorded_at", "-id").values_list("pk", *_PAPER)


def _to_urge(actor: Actor, on: date) -> Iterator[Owing]:
    """Directives the actor's own unit gave out or handed down, with the units directly beneath that
    are late themselves or have somebody late beneath: as the sheet counts them. One statement."""
    width = len(actor.unit_path) + orgs.LABEL_WIDTH + 1
    asked: dict[str, Any] = {
        "here": actor.unit_path, "width": width, "last": overdue_through(on),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, asked)
        counted = cursor.fetchall()
    for pk, kind, number, *rest, units, first in counted:
        title = f"Đôn đốc {vn_number(units)} nơi cấp dưới quá hạn"
        under, short = cited_as(kind, number, *rest), _short(kind, number)
        yield Owing("late_below", pk, first, title, under, "", True, pk, short)


_BEHIND = """
SELECT d.id, p.document_type, p.number_symbol, p.dated_on, p.issuer, count(*), min(late.first)
FROM (
  SELECT a.directive_id, left(a.unit_path, %(width)s) AS body, min(a.due_on) AS first
  FROM tasks_directive AS given JOIN tasks_assignment AS a ON a.directive_id = given.id
  WHERE given.state = 'in_force' AND (given.unit_path = %(here)s OR given.id IN (
      SELECT down.directive_id FROM tasks_assignment AS own
      JOIN tasks_assignment AS down ON down.parent_id = own.id
      WHERE own.unit_path = %(here)s AND down.unit_path <> own.unit_path
    ))
    AND a.due_on <= %(last)s AND a.stage NOT IN ('accepted', 'done', 'reported')
    AND a.unit_path > %(here)s COLLATE "C" AND a.unit_path < (%(here)s || '/') COLLATE "C"
  GROUP BY 1, 2
) AS late
JOIN tasks_directive AS d ON d.id = late.directive_id
JOIN documents_paper AS p ON p.id = d.paper_id
GROUP BY d.id, p.id ORDER BY d.id DESC
"""


def mine(actor: Actor, found: Directive) -> bool:
    """Whether the directive is of an office in the actor's branch."""
    return in_branch(found.unit_path, actor.unit_path)


def names_of(rows: Sequence[Assignment]) -> list[str]:
    """The units of assignments, each once, in their order."""
    return list(dict.fromkeys(row.unit.short_name for row in rows))
