"""``dangvu members mark-quality``: once a month, however often it is asked."""

from contextlib import nullcontext

import pytest
from tests import factories as f
from tests.statistics.world import World

from dangvu.access.matrix import Role
from dangvu.cli import session
from dangvu.cli.main import main
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.members.models import QualityMark

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(monkeypatch):
    monkeypatch.setattr(session, "house", nullcontext)
    monkeypatch.setattr(session, "enter", lambda: None)
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    made = World()
    f.account(Role.PROVINCE_SPECIALIST, made.province, "tinh")
    f.account(Role.AUDITOR, made.province, "kiemtoan")
    return made


def mark(*words: str) -> int:
    f.own()
    code = main(["members", "mark-quality", *words])
    f.own()
    return code


def test_the_quality_of_a_month_is_marked_once(province, capsys) -> None:
    assert mark("--as", "tinh") == 0
    assert "Đã ghi mốc tháng này cho 1 đơn vị" in capsys.readouterr().out
    first = {mark.unit_id: mark.members for mark in QualityMark.objects.all()}
    assert first == {province.province.pk: 5, province.ward.pk: 4, province.other.pk: 1}
    f.person(province.cell)
    assert mark("--as", "tinh") == 0
    assert "không ghi lại" in capsys.readouterr().out
    assert {m.unit_id: m.members for m in QualityMark.objects.all()} == first
    assert mark("--as", "tinh", "--again") == 0
    assert QualityMark.objects.get(unit=province.ward).members == 5
    assert Event.objects.filter(action="mark_quality").count() == 2


def test_units_below_are_marked_with_theirs_also_after_their_superior(province) -> None:
    assert mark("--as", "tinh") == 0
    assert mark("--as", "tinh", "--below") == 0
    assert QualityMark.objects.filter(unit__in=[province.cell, province.far]).count() == 2
    assert mark("--as", "tinh", "--below") == 0
    assert Event.objects.filter(action="mark_quality").count() == 3


def test_who_edits_no_record_marks_nothing(province, capsys) -> None:
    assert mark("--as", "kiemtoan") == 1
    assert not QualityMark.objects.exists()
    assert capsys.readouterr().err
