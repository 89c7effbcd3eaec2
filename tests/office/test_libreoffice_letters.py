"""The papers as LibreOffice prints them: what stands on the page, and how the page lies."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.office.layouts import paper
from tests.office.papers import annex, body_letter, praise, urging

from dangvu.office.checking import check_layout
from dangvu.office.letters import check_model, packaged_model, render

pytestmark = pytest.mark.office_suite
A4 = (595, 842)


@pytest.fixture(scope="module")
def printed(
    convert: Callable[..., dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    papers = {
        "chung": urging(),
        "chung-12": urging(annex=annex(128, 12)),
        "rieng": body_letter(),
        "khen": praise(),
    }
    files = {
        f"{name}.docx": render(packaged_model(p.MODEL), p.to_dict()) for name, p in papers.items()
    }
    folder = tmp_path_factory.mktemp("printed")
    for name, data in convert(files, "pdf").items():
        (folder / name).write_bytes(data)
    return {name: folder / f"{name}.pdf" for name in papers}


def pages(pdf: Path) -> list[str]:
    run = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True)
    return [unicodedata.normalize("NFKC", page) for page in run.stdout.decode().split("\f")[:-1]]


def words(pdf: Path) -> str:
    return " ".join(" ".join(pages(pdf)).split())


def sizes(pdf: Path) -> list[tuple[int, int]]:
    run = subprocess.run(["pdfinfo", "-l", "99", pdf], check=True, capture_output=True)
    found = re.findall(r"Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)", run.stdout.decode())
    return [(round(float(w)), round(float(h))) for w, h in found]


@pytest.mark.parametrize("name", ["chung", "chung-12"])
def test_the_annex_lies_on_its_side_and_repeats_its_header(
    printed: dict[str, Path], name: str
) -> None:
    lying = [n for n, size in enumerate(sizes(printed[name])) if size == A4[::-1]]
    upright = [n for n, size in enumerate(sizes(printed[name])) if size == A4]
    assert upright == [0, 1]
    assert lying == list(range(2, 2 + len(lying)))
    text = pages(printed[name])
    assert "PHỤ LỤC" in text[2]
    for n in lying:
        assert "Đảng bộ" in text[n]
        assert "T1" in text[n]
        assert "Nhịp" in text[n]
    assert "Tổng cộng" in text[lying[-1]]
    assert "Đảng bộ xã Số 128" in text[lying[-1]]


def test_no_month_is_broken_over_two_lines(printed: dict[str, Path]) -> None:
    for month in range(1, 13):
        assert re.search(rf"\bT{month}\b", pages(printed["chung-12"])[2])


def test_pages_are_numbered_from_the_second_and_the_annex_anew(printed: dict[str, Path]) -> None:
    tops = [page.strip().split("\n")[0].strip() for page in pages(printed["chung"])]
    assert "TỈNH ỦY LÂM ĐỒNG" in tops[0]
    assert tops[1] == "2"
    assert "TỈNH ỦY LÂM ĐỒNG" in tops[2]
    assert tops[3:] == [str(n) for n in range(2, len(tops) - 1)]


def test_footnotes_stand_at_the_foot_of_the_first_page(printed: dict[str, Path]) -> None:
    first = pages(printed["chung"])[0]
    assert first.index("25 đảng bộ xếp loại cao") > first.index("1. Đối chiếu kết quả")
    assert "Đảng bộ xã Không Một; Đảng bộ xã Không Hai" in " ".join(first.split())


def test_the_head_and_the_foot_are_whole(printed: dict[str, Path]) -> None:
    for name in ("chung", "rieng", "khen"):
        text = words(printed[name])
        for expected in (
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "BAN TỔ CHỨC",
            "Lâm Đồng, ngày tháng 6 năm 2026",
            "DỰ THẢO",
            "Nơi nhận:",
            "- Như trên,",
            "- Lưu Văn phòng Ban.",
            "K/T TRƯỞNG BAN",
            "PHÓ TRƯỞNG BAN",
            "Trần Văn Mẫu",
        ):
            assert expected in text
    assert "Số -CV/BTCTU" in words(printed["rieng"])
    assert "Số -" not in words(printed["khen"])


def test_signer_and_recipients_stay_on_one_page(printed: dict[str, Path]) -> None:
    for pdf in printed.values():
        for page in pages(pdf):
            assert ("Nơi nhận:" in page) == ("Trần Văn Mẫu" in page) == ("K/T TRƯỞNG" in page)


def test_a_letter_to_one_body_fits_one_page(printed: dict[str, Path]) -> None:
    assert sizes(printed["rieng"]) == [A4]
    text = words(printed["rieng"])
    assert "kiểm điểm trách nhiệm" in text
    assert "Nguồn đã cạn" in text


def test_the_praise_list_has_its_type_and_a_line_under_the_subject(
    printed: dict[str, Path],
) -> None:
    text = words(printed["khen"])
    assert "DANH SÁCH các đảng bộ đề nghị biểu dương -----" in text
    assert "Danh sách này có 25 đảng bộ." in text


def test_a_model_saved_by_another_word_processor_still_makes_the_letter(
    convert: Callable[..., dict[str, bytes]],
) -> None:
    payloads = (urging(), body_letter(), praise())
    models = {f"{p.MODEL}.docx": packaged_model(p.MODEL) for p in payloads}
    saved = convert(models, "docx")
    for payload in payloads:
        model = saved[f"{payload.MODEL}.docx"]
        assert check_model(model, payload.REQUIRED, payload.SLOTS, payload.to_dict()) == []
        assert render(model, payload.to_dict()) == render(model, payload.to_dict())


def test_the_layout_is_measured_alike_after_libreoffice(
    convert: Callable[..., dict[str, bytes]],
) -> None:
    made = {f"{p.MODEL}.docx": render(packaged_model(p.MODEL), p.to_dict())
            for p in (urging(), body_letter(), praise())}  # fmt: skip
    made["own.docx"] = paper()
    papers = {f"{Path(name).stem}.odt": data for name, data in convert(made, "odt").items()}
    for name, saved in convert(papers, "docx").items():
        assert check_layout(saved) == check_layout(made[name]), name
