"""The codes members are counted by, by dimension, each with its name."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dangvu.members.catalogue import by_code
from dangvu.rules.admissions import SourceGroup
from dangvu.rules.membership import MEMBERS
from dangvu.rules.statistics import (
    AGE_BANDS,
    OFFICIAL,
    PARTY_AGE_BANDS,
    PROBATIONARY,
    Dimension,
)

_FROM_THE_RECORD = (
    Dimension.SEX,
    Dimension.ETHNIC_GROUP,
    Dimension.RELIGION,
    Dimension.GENERAL_EDUCATION,
    Dimension.PROFESSIONAL,
    Dimension.ACADEMIC_TITLE,
    Dimension.THEORY,
    Dimension.OCCUPATION,
)
NOT_TOLD = "Chưa ghi, không có"


@cache
def lists() -> Mapping[Dimension, Mapping[str, str]]:
    """Code to name of every dimension with a list; that of units depends on the unit."""
    found: dict[Dimension, Mapping[str, str]] = {}
    for dimension in _FROM_THE_RECORD:
        choices = by_code()[dimension.value].choices
        found[dimension] = dict(choices()) if choices else {}
    return MappingProxyType(
        found
        | {
            Dimension.OFFICIAL: {OFFICIAL: "Chính thức", PROBATIONARY: "Dự bị"},
            Dimension.STATUS: {status.value: status.label for status in MEMBERS},
            Dimension.AGE: AGE_BANDS.names(),
            Dimension.PARTY_AGE: PARTY_AGE_BANDS.names(),
            Dimension.SOURCE_GROUP: {group.value: group.label_vi for group in SourceGroup},
            Dimension.YOUTH_UNION: {"x": "Đoàn viên", "": "Không"},
        }
    )


def named(dimension: Dimension, code: str) -> str:
    """A code in words; the empty one where the list has no word for it."""
    return lists().get(dimension, {}).get(code) or code or NOT_TOLD
