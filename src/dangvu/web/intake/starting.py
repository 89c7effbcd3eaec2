"""Where a table comes in: a file or a pasted block, read and judged, nothing written yet."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.scope import require
from dangvu.intake import actions, papers, queries
from dangvu.intake.catalogue import Kind
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible
from dangvu.office.workbooks import BookRefused, read_limited
from dangvu.orgs import queries as orgs
from dangvu.web.intake import long
from dangvu.web.intake.answers import workbook_answer
from dangvu.web.intake.forms import FileForm, PasteForm
from dangvu.web.intake.kinds import LONG, kind_of, origin
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import Request


def _asked(request: Request, code: str, unit_id: int) -> tuple[Kind, orgs.Unit]:
    """The kind and unit of the address: 403 for a role that may not, 404 outside reach."""
    kind = kind_of(code)
    require(request.actor, kind.action)
    return kind, orgs.unit(request.actor, unit_id, kind.action)


@gate(Gate.ANY_ACTOR)
@require_http_methods(["GET", "POST"])
def start(request: Request, kind: str, unit_id: int) -> HttpResponse:
    """The form for a table of one unit; a table that can be read leads to its preview."""
    if kind in LONG:
        return long.start(request, LONG[kind], unit_id)
    wanted, unit = _asked(request, kind, unit_id)
    not_yet = wanted.ready(request.actor, unit)
    asked = [o for o in wanted.options(request.actor, unit) if not o.late]
    pasted = request.method == "POST" and request.POST.get("how") == "paste"
    given = request.POST if request.method == "POST" else None
    initial = {o.code: request.GET[o.code] for o in asked if o.code in request.GET}
    file_form = FileForm(
        asked,
        None if pasted else given,
        None if pasted else request.FILES or None,
        auto_id="tep_%s",
        initial=initial,
    )
    paste_form = PasteForm(asked, given if pasted else None, auto_id="dan_%s", initial=initial)
    if given is not None and not not_yet:
        staged = _stage(request, wanted, unit, paste_form if pasted else file_form)
        if staged is not None:
            return redirect("import_batch", staged)
    label, address = origin(wanted)
    context = {
        "kind": wanted,
        "unit": unit,
        "not_yet": not_yet,
        "file_form": file_form,
        "paste_form": paste_form,
        "pasted": pasted,
        "recent": queries.batches(request.actor, wanted, unit.pk),
        "origin_label": label,
        "origin_url": address,
        "needed": [f for f in wanted.fields if f.required],
        "free": [f for f in wanted.fields if not f.required and not f.group],
        "groups": list(dict.fromkeys(f.group for f in wanted.fields if f.group)),
    }
    failed = given is not None
    return render(request, "intake/start.html", context, status=422 if failed else 200)


def _stage(request: Request, kind: Kind, unit: orgs.Unit, form: FileForm | PasteForm) -> int | None:
    """The batch of what was sent, or nothing with the reason shown on the form."""
    if not form.is_valid():
        return None
    try:
        if isinstance(form, FileForm):
            sent = form.cleaned_data["workbook"]
            name, data = sent.name, read_limited(sent.file)
        else:
            name, data = "", form.cleaned_data["table"]
        return actions.stage(request.actor, kind, unit, name, data, form.cleaned_data).pk
    except BookRefused as refused:
        form.refuse_file(refused)
    except Impossible as refused:
        form.refuse(refused.code, refused.message_vi, refused.field)
    return None


@gate(Gate.ANY_ACTOR)
@require_GET
def model(request: Request, kind: str, unit_id: int) -> HttpResponse:
    """The empty workbook of a kind, with what is known of the unit in it."""
    if kind in LONG:
        return long.model(request, LONG[kind], unit_id)
    wanted, unit = _asked(request, kind, unit_id)
    content = papers.model_workbook(wanted, request.actor, unit)
    audit.record(
        request.actor,
        "export_model",
        kind=audit.Kind.EXPORT,
        subject=("unit", unit.pk),
        unit_path=unit.path,
        data={"kind": wanted.code},
    )
    return workbook_answer(content, f"mau-{wanted.code}.xlsx")
