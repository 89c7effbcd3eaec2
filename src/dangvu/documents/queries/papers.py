"""Papers within an actor's reach: one, those drafted together, their words and recipients."""

from datetime import date

from django.db.models import QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.documents.catalogue import cited_as, key_prefix, plain_number, type_label
from dangvu.documents.models import Paper, PaperFile, PaperText, Recipient, Scan
from dangvu.kernel import clock
from dangvu.office.payloads import (
    CASE_FORMS,
    BodyLetter,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    IntroductionLetter,
    PraiseList,
    SummaryReport,
    UrgingLetter,
)

State = Paper.State
SENT = (State.ISSUED, State.RECEIVED)
"""States in which a paper is read by whom it was sent to."""

#: The kinds of paper the house writes, with the name a clerk knows them by.
KINDS = {
    UrgingLetter.MODEL: "Công văn đôn đốc chung, kèm phụ lục",
    BodyLetter.MODEL: "Công văn đôn đốc từng tổ chức",
    PraiseList.MODEL: "Danh sách biểu dương",
    DutyUrging.MODEL: "Công văn đôn đốc nhiệm vụ chung, kèm phụ lục",
    DutyBodyUrging.MODEL: "Công văn đôn đốc nhiệm vụ từng tổ chức",
    DirectiveAssessment.MODEL: "Báo cáo đánh giá thực hiện văn bản",
    SummaryReport.MODEL: "Báo cáo tổng hợp thực hiện nhiệm vụ",
}
#: What is written with a Word model of the office: those, a letter that is no paper of the
#: register, numbered in the book of its issuer, and the papers of a case, numbered by hand.
MODELS = {
    **KINDS,
    IntroductionLetter.MODEL: "Giấy giới thiệu sinh hoạt đảng",
    **{form.model: f"{form.code}. {form.title}" for form in CASE_FORMS.values()},
}


def kind_label(paper: Paper) -> str:
    """What kind of paper it is, as a clerk calls it."""
    return KINDS.get(paper.kind) or type_label(paper.document_type)


def papers(actor: Actor, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """Papers of the offices in the actor's branch, newest first, without their content.

    Whoever may read papers also reads those that came: issued by others, addressed to a unit of
    the branch.
    """
    rows = Paper.objects.defer("content", "payload").select_related("unit", "subject_unit")
    found = visible(rows, actor, action)
    if action is Action.VIEW_PAPERS:
        addressed = visible(Recipient.objects.all(), actor, action, path="unit__path")
        found |= rows.filter(state__in=SENT, pk__in=addressed.values("paper_id"))
    return found.order_by("-drafted_at", "-id")


def paper(actor: Actor, paper_id: int, action: Action = Action.VIEW_PAPERS) -> Paper:
    """One paper within reach, with its content; 404 outside it."""
    rows = papers(actor, action).select_related(
        "unit", "subject_unit", "series__term", "model_version"
    )
    found = rows.defer("model_version__content").filter(pk=paper_id).first()
    if found is None:
        raise Http404("Không có văn bản này trong phạm vi của đồng chí.")
    return found


def recipients(paper: Paper) -> tuple[list[Recipient], list[Recipient]]:
    """The lines printed under "Nơi nhận", and the units the paper goes to. One statement."""
    rows = list(paper.recipients.select_related("unit").order_by("position"))
    return [r for r in rows if r.unit_id is None], [r for r in rows if r.unit_id is not None]


def bundle(actor: Actor, key: str, action: Action = Action.VIEW_PAPERS) -> QuerySet[Paper]:
    """The papers drafted together, in the order they were drafted, without their content."""
    return papers(actor, action).filter(bundle=key).order_by("id")


def with_content(rows: QuerySet[Paper]) -> QuerySet[Paper]:
    """The same papers with their bytes, for a file."""
    return rows.defer(None).defer("payload")


# ------------------------------------------------------------------ what it says, what it is


def text_of(paper_id: int) -> str:
    """The words of a paper, "" where none were read. Outside every scope: who asks has asked for
    the reach before. One statement."""
    return PaperText.objects.filter(paper_id=paper_id).values_list("text", flat=True).first() or ""


def cited(paper: Paper) -> str:
    """As a paper is cited: "Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Tỉnh ủy Lâm Đồng"."""
    return cited_as(paper.document_type, paper.number_symbol, paper.dated_on, paper.issuer)


def find_identity(
    actor: Actor, number_symbol: str, dated_on: date | None = None
) -> QuerySet[Paper]:
    """Papers within reach of that number, and day where it is told; of several issuers there may be
    several (R0.0), and of one paper a line in the register of each office."""
    found = papers(actor).exclude(state=State.DROPPED)
    if dated_on is not None:
        return found.filter(identity__startswith=key_prefix(number_symbol, dated_on))
    return found.filter(identity__startswith=f"{plain_number(number_symbol)}|")


def files(paper: Paper) -> QuerySet[PaperFile]:
    """The versions of a paper's file, newest first, without their bytes."""
    return paper.files.defer("content").order_by("-version")


def file_of(paper: Paper, version: int = 0) -> PaperFile:
    """One version of a paper's file, 0 the newest; 404 if there is none."""
    rows = paper.files.order_by("-version")
    found = (rows.filter(version=version) if version else rows).first()
    if found is None:
        raise Http404("Văn bản này không có tệp đó.")
    return found


def scan_of(paper: Paper) -> Scan | None:
    """How far the words of a long scan are found; None where it is none. One statement."""
    return Scan.objects.filter(paper=paper).first()


def drafted_on(paper: Paper) -> date:
    """The day a paper was drafted, as the office's wall calendar shows it."""
    return clock.local(paper.drafted_at).date()
