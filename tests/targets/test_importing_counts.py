"""Monthly counts by workbook: a later report takes the place of an earlier one, none is lost."""
# ruff: noqa: F811 - fixtures of another folder are asked for by their names

from datetime import date

import pytest
from tests import factories as f
from tests.intake.conftest import desk, first_of_june, world  # noqa: F401
from tests.intake.world import COUNT_HEAD, TARGET_HEAD, pasted

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.kernel.refusals import Impossible
from dangvu.rules.months import Month
from dangvu.targets.actions import close_month, report_counts
from dangvu.targets.models import MonthlyCount

ROW = (1, "xã Đạ Huoai", "5/2026", 4, 2, 1)


def counted(desk, *rows):
    return desk.commit(desk.stage(pasted(COUNT_HEAD, *rows)))


def standing(world) -> dict[str, int]:
    f.own()
    rows = MonthlyCount.objects.filter(replaced_at=None).select_related("unit")
    return {f"{row.unit.name} {row.month:%m}": row.admitted for row in rows}


def test_counts_are_kept_with_their_parts(world, desk) -> None:
    one = desk("counts")
    batch = counted(one, ROW)
    row = MonthlyCount.objects.get()
    assert (row.unit, row.month, row.admitted) == (world.huoai, date(2026, 5, 1), 4)
    assert (row.female, row.ethnic_minority, row.religious) == (2, 1, None)
    assert (row.reported_by, row.batch_id) == (one.actor.name, batch.pk)


@pytest.mark.parametrize(
    "month", ["5/2026", "05/2026", "tháng 5/2026", "Tháng 5 năm 2026", "2026-05", "5-2026"]
)
def test_months_as_offices_write_them(desk, month: str) -> None:
    one = desk("counts")
    row = one.rows(one.stage(pasted(COUNT_HEAD, (1, "xã Đạ Huoai", month, 4))))[2]
    assert row.get("month") == "2026-05-01"


@pytest.mark.parametrize(
    ("month", "admitted", "female", "code"),
    [
        ("5", 4, 2, "not_a_month"),
        ("13/2026", 4, 2, "no_such_month"),
        ("5/1926", 4, 2, "absurd_year"),
        ("21/05/2026", 4, 2, "not_a_month"),
        ("7/2026", 4, 2, "future_month"),
        ("5/2026", 4, 5, "part_above_whole"),
        ("5/2026", -4, None, "negative"),
        ("5/2026", 20_000, None, "absurd"),
        ("5/2026", None, None, "empty"),
    ],
)
def test_what_cannot_be_is_refused(desk, month, admitted, female, code: str) -> None:
    one = desk("counts")
    batch = one.stage(pasted(COUNT_HEAD, (1, "xã Đạ Huoai", month, admitted, female)))
    assert one.codes(batch)[2] == [code]


def test_one_body_twice_in_a_month_is_refused_in_two_months_it_is_not(desk) -> None:
    one = desk("counts")
    twice = one.stage(pasted(COUNT_HEAD, ROW, ROW))
    assert one.codes(twice) == {2: ["duplicate"], 3: ["duplicate"]}
    apart = one.stage(pasted(COUNT_HEAD, ROW, (2, "xã Đạ Huoai", "4/2026", 3)))
    assert apart.summary["accepted"] == 2


def test_a_later_report_replaces_and_the_earlier_one_is_kept(world, desk) -> None:
    one = desk("counts")
    counted(one, ROW)
    batch = one.stage(pasted(COUNT_HEAD, (1, "xã Đạ Huoai", "5/2026", 6)))
    assert "Thay số 4" in one.rows(batch)[2].problems[0].message
    one.commit(batch)
    assert standing(world) == {"Đảng bộ xã Đạ Huoai 05": 6}
    assert MonthlyCount.objects.exclude(replaced_at=None).get().admitted == 4


def test_the_same_numbers_change_nothing(world, desk) -> None:
    one = desk("counts")
    counted(one, ROW)
    again = counted(one, ROW, (2, "xã Đạ Tẻh", "5/2026", 0))
    assert again.summary["written"] == {"created": 1, "changed": 0, "same": 1}
    assert MonthlyCount.objects.count() == 2


def test_taking_back_lets_the_earlier_report_hold_and_loses_nothing(world, desk) -> None:
    one = desk("counts")
    counted(one, ROW)
    later = counted(one, (1, "xã Đạ Huoai", "5/2026", 6), (2, "xã Đạ Tẻh", "5/2026", 2))
    one.undo(later)
    assert standing(world) == {"Đảng bộ xã Đạ Huoai 05": 4}
    assert MonthlyCount.objects.count() == 3


def test_not_once_a_body_has_reported_anew(world, desk) -> None:
    one = desk("counts")
    batch = counted(one, ROW)
    with entered(one.actor):
        report_counts(one.actor, world.huoai.pk, Month(2026, 5), 7)
    with pytest.raises(Impossible, match="báo cáo lại"):
        one.undo(batch)


def test_not_once_the_month_is_closed(world, desk) -> None:
    targets = desk("targets")
    targets.commit(targets.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 20))))
    one = desk("counts")
    batch = counted(one, ROW)
    with entered(one.actor):
        close_month(one.actor, world.province.pk, Month(2026, 5), today=date(2026, 6, 1))
    with pytest.raises(Impossible, match="5/2026 đã chốt"):
        one.undo(batch)


def test_a_unit_reports_its_own_counts(world, desk) -> None:
    secretary = f.actor(Role.CELL_SECRETARY, world.cell)
    one = desk("counts", secretary, world.cell)
    counted(one, (1, "Chi bộ Thôn 1", "5/2026", 1))
    assert standing(world) == {"Chi bộ Thôn 1 05": 1}
