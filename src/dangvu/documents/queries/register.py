"""The register of papers: a page of it, newest first, narrowed and searched.

Papers drafted together stand on one line. Where words are sought, each paper stands for itself.
The newest within reach are read from two sides, each an index's range: those of the branch, and
those that offices outside it sent here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, Window

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.ready import ready
from dangvu.access.scope import visible
from dangvu.documents.catalogue import CAME
from dangvu.documents.models import Paper, Recipient
from dangvu.documents.queries.papers import KINDS, SENT, State, kind_label
from dangvu.documents.queries.searching import Piece, asked, asked_issuer, marked, passages
from dangvu.kernel.branches import beneath
from dangvu.rules.documents import DocumentType, Urgency
from dangvu.rules.months import Month

PAGE = 50
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
    alone = words.query is not None
    rows = _newest(actor, sought, after, limit + 1, alone)
    shown = rows[:limit]
    here = Recipient.objects.filter(paper=OuterRef("pk"), unit_id=actor.unit_id).order_by("id")
    columns = ("arrival_number", "arrival_year", "received_at")
    found = (
        Paper.objects.defer("content", "payload")
        .select_related("unit", "subject_unit")
        .annotate(**{f"here_{name}": Subquery(here.values(name)[:1]) for name in columns})
        .in_bulk([row.pk for row in shown])
    )
    last = shown[-1] if len(rows) > limit else None
    leaf_after = f"{last.at.isoformat()}_{last.pk}" if last else ""
    if alone:
        places = passages(list(found), words.shown)
        entries = [
            _entry(found[row.pk], _alone(found[row.pk]), not row.own, words.shown,
                   places.get(row.pk, ()))
            for row in shown
        ]  # fmt: skip
        return Leaf(tuple(entries), leaf_after)
    groups = _groups(actor, sought, [row.bundle for row in shown if row.own])
    entries = [
        _entry(found[row.pk], groups[row.bundle] if row.own else _alone(found[row.pk]), not row.own)
        for row in shown
    ]
    return Leaf(tuple(entries), leaf_after)


class Waiting(NamedTuple):
    """Papers of one kind that wait for the clerk: how many, and the oldest of them."""

    many: int
    pk: int
    title: str
    at: datetime


def waiting(actor: Actor) -> dict[str, Waiting]:
    """What waits: ``drafts`` in reach, for a number; ``entering``: papers that came to the actor's
    own office, whose file was given in and that are not yet entered; ``unconfirmed``: papers other
    offices sent to the actor's own unit inside the system, whose receipt nobody told yet. One
    statement at most."""
    return {kind: Waiting(*row) for kind, *row in _waiting(actor)}


@ready
def _waiting(actor: Actor) -> QuerySet[Paper, Any]:
    rows = Paper.objects.all()
    drafts = visible(rows.filter(_in_state(State.DRAFT)), actor, Action.ISSUE_LETTERS)
    entering = visible(rows.filter(_in_state(ENTERING)), actor, Action.REGISTER_PAPERS)
    here = visible(Recipient.objects.filter(received_at=None), actor, Action.RECEIVE_PAPERS,
                   path="unit__path").filter(unit_id=actor.unit_id)  # fmt: skip
    sent = rows.filter(~beneath(actor.unit_path), state__in=SENT, pk__in=here.values("paper_id"))
    return _oldest("drafts", drafts).union(
        _oldest("entering", entering.filter(unit_id=actor.unit_id)),
        _oldest("unconfirmed", sent),
        all=True,
    )


def _oldest(kind: str, rows: QuerySet[Paper]) -> QuerySet[Paper, Any]:
    told = (Value(kind), Window(Count("id")), "pk", "title", "drafted_at")
    return rows.order_by("drafted_at", "id").values_list(*told)[:1]


class _Row(NamedTuple):
    """A line: the first paper of it, and whether an office of the branch wrote or entered it."""

    pk: int
    at: datetime
    bundle: str
    own: bool


def _newest(actor: Actor, sought: Sought, after: str, most: int, alone: bool) -> Sequence[_Row]:
    """The newest papers sought within reach, of those drafted together the first, unless each
    stands ``alone``. One statement."""
    order = ("-drafted_at", "-id")
    rows = _narrowed(_beyond(Paper.objects.all(), after), sought).order_by(*order)
    own = visible(rows, actor, Action.VIEW_PAPERS).filter(_in_state(sought.state))
    if not alone:
        before = _narrowed(
            Paper.objects.filter(bundle=OuterRef("bundle"), id__lt=OuterRef("id")), sought
        ).filter(_in_state(sought.state), unit_path=OuterRef("unit_path"))
        own = own.filter(Q(bundle="") | ~Exists(before))
    columns = ("pk", "drafted_at", "bundle", "own")
    own_rows = own.annotate(own=Value(True)).values_list(*columns)[:most]
    if sought.state not in {"", State.RECEIVED.value}:
        return [_Row(*row) for row in own_rows]
    addressed = visible(
        Recipient.objects.filter(paper=OuterRef("pk")), actor, Action.VIEW_PAPERS, path="unit__path"
    )
    sent = rows.filter(~beneath(actor.unit_path), Exists(addressed), state__in=SENT)
    sent_rows = sent.annotate(own=Value(False)).values_list(*columns)[:most]
    both = own_rows.union(sent_rows, all=True)
    return [_Row(*row) for row in both.order_by(*order)[:most]]


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
    if sought.year and sought.of_month:
        month = Month(sought.year, sought.of_month)
        rows = rows.filter(dated_on__range=(month.first(), month.last()))
    elif sought.year:
        rows = rows.filter(dated_on__year=sought.year)
    elif sought.of_month:
        rows = rows.filter(dated_on__month=sought.of_month)
    issuer, words = asked_issuer(sought.issuer), asked(sought.text).query
    both = issuer & words if issuer and words else issuer or words
    return rows.filter(words__search=both) if both else rows


def _groups(actor: Actor, sought: Sought, keys: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """What is counted of the papers drafted together, by their bundles. One statement."""
    rows = visible(Paper.objects.filter(bundle__in=keys), actor, Action.VIEW_PAPERS)
    counted = (
        _narrowed(rows, sought)
        .filter(_in_state(sought.state))
        .order_by()
        .values("bundle")
        .annotate(
            total=Count("id"),
            drafts=Count("id", filter=Q(state=State.DRAFT)),
            issued=Count("id", filter=Q(state=State.ISSUED)),
            dropped=Count("id", filter=Q(state=State.DROPPED)),
            lowest=Min("number"),
            highest=Max("number"),
        )
    )
    return {group["bundle"]: group for group in counted}


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
    first: Paper,
    group: Mapping[str, Any],
    sent_here: bool,
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
        incoming=sent_here or first.state == State.RECEIVED,
        title=marked(first.title[:1].upper() + first.title[1:], shown),
        passage=passage,
    )
