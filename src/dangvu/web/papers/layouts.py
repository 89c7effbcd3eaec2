"""The layout of a paper's Word file against the regulation on papers (R13): what is off, where."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.documents import queries
from dangvu.documents.catalogue import KIND_LABELS
from dangvu.documents.papers import DOCX
from dangvu.office.archives import PackageRefused
from dangvu.office.checking import check_layout
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


@gate(Action.VIEW_PAPERS)
@require_GET
def paper_layout(request: Request, paper_id: int) -> HttpResponse:
    """What is off in the newest Word file of a paper, each with what it should be and why."""
    found = queries.paper(request.actor, paper_id)
    if found.kind in KIND_LABELS:
        file = queries.file_of(found)
        name, data, word = file.name, bytes(file.content), file.media_type == DOCX
    else:
        name, data, word = "", bytes(found.content), True
    try:
        checked = check_layout(data) if word else None
    except PackageRefused as refused:
        messages.warning(request, refused.message_vi)
        return redirect("paper", paper_id)
    if checked is None:
        messages.warning(request, "Chỉ kiểm tra được thể thức của tệp Word (.docx).")
        return redirect("paper", paper_id)
    context = {
        "paper": found,
        "cited": queries.cited(found),
        "name": name,
        "findings": checked.findings,
    }
    return render(request, "papers/layout.html", context)
