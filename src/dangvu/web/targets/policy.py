"""How bodies are classed: the policy in force, its history, a trial, and a new one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Confidence
from dangvu.rules.months import Month
from dangvu.rules.targets import Policy, bands_text
from dangvu.targets import queries
from dangvu.targets.actions import set_policy
from dangvu.targets.sheets import Line, Sheet
from dangvu.web.components.fields import refuse
from dangvu.web.components.numbers import written
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.policy_forms import BandsForm, SetForm

MONTHS_OFFERED = 12


@dataclass(frozen=True)
class Trial:
    """A month by the policy in force and by the one tried.

    ``moves``: the bodies that change class, by the classes they leave and enter (shown by two
    lines of those classes).
    """

    now: Sheet
    tried: Sheet
    counts: list[tuple[str, str, bool, int, int, int]]
    moves: list[tuple[Line, Line, list[Line]]]
    closed: bool

    @property
    def changed(self) -> int:
        """How many bodies would change class."""
        return sum(len(lines) for _, _, lines in self.moves)


@gate(Action.VIEW_FIGURES)
@require_http_methods(["GET", "POST"])
def policy(request: Request, unit_id: int) -> HttpResponse:
    """The policy in force and its history; the trial by the address, setting it by a form."""
    unit = orgs.unit(request.actor, unit_id, Action.VIEW_FIGURES)
    today = clock.today()
    months = _months(Month.of(today))
    sent = request.POST if request.method == "POST" else request.GET
    trying = bool(sent.keys() & BandsForm.base_fields.keys())
    in_force = queries.policy_on(unit.path, today)
    initial = BandsForm.of(in_force, months[1])
    tried = BandsForm(months, sent if trying else None, initial=initial)
    setting = SetForm()
    trial = None
    if request.method == "POST":
        may(request.actor, Action.EDIT_POLICY, unit.path)
        setting = SetForm(request.POST)
        if tried.is_valid() and setting.is_valid() and _set(request, unit_id, tried, setting):
            return redirect("policy", unit_id)
    if trying and tried.is_valid():
        trial = _trial(request, unit_id, tried)
        setting.initial = {"since": tried.on_month().first()}
    context = {
        "unit": unit,
        "in_force": in_force,
        "bands": bands_text(in_force),
        "confidences": list(Confidence),
        "history": _history(unit.path, in_force),
        "tried": tried,
        "trial": trial,
        "tried_bands": bands_text(tried.policy()) if trial else "",
        "setting": setting,
        "may_set": permits(request.actor, Action.EDIT_POLICY, unit.path),
    }
    failed = request.method == "POST" or (trying and trial is None)
    return render(request, "targets/policy.html", context, status=422 if failed else 200)


def _months(last: Month) -> list[Month]:
    """The months a policy may be tried on, the running one first."""
    return [Month.at(last.index - back) for back in range(MONTHS_OFFERED)]


def _set(request: Request, unit_id: int, tried: BandsForm, setting: SetForm) -> bool:
    try:
        set_policy(request.actor, unit_id, setting.bands(tried))
    except Impossible as refusal:
        refuse(setting if refusal.field in setting.fields else tried, refusal)
        return False
    messages.success(request, "Đã đặt cách xếp loại. Tháng đã chốt giữ cách xếp lúc chốt.")
    return True


def _trial(request: Request, unit_id: int, tried: BandsForm) -> Trial:
    today, month = clock.today(), tried.on_month()
    now = queries.month_sheet(request.actor, unit_id, month, today)
    new = queries.month_sheet(request.actor, unit_id, month, today, policy=tried.policy())
    before = {line.unit_id: line for line in now.lines}
    moves: dict[tuple[str, bool, str, bool], tuple[Line, Line, list[Line]]] = {}
    for line in new.lines:
        was = before[line.unit_id]
        if (was.cls, was.zero) != (line.cls, line.zero):
            key = (was.cls, was.zero, line.cls, line.zero)
            moves.setdefault(key, (was, line, []))[2].append(line)
    return Trial(
        now=now,
        tried=new,
        counts=_counts(now, new),
        moves=sorted(moves.values(), key=lambda move: -len(move[2])),
        closed=queries.closed_sheet(request.actor, unit_id, month) is not None,
    )


def _counts(now: Sheet, new: Sheet) -> list[tuple[str, str, bool, int, int, int]]:
    """Class, what it is called, whether it is the zero part, number now, number tried, change."""
    kinds = [
        ("high", "high", False),
        ("medium", "medium", False),
        ("low", "low", False),
        ("zero", "low", True),
        ("none", "none", False),
    ]
    found = []
    for name, cls, zero in kinds:
        here, there = getattr(now.counts, name), getattr(new.counts, name)
        if name != "none" or here or there:
            found.append((name, cls, zero, here, there, there - here))
    here, there = (sum(line.accountability for line in s.lines) for s in (now, new))
    found.append(("reviews", "", False, here, there, there - here))
    return found


def _history(unit_path: str, in_force: Policy) -> list[dict[str, Any]]:
    """Every policy set for the unit or above it, newest first."""
    found = []
    for row in reversed(list(queries.policy_rows(unit_path).select_related("unit"))):
        read = queries.as_policy(row)
        found.append(
            {
                "row": row,
                "policy": read,
                "high_from": written(read.high_from),
                "medium_from": written(read.medium_from),
                "current": read == in_force,
            }
        )
    return found
