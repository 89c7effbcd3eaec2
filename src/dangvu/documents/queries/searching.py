"""Searching papers by their words, without accents, and showing where the words stand."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from dangvu.documents.catalogue import NUMBER_SYMBOL, compact_number, issuer_words, words_key

Piece = tuple[str, bool]
"""Words, and whether they were asked for."""

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
BEFORE, AROUND = 70, 240


@dataclass(frozen=True)
class Asked:
    """What is searched: every word must be there; words in quotation marks stand together; a number
    with its symbol is one word. ``shown`` are the words to be marked in what is found."""

    query: SearchQuery | None
    shown: tuple[str, ...]


def asked(text: str) -> Asked:
    """Reads what was typed. Without a letter or a figure nothing is asked."""
    parts: list[str] = []
    shown: list[str] = []

    def take(words: Sequence[str], together: str) -> None:
        shown.extend(words)
        if words:
            parts.append(f"({together.join(words)})")

    rest = text
    for number in NUMBER_SYMBOL.finditer(text):
        parts.append(compact_number(number[0]))
        shown.extend(words_key(number[0]).split())
        rest = rest.replace(number[0], " ")
    for quoted in _QUOTED.finditer(rest):
        take(words_key(quoted[1]).split(), " <-> ")
    take(words_key(_QUOTED.sub(" ", rest)).split(), " & ")
    query = SearchQuery(" & ".join(parts), config="simple", search_type="raw") if parts else None
    return Asked(query, tuple(dict.fromkeys(shown)))


def asked_issuer(text: str) -> SearchQuery | None:
    """Papers of an issuer whose name has these words."""
    words = issuer_words(text)
    query = " & ".join(words)
    return SearchQuery(query, config="simple", search_type="raw") if words else None


def marked(text: str, shown: Collection[str]) -> tuple[Piece, ...]:
    """``text`` in pieces, those that were asked for told apart."""
    if not shown or not text:
        return ((text, False),) if text else ()
    words = "|".join(sorted(map(re.escape, shown), key=len, reverse=True))
    key, pieces, at = words_key(text), [], 0
    for hit in re.finditer(rf"\b(?:{words})(?:\s+(?:{words}))*\b", key):
        pieces += [(text[at : hit.start()], False), (text[hit.start() : hit.end()], True)]
        at = hit.end()
    pieces.append((text[at:], False))
    return tuple(piece for piece in pieces if piece[0])


_PASSAGES = """
WITH hit AS (
  SELECT paper_id, text, coalesce(
    nullif(strpos(key, %(phrase)s), 0), nullif(strpos(key, %(word)s), 0), 0) AS at
  FROM documents_papertext WHERE paper_id = ANY(%(papers)s)
)
SELECT paper_id, at > %(before)s, substr(text, greatest(at - %(before)s, 1), %(around)s)
FROM hit WHERE at BETWEEN 1 AND length(text)
"""


def passages(paper_ids: Sequence[int], shown: Sequence[str]) -> dict[int, tuple[Piece, ...]]:
    """Where in each paper's text the words stand: together if they do, else the longest of them.
    A paper found by its line alone has none. One statement."""
    if not paper_ids or not shown:
        return {}
    values: dict[str, Any] = {
        "phrase": f" {' '.join(shown)} ",
        "word": f" {max(shown, key=len)} ",
        "papers": list(paper_ids),
        "before": BEFORE,
        "around": AROUND,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGES, values)
        rows = cursor.fetchall()
    return {pk: marked(_tidy(text, cut), shown) for pk, cut, text in rows}


def _tidy(text: str, cut: bool) -> str:
    """A passage without its broken first and last word."""
    words = text.split()
    words = words[1:] if cut and len(words) > 1 else words
    whole = len(text) < AROUND
    return (
        ("… " if cut else "") + " ".join(words if whole else words[:-1]) + ("" if whole else " …")
    )
