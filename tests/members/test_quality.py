"""Quality of data: counted set by set as the rules find it one by one, marked month by month."""

from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.members.actions.quality import mark_quality
from dangvu.members.models import Particulars, Person, Post, QualityMark, Spell, Status
from dangvu.members.queries import quality
from dangvu.office.vietnamese import fold, sort_key
from dangvu.rules.basis import Severity
from dangvu.rules.membership import MEMBERS
from dangvu.rules.quality import (
    CELL_RULES,
    MEMBER_RULES,
    REQUIRED,
    CellFacts,
    check_cell,
    check_member,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 31)
#: Days that rules turn on: ends of months, a leap day, the day of the check and those beside it,
#: the day a regulation came into force and a probation before it.
TURNS = (
    date(1916, 8, 31), date(1915, 8, 31), date(1915, 9, 1), date(2008, 2, 29), date(1990, 5, 31),
    date(2008, 8, 31), date(2008, 9, 1), date(2026, 2, 28), date(2026, 6, 30), date(2025, 7, 26),
    date(2025, 7, 17), date(2025, 7, 20), date(2010, 12, 31), date(2011, 1, 1), TODAY,
    date(2026, 10, 9),
)  # fmt: skip
NAMES = ("Nguyễn Văn An", "Lan", "Trần 2 Bình", "Y Thon-Ksor", "Đỗ", "Lê Thị Hoà")
PLACES = tuple(c for c in REQUIRED if c[:4] in ("birt", "home", "resi") and c != "birth_on")


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


class Place:
    """A province with a commune of two cells, one of them ended, and a commune beside it."""

    def __init__(self):
        self.province = f.unit()
        self.commune = f.unit("Đảng bộ xã Một", self.province)
        self.beside = f.unit("Đảng bộ xã Hai", self.province)
        body = f.unit("Đảng bộ cơ sở", self.commune)
        self.cell = f.unit("Chi bộ thôn 1", body)
        self.ended = f.unit("Chi bộ thôn 2", body, valid_until=TODAY)
        self.other_cell = f.unit("Chi bộ thôn 3", f.unit("Đảng bộ cơ sở hai", self.beside))
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.commune)


@pytest.fixture
def place():
    return Place()


def a_day(rng):
    return rng.choice(TURNS) + timedelta(days=rng.choice((-1, 0, 0, 1)))


def a_record(rng, cell):
    """A record that may break any rule, and perhaps its particulars and running spell."""
    name = rng.choice(NAMES)
    joined = rng.choice((None, a_day(rng), a_day(rng)))
    official = rng.choice((None, a_day(rng)))
    if joined and rng.random() < 0.3:
        official = date(joined.year + 1, joined.month, 28) + timedelta(days=rng.choice((-1, 0, 3)))
    if joined and official and official < joined:
        official = None
    status = rng.choice((*Status, *MEMBERS, Status.PROBATIONARY))
    person = Person.objects.create(
        unit=cell, unit_path=cell.path, full_name=name, search_key=fold(name),
        sort_key=sort_key(name), sex=rng.choice("MF"), birth_on=a_day(rng),
        ethnic_group=rng.choice(("01", "")), status=status, joined_on=joined, official_on=official,
        card_number=rng.choice(("", "012345678901", "0123", "01234567890a")),
        citizen_key=rng.choice((None, b"x")), recorded_at=f.NOW,
    )  # fmt: skip
    if rng.random() < 0.8:
        whole = rng.random() < 0.7
        Particulars.objects.create(
            person=person, unit_path=cell.path, card_on=rng.choice((None, a_day(rng))),
            **{code: "x" if whole else rng.choice(("", "x")) for code in PLACES},
        )  # fmt: skip
    if rng.random() < 0.7:
        Spell.objects.create(
            person=person, unit=cell, unit_path=cell.path, seen_path=cell.path, status=status,
            official=rng.random() < 0.5, valid_from=f.FOUNDED, opened_by="dua_vao_so",
        )  # fmt: skip
    return person


def found_one_by_one(people, on):
    """Rule to the records that break it, by the rules themselves; and how grave each record is."""
    broken, gravest = {}, []
    beside = Particulars.objects.in_bulk([p.pk for p in people])
    full = set(Spell.objects.filter(official=True).values_list("person_id", flat=True))
    for person in people:
        if Status(person.status) not in MEMBERS:
            continue
        person.full = person.pk in full
        findings = check_member(quality.facts_of(person, beside.get(person.pk), on))
        for code in {one.code for one in findings}:
            broken.setdefault(code, set()).add(person.pk)
        gravest.append(findings[0].severity if findings else None)
    return broken, gravest


@pytest.mark.parametrize("seed", range(4))
def test_counted_in_sets_as_found_one_by_one(place, seed):
    rng = Random(seed)
    people = [a_record(rng, rng.choice((place.cell, place.ended))) for _ in range(80)]
    for on in (TODAY, TODAY - timedelta(days=rng.randrange(60))):
        broken, gravest = found_one_by_one(people, on)
        total = quality.added(quality.tallies(place.commune.path, on).values())
        of_records = {c: n for c, n in total.counts.items() if c in quality.CONDITIONS}
        assert of_records == {code: len(ids) for code, ids in broken.items()}
        assert (total.members, total.refused, total.doubtful) == (
            len(gravest),
            gravest.count(Severity.REFUSAL),
            gravest.count(Severity.WARNING),
        )
        for code, ids in broken.items():
            page = quality.faulty(place.officer, place.commune, code, on)
            more = quality.faulty(place.officer, place.commune, code, on, page.after)
            shown = page.lines + (more.lines if page.after else [])
            assert {line.person.pk for line in shown} <= ids
            assert all(line.messages for line in shown)
            assert page.total == len(ids)


def test_random_records_break_nearly_every_rule(place):
    rng = Random(5)
    people = [a_record(rng, rng.choice((place.cell, place.ended))) for _ in range(300)]
    broken, _ = found_one_by_one(people, TODAY)
    assert set(quality.CONDITIONS) - set(broken) == {"official_before_joined"}


def test_every_rule_is_counted_or_said_to_be_held_to_on_entry():
    assert {rule.code for rule in MEMBER_RULES} == {*quality.CONDITIONS, *quality.ON_ENTRY}
    assert {rule.code for rule in CELL_RULES} == set(quality.CELL_CONDITIONS)


@pytest.mark.parametrize("official", [0, 2, 3])
@pytest.mark.parametrize("secretary", [True, False])
def test_cells_are_counted_as_their_rules_find(place, official, secretary):
    people = [
        f.person(place.cell, status="CHINH_THUC", official_on=date(2025, 8, 1),
                 joined_on=date(2024, 8, 1))
        for _ in range(official)
    ]  # fmt: skip
    holder = people[0] if people else f.person(place.cell)
    Post.objects.create(
        person=holder, unit=place.cell, unit_path=place.cell.path, kind="secretary",
        valid_from=f.FOUNDED, valid_until=None if secretary else TODAY,
    )  # fmt: skip
    facts = CellFacts(on=TODAY, official=official, has_secretary=secretary)
    codes = {finding.code for finding in check_cell(facts)}
    total = quality.added(quality.tallies(place.commune.path, TODAY).values())
    assert {c for c in total.counts if c in quality.CELL_CONDITIONS} == codes
    assert total.cells == 1
    for code in quality.CELL_CONDITIONS:
        cells, _ = quality.faulty_cells(place.commune, code, TODAY)
        assert [c.unit_id for c in cells] == ([place.cell.pk] if code in codes else [])


def test_a_branch_knows_nothing_of_the_one_beside_it(place):
    a_record(Random(1), place.other_cell)
    assert not quality.added(quality.tallies(place.commune.path, TODAY).values()).members
    whole = quality.tallies(place.province.path, TODAY)
    assert {path for path, one in whole.items() if one.members} <= {place.beside.path}


def test_a_page_of_records_asks_the_same_number_of_times(place):
    asked = []
    for number in (1, 2):
        for _ in range(number):
            f.person(place.cell, citizen_key=None)
        with CaptureQueriesContext(
            connection,
        ) as said:
            quality.faulty(place.officer, place.commune, "missing", TODAY)
            quality.lines(place.officer, place.commune, TODAY)
        asked.append(len(said))
    assert asked == [6, 6]


# ------------------------------------------------------------------ month after month


def test_marking_keeps_the_unit_and_those_one_level_below(place):
    a, b = (f.person(place.cell, citizen_key=None) for _ in range(2))
    with entered(place.officer):
        mark_quality(place.officer, place.commune.pk)
    f.own()
    body = place.cell.parent
    kept = {mark.unit_id: mark for mark in QualityMark.objects.all()}
    assert set(kept) == {place.commune.pk, body.pk}
    mark = kept[place.commune.pk]
    assert (mark.month, mark.marked_on) == (date(2026, 8, 1), TODAY)
    assert (mark.members, mark.refused, mark.score) == (2, 2, 0)
    assert mark.counts["missing"] == 2
    event = Event.objects.get(action="mark_quality")
    assert (event.subject_id, event.data) == (
        str(place.commune.pk),
        {"month": "2026-08", "units": 2},
    )

    for person in (a, b):
        mend(person)
    with entered(place.officer):
        mark_quality(place.officer, place.commune.pk)
    f.own()
    mark.refresh_from_db()
    assert (QualityMark.objects.count(), mark.refused, mark.score) == (2, 0, 100)


def mend(person):
    """Everything the rules ask of a probationary member."""
    Person.objects.filter(pk=person.pk).update(citizen_key=b"x", birth_on=date(1990, 1, 1))
    Particulars.objects.create(
        person=person, unit_path=person.unit_path, **dict.fromkeys(PLACES, "x")
    )


def test_marks_are_read_in_their_order_and_only_within_reach(place):
    for month in (7, 6, 8):
        a_mark(place.commune, date(2026, month, 1))
    a_mark(place.beside, date(2026, 6, 1))
    found = quality.marks(place.officer, place.commune)
    assert [mark.month.month for mark in found] == [6, 7, 8]
    assert quality.marks(place.officer, place.beside) == []
    both = [place.commune.pk, place.beside.pk]
    before = quality.marks_before(place.officer, both, date(2026, 8, 1))
    assert {pk: mark.month.month for pk, mark in before.items()} == {place.commune.pk: 7}


def a_mark(unit, month):
    return QualityMark.objects.create(
        unit=unit, unit_path=unit.path, month=month, marked_on=month, members=1, refused=0,
        doubtful=0, score=100, marked_at=f.NOW, marked_by="test",
    )  # fmt: skip


def test_who_may_not_edit_marks_nothing(place):
    inspector = f.actor(Role.INSPECTION_OFFICER, place.commune)
    with entered(inspector), pytest.raises(Refused):
        mark_quality(inspector, place.commune.pk)
    with entered(place.officer), pytest.raises(Http404):
        mark_quality(place.officer, place.beside.pk)
