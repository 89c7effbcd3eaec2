"""Word models: the version in use of each kind, how a clerk changes it, what it may name."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may, permits
from dangvu.documents import actions, queries
from dangvu.documents.papers import DOCX
from dangvu.documents.samples import NAMES, sample
from dangvu.kernel.refusals import Impossible
from dangvu.office.archives import PackageRefused, read_limited
from dangvu.office.letters import LetterRefused
from dangvu.office.letters import render as filled
from dangvu.office.payloads import CASE_MODELS
from dangvu.office.wordmodel import MODEL_LIMITS
from dangvu.orgs import queries as orgs
from dangvu.web.components.fields import mistake
from dangvu.web.papers.files import saved
from dangvu.web.papers.forms import ModelForm
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request


def _known(kind: str) -> str:
    if kind not in queries.MODELS:
        raise Http404("Không có loại mẫu này.")
    return queries.MODELS[kind]


@gate(Action.VIEW_MODELS)
@require_GET
def models(request: Request) -> HttpResponse:
    """Each kind of paper and the version its office writes with."""
    newest: dict[str, object] = {}
    for row in queries.models(request.actor.unit_id, list(queries.MODELS)):
        newest.setdefault(row.kind, row)
    groups: dict[str, list[tuple[object, ...]]] = {"Công văn, danh sách, giấy giới thiệu": []}
    for kind, label in queries.MODELS.items():
        form = CASE_MODELS.get(kind)
        group = form.group.label_vi if form else next(iter(groups))
        unsure = form.confidence if form and not form.confidence.confirmed else None
        groups.setdefault(group, []).append((kind, label, newest.get(kind), unsure))
    context = {
        "groups": groups.items(),
        "may_edit": permits(request.actor, Action.EDIT_MODELS, request.actor.unit_path),
    }
    return render(request, "papers/models.html", context)


@gate(Action.VIEW_MODELS)
@require_http_methods(["GET", "POST"])
def model(request: Request, kind: str) -> HttpResponse:
    """One kind: its versions, and the form for an edited one."""
    label = _known(kind)
    form = ModelForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST":
        may(request.actor, Action.EDIT_MODELS, request.actor.unit_path)
        problems = _add(request, kind, form)
        if form.is_valid() and not problems:
            return redirect("paper_model", kind)
    context = {
        "kind": kind,
        "label": label,
        "form": form,
        "problems": problems,
        "versions": queries.models(request.actor.unit_id, [kind]),
        "shared": kind not in queries.KINDS,
        "unit": orgs.unit(request.actor, request.actor.unit_id),
        "may_edit": permits(request.actor, Action.EDIT_MODELS, request.actor.unit_path),
    }
    failed = request.method == "POST"
    return render(request, "papers/model.html", context, status=422 if failed else 200)


def _add(request: Request, kind: str, form: ModelForm) -> list[str]:
    """Takes the model sent; gives back why not, one sentence each."""
    if not form.is_valid():
        return []
    try:
        content = read_limited(form.cleaned_data["file"].file, MODEL_LIMITS)
        made = actions.add_model(
            request.actor, request.actor.unit_id, kind, content, form.cleaned_data["note"]
        )
    except PackageRefused as refused:
        form.add_error("file", mistake(refused.message_vi, code=refused.code))
        return [refused.message_vi]
    except Impossible as refusal:
        reasons = refusal.message_vi.split("\n")
        form.add_error("file", _too_many(reasons) if len(reasons) > 1 else mistake(reasons[0]))
        return reasons
    messages.success(
        request,
        f"Đã đưa bản {made.version} vào dùng. Văn bản soạn từ nay theo bản này; dự thảo cũ giữ "
        "mẫu cũ.",
    )
    return []


def _too_many(reasons: list[str]) -> ValidationError:
    return mistake(f"Mẫu có {len(reasons)} chỗ chưa dùng được.", mend="Xem từng chỗ ở trên.")


@gate(Action.VIEW_MODELS)
@require_GET
def model_file(request: Request, kind: str) -> HttpResponse:
    """A version of a model as a Word file, to be edited: ``?ban=2``, 0 the one that came with the
    house, else the one in use."""
    _known(kind)
    wanted = request.GET.get("ban", "")
    unit_id = request.actor.unit_id
    found = (
        queries.model_version(unit_id, kind, int(wanted))
        if wanted.isdecimal() and len(wanted) < 6
        else queries.model_in_use(unit_id, kind)
    )
    return saved(found.content, f"mau-{_slug(kind)}-ban-{found.version}.docx", DOCX)


@gate(Action.VIEW_MODELS)
@require_GET
def model_trial(request: Request, kind: str) -> HttpResponse:
    """The model in use, filled with a made-up paper, to be looked at in Word."""
    _known(kind)
    found = queries.model_in_use(request.actor.unit_id, kind)
    try:
        content = filled(found.content, sample(kind))
    except LetterRefused as refused:
        messages.warning(request, refused.message_vi)
        return redirect("paper_model", kind)
    return saved(content, f"xem-thu-{_slug(kind)}-ban-{found.version}.docx", DOCX)


def _slug(kind: str) -> str:
    return kind.replace("_", "-")


@gate(Action.VIEW_MODELS)
@require_GET
def slots(request: Request, kind: str) -> HttpResponse:
    """Every name a model may use and what stands there, for whoever edits it."""
    label = _known(kind)
    names = NAMES[kind]
    context = {
        "kind": kind,
        "label": label,
        "slots": [(name, says, name in names.required) for name, says in names.known.items()],
    }
    return render(request, "papers/slots.html", context)
