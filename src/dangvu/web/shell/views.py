"""Pages that no address leads to: what went wrong, said calmly, with the way on."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dangvu.access import queries

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or outside the actor's reach; which of the two is not told."""
    return render(request, "shell/error_404.html", status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 of Django itself; a refusal by the matrix has its reason and another way here."""
    return render(request, "shell/error_403.html", status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that no page of ours sends."""
    return render(request, "shell/error_400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake. The page asks nothing of the database, which may be what failed; its
    reference stands in the log, right after the error."""
    reference = secrets.token_hex(3)
    log.error("reference %s: %s %s", reference, request.method, request.path)
    body = render_to_string("shell/error_500.html", {"reference": reference})
    return HttpResponse(body, status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose sign-in is over. What was typed is still in the browser's page before."""
    return render(request, "shell/error_csrf.html", status=403)


def locked_out(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str]
) -> HttpResponse:
    """Too many failed sign-ins under one name, known to us or not: until when it stays locked."""
    name = credentials.get("username", "")
    until = queries.locked_until([name]).get(name)
    return render(request, "shell/locked_out.html", {"until": until}, status=429)
