"""Papers as they come: Word, PDF, scans, plain text; what is refused, and why."""

import io
import struct
import zipfile
import zlib

import docx
import pypdfium2 as pdfium
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.obligations.papers import papers

from dangvu.office.archives import MB, PackageRefused
from dangvu.office.reading import (
    PaperRefused,
    Way,
    can_scan,
    page_of,
    pages_in,
    read_docx,
    read_paper,
    read_txt,
)
from dangvu.office.reading import pages as pages_module
from dangvu.rules.obligations import propose

PAPER = next(p for p in papers() if p.name == "ct-01")


def word(text: str = PAPER.text) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(PackageRefused) as caught:
        read_paper(data)
    assert caught.value.message_vi.endswith(".")
    return caught.value.code


def pdf(lines: list[str], count: int = 1) -> bytes:
    """A PDF written by hand, in Latin letters alone."""
    shown = "".join(f"1 0 0 1 40 {800 - 16 * n} Tm ({line}) Tj " for n, line in enumerate(lines))
    stream = f"BT /F 12 Tf {shown} ET".encode("latin-1")
    kids = " ".join(f"{4 + n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources "
        b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    )
    objects += [page] * count
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n" % size + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    )  # fmt: skip


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = zlib.compress(
        b"".join(b"\x00" + b"\xff" * min(width, 64) for _ in range(min(height, 64)))
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class TestWord:
    def test_paragraphs_are_read_as_text_is(self) -> None:
        read = read_paper(word())
        assert read.way is Way.WORD
        assert propose(read.text).header == propose(PAPER.text).header
        assert [d.what for d in propose(read.text).obligations] == [
            d.what for d in propose(PAPER.text).obligations
        ]

    def test_a_header_laid_out_by_a_table_is_read_cell_by_cell(self) -> None:
        document = docx.Document()
        left, right = document.add_table(1, 2).rows[0].cells
        left.text = "ĐẢNG BỘ TỈNH LÂM ĐỒNG\nĐẢNG ỦY XÃ THỬ\n*\nSố 09-CV/ĐU\nV/v thử nghiệm"
        right.text = "ĐẢNG CỘNG SẢN VIỆT NAM\nThử, ngày 05 tháng 02 năm 2026"
        document.add_paragraph("Kính gửi: Các chi bộ.")
        document.add_paragraph("Đảng ủy yêu cầu các chi bộ nộp danh sách trước ngày 28/02/2026.")
        head = propose(read_docx(saved(document)).text).header
        assert (head.superior, head.issuer) == ("ĐẢNG BỘ TỈNH LÂM ĐỒNG", "ĐẢNG ỦY XÃ THỬ")
        assert (head.number_symbol, head.subject) == ("09-CV/ĐU", "thử nghiệm")
        assert head.addressees == ("Các chi bộ",)

    def test_a_table_of_tasks_keeps_its_rows(self) -> None:
        document = docx.Document()
        table = document.add_table(2, 4)
        for row, cells in zip(table.rows, (
            ("TT", "Nội dung", "Chủ trì", "Thời gian"),
            ("1", "Lập danh sách quần chúng", "Ban Xây dựng Đảng", "Trước ngày 30/6/2026"),
        ), strict=True):  # fmt: skip
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
        (duty,) = propose(read_docx(saved(document)).text).obligations
        assert duty.lead == ("Ban Xây dựng Đảng",)
        assert duty.due is not None
        assert not duty.due.inclusive

    def test_numbers_that_word_writes_by_itself_are_there(self) -> None:
        document = docx.Document()
        for words in ("Rà soát nguồn.", "Báo cáo Đảng ủy."):
            paragraph = document.add_paragraph(words)
            listed = OxmlElement("w:numPr")
            for tag, value in (("w:ilvl", "0"), ("w:numId", "1")):
                element = OxmlElement(tag)
                element.set(qn("w:val"), value)
                listed.append(element)
            paragraph._p.get_or_add_pPr().append(listed)
        numbering = document.part.numbering_part.element
        number = next(n for n in numbering.iter(qn("w:num")) if n.get(qn("w:numId")) == "1")
        key = number.find(qn("w:abstractNumId")).get(qn("w:val"))
        (kind,) = (
            a.find(qn("w:lvl")) for a in numbering.iter(qn("w:abstractNum"))
            if a.get(qn("w:abstractNumId")) == key
        )  # fmt: skip
        kind.find(qn("w:numFmt")).set(qn("w:val"), "decimal")
        kind.find(qn("w:lvlText")).set(qn("w:val"), "%1.")
        assert read_docx(saved(document)).text.split("\n") == [
            "1. Rà soát nguồn.", "2. Báo cáo Đảng ủy.",
        ]  # fmt: skip

    def test_a_note_stands_below_with_its_mark(self) -> None:
        document = docx.Document()
        run = document.add_paragraph("Còn đảng bộ đạt thấp").add_run()
        mark = OxmlElement("w:footnoteReference")
        mark.set(qn("w:id"), "2")
        run._r.append(mark)
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        notes = (
            f'<w:footnotes xmlns:w="{space}"><w:footnote w:id="2"><w:p><w:r>'
            "<w:t>Có 25 đảng bộ.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        data = io.BytesIO(saved(document))
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("word/footnotes.xml", notes)
        read = read_docx(data.getvalue())
        assert read.text == "Còn đảng bộ đạt thấp¹\n¹ Có 25 đảng bộ."
        (note,) = propose(read.text).footnotes
        assert (note.mark, note.text) == ("1", "Có 25 đảng bộ.")
        assert note.at is not None
        assert read.text[slice(*note.at)] == "¹"

    def test_bombs_and_broken_files_are_refused(self) -> None:
        data = word()
        assert refusal(data[: len(data) // 2]) == "corrupt"
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b" " * (90 * MB))
        assert refusal(bomb.getvalue()) == "zip_bomb"
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
        assert refusal(other.getvalue()) == "not_word"


class TestPdf:
    def test_words_are_read(self) -> None:
        read = read_paper(pdf(["Kinh gui cac chi bo truc thuoc Dang uy xa", "1. Bao cao ket qua"]))
        assert read.way is Way.PDF
        assert "1. Bao cao ket qua" in read.text.split("\n")

    def test_broken_locked_and_long_ones_are_refused(self) -> None:
        assert refusal(b"%PDF-1.4\nnothing") == "corrupt"
        assert refusal(b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>") == "encrypted"
        assert refusal(pdf(["x" * 40], pages_module.MOST_PAGES + 1)) == "too_long"

    def test_a_scan_without_the_program_is_told(self, monkeypatch) -> None:
        monkeypatch.setattr(pages_module.shutil, "which", lambda _: None)
        pages_module._scanner.cache_clear()
        try:
            assert refusal(pdf([""])) == "no_scanner"
            assert refusal(png(10, 10)) == "no_scanner"
        finally:
            pages_module._scanner.cache_clear()

    @pytest.mark.skipif(not can_scan(), reason="Tesseract with Vietnamese is not installed")
    def test_a_scan_is_read(self) -> None:
        lines = ["CHI THI", "Ban Thuong vu yeu cau cac chi bo bao cao ket qua.", "So 12-CT/TU"]
        page = pdfium.PdfDocument(pdf(lines))[0]
        width, height, picture = _pixels(page)
        read = read_paper(_png_of(width, height, picture))
        assert read.way is Way.SCAN
        assert read.doubts_vi
        assert "12-CT/TU" in read.text

    @pytest.mark.skipif(not can_scan(), reason="Tesseract with Vietnamese is not installed")
    @pytest.mark.parametrize("turned", [90, 180])
    def test_a_scan_that_lies_the_wrong_way_is_read_turned(self, turned: int) -> None:
        lines = [
            "1. Cac chi bo bao cao ket qua thuc hien nhiem vu cua dang uy trong nam.",
            "2. Dang uy xa to chuc thuc hien, bao cao Ban Thuong vu Tinh uy.",
            "3. Ban To chuc theo doi, don doc cac chi bo thuc hien cong viec.",
        ]
        page = pdfium.PdfDocument(pdf(lines))[0]
        page.set_rotation(turned)
        read = read_paper(_png_of(*_pixels(page)))
        assert "theo doi" in read.text

    def test_a_long_scan_is_left_to_the_worker(self, monkeypatch) -> None:
        monkeypatch.setattr(pages_module, "_need_scanner", lambda: "")
        with pytest.raises(PaperRefused) as caught:
            read_paper(pdf([""], 3), most_scanned=2)
        assert caught.value.code == "long_scan"
        assert "3 trang" in caught.value.message_vi
        with_words = pdf(["Kinh gui cac chi bo truc thuoc Dang uy xa"], 3)
        assert read_paper(with_words, most_scanned=2).way is Way.PDF
        assert pages_in(with_words) == 3
        assert "Kinh gui" in page_of(with_words, 2)

    @pytest.mark.skipif(not can_scan(), reason="Tesseract with Vietnamese is not installed")
    def test_a_picture_that_would_unpack_huge_is_refused(self) -> None:
        assert refusal(png(60_000, 60_000)) == "too_large"


def _pixels(page) -> tuple[int, int, list[bytes]]:
    shown = page.render(scale=200 / 72, grayscale=True)
    rows = bytes(shown.buffer)
    return shown.width, shown.height, [
        rows[y * shown.stride : y * shown.stride + shown.width] for y in range(shown.height)
    ]  # fmt: skip


def _png_of(width: int, height: int, rows: list[bytes]) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\x00" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class TestText:
    @pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
    def test_every_unicode_form_is_read(self, code: str) -> None:
        assert read_txt(PAPER.text.encode(code)).text == PAPER.text

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty"),
            (b"   \n ", "empty"),
            (b"{\\rtf1 abc}", "rtf"),
            (b"<html><body>Chi thi</body></html>", "html"),
            ("Đảng".encode("cp1258", "replace") + b"\xff\xd0", "encoding"),
            (b"\x00\x01\x02\x03" * 10, "unknown"),
            (b"chu " * 600_000, "too_long"),
            (b"a" * (21 * MB), "too_large"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, data: bytes, code: str) -> None:
        assert refusal(data) == code


def test_a_secret_paper_is_not_taken_in() -> None:
    text = PAPER.text.replace("*\n", "*\nTỐI MẬT\n", 1)
    for data in (text.encode(), word(text)):
        with pytest.raises(PaperRefused, match="TỐI MẬT") as caught:
            read_paper(data)
        assert caught.value.code == "secret"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["word", "pdf", "text"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=6),
)
def test_a_spoilt_file_is_read_or_refused(kind: str, changes) -> None:
    data = bytearray({"word": WORD, "pdf": PDF, "text": PAPER.text.encode()}[kind])
    for place, piece in changes:
        at = int(place * (len(data) - 1))
        data[at : at + len(piece)] = piece
    try:
        propose(read_paper(bytes(data)).text)
    except PackageRefused as refused:
        assert refused.message_vi


WORD = word()
PDF = pdf(["Kinh gui cac chi bo truc thuoc Dang uy xa", "1. Bao cao ket qua ve Dang uy"])
