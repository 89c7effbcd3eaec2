"""How bodies are classed: dated, tried before it is set, and never changing what is closed."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404
from tests import factories as make
from tests.targets.world import TODAY, doing, world

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible
from dangvu.rules.basis import Confidence
from dangvu.rules.months import Month
from dangvu.rules.targets import DEFAULT_POLICY, DateBasis, Mode, Policy
from dangvu.targets import queries
from dangvu.targets.actions import Bands, close_month, set_policy

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)
BANDS = Bands(
    since=date(2026, 5, 1),
    mode="fixed",
    high_from=Decimal("0.3"),
    medium_from=Decimal("0.1"),
    date_basis="ceremony",
    zero_months=2,
    reason="Theo kết luận hội nghị",
    paper="12-KL/TU, ngày 02/5/2026",
)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world().admit(4, 2, 0)


def tried() -> Policy:
    return Policy(
        since=BANDS.since,
        mode=Mode.FIXED,
        high_from=BANDS.high_from,
        medium_from=BANDS.medium_from,
        date_basis=DateBasis.CEREMONY,
        zero_months=2,
        confidence=Confidence.D,
    )


def sheet(place, month=MAY, **more):
    return doing(place.specialist, queries.month_sheet, place.province.pk, month, TODAY, **more)


def classes(shown):
    return [(line.cls, line.zero, line.accountability, line.cumulative) for line in shown.lines]


def test_what_was_tried_is_what_setting_it_then_gives(place):
    before, trial = sheet(place), sheet(place, policy=tried())
    assert classes(before) != classes(trial)
    doing(place.specialist, set_policy, place.province.pk, BANDS)
    assert classes(sheet(place)) == classes(trial)
    assert sheet(place).counts == trial.counts


def test_trying_writes_nothing(place):
    sheet(place, policy=tried())
    assert sheet(place).policy == DEFAULT_POLICY
    assert not Event.objects.filter(action="set_policy").exists()


def test_a_policy_holds_from_its_day_on(place):
    doing(place.specialist, set_policy, place.province.pk, BANDS)
    assert sheet(place, Month(2026, 4)).policy == DEFAULT_POLICY
    assert sheet(place, MAY).policy.mode is Mode.FIXED


def test_it_is_confirmed_by_its_paper_only(place):
    doing(place.specialist, set_policy, place.province.pk, BANDS)
    held = sheet(place).policy
    assert (held.confidence, held.note) == (Confidence.S, BANDS.paper)
    bare = Bands(**{**vars(BANDS), "paper": ""})
    doing(place.specialist, set_policy, place.province.pk, bare)
    assert sheet(place).policy.confidence is Confidence.D


def test_every_one_set_stays_in_the_history_with_who_and_why(place):
    doing(place.specialist, set_policy, place.province.pk, BANDS)
    later = Bands(**{**vars(BANDS), "since": date(2026, 7, 1), "high_from": Decimal("0.4")})
    doing(place.specialist, set_policy, place.province.pk, later)
    rows = list(queries.policy_rows(place.communes[0].path))
    assert [row.since for row in rows] == [date(2026, 5, 1), date(2026, 7, 1)]
    assert {row.recorded_by for row in rows} == {place.specialist.name}
    assert Event.objects.filter(action="set_policy", reason=BANDS.reason).count() == 2


def test_what_is_closed_keeps_its_policy(place):
    doing(place.specialist, close_month, place.province.pk, MAY)
    doing(place.specialist, set_policy, place.province.pk, BANDS)
    shown = doing(place.specialist, queries.sheet, place.province.pk, MAY, TODAY)
    assert shown.policy == DEFAULT_POLICY


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"medium_from": Decimal("0.3")}, "high_from"),
        ({"medium_from": Decimal(0)}, "medium_from"),
        ({"high_from": Decimal("1.1")}, "high_from"),
        ({"zero_months": 0}, "zero_months"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_bands_that_make_no_sense_are_refused(place, change, field):
    with pytest.raises(Impossible) as told:
        doing(place.specialist, set_policy, place.province.pk, Bands(**{**vars(BANDS), **change}))
    assert told.value.field == field
    assert sheet(place).policy == DEFAULT_POLICY


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.CELL_SECRETARY])
def test_only_the_province_sets_it(place, role):
    with pytest.raises(Http404):
        doing(make.actor(role, place.province), set_policy, place.province.pk, BANDS)
