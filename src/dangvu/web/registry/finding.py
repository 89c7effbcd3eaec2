"""Finding members: while one types, by filters that combine, page after page; searches kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.actions.filters import drop_filter, note_finding, save_filter
from dangvu.members.queries.finding import (
    find,
    guests,
    holds_number,
    saved_filter,
    saved_filters,
)
from dangvu.orgs import queries as orgs
from dangvu.orgs.searching import Hit, search
from dangvu.rules.organisations import OrgType
from dangvu.web.components.ids import ids
from dangvu.web.registry.find_forms import KEPT, FindForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_UNITS = 6


@gate(Action.VIEW_MEMBERS)
@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    """The members of a branch, found and filtered; each page leaves one event with whom it
    showed.

    The form is sent, so that a number that names one person stands in no address and no log: it is
    answered at once. Everything else is led on to an address of its own, to be kept and passed on.
    """
    if reach(request.actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    given = request.POST if request.method == "POST" else request.GET
    numbered = holds_number(given.get("q", ""))
    if request.method == "POST" and not numbered:
        return redirect(_address(given))
    if request.method == "GET" and numbered:
        messages.info(
            request,
            "Số thẻ, số định danh không được đi trong địa chỉ trang. Đồng chí gõ số vào ô tìm.",
        )
        return redirect(_address(given))
    shown = _shown(request, given)
    unit = shown["unit"]
    kept = saved_filters(request.actor)
    context = shown | {
        "crumbs": orgs.breadcrumbs(request.actor, unit),
        "kept": [(one, f"?{one.query}") for one in kept],
        "may_enter": permits(request.actor, Action.RECORD_ADMISSION, unit.path),
        "may_request": permits(request.actor, Action.REQUEST_CHANGE, unit.path),
        "may_import": permits(request.actor, Action.IMPORT_MEMBERS, unit.path),
    }
    return render(request, "registry/members.html", context)


@gate(Action.VIEW_MEMBERS)
@require_POST
def hits(request: Request) -> HttpResponse:
    """What is found while one types: the part of the list's page."""
    if reach(request.actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    shown = _shown(request, request.POST) | {"live": True}
    response = render(request, "registry/_found.html", shown)
    return replace_url(response, _address(request.POST))


def _address(given: QueryDict) -> str:
    """The address of a search; a number that names one person is left out of it."""
    words = _words(given, KEPT if holds_number(given.get("q", "")) else {*KEPT, "q"})
    return reverse("member_list") + (f"?{words}" if words else "")


def _words(given: QueryDict, names: set[str] | frozenset[str]) -> str:
    """The words of an address that are among some names and not empty."""
    return urlencode(sorted((n, v) for n, v in given.items() if n in names and v))


def _shown(request: Request, given: QueryDict) -> dict[str, Any]:
    actor, today = request.actor, clock.today()
    form = FindForm(given, actor)
    unit, others = _unit(request, given)
    text, after = given.get("q", "").strip()[:200], given.get("after", "")
    sought = form.sought(text, unit.path, today)
    page = find(actor, sought, after)
    cell = OrgType(unit.type).is_cell
    staying = guests(actor, unit, today) if cell and not sought.narrowed else []
    read = {p.pk for p in page.lines} | {s.person_id for s in staying if s.person_id}
    note_finding(actor, read, unit.pk, unit.path, sought)
    words = _words(given, {*KEPT, "q"})
    return {
        "unit": unit,
        "form": form,
        "filters": form.said(),
        "text": text,
        "people": page.lines,
        "found": page,
        "units": _units(request, text) if text and not after else [],
        "others": others,
        "heads": queries.headcount(unit.path),
        "one_cell": not orgs.has_children(unit),
        "narrowed": sought.narrowed,
        "keepable": _words(given, KEPT),
        "guests": staying,
        "cell": cell,
        "next_url": f"?{words}&{urlencode({'after': page.after})}" if page.after else "",
        "first_url": f"?{words}" if after else "",
    }


def _unit(request: Request, given: QueryDict) -> tuple[Unit, list[Hit]]:
    """The branch to look in: by the words typed for it, else the one of the address, else one's
    own; and the other units the words could mean."""
    if text := given.get("unit_text", "").strip():
        found = search(request.actor, text[:120], action=Action.VIEW_MEMBERS, limit=MOST_UNITS).hits
        if found:
            unit = orgs.unit(request.actor, found[0].unit_id, Action.VIEW_MEMBERS)
            return unit, list(found[1:])
    (unit_id,) = ids([given.get("don-vi", "")]) or [request.actor.unit_id]
    return orgs.unit(request.actor, unit_id, Action.VIEW_MEMBERS), []


def _units(request: Request, text: str) -> list[Hit]:
    """Units whose names or codes hold what was typed, so that a cell's list is found by its name,
    an old one too."""
    return list(search(request.actor, text, action=Action.VIEW_MEMBERS, limit=MOST_UNITS).hits)


@gate(Action.VIEW_MEMBERS)
@require_POST
def keep(request: Request) -> HttpResponse:
    """Keeps the filters that are set under a name. What was typed as a name or number is left
    out."""
    words = _words(QueryDict(request.POST.get("query", "")[:2000]), KEPT)
    try:
        kept = save_filter(request.actor, request.POST.get("name", ""), words)
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
    else:
        messages.success(request, f"Đã lưu bộ lọc “{kept.name}”.")
    return redirect(reverse("member_list") + (f"?{words}" if words else ""))


@gate(Action.VIEW_MEMBERS)
@require_POST
def forget(request: Request, filter_id: int) -> HttpResponse:
    """Forgets a search that was kept."""
    name = saved_filter(request.actor, filter_id).name
    drop_filter(request.actor, filter_id)
    messages.success(request, f"Đã bỏ bộ lọc “{name}”.")
    return redirect("member_list")
