"""Figures of a branch too large for a page: asked for, waited for, come back to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dangvu.access.matrix import Action
from dangvu.kernel.desks import State
from dangvu.statistics import queries
from dangvu.statistics.actions import ask_counts
from dangvu.statistics.asked import Asked, Counts, NotReckoned
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

_SALT = "statistics.reckoning"


def patient(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that says so where the worker has to count first, and shows how far it is."""

    @wraps(view)
    def shown(request: Request, *args: Any, **more: Any) -> HttpResponse:
        try:
            return view(request, *args, **more)
        except NotReckoned as missing:
            return _waiting(request, missing)

    return shown


def token(asked: Asked) -> str:
    """What is to be counted, as a page sends it back."""
    return signing.dumps(asked.to_json(), salt=_SALT)


def again_token(counts: Counts | None) -> str:
    """The token to count once more what the worker has counted; empty for what it did not."""
    return token(counts.asked) if counts is not None and counts.asked else ""


def _waiting(request: Request, missing: NotReckoned) -> HttpResponse:
    of = queries.branch(request.actor, missing.asked.unit_id)
    context = {
        "of": of,
        "job": missing.last,
        "failed": missing.last is not None and missing.last.state == State.FAILED,
        "on": missing.asked.period.last,
        "token": token(missing.asked),
        "here": request.get_full_path(),
    }
    return render(request, "statistics/waiting.html", context)


@gate(Action.VIEW_FIGURES)
@require_POST
def ask(request: Request, unit_id: int) -> HttpResponse:
    """Asks the worker to count what a page could not, and goes back to the page."""
    try:
        asked = Asked.from_json(signing.loads(request.POST.get("viec", ""), salt=_SALT))
    except signing.BadSignature:
        raise Http404("Không có việc tính này.") from None
    if asked.unit_id != unit_id:
        raise Http404("Không có việc tính này.")
    ask_counts(request.actor, asked)
    back = request.POST.get("ve", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect("stats", unit_id)
    return redirect(back)
