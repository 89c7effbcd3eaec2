"""Terms of a committee, and the numbers that come next."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.documents.catalogue import KIND_LABELS
from dangvu.documents.models import Paper, Recipient, Series, Term
from dangvu.documents.queries.papers import State


def terms(unit_id: int) -> QuerySet[Term]:
    """The terms of a unit's committee with their series, newest first. Two statements."""
    return Term.objects.filter(unit_id=unit_id).prefetch_related("series").order_by("-starts_on")


def term(actor: Actor, term_id: int) -> Term:
    """One term of a committee within reach; 404 outside it."""
    rows = visible(Term.objects.all(), actor, Action.VIEW_MODELS, path="unit__path")
    found = rows.filter(pk=term_id).first()
    if found is None:
        raise Http404("Không có nhiệm kỳ này trong phạm vi của đồng chí.")
    return found


def term_on(unit_id: int, on: date) -> Term | None:
    """The committee's term a day lies in."""
    return (
        Term.objects.filter(unit_id=unit_id, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .order_by("-starts_on")
        .first()
    )


@dataclass(frozen=True)
class NextNumber:
    """What an issue would take: the next number of a series in a term, and where it stands.

    ``term`` None: no term is recorded for the day, and nothing can be issued. ``last_on``: the day
    of the last paper issued in the series; a later paper does not get an earlier day.
    """

    term: Term | None
    last: int
    last_on: date | None

    @property
    def number(self) -> int:
        return self.last + 1


def next_number(unit_id: int, type_: str, organ: str, on: date, label: str = "") -> NextNumber:
    """The number a paper would get on a day in the series of that label. Three statements at
    most."""
    term = term_on(unit_id, on)
    rows = Series.objects.filter(term=term, type=type_, organ=organ, label=label)
    row = rows.first() if term else None
    if row is None:
        return NextNumber(term, 0, None)
    return NextNumber(term, row.last_number, last_issue(row))


def series_labels(unit_id: int, type_: str, organ: str, on: date) -> list[str]:
    """The labels of the series of one type of paper in the term of a day; "" is the common one.
    Two statements."""
    term = term_on(unit_id, on)
    rows = Series.objects.filter(term=term, type=type_, organ=organ)
    return sorted({"", *rows.values_list("label", flat=True)}) if term else [""]


def last_issue(series: Series) -> date | None:
    """The day of the last paper issued in a series. One statement."""
    return Paper.objects.filter(series=series).aggregate(last=Max("issued_on"))["last"]


@dataclass(frozen=True)
class Habit:
    """How an office headed and signed its last paper: what a drafter need not type again."""

    place: str
    authority: str
    post: str
    signer: str
    recipients: tuple[tuple[str, str], ...]


def habit(unit_id: int) -> Habit | None:
    """The habits of a unit's office by its last paper with a number; None before the first."""
    last = (
        Paper.objects.filter(unit_id=unit_id)
        .exclude(state=State.DROPPED)
        .exclude(type="")
        .exclude(kind__in=KIND_LABELS)
        .order_by("-drafted_at", "-id")
        .values_list("pk", "about__head__place", "payload__signature")
        .first()
    )
    if last is None:
        return None
    pk, place, signature = last
    printed = Recipient.objects.filter(paper_id=pk, unit=None).order_by("position")
    return Habit(
        place=place,
        authority=signature["authority"],
        post=signature["post"],
        signer=signature["name"],
        recipients=tuple(printed.values_list("text", "note")),
    )
