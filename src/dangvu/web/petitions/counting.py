"""Petitions counted on the screen, on paper, and as a workbook."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits, require
from dangvu.kernel import audit, clock
from dangvu.office.vietnamese import day
from dangvu.office.workbooks import Table, TableColumn, write_tables
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Unit
from dangvu.tasks.queries.petition_counts import Counts, Figures, counts
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEARS_BACK = 5


@dataclass(frozen=True)
class Asked:
    """The branch and year the figures are of."""

    unit: Unit
    year: int
    counts: Counts


def _asked(request: Request) -> Asked:
    actor, today = request.actor, clock.today()
    if reach(actor.role, Action.VIEW_PETITIONS) is not Reach.BRANCH:
        require(actor, Action.ANSWER_PETITION)
    wanted = ids(request.GET.getlist("don-vi"))
    unit = orgs.unit(actor, wanted[0] if wanted else actor.unit_id, Action.VIEW_PETITIONS)
    (year,) = ids([request.GET.get("nam", "")]) or [today.year]
    if not today.year - YEARS_BACK <= year <= today.year:
        year = today.year
    found = counts(actor, unit.path, date(year, 1, 1), date(year + 1, 1, 1), today)
    return Asked(unit, year, found)


@gate(Action.VIEW_PETITIONS)
@require_GET
def figures(request: Request) -> HttpResponse:
    """How many of which kind, how many late, how long an answer takes."""
    asked, today = _asked(request), clock.today()
    bodies = orgs.bodies(orgs.unit(request.actor, request.actor.unit_id), today)
    context = {
        "unit": asked.unit,
        "own": request.actor.unit_id,
        "year": asked.year,
        "years": [today.year - n for n in range(YEARS_BACK + 1)],
        "bodies": [(body.id, body.short_name or body.name) for body in bodies],
        "counts": asked.counts,
        "today": today,
        "organ": orgs.letterhead(asked.unit.pk),
        "may_export": permits(request.actor, Action.EXPORT, asked.unit.path),
    }
    return render(request, "petitions/counts.html", context)


_COLUMNS = (
    TableColumn("", "text", 40),
    TableColumn("Đã gửi", "whole", 10),
    TableColumn("Chưa trả lời", "whole", 12),
    TableColumn("Trong đó quá hạn", "whole", 14),
    TableColumn("Đã trả lời", "whole", 11),
    TableColumn("Trong đó đúng hạn", "whole", 14),
    TableColumn("Đã rút", "whole", 9),
    TableColumn("Số ngày trả lời (trung vị)", "decimal", 16),
)


@gate(Action.EXPORT)
@require_POST
def workbook(request: Request) -> HttpResponse:
    """The figures as a workbook; leaves an event."""
    asked, today = _asked(request), clock.today()
    may(request.actor, Action.EXPORT, asked.unit.path)
    audit.record(
        request.actor, "export_petitions", kind=audit.Kind.EXPORT, subject=("unit", asked.unit.pk),
        unit_path=asked.unit.path, data={"year": asked.year, "count": asked.counts.total.raised},
    )  # fmt: skip
    said = [f"{asked.unit.name}, kiến nghị gửi trong năm {asked.year}, tính đến {day(today)}"]
    tables = [
        Table(
            "VƯỚNG MẮC, KIẾN NGHỊ CỦA ĐẢNG VIÊN",
            (TableColumn(head, "text", 40), *_COLUMNS[1:]),
            [_row(line) for line in lines],
            sheet_name=sheet, subtitles=said, total=_row(asked.counts.total),
            notes=[f"Người xuất: {request.actor.name}, ngày {day(today)}."],
        )
        for sheet, head, lines in (
            ("Theo loại", "Loại", asked.counts.subjects),
            ("Theo cấp", "Cấp đang giữ hoặc đã trả lời", asked.counts.levels),
        )
    ]  # fmt: skip
    return HttpResponse(
        write_tables(*tables), content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="kien-nghi-{asked.year}.xlsx"'},
    )  # fmt: skip


def _row(line: Figures) -> list[object]:
    return [
        line.label, line.raised, line.waiting, line.late, line.answered, line.in_time,
        line.withdrawn, line.median_days,
    ]  # fmt: skip
