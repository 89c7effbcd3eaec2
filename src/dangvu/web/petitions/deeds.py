"""What whoever holds a petition does with it, and its withdrawal by the member."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.rules import petitions as rules
from dangvu.rules.petitions import Deed
from dangvu.tasks.actions import petitions as actions
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.queries import petitions as queries
from dangvu.tasks.queries.petitions import Petition
from dangvu.web.components.doing import carried_out
from dangvu.web.petitions.forms import (
    AnswerForm,
    BackForm,
    JoinForm,
    PassForm,
    SeenForm,
    WithdrawForm,
)
from dangvu.web.petitions.lists import detail
from dangvu.web.petitions.shown import body_of, lead
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.ANSWER_PETITION)
@require_http_methods(["GET", "POST"])
def answer(request: Request, petition_id: int) -> HttpResponse:
    """The answer to a petition, which the member reads."""

    def act(form: SeenForm) -> str:
        row = actions.answer(request.actor, petition_id, form.cleaned_data["answer"], _seen(form))
        return f"Đã trả lời {rules.cited(row.number, row.year)}. Đảng viên thấy trả lời trên trang."

    return _doing(request, petition_id, Deed.ANSWER, AnswerForm, act)


@gate(Action.ANSWER_PETITION)
@require_http_methods(["GET", "POST"])
def pass_up(request: Request, petition_id: int) -> HttpResponse:
    """A petition goes to a superior, with the reason."""

    def act(form: SeenForm) -> str:
        given = form.cleaned_data
        row = actions.pass_up(
            request.actor, petition_id, int(given["unit"]), given["reason"], _seen(form)
        )
        return f"Đã chuyển {rules.cited(row.number, row.year)} lên {body_of(row.holder)}."

    superiors = queries.superiors(_row(request, petition_id))
    return _doing(request, petition_id, Deed.PASS_UP, partial(PassForm, superiors), act)


@gate(Action.ANSWER_PETITION)
@require_http_methods(["GET", "POST"])
def send_back(request: Request, petition_id: int) -> HttpResponse:
    """A petition goes back to who passed it up, with the reason."""

    def act(form: SeenForm) -> str:
        row = actions.send_back(
            request.actor, petition_id, form.cleaned_data["reason"], _seen(form)
        )
        return f"Đã chuyển {rules.cited(row.number, row.year)} lại {body_of(row.holder)}."

    return _doing(request, petition_id, Deed.SEND_BACK, BackForm, act)


@gate(Action.ANSWER_PETITION)
@require_http_methods(["GET", "POST"])
def join(request: Request, petition_id: int) -> HttpResponse:
    """A petition is joined to another that asks the same."""

    def act(form: SeenForm) -> str:
        row = actions.join(request.actor, petition_id, int(form.cleaned_data["other"]), _seen(form))
        return f"Đã gộp {rules.cited(row.number, row.year)}. Trả lời chung cho cả hai."

    others = queries.to_join(request.actor, _row(request, petition_id))
    return _doing(
        request, petition_id, Deed.JOIN, partial(JoinForm, others), act, nobody=not others
    )


@gate(Action.ANSWER_PETITION)
@require_POST
def take(request: Request, petition_id: int) -> HttpResponse:
    """Whoever holds it says that they look into it."""
    form = SeenForm(request.POST)
    form.is_valid()

    def act() -> str:
        row = actions.take(request.actor, petition_id, _seen(form))
        return f"Đã nhận xem xét {rules.cited(row.number, row.year)}. Đảng viên thấy việc này."

    if not carried_out(request, form, act):
        _warn(request, form)
    return redirect("petition", petition_id)


@gate(Action.RAISE_PETITION)
@require_POST
def withdraw(request: Request, petition_id: int) -> HttpResponse:
    """The member takes the petition back."""
    row = _row(request, petition_id)
    form = WithdrawForm(request.POST)

    def act() -> str:
        made = actions.withdraw(
            request.actor, petition_id, form.cleaned_data["reason"], _seen(form)
        )
        return f"Đã rút {rules.cited(made.number, made.year)}."

    if form.is_valid() and carried_out(request, form, act):
        return redirect("petition", petition_id)
    return detail(request, row, form, status=422)


_TITLES = {
    Deed.ANSWER: ("Trả lời", "Gửi trả lời"),
    Deed.PASS_UP: ("Chuyển cấp trên", "Chuyển lên"),
    Deed.SEND_BACK: ("Chuyển lại cấp dưới", "Chuyển lại"),
    Deed.JOIN: ("Gộp vào kiến nghị khác", "Gộp"),
}


def _doing(
    request: Request,
    petition_id: int,
    deed: Deed,
    make: Callable[..., SeenForm],
    act: Callable[[SeenForm], str],
    **more: Any,
) -> HttpResponse:
    """The page of one deed: the petition above, the form under it. What may not be done now is said
    on the petition's page."""
    actor = request.actor
    row = _row(request, petition_id)
    may(actor, Action.ANSWER_PETITION, row.holder_path)
    joined = queries.joined_to(row)
    no = rules.objection(queries.standing(actor, row, len(joined)), deed)
    if no is not None:
        messages.warning(request, no.message_vi)
        return redirect("petition", row.pk)
    last = queries.last_step(row)
    form = make(request.POST or None, initial={"seen": last.pk if last else 0})
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(request, form, lambda: act(form))
    ):
        return redirect("petition", row.pk)
    actions.note_opened(actor, row)
    title, verb = _TITLES[deed]
    context = {
        "row": row,
        "form": form,
        "title": title,
        "verb": verb,
        "deed": deed.value,
        "cited": rules.cited(row.number, row.year),
        "subject": Subject(row.subject).label_vi,
        "name": queries.names_of(actor, [row]).get(row.person_id, ""),
        "lead": lead(row),
        "joined": len(joined),
        **more,
    }
    return render(request, "petitions/doing.html", context, status=422 if form.is_bound else 200)


def _row(request: Request, petition_id: int) -> Petition:
    return queries.petition(request.actor, petition_id)


def _seen(form: SeenForm) -> int | None:
    seen = form.cleaned_data.get("seen")
    return seen if isinstance(seen, int) else None


def _warn(request: Request, form: SeenForm) -> None:
    for error in form.non_field_errors():
        messages.warning(request, str(error))
