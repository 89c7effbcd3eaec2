"""A name is taken only where nothing else could be meant; everything else is offered."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.intake.catalogue import Draft, Level
from dangvu.intake.matching import MOST_CHOICES, Directory, resolve


@dataclass(frozen=True)
class Place:
    id: int
    name: str
    codes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


BODIES = [
    Place(1, "Đảng bộ xã Đạ Huoai", ("LD101", "38168053000001"), ("Đảng bộ thị trấn Đạ M'ri",)),
    Place(2, "Đảng bộ xã Đạ Huoai 2"),
    Place(3, "Đảng bộ phường Xuân Hương - Đà Lạt"),
    Place(4, "Đảng bộ xã Bảo Thuận", former=("Đảng bộ xã Đạ M'ri",)),
    Place(5, "Đảng bộ phường Bảo Thuận"),
    Place(6, "Đảng bộ xã Lạc Dương"),
    Place(7, "Đảng bộ xã Lạc Đương"),
    Place(8, "Đảng bộ Ủy ban nhân dân tỉnh"),
]
BOOK = Directory(BODIES, "trong các đơn vị trực thuộc Đảng bộ tỉnh", "Đảng bộ tỉnh Lâm Đồng")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Đảng bộ xã Đạ Huoai", 1),
        ("da huoai", 1),
        ("X. Đạ Huoai", 1),
        ("LD101", 1),
        ("ld101", 1),
        ("38.168.053.000.001", 1),
        ("xã Đạ Huoai 02", 2),
        ("Xuân Hương – Đà Lạt", 3),
        ("xã Bảo Thuận", 4),
        ("phường Bảo Thuận", 5),
        ("Lạc Dương", 6),
        ("xã Lạc Đương", 7),
        ("Đảng ủy UBND tỉnh", 8),
        ("xã Đạ Huoai, tỉnh Lâm Đồng", 1),
    ],
)
def test_taken(text: str, unit: int) -> None:
    assert BOOK.match(text).unit_id == unit


@pytest.mark.parametrize(
    ("text", "code", "offered"),
    [
        ("Bảo Thuận", "several", {4, 5}),
        ("lac duong", "several", {6, 7}),
        ("thị trấn Đạ M'ri", "former_name", {1, 4}),
        ("phường Đạ Huoai", "other_kind", {1}),
        ("xã Đạ Hoai", "near_name", {1, 2, 4}),
        ("xã Nơi Khác", "unknown", set()),
        ("  ", "empty", set()),
    ],
)
def test_offered_never_taken(text: str, code: str, offered: set[int]) -> None:
    match = BOOK.match(text)
    assert (match.unit_id, match.code) == (None, code)
    assert {choice.unit_id for choice in match.choices} == offered
    assert match.message


@given(st.text(max_size=40))
def test_any_text_is_taken_only_by_an_exact_key_or_code(text: str) -> None:
    from dangvu.office.vietnamese import place_key

    match = BOOK.match(text)
    if match.unit_id is None:
        assert match.code
        return
    unit = BOOK.units[match.unit_id]
    bare = "".join(c for c in text.upper() if c not in ". ")
    keys = {place_key(part) for part in (text, *text.split(","), *text.split(";"))}
    assert place_key(unit.name) in keys or any(bare.endswith(c) for c in unit.codes)


def test_hundreds_of_one_name_are_not_all_listed() -> None:
    many = [Place(n, "Chi bộ Thôn 1", above=(f"Đảng bộ xã Số {n}",)) for n in range(300)]
    match = Directory(many, "trong tỉnh").match("Chi bộ thôn 1")
    assert len(match.choices) == MOST_CHOICES
    assert "đơn vị cấp trên sau dấu phẩy" in match.message
    assert Directory(many, "trong tỉnh").match("Thôn 1, xã Số 277").unit_id == 277


def test_a_choice_that_is_no_longer_offered_is_forgotten() -> None:
    draft = Draft(2, {"body": "Bảo Thuận"}, {}, choice=1)
    assert resolve(BOOK, draft, "body") is None
    assert (draft.choice, draft.problems[0].level) == (None, Level.DOUBTFUL)
    draft = Draft(2, {"body": "Bảo Thuận"}, {}, choice=5)
    assert resolve(BOOK, draft, "body") == 5
    assert (draft.problems[0].level, draft.accepted) == (Level.NOTE, True)
