"""The papers of a case: what is filled in, what is left to write by hand, what the models hold."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dangvu.documents.case_sample import CASE
from dangvu.office.letters import check_model, names_used, packaged_model, render
from dangvu.office.models.build import MODELS
from dangvu.office.payloads import (
    CASE_FORMS,
    CASE_MODELS,
    Ballot,
    CaseForm,
    CasePapers,
    Companion,
    IssuingBody,
)


def text(form: CaseForm, papers: CasePapers) -> str:
    data = render(packaged_model(form.model), papers.to_dict(form))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    found = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    return "\n".join(re.sub(r"<[^>]+>", "", p) for p in found)


def case(**changes: Any) -> CasePapers:
    """The sample case, with some facts changed."""
    return replace(CASE, **changes)


def bare() -> CasePapers:
    """A case of which next to nothing is recorded yet."""
    whole = case()
    return CasePapers(
        month=whole.month,
        full_name=whole.full_name,
        cell=whole.cell,
        committee=whole.committee,
        decider=whole.decider,
        charter_rule=whole.charter_rule,
        ceremony_limit=whole.ceremony_limit,
        probation=whole.probation,
    )


FORMS = pytest.mark.parametrize("form", CASE_FORMS.values(), ids=lambda f: f.code)


@FORMS
class TestEveryForm:
    def test_its_model_is_what_the_script_makes(self, form: CaseForm) -> None:
        assert packaged_model(form.model) == MODELS[form.model]()

    def test_its_model_passes_the_check_a_clerks_model_must_pass(self, form: CaseForm) -> None:
        words = case().to_dict(form)
        model = packaged_model(form.model)
        assert check_model(model, form.required, CasePapers.SLOTS, words) == []

    def test_every_word_there_is_can_be_asked_for(self, form: CaseForm) -> None:
        words = {**case().to_dict(form), "recipients": [{"line": "- Như trên."}]}
        for slot in CasePapers.SLOTS:
            found: Any = words
            for step in slot.replace("[]", ".0").split("."):
                found = found[int(step)] if isinstance(found, list) else found[step]
            assert isinstance(found, str | bool)

    def test_a_silent_record_leaves_marks_and_never_fails(self, form: CaseForm) -> None:
        printed = text(form, bare())
        assert "{{" not in printed
        assert "None" not in printed

    def test_what_a_person_writes_by_hand_is_never_filled_in(self, form: CaseForm) -> None:
        names = names_used(packaged_model(form.model))
        assert ("full_name" in names) is not form.guide
        if form.guide:
            assert names <= {"cell", "committee"}
            assert "Người viết tự viết bằng tay" in text(form, case())


def test_codes_and_models_are_told_apart() -> None:
    assert len(CASE_FORMS) == len(CASE_MODELS) == 29
    assert {f"{n}-KNĐ" for n in range(1, 17)} <= set(CASE_FORMS)
    assert {"3A-KNĐ", "4A-KNĐ", "4B-KNĐ", "5B-KNĐ", "5C-KNĐ", "9A-KNĐ"} <= set(CASE_FORMS)


class TestTheHead:
    def test_number_and_day_are_those_recorded(self) -> None:
        printed = text(CASE_FORMS["6-KNĐ"], case())
        assert "Số 05-NQ/CB" in printed
        assert "Thử, ngày\xa012\xa0tháng\xa03\xa0năm\xa02026" in printed
        assert "DỰ THẢO" not in printed

    def test_before_the_step_it_is_a_draft_with_a_blank_number(self) -> None:
        printed = text(CASE_FORMS["6-KNĐ"], bare())
        assert "DỰ THẢO" in printed
        assert "-NQ/CB" in printed
        assert "05-NQ/CB" not in printed

    def test_a_persons_own_paper_bears_no_number(self) -> None:
        printed = text(CASE_FORMS["3-KNĐ"], case())
        assert "Số " not in printed
        assert "DỰ THẢO" not in printed

    def test_a_standing_committee_signs_under_the_head_of_its_committee(self) -> None:
        printed = text(CASE_FORMS["9-KNĐ"], case())
        assert "ĐẢNG ỦY XÃ THỬ" in printed
        assert "T/M BAN THƯỜNG VỤ" in printed
        assert "- Đảng ủy xã Thử (b/c)," not in printed

    @pytest.mark.parametrize("code", ["7-KNĐ", "14-KNĐ", "CN-NTVĐ", "CN-ĐVM"])
    def test_an_issuer_nobody_named_is_left_to_be_written(self, code: str) -> None:
        printed = text(CASE_FORMS[code], bare())
        assert "[TÊN " in printed
        assert "[CHỨC VỤ NGƯỜI KÝ]" in printed
        assert "Thử, ngày" in printed

    def test_a_superior_that_decides_tells_the_committee(self) -> None:
        above = IssuingBody("Ban Thường vụ Tỉnh ủy Thử", "TỈNH ỦY THỬ", "", "TU", "Thử")
        printed = text(CASE_FORMS["9-KNĐ"], case(decider=above))
        assert "TỈNH ỦY THỬ" in printed
        assert "- Đảng ủy xã Thử (b/c)," in printed


class TestTheVote:
    def test_is_told_with_its_base_and_who_is_left_out(self) -> None:
        printed = text(CASE_FORMS["6-KNĐ"], case())
        assert "số dùng để tính tỷ lệ biểu quyết là 11 (không tính 1 đồng chí tạm" in printed
        assert "đạt 81,8\xa0%" in printed

    @pytest.mark.parametrize(
        ("code", "vote"),
        [
            ("6-KNĐ", "cell_vote"),
            ("8-KNĐ", "committee_vote"),
            ("13-KNĐ", "cell_vote_again"),
            ("15-KNĐ", "committee_vote_again"),
        ],
    )
    def test_a_short_vote_is_reported_and_nothing_proposed(self, code: str, vote: str) -> None:
        short = Ballot(date(2026, 3, 12), "05-NQ/CB", 7, 4, 0, 11, 11, 11, "", "ít nhất 2/3", False)
        votes = {**case().votes, vote: short}
        printed = text(CASE_FORMS[code], case(votes=votes))
        assert "chưa đạt tỷ lệ phải đạt" in printed
        assert "Đối chiếu với tiêu chuẩn" not in printed
        assert "kể từ" not in printed

    def test_a_vote_not_taken_is_neither_won_nor_lost(self) -> None:
        printed = text(CASE_FORMS["6-KNĐ"], bare())
        assert "chưa đạt tỷ lệ" not in printed
        assert "tán thành [số tán thành] đồng chí, đạt [tỷ lệ]" in printed


class TestTheWords:
    def test_recognition_is_dated_the_day_the_probation_ends(self) -> None:
        printed = text(CASE_FORMS["16-KNĐ"], case())
        assert "là đảng viên chính thức kể từ ngày 06/5/2027" in printed

    def test_a_readmission_says_so(self) -> None:
        printed = text(CASE_FORMS["9-KNĐ"], case(readmission=True))
        assert "kết nạp lại đảng viên" in printed
        assert "Kết nạp lại quần chúng" in printed

    @pytest.mark.parametrize("recognition", [False, True])
    def test_a_notice_speaks_of_what_was_asked(self, recognition: bool) -> None:
        printed = text(CASE_FORMS["TB-ĐY"], case(recognition=recognition))
        assert ("lễ kết nạp" in printed) is not recognition
        assert ("phát thẻ đảng viên" in printed) is recognition

    def test_two_members_sign_where_two_introduce(self) -> None:
        printed = text(CASE_FORMS["3A-KNĐ"], case())
        assert printed.count("Hoàng Văn Mẫu") == 2
        assert printed.count("Bùi Thị Mẫu") == 2

    def test_only_one_introducer_leaves_room_for_the_other(self) -> None:
        printed = text(CASE_FORMS["3A-KNĐ"], case(companions=(Companion("Hoàng Văn Mẫu"),)))
        assert "[họ và tên]" in printed

    def test_remarks_of_the_helper_stand_where_there_are_any(self) -> None:
        assert "Đạt giải giáo viên dạy giỏi" in text(CASE_FORMS["3-KNĐ"], case())
        assert "đã được ghi nhận" not in text(CASE_FORMS["3-KNĐ"], case(remarks=()))

    def test_words_of_the_record_stay_words(self) -> None:
        odd = replace(CASE.committee, name="Đảng ủy <b>&{{ full_name }}")
        assert "Đảng ủy &lt;b&gt;&amp;{{ full_name }}" in text(
            CASE_FORMS["8-KNĐ"], case(committee=odd)
        )
