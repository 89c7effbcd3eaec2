"""A quarter's numbers held against those of the level above and below (R3.4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.statistics import QUARTERLY, Length, Period, Stated, difference, whole
from dangvu.statistics import queries
from dangvu.statistics.actions import Held, reconcile
from dangvu.statistics.queries import Branch, Reconciliation
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.asked import read
from dangvu.web.statistics.entry import HeldForm

QUARTERS = 8


@dataclass(frozen=True)
class HeldLine:
    """A unit's number in the register now, and what was last held against it."""

    key: str
    unit_id: int
    name: str
    side: Stated
    now: int
    last: Reconciliation | None

    @property
    def difference(self) -> int | None:
        return difference(self.last.own, self.last.stated) if self.last else None

    @property
    def stale(self) -> bool:
        """Whether the register says otherwise than when it was signed."""
        return self.last is not None and self.last.own != self.now


@gate(Action.VIEW_FIGURES)
@require_http_methods(["GET", "POST"])
def quarter(request: Request, unit_id: int) -> HttpResponse:
    """The unit against the level above, and those beneath against what they state."""
    actor, today = request.actor, clock.today()
    of = queries.branch(actor, unit_id)
    shown = _quarter(request, today)
    lines = _lines(request, of, shown)
    choices = [(line.key, f"{line.side.label_vi}: {line.name}") for line in lines]
    form = HeldForm(choices, request.POST or None, initial={"signed_on": today})
    address = f"{reverse('stats_quarter', args=[unit_id])}?den={shown.last.isoformat()}"
    if request.method == "POST":
        may(actor, Action.FREEZE_STATISTICS, of.path)
        if form.is_valid() and _held(request, shown, form):
            return redirect(address)
    context = {
        "of": of,
        "shown": shown,
        "quarters": _quarters(today),
        "lines": lines,
        "below": sum(line.now for line in lines if line.side is Stated.BELOW),
        "form": form,
        "address": address,
        "basis": QUARTERLY,
        "over": shown.last <= today,
        "may_hold": permits(actor, Action.FREEZE_STATISTICS, of.path),
    }
    return render(request, "statistics/quarter.html", context, status=422 if form.is_bound else 200)


def _quarter(request: Request, today: date) -> Period:
    """The quarter of an address; without one the last that is over."""
    if request.GET.get("den"):
        return whole(Length.QUARTER, read(request.GET, today).period.last)
    return whole(Length.QUARTER, whole(Length.QUARTER, today).before)


def _quarters(today: date) -> list[Period]:
    found = [whole(Length.QUARTER, today)]
    while len(found) < QUARTERS:
        found.append(whole(Length.QUARTER, found[-1].before))
    return found


def _lines(request: Request, of: Branch, shown: Period) -> list[HeldLine]:
    bodies = orgs.bodies(of.unit, min(shown.last, clock.today()))
    beneath = queries.members_of_each([(b.id, b.path) for b in bodies], shown.last)
    own = queries.movement(of, shown).end.total
    wanted = [(of.unit.pk, of.unit.name, Stated.ABOVE, own)]
    wanted += [(b.id, b.name, Stated.BELOW, beneath[b.id]) for b in bodies]
    last: dict[tuple[int, str], Reconciliation] = {}
    held = queries.reconciliations(request.actor, [w[0] for w in wanted], shown.first)
    for row in held:
        last.setdefault((row.unit_id, row.stated_by), row)
    return [
        HeldLine(f"{side.value}-{pk}", pk, name, side, now, last.get((pk, side.value)))
        for pk, name, side, now in wanted
    ]


def _held(request: Request, shown: Period, form: HeldForm) -> bool:
    entered: dict[str, Any] = form.cleaned_data
    side, _, text = entered.pop("of").partition("-")
    try:
        reconcile(
            request.actor, ids([text])[0], Held(quarter=shown.first, stated_by=side, **entered)
        )
    except Impossible as refusal:
        refuse(form, refusal)
        return False
    messages.success(request, f"Đã ghi đối chiếu {shown.label_vi}.")
    return True
