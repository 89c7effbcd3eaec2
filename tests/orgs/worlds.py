"""A small province to reorganise, and what must hold of it whatever was done."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from django.db import connection
from tests import factories

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.admissions import queries as admissions
from dangvu.admissions.models import Admission
from dangvu.members.models import Headcount, Person, Post
from dangvu.orgs.actions import reorganise
from dangvu.orgs.facts import facts_of
from dangvu.orgs.models import Change, Placement, Unit, label
from dangvu.orgs.plans import Facts, Founding, Paper, Plan
from dangvu.targets.models import Campaign, MonthlyCount, Target

DAY = date(2026, 5, 1)
TODAY = date(2026, 6, 1)


def paper(on: date = DAY) -> Paper:
    """The paper of a change that takes effect on a day."""
    return Paper("45-QĐ/TU", on, "Ban Thường vụ Tỉnh ủy Lâm Đồng", on, "Sắp xếp lại cho gọn")


def specialist(place: Unit) -> Actor:
    """The province's specialist, without an account row."""
    return Actor(1, "Chuyên viên Thử", Role.PROVINCE_SPECIALIST, place.pk, place.path, 1)


def new_body(parent: Unit, name: str = "Đảng bộ xã Mới", key: str = "new1", **more) -> Founding:
    """A body to be founded directly under the province."""
    facts = {"type": "DANG_BO_CAP_TREN_TRUC_TIEP", "short_name": name, "committee": name, **more}
    return Founding(key=key, parent_id=parent.pk, name=name, **facts)


def new_cell(parent: Unit, name: str, key: str = "new1") -> Founding:
    """A cell to be founded."""
    return new_body(parent, name, key, type="CHI_BO_TRUC_THUOC")


def campaign(unit: Unit, numbers: Mapping[Unit, int]) -> Campaign:
    """A campaign of 2026 with what each body is given."""
    made = Campaign.objects.create(
        unit=unit, name="Chỉ tiêu 2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        decision_number="1-QĐ/TU", decision_on=date(2026, 1, 5), issuer="Tỉnh ủy",
        base_on=date(2025, 12, 31), created_at=factories.NOW,
    )  # fmt: skip
    for body, number in numbers.items():
        Target.objects.create(campaign=made, unit=body, unit_path=body.path, assigned=number)
    return made


class World:
    """Two communes with two grassroots bodies each, two cells under each of these, three members a
    cell, an admission of one of them, and a secretary."""

    def __init__(self, communes: int = 2) -> None:
        self.province = factories.unit()
        self.actor = specialist(self.province)
        self.communes, self.bodies, self.cells = [], [], []
        for c in range(communes):
            commune = factories.unit(f"Đảng bộ xã {c}", self.province)
            self.communes.append(commune)
            for b in range(2):
                body = factories.unit(f"Đảng bộ cơ sở {c}{b}", commune)
                self.bodies.append(body)
                for n in range(2):
                    self.cells.append(self._cell(f"Chi bộ {c}{b}{n}", body))

    def _cell(self, name: str, body: Unit) -> Unit:
        cell = factories.unit(name, body, type="CHI_BO_TRUC_THUOC")
        people = [factories.person(cell, f"Nguyễn Văn {name} {i}") for i in range(3)]
        factories.admission(cell, person=people[0])
        Post.objects.create(
            person=people[1], unit=cell, unit_path=cell.path, kind="secretary",
            valid_from=factories.FOUNDED,
        )  # fmt: skip
        return cell

    def do(self, plan: Plan) -> Change:
        """Carries out a plan."""
        return reorganise(self.actor, plan)

    def facts(self, *unit_ids: int) -> Facts:
        """What is known of units."""
        return facts_of(self.actor, unit_ids)

    def counted(self) -> int:
        """Admissions of the province in the year, wherever they count."""
        found = admissions.counts(
            self.province.path, [u.pk for u in Unit.objects.filter(parent=self.province)],
            date(2026, 1, 1), date(2027, 1, 1), by_ceremony=False,
        )  # fmt: skip
        return sum(sum(count.months.values()) for count in found.values())


def announce(place: Unit) -> None:
    """Tells the database the branch, as a request does; the role stays the owner's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dangvu.path', %s, false)", [place.path])


def faults() -> list[str]:
    """What does not hold of the tree and of everything that copies its paths."""
    units = {u.pk: u for u in Unit.objects.all()}
    found = []
    for unit in units.values():
        above = units[unit.parent_id].path + "." if unit.parent_id else ""
        if unit.path != above + label(unit.pk):
            found.append(f"{unit}: path {unit.path}, superior {above}")
        if unit.depth != unit.path.count("."):
            found.append(f"{unit}: depth {unit.depth}")
        if unit.valid_until is None and unit.parent_id:
            if units[unit.parent_id].valid_until is not None:
                found.append(f"{unit} stands under {units[unit.parent_id]}, which has ended")
        found += _spells(unit)
    found += [
        f"{person} at {person.unit_path}"
        for person in Person.objects.select_related("unit")
        if person.unit_path != person.unit.path or person.unit.valid_until is not None
    ]
    return found + _copies(units) + _headcounts(units)


def _spells(unit: Unit) -> list[str]:
    spells = list(Placement.objects.filter(unit=unit).order_by("valid_from"))
    found = []
    if spells[0].valid_from != unit.valid_from or spells[-1].valid_until != unit.valid_until:
        found.append(f"{unit}: spells do not cover its life")
    if spells[-1].parent_id != unit.parent_id:
        found.append(f"{unit}: the last spell is under another superior")
    for earlier, later in pairwise(spells):
        if earlier.valid_until != later.valid_from:
            found.append(f"{unit}: gap or overlap at {later.valid_from}")
    return found


def _copies(units: dict[int, Unit]) -> list[str]:
    found = [
        f"{table.__name__} {row.pk} at {row.unit_path}"
        for table in (Post, Target, MonthlyCount)
        for row in table.objects.all()
        if row.unit_path != units[row.unit_id].path
    ]
    return found + [
        f"admission {row.pk} at {row.unit_path}"
        for row in Admission.objects.select_related("person")
        if row.unit_path != row.person.unit_path
    ]


def _headcounts(units: dict[int, Unit]) -> list[str]:
    slow: dict[int, int] = {}
    for unit_id, status in Person.objects.values_list("unit_id", "status"):
        slow[unit_id] = slow.get(unit_id, 0) + (status in ("DU_BI", "CHINH_THUC", "MIEN_SINH_HOAT"))
    found = []
    for head in Headcount.objects.all():
        kept = head.official + head.probationary + head.exempt
        if kept != slow.get(head.unit_id, 0):
            found.append(f"headcount of {units[head.unit_id]}: {kept}")
        if head.unit_path != units[head.unit_id].path:
            found.append(f"headcount of {units[head.unit_id]} at {head.unit_path}")
    if missing := set(slow) - set(Headcount.objects.values_list("unit_id", flat=True)):
        found.append(f"no headcount: {missing}")
    return found
