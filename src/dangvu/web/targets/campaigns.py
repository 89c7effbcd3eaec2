"""Campaigns: what was given by which decision, the table of bodies, the grid, a cascade."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.basis import Finding
from dangvu.rules.formats import integer_text
from dangvu.targets import overview, queries
from dangvu.targets.actions import assign_targets, cascade, correct_campaign, open_campaign
from dangvu.targets.overview import Table
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.targets.campaigns_forms import CampaignForm, CascadeForm, GridForm
from dangvu.web.targets.doing import done


def asked_unit(request: Request, action: Action = Action.VIEW_FIGURES) -> orgs.Unit:
    """The unit the address names by ``?don-vi=``, else the actor's own; 404 outside reach."""
    wanted = ids(request.GET.getlist("don-vi")) or [request.actor.unit_id]
    return orgs.unit(request.actor, wanted[0], action)


@gate(Action.VIEW_FIGURES)
@require_GET
def campaigns(request: Request) -> HttpResponse:
    """What a unit was given, and what it gave on."""
    unit, today = asked_unit(request), clock.today()
    context = {
        "unit": unit,
        "own": unit.pk == request.actor.unit_id,
        "given_to_it": overview.own_targets(request.actor, unit.pk, today),
        "lines": overview.campaign_lines(request.actor, unit.pk),
        "bodies": len(orgs.bodies(unit, today)),
        "may_set": permits(request.actor, Action.SET_TARGETS, unit.path),
        "today": today,
    }
    return render(request, "targets/campaigns.html", context)


@gate(Action.SET_TARGETS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Opens a campaign by its decision."""
    unit = asked_unit(request, Action.SET_TARGETS)
    form = CampaignForm(request.POST or None, initial=CampaignForm.for_year(clock.today().year))
    if request.method == "POST" and form.is_valid():
        try:
            made = open_campaign(request.actor, unit.pk, form.facts())
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã lập đợt giao. Giờ ghi chỉ tiêu của từng đơn vị.")
            return redirect("campaign_grid", made.pk)
    context = {"unit": unit, "form": form, "campaign": None}
    return render(request, "targets/campaign_form.html", context, status=_status(form))


@gate(Action.SET_TARGETS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, campaign_id: int) -> HttpResponse:
    """Mends what was entered wrong of a campaign."""
    found = queries.campaign(request.actor, campaign_id)
    may(request.actor, Action.SET_TARGETS, found.unit.path)
    form = CampaignForm(request.POST or None, initial=CampaignForm.of(found), mending=True)

    def act() -> None:
        correct_campaign(request.actor, found.pk, form.facts(), form.cleaned_data["reason"])

    if request.method == "POST" and done(request, form, act, "Đã sửa thông tin đợt giao."):
        return redirect("campaign", found.pk)
    context = {"unit": found.unit, "form": form, "campaign": found}
    return render(request, "targets/campaign_form.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200


@gate(Action.VIEW_FIGURES)
@require_GET
def campaign(request: Request, campaign_id: int) -> HttpResponse:
    """A campaign: its decision, the checks, every body with what it owes."""
    table = overview.table(request.actor, campaign_id, clock.today())
    given = table.campaign
    findings = table.findings()
    context = {
        "table": table,
        "campaign": given,
        "unit": given.unit,
        "decision": queries.decision_text(given),
        "answer": _answer(table, findings),
        "findings": findings,
        "sums": table.sums,
        "share": _share(table),
        "takes_plan": overview.takes_plan(given),
        "with_plan": sum(line.plan is not None for line in table.bodies),
        "by_reports": sum(line.counted_from == "reports" for line in table.bodies),
        "may_set": permits(request.actor, Action.SET_TARGETS, given.unit.path),
        "import_url": f"{reverse('import_start', args=['targets', given.unit_id])}"
        f"?campaign={given.pk}",
    }
    return render(request, "targets/campaign.html", context)


def _answer(table: Table, findings: list[Finding]) -> str:
    """The state of a campaign in one sentence."""
    bodies = table.bodies
    given = [line for line in bodies if line.current is not None]
    said = (
        f"Đã giao {integer_text(table.sum_of('current'))} cho {len(given)} trên {len(bodies)} "
        "đơn vị trực thuộc"
    )
    if table.campaign.total is not None and not any(f.code == "total_differs" for f in findings):
        said += ", đúng tổng của văn bản giao"
    return f"{said}."


def _share(table: Table) -> float | None:
    """Per cent of the base members over the bodies that have both figures."""
    both = [line for line in table.lines if line.current is not None and line.base]
    base = sum(line.base or 0 for line in both)
    return 100 * sum(line.current or 0 for line in both) / base if base else None


@gate(Action.SET_TARGETS)
@require_http_methods(["GET", "POST"])
def grid(request: Request, campaign_id: int) -> HttpResponse:
    """Every target of a campaign at once, typed or pasted."""
    table = overview.table(request.actor, campaign_id, clock.today())
    may(request.actor, Action.SET_TARGETS, table.campaign.unit.path)
    form = GridForm(table, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stamp = form.cleaned_data["stamp"]
            number = assign_targets(request.actor, campaign_id, form.given(), stamp=stamp)
        except Impossible as refusal:
            refuse(form, refusal, form.blamed(refusal.field))
        else:
            told = f"Đã ghi chỉ tiêu của {number} đơn vị." if number else "Không có số nào đổi."
            messages.success(request, told)
            return redirect("campaign", campaign_id)
    context = {
        "table": table,
        "campaign": table.campaign,
        "unit": table.campaign.unit,
        "form": form,
        "rows": list(form.rows()),
        "sums": table.sums,
    }
    return render(request, "targets/campaign_grid.html", context, status=_status(form))


@gate(Action.SET_TARGETS)
@require_http_methods(["GET", "POST"])
def hand_down(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """A unit's target handed down to those under it: proposed, changed, then written.

    A sum that differs from the target is written only when asked for a second time.
    """
    today = clock.today()
    proposal = overview.proposal(request.actor, unit_id, campaign_id, today)
    if proposal.given and proposal.own:
        messages.warning(request, "Đơn vị đã giao chỉ tiêu xuống. Sửa trên bảng chỉ tiêu.")
        return redirect("campaign", proposal.own.pk)
    form = CascadeForm(proposal, request.POST or None)
    whole = None
    if request.method == "POST" and form.is_valid():
        shares = form.shares()
        whole = sum(shares.values())
        if whole == proposal.owed or request.POST.get("sum") == str(whole):
            try:
                made = cascade(request.actor, unit_id, campaign_id, shares, form.decision())
            except Overtaken as refusal:
                messages.warning(request, refusal.message_vi)
                return redirect("campaigns")
            except Impossible as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, f"Đã giao chỉ tiêu cho {len(shares)} đơn vị.")
                return redirect("campaign", made.pk)
    context = {
        "proposal": proposal,
        "decision": queries.decision_text(proposal.above),
        "form": form,
        "rows": list(form.rows()),
        "members": sum(share.members for share in proposal.shares),
        "whole": whole,
        "gap": None if whole is None else whole - proposal.owed,
    }
    return render(request, "targets/campaign_cascade.html", context, status=_status(form))
