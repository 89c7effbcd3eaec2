"""A paper's text made readable: one paragraph a line, and where each letter stood before.

Clerks' files come with hard line breaks, doubled spaces, letters in parts (NFD), marks of bold and
italics, page numbers, and headers of two columns on one line. The grammar reads the mended text;
``Text.span`` leads back to the text as it was given.
"""

import re
from dataclasses import dataclass

from dangvu.rules.obligations.lines import CLUSTER, MARKED, Line, lines_of, plain

SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_RULE = re.compile(r"[\s\-_=~.*…]*|[|:\s\-]*|[^\w\s]{1,3}")
_PAGE = re.compile(r"(?:trang\s+)?-?\s*\d{1,3}\s*-?(?:\s*/\s*\d{1,3})?", re.IGNORECASE)
NOTE = re.compile(rf"(?:(?P<up>[{SUPERSCRIPTS}]{{1,2}})|[\[(](?P<in>\d{{1,2}})[\])])\s*(?=\S)")
_BARE_NOTE = re.compile(r"(?P<bare>\d{1,2})\s+(?=[A-ZĐ])")
_OWN_LINE = re.compile(
    r"(?i:kinh (?:gui|trinh|chuyen)\b|noi nhan\b|can cu\b|t/m\b|tm\.|k/t\b|kt\.|t/l\b|tl\."
    r"|so\s*:?\s*\d*[a-z]?\s*-\s*[a-zd]{2,3}\s*/|v/v\b|dang cong san viet nam|du thao\b|phu luc\b)"
    r"|[A-Z][\w ]{1,30}, ngay\s+\d{0,2}[\s.…]*thang\b"
)
TERMINAL = tuple(".:;!?”")
_WRAPPED_AT = 120


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the mended text: where it stands, and its words with and without accents."""

    start: int
    text: str
    plain: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Text:
    """The mended ``text``, its ``paragraphs``, and ``places``: raw offset of each letter, and of
    the end."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the raw text."""
        return self.places[start], self.places[end - 1] + self._width(end - 1)

    def _width(self, at: int) -> int:
        """How many raw letters one letter took: its accents may stand apart."""
        following = self.places[at + 1] - self.places[at]
        return following if self.text[at] != "\n" and 0 < following <= 4 else 1


def mend(text: str) -> str:
    """``text`` with one paragraph a line. Mending twice changes nothing."""
    return read(text).text


def read(raw: str) -> Text:
    """The text mended, with the way back. Never raises."""
    paragraphs: list[Paragraph] = []
    places: list[int] = []
    for part in _paragraphs(list(lines_of(raw))):
        if places:
            places.append(places[-1])
        paragraphs.append(Paragraph(len(places), part.words, part.plain))
        places.extend(part.places)
    last = places[-1] if places else 0
    end = last + len(CLUSTER.match(raw, last)[0]) if places else 0  # type: ignore[index]
    return Text("\n".join(p.text for p in paragraphs), tuple(paragraphs), (*places, end))


@dataclass(slots=True)
class _Joined:
    """A paragraph being put together of its lines."""

    lines: list[Line]
    length: int
    shouted: bool

    @property
    def last(self) -> str:
        return self.lines[-1].plain

    @property
    def row(self) -> str:
        """Its words if it is a row of a table."""
        return " ".join(line.words for line in self.lines) if "|" in self.lines[0].words else ""

    def join(self, line: Line) -> None:
        self.lines.append(line)
        self.length += 1 + len(line.words)
        self.shouted = self.shouted and is_shouted(line.plain)

    def whole(self) -> Line:
        first, *rest = self.lines
        if not rest:
            return first
        places = [*first.places]
        for line in rest:
            places.append(places[-1])
            places.extend(line.places)
        return Line(" ".join(line.words for line in self.lines),
                    " ".join(line.plain for line in self.lines), places)  # fmt: skip


def _begun(line: Line) -> _Joined:
    return _Joined([line], len(line.words), is_shouted(line.plain))


def _paragraphs(lines: list[Line]) -> list[Line]:
    """Lines joined where a hard break cut a sentence; rules and page numbers dropped."""
    width = _width([len(line.words) for line in lines])
    done: list[_Joined] = []
    before: _Joined | None = None
    marks = marks_of("\n".join(line.words for line in lines))
    airy = _is_airy(lines)
    parted = False
    cells = 0
    for line in lines:
        paged = bool(_PAGE.fullmatch(line.plain))
        ruled = bool(_RULE.fullmatch(line.plain))
        if ruled or paged:
            parted = (parted or bool(line.words) or not airy) and (ruled or not line.words)
            continue
        if is_note(line.words, marks):
            done.append(_begun(line))
            continue
        apart, parted = parted and line.words[0].isupper(), False
        row = before.row if before is not None and done[-1] is before else ""
        cells = (cells or row.count(" | ")) if " | " in row else 0
        goes_on = _goes_on_in_row(row, line.words, cells) if cells else None
        if goes_on is None and before is not None:
            goes_on = not apart and _continues(before, line, width)
        if before is not None and goes_on:
            before.join(line)
        else:
            before = _begun(line)
            done.append(before)
    return [part.whole() for part in done]


def _goes_on_in_row(row: str, line: str, cells: int) -> bool | None:
    """Whether a line goes on with a table's row that was broken; None: not for a table to say."""
    here, there = row.count(" | "), line.count(" | ")
    if re.match(r"\d{1,3}\.?\s*\||[IVX]{1,5}\.?\s", line):
        return False
    if here < cells and there and here + there <= cells:
        return True
    if there or (here < cells and MARKED.match(plain(line))):
        return None
    return True if line[:1].islower() and len(line) < 100 else None


def _is_airy(lines: list[Line]) -> bool:
    """Whether a blank line follows nearly every line, so that blank lines tell nothing."""
    filled = [bool(line.words) for line in lines]
    long = [i for i, line in enumerate(lines[:-1]) if len(line.words) >= 50]
    return len(long) >= 4 and sum(not filled[i + 1] for i in long) > 0.8 * len(long) and (
        max(len(line.words) for line in lines) <= _WRAPPED_AT
    )  # fmt: skip


def _width(lengths: list[int]) -> int | None:
    """The length lines were broken at; None where lines are whole paragraphs."""
    long = sorted(n for n in lengths if n >= 50)
    if len(long) < 4 or long[int(len(long) * 0.9)] > _WRAPPED_AT:
        return None
    return long[int(len(long) * 0.9)]


def marks_of(words: str) -> frozenset[str]:
    """Marks of notes stuck to the end of a word: plain digits, or digits in brackets."""
    return frozenset(re.findall(r"[^\W\d_]{2}[\[(]?(\d{1,2})[\])]?(?=[.,;:)\s])", words))


def is_note(words: str, marks: frozenset[str]) -> bool:
    """Whether a paragraph is a note: it begins with a raised figure, or with one of ``marks``."""
    if words[:1] in SUPERSCRIPTS:
        return True
    found = NOTE.match(words) or _BARE_NOTE.match(plain(words))
    return bool(found and found[found.lastgroup or 0] in marks)


def note_mark(words: str) -> tuple[str, int] | None:
    """The mark a note begins with, as a figure, and where its text begins."""
    found = NOTE.match(words) or _BARE_NOTE.match(words)
    if not found:
        return None
    mark = next(v for v in found.groupdict().values() if v)
    return "".join(str((SUPERSCRIPTS.index(c) + 1) % 10) if c in SUPERSCRIPTS else c
                   for c in mark), found.end()  # fmt: skip


def _continues(before: _Joined, line: Line, width: int | None) -> bool:
    """Whether ``line`` goes on with the sentence of the line before it."""
    above, words = before.last, line.plain
    starts_low = line.words[0].islower()
    if _OWN_LINE.match(words) or is_shouted(words) or before.shouted:
        return False
    if " | " in words or before.row:
        return False
    if MARKED.match(words):
        cut_dash = words.startswith("- ") and words[2:3].islower() and above[-1] not in ".:;,"
        return cut_dash and width is not None
    if above[-1] in TERMINAL:
        return starts_low and above[-1] in ";:"
    if starts_low or not line.words[0].isalpha():
        return True
    cut = above.rsplit(" ", 1)[-1]
    return width is not None and before.length >= 50 and (
        before.length >= 0.8 * width or cut[:1].isupper() or above.endswith(",")
    )  # fmt: skip


def is_shouted(words: str) -> bool:
    """Whether all letters are capitals, as in headers, headings and posts."""
    return words.isupper() and sum(map(str.isalpha, words)) >= 2
