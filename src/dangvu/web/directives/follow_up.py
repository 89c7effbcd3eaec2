"""The sheet of bodies and duties of a directive: page, map, workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action, Role
from dangvu.access.scope import may, permits
from dangvu.kernel import audit, clock
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Body
from dangvu.rules.organisations import OrgType
from dangvu.rules.targets import Class
from dangvu.tasks.queries import directives, following
from dangvu.tasks.queries.following import STATES, BodyLine, Cell, FollowSheet
from dangvu.tasks.sheets import follow_workbook
from dangvu.web.components.ids import is_id
from dangvu.web.components.marks import Mark
from dangvu.web.directives.measured import Live, LiveSheet, live_sheet
from dangvu.web.directives.words import when
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Duty

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_FIRST = 40


@dataclass(frozen=True)
class Row:
    """A line of the sheet: the body, its cells in the order of the duties with the figures of today
    behind them and the number of the duty, where it opens."""

    line: BodyLine
    cells: Sequence[tuple[Cell | None, Live | None, str]]
    url: str


@dataclass(frozen=True)
class Asked:
    """What the sheet is narrowed to."""

    state: str
    kind: str
    name: str
    under: int | None

    @property
    def narrowed(self) -> bool:
        return bool(self.state or self.kind or self.name)

    @classmethod
    def read(cls, request: Request) -> Asked:
        given = request.GET
        state, under = given.get("tinh-trang", ""), given.get("duoi", "")
        return cls(
            state if state in STATES else "",
            given.get("loai", ""),
            given.get("ten", "")[:120],
            int(under) if is_id(under) else None,
        )


def _sheet(request: Request, directive_id: int, asked: Asked) -> FollowSheet:
    return following.follow_sheet(
        request.actor, directive_id, clock.today(), area=asked.name, state=asked.state,
        under_unit=asked.under,
    )  # fmt: skip


def top_of(request: Request, sheet: FollowSheet, asked: Asked) -> orgs.Unit:
    """The unit whose bodies the sheet lists."""
    own = directives.mine(request.actor, sheet.directive)
    top = asked.under or (sheet.directive.unit_id if own else request.actor.unit_id)
    return orgs.unit(request.actor, top, Action.VIEW_DUTIES)


def _kept(sheet: FollowSheet, bodies: Mapping[int, Body], kind: str) -> list[BodyLine]:
    """The lines of one kind of body."""
    if not kind:
        return list(sheet.lines)
    return [line for line in sheet.lines if _kind(bodies.get(line.unit_id)) == kind]


def _kind(body: Body | None) -> str:
    """The kind of body as readers say it: xã, phường, đặc khu, or its organisational type."""
    if body is None:
        return ""
    place = body.name.removeprefix("Đảng bộ ").split(" ")[0]
    if body.locality_code and place in ("xã", "phường"):
        return place.capitalize()
    return "Đặc khu" if body.name.startswith("Đảng bộ đặc khu") else OrgType(body.type).label_vi


@gate(Action.VIEW_DUTIES)
@require_GET
def page(request: Request, directive_id: int) -> HttpResponse:
    """The sheet; ``?tinh-trang=``, ``?loai=``, ``?ten=`` narrow it, ``?duoi=`` opens a body."""
    if request.actor.role is Role.MEMBER:
        return redirect("directive", directives.directive(request.actor, directive_id).pk)
    asked, today = Asked.read(request), clock.today()
    sheet = _sheet(request, directive_id, asked)
    top = top_of(request, sheet, asked)
    bodies = {body.id: body for body in orgs.bodies(top, today)}
    kept = _kept(sheet, bodies, asked.kind)
    whole = asked.narrowed or "full" in request.GET or len(kept) <= AT_FIRST
    live = live_sheet(request.actor, sheet.duties, top, today)
    rows = [_row(directive_id, line, sheet.duties, bodies, live) for line in kept]
    marks = _marks(kept, bodies)
    context = {
        "found": sheet.directive,
        "cited": directives.cited(sheet.directive),
        "sheet": sheet,
        "duties": [(duty, when(duty)) for duty in sheet.duties],
        "rows": rows if whole else rows[:AT_FIRST],
        "kept": len(rows),
        "live_url": live.url,
        "asked": asked,
        "states": STATES.items(),
        "kinds": _kinds(bodies),
        "top": top,
        "under": asked.under,
        "counts": sheet.counts,
        "map_marks": [mark for mark in marks if mark.commune] if not asked.under else [],
        "query": request.GET.urlencode(),
        "may_export": permits(request.actor, Action.EXPORT, top.path),
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, top.path) and not asked.under,
        "may_pick": permits(request.actor, Action.PICK_FOR_INSPECTION, top.path),
        "today": today,
    }
    return render(request, "directives/follow_up.html", context)


def _row(
    directive_id: int, line: BodyLine, duties: Sequence[Duty], bodies: Mapping[int, Body],
    live: LiveSheet,
) -> Row:  # fmt: skip
    body = bodies.get(line.unit_id)
    deeper = not line.organ and body is not None and body.has_children
    url = f"{reverse('follow_up', args=[directive_id])}?duoi={line.unit_id}" if deeper else ""
    cells = [
        (
            line.cells.get(duty.pk),
            live.at(duty.pk, line.unit_id, line.organ),
            duty.no or str(duty.position),
        )
        for duty in duties
    ]
    return Row(line, cells, url)


def _kinds(bodies: Mapping[int, Body]) -> list[str]:
    return sorted({_kind(body) for body in bodies.values()})


def _marks(lines: Sequence[BodyLine], bodies: Mapping[int, Body]) -> list[Mark]:
    """The bodies as areas of the map: dark where everything is done, pale where something waits,
    hatched where something is late."""
    marks = []
    for line in lines:
        body = bodies.get(line.unit_id)
        if line.organ or body is None:
            continue
        late = bool(line.late or line.late_below)
        note = f"quá hạn {line.late} việc" if line.late else "cấp dưới có việc quá hạn"
        told = "xong mọi việc" if line.done else note if late else "đang thực hiện"
        marks.append(
            Mark(
                name=line.short_name or line.name,
                cls=Class.HIGH if line.done else Class.LOW,
                zero=late,
                commune=body.locality_code,
                sign=str(line.late or ""),
                told=told,
            )
        )
    return marks


@gate(Action.EXPORT)
@require_GET
def workbook(request: Request, directive_id: int) -> HttpResponse:
    """The sheet as a workbook; noted in the trail."""
    asked = Asked.read(request)
    sheet = _sheet(request, directive_id, asked)
    top = top_of(request, sheet, asked)
    may(request.actor, Action.EXPORT, top.path)
    bodies = {body.id: body for body in orgs.bodies(top, clock.today())}
    lines = _kept(sheet, bodies, asked.kind)
    audit.record(
        request.actor, "export_follow_up", kind=audit.Kind.EXPORT,
        subject=("directive", directive_id), unit_path=top.path, data={"units": len(lines)},
    )  # fmt: skip
    content = follow_workbook(sheet, lines, directives.cited(sheet.directive), top.name,
                              request.actor.name)  # fmt: skip
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="theo-doi-{directive_id}.xlsx"'
    return answer
