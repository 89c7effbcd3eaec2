"""The lists a member's record chooses from: ethnic groups (codes of 1979) and religions (of 2008).

Both are sensitive (R14.2): who may not see a record does not see them either.
"""

import csv
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

KINH = "01"
NO_RELIGION = "Không"
_OTHER = "56"
_MORE_RELIGIONS = {
    "Thiên Chúa giáo": "02",
    "Công Giáo (Thiên Chúa)": "02",
    "Phật": "01",
    "Hòa Hảo": "03",
    "Đạo Cao Đài": "05",
    "Đạo Tin lành": "08",
}
_NO_RELIGION_NAMES = (NO_RELIGION, "Không có", "Không theo tôn giáo", "Không tôn giáo", "Lương")


def _rows(name: str) -> list[dict[str, str]]:
    text = files("dangvu.members").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def ethnic_groups() -> Mapping[str, str]:
    """Code to name, in the order of the list: "01" is Kinh."""
    return MappingProxyType({r["code_1979"]: r["name"] for r in _rows("ethnic_groups.csv")})


@cache
def ethnic_names() -> Mapping[str, str]:
    """Every name an ethnic group goes by to its code; names that two groups share are left out."""
    rows = _rows("ethnic_groups.csv")
    others = [
        (other.strip(), row["code_1979"])
        for row in rows
        for other in row["other_names"].split(",")
        if other.strip() and row["code_1979"] != _OTHER
    ]
    shared = Counter(name for name, _ in others)
    names = {name: code for name, code in others if shared[name] == 1} | {"Khác": _OTHER}
    return MappingProxyType(names | {row["name"]: row["code_1979"] for row in rows})


@cache
def religions() -> Mapping[str, str]:
    """Code to name; the empty code stands for none."""
    rows = [r for r in _rows("religions.csv") if r["code_2008"]]
    return MappingProxyType({"": NO_RELIGION} | {r["code_2008"]: r["name"] for r in rows})


@cache
def religion_names() -> Mapping[str, str]:
    """Every name a religion goes by to its code, and the words for none to the empty code."""
    own = {name: code for code, name in religions().items()}
    return MappingProxyType(own | _MORE_RELIGIONS | dict.fromkeys(_NO_RELIGION_NAMES, ""))
