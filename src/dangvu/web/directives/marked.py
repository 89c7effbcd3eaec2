"""A paper's words in its own order, with the passages its duties were read from marked."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 400_000
"""Letters of a paper a page shows; the rest is in its file."""


@dataclass(frozen=True)
class Piece:
    """Words of one paragraph. ``key`` names the duty they were read from, ``label`` says which it
    is, both empty for none; ``first`` and ``last`` whether the passage begins and ends here."""

    text: str
    key: str = ""
    label: str = ""
    first: bool = False
    last: bool = False


Paragraph = list[Piece]
Passage = tuple[str, str, tuple[int, int] | None]
"""Key and label of a duty, and the offsets it was read from."""
Placed = tuple[int, int, str, str]


def paragraphs(text: str, passages: Iterable[Passage]) -> list[Paragraph]:
    """The text as paragraphs of pieces. Where two passages overlap, the later one ends the other
    where it begins."""
    text = text[:LONGEST]
    placed = _apart(passages, len(text))
    found: list[Paragraph] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            found.append(_pieces(line, at, end, placed))
        at = end + 1
    return found


def _apart(passages: Iterable[Passage], length: int) -> list[Placed]:
    given = sorted((max(s[0], 0), min(s[1], length), key, label) for key, label, s in passages if s)
    given = [one for one in given if one[0] < one[1]]
    apart = []
    for n, (start, end, key, label) in enumerate(given):
        following = given[n + 1][0] if n + 1 < len(given) else length
        if start < min(end, following):
            apart.append((start, min(end, following), key, label))
    return apart


def _pieces(line: str, start: int, end: int, placed: list[Placed]) -> Paragraph:
    pieces, at = [], start
    for first, last, key, label in placed:
        if last <= start or first >= end:
            continue
        begin, stop = max(first, start), min(last, end)
        if begin > at:
            pieces.append(Piece(line[at - start : begin - start]))
        pieces.append(
            Piece(line[begin - start : stop - start], key, label, first >= start, last <= end)
        )
        at = stop
    if at < end:
        pieces.append(Piece(line[at - start :]))
    return pieces
