"""Reorganising a unit: choose how, fill in the paper, see what changes, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions import note_reading
from dangvu.orgs import queries
from dangvu.orgs.actions import reorganise
from dangvu.orgs.facts import Judged, judge
from dangvu.orgs.plans import ChangeKind, Plan
from dangvu.rules.basis import Finding
from dangvu.web.registry.change_forms import FORMS, ChangeForm, SplitForm
from dangvu.web.registry.effects import effects, left_behind, sentence
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

WHAT = {
    ChangeKind.MOVE: ("Chuyển đơn vị trực thuộc", "Về trực thuộc một tổ chức cấp trên khác."),
    ChangeKind.MERGE: ("Sáp nhập", "Cùng tổ chức khác thành một tổ chức, mới hoặc đã có."),
    ChangeKind.SPLIT: (
        "Chia tách",
        "Một phần tổ chức trực thuộc, hoặc đảng viên của chi bộ, sang nơi khác.",
    ),
    ChangeKind.RENAME: ("Đổi tên, đổi loại", "Tên cũ vẫn tra được, kèm ngày hết dùng."),
    ChangeKind.DISSOLVE: ("Kết thúc hoạt động", "Giải thể; nơi khác tiếp nhận những gì còn lại."),
    ChangeKind.FOUND: ("Thành lập tổ chức trực thuộc", "Một tổ chức mới dưới đơn vị này."),
}


def _unit(request: Request, unit_id: int) -> Unit:
    unit = queries.unit(request.actor, unit_id)
    may(request.actor, Action.REORGANISE, unit.path)
    return unit


@gate(Action.REORGANISE)
@require_GET
def choose(request: Request, unit_id: int) -> HttpResponse:
    """The kinds of change a unit can undergo. Of the own unit only what lies beneath."""
    unit = _unit(request, unit_id)
    own = unit.path == request.actor.unit_path
    kinds = [(kind, *words) for kind, words in WHAT.items() if not own or kind == ChangeKind.FOUND]
    context = {
        "unit": unit, "kinds": kinds, "own": own,
        "crumbs": queries.breadcrumbs(request.actor, unit),
    }  # fmt: skip
    return render(request, "registry/changes.html", context)


@gate(Action.REORGANISE)
@require_http_methods(["GET", "POST"])
def change(request: Request, unit_id: int, kind: ChangeKind) -> HttpResponse:
    """One kind of change: the form, its preview (``step=preview``), and the deed (``confirm``)."""
    unit, today = _unit(request, unit_id), clock.today()
    form = FORMS[kind](_sent(request), request.actor, unit, today)
    if isinstance(form, SplitForm):
        note_reading(request.actor, form.people_shown, unit.pk, unit.path, "read_members")
    if not form.is_bound or not form.is_valid():
        return _form(request, unit, form)
    plan = form.plan()
    if request.POST["step"] == "confirm":
        return _deed(request, unit, form, plan)
    judged = judge(request.actor, plan, today)
    if refusals := judged.refusals or left_behind(plan, judged.facts):
        return _form(request, unit, form, refusals)
    return _preview(request, unit, form, plan, judged)


def _sent(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _form(
    request: Request, unit: Unit, form: ChangeForm, refusals: list[Finding] | None = None
) -> HttpResponse:
    for finding in refusals or []:
        blamed = finding.field if finding.field in form.fields else None
        ground = f" {finding.basis.text_vi}." if finding.basis else ""
        form.add_error(blamed, f"{finding.message_vi}{ground}")
    title, words = WHAT[form.kind]
    context = {
        "unit": unit, "form": form, "kind": form.kind, "title": title, "words": words,
        "own_fields": [form[name] for name in form.own_fields],
        "crumbs": queries.breadcrumbs(request.actor, unit),
    }  # fmt: skip
    return render(request, "registry/change.html", context, status=422 if form.is_bound else 200)


def _preview(
    request: Request,
    unit: Unit,
    form: ChangeForm,
    plan: Plan,
    judged: Judged,
    changed: str = "",
) -> HttpResponse:
    context = {
        "unit": unit, "title": WHAT[form.kind][0], "plan": plan, "stamp": judged.stamp,
        "sentence": sentence(plan, judged.facts), "notices": judged.notices, "changed": changed,
        "effects": effects(request.actor, plan, judged.facts, clock.today()),
        "sent": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in ("step", "stamp", "csrfmiddlewaretoken")
            for value in values
        ],
        "crumbs": queries.breadcrumbs(request.actor, unit),
    }  # fmt: skip
    return render(request, "registry/change_preview.html", context, status=409 if changed else 200)


def _deed(request: Request, unit: Unit, form: ChangeForm, plan: Plan) -> HttpResponse:
    try:
        with transaction.atomic():
            done = reorganise(request.actor, plan, request.POST.get("stamp", ""))
    except Overtaken as late:
        judged = judge(request.actor, plan, clock.today())
        if judged.refusals:
            return _form(request, unit, form, judged.refusals)
        return _preview(request, unit, form, plan, judged, late.message_vi)
    except Impossible as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message_vi)
        return _form(request, unit, form)
    made = done.units.filter(side="after").values_list("unit_id", flat=True)
    messages.success(request, f"Đã ghi: {done.get_kind_display().lower()}, {done.decision_number}.")
    return redirect("unit", made.first() or unit.pk)
