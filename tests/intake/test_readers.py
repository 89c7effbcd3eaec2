"""Lists and names: exact words only, whatever the accents, hyphens and apostrophes."""

from datetime import date

import pytest

from dangvu.intake import readers
from dangvu.intake.catalogue import Reading
from dangvu.members.catalogue import ethnic_groups, ethnic_names, religion_names
from dangvu.office.workbooks import CellRefused

BY = Reading(on=date(2026, 6, 1))
ETHNIC = readers.one_of(ethnic_names(), "danh mục dân tộc")
RELIGION = readers.one_of(religion_names(), "danh mục tôn giáo")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kinh", "01"), ("kinh", "01"), ("Việt", "01"), ("Cơ-ho", "16"), ("Cơ ho", "16"),
        ("K'Ho", "16"), ("K’ho", "16"), ("KHO", "16"), ("Mnông", "20"), ("M'Nông", "20"),
        ("Chu-ru", "36"), ("Ê đê", "12"), ("Thổ", "24"), ("16", "16"), ("Khác", "56"),
    ],
)  # fmt: skip
def test_ethnic_groups(typed: str, code: str) -> None:
    assert ETHNIC(typed, True, BY) == code


def test_every_group_is_read_by_its_own_name() -> None:
    for code, name in ethnic_groups().items():
        assert ETHNIC(name, True, BY) == code


def test_a_name_two_groups_share_is_refused() -> None:
    with pytest.raises(CellRefused):
        ETHNIC("Xá Lá Vàng", True, BY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Không", ""), ("không có", ""), ("Phật giáo", "01"), ("Thiên chúa giáo", "02"),
        ("Tin Lành", "08"), ("cao dai", "05"),
    ],
)  # fmt: skip
def test_religions(typed: str, code: str) -> None:
    assert RELIGION(typed, True, BY) == code


def test_what_only_looks_alike_is_offered() -> None:
    with pytest.raises(CellRefused) as caught:
        RELIGION("Phật giao ho", True, BY)
    assert caught.value.code == "unknown_value"
    assert "Phật giáo" in caught.value.message_vi


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("  nguyễn  văn an ", "nguyễn văn an"),
        ("NGUYỄN VĂN AN", "Nguyễn Văn An"),
        ("K'BRÊU", "K'Brêu"),
        ("Y-BLUM ÊBAN", "Y-Blum Êban"),
        ("Ka Nhim", "Ka Nhim"),
    ],
)
def test_names(typed: str, name: str) -> None:
    assert readers.person_name(typed, True, BY) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("An", "one_word_name"),
        ("Nguyễn Văn 2", "odd_name"),
        ("Lê (Hai)", "odd_name"),
        ("", "empty"),
    ],
)
def test_what_is_no_name(typed: str, code: str) -> None:
    with pytest.raises(CellRefused) as caught:
        readers.person_name(typed, True, BY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("5/2026", "2026-05-01"),
        (date(2026, 5, 1), "2026-05-01"),
        ("Tháng 12 năm 2025", "2025-12-01"),
    ],
)
def test_months(typed: object, first: str) -> None:
    assert readers.month(typed, True, BY) == first


@pytest.mark.parametrize("typed", ["5", 5, date(2026, 5, 2), "2026", "0/2026"])
def test_what_is_no_month(typed: object) -> None:
    with pytest.raises(CellRefused):
        readers.month(typed, True, BY)
