"""The work list of what the centre found wrong with records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions import note_reading
from dangvu.members.actions.verdicts import mend_verdict, settle_verdicts
from dangvu.members.queries import verdicts as reading
from dangvu.office.workbooks import TableColumn, write_table
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import is_id
from dangvu.web.registry.work_forms import WhyForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50_000
_COLUMNS = (
    TableColumn("STT", "centre", 6),
    TableColumn("Họ và tên", "text", 26),
    TableColumn("Sinh ngày", "date"),
    TableColumn("Tổ chức đảng", "text", 34),
    TableColumn("Kết quả kiểm tra", "text", 22),
    TableColumn("Chi tiết lỗi", "text", 48),
    TableColumn("Trả về ngày", "date"),
)


def its_unit(request: Request, unit_id: int) -> Unit:
    """A unit within reach, for roles that see more than the own record."""
    if reach(request.actor.role, Action.VIEW_MEMBERS) is Reach.SELF:
        raise Http404("Trang này dành cho cấp ủy, chi bộ.")
    return orgs.unit(request.actor, unit_id, Action.VIEW_MEMBERS)


@gate(Action.VIEW_MEMBERS)
@require_GET
def listing(request: Request, unit_id: int) -> HttpResponse:
    """Open verdicts of a branch, by unit, kind and result. Reading it leaves an event."""
    unit = its_unit(request, unit_id)
    kind, result = request.GET.get("muc", ""), request.GET.get("ket-qua", "")
    page = reading.verdicts(request.actor, unit, kind, result, request.GET.get("after", ""))
    counts = reading.counts(request.actor, unit)
    people = {v.person_id for v in page.verdicts}
    note_reading(request.actor, people, unit.pk, unit.path, "read_verdicts")
    parameters = request.GET.copy()
    parameters["after"] = page.after
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(request.actor, unit),
        "verdicts": page.verdicts,
        "counts": counts,
        "below": sorted(
            (
                (node, counts.below[node.path])
                for node in orgs.children(request.actor, [unit.pk], clock.today())
                if counts.below.get(node.path)
            ),
            key=lambda line: -line[1],
        ),
        "kinds": [(k, reading.kind_label(k), n) for k, n in counts.kinds.items()],
        "kind": kind,
        "results": list(counts.results.items()),
        "result": result,
        "words": urlencode({k: v for k, v in (("muc", kind), ("ket-qua", result)) if v}),
        "total": None if kind or result else counts.open,
        "weeks": reading.weeks(unit, clock.today()),
        "may_mend": permits(request.actor, Action.EDIT_MEMBERS, unit.path),
        "may_settle": permits(request.actor, Action.REQUEST_CHANGE, unit.path),
        "may_export": permits(request.actor, Action.EXPORT, unit.path),
        "next_url": f"?{parameters.urlencode()}" if page.after else "",
    }
    return render(request, "registry/verdicts.html", context)


@gate(Action.EDIT_MEMBERS)
@require_http_methods(["GET", "POST"])
def mend(request: Request, verdict_id: int) -> HttpResponse:
    """Who keeps the record says that one is mended, and how."""
    row = reading.verdict(request.actor, verdict_id)
    may(request.actor, Action.EDIT_MEMBERS, row.unit_path)
    unit = orgs.units(request.actor).filter(path=row.unit_path).first()
    came_from = request.GET.get("don-vi", "")
    last = unit.pk if unit else request.actor.unit_id
    home = int(came_from) if is_id(came_from) else last
    back = redirect("verdict_list", home)
    form = WhyForm(
        request.POST or None, "Đã sửa thế nào",
        "Hoặc vì sao không phải lỗi. Ghi vào nhật ký. Ví dụ: đã xem thẻ gốc, số thẻ trong sổ đúng",
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            mend_verdict(request.actor, verdict_id, form.cleaned_data["reason"])
        except Overtaken as late:
            messages.error(request, late.message_vi)
            return back
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã ghi: lỗi của {row.person.full_name} đã sửa.")
            return back
    note_reading(request.actor, {row.person_id}, row.person.unit_id, row.unit_path, "read_verdicts")
    context = {"row": row, "home": home, "form": form}
    status = 422 if form.errors else 200
    return render(request, "registry/verdict_mend.html", context, status=status)


@gate(Action.VIEW_MEMBERS)
@require_POST
def settle(request: Request, unit_id: int) -> HttpResponse:
    """Holds the list to what has been mended on the records."""
    unit = its_unit(request, unit_id)
    mended = settle_verdicts(request.actor, unit)
    messages.success(request, f"Đã đối chiếu với hồ sơ: thêm {mended} lỗi đã sửa.")
    return redirect("verdict_list", unit.pk)


@gate(Action.VIEW_MEMBERS)
@require_GET
def workbook(request: Request, unit_id: int) -> HttpResponse:
    """The open verdicts of a branch as .xlsx. Leaves an event."""
    unit = its_unit(request, unit_id)
    may(request.actor, Action.EXPORT, unit.path)
    now = clock.now()
    kind, result = request.GET.get("muc", ""), request.GET.get("ket-qua", "")
    found = reading.verdicts(request.actor, unit, kind, result, size=MOST).verdicts
    rows = [
        [n, v.person.full_name, v.person.birth_on, v.person.unit.name, v.result, v.detail,
         v.came_on]
        for n, v in enumerate(found, 1)
    ]  # fmt: skip
    body = write_table(
        "Lỗi Trung ương trả về, chưa sửa", _COLUMNS, rows,
        subtitles=[unit.name], sheet_name="Lỗi",
        notes=[f"Xuất lúc {now:%H:%M %d/%m/%Y}, người xuất: {request.actor.name}."],
    )  # fmt: skip
    audit.record(
        request.actor, "export_verdicts", kind=audit.Kind.EXPORT, subject=("unit", unit.pk),
        unit_path=unit.path, data={"count": len(rows)},
    )  # fmt: skip
    name = f"loi-trung-uong-tra-ve-{now:%Y%m%d}.xlsx"
    return HttpResponse(
        body,
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
