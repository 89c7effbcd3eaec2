"""Steps of a case: one recorded, one taken back, one for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, may
from dangvu.admissions import cases
from dangvu.admissions.actions.reading import note_case_read, note_cases_read
from dangvu.admissions.actions.steps import record_step, record_steps, take_back
from dangvu.admissions.cases import Filter
from dangvu.admissions.cases.rights import action_of, may_record
from dangvu.kernel import clock
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.rules.procedure import CaseFacts, Side, Stage, Step, decide, live
from dangvu.rules.procedure_history import History
from dangvu.web.admissions import case_words as words
from dangvu.web.admissions.board import card, nav
from dangvu.web.admissions.step_forms import ASKED, OF_CELLS, StepForm, TakeBackForm
from dangvu.web.components.doing import carried_out
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import Case

#: What one list, class or decision does for many at once, and the stage they wait in.
MANY: dict[Step, Stage] = {
    Step.LISTED: Stage.SOURCE,
    Step.CLASS_DONE: Stage.SYMPATHISER,
    Step.VETTING_SENT: Stage.CV,
    Step.DECIDED: Stage.COMMITTEE,
    Step.DECISION_RECEIVED: Stage.DECIDED,
    Step.CEREMONY_HELD: Stage.DECIDED,
    Step.NEW_CLASS_DONE: Stage.CEREMONY,
    Step.RECOGNISED: Stage.RECOGNITION,
    Step.CARD_GIVEN: Stage.OFFICIAL,
}
MOST = 200


#: Steps that have a page of their own.
ELSEWHERE = {Step.HELPERS: "case_helpers", Step.MOVE_SENT: "case_move", Step.MOVE_TAKEN: "case"}


def allow(actor: Actor, wanted: Step, path: str) -> None:
    """Refuses a step that is not the actor's to record here."""
    if not may_record(actor, wanted, path):
        may(actor, action_of(wanted), path)
        raise Refused(f"“{wanted.label_vi}” không phải việc của vai trò này.")


def _step(text: str) -> Step:
    if text not in set(Step) or Step(text) not in ASKED:
        raise Http404("Không có bước này.")
    return Step(text)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def step(request: Request, case_id: int, step: str) -> HttpResponse:
    """The form of one step, its ratio tried, and the step recorded."""
    actor, wanted = request.actor, _step(step)
    row = cases.case(actor, case_id)
    allow(actor, wanted, row.unit_path)
    if wanted in ELSEWHERE:
        return redirect(ELSEWHERE[wanted], row.pk)
    if wanted is Step.RESUMED and row.side == Side.MOVED:
        return redirect("case_call_back", row.pk)
    facts = cases.facts_of([row])[row.pk]
    history = History(facts, cases.law_chosen())
    if request.method == "GET":
        last = max((one.id for one in facts.taken), default=0)
        form = StepForm(None, wanted, {**_beginning(row, wanted), "last": last})
        return _page(request, row, form, history)
    form = StepForm(request.POST, wanted)
    good = form.is_valid()
    if good and "try" not in request.POST and (done := _recorded(request, row, form, facts)):
        return done
    on = form.cleaned_data.get("on") or clock.today()
    counted = words.counted(history, wanted, on, form.vote())
    if "try" in request.POST and request.htmx:
        return render(request, "admissions/_tried.html", {"counted": counted})
    return _page(request, row, form, history, counted)


def _recorded(request: Request, row: Case, form: StepForm, facts: CaseFacts) -> HttpResponse | None:
    """Records the step, and leads back to the case; None where something is still to be seen."""
    recording, label = form.recording(), form.step.label_vi
    since = [one for one in live(facts.taken) if one.step is form.step]
    if recording.seen is not None and any(one.id > recording.seen for one in since):
        messages.warning(request, f"“{label}” vừa có người ghi rồi. Đồng chí xem lại hồ sơ.")
        return redirect("case", row.pk)
    days, law = cases.calendar_days(), cases.law_chosen()
    if not form.weigh(decide(facts, recording.taken(), clock.today(), days, law)):
        return None

    def recorded() -> str:
        record_step(request.actor, row.pk, recording)
        return f"Đã ghi: {label.lower()}, {row.full_name}."

    return redirect("case", row.pk) if carried_out(request, form, recorded) else None


def _beginning(row: Case, wanted: Step) -> dict[str, Any]:
    """What stands in an empty form: today, and how many of the cell have a vote."""
    initial: dict[str, Any] = {"on": clock.today()}
    if wanted in OF_CELLS:
        initial["official"] = members.headcount(row.unit_path).official
        initial["away"] = initial["exempt_absent"] = 0
    return initial


def _page(request: Request, row: Case, form: StepForm, history: History,
          counted: words.Counted | None = None) -> HttpResponse:  # fmt: skip
    note_case_read(request.actor, row)
    ratio = history.ratio(form.step, clock.today())[1].text_vi if form.step.voted else ""
    context = {"case": row, "form": form, "counted": counted, "ratio_basis": ratio}
    status = 422 if form.is_bound and "try" not in request.POST else 200
    return render(request, "admissions/case_step.html", context, status=status)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def undo(request: Request, case_id: int, step_id: int) -> HttpResponse:
    """Something recorded by mistake taken back, with the reason; the row stays to be read."""
    row = cases.case(request.actor, case_id)
    found = next((one for one in cases.history_of(row).steps if one.pk == step_id), None)
    if found is None or found.annuls_id is not None:
        raise Http404("Không có dòng này.")
    wanted = Step(found.step)
    allow(request.actor, wanted, row.unit_path)
    form = TakeBackForm(request.POST or None)

    def taken_back() -> str:
        take_back(request.actor, row.pk, step_id, form.cleaned_data["reason"])
        return f"Đã bỏ ghi: {wanted.label_vi.lower()}."

    if form.is_bound and form.is_valid() and carried_out(request, form, taken_back):
        return redirect("case", row.pk)
    note_case_read(request.actor, row)
    context = {
        "case": row, "form": form, "title": "Bỏ ghi", "verb": "Bỏ ghi việc này",
        "lead": f"{wanted.label_vi}, ngày {found.on:%d/%m/%Y}, {found.recorded_by} ghi. Dòng cũ "
        "vẫn đọc được trong nhật ký của hồ sơ, kèm lý do bỏ.",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/case_take_back.html", context, status=status)


# ------------------------------------------------------------------ many at once


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def many(request: Request) -> HttpResponse:
    """One list, class or decision for many; whoever the rules refuse is named with the reason."""
    actor, today = request.actor, clock.today()
    steps = [one for one in MANY if may_record(actor, one, actor.unit_path)]
    asked = request.GET.get("viec", "")
    wanted = Step(asked) if asked in set(steps) else steps[0]
    unit = orgs.unit(actor, actor.unit_id)
    page = cases.cases(actor, Filter(path=unit.path, stages=(MANY[wanted].value,)), today, "", MOST)
    lines = [line for line in page.lines if line.side is None]
    form = StepForm(request.POST if request.method == "POST" else None, wanted, {"on": today})
    chosen = _chosen(request.POST, [line.row.pk for line in lines])
    refused: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid() and chosen:
        outcomes = record_steps(actor, dict.fromkeys(sorted(chosen), form.recording()))
        refused = [(one.case.full_name, one.refusal.message_vi) for one in outcomes if one.refusal]
        written = len(outcomes) - len(refused)
        if written:
            messages.success(request, f"Đã ghi cho {written} người: {wanted.label_vi.lower()}.")
        if not refused:
            return redirect("case_board")
        done = {one.case.pk for one in outcomes if one.row}
        lines = [line for line in lines if line.row.pk not in done]
    note_cases_read(actor, [line.row.pk for line in lines], unit.pk, unit.path)
    context = {
        "steps": [(one.value, ASKED[one].verb) for one in steps], "step": wanted, "form": form,
        "cards": [card(line, today) for line in lines], "chosen": chosen,
        "everybody": "all" in request.POST, "refused": refused,
        "nobody": request.method == "POST" and not chosen, **nav("case_bulk", request.actor),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "admissions/case_bulk.html", context, status=status)


def _chosen(given: QueryDict, known: Sequence[int]) -> set[int]:
    return set(known) if "all" in given else set(ids(given.getlist("case"))) & set(known)
