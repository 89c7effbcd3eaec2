"""The pages for people are those the code would write today."""

import unicodedata
from pathlib import Path

import pytest

from dangvu.rules import report

FOLDER = Path(__file__).parents[2] / report.FOLDER


@pytest.mark.parametrize("name", report.pages())
def test_a_page_is_fresh(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == report.pages()[name], "chạy: python -m dangvu.rules.report"


def test_no_page_is_left_over() -> None:
    assert {page.name for page in FOLDER.iterdir()} == set(report.pages())


def test_pages_are_composed_vietnamese_with_whole_tables() -> None:
    for text in report.pages().values():
        assert unicodedata.is_normalized("NFC", text)
        for block in text.split("\n\n"):
            lines = [line for line in block.splitlines() if line.startswith("|")]
            assert len({line.count("|") - line.count("\\|") for line in lines}) <= 1


def test_the_command_writes_every_page(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert report.main() == 0
    written = {
        page.name: page.read_text(encoding="utf-8") for page in tmp_path.glob("docs/rules/*")
    }
    assert written == report.pages()
    assert len(capsys.readouterr().out.splitlines()) == len(written)
