"""Long tables on the screen: short files at once, long ones by a job whose progress is shown."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from dangvu.access.scope import require
from dangvu.intake import queries
from dangvu.intake.actions import bulk, jobs
from dangvu.intake.bulk import BulkKind, unseen
from dangvu.kernel.refusals import Impossible
from dangvu.members import national
from dangvu.office.workbooks import BookRefused, TableColumn, cell_ref, read_limited, write_table
from dangvu.orgs import queries as orgs
from dangvu.web.intake.answers import workbook_answer
from dangvu.web.intake.forms import FileForm, OptionsForm
from dangvu.web.intake.kinds import origin
from dangvu.web.shell.request import Request

AT_ONCE_BYTES = 250_000
"""A workbook up to this size is read within the request."""
AT_ONCE_ROWS = 2_000
FIRST = 10


def start(request: Request, kind: BulkKind, unit_id: int) -> HttpResponse:
    """The form for a long table of one unit."""
    require(request.actor, kind.action)
    unit = orgs.unit(request.actor, unit_id, kind.action)
    sent = request.method == "POST"
    form = FileForm(
        kind.options(request.actor, unit), request.POST if sent else None,
        request.FILES or None if sent else None, auto_id="tep_%s",
    )  # fmt: skip
    if sent and form.is_valid():
        try:
            file = form.cleaned_data["workbook"]
            data = read_limited(file.file)
            batch = bulk.receive(request.actor, kind, unit, file.name, data, form.cleaned_data)
            read(request, kind, batch)
            return redirect("import_batch", batch.pk)
        except BookRefused as refused:
            form.refuse_file(refused)
        except Impossible as refused:
            form.refuse(refused.code, refused.message_vi, refused.field)
    label, address = origin(kind)
    context = {
        "kind": kind, "unit": unit, "file_form": form, "origin_label": label,
        "origin_url": address, "recent": queries.batches(request.actor, kind, unit.pk),
        "needed": [c.title for c in kind.columns if c.required],
        "free": [c.title for c in kind.columns if not c.required],
    }  # fmt: skip
    return render(request, "intake/long_start.html", context, status=422 if sent else 200)


def read(request: Request, kind: BulkKind, batch: queries.Batch) -> None:
    """Reads a received batch at once, or asks for it where it is long."""
    if len(queries.content(batch)) > AT_ONCE_BYTES:
        jobs.ask(request.actor, batch, queries.Job.Step.READ)
        return
    try:
        with transaction.atomic():
            bulk.read(request.actor, kind, batch.pk)
    except BookRefused as refused:
        bulk.fail(request.actor, kind, batch.pk, refused)


def model(request: Request, kind: BulkKind, unit_id: int) -> HttpResponse:
    """The empty workbook in the national layout."""
    require(request.actor, kind.action)
    orgs.unit(request.actor, unit_id, kind.action)
    lists = national.lists()
    columns = [
        TableColumn(
            c.header, "code" if c.kind == "digits" else "date" if c.kind == "date" else "text",
            c.width, group=c.group, choices=lists.get(c.choices, ()),
        )
        for c in national.columns()
    ]  # fmt: skip
    content = write_table(kind.title, columns, [], sheet_name=national.SHEET, blank_rows=30)
    return workbook_answer(content, f"mau-{kind.code}.xlsx")


# --------------------------------------------------------------------------- one batch


@dataclass(frozen=True)
class FaultLine:
    """A fault with the address of its cell."""

    cell: str
    column: str
    told: queries.Told


@dataclass(frozen=True)
class Change:
    """A field of a record before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowLine:
    """A row about to be written: whom it is about, what changes."""

    number: int
    name: str
    born: str
    unit: str
    changes: tuple[Change, ...]


def page(request: Request, found: queries.Batch, kind: BulkKind) -> HttpResponse:
    """A long table wherever it is on its way."""
    label, address = origin(kind)
    job = queries.job(found)
    busy = job is not None and job.is_open
    context: dict[str, Any] = {
        "batch": found, "kind": kind, "summary": found.summary, "job": job, "busy": busy,
        "unit": orgs.unit(request.actor, found.unit_id, kind.action),
        "name": found.file_name, "origin_label": label, "origin_url": address,
        "written": found.summary.get("written", {}),
    }  # fmt: skip
    if busy:
        return render(request, "intake/long_busy.html", context)
    if found.is_staged:
        context |= _preview(request, found, kind)
    return render(request, "intake/long.html", context)


def progress(request: Request, found: queries.Batch) -> HttpResponse:
    """How far the step under way is, for the page that asks; once it is over, the page is told to
    load anew."""
    job = queries.job(found)
    if job is None or not job.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "intake/_progress.html", {"batch": found, "job": job})


def _preview(request: Request, found: queries.Batch, kind: BulkKind) -> dict[str, Any]:
    after = _pair(request.GET.get("sau", ""))
    changed_after = _pair(request.GET.get("doi", ""))[0]
    told = queries.faults(found, after, queries.PAGE + 1, without=kind.subject)
    names, rows = queries.unit_texts_count(found, kind.subject)
    shown = told[: queries.PAGE]
    changed = queries.findings(found, queries.Finding.Standing.CHANGED, changed_after)
    new = queries.findings(found, queries.Finding.Standing.NEW, limit=FIRST)
    unit = orgs.unit(request.actor, found.unit_id, kind.action)
    late = [o for o in kind.options(request.actor, unit) if o.late]
    typed = {c: "/".join(reversed(v.split("-"))) for c, v in found.options.items() if v}
    return {
        "faults": [_fault(found, kind, one) for one in shown],
        "more_after": f"{shown[-1].number}.{shown[-1].id}" if len(told) > len(shown) else "",
        "changed": [_row(kind, row) for row in changed],
        "changed_more": changed[-1]["number"] if len(changed) == queries.PAGE else None,
        "new": [_row(kind, row) for row in new],
        "options_form": OptionsForm(late, initial=typed),
        "unit_texts": names,
        "unit_rows": rows,
    }


def _fault(found: queries.Batch, kind: BulkKind, told: queries.Told) -> FaultLine:
    at = found.summary["columns"].get(told.column)
    where = f"dòng {told.number}" if at is None else cell_ref(at, told.number)
    return FaultLine(where, kind.label(told.column), told)


def _row(kind: BulkKind, row: dict[str, Any]) -> RowLine:
    cells = dict(zip(kind.cells, row["cells"], strict=False))
    changes = tuple(
        Change(kind.label(code), kind.shown(code, before), kind.shown(code, after))
        for code, (before, after) in (row["changes"] or {}).items()
    )
    return RowLine(
        row["number"], cells.get(kind.head, ""), kind.shown("birth_on", cells.get("birth_on")),
        cells.get("unit", ""), changes,
    )  # fmt: skip


def _pair(text: str) -> tuple[int, int]:
    parts = [int(p) for p in text.split(".") if p.isascii() and p.isdigit() and len(p) < 15]
    first, second, *_ = [*parts, 0, 0]
    return first, second


# --------------------------------------------------------------------------- what is done to it


def refuse(request: Request, found: queries.Batch, kind: BulkKind) -> str:
    """Units of long tables are chosen by text, on a page of their own (``units``)."""
    raise Impossible("no_choice", "Tên đơn vị của bảng này chọn ở trang chọn đơn vị.")


def not_busy(found: queries.Batch) -> None:
    """Raises ``Impossible`` while a step of the batch is under way."""
    if (job := queries.job(found)) is not None and job.is_open:
        raise Impossible("busy", "Lần nhập này đang được xử lý. Đồng chí chờ xong rồi làm tiếp.")


def amend(request: Request, found: queries.Batch, kind: BulkKind) -> str:
    """Takes another as-of day."""
    not_busy(found)
    after = bulk.amend(request.actor, kind, found.pk, request.POST.dict(), unseen)
    return f"Đã kiểm tra lại: nhận {after.summary['accepted']} dòng. Chưa ghi gì."


def commit(request: Request, found: queries.Batch, kind: BulkKind) -> str:
    """Writes the batch at once, or asks for it where it is long."""
    only_valid = request.POST.get("rows") == "valid"
    not_busy(found)
    if found.is_staged and found.summary["read"] > AT_ONCE_ROWS:
        jobs.ask(request.actor, found, queries.Job.Step.WRITE, only_valid=only_valid)
        return "Đang ghi. Đồng chí có thể sang trang khác, việc vẫn chạy."
    after = bulk.commit(request.actor, kind, found.pk, only_valid=only_valid)
    return f"Đã ghi {after.summary['accepted']} dòng."


def undo(request: Request, found: queries.Batch, kind: BulkKind) -> str:
    """Takes the batch back at once, or asks for it where it is long."""
    not_busy(found)
    if found.is_committed and found.summary["read"] > AT_ONCE_ROWS:
        jobs.ask(request.actor, found, queries.Job.Step.UNWRITE)
        return "Đang hoàn tác. Đồng chí có thể sang trang khác, việc vẫn chạy."
    bulk.undo(request.actor, kind, found.pk)
    return "Đã hoàn tác lần nhập này. Sổ đảng viên trở về như trước khi nhập."


def drop(request: Request, found: queries.Batch, kind: BulkKind) -> None:
    """Throws the batch away."""
    not_busy(found)
    bulk.drop(request.actor, kind, found.pk)


def saved(request: Request, name: str) -> None:
    """Tells that a mapping is remembered."""
    messages.success(request, f"Đã nhớ cách ghép cột “{name}”.")
