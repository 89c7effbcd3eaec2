"""The register of papers: a page of it, narrowed and searched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import in_branch
from dangvu.documents.models import Paper
from dangvu.documents.queries.papers import KINDS, State, papers
from dangvu.office.vietnamese import fold

PAGE = 50


@dataclass(frozen=True)
class Sought:
    """What the register is narrowed to; what is left empty does not narrow. ``month``: "2026-05",
    the month a paper speaks of. ``text`` is looked for without accents."""

    state: str = ""
    kind: str = ""
    month: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the register: papers drafted together, most often one.

    ``first`` is the first of them; ``total``, ``drafts``, ``issued``, ``dropped`` count those that
    were sought; ``lowest`` and ``highest`` are the numbers taken. ``incoming``: it came from an
    office outside the actor's branch.
    """

    key: str
    first: Paper
    kind_label: str
    total: int
    drafts: int
    issued: int
    dropped: int
    lowest: int | None
    highest: int | None
    incoming: bool


@dataclass(frozen=True)
class Leaf:
    """A page of the register, newest first. ``after`` continues it; empty at the end."""

    entries: tuple[Entry, ...]
    after: str


def register(actor: Actor, sought: Sought, *, after: str = "", limit: int = PAGE) -> Leaf:
    """A page of the register. Two statements, whatever the number of papers."""
    groups = (
        _sought(papers(actor), sought)
        .order_by()
        .values("bundle")
        .annotate(
            at=Max("drafted_at"),
            first=Min("id"),
            total=Count("id"),
            drafts=Count("id", filter=Q(state=State.DRAFT)),
            issued=Count("id", filter=Q(state=State.ISSUED)),
            dropped=Count("id", filter=Q(state=State.DROPPED)),
            lowest=Min("number"),
            highest=Max("number"),
        )
        .order_by("-at", "-first")
    )
    at, _, last_id = after.rpartition("_")
    if at and last_id.isdigit():
        instant = datetime.fromisoformat(at)
        groups = groups.filter(Q(at__lt=instant) | Q(at=instant, first__lt=int(last_id)))
    found = list(groups[: limit + 1])
    shown = found[:limit]
    firsts = papers(actor).in_bulk([group["first"] for group in shown])
    return Leaf(
        tuple(_entry(actor, group, firsts[group["first"]]) for group in shown),
        f"{shown[-1]['at'].isoformat()}_{shown[-1]['first']}" if len(found) > limit else "",
    )


def _sought(rows: QuerySet[Paper], sought: Sought) -> QuerySet[Paper]:
    if sought.state in State.values:
        rows = rows.filter(state=sought.state)
    if sought.kind in KINDS:
        rows = rows.filter(kind=sought.kind)
    if sought.month:
        rows = rows.filter(about__month=sought.month)
    for word in fold(sought.text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def _entry(actor: Actor, group: Mapping[str, Any], first: Paper) -> Entry:
    return Entry(
        key=group["bundle"],
        first=first,
        kind_label=KINDS.get(first.kind, first.kind),
        total=group["total"],
        drafts=group["drafts"],
        issued=group["issued"],
        dropped=group["dropped"],
        lowest=group["lowest"],
        highest=group["highest"],
        incoming=not in_branch(first.unit_path, actor.unit_path),
    )


def months_spoken_of(actor: Actor) -> list[str]:
    """The months that papers within reach speak of, newest first. One statement."""
    rows = papers(actor).order_by().values_list("about__month", flat=True).distinct()
    return sorted((month for month in rows if month), reverse=True)
