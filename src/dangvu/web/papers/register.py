"""The register of papers: list, bundle, one paper, files."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action, in_branch
from dangvu.access.scope import permits
from dangvu.documents import queries
from dangvu.documents.catalogue import CAME, KIND_LABELS, OWN, type_label
from dangvu.documents.papers import DOCX, file_name, number_text, sound
from dangvu.documents.queries import Paper, State
from dangvu.kernel import audit, clock
from dangvu.office.letters import bundle as zipped
from dangvu.web.papers.competence import competence_doubts
from dangvu.web.papers.files import given_file, saved
from dangvu.web.papers.forms import DropForm, RegisterForm
from dangvu.web.papers.rows import Row, month_of
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

ZIP = "application/zip"


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_list(request: Request) -> HttpResponse:
    """Papers of the branch and those that came, newest first; drafted together stand together."""
    form = RegisterForm(request.GET, clock.today())
    leaf = queries.register(request.actor, form.sought(), after=form.after())
    parameters = request.GET.copy()
    parameters.pop("after", None)
    first = parameters.urlencode()
    parameters["after"] = leaf.after
    context = {
        "form": form,
        "rows": [Row(entry) for entry in leaf.entries],
        "narrowed": form.sought() != queries.Sought(),
        "next_url": f"?{parameters.urlencode()}" if leaf.after else "",
        "first_url": f"?{first}" if form.after() else "",
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, request.actor.unit_path),
        "may_register": permits(request.actor, Action.REGISTER_PAPERS, request.actor.unit_path),
        "may_models": permits(request.actor, Action.VIEW_MODELS, request.actor.unit_path),
    }
    return render(request, "papers/list.html", context)


@gate(Action.VIEW_PAPERS)
@require_GET
def bundle(request: Request, key: UUID) -> HttpResponse:
    """Papers drafted together; a single one has its own page."""
    papers = bundle_of(request, key)
    if len(papers) == 1:
        return redirect("paper", papers[0].pk)
    return render(request, "papers/bundle.html", bundle_context(request, papers))


def bundle_of(request: Request, key: UUID) -> list[Paper]:
    """The papers of a bundle within reach; 404 where there is none."""
    papers = list(queries.bundle(request.actor, str(key)))
    if not papers:
        raise Http404("Không có tập văn bản này trong phạm vi của đồng chí.")
    return papers


def bundle_context(request: Request, papers: list[Paper]) -> dict[str, object]:
    """What the page of a bundle shows."""
    first = papers[0]
    states = [paper.state for paper in papers]
    return {
        "first": first,
        "key": first.bundle,
        "kind_label": queries.kind_label(first),
        "month": month_of(first),
        "revision": first.about.get("revision"),
        "rows": [(paper, number_text(paper)) for paper in papers],
        "drafts": states.count(State.DRAFT),
        "issued": states.count(State.ISSUED),
        "dropped": states.count(State.DROPPED),
        "drop_form": DropForm(),
        "may_issue": permits(request.actor, Action.ISSUE_LETTERS, first.unit_path),
        "may_drop": permits(request.actor, Action.DRAFT_LETTERS, first.unit_path),
        "opens_month": permits(request.actor, Action.VIEW_FIGURES, first.unit_path),
    }


@gate(Action.VIEW_PAPERS)
@require_GET
def paper(request: Request, paper_id: int) -> HttpResponse:
    """One paper: what it is, what it says, what it rests on, whom it goes to, its files."""
    found = queries.paper(request.actor, paper_id)
    return render(request, page_of(found), page_context(request, found))


def page_of(found: Paper) -> str:
    """The template of a paper's page."""
    return "papers/given.html" if found.kind in KIND_LABELS else "papers/paper.html"


def page_context(request: Request, found: Paper) -> dict[str, object]:
    """What the page of a paper shows."""
    given = found.kind in KIND_LABELS
    return given_context(request, found) if given else paper_context(request, found)


def common_context(request: Request, found: Paper) -> dict[str, object]:
    """What the page of every paper shows."""
    actor = request.actor
    printed, units = queries.recipients(found)
    incoming = not permits(actor, Action.VIEW_PAPERS, found.unit_path)
    own = [
        line
        for line in units
        if incoming and line.unit and in_branch(line.unit.path, actor.unit_path)
    ]
    here = permits(actor, Action.RECEIVE_PAPERS, actor.unit_path)
    return {
        "paper": found,
        "number": number_text(found),
        "cited": queries.cited(found),
        "kind_label": queries.kind_label(found),
        "type_label": type_label(found.document_type),
        "printed": printed,
        "units": units,
        "waiting": sum(line.received_at is None for line in units),
        "own_lines": own,
        "arrived": next((line for line in own if line.arrival_number), None),
        "may_receive": here and any(line.received_at is None for line in own),
        "grounds": queries.rests_on(actor, found),
        "bearing": list(queries.borne_by(actor, found)),
        "text": queries.text_of(found.pk),
        "competence": competence_doubts(found),
        "incoming": incoming,
        "dropped": found.about.get("dropped"),
        "drop_form": DropForm(),
        "may_register": permits(actor, Action.REGISTER_PAPERS, found.unit_path)
        and found.state != State.DROPPED,
        "may_issue": permits(actor, Action.ISSUE_LETTERS, found.unit_path),
        "may_drop": permits(actor, Action.DRAFT_LETTERS, found.unit_path),
        "may_adopt": _may_adopt(request, found),
    }


def _may_adopt(request: Request, found: Paper) -> bool:
    """Whether duties may be given out of it: it stands, its words are kept, and who asks gives out
    duties for the own office."""
    return (
        found.state in {State.ISSUED, State.RECEIVED}
        and not found.secrecy
        and permits(request.actor, Action.ADOPT_DIRECTIVE, request.actor.unit_path)
    )


def given_context(request: Request, found: Paper) -> dict[str, object]:
    """What the page of a paper shows that came, or was made in Word."""
    common = common_context(request, found)
    files = list(queries.files(found))
    return {
        **common,
        "files": files,
        "word": bool(files) and files[0].media_type == DOCX,
        "came": found.kind == CAME,
        "signature": found.payload.get("signature", {}),
        "draft": found.state == State.DRAFT,
        "own_draft": found.kind == OWN and found.state == State.DRAFT,
    }


def paper_context(request: Request, found: Paper) -> dict[str, object]:
    """What the page of a paper shows that the house wrote."""
    size = len(list(queries.bundle(request.actor, found.bundle).values_list("pk")))
    return {
        **common_context(request, found),
        "files": list(queries.files(found)),
        "month": month_of(found),
        "revision": found.about.get("revision"),
        "sheet_unit": found.about.get("unit"),
        "bodies": len(found.about.get("bodies") or ()),
        "signature": found.payload["signature"],
        "sound": sound(found),
        "file_name": file_name(found),
        "kilobytes": -(-len(bytes(found.content)) // 1024),
        "siblings": size - 1,
        "opens_month": permits(request.actor, Action.VIEW_FIGURES, found.unit_path),
    }


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_file(request: Request, paper_id: int) -> HttpResponse:
    """The paper as a Word file, or as it was given in. Leaves an event."""
    found = queries.paper(request.actor, paper_id)
    if found.kind in KIND_LABELS:
        return given_file(request, found)
    audit.record(
        request.actor,
        "download_paper",
        kind=audit.Kind.EXPORT,
        subject=("paper", found.pk),
        unit_path=found.unit_path,
        data={"number": number_text(found), "sha256": found.sha256},
    )
    return saved(bytes(found.content), file_name(found), DOCX)


@gate(Action.VIEW_PAPERS)
@require_GET
def bundle_file(request: Request, key: UUID) -> HttpResponse:
    """Every paper of a bundle that was not dropped, in one zip. Leaves an event."""
    rows = queries.with_content(queries.bundle(request.actor, str(key)))
    papers = list(rows.exclude(state=State.DROPPED))
    if not papers:
        raise Http404("Không có tập văn bản này trong phạm vi của đồng chí.")
    width = len(str(len(papers)))
    files = [
        (f"{place:0{width}}-{file_name(paper)}", bytes(paper.content))
        for place, paper in enumerate(papers, 1)
    ]
    audit.record(
        request.actor,
        "download_paper",
        kind=audit.Kind.EXPORT,
        subject=("bundle", key),
        unit_path=papers[0].unit_path,
        data={"papers": len(papers)},
    )
    month = papers[0].about.get("month", "")
    return saved(zipped(files), f"van-ban-{month}-{len(files)}-tep.zip", ZIP)
