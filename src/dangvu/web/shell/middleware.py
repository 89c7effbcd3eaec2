"""What stands around every request: the content policy, and the actor inside a transaction."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.exception import response_for_exception
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from dangvu.access import queries
from dangvu.access.scope import Refused, entered, require
from dangvu.kernel import clock
from dangvu.web.shell.frame import Frame
from dangvu.web.shell.gate import Gate, gate_of
from dangvu.web.shell.navigation import frame_of
from dangvu.web.shell.request import EarlyRequest, Request

GetResponse = Callable[[EarlyRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
#: How long a session may be in use before its row says so again.
SEEN_SECONDS = 300


class ContentPolicyMiddleware:
    """Sends the strict content policy with every answer, and keeps pages out of shared caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: EarlyRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ActorMiddleware:
    """Finds who acts, refuses what the gate of the view refuses, and opens the transaction.

    A view without a gate (``web.shell.gate``) is a mistake of ours and is refused: default deny.
    Whatever a view raises undoes all it wrote; the page that tells of it is made in a new
    transaction, where the database answers again.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: EarlyRequest) -> HttpResponse:
        self._know(request)
        with entered(request.actor) if request.actor else nullcontext():
            response = self.get_response(request)
        if request.raised is None:
            return response
        with entered(request.actor) if request.actor else nullcontext():
            return self._told(request, request.raised)

    def process_view(
        self, request: EarlyRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        gate = gate_of(view)
        if gate is None:
            forgotten = ImproperlyConfigured(f"view without a gate: {view}")
            return self.process_exception(request, forgotten)
        if gate is Gate.OPEN:
            return None
        if not request.user.is_authenticated:
            return self._to_sign_in(request)
        if gate is Gate.SIGNING_IN:
            return None
        if detour := self._detour(request):
            return redirect(detour)
        if gate is Gate.SIGNED_IN:
            return None
        if request.actor is None:
            return render(request, "shell/no_capacity.html", status=403)
        if isinstance(gate, Gate):
            return None
        try:
            require(request.actor, gate)
        except Refused as refusal:
            return self.process_exception(request, refusal)
        return None

    def process_exception(self, request: EarlyRequest, error: Exception) -> HttpResponse:
        """Keeps what was raised until the transaction is undone; ``__call__`` then tells of it."""
        request.raised = error
        if request.actor is not None:
            transaction.set_rollback(True)
        return HttpResponse(status=500)

    def _know(self, request: EarlyRequest) -> None:
        """Notes at the request who is signed in and in which capacity. One statement."""
        request.actor, request.capacities = None, []
        request.raised, request.asks_second_factor = None, False
        if not request.user.is_authenticated:
            return
        request.frame = cast(Frame, SimpleLazyObject(lambda: self._frame(request)))
        self._note_presence(request)
        request.capacities = queries.capacities(request.user, clock.today())
        if capacity := self._chosen(request):
            request.actor = queries.actor(request.user, capacity)
            request.asks_second_factor = capacity.second_factor

    @staticmethod
    def _chosen(request: EarlyRequest) -> queries.Capacity | None:
        """The capacity chosen in this session, while it is in force; else the oldest one."""
        chosen = request.session.get("capacity")
        found = sorted(request.capacities, key=lambda c: c.assignment_id != chosen)
        return found[0] if found else None

    @staticmethod
    def _detour(request: EarlyRequest) -> str:
        """The name of the page a signed-in person must pass before all others, if any."""
        if request.user.must_change_password:
            return "my_password"
        if request.asks_second_factor and not request.user.is_verified():
            return "second_factor_set"
        return ""

    @staticmethod
    def _note_presence(request: EarlyRequest) -> None:
        """Lets the session be saved now and then, so that its list can say when it was in use."""
        now, seen = int(clock.now().timestamp()), request.session.get("_seen")
        if seen is not None and abs(now - seen) >= SEEN_SECONDS:
            request.session["_seen"] = now

    @staticmethod
    def _to_sign_in(request: EarlyRequest) -> HttpResponse:
        """To the sign-in page and back to where the person stands; a form is not sent again."""
        asked = request.get_full_path() if request.method in ("GET", "HEAD") else ""
        if not request.htmx:
            return redirect_to_login(asked or "/")
        page = redirect_to_login(request.htmx.current_url_abs_path or "/")
        return HttpResponseClientRedirect(page["Location"])

    @staticmethod
    def _frame(request: EarlyRequest) -> Frame:
        if request.actor is not None:
            return frame_of(cast(Request, request))
        return Frame(
            person=request.user.full_name,
            demo=settings.DEMO,
            today=clock.today(),
            large=request.user.large_text,
            sign_out_url=reverse("sign_out"),
            text_size_url=reverse("text_size"),
            account_url=reverse("my_account"),
        )

    @staticmethod
    def _told(request: EarlyRequest, error: Exception) -> HttpResponse:
        if isinstance(error, Refused):
            return render(request, "shell/error_403.html", {"refusal": error}, status=403)
        try:
            raise error  # Django's own pages and logs look at the exception being handled
        except Exception as handled:
            return response_for_exception(request, handled)
