"""Records that may be of one person: the work list, two of them side by side, what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import duplicates as deeds
from dangvu.members.actions import note_reading
from dangvu.members.queries import duplicates as reading
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import refuse
from dangvu.web.registry.work_forms import WhyForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.members.models import Pair

STATES = {"": reading.State.OPEN, "khac": reading.State.DIFFERENT, "gop": reading.State.MERGED}


@gate(Action.MERGE_MEMBERS)
@require_GET
def listing(request: Request, unit_id: int) -> HttpResponse:
    """The pairs of a branch, by state and reason; reading it leaves an event."""
    unit = orgs.unit(request.actor, unit_id, Action.MERGE_MEMBERS)
    why, shown = request.GET.get("vi-sao", ""), request.GET.get("xem", "")
    state = STATES.get(shown, reading.State.OPEN)
    page = reading.pairs(request.actor, unit, why, state, request.GET.get("after", ""))
    counts = reading.pair_counts(request.actor, unit)
    people = {n for pair in page.pairs for n in (pair.first_id, pair.second_id)}
    note_reading(request.actor, people, unit.pk, unit.path, "read_pair")
    parameters = request.GET.copy()
    parameters["after"] = page.after
    context = {
        "unit": unit,
        "crumbs": orgs.breadcrumbs(request.actor, unit),
        "pairs": page.pairs,
        "whys": [(w.value, w.label, counts.get((state, w.value), 0)) for w in reading.Why],
        "why": why,
        "shown": shown if shown in STATES else "",
        "states": [
            (word, s.label, sum(n for (of, _), n in counts.items() if of == s))
            for word, s in STATES.items()
        ],
        "next_url": f"?{parameters.urlencode()}" if page.after else "",
    }
    return render(request, "registry/duplicates.html", context)


@gate(Action.MERGE_MEMBERS)
@require_POST
def search(request: Request, unit_id: int) -> HttpResponse:
    """Looks for pairs in a branch."""
    unit = orgs.unit(request.actor, unit_id, Action.MERGE_MEMBERS)
    done = deeds.search_duplicates(request.actor, unit)
    told = f"Đã tìm trong {unit.name}: {done.found} cặp có thể trùng, {done.fresh} cặp mới."
    if not done.slips:
        told += " Nhánh rất lớn nên chưa tìm họ tên gần giống; đồng chí tìm ở từng đơn vị cấp dưới."
    messages.success(request, told)
    return redirect("duplicate_list", unit.pk)


@gate(Action.MERGE_MEMBERS)
@require_http_methods(["GET", "POST"])
def one(request: Request, pair_id: int) -> HttpResponse:
    """Two records side by side, and what is decided of them (``step``)."""
    pair = reading.pair(request.actor, pair_id)
    form = WhyForm(request.POST or None)
    step = request.POST.get("step", "")
    if step in _STEPS and form.is_valid():
        try:
            told = _STEPS[step](request, pair, form.cleaned_data["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, told)
            return redirect("duplicate", pair.pk)
    reveal = step == "reveal" and form.is_valid()
    if reveal:
        may(request.actor, Action.REVEAL, pair.unit_path)
        note_pair(request, pair, "reveal_pair", form.cleaned_data["reason"])
    else:
        note_pair(request, pair, "read_pair", "")
    status = 422 if form.errors else 200
    context = _context(request, pair, reveal=reveal) | {"form": form, "refused": bool(form.errors)}
    return render(request, "registry/duplicate.html", context, status=status)


def note_pair(request: Request, pair: Pair, action: str, reason: str) -> None:
    """Leaves the event of having read two records."""
    audit.record(
        request.actor,
        action,
        kind=audit.Kind.READ,
        subject=("pair", pair.pk),
        unit_path=pair.unit_path,
        reason=reason,
        data={"persons": [pair.first_id, pair.second_id]},
    )


def _different(request: Request, pair: Pair, reason: str) -> str:
    deeds.tell_apart(request.actor, pair.pk, reason)
    return "Đã ghi: hai người khác nhau. Lần tìm sau không nêu lại cặp này."


def _reopen(request: Request, pair: Pair, reason: str) -> str:
    deeds.reopen_pair(request.actor, pair.pk, reason)
    return "Đã mở lại cặp hồ sơ này."


def _undo(request: Request, pair: Pair, reason: str) -> str:
    deeds.undo_merge(request.actor, pair.pk, reason)
    return "Đã hoàn tác: hai hồ sơ như trước khi gộp."


_STEPS = {"different": _different, "reopen": _reopen, "undo": _undo}


def _context(request: Request, pair: Pair, *, reveal: bool) -> dict[str, Any]:
    lines = reading.compare(pair.first, pair.second, reveal=reveal)
    return {
        "pair": pair,
        "people": [("first", "thứ nhất", pair.first), ("second", "thứ hai", pair.second)],
        "unlike": [line for line in lines if line.differs],
        "alike": [line for line in lines if not line.differs],
        "differing": sum(line.differs for line in lines),
        "held": reading.held(
            pair.first_id, pair.second_id,
            discipline=permits(request.actor, Action.VIEW_DISCIPLINE, pair.unit_path),
        ),
        "revealed": reveal,
        "may_reveal": permits(request.actor, Action.REVEAL, pair.unit_path),
        "merge": reading.merge_of(pair) if pair.state == reading.State.MERGED else None,
        "unit": orgs.units(request.actor).filter(path=pair.unit_path).first(),
        "step": request.POST.get("step", ""),
    }  # fmt: skip
