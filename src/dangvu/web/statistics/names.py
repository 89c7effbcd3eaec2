"""The members behind a figure of statistics, by name; each look leaves an event."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
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
from dangvu.web.components.ids import is_id
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
    after = request.GET.get("after", "")
    with queries.within_a_small_branch(request.actor):
        found = list(_behind(rows, kind, after)[: PAGE + 1])
        # Of a branch too large to look at each the figure itself says how many there are.
        count = figure if figure is not None and queries.is_large(of.path) else rows.count()
    shown, words = found[:PAGE], request.GET.copy()
    units = orgs.names({row.unit_id for row in shown})
    column = "pk" if kind == "people" else "person_id"
    persons = [getattr(row, column) for row in shown if getattr(row, column)]
    note_reading(request.actor, persons, of.unit.pk, of.path, "view_statistics_behind")
    words.pop("after", None)
    first_url = f"?{words.urlencode()}"
    words["after"] = _place(shown[-1], kind) if len(found) > PAGE else ""
    context = {
        "of": of,
        "lines": [
            {**_line(row, kind, more["day_head"]), "unit": units.get(row.unit_id, "")}
            for row in shown
        ],
        "kind": kind,
        "count": count,
        "next_url": f"?{words.urlencode()}" if words["after"] else "",
        "first_url": first_url if after else "",
        "figure": count if figure is None else figure,
        "beyond": max((figure or 0) - count, 0),
        **more,
    }
    return render(request, "statistics/names.html", context)


def _place(row: Any, kind: str) -> str:
    """Where the page after a row begins."""
    if kind == "spells":
        return f"{row.person.sort_key}~{row.person_id}~{row.valid_from.isoformat()}"
    return f"{row.sort_key}~{row.pk}~"


def _behind(rows: QuerySet[Any], kind: str, after: str) -> QuerySet[Any]:
    """The rows behind a place, so that the last page costs what the first does (keyset)."""
    name, _, rest = after.replace("\0", "").partition("~")
    number, _, day = rest.partition("~")
    if not is_id(number):
        return rows
    if kind != "spells":
        onward = Q(sort_key__gt=name) | Q(sort_key=name, pk__gt=number)
        return rows.filter(onward, sort_key__gte=name)
    key, person = "person__sort_key", "person_id"
    onward = Q(**{f"{key}__gt": name}) | Q(**{key: name, f"{person}__gt": number})
    with suppress(ValueError):
        since = date.fromisoformat(day)
        onward |= Q(**{key: name, person: number, "valid_from__gt": since})
    return rows.filter(onward, **{f"{key}__gte": name})


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
