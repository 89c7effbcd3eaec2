"""What must always hold does hold in the demo: by the command's checks, and reckoned once more here
in another way."""

from collections import Counter
from datetime import date

import pytest
from django.db.models import F, Q
from tests.invariants.conftest import Faults

from dangvu.access.queries import actor_named
from dangvu.access.scope import entered
from dangvu.admissions.models import Admission
from dangvu.members.models import Headcount, Person, Post, Status
from dangvu.orgs.models import Placement, Unit, label
from dangvu.rules.membership import MEMBERS
from dangvu.rules.months import Month
from dangvu.targets import queries as targets

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
MAY = Month(2026, 5)


def test_the_command_finds_nothing(found: Faults) -> None:
    assert found() == {}


def test_headcounts_equal_the_slow_count(found: Faults) -> None:
    slow = Counter(Person.objects.values_list("unit_id", "status"))
    kept = {}
    for row in Headcount.objects.all():
        kept[row.unit_id, Status.OFFICIAL] = row.official
        kept[row.unit_id, Status.PROBATIONARY] = row.probationary
        kept[row.unit_id, Status.EXEMPT] = row.exempt
        kept[row.unit_id, Status.AWAY] = row.away
        kept[row.unit_id, Status.ABROAD] = row.abroad
        kept[row.unit_id, Status.SUSPENDED] = row.suspended
    assert {k: n for k, n in kept.items() if n} == {
        (unit, status): n for (unit, status), n in slow.items() if status in MEMBERS
    }
    assert sum(kept.values()) == 3_000


def test_paths_are_the_parents_path_and_the_own_label(found: Faults) -> None:
    paths = dict(Unit.objects.values_list("id", "path"))
    for unit_id, parent_id, path in Unit.objects.values_list("id", "parent_id", "path"):
        above = f"{paths[parent_id]}." if parent_id else ""
        assert path == above + label(unit_id)


@pytest.mark.parametrize("model", [Person, Post, Admission])
def test_personal_rows_stand_where_their_unit_stands(found: Faults, model) -> None:
    assert model.objects.exists()
    assert not model.objects.exclude(unit_path=F("unit__path")).exists()


def test_every_unit_is_placed_for_its_whole_life(found: Faults) -> None:
    spells: dict[int, list[Placement]] = {}
    for spell in Placement.objects.order_by("valid_from"):
        spells.setdefault(spell.unit_id, []).append(spell)
    for unit in Unit.objects.all():
        own = spells[unit.pk]
        assert own[0].valid_from == unit.valid_from
        assert own[-1].valid_until == unit.valid_until
        assert own[-1].parent_id == unit.parent_id
        for before, after in zip(own, own[1:], strict=False):
            assert before.valid_until == after.valid_from


def test_the_sheet_counts_the_persons_admitted(found: Faults) -> None:
    actor = actor_named("tinh", TODAY)
    assert actor is not None
    with entered(actor):
        sheet = targets.month_sheet(actor, actor.unit_id, MAY, TODAY)
    inside = Q(decision_on__gte=date(2026, 1, 1), decision_on__lte=MAY.last())
    admitted = Admission.objects.filter(inside, voided_at=None)
    assert sheet.total.records == admitted.values("person_id").distinct().count()
    assert sum(line.records for line in sheet.lines) + sheet.moved_out == admitted.count()
    counts = sheet.counts
    assert (counts.high, counts.medium, counts.low, counts.none) == (25, 22, 81, 0)
    assert counts.zero == 7
