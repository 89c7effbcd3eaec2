"""Mending the facts of a unit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries
from dangvu.orgs.actions import edit_facts
from dangvu.web.registry.forms import FactsForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.EDIT_UNITS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, unit_id: int) -> HttpResponse:
    """Names in use, kind, codes and locality; name and superior change by decision elsewhere."""
    unit = queries.unit(request.actor, unit_id)
    may(request.actor, Action.EDIT_UNITS, unit.path)
    form = FactsForm(request.POST or None, unit)
    if form.is_bound and form.is_valid():
        since = form.cleaned_data["since"] or clock.today()
        try:
            edit_facts(request.actor, unit_id, form.facts(), since, form.cleaned_data["reason"])
        except Impossible as refusal:
            form.add_error(refusal.field or None, refusal.message_vi)
        else:
            messages.success(request, "Đã ghi thông tin của đơn vị.")
            return redirect("unit", unit_id)
    context = {"unit": unit, "form": form, "crumbs": queries.breadcrumbs(request.actor, unit)}
    return render(request, "registry/edit.html", context, status=422 if form.is_bound else 200)
