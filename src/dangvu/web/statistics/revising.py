"""Freezing a form, its revisions, and how an office changes it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.forms_tctw import PROPOSED, Form, Line, Revision
from dangvu.rules.statistics import Dimension
from dangvu.statistics import papers, queries, tables
from dangvu.statistics.actions import freeze_form, revise_form
from dangvu.web.components.fields import refuse
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.entry import FreezeForm, ReviseForm
from dangvu.web.statistics.forms_pages import asked_form


@gate(Action.FREEZE_STATISTICS)
@require_http_methods(["GET", "POST"])
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
    if request.method == "POST" and form.is_valid():
        try:
            done = freeze_form(request.actor, unit_id, number, asked.period, **form.cleaned_data)
        except Overtaken as refusal:
            messages.warning(request, refusal.message_vi)
            return redirect(back)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã chốt biểu {now.form.code}, lần {done.revision}.")
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


@gate(Action.FREEZE_STATISTICS)
@require_http_methods(["GET", "POST"])
def revise(request: Request, unit_id: int, number: int) -> HttpResponse:
    """Other titles, hidden lines and columns, a line more; with its history."""
    of = queries.branch(request.actor, unit_id)
    may(request.actor, Action.FREEZE_STATISTICS, of.path)
    today = clock.today()
    plain = queries.form(number)
    change = queries.revision_on(of.unit, number, today)
    entry = ReviseForm(request.POST or None, initial={"since": today})
    if request.method == "POST":
        change = _read(request.POST, plain, change)
        if entry.is_valid() and _revised(request, unit_id, number, change, entry):
            return redirect("stats_form", unit_id, number)
    shown = queries.form(number, change)
    context = {
        "of": of,
        "shown": shown,
        "title": papers.title_of(plain),
        "entry": entry,
        "lines": [
            (line.code, (original or line).title, line.title, line.hidden, line)
            for line in shown.lines
            for original in [plain.line(line.code)]
        ],
        "columns": [
            (f"column:{column.code}", original.title, column.title, column.hidden)
            for column, original in zip(shown.columns, plain.columns, strict=True)
        ],
        "history": list(queries.definitions(of.unit, number)[:20]),
        "fixed": plain.counts == "movement",
    }
    return render(request, "statistics/revise.html", context, status=422 if entry.is_bound else 200)


def _read(sent: QueryDict, plain: Form, before: Revision) -> Revision:
    """The change as entered: only what differs from the form as it comes."""
    titles = {}
    named: list[tuple[str, str]] = [(line.code, line.title) for line in plain.lines]
    named += [(f"column:{column.code}", column.title) for column in plain.columns]
    named += [(line.code, "") for line in before.added]
    hidden = set()
    for code, original in named:
        text = sent.get(f"title-{code}", "").replace("\0", "").strip()[:200]
        if text and text != original:
            titles[code] = text
        if f"hide-{code}" in sent:
            hidden.add(code)
    return Revision(titles, frozenset(hidden), before.added)


def _revised(
    request: Request, unit_id: int, number: int, change: Revision, entry: ReviseForm
) -> bool:
    entered: dict[str, Any] = entry.cleaned_data
    if entered["added_title"]:
        line = Line(
            f"added-{len(change.added) + 1}", entered["added_title"], PROPOSED, "+", 1,
            dimension=Dimension(entered["added_dimension"]), codes=entered["codes"],
        )  # fmt: skip
        change = replace(change, added=(*change.added, line))
    try:
        revise_form(request.actor, unit_id, number, entered["since"], change, entered["reason"])
    except Impossible as refusal:
        refuse(entry, refusal)
        return False
    messages.success(request, "Đã sửa biểu. Bản đã chốt giữ nguyên như lúc chốt.")
    return True
