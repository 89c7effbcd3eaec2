"""The papers of a case as LibreOffice prints them, against the copies kept in ``golden``.

A copy changes with its model's words: look at the paper, then write the copies anew with
``DANGVU_WRITE_GOLDEN=1``.
"""

import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from dangvu.documents.case_sample import CASE
from dangvu.office.letters import check_model, packaged_model, render
from dangvu.office.payloads import CASE_FORMS, CaseForm, CasePapers

pytestmark = pytest.mark.office_suite
GOLDEN = Path(__file__).with_name("golden")
FORMS = pytest.mark.parametrize("form", CASE_FORMS.values(), ids=lambda f: f.code)


@pytest.fixture(scope="module")
def printed(
    convert: Callable[..., dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Every form of one case by code, as text laid out on the page; LibreOffice runs once."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    files = {
        f"{form.model}.docx": render(packaged_model(form.model), CASE.to_dict(form))
        for form in CASE_FORMS.values()
    }
    folder = tmp_path_factory.mktemp("printed")
    for name, data in convert(files, "pdf").items():
        (folder / name).write_bytes(data)
    return {form.code: laid_out(folder / f"{form.model}.pdf") for form in CASE_FORMS.values()}


def laid_out(pdf: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    text = unicodedata.normalize("NFKC", run.stdout.decode())
    return re.sub(r"\n{3,}", "\n\n", text)


@FORMS
def test_the_paper_says_what_its_copy_says(printed: dict[str, str], form: CaseForm) -> None:
    kept = GOLDEN / f"{form.model}.txt"
    if os.environ.get("DANGVU_WRITE_GOLDEN"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(printed[form.code])
    assert printed[form.code].split() == kept.read_text().split()


@FORMS
def test_the_signature_never_stands_alone_on_a_page(
    printed: dict[str, str], form: CaseForm
) -> None:
    last = printed[form.code].rstrip("\f").split("\f")[-1]
    assert len(last.split()) > 30


def test_models_saved_by_another_word_processor_still_make_their_papers(
    convert: Callable[..., dict[str, bytes]],
) -> None:
    forms = [CASE_FORMS[code] for code in ("2-KNĐ", "3A-KNĐ", "4B-KNĐ", "6-KNĐ", "9-KNĐ", "TB-ĐY")]
    models = {f"{form.model}.docx": packaged_model(form.model) for form in forms}
    saved = convert(models, "docx")
    for form in forms:
        words = CASE.to_dict(form)
        model = saved[f"{form.model}.docx"]
        assert check_model(model, form.required, CasePapers.SLOTS, words) == []
        assert render(model, words) == render(model, words)
