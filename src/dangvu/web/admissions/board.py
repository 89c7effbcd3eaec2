"""Cases in lists: the board by step, the source list, the red list, the month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.access.scope import permits
from dangvu.admissions import cases
from dangvu.admissions.actions.reading import note_cases_read
from dangvu.admissions.cases import CaseLine, Filter
from dangvu.admissions.cases.choices import INTRODUCED_BY
from dangvu.admissions.cases.words import titled
from dangvu.admissions.catalogue import SOURCE_GROUPS
from dangvu.kernel import clock
from dangvu.office.vietnamese import clean
from dangvu.orgs import queries as orgs
from dangvu.rules.months import Month
from dangvu.rules.procedure import Due, Side, Stage
from dangvu.rules.timers import Alert
from dangvu.web.admissions.case_words import GROUPS
from dangvu.web.components.ids import ids
from dangvu.web.components.limits import chip_of, distance
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.admissions.models import Case

SHOWN = 6
STATES = {"open": "Đang xem xét", "closed": "Đã xong, đã thôi", "all": "Tất cả"}


@dataclass(frozen=True)
class Card:
    """A case as a line of any list."""

    pk: int
    name: str
    place: str
    stage: str
    side: str
    days: int
    source: str
    area: str
    due: str
    due_on: date | None
    chip: str
    words: str


def card(line: CaseLine, today: date, due: Due | None = None, at: int = 0) -> Card:
    """A case with its nearest limit, or with the one named; ``at``: the cell whose page it is."""
    row = line.row
    on = due.on if due else row.due_on
    alert = due.alert if due else Alert.NEAR if row.red_on and row.red_on <= today else Alert.NONE
    return Card(
        pk=row.pk,
        name=row.full_name,
        place="" if row.unit_id == at else row.unit.short_name or row.unit.name,
        stage=line.stage.label_vi,
        side=line.side.label_vi if line.side else "",
        days=line.days,
        source=SOURCE_GROUPS.get(row.source_group, ""),
        area=row.area,
        due=titled(line.stage, due, row.due_code) if on else "",
        due_on=on,
        chip=chip_of(on, today, alert) if on else "plain",
        words=distance(on, today) if on else "",
    )


#: The pages of cases, each with the right it asks for.
_PAGES = (
    ("case_board", "Bảng theo bước", Action.VIEW_CASES),
    ("case_list", "Danh sách nguồn", Action.VIEW_CASES),
    ("case_red", "Danh sách đỏ", Action.VIEW_CASES),
    ("case_calendar", "Lịch", Action.VIEW_CASES),
    ("case_bulk", "Ghi cho nhiều người", Action.RECORD_CASE),
    ("case_classes", "Lớp bồi dưỡng", Action.VIEW_CASES),
    ("admission_list", "Đã kết nạp", Action.VIEW_ADMISSIONS),
    ("rules_page", "Quy định", Action.VIEW_CASES),
)


def nav(here: str, actor: Actor) -> dict[str, Any]:
    """The line of links above each page of cases, as far as the reader's role goes."""
    links = [
        (reverse(name), label, name)
        for name, label, action in _PAGES
        if reach(actor.role, action) is not Reach.NONE
    ]
    return {"case_nav": links, "here": here}


def place(request: Request) -> orgs.Unit:
    """The unit asked for within reach, else the actor's own."""
    wanted = ids(request.GET.getlist("don-vi"))
    return orgs.unit(request.actor, wanted[0] if wanted else request.actor.unit_id)


def _units(request: Request, unit: orgs.Unit) -> tuple[Any, ...]:
    """The drop-down of the units right below the actor's own."""
    actor = request.actor
    own = unit if unit.pk == actor.unit_id else orgs.unit(actor, actor.unit_id)
    below = [(str(one.id), one.short_name or one.name) for one in orgs.bodies(own, clock.today())]
    chosen = "" if unit.pk == actor.unit_id else str(unit.pk)
    if chosen and chosen not in dict(below):
        below.append((chosen, unit.short_name or unit.name))
    return ("don-vi", "Đơn vị", "Tất cả", chosen, below)


def _note(request: Request, rows: Iterable[Case], unit: orgs.Unit) -> None:
    note_cases_read(request.actor, {row.pk for row in rows}, unit.pk, unit.path)


def _may(request: Request) -> dict[str, bool]:
    return {"may_record": permits(request.actor, Action.RECORD_CASE, request.actor.unit_path)}


@dataclass(frozen=True)
class Part:
    """A stage in a column of the board."""

    label: str
    number: int
    cards: Sequence[Card]
    url: str


@gate(Action.VIEW_CASES)
@require_GET
def board(request: Request) -> HttpResponse:
    """Open cases of a unit by step, the soonest due first; what waits to be taken over."""
    today, unit = clock.today(), place(request)
    found = cases.board(request.actor, unit.pk, today, SHOWN)
    by_stage = {column.stage: column for column in found.columns}
    columns = []
    for name, stages in _columns():
        parts = [_part(by_stage[stage], unit, today) for stage in stages]
        columns.append({"name": name, "number": sum(part.number for part in parts), "parts": parts})
    moves = [
        move
        for move in cases.moves_under_way(request.actor)
        if permits(request.actor, Action.RECORD_CASE, move.to_path)
    ]
    shown = [line.row for column in found.columns for line in column.lines]
    _note(request, shown, unit)
    context = {
        "unit": unit, "columns": columns, "total": found.number,
        "late": sum(column.red for column in found.columns), "moves": moves,
        "selects": [one for one in [_units(request, unit)] if one[4]],
        **nav("case_board", request.actor), **_may(request),
    }  # fmt: skip
    return render(request, "admissions/board.html", context)


def _columns() -> Iterable[tuple[str, tuple[Stage, ...]]]:
    """The marks of the stepper; who is official and waits for the card stands in the last."""
    *first, (name, stages) = GROUPS
    return [*first, (name, (*stages, Stage.CARD))]


def _part(column: cases.Column, unit: orgs.Unit, today: date) -> Part:
    words = {"don-vi": unit.pk, "buoc": column.stage.value}
    url = f"{reverse('case_list')}?{urlencode(words)}"
    return Part(
        column.stage.label_vi,
        column.number,
        [card(line, today, at=unit.pk) for line in column.lines],
        url,
    )


@gate(Action.VIEW_CASES)
@require_GET
def listing(request: Request) -> HttpResponse:
    """The source list: persons within reach by name, narrowed."""
    today, unit, given = clock.today(), place(request), request.GET
    chosen = {
        "buoc": given.get("buoc", "") if given.get("buoc", "") in set(Stage) else "",
        "ben": given.get("ben", "") if given.get("ben", "") in set(Side) else "",
        "nguon": given.get("nguon", "") if given.get("nguon", "") in SOURCE_GROUPS else "",
        "gioi-thieu": given.get("gioi-thieu", "")
        if given.get("gioi-thieu", "") in dict(INTRODUCED_BY) else "",
        "tinh-trang": given.get("tinh-trang", "") if given.get("tinh-trang", "") in STATES else "",
    }  # fmt: skip
    name, area = clean(given.get("ten", ""))[:120], clean(given.get("dia-ban", ""))[:120]
    wanted = Filter(
        text=name, path=unit.path, stages=(chosen["buoc"],) if chosen["buoc"] else (),
        side=chosen["ben"], source_group=chosen["nguon"], introduced_by=chosen["gioi-thieu"],
        area=area, state=chosen["tinh-trang"] or "open",
    )  # fmt: skip
    page = cases.cases(request.actor, wanted, today, given.get("sau", ""))
    _note(request, [line.row for line in page.lines], unit)
    units = _units(request, unit)
    given_words = {"don-vi": units[3], "ten": name, "dia-ban": area, **chosen}
    kept = {key: value for key, value in given_words.items() if value}
    context = {
        "unit": unit, "rows": [card(line, today) for line in page.lines], "asked": wanted,
        "name": name, "area": area, "by_name": True, "narrowed": bool(kept),
        "next_url": "?" + urlencode({**kept, "sau": page.after}) if page.after else "",
        "first_url": "?" + urlencode(kept) if given.get("sau") else "",
        "selects": [one for one in [units, *_selects(chosen)] if one[4]],
        **nav("case_list", request.actor), **_may(request),
    }  # fmt: skip
    return render(request, "admissions/cases.html", context)


def _selects(chosen: dict[str, str]) -> list[tuple[Any, ...]]:
    states = [(key, label) for key, label in STATES.items() if key != "open"]
    return [
        ("buoc", "Bước", "Tất cả", chosen["buoc"], [(s.value, s.label_vi) for s in Stage]),
        ("nguon", "Nhóm nguồn", "Tất cả", chosen["nguon"], list(SOURCE_GROUPS.items())),
        ("gioi-thieu", "Ai giới thiệu", "Tất cả", chosen["gioi-thieu"], INTRODUCED_BY),
        ("ben", "Đang vướng", "Không xét", chosen["ben"], [(s.value, s.label_vi) for s in Side]),
        ("tinh-trang", "Tình trạng", STATES["open"], chosen["tinh-trang"], states),
    ]


@dataclass(frozen=True)
class Red:
    """A line of the red list."""

    card: Card
    faults: Sequence[str]
    who: str


@gate(Action.VIEW_CASES)
@require_GET
def red_list(request: Request) -> HttpResponse:
    """Missing or expired papers and limits over or nearly over, before a meeting; for A4."""
    today, unit = clock.today(), place(request)
    found = cases.red_list(request.actor, unit.pk, today, request.GET.get("sau", ""))
    rows = []
    for line in found.lines:
        due = line.dues[0] if line.dues else None
        faults = [finding.message_vi for finding in line.findings]
        rows.append(Red(card(line, today, due), faults, due.who_vi if due else ""))
    _note(request, [line.row for line in found.lines], unit)
    units = _units(request, unit)
    here = f"?don-vi={units[3]}" if units[3] else "?"
    context = {
        "unit": unit, "today": today, "rows": rows, "total": found.overdue + found.near,
        "overdue": found.overdue, "bodies": found.bodies if len(found.bodies) > 1 else (),
        "next_url": f"{here}&sau={found.after}" if found.after else "",
        "first_url": here if request.GET.get("sau") else "",
        "selects": [one for one in [units] if one[4]], **nav("case_red", request.actor),
    }  # fmt: skip
    return render(request, "admissions/red_list.html", context)


@gate(Action.VIEW_CASES)
@require_GET
def month(request: Request) -> HttpResponse:
    """What is due in a month, day by day."""
    today, unit = clock.today(), place(request)
    wanted = _month(request.GET.get("thang", ""), today)
    found = cases.calendar(request.actor, unit.pk, wanted.first(), wanted.last(), today)
    _note(request, [entry.row for entry in found.entries], unit)
    days = [
        (on, [_entry(entry, today) for entry in entries])
        for on, entries in groupby(found.entries, key=lambda entry: entry.on)
    ]
    context = {
        "unit": unit, "month": wanted, "days": days, "total": len(found.entries),
        "late": sum(entry.on < today for entry in found.entries), "more": found.more,
        **nav("case_calendar", request.actor),
    }  # fmt: skip
    return render(request, "admissions/calendar.html", context)


def _entry(entry: cases.Entry, today: date) -> Card:
    days = max(0, (today - entry.row.stage_since).days)
    return card(CaseLine(entry.row, days), today, entry.due)


def _month(text: str, today: date) -> Month:
    if not text:
        return Month.of(today)
    try:
        return Month.parse(text)
    except ValueError as error:
        raise Http404("Không có tháng này.") from error
