"""The first page of each role: what one owes, by when; what changed in one's reach."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access import overview as access
from dangvu.access import trail
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Role
from dangvu.access.overview import Change
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.kernel.audit_labels import ACTIONS
from dangvu.members import queries as members
from dangvu.office.vietnamese import place_kind
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType
from dangvu.rules.targets import COUNTS_DUE, DEADLINES
from dangvu.targets import duties
from dangvu.targets.duties import Owed
from dangvu.tasks.queries import petitions
from dangvu.web.home.duties import duties_page
from dangvu.web.shell.gate import Gate, gate
from dangvu.web.shell.request import Request

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
AUDIT_LINES = 12
READINGS = 3
WATCHED = 10


@gate(Gate.ANY_ACTOR)
@require_GET
def home(request: Request) -> HttpResponse:
    """The page of the actor's role."""
    match request.actor.role:
        case Role.MEMBER:
            return _member(request)
        case Role.IT_ADMINISTRATOR:
            return _administrator(request)
        case Role.AUDITOR:
            return _auditor(request)
        case _:
            return _worker(request)


def _day(today: date) -> str:
    return f"{WEEKDAYS[today.weekday()]} {today:%d/%m/%Y}"


def _changes(actor: Actor) -> list[tuple[Change, str]]:
    """What was last written in reach, each with the name of its unit. Two statements."""
    found = access.recent_changes(actor)
    unit_of = {change.unit_path: orgs.ids_of(change.unit_path)[-1] for change in found
               if change.unit_path}  # fmt: skip
    names = orgs.names(list(unit_of.values()))
    return [(change, names.get(unit_of.get(change.unit_path, 0), "")) for change in found]


def _worker(request: Request) -> HttpResponse:
    """Everybody who works with figures; a cell's page is made for a phone."""
    actor, today = request.actor, clock.today()
    owed = duties.owed(actor, today)
    unit = owed.unit or orgs.unit(actor, actor.unit_id)
    cell = OrgType(unit.type).is_cell
    page = duties_page(actor, owed, today, main=not cell)
    context = {
        "unit": unit,
        "day": _day(today),
        "today": today,
        "owed": owed,
        "agenda": page.owed,
        "page": page,
        "changes": _changes(actor),
        "deadlines": [(rule.title_vi, rule.at(today).value, rule.unit_vi) for rule in DEADLINES],
        "deadline_basis": COUNTS_DUE.at(today).basis,
        "heads": members.headcount(unit.path) if cell else None,
        "given_name": request.user.full_name.split()[-1],
        "watch": _watch(actor, owed),
        **_standing(unit, owed),
        **_may(actor),
    }
    return render(request, "home/cell.html" if cell else "home/work.html", context)


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "may_record": permits(actor, Action.RECORD_ADMISSION, actor.unit_path),
        "may_record_cases": permits(actor, Action.RECORD_CASE, actor.unit_path),
        "may_see_members": permits(actor, Action.VIEW_MEMBERS, actor.unit_path),
        "may_give": permits(actor, Action.ASSIGN_TASKS, actor.unit_path),
        "may_answer": permits(actor, Action.ANSWER_PETITION, actor.unit_path),
        "may_issue": permits(actor, Action.ISSUE_LETTERS, actor.unit_path),
    }


def _watch(actor: Actor, owed: Owed) -> dict[str, Any] | None:
    """What a reader who has no duty here looks for: long without an admission, or doing well."""
    if owed.sheet is None:
        return None
    address = reverse("month_of", args=[owed.month, owed.sheet.unit_id])
    if actor.role is Role.INSPECTION_OFFICER:
        lines = [line for line in owed.sheet.lines if line.accountability]
        lines.sort(key=lambda line: -line.zero_months)
        title = "Nhiều tháng liền chưa kết nạp"
        url = f"{address}?zero={owed.sheet.policy.zero_months}#bang"
    elif actor.role is Role.PROPAGANDA_OFFICER:
        lines = [line for line in owed.sheet.lines if line.cls == "high"]
        lines.sort(key=lambda line: -(line.pace or 0))
        title, url = "Làm tốt, nên biểu dương", f"{address}?class=high#bang"
    else:
        return None
    if not lines:
        return None
    return {"title": title, "url": url, "number": len(lines), "lines": lines[:WATCHED]}


def _standing(unit: orgs.Unit, owed: Owed) -> dict[str, Any]:
    """The panel of the own figure: the line on the superior's sheet; for the top, the total."""
    sheet, own = owed.sheet, owed.own
    line = own.line if own else (sheet.total if sheet else None)
    if line is None or (own is None and sheet is not None and not sheet.lines):
        return {"line": None}
    policy = own.policy if own else (sheet.policy if sheet else None)
    return {
        "line": line,
        "policy": policy,
        "ours": _ours(unit),
        "line_url": reverse("own_month", args=[owed.month, unit.pk])
        if own
        else reverse("month_of", args=[owed.month, unit.pk]),
        "records_url": reverse("month_records", args=[owed.month, unit.pk]),
        "short_of": None
        if line.target is None or line.projected is None
        else max(line.target - line.projected, 0),
    }


def _ours(unit: orgs.Unit) -> str:
    """ "Phường ta", "Xã ta", "Toàn tỉnh": how an office calls its own place."""
    if unit.type == OrgType.PROVINCIAL:
        return "Toàn tỉnh"
    if OrgType(unit.type).is_cell:
        return "Chi bộ ta"
    kind = place_kind(unit.name) or "đơn vị"
    return f"{kind[:1].upper()}{kind[1:]} ta"


def _member(request: Request) -> HttpResponse:
    """A member: what is owed, the own obstacles and record, and who read it."""
    actor, today = request.actor, clock.today()
    person = members.member(actor, actor.person_id) if actor.person_id else None
    read = members.readings(person, READINGS) if person else []
    page = duties_page(actor, duties.owed(actor, today), today, main=False)
    news = petitions.own_news(actor, today)
    context = {
        "day": _day(today),
        "unit": orgs.unit(actor, actor.unit_id),
        "person": person,
        "agenda": page.owed,
        "page": page,
        "petitions": [line for line in news if line.row.state != "answered"],
        "readings": [(reading, ACTIONS.get(reading.action, "")) for reading in read],
        "given_name": request.user.full_name.split()[-1],
    }
    return render(request, "home/member.html", context)


def _administrator(request: Request) -> HttpResponse:
    """The IT administrator: accounts, who is locked out, sessions; nothing personal."""
    today = clock.today()
    leaf = trail.leaf(request.actor, trail.Sought(kind="access"), limit=AUDIT_LINES)
    context = {
        "day": _day(today),
        "accounts": access.accounts_overview(request.actor, today),
        "events": [(line, ACTIONS.get(line.action, line.action)) for line in leaf.lines],
    }
    return render(request, "home/accounts.html", context)


def _auditor(request: Request) -> HttpResponse:
    """The auditor: the last events, and the figures as published."""
    actor, today = request.actor, clock.today()
    leaf = trail.leaf(actor, trail.Sought(), limit=AUDIT_LINES)
    owed = duties.owed(actor, today)
    unit = owed.unit or orgs.unit(actor, actor.unit_id)
    context = {
        "day": _day(today),
        "unit": unit,
        "owed": owed,
        "events": [(line, ACTIONS.get(line.action, line.action)) for line in leaf.lines],
        **_standing(unit, owed),
    }
    return render(request, "home/auditor.html", context)
