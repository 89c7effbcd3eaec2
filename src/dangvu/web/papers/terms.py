"""Terms of the committee, and how far the numbers of each have run."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents import actions, queries
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.documents import DocumentNumber
from dangvu.web.components.fields import mistake
from dangvu.web.papers.forms import NumberForm, TermForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.VIEW_PAPERS)
@require_http_methods(["GET", "POST"])
def terms(request: Request) -> HttpResponse:
    """The terms of the actor's committee; posting records one."""
    form = TermForm(request.POST or None)
    if request.method == "POST":
        may(request.actor, Action.ISSUE_LETTERS, request.actor.unit_path)
        if form.is_valid() and _recorded(request, form):
            return redirect("paper_terms")
    return _page(request, form, NumberForm(auto_id="so_%s"))


def _recorded(request: Request, form: TermForm) -> bool:
    entered = form.cleaned_data
    try:
        actions.record_term(
            request.actor,
            request.actor.unit_id,
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
    if not queries.terms(request.actor.unit_id).filter(pk=term_id).exists():
        raise Http404("Không có nhiệm kỳ này.")
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
            )
        except Impossible as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, mistake(refusal.message_vi, code=refusal.code))
        else:
            after = DocumentNumber((last.number or 0) + 1, last.abbreviation, last.organ)
            messages.success(request, f"Đã ghi. Văn bản tới lấy số {after.text}.")
            return redirect("paper_terms")
    return _page(request, TermForm(), form)


def _page(request: Request, form: TermForm, number_form: NumberForm) -> HttpResponse:
    unit_id = request.actor.unit_id
    rows = list(queries.terms(unit_id))
    now = queries.term_on(unit_id, clock.today())
    context = {
        "unit": orgs.unit(request.actor, unit_id),
        "terms": [(term, sorted(term.series.all(), key=lambda s: (s.organ, s.type)))
                  for term in rows],
        "now": now,
        "form": form,
        "number_form": number_form,
        "may_issue": permits(request.actor, Action.ISSUE_LETTERS, request.actor.unit_path),
    }  # fmt: skip
    failed = form.is_bound or number_form.is_bound
    return render(request, "papers/terms.html", context, status=422 if failed else 200)
