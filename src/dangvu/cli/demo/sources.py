"""Where a new member came from and what members work as, by the kind of cell. Invented shares."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from dangvu.cli.demo.layout import Node
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.organisations import OrgKind

K, S = OrgKind, SourceGroup

OCCUPATIONS = {
    S.STUDENT: "HSSV", S.VILLAGE_CADRE: "CBCC", S.TEACHER: "VCSN", S.HEALTH_WORKER: "VCSN",
    S.MILITIA: "ND", S.RESERVIST: "ND", S.POLICE: "CA", S.ARMY: "QD", S.ENTERPRISE_WORKER: "CN",
    S.COOPERATIVE: "ND", S.FARMER: "ND", S.OFFICIAL: "CBCC", S.OTHER: "KHAC",
}  # fmt: skip
"""Occupation by source group; codes of the occupation list of the project's reference data."""
RETIRED = "HUU"

_AGES = {S.STUDENT: (18.1, 22.0), S.TEACHER: (22.5, 30.5), S.HEALTH_WORKER: (22.0, 30.5),
         S.OFFICIAL: (22.5, 30.5), S.POLICE: (20.0, 30.5)}  # fmt: skip
_SHARES = {
    K.NEIGHBOURHOOD: {S.FARMER: 36, S.VILLAGE_CADRE: 20, S.MILITIA: 14, S.STUDENT: 9,
                      S.ENTERPRISE_WORKER: 7, S.OFFICIAL: 5, S.RESERVIST: 5, S.OTHER: 4},
    K.OFFICE_CELL: {S.OFFICIAL: 92, S.OTHER: 8},
    K.SCHOOL_CELL: {S.TEACHER: 86, S.STUDENT: 11, S.OFFICIAL: 3},
    K.HEALTH_CELL: {S.HEALTH_WORKER: 96, S.OFFICIAL: 4},
    K.POLICE_CELL: {S.POLICE: 100},
    K.MILITARY_CELL: {S.MILITIA: 68, S.RESERVIST: 17, S.ARMY: 15},
    K.ENTERPRISE_CELL: {S.ENTERPRISE_WORKER: 82, S.COOPERATIVE: 10, S.OTHER: 8},
}  # fmt: skip
_COOPERATIVE = {S.COOPERATIVE: 88, S.FARMER: 12}
_BARRACKS = {S.ARMY: 92, S.OFFICIAL: 8}
_WORKING = {
    K.NEIGHBOURHOOD: "ND", K.OFFICE_CELL: "CBCC", K.SCHOOL_CELL: "VCSN", K.HEALTH_CELL: "VCSN",
    K.POLICE_CELL: "CA", K.MILITARY_CELL: "QD", K.ENTERPRISE_CELL: "CN",
}  # fmt: skip
_AMONG_NEIGHBOURS = ("ND", "ND", "ND", "KHAC", "CN", "CBCC")


@dataclass(frozen=True)
class Source:
    """A source group, and the ages at which young people of it are admitted."""

    group: SourceGroup
    ages: tuple[float, float]


def _table(shares: dict[SourceGroup, int]) -> tuple[list[Source], list[int]]:
    groups = [Source(group, _AGES.get(group, (18.2, 30.5))) for group in shares]
    return groups, list(accumulate(shares.values()))


_TABLES = {kind: _table(shares) for kind, shares in _SHARES.items()}
_OF_COOPERATIVE, _OF_BARRACKS = _table(_COOPERATIVE), _table(_BARRACKS)


def source(rng: Random, node: Node, register_code: str, young: bool) -> Source:
    """The source group of a new member of a cell."""
    table = _TABLES[node.kind]
    if register_code == "LD003":
        table = _OF_BARRACKS
    elif node.name.startswith("Hợp tác xã"):
        table = _OF_COOPERATIVE
    groups, sums = table
    found = groups[bisect(sums, rng.random() * sums[-1])]
    if not young and found.group is S.STUDENT:
        return next(one for one in groups if one.group in (S.FARMER, S.TEACHER))
    return found


def occupation(rng: Random, kind: OrgKind, age: float) -> str:
    """What a member of long standing works as."""
    if age > 61 or (kind is K.NEIGHBOURHOOD and age > 56 and rng.random() < 0.5):
        return RETIRED
    return rng.choice(_AMONG_NEIGHBOURS) if kind is K.NEIGHBOURHOOD else _WORKING[kind]
