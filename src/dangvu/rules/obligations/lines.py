"""Lines of a paper letter by letter: accents put together, columns and cells parted, and where
each letter stood before."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CLUSTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+", re.DOTALL)
_BREAK = re.compile("[\r\n\f\v\u2028\u2029\x85]")
_STAND_INS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "＊": "*", "：": ":"})
_STROKES = str.maketrans("đĐ", "dD")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
MARKED = re.compile(
    r"(?:(?P<roman>[IVX]{1,5}|[A-H])\s*[./-]|(?P<article>(?:Dieu|Buoc)\s+\d{1,3})\s*[.:]?"
    r"|(?P<ordinal>Thu (?:nhat|hai|ba|tu|nam|sau|bay|tam)|(?:Mot|Hai|Ba|Bon|Nam|Sau|Bay"
    r"|Tam)(?: la)?)\s*[,:]"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})\s*(?:[.)/]|-(?=\s+[A-Z]))"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})"
    r"|\((?P<paren>\d{1,2})\)|(?P<letter>[a-z])(?:\s*[.)]|-(?=\s+[A-Z]))|(?P<dash>[-+•*]))(?=\s)"
)
"""How a point begins: I., Điều 1., 1., 1.1, a), - ."""


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
class Line:
    """Words, the same without accents, and the place each letter had in the raw text."""

    words: str
    plain: str
    places: Sequence[int]

    def part(self, start: int, end: int) -> "Line":
        """Some of its letters."""
        return Line(self.words[start:end], self.plain[start:end], self.places[start:end])


def line_of(words: str, places: Sequence[int]) -> Line:
    """A line of words in composed letters."""
    return Line(words, plain(words), places)


def lines_of(raw: str) -> Iterator[Line]:
    """The lines of a paper: rows of tables with their cells parted, columns apart, single spaces,
    no marks of bold or italics."""
    for piece in _rows([_line(raw, a, b) for a, b in _broken(raw)]):
        yield from map(_squeezed, _columns(piece))


def _broken(raw: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for found in _BREAK.finditer(raw):
        yield begin, found.start()
        begin = found.end()
    yield begin, len(raw)


def _line(raw: str, start: int, end: int) -> Line:
    text = raw[start:end]
    composed = unicodedata.is_normalized("NFC", text)
    if composed and len(shown := text.translate(_SEEN)) == len(text):
        return line_of(shown, range(start, end))
    pieces = enumerate(text) if composed else ((m.start(), m[0]) for m in CLUSTER.finditer(text))
    letters = [(letter, start + at) for at, piece in pieces for letter in _SHOWN[piece]]
    return line_of("".join([c for c, _ in letters]), [at for _, at in letters])


class _Shown(dict[str, str]):
    """A letter with its accents -> the same as one; what is not seen -> nothing. Filled as letters
    are met."""

    def __missing__(self, cluster: str) -> str:
        shown = ""
        for letter in unicodedata.normalize("NFC", cluster.translate(_STAND_INS)):
            if letter.isspace():
                shown += "\t" if letter == "\t" else " "
            elif unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Mn", "Me"):
                shown += letter
        if len(cluster) == 1 or len(self) < 4096:
            self[cluster] = shown
        return shown


_SHOWN = _Shown()


class _Seen(dict[int, str]):
    """The same of single letters, for ``str.translate``."""

    def __missing__(self, letter: int) -> str:
        self[letter] = _SHOWN[chr(letter)]
        return self[letter]


_SEEN = _Seen()
_GAP = re.compile(r"\t+ *| {3,}")
_COLUMN = re.compile(r"(?:\t| {3,})\s*(?=\S)")
_CELL_HEADS = (
    re.compile(r"noi dung|nhiem vu|cong viec|ten viec"),
    re.compile(r"chu tri|don vi|co quan|phan cong|thuc hien|thoi gian|thoi han|tien do|phu trach"),
)


def _rows(lines: list[Line]) -> Iterator[Line]:
    """Lines of tables whose cells are parted by tabs or wide gaps, with " | " between the cells."""
    head = False
    for line in lines:
        spread = "\t" in line.words or "   " in line.words
        gaps = len(_GAP.findall(line.words.strip())) if spread else 0
        if gaps >= 2 and "|" not in line.words and not head:
            head = _heads_table(line)
        elif head and gaps < 2 and line.words.strip():
            head = gaps == 1 and len(line.words) < 200 and not MARKED.match(line.plain)
        yield _piped(line) if head and gaps else line


def _heads_table(line: Line) -> bool:
    cells = [" ".join(cell.lower().split()) for cell in _GAP.split(line.plain.strip())]
    return max(map(len, cells)) < 60 and all(
        any(named.search(cell) for cell in cells) for named in _CELL_HEADS
    )


def _piped(line: Line) -> Line:
    words, places = "", list[int]()
    at = len(line.words) - len(line.words.lstrip())
    end = len(line.words.rstrip())
    for gap in _GAP.finditer(line.words, at, end):
        words += line.words[at : gap.start()] + " | "
        places += [*line.places[at : gap.start()], *[line.places[gap.start()]] * 3]
        at = gap.end()
    return line_of(words + line.words[at:end], [*places, *line.places[at:end]])


def _columns(line: Line) -> Iterator[Line]:
    """Two columns printed on one line are two lines: a wide gap, then a capital."""
    words, begin = line.words, 0
    if " | " in words or ("\t" not in words and "   " not in words):
        yield line
        return
    for gap in _COLUMN.finditer(words):
        after, before = words[gap.end()], line.plain[begin : gap.start()].strip()
        if before and (after.isupper() or after == "*") and not MARKED.fullmatch(before + " "):
            yield line.part(begin, gap.start())
            begin = gap.end()
    yield line.part(begin, len(words))


_MARKS = re.compile(r"[*#`\t]|  ")


def _squeezed(line: Line) -> Line:
    """Single spaces, without marks of bold, italics and headings."""
    bare = line.words.strip(" ")
    if not _MARKS.search(bare):
        begin = len(line.words) - len(line.words.lstrip(" "))
        return line.part(begin, begin + len(bare))
    words, places = list[str](), list[int]()
    bullet = line.words.strip().startswith("* ")
    for letter, at in zip(line.words, line.places, strict=True):
        letter = " " if letter == "\t" else letter
        if letter in "*#`" and not (bullet and not words):
            continue
        letter = "-" if letter == "*" else letter
        if letter == " " and (not words or words[-1] == " "):
            continue
        words.append(letter)
        places.append(at)
    if words and words[-1] == " ":
        words.pop()
        places.pop()
    return line_of("".join(words), places)
