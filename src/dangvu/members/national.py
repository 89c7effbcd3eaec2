"""The national workbook of members (R3.1): its 31 columns, two header rows and hidden lists.

Import and export read the layout from here. The order and titles of the columns were seen in a
source; the words of the column of states and the list of countries were not (``CONFIRMED`` says
so), and are accepted in every spelling listed.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from dangvu.members.catalogue import ethnic_groups, national_columns, religions
from dangvu.rules.membership import EventKind, Status

SHEET = "DANHSACH"
HEADER_ROWS = 2
FIRST_ROW = HEADER_ROWS + 1
"""The Excel row of the first member."""
VIETNAM = "Việt Nam"
REMOVAL_WORD = "x"
"""Written in the column of requests to take a row out, where nothing more was said."""
REMOVAL_WORDS = (REMOVAL_WORD, "có", "1", "xóa", "xoá", "đề nghị xóa", "đề nghị xoá")
NO_REMOVAL_WORDS = ("không", "ko", "0")
REMOVAL_ASKED = "Đề nghị xóa"
"""What such a request is called in the work list."""


@dataclass(frozen=True)
class NationalColumn:
    """A column: its number from 1, the code of the field it holds, both header rows.

    ``group`` is the upper title shared by neighbours, empty where the title stands in both rows.
    ``kind``: text, date, digits (text cells, zeros kept) or number. ``choices`` names the hidden
    sheet its words come from. ``starred``: the form asks for it.
    """

    number: int
    code: str
    title: str
    group: str = ""
    kind: str = "text"
    choices: str = ""
    starred: bool = False
    width: float = 18

    @property
    def header(self) -> str:
        """The title as it stands in the sheet."""
        return f"{self.title}{' *' if self.starred else ''}"


NUMBER, LEFT_ON, REMOVAL, VERDICT, VERDICT_DETAIL = (
    "number", "left_on", "removal", "verdict", "verdict_detail",
)  # fmt: skip
"""Codes of the columns that are no field of a record: the running number, the day somebody left,
died or was exempted, the request to take the row out, and the centre's verdict on it."""

_PLACES = {
    "birth": "Nơi đăng ký khai sinh",
    "home": "Quê quán (theo mô hình 2 cấp)",
    "residence": "Thường trú (theo mô hình 2 cấp)",
}
_PARTS = {
    "country": ("Quốc gia", "QUOCGIA", 14.0),
    "province": ("Tỉnh, thành phố", "TINH", 18.0),
    "detail": ("Địa chỉ chi tiết", "", 36.0),
}
_TITLES = {"card_old": "Số thẻ theo Quyết định 85"}
_CHOICES = {"ethnic_group": "DANTOC", "religion": "TONGIAO", "sex": "GIOITINH",
            "status": "TRANGTHAI"}  # fmt: skip
_WIDTHS = {"full_name": 28.0, "unit": 36.0, "sex": 9.0, "birth_on": 12.0, "joined_on": 12.0,
           "official_on": 12.0, "card_on": 12.0}  # fmt: skip
_STARRED = {"official_on"}


def _of_field(number: int, code: str, label: str, kind: str, required: bool) -> NationalColumn:
    place, _, part = code.partition("_")
    if place in _PLACES and part in _PARTS:
        title, choices, width = _PARTS[part]
        return NationalColumn(
            number, code, title, _PLACES[place], choices=choices, starred=True, width=width
        )
    return NationalColumn(
        number, code, _TITLES.get(code, label), kind=kind if kind in ("date", "digits") else "text",
        choices=_CHOICES.get(code, ""), starred=required or code in _STARRED,
        width=_WIDTHS.get(code, 18.0),
    )  # fmt: skip


@cache
def columns() -> tuple[NationalColumn, ...]:
    """The 31 columns in their order."""
    fields = [
        _of_field(f.national, f.code, f.label, f.kind, f.required) for f in national_columns()
    ]
    others = [
        NationalColumn(1, NUMBER, "STT", kind="number", width=6),
        NationalColumn(28, LEFT_ON, "Ngày rời/mất/miễn sinh hoạt", kind="date", width=14),
        NationalColumn(29, REMOVAL, REMOVAL_ASKED, width=10),
        NationalColumn(30, VERDICT, "Kết quả kiểm tra", width=24),
        NationalColumn(31, VERDICT_DETAIL, "Chi tiết lỗi", width=40),
    ]
    return tuple(sorted([*fields, *others], key=lambda c: c.number))


# --------------------------------------------------------------------------- lists


@cache
def provinces() -> tuple[str, ...]:
    """The provinces since 1 July 2025, as the list sheet writes them."""
    text = files("dangvu.orgs").joinpath("data", "provinces.csv").read_text(encoding="utf-8")
    return tuple(row["name"] for row in csv.DictReader(text.splitlines()))


COUNTRIES = (
    VIETNAM, "Lào", "Campuchia", "Trung Quốc", "Thái Lan", "Liên bang Nga", "Ba Lan",
    "Cộng hòa Séc", "Cộng hòa Liên bang Đức", "Pháp", "Hoa Kỳ", "Nhật Bản",
    "Hàn Quốc", "Cu Ba", "Úc", "Khác",
)  # fmt: skip
"""What the list sheet offers. Any other country may be written."""

STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {s: s.label for s in Status if s is not Status.MISTAKEN}
)
"""The word written for a state."""

LEAVING_WORDS: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.EXPELLED: "Khai trừ",
        EventKind.STRUCK_OFF: "Xóa tên",
        EventKind.WITHDREW: "Xin ra khỏi Đảng",
    }
)
"""The word written for one who left the Party, where the history tells how."""

PRESENT = "Đang sinh hoạt"
"""Official or probationary, as the official date says."""

_MORE_WORDS = {
    "Đảng viên dự bị": Status.PROBATIONARY, "DU_BI": Status.PROBATIONARY,
    "DB": Status.PROBATIONARY, "Đang sinh hoạt dự bị": Status.PROBATIONARY,
    "Đảng viên chính thức": Status.OFFICIAL, "CHINH_THUC": Status.OFFICIAL, "CT": Status.OFFICIAL,
    "Đang sinh hoạt chính thức": Status.OFFICIAL,
    "Miễn": Status.EXEMPT, "Miễn công tác và sinh hoạt đảng": Status.EXEMPT,
    "Miễn công tác, sinh hoạt": Status.EXEMPT, "Được miễn sinh hoạt": Status.EXEMPT,
    "Tạm chuyển": Status.AWAY, "Tạm chuyển đi": Status.AWAY, "Chuyển sinh hoạt tạm thời":
    Status.AWAY, "Ra nước ngoài": Status.ABROAD, "Đang ở nước ngoài": Status.ABROAD,
    "Đình chỉ": Status.SUSPENDED, "Đình chỉ sinh hoạt đảng": Status.SUSPENDED,
    "Chuyển đi": Status.GONE, "Chuyển sinh hoạt đi": Status.GONE, "Chuyển sinh hoạt chính thức":
    Status.GONE, "Chết": Status.DIED, "Đã mất": Status.DIED, "Mất": Status.DIED,
    "Đã từ trần": Status.DIED, "Qua đời": Status.DIED,
}  # fmt: skip
_MORE_LEAVING = {
    "Bị khai trừ": EventKind.EXPELLED, "Đã khai trừ": EventKind.EXPELLED,
    "Bị xóa tên": EventKind.STRUCK_OFF, "Xóa tên đảng viên": EventKind.STRUCK_OFF,
    "Xin ra Đảng": EventKind.WITHDREW, "Cho ra khỏi Đảng": EventKind.WITHDREW,
    "Đã ra khỏi Đảng": EventKind.WITHDREW, "Ra khỏi Đảng": EventKind.WITHDREW,
}  # fmt: skip


@dataclass(frozen=True)
class State:
    """What a word of the column of states means. ``leaving``: the event by which somebody who is
    no member any more left; no ``status``: as the official date says."""

    status: Status | None
    leaving: EventKind | None = None


@cache
def states() -> Mapping[str, State]:
    """Every accepted word of the column of states."""
    leaving = {Status.DIED: EventKind.DIED, Status.GONE: EventKind.WENT_OUT}
    plain = {word: status for status, word in STATUS_WORDS.items() if status is not Status.LEFT}
    known = {w: State(s, leaving.get(s)) for w, s in {**plain, **_MORE_WORDS}.items()}
    left = {word: kind for kind, word in LEAVING_WORDS.items()} | _MORE_LEAVING
    known |= {word: State(Status.LEFT, kind) for word, kind in left.items()}
    present = {PRESENT: State(None), "Đang hoạt động": State(None), "Hoạt động": State(None)}
    return MappingProxyType(known | present)


def word_of(status: Status, left_by: EventKind | None = None) -> str:
    """The word written for a member's state; ``left_by`` is the event that closed membership."""
    if status is Status.LEFT and left_by is not None and left_by in LEAVING_WORDS:
        return LEAVING_WORDS[left_by]
    return STATUS_WORDS[status]


def lists() -> dict[str, tuple[str, ...]]:
    """The hidden sheets: name to the words in its column A."""
    return {
        "QUOCGIA": COUNTRIES,
        "TINH": provinces(),
        "DANTOC": tuple(ethnic_groups().values()),
        "TONGIAO": tuple(religions().values()),
        "GIOITINH": ("Nam", "Nữ"),
        "TRANGTHAI": tuple(dict.fromkeys([*STATUS_WORDS.values(), *LEAVING_WORDS.values()])),
    }


CONFIRMED: Mapping[str, bool] = MappingProxyType(
    {"columns": True, "QUOCGIA": False, "TINH": True, "DANTOC": True, "TONGIAO": True,
     "TRANGTHAI": False}
)  # fmt: skip
"""Whether a list was seen in a source."""
