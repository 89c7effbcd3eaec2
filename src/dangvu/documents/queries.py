"""Reading papers, their models and terms."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.documents.models import Model, Paper, Series, Term
from dangvu.office.letters import packaged_model
from dangvu.office.payloads import BodyLetter, PraiseList, UrgingLetter

#: The kinds of paper the house writes, with the name a clerk knows them by.
KINDS = {
    UrgingLetter.MODEL: "Công văn đôn đốc chung, kèm phụ lục",
    BodyLetter.MODEL: "Công văn đôn đốc từng đảng bộ",
    PraiseList.MODEL: "Danh sách biểu dương",
}


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


def papers(actor: Actor, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """Papers of the actor's branch, newest first, without their content."""
    rows = Paper.objects.defer("content", "payload").select_related("unit", "subject_unit")
    return visible(rows, actor, action).order_by("-drafted_at", "-id")


def paper(actor: Actor, paper_id: int, action: Action = Action.VIEW_PAPERS) -> Paper:
    """One paper within reach, with its content; 404 outside it."""
    rows = Paper.objects.select_related("unit", "subject_unit", "series__term", "model_version")
    found = visible(rows, actor, action).filter(pk=paper_id).first()
    if found is None:
        raise Http404("Không có văn bản này trong phạm vi của đồng chí.")
    return found


def bundle(actor: Actor, key: str, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """The papers drafted together, in the order they were drafted."""
    rows = Paper.objects.select_related("unit", "subject_unit").filter(bundle=key)
    return visible(rows, actor, action).order_by("id")


def model_in_use(unit_id: int, kind: str) -> ModelInUse:
    """The newest model of a kind in a unit's office, else the one the house came with."""
    row = Model.objects.filter(unit_id=unit_id, kind=kind).order_by("-version").first()
    if row is not None:
        return ModelInUse(kind, row.version, bytes(row.content), row)
    return ModelInUse(kind, 0, packaged_model(kind), None)


def models(unit_id: int, kind: str) -> QuerySet[Model]:
    """Every version of a kind in a unit's office, newest first, without content."""
    return Model.objects.defer("content").filter(unit_id=unit_id, kind=kind).order_by("-version")


def term_on(unit_id: int, on: date) -> Term | None:
    """The committee's term a day lies in."""
    return (
        Term.objects.filter(unit_id=unit_id, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .order_by("-starts_on")
        .first()
    )


def last_number(unit_id: int, type_: str, organ: str, on: date) -> int | None:
    """The last number taken in a series in the term of a day; None where no term is recorded."""
    term = term_on(unit_id, on)
    if term is None:
        return None
    row = Series.objects.filter(term=term, type=type_, organ=organ).first()
    return row.last_number if row else 0
