"""Quality of data in a branch: the rules, the units, the records behind a count, the months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.members.actions import note_reading
from dangvu.members.actions.quality import mark_quality
from dangvu.members.papers.quality_book import quality_workbook, severity_words
from dangvu.members.queries import quality as reading
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Severity
from dangvu.rules.months import Month
from dangvu.rules.quality import RULES
from dangvu.statistics import queries as statistics
from dangvu.statistics.actions import ask_quality
from dangvu.web.registry.branches import XLSX, asked_branch
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit
    from dangvu.statistics.models import Reckoning


@gate(Action.VIEW_MEMBERS)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Rules with their counts, units one level below with their scores, the months marked."""
    actor, today = request.actor, clock.today()
    if reach(actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    unit = asked_branch(request)
    sight = _sight(request, unit)
    lines, total = sight.lines, sight.total
    month = Month.of(today)
    before = reading.marks_before(actor, [line.unit_id for line in lines], month.first())
    marks, rules = reading.marks(actor, unit), _rules(unit.pk, total)
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(actor, unit),
        "today": sight.on or today,
        "sight": sight,
        "total": total,
        "broken": [one for one in rules if one["number"]],
        "clear": [one for one in rules if one["number"] == 0],
        "on_entry": [one for one in rules if one["number"] is None],
        "lines": [
            (line, None if line.itself else before.get(line.unit_id))
            for line in lines
            if line.found.counts
        ],
        "sound": [line for line in lines if not line.found.counts],
        "marks": [(mark, Month.of(mark.month)) for mark in marks],
        "month": month,
        "marked": any(mark.month == month.first() for mark in marks),
        "may_mark": permits(actor, Action.EDIT_MEMBERS, unit.path),
        "may_export": permits(actor, Action.EXPORT, unit.path),
    }
    return render(request, "registry/quality.html", context)


@dataclass(frozen=True)
class Sight:
    """What is known of the quality of a branch: found while the page waits, or by its last mark
    (``on``: of which day, None: of none yet), which the worker makes (``job``)."""

    total: reading.Tally
    lines: list[reading.Line]
    on: date | None
    large: bool = False
    job: Reckoning | None = None


def _sight(request: Request, unit: Unit) -> Sight:
    if not statistics.is_large(unit.path):
        today = clock.today()
        lines = reading.lines(request.actor, unit, today)
        return Sight(reading.added(line.found for line in lines), lines, today)
    mark, lines = reading.marked(request.actor, unit)
    total, on = (reading.tally_of(mark), mark.marked_on) if mark else (reading.Tally(), None)
    job = statistics.reckoning(statistics.quality_key(unit.pk))
    return Sight(total, lines, on, large=True, job=job)


def _rules(unit_id: int, total: reading.Tally) -> list[dict[str, Any]]:
    """Each rule with its count and where its records are; those broken first, the gravest first."""
    found = []
    for rule in RULES.values():
        number = None if rule.code in reading.ON_ENTRY else total.counts.get(rule.code, 0)
        words = urlencode({"don-vi": unit_id, "muc": rule.code})
        found.append({
            "rule": rule,
            "number": number,
            "url": f"{reverse('quality_records')}?{words}" if number else "",
            "grave": rule.severity is Severity.REFUSAL,
            "severity": severity_words(rule.severity),
            "cells": rule.code in reading.CELL_CONDITIONS,
        })  # fmt: skip
    return sorted(found, key=lambda one: (not one["grave"], -(one["number"] or 0)))


@gate(Action.VIEW_MEMBERS)
@require_GET
def records(request: Request) -> HttpResponse:
    """The records, or cells, of a branch that break a rule; each page of names leaves an event."""
    actor, today = request.actor, clock.today()
    if reach(actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        return redirect("member_own")
    unit = asked_branch(request)
    code, after = request.GET.get("muc", "missing"), request.GET.get("after", "")
    rule = reading.rule(code)
    if rule is None:
        raise Http404("Không có danh sách cho điều kiểm tra này.")
    context: dict[str, Any] = {"cells": [], "people": [], "places": [], "total": None}
    onward = ""
    if statistics.is_large(unit.path):
        found = reading.marked(actor, unit)[1]
        places = [(line, line.found.counts[code]) for line in found if code in line.found.counts]
        context["places"] = sorted(places, key=lambda one: -one[1])
    elif code in reading.CELL_CONDITIONS:
        context["cells"], onward = reading.faulty_cells(unit, code, today, after)
    else:
        page = reading.faulty(actor, unit, code, today, after)
        note_reading(
            actor, [line.person.pk for line in page.lines], unit.pk, unit.path, "read_members"
        )
        onward = page.after
        context |= {"people": page.lines, "total": page.total}
    words = {"don-vi": unit.pk, "muc": code}
    context |= {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(actor, unit),
        "rule": rule,
        "severity": severity_words(rule.severity),
        "grave": rule.severity is Severity.REFUSAL,
        "of_cells": code in reading.CELL_CONDITIONS,
        "next_url": f"?{urlencode(words | {'after': onward})}" if onward else "",
        "first_url": f"?{urlencode(words)}" if after else "",
    }
    return render(request, "registry/quality_records.html", context)


@gate(Action.EDIT_MEMBERS)
@require_POST
def mark(request: Request) -> HttpResponse:
    """Keeps what is found today as the mark of this month."""
    unit = asked_branch(request)
    month = Month.of(clock.today()).label_vi
    if statistics.is_large(unit.path):
        ask_quality(request.actor, unit.pk)
        messages.success(request, f"Máy chủ đang kiểm tra hồ sơ để ghi mốc tháng {month}.")
    else:
        number = mark_quality(request.actor, unit.pk)
        messages.success(request, f"Đã ghi mốc tháng {month} cho {unit.name}: {number} đơn vị.")
    return redirect(f"{reverse('quality')}?don-vi={unit.pk}")


@gate(Action.EXPORT)
@require_GET
def workbook(request: Request) -> HttpResponse:
    """Rules and units as .xlsx, figures alone. Leaves an event."""
    actor = request.actor
    unit = asked_branch(request)
    may(actor, Action.EXPORT, unit.path)
    sight = _sight(request, unit)
    if sight.on is None:
        return redirect(f"{reverse('quality')}?don-vi={unit.pk}")
    content = quality_workbook(
        unit.name, sight.on, sight.total, sight.lines, actor.name, clock.now()
    )
    audit.record(
        actor, "export_quality", kind=audit.Kind.EXPORT, subject=("unit", unit.pk),
        unit_path=unit.path, data={"until": sight.on.isoformat(), "format": "xlsx"},
    )  # fmt: skip
    name = f"chat-luong-du-lieu-{unit.pk}-{sight.on.isoformat()}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
