"""Choosing, writing, dropping, taking back: all of it or nothing, and never twice."""

from datetime import date

import pytest
from tests import factories as f
from tests.intake.world import ADMISSION_HEAD, TARGET_HEAD, pasted, person, workbook

from dangvu.access.scope import entered
from dangvu.admissions import actions as admissions
from dangvu.admissions.models import Admission
from dangvu.intake.models import Batch, Row
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Headcount, Person, Post, Status
from dangvu.targets.models import Target

GOOD = (1, "xã Đạ Huoai", 20)
BAD = (2, "xã Đạ Tẻh", -3)
DOUBTFUL = (3, "Bảo Lâm", 12)


def refusal(act, *args, **more) -> Impossible:
    with pytest.raises(Impossible) as caught:
        act(*args, **more)
    return caught.value


class TestChoosing:
    def test_nothing_is_taken_until_the_user_picks(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, DOUBTFUL))
        offered = {c.unit_id for c in desk.rows(batch)[2].problems[0].choices}
        assert offered == {world.bao_lam_1.pk, world.bao_lam_2.pk}
        assert "unit" not in desk.rows(batch)[2].values
        after = desk.choose(batch, row_2=world.bao_lam_2.pk)
        assert (after.summary["accepted"], after.summary["doubtful"]) == (1, 0)
        desk.commit(batch)
        assert Target.objects.get().unit == world.bao_lam_2

    def test_a_choice_can_be_changed_and_taken_back(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, DOUBTFUL))
        desk.choose(batch, row_2=world.bao_lam_2.pk)
        desk.choose(batch, row_2=world.bao_lam_1.pk)
        assert desk.rows(batch)[2].get("unit") == world.bao_lam_1.pk
        assert desk.choose(batch, row_2=None).summary["accepted"] == 0

    def test_only_what_was_offered_can_be_picked(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, DOUBTFUL, GOOD))
        assert refusal(desk.choose, batch, row_2=world.huoai.pk).code == "no_such_choice"
        assert refusal(desk.choose, batch, row_3=world.teh.pk).code == "no_such_choice"
        assert refusal(desk.choose, batch, row_99=world.teh.pk).code == "no_such_row"

    def test_two_rows_that_come_to_one_body_are_refused(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, DOUBTFUL, (4, "Bảo Lâm 1", 3)))
        desk.choose(batch, row_2=world.bao_lam_1.pk)
        assert [codes[-1] for codes in desk.codes(batch).values()] == ["duplicate", "duplicate"]

    def test_an_old_name_is_offered_with_the_unit_of_today(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, (1, "thị trấn Đạ Mri", 5)))
        problem = desk.rows(batch)[2].problems[0]
        assert (problem.code, [c.unit_id for c in problem.choices]) == (
            "former_name",
            [world.teh.pk],
        )
        assert "Đạ Mri" in problem.choices[0].why


class TestWriting:
    def test_one_bad_row_stops_all_unless_only_good_ones_are_asked_for(self, world, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, GOOD, BAD, DOUBTFUL))
        assert refusal(desk.commit, batch).code == "has_problems"
        assert not Target.objects.exists()
        after = desk.commit(batch, only_valid=True)
        assert [t.unit for t in Target.objects.all()] == [world.huoai]
        assert after.summary["written"] == {"created": 1, "changed": 0, "same": 0}
        assert Target.objects.get().batch_id == batch.pk

    def test_nothing_but_bad_rows_writes_nothing(self, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, BAD))
        assert refusal(desk.commit, batch, only_valid=True).code == "nothing_to_write"

    def test_the_same_bytes_are_refused_with_when_and_by_whom(self, world, desk) -> None:
        first = desk("targets")
        data = workbook(TARGET_HEAD, GOOD)
        batch = first.stage(data)
        first.commit(batch)
        said = refusal(desk("targets").stage, data, "ten-khac.xlsx")
        assert said.code == "already_committed"
        assert first.actor.name in said.message_vi
        assert "01/06/2026" in said.message_vi
        assert refusal(first.commit, batch).code == "already_committed"
        assert Target.objects.count() == 1

    def test_the_same_bytes_staged_twice_are_written_once(self, desk) -> None:
        desk = desk("targets")
        data = workbook(TARGET_HEAD, GOOD)
        one, two = desk.stage(data), desk.stage(data)
        desk.commit(one)
        said = refusal(desk.commit, two)
        assert (said.code, type(said)) == ("already_committed", Overtaken)
        assert Event.objects.filter(action="commit_import").count() == 1

    def test_another_kind_or_unit_may_take_the_same_bytes(self, world, desk) -> None:
        table = pasted(("Đảng bộ", "Tháng", "Số kết nạp"), ("xã Đạ Tẻh", "4/2026", 2))
        desk("counts").commit(desk("counts").stage(table))
        own = desk("counts", world.officer(world.teh), world.teh)
        assert own.stage(table).summary["accepted"] == 1

    def test_records_that_moved_on_since_the_preview_are_told_of(self, world, desk) -> None:
        desk = desk("admissions")
        batch = desk.stage(pasted(ADMISSION_HEAD, person(), person("Lê Văn Hai")))
        f.person(world.cell, "Nguyễn Thị Thử", birth_on=date(2001, 2, 5))
        said = refusal(desk.commit, batch, only_valid=True)
        assert (said.code, type(said)) == ("changed", Overtaken)
        assert not Admission.objects.exists()

    def test_a_write_that_fails_halfway_leaves_nothing(self, world, desk, monkeypatch) -> None:
        desk = desk("admissions")
        batch = desk.stage(pasted(ADMISSION_HEAD, person()))
        monkeypatch.setattr(Admission.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.commit(batch)
        f.own()
        assert not Person.objects.exists()
        assert Batch.objects.get().state == "staged"

    def test_dropping_leaves_no_name_behind(self, desk) -> None:
        desk = desk("admissions")
        batch = desk.stage(pasted(ADMISSION_HEAD, person()))
        desk.drop(batch)
        assert not Row.objects.exists()
        assert bytes(Batch.objects.get().content) == b""
        assert refusal(desk.commit, batch).code == "not_staged"


class TestTakingBack:
    def test_persons_and_admissions_go_and_the_file_may_come_again(self, world, desk) -> None:
        desk = desk("admissions")
        table = pasted(ADMISSION_HEAD, person(), person("Lê Văn Hai", **{"Giới tính": "Nam"}))
        batch = desk.stage(table)
        desk.commit(batch)
        assert Headcount.objects.get(unit_id=world.cell.pk).probationary == 2
        assert desk.undo(batch).state == "undone"
        assert not Person.objects.exists()
        assert not Admission.objects.exists()
        assert Headcount.objects.get(unit_id=world.cell.pk).probationary == 0
        assert refusal(desk.undo, batch).code == "not_committed"
        desk.commit(desk.stage(table))
        assert Person.objects.count() == 2

    def test_not_while_something_rests_on_it(self, world, desk) -> None:
        desk = desk("admissions")
        batch = desk.stage(pasted(ADMISSION_HEAD, person()))
        desk.commit(batch)
        f.own()
        someone = Person.objects.get()
        post = Post.objects.create(
            person=someone, unit=world.cell, unit_path=world.cell.path, kind="secretary",
            valid_from=date(2026, 5, 1),
        )  # fmt: skip
        said = refusal(desk.undo, batch)
        assert said.code == "depended_on"
        assert "Nguyễn Thị Thử" in said.message_vi
        f.own()
        post.delete()
        Person.objects.update(status=Status.OFFICIAL, official_on=date(2026, 5, 1))
        assert refusal(desk.undo, batch).code == "depended_on"
        assert Batch.objects.get().state == "committed"

    def test_not_once_an_admission_was_voided(self, world, desk) -> None:
        desk = desk("admissions")
        batch = desk.stage(pasted(ADMISSION_HEAD, person()))
        desk.commit(batch)
        with entered(desk.actor):
            admissions.void_admission(desk.actor, Admission.objects.get().pk, "ghi nhầm")
        assert refusal(desk.undo, batch).code == "depended_on"

    def test_every_step_is_signed(self, desk) -> None:
        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, GOOD))
        desk.commit(batch)
        desk.undo(batch)
        told = Event.objects.filter(subject_kind="batch", subject_id=str(batch.pk))
        assert list(told.order_by("id").values_list("action", flat=True)) == [
            "stage_import",
            "commit_import",
            "undo_import",
        ]


class TestTheWorkbookBack:
    def test_it_is_the_users_own_with_a_column_of_errors(self, desk) -> None:
        import io

        import openpyxl

        from dangvu.intake import papers

        desk = desk("targets")
        data = workbook(TARGET_HEAD, GOOD, BAD, DOUBTFUL, above=["PHỤ LỤC"])
        batch = desk.stage(data)
        rows = desk.rows(batch).values()
        back = papers.returned_workbook(desk.kind, data, batch.sheet, batch.header_row, rows)
        sheet = openpyxl.load_workbook(io.BytesIO(back))["Phụ lục"]
        assert sheet["A1"].value == "PHỤ LỤC"
        assert (sheet["D2"].value, sheet["D3"].value) == ("Lỗi", None)
        assert "số âm" in sheet["D4"].value
        assert "Đảng bộ xã Bảo Lâm 1" in sheet["D5"].value
        again = desk.stage(back)
        assert again.summary["accepted"] == 1

    def test_a_pasted_table_comes_back_as_a_workbook(self, desk) -> None:
        import io

        import openpyxl

        from dangvu.intake import papers

        desk = desk("targets")
        batch = desk.stage(pasted(TARGET_HEAD, GOOD, BAD))
        rows = desk.rows(batch).values()
        back = papers.returned_workbook(desk.kind, b"", batch.sheet, 0, rows)
        sheet = openpyxl.load_workbook(io.BytesIO(back)).active
        text = " ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value)
        assert "xã Đạ Tẻh" in text
        assert "số âm" in text

    def test_the_empty_workbook_can_be_read_back(self, world, desk) -> None:
        from dangvu.intake import papers

        for code, given in (("targets", 5), ("counts", 5)):
            one = desk(code)
            with entered(one.actor):
                model = papers.model_workbook(one.kind, one.actor, world.province)
            batch = one.stage(model)
            assert batch.summary["read"] == given
            assert {c for codes in one.codes(batch).values() for c in codes} == {"empty"}
