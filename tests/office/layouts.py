"""Word papers of our own, laid out as R13 says or with one thing off."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY = (
    "Thực hiện Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Ban Thường vụ Tỉnh ủy về phát triển đảng "
    "viên, Ban Thường vụ Đảng ủy xã đề nghị các chi bộ thực hiện các nội dung sau:",
    "1. Rà soát nguồn phát triển đảng viên tại từng thôn, lập danh sách quần chúng ưu tú gửi Đảng "
    "ủy xã trước ngày 15/3/2026.",
    "2. Phân công đảng viên chính thức giúp đỡ từng quần chúng, báo cáo kết quả hằng tháng về Đảng "
    "ủy xã.",
)
ORGANS = (("ĐẢNG BỘ TỈNH LÂM ĐỒNG", False), ("ĐẢNG ỦY XÃ THỬ NGHIỆM", True), ("*", False))
RECIPIENTS = ("- Như trên,", "- Thường trực Đảng ủy (b/c),", "- Lưu Văn phòng Đảng ủy.")


def paper(**off: Any) -> bytes:
    """A letter in order but for what is named: each key is a part of it, its value another."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = off.get("sheet", (Mm(210), Mm(297)))
    top, bottom, left, right = off.get("margins", (20, 20, 30, 15))
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    style = document.styles["Normal"]
    style.font.name, style.font.size = off.get("font", "Times New Roman"), Pt(off.get("size", 14))
    style.paragraph_format.space_after = Pt(0)
    _head(document, off)
    for words, bold in off.get("title", ()):
        _said(document.add_paragraph(), words, bold=bold, centre=True)
    if greeting := off.get("greeting", "Kính gửi: Các chi bộ trực thuộc Đảng ủy."):
        document.add_paragraph(greeting)
    for words in off.get("body", BODY):
        _text(document.add_paragraph(words), off)
    _foot(document, off)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _head(document: Any, off: dict[str, Any]) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    if off.get("flat"):
        left, right = document, document
    for words, bold in off.get("organs", ORGANS):
        _said(left.add_paragraph(), words, bold=bold)
    _said(left.add_paragraph(), off.get("number", "Số 07-CV/ĐU"))
    if about := off.get("about", "về việc đẩy mạnh phát triển đảng viên"):
        _said(left.add_paragraph(), about, italic=off.get("about_italic", True),
              size=off.get("about_size", 12))  # fmt: skip
    _said(right.add_paragraph(), off.get("motto", "ĐẢNG CỘNG SẢN VIỆT NAM"), bold=True)
    _said(right.add_paragraph(), off.get("place", "Thử Nghiệm, ngày 05 tháng 02 năm 2026"),
          italic=off.get("place_italic", True))  # fmt: skip


def _foot(document: Any, off: dict[str, Any]) -> None:
    left, right = document.add_table(1, 2).rows[0].cells
    run = left.add_paragraph().add_run("Nơi nhận:")
    run.underline = off.get("underlined", True)
    for words in off.get("recipients", RECIPIENTS):
        left.add_paragraph(words)
    for words in off.get("sign", ("T/M BAN THƯỜNG VỤ", "BÍ THƯ")):
        _said(right.add_paragraph(), words, bold=True)
    _said(right.add_paragraph(), off.get("name", "Trần Văn Mẫu"), bold=off.get("name_bold", True))


def _text(paragraph: Any, off: dict[str, Any]) -> None:
    form = paragraph.paragraph_format
    form.first_line_indent = Mm(off.get("indent", 10))
    form.space_after = Pt(off.get("after", 6))
    if "multiple" in off:
        form.line_spacing = off["multiple"]
    else:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(off.get("line", 19))


def _said(
    paragraph: Any, words: str, *, bold: bool = False, italic: bool = False,
    size: float | None = None, centre: bool = False,
) -> None:  # fmt: skip
    run = paragraph.add_run(words)
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size) if size else None
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def numbered(data: bytes) -> bytes:
    """The same paper with a page number in its header."""
    document = Document(io.BytesIO(data))
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    document.sections[0].header.paragraphs[0]._p.append(field)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
