"""The gallery page: every component in its states, for those who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dangvu.web.components import samples
from dangvu.web.shell.gate import Gate, gate


@gate(Gate.OPEN)
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Shows the components on invented figures; opens nobody's data."""
    return render(request, "components/gallery.html", samples.context(request.path))
