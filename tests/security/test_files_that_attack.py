"""Office files made to read other files, to fill the memory, or to land somewhere else."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from dangvu.documents.samples import NAMES, sample
from dangvu.office.archives import Limits, Package, PackageRefused
from dangvu.office.letters import check_model, packaged_model
from dangvu.office.payloads import UrgingLetter
from dangvu.office.workbooks import BookRefused, TableColumn, read_book, write_table

PASSWD = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "' + b"ha" * 500 + b'"><!ENTITY b "' + b"&a;" * 500 + b'">]>'
#: How much of a comment stands before the declaration: none, some, more than one piece read.
DEPTHS = (0, 5_000, 3 * 1024 * 1024)


def changed(original: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as parts, zipfile.ZipFile(out, "w") as package:
        for part in parts.namelist():
            data = parts.read(part)
            package.writestr(part, change(data) if part == name else data)
    return out.getvalue()


def declaring(declaration: bytes, depth: int) -> Callable[[bytes], bytes]:
    """The part with a comment and then the declaration behind its first line."""

    def change(part: bytes) -> bytes:
        head, mark, rest = part.partition(b"?>")
        return head + mark + b"<!--" + b"x" * depth + b"-->" + declaration + rest

    return change


def why_not(model: bytes) -> list[str]:
    names = NAMES[UrgingLetter.MODEL]
    return check_model(model, names.required, names.known, sample(UrgingLetter.MODEL))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("declaration", [PASSWD, LAUGHS])
@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml"])
def test_a_word_model_declares_nothing(part: str, declaration: bytes, depth: int) -> None:
    model = changed(packaged_model(UrgingLetter.MODEL), part, declaring(declaration, depth))
    assert why_not(model) == [
        "Tệp chứa khai báo XML không dùng trong tài liệu văn phòng nên không được mở."
    ]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_declares_nothing(part: str, depth: int) -> None:
    book = write_table("Bảng", [TableColumn("Tên"), TableColumn("Số")], [["a <!DOCTYPE", 1]])
    assert read_book(book, "bang.xlsx").sheets[0].rows[-1].cells[0] == "a <!DOCTYPE"
    with pytest.raises(BookRefused) as refused:
        read_book(changed(book, part, declaring(PASSWD, depth)), "bang.xlsx")
    assert refused.value.code == "doctype"


def test_a_declaration_cut_in_two_by_the_reading_is_seen() -> None:
    for shift in range(12):
        part = b"<?xml version='1.0'?><!--" + b"x" * (1024 * 1024 - 34 + shift) + b"-->" + PASSWD
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("a.xml", part)
        with pytest.raises(PackageRefused) as refused:
            Package(out.getvalue()).read("a.xml")
        assert refused.value.code == "doctype", shift


@pytest.mark.parametrize("name", ["../../a.txt", "/a.txt", "word/../../a.txt"])
def test_a_part_that_would_land_elsewhere_is_refused(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, b"x")
    with pytest.raises(PackageRefused) as refused:
        Package(out.getvalue())
    assert refused.value.code == "corrupt"


def test_a_list_is_not_run_through_again_for_each_of_its_lines() -> None:
    """128 bodies, thrice in each other, are two million lines of a letter."""
    loops = b"{% for a in annex.rows %}{% for b in annex.rows %}x{% endfor %}{% endfor %}"
    paragraph = b"<w:p><w:r><w:t>" + loops + b"</w:t></w:r></w:p>"
    model = changed(
        packaged_model(UrgingLetter.MODEL),
        "word/document.xml",
        lambda part: part.replace(b"<w:body>", b"<w:body>" + paragraph, 1),
    )
    assert "for lồng trong chính danh sách ấy" in why_not(model)[0]


def test_the_sheets_of_a_workbook_are_counted_together() -> None:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    for _ in range(3):
        book.create_sheet().cell(10, 10, "x")
    book.save(out)
    each = Limits(max_cells=100)
    with pytest.raises(BookRefused) as refused:
        read_book(out.getvalue(), "bang.xlsx", each)
    assert refused.value.code == "too_many_cells"
    assert len(read_book(out.getvalue(), "bang.xlsx", Limits(max_cells=300)).visible) == 3
