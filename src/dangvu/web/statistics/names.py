"""The members behind a figure of statistics, by name; each look leaves an event."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.kernel import clock
from dangvu.members.actions import note_reading
from dangvu.orgs import queries as orgs
from dangvu.rules.membership import EventKind, Status
from dangvu.rules.statistics import Side
from dangvu.statistics import papers, queries, tables
from dangvu.statistics.queries import Branch
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.forms_pages import shown_form
from dangvu.web.statistics.pivots import Wanted
from dangvu.web.statistics.waiting import patient

PAGE = 100


@gate(Action.VIEW_MEMBERS)
@require_GET
@patient
def behind(request: Request, unit_id: int, number: int) -> HttpResponse:
    """The names behind a cell of a form: from the records, or as they were frozen."""
    of, shown, asked = shown_form(request, unit_id, number)
    row = shown.row(request.GET.get("dong", ""))
    if row is None:
        row = shown.row("all") or shown.row("end")
    assert row is not None
    total = shown.form.column("total") or shown.form.columns[0]
    column = shown.form.column(request.GET.get("cot", "")) or total
    figure = row.values.get(column.code)
    rows: QuerySet[Any]
    kind = "spells"
    if shown.revision is not None:
        kept = _kept(request, of, shown, row.line.code)
        rows, kind = queries.people_by_id(request.actor, kept), "people"
        column = total
        figure = row.values.get(column.code, row.values.get("official"))
    elif row.line.side is Side.GUESTS:
        rows, kind = queries.guests(request.actor, of, shown.period.last), "guests"
    else:
        rows = tables.behind(request.actor, of, shown.form, shown.period, row.line, column)
    return _page(
        request, of, rows, kind, abs(figure) if figure is not None else None,
        {
            "title": f"{papers.title_of(shown.form)}. {row.line.title or row.line.code}",
            "part": "" if column.code == "total" else column.title,
            "when": papers.when(shown),
            "back": reverse("stats_form", args=[unit_id, number]) + f"?{asked.all_words}",
            "frozen": shown.revision,
            "day_head": _day_head(row.line.side),
        },
    )  # fmt: skip


def _kept(request: Request, of: Branch, shown: tables.FormTable, code: str) -> list[int]:
    assert shown.revision is not None
    revisions = queries.frozen(request.actor, of.unit, shown.form.number, shown.period)
    found = revisions.filter(revision=shown.revision.number).first()
    line = found.lines.filter(code=code).first() if found else None
    if line is None:
        raise Http404("Bản chốt không có dòng này.")
    return line.members


def _day_head(side: Side | None) -> str:
    return "Đến ngày" if side is Side.WENT else "Từ ngày"


@gate(Action.VIEW_MEMBERS)
@require_GET
def behind_pivot(request: Request, unit_id: int) -> HttpResponse:
    """The names behind a cell of a pivot."""
    of = queries.branch(request.actor, unit_id)
    wanted = Wanted.read(request.GET, clock.today())
    rows = queries.members_on(request.actor, of, wanted.on)
    chosen = [(wanted.row, request.GET.get("r")), (wanted.column, request.GET.get("c")),
              (wanted.only, wanted.code)]  # fmt: skip
    words = []
    for dimension, code in chosen:
        if dimension is not None and code is not None and "\0" not in code:
            rows = queries.of_codes(rows, dimension, [code], wanted.on, but=False)
            words.append(wanted.named(dimension, code))
    return _page(
        request, of, rows, "spells", None,
        {
            "title": "Bảng chéo",
            "part": ", ".join(words),
            "when": f"Tính đến {wanted.on:%d/%m/%Y}",
            "back": reverse("stats_pivot", args=[unit_id]) + f"?{wanted.words}",
            "frozen": None,
            "day_head": "Từ ngày",
        },
    )  # fmt: skip


def _page(
    request: Request, of: Branch, rows: QuerySet[Any], kind: str, figure: int | None,
    more: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    with queries.within_a_small_branch(request.actor):
        page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
        found = list(page)
    units = orgs.names({row.unit_id for row in found})
    column = "pk" if kind == "people" else "person_id"
    persons = [getattr(row, column) for row in found if getattr(row, column)]
    note_reading(request.actor, persons, of.unit.pk, of.path, "view_statistics_behind")
    count = page.paginator.count
    context = {
        "of": of,
        "page": page,
        "lines": [
            {**_line(row, kind, more["day_head"]), "unit": units.get(row.unit_id, "")}
            for row in found
        ],
        "kind": kind,
        "figure": count if figure is None else figure,
        "beyond": max((figure or 0) - count, 0),
        **more,
    }
    return render(request, "statistics/names.html", context)


def _line(row: Any, kind: str, day_head: str) -> dict[str, Any]:
    if kind == "guests":
        return {"name": row.full_name, "status": f"Từ {row.home_name}",
                "on": row.valid_from, "what": ""}  # fmt: skip
    if kind == "people":
        return {"name": row.full_name, "status": Status(row.status).label,
                "on": row.joined_on, "what": "Vào Đảng", "person": row.pk}  # fmt: skip
    leaving = day_head == "Đến ngày"
    event = row.closed_by if leaving else row.opened_by
    return {
        "name": row.person.full_name,
        "status": Status(row.status).label,
        "on": row.valid_until if leaving else row.valid_from,
        "what": EventKind(event).label if event else "",
        "person": row.person_id,
    }
