"""The annex of targets: what changes is shown first, and after a closing it is an adjustment."""
# ruff: noqa: F811 - fixtures of another folder are asked for by their names

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.intake.conftest import desk, first_of_june, world  # noqa: F401
from tests.intake.world import TARGET_HEAD, campaign, pasted

from dangvu.access.scope import entered
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.rules.months import Month
from dangvu.targets.actions import adjust_target, close_month
from dangvu.targets.models import Adjustment, Campaign, SubTarget, Target

MONTHS = tuple(f"Tháng {n}" for n in range(1, 13))
PLAN = (1, 2, 1, 2, 1, 2, 1, 2, 2, 2, 2, 2)


def given(one, unit) -> Target:
    f.own()
    return Target.objects.get(campaign=one.campaign, unit=unit)


def remark(batch, code: str) -> dict:
    return next(r for r in batch.summary["remarks"] if r["code"] == code)


def codes(batch) -> list[str]:
    return [r["code"] for r in batch.summary["remarks"]]


def imported(desk, *rows, head=TARGET_HEAD, **options):
    batch = desk.stage(pasted(head, *rows), **options)
    return desk.commit(batch)


def closed(one) -> None:
    actor = one.specialist()
    with entered(actor):
        close_month(actor, one.province.pk, Month(2026, 4), today=date(2026, 6, 1))
    f.own()


class TestFigures:
    def test_plan_base_and_parts_are_written(self, world, desk) -> None:
        head = (*TARGET_HEAD, "Số đảng viên", *MONTHS, "Nông dân", "Công an")
        imported(desk("targets"), (1, "xã Đạ Huoai", 20, 900, *PLAN, 12, 3), head=head)
        target = given(world, world.huoai)
        assert (target.assigned, target.base_members, target.plan) == (20, 900, list(PLAN))
        parts = dict(target.subtargets.values_list("source_group", "number"))
        assert parts == {"farmer": 12, "police": 3}

    def test_a_plan_that_does_not_add_up_is_warned_of(self, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted((*TARGET_HEAD, *MONTHS), (1, "xã Đạ Huoai", 25, *PLAN)))
        assert one.codes(batch)[2] == ["plan_sum"]
        assert batch.summary["accepted"] == 1

    def test_months_left_blank_are_told_and_zero(self, world, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted((*TARGET_HEAD, "Tháng 5"), (1, "xã Đạ Huoai", 20, 20)))
        assert one.codes(batch)[2] == ["plan_blank"]

    def test_parts_above_the_whole_are_refused(self, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted((*TARGET_HEAD, "Nông dân"), (1, "xã Đạ Huoai", 20, 21)))
        assert one.codes(batch)[2] == ["parts_above"]

    def test_a_plan_needs_a_campaign_of_a_year(self, world, desk) -> None:
        Campaign.objects.update(ends_on=date(2026, 6, 30))
        one = desk("targets")
        batch = one.stage(pasted((*TARGET_HEAD, *MONTHS), (1, "xã Đạ Huoai", 20, *PLAN)))
        assert one.codes(batch)[2] == ["plan_not_yearly"]

    def test_more_than_there_are_members_is_warned_of(self, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted((*TARGET_HEAD, "Số đảng viên"), (1, "xã Đạ Huoai", 2000, 900)))
        assert one.codes(batch)[2] == ["above_base"]


class TestTheWhole:
    def test_missing_bodies_are_listed(self, world, desk) -> None:
        batch = desk("targets").stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 20)))
        items = remark(batch, "missing")["items"]
        assert len(items) == 4
        assert "Đảng bộ xã Đạ Tẻh" in items

    @pytest.mark.parametrize(
        ("number", "said"), [(100, "đúng tổng"), (90, "thiếu 10"), (120, "thừa 20")]
    )
    def test_the_sum_is_held_against_the_decision(self, desk, number: int, said: str) -> None:
        batch = desk("targets").stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", number)))
        assert said in remark(batch, "sum")["message"]

    def test_bodies_that_are_not_in_the_table_keep_what_they_have(self, world, desk) -> None:
        imported(desk("targets"), (1, "xã Đạ Huoai", 20), (2, "xã Đạ Tẻh", 30))
        batch = desk("targets").stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 70)))
        assert remark(batch, "kept")["items"] == ["Đảng bộ xã Đạ Tẻh"]
        assert "đúng tổng" in remark(batch, "sum")["message"]

    def test_less_than_the_unit_itself_owes_is_warned_of(self, world, desk) -> None:
        imported(desk("targets"), (1, "xã Đạ Huoai", 20))
        campaign(world.huoai, total=None)
        officer = desk("targets", world.officer(), world.huoai)
        batch = officer.stage(pasted(TARGET_HEAD, (1, "Chi bộ thôn 1", 15)))
        assert "thiếu 5" in remark(batch, "below_parent")["message"]

    def test_a_body_twice_is_refused_in_both_rows(self, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 20), (2, "LD101", 21)))
        assert one.codes(batch) == {2: ["duplicate"], 3: ["duplicate"]}
        assert "2, 3" in one.rows(batch)[2].problems[0].message

    @pytest.mark.parametrize(
        ("code", "name", "said"),
        [
            ("LD102", "xã Đạ Huoai", "code_and_name"),
            ("LD999", "xã Đạ Huoai", "unknown_code"),
            ("LD101", "xã Đạ Huoai", None),
            ("LD101", "tên viết sai", None),
        ],
    )
    def test_a_code_decides_unless_the_name_contradicts(self, desk, code, name, said) -> None:
        one = desk("targets")
        batch = one.stage(pasted(("Mã", "Đảng bộ", "Chỉ tiêu"), (code, name, 20)))
        assert one.codes(batch)[2] == ([said] if said else [])

    def test_a_place_of_another_kind_is_not_taken_silently(self, world, desk) -> None:
        one = desk("targets")
        batch = one.stage(pasted(TARGET_HEAD, (1, "phường Đạ Huoai", 20)))
        problem = one.rows(batch)[2].problems[0]
        assert (problem.code, problem.choices[0].unit_id) == ("other_kind", world.huoai.pk)

    def test_the_number_of_statements_does_not_grow_with_the_bodies(self, world, desk) -> None:
        from django.db import connection

        def statements(rows: list[tuple]) -> int:
            one = desk("targets")
            with CaptureQueriesContext(connection) as seen:
                one.commit(one.stage(pasted(TARGET_HEAD, *rows)))
            return len(seen)

        few = statements([(1, "xã Đạ Huoai", 20), (2, "xã Đạ Tẻh", 20)])
        for n in range(30):
            f.unit(f"Đảng bộ xã Thử {n:02}", world.province)
        Target.objects.all().delete()
        assert statements([(n, f"xã Thử {n:02}", n + 1) for n in range(30)]) == few


class TestChanges:
    def test_until_a_month_is_closed_a_number_is_replaced(self, world, desk) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20), (2, "xã Đạ Tẻh", 30))
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 25), (2, "xã Đạ Tẻh", 30)))
        rows = one.rows(batch)
        assert "Đang là 20, sẽ thành 25 (+5)" in rows[2].problems[0].message
        assert [p.code for p in rows[3].problems] == ["same"]
        done = one.commit(batch)
        assert done.summary["written"] == {"created": 0, "changed": 1, "same": 1}
        assert given(world, world.huoai).assigned == 25
        assert not Adjustment.objects.exists()
        event = Event.objects.filter(action="assign_targets").latest("id")
        assert event.data["changed"] == {str(world.huoai.pk): 25}

    def test_after_a_closing_a_change_needs_its_reason_and_becomes_an_adjustment(
        self, world, desk
    ) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        closed(world)
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 26), (2, "xã Đạ Tẻh", 5)))
        assert one.codes(batch) == {2: ["reason_missing"], 3: []}
        batch = one.amend(batch, reason="Giao bổ sung", effective_on="15/5/2026", paper="9-TB/TU")
        assert one.codes(batch)[2] == ["changes"]
        one.commit(batch)
        step = Adjustment.objects.get()
        assert (step.target.assigned, step.delta) == (20, 6)
        assert (step.effective_on, step.reason) == (date(2026, 5, 15), "Giao bổ sung")
        assert step.paper == "9-TB/TU"
        assert given(world, world.teh).assigned == 5

    @pytest.mark.parametrize(
        ("day", "code"), [("15/5/2027", "outside_period"), ("1/1/2026", "changes")]
    )
    def test_an_adjustment_lies_within_the_campaign(self, world, desk, day, code) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        closed(world)
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 26)))
        batch = one.amend(batch, reason="x", effective_on=day)
        assert one.codes(batch)[2][0] == code

    def test_an_adjustment_may_not_make_any_day_negative(self, world, desk) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        closed(world)
        target, actor = given(world, world.huoai), one.actor
        with entered(actor):
            adjust_target(actor, target.pk, 10, date(2026, 9, 1), "thêm về sau")
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 5)))
        batch = one.amend(batch, reason="x")
        assert one.codes(batch)[2] == ["below_zero"]
        batch = one.amend(batch, reason="x", effective_on="1/10/2026")
        assert one.codes(batch)[2] == ["changes"]

    def test_a_number_ten_times_as_large_is_warned_of(self, desk) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 200)))
        assert "leap" in one.codes(batch)[2]

    def test_a_table_changed_since_the_preview_is_told_of(self, world, desk) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        batch = one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 25)))
        Target.objects.update(assigned=22)
        with pytest.raises(Overtaken):
            one.commit(batch)
        assert given(world, world.huoai).assigned == 22


class TestTakingBack:
    def test_everything_is_as_it_was(self, world, desk) -> None:
        one = desk("targets")
        head = (*TARGET_HEAD, "Số đảng viên", "Nông dân")
        imported(one, (1, "xã Đạ Huoai", 20, 900, 4), head=head)
        batch = imported(
            one, (1, "xã Đạ Huoai", 25, 950, 7), (2, "xã Đạ Tẻh", 30, 800, 1), head=head
        )
        one.undo(batch)
        target = given(world, world.huoai)
        assert (target.assigned, target.base_members) == (20, 900)
        assert SubTarget.objects.get().number == 4
        assert Target.objects.count() == 1

    def test_an_adjustment_goes_with_it(self, world, desk) -> None:
        one = desk("targets")
        imported(one, (1, "xã Đạ Huoai", 20))
        closed(world)
        batch = one.commit(
            one.amend(one.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 26))), reason="thêm")
        )
        one.undo(batch)
        assert not Adjustment.objects.exists()
        assert given(world, world.huoai).assigned == 20

    def test_not_after_a_month_was_closed_with_it(self, world, desk) -> None:
        one = desk("targets")
        batch = imported(one, (1, "xã Đạ Huoai", 20))
        closed(world)
        with pytest.raises(Impossible, match="4/2026 đã chốt"):
            one.undo(batch)

    def test_not_after_a_target_was_changed(self, world, desk) -> None:
        one = desk("targets")
        batch = imported(one, (1, "xã Đạ Huoai", 20))
        target, actor = given(world, world.huoai), one.actor
        with entered(actor):
            adjust_target(actor, target.pk, 3, date(2026, 6, 1), "thêm")
        with pytest.raises(Impossible, match="Đạ Huoai"):
            one.undo(batch)
        later = imported(one, (1, "xã Đạ Huoai", 24))
        with pytest.raises(Impossible, match="đã đổi"):
            one.undo(batch)
        assert later.is_committed
