"""The summary of a month, quarter or year: what became of the tasks due in it, and how far they
were carried out. Lines stand by name, never by share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits
from dangvu.admissions import cases
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.rules import kpi
from dangvu.rules.kpi import Span
from dangvu.rules.organisations import OrgType
from dangvu.tasks.actions import member_tasks
from dangvu.tasks.queries import people
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.tasks import words
from dangvu.web.tasks.lists import place
from dangvu.web.tasks.workbook import period_book

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit
    from dangvu.rules.workdays import Calendar
    from dangvu.tasks.models import MemberTask

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TASKS = 2000
"""So many tasks of a cell are reckoned one by one."""


@dataclass(frozen=True)
class Line:
    """A line of a summary with its name and where it leads."""

    name: str
    url: str
    counted: people.Line


def asked(request: Request) -> Span:
    """The period of the address, else the running month."""
    try:
        return kpi.span(request.GET.get("ky", "")[:7])
    except ValueError:
        return kpi.spans_of(clock.today())[0]


def choices(request: Request, period: Span) -> dict[str, Any]:
    """The periods one can go to from here."""
    keep = {k: v for k, v in request.GET.items() if k == "don-vi"}
    before, after = kpi.beside(period)
    today = clock.today()

    def way(one: Span) -> tuple[str, str, bool]:
        return one.label_vi, "?" + urlencode({**keep, "ky": one.code}), one == period

    anchor = today if period.start <= today < period.end else period.start
    return {
        "period": period, "lengths": [way(one) for one in kpi.spans_of(anchor)],
        "before": way(before), "after": way(after) if after.start <= today else None,
        "until": min(today, period.last),
    }  # fmt: skip


@gate(Action.VIEW_TASKS)
@require_GET
def summary(request: Request) -> HttpResponse:
    """A period of a cell by member, of a branch by the units beneath; a member's own."""
    actor, today = request.actor, clock.today()
    if reach(actor.role, Action.VIEW_TASKS) is Reach.SELF:
        person = actor.person_id
        query = request.GET.urlencode()
        if person is None:
            return redirect("task_list")
        return redirect(reverse("kpi_member", args=[person]) + (f"?{query}" if query else ""))
    unit, period, calendar = place(request), asked(request), cases.calendar_days()
    lines, found = read(request, unit, period, calendar)
    busy = [line for line in lines if line.counted.given]
    context = {
        "unit": unit, "crumbs": orgs.breadcrumbs(actor, unit), "lines": busy, "found": found,
        "idle": len(lines) - len(busy),
        "cell": OrgType(unit.type).is_cell, "today": today, "not_a_person": words.NOT_A_PERSON,
        "figures": people.figure_book().on(min(today, period.last)), "rules": kpi,
        "may_export": permits(actor, Action.EXPORT, unit.path),
        "file_url": reverse("kpi_file") + "?"
        + urlencode({"don-vi": unit.pk, "ky": period.code}),
        **choices(request, period),
    }  # fmt: skip
    return render(request, "tasks/period.html", context)


def read(
    request: Request, unit: Unit, period: Span, calendar: Calendar
) -> tuple[list[Line], people.Summary]:
    """The lines of a period in the order of names, or of the tree; names read leave an event."""
    actor, today = request.actor, clock.today()
    if OrgType(unit.type).is_cell:
        found = people.summary(actor, unit.path, 0, period, today, calendar)
        named = members.people(actor).filter(pk__in=list(found.lines)).order_by("sort_key", "id")
        query = f"?ky={period.code}"
        lines = [
            Line(p.full_name, reverse("kpi_member", args=[p.pk]) + query, found.lines[p.pk])
            for p in named
        ]
        persons = [int(key) for key in found.lines if key != actor.person_id]
        member_tasks.note_people_read(actor, persons, unit.pk, unit.path)
        return lines, found
    beneath = orgs.children(actor, [unit.pk], today)
    width = len(beneath[0].path) if beneath else len(unit.path)
    found = people.summary(actor, unit.path, width, period, today, calendar)
    return [
        Line(
            node.name,
            "?" + urlencode({"don-vi": node.id, "ky": period.code}),
            found.lines.get(node.path, people.Line(node.path)),
        )
        for node in beneath
    ], found  # fmt: skip


@dataclass(frozen=True)
class Reckoned:
    """A task of a period with its arithmetic, where it can be reckoned."""

    shown: words.Shown
    told: words.Told | None


@gate(Action.VIEW_TASKS)
@require_GET
def member(request: Request, person_id: int) -> HttpResponse:
    """The tasks of one member due in a period, each with its arithmetic."""
    actor, today = request.actor, clock.today()
    person = members.member(actor, person_id)
    may(actor, Action.VIEW_TASKS, person.unit_path) if person_id != actor.person_id else None
    period, calendar = asked(request), cases.calendar_days()
    rows, book = people.due_in(actor, person_id, period), people.figure_book()
    standing = [row for row in rows if not row.dropped_on]
    shares = [people.reckoned(row, today, book, calendar) for row in standing]
    if person_id != actor.person_id:
        member_tasks.note_people_read(actor, [person_id], person.unit_id, person.unit_path)
    whole = [one for one in shares if one]
    context = {
        "person": person, "own": person_id == actor.person_id,
        "tasks": [
            Reckoned(
                words.shown(row, today, calendar),
                words.told(row, one, book.on(row.due_on)) if one else None,
            )
            for row, one in zip(standing, shares, strict=True)
        ],
        "dropped": len(rows) - len(standing), "share": kpi.together(whole),
        "sum": _sum(whole), "not_a_person": words.NOT_A_PERSON, **choices(request, period),
    }  # fmt: skip
    return render(request, "tasks/member.html", context)


def _sum(found: list[kpi.Reckoned]) -> str:
    """The weighted mean, written out."""
    if len(found) < 2:
        return ""
    parts = " + ".join(
        f"{words.decimal(one.share, 1)} × {words.written(one.weight.normalize())}" for one in found
    )
    weights = words.written(sum((one.weight for one in found), Decimal(0)).normalize())
    return f"({parts}) : {weights}"


@gate(Action.EXPORT)
@require_POST
def workbook(request: Request) -> HttpResponse:
    """The summary as a workbook, with a sheet of every task for a cell; leaves an event with the
    reason."""
    actor, today = request.actor, clock.today()
    unit, period, calendar = place(request), asked(request), cases.calendar_days()
    may(actor, Action.EXPORT, unit.path)
    back = reverse("kpi") + "?" + urlencode({"don-vi": unit.pk, "ky": period.code})
    lines, found = read(request, unit, period, calendar)
    cell = OrgType(unit.type).is_cell
    rows: list[MemberTask] = []
    if cell:
        due = people.tasks(actor).filter(
            unit_path=unit.path, dropped_on=None, due_on__gte=period.start, due_on__lt=period.end
        )  # fmt: skip
        rows = list(due.order_by("person__sort_key", "due_on", "id")[:MOST_TASKS])
    persons = [int(key) for key in found.lines] if cell else []
    try:
        member_tasks.note_tasks_taken(
            actor, unit.pk, unit.path, persons, period.code, request.POST.get("reason", "")
        )
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
        return redirect(back)
    book = people.figure_book()
    shares = [people.reckoned(row, today, book, calendar) for row in rows]
    about = f"Người xuất: {actor.name}, ngày {day(today)}. {words.NOT_A_PERSON}"
    body = period_book(
        unit.name, period, [(one.name, one.counted) for one in lines], found,
        list(zip(rows, shares, strict=True)), about, cell=cell,
    )  # fmt: skip
    name = f"viec-dang-vien-{period.code}.xlsx"
    return HttpResponse(
        body, content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip
