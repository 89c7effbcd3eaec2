"""Lists of admitted persons: the right cell, the rules, nobody twice."""
# ruff: noqa: F811 - fixtures of another folder are asked for by their names

from datetime import date

import pytest
from tests import factories as f
from tests.intake.conftest import desk, first_of_june, world  # noqa: F401
from tests.intake.world import ADMISSION_HEAD, pasted, person

from dangvu.access.matrix import Role
from dangvu.admissions.models import Admission
from dangvu.members.models import Person


def told(desk, *rows, **options) -> dict[int, list[str]]:
    batch = desk.stage(pasted(ADMISSION_HEAD, *rows), **options)
    blocking = {n: [p for p in d.problems if p.level.blocks] for n, d in desk.rows(batch).items()}
    return {n: [p.code for p in problems] for n, problems in blocking.items()}


def only(desk, *rows, **options):
    batch = desk.stage(pasted(ADMISSION_HEAD, *rows), **options)
    return desk.rows(batch)[2]


def test_person_and_admission_are_entered_with_what_reports_split_by(world, desk) -> None:
    one = desk("admissions")
    row = person(
        "KA THỊ NGA", **{"Dân tộc": "K'Ho", "Tôn giáo": "Tin Lành", "Nhóm nguồn": "nông dân"}
    )
    batch = one.commit(one.stage(pasted(ADMISSION_HEAD, row)))
    made = Admission.objects.select_related("person").get()
    someone = made.person
    assert (someone.full_name, someone.search_key) == ("Ka Thị Nga", "ka thi nga")
    assert (someone.ethnic_group, someone.religion, someone.sex) == ("16", "08", "F")
    assert (someone.status, someone.joined_on) == ("DU_BI", date(2026, 4, 10))
    assert (someone.unit, someone.unit_path) == (world.cell, world.cell.path)
    assert (made.female, made.ethnic_minority, made.religious, made.youth_union) == (True,) * 4
    assert (made.source_group, made.decision_number) == ("farmer", "15-QĐ/ĐU")
    assert made.issuer == "Ban Thường vụ Đảng ủy xã Đạ Huoai"
    assert (made.ceremony_on, made.batch_id) == (date(2026, 4, 28), batch.pk)
    assert made.counted_path == world.cell.path


def test_capitals_are_told_of(desk) -> None:
    row = only(desk("admissions"), person("LÊ THỊ K'BRÊU"))
    assert row.get("full_name") == "Lê Thị K'Brêu"
    assert "capitals" in [p.code for p in row.problems]


class TestWhichCell:
    def test_one_name_in_many_communes_is_a_choice(self, world, desk) -> None:
        row = only(desk("admissions"), person(cell="chi bo thon 1"))
        problem = next(p for p in row.problems if p.choices)
        assert {c.unit_id for c in problem.choices} == {world.cell.pk, world.other_cell.pk}
        assert {c.label for c in problem.choices} == {
            "Chi bộ Thôn 1, Đảng bộ xã Đạ Huoai",
            "Chi bộ Thôn 1, Đảng bộ xã Đạ Tẻh",
        }

    @pytest.mark.parametrize(
        "name",
        ["Chi bộ thôn 1, xã Đạ Tẻh", "thon 1 - da teh", "Chi bộ Thôn 01 thuộc Đảng bộ xã Đạ Tẻh"],
    )
    def test_the_name_above_tells_them_apart(self, world, desk, name: str) -> None:
        assert only(desk("admissions"), person(cell=name)).get("cell") == world.other_cell.pk

    def test_within_one_commune_the_name_is_enough(self, world, desk) -> None:
        one = desk("admissions", world.officer(), world.huoai)
        assert only(one, person(cell="Thôn 1")).get("cell") == world.cell.pk

    def test_a_cell_of_another_commune_is_not_there(self, world, desk) -> None:
        one = desk("admissions", world.officer(), world.huoai)
        assert told(one, person(cell="Chi bộ Công an"))[2] == ["unknown"]

    def test_a_body_above_is_never_taken_for_a_cell(self, world, desk) -> None:
        row = only(desk("admissions"), person(cell="Đảng bộ Công an"))
        problem = next(p for p in row.problems if p.level.blocks)
        assert (problem.code, problem.choices[0].unit_id) == ("not_a_cell", world.police.pk)

    def test_a_cell_secretary_brings_in_for_the_own_cell(self, world, desk) -> None:
        one = desk("admissions", f.actor(Role.CELL_SECRETARY, world.cell), world.cell)
        assert only(one, person(cell="Chi bộ Thôn 1")).accepted


class TestRules:
    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"Ngày quyết định": "02/06/2026", "Ngày kết nạp (lễ)": ""}, "decision_in_future"),
            ({"Ngày kết nạp (lễ)": "01/04/2026"}, "ceremony_before_decision"),
            ({"Ngày sinh": "05/02/2020"}, "birth_implausible"),
            ({"Giới tính": "Khác"}, "unknown_value"),
            ({"Dân tộc": "Kinnh"}, "unknown_value"),
            ({"Nhóm nguồn": ""}, "empty"),
            ({"Họ và tên": "Lan"}, "one_word_name"),
            ({"Họ và tên": "Lê Thị 2"}, "odd_name"),
            ({"Cơ quan quyết định": ""}, "issuer_missing"),
            ({"Đoàn viên": "có lẽ"}, "not_yes_no"),
        ],
    )
    def test_what_cannot_be_is_refused(self, desk, change: dict, code: str) -> None:
        assert told(desk("admissions"), person(**change))[2] == [code]

    def test_an_unconfirmed_rule_only_warns_and_names_its_ground(self, desk) -> None:
        row = only(desk("admissions"), person(**{"Ngày sinh": "05/02/2009"}))
        warned = [p for p in row.problems if p.level.value == "warning"]
        assert row.accepted
        assert warned
        assert "Căn cứ" in warned[0].message

    def test_who_decided_may_be_given_for_all_blank_rows(self, world, desk) -> None:
        one = desk("admissions", world.officer(), world.huoai)
        blank = person(**{"Cơ quan quyết định": ""})
        batch = one.stage(pasted(ADMISSION_HEAD, blank))
        assert one.rows(batch)[2].get("issuer") == "Ban Thường vụ Đảng ủy xã Đạ Huoai"
        batch = one.amend(batch, issuer="Đảng ủy xã Đạ Huoai")
        assert one.rows(batch)[2].get("issuer") == "Đảng ủy xã Đạ Huoai"


class TestTwice:
    def test_the_same_person_in_the_same_cell_is_refused_with_where_it_stands(
        self, world, desk
    ) -> None:
        f.admission(
            world.cell,
            date(2026, 3, 10),
            person=f.person(world.cell, "NGUYỄN THỊ THỬ", birth_on=date(2001, 2, 5)),
        )
        row = only(desk("admissions"), person())
        problem = next(p for p in row.problems if p.level.blocks)
        assert problem.code == "already_admitted"
        assert "Chi bộ Thôn 1" in problem.message
        assert "10/03/2026" in problem.message

    def test_the_same_decision_elsewhere_is_the_same_person(self, world, desk) -> None:
        f.admission(
            world.police,
            date(2026, 4, 10),
            person=f.person(world.police, "Nguyễn Thị Thử", birth_on=date(2001, 2, 5)),
            decision_number="15-QĐ/ĐU",
        )
        assert told(desk("admissions"), person())[2] == ["already_admitted"]

    def test_a_namesake_elsewhere_is_a_word_of_warning(self, world, desk) -> None:
        f.person(world.police, "Nguyễn Thị Thử", birth_on=date(2001, 2, 5))
        row = only(desk("admissions"), person())
        assert row.accepted
        assert "same_name" in [p.code for p in row.problems]

    def test_people_of_another_branch_are_not_told_of(self, world, desk) -> None:
        f.person(world.police, "Nguyễn Thị Thử", birth_on=date(2001, 2, 5))
        one = desk("admissions", world.officer(), world.huoai)
        assert "same_name" not in [p.code for p in only(one, person()).problems]

    def test_twice_in_the_table(self, desk) -> None:
        one = desk("admissions")
        assert told(one, person(), person("nguyen thi thu")) == {
            2: ["duplicate"],
            3: ["duplicate"],
        }

    def test_the_mended_workbook_brings_in_only_the_rest(self, world, desk) -> None:
        one = desk("admissions")
        first = one.stage(pasted(ADMISSION_HEAD, person(), person("Lê Văn Hai", "Thôn 9")))
        one.commit(first, only_valid=True)
        again = one.stage(
            pasted(ADMISSION_HEAD, person(), person("Lê Văn Hai", "Thôn 1, xã Đạ Tẻh"))
        )
        one.commit(again, only_valid=True)
        assert Person.objects.count() == 2


def test_what_counts_counts_where_the_cell_stood_on_the_day(world, desk) -> None:
    from dangvu.orgs.models import Placement

    f.own()
    Placement.objects.filter(unit=world.cell).update(valid_from=date(2026, 5, 1))
    Placement.objects.create(
        unit=world.cell, parent=world.teh, valid_from=date(2025, 7, 1), valid_until=date(2026, 5, 1)
    )
    one = desk("admissions")
    one.commit(one.stage(pasted(ADMISSION_HEAD, person())))
    made = Admission.objects.get()
    assert made.unit_path == world.cell.path
    assert made.counted_path == f"{world.teh.path}.{world.cell.path[-5:]}"


def test_published_months_hold_their_records(world, desk) -> None:
    from tests.intake.world import TARGET_HEAD

    from dangvu.access.scope import entered
    from dangvu.kernel.refusals import Impossible
    from dangvu.rules.months import Month
    from dangvu.targets.actions import close_month

    targets = desk("targets")
    targets.commit(targets.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 20))))
    one = desk("admissions")
    batch = one.commit(one.stage(pasted(ADMISSION_HEAD, person())))
    with entered(one.actor):
        close_month(one.actor, world.province.pk, Month(2026, 4), today=date(2026, 6, 1))
    with pytest.raises(Impossible, match="4/2026 đã chốt"):
        one.undo(batch)
    assert Admission.objects.count() == 1
