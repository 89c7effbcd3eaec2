"""Transfers of activity: the lists, one with its way, beginning one, the steps, the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents import queries as papers
from dangvu.documents.papers import DOCX
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.members.actions.letters import reissue_letter
from dangvu.members.actions.transfers import begin_transfer, come_back, take_step
from dangvu.members.papers import introduction_file
from dangvu.members.queries import transfers as moves
from dangvu.members.queries.transfers import Line
from dangvu.office.letters import LetterRefused
from dangvu.office.payloads import IntroductionLetter
from dangvu.rules import transfers as rules
from dangvu.rules.timers import Alert
from dangvu.rules.transfers import Step, TransferState
from dangvu.web.components.doing import carried_out
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.registry.transfer_forms import AnewForm, BackForm, LeavingForm, StepForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.members.models import Hop

LISTS = {
    "mine": "Chờ tôi xử lý",
    "open": "Đang chuyển",
    "late": "Quá hạn",
    "done": "Đã xong",
}
EMPTY = {
    "mine": "Không có hồ sơ nào chờ đơn vị của đồng chí.",
    "open": "Không có hồ sơ nào đang chuyển.",
    "late": "Không có hồ sơ nào quá hạn.",
    "done": "Chưa có hồ sơ nào xong.",
}
_CHIPS = {Alert.NONE: "plain", Alert.HALF: "wait", Alert.NEAR: "near", Alert.DUE: "late"}


@gate(Action.VIEW_MEMBERS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """Transfers from or to the reader's reach; a page of them leaves one event."""
    which = request.GET.get("xem", "")
    which = which if which in LISTS else "mine"
    if "xem" not in request.GET and not permits(
        request.actor, Action.TRANSFER_MEMBERS, request.actor.unit_path
    ):
        which = "open"
    (after,) = ids([request.GET.get("sau", "")]) or [0]
    today = clock.today()
    page = moves.transfer_page(request.actor, which, today, after)
    note_reading(
        request.actor, {line.row.person_id for line in page.lines}, request.actor.unit_id,
        request.actor.unit_path, "read_transfers",
    )  # fmt: skip
    context = {
        "lists": LISTS.items(),
        "which": which,
        "empty": EMPTY[which],
        "lines": [(line, _urgency(line)) for line in page.lines],
        "next_url": f"?xem={which}&sau={page.after}" if page.after else "",
        "first_url": f"?xem={which}" if after else "",
        "may_see_guests": permits(request.actor, Action.VIEW_MEMBERS, request.actor.unit_path),
        "may_take_in": permits(request.actor, Action.EDIT_MEMBERS, request.actor.unit_path),
    }
    return render(request, "registry/transfers.html", context)


@dataclass(frozen=True)
class Urgency:
    """How far the limit has run: chip, words, how it was counted, and how sure it is."""

    chip: str
    words: str
    why: str
    basis: str
    percent: int


def _urgency(line: Line) -> Urgency | None:
    today = clock.today()
    limit = line.urgent(today)
    if limit is None:
        return None
    return Urgency(
        _CHIPS[limit.alert(today)], limit.state(today)[:1].upper() + limit.state(today)[1:],
        f"{limit.title_vi}: {limit.explain()}", limit.basis.text_vi, limit.percent(today),
    )  # fmt: skip


@gate(Action.VIEW_MEMBERS)
@require_GET
def one(request: Request, transfer_id: int) -> HttpResponse:
    """One transfer: its way, what was done, what is next; reading it leaves an event."""
    line = moves.line(request.actor, moves.transfer(request.actor, transfer_id))
    return _page(request, line)


def _page(request: Request, line: Line, bound: StepForm | None = None, step: str = "",
          back: BackForm | None = None, anew: AnewForm | None = None) -> HttpResponse:  # fmt: skip
    row, actor = line.row, request.actor
    audit.record(
        actor, "read_transfer", kind=audit.Kind.READ, subject=("transfer", row.pk),
        unit_path=row.from_path, data={"persons": [row.person_id]},
    )  # fmt: skip
    person = members.people(actor).filter(pk=row.person_id).first()
    forms = [
        (one, _VERBS[one], bound if bound and step == one else StepForm(None, line, one))
        for one in _steps(request, line)
    ]
    findings = [] if line.state is TransferState.CANCELLED else rules.check_transfer(
        line.facts, clock.today()
    )  # fmt: skip
    context = {
        "line": line, "row": row, "person": person, "today": clock.today(),
        "stages": [_stage(line, hop) for hop in line.hops],
        "urgency": _urgency(line), "timers": [(t, t.state(clock.today())) for t in line.timers],
        "void_letters": [(one, date.fromisoformat(one["on"])) for one in row.void_letters],
        "anew": (anew or AnewForm(None, line)) if _may_reissue(request, line) else None,
        "findings": findings, "forms": forms, "dossier_basis": rules.DOSSIER_BASIS.text_vi,
        "route_basis": rules.ROUTE_BASIS.text_vi,
        "back": (back or BackForm(initial={"on": clock.today()}))
        if line.away and _may_end(request, line) else None,
    }  # fmt: skip
    status = 422 if bound or back or anew else 200
    return render(request, "registry/transfer.html", context, status=status)


_VERBS = {
    Step.CONFIRM: "Xác nhận",
    Step.INTRODUCE: "Cấp giấy giới thiệu",
    Step.FORWARD: "Chuyển tiếp",
    Step.RECEIVE: "Tiếp nhận",
    Step.CLOSE: "Đã nhận phiếu báo, đóng hồ sơ",
    Step.RETURN: "Trả lại nơi gửi",
    Step.RESUME: "Đề nghị lại",
    Step.CANCEL: "Hủy chuyển sinh hoạt",
}


def _steps(request: Request, line: Line) -> list[Step]:
    """The steps the actor may take now, the way forward first."""
    known = rules.steps_from(line.state)
    found = [line.step] if line.mine and line.step else []
    if line.mine and Step.RETURN in known and line.due and line.due.position:
        found.append(Step.RETURN)
    if Step.CANCEL in known and permits(request.actor, Action.TRANSFER_MEMBERS, line.row.from_path):
        found.append(Step.CANCEL)
    return found


def _may_end(request: Request, line: Line) -> bool:
    return any(
        permits(request.actor, Action.TRANSFER_MEMBERS, path)
        for path in (line.row.from_path, line.row.to_path) if path
    )  # fmt: skip


def _may_reissue(request: Request, line: Line) -> bool:
    by = line.introduced_by
    return (
        by is not None
        and line.state in (TransferState.INTRODUCED, TransferState.FORWARDED)
        and permits(request.actor, Action.TRANSFER_MEMBERS, by.unit_path)
    )


def _stage(line: Line, hop: Hop) -> dict[str, object]:
    """A hop as the stepper shows it."""
    waiting = line.due is not None and hop.pk == line.due.pk and line.state.under_way
    chip, said = "plain", "Chưa đến"
    if hop.returned:
        chip, said = "late", "Đã trả lại"
    elif hop.done_on:
        chip, said = "done", "Đã xong"
    elif waiting:
        chip, said = "near", "Đang chờ"
    return {"hop": hop, "step": Step(hop.step).label_vi, "chip": chip, "said": said}


@gate(Action.TRANSFER_MEMBERS)
@require_POST
def step(request: Request, transfer_id: int) -> HttpResponse:
    """A step is taken."""
    line = moves.line(request.actor, moves.transfer(request.actor, transfer_id))
    asked = request.POST.get("step", "")
    if asked not in list(Step):
        raise Http404("Không có bước này.")
    form = StepForm(request.POST, line, Step(asked))

    def taken() -> str:
        model = _model_of(line) if asked == Step.INTRODUCE else 0
        take_step(request.actor, transfer_id, Step(asked), form.taken(model))
        return f"Đã ghi: {Step(asked).label_vi.lower()}."

    if form.is_valid() and carried_out(request, form, taken):
        return redirect("transfer", transfer_id)
    line = moves.line(request.actor, moves.transfer(request.actor, transfer_id))
    return _page(request, line, form, asked)


def _model_of(line: Line) -> int:
    """The Word model a letter is written with from now on: that of its issuer's office, or of the
    nearest above; 0 is the one the house came with."""
    by = line.introduced_by
    found = papers.model_nearest(by.unit_path if by else "", IntroductionLetter.MODEL)
    return found.row.pk if found.row else 0


@gate(Action.TRANSFER_MEMBERS)
@require_POST
def anew(request: Request, transfer_id: int) -> HttpResponse:
    """Another letter in place of one lost or wrong."""
    line = moves.line(request.actor, moves.transfer(request.actor, transfer_id))
    form = AnewForm(request.POST, line)

    def reissued() -> str:
        row = reissue_letter(request.actor, transfer_id, form.anew(_model_of(line)))
        return f"Đã cấp lại giấy giới thiệu, số {row.letter_number}. Giấy cũ hết giá trị."

    if form.is_valid() and carried_out(request, form, reissued):
        return redirect("transfer", transfer_id)
    return _page(request, line, anew=form)


@gate(Action.TRANSFER_MEMBERS)
@require_POST
def back(request: Request, transfer_id: int) -> HttpResponse:
    """A member who was away is back."""
    row = moves.transfer(request.actor, transfer_id)
    form = BackForm(request.POST)

    def came_back() -> str:
        come_back(request.actor, transfer_id, form.cleaned_data["on"])
        return f"Đã ghi {row.full_name} trở lại sinh hoạt."

    if form.is_valid() and carried_out(request, form, came_back):
        return redirect("transfer", transfer_id)
    return _page(request, moves.line(request.actor, row), back=form)


@gate(Action.VIEW_MEMBERS)
@require_GET
def letter(request: Request, transfer_id: int) -> HttpResponse:
    """The introduction letter as a file; taking it leaves an event."""
    row = moves.transfer(request.actor, transfer_id)
    if "words" not in row.letter:
        raise Http404("Chưa cấp giấy giới thiệu.")
    model = papers.model_written_with(row.letter.get("model"), IntroductionLetter.MODEL)
    try:
        name, content = introduction_file(row, list(row.hops.all()), model.content)
    except LetterRefused as refused:
        messages.warning(request, f"Mẫu Word của giấy này chưa điền được. {refused.message_vi}")
        return redirect("transfer", transfer_id)
    audit.record(
        request.actor, "export_letter", kind=audit.Kind.EXPORT, subject=("transfer", row.pk),
        unit_path=row.from_path, data={"persons": [row.person_id], "number": row.letter_number},
    )  # fmt: skip
    return HttpResponse(
        content,
        content_type=DOCX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@gate(Action.TRANSFER_MEMBERS)
@require_http_methods(["GET", "POST"])
def new(request: Request, person_id: int) -> HttpResponse:
    """A transfer of one member begins: kind, where to, why."""
    person = members.member(request.actor, person_id)
    may(request.actor, Action.TRANSFER_MEMBERS, person.unit_path)
    form = LeavingForm(request.POST or None, request.actor)
    if form.is_bound and form.is_valid():
        try:
            row = begin_transfer(request.actor, form.leaving(person))
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(
                request,
                f"Đã lập hồ sơ chuyển sinh hoạt. {person.full_name} vẫn ở chi bộ hiện nay cho đến "
                "khi nơi đến tiếp nhận.",
            )
            return redirect("transfer", row.pk)
    note_reading(
        request.actor, {person.pk}, person.unit_id, person.unit_path, "read_member"
    )  # fmt: skip
    context = {"person": person, "form": form, "route_basis": rules.ROUTE_BASIS.text_vi}
    status = 422 if form.is_bound else 200
    return render(request, "registry/transfer_new.html", context, status=status)
