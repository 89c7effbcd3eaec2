"""A duty of a unit becomes duties for those beneath it, by a plan of the unit's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.rules.obligations import Product
from dangvu.tasks.actions import cascading
from dangvu.tasks.actions.cascading import Part
from dangvu.tasks.queries import directives
from dangvu.web.components.days import DayField
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import mistake
from dangvu.web.components.ids import is_id
from dangvu.web.components.words import Words
from dangvu.web.directives.forms import Chosen, PlanForm, typed
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

FIRST, MORE, MOST = 3, 5, 100
LONG_LIST = 12


class PartForm(forms.Form):
    """A duty a unit makes of its own one, for some or all of those beneath it."""

    says_optional = False

    what = Words("Nội dung", most=2000, required=False)
    product = forms.ChoiceField(label="Sản phẩm", required=False)
    due_on = DayField(label="Ngày cuối còn trong hạn", required=False)
    everybody = forms.BooleanField(required=False)
    units = Chosen(label="Giao cho")

    def __init__(
        self, data: Mapping[str, Any] | None, bodies: Sequence[orgs.Body], **more: Any
    ) -> None:
        super().__init__(data, **more)
        fields: Any = self.fields
        fields["product"].choices = [
            ("", "Như nhiệm vụ của đơn vị"),
            *((one.value, one.label_vi) for one in Product),
        ]
        fields["everybody"].label = f"Giao mọi đơn vị trực thuộc ({len(bodies)})"
        fields["units"].choices = [(str(body.id), body.short_name or body.name) for body in bodies]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.has_changed():
            return found
        if found.get("everybody"):
            fields: Any = self.fields
            found["units"] = [value for value, _ in fields["units"].choices]
        if not found.get("what"):
            self.add_error("what", mistake("Chưa ghi nội dung.", mend="Ghi việc phải làm."))
        if not found.get("units"):
            self.add_error("units", mistake("Chưa chọn nơi nào.", mend="Đánh dấu nơi được giao."))
        return found

    def part(self) -> Part:
        """As the action takes it."""
        entered = self.cleaned_data
        return Part(
            what=entered["what"],
            unit_ids=tuple(int(one) for one in entered["units"]),
            product=entered["product"],
            due_on=entered["due_on"],
        )


@gate(Action.REPORT_DUTY)
@require_http_methods(["GET", "POST"])
def break_down(request: Request, assignment_id: int) -> HttpResponse:
    """As many duties as the unit needs; ``them`` asks for more lines and keeps what was typed."""
    row = directives.assignment(request.actor, assignment_id)
    may(request.actor, Action.REPORT_DUTY, row.unit_path)
    bodies = orgs.bodies(row.unit, clock.today())
    lines = _lines(request.POST)
    asked = request.method == "POST" and "them" in request.POST
    data = request.POST if request.method == "POST" and not asked else None
    sent = request.POST if asked else None
    lines = min(lines + MORE, MOST) if asked else lines
    plan_form = PlanForm(
        data, initial={"number": row.plan_number, "on": row.plan_on} | typed(PlanForm, sent)
    )
    parts = [
        PartForm(data, bodies, prefix=f"p{n}", auto_id=f"p{n}_%s",
                 initial=typed(PartForm, sent, f"p{n}-"))
        for n in range(1, lines + 1)
    ]  # fmt: skip
    if data is not None and _valid(plan_form, parts):
        filled = [form for form in parts if form.has_changed()]

        def deed() -> str:
            made = cascading.break_down(
                request.actor, row.pk, [form.part() for form in filled],
                plan_form.cleaned_data["number"], plan_form.cleaned_data["on"],
            )  # fmt: skip
            return f"Đã giao {len(made)} nhiệm vụ cụ thể cho cấp dưới."

        if carried_out(request, plan_form, deed):
            return redirect("assignment", row.pk)
    context = {
        "row": row,
        "cited": directives.cited(row.directive),
        "plan_form": plan_form,
        "parts": list(enumerate(parts, 1)),
        "forms": [plan_form, *parts],
        "lines": lines,
        "next": lines + 1 if lines < MOST else 0,
        "any_body": bool(bodies),
        "long": len(bodies) > LONG_LIST,
        "may_assign_tasks": permits(request.actor, Action.ASSIGN_TASKS, row.unit_path),
    }
    status = 200 if data is None else 422
    return render(request, "directives/break_down.html", context, status=status)


def _lines(sent: QueryDict) -> int:
    """How many lines the page had."""
    told = sent.get("lines", "")
    return min(max(int(told), FIRST), MOST) if is_id(told) else FIRST


def _valid(plan_form: PlanForm, parts: list[PartForm]) -> bool:
    good = [form.is_valid() for form in (plan_form, *parts)]
    if not any(form.has_changed() for form in parts):
        parts[0].add_error("what", mistake("Chưa ghi việc nào.", mend="Ghi ít nhất một việc."))
        return False
    return all(good)
