"""What a paper rests on, and what rests on it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dangvu.access.actor import Actor
from dangvu.documents.catalogue import Ref
from dangvu.documents.models import Paper, PaperLink
from dangvu.documents.queries.papers import State, papers

MOST = 50


@dataclass(frozen=True)
class Ground:
    """A paper that another one names. ``paper`` is its line, where one is within reach."""

    number_symbol: str
    dated_on: date | None
    issuer: str
    subject: str
    paper: Paper | None


def references(paper: Paper) -> list[Ref]:
    """The papers a paper names, in their order. One statement."""
    rows = PaperLink.objects.filter(paper=paper).order_by("position")
    return [Ref(*row) for row in rows.values_list("number_symbol", "dated_on", "issuer", "subject")]


def rests_on(actor: Actor, paper: Paper) -> list[Ground]:
    """What a paper names, with the lines of it that the actor reaches. Two statements."""
    rows = list(PaperLink.objects.filter(paper=paper).order_by("position"))
    targets = [row.target_id for row in rows if row.target_id is not None]
    reached = papers(actor).in_bulk(targets)
    return [
        Ground(
            row.number_symbol, row.dated_on, row.issuer, row.subject,
            reached.get(row.target_id) if row.target_id else None,
        )
        for row in rows
    ]  # fmt: skip


def borne_by(actor: Actor, paper: Paper) -> QuerySet[Paper]:
    """Papers within reach that rest on this one, whichever office's line of it they point at."""
    links = PaperLink.objects.filter(target=paper)
    if paper.identity:
        links |= PaperLink.objects.filter(target__identity=paper.identity)
    found = papers(actor).filter(pk__in=links.values("paper_id"))
    return found.exclude(state=State.DROPPED)[:MOST]


def alike(actor: Actor, paper: Paper) -> list[Paper]:
    """Other lines within reach of the same number and day: it may be entered already, or another
    office sent it inside the system. One statement."""
    if not paper.identity:
        return []
    number, day, _ = paper.identity.split("|", 2)
    rows = papers(actor).filter(identity__startswith=f"{number}|{day}|")
    return list(rows.filter(state__in=(State.ISSUED, State.RECEIVED)).exclude(pk=paper.pk)[:5])
