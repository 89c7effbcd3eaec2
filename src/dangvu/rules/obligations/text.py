"""A paper's text made readable: one paragraph a line, and where each letter stood before.

Clerks' files come with hard line breaks, doubled spaces, letters in parts (NFD), marks of bold and
italics, page numbers, and headers of two columns on one line. The grammar reads the mended text;
``Text.span`` leads back to the text as it was given.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
_STAND_INS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "＊": "*", "：": ":"})
_STROKES = str.maketrans("đĐ", "dD")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹⁰"

Letters = list[tuple[str, int]]
"""Letters of the mended text with the place each had in the raw one."""

_RULE = re.compile(r"[\s\-_=~.*…]*|[|:\s\-]*|[^\w\s]{1,3}")
_PAGE = re.compile(r"(?:trang\s+)?-?\s*\d{1,3}\s*-?(?:\s*/\s*\d{1,3})?", re.IGNORECASE)
MARKED = re.compile(
    r"(?:(?P<roman>[IVX]{1,5}|[A-H])\s*[./-]|(?P<article>Dieu\s+\d{1,3})\s*[.:]?"
    r"|(?P<ordinal>Thu (?:nhat|hai|ba|tu|nam|sau|bay|tam)|(?:Mot|Hai|Ba|Bon|Nam|Sau|Bay"
    r"|Tam)(?: la)?)\s*[,:]"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*(?:[.)/]|-(?=\s+[A-Z]))"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})"
    r"|\((?P<paren>\d{1,2})\)|(?P<letter>[a-z])(?:\s*[.)]|-(?=\s+[A-Z]))|(?P<dash>[-+•*]))(?=\s)"
)
"""How a point begins: I., Điều 1., 1., 1.1, a), - ."""
NOTE = re.compile(rf"(?:(?P<up>[{SUPERSCRIPTS}]{{1,2}})|[\[(](?P<in>\d{{1,2}})[\])])\s*(?=\S)")
_BARE_NOTE = re.compile(r"(?P<bare>\d{1,2})\s+(?=[A-ZĐ])")
_OWN_LINE = re.compile(
    r"(?i:kinh (?:gui|trinh|chuyen)\b|noi nhan\b|can cu\b|t/m\b|tm\.|k/t\b|kt\.|t/l\b|tl\."
    r"|so\s*:?\s*\d*[a-z]?\s*-\s*[a-zd]{2,3}\s*/|v/v\b|dang cong san viet nam|du thao\b|phu luc\b)"
    r"|[A-Z][\w ]{1,30}, ngay\s+\d{0,2}[\s.…]*thang\b"
)
TERMINAL = tuple(".:;!?”")
_WRAPPED_AT = 120


class _Bare(dict[int, str]):
    """Letter -> the letter without its accents; filled as letters are met."""

    def __missing__(self, letter: int) -> str:
        bare = unicodedata.normalize("NFD", chr(letter))[0].translate(_STROKES)
        self[letter] = bare.translate(_DASHES)
        return self[letter]


_BARE = _Bare()


def plain(text: str) -> str:
    """``text`` (NFC) without accents, long dashes as short ones, letter for letter."""
    return text.translate(_BARE)


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
    lines = [line for piece in _rows(list(_lines(raw))) for line in _columns(piece)]
    joined = _paragraphs([_squeezed(line) for line in lines])
    letters: Letters = []
    paragraphs = []
    for part in joined:
        if letters:
            letters.append(("\n", letters[-1][1]))
        words = _words(part)
        paragraphs.append(Paragraph(len(letters), words, plain(words)))
        letters.extend(part)
    last = letters[-1][1] if letters else 0
    end = last + len(_CLUSTER.match(raw, last)[0]) if letters else 0  # type: ignore[index]
    text = _words(letters)
    return Text(text, tuple(paragraphs), (*(at for _, at in letters), end))


def _lines(raw: str) -> Iterator[Letters]:
    line: Letters = []
    for at, letter in _letters(raw):
        if letter == "\n":
            yield line
            line = []
        else:
            line.append((letter, at))
    yield line


def _letters(raw: str) -> Iterator[tuple[int, str]]:
    if unicodedata.is_normalized("NFC", raw):
        pieces: Iterator[tuple[int, str]] = enumerate(raw)
    else:
        pieces = ((found.start(), found[0]) for found in _CLUSTER.finditer(raw))
    for at, piece in pieces:
        for letter in _SHOWN[piece]:
            yield at, letter


def _words(letters: Letters) -> str:
    return "".join([c for c, _ in letters])


class _Shown(dict[str, str]):
    """A letter with its accents -> the same as one; a break is a line feed, what is not seen
    nothing. Filled as letters are met."""

    def __missing__(self, cluster: str) -> str:
        shown = ""
        for letter in unicodedata.normalize("NFC", cluster.translate(_STAND_INS)):
            if letter in "\r\n\f\v\u2028\u2029\x85":
                shown += "\n"
            elif letter.isspace():
                shown += "\t" if letter == "\t" else " "
            elif unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Mn", "Me"):
                shown += letter
        if len(cluster) == 1 or len(self) < 4096:
            self[cluster] = shown
        return shown


_SHOWN = _Shown()


_GAP = re.compile(r"\t+ *| {3,}")
_CELL_HEADS = (
    re.compile(r"noi dung|nhiem vu|cong viec|ten viec"),
    re.compile(r"chu tri|don vi|co quan|phan cong|thuc hien|thoi gian|thoi han|tien do|phu trach"),
)


def _rows(lines: list[Letters]) -> Iterator[Letters]:
    """Lines of tables whose cells are parted by tabs or wide gaps, with " | " between the cells."""
    head = 0
    for line in lines:
        words = _words(line)
        cells = [" ".join(plain(cell).lower().split()) for cell in _GAP.split(words.strip())]
        wide = len(cells) >= 3 and "|" not in words
        if wide and all(any(named.search(cell) for cell in cells) for named in _CELL_HEADS):
            head = len(cells) if max(map(len, cells)) < 60 else head
        elif not wide and words.strip() and head:
            head = (
                head if len(words) < 200 and not MARKED.match(plain(words)) and "\t" in words else 0
            )
        yield list(_piped(line)) if head and len(cells) > 1 else line


def _piped(line: Letters) -> Iterator[tuple[str, int]]:
    words = _words(line)
    begin = len(words) - len(words.lstrip())
    at = begin
    for gap in _GAP.finditer(words.rstrip(), begin):
        yield from line[at : gap.start()]
        place = line[gap.start()][1]
        yield from ((" ", place), ("|", place), (" ", place))
        at = gap.end()
    yield from line[at : len(words.rstrip())]


def _columns(line: Letters) -> Iterator[Letters]:
    """Two columns printed on one line are two lines: a wide gap, then a capital."""
    words = _words(line)
    begin = 0
    if " | " in words:
        yield line
        return
    for gap in re.finditer(r"(?:\t| {3,})\s*(?=\S)", words):
        after = words[gap.end()]
        if words[begin : gap.start()].strip() and (after.isupper() or after == "*"):
            if not MARKED.fullmatch(plain(words[begin : gap.start()].strip()) + " ", 0):
                yield line[begin : gap.start()]
                begin = gap.end()
    yield line[begin:]


def _squeezed(line: Letters) -> Letters:
    """Single spaces, without marks of bold, italics and headings."""
    kept: Letters = []
    words = _words(line).strip()
    bullet = words.startswith("* ")
    for letter, at in line:
        letter = " " if letter == "\t" else letter
        if letter in "*#`" and not (bullet and not kept):
            continue
        letter = "-" if letter == "*" else letter
        if letter == " " and (not kept or kept[-1][0] == " "):
            continue
        kept.append((letter, at))
    while kept and kept[-1][0] == " ":
        kept.pop()
    return kept


def _paragraphs(lines: list[Letters]) -> list[Letters]:
    """Lines joined where a hard break cut a sentence; rules and page numbers dropped."""
    width = _width([len(line) for line in lines])
    done: list[Letters] = []
    open_at: int | None = None
    marks = _bare_marks(lines)
    airy = _is_airy(lines)
    parted = False
    cells = 0
    for line in lines:
        words = plain(_words(line))
        if _RULE.fullmatch(words) or _PAGE.fullmatch(words):
            parted = parted or bool(words) or not airy
            parted = parted and not (
                words and _PAGE.fullmatch(words) and not _RULE.fullmatch(words)
            )
            continue
        if is_note(_words(line), marks):
            done.append(line)
            continue
        before = None if open_at is None else done[open_at]
        apart, parted = parted and line[0][0].isupper(), False
        row = _words(before) if before is not None and done[-1] is before else ""
        cells = (cells or row.count(" | ")) if " | " in row else 0
        goes_on = _goes_on_in_row(row, _words(line), cells) if cells else None
        if goes_on is None and before is not None:
            goes_on = not apart and _continues(before, line, width)
        if before is not None and goes_on:
            done[len(done) - 1 if open_at is None else open_at] = [
                *before, (" ", before[-1][1]), *line
            ]  # fmt: skip
        else:
            done.append(line)
            open_at = len(done) - 1
    return done


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


def _is_airy(lines: list[Letters]) -> bool:
    """Whether a blank line follows nearly every line, so that blank lines tell nothing."""
    filled = [bool(line) for line in lines]
    long = [i for i, line in enumerate(lines[:-1]) if len(line) >= 50]
    return len(long) >= 4 and sum(not filled[i + 1] for i in long) > 0.8 * len(long) and (
        max(map(len, lines)) <= _WRAPPED_AT
    )  # fmt: skip


def _width(lengths: list[int]) -> int | None:
    """The length lines were broken at; None where lines are whole paragraphs."""
    long = sorted(n for n in lengths if n >= 50)
    if len(long) < 4 or long[int(len(long) * 0.9)] > _WRAPPED_AT:
        return None
    return long[int(len(long) * 0.9)]


def _bare_marks(lines: list[Letters]) -> frozenset[str]:
    """Digits stuck to the end of a word: marks of notes whose raised letters were lost."""
    words = "\n".join(_words(line) for line in lines)
    return marks_of(words)


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


def _continues(before: Letters, line: Letters, width: int | None) -> bool:
    """Whether ``line`` goes on with the sentence of the line before it."""
    above = plain(_words(before))
    words = plain(_words(line))
    starts_low = line[0][0].islower()
    if _OWN_LINE.match(words) or is_shouted(words) or is_shouted(above) or " | " in words + above:
        return False
    if MARKED.match(words):
        cut_dash = words.startswith("- ") and starts_low_after(line) and above[-1] not in ".:;,"
        return cut_dash and width is not None
    if above[-1] in TERMINAL:
        return starts_low and above[-1] in ";:"
    if starts_low or not line[0][0].isalpha():
        return True
    cut = above.rsplit(" ", 1)[-1]
    return width is not None and len(above) >= 50 and (
        _last_line(above, width) or cut[:1].isupper() or above.endswith(",")
    )  # fmt: skip


def starts_low_after(line: Letters) -> bool:
    """Whether a small letter follows the dash."""
    return len(line) > 2 and line[2][0].islower()


def _last_line(above: str, width: int) -> bool:
    """Whether the paragraph so far ends with a full line; only lines' lengths can tell."""
    return len(above) >= 0.8 * width


def is_shouted(words: str) -> bool:
    """Whether all letters are capitals, as in headers, headings and posts."""
    return words.isupper() and sum(map(str.isalpha, words)) >= 2
