"""Invented names, put together from the weighted lists of family, middle and given names.

No list holds a full name. Where a group's own given names are too few, Vietnamese ones are mixed
in, as is usual in life; a group without a list bears Vietnamese names.
"""

import csv
import re
from bisect import bisect
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from dangvu.office.vietnamese import fold, sort_key

KINH = "Kinh"
GROUPS = {
    "01": KINH, "02": "Tày", "03": "Thái", "05": "Khơ-me", "06": "Mường", "07": "Nùng",
    "08": "Hmông", "09": "Dao", "10": "Gia-rai", "12": "Ê-đê", "16": "Cơ-ho", "17": "Chăm",
    "20": "Mnông", "22": "Xtiêng", "32": "Chơ-ro",
}  # fmt: skip
"""Names of the groups that have a list of their own, by code of 1979."""
OWN_GIVEN = 0.3
"""How often a group with few given names on its list takes one of them."""
_CLAN_LAST = frozenset({"Ê-đê", "Mnông"})
_WORD = re.compile(r"[ -]+")


@dataclass
class Words:
    """Words with the sums of their weights, to choose by one number."""

    words: list[str] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)

    def pick(self, rng: Random) -> str:
        return self.words[bisect(self.sums, rng.random() * self.sums[-1])]


def _words(rows: list[tuple[str, float]]) -> Words:
    return Words([word for word, _ in rows], list(accumulate(weight for _, weight in rows)))


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = files("dangvu.members").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _families() -> dict[str, Words]:
    found: dict[str, list[tuple[str, float]]] = {}
    for row in _table("names_family.csv"):
        found.setdefault(row["ethnic_group"], []).append((row["name"], float(row["weight"])))
    return {group: _words(rows) for group, rows in found.items()}


@cache
def _given() -> dict[tuple[str, str], Words]:
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for row in _table("names_given.csv"):
        key = row["ethnic_group"], row["sex"]
        found.setdefault(key, []).append((row["given"], float(row["weight"])))
    return {key: _words(rows) for key, rows in found.items()}


@cache
def _middle() -> dict[tuple[str, int], Words]:
    """Middle names of Kinh by sex and number of words."""
    found: dict[tuple[str, int], list[tuple[str, float]]] = {}
    for row in _table("names_middle.csv"):
        words = len(row["middle"].split())
        if row["ethnic_group"] == KINH and words:
            found.setdefault((row["sex"], words), []).append((row["middle"], float(row["weight"])))
    return {key: _words(rows) for key, rows in found.items()}


@cache
def _two_words(sex: str) -> float:
    """How often a name has two middle words."""
    shares = {
        int(row["tokens"]): float(row["share"])
        for row in _table("names_length.csv")
        if row["sex"] == sex
    }
    return shares[4] / (shares[3] + shares[4])


@cache
def _marker(group: str, sex: str) -> str:
    """The mark of the sex some groups put before the given name: K', Ka, Y, H'."""
    rows = [r for r in _table("names_middle.csv") if (r["ethnic_group"], r["sex"]) == (group, sex)]
    return rows[0]["middle"] if rows else ""


def full_name(rng: Random, ethnic_group: str, sex: str, born: int) -> str:
    """A name for a person of that group (code of 1979), sex and year of birth."""
    group = GROUPS.get(ethnic_group, KINH)
    family = _families()[group].pick(rng)
    if group == KINH:
        return _joined(family, _middle_name(rng, sex, born), _given()[KINH, sex].pick(rng))
    own = _given().get((group, sex))
    given = (own if own and rng.random() < OWN_GIVEN else _given()[KINH, sex]).pick(rng)
    if marker := _marker(group, sex):
        called = f"{marker}{given}" if marker.endswith("'") else f"{marker} {given}"
        return f"{called} {family}" if group in _CLAN_LAST else f"{family} {called}"
    if family == "Điểu":
        return f"Điểu Thị {given}" if sex == "F" else f"Điểu {given}"
    return _joined(family, _middle_name(rng, sex, born), given)


def _joined(family: str, middle: str, given: str) -> str:
    """The name; a middle name that begins with the family name does not say it twice."""
    return f"{family} {middle.removeprefix(f'{family} ')} {given}"


def _middle_name(rng: Random, sex: str, born: int) -> str:
    """Older members more often bear Văn or Thị than the young people of the lists."""
    plain = 0.55 if born < 1975 else 0.3 if born < 1988 else 0.0
    if rng.random() < plain:
        return "Văn" if sex == "M" else "Thị"
    return _middle()[sex, 2 if rng.random() < _two_words(sex) else 1].pick(rng)


@cache
def _keys(word: str) -> tuple[str, str]:
    return fold(word), sort_key(word)


def keys(name: str) -> tuple[str, str]:
    """(search key, sort key) of a name, as ``office.vietnamese`` gives them, word by word."""
    parts = [_keys(word) for word in _WORD.split(name)]
    if "-" in name:
        return fold(name), sort_key(name)
    sorted_by = [key for _, key in parts]
    return " ".join(folded for folded, _ in parts), " ".join(sorted_by[-1:] + sorted_by[:-1])
