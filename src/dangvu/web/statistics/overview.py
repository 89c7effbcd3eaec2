"""Where statistics of a unit begin: its movement at a glance, the forms, what was frozen."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.rules.forms_tctw import FORMS
from dangvu.rules.statistics import Period
from dangvu.statistics import queries
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.asked import offered, read


@gate(Action.VIEW_FIGURES)
@require_GET
def latest(request: Request) -> HttpResponse:
    """Statistics of the actor's own unit."""
    return redirect("stats", request.actor.unit_id)


@gate(Action.VIEW_FIGURES)
@require_GET
def overview(request: Request, unit_id: int) -> HttpResponse:
    """Movement of the period, the forms, units beneath, what was frozen."""
    actor, today = request.actor, clock.today()
    of = queries.branch(actor, unit_id)
    asked = read(request.GET, today)
    context = {
        "of": of,
        "asked": asked,
        "presets": offered(asked, today),
        "movement": queries.movement(of, asked.period),
        "forms": list(FORMS.values()),
        "crumbs": [u for u in orgs.breadcrumbs(actor, of.unit) if u.pk != of.unit.pk],
        "children": orgs.children(actor, [of.unit.pk], today),
        "frozen": [
            (row, FORMS[row.form], Period(row.first, row.last))
            for row in queries.frozen_lately(actor, of.unit)
            if row.form in FORMS
        ],
        "running": asked.period.last > today,
    }
    return render(request, "statistics/overview.html", context)
