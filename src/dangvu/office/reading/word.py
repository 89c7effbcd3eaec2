"""Word papers: paragraphs and tables in their order, notes with their marks, automatic numbers."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from dangvu.office.archives import MB, Limits, Package, PackageRefused, check_size
from dangvu.office.reading.reads import SUPERSCRIPTS, PaperRefused, PaperText, Way, checked

_LIMITS = Limits(max_unpacked=100 * MB)
_LAYOUT = re.compile(
    r"ĐẢNG CỘNG SẢN|Nơi nhận|^\s*(?:T/M|TM\.|K/T|KT\.|T/L|TL\.)\s|^\s*Số\s*:?[^|]{0,14}-", re.M
)


def read_docx(data: bytes) -> PaperText:
    """The text of a docx. Raises ``PaperRefused``: too_large, corrupt, encrypted, zip_bomb,
    doctype, not_word, empty, too_long."""
    package, document = opened(data)
    try:
        notes = _notes(package)
        numbers = _Numbers(document)
        lines = list(_Reader(notes, numbers).blocks(document.element.body))
    except Exception as reason:  # python-docx and lxml raise errors of many kinds on broken parts
        raise _broken() from reason
    below = [f"{mark} {words}" for mark, words in notes.used]
    return checked("\n".join([*lines, *below]), Way.WORD)


def opened(data: bytes) -> tuple[Package, Any]:
    """A docx measured and opened. Raises ``PackageRefused``: too_large, corrupt, encrypted,
    zip_bomb, doctype, not_word."""
    check_size(len(data), _LIMITS)
    try:
        package = Package(data, _LIMITS)
        if "word/document.xml" not in package.names:
            raise PaperRefused(
                "not_word", "Tệp không phải văn bản Word (.docx). Đồng chí chọn đúng tệp."
            )
        package.check_all()
        return package, Document(io.BytesIO(data))
    except PackageRefused:
        raise
    except Exception as reason:  # python-docx and lxml raise errors of many kinds on broken parts
        raise _broken() from reason


def _broken() -> PaperRefused:
    return PaperRefused(
        "corrupt", "Không mở được tệp Word này. Đồng chí mở bằng Word, lưu lại rồi nộp lại."
    )


@dataclass(slots=True)
class _Notes:
    """Notes by their identifier; those whose mark was met, in that order."""

    words: dict[str, str]
    used: list[tuple[str, str]] = field(default_factory=list)

    def mark(self, key: str) -> str:
        if not self.words.get(key):
            return ""
        sign = str(len(self.used) + 1).translate(SUPERSCRIPTS)
        self.used.append((sign, self.words[key]))
        return sign


def _notes(package: Package) -> _Notes:
    words: dict[str, str] = {}
    for part in ("footnote", "endnote"):
        if f"word/{part}s.xml" not in package.names:
            continue
        root = etree.fromstring(package.read(f"word/{part}s.xml"), _parser())
        for note in root.iter(qn(f"w:{part}")):
            text = " ".join("".join(t.text or "" for t in note.iter(qn("w:t"))).split())
            words[f"{part}:{note.get(qn('w:id'))}"] = text
    return _Notes(words)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


@dataclass(slots=True)
class _Reader:
    notes: _Notes
    numbers: "_Numbers"

    def blocks(self, parent: Any) -> Iterator[str]:
        for block in parent.iterchildren():
            if block.tag == qn("w:p"):
                yield from self._boxes(block)
                yield self.numbers.before(block) + self._words(block)
            elif block.tag == qn("w:tbl"):
                yield from self._table(block)
            elif block.tag == qn("w:sdt"):
                for inside in block.iterchildren(qn("w:sdtContent")):
                    yield from self.blocks(inside)

    def _boxes(self, paragraph: Any) -> Iterator[str]:
        """Text boxes: stamps of secrecy and of drafts often stand in one."""
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
                yield from self.blocks(box)

    def _words(self, paragraph: Any) -> str:
        parts: list[str] = []
        for piece in paragraph.iter():
            if any(a.tag == qn("w:txbxContent") for a in _between(piece, paragraph)):
                continue
            if piece.tag == qn("w:t"):
                text = piece.text or ""
                parts.append(text.translate(SUPERSCRIPTS) if _is_raised(piece) else text)
            elif piece.tag in (qn("w:br"), qn("w:cr")):
                parts.append("\n")
            elif piece.tag == qn("w:tab") and piece.getparent().tag == qn("w:r"):
                parts.append("\t")
            elif piece.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                kind = etree.QName(piece).localname.removesuffix("Reference")
                parts.append(self.notes.mark(f"{kind}:{piece.get(qn('w:id'))}"))
        return "".join(parts)

    def _table(self, table: Any) -> Iterator[str]:
        """A table that only lays out header or signatures is read cell by cell; any other one row
        by row."""
        rows = [
            ["\n".join(self.blocks(cell)) for cell in row.iterchildren(qn("w:tc"))]
            for row in table.iterchildren(qn("w:tr"))
        ]
        layout = max(map(len, rows), default=0) <= 3 and any(
            _LAYOUT.search(cell) for row in rows for cell in row
        )
        for row in rows:
            if layout:
                yield from row
            else:
                yield " | ".join(" ".join(cell.split()) for cell in row)


def _between(piece: Any, paragraph: Any) -> Iterator[Any]:
    for above in piece.iterancestors():
        if above is paragraph:
            return
        yield above


def _is_raised(piece: Any) -> bool:
    style = piece.getparent().find(qn("w:rPr"))
    raised = style.find(qn("w:vertAlign")) if style is not None else None
    return raised is not None and raised.get(qn("w:val")) == "superscript"


class _Numbers:
    """Numbers that Word writes by itself before paragraphs."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        kept = (r for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING)
        if (link := next(kept, None)) is None:
            return
        root = link.target_part.element
        abstract = {
            a.get(qn("w:abstractNumId")): {
                int(level.get(qn("w:ilvl"))): (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
                for level in a.iterchildren(qn("w:lvl"))
            }
            for a in root.iterchildren(qn("w:abstractNum"))
        }
        for number in root.iterchildren(qn("w:num")):
            key = _value(number, "w:abstractNumId", "")
            self._levels[number.get(qn("w:numId"))] = abstract.get(key, {})

    def before(self, paragraph: Any) -> str:
        """ "1. " or "- ", if the paragraph is of a list."""
        style = paragraph.find(qn("w:pPr"))
        listed = style.find(qn("w:numPr")) if style is not None else None
        if listed is None:
            return ""
        number = _value(listed, "w:numId", "")
        at = int(_value(listed, "w:ilvl", "0"))
        levels = self._levels.get(number, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[at] = counts.get(at, levels[at][2] - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        if levels[at][0] in ("bullet", "none"):
            return "- " if levels[at][0] == "bullet" else ""
        shown = levels[at][1]
        for level, count in counts.items():
            shown = shown.replace(f"%{level + 1}", _counted(count, levels[level][0]))
        return shown + " "


def _value(element: Any, tag: str, default: str) -> str:
    child = element.find(qn(tag))
    return default if child is None else (child.get(qn("w:val")) or default)


def _counted(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26]
        return letter.upper() if form == "upperLetter" else letter
    if form in ("upperRoman", "lowerRoman") and count < 40:
        tens, ones = divmod(count, 10)
        roman = "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
        return roman if form == "upperRoman" else roman.lower()
    return str(count)
