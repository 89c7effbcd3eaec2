"""Admissions in reach: the list, and one of them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.admissions import queries
from dangvu.admissions.catalogue import SEXES, SOURCE_GROUPS
from dangvu.admissions.queries import Wanted
from dangvu.kernel import clock
from dangvu.members import catalogue as people
from dangvu.members.actions import note_reading
from dangvu.orgs import queries as orgs
from dangvu.rules.admissions import Breakdown
from dangvu.rules.months import Month
from dangvu.web.admissions.forms import VoidForm
from dangvu.web.components.ids import ids
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

STATES = {"standing": "Đang có hiệu lực", "void": "Đã hủy ghi", "all": "Tất cả"}
MONTHS_BACK = 24


@dataclass(frozen=True)
class Asked:
    """The filters of the list as the address has them."""

    wanted: Wanted
    unit_id: int | None
    parameters: dict[str, str]

    def url(self, **more: str) -> str:
        """The address of the same list with something added."""
        return "?" + urlencode({k: v for k, v in (self.parameters | more).items() if v})


def _asked(request: Request) -> Asked:
    given = request.GET
    unit_id, path = None, ""
    if wanted_units := ids(given.getlist("don-vi")):
        unit = orgs.unit(request.actor, wanted_units[0])
        unit_id, path = unit.pk, unit.path
    month, year = None, None
    when = given.get("thang", "")
    if when.isascii() and when.isdigit() and len(when) == 4:
        year = int(when)
    elif when:
        try:
            month = Month.parse(when)
        except ValueError:
            when = ""
    wanted = Wanted(
        path=path,
        month=month,
        year=year,
        source_group=given.get("nguon", "") if given.get("nguon", "") in SOURCE_GROUPS else "",
        part=given.get("phan", "") if given.get("phan", "") in list(Breakdown) else "",
        name=given.get("ten", "").strip(),
        state=given.get("tinh-trang", "") if given.get("tinh-trang", "") in STATES else "standing",
    )
    names = ("don-vi", "nguon", "phan", "ten", "tinh-trang")
    kept = {name: given.get(name, "") for name in names} | {"thang": when}
    return Asked(wanted, unit_id, kept)


@gate(Action.VIEW_ADMISSIONS)
@require_GET
def listing(request: Request) -> HttpResponse:
    """The admissions within reach, newest decision first; who read which page is recorded."""
    asked = _asked(request)
    actor, today = request.actor, clock.today()
    page = queries.listing(actor, asked.wanted, request.GET.get("sau", ""))
    unit = orgs.unit(actor, asked.unit_id or actor.unit_id)
    note_reading(actor, [row.person_id for row in page.rows], unit.pk, unit.path, "view_admissions")
    may_record = permits(actor, Action.RECORD_ADMISSION, actor.unit_path)
    context = {
        "asked": asked,
        "unit": unit,
        "rows": [(row, SOURCE_GROUPS.get(row.source_group, "")) for row in page.rows],
        "total": queries.narrowed(actor, asked.wanted).count(),
        "narrowed": any(asked.parameters.values()),
        "next_url": asked.url(sau=page.after) if page.after else "",
        "first_url": asked.url() if request.GET.get("sau") else "",
        "selects": _selects(request, asked, today),
        "may_record": may_record,
        "own_unit": actor.unit_id,
    }
    return render(request, "admissions/list.html", context)


def _selects(request: Request, asked: Asked, today: Any) -> list[tuple[Any, ...]]:
    """The drop-downs: name, label, chosen value, choices; those with one choice left out."""
    chosen = asked.parameters
    own = orgs.unit(request.actor, request.actor.unit_id)
    bodies = [(str(body.id), body.short_name or body.name) for body in orgs.bodies(own, today)]
    months: list[tuple[str, str]] = []
    month = Month.of(today)
    for _ in range(MONTHS_BACK):
        if month.number == 12 or not months:
            months.append((str(month.year), f"Cả năm {month.year}"))
        months.append((month.iso, f"Tháng {month.label_vi}"))
        month = month.previous()
    parts = [(part.value, part.label_vi) for part in Breakdown]
    states = [(code, label) for code, label in STATES.items() if code != "standing"]
    selects = [
        ("don-vi", "Đơn vị", "Tất cả", chosen["don-vi"], bodies),
        ("thang", "Quyết định trong", "Mọi lúc", chosen["thang"], months),
        ("nguon", "Nhóm nguồn", "Tất cả", chosen["nguon"], list(SOURCE_GROUPS.items())),
        ("phan", "Trong đó", "Tất cả", chosen["phan"], parts),
        ("tinh-trang", "Tình trạng", STATES["standing"], chosen["tinh-trang"], states),
    ]
    return [select for select in selects if select[4]]


@gate(Action.VIEW_ADMISSIONS)
@require_GET
def one(request: Request, admission_id: int) -> HttpResponse:
    """One admission with everything recorded of it, and what became of it."""
    return detail(request, admission_id, VoidForm())


def detail(
    request: Request, admission_id: int, void_form: VoidForm, status: int = 200
) -> HttpResponse:
    """The page of one admission. Leaves the event of having read it."""
    actor = request.actor
    found = queries.admission(actor, admission_id)
    note_reading(actor, [found.person_id], found.unit_id, found.unit_path, "view_admission")
    person = found.person
    context = {
        "found": found,
        "person": person,
        "sex": SEXES[person.sex],
        "ethnic": people.ethnic_groups().get(person.ethnic_group, person.ethnic_group),
        "religion": people.religions().get(person.religion, person.religion),
        "source": SOURCE_GROUPS.get(found.source_group, found.source_group),
        "others": [a for a in queries.history(actor, person.pk) if a.pk != found.pk],
        "may_change": permits(actor, Action.RECORD_ADMISSION, found.unit_path)
        and found.voided_at is None,
        "void_form": void_form,
    }
    return render(request, "admissions/one.html", context, status=status)
