"""Whether a paper is laid out as R13 says: sheet, type, head, number, title, foot.

What a page shows is given as ``Line`` and ``Sheet`` facts; ``faults`` says what is off, what it
should be, by which rule, and how sure that rule is. A fault is advice to a clerk, never a refusal.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dangvu.rules import documents
from dangvu.rules.basis import Basis, Confidence, Rule


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as it shows. ``side``: "left" or "right" of two columns, "table" in a table of
    contents, "" across the sheet. Sizes and spaces in points, ``indent`` of the first line in mm.
    ``exact`` is the line's height where it is fixed; ``around`` the space before and after it."""

    text: str
    side: str = ""
    font: str = ""
    size: float | None = None
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "left"
    indent: float = 0
    exact: float | None = None
    around: float = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section's paper and margins in mm; ``numbered``: whether its pages carry numbers."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    numbered: bool = True

    @property
    def aside(self) -> bool:
        """Whether the sheet lies on its side, as annexes do."""
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class LayoutFault:
    """Something off: where, what stands there, what should, by which rule, how sure that is."""

    code: str
    place_vi: str
    what_vi: str
    should_vi: str
    basis: Basis

    @property
    def rule(self) -> str:
        return self.basis.rule

    @property
    def confidence(self) -> Confidence:
        return self.basis.confidence


def basis(rule: str, confidence: Confidence = Confidence.V) -> Basis:
    """The ground of a rule of layout."""
    return Basis(rule, documents.FORMAT, "", confidence)


FONT = "Times New Roman"
_NEAR_MM = 1.0
_NEAR_PT = 1.0
_SPACE_NEAR_PT = 2.0
_A4 = (210.0, 297.0)
_LONG = 3500
#: A body line with fewer letters may be a heading; its spaces are not measured.
_SHORT = 60


def page_faults(sheets: Sequence[Sheet], letters: int) -> Iterator[LayoutFault]:
    """Sheet and margins of every section (R13.1). ``letters``: how long the paper is."""
    for at, sheet in enumerate(sheets, 1):
        place = "Trang giấy" if len(sheets) == 1 else f"Trang giấy, phần {at}"
        sides = sorted((sheet.width, sheet.height))
        if any(abs(a - b) > _NEAR_MM for a, b in zip(sides, _A4, strict=True)):
            what = f"khổ {_mm(sheet.width)} × {_mm(sheet.height)} mm"
            yield LayoutFault("sheet", place, what, "khổ A4, 210 × 297 mm", basis("R13.1"))
        if sheet.aside:
            continue
        for name, given, rule in (
            ("trên", sheet.top, documents.MARGIN_TOP),
            ("dưới", sheet.bottom, documents.MARGIN_BOTTOM),
            ("trái", sheet.left, documents.MARGIN_LEFT),
            ("phải", sheet.right, documents.MARGIN_RIGHT),
        ):
            if abs(given - _value(rule)) > _NEAR_MM:
                yield LayoutFault(
                    "margin", place, f"lề {name} {_mm(given)} mm", f"{_value(rule)} mm",
                    rule.rows[-1].basis,
                )  # fmt: skip
    if letters > _LONG and not any(sheet.numbered for sheet in sheets):
        yield LayoutFault("page_number", "Trang giấy", "không đánh số trang",
                          "đánh số trang", basis("R13.1"))  # fmt: skip


def font_faults(lines: Sequence[Line]) -> Iterator[LayoutFault]:
    """Letters that are not in Times New Roman (R13.1)."""
    others = [line for line in lines if line.font and line.font != FONT and line.text.strip()]
    if others:
        fonts = ", ".join(dict.fromkeys(line.font for line in others))
        yield LayoutFault("font", among(others), f"phông chữ {fonts}", FONT, basis("R13.1"))


def body_faults(body: Sequence[Line]) -> Iterator[LayoutFault]:
    """Size, line, indent and space of the text's paragraphs, each fault said once (R13.1)."""
    size, spacing = _value(documents.BODY_SIZE), _value(documents.LINE_SPACING)
    indent, around = _value(documents.FIRST_LINE_INDENT), _value(documents.PARAGRAPH_SPACING)
    full = [line for line in body if len(line.text.strip()) >= _SHORT]
    yield from _many(
        "body_size", body, lambda line: line.size is not None and line.size != size,
        lambda line: f"cỡ chữ {_pt(line.size or 0)}", f"cỡ chữ {size}", documents.BODY_SIZE,
    )  # fmt: skip
    yield from _many(
        "line_spacing", full,
        lambda line: line.exact is None or abs(line.exact - spacing) > _NEAR_PT,
        lambda line: "khoảng cách dòng không đặt chính xác" if line.exact is None
        else f"khoảng cách dòng {_pt(line.exact)} pt",
        f"chính xác khoảng {spacing} pt", documents.LINE_SPACING,
    )  # fmt: skip
    yield from _many(
        "indent", full, lambda line: abs(line.indent - indent) > _NEAR_MM,
        lambda line: f"thụt đầu dòng {_mm(line.indent)} mm", f"{indent} mm",
        documents.FIRST_LINE_INDENT,
    )  # fmt: skip
    yield from _many(
        "paragraph_spacing", full, lambda line: abs(line.around - around) > _SPACE_NEAR_PT,
        lambda line: f"khoảng cách đoạn {_pt(line.around)} pt", f"khoảng {around} pt",
        documents.PARAGRAPH_SPACING,
    )  # fmt: skip


def _many(
    code: str, lines: Sequence[Line], off: Callable[[Line], bool], said: Callable[[Line], str],
    should_vi: str, rule: Rule[int],
) -> Iterator[LayoutFault]:  # fmt: skip
    wrong = [line for line in lines if off(line)]
    if wrong:
        what = ", ".join(list(dict.fromkeys(map(said, wrong)))[:4])
        yield LayoutFault(code, among(wrong), what, should_vi, rule.rows[-1].basis)


def among(lines: Sequence[Line]) -> str:
    """ "3 đoạn, đoạn đầu: “Thực hiện Chỉ thị …”"."""
    first = f"“{shown(lines[0].text)}”"
    return f"Đoạn {first}" if len(lines) == 1 else f"{len(lines)} đoạn, đoạn đầu {first}"


def shown(text: str) -> str:
    """The first words of a text, to point at it."""
    words = " ".join(text.split())
    return words if len(words) <= 48 else words[:45].rsplit(" ", 1)[0] + "…"


def _value(rule: Rule[int]) -> int:
    return rule.rows[-1].value


def _mm(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


_pt = _mm
