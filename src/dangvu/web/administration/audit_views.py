"""Searching the audit trail, and taking the result along."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from dangvu.access import trail
from dangvu.access.matrix import ROLE_LABELS, Action, Role
from dangvu.access.trail import Line, Sought
from dangvu.kernel import audit as kernel_audit
from dangvu.kernel.audit_labels import ACTIONS, FACTS, SUBJECTS
from dangvu.office.workbooks import TableColumn, write_table
from dangvu.orgs import queries as orgs
from dangvu.web.administration.forms import TrailForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

COLUMNS = (
    "Lúc", "Ai làm", "Vai trò", "Nhập thay", "Loại", "Việc", "Đối tượng", "Đơn vị", "Lý do",
    "Chi tiết",
)  # fmt: skip
WIDTHS = (17, 26, 28, 24, 20, 30, 24, 38, 36, 44)
#: Values of facts that are codes of ours.
WORDS = {
    "password": "mật khẩu",
    "code": "mã xác nhận",
    "totp": "điện thoại",
    "codes": "mã dự phòng",
}
_DAY = re.compile(r"^\d{4}-\d{2}(-\d{2})?$")
#: What a spreadsheet takes for the beginning of a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@gate(Action.VIEW_AUDIT)
@require_GET
def audit(request: Request) -> HttpResponse:
    """The trail within reach, newest first, narrowed by the filters."""
    form = TrailForm(request.GET or None, request.actor)
    sought = _sought(request, form)
    after = request.GET.get("after", "")
    try:
        leaf = trail.leaf(request.actor, sought, after=after)
    except ValueError:
        raise Http404 from None
    names = _places(leaf.lines)
    parameters = request.GET.copy()
    parameters.pop("after", None)
    filters = parameters.urlencode()
    parameters["after"] = leaf.after
    return render(
        request,
        "administration/audit.html",
        {
            "form": form,
            "lines": [(line, _said(line, names)) for line in leaf.lines],
            "filters": filters,
            "narrowed": sought != Sought(),
            "next_url": f"?{parameters.urlencode()}" if leaf.after else "",
            "first_url": f"?{filters}" if after else "",
        },
    )


@gate(Action.VIEW_AUDIT)
@require_POST
def audit_export(request: Request) -> HttpResponse:
    """The result as .xlsx or .csv (``format``), up to 50.000 lines. Leaves an event."""
    form = TrailForm(QueryDict(request.GET.urlencode()), request.actor)
    sought = _sought(request, form)
    kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
    lines = list(trail.everything(request.actor, sought))
    names = _places(lines)
    rows = [_row(line, _said(line, names)) for line in lines]
    kernel_audit.record(
        request.actor,
        "export_trail",
        kind=kernel_audit.Kind.EXPORT,
        subject=("trail", ""),
        unit_path=request.actor.unit_path,
        data={"lines": len(rows), "format": kind, "filters": sorted(_given(sought))},
    )
    body, content_type = (_csv(rows), "text/csv; charset=utf-8") if kind == "csv" else (
        _xlsx(rows), XLSX
    )  # fmt: skip
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="nhat-ky.{kind}"'},
    )


def _sought(request: Request, form: TrailForm) -> Sought:
    """What the filters say; fields with an error do not narrow, and the page shows the error."""
    if not form.is_bound:
        return Sought()
    form.is_valid()
    found = form.cleaned_data
    unit = orgs.unit(request.actor, found["unit"], Action.VIEW_AUDIT) if found.get("unit") else None
    return Sought(
        person=found.get("person", ""),
        action=found.get("action", ""),
        kind=found.get("kind", ""),
        unit_path=unit.path if unit else "",
        subject_kind=found.get("subject_kind", ""),
        subject_id=found.get("subject_id", ""),
        since=found.get("since"),
        until=found.get("until"),
    )


def _given(sought: Sought) -> list[str]:
    empty = Sought()
    return [name for name in vars(sought) if getattr(sought, name) != getattr(empty, name)]


def _places(lines: Iterable[Line]) -> dict[str, str]:
    """Names of units by path and by number: where the events belong, and what they tell of."""
    lines = list(lines)
    numbers = {
        line.unit_path: orgs.ids_of(line.unit_path)[-1]
        for line in lines
        if line.unit_path.replace(".", "").isalnum()
    }
    told = {
        line.subject_id: int(line.subject_id)
        for line in lines
        if line.subject_kind == "unit" and line.subject_id.isdigit()
    }
    names = orgs.names({*numbers.values(), *told.values()})
    return {key: names.get(number, "") for key, number in (numbers | told).items()}


def _said(line: Line, names: dict[str, str]) -> dict[str, str]:
    """The words of a line: what was done, to what, where, and its facts."""
    subject = SUBJECTS.get(line.subject_kind, line.subject_kind)
    if line.subject_kind == "role" and line.subject_id in set(Role):
        subject = ROLE_LABELS[Role(line.subject_id)]
    elif line.subject_kind == "unit" and names.get(line.subject_id):
        subject = names[line.subject_id]
    elif line.subject_id:
        subject = f"{subject} số {line.subject_id}"
    return {
        "action": ACTIONS.get(line.action, line.action),
        "subject": subject,
        "place": names.get(line.unit_path, ""),
        "facts": "; ".join(f"{FACTS.get(k, k)}: {_fact(v)}" for k, v in line.data.items()),
    }


def _fact(value: object) -> str:
    """A fact as it is read: days as days, codes as words where they have some."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(map(_fact, value)) or "không có"
    text = str(value)
    if text in set(Role):
        return ROLE_LABELS[Role(text)]
    return _DAY.sub(lambda found: "/".join(reversed(found[0].split("-"))), WORDS.get(text, text))


def _row(line: Line, said: dict[str, str]) -> list[object]:
    return [
        f"{line.at:%d/%m/%Y %H:%M}",
        line.name or "Không rõ",
        line.role_label,
        line.on_behalf_of,
        line.kind_label,
        said["action"],
        said["subject"],
        said["place"],
        line.reason,
        said["facts"],
    ]


def _xlsx(rows: list[list[object]]) -> bytes:
    columns = [
        TableColumn(title, width=width) for title, width in zip(COLUMNS, WIDTHS, strict=True)
    ]
    notes = (
        [f"Chỉ xuất {trail.LONGEST_EXPORT} dòng mới nhất."]
        if len(rows) == trail.LONGEST_EXPORT
        else []
    )
    return write_table("Nhật ký hệ thống", columns, rows, sheet_name="Nhật ký", notes=notes)


def _csv(rows: list[list[object]]) -> bytes:
    """Comma-separated, with the mark that lets Excel read Vietnamese; nothing can be a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell).startswith(FORMULAS) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")
