"""How an office changes a form: titles, order, what is hidden, lines and columns of its own."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.rules.forms_tctw import COLUMN, PROPOSED, Column, Form, Line, Revision
from dangvu.statistics import papers, queries
from dangvu.statistics.actions import revise_form
from dangvu.statistics.catalogue import named
from dangvu.statistics.queries import Branch
from dangvu.web.components.fields import refuse
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request
from dangvu.web.statistics.entry import ReviseForm

MOST_CODES = 6
"""So many codes of a condition are told by name."""


@dataclass(frozen=True)
class Entry:
    """A line or column on the page: its code as the address of its fields, what it is called by
    itself, what it stands for."""

    code: str
    original: str
    one: Line | Column
    place: int

    @property
    def about(self) -> str:
        """What it counts, or how sure it is."""
        if self.one.added and self.one.dimension:
            names = [named(self.one.dimension, code) for code in self.one.codes]
            words = ", ".join(names[:MOST_CODES]) + (" …" if len(names) > MOST_CODES else "")
            return f"{self.one.dimension.label_vi}: {'trừ ' if self.one.but else ''}{words}"
        return self.one.basis.confidence.label_vi if isinstance(self.one, Line) else ""


@gate(Action.FREEZE_STATISTICS)
@require_http_methods(["GET", "POST"])
def revise(request: Request, unit_id: int, number: int) -> HttpResponse:
    """The form as it stands, every part of it to be changed; with its history, from which an
    earlier version is taken up again (``phien``, 0: the form as it comes)."""
    of = queries.branch(request.actor, unit_id)
    may(request.actor, Action.FREEZE_STATISTICS, of.path)
    today, plain = clock.today(), queries.form(number)
    before = _begun(of, number, (request.POST or request.GET).get("phien", ""))
    entry = ReviseForm(request.POST or None, initial={"since": today})
    change = before
    if request.method == "POST":
        change = _read(request.POST, plain, before)
        if entry.is_valid() and _revised(request, unit_id, number, change, entry):
            return redirect("stats_form", unit_id, number)
    shown = queries.form(number, change)
    context = {
        "of": of,
        "shown": shown,
        "title": papers.title_of(plain),
        "entry": entry,
        "lines": [
            Entry(line.code, (plain.line(line.code) or line).title, line, place)
            for place, line in enumerate(shown.lines, 1)
        ],
        "columns": [
            Entry(COLUMN + column.code, (plain.column(column.code) or column).title, column, place)
            for place, column in enumerate(shown.columns, 1)
        ],
        "history": list(queries.definitions(of.unit, number)[:20]),
        "version": (request.POST or request.GET).get("phien", ""),
        "fixed": plain.counts == "movement",
    }
    return render(request, "statistics/revise.html", context, status=422 if entry.is_bound else 200)


def _begun(of: Branch, number: int, version: str) -> Revision:
    """What the page begins with: a version of the history, else what is in force."""
    if version == "0":
        return Revision()
    asked = ids([version])
    if not asked:
        return queries.revision_on(of.unit, number, clock.today())
    row = queries.definitions(of.unit, number).filter(pk=asked[0]).first()
    if row is None:
        raise Http404("Không có bản sửa này.")
    return Revision.from_json(row.change)


def _read(sent: QueryDict, plain: Form, before: Revision) -> Revision:
    """The change as entered: only what differs from the form as it comes. What an office added is
    dropped where it is ticked; what came with the form is hidden."""
    lines = [line for line in before.added if f"hide-{line.code}" not in sent]
    columns = [c for c in before.columns if f"hide-{COLUMN}{c.code}" not in sent]
    kept = replace(before, added=tuple(lines), columns=tuple(columns))
    titles, hidden = {}, set()
    named_ = [(line.code, line.title) for line in (*plain.lines, *lines)]
    named_ += [(COLUMN + column.code, column.title) for column in (*plain.columns, *columns)]
    for code, original in named_:
        text = sent.get(f"title-{code}", "").replace("\0", "").strip()[:200]
        if text and text != original:
            titles[code] = text
        if f"hide-{code}" in sent:
            hidden.add(code)
    return replace(
        kept, titles=titles, hidden=frozenset(hidden), order=_order(sent, plain, kept, before)
    )


def _order(sent: QueryDict, plain: Form, kept: Revision, before: Revision) -> tuple[str, ...]:
    """The codes in the order of the numbers entered; whoever was given the number of another stands
    before it. Empty where that is the order the form has by itself."""
    shown, own = _codes(plain, before), _codes(plain, replace(kept, order=()))
    order: list[str] = []
    for was, is_own in zip(shown, own, strict=True):
        ranked = []
        for place, code in enumerate(was, 1):
            text = sent.get(f"order-{code}", "").strip()
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else place
            ranked.append(((number, number == place, place), code))
        order += [code for _, code in sorted(ranked) if code in is_own]
    return () if order == [code for codes in own for code in codes] else tuple(order)


def _codes(plain: Form, change: Revision) -> tuple[list[str], list[str]]:
    form = queries.form(plain.number, change)
    return [line.code for line in form.lines], [COLUMN + c.code for c in form.columns]


def _revised(
    request: Request, unit_id: int, number: int, change: Revision, entry: ReviseForm
) -> bool:
    entered: dict[str, Any] = entry.cleaned_data
    if "condition" in entered:
        code, title = change.free_code(), entered["added_title"]
        if entered["added_as"] == "column":
            column = Column(code, title, added=True, **entered["condition"])
            change = replace(change, columns=(*change.columns, column))
        else:
            line = Line(code, title, PROPOSED, level=1, added=True, **entered["condition"])
            change = replace(change, added=(*change.added, line))
    try:
        revise_form(request.actor, unit_id, number, entered["since"], change, entered["reason"])
    except Impossible as refusal:
        refuse(entry, refusal)
        return False
    messages.success(request, "Đã sửa biểu. Bản đã chốt giữ nguyên như lúc chốt.")
    return True
