"""Reading papers, their models and terms."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import visible
from dangvu.documents.models import Model, Paper, Recipient, Series, Term
from dangvu.kernel import clock
from dangvu.office.letters import packaged_model
from dangvu.office.payloads import (
    CASE_FORMS,
    BodyLetter,
    IntroductionLetter,
    PraiseList,
    UrgingLetter,
)
from dangvu.office.vietnamese import fold
from dangvu.orgs.queries import ancestors

PAGE = 50
State = Paper.State

#: The kinds of paper the house writes, with the name a clerk knows them by.
KINDS = {
    UrgingLetter.MODEL: "Công văn đôn đốc chung, kèm phụ lục",
    BodyLetter.MODEL: "Công văn đôn đốc từng tổ chức",
    PraiseList.MODEL: "Danh sách biểu dương",
}
#: What is written with a Word model of the office: those, a letter that is no paper of the
#: register, numbered in the book of its issuer, and the papers of a case, numbered by hand.
MODELS = {
    **KINDS,
    IntroductionLetter.MODEL: "Giấy giới thiệu sinh hoạt đảng",
    **{form.model: f"{form.code}. {form.title}" for form in CASE_FORMS.values()},
}


# ------------------------------------------------------------------ papers


def papers(actor: Actor, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """Papers of the offices in the actor's branch, newest first, without their content.

    Whoever may read papers also reads those that came: issued by others, addressed to a unit of
    the branch.
    """
    rows = Paper.objects.defer("content", "payload").select_related("unit", "subject_unit")
    found = visible(rows, actor, action)
    if action is Action.VIEW_PAPERS:
        addressed = visible(Recipient.objects.all(), actor, action, path="unit__path")
        found |= rows.filter(state=State.ISSUED, pk__in=addressed.values("paper_id"))
    return found.order_by("-drafted_at", "-id")


def paper(actor: Actor, paper_id: int, action: Action = Action.VIEW_PAPERS) -> Paper:
    """One paper within reach, with its content; 404 outside it."""
    rows = papers(actor, action).select_related(
        "unit", "subject_unit", "series__term", "model_version"
    )
    found = rows.defer("model_version__content").filter(pk=paper_id).first()
    if found is None:
        raise Http404("Không có văn bản này trong phạm vi của đồng chí.")
    return found


def recipients(paper: Paper) -> tuple[list[Recipient], list[Recipient]]:
    """The lines printed under "Nơi nhận", and the units the paper goes to. One statement."""
    rows = list(paper.recipients.select_related("unit").order_by("position"))
    return [r for r in rows if r.unit_id is None], [r for r in rows if r.unit_id is not None]


def bundle(actor: Actor, key: str, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """The papers drafted together, in the order they were drafted, without their content."""
    return papers(actor, action).filter(bundle=key).order_by("id")


def with_content(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """The same papers with their bytes, for a file."""
    return rows.defer(None).defer("payload")


# ------------------------------------------------------------------ the register


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


# ------------------------------------------------------------------ models in Word


@dataclass(frozen=True)
class ModelInUse:
    """The Word model a kind of paper is written with. Version 0 is the one the house came with."""

    kind: str
    version: int
    content: bytes
    row: Model | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def model_in_use(unit_id: int, kind: str) -> ModelInUse:
    """The newest model of a kind in a unit's office, else the one the house came with."""
    row = Model.objects.filter(unit_id=unit_id, kind=kind).order_by("-version").first()
    return _in_use(kind, row)


def model_nearest(path: str, kind: str) -> ModelInUse:
    """The newest model of a kind in the office of the unit at ``path``, else in the nearest above
    it that has one, else the one the house came with. One statement."""
    rows = Model.objects.filter(unit__path__in=[*ancestors(path), path], kind=kind)
    row = rows.order_by("-unit__depth", "-version").first()
    return _in_use(kind, row)


def models_nearest(path: str, kinds: Sequence[str]) -> dict[str, bytes]:
    """The Word model of each kind as ``model_nearest`` finds it. One statement."""
    rows = Model.objects.filter(unit__path__in=[*ancestors(path), path], kind__in=kinds)
    nearest = rows.order_by("kind", "-unit__depth", "-version").distinct("kind")
    found = {row.kind: bytes(row.content) for row in nearest}
    return {kind: found.get(kind) or packaged_model(kind) for kind in kinds}


def model_written_with(model_id: int | None, kind: str) -> ModelInUse:
    """The version of a kind something was written with; without one, that of the house."""
    row = Model.objects.filter(pk=model_id, kind=kind).first() if model_id else None
    return _in_use(kind, row)


def model_version(unit_id: int, kind: str, version: int) -> ModelInUse:
    """One version of a kind in a unit's office; 0 is the one the house came with. 404 if none."""
    if version == 0 and kind in MODELS:
        return _in_use(kind, None)
    row = Model.objects.filter(unit_id=unit_id, kind=kind, version=version).first()
    if row is None:
        raise Http404("Không có bản mẫu này.")
    return _in_use(kind, row)


def _in_use(kind: str, row: Model | None) -> ModelInUse:
    if row is None:
        return ModelInUse(kind, 0, packaged_model(kind), None)
    return ModelInUse(kind, row.version, bytes(row.content), row)


def models(unit_id: int, kinds: Sequence[str]) -> QuerySet[Model]:
    """Every version of some kinds in a unit's office, newest first, without content."""
    rows = Model.objects.defer("content").filter(unit_id=unit_id, kind__in=kinds)
    return rows.order_by("kind", "-version")


# ------------------------------------------------------------------ terms and numbers


def terms(unit_id: int) -> QuerySet[Term]:
    """The terms of a unit's committee with their series, newest first. Two statements."""
    return Term.objects.filter(unit_id=unit_id).prefetch_related("series").order_by("-starts_on")


def term(actor: Actor, term_id: int) -> Term:
    """One term of a committee within reach; 404 outside it."""
    rows = visible(Term.objects.all(), actor, Action.VIEW_PAPERS, path="unit__path")
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


def next_number(unit_id: int, type_: str, organ: str, on: date) -> NextNumber:
    """The number a paper would get on a day. Three statements at most."""
    term = term_on(unit_id, on)
    row = Series.objects.filter(term=term, type=type_, organ=organ).first() if term else None
    if row is None:
        return NextNumber(term, 0, None)
    return NextNumber(term, row.last_number, last_issue(row))


def last_issue(series: Series) -> date | None:
    """The day of the last paper issued in a series. One statement."""
    return Paper.objects.filter(series=series).aggregate(last=Max("issued_on"))["last"]


# ------------------------------------------------------------------ habits of an office


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


def drafted_on(paper: Paper) -> date:
    """The day a paper was drafted, as the office's wall calendar shows it."""
    return clock.local(paper.drafted_at).date()
