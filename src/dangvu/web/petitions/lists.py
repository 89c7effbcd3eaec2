"""Petitions within reach: the own ones, those to be answered, one of them, its slip."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.office.vietnamese import day
from dangvu.orgs import queries as orgs
from dangvu.rules import petitions as rules
from dangvu.rules.organisations import OrgType
from dangvu.rules.petitions import Deed
from dangvu.tasks.actions.petitions import note_opened, note_reading_list
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.queries import petitions as queries
from dangvu.tasks.queries.petitions import Box, Petition
from dangvu.web.petitions.forms import WithdrawForm
from dangvu.web.petitions.shown import (
    body_of,
    due_words,
    late_of,
    lead,
    marks,
    shown,
    state_chip,
    step_words,
)
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

BOXES = {
    "": (Box.OWED, "Phải trả lời"),
    "noi-khac": (Box.ELSEWHERE, "Nơi khác đang giữ"),
    "da-xong": (Box.OVER, "Đã xử lý"),
}


@gate(Action.VIEW_PETITIONS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """A member's own petitions; for everybody else those to be answered, the late first."""
    if reach(request.actor.role, Action.VIEW_PETITIONS) is Reach.SELF:
        return _own(request)
    actor, today = request.actor, clock.today()
    given = request.GET.get("xem", "")
    key = given if given in BOXES else ""
    box, title = BOXES[key]
    subject = request.GET.get("loai", "")
    subject = subject if subject in list(Subject) else ""
    page = queries.listing(actor, box, today, request.GET.get("sau", ""), subject=subject)
    note_reading_list(actor, [line.row.person_id for line in page.lines if line.name])
    tally = queries.tally(actor, today)
    numbers = {Box.OWED: tally.owed, Box.ELSEWHERE: tally.elsewhere, Box.OVER: tally.over}
    kept = {"xem": key, "loai": subject}
    unit = orgs.unit(actor, actor.unit_id)
    context = {
        "boxes": [(one, label, numbers[kind]) for one, (kind, label) in BOXES.items()],
        "key": key,
        "title": title,
        "total": None if subject else numbers[box],
        "tally": tally,
        "rows": [shown(line) for line in page.lines],
        "subject": subject,
        "subjects": [(one.value, one.label_vi) for one in Subject],
        "next_url": _url(kept, sau=page.after) if page.after else "",
        "first_url": _url(kept) if request.GET.get("sau") else "",
        "late": queries.late_beneath(actor, today),
        "unit": unit,
        "cell": OrgType(unit.type).is_cell,
        "may_answer": permits(actor, Action.ANSWER_PETITION, actor.unit_path),
        "may_raise": permits(actor, Action.RAISE_PETITION, actor.unit_path),
    }
    return render(request, "petitions/list.html", context)


def _own(request: Request) -> HttpResponse:
    actor, today = request.actor, clock.today()
    page = queries.mine(actor, today, request.GET.get("sau", ""))
    context = {
        "rows": [shown(line) for line in page.lines],
        "next_url": _url({}, sau=page.after) if page.after else "",
        "first_url": _url({}) if request.GET.get("sau") else "",
        "tied": actor.person_id is not None,
    }
    return render(request, "petitions/own.html", context)


def _url(kept: dict[str, str], **more: str) -> str:
    return "?" + urlencode({name: value for name, value in (kept | more).items() if value})


@gate(Action.VIEW_PETITIONS)
@require_GET
def one(request: Request, petition_id: int) -> HttpResponse:
    """One petition: the answer first, its way, what may be done."""
    return detail(request, queries.petition(request.actor, petition_id))


def detail(
    request: Request, row: Petition, form: WithdrawForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one petition. Leaves the event of having read it."""
    actor, today = request.actor, clock.today()
    note_opened(actor, row)
    steps = queries.steps(row)
    joined = queries.joined_to(row)
    deeds = queries.possible(actor, row, len(joined))
    seen = steps[-1].pk if steps else 0
    chip, words = state_chip(row, late_of(row, today))
    context = {
        **_facts(request, row),
        "chip": chip,
        "words": words,
        "lead": lead(row),
        "marks": marks(row, steps),
        "history": [(step_words(step), step) for step in reversed(steps)],
        "joined": [(rules.cited(one.number, one.year), one) for one in joined],
        "may": {deed.value for deed in deeds},
        "acts": any(deed is not Deed.WITHDRAW for deed in deeds),
        "seen": seen,
        "form": form or WithdrawForm(initial={"seen": seen}),
    }
    return render(request, "petitions/one.html", context, status=status)


def _facts(request: Request, row: Petition) -> dict[str, Any]:
    actor = request.actor
    number, title = queries.about(row)
    own = actor.person_id == row.person_id
    name = queries.names_of(actor, [row]).get(row.person_id, "")
    return {
        "row": row,
        "holder": body_of(row.holder),
        "own": own,
        "cited": rules.cited(row.number, row.year),
        "subject": Subject(row.subject).label_vi,
        "name": name or "Đảng viên đã chuyển sinh hoạt đi nơi khác",
        "paper": f"{number}, {title}" if number else title,
        "due": due_words(row),
    }


@gate(Action.VIEW_PETITIONS)
@require_GET
def slip(request: Request, petition_id: int) -> HttpResponse:
    """A petition and its answer on a sheet of A4, to be printed and kept."""
    actor = request.actor
    row = queries.petition(actor, petition_id)
    note_opened(actor, row)
    context = {
        **_facts(request, row),
        "organ": orgs.letterhead(row.unit_id),
        "history": [(step_words(step), step) for step in queries.steps(row)],
        "today": day(clock.today()),
        "lead": lead(row),
    }
    return render(request, "petitions/slip.html", context)
