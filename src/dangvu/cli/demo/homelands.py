"""Places people come from and live in: by the units since 1 July 2025, and by those before."""

from dataclasses import dataclass
from functools import cache
from random import Random

from dangvu.cli.demo.places import PROVINCE, Commune, reference

_CITIES = frozenset({"Hà Nội", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh", "Huế"})
NEAR = 0.72
"""Share of members born in the former province they live in."""
_FAR = ("40", "38", "42", "48", "51", "52", "33", "37", "01", "79", "46", "44", "04", "20", "56",
        "25", "24", "31")  # fmt: skip
"""Provinces people came to the highlands from; those before weigh more. Invented."""
COUNTRY = "Việt Nam"


@dataclass(frozen=True)
class Spot:
    """A commune: its province's code and name, its own name, and how it was written before."""

    code: str
    province_code: str
    province: str
    detail: str
    before: str
    former_province: str


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@cache
def spots() -> dict[str, list[Spot]]:
    """The communes of each province."""
    provinces = {row["code"]: row["full_name"] for row in reference("provinces.csv")}
    found: dict[str, list[Spot]] = {code: [] for code in provinces}
    for row in reference("communes_merged_from.csv"):
        former = row["former_unit_same_code"] or row["full_name"]
        province = row["former_province"]
        kind = "thành phố" if province in _CITIES else "tỉnh"
        parts = [former, row["former_district"], f"{kind} {province}" if province else ""]
        found[row["province_code"]].append(
            Spot(
                row["code"], row["province_code"], provinces[row["province_code"]],
                row["full_name"], ", ".join(_lower(part) for part in parts if part), province,
            )
        )  # fmt: skip
    return found


@cache
def spot(code: str) -> Spot:
    """One commune of Lâm Đồng."""
    return next(one for one in spots()[PROVINCE] if one.code == code)


@cache
def _near(former_province: str) -> list[Spot]:
    return [one for one in spots()[PROVINCE] if one.former_province == former_province]


def birthplace(rng: Random, commune: Commune | None, native: bool) -> Spot:
    """Where somebody who lives in a commune was born: mostly near."""
    if native or rng.random() < NEAR:
        near = _near(commune.former_province if commune else "Lâm Đồng")
        return near[int(rng.random() * len(near))]
    far = spots()[_FAR[int(rng.random() ** 1.7 * len(_FAR))]]
    return far[int(rng.random() * len(far))]
