"""Directives within reach, one of them, its words, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Role
from dangvu.access.scope import may, permits
from dangvu.documents import queries as documents
from dangvu.kernel import clock
from dangvu.rules.obligations import Audience, Product
from dangvu.tasks.actions import adopting
from dangvu.tasks.queries import assessing, directives, following
from dangvu.tasks.queries.dissemination import acknowledged_at
from dangvu.web.components.doing import carried_out
from dangvu.web.directives.forms import EndForm
from dangvu.web.directives.marked import paragraphs
from dangvu.web.directives.words import when
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Directive, Duty

State = directives.State
LISTS = {
    "reading": ("Đang đọc", State.READING),
    "in_force": ("Đang thực hiện", State.IN_FORCE),
    "ended": ("Đã kết thúc", State.ENDED),
}
PAGE = 50


@gate(Action.VIEW_DUTIES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Directives by where they are; ``?xem=`` chooses, ``?sau=`` goes on."""
    actor, today = request.actor, clock.today()
    may_adopt = permits(actor, Action.ADOPT_DIRECTIVE, actor.unit_path)
    rows = directives.directives(actor)
    counts = rows.order_by().aggregate(
        **{key: Count("id", filter=Q(state=state)) for key, (_, state) in LISTS.items()}
    )
    lists = [(key, label, counts[key]) for key, (label, _) in LISTS.items()
             if may_adopt or key != "reading"]  # fmt: skip
    asked = request.GET.get("xem", "")
    which = asked if asked in [key for key, *_ in lists] else _first(lists)
    start = request.GET.get("tu", "")
    start_at = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    found = list(rows.filter(state=LISTS[which][1])[start_at : start_at + PAGE + 1])
    lines = _lines(actor, found[:PAGE])
    context = {
        "lists": lists,
        "which": which,
        "lines": lines,
        "counts": counts,
        "late": sum(line.late for line in lines),
        "next_url": f"?xem={which}&tu={start_at + PAGE}" if len(found) > PAGE else "",
        "first_url": f"?xem={which}" if start_at else "",
        "may_adopt": may_adopt,
        "member": actor.role is Role.MEMBER,
        "nobody_beneath": actor.role in (Role.CELL_SECRETARY, Role.DEPUTY),
        "today": today,
    }
    return render(request, "directives/list.html", context)


def _first(lists: Sequence[tuple[str, str, int]]) -> str:
    """What is in force; else the first list that has anything."""
    filled = [key for key, _, number in lists if number]
    return "in_force" if "in_force" in filled or not filled else filled[0]


@dataclass(frozen=True)
class Line:
    """A directive in the list. ``given``, ``done``, ``late`` count what is within reach."""

    found: Directive
    cited: str
    given: int
    done: int
    late: int

    @property
    def share(self) -> int | None:
        return 100 * self.done // self.given if self.given else None


def _lines(actor: Actor, found: Sequence[Directive]) -> list[Line]:
    """The directives with how far what is within reach is. One statement."""
    counted = assessing.tallies(actor, [one.pk for one in found], clock.today())
    return [Line(one, directives.cited(one), *counted.get(one.pk, (0, 0, 0))) for one in found]


@dataclass(frozen=True)
class DutyLine:
    """A duty of the paper with how it stands with all within reach."""

    duty: Duty
    product: str
    audience: str
    when: str
    given: int
    done: int
    late: int

    @property
    def share(self) -> int | None:
        return 100 * self.done // self.given if self.given else None


@gate(Action.VIEW_DUTIES)
@require_GET
def one(request: Request, directive_id: int) -> HttpResponse:
    """A directive: its duties, how far each is, what the own unit has of it."""
    actor, today = request.actor, clock.today()
    found = directives.directive(actor, directive_id)
    if found.state == State.READING:
        return redirect("directive_reading", found.pk)
    member = actor.role is Role.MEMBER
    sheet = None if member else following.follow_sheet(actor, found.pk, today)
    own = [] if member else list(directives.owned_assignments(actor, today, directive_id=found.pk))
    duties = list(directives.duties_of(found)) if sheet is None else list(sheet.duties)
    counted = {} if member else assessing.by_duty(actor, found, today)
    lines = [_duty_line(duty, *counted.get(duty.pk, (0, 0, 0))) for duty in duties]
    mine = directives.mine(actor, found)
    elsewhere = [] if mine or member else [line for line in lines if not line.given]
    context = {
        "found": found,
        "cited": directives.cited(found),
        "sheet": sheet,
        "lines": [line for line in lines if line not in elsewhere],
        "elsewhere": elsewhere,
        "own": [(row, directives.is_late(row, today)) for row in own],
        "member": member,
        "mine": mine,
        "given": sum(line.given for line in lines),
        "done": sum(line.done for line in lines),
        "late": sum(line.late for line in lines),
        "bodies": sheet.counts["bodies"] if sheet else 0,
        "may_draft": permits(actor, Action.DRAFT_LETTERS, actor.unit_path),
        "may_end": mine and permits(actor, Action.ADOPT_DIRECTIVE, found.unit_path)
        and found.state == State.IN_FORCE,
        "may_pick": permits(actor, Action.PICK_FOR_INSPECTION, actor.unit_path),
        "may_paper": permits(actor, Action.VIEW_PAPERS, found.unit_path),
    }  # fmt: skip
    return render(request, "directives/one.html", context)


def _duty_line(duty: Duty, given: int, done: int, late: int) -> DutyLine:
    return DutyLine(
        duty=duty,
        product=Product(duty.product).label_vi,
        audience=Audience(duty.audience).label_vi,
        when=when(duty),
        given=given,
        done=done,
        late=late,
    )


@gate(Action.VIEW_DUTIES)
@require_GET
def text(request: Request, directive_id: int) -> HttpResponse:
    """The words of a directive, with the passages its duties stand in."""
    found = directives.directive(request.actor, directive_id)
    duties = list(directives.duties_of(found))
    words = documents.text_of(found.paper_id)
    passages = [
        (f"nv{duty.pk}", duty.no or str(duty.position), (duty.span_start, duty.span_end))
        for duty in duties
        if duty.span_start is not None and duty.span_end is not None
    ]
    member = request.actor.role is Role.MEMBER
    context = {
        "found": found,
        "cited": directives.cited(found),
        "paragraphs": paragraphs(words, passages),
        "duties": [(duty, when(duty)) for duty in duties],
        "member": member,
        "acknowledged_at": acknowledged_at(request.actor, found.pk) if member else None,
        "may_paper": permits(request.actor, Action.VIEW_PAPERS, found.unit_path),
    }
    return render(request, "directives/text.html", context)


@gate(Action.ADOPT_DIRECTIVE)
@require_http_methods(["GET", "POST"])
def end(request: Request, directive_id: int) -> HttpResponse:
    """Says that a directive is followed up no longer."""
    found = directives.directive(request.actor, directive_id)
    may(request.actor, Action.ADOPT_DIRECTIVE, found.unit_path)
    form = EndForm(request.POST or None, initial={"on": clock.today()})

    def deed() -> str:
        adopting.end(request.actor, found.pk, form.cleaned_data["on"], form.cleaned_data["note"])
        return "Đã kết thúc theo dõi. Kết quả đến hôm nay giữ nguyên."

    if request.method == "POST" and form.is_valid() and carried_out(request, form, deed):
        return redirect("directive", found.pk)
    context = {"found": found, "cited": directives.cited(found), "form": form}
    return render(request, "directives/end.html", context, status=422 if form.is_bound else 200)
