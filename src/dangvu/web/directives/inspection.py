"""Bodies put forward for the inspection programme."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action, Role
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.refusals import Overtaken
from dangvu.tasks.actions import inspecting
from dangvu.tasks.queries import directives, following, inspection
from dangvu.web.components.doing import carried_out
from dangvu.web.directives.forms import PickForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

PAGE = 100


@gate(Action.PICK_FOR_INSPECTION)
@require_GET
def listing(request: Request) -> HttpResponse:
    """What was put forward and not taken yet; ``?xem=da-dua`` what was taken."""
    taken = request.GET.get("xem") == "da-dua"
    rows = list(inspection.wishes(request.actor, taken=taken)[:PAGE])
    context = {
        "rows": [(row, directives.cited(row.directive)) for row in rows],
        "taken": taken,
        "number": inspection.wishes(request.actor, taken=False).count(),
        "may_take": _takes(request),
    }
    return render(request, "directives/inspection_list.html", context)


def _takes(request: Request) -> bool:
    return request.actor.role is Role.INSPECTION_OFFICER


@gate(Action.PICK_FOR_INSPECTION)
@require_http_methods(["GET", "POST"])
def pick(request: Request, directive_id: int) -> HttpResponse:
    """Bodies of a directive to choose from; those that are late stand first and are ticked where
    they were urged before."""
    actor = request.actor
    sheet = following.follow_sheet(actor, directive_id, clock.today())
    found = sheet.directive
    wished = inspection.wished(actor, found)
    lines = [line for line in sheet.lines if not line.organ and line.unit_id not in wished]
    lines.sort(key=lambda line: (-line.late, -line.late_days, -line.late_below))
    initial = {"bodies": [str(line.unit_id) for line in lines if line.late and line.urged]}
    bodies = [(line.unit_id, line.name) for line in lines]
    form = PickForm(request.POST if request.method == "POST" else None, bodies, initial=initial)

    def deed() -> str:
        chosen = [int(pk) for pk in form.cleaned_data["bodies"]]
        made = inspecting.put_forward(actor, found.pk, chosen, form.cleaned_data["reason"])
        return f"Đã đề nghị đưa {made} nơi vào chương trình kiểm tra."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, deed):
        return redirect("inspection_list")
    ticked = {str(value) for value in form["bodies"].value() or ()}
    context = {
        "found": found,
        "cited": directives.cited(found),
        "form": form,
        "boxes": [(line, str(line.unit_id) in ticked) for line in lines],
        "wished": len(wished),
    }
    status = 422 if form.is_bound else 200
    return render(request, "directives/inspection.html", context, status=status)


@gate(Action.PICK_FOR_INSPECTION)
@require_POST
def take(request: Request, wish_id: int) -> HttpResponse:
    """An inspection officer says that a body was taken into the programme."""
    inspection.wish(request.actor, wish_id)
    if not _takes(request):
        raise Refused(
            "Việc đưa vào chương trình kiểm tra do Ủy ban Kiểm tra ghi.",
            basis="Phân công trong văn bản chỉ đạo",
            who=(Role.INSPECTION_OFFICER,),
        )
    try:
        wish = inspecting.take(request.actor, wish_id, clock.today())
    except Overtaken as late:
        messages.warning(request, late.message_vi)
    else:
        messages.success(request, f"Đã ghi: {wish.unit.name} đưa vào chương trình kiểm tra.")
    return redirect("inspection_list")
