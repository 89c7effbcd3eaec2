"""Models in Word: the version an office writes with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from dangvu.documents.models import Model
from dangvu.documents.queries.papers import MODELS
from dangvu.office.letters import packaged_model
from dangvu.orgs.queries import ancestors


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
