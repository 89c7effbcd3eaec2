"""One target: its adjustments, the plan by months, parts by source group, how it is counted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.months import Month
from dangvu.rules.targets import check_plan, even_plan
from dangvu.targets import overview, queries
from dangvu.targets.actions import adjust_target, set_counted_from, set_plan, set_subtargets
from dangvu.targets.overview import Detail
from dangvu.web.components.trend import Year
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.doing import done
from dangvu.web.targets.plans_forms import (
    AdjustForm,
    PartsForm,
    PlanForm,
    SourceForm,
    TargetForm,
)


@gate(Action.VIEW_FIGURES)
@require_GET
def target(request: Request, target_id: int) -> HttpResponse:
    """One target with its story, and the forms of whoever may change it."""
    return _page(request, overview.detail(request.actor, target_id, clock.today()))


def _page(request: Request, detail: Detail, bound: TargetForm | None = None) -> HttpResponse:
    found, campaign = detail.target, detail.campaign
    gives = permits(request.actor, Action.SET_TARGETS, campaign.unit.path)
    plans = permits(request.actor, Action.SET_TARGETS, found.unit_path)
    evenly = "chia-deu" in request.GET
    plan = even_plan(detail.final) if evenly else found.plan
    plan_form = _plan_form(detail, initial=PlanForm.of(plan))
    form: dict[str, Any] = {
        "adjust": AdjustForm(initial={"effective_on": _today_within(detail)}, auto_id="dc_%s"),
        "plan": plan_form,
        "parts": PartsForm(initial=detail.parts, auto_id="ng_%s"),
        "source": SourceForm(initial={"source": found.counted_from}, auto_id="dem_%s"),
    }
    if bound is not None:
        kinds = {AdjustForm: "adjust", PlanForm: "plan", PartsForm: "parts", SourceForm: "source"}
        form[kinds[type(bound)]] = bound
    context = {
        "detail": detail,
        "target": found,
        "campaign": campaign,
        "decision": queries.decision_text(campaign),
        "gives": gives,
        "plans": plans,
        "evenly": evenly,
        "form": form,
        "plan_findings": check_plan(detail.final, found.plan) if found.plan else [],
        "parts": [(g.label_vi, detail.parts[g]) for g in SourceGroup if g in detail.parts],
        "parts_left": detail.final - sum(detail.parts.values()),
        "year": _year(detail),
        "months": _months(detail),
        "running": list(zip(_months(detail), found.plan, strict=False)) if found.plan else [],
        "month": min(Month.of(_today_within(detail)), Month.of(clock.today()).previous()),
        "reaches_giver": permits(request.actor, Action.VIEW_FIGURES, campaign.unit.path),
    }
    status = 422 if bound is not None else 200
    return render(request, "targets/target.html", context, status=status)


def _today_within(detail: Detail) -> Any:
    return overview.day_within(detail.campaign, clock.today())


def _months(detail: Detail) -> list[str]:
    """The campaign's months as they are written after "tháng"."""
    first, last = Month.of(detail.campaign.starts_on), Month.of(detail.campaign.ends_on)
    return [month.label_vi for month in first.through(last)]


def _plan_form(detail: Detail, *args: Any, **more: Any) -> PlanForm | None:
    if not detail.takes_plan:
        return None
    return PlanForm(_months(detail), *args, auto_id="kh_%s", **more)


def _year(detail: Detail) -> Year | None:
    """The plan as the drawing of a year that begins in January; nothing for another period."""
    plan = detail.target.plan
    if not plan or not detail.takes_plan or detail.campaign.starts_on.month != 1:
        return None
    reached, sums = 0, []
    for persons in plan:
        reached += persons
        sums.append(reached)
    return Year((), detail.final, plan=tuple(sums))


def _asked(request: Request, target_id: int, *, by_giver: bool = True) -> Detail:
    """The target of the address: 404 outside reach, 403 for who sees it and may not change it."""
    detail = overview.detail(request.actor, target_id, clock.today())
    may(request.actor, Action.SET_TARGETS, detail.target.unit_path)
    if by_giver:
        may(request.actor, Action.SET_TARGETS, detail.campaign.unit.path)
    return detail


@gate(Action.SET_TARGETS)
@require_POST
def adjust(request: Request, target_id: int) -> HttpResponse:
    """Raises or lowers the target from a day on."""
    detail = _asked(request, target_id)
    form = AdjustForm(request.POST, auto_id="dc_%s")

    def act() -> None:
        adjust_target(request.actor, target_id, **form.cleaned_data)

    if done(request, form, act, "Đã ghi điều chỉnh."):
        return redirect("target", target_id)
    return _page(request, detail, form)


@gate(Action.SET_TARGETS)
@require_POST
def plan(request: Request, target_id: int) -> HttpResponse:
    """Files the plan of twelve numbers, or takes it away."""
    detail = _asked(request, target_id, by_giver=False)
    if "drop" in request.POST:
        set_plan(request.actor, target_id, None)
        messages.success(request, "Đã bỏ kế hoạch. Đơn vị được tính theo đường đều.")
        return redirect("target", target_id)
    form = _plan_form(detail, request.POST)
    if form is None:
        messages.warning(request, "Đợt giao này không dài đúng 12 tháng nên không dùng kế hoạch.")
        return redirect("target", target_id)
    if done(
        request,
        form,
        lambda: set_plan(request.actor, target_id, form.plan()),
        "Đã ghi kế hoạch 12 tháng.",
    ):
        return redirect("target", target_id)
    return _page(request, detail, form)


@gate(Action.SET_TARGETS)
@require_POST
def groups(request: Request, target_id: int) -> HttpResponse:
    """Sets the parts of the target by source group."""
    detail = _asked(request, target_id)
    form = PartsForm(request.POST, auto_id="ng_%s")

    def act() -> None:
        set_subtargets(request.actor, target_id, form.parts())

    if done(request, form, act, "Đã ghi chỉ tiêu theo nguồn."):
        return redirect("target", target_id)
    return _page(request, detail, form)


@gate(Action.SET_TARGETS)
@require_POST
def source(request: Request, target_id: int) -> HttpResponse:
    """Switches the body between records and reported counts."""
    detail = _asked(request, target_id)
    form = SourceForm(request.POST, auto_id="dem_%s")

    def act() -> None:
        set_counted_from(request.actor, target_id, **form.cleaned_data)

    if done(request, form, act, "Đã đổi cách đếm. Số của cả hai bên vẫn giữ."):
        return redirect("target", target_id)
    return _page(request, detail, form)
