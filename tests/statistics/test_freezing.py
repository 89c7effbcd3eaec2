"""Freezing a form, changing it, and holding a quarter's numbers together."""

from datetime import date

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404
from tests import factories as f
from tests.statistics.world import SPRING, World

from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.forms_tctw import PROPOSED, Line, Revision
from dangvu.rules.statistics import Dimension, Period
from dangvu.statistics.actions import Held, freeze_form, reconcile, revise_form
from dangvu.statistics.models import Frozen, FrozenLine, Reconciliation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def freeze(world, actor=None, unit=None, number=1, period=SPRING, **words):
    f.own()
    with entered(actor or world.officer):
        return freeze_form(actor or world.officer, (unit or world.ward).pk, number, period, **words)


def test_what_is_frozen_stays_with_the_records_behind_it(world) -> None:
    freeze(world)
    f.person(world.cell, "Trần Thị Muộn", joined_on=date(2026, 5, 5))
    kept = world.table(world.officer, world.ward, 1)
    assert kept.revision.number == 1
    assert kept.row("admitted").values["total"] == 1
    now = world.table(world.officer, world.ward, 1, revision=0)
    assert now.row("admitted").values["total"] == 2
    line = FrozenLine.objects.get(code="admitted")
    assert line.members == [world.people[3].pk]
    assert len(FrozenLine.objects.get(code="end").members) == 4


def test_freezing_again_needs_a_reason_and_says_what_changed(world) -> None:
    freeze(world)
    with pytest.raises(Overtaken):
        freeze(world)
    with pytest.raises(Impossible, match="giống hệt"):
        freeze(world, seen_revision=1, reason="x")
    f.person(world.cell, "Trần Thị Muộn", joined_on=date(2026, 5, 5))
    with pytest.raises(Impossible, match="lý do"):
        freeze(world, seen_revision=1)
    second = freeze(world, seen_revision=1, reason="Ghi thiếu một người")
    assert second.revision == 2
    assert {"line": "Kết nạp", "column": "Tổng số", "before": 1, "after": 2} in second.changes
    assert world.table(world.officer, world.ward, 1, revision=1).row("admitted").values[
        "total"] == 1  # fmt: skip
    assert Event.objects.filter(action="freeze_statistics").count() == 2


def test_a_period_that_is_not_over_is_not_frozen(world) -> None:
    with pytest.raises(Impossible, match="chưa hết"):
        freeze(world, period=Period(date(2026, 1, 1), date(2026, 6, 30)))


def test_nobody_freezes_beyond_reach_or_without_the_right(world) -> None:
    with pytest.raises(Http404):
        freeze(world, unit=world.other)
    with pytest.raises((Refused, Http404)):
        freeze(world, actor=world.clerk)


def test_a_frozen_form_is_never_touched(world) -> None:
    made = freeze(world)
    f.own()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Frozen.objects.filter(pk=made.pk).update(reason="x")


def revise(world, number, change, unit=None, since=SPRING.first):
    f.own()
    with entered(world.specialist):
        return revise_form(
            world.specialist, (unit or world.province).pk, number, since, change,
            "Theo mẫu mới ban hành",
        )  # fmt: skip


def test_an_office_changes_a_form_for_itself_and_those_beneath(world) -> None:
    added = Line("added-1", "Trẻ, đã qua đại học", PROPOSED, "+", 1,
                 dimension=Dimension.THEORY, codes=("CN",))  # fmt: skip
    change = Revision({"all": "Tổng cộng"}, frozenset({"column:women", "age-0"}), (added,))
    revise(world, 3, change)
    table = world.table(world.officer, world.ward, 3)
    assert table.row("all").line.title == "Tổng cộng"
    assert [c.code for c in table.columns] == ["total", "official", "probationary"]
    assert "age-0" not in [row.line.code for row in table.shown]
    assert table.row("added-1").values["total"] == 1
    before = Period(date(2025, 7, 1), date(2025, 12, 31))
    assert world.table(world.officer, world.ward, 3, before).row("added-1") is None


def test_what_was_frozen_keeps_its_words(world) -> None:
    freeze(world, number=3)
    revise(world, 3, Revision({"all": "Tổng cộng"}))
    assert world.table(world.officer, world.ward, 3).row("all").line.title == "Tổng số đảng viên"


def test_the_movement_takes_no_line_more(world) -> None:
    added = Line("added-1", "Thêm", PROPOSED, dimension=Dimension.SEX, codes=("F",))
    with pytest.raises(Impossible, match="công thức"):
        revise(world, 1, Revision(added=(added,)))


def held(**more) -> Held:
    return Held(
        **{
            "quarter": date(2026, 1, 1), "stated_by": "above", "stated": 4, "explanation": "",
            "signer": "Nguyễn Văn Ký, Bí thư", "signed_on": date(2026, 4, 5), **more,
        }
    )  # fmt: skip


def hold(world, unit=None, **more):
    f.own()
    with entered(world.officer):
        return reconcile(world.officer, (unit or world.ward).pk, held(**more))


def test_a_quarter_keeps_both_numbers_and_who_signed(world) -> None:
    made = hold(world)
    assert (made.own, made.stated, made.signer) == (4, 4, "Nguyễn Văn Ký, Bí thư")
    f.person(world.cell, "Trần Thị Muộn", joined_on=date(2026, 2, 5))
    f.own()
    assert Reconciliation.objects.get().own == 4, "as it was when it was signed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stated": 6}, "lệch 2 người"),
        ({"quarter": date(2026, 4, 1)}, "chưa hết"),
        ({"signed_on": date(2026, 7, 1)}, "tương lai"),
        ({"signer": " "}, "người ký"),
        ({"stated_by": "beside"}, "bên nêu số"),
    ],
)
def test_a_quarter_is_refused_in_words(world, wrong, said) -> None:
    with pytest.raises(Impossible, match=said):
        hold(world, **wrong)


def test_a_difference_is_kept_with_its_explanation(world) -> None:
    made = hold(world, stated=5, explanation="Cấp trên chưa trừ một đồng chí từ trần")
    assert made.stated - made.own == 1
