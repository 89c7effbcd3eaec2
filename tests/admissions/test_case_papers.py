"""The papers of a case filled from its record."""

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from tests import factories as f
from tests.admissions.case_world import SHORT, CaseWorld

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.admissions import actions
from dangvu.admissions.models import Attendee, Case, PoliticalClass
from dangvu.admissions.papers import Printing, file_name, filled, printing
from dangvu.kernel import clock
from dangvu.members.models import Post
from dangvu.office.letters import packaged_model
from dangvu.office.payloads import CASE_FORMS, FormGroup
from dangvu.rules.procedure import Step

pytestmark = pytest.mark.django_db
TODAY = date(2027, 6, 1)


@pytest.fixture(autouse=True)
def _a_day_after_all(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW.replace(year=2027))


@pytest.fixture
def world() -> CaseWorld:
    return CaseWorld()


def found(actor: Actor, case: Case, on: date = TODAY) -> Printing:
    f.own()
    with entered(actor):
        return printing(actor, case.pk, on)


def words(actor: Actor, case: Case, code: str, on: date = TODAY) -> dict[str, Any]:
    form = CASE_FORMS[code]
    return found(actor, case, on).words(form).to_dict(form)


def text(actor: Actor, case: Case, code: str) -> str:
    form = CASE_FORMS[code]
    _, data = filled(found(actor, case), form, packaged_model(form.model))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml))


def test_the_cells_resolution_says_what_was_recorded(world: CaseWorld) -> None:
    printed = text(world.officer, world.at(Step.CELL_VOTED), "6-KNĐ")
    assert "ĐẢNG ỦY PHƯỜNG MỘT" in printed
    assert "CHI BỘ MỘT" in printed
    assert "Số 02-NQ/CB" in printed
    assert "Một, ngày\xa010\xa0tháng\xa002\xa0năm\xa02026" in printed
    assert "Nguyễn Thị Nguồn, sinh ngày 05/02/2001, dân tộc Kinh" in printed
    assert "đơn xin vào Đảng viết ngày 03/11/2025" in printed
    assert "giấy giới thiệu của Trần Văn Giúp và Ban Chấp hành Đoàn phường" in printed
    assert "tán thành 9 đồng chí, đạt 100,0\xa0%" in printed
    assert "từ 2/3 trở lên" in printed
    assert "Chi bộ đề nghị Đảng ủy phường Một xét, kết nạp" in printed


def test_a_short_vote_is_reported_to_the_committee(world: CaseWorld) -> None:
    case = world.at(Step.OPINIONS_IN)
    world.step(case, Step.CELL_VOTED, vote=SHORT)
    printed = text(world.officer, case, "6-KNĐ")
    assert "đạt 55,6\xa0%" in printed
    assert "chưa đạt tỷ lệ phải đạt" in printed


def test_what_was_taken_back_stands_in_no_paper(world: CaseWorld) -> None:
    case = world.at(Step.CELL_VOTED)
    f.own()
    step = case.steps.get(step=Step.CELL_VOTED)
    with entered(world.officer):
        actions.take_back(world.officer, case.pk, step.pk, "ghi nhầm")
    told = words(world.officer, case, "6-KNĐ")
    assert told["cell_vote"]["known"] is False
    assert told["letterhead"]["draft"] is True
    assert "02-NQ/CB" not in str(told)


def test_before_208_the_province_decides_for_who_stands_right_beneath_it(world: CaseWorld) -> None:
    told = words(world.officer, world.at(Step.DECIDED), "9-KNĐ")
    assert told["decider"].startswith("Ban Thường vụ ")
    assert told["letterhead"]["issuer"] == world.province.committee.upper()
    assert told["letterhead"]["number_line"] == "Số 15-QĐ/ĐU"
    assert told["charter_rule"].startswith("Quy định số 294-QĐ/TW")
    assert "ngày chi bộ nhận được quyết định" in told["ceremony_limit"]


def test_a_paper_rests_on_the_rules_of_its_own_day(world: CaseWorld) -> None:
    case = world.at(Step.RECOGNISED)
    assert words(world.officer, case, "6-KNĐ")["charter_rule"].startswith("Quy định số 294-QĐ/TW")
    assert words(world.officer, case, "16-KNĐ")["charter_rule"].startswith("Quy định số 208-QĐ/TW")


def test_from_208_on_the_standing_committee_of_the_ward_recognises(world: CaseWorld) -> None:
    told = words(world.officer, world.at(Step.RECOGNISED), "16-KNĐ")
    assert told["decider"] == f"Ban Thường vụ {world.ward.committee}"
    assert told["letterhead"]["issuer"] == world.ward.committee.upper()
    assert told["signature"]["authority"] == "T/M BAN THƯỜNG VỤ"
    assert told["official_on"] == "ngày 20/3/2027"
    assert told["recognition"]["on"] == "ngày 20/4/2027"


def test_a_committee_between_appraises(world: CaseWorld) -> None:
    section = f.unit("Đảng bộ bộ phận Khu A", world.ward, type="DANG_BO_BO_PHAN")
    cell = f.unit("Chi bộ Ba", section, type="CHI_BO")
    case = world.open(world.officer, unit_id=cell.pk, full_name="Hồ Thị Khu")
    told = words(world.officer, case, "7-KNĐ")
    assert told["section"] == section.committee
    assert told["committee"] == world.ward.committee
    codes = [form.code for form in found(world.officer, case).forms(FormGroup.ADMISSION)]
    assert "7-KNĐ" in codes


def test_a_case_needs_the_forms_of_its_way(world: CaseWorld) -> None:
    young = found(world.officer, world.open())
    codes = {form.code for form in young.forms(FormGroup.ADMISSION)}
    assert {"1-KNĐ", "3-KNĐ", "4-KNĐ", "9-KNĐ"} <= codes
    assert not {"3A-KNĐ", "4B-KNĐ", "7-KNĐ", "9A-KNĐ"} & codes
    older = world.open(full_name="Võ Văn Lớn", birth_on=date(1980, 1, 1), youth_union=False)
    codes = {form.code for form in found(world.officer, older).forms(FormGroup.ADMISSION)}
    assert "3A-KNĐ" in codes
    assert "5B-KNĐ" in codes
    assert not {"3-KNĐ", "4-KNĐ", "4A-KNĐ"} & codes


def test_the_class_stands_on_its_certificate(world: CaseWorld) -> None:
    case = world.at(Step.CLASS_DONE)
    f.own()
    held = PoliticalClass.objects.create(
        unit=world.ward, unit_path=world.ward.path, kind="awareness", name="Lớp khóa 4/2025",
        opens_on=date(2025, 9, 8), ends_on=date(2025, 9, 12), seats=40,
        organiser="Trung tâm chính trị khu vực Một", recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    Attendee.objects.create(
        political_class=held, case=case, unit_path=case.unit_path, passed=True, recorded_at=f.NOW,
        recorded_by="x",
    )  # fmt: skip
    printed = text(world.officer, case, "CN-NTVĐ")
    assert "TRUNG TÂM CHÍNH TRỊ KHU VỰC MỘT" in printed
    assert "Số 31/CN" in printed
    assert "Đã hoàn thành lớp khóa 4/2025, học từ ngày 08/9/2025 đến ngày 12/9/2025" in printed


def test_secretaries_sign_as_far_as_they_may_be_seen(world: CaseWorld) -> None:
    f.own()
    Post.objects.create(
        person=world.helpers[0], unit=world.cell, unit_path=world.cell.path, kind="secretary",
        valid_from=date(2025, 1, 1),
    )  # fmt: skip
    case = world.open()
    assert words(world.officer, case, "6-KNĐ")["signature"]["name"] == "Trần Văn Giúp"
    propaganda = f.actor(Role.PROPAGANDA_OFFICER, world.ward)
    assert words(propaganda, case, "6-KNĐ")["signature"]["name"] == ""


def test_who_moves_is_introduced_to_the_committee_there(world: CaseWorld) -> None:
    case = world.at(Step.CV_DONE)
    with entered(world.secretary):
        actions.send_case(
            world.secretary, case.pk, world.far.pk, date(2026, 5, 4), "chuyển trường", number="9-CV"
        )
    told = words(world.officer, case, "CV-CN")
    assert told["addressee"] == world.other_ward.committee
    assert told["moved_because"] == "chuyển trường"


def test_another_wards_officer_finds_nothing(world: CaseWorld) -> None:
    case = world.open()
    with pytest.raises(Exception, match="Không có hồ sơ này"):
        found(world.stranger, case)


def test_the_number_of_statements_does_not_grow(
    world: CaseWorld, django_assert_num_queries: Any
) -> None:
    short, long = world.at(Step.HELPERS), world.at(Step.RECOGNISED, full_name="Đỗ Thị Dài")
    for case in (short, long):
        f.own()
        with entered(world.officer), django_assert_num_queries(13):
            ready = printing(world.officer, case.pk, TODAY)
            for form in CASE_FORMS.values():
                ready.words(form)


def test_a_file_is_called_by_form_person_and_case(world: CaseWorld) -> None:
    case = world.open()
    assert file_name(CASE_FORMS["9A-KNĐ"], case) == f"9a-knd-nguyen-thi-nguon-{case.pk}.docx"
