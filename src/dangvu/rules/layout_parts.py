"""The parts of a paper as laid out: two columns of head, title, greeting, text, foot."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dangvu.rules.layout import Line
from dangvu.rules.obligations.header import TITLES
from dangvu.rules.obligations.text import is_shouted, plain

MOTTO_WORDS = "CONG SAN VIET NAM"
DATE = re.compile(r"^(?P<place>[^,]{2,40})(?P<comma>,?)\s+ngay\s*(?P<d>\d{1,2})?[\s.…_]*thang"
                   r"\s*(?P<m>\d{1,2})?[\s.…_]*nam\s*(?P<y>\d{4})?", re.IGNORECASE)  # fmt: skip
AUTHORITY = re.compile(r"(?:T\s*/?\s*M|K\s*/?\s*T|T\s*/?\s*L)\b\.?\s+(?=[A-Z]{2})")
#: What a case's forms are called that are no type of R13.4 and are issued with a number.
_FORMS = re.compile(r"(?:TONG HOP )?Y KIEN NHAN XET")


@dataclass(frozen=True, slots=True)
class Parts:
    """The lines of a paper by what they are."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    title: tuple[Line, ...]
    greeting: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]


def divide(lines: Sequence[Line]) -> Parts:
    """Head, title, text and foot. A line of two columns parted by a tab counts as two."""
    foot = next((i for i, line in enumerate(lines) if _begins_foot(line, i, len(lines))),
                len(lines))  # fmt: skip
    above = [part for line in lines[:foot] for part in _columns(line)]
    top = next((i for i, line in enumerate(above) if _is_title(line) or _is_greeting(line)), None)
    top = _without_title(above) if top is None else top
    title: list[Line] = []
    greeting: list[Line] = []
    rest = list(above[top:])
    if rest and _is_title(rest[0]):
        title.append(rest.pop(0))
        while rest and (rest[0].bold or set(rest[0].text.strip()) <= set("-–—_*")) and (
            rest[0].align == "center" or not rest[0].text.strip("-–—_* ")
        ):  # fmt: skip
            title.append(rest.pop(0))
    while rest and (_is_greeting(rest[0]) or (greeting and rest[0].text.lstrip()[:1] in "-+")):
        greeting.append(rest.pop(0))
    annex = next((i for i, line in enumerate(lines) if i > foot and
                  plain(line.text).strip().upper().startswith("PHU LUC")), len(lines))  # fmt: skip
    left, right = _sides(above[:top])
    return Parts(
        left, right,
        tuple(title), tuple(greeting), tuple(line for line in rest if line.side == ""),
        tuple(part for line in lines[foot:annex] for part in _columns(line)
              if part.side != "table"),
    )  # fmt: skip


def _sides(head: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The two columns of a head; of one that has none, its lines by what they say."""
    left = tuple(line for line in head if line.side == "left")
    right = tuple(line for line in head if line.side == "right")
    if left or right:
        return left, right
    at = [MOTTO_WORDS in plain(line.text).upper() or bool(DATE.match(plain(line.text).strip()))
          for line in head]  # fmt: skip
    sides = list(zip(head, at, strict=True))
    return (
        tuple(line for line, aside in sides if not aside),
        tuple(line for line, aside in sides if aside),
    )


def _columns(line: Line) -> Iterator[Line]:
    cells = [cell.strip() for cell in line.text.split("\t") if cell.strip()]
    if line.side or len(cells) != 2:
        yield line
        return
    for cell, side in zip(cells, ("left", "right"), strict=True):
        yield replace(line, text=cell, side=side)


def _begins_foot(line: Line, at: int, count: int) -> bool:
    words = plain(line.text).strip()
    return bool(re.match(r"noi nhan\b", words, re.IGNORECASE)
                or (at > count // 2 and AUTHORITY.match(words)))  # fmt: skip


def _is_title(line: Line) -> bool:
    words = plain(line.text).strip()
    known = words.upper() in TITLES or bool(_FORMS.fullmatch(words))
    return line.side == "" and known and is_shouted(plain(line.text))


def _is_greeting(line: Line) -> bool:
    return bool(re.match(r"kinh\s+(?:gui|trinh)\b", plain(line.text).strip(), re.IGNORECASE))


def _without_title(lines: Sequence[Line]) -> int:
    return next((i for i, line in enumerate(lines) if line.side == "" and len(line.text) > 80),
                len(lines))  # fmt: skip
