"""The aims: how well papers of all types are read, clean and spoilt."""

import pytest
from tests.obligations.papers import NOISES, papers, scans
from tests.obligations.scoring import score, score_texts

PAPERS = papers()
AIMS = {"header": 0.99, "references": 0.97, "duties": 0.95, "dates": 0.97}
SCANNED = {"header": 0.90, "references": 0.85, "duties": 0.85, "dates": 0.90}
PRECISION = 0.90


def test_the_corpus_has_enough_papers_of_all_types() -> None:
    assert len(PAPERS) >= 60
    assert len({p.name for p in PAPERS}) == len(PAPERS)
    kinds = {p.header["kind"] for p in PAPERS}
    assert kinds >= {"NQ", "QĐ", "CT", "KL", "QC", "TT", "HD", "TB", "BC", "KH", "CTr", "ĐA", "PA",
                     "TTr", "CV", "BB", "Giấy mời"}  # fmt: skip


@pytest.mark.parametrize("noise", NOISES)
def test_papers_are_read_as_well_as_aimed_at(noise: str) -> None:
    found = score(PAPERS, noise)
    faults = "\n".join(found.faults)
    for kind, aim in (SCANNED if noise == "ocr" else AIMS).items():
        assert found.recall(kind) >= aim, f"{kind} {found.recall(kind):.1%}\n{faults}"
        assert found.precision(kind) >= PRECISION, f"{kind} {found.precision(kind):.1%}\n{faults}"


def test_pages_that_tesseract_read_are_read() -> None:
    found = score_texts(scans(), "ocr")
    faults = "\n".join(found.faults)
    for kind, aim in SCANNED.items():
        assert found.recall(kind) >= aim, f"{kind} {found.recall(kind):.1%}\n{faults}"
        assert found.precision(kind) >= aim, f"{kind} {found.precision(kind):.1%}\n{faults}"


def test_a_wrong_answer_lowers_the_score() -> None:
    from dataclasses import replace

    paper = next(p for p in PAPERS if p.name == "ct-01")
    other = replace(paper.duties[0], no="9")
    worse = score([replace(paper, duties=(other, *paper.duties[1:]))], "clean")
    assert worse.recall("duties") < 1 > worse.precision("duties")
