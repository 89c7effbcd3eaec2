"""Lists of members taken along, the files still kept, and the check of digitised dossiers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions import exporting, note_reading
from dangvu.members.actions.dossiers import check_dossiers
from dangvu.members.queries import exporting as reading
from dangvu.members.queries.exporting import ExportKind
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import refuse
from dangvu.web.registry.work_forms import ExportForm, TreeForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
MOST_FAULTS = 200


@gate(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def files(request: Request, unit_id: int) -> HttpResponse:
    """Choosing what to take along, and the files the account took in the last week."""
    unit = orgs.unit(request.actor, unit_id, Action.EXPORT)
    may(request.actor, Action.VIEW_MEMBERS, unit.path)
    form = ExportForm(request.POST or None, request.actor, unit)
    if form.is_bound and form.is_valid():
        kind = ExportKind(form.cleaned_data["kind"])
        try:
            made = exporting.export_members(request.actor, unit, kind, form.cleaned_data["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã lập {made.file_name}. Bấm tên tệp để tải.")
            return redirect("member_exports", unit.pk)
    kept = reading.exports(request.actor, clock.now())
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(request.actor, unit),
        "form": form,
        "heads": members.headcount(unit.path),
        "kept": [(made, ExportKind(made.kind).label) for made in kept],
        "names": orgs.names({made.unit_id for made in kept}),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registry/exports.html", context, status=status)


@gate(Action.EXPORT)
@require_GET
def file(request: Request, export_id: int) -> HttpResponse:
    """A file that is still kept, taken again. Leaves an event."""
    found = exporting.take_again(request.actor, export_id)
    return HttpResponse(
        bytes(found.content),
        content_type=TYPES[found.file_name.rpartition(".")[2]],
        headers={"Content-Disposition": f'attachment; filename="{found.file_name}"'},
    )


@gate(Action.EXPORT)
@require_http_methods(["GET", "POST"])
def dossiers(request: Request, unit_id: int) -> HttpResponse:
    """Holds a listing of files to the dossiers a branch should have (1361-CV)."""
    unit = orgs.unit(request.actor, unit_id, Action.EXPORT)
    may(request.actor, Action.REVEAL, unit.path)
    form = TreeForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(request.actor, unit),
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            found = check_dossiers(
                request.actor, unit, form.cleaned_data["text"], form.cleaned_data["file"]
            )
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            unsound = [m for m in found.report.members if not m.sound]
            context |= {"found": found, "unsound": unsound[:MOST_FAULTS],
                        "unsound_count": len(unsound)}  # fmt: skip
            note_reading(request.actor, found.people, unit.pk, unit.path, "check_dossiers")
    status = 422 if form.errors else 200
    return render(request, "registry/dossiers.html", context, status=status)
