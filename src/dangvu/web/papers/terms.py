"""Terms of the committee, and how far the numbers of each have run."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents import actions, queries
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.rules.documents import DocumentNumber
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import ids
from dangvu.web.papers.forms import NumberForm, TermForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


def _unit(request: Request) -> Unit:
    """The unit of the address (``?don-vi=``), or the actor's own; 404 outside reach."""
    wanted = ids([request.GET.get("don-vi", "")])
    unit_id = wanted[0] if wanted else request.actor.unit_id
    return orgs.unit(request.actor, unit_id, Action.VIEW_MODELS)


def _back(unit_id: int) -> HttpResponse:
    return redirect(f"{reverse('paper_terms')}?don-vi={unit_id}")


@gate(Action.VIEW_MODELS)
@require_http_methods(["GET", "POST"])
def terms(request: Request) -> HttpResponse:
    """The terms of a committee; posting records one."""
    unit = _unit(request)
    form = TermForm(request.POST or None)
    if request.method == "POST":
        may(request.actor, Action.ISSUE_LETTERS, unit.path)
        if form.is_valid() and _recorded(request, unit.pk, form):
            return _back(unit.pk)
    return _page(request, unit, form, NumberForm(auto_id="so_%s"))


def _recorded(request: Request, unit_id: int, form: TermForm) -> bool:
    entered = form.cleaned_data
    try:
        actions.record_term(
            request.actor,
            unit_id,
            entered["name"],
            entered["starts_on"],
            entered["ends_on"],
            entered["numbers"],
        )
    except Impossible as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, mistake(refusal.message_vi, code=refusal.code))
        return False
    messages.success(request, f"Đã ghi nhiệm kỳ “{entered['name']}”.")
    return True


@gate(Action.ISSUE_LETTERS)
@require_POST
def numbers(request: Request, term_id: int) -> HttpResponse:
    """Notes how far a series has run elsewhere."""
    term = queries.term(request.actor, term_id)
    form = NumberForm(request.POST, auto_id="so_%s")
    if form.is_valid():
        last: DocumentNumber = form.cleaned_data["last"]
        try:
            actions.note_last_number(
                request.actor,
                term_id,
                last.abbreviation,
                last.organ,
                last.number or 0,
                form.cleaned_data["reason"],
                form.cleaned_data["label"],
            )
        except Impossible as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, mistake(refusal.message_vi, code=refusal.code))
        else:
            after = DocumentNumber((last.number or 0) + 1, last.abbreviation, last.organ)
            messages.success(request, f"Đã ghi. Văn bản tới lấy số {after.text}.")
            return _back(term.unit_id)
    unit = orgs.unit(request.actor, term.unit_id, Action.VIEW_MODELS)
    return _page(request, unit, TermForm(), form)


def _page(request: Request, unit: Unit, form: TermForm, number_form: NumberForm) -> HttpResponse:
    rows = list(queries.terms(unit.pk))
    context = {
        "unit": unit,
        "terms": [
            (term, sorted(term.series.all(), key=lambda s: (s.organ, s.type, s.label)))
            for term in rows
        ],
        "now": queries.term_on(unit.pk, clock.today()),
        "form": form,
        "number_form": number_form,
        "may_issue": permits(request.actor, Action.ISSUE_LETTERS, unit.path),
    }
    failed = form.is_bound or number_form.is_bound
    return render(request, "papers/terms.html", context, status=422 if failed else 200)
