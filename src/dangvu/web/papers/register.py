"""The register of papers: list, bundle, one paper, files."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.documents import queries
from dangvu.documents.papers import DOCX, file_name, number_text, sound
from dangvu.documents.queries import Paper, State
from dangvu.kernel import audit
from dangvu.office.letters import bundle as zipped
from dangvu.rules.months import Month
from dangvu.web.papers.forms import DropForm, RegisterForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

ZIP = "application/zip"


def month_of(paper: Paper) -> Month | None:
    """The month a paper speaks of."""
    try:
        return Month.parse(paper.about.get("month") or "")
    except ValueError:
        return None


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_list(request: Request) -> HttpResponse:
    """Papers of the branch and those that came, newest first; drafted together stand together."""
    form = RegisterForm(request.GET, queries.months_spoken_of(request.actor))
    leaf = queries.register(request.actor, form.sought(), after=form.after())
    parameters = request.GET.copy()
    parameters.pop("after", None)
    first = parameters.urlencode()
    parameters["after"] = leaf.after
    context = {
        "form": form,
        "entries": [(entry, month_of(entry.first)) for entry in leaf.entries],
        "narrowed": form.sought() != queries.Sought(),
        "next_url": f"?{parameters.urlencode()}" if leaf.after else "",
        "first_url": f"?{first}" if form.after() else "",
        "may_draft": permits(request.actor, Action.DRAFT_LETTERS, request.actor.unit_path),
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
        "kind_label": queries.KINDS.get(first.kind, first.kind),
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
    """One paper: what it is, what it quotes, whom it goes to, whether its bytes are sound."""
    found = queries.paper(request.actor, paper_id)
    return render(request, "papers/paper.html", paper_context(request, found))


def paper_context(request: Request, found: Paper) -> dict[str, object]:
    """What the page of a paper shows."""
    printed, units = queries.recipients(found)
    size = len(list(queries.bundle(request.actor, found.bundle).values_list("pk")))
    return {
        "paper": found,
        "number": number_text(found),
        "kind_label": queries.KINDS.get(found.kind, found.kind),
        "month": month_of(found),
        "revision": found.about.get("revision"),
        "sheet_unit": found.about.get("unit"),
        "bodies": len(found.about.get("bodies") or ()),
        "signature": found.payload["signature"],
        "printed": printed,
        "units": units,
        "sound": sound(found),
        "file_name": file_name(found),
        "kilobytes": -(-len(bytes(found.content)) // 1024),
        "siblings": size - 1,
        "dropped": found.about.get("dropped"),
        "drop_form": DropForm(),
        "may_issue": permits(request.actor, Action.ISSUE_LETTERS, found.unit_path),
        "may_drop": permits(request.actor, Action.DRAFT_LETTERS, found.unit_path),
        "incoming": not permits(request.actor, Action.VIEW_PAPERS, found.unit_path),
        "opens_month": permits(request.actor, Action.VIEW_FIGURES, found.unit_path),
    }


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_file(request: Request, paper_id: int) -> HttpResponse:
    """The paper as a Word file. Leaves an event."""
    found = queries.paper(request.actor, paper_id)
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


def saved(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be saved under that name."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
