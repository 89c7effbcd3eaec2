"""The register of papers: a page of it, newest first, narrowed and searched.

Papers drafted together stand on one line. Where words are sought, each paper stands for itself.
The newest within reach are read from two sides, each an index's range: those of the branch, and
those that offices outside it sent here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import visible
from dangvu.documents.catalogue import CAME, issuer_pattern
from dangvu.documents.models import Paper, Recipient
from dangvu.documents.queries.papers import KINDS, SENT, State, kind_label, papers
from dangvu.documents.queries.searching import Piece, asked, marked, passages
from dangvu.kernel.branches import beneath
from dangvu.rules.documents import DocumentType, Urgency

PAGE = 50
MOST_TOGETHER = 2000
"""Papers that are looked at for a page of lines, where many are drafted together."""

ENTERING, SECRET = "entering", "secret"
STATES = {
    State.RECEIVED.value: "Văn bản đến",
    State.ISSUED.value: "Văn bản đi, đã phát hành",
    State.DRAFT.value: "Dự thảo",
    ENTERING: "Đã đưa tệp, chờ vào sổ",
    SECRET: "Có dấu mật, chỉ giữ dòng sổ",
    State.DROPPED.value: "Đã bỏ",
}


@dataclass(frozen=True)
class Sought:
    """What the register is narrowed to; what is left empty does not narrow.

    ``state`` is one of ``STATES``; ``kind`` a kind the house writes; ``type`` a
    ``rules.documents.DocumentType``; ``year`` and ``of_month`` of the day a paper bears; ``month``:
    "2026-05", the month it speaks of. ``text`` is looked for without accents, in line and words.
    """

    state: str = ""
    kind: str = ""
    month: str = ""
    text: str = ""
    type: str = ""
    issuer: str = ""
    urgency: str = ""
    year: int = 0
    of_month: int = 0


@dataclass(frozen=True)
class Entry:
    """A line of the register: papers drafted together, most often one.

    ``first`` is the first of them; ``total``, ``drafts``, ``issued``, ``dropped`` count those that
    were sought; ``lowest`` and ``highest`` are the numbers taken. ``incoming``: it came, entered
    in the book or sent by an office outside the actor's branch. ``title`` and ``passage`` tell the
    words asked for apart.
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
    title: tuple[Piece, ...] = ()
    passage: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Leaf:
    """A page of the register, newest first. ``after`` continues it; empty at the end."""

    entries: tuple[Entry, ...]
    after: str


def register(actor: Actor, sought: Sought, *, after: str = "", limit: int = PAGE) -> Leaf:
    """A page of the register. Three statements, whatever the number of papers."""
    words = asked(sought.text)
    most = limit if words.query is not None else MOST_TOGETHER
    rows = _newest(actor, sought, after, most + 1)
    more = len(rows) > most
    if words.query is not None:
        shown = rows[:limit]
        found = papers(actor).in_bulk([pk for pk, _, _ in shown])
        places = passages(list(found), words.shown)
        entries = [
            _entry(actor, _alone(found[pk]), found[pk], words.shown, places.get(pk, ()))
            for pk, _, _ in shown
        ]
        last = shown[-1] if shown and more else None
        return Leaf(tuple(entries), f"{last[1].isoformat()}_{last[0]}" if last else "")
    keys = list(dict.fromkeys(bundle for _, _, bundle in rows))
    if more and len(keys) > 1:
        keys.pop()
    groups = _groups(actor, sought, keys[:limit])
    firsts = papers(actor).in_bulk([group["first"] for group in groups])
    more = more or len(keys) > limit
    last_at = f"{groups[-1]['at'].isoformat()}_{groups[-1]['first']}" if groups and more else ""
    return Leaf(tuple(_entry(actor, group, firsts[group["first"]]) for group in groups), last_at)


_Row = tuple[int, datetime, str]


def _newest(actor: Actor, sought: Sought, after: str, most: int) -> Sequence[_Row]:
    """Id, time and bundle of the newest papers sought, within reach. One statement."""
    order = ("-drafted_at", "-id")
    rows = _narrowed(_beyond(Paper.objects.all(), after), sought).order_by(*order)
    own = visible(rows, actor, Action.VIEW_PAPERS)
    if sought.state:
        own = own.filter(_in_state(sought.state))
    columns = ("pk", "drafted_at", "bundle")
    own_rows = own.values_list(*columns)[:most]
    if sought.state not in {"", State.RECEIVED.value}:
        return list(own_rows)
    addressed = visible(
        Recipient.objects.filter(paper=OuterRef("pk")), actor, Action.VIEW_PAPERS, path="unit__path"
    )
    sent = rows.filter(~beneath(actor.unit_path), Exists(addressed), state__in=SENT)
    both = own_rows.union(sent.values_list(*columns)[:most], all=True)
    return list(both.order_by(*order)[:most])


def _beyond(rows: QuerySet[Paper], after: str) -> QuerySet[Paper]:
    at, _, last_id = after.rpartition("_")
    if not at or not last_id.isdigit():
        return rows
    instant = datetime.fromisoformat(at)
    return rows.filter(Q(drafted_at__lt=instant) | Q(drafted_at=instant, id__lt=int(last_id)))


def _in_state(state: str) -> Q:
    waiting = Q(state=State.DRAFT, kind=CAME)
    if state == ENTERING:
        return waiting
    if state == SECRET:
        return ~Q(secrecy="")
    if state == State.DRAFT:
        return Q(state=State.DRAFT) & ~Q(kind=CAME)
    return Q(state=state) if state in State.values else Q()


def _narrowed(rows: QuerySet[Paper], sought: Sought) -> QuerySet[Paper]:
    if sought.kind in KINDS:
        rows = rows.filter(kind=sought.kind)
    if sought.type in set(DocumentType):
        rows = rows.filter(document_type=sought.type)
    if sought.urgency in set(Urgency):
        rows = rows.filter(urgency=sought.urgency)
    if sought.month:
        rows = rows.filter(about__month=sought.month)
    if sought.year:
        rows = rows.filter(dated_on__year=sought.year)
    if sought.of_month:
        rows = rows.filter(dated_on__month=sought.of_month)
    if issuer := asked(sought.issuer).query:
        pattern = issuer_pattern(sought.issuer)
        rows = rows.filter(words__search=issuer, search_key__regex=pattern)
    if words := asked(sought.text).query:
        rows = rows.filter(words__search=words)
    return rows


def _groups(actor: Actor, sought: Sought, keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """Lines of the register by their bundles, newest first. One statement."""
    rows = _narrowed(papers(actor).filter(bundle__in=keys), sought)
    if sought.state == State.RECEIVED:
        rows = rows.filter(Q(state=State.RECEIVED) | ~beneath(actor.unit_path))
    elif sought.state:
        rows = rows.filter(_in_state(sought.state), beneath(actor.unit_path))
    counted = (
        rows.order_by()
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
    )
    return [*counted.order_by("-at", "-first")]


def _alone(paper: Paper) -> dict[str, Any]:
    return {
        "bundle": paper.bundle,
        "total": 1,
        "drafts": int(paper.state == State.DRAFT),
        "issued": int(paper.state == State.ISSUED),
        "dropped": int(paper.state == State.DROPPED),
        "lowest": paper.number,
        "highest": paper.number,
    }


def _entry(
    actor: Actor,
    group: Mapping[str, Any],
    first: Paper,
    shown: Sequence[str] = (),
    passage: tuple[Piece, ...] = (),
) -> Entry:
    return Entry(
        key=group["bundle"],
        first=first,
        kind_label=kind_label(first),
        total=group["total"],
        drafts=group["drafts"],
        issued=group["issued"],
        dropped=group["dropped"],
        lowest=group["lowest"],
        highest=group["highest"],
        incoming=first.state == State.RECEIVED or not in_branch(first.unit_path, actor.unit_path),
        title=marked(first.title, shown),
        passage=passage,
    )
