"""One batch: preview, choices, writing, dropping, taking back, the workbook with its errors."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import PERSONAL
from dangvu.intake import actions, papers, queries
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import Kind
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.web.intake import long, shown
from dangvu.web.intake.answers import workbook_answer
from dangvu.web.intake.forms import OptionsForm
from dangvu.web.intake.kinds import ALL, LONG, origin
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import Request

FIRST_ROWS = 10


@gate(Gate.ANY_ACTOR)
@require_GET
def batch(request: Request, batch_id: int) -> HttpResponse:
    """The preview of a staged batch, or what became of one."""
    found, kind = queries.batch(request.actor, batch_id, ALL)
    if isinstance(kind, BulkKind) or kind.action in PERSONAL:
        audit.record(
            request.actor,
            "view_import",
            kind=audit.Kind.READ,
            subject=("batch", found.pk),
            unit_path=found.unit_path,
            data={"kind": kind.code, "count": found.summary["read"]},
        )
    if isinstance(kind, BulkKind):
        return long.page(request, found, kind)
    context = _about(request, found, kind)
    if found.is_staged:
        return render(request, "intake/preview.html", context | _preview(request, found, kind))
    return render(request, "intake/done.html", context | _done(request, found, kind))


@gate(Gate.ANY_ACTOR)
@require_GET
def progress(request: Request, batch_id: int) -> HttpResponse:
    """The fragment that says how far the step under way is."""
    found, _ = queries.batch(request.actor, batch_id, LONG)
    return long.progress(request, found)


def _about(request: Request, found: queries.Batch, kind: Kind) -> dict[str, Any]:
    label, address = origin(kind)
    unit = orgs.unit(request.actor, found.unit_id, kind.action)
    return {
        "batch": found,
        "kind": kind,
        "unit": unit,
        "name": found.file_name or "Bảng dán",
        "summary": found.summary,
        "left": found.summary["read"] - found.summary["accepted"],
        "remarks": [*found.summary["reading"], *found.summary["remarks"]],
        "origin_label": label,
        "origin_url": address,
    }


def _preview(request: Request, found: queries.Batch, kind: Kind) -> dict[str, Any]:
    after = _number(request.GET.get("sau", ""))
    all_rows = request.GET.get("xem") == "nhan"
    late = _late_form(request, found, kind)
    waiting = {code: queries.waiting(found, code) for code in (late.fields if late else ())}
    to_mend = queries.rows(found, "mend", after)
    for rows in waiting.values():
        to_mend = to_mend.exclude(pk__in=rows.values("pk"))
    mend = [queries.draft(r) for r in to_mend[: queries.PAGE + 1]]
    more = len(mend) > queries.PAGE
    mend = mend[: queries.PAGE]
    chosen = [queries.draft(r) for r in queries.rows(found, "chosen")[: queries.PAGE]]
    size = queries.PAGE if all_rows else FIRST_ROWS
    taken = queries.rows(found, "accepted", after if all_rows else 0)
    accepted = [queries.draft(row) for row in taken[:size]]
    count = sum(rows.count() for rows in waiting.values())
    return {
        "faults": shown.faults(found, kind, [d for d in mend if not d.doubtful]),
        "doubts": shown.doubts(found, kind, sorted([*mend, *chosen], key=lambda d: d.number)),
        "more_after": mend[-1].number if more else None,
        "lines": shown.lines(kind, accepted),
        "lines_more": accepted[-1].number if len(accepted) == queries.PAGE else None,
        "all_rows": all_rows,
        "options_form": late,
        "waiting": count,
        "options_open": bool(late and (count or any(late.initial.values()))),
    }


def _done(request: Request, found: queries.Batch, kind: Kind) -> dict[str, Any]:
    after = _number(request.GET.get("sau", ""))
    rows = [queries.draft(r) for r in queries.rows(found, "written", after)[: queries.PAGE]]
    return {
        "lines": shown.lines(kind, rows),
        "lines_more": rows[-1].number if len(rows) == queries.PAGE else None,
        "written": found.summary.get("written", {}),
        "committed_by": found.summary.get("committed_by", ""),
        "undone_by": found.summary.get("undone_by", ""),
    }


def _late_form(request: Request, found: queries.Batch, kind: Kind) -> OptionsForm | None:
    unit = orgs.unit(request.actor, found.unit_id, kind.action)
    late = [o for o in kind.options(request.actor, unit) if o.late]
    if not late:
        return None
    return OptionsForm(late, initial=_as_typed(found.options, late))


def _as_typed(options: dict[str, Any], late: list[Any]) -> dict[str, Any]:
    """The options as the user types them: a day as dd/mm/yyyy."""
    typed = {option.code: options.get(option.code, "") for option in late}
    for option in late:
        if option.day and typed[option.code]:
            typed[option.code] = "/".join(reversed(typed[option.code].split("-")))
    return typed


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _change(
    request: Request,
    batch_id: int,
    change: Callable[[queries.Batch, Kind], str],
    change_long: Callable[[Request, queries.Batch, BulkKind], str],
) -> HttpResponse:
    """Does something to a batch and goes back to it, telling what was done or why not."""
    found, kind = queries.batch(request.actor, batch_id, ALL)
    try:
        if isinstance(kind, BulkKind):
            done = change_long(request, found, kind)
        else:
            done = change(found, kind)
    except Impossible as refused:
        if refused.code == "changed" and not isinstance(kind, BulkKind):
            actions.review(request.actor, kind, batch_id)
        messages.error(request, refused.message_vi)
    else:
        messages.success(request, done)
    return redirect("import_batch", batch_id)


@gate(Gate.ANY_ACTOR)
@require_POST
def choose(request: Request, batch_id: int) -> HttpResponse:
    """Takes the choices of units for doubtful rows."""

    def change(found: queries.Batch, kind: Kind) -> str:
        picks: dict[int, int | None] = {}
        for name in request.POST:
            if name.startswith("row_") and (number := _number(name.removeprefix("row_"))):
                picks[number] = _number(request.POST.get(name, "")) or None
        after = actions.choose(request.actor, kind, found.pk, picks)
        return f"Đã dùng các lựa chọn: nhận {after.summary['accepted']} dòng. Chưa ghi gì."

    return _change(request, batch_id, change, long.refuse)


@gate(Gate.ANY_ACTOR)
@require_POST
def amend(request: Request, batch_id: int) -> HttpResponse:
    """Takes what goes with the table: a reason, a day, who decided."""

    def change(found: queries.Batch, kind: Kind) -> str:
        after = actions.amend(request.actor, kind, found.pk, request.POST.dict())
        return f"Đã kiểm tra lại: nhận {after.summary['accepted']} dòng. Chưa ghi gì."

    return _change(request, batch_id, change, long.amend)


@gate(Gate.ANY_ACTOR)
@require_POST
def commit(request: Request, batch_id: int) -> HttpResponse:
    """Writes the rows that can be written."""

    def change(found: queries.Batch, kind: Kind) -> str:
        only_valid = request.POST.get("rows") == "valid"
        after = actions.commit(request.actor, kind, found.pk, only_valid=only_valid)
        return f"Đã ghi {after.summary['accepted']} dòng."

    return _change(request, batch_id, change, long.commit)


@gate(Gate.ANY_ACTOR)
@require_POST
def undo(request: Request, batch_id: int) -> HttpResponse:
    """Takes a written batch back."""

    def change(found: queries.Batch, kind: Kind) -> str:
        actions.undo(request.actor, kind, found.pk)
        return "Đã hoàn tác lần nhập này. Số liệu trở về như trước khi nhập."

    return _change(request, batch_id, change, long.undo)


@gate(Gate.ANY_ACTOR)
@require_POST
def drop(request: Request, batch_id: int) -> HttpResponse:
    """Throws a staged batch away."""
    found, kind = queries.batch(request.actor, batch_id, ALL)
    try:
        if isinstance(kind, BulkKind):
            long.drop(request, found, kind)
        else:
            actions.drop(request.actor, kind, batch_id)
    except Impossible as refused:
        messages.error(request, refused.message_vi)
        return redirect("import_batch", batch_id)
    messages.success(request, "Đã bỏ bảng vừa đọc. Không ghi gì vào hệ thống.")
    return redirect("import_start", kind.code, found.unit_id)


@gate(Gate.ANY_ACTOR)
@require_GET
def returned(request: Request, batch_id: int) -> HttpResponse:
    """The user's own workbook with the column "Lỗi"."""
    found, kind = queries.batch(request.actor, batch_id, ALL)
    content = (
        papers.returned_long(kind, found)
        if isinstance(kind, BulkKind)
        else papers.returned_workbook(
            kind, queries.content(found), found.sheet, found.header_row, queries.drafts(found)
        )
    )
    audit.record(
        request.actor,
        "return_import",
        kind=audit.Kind.EXPORT,
        subject=("batch", found.pk),
        unit_path=found.unit_path,
        data={"kind": kind.code, "rows": found.summary["read"]},
    )
    return workbook_answer(content, f"loi-{kind.code}-{found.pk}.xlsx")
