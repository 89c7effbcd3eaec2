"""One case: its page, who it is about, who helps, and taking a person off the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.admissions import cases, cells
from dangvu.admissions.actions import cases as writing
from dangvu.admissions.actions.reading import note_case_read
from dangvu.admissions.cases.rights import may_record
from dangvu.admissions.catalogue import SEXES, SOURCE_GROUPS
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members import catalogue as people
from dangvu.members import queries as members
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.rules.procedure import Side, Standing, Step
from dangvu.rules.procedure import standing as stand
from dangvu.rules.procedure_history import History
from dangvu.rules.procedure_law import SINCE, SOURCES
from dangvu.web.admissions import case_words as words
from dangvu.web.admissions.case_forms import CaseForm, HelperForm, initial_of
from dangvu.web.admissions.step_forms import ASKED, SIDE_STEPS, RemarkForm, RemoveForm
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import Case, CaseHelper, CaseStep


@dataclass(frozen=True)
class Next:
    """A step that may be recorded now, and what its button says."""

    step: Step
    verb: str


@dataclass(frozen=True)
class Said:
    """A line of the history."""

    row: CaseStep
    label: str
    at: datetime
    gone: bool
    may_undo: bool


@gate(Action.VIEW_CASES)
@require_GET
def one(request: Request, case_id: int) -> HttpResponse:
    """One case: where it stands, what is due and why, its papers, what was done."""
    actor, today = request.actor, clock.today()
    row = cases.case(actor, case_id)
    note_case_read(actor, row)
    facts, days, law = cases.facts_of([row])[row.pk], cases.calendar_days(), cases.law_chosen()
    found = stand(facts, today, days, law)
    history = History(facts, law)
    mine = [
        step
        for step in found.next_steps
        if step is not Step.MOVE_TAKEN and may_record(actor, step, row.unit_path)
    ]
    following = [Next(step, ASKED[step].verb) for step in mine if step not in SIDE_STEPS]
    first_kept = sorted(found.dues, key=lambda due: due != found.next_due)
    dues = [words.told(due, today) for due in first_kept]
    papers = words.checklist(facts, found, cases.papers_of(row), today, law)
    first = _first(following, found, history)
    context = {
        "case": row, "standing": found, "lead": _lead(row, found, today),
        "marks": words.marks(found, history), "dues": dues,
        "first": first, "waits_for": None if first else _awaited(found),
        "others": [one for one in following if one != first],
        "may_return": Step.RETURNED in mine,
        "sides": [Next(step, ASKED[step].verb) for step in mine if step in SIDE_STEPS],
        "findings": [f for f in found.findings if f.code != "paper_missing"],
        "checklist": papers, "counts": _counted(papers), "version": _version(found),
        "votes": _votes(history), "helpers": cases.helpers_of(row),
        "facts": _facts(row), "history": _history(request, row),
        "side": words.side_words(found.side, history.rows),
        "move": cases.moves_under_way(actor).filter(case=row).first()
        if found.side is Side.MOVED else None,
        "may_record": permits(actor, Action.RECORD_CASE, row.unit_path) and not row.closed_on,
    }  # fmt: skip
    return render(request, "admissions/case.html", context)


def _first(following: Sequence[Next], found: Standing, history: History) -> Next | None:
    """The reader's way forward: not what may only be done once more."""
    ahead = found.next_steps[:1]
    return next((n for n in following if n.step in ahead or not history.of(n.step)), None)


def _awaited(found: Standing) -> Step | None:
    """The step somebody else takes, where the way forward is not the reader's."""
    ahead = found.next_steps[0] if found.next_steps else None
    return None if ahead in SIDE_STEPS else ahead


def _lead(row: Case, found: Standing, today: date) -> str:
    """Who it is, in a sentence."""
    age = today.year - row.birth_on.year - (
        (today.month, today.day) < (row.birth_on.month, row.birth_on.day)
    ) if row.birth_on else 0  # fmt: skip
    parts = [
        row.occupation,
        f"sinh {day(row.birth_on)}, {age} tuổi" if row.birth_on else "",
        "đoàn viên" if row.youth_union else "",
    ]
    who = ", ".join(part for part in parts if part)
    who = f"{who[:1].upper()}{who[1:]}. " if who else ""
    return f"{who}{row.unit.name}. {found.stage.label_vi}, {found.elapsed_days} ngày ở bước này."


def _version(found: Standing) -> str:
    name = [name for name, since in SINCE.items() if since <= found.rule_on][-1]
    return f"Theo {SOURCES[name]}, bản có hiệu lực ngày {day(found.rule_on)} của hồ sơ này."


def _counted(papers: Sequence[words.PaperLine]) -> dict[str, int]:
    states = [paper.state for paper in papers]
    return {
        "have": states.count("have"),
        "missing": states.count("missing") + states.count("expired"),
        "later": states.count("later"),
    }


def _votes(history: History) -> list[dict[str, Any]]:
    """The votes that hold, the latest first."""
    rows = [row for row in history.rows if row.vote]
    return [
        {
            "label": row.step.label_vi, "on": row.on,
            "counted": words.counted(history, row.step, row.on, row.vote),
        }
        for row in reversed(rows)
    ]  # fmt: skip


def _facts(row: Case) -> list[tuple[str, str]]:
    """What is kept of the person; nothing is shown of what is not."""
    shown = [
        ("Giới tính", SEXES.get(row.sex, "")),
        ("Dân tộc", people.ethnic_groups().get(row.ethnic_group, "")),
        ("Có đạo", "Có" if row.religious else "Không"),
        ("Nhóm nguồn", SOURCE_GROUPS.get(row.source_group, "")),
        ("Địa bàn", row.area),
        ("Giới thiệu", row.get_introduced_by_display()),
        ("Cấp ủy viên phụ trách", row.in_charge.full_name if row.in_charge else "Chưa phân công"),
        ("Vào nguồn", day(row.opened_on)),
        ("Đồng ý cho lưu", day(row.consent_on) if row.consent_on else "Chưa ghi"),
    ]
    return [(label, value) for label, value in shown if value]


_KEPT = (Step.SOURCED, Step.MOVE_SENT, Step.MOVE_TAKEN, Step.CANCELLED)
"""What is not taken back by a touch."""


def _history(request: Request, row: Case) -> list[Said]:
    """What was recorded, the latest first; the last that holds can be taken back, and then the one
    before it."""
    found = cases.history_of(row)
    said: list[Said] = []
    for one in found.steps:
        if one.annuls_id is not None:
            continue
        step = Step(one.step)
        gone = one.pk in found.undone
        latest = not gone and all(line.gone for line in said)
        undo = latest and step not in _KEPT and may_record(request.actor, step, row.unit_path)
        said.append(Said(one, step.label_vi, clock.local(one.recorded_at), gone, undo))
    return said


# ------------------------------------------------------------------ who it is about


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A person put on the source list."""
    form = _case_form(request, None)
    if form.is_bound and form.is_valid():
        try:
            row = writing.open_case(request.actor, form.entered())
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã đưa {row.full_name} vào nguồn của {row.unit.name}.")
            return redirect("case", row.pk)
    return _form_page(request, form, None)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def edit(request: Request, case_id: int) -> HttpResponse:
    """What is kept of a person, mended."""
    row = cases.case(request.actor, case_id)
    may(request.actor, Action.RECORD_CASE, row.unit_path)
    note_case_read(request.actor, row)
    form = _case_form(request, row)
    if form.is_bound and form.is_valid():
        try:
            writing.edit_case(request.actor, row.pk, form.entered())
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi sửa đổi.")
            return redirect("case", row.pk)
    return _form_page(request, form, row)


def _case_form(request: Request, row: Case | None) -> CaseForm:
    actor, today = request.actor, clock.today()
    own = orgs.unit(actor, actor.unit_id, Action.RECORD_CASE)
    directory = cells.directory(row.unit if row else own, today)
    posts = members.officers(actor, own, today)
    officers = list({p.person_id: (p.person_id, p.person.full_name) for p in posts}.values())
    if row and row.in_charge and row.in_charge_id not in dict(officers):
        officers.append((row.in_charge_id or 0, row.in_charge.full_name))
    wanted = ids(request.GET.getlist("chi-bo"))
    initial = initial_of(row) if row else {"unit": wanted[0] if wanted else None}
    return CaseForm(directory, today, officers, request.POST or None, initial=initial)


_AGAIN = (
    "readmission", "left_on", "left_how", "readmission_consent_on", "readmission_paper",
    "readmitted_before", "conviction_cleared_on",
)  # fmt: skip


def _form_page(request: Request, form: CaseForm, row: Case | None) -> HttpResponse:
    context = {
        "case": row, "form": form,
        "fields": [bound for bound in form if bound.name not in _AGAIN],
        "again": [bound for bound in form if bound.name in _AGAIN],
        "again_errors": any(name in form.errors for name in _AGAIN) if form.is_bound else False,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/case_form.html", context, status=status)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def remove(request: Request, case_id: int) -> HttpResponse:
    """A person taken off the list at the own request: what names them is blanked."""
    row = cases.case(request.actor, case_id)
    may(request.actor, Action.RECORD_CASE, row.unit_path)
    form = RemoveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            writing.remove_case(request.actor, row.pk, form.cleaned_data["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã xóa thông tin của người ấy khỏi danh sách nguồn.")
            return redirect("case_board")
    note_case_read(request.actor, row)
    context = {
        "case": row, "form": form, "title": "Xóa theo đề nghị", "verb": "Xóa thông tin",
        "lead": f"{row.full_name}, {row.unit.name}. Họ tên, ngày sinh, nghề nghiệp, nhận xét và "
        "giấy tờ đính kèm bị xóa hẳn. Số người ở từng bước của các tháng trước không đổi.",
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "admissions/case_take_back.html", context, status=status)


# ------------------------------------------------------------------ who helps


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def helpers(request: Request, case_id: int) -> HttpResponse:
    """Who introduces and helps, from when until when, and their remarks."""
    actor, today = request.actor, clock.today()
    row = cases.case(actor, case_id)
    may(actor, Action.RECORD_CASE, row.unit_path)
    held = cases.helpers_of(row)
    given = request.POST
    form = HelperForm(given if "add" in given else None, _members_of(request, row), today)
    running = [one for one in held if one.until is None]
    remark = None
    if running:
        named = [(one.pk, one.name) for one in running]
        remark = RemarkForm(given if "remark" in given else None, named, today)
    try:
        if request.method == "POST" and (said := _helped(request, row, form, remark, running)):
            messages.success(request, said)
            return redirect("case_helpers", row.pk)
    except Overtaken as late:
        messages.warning(request, late.message_vi)
        return redirect("case_helpers", row.pk)
    except Impossible as refusal:
        refuse(remark if remark is not None and remark.is_bound else form, refusal)
    note_case_read(actor, row)
    context = {"case": row, "helpers": held, "form": form, "remark": remark}
    bad = form.is_bound or (remark is not None and remark.is_bound)
    return render(request, "admissions/case_helpers.html", context, status=422 if bad else 200)


def _helped(
    request: Request, row: Case, form: HelperForm, remark: RemarkForm | None,
    running: Sequence[CaseHelper],
) -> str:  # fmt: skip
    """What was done of what was asked, in a sentence; empty where a form is wrong."""
    actor, given = request.actor, request.POST
    kept = [writing.Helper(one.role, one.since, id=one.pk) for one in running]
    if "end" in given:
        gone = ids(given.getlist("end"))
        left = [one for one in kept if one.id not in gone]
        writing.set_helpers(actor, row.pk, left, clock.today())
        return "Đã ghi thôi phân công."
    if form.is_bound and form.is_valid():
        new = form.helper()
        writing.set_helpers(actor, row.pk, [*kept, new], new.since)
        return "Đã phân công."
    if remark is not None and remark.is_bound and remark.is_valid():
        entered = remark.cleaned_data
        writing.remark(actor, int(entered["helper"]), entered["on"], entered["text"])
        return "Đã ghi nhận xét."
    return ""


def _members_of(request: Request, row: Case) -> list[tuple[int, str]]:
    """Official members of the case's cell, who may introduce and help."""
    rows = members.in_cell(request.actor, row.unit)
    return [(p.pk, p.full_name) for p in rows if p.official_on is not None]
