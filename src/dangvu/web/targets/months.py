"""The month sheet: page, records behind a figure, workbook, annex on A4, praise."""

from collections import Counter
from itertools import accumulate
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import audit, clock
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown, SourceGroup
from dangvu.rules.forecast import Verdict
from dangvu.rules.months import Month
from dangvu.rules.targets import Change, bands_text
from dangvu.targets import papers, queries
from dangvu.targets.forecast import with_ahead
from dangvu.targets.sheets import Line, Sheet
from dangvu.web.components.ids import ids
from dangvu.web.components.marks import Mark
from dangvu.web.components.trend import Year
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.filters import Filters
from dangvu.web.targets.lines import Row, table_rows

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RANKED = 12
PRAISED = 4
_NONE = Verdict.NONE
AT_FIRST, FEW_MORE = 25, 5
SOURCES = {group.value: group.label_vi for group in SourceGroup}


@gate(Action.VIEW_FIGURES)
@require_GET
def latest(request: Request) -> HttpResponse:
    """The month whose sheet is due: the last one over, or the running one once that is closed."""
    today = clock.today()
    month = Month.of(today).previous()
    if queries.closed_sheet(request.actor, request.actor.unit_id, month):
        month = month.next()
    return redirect("month_of", month, request.actor.unit_id)


@gate(Action.VIEW_FIGURES)
@require_GET
def own(request: Request, month: Month) -> HttpResponse:
    """The sheet of the actor's own unit."""
    return redirect("month_of", month, request.actor.unit_id)


def shown_sheet(request: Request, month: Month, unit_id: int) -> Sheet:
    """The sheet the address asks for: closed or computed, or the revision ``?ban=`` names.

    ``?ban=0`` is the month as it stands now, closed or not.
    """
    wanted = request.GET.get("ban", "")
    if wanted == "0":
        return queries.month_sheet(request.actor, unit_id, month, clock.today())
    for number in ids([wanted]):
        closed = queries.closed_sheet(request.actor, unit_id, month, number)
        if closed is not None:
            return closed
    return queries.sheet(request.actor, unit_id, month, clock.today())


def rows_of(request: Request, shown: Sheet) -> list[Row]:
    """Every line with its addresses. One statement more, for the causes."""
    causes = queries.causes(request.actor, shown.unit_path, shown.month)
    records = reverse("month_records", args=[shown.month, shown.unit_id])
    before, _, after = reverse("month_body", args=[shown.month, shown.unit_id, 0]).rpartition("0")
    ban = f"&ban={shown.revision.number}" if shown.revision else ""
    return [
        Row(
            line=line,
            place=place,
            url=f"{before}{line.unit_id}{after}",
            records=f"{records}?dang-bo={line.unit_id}{ban}",
            records_month=f"{records}?dang-bo={line.unit_id}&tu={shown.month.iso}{ban}",
            cause=causes.get(line.unit_id, ""),
        )
        for place, line in enumerate(shown.lines, 1)
    ]


@gate(Action.VIEW_FIGURES)
@require_GET
def sheet(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """The month sheet of one unit."""
    shown = with_ahead(shown_sheet(request, month, unit_id))
    rows = rows_of(request, shown)
    wanted = Filters.read(request.GET)
    chosen = wanted.sort([row for row in rows if wanted.keeps(row)])
    opened = wanted.narrowed or "full" in request.GET or len(chosen) <= AT_FIRST + FEW_MORE
    chosen = chosen if opened else chosen[:AT_FIRST]
    streak = [row for row in rows if row.line.accountability]
    records = reverse("month_records", args=[month, unit_id])
    ban = f"ban={shown.revision.number}" if shown.revision else ""
    context = {
        "shown": shown,
        "rows": chosen,
        "table": table_rows(chosen, shown),
        "any_rows": bool(rows),
        "whole": len(rows),
        "filters": wanted,
        "selects": _selects(wanted, rows),
        "answer": papers.answer_text(shown),
        "state": papers.state_text(shown),
        "revision_number": str(shown.revision.number) if shown.revision else "",
        "bands": bands_text(shown.policy),
        "bands_source": shown.policy.basis.text_vi,
        "example": next((row for row in rows if row.line.cls == "low" and not row.line.zero), None),
        "streak": len(streak),
        "streak_url": f"?zero={shown.policy.zero_months}#bang",
        "urls": {key: f"?class={key}#bang" for key in ("high", "medium", "low", "none", "zero")},
        "before_label": f"tháng {month.previous().number}",
        "month_head": f"Tháng {month.number}",
        "first_month": shown.period_start.month,
        "records_url": f"{records}?{ban}",
        "month_url": f"{records}?tu={month.iso}&{ban}",
        "up": sum(row.change is Change.UP for row in rows),
        "down": sum(row.change is Change.DOWN for row in rows),
        "late": [row for row in streak if not row.cause],
        "differing": [row for row in rows if row.line.difference],
        **_ahead(shown),
        **_sources(rows),
        "previous_month": month.previous(),
        "next_month": month.next() if month.next().first() <= clock.today() else None,
        "may_close": permits(request.actor, Action.CLOSE_MONTH, shown.unit_path)
        and month.last() < clock.today(),
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, shown.unit_path),
        "may_export": permits(request.actor, Action.EXPORT, shown.unit_path),
        **_ranked(rows),
        **_map(rows),
        **_year(shown),
    }
    return render(request, "targets/month.html", context)


def _selects(wanted: Filters, rows: list[Row]) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The drop-downs of the filter: name, label, chosen value, choices; empty ones left out."""
    options = wanted.options(rows)
    all_of_them = [
        ("class", "Xếp loại", wanted.cls, options["cls"]),
        ("kind", "Loại tổ chức", wanted.kind, options["kind"]),
        ("zero", "Liền tháng chưa kết nạp", str(wanted.zero or ""), options["zero"]),
        ("place", "Đặc điểm địa bàn", wanted.place, options["place"]),
    ]
    return [select for select in all_of_them if select[3]]


def _ahead(shown: Sheet) -> dict[str, Any]:
    """Whether the targets can still be met: how many bodies by verdict, and the whole."""
    counts = Counter(line.ahead.verdict for line in shown.lines if line.ahead)
    total = shown.total.ahead
    return {
        "verdicts": [(v, counts[v.value]) for v in Verdict if counts[v.value] and v is not _NONE],
        "total_verdict": Verdict(total.verdict).label_vi if total else "",
        "ahead": total,
    }


def _sources(rows: list[Row]) -> dict[str, int]:
    """How many bodies count by reports only."""
    by_reports = sum(row.line.counted_from == "reports" for row in rows)
    return {"by_reports": by_reports, "minus_reports": -by_reports}


def _ranked(rows: list[Row]) -> dict[str, Any]:
    """What to do first, and what to praise."""
    low = [row for row in rows if row.line.cls == "low"]
    high = [row for row in rows if row.line.cls == "high"]
    slowest = sorted(low, key=lambda r: (r.line.pace or 0, -(r.line.target or 0), r.place))
    best = sorted(high, key=lambda r: (-(r.line.pace or 0), r.place))
    return {"slowest": slowest[:RANKED], "low": len(low), "best": best[:PRAISED]}


def _map(rows: list[Row]) -> dict[str, Any]:
    """The map, where the bodies have territories, and the bodies without one beside it."""
    marks = [mark_of(row) for row in rows]
    on_map = [mark for mark in marks if mark.commune]
    drawn = len(on_map) > 1
    return {
        "marks": marks,
        "map_marks": on_map if drawn else [],
        "map_title": "Xếp loại theo xã, phường, đặc khu",
        "off_map": [row for row in rows if not row.line.locality_code] if drawn else [],
    }


def mark_of(row: Row) -> Mark:
    """A line as a square of the strip and an area of the map."""
    line = row.line
    return Mark(
        name=line.short_name or line.unit_name,
        cls=line.cls,
        zero=line.zero,
        note=f"{line.cumulative}/{line.target}" if line.target else "",
        url=row.url,
        commune=line.locality_code,
    )


def _year(shown: Sheet) -> dict[str, Any]:
    """The year's line and who the new members are."""
    total = shown.total
    of = total.records or 1
    most = max(total.groups.values(), default=1)
    return {
        "year": year_of(total),
        "parts": [
            (part, total.breakdowns.get(part, 0), 100 * total.breakdowns.get(part, 0) / of)
            for part in Breakdown
        ],
        "groups": [
            (group, total.groups[group], most, total.subtargets.get(group))
            for group in sorted(SourceGroup, key=lambda g: -total.groups.get(g, 0))
            if total.groups.get(group)
        ],
    }


def year_of(line: Line) -> Year:
    """A line's months as the drawing of a year."""
    plan = tuple(accumulate(line.plan)) if line.plan else ()
    done, ahead = tuple(accumulate(line.months)), line.ahead
    if ahead is None:
        return Year(done, line.target, line.projected, plan=plan)
    return Year(done, line.target, ahead.expected, ahead.low, ahead.high, plan)


# ------------------------------------------------------------------ behind a figure, on paper


@gate(Action.EXPORT)
@require_GET
def workbook(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """The sheet as a workbook. Leaves an event."""
    shown = with_ahead(shown_sheet(request, month, unit_id))
    content = papers.sheet_workbook(shown, request.actor.name, clock.now())
    audit.record(
        request.actor,
        "export_month",
        kind=audit.Kind.EXPORT,
        subject=("unit", unit_id),
        unit_path=shown.unit_path,
        data={"month": month.iso},
    )
    name = f"ket-nap-{month.iso}-{shown.unit_id}.xlsx"
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@gate(Action.VIEW_FIGURES)
@require_GET
def annex(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """The annex as it prints on A4 landscape."""
    shown = shown_sheet(request, month, unit_id)
    return render(
        request,
        "targets/annex.html",
        {
            "shown": shown,
            "state": papers.state_text(shown),
            "head": orgs.letterhead(unit_id),
            "months": Month.of(shown.period_start).through(month),
            "columns": 8 + len(shown.total.months),
        },
    )


@gate(Action.VIEW_FIGURES)
@require_GET
def praise(request: Request, month: Month, unit_id: int) -> HttpResponse:
    """Bodies doing well, fastest first: the list for praise (R11.8)."""
    shown = shown_sheet(request, month, unit_id)
    rows = [row for row in rows_of(request, shown) if row.line.cls == "high"]
    rows.sort(key=lambda row: (-(row.line.pace or 0), row.place))
    may_draft = permits(request.actor, Action.DRAFT_LETTERS, shown.unit_path)
    context = {"shown": shown, "rows": rows, "may_draft": may_draft and shown.campaign_id}
    return render(request, "targets/praise.html", context)
