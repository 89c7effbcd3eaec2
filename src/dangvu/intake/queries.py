"""Reading batches. A staged workbook may hold names: reach as for the records it would become."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.scope import permits, require, visible
from dangvu.intake.catalogue import AnyKind, Draft, Problem
from dangvu.intake.models import Batch, Fault, Finding, Job, Line, Row, UnitChoice
from dangvu.kernel.sealing import unseal, unseal_bytes

K = TypeVar("K", bound=AnyKind)
PAGE = 100
SHOWN_BATCHES = 20


def batches(actor: Actor, kind: AnyKind, unit_id: int) -> list[Batch]:
    """The latest batches of a kind for one unit, newest first, dropped ones left out; ``running``
    tells of a step under way. One statement."""
    rows = visible(Batch.objects.defer("content"), actor, kind.action)
    rows = rows.annotate(running=under_way())
    rows = rows.filter(kind=kind.code, unit_id=unit_id).exclude(state=Batch.State.DROPPED)
    return list(rows.order_by("-staged_at", "-id")[:SHOWN_BATCHES])


def under_way() -> Exists:
    """Whether a long step of a batch waits to be done or is being done."""
    open_jobs = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))
    return Exists(open_jobs.filter(batch_id=OuterRef("pk")))


def batch(actor: Actor, batch_id: int, kinds: Mapping[str, K]) -> tuple[Batch, K]:
    """One batch and its kind; 404 outside reach, ``Refused`` for a role that may not."""
    found = Batch.objects.defer("content").filter(pk=batch_id).first()
    kind = kinds.get(found.kind) if found else None
    if found is None or kind is None:
        raise Http404("Không có lần nhập này trong phạm vi của đồng chí.")
    require(actor, kind.action)
    if not permits(actor, kind.action, found.unit_path):
        raise Http404("Không có lần nhập này trong phạm vi của đồng chí.")
    return found, kind


def whose(batch_id: int) -> tuple[int | None, str]:
    """The account that made a batch and the path it stands at, for who is not yet known: asked at
    the door. Nothing where there is no such batch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, path FROM intake_whose(%s)", [batch_id])
        account, path = cursor.fetchone()
        return account, path or ""


def earlier(kind: AnyKind, unit_id: int, sha256: str) -> Batch | None:
    """The batch by which exactly these bytes were written before, if they were."""
    rows = Batch.objects.defer("content").filter(kind=kind.code, unit_id=unit_id, sha256=sha256)
    return rows.filter(state=Batch.State.COMMITTED).first()


_FINGERPRINT = """
SELECT coalesce(sum(hashtextextended(
  concat(number, standing, CASE WHEN standing <> 'new' THEN subject END, changes::text), 0
  )::numeric), 0)::text
FROM intake_finding WHERE batch_id = %s
"""


def fingerprint(of: Batch) -> str:
    """Equal while the check of a long table comes to the same."""
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, [of.pk])
        return cursor.fetchone()[0]


def rows(of: Batch, state: str = "", after: int = 0) -> QuerySet[Row]:
    """The rows of a batch the actor reaches, in the order of the sheet, behind row ``after``.

    ``state``: "mend" (cannot be written yet), "accepted", "chosen" (a unit was picked), "written",
    or all. For rows that only wait for an option see ``waiting``.
    """
    found = Row.objects.filter(batch_id=of.pk, number__gt=after).order_by("number")
    match state:
        case "mend":
            return found.filter(accepted=False)
        case "accepted":
            return found.filter(accepted=True)
        case "chosen":
            return found.filter(accepted=True, choice__isnull=False)
        case "written":
            return found.filter(values__has_key="written")
        case _:
            return found


def waiting(of: Batch, option: str) -> QuerySet[Row]:
    """The rows that cannot be written until an option is given: their problem is named after it."""
    return rows(of, "mend").filter(problems__contains=[{"code": f"{option}_missing"}])


@dataclass(frozen=True)
class Told:
    """A fault as the user reads it; a sealed value is opened, for it is the user's own."""

    number: int
    column: str
    code: str
    message: str
    value: str
    blocks: bool
    id: int


def faults(
    of: Batch, after: tuple[int, int] = (0, 0), limit: int | None = None, without: str = ""
) -> list[Told]:
    """The faults of a long table in the order of the sheet, behind (row, fault); without those of
    rows that wait for a unit, named in the column ``without``. One statement."""
    found = Fault.objects.filter(batch_id=of.pk).order_by("number", "id")
    if without:
        found = found.exclude(Q(column=without, read=True) & ~Q(value=""))
    if after != (0, 0):
        number, number_id = after
        found = found.filter(Q(number__gt=number) | Q(number=number, id__gt=number_id))
    return [
        Told(
            f.number, f.column, f.code, f.message, f.value or unseal(f.value_sealed), f.blocks, f.pk
        )
        for f in found[:limit]
    ]


def blocking(of: Batch) -> Iterator[tuple[int, str, str]]:
    """(row, column, message) of every fault for which a row of a long table is not written, in the
    order of the sheet. One statement, streamed."""
    found = Fault.objects.filter(batch_id=of.pk, blocks=True).order_by("number", "id")
    return found.values_list("number", "column", "message").iterator(chunk_size=2000)


def blocking_counts(of: Batch) -> list[tuple[str, int]]:
    """How many such faults each column has, the most first. One statement."""
    found = Fault.objects.filter(batch_id=of.pk, blocks=True).values_list("column")
    return list(found.annotate(n=Count("id")).order_by("-n", "column"))


@dataclass(frozen=True)
class UnitText:
    """A text for which no unit was found: in how many rows it stands, the first of them, why."""

    text: str
    rows: int
    first: int
    why: str


def _unplaced(of: Batch, subject: str) -> QuerySet[Fault]:
    return Fault.objects.filter(batch_id=of.pk, column=subject, read=True).exclude(value="")


def unit_texts(of: Batch, subject: str, start: int, limit: int) -> list[UnitText]:
    """Texts of the column ``subject`` that wait for a unit, the most frequent first. One
    statement."""
    found = _unplaced(of, subject).values_list("value")
    counted = found.annotate(rows=Count("id"), first=Min("number"), why=Min("message"))
    return [UnitText(*row) for row in counted.order_by("-rows", "value")[start : start + limit]]


def unit_texts_count(of: Batch, subject: str) -> tuple[int, int]:
    """(how many such texts, how many rows have one). One statement."""
    told = _unplaced(of, subject).aggregate(t=Count("value", distinct=True), r=Count("id"))
    return told["t"], told["r"]


def chosen(of: Batch) -> list[UnitChoice]:
    """What the sender of a batch means by texts that name no unit, as chosen so far."""
    rows = UnitChoice.objects.filter(kind=of.kind, unit_id=of.unit_id)
    return list(rows.order_by("text"))


def rows_with(of: Batch, cell: int, texts: Collection[str]) -> dict[str, int]:
    """In how many rows of a long table each of some texts stands in a cell. One statement."""
    rows = Line.objects.filter(batch_id=of.pk).values_list(f"cells__{cell}")
    counted = rows.filter(**{f"cells__{cell}__in": list(texts)}).annotate(n=Count("id"))
    return dict(counted.order_by())


def job(of: Batch) -> Job | None:
    """The latest long step of a batch."""
    return Job.objects.filter(batch_id=of.pk).order_by("-id").first()


def findings(of: Batch, standing: str, after: int = 0, limit: int = PAGE) -> list[dict[str, Any]]:
    """Rows of a long table of one standing, behind a row, with the cells they were read to. Two
    statements."""
    found = Finding.objects.filter(batch_id=of.pk, standing=standing, number__gt=after)
    columns = ("number", "subject", "changes")
    rows = list(found.order_by("number").values(*columns)[:limit])
    numbers = [row["number"] for row in rows]
    lines = Line.objects.filter(batch_id=of.pk, number__in=numbers)
    cells = dict(lines.values_list("number", "cells"))
    return [{**row, "cells": cells.get(row["number"], [])} for row in rows]


SEALED = b"sealed\n"
"""What a workbook's bytes begin with once they are sealed; those of before stand as they came."""


def content(of: Batch) -> bytes:
    """The bytes that were sent, as they were. The batch comes from ``batch()``."""
    kept = bytes(Batch.objects.values_list("content", flat=True).get(pk=of.pk))
    return unseal_bytes(kept[len(SEALED) :]) if kept.startswith(SEALED) else kept


def drafts(of: Batch) -> list[Draft]:
    """All rows of a batch as they were last judged. One statement."""
    return [draft(row) for row in rows(of).iterator(chunk_size=5000)]


def draft(row: Row) -> Draft:
    """A staged row as the judge sees it."""
    problems = [Problem.of(p) for p in row.problems]
    return Draft(row.number, row.raw, row.values, problems, row.choice)
