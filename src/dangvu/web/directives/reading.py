"""The page of a paper beside its duties, before anything is given out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.documents import queries as documents
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs import queries as orgs
from dangvu.rules.obligations import Audience, Product
from dangvu.tasks.actions import adopting, reading
from dangvu.tasks.proposal import OWN, Proposed, called, unready
from dangvu.tasks.queries import audience, directives
from dangvu.tasks.queries.audience import Resolved
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids, is_id
from dangvu.web.directives.choosing import Choice, choice
from dangvu.web.directives.forms import DutyForm, cuts, initial_of, told_typed, typed
from dangvu.web.directives.marked import paragraphs
from dangvu.web.directives.words import when
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.tasks.models import Directive

    Deed = Callable[[Request, Directive, str, int], str]

NEW = "moi"
State = directives.State
Asked = tuple[str, tuple[int, ...]]


@dataclass(frozen=True)
class Shown:
    """A proposed duty as the page shows it. ``to``: the units it falls on; ``missing`` what is
    still to be chosen before it can be given."""

    one: Proposed
    place: int
    product: str
    audience: str
    to: Sequence[Resolved]
    when: str
    missing: str
    form: DutyForm | None = None

    @property
    def settled(self) -> bool:
        return self.one.seen and not self.missing and not self.one.doubts

    @property
    def cuts(self) -> list[tuple[int, str, str]]:
        return cuts(self.one.what)


@gate(Action.ADOPT_DIRECTIVE)
@require_POST
def open_from(request: Request, paper_id: int) -> HttpResponse:
    """Reads the duties of a paper of the register; nothing is given out by it."""
    try:
        found = reading.open_directive(request.actor, paper_id)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
        return redirect("paper", paper_id)
    if found.state != State.READING:
        return redirect("directive", found.pk)
    return redirect("directive_reading", found.pk)


def _found(request: Request, directive_id: int) -> Directive:
    found = directives.directive(request.actor, directive_id)
    may(request.actor, Action.ADOPT_DIRECTIVE, found.unit_path)
    return found


@gate(Action.ADOPT_DIRECTIVE)
@require_GET
def page(request: Request, directive_id: int) -> HttpResponse:
    """The paper and its duties side by side. ``?sua=`` opens one of them, ``?them=1`` a new one."""
    found = _found(request, directive_id)
    if found.state != State.READING:
        return redirect("directive", found.pk)
    return _page(request, found)


@gate(Action.ADOPT_DIRECTIVE)
@require_POST
def duty(request: Request, directive_id: int, key: str) -> HttpResponse:
    """Writes one duty as entered; a new one where ``key`` says so."""
    found = _found(request, directive_id)
    standing = next((one for one in directives.proposed(found) if one.key == key), Proposed(NEW))
    sent, text = request.POST, request.POST.get("find", "").strip()
    to_choose = choice(found, ids(sent.getlist("units")), text)
    if found.state != State.READING:
        return _too_late(request, found, _form(to_choose, sent))
    if "tim" in sent or (text and text != sent.get("sought", "")):
        return _sought(request, found, key, to_choose)
    form = _form(to_choose, sent)
    if form.is_valid():
        try:
            said = _write(request, found, form.proposed(standing), key)
        except Overtaken as late:
            refuse(form, late)
            return _seen_again(request, found.pk, key, form)
        except Impossible as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said)
            return _back(found.pk, "" if key == NEW else key)
    return _page(request, found, key, form)


def _form(
    to_choose: Choice, sent: QueryDict | None = None, initial: dict[str, Any] | None = None
) -> DutyForm:  # fmt: skip
    form = DutyForm(sent, to_choose.units, auto_id="nv_%s", initial=initial)
    form.to_choose = to_choose
    return form


def _sought(request: Request, found: Directive, key: str, to_choose: Choice) -> HttpResponse:
    """The units found by a text beside those chosen; everything typed stays, nothing is judged.
    For a script the list alone."""
    form = _form(to_choose, initial=typed(DutyForm, request.POST))
    if "HX-Request" in request.headers:
        return render(request, "directives/_units.html", {"form": form})
    return _page(request, found, key, form)


def _write(request: Request, found: Directive, entered: Proposed, key: str) -> str:
    edition = _edition(request)
    if key == NEW:
        reading.add(request.actor, found.pk, edition, entered)
        return "Đã thêm nhiệm vụ."
    reading.change(request.actor, found.pk, edition, replace(entered, key=key))
    return f"Đã ghi nhiệm vụ {called(entered)}."


def _seen_again(
    request: Request, directive_id: int, key: str, form: DutyForm
) -> HttpResponse:  # fmt: skip
    """What was typed, beside the duties as somebody else left them: written again, it counts. A
    duty that is no more on the page is shown as a new one."""
    found = _found(request, directive_id)
    if found.state != State.READING:
        return _too_late(request, found, form)
    stands = next((one for one in directives.proposed(found) if one.key == key), None)
    return _page(request, found, key if stands and not stands.dropped else NEW, form, stands)


def _too_late(request: Request, found: Directive, form: DutyForm) -> HttpResponse:
    """The duties were given out or dropped while somebody typed: who did it, and what was typed,
    to be taken along."""
    context = {
        "found": found, "cited": directives.cited(found), "typed": list(told_typed(form)),
        "who": found.confirmed_by or found.recorded_by,
    }  # fmt: skip
    return render(request, "directives/too_late.html", context, status=422)


@gate(Action.ADOPT_DIRECTIVE)
@require_POST
def deed(request: Request, directive_id: int) -> HttpResponse:
    """What is done to a duty by one button: found right, left out, restored, cut, put together."""
    found = _found(request, directive_id)
    key, edition = request.POST.get("key", ""), _edition(request)
    act = DEEDS.get(request.POST.get("deed", ""))
    if act is None:
        raise Http404("Không có việc này.")
    try:
        said = act(request, found, key, edition)
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
    else:
        messages.success(request, said)
    return _back(found.pk, key)


def _right(request: Request, found: Directive, key: str, edition: int) -> str:
    one = _standing(found, key)
    reading.change(request.actor, found.pk, edition, replace(one, doubts=(), seen=True))
    return f"Đã xem: {called(one)}."


def _drop(request: Request, found: Directive, key: str, edition: int) -> str:
    reading.drop(request.actor, found.pk, edition, key)
    return "Đã bỏ ra ngoài. Vẫn còn trên trang, lấy lại được."


def _restore(request: Request, found: Directive, key: str, edition: int) -> str:
    reading.restore(request.actor, found.pk, edition, key)
    return "Đã lấy lại nhiệm vụ."


def _split(request: Request, found: Directive, key: str, edition: int) -> str:
    at = request.POST.get("at", "")
    if not is_id(at):
        raise Impossible("split_nowhere", "Chưa chọn chỗ tách.", "at")
    reading.split(request.actor, found.pk, edition, key, int(at))
    return "Đã tách thành hai nhiệm vụ."


def _join(request: Request, found: Directive, key: str, edition: int) -> str:
    other = request.POST.get("other", "")
    if not other:
        raise Impossible("join_nothing", "Chưa chọn nhiệm vụ để gộp.", "other")
    reading.join(request.actor, found.pk, edition, key, other)
    return "Đã gộp hai nhiệm vụ làm một."


DEEDS: dict[str, Deed] = {
    "right": _right, "drop": _drop, "restore": _restore, "split": _split, "join": _join,
}  # fmt: skip


@gate(Action.ADOPT_DIRECTIVE)
@require_POST
def confirm(request: Request, directive_id: int) -> HttpResponse:
    """Gives the duties out: from here on units have them."""
    found = _found(request, directive_id)
    try:
        adopting.confirm(request.actor, found.pk, _edition(request))
    except Overtaken as late:
        messages.warning(request, late.message_vi)
    except Impossible as refusal:
        messages.error(request, refusal.message_vi)
        key, _, _ = refusal.field.partition(".")
        return _back(found.pk, key, opened=bool(key))
    else:
        messages.success(request, "Đã giao. Từ giờ mỗi nơi thấy nhiệm vụ của mình.")
    return redirect("directive", found.pk)


@gate(Action.ADOPT_DIRECTIVE)
@require_POST
def abandon(request: Request, directive_id: int) -> HttpResponse:
    """Says that nothing is to be given from this paper."""
    found = _found(request, directive_id)
    try:
        adopting.abandon(request.actor, found.pk, _edition(request))
    except Impossible as refusal:
        messages.warning(request, refusal.message_vi)
        return redirect("directive_reading", found.pk)
    messages.success(request, "Đã bỏ, không giao gì từ văn bản này. Mở lại được ở trang văn bản.")
    return redirect("directive_list")


def _edition(request: Request) -> int:
    given = request.POST.get("edition", "")
    return int(given) if is_id(given) else -1


def _standing(found: Directive, key: str) -> Proposed:
    for one in directives.proposed(found):
        if one.key == key:
            return one
    raise Http404("Không còn nhiệm vụ này trên trang.")


def _back(directive_id: int, key: str, *, opened: bool = False) -> HttpResponse:
    asked = f"?sua={key}" if opened else ""
    anchor = f"#{key}" if key else "#nhiem-vu"
    return redirect(reverse("directive_reading", args=[directive_id]) + asked + anchor)


def _resolve(found: Directive, asked: Asked) -> list[Resolved]:
    day = audience.day_for(found.unit, directives.paper_day(found), clock.today())
    return audience.resolve(found.unit, asked[0], day, asked[1])


def _page(
    request: Request, found: Directive, key: str = "", form: DutyForm | None = None,
    overtaken_by: Proposed | None = None,
) -> HttpResponse:  # fmt: skip
    text = documents.text_of(found.paper_id)
    standing = directives.proposed(found)
    opened = key or request.GET.get("sua", "")
    adding = form if key == NEW else None
    if adding is None and "them" in request.GET:
        initial = {"due_kind": "through", "times": 1}
        adding = _form(choice(found), initial=initial)
    shown = _shown(found, standing)
    rows = [
        replace(row, form=form or _form(choice(found, row.one.units),
                                        initial=initial_of(row.one)))
        if row.one.key == opened and key != NEW
        else row
        for row in shown
    ]  # fmt: skip
    kept = [row for row in rows if not row.one.dropped]
    context = {
        "found": found,
        "cited": directives.cited(found),
        "paragraphs": paragraphs(
            text, [(row.one.key, str(row.place), row.one.span) for row in kept]
        ),
        "rows": rows,
        "kept": kept,
        "others": [(row.one.key, row.place, called(row.one)) for row in kept],
        "adding": adding,
        "form": adding or next((row.form for row in rows if row.form), None),
        "new": NEW,
        "deep": len(found.unit_path) + orgs.LABEL_WIDTH + 1,
        "overtaken_by": overtaken_by and _shown(found, [overtaken_by])[0],
        "reached": len({unit.unit_id for row in kept for unit in row.to}),
        **_tally(kept),
    }
    failed = form is not None and form.is_bound
    return render(request, "directives/reading.html", context, status=422 if failed else 200)


def _tally(kept: Sequence[Shown]) -> dict[str, Any]:
    missing = Counter(row.missing for row in kept if row.missing)
    return {
        "missing": sum(missing.values()),
        "first_missing": next((row for row in kept if row.missing), None),
        "doubtful": sum(bool(row.one.doubts) for row in kept),
        "settled": sum(row.settled for row in kept),
    }


def _shown(found: Directive, standing: Sequence[Proposed]) -> list[Shown]:
    """The duties with the units they fall on; one look into the tree for each audience."""
    asked: dict[Asked, list[Resolved]] = {}
    rows = []
    for place, one in enumerate(standing, 1):
        which = (one.audience, tuple(sorted(one.units)))
        if which not in asked:
            asked[which] = _resolve(found, which) if one.audience or one.units else []
        missing = unready(one)
        rows.append(
            Shown(
                one=one,
                place=place,
                product=Product(one.product).label_vi if one.product else "",
                audience=_audience(one),
                to=asked[which] if one.audience not in OWN else asked[which][:0],
                when=when(one),
                missing=missing.message_vi if missing else "",
            )
        )
    return rows


def _audience(one: Proposed) -> str:
    label = Audience(one.audience).label_vi if one.audience else ""
    if one.audience in OWN and one.organ:
        return one.organ
    return label
