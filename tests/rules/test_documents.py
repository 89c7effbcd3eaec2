"""Numbers, dates, identity and competence of Party papers."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules import documents
from dangvu.rules.basis import Severity
from dangvu.rules.documents import (
    ORGANS,
    DocumentNumber,
    DocumentType,
    Issuer,
    UnreadableNumber,
    Urgency,
    blank_place_and_date,
    check_competence,
    citation,
    compose_number,
    identity,
    parse_number,
    place_and_date,
)
from dangvu.rules.months import Month

NUMBERS = st.builds(
    DocumentNumber,
    st.integers(1, 99_999),
    st.sampled_from(documents.ABBREVIATIONS),
    st.one_of(
        st.sampled_from([organ.symbol for organ in ORGANS]),
        st.from_regex(r"[A-ZĐƯ]{2,12}(\.[A-Z0-9]{1,4})?", fullmatch=True),
    ),
    st.sampled_from(["", "a", "b"]),
)
DRAFTS = st.builds(
    compose_number,
    st.none(),
    st.sampled_from(DocumentType),
    st.sampled_from([organ.symbol for organ in ORGANS]),
)
THE_GRAMMAR = re.compile(
    r"^(Số\s*)?([0-9]{1,5}[a-z]?)\s*-\s*(NQ|QĐ|CT|KL|QC|TT|HD|TB|BC|KH|CTr|ĐA|PA|TTr|CV|BB)\s*/\s*"
    r"([A-ZĐƯ]{2,12}(?:\.[A-Z0-9]+)?)$"
)


@given(st.one_of(NUMBERS, DRAFTS))
def test_a_number_is_read_back_as_it_was_written(number: DocumentNumber) -> None:
    assert parse_number(number.line) == number
    assert parse_number(number.text) == number
    assert parse_number(unicodedata.normalize("NFD", f"  {number.line} ")) == number


@given(NUMBERS)
def test_what_is_written_obeys_the_grammar(number: DocumentNumber) -> None:
    assert THE_GRAMMAR.match(number.line)
    assert THE_GRAMMAR.match(number.text)


@given(NUMBERS, st.lists(st.sampled_from(["", " ", "  ", "\u00a0"]), min_size=5, max_size=5))
def test_whatever_obeys_the_grammar_is_read(number: DocumentNumber, gaps: list[str]) -> None:
    before, left, right, around, after = gaps
    digits = f"{number.number:05}{number.suffix}"
    symbol = f"{number.abbreviation}{around}/{after}{number.organ}"
    text = f"Số{before}{digits}{left}-{right}{symbol}"
    assert THE_GRAMMAR.match(text)
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("number", "kind", "organ", "line"),
    [
        (5, DocumentType.RESOLUTION, "ĐU", "Số 05-NQ/ĐU"),
        (10, DocumentType.DECISION, "TU", "Số 10-QĐ/TU"),
        (10, DocumentType.REGULATION, "TU", "Số 10-QĐ/TU"),
        (9, DocumentType.PROGRAMME, "CB", "Số 09-CTr/CB"),
        (149, DocumentType.NOTICE, "TU", "Số 149-TB/TU"),
        (None, DocumentType.LETTER, "BTCTU", "Số       -CV/BTCTU"),
    ],
)
def test_numbers_under_ten_are_padded_and_a_draft_has_room(number, kind, organ, line) -> None:
    assert compose_number(number, kind, organ).line.replace("\u00a0", " ") == line


@pytest.mark.parametrize(
    "text", ["Số: 5 - CTr / ĐU", "Số 005-CTr/ĐU", "05–CTr/ĐU", "5 -CTr/ ĐU", "Số05-CTr/ĐU"]
)
def test_old_ways_of_writing_are_read(text: str) -> None:
    assert parse_number(text) == DocumentNumber(5, "CTr", "ĐU")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Số",
        "05/NQ-ĐU",
        "05-XX/ĐU",
        "0-NQ/ĐU",
        "100000-NQ/ĐU",
        "05-NQ/đu",
        "05-NQ/Đ",
        "5ab-NQ/ĐU",
        "٥-NQ/ĐU",
    ],
)
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UnreadableNumber, match="05-NQ/ĐU"):
        parse_number(text)


@pytest.mark.parametrize(
    "parts", [(0, "NQ", "ĐU"), (5, "NQX", "ĐU"), (5, "NQ", "đu"), (5, "NQ", "ĐU", "ab")]
)
def test_a_number_that_could_not_be_read_back_cannot_be_made(parts) -> None:
    with pytest.raises(UnreadableNumber):
        DocumentNumber(*parts)


def test_abbreviations_tell_the_type_but_for_decision_and_regulation() -> None:
    assert DocumentType.of("QĐ") == (DocumentType.DECISION, DocumentType.REGULATION)
    assert DocumentType.of("CTr") == (DocumentType.PROGRAMME,)
    assert DocumentType.of("GM") == ()
    assert len(documents.ABBREVIATIONS) == len(DocumentType) - 1
    assert {len(DocumentType.of(text)) for text in documents.ABBREVIATIONS} == {1, 2}


def test_a_letter_prints_no_type_and_is_sent_a_submission_is_laid_before() -> None:
    assert not DocumentType.LETTER.titled
    assert DocumentType.LETTER.greeting_vi == "Kính gửi"
    assert DocumentType.SUBMISSION.greeting_vi == "Kính trình"
    assert DocumentType.PLAN.titled
    assert DocumentType.PLAN.greeting_vi == ""


@pytest.mark.parametrize(
    ("on", "line"),
    [
        (date(2026, 2, 5), "Lâm Đồng, ngày 05 tháng 02 năm 2026"),
        (date(2026, 5, 21), "Lâm Đồng, ngày 21 tháng 5 năm 2026"),
        (date(2026, 10, 9), "Lâm Đồng, ngày 09 tháng 10 năm 2026"),
        (date(2026, 1, 10), "Lâm Đồng, ngày 10 tháng 01 năm 2026"),
    ],
)
def test_the_line_of_place_and_day(on: date, line: str) -> None:
    assert place_and_date("Lâm Đồng", on) == line


def test_a_draft_leaves_the_day_to_the_pen() -> None:
    line = blank_place_and_date("Đà Lạt", Month(2026, 6)).replace("\u00a0", "_")
    assert line == "Đà Lạt, ngày ______ tháng 6 năm 2026"


def test_the_first_citation_is_full() -> None:
    cited = citation(
        DocumentType.RESOLUTION, "12-NQ/ĐU", date(2026, 9, 5), "Đảng ủy phường", "công tác năm"
    )
    assert cited == "Nghị quyết số 12-NQ/ĐU, ngày 05/9/2026 của Đảng ủy phường về công tác năm"


def test_number_day_and_issuer_together_tell_a_paper() -> None:
    older = identity("21-NQ/TW", date(2022, 6, 16), "Ban Chấp hành Trung ương")
    newer = identity("21-NQ/TW", date(2026, 7, 28), "Ban Chấp hành Trung ương")
    assert older != newer
    assert older != identity("21-NQ/TW", date(2022, 6, 16), "Bộ Chính trị")
    assert older == identity(
        "Số 21 - NQ/TW",
        date(2022, 6, 16),
        unicodedata.normalize("NFD", " ban chấp hành  Trung ương"),
    )
    assert identity("9-QĐ/TU", date(2025, 7, 3), "Tỉnh ủy") == identity(
        "09-QĐ/TU", date(2025, 7, 3), "Tỉnh ủy"
    )
    foreign = identity("12/2025/tt-btc", date(2025, 7, 3), "Bộ Tài chính")
    assert foreign.number == "12/2025/TT-BTC"


ON = date(2026, 6, 1)
COMMITTEE, STANDING, CELL = (
    Issuer.GRASSROOTS_COMMITTEE,
    Issuer.GRASSROOTS_STANDING,
    Issuer.CELL,
)


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (DocumentType.LETTER, {COMMITTEE, STANDING, CELL}),
        (DocumentType.DECISION, {COMMITTEE, STANDING, CELL}),
        (DocumentType.WORKING_RULES, {COMMITTEE, CELL}),
        (DocumentType.REGULATION, {COMMITTEE, STANDING}),
        (DocumentType.GUIDANCE, {STANDING}),
        (DocumentType.DIRECTIVE, set()),
        (DocumentType.CIRCULAR, set()),
    ],
)
def test_who_may_issue_what_at_the_grassroots(kind: DocumentType, may: set[Issuer]) -> None:
    for issuer in (COMMITTEE, STANDING, CELL):
        findings = check_competence(kind, issuer, ON)
        assert (findings == []) == (issuer in may)
        if findings:
            assert findings[0].severity is Severity.REFUSAL
            assert findings[0].basis.rule == "R13.11"


def test_where_no_rule_was_found_the_check_says_so_and_refuses_nothing() -> None:
    for issuer, on in ((Issuer.OTHER, ON), (CELL, date(2026, 1, 8))):
        (finding,) = check_competence(DocumentType.DIRECTIVE, issuer, on)
        assert (finding.code, finding.severity) == ("competence_unknown", Severity.NOTE)


def test_marks_of_urgency() -> None:
    assert [urgency.mark_vi for urgency in Urgency] == ["", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"]
