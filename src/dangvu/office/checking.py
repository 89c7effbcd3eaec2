"""How a Word paper is laid out, against R13: sheets and paragraphs measured, faults listed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from dangvu.office.archives import check_size, kind_of
from dangvu.office.reading import PaperRefused
from dangvu.office.reading.papers import refusal_of
from dangvu.office.reading.word import opened
from dangvu.office.vietnamese import nfc
from dangvu.rules.layout import LayoutFault, Line, Sheet
from dangvu.rules.layout_words import faults

_TWIPS_MM, _TWIPS_PT = 56.6929, 20
_LAYOUT = re.compile(
    r"CỘNG SẢN|Nơi nhận|^\s*(?:T/M|TM\.?|K/T|KT\.?|T/L|TL\.?)\s|^\s*Số\s*:?[^|]{0,14}-", re.M
)


@dataclass(frozen=True, slots=True)
class Layout:
    """A paper's layout as checked: what is off, in the order of the page."""

    findings: tuple[LayoutFault, ...]

    @property
    def sound(self) -> bool:
        return not self.findings


def check_layout(data: bytes) -> Layout:
    """Measures a docx and compares it with R13. Raises ``PackageRefused`` as ``read_docx``, and
    for every file that is no docx: empty, encrypted, old_word, not_word …"""
    check_size(len(data))
    kind = kind_of(data)
    if kind != "zip":
        raise refusal_of("not_word" if kind in ("pdf", "text") else kind)
    document = opened(data)[1]
    try:
        looks = _Looks(document)
        lines = tuple(_lines(document.element.body, looks))
        sheets = tuple(_sheet(section) for section in document.sections)
    except Exception as reason:  # python-docx and lxml raise errors of many kinds on broken parts
        raise PaperRefused(
            "corrupt", "Không mở được tệp Word này. Đồng chí mở bằng Word, lưu lại rồi nộp lại."
        ) from reason
    return Layout(faults(lines, sheets))


# --- sheets ------------------------------------------------------------------------------------


def _sheet(section: Any) -> Sheet:
    def mm(length: Any) -> float:
        return round(length.mm, 1) if length is not None else 0.0

    numbered = any(
        "PAGE" in (piece.text or "").upper() or "PAGE" in (piece.get(qn("w:instr")) or "").upper()
        for part in (section.header, section.footer, section.even_page_header)
        for tag in ("w:instrText", "w:fldSimple")
        for piece in part._element.iter(qn(tag))
    )
    return Sheet(
        mm(section.page_width), mm(section.page_height), mm(section.top_margin),
        mm(section.bottom_margin), mm(section.left_margin), mm(section.right_margin), numbered,
    )  # fmt: skip


# --- lines -------------------------------------------------------------------------------------


def _lines(parent: Any, looks: "_Looks", side: str = "") -> Iterator[Line]:
    for block in parent.iterchildren():
        if block.tag == qn("w:p"):
            yield from looks.line(block, side)
        elif block.tag == qn("w:tbl"):
            yield from _table(block, looks, side)
        elif block.tag == qn("w:sdt"):
            for inside in block.iterchildren(qn("w:sdtContent")):
                yield from _lines(inside, looks, side)


def _table(table: Any, looks: "_Looks", side: str) -> Iterator[Line]:
    """A table that lays out head or foot gives two columns; any other one is a table."""
    rows = [list(row.iterchildren(qn("w:tc"))) for row in table.iterchildren(qn("w:tr"))]
    text = "\n".join("".join(t.text or "" for t in p.iter(qn("w:t")))
                     for p in table.iter(qn("w:p")))  # fmt: skip
    layout = not side and max(map(len, rows), default=0) <= 3 and _LAYOUT.search(text)
    columns = [[row[at] for row in rows if at < len(row)] for at in range(max(map(len, rows),
               default=0))]  # fmt: skip
    for at, cells in enumerate(columns):
        name = "table" if not layout else "left" if at == 0 else "right"
        for cell in cells:
            yield from _lines(cell, looks, side or name)


@dataclass(slots=True)
class _Looks:
    """What paragraphs and letters look like, through their styles."""

    document: Any
    styles: dict[str, Any] = field(default_factory=dict)
    default: dict[str, str] = field(default_factory=dict)
    base: Any = None

    def __post_init__(self) -> None:
        root = self.document.styles.element
        for style in root.iterchildren(qn("w:style")):
            key = style.get(qn("w:styleId"))
            self.styles[key] = style
            if style.get(qn("w:default")) in ("1", "true"):
                self.default[style.get(qn("w:type"))] = key
        self.base = root.find(qn("w:docDefaults"))

    def line(self, paragraph: Any, side: str) -> Iterator[Line]:
        """The paragraph; one with hard breaks gives a line for each."""
        own = paragraph.find(qn("w:pPr"))
        layers = [*self._paragraph_layers(own)]
        runs = [(run, words) for run in paragraph.iter(qn("w:r"))
                if (words := _words(run)).strip()]  # fmt: skip
        text = _words(paragraph)
        if not text.strip():
            return
        named = _child(own, "w:pStyle")
        looks = [(len(words), self._run_layers(run, named)) for run, words in runs]
        spacing, indent = _merged(layers, "w:spacing"), _merged(layers, "w:ind")
        exact = int(spacing.get("line", 0)) / _TWIPS_PT if spacing.get("lineRule") in (
            "exact", "atLeast") else None  # fmt: skip
        for part in nfc(text).split("\n"):
            yield Line(
                part, side, _most((n, _font(at, self.document)) for n, at in looks),
                _most((n, _size(at)) for n, at in looks),
                bool(looks) and all(_on(at, "w:b") for _, at in looks),
                bool(looks) and all(_on(at, "w:i") for _, at in looks),
                any(_underlined(at) for _, at in looks),
                _align(layers), _first_line(indent), exact,
                (_number(spacing.get("before")) + _number(spacing.get("after"))) / _TWIPS_PT,
            )  # fmt: skip

    def _chain(self, key: str | None) -> Iterator[Any]:
        met: set[str] = set()
        while key and key in self.styles and key not in met:
            met.add(key)
            yield self.styles[key]
            key = _child(self.styles[key], "w:basedOn")

    def _paragraph_layers(self, own: Any) -> Iterator[Any]:
        yield own
        for style in self._chain(_child(own, "w:pStyle") or self.default.get("paragraph")):
            yield style.find(qn("w:pPr"))
        if self.base is not None:
            yield self.base.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")

    def _run_layers(self, run: Any, named: str | None) -> list[Any]:
        own = run.find(qn("w:rPr"))
        layers = [own]
        layers += [s.find(qn("w:rPr")) for s in self._chain(_child(own, "w:rStyle"))]
        layers += [s.find(qn("w:rPr")) for s in self._chain(named or self.default.get("paragraph"))]
        if self.base is not None:
            layers.append(self.base.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))
        return layers


def _words(element: Any) -> str:
    shown = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
    parts = []
    for piece in element.iter():
        if piece.tag == qn("w:t"):
            parts.append(piece.text or "")
        elif piece.tag == qn("w:tab") and piece.getparent().tag == qn("w:r"):
            parts.append("\t")
        else:
            parts.append(shown.get(piece.tag, ""))
    return "".join(parts)


def _child(element: Any, tag: str) -> str | None:
    found = None if element is None else element.find(qn(tag))
    return None if found is None else found.get(qn("w:val"))


def _first(layers: Iterable[Any], tag: str) -> Any:
    for layer in layers:
        if layer is not None and (found := layer.find(qn(tag))) is not None:
            return found
    return None


def _merged(layers: Iterable[Any], tag: str) -> dict[str, str]:
    """Attributes of a property, the nearest layer first for each of them."""
    found: dict[str, str] = {}
    for layer in layers:
        element = None if layer is None else layer.find(qn(tag))
        if element is not None:
            for name, value in element.attrib.items():
                found.setdefault(str(name).rpartition("}")[2], str(value))
    return found


def _number(text: str | None) -> float:
    return float(text) if text and re.fullmatch(r"-?\d+(?:\.\d+)?", text) else 0.0


def _first_line(indent: dict[str, str]) -> float:
    return round((_number(indent.get("firstLine")) - _number(indent.get("hanging")))
                 / _TWIPS_MM, 1)  # fmt: skip


def _on(layers: list[Any], tag: str) -> bool:
    found = _first(layers, tag)
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "none", "off")


def _underlined(layers: list[Any]) -> bool:
    found = _first(layers, "w:u")
    return found is not None and found.get(qn("w:val")) not in (None, "none")


def _align(layers: list[Any]) -> str:
    found = _first(layers, "w:jc")
    named = found.get(qn("w:val")) if found is not None else "left"
    return {"start": "left", "end": "right"}.get(named, named)


def _size(layers: list[Any]) -> float | None:
    found = _first(layers, "w:sz")
    return _number(found.get(qn("w:val"))) / 2 if found is not None else None


def _font(layers: list[Any], document: Any) -> str:
    for layer in layers:
        fonts = None if layer is None else layer.find(qn("w:rFonts"))
        if fonts is None:
            continue
        for name in ("w:ascii", "w:hAnsi", "w:cs"):
            if value := fonts.get(qn(name)):
                return str(value)
        if theme := fonts.get(qn("w:asciiTheme")):
            return _theme_font(document, "major" if theme.startswith("major") else "minor")
    return ""


def _theme_font(document: Any, which: str) -> str:
    for link in document.part.rels.values():
        if link.reltype.endswith("/theme") and not link.is_external:
            words = link.target_part.blob.decode("utf-8", "replace")
            named = rf"<a:{which}Font>.*?<a:latin typeface=\"([^\"]+)\""
            hit = re.search(named, words, re.DOTALL)
            return hit[1] if hit else ""
    return ""


def _most(counted: Iterable[tuple[int, Any]]) -> Any:
    """The value most letters have."""
    shares: dict[Any, int] = {}
    for letters, value in counted:
        shares[value] = shares.get(value, 0) + letters
    return max(shares, key=lambda value: shares[value]) if shares else None
