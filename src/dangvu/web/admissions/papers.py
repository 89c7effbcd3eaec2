"""The papers of a case: printed one by one or as a set, and noted when they are in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.admissions import cases
from dangvu.admissions.actions.cases import (
    MOST_BYTES,
    SUFFIXES,
    PaperNote,
    drop_paper,
    note_paper,
    read_paper,
)
from dangvu.admissions.actions.reading import note_case_read
from dangvu.admissions.papers import Printing, codes_needed, filled, printing
from dangvu.documents import queries as documents
from dangvu.documents.papers import DOCX
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.archives import Limits, PackageRefused, read_limited
from dangvu.office.letters import LetterRefused, bundle
from dangvu.office.payloads import CASE_FORMS, CASE_MODELS, CaseForm, FormGroup, FormIssuer
from dangvu.office.vietnamese import fold
from dangvu.rules.basis import Confidence
from dangvu.rules.procedure import PAPER
from dangvu.web.components.days import DayField
from dangvu.web.components.fields import mistake, refuse
from dangvu.web.components.words import Words
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import Case, CasePaper

_SETS = {"ket-nap": FormGroup.ADMISSION, "chinh-thuc": FormGroup.RECOGNITION}
_FILE = Limits(max_bytes=MOST_BYTES)


# ------------------------------------------------------------------ the list


@dataclass(frozen=True)
class PaperLine:
    """A paper of a case: what prints it, if anything does, and what of it is in hand."""

    code: str
    title: str
    confidence: Confidence
    form: CaseForm | None
    held: tuple[CasePaper, ...]
    wanted: bool

    @property
    def mark(self) -> str:
        """What the title lacks in certainty."""
        return "" if self.confidence.confirmed else self.confidence.label_vi

    @property
    def noted(self) -> bool:
        """Whether the checklist holds it, so that it can be noted as in hand."""
        return self.code in PAPER


@dataclass(frozen=True)
class PaperSet:
    """A set of papers, those the case needs first; ``slug`` names it in an address, empty for what
    is not printed as a whole."""

    group: FormGroup
    slug: str
    lines: tuple[PaperLine, ...]
    others: tuple[PaperLine, ...]


@gate(Action.VIEW_CASES)
@require_GET
def papers(request: Request, case_id: int) -> HttpResponse:
    """Every paper of a case: to be printed, in hand, where it is kept."""
    row = _case(request, case_id)
    note_case_read(request.actor, row)
    wanted = codes_needed(row, cases.facts_of([row])[row.pk], cases.law_chosen())
    context = {
        "case": row,
        "sets": _sets(wanted, cases.papers_of(row)),
        "may_record": permits(request.actor, Action.RECORD_CASE, row.unit_path),
    }
    return render(request, "admissions/papers.html", context)


def _case(request: Request, case_id: int) -> Case:
    row = cases.case(request.actor, case_id)
    if row.removed_at is not None:
        raise Http404("Hồ sơ này đã được xóa thông tin.")
    return row


def _sets(wanted: frozenset[str], held: Sequence[CasePaper]) -> list[PaperSet]:
    slugs = {group: slug for slug, group in _SETS.items()}
    every = [_line(code, wanted, held) for code in dict.fromkeys((*PAPER, *CASE_FORMS))]
    found = []
    for group in FormGroup:
        lines = [one for one in every if _group(one) is group]
        shown = tuple(one for one in lines if one.wanted or one.held)
        others = tuple(one for one in lines if not (one.wanted or one.held))
        found.append(PaperSet(group, slugs.get(group, ""), shown, others))
    return found


def _line(code: str, wanted: frozenset[str], held: Sequence[CasePaper]) -> PaperLine:
    form, listed = CASE_FORMS.get(code), PAPER.get(code)
    here = tuple(paper for paper in held if paper.code == code)
    own = listed is None
    title = listed.title_vi if listed else form.title if form else code
    confidence = listed.confidence if listed else Confidence.D
    return PaperLine(code, title, confidence, form, here, own or code in wanted)


def _group(line: PaperLine) -> FormGroup:
    return line.form.group if line.form else FormGroup.ADMISSION


# ------------------------------------------------------------------ printing


@gate(Action.VIEW_CASES)
@require_GET
def paper_file(request: Request, case_id: int, form: str) -> HttpResponse:
    """One paper as a Word file; taking it leaves an event."""
    row = _case(request, case_id)
    if form not in CASE_MODELS:
        raise Http404("Không có mẫu này.")
    found = printing(request.actor, row.pk, clock.today())
    return _given(request, found, [CASE_MODELS[form]])


@gate(Action.VIEW_CASES)
@require_GET
def set_file(request: Request, case_id: int, which: str) -> HttpResponse:
    """Every paper of a set that the case needs, in a zip; taking it leaves an event."""
    row = _case(request, case_id)
    if which not in _SETS:
        raise Http404("Không có bộ giấy tờ này.")
    found = printing(request.actor, row.pk, clock.today())
    return _given(request, found, found.forms(_SETS[which]), whole=which)


def _given(
    request: Request, found: Printing, wanted: Sequence[CaseForm], whole: str = ""
) -> HttpResponse:
    models = _models(found, wanted)
    try:
        made = [filled(found, form, models[form.model]) for form in wanted]
    except LetterRefused as refused:
        messages.warning(request, f"Mẫu Word chưa điền được. {refused.message_vi}")
        return redirect("case_papers", found.row.pk)
    codes = [form.code for form in wanted]
    audit.record(
        request.actor, "export_case_papers", kind=audit.Kind.EXPORT,
        subject=("case", found.row.pk), unit_path=found.row.unit_path,
        data={"count": len(codes), "paper": ", ".join(codes)},
    )  # fmt: skip
    if not whole:
        return _saved(*made[0], DOCX)
    name = fold(found.row.full_name).replace(" ", "-")
    return _saved(f"ho-so-{whole}-{name}-{found.row.pk}.zip", bundle(made), "application/zip")


def _models(found: Printing, wanted: Sequence[CaseForm]) -> dict[str, bytes]:
    """The Word model of each form: of the office that issues it, or the nearest above."""
    decider = {form.model for form in wanted if form.issuer is FormIssuer.DECIDER}
    own = [form.model for form in wanted if form.model not in decider]
    return {
        **documents.models_nearest(found.row.unit_path, own),
        **documents.models_nearest(found.decider_path(wanted[0].group), sorted(decider)),
    }


def _saved(name: str, content: bytes, kind: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})


# ------------------------------------------------------------------ in hand


class NoteForm(forms.Form):
    """A paper in hand: its scan, or where the paper itself is kept."""

    code = forms.ChoiceField(
        label="Giấy tờ", choices=[(code, f"{code}. {p.title_vi}") for code, p in PAPER.items()]
    )
    number = Words("Số", "Nếu có, ví dụ 05-NQ/CB", most=60, required=False)
    on = DayField(label="Ngày", required=False)
    kept_at = Words("Bản giấy lưu ở đâu", "Ví dụ: tủ hồ sơ chi ủy, tập 2", required=False)
    note = Words("Ghi chú", most=300, required=False)
    file = forms.FileField(
        label="Bản chụp", required=False, allow_empty_file=True,
        help_text="PDF, JPG, PNG hoặc DOCX, nặng nhất 10 MB. Không có thì chỉ ghi nơi lưu",
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(SUFFIXES))}),
    )  # fmt: skip
    secret = forms.BooleanField(
        label="Tài liệu có dấu mật", required=False,
        help_text="Không đưa tệp lên hệ thống; chỉ ghi số và nơi lưu",
    )  # fmt: skip

    def noted(self) -> PaperNote:
        """What was entered. Raises ``PackageRefused`` for a file that is too large."""
        told = self.cleaned_data
        sent = told.get("file")
        return PaperNote(
            code=told["code"], on=told["on"], number=told["number"], kept_at=told["kept_at"],
            note=told["note"], secret=told["secret"], file_name=sent.name if sent else "",
            content=read_limited(sent.file, _FILE) if sent else None,
        )  # fmt: skip


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def note(request: Request, case_id: int) -> HttpResponse:
    """A paper is noted as in hand, with its scan or where it is kept."""
    row = _case(request, case_id)
    may(request.actor, Action.RECORD_CASE, row.unit_path)
    form = NoteForm(
        request.POST or None, request.FILES or None, initial={"code": request.GET.get("giay", "")}
    )
    if form.is_bound and form.is_valid():
        try:
            made = note_paper(request.actor, row.pk, form.noted())
        except PackageRefused as refused:
            form.add_error("file", mistake("Tệp lớn hơn 10 MB.", code=refused.code))
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã ghi {PAPER[made.code].title_vi}.")
            return redirect("case_papers", row.pk)
    context = {"case": row, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "admissions/paper_note.html", context, status=status)


def _paper(row: Case, held_id: int) -> CasePaper:
    found = next((paper for paper in cases.papers_of(row) if paper.pk == held_id), None)
    if found is None:
        raise Http404("Hồ sơ không có giấy tờ này.")
    return found


@gate(Action.VIEW_CASES)
@require_GET
def scan(request: Request, case_id: int, held_id: int) -> HttpResponse:
    """The scan of a paper; reading it leaves an event."""
    row = _case(request, case_id)
    paper = _paper(row, held_id)
    try:
        name, content = read_paper(request.actor, paper.pk)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
        return redirect("case_papers", row.pk)
    return _saved(name, content, "application/octet-stream")


class DropForm(forms.Form):
    """Why a paper is taken off."""

    reason = Words("Lý do", "Ví dụ: đính nhầm hồ sơ", most=300)


@gate(Action.RECORD_CASE)
@require_http_methods(["GET", "POST"])
def drop(request: Request, case_id: int, held_id: int) -> HttpResponse:
    """A paper that does not belong there is taken off, with a reason."""
    row = _case(request, case_id)
    may(request.actor, Action.RECORD_CASE, row.unit_path)
    paper = _paper(row, held_id)
    form = DropForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            drop_paper(request.actor, paper.pk, form.cleaned_data["reason"])
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã bỏ {PAPER[paper.code].title_vi} khỏi hồ sơ.")
            return redirect("case_papers", row.pk)
    context = {"case": row, "paper": paper, "title": PAPER[paper.code].title_vi, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "admissions/paper_drop.html", context, status=status)
