"""Obstacles and recommendations within reach: lists, one with its way, what is owed.

Row security ends at the actor's branch. Here it is narrower: what was not passed up to the actor's
own level or higher, a superior counts and does not read (R10.4).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from dangvu.access import matrix
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach
from dangvu.access.scope import permits, visible
from dangvu.members import queries as members
from dangvu.orgs import anywhere
from dangvu.orgs.queries import ancestors
from dangvu.rules import petitions as rules
from dangvu.rules.petitions import OPEN, Deed, Move, Standing
from dangvu.rules.procedure_law import Choice, Law
from dangvu.tasks.catalogue import Owing, Subject
from dangvu.tasks.models import Directive, Petition, PetitionStep, TaskFigure
from dangvu.tasks.models import Reach as Reached

PAGE = 30
MOST_OWED = 200
MOST_OFFERED = 20
State = Petition.State


class Box(StrEnum):
    """Which petitions a list holds: those the actor's unit must answer, those others answer, those
    that are over."""

    OWED = "owed"
    ELSEWHERE = "elsewhere"
    OVER = "over"


@dataclass(frozen=True)
class Line:
    """A petition on a list. ``name`` is empty where the record stands beyond the actor's reach."""

    row: Petition
    name: str
    late_days: int
    others: int

    @property
    def cited(self) -> str:
        return rules.cited(self.row.number, self.row.year)


@dataclass(frozen=True)
class Page:
    """A page of a list. ``after`` continues it, empty at the end."""

    lines: tuple[Line, ...]
    after: str


# ------------------------------------------------------------------ who reads what


def reachable(actor: Actor) -> QuerySet[Petition]:
    """Every petition of the actor's branch, to be counted; the content is for ``readable``."""
    return visible(Petition.objects.all(), actor, Action.VIEW_PETITIONS)


def readable(actor: Actor) -> QuerySet[Petition]:
    """Petitions the actor may read: the own ones, those of the own cell, those that were passed up
    to the actor's level or higher."""
    rows = reachable(actor).select_related("unit", "holder")
    if matrix.reach(actor.role, Action.VIEW_PETITIONS) is Reach.SELF:
        return rows
    return rows.filter(top_path__in=[*ancestors(actor.unit_path), actor.unit_path])


def petition(actor: Actor, petition_id: int, *, held: bool = False) -> Petition:
    """One the actor may read, with the paper it is about; 404 otherwise. ``held``: nobody else
    changes it until the transaction ends."""
    rows = readable(actor).filter(pk=petition_id)
    if held:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.first()
    if found is None:
        raise Http404("Không có kiến nghị này trong phạm vi của đồng chí.")
    return found


def about(row: Petition) -> tuple[str, str]:
    """Number and subject of the paper a petition is about; empty where it is about none."""
    if row.directive_id is None:
        return "", ""
    found = Directive.objects.filter(pk=row.directive_id)
    return found.values_list("paper__number_symbol", "paper__title").first() or ("", "")


def names_of(actor: Actor, rows: Collection[Petition]) -> dict[int, str]:
    """Names of who raised them, by person, as far as records are within reach. One statement."""
    people = members.people(actor).filter(pk__in={row.person_id for row in rows})
    return dict(people.values_list("pk", "full_name"))


def joined_to(row: Petition) -> list[Petition]:
    """The petitions that were joined to one, as the database shows them. One statement."""
    found = Petition.objects.filter(joined_to=row, state__in=(State.JOINED, State.ANSWERED))
    return list(found.select_related("unit").order_by("raised_on", "id"))


def steps(row: Petition) -> list[PetitionStep]:
    """What was done about a petition, first to last. One statement."""
    return list(row.steps.select_related("holder").order_by("id"))


def last_step(row: Petition) -> PetitionStep | None:
    """The last thing done about a petition. One statement."""
    return row.steps.order_by("-id").first()


def standing(actor: Actor, row: Petition, others: int) -> Standing:
    """What decides on what the actor may do with a petition."""
    raised_it = actor.person_id is not None and actor.person_id == row.person_id
    on_behalf = not row.by_member and permits(actor, Action.RAISE_PETITION, row.unit_path)
    return Standing(
        state=rules.State(row.state),
        at_cell=row.holder_path == row.unit_path,
        top=not ancestors(row.holder_path),
        holds=permits(actor, Action.ANSWER_PETITION, row.holder_path),
        raised_it=raised_it or (on_behalf and actor.unit_path == row.unit_path),
        own=raised_it,
        others=others,
    )


def possible(actor: Actor, row: Petition, others: int) -> tuple[Deed, ...]:
    """What the actor may do with a petition now, in the order it is offered."""
    return rules.possible(standing(actor, row, others))


def superiors(row: Petition) -> list[tuple[int, str]]:
    """The standing committees above the one that holds a petition, the nearest first. One
    statement."""
    above = anywhere.above(row.holder)
    return [
        (unit.pk, unit.committee or unit.name)
        for unit in reversed(above)
        if unit.valid_until is None
    ]


def held_before(row: Petition) -> int | None:
    """Which unit passed a petition up to the one that holds it now. One statement."""
    moves = row.steps.order_by("id").values_list("kind", "holder_id")
    return rules.came_from(Move(kind, holder) for kind, holder in moves)


# ------------------------------------------------------------------ lists


_OTHERS = Coalesce(
    Subquery(
        Petition.objects.filter(joined_to=OuterRef("pk"), state=State.JOINED)
        .order_by()
        .values("joined_to")
        .annotate(number=Count("pk"))
        .values("number"),
        output_field=IntegerField(),
    ),
    0,
)


def _lines(actor: Actor, rows: Sequence[Petition], on: date) -> tuple[Line, ...]:
    names = names_of(actor, rows)
    return tuple(
        Line(
            row,
            names.get(row.person_id, ""),
            rules.late_days(rules.State(row.state), row.holder_due_on, on),
            getattr(row, "others", 0),
        )
        for row in rows
    )


def _boxed(actor: Actor, box: Box) -> QuerySet[Petition]:
    rows = readable(actor)
    if box is Box.OVER:
        return rows.exclude(state__in=OPEN)
    rows = rows.filter(state__in=OPEN)
    mine = Q(holder_path=actor.unit_path)
    return rows.filter(mine) if box is Box.OWED else rows.exclude(mine)


def listing(
    actor: Actor, box: Box, on: date, after: str = "", *, subject: str = "", size: int = PAGE
) -> Page:
    """A page of a list: what is still owed by the day it is due, so that the late come first; what
    is over, the newest first. Two statements."""
    rows = _boxed(actor, box)
    if subject:
        rows = rows.filter(subject=subject)
    return _page(actor, rows, on, after, size, newest=box is Box.OVER)


def mine(actor: Actor, on: date, after: str = "", size: int = PAGE) -> Page:
    """A page of what the actor raised, the newest first. Two statements."""
    if actor.person_id is None:
        return Page((), "")
    rows = readable(actor).filter(person=actor.person_id)
    return _page(actor, rows, on, after, size, newest=True)


def _page(
    actor: Actor, rows: QuerySet[Petition], on: date, after: str, size: int, *, newest: bool
) -> Page:
    column = "raised_on" if newest else "holder_due_on"
    side = "lt" if newest else "gt"
    if place := _place(after):
        day, last = place
        rows = rows.filter(
            Q(**{f"{column}__{side}": day}) | Q(**{column: day, f"pk__{side}": last})
        )
    sign = "-" if newest else ""
    found = list(rows.annotate(others=_OTHERS).order_by(f"{sign}{column}", f"{sign}id")[: size + 1])
    shown = found[:size]
    more = f"{getattr(shown[-1], column).isoformat()}~{shown[-1].pk}" if len(found) > size else ""
    return Page(_lines(actor, shown, on), more)


def _place(after: str) -> tuple[date, int] | None:
    """Day and number of a mark of a page, which anybody may have typed."""
    day, _, last = after.partition("~")
    if not (last.isascii() and last.isdigit() and len(last) < 19):
        return None
    try:
        return date.fromisoformat(day), int(last)
    except ValueError:
        return None


@dataclass(frozen=True)
class Tally:
    """How many stand in each box, and how many of those owed are late."""

    owed: int
    late: int
    elsewhere: int
    over: int


def tally(actor: Actor, on: date) -> Tally:
    """The boxes of the actor's list, counted. One statement."""
    still, own = Q(state__in=OPEN), Q(holder_path=actor.unit_path)
    found = readable(actor).aggregate(
        owed=Count("pk", filter=still & own),
        late=Count("pk", filter=still & own & Q(holder_due_on__lt=on)),
        elsewhere=Count("pk", filter=still & ~own),
        over=Count("pk", filter=~still),
    )
    return Tally(**found)


@dataclass(frozen=True)
class LateHolder:
    """A unit beneath the actor's that owes answers beyond their day: how many, since when."""

    unit_id: int
    name: str
    number: int
    due_on: date


def late_beneath(actor: Actor, on: date, limit: int = 50) -> list[LateHolder]:
    """Who beneath the actor's unit is late, most first; without what the petitions say. One
    statement; nothing for a member."""
    if matrix.reach(actor.role, Action.VIEW_PETITIONS) is not Reach.BRANCH:
        return []
    rows = (
        reachable(actor)
        .filter(state__in=OPEN, holder_due_on__lt=on, holder_path__gt=actor.unit_path)
        .values("holder_id", "holder__name")
        .annotate(number=Count("pk"), oldest=Min("holder_due_on"))
        .order_by("-number", "oldest", "holder_id")
    )
    columns = ("holder_id", "holder__name", "number", "oldest")
    return [LateHolder(*row) for row in rows.values_list(*columns)[:limit]]


def to_join(actor: Actor, row: Petition, limit: int = 50) -> list[Petition]:
    """Open petitions of the same holder that one may be joined to, of its subject first. One
    statement."""
    rows = readable(actor).filter(state__in=OPEN, holder=row.holder_id).exclude(pk=row.pk)
    return list(
        rows.annotate(same=Q(subject=row.subject)).order_by("-same", "raised_on", "id")[:limit]
    )


# ------------------------------------------------------------------ what is owed, what is new


def owing(actor: Actor, on: date) -> list[Owing]:
    """What the actor's unit must answer, the earliest day first; for a member, the answers not read
    yet. One statement."""
    reach = matrix.reach(actor.role, Action.ANSWER_PETITION)
    if reach is not Reach.NONE:
        rows = _boxed(actor, Box.OWED).order_by("holder_due_on", "id")[:MOST_OWED]
        return [_owed(row, on) for row in rows]
    if matrix.reach(actor.role, Action.VIEW_PETITIONS) is not Reach.SELF:
        return []
    rows = readable(actor).filter(state=State.ANSWERED, read_at=None).order_by("answered_on", "id")
    return [
        Owing(
            kind="petition_answer", key=row.pk, due_on=None,
            title=f"Đọc trả lời {rules.cited(row.number, row.year)}",
            meta=Subject(row.subject).label_vi, product="", late=False,
        )
        for row in rows[:MOST_OWED]
    ]  # fmt: skip


def _owed(row: Petition, on: date) -> Owing:
    return Owing(
        kind="petition", key=row.pk, due_on=row.holder_due_on,
        title=f"Trả lời {rules.cited(row.number, row.year)}",
        meta=f"{row.unit.name}, {Subject(row.subject).label_vi.lower()}",
        product="Trả lời đảng viên", late=row.holder_due_on < on,
    )  # fmt: skip


def own_news(actor: Actor, on: date) -> tuple[Line, ...]:
    """The actor's own petitions that are open or joined, and answers not read yet: for the first
    page of a member. Two statements."""
    if actor.person_id is None:
        return ()
    news = Q(state__in=[*OPEN, State.JOINED]) | Q(state=State.ANSWERED, read_at=None)
    rows = readable(actor).filter(news, person=actor.person_id).order_by("-raised_on", "-id")
    return _lines(actor, list(rows[:MOST_OFFERED]), on)


# ------------------------------------------------------------------ what a new one needs


def law() -> Law:
    """The figures as the office applies them. One statement."""
    names = [rule.name for rule in rules.RULES]
    rows = TaskFigure.objects.filter(name__in=names).order_by("since", "-id")
    return Law(tuple(Choice(row.name, int(row.value), row.since, row.reason) for row in rows))


def directives_of(path: str) -> list[tuple[int, str]]:
    """Directives in force that reached a cell, the newest first: what a member of it may name. One
    statement. The path comes from a record that has asked the scope."""
    rows = (
        Reached.objects.filter(unit_path=path, directive__state=Directive.State.IN_FORCE)
        .annotate(number=F("directive__paper__number_symbol"), title=F("directive__paper__title"))
        .order_by("-directive__confirmed_at", "-directive_id")
    )
    columns = ("directive_id", "number", "title")
    return [
        (key, f"{number}: {title}" if number else title)
        for key, number, title in rows.values_list(*columns)[:MOST_OFFERED]
    ]
