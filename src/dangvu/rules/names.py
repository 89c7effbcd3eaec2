"""Names as letters without accents, and whether two of them may be one name typed twice."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

_STROKES = str.maketrans("đĐðÐ", "dDdD")

_ONE_SOUND = (
    ("ngh", "ng"),
    ("gh", "g"),
    ("gi", "d"),
    ("ph", "f"),
    ("tr", "ch"),
    ("k", "c"),
)
"""Beginnings of words that an ear hears alike: Giang and Dang, Trà and Chà."""


def plain(text: str) -> str:
    """``text`` without accents, đ as d; case, spaces and signs stay. Takes NFC or NFD."""
    marks = unicodedata.normalize("NFD", text)
    return "".join(c for c in marks if unicodedata.category(c) != "Mn").translate(_STROKES)


def words(name: str) -> tuple[str, ...]:
    """The words of a name: lower case, letters a to z and digits alone."""
    return tuple(re.findall(r"[a-z0-9]+", plain(name).lower()))


def alike(a: str, b: str) -> bool:
    """Whether two names may be one name, typed twice; accents and case do not count.

    They may where they have the same letters (spaces set otherwise: "Nguyễn Văn An" and
    "NguyễnVăn An"), or the same words in any order but for at most one word, and in that word at
    most one slip of the hand: a letter wrong, missing or too many, or two neighbours swapped.
    Spellings of one sound count as one already: ``y`` and ``i`` anywhere; ``gi`` and ``d``, ``ph``
    and ``f``, ``tr`` and ``ch``, ``ngh`` and ``ng``, ``gh`` and ``g``, ``k`` and ``c`` at the
    beginning of a word. A word of one letter must be the
    same: Y and H are first words of names of men and of women. A name without a letter is like
    none but its kind.

    Symmetric and reflexive; not transitive. Meant for people with one day of birth: names alone
    say little (An and Anh are alike, and may well be twins).
    """
    heard_a, heard_b = _heard(a), _heard(b)
    if "".join(heard_a) == "".join(heard_b):
        return True
    count_a, count_b = Counter(heard_a), Counter(heard_b)
    rest_a = list((count_a - count_b).elements())
    rest_b = list((count_b - count_a).elements())
    if not (rest_a or rest_b):
        return True
    return len(rest_a) == len(rest_b) == 1 and one_slip(rest_a[0], rest_b[0])


def one_slip(a: str, b: str) -> bool:
    """Whether two words of two letters or more are equal but for one slip of the hand."""
    short, long = sorted((a, b), key=len)
    if len(short) < 2:
        return False
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    rest_short, rest_long = short[at:], long[at:]
    if len(short) < len(long):
        return rest_short == rest_long[1:]
    swapped = rest_long[1::-1] + rest_long[2:]
    return rest_short[1:] == rest_long[1:] or rest_short == swapped


@lru_cache(maxsize=65_536)
def _heard(name: str) -> tuple[str, ...]:
    return tuple(map(_one_sound, words(name)))


def _one_sound(word: str) -> str:
    written, heard = next((pair for pair in _ONE_SOUND if word.startswith(pair[0])), ("", ""))
    return (heard + word.removeprefix(written)).replace("y", "i")
