"""The real part of the demo: provinces, communes, the 128 bodies, and what is known of them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from dangvu.office.vietnamese import fold
from dangvu.orgs.loading import LocalityRow

PROVINCE = "68"
FORMER_PROVINCES = ("Lâm Đồng", "Bình Thuận", "Đắk Nông")
UNCHANGED = "giữ nguyên"
_FORMER_UNIT = re.compile(r"(?:Phường|Xã|Thị trấn) [^,;(]+")

# Shares of ethnic-minority members are invented: high, middle, and low for all other communes.
# They are brought to the published share of the whole by ``mixture``.
ETHNIC_HIGH = frozenset(
    "Đam Rông 1|Đam Rông 2|Đam Rông 3|Đam Rông 4|Lạc Dương|Sơn Điền|Tà Năng|Đinh Trang Thượng"
    "|Bảo Thuận|Bảo Lâm 5|Đông Giang|La Dạ|Phan Sơn|Quảng Trực|Tuy Đức|Quảng Hòa|Tà Đùng|Quảng Sơn"
    "|Nâm Nung".split("|")
)
ETHNIC_MIDDLE = frozenset(
    "Tà Hine|Ka Đô|Quảng Lập|D'Ran|Đơn Dương|Phú Sơn Lâm Hà|Phúc Thọ Lâm Hà|Gia Hiệp|Hòa Bắc"
    "|Bảo Lâm 4|Cát Tiên 2|Cát Tiên 3|Đạ Tẻh 3|Đạ Huoai 3|Ninh Gia|Hải Ninh|Hồng Thái|Bắc Bình"
    "|Hàm Thạnh|Quảng Khê|Cư Jút|Đắk Wil|Krông Nô|Quảng Phú|Thuận An|Trường Xuân|Quảng Tân"
    "|Quảng Tín|Đắk Song|Thuận Hạnh|Tuy Phong|Sông Lũy|Suối Kiết|Tánh Linh".split("|")
)
RELIGIOUS = frozenset(
    "Hiệp Thạnh|Tân Hội|Đức Trọng|Hòa Ninh|Gia Hiệp|Đức Lập|Tân Minh|Hàm Tân|2 Bảo Lộc|3 Bảo Lộc"
    "|B'Lao|Đơn Dương|Lạc Dương|Đam Rông 4|Hồng Thái|Bắc Bình|Thuận An|Tân Hải|Nam Ban Lâm Hà"
    "|Ka Đô".split("|")
)
REMOTE_BELOW = 60
"""Persons per km² below which the demo calls a commune remote; below half of it, difficult."""


@dataclass(frozen=True)
class Commune:
    """A commune of Lâm Đồng; ``former_units`` are those it was made of on 1 July 2025."""

    code: str
    name: str
    full_name: str
    kind: str
    area_km2: Decimal
    population: int
    former_province: str
    former_district: str
    former_units: tuple[str, ...]

    @property
    def in_sentence(self) -> str:
        """As within a name: "phường Mũi Né"."""
        return self.full_name[0].lower() + self.full_name[1:]

    @property
    def ethnic(self) -> float:
        """Share of ethnic-minority members before it is brought to the published whole."""
        if self.name in ETHNIC_HIGH:
            return 0.45
        if self.name in ETHNIC_MIDDLE:
            return 0.20
        return 0.02 if self.kind == "phường" else 0.04

    @property
    def religious(self) -> float:
        """Share of members of a religion before it is brought to the published whole."""
        return 0.25 if self.name in RELIGIOUS else 0.07

    @property
    def remote(self) -> bool:
        return self.kind == "đặc khu" or self._density < REMOTE_BELOW

    @property
    def difficult(self) -> bool:
        return self._density < REMOTE_BELOW / 2 or self.name in ETHNIC_HIGH

    @property
    def _density(self) -> float:
        return self.population / float(self.area_km2)


@dataclass(frozen=True)
class Place:
    """One of the 128 bodies under the provincial committee, in the order of the list."""

    number: int
    register_code: str
    name: str
    commune: Commune | None

    @property
    def short_name(self) -> str:
        """ "Phường Mũi Né"; "Các cơ quan Đảng tỉnh"."""
        if self.commune:
            return self.commune.full_name
        rest = self.name.removeprefix("Đảng bộ ")
        return rest[0].upper() + rest[1:]

    @property
    def committee(self) -> str:
        return "Đảng ủy " + self.name.removeprefix("Đảng bộ ")


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a file of reference data."""
    text = files("dangvu.orgs").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _merged_from() -> dict[str, str]:
    return {row["code"]: row["merged_from"] for row in reference("communes_merged_from.csv")}


def former_units(text: str) -> tuple[str, ...]:
    """The old units named in a free text: "Xã Bình Thạnh (huyện Tuy Phong), Xã Phú Lạc"."""
    return tuple(dict.fromkeys(found.strip() for found in _FORMER_UNIT.findall(text)))


@cache
def places() -> tuple[Place, ...]:
    """The 128 bodies."""
    communes = {
        row["code"]: Commune(
            code=row["code"],
            name=row["name"],
            full_name=row["full_name"],
            kind=row["kind"],
            area_km2=Decimal(row["area_km2"]),
            population=int(row["population_2025"]),
            former_province=row["former_province"],
            former_district=row["former_district"],
            former_units=former_units(_merged_from()[row["code"]]),
        )
        for row in reference("communes.csv")
        if row["province_code"] == PROVINCE
    }
    return tuple(
        Place(number, row["id"], row["name"], communes.get(row["commune_code"]))
        for number, row in enumerate(reference("lam_dong_party_bodies.csv"), 1)
    )


def localities() -> Iterator[LocalityRow]:
    """The 34 provinces and the 3,321 communes of the State."""
    for row in reference("provinces.csv"):
        merged = row["merged_from"]
        yield LocalityRow(
            row["code"], "", row["name"], row["full_name"], row["kind"],
            Decimal(row["area_km2"]), int(row["population_2025"]), merged,
            fold(f"{row['full_name']} {merged}"),
        )  # fmt: skip
    for row in reference("communes.csv"):
        merged = _merged_from()[row["code"]]
        merged = "" if merged == UNCHANGED else merged
        yield LocalityRow(
            row["code"], row["province_code"], row["name"], row["full_name"], row["kind"],
            Decimal(row["area_km2"]) if row["area_km2"] else None,
            int(row["population_2025"]) if row["population_2025"] else None, merged,
            fold(f"{row['full_name']} {merged}"),
        )  # fmt: skip
