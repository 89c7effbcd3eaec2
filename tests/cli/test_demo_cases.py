"""Persons on their way in the demo: what stands on their rows is what the rules make of them."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from tests.factories import own

from dangvu.admissions.actions.steps import restand
from dangvu.admissions.models import Admission, Attendee, Case, CaseStep, PoliticalClass
from dangvu.cli.demo.load import Loaded, load
from dangvu.members.models import Event, Person, Status
from dangvu.rules.procedure import Side, Stage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
KEPT = ("stage", "side", "stage_since", "due_on", "due_code", "red_on", "rule_on", "closed_on",
        "retain_until")  # fmt: skip


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: SimpleNamespace) -> Iterator[Loaded]:
    """A demo of 3,000 members for all tests of this file, gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        own()
        yield load(3_000, 2026, TODAY)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def in_the_demo(settings: Any) -> None:
    settings.DEMO = True


def test_every_case_stands_where_its_steps_lead(demo: Loaded) -> None:
    rows = list(Case.objects.select_related("unit"))
    before = {row.pk: [getattr(row, name) for name in KEPT] for row in rows}
    restand(rows, TODAY)
    after = {row.pk: [getattr(row, name) for name in KEPT] for row in rows}
    assert after == before


def test_there_is_somebody_at_every_stage_and_beside_the_way(demo: Loaded) -> None:
    stages = Counter(Case.objects.filter(closed_on=None).values_list("stage", flat=True))
    assert set(stages) | {Stage.APPRAISED, Stage.CARD} == set(Stage) | {Stage.APPRAISED}
    sides = set(Case.objects.exclude(side="").values_list("side", flat=True))
    assert {Side.RETURNED, Side.PAUSED, Side.WITHDREW, Side.NOT_AGREED} <= sides
    late = Case.objects.filter(closed_on=None, due_on__lt=TODAY).count()
    assert 0.05 < late / Case.objects.filter(closed_on=None).count() < 0.3


def test_each_admission_has_its_case_and_both_tell_the_same(demo: Loaded) -> None:
    cases = {row.admission_id: row for row in Case.objects.exclude(admission=None)}
    decided = dict(CaseStep.objects.filter(step="decided").values_list("case_id", "number"))
    held = dict(CaseStep.objects.filter(step="ceremony_held").values_list("case_id", "on"))
    for row in Admission.objects.select_related("person"):
        case = cases[row.pk]
        assert case.person_id == row.person_id
        assert case.unit_path == row.unit_path
        assert decided[case.pk] == row.decision_number
        assert held.get(case.pk) == row.ceremony_on


def test_who_is_recognised_is_official_from_the_end_of_the_twelve_months(demo: Loaded) -> None:
    told = dict(Event.objects.filter(kind="cong_nhan").values_list("person_id", "decision_number"))
    recognised = CaseStep.objects.filter(step="recognised").select_related("case__person")
    assert recognised
    for step in recognised:
        person = step.case.person
        assert person is not None
        assert person.status == Status.OFFICIAL
        assert told[person.pk] == step.number
        assert person.official_on < step.on
    waiting = Person.objects.filter(pk__in=Case.objects.filter(stage="LE_KET_NAP").values("person"))
    assert set(waiting.values_list("status", flat=True)) == {Status.PROBATIONARY}


def test_classes_were_attended_by_those_who_bear_their_certificates(demo: Loaded) -> None:
    for one in Attendee.objects.exclude(certificate_number="").select_related("case")[:400]:
        numbers = (one.case.certificate_number, one.case.new_certificate_number)
        assert one.certificate_number in numbers
    assert PoliticalClass.objects.filter(ends_on__gte=TODAY).exists()
    assert Attendee.objects.filter(political_class__opens_on__gt=TODAY, passed=None).exists()
    numbers = Attendee.objects.exclude(certificate_number="").values_list(
        "political_class__organiser", "certificate_number"
    )
    assert len(set(numbers)) == len(numbers)
