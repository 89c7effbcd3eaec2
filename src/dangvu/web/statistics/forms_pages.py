"""A form of statistics: the page, the workbook, the paper."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.orgs import queries as orgs
from dangvu.rules.forms_tctw import Form
from dangvu.rules.organisations import OrgType
from dangvu.statistics import papers, queries, tables
from dangvu.statistics.queries import Branch
from dangvu.statistics.tables import FormTable, Row
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.asked import Asked, offered, read
from dangvu.web.statistics.waiting import again_token, patient

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


#: In whose name a form goes out (R13.9); a committee's organisation signs for its committee.
_SIGNERS = {kind.value: "T/M CHI BỘ" for kind in OrgType if kind.is_cell} | {
    OrgType.PROVINCIAL.value: "TRƯỞNG BAN"
}


@dataclass(frozen=True)
class Figure:
    """A cell of the page: its text, and the address of the names behind it."""

    text: str
    head: str
    url: str


def asked_form(request: Request, number: int) -> tuple[Form, Asked]:
    """The form and the period an address asks for. 404 for no such form."""
    found = queries.form(number)
    return found, read(request.GET, clock.today(), on_a_day=found.counts == "members")


def shown_form(request: Request, unit_id: int, number: int) -> tuple[Branch, FormTable, Asked]:
    """The form of an address with its figures."""
    _, asked = asked_form(request, number)
    of = queries.branch(request.actor, unit_id)
    shown = tables.table(request.actor, of, number, asked.period, asked.revision)
    return of, shown, asked


@gate(Action.VIEW_FIGURES)
@require_GET
@patient
def form(request: Request, unit_id: int, number: int) -> HttpResponse:
    """The form with its figures; each opens the names it counts."""
    of, shown, asked = shown_form(request, unit_id, number)
    actor, today = request.actor, clock.today()
    opens = queries.sees_names(actor)
    context = {
        "of": of,
        "shown": shown,
        "asked": asked,
        "title": papers.title_of(shown.form),
        "when": papers.when(shown),
        "state": papers.state_text(shown),
        "notes": papers.notes_of(shown),
        "rows": [(row, cells(row, shown, asked, opens=opens)) for row in shown.shown],
        "presets": offered(asked, today, on_a_day=shown.on_a_day),
        "may_export": permits(actor, Action.EXPORT, of.path),
        "may_freeze": permits(actor, Action.FREEZE_STATISTICS, of.path),
        "over": shown.period.last <= today,
        "counts": shown.counts,
        "again_token": again_token(shown.counts),
    }
    return render(request, "statistics/form.html", context)


def cells(row: Row, shown: FormTable, asked: Asked, *, opens: bool) -> list[Figure]:
    """The cells of a line."""
    if row.line.head:
        return []
    found = []
    for column in shown.columns:
        value = row.values.get(column.code)
        url = ""
        if opens and value:
            url = f"danh-sach/?{asked.all_words}&dong={row.line.code}&cot={column.code}"
        found.append(Figure(papers.figure_text(row, column.code), column.title, url))
    return found


@gate(Action.EXPORT)
@require_GET
@patient
def workbook(request: Request, unit_id: int, number: int) -> HttpResponse:
    """The form as .xlsx. Leaves an event."""
    of, shown, _ = shown_form(request, unit_id, number)
    may(request.actor, Action.EXPORT, of.path)
    head = orgs.letterhead(of.unit.pk)
    content = papers.workbook(shown, head, request.actor.name, clock.now())
    return _sent(request, of, shown, content, "xlsx", XLSX)


@gate(Action.EXPORT)
@require_GET
@patient
def document(request: Request, unit_id: int, number: int) -> HttpResponse:
    """The form as .docx. Leaves an event."""
    of, shown, _ = shown_form(request, unit_id, number)
    may(request.actor, Action.EXPORT, of.path)
    head = orgs.letterhead(of.unit.pk)
    place = of.unit.short_name.split(" ", 1)[-1]
    if of.unit.type == OrgType.PROVINCIAL:
        place = of.unit.name.removeprefix("Đảng bộ tỉnh ").removeprefix("Đảng bộ thành phố ")
    signer = _SIGNERS.get(of.unit.type, "T/M ĐẢNG ỦY")
    content = papers.document(shown, head, place, clock.today(), request.actor.name, signer)
    return _sent(request, of, shown, content, "docx", DOCX)


def _sent(
    request: Request, of: Branch, shown: FormTable, content: bytes, suffix: str, kind: str
) -> HttpResponse:
    audit.record(
        request.actor, "export_statistics", kind=audit.Kind.EXPORT, subject=("unit", of.unit.pk),
        unit_path=of.path,
        data={"form": shown.form.code, "since": shown.period.first.isoformat(),
              "until": shown.period.last.isoformat(), "format": suffix},
    )  # fmt: skip
    name = f"bieu-{shown.form.code}-{of.unit.pk}-{shown.period.last.isoformat()}.{suffix}"
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
