"""Layout against R13: a paper in order has no finding; each thing off has its own."""

import json
import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from docx.shared import Mm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office.layouts import BODY, RECIPIENTS, numbered, paper
from tests.office.papers import body_letter

from dangvu.cli.main import main
from dangvu.documents.samples import NAMES, sample
from dangvu.office.archives import PackageRefused
from dangvu.office.checking import check_layout
from dangvu.office.letters import packaged_model, render
from dangvu.rules.layout import Line, Sheet
from dangvu.rules.layout_words import faults


def codes(**off: Any) -> list[str]:
    return [one.code for one in check_layout(paper(**off)).findings]


def test_a_paper_in_order_has_no_finding() -> None:
    layout = check_layout(paper())
    assert layout.sound, layout.findings


def test_a_letter_of_our_own_making_has_no_finding() -> None:
    made = body_letter()
    assert check_layout(render(packaged_model(made.MODEL), made.to_dict())).sound


#: Forms that come with places for a body outside the house to fill in.
UNFILLED = {"knd_4", "knd_4a", "knd_4b", "knd_5b", "knd_5c"}


@pytest.mark.parametrize("kind", NAMES)
def test_every_model_of_the_house_passes_its_own_check(kind: str) -> None:
    made = render(packaged_model(kind), sample(kind))
    assert [one.code for one in check_layout(made).findings] == ["unfilled"] * (kind in UNFILLED)


def test_a_head_without_columns_is_one_thing_off() -> None:
    assert codes(flat=True) == ["head_columns"]
    assert codes(flat=True, motto="") == ["head_columns", "motto"]


def test_letters_written_apart_from_their_accents_are_the_same_letters() -> None:
    apart = {
        "motto": unicodedata.normalize("NFD", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        "body": tuple(unicodedata.normalize("NFD", line) for line in BODY),
        "sign": tuple(unicodedata.normalize("NFD", w) for w in ("T/M BAN THƯỜNG VỤ", "BÍ THƯ")),
    }
    assert codes(**apart) == []


def test_a_note_may_stand_after_the_comma() -> None:
    assert codes(recipients=("- Như trên,", "- Các chi bộ, (để phối hợp)", RECIPIENTS[2])) == []


@pytest.mark.parametrize("motto", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ĐOÀN TNCS HỒ CHÍ MINH"])
def test_the_paper_of_a_body_outside_the_party_is_not_held_to_its_head(motto: str) -> None:
    theirs = (("CÔNG ĐOÀN TỈNH THỬ", False), ("CÔNG ĐOÀN XÃ THỬ", True))
    assert codes(organs=theirs, number="Số 07/CV-CĐ", motto=motto) == []
    assert codes(organs=theirs, number="Số 07/CV-CĐ", motto=motto, font="Arial") == ["font"]
    assert "motto" in codes(motto=motto)


TITLED = {
    "number": "Số 07-CT/ĐU", "about": "", "greeting": "",
    "title": (("CHỈ THỊ", True), ("về phát triển đảng viên", True), ("-----", False)),
    "recipients": ("- Các chi bộ,", "- Lưu Văn phòng Đảng ủy."),
}  # fmt: skip


def test_a_titled_paper_in_order_has_no_finding() -> None:
    assert codes(**TITLED) == []


@pytest.mark.parametrize(
    ("off", "code"),
    [
        ({"sheet": (Mm(216), Mm(279))}, "sheet"),
        ({"margins": (20, 20, 25, 15)}, "margin"),
        ({"margins": (25, 20, 30, 15)}, "margin"),
        ({"font": "Arial"}, "font"),
        ({"size": 13}, "body_size"),
        ({"multiple": 1.5}, "line_spacing"),
        ({"line": 25}, "line_spacing"),
        ({"indent": 0}, "indent"),
        ({"after": 14}, "paragraph_spacing"),
        ({"motto": "ĐẢNG CỘNG SẢN VIỆT NAM MUÔN NĂM"}, "motto"),
        ({"motto": ""}, "motto"),
        ({"organs": (("ĐẢNG BỘ TỈNH LÂM ĐỒNG", False), ("ĐẢNG ỦY XÃ THỬ", False), ("*", False))},
         "issuer_bold"),
        ({"organs": (("ĐẢNG BỘ TỈNH LÂM ĐỒNG", False), ("Đảng ủy xã Thử", True), ("*", False))},
         "issuer_capitals"),
        ({"organs": (("ĐẢNG ỦY XÃ THỬ", True), ("*", False))}, "superior"),
        ({"organs": (("ĐẢNG BỘ TỈNH LÂM ĐỒNG", False), ("ĐẢNG ỦY XÃ THỬ", True))}, "star"),
        ({"number": "Số: 07-CV/ĐU"}, "number_colon"),
        ({"number": "Số 7-CV/ĐU"}, "number_zero"),
        ({"number": "Số 07 - CV/ĐU"}, "number_spaces"),
        ({"number": "Số 07/CV-ĐU"}, "number_grammar"),
        ({"number": "Số 07-CV/ĐU/2026"}, "number_grammar"),
        ({"number": "Số      -CV/ĐU"}, "draft_mark"),
        ({"number": "Số 07-XX/ĐU"}, "number_grammar"),
        ({"place": "Thử Nghiệm, ngày 5 tháng 02 năm 2026"}, "day_zero"),
        ({"place": "Thử Nghiệm, ngày 05 tháng 2 năm 2026"}, "month_zero"),
        ({"place": "Thử Nghiệm, ngày 05 tháng 03 năm 2026"}, "month_zero"),
        ({"place_italic": False}, "place_italic"),
        ({"place": ""}, "place_date"),
        ({"about": "V/v phát triển đảng viên"}, "subject_about"),
        ({"about_italic": False}, "subject_italic"),
        ({"about_size": 14}, "subject_size"),
        ({"about": ""}, "subject"),
        ({"body": (*BODY[:2], BODY[2] + "/.")}, "ending"),
        ({"body": (*BODY[:2], BODY[2].rstrip("."))}, "ending"),
        ({"body": (BODY[0].replace(", ngày 12/02/2026", ""), *BODY[1:])}, "citation"),
        ({"body": (*BODY[:2], "2. Đảng uỷ xã kiểm tra.")}, "spelling"),
        ({"underlined": False}, "recipients_underline"),
        ({"recipients": ("- Như trên;", *RECIPIENTS[1:])}, "recipients_comma"),
        ({"recipients": (*RECIPIENTS[:2], "- Lưu Văn phòng Đảng ủy")}, "recipients_stop"),
        ({"recipients": (*RECIPIENTS[:1], "- Thường trực Đảng ủy.")}, "recipients_last"),
        ({"recipients": (*RECIPIENTS[:2], "- Lưu: VT.")}, "recipients_vt"),
        ({"recipients": RECIPIENTS[1:]}, "recipients_first"),
        ({"sign": ("TM. BAN THƯỜNG VỤ", "BÍ THƯ")}, "authority_form"),
        ({"sign": ("K/T BÍ THƯ", "PHÓ BÍ THƯ")}, "authority"),
        ({"sign": ("BÍ THƯ",)}, "authority"),
        ({"sign": ("T/M BAN THƯỜNG VỤ", "BÍ THƯ ĐẢNG ỦY")}, "post_organ"),
        ({"name": "TS. Trần Văn Mẫu"}, "name_rank"),
        ({"name_bold": False}, "name_bold"),
        (TITLED | {"title": (("CHỈ THỊ", False), *TITLED["title"][1:])}, "title_look"),
        (TITLED | {"title": (("CHỈ THỊ", True), ("VỀ THU ĐẢNG PHÍ", True), ("-----", False))},
         "subject_case"),
        (TITLED | {"title": TITLED["title"][:2]}, "subject_rule"),
        (TITLED | {"number": "Số 07-KH/ĐU"}, "type"),
    ],
)  # fmt: skip
def test_what_is_off_is_found(off: dict[str, Any], code: str) -> None:
    found = [one for one in check_layout(paper(**off)).findings if one.code == code]
    assert found, codes(**off)
    for one in found:
        assert one.place_vi
        assert one.what_vi
        assert one.should_vi
        assert one.rule.startswith("R13.")
        assert one.basis.source


def test_one_thing_off_is_told_once() -> None:
    assert codes(size=13) == ["body_size"]
    assert codes(number="Số 7-CV/ĐU") == ["number_zero"]


def test_long_papers_carry_page_numbers() -> None:
    long = paper(body=(*BODY * 15, BODY[2]))
    assert [one.code for one in check_layout(long).findings] == ["page_number"]
    assert check_layout(numbered(long)).sound


def test_what_is_not_a_word_paper_is_told() -> None:
    for data, code in ((b"", "empty"), (b"%PDF-1.4", "not_word"), ("Chỉ thị".encode(), "not_word"),
                       (paper()[:900], "corrupt"), (b"a" * (21 << 20), "too_large")):  # fmt: skip
        with pytest.raises(PackageRefused) as caught:
            check_layout(data)
        assert caught.value.code == code


LINES = st.builds(
    Line,
    text=st.one_of(
        st.text(max_size=40),
        st.sampled_from(["Nơi nhận:", "- Như trên,", "T/M BAN THƯỜNG VỤ", "Số 5-CV/ĐU", "CHỈ THỊ",
                         "Thử, ngày 5 tháng 2 năm 2026", "Kính gửi: Các chi bộ", "*", "a\tb"]),
    ),
    side=st.sampled_from(["", "left", "right", "table"]),
    size=st.one_of(st.none(), st.floats(1, 90)),
    bold=st.booleans(),
    align=st.sampled_from(["left", "center"]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=14), st.lists(st.builds(
    Sheet, *[st.floats(0, 500)] * 6, st.booleans()), max_size=2))  # fmt: skip
def test_any_page_is_checked(lines: list[Line], sheets: list[Sheet]) -> None:
    for one in faults(lines, sheets):
        assert one.code
        assert one.should_vi


def test_the_command_prints_findings(tmp_path, capsys) -> None:
    file = tmp_path / "cong-van.docx"
    file.write_bytes(paper(number="Số: 7-CV/ĐU"))
    assert main(["office", "check", str(file), "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["sound"] is False
    assert [one["code"] for one in said["findings"]] == ["number_colon", "number_zero"]
    assert said["findings"][0].keys() == {"code", "place", "what", "should_be", "rule", "source",
                                          "confidence"}  # fmt: skip
    assert main(["office", "check", str(file)]) == 0
    assert "R13.3" in capsys.readouterr().out


def test_the_command_needs_no_database(tmp_path) -> None:
    file = tmp_path / "cong-van.docx"
    file.write_bytes(paper())
    code = "import sys; from dangvu.cli.main import main; main(sys.argv[1:]); " \
           "assert 'django' not in sys.modules"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code, "office", "check", str(file)],
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
