"""Ethnic group and religion of an invented person, by the former province the commune lay in.

Weights: groups in old Lâm Đồng by their numbers of 2013; in the two other former provinces and for
religions a rough order only, unconfirmed. Codes of 1979 and 2008.
"""

from bisect import bisect
from itertools import accumulate
from random import Random

from dangvu.cli.demo.places import Commune

KINH = "01"
NO_RELIGION = ""
_CHAM = "17"


def _weighted(weights: dict[str, float]) -> tuple[list[str], list[float]]:
    return list(weights), list(accumulate(weights.values()))


_LAM_DONG = _weighted(
    {
        "16": 152_855, "28": 33_442, "07": 25_737, "02": 21_303, "36": 19_551, "04": 15_666,
        "20": 9_548, "03": 5_537, "06": 4_664, "08": 3_037, "21": 1_592, "24": 1_014,
    }
)  # fmt: skip
_BY_PROVINCE = {
    "Lâm Đồng": _LAM_DONG,
    "Bình Thuận": _weighted(
        {"17": 36, "21": 17, "16": 13, "04": 12, "02": 6, "07": 6, "32": 4, "06": 3}
    ),
    "Đắk Nông": _weighted(
        {"20": 27, "07": 17, "08": 15, "02": 13, "28": 6, "09": 8, "03": 6, "12": 4, "06": 4}
    ),
}
_RELIGIONS = _weighted({"02": 45, "01": 40, "08": 10, "05": 5})
_CHAM_RELIGIONS = _weighted({"13": 60, "04": 40})


def _pick(rng: Random, table: tuple[list[str], list[float]]) -> str:
    words, sums = table
    return words[bisect(sums, rng.random() * sums[-1])]


def ethnic_group(rng: Random, commune: Commune | None, share: float) -> str:
    """A group other than Kinh with the chance ``share``."""
    if rng.random() >= share:
        return KINH
    return _pick(rng, _BY_PROVINCE[commune.former_province] if commune else _LAM_DONG)


def religion(rng: Random, group: str, share: float) -> str:
    """A religion with the chance ``share``, none otherwise."""
    if rng.random() >= share:
        return NO_RELIGION
    return _pick(rng, _CHAM_RELIGIONS if group == _CHAM else _RELIGIONS)
