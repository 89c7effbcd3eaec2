"""Remedies still open in a branch, by their due day."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.targets.duties import open_remedies
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

PAGE = 30


@gate(Action.VIEW_FIGURES)
@require_GET
def remedies(request: Request) -> HttpResponse:
    """What was promised for bodies that lag, and is not done yet; ``?han=qua`` the overdue only."""
    today = clock.today()
    late_only = request.GET.get("han") == "qua"
    rows = open_remedies(request.actor)
    late = rows.filter(due_on__lt=today)
    page = Paginator(late if late_only else rows, PAGE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "late_only": late_only,
        "late": late.count(),
        "today": today,
        "writes": permits(request.actor, Action.RECORD_FINDING, request.actor.unit_path),
    }
    return render(request, "targets/remedies.html", context)
