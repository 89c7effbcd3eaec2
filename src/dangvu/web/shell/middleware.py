"""What stands around every request: the content policy, and the actor inside a transaction."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dangvu.access import queries
from dangvu.access.scope import Refused, entered, require
from dangvu.kernel import clock
from dangvu.web.shell.gate import Gate, gate_of

GetResponse = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


class ContentPolicyMiddleware:
    """Sends the strict content policy with every answer, and keeps pages out of shared caches."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ActorMiddleware:
    """Finds who acts, refuses what the gate of the view refuses, and opens the transaction.

    A view without a gate (``web.shell.gate``) is a mistake of ours and is refused: default deny.
    The transaction is rolled back whenever the view raises.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        request.capacities = []
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.capacities = queries.capacities(request.user, clock.today())
        chosen = request.session.get("capacity")
        for capacity in sorted(request.capacities, key=lambda c: c.assignment_id != chosen)[:1]:
            request.actor = queries.actor(request.user, capacity)
        if request.actor is None:
            return self.get_response(request)
        with entered(request.actor):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        gate = gate_of(view)
        if gate is None:
            raise ImproperlyConfigured(f"view without a gate: {view}")
        if gate is Gate.OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if detour := self._detour(request, gate):
            return redirect(detour)
        if request.actor is None:
            return render(request, "shell/no_capacity.html", status=403)
        if isinstance(gate, Gate):
            return None
        try:
            require(request.actor, gate)
        except Refused as refusal:
            return self.process_exception(request, refusal)
        return None

    @staticmethod
    def _detour(request: HttpRequest, gate: object) -> str:
        """The page a signed-in person must pass before all others, if any."""
        if gate is Gate.SIGNING_IN:
            return ""
        return request.session.get("detour", "")

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if request.actor is not None:
            transaction.set_rollback(True)
        if isinstance(error, Refused):
            return render(request, "shell/error_403.html", {"refusal": error}, status=403)
        return None
