import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from tests.office.duty_papers import assessment, duty_body, duty_urging, summary
from tests.office.papers import HEAD, annex, body_letter, introduction, praise, urging

from dangvu.office.letters import (
    LetterRefused,
    bundle,
    check_model,
    names_used,
    packaged_model,
    render,
)
from dangvu.office.letters import _model as opened_models
from dangvu.office.models.build import MODELS
from dangvu.office.payloads import (
    BodyLetter,
    CauseLine,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    IntroductionLetter,
    PraiseList,
    SummaryReport,
    UrgingLetter,
)

SAMPLES: dict[type, Callable[..., Any]] = {
    UrgingLetter: urging,
    BodyLetter: body_letter,
    PraiseList: praise,
    IntroductionLetter: introduction,
    DutyUrging: duty_urging,
    DutyBodyUrging: duty_body,
    DirectiveAssessment: assessment,
    SummaryReport: summary,
}
URGING = packaged_model(UrgingLetter.MODEL)
BODY = packaged_model(BodyLetter.MODEL)


def part(data: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def text(data: bytes, name: str = "word/document.xml") -> str:
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", part(data, name), re.DOTALL)
    return "\n".join(re.sub(r"<[^>]+>", "", p.replace("<w:br/>", "\n")) for p in paragraphs)


def changed(model: bytes, **members: Callable[[str], str]) -> bytes:
    """`model` with members rewritten; names with dots and slashes as __ and ___."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(model)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            change = members.get(name.replace("/", "___").replace(".", "__"))
            data = old.read(name)
            new.writestr(name, change(data.decode()) if change else data)
    return out.getvalue()


def with_text(model: bytes, words: str) -> bytes:
    """`model` with one more paragraph at the top of its document."""
    added = f"<w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    return changed(model, word___document__xml=lambda xml: xml.replace("<w:body>", added))


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda k: k.MODEL)
class TestPackagedModels:
    def test_is_what_the_script_makes(self, kind: Any) -> None:
        with (
            zipfile.ZipFile(io.BytesIO(packaged_model(kind.MODEL))) as kept,
            zipfile.ZipFile(io.BytesIO(MODELS[kind.MODEL]())) as made,
        ):
            assert kept.namelist() == made.namelist()
            assert all(kept.read(n) == made.read(n) for n in made.namelist())

    def test_passes_its_own_check(self, kind: Any) -> None:
        sample = SAMPLES[kind]().to_dict()
        assert check_model(packaged_model(kind.MODEL), kind.REQUIRED, kind.SLOTS, sample) == []

    def test_leaves_no_placeholder_behind(self, kind: Any) -> None:
        paper = render(packaged_model(kind.MODEL), SAMPLES[kind]().to_dict())
        with zipfile.ZipFile(io.BytesIO(paper)) as archive:
            for name in archive.namelist():
                assert not re.search(r"\{\{|\{%|%\}", archive.read(name).decode())

    def test_opens_in_another_library_with_the_page_of_r13(self, kind: Any) -> None:
        paper = docx.Document(
            io.BytesIO(render(packaged_model(kind.MODEL), SAMPLES[kind]().to_dict()))
        )
        first = paper.sections[0]
        millimetres = [round(x.mm) for x in (first.page_width, first.page_height)]
        assert millimetres == [210, 297]
        margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
        assert [round(m.mm) for m in margins] == [20, 20, 30, 15]
        assert first.different_first_page_header_footer
        body = paper.styles["Lời văn"].paragraph_format
        assert body.line_spacing.pt == 19
        assert body.space_after.pt == 6
        assert round(body.first_line_indent.mm) == 10
        fonts = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
        assert {fonts.get(qn(f"w:{k}")) for k in ("ascii", "hAnsi", "cs", "eastAsia")} == {
            "Times New Roman"
        }

    def test_gives_the_same_bytes_again(self, kind: Any) -> None:
        model, payload = packaged_model(kind.MODEL), SAMPLES[kind]().to_dict()
        first = render(model, payload)
        opened_models.cache_clear()
        assert render(bytes(bytearray(model)), payload) == first
        other = {"until_on" if kind is IntroductionLetter else "as_of": date(2026, 4, 30)}
        assert render(model, replace(SAMPLES[kind](), **other).to_dict()) != first

    def test_carries_no_hour_and_no_persons_name(self, kind: Any) -> None:
        paper = render(packaged_model(kind.MODEL), SAMPLES[kind]().to_dict())
        with zipfile.ZipFile(io.BytesIO(paper)) as archive:
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = part(paper, "docProps/core.xml")
        assert "BAN TỔ CHỨC" in core
        assert "created" not in core
        assert "lastModifiedBy" not in core


class TestCommonLetter:
    def test_notes_are_real_and_filled(self) -> None:
        paper = render(URGING, urging().to_dict())
        assert re.findall(r'<w:footnoteReference w:id="(\d)"/>', part(paper)) == ["1", "2"]
        notes = text(paper, "word/footnotes.xml")
        assert (
            "Có 25 đảng bộ xếp loại cao, 22 đảng bộ xếp loại trung bình, 81 đảng bộ xếp loại thấp"
            in notes
        )
        assert "Đảng bộ xã Không Một; Đảng bộ xã Không Hai" in notes

    def test_without_bodies_at_zero_there_is_one_note(self) -> None:
        counts = replace(urging().counts, zero=0)
        paper = render(URGING, urging(counts=counts, zero_bodies=()).to_dict())
        assert re.findall(r'<w:footnoteReference w:id="(\d)"/>', part(paper)) == ["1"]
        assert "chưa kết nạp đồng chí nào" not in text(paper)

    def test_conditions_choose_the_sentences(self) -> None:
        everything = text(render(URGING, urging().to_dict()))
        plain = text(
            render(URGING, urging(projected=None, causes=(), accountable=0, bases=()).to_dict())
        )
        for words in (
            "cả năm ước kết nạp 3.346",
            "nêu nhiều nhất",
            "kiểm điểm trách nhiệm",
            "Thực hiện Chỉ thị",
        ):
            assert words in everything
            assert words not in plain
        assert "Ban Tổ chức Tỉnh ủy đã tổng hợp" in plain

    def test_the_draft_mark_goes_on_issue(self) -> None:
        issued = replace(HEAD, number=12, issued_on=date(2026, 6, 5))
        assert "DỰ THẢO" in text(render(URGING, urging().to_dict()))
        paper = text(render(URGING, urging(letterhead=issued).to_dict()))
        assert "DỰ THẢO" not in paper
        assert "Số 12-CV/BTCTU" in paper
        assert "(kèm theo Công văn số 12-CV/BTCTU, ngày 05/6/2026; số liệu đã chốt lần 1)" in paper

    def test_the_annex_is_landscape_with_its_own_numbers_and_a_repeated_header(self) -> None:
        paper = docx.Document(io.BytesIO(render(URGING, urging().to_dict())))
        portrait, landscape = paper.sections
        assert portrait.page_width < portrait.page_height
        assert landscape.page_width > landscape.page_height
        assert landscape._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        table = paper.tables[-1]
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert [c.text for c in table.rows[0].cells] == [
            *("TT", "Đảng bộ", "Chỉ tiêu năm", "T1", "T2", "T3", "T4", "T5"),
            *("Lũy kế", "Đạt (%)", "Nhịp độ", "Xếp loại", "Số tháng liền chưa kết nạp"),
        ]
        assert len(table.rows) == 130
        assert [c.text for c in table.rows[-1].cells][:3] == ["", "Tổng cộng", "4.945"]

    def test_the_total_is_kept_with_the_row_before(self) -> None:
        table = docx.Document(io.BytesIO(render(URGING, urging().to_dict()))).tables[-1]
        assert all(c.paragraphs[0].paragraph_format.keep_with_next for c in table.rows[-2].cells)
        assert not any(
            c.paragraphs[0].paragraph_format.keep_with_next for c in table.rows[-3].cells
        )
        assert all(r._tr.find(f".//{qn('w:cantSplit')}") is not None for r in table.rows)

    @pytest.mark.parametrize("months", [1, 2, 5, 9, 12])
    def test_the_table_keeps_its_width_whatever_the_months(self, months: int) -> None:
        letter = urging(annex=annex(3, months))
        table = docx.Document(io.BytesIO(render(URGING, letter.to_dict()))).tables[-1]
        grid = [int(c.get(qn("w:w"))) for c in table._tbl.tblGrid]
        assert len(grid) == 8 + months
        assert sum(grid) == pytest.approx(252 * 56.6929, abs=20)
        assert min(grid) > 7 * 56
        for row in table.rows:
            assert [int(c._tc.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for c in row.cells] == grid


class TestBodyLetter:
    def test_says_what_this_body_did_and_why_its_class(self) -> None:
        paper = unicodedata.normalize("NFKC", text(render(BODY, body_letter().to_dict())))
        for words in (
            "Kính gửi: Ban Thường vụ Đảng ủy xã Đạ Tẻh 2.",
            "4 đồng chí trên chỉ tiêu 31 đồng chí",
            "nhịp độ 0,31, dưới 0,70",
            "Tháng trước xếp loại trung bình",
            "3 tháng liền chưa kết nạp",
            "Còn phải kết nạp 27 đồng chí, bình quân 3,9 đồng chí mỗi tháng",
            "Nguồn đã cạn",
            "15/7/2026",
        ):
            assert words in paper

    def test_asks_for_a_review_only_when_it_is_required(self) -> None:
        assert "kiểm điểm trách nhiệm" in text(render(BODY, body_letter().to_dict()))
        assert "kiểm điểm" not in text(render(BODY, body_letter(accountability=False).to_dict()))

    def test_asks_for_causes_where_none_were_given(self) -> None:
        paper = text(render(BODY, body_letter(causes=()).to_dict()))
        assert "chưa báo cáo nguyên nhân" in paper
        assert "Người phụ trách" not in paper

    def test_a_body_without_target_is_not_measured(self) -> None:
        letter = body_letter(
            target=None,
            percent=None,
            pace=None,
            class_name="Không xếp loại",
            explanation="chưa được giao chỉ tiêu nên không xếp loại",
        )
        paper = text(render(BODY, letter.to_dict()))
        assert "chưa được giao chỉ tiêu" in paper
        assert "trên chỉ tiêu" not in paper


class TestText:
    @pytest.mark.parametrize(
        "odd",
        [
            "<w:t> & “A” 'b' \"c\"",
            "]]><!-- --> &amp; &#65;",
            "{{ signature.name }} {% if x %} {# #}",
            "\\n %s {0}",
            "một\thai",
        ],
    )
    def test_is_printed_as_it_is(self, odd: str) -> None:
        paper = docx.Document(
            io.BytesIO(render(BODY, body_letter(causes=(CauseLine(odd, "b"),)).to_dict()))
        )
        assert odd in [c.text for t in paper.tables for r in t.rows for c in r.cells]

    def test_line_breaks_stay_and_control_characters_go(self) -> None:
        causes = (CauseLine("một\nhai\x00\x07\x0c", "b"),)
        paper = docx.Document(io.BytesIO(render(BODY, body_letter(causes=causes).to_dict())))
        assert "một\nhai" in [c.text for t in paper.tables for r in t.rows for c in r.cells]


class TestMissing:
    def test_a_missing_name_is_named(self) -> None:
        payload = body_letter().to_dict()
        del payload["report_to"]
        payload["signature"].pop("post")
        with pytest.raises(LetterRefused) as refused:
            render(BODY, payload)
        assert refused.value.code == "missing"
        assert "“report_to”" in refused.value.message_vi
        assert "“signature.post”" in refused.value.message_vi

    def test_in_a_list_and_in_a_note_too(self) -> None:
        payload = urging().to_dict()
        del payload["annex"]["rows"][100]["pace"]
        with pytest.raises(LetterRefused, match=r"annex\.rows\[\]\.pace"):
            render(URGING, payload)
        payload = urging().to_dict()
        del payload["zero_bodies"]
        with pytest.raises(LetterRefused, match="zero_bodies"):
            render(URGING, payload)

    def test_a_flag_is_never_printed(self) -> None:
        with pytest.raises(LetterRefused) as refused:
            render(with_text(BODY, "{{ accountability }}"), body_letter().to_dict())
        assert refused.value.code == "flag_printed"


class TestForeignCode:
    @pytest.mark.parametrize(
        "words",
        [
            "{{ ''.__class__ }}",
            "{{ title.__class__.__mro__ }}",
            "{{ title['__class__'] }}",
            "{{ title.upper() }}",
            "{{ title|attr('x') }}",
            "{{ title|map('upper')|join }}",
            "{% for i in range(99999999) %}x{% endfor %}",
            "{% for i in [1, 2] %}x{% endfor %}",
            "{% include 'a' %}",
            "{% import 'a' as b %}",
            "{% set x = 1 %}",
            "{% macro m() %}{% endmacro %}",
            "{{ 'a' * 999999999 }}",
            "{{ 9 ** 9 ** 9 }}",
            "{{ self }}{{ _x }}",
            "{% for a in r %}{% for b in r %}{% for c in r %}{% for d in r %}"
            "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        ],
    )
    def test_is_refused_and_never_run(self, words: str) -> None:
        model = with_text(BODY, words)
        problems = check_model(model, BodyLetter.REQUIRED, BodyLetter.SLOTS)
        assert problems
        with pytest.raises(LetterRefused):
            render(model, body_letter().to_dict() | {"r": list("abcdefghij")})


class TestCheck:
    def check(self, model: bytes) -> list[str]:
        return check_model(model, BodyLetter.REQUIRED, BodyLetter.SLOTS, body_letter().to_dict())

    @pytest.mark.parametrize(
        ("data", "word"),
        [
            (b"", "không có nội dung"),
            (b"PK\x03\x04", "hỏng"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\x00".encode("utf-16-le"),
                "mật khẩu",
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\x00".encode("utf-16-le"), ".doc"),
            (b"%PDF-1.7", "Word"),
            (b"{{ x }}", "Word"),
            (BODY[: len(BODY) // 2], "hỏng"),
            (b"PK\x03\x04" + bytes(6 * 1024 * 1024), "5 MB"),
        ],
    )
    def test_other_files(self, data: bytes, word: str) -> None:
        problems = self.check(data)
        assert len(problems) == 1
        assert word in problems[0]

    def test_macros(self) -> None:
        out = io.BytesIO(BODY)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("word/vbaProject.bin", b"x")
        assert "macro" in self.check(out.getvalue())[0]
        macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
        plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        renamed = changed(
            BODY, **{"[Content_Types]__xml": lambda xml: xml.replace(plain, macro_type)}
        )
        assert self.check(renamed)

    def test_a_workbook_in_words_clothes(self, book: Callable[..., bytes]) -> None:
        assert "Word" in self.check(book([["a"]]))[0]

    def test_missing_and_unknown_names(self) -> None:
        model = changed(
            BODY, word___document__xml=lambda xml: xml.replace("{{ body_name }}", "{{ body_nam }}")
        )
        assert self.check(model) == [
            "Mẫu thiếu chỗ điền bắt buộc “body_name” (tên đảng bộ). Đồng chí viết {{ body_name }} "
            "vào chỗ cần in.",
            "Mẫu dùng chỗ điền “body_nam” mà dữ liệu không có. Có phải “body_name”?",
        ]

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("Đoạn hỏng {% if has_target %} không đóng", "endif"),
            ("Đoạn hỏng {{ target", "ngoặc"),
            ("Đoạn hỏng {{ target target }}", "ngoặc"),
            ("Đoạn hỏng {% iff has_target %}", "lệnh viết sai"),
        ],
    )
    def test_slips_of_the_pen_are_shown_where_they_stand(self, words: str, expected: str) -> None:
        problems = self.check(with_text(BODY, words))
        assert len(problems) == 1
        assert expected in problems[0]

    def test_a_condition_across_cells_is_found_by_trying(self) -> None:
        def cut(xml: str) -> str:
            return xml.replace(
                "Nguyên nhân</w:t>", "{% if has_streak %}Nguyên nhân</w:t>", 1
            ).replace(
                "Cách khắc phục</w:t>",
                "Cách khắc phục</w:t></w:r></w:p>{% endif %}<w:p><w:r><w:t/>",
                1,
            )

        payload = body_letter(zero_months=0).to_dict()
        model = changed(BODY, word___document__xml=cut)
        assert check_model(model, BodyLetter.REQUIRED, BodyLetter.SLOTS, payload) != []

    def test_links_objects_and_fetching_fields(self) -> None:
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

        def related(kind: str, mode: str = "") -> bytes:
            link = (
                f'<Relationship Id="rId99" Type="{office}/{kind}" Target="http://x.test/a" {mode}/>'
            )
            return changed(
                BODY,
                word____rels___document__xml__rels=lambda xml: xml.replace(
                    "</Relationships>", f"{link}</Relationships>"
                ),
            )

        external = 'TargetMode="External"'
        assert "nơi khác" in self.check(related("attachedTemplate", external))[0]
        assert "nơi khác" in self.check(related("image", external))[0]
        assert self.check(related("hyperlink", external)) == []
        assert "nhúng" in self.check(related("oleObject"))[0]
        assert "nhúng" in self.check(related("aFChunk"))[0]
        field = (
            "</w:t></w:r><w:r><w:instrText> INCLUDETEXT c:/a.docx </w:instrText></w:r><w:r><w:t>"
        )
        assert "trường" in self.check(with_text(BODY, field))[0]

    def test_tracked_changes_and_comments(self) -> None:
        inserted = (
            '</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>b</w:t></w:r></w:ins><w:r><w:t>'
        )
        assert "theo dõi sửa đổi" in self.check(with_text(BODY, inserted))[0]
        comment = '</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r><w:r><w:t>'
        assert "ghi chú" in self.check(with_text(BODY, comment))[0]

    def test_page_and_margins(self) -> None:
        letter_size = changed(
            BODY,
            word___document__xml=lambda xml: xml.replace(
                'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"'
            ),
        )
        assert "A4" in self.check(letter_size)[0]
        narrow = changed(
            BODY, word___document__xml=lambda xml: xml.replace('w:left="1701"', 'w:left="1134"')
        )
        assert self.check(narrow) == ["Lề trái phải là 30 mm, mẫu đang để 20 mm."]

    def test_a_clerks_own_wording_passes(self) -> None:
        """Word splits a placeholder over runs and adds marks of its own."""

        def edited(xml: str) -> str:
            split = (
                "{{ body_</w:t></w:r><w:proofErr "
                'w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>name'
                "</w:t></w:r><w:r><w:t> }}"
            )
            return xml.replace("{{ body_name }}", split).replace(
                "thông báo kết quả", "xin thông báo kết quả"
            )

        model = changed(BODY, word___document__xml=edited)
        assert self.check(model) == []
        assert "xin thông báo kết quả kết nạp đảng viên của Đảng bộ xã Đạ Tẻh 2" in text(
            render(model, body_letter().to_dict())
        )

    def test_names_used(self) -> None:
        assert {"causes[].cause", "months[].count", "recipients[].line"} <= names_used(BODY)


class TestMany:
    def test_a_letter_for_each_of_128_bodies_in_one_zip_within_five_seconds(self) -> None:
        started = time.perf_counter()
        papers = [
            (f"{n:03d}.docx", render(BODY, body_letter(body_name=f"Đảng bộ xã Số {n}").to_dict()))
            for n in range(128)
        ]
        data = bundle(papers)
        assert time.perf_counter() - started < 5
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.namelist() == [name for name, _ in papers]
            assert "Đảng bộ xã Số 77" in text(archive.read("077.docx"))
        assert bundle(papers) == data

    def test_two_papers_of_one_name_are_refused(self) -> None:
        with pytest.raises(ValueError):
            bundle([("a.docx", b"1"), ("a.docx", b"2")])
