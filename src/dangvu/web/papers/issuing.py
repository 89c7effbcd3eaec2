"""Issuing and dropping: one paper or a whole bundle."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import actions, queries
from dangvu.documents.catalogue import OWN, type_label
from dangvu.documents.papers import number_text
from dangvu.documents.queries import Paper, State
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.documents import DocumentNumber
from dangvu.web.components.fields import mistake
from dangvu.web.papers.competence import competence_doubts
from dangvu.web.papers.forms import DropForm, IssueForm, initial_issue
from dangvu.web.papers.register import bundle_context, bundle_of, page_context, page_of
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.ISSUE_LETTERS)
@require_http_methods(["GET", "POST"])
def paper_issue(request: Request, paper_id: int) -> HttpResponse:
    """Which number comes next, the day, who signed; posting takes the number."""
    found = queries.paper(request.actor, paper_id)
    may(request.actor, Action.ISSUE_LETTERS, found.unit_path)
    if found.state != State.DRAFT:
        messages.warning(request, _no_draft(found))
        return redirect("paper", paper_id)
    form = _form(request, found)
    if form.is_valid():
        try:
            done = actions.issue(
                request.actor,
                paper_id,
                form.cleaned_data["on"],
                form.signed(),
                form.series_label(),
            )
        except Overtaken as refusal:
            messages.warning(request, refusal.message_vi)
            return redirect("paper", paper_id)
        except Impossible as refusal:
            _blame(form, refusal)
        else:
            number = number_text(done)
            messages.success(request, f"Đã phát hành{f' số {number}' if number else ''}.")
            return redirect("paper", paper_id)
    return _issue_page(request, form, [found])


@gate(Action.ISSUE_LETTERS)
@require_http_methods(["GET", "POST"])
def bundle_issue(request: Request, key: UUID) -> HttpResponse:
    """Issues every draft of a bundle, in order, or none."""
    papers = bundle_of(request, key)
    may(request.actor, Action.ISSUE_LETTERS, papers[0].unit_path)
    waiting = [paper for paper in papers if paper.state == State.DRAFT]
    if not waiting:
        messages.warning(request, "Tập này không còn dự thảo nào để phát hành.")
        return redirect("paper_bundle", key)
    first = queries.paper(request.actor, waiting[0].pk)
    form = _form(request, first)
    if form.is_valid():
        try:
            done = actions.issue_bundle(
                request.actor,
                str(key),
                form.cleaned_data["on"],
                form.signed(),
                form.series_label(),
            )
        except Overtaken as refusal:
            messages.warning(request, refusal.message_vi)
            return redirect("paper_bundle", key)
        except Impossible as refusal:
            _blame(form, refusal)
        else:
            span = _span(number_text(done[0]), number_text(done[-1]))
            messages.success(request, f"Đã phát hành {len(done)} văn bản{span}.")
            return redirect("paper_bundle", key)
    return _issue_page(request, form, waiting)


def _form(request: Request, found: Paper) -> IssueForm:
    today = clock.today()
    labels = queries.series_labels(found.unit_id, found.type, found.organ, today)
    return IssueForm(
        request.POST or None,
        found.organ,
        labels if found.type else ("",),
        signed_in_file=found.kind == OWN,
        initial=initial_issue(found, today),
    )


def _span(first: str, last: str) -> str:
    if not first:
        return ""
    return f", số {first}" if first == last else f", từ số {first} đến {last}"


def _no_draft(found: Paper) -> str:
    if found.state == State.ISSUED:
        number = number_text(found)
        said = f", số {number}" if number else ""
        return f"Đồng chí {found.issued_by} đã phát hành văn bản này{said}."
    return "Dự thảo này đã bỏ, không phát hành được."


def _issue_page(request: Request, form: IssueForm, papers: list[Paper]) -> HttpResponse:
    first = papers[0]
    on, label = clock.today(), first.about.get("series", "")
    if form.is_bound and form.is_valid():
        on, label = form.cleaned_data["on"], form.series_label() or ""
    coming, numbers = None, ("", "")
    if first.type:
        coming = queries.next_number(first.unit_id, first.type, first.organ, on, label)
        numbers = (
            DocumentNumber(coming.number, first.type, first.organ).text,
            DocumentNumber(coming.last + len(papers), first.type, first.organ).text,
        )
    context = {
        "form": form,
        "paper": first,
        "several": len(papers) if len(papers) > 1 else 0,
        "coming": coming,
        "first_number": numbers[0],
        "last_number": numbers[1],
        "revision": first.about.get("revision"),
        "own": first.kind == OWN,
        "kind_word": type_label(first.document_type).lower(),
        "competence": competence_doubts(first),
    }
    return render(request, "papers/issue.html", context, status=422 if form.is_bound else 200)


def _blame(form: IssueForm | DropForm, refusal: Impossible) -> None:
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, mistake(refusal.message_vi, code=refusal.code))


@gate(Action.DRAFT_LETTERS)
@require_POST
def paper_drop(request: Request, paper_id: int) -> HttpResponse:
    """Sets a draft aside with a reason."""
    found = queries.paper(request.actor, paper_id)
    form = DropForm(request.POST)
    if _dropped(form, lambda reason: actions.drop(request.actor, paper_id, reason)):
        messages.success(request, "Đã bỏ dự thảo. Nội dung vẫn giữ để tra lại.")
        return redirect("paper", paper_id)
    context = {**page_context(request, found), "drop_form": form}
    return render(request, page_of(found), context, status=422)


@gate(Action.DRAFT_LETTERS)
@require_POST
def bundle_drop(request: Request, key: UUID) -> HttpResponse:
    """Sets every draft of a bundle aside with a reason."""
    papers = bundle_of(request, key)
    form = DropForm(request.POST)
    if _dropped(form, lambda reason: actions.drop_bundle(request.actor, str(key), reason)):
        messages.success(request, "Đã bỏ các dự thảo của tập. Nội dung vẫn giữ để tra lại.")
        return redirect("paper_bundle", key)
    context = {**bundle_context(request, papers), "drop_form": form}
    return render(request, "papers/bundle.html", context, status=422)


def _dropped(form: DropForm, drop: Callable[[str], object]) -> bool:
    """Whether the drafts were dropped; what forbids it stands on the form."""
    if not form.is_valid():
        return False
    try:
        drop(form.cleaned_data["reason"])
    except Impossible as refusal:
        _blame(form, refusal)
        return False
    return True
