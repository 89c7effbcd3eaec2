"""The dues of a cell: months by members, ticked and written in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import note_reading
from dangvu.members.actions.facts import mark_dues
from dangvu.members.queries.facts import Dues, dues_of_cell
from dangvu.orgs import queries as orgs
from dangvu.rules.dues import UNPAID_MONTHS
from dangvu.rules.organisations import OrgType
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from django.http import QueryDict

FIRST_YEAR = 2020


@gate(Action.VIEW_MEMBERS)
@require_http_methods(["GET", "POST"])
def year(request: Request) -> HttpResponse:
    """A year of dues of one cell; who may record them ticks the months paid."""
    if reach(request.actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    actor, today = request.actor, clock.today()
    (unit_id,) = ids([request.GET.get("don-vi", "")]) or [actor.unit_id]
    unit = orgs.unit(actor, unit_id, Action.VIEW_MEMBERS)
    (asked,) = ids([request.GET.get("nam", "")[:4]]) or [today.year]
    shown_year = asked if FIRST_YEAR <= asked <= today.year else today.year
    here = f"{reverse('dues')}?don-vi={unit.pk}&nam={shown_year}"
    if request.method == "POST":
        may(actor, Action.RECORD_DUES, unit.path)
        try:
            changed = mark_dues(actor, unit.pk, shown_year, *_entered(request.POST))
        except Impossible as refusal:
            messages.error(request, refusal.message_vi)
        else:
            messages.success(
                request, f"Đã ghi {changed} tháng." if changed else "Không có gì thay đổi."
            )
        return redirect(here)
    cell = OrgType(unit.type).is_cell
    lines = dues_of_cell(actor, unit, shown_year, today) if cell else []
    note_reading(actor, {line.person.pk for line in lines}, unit.pk, unit.path, "read_dues")
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(actor, unit),
        "cell": cell,
        "cells": [] if cell else orgs.children(actor, [unit.pk], today),
        "year": shown_year,
        "years": range(today.year, max(FIRST_YEAR, today.year - 3) - 1, -1),
        "here": here,
        "months": range(1, 13),
        "lines": [(line, _cells(line, shown_year, today.year, today.month)) for line in lines],
        "flagged": list(_flagged(lines).items()),
        "flagged_count": sum(1 for line in lines if line.flag),
        "basis": UNPAID_MONTHS.at(today).basis,
        "may_record": permits(actor, Action.RECORD_DUES, unit.path),
    }
    return render(request, "registry/dues.html", context)


def _flagged(lines: list[Dues]) -> dict[str, list[Dues]]:
    """Members of too many unpaid months by what is said of them: most are told the same."""
    found: dict[str, list[Dues]] = {}
    for line in lines:
        if line.flag:
            found.setdefault(line.flag.message_vi, []).append(line)
    return found


def _cells(line: Dues, year_: int, now: int, month: int) -> list[tuple[int, bool, bool]]:
    """(month, paid, whether it may be ticked already) of the twelve."""
    return [
        (n, bool((row := line.months.get(n)) and row.paid_on), year_ < now or n <= month)
        for n in range(1, 13)
    ]


def _entered(sent: QueryDict) -> tuple[dict[int, set[int]], dict[int, str]]:
    """What was ticked and written: months by member, reasons by member."""
    paid: dict[int, set[int]] = {key: set() for key in ids(sent.getlist("person"))}
    for word in sent.getlist("paid"):
        person, _, month = word.partition("-")
        keys, months = ids([person]), ids([month])
        if keys and months and keys[0] in paid:
            paid[keys[0]].add(months[0])
    return paid, {key: sent.get(f"reason-{key}", "") for key in paid}
