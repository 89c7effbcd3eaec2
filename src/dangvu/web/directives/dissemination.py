"""How far a paper is known, and a member's own page of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits
from dangvu.documents import queries as documents
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import note_reading
from dangvu.office.vietnamese import number
from dangvu.orgs import queries as orgs
from dangvu.tasks.actions import disseminating
from dangvu.tasks.queries import directives
from dangvu.tasks.queries import dissemination as reading
from dangvu.tasks.queries.dissemination import Coverage, Place
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

BEHIND = "chua"


@gate(Action.VIEW_DUTIES)
@require_GET
def coverage(request: Request, directive_id: int) -> HttpResponse:
    """Who received a paper, opened it, held a session, knows it: ``?don-vi=`` goes down the tree,
    ``?xem=chua`` leaves who is still behind. A member reads the paper itself."""
    actor = request.actor
    directive = directives.directive(actor, directive_id)
    if reach(actor.role, Action.ACKNOWLEDGE) is not Reach.NONE:
        return redirect("acknowledge", directive.pk)
    disseminating.opened(actor, directive.pk)
    wanted = ids([request.GET.get("don-vi", "")])
    found = reading.coverage(actor, directive_id, clock.today(), wanted[0] if wanted else None)
    behind = request.GET.get("xem") == BEHIND
    here = permits(actor, Action.DISSEMINATE, found.unit.path)
    context = {
        "found": found,
        "cited": directives.cited(found.directive),
        "lines": [line for line in found.lines if line.behind or not behind],
        "behind": behind,
        "behind_count": sum(line.behind for line in found.lines),
        "sentence": sentence(found.whole),
        "crumbs": _crumbs(request, found),
        "may_hold": here,
        "may_receive": here and found.whole.own and not found.whole.own.received_at,
        "roll": _roll(request, found) if found.whole.cell else None,
        "own_url": reverse("dissemination", args=[found.directive.pk]),
    }
    return render(request, "directives/dissemination.html", context)


def _crumbs(request: Request, found: Coverage) -> list[orgs.Unit]:
    """The units above the one shown, as far as the actor reaches."""
    return [unit for unit in orgs.breadcrumbs(request.actor, found.unit) if unit != found.unit]


def _roll(request: Request, found: Coverage) -> reading.Roll | None:
    """The members of a cell by name, for who sees records. Leaves the event of having read them."""
    if not permits(request.actor, Action.VIEW_MEMBERS, found.unit.path):
        return None
    roll = reading.roll(request.actor, found.directive.pk, found.unit)
    note_reading(request.actor, roll.people, found.unit.pk, found.unit.path, "read_roll")
    return roll


def sentence(whole: Place) -> str:
    """How far a paper is known, in a sentence."""
    numbers = whole.numbers
    parts = []
    if numbers.units > 1:
        parts.append(
            f"{number(numbers.held)} trên {number(numbers.units)} nơi đã tổ chức quán triệt"
        )
    elif numbers.units:
        parts.append("Đã tổ chức quán triệt" if numbers.held else "Chưa tổ chức quán triệt")
    if numbers.expected:
        parts.append(
            f"{number(numbers.learned)} trên {number(numbers.expected)} đảng viên nắm nội dung"
        )
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else "Văn bản này chưa gửi xuống dưới."


@gate(Action.DISSEMINATE)
@require_POST
def receive(request: Request, directive_id: int, unit_id: int) -> HttpResponse:
    """Notes that a unit has the paper."""
    fresh = disseminating.receive(request.actor, directive_id, unit_id)
    messages.success(request, "Đã ghi nhận văn bản." if fresh else "Đã ghi nhận từ trước.")
    return redirect(f"{reverse('dissemination', args=[directive_id])}?don-vi={unit_id}")


@gate(Action.ACKNOWLEDGE)
@require_http_methods(["GET", "POST"])
def mine(request: Request, directive_id: int) -> HttpResponse:
    """A paper as a member reads it, with the button that says so."""
    found = reading.mine(request.actor, directive_id)
    if request.method == "POST":
        try:
            fresh = disseminating.acknowledge(request.actor, directive_id)
        except Impossible as refusal:
            messages.error(request, refusal.message_vi)
        else:
            said = "Đã ghi: đồng chí nắm nội dung văn bản."
            messages.success(request, said if fresh else "Đồng chí đã xác nhận từ trước.")
        return redirect("acknowledge", directive_id)
    duties = [one for one in directives.duties_of(found.directive) if one.audience == "members"]
    context = {
        "found": found,
        "cited": directives.cited(found.directive),
        "text": documents.text_of(found.directive.paper_id),
        "duties": duties,
    }
    return render(request, "directives/acknowledge.html", context)
