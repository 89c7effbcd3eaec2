"""Texts of a long table that name no unit, or several: the user says once which unit is meant."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dangvu.intake import queries
from dangvu.intake.actions import tables
from dangvu.intake.actions.choosing import Pick, choose_units
from dangvu.intake.bulk import BulkKind
from dangvu.intake.catalogue import Choice
from dangvu.intake.matching import Directory
from dangvu.kernel import audit
from dangvu.kernel.refusals import Impossible
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks import cell_ref
from dangvu.orgs import queries as orgs
from dangvu.web.components.ids import is_id
from dangvu.web.intake import long
from dangvu.web.intake.kinds import LONG, origin
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import Request

PAGE = 50
LISTED = 400
"""Up to so many units are all listed for whoever types a name."""


@dataclass(frozen=True)
class Asked:
    """One text: where it first stands, in how many rows, why no unit was taken, what is offered,
    and what the user has said."""

    number: int
    text: str
    cell: str
    rows: int
    why: str
    choices: tuple[Choice, ...]
    picked: int | None
    typed: str
    wrong: str


@dataclass(frozen=True)
class Known:
    """A choice made before: the text, the unit, in how many rows of this table it stands."""

    text: str
    unit: str
    rows: int


@gate(Gate.ANY_ACTOR)
@require_http_methods(["GET", "POST"])
def units(request: Request, batch_id: int) -> HttpResponse:
    """The texts with the most rows first; what is chosen is remembered, and the table read anew."""
    found, kind = queries.batch(request.actor, batch_id, LONG)
    if not found.is_staged:
        return redirect("import_batch", found.pk)
    if request.method == "GET":
        return _show(request, found, kind)
    try:
        with transaction.atomic():
            long.not_busy(found)
            changed = choose_units(
                request.actor, kind, found.pk, _picks(request), _dropped(request)
            )
            if changed and "next" not in request.POST:
                long.read(request, kind, found)
    except Impossible as refused:
        return _show(request, found, kind, refused)
    if "next" in request.POST:
        return redirect(f"{reverse('import_units', args=[found.pk])}?tu={_start(request) + PAGE}")
    if changed:
        messages.success(request, f"Đã nhớ {changed} lựa chọn, tệp được đọc lại. Chưa ghi gì.")
    return redirect("import_batch", found.pk)


def _show(
    request: Request, found: queries.Batch, kind: BulkKind, refused: Impossible | None = None
) -> HttpResponse:
    directory = kind.places(tables.occasion(request.actor, found))
    start = _start(request)
    texts = queries.unit_texts(found, kind.subject, start, PAGE + 1)
    chosen = {one.text: one.chosen_id for one in queries.chosen(found)}
    label, address = origin(kind)
    audit.record(
        request.actor, "view_import", kind=audit.Kind.READ, subject=("batch", found.pk),
        unit_path=found.unit_path, data={"kind": kind.code, "count": len(texts[:PAGE])},
    )  # fmt: skip
    said = _picks(request)
    asked = [
        _asked(found, kind, directory, number, one, said.get(one.text), chosen.get(one.text),
               refused)
        for number, one in enumerate(texts[:PAGE])
    ]  # fmt: skip
    waiting = {one.text for one in texts}
    context = {
        "batch": found, "kind": kind, "name": found.file_name, "origin_label": label,
        "origin_url": address, "unit": orgs.unit(request.actor, found.unit_id, kind.action),
        "asked": asked, "start": start, "more": len(texts) > PAGE,
        "count": queries.unit_texts_count(found, kind.subject), "refused": refused,
        "listed": _listed(directory), "known": _known(found, kind, directory, chosen, waiting),
    }  # fmt: skip
    return render(request, "intake/units.html", context, status=422 if refused else 200)


def _asked(
    found: queries.Batch,
    kind: BulkKind,
    directory: Directory,
    number: int,
    one: queries.UnitText,
    said: Pick | None,
    chosen: int | None,
    refused: Impossible | None,
) -> Asked:
    match = directory.match(one.text)
    at = found.summary["columns"].get(kind.subject)
    offered = match.choices
    if match.unit_id is not None:
        offered = (directory.choice(match.unit_id),)
    return Asked(
        number, one.text, f"dòng {one.first}" if at is None else cell_ref(at, one.first), one.rows,
        match.message or one.why, offered, said.unit_id if said else chosen,
        said.name if said else "",
        refused.message_vi if refused and refused.field == one.text else "",
    )  # fmt: skip


def _known(
    found: queries.Batch,
    kind: BulkKind,
    directory: Directory,
    chosen: dict[str, int],
    waiting: set[str],
) -> list[Known]:
    """What was chosen before and is in use, in two statements at most."""
    texts = [t for t, u in chosen.items() if u in directory.units and t not in waiting]
    rows = queries.rows_with(found, kind.cells.index(kind.subject), texts)
    return [Known(t, directory.choice(chosen[t]).label, rows.get(t, 0)) for t in texts]


def _listed(directory: Directory) -> list[str]:
    if len(directory.units) > LISTED:
        return []
    return sorted({directory.choice(unit_id).label for unit_id in directory.units})


def _start(request: Request) -> int:
    text = request.POST.get("tu") or request.GET.get("tu", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _picks(request: Request) -> dict[str, Pick]:
    """What was said of each text of the page."""
    picks = {}
    for number in range(PAGE):
        text = clean(request.POST.get(f"chu_{number}", ""))
        unit = request.POST.get(f"chon_{number}", "")
        name = clean(request.POST.get(f"ten_{number}", ""))[:300]
        if text and (unit or name):
            picks[text] = Pick(int(unit) if is_id(unit) else None, name)
    return picks


def _dropped(request: Request) -> set[str]:
    return {clean(text) for text in request.POST.getlist("bo")}
