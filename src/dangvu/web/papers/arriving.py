"""A paper as it comes: the file is read, the clerk corrects the line, the register takes it."""

from dataclasses import replace
from typing import BinaryIO, NamedTuple, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import queries
from dangvu.documents.actions import arriving, scanning
from dangvu.documents.actions.receiving import confirm_receipt
from dangvu.documents.catalogue import CAME, OWN, GivenFile, PaperFacts
from dangvu.documents.queries import Paper, State
from dangvu.documents.queries.papers import scan_of
from dangvu.documents.reading import line_read
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.archives import PackageRefused, read_limited
from dangvu.office.reading import PaperText, read_paper
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import mistake, refuse
from dangvu.web.papers.competence import competence_doubts
from dangvu.web.papers.files import given_file
from dangvu.web.papers.line_forms import LineForm, UploadForm, VersionForm, initial_line
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

#: Refusals of words, not of the file: it is kept, and the clerk types what stands on it.
WORDLESS = frozenset({"no_scanner", "too_slow"})
#: Pages of a scan recognised while the clerk waits; the worker does longer ones (``LONG``).
SCANNED_AT_ONCE, LONG = 2, "long_scan"


@gate(Action.REGISTER_PAPERS)
@require_http_methods(["GET", "POST"])
def paper_new(request: Request) -> HttpResponse:
    """The file of a paper is given in; read, it leads to its line."""
    unit = orgs.unit(request.actor, request.actor.unit_id, Action.REGISTER_PAPERS)
    form = UploadForm(request.POST or None, request.FILES or None)
    secret = False
    if form.is_bound and form.is_valid():
        try:
            return redirect("paper_line", _set_down(request, unit.pk, form).pk)
        except PackageRefused as refused:
            secret = refused.code == "secret"
            form.add_error("file", mistake(refused.message_vi, code=refused.code))
        except Impossible as refusal:
            refuse(form, refusal)
    context = {"form": form, "unit": unit, "secret": secret}
    return render(request, "papers/new.html", context, status=422 if form.is_bound else 200)


def _set_down(request: Request, unit_id: int, form: UploadForm) -> Paper:
    kind = form.cleaned_data["kind"]
    today = clock.today()
    empty = PaperFacts("", None, "", "", "", received_on=today if kind == CAME else None)
    sent = form.cleaned_data["file"]
    if sent is None:
        facts = replace(empty, secrecy="secret" if form.cleaned_data["secret"] else "")
        return arriving.set_down(request.actor, unit_id, kind, facts, None, None)
    file, read, long = _taken(request, sent)
    if read is None:
        row = arriving.set_down(request.actor, unit_id, kind, empty, file, None)
        if long:
            scanning.ask(request.actor, row)
        return row
    line = line_read(read.text, kind, today)
    return arriving.set_down(
        request.actor, unit_id, kind, line.facts, file, read, (*read.doubts_vi, *line.doubts_vi)
    )


class _Taken(NamedTuple):
    """A file with its words; ``long``: a scan whose words the worker is to find."""

    file: GivenFile
    read: PaperText | None
    long: bool = False


def _taken(request: Request, sent: UploadedFile) -> _Taken:
    """The file with its words; without words where no program reads pictures here. Raises
    ``PackageRefused``."""
    assert sent.file is not None
    file = GivenFile(sent.name or "van-ban", read_limited(cast(BinaryIO, sent.file)))
    try:
        return _Taken(file, read_paper(file.content, SCANNED_AT_ONCE))
    except PackageRefused as refused:
        if refused.code == LONG:
            return _Taken(file, None, long=True)
        if refused.code not in WORDLESS:
            raise
        messages.warning(request, f"{refused.message_vi} Tệp vẫn giữ; đồng chí ghi tay các mục.")
        return _Taken(file, None)


# ------------------------------------------------------------------ the line


@gate(Action.REGISTER_PAPERS)
@require_http_methods(["GET", "POST"])
def paper_line(request: Request, paper_id: int) -> HttpResponse:
    """The line of a paper beside its words: corrected, kept, entered."""
    found = queries.paper(request.actor, paper_id)
    may(request.actor, Action.REGISTER_PAPERS, found.unit_path)
    if not _is_open(found):
        messages.warning(request, "Dòng đăng ký của văn bản này không sửa được nữa.")
        return redirect("paper", paper_id)
    inside = orgs.bodies(found.unit, clock.today())
    form = LineForm(request.POST or None, found, inside, initial=initial_line(found, clock.today()))
    known = None
    if form.is_bound and form.is_valid():
        try:
            said = _done(request, found, form.facts(), request.POST.get("do", ""))
        except arriving.Registered as first:
            known = first.paper_id
            refuse(form, first)
        except Overtaken as late:
            messages.warning(request, late.message_vi)
            return redirect("paper", paper_id)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect("paper", paper_id)
    context = {
        "paper": found,
        "form": form,
        "known": known,
        "came": found.kind == CAME,
        "received": found.state == State.RECEIVED,
        "text": queries.text_of(found.pk),
        "file": queries.files(found).first(),
        "doubts": found.about.get("doubts", ()),
        "alike": queries.alike(request.actor, found),
        "competence": competence_doubts(found),
        "scan": scan_of(found),
    }
    return render(request, "papers/line.html", context, status=422 if form.is_bound else 200)


def _is_open(found: Paper) -> bool:
    return found.kind in {CAME, OWN} and found.state in {State.DRAFT, State.RECEIVED}


def _done(request: Request, found: Paper, facts: PaperFacts, wish: str) -> str:
    """Keeps the line, enters the paper, or notes that it was issued; what is said of it."""
    actor = request.actor
    if found.state == State.DRAFT and found.kind == CAME and wish == "enter":
        done = arriving.enter(actor, found.pk, facts)
        return f"Đã vào sổ văn bản đến, số đến {done.arrival_number} năm {done.arrival_year}."
    if found.state == State.DRAFT and found.kind == OWN and wish == "noted":
        done = arriving.note_issued(actor, found.pk, facts)
        return f"Đã ghi văn bản đi số {done.number_symbol}."
    arriving.keep_line(actor, found.pk, facts)
    return "Đã lưu. Văn bản chưa vào sổ." if found.state == State.DRAFT else "Đã sửa dòng đăng ký."


# ------------------------------------------------------------------ files, receipts


@gate(Action.REGISTER_PAPERS)
@require_http_methods(["GET", "POST"])
def paper_version_new(request: Request, paper_id: int) -> HttpResponse:
    """A further version of a paper's file."""
    found = queries.paper(request.actor, paper_id)
    may(request.actor, Action.REGISTER_PAPERS, found.unit_path)
    form = VersionForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            file, read, long = _taken(request, form.cleaned_data["file"])
            made = arriving.add_file(request.actor, paper_id, file, read)
            if long:
                scanning.ask(request.actor, found)
        except PackageRefused as refused:
            form.add_error("file", mistake(refused.message_vi, code=refused.code))
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã thêm bản {made.version} của tệp.")
            return redirect("paper", paper_id)
    context = {"paper": found, "form": form}
    return render(request, "papers/version.html", context, status=422 if form.is_bound else 200)


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_version(request: Request, paper_id: int, version: int) -> HttpResponse:
    """One version of a paper's file, as it was given in. Leaves an event."""
    return given_file(request, queries.paper(request.actor, paper_id), version)


@gate(Action.RECEIVE_PAPERS)
@require_POST
def paper_received(request: Request, paper_id: int) -> HttpResponse:
    """The office a paper was sent to says that it has it."""
    try:
        confirm_receipt(request.actor, paper_id)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
    else:
        messages.success(request, "Đã ghi nhận: cơ quan mình đã nhận văn bản này.")
    return redirect("paper", paper_id)
