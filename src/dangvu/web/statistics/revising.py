"""Freezing a form, and its revisions."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.statistics import papers, queries, tables
from dangvu.statistics.actions import freeze_form
from dangvu.web.components.doing import carried_out
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.entry import FreezeForm
from dangvu.web.statistics.forms_pages import asked_form
from dangvu.web.statistics.waiting import patient


@gate(Action.FREEZE_STATISTICS)
@require_http_methods(["GET", "POST"])
@patient
def freeze(request: Request, unit_id: int, number: int) -> HttpResponse:
    """Shows what will be frozen and what changed, then freezes it."""
    _, asked = asked_form(request, number)
    of = queries.branch(request.actor, unit_id)
    may(request.actor, Action.FREEZE_STATISTICS, of.path)
    now = tables.computed(request.actor, of, number, asked.period)
    kept = queries.frozen(request.actor, of.unit, number, asked.period).first()
    last = tables.of_frozen(request.actor, of, kept) if kept else None
    form = FreezeForm(request.POST or None, initial={"seen_revision": kept.revision if kept else 0})
    back = f"{reverse('stats_form', args=[unit_id, number])}?{asked.words}"

    def frozen() -> str:
        done = freeze_form(request.actor, unit_id, number, asked.period, **form.cleaned_data)
        return f"Đã chốt biểu {now.form.code}, lần {done.revision}."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, frozen):
        return redirect(back)
    context = {
        "of": of,
        "now": now,
        "last": last,
        "form": form,
        "back": back,
        "title": papers.title_of(now.form),
        "when": papers.when(now),
        "over": asked.period.last <= clock.today(),
        "changes": tables.differences(last, now) if last else [],
    }
    return render(request, "statistics/freeze.html", context, status=422 if form.is_bound else 200)


@gate(Action.VIEW_FIGURES)
@require_GET
@patient
def revisions(request: Request, unit_id: int, number: int) -> HttpResponse:
    """Every freezing of a form, what each changed, and what changed since the last."""
    _, asked = asked_form(request, number)
    of = queries.branch(request.actor, unit_id)
    now = tables.computed(request.actor, of, number, asked.period)
    kept = list(queries.frozen(request.actor, of.unit, number, asked.period))
    last = tables.of_frozen(request.actor, of, kept[0]) if kept else None
    context = {
        "of": of,
        "asked": asked,
        "now": now,
        "title": papers.title_of(now.form),
        "when": papers.when(now),
        "kept": kept,
        "since": tables.differences(last, now) if last else [],
        "sees": queries.sees_names(request.actor),
        "back": f"{reverse('stats_form', args=[unit_id, number])}?{asked.words}",
        "may_freeze": permits(request.actor, Action.FREEZE_STATISTICS, of.path),
    }
    return render(request, "statistics/revisions.html", context)
