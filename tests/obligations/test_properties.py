"""What holds for every text, sensible or not."""

import random
import re
import time
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.obligations.papers import NOISES, papers

from dangvu.rules.obligations import Due, Proposal, asking, passages, propose, tables
from dangvu.rules.obligations.bodies import list_at
from dangvu.rules.obligations.text import read

PAPERS = papers()
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PIECES = [line for p in PAPERS for line in p.text.split("\n") if line.strip()]


def without_places(read: Proposal) -> Proposal:
    """The same without offsets, for texts that differ in spaces and Unicode form."""
    return replace(
        read,
        references=tuple(replace(r, mentions=()) for r in read.references),
        footnotes=tuple(replace(n, at=None) for n in read.footnotes),
        figures=tuple(replace(f, span=(0, 0), text="") for f in read.figures),
        obligations=tuple(replace(d, span=(0, 0)) for d in read.obligations),
    )


def bare(text: str) -> str:
    return re.sub(r"[\s*#`]+", "", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("noise", NOISES)
def test_spans_point_at_the_words_they_claim(noise: str) -> None:
    for paper in PAPERS:
        text = NOISES[noise](paper.text, paper.name)
        found = propose(text)
        for duty in found.obligations:
            words = bare(text[slice(*duty.span)])
            if noise in ("clean", "nfd") and " | " not in text[slice(*duty.span)]:
                assert bare(duty.what) in words, (paper.name, duty.no)
            assert words, (paper.name, duty.no)
        for figure in found.figures:
            assert bare(text[slice(*figure.span)]) == bare(figure.text)
        for reference in found.references:
            number = reference.number_symbol.lstrip("0").split("-")[0]
            assert all(number in text[a:b] for a, b in reference.mentions)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_unicode_form_changes_nothing(paper) -> None:
    parted = unicodedata.normalize("NFD", paper.text)
    assert without_places(propose(parted)) == without_places(propose(paper.text))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.name)
def test_spaces_at_line_ends_and_within_words_apart_change_nothing(paper) -> None:
    spaced = "\r\n".join(re.sub(r"(?<=\S) (?=[^\W\d])", "  ", line) + "  "
                         for line in paper.text.split("\n"))  # fmt: skip
    assert without_places(propose(spaced)) == without_places(propose(paper.text))


def check_sane(text: str) -> None:
    found = propose(text)
    for duty in found.obligations:
        start, end = duty.span
        assert 0 <= start < end <= len(text)
        assert 0 < duty.confidence <= 1
        assert duty.what
        assert duty.why_vi
        for one in (duty.due, *duty.more):
            if isinstance(one, Due):
                assert one.on is not None or one.doubt_vi
                assert one.text
    for reference in found.references:
        assert reference.mentions
        assert all(0 <= a < b <= len(text) for a, b in reference.mentions)
    assert read(text).places[-1] <= len(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_is_read(text: str) -> None:
    check_sane(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(0, 2**32))
def test_lines_of_papers_in_any_order_with_letters_lost_are_read(lines, seed) -> None:
    rng = random.Random(seed)
    text = "\n".join("".join(c for c in line if rng.random() > 0.02) for line in lines)
    check_sane(text)


def pages(letters: int) -> str:
    """A paper of many points made of the corpus's own lines."""
    long = [line for line in PIECES if len(line) > 60 and "nhận:" not in line]
    points = "\n".join(f"{n % 90 + 1}. {line}" for n, line in enumerate(long))
    head = PAPERS[0].text.split("1. ")[0]
    return (head + points * (1 + letters // len(points)))[:letters]


#: Seconds of a processor that no text may take; what is aimed at is measured by the bench.
SAFE = 10
HUNDRED_PAGES = 260_000


def test_a_hundred_pages_are_read_in_time() -> None:
    text = pages(HUNDRED_PAGES)
    begun = time.process_time()
    found = propose(text)
    assert time.process_time() - begun < SAFE
    assert len(found.obligations) > 500


def test_work_grows_with_the_text_and_no_faster(monkeypatch) -> None:
    asked = Counter()

    def counted(text: str, at: int) -> list[tuple[int, int]]:
        asked["lists"] += 1
        return list_at(text, at)

    for module in (asking, passages, tables):
        monkeypatch.setattr(module, "list_at", counted)
    head, body = pages(20_000).split("\n1. ", 1)
    counts = []
    for times in (1, 4):
        asked.clear()
        propose(head + ("\n1. " + body) * times)
        counts.append(asked["lists"])
    assert counts[0] > 100
    assert counts[1] < 5 * counts[0]


@pytest.mark.parametrize("piece", ["- " * 20_000, "1.1." * 9_000, "các " * 15_000, "a, " * 20_000,
                                   "Ban Tổ chức, " * 5_000, "(" * 40_000, "12/" * 20_000,
                                   "NGÀY " * 12_000, "định kỳ " * 9_000, "a | b | c\n" * 6_000,
                                   "Nội dung\tChủ trì\tThời gian\n" * 2_000, "¹ " * 20_000,
                                   "tháng 5, " * 7_000, "Đảng ủy " * 8_000, "a\n" * 20_000,
                                   "trước khi họp " * 4_000, "của " * 15_000])  # fmt: skip
def test_no_repetition_takes_the_grammar_down(piece: str) -> None:
    begun = time.process_time()
    check_sane("Kính gửi: Các chi bộ.\n1. " + piece)
    assert time.process_time() - begun < SAFE


def mutated(text: str, changes: list[tuple[str, float, str]]) -> str:
    """A real paper as it comes after a bad copy: lines lost, doubled, joined, moved, tabbed."""
    lines = text.split("\n")
    for kind, place, piece in changes:
        at = int(place * (len(lines) - 1)) if lines else 0
        if not lines:
            break
        if kind == "lose":
            del lines[at]
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "join" and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + piece + lines[at + 1]]
        elif kind == "move":
            lines.insert(int(place * 7) % (len(lines) or 1), lines.pop(at))
        elif kind == "cut":
            middle = len(lines[at]) // 2
            lines[at : at + 1] = [lines[at][:middle], piece + lines[at][middle:]]
        elif kind == "shout":
            lines[at] = lines[at].upper()
        elif kind == "gaps":
            lines[at] = lines[at].replace(", ", "\t").replace(" - ", " | ")
        else:
            lines[at] += piece
    return "\n".join(lines)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PAPERS),
    st.sampled_from(list(NOISES)),
    st.lists(st.tuples(
        st.sampled_from(["lose", "double", "join", "move", "cut", "shout", "gaps", "more"]),
        st.floats(0, 1),
        st.sampled_from(["", " ", "\t", " | ", "- ", "¹", "30/02/2026", "./.", "\x0c", "ỦY", "I."]),
    ), max_size=30),
)  # fmt: skip
def test_spoilt_layouts_of_real_papers_are_read(paper, noise: str, changes) -> None:
    check_sane(mutated(NOISES[noise](paper.text, paper.name), changes))


@pytest.mark.skipif(not SEEDS.exists(), reason="the founding papers are not in the repository")
def test_the_founding_papers_are_read() -> None:
    found = [propose(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.txt"))]
    assert [[d.no for d in one.obligations] for one in found] == [
        ["1", "2", "3", "4.1", "4.2", "4.3", "4.4"],
        ["1", "2", "3"],
        ["1", "2", "3", "4", "5", "6"],
        ["1", "1-1", "1-2", "1-3", "2", "3", "4", "5"],
    ]
    assert [one.header.number_symbol for one in found] == ["-CT/ĐU", "-CV/BTCTU", "1006-CV/HU", ""]
    assert [len(one.references) for one in found] == [0, 2, 1, 5]
