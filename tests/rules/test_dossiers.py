"""Names in the digital dossier, and the check of a tree."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Confidence
from dangvu.rules.dossier_types import EVERY_MEMBER, EVERY_OFFICIAL, PAPER_TYPES
from dangvu.rules.dossiers import Dossier, check_tree, file_name, joined_name
from dangvu.rules.organisations import OrgCode

CELL = OrgCode.parse("38.168.053.000.001")
AN = Dossier(CELL, "079199001234", "Nguyễn Văn Ân", frozenset({1, 5, 7, 43}))
FOLDER = "38.168.053.000.001/079199001234_NguyenVanAn"
NUMBERS = st.sampled_from(list(PAPER_TYPES))


# --- types and names ------------------------------------------------------------------------


def test_there_are_104_types_in_three_priorities() -> None:
    assert list(PAPER_TYPES) == list(range(1, 105))
    assert Counter(kind.priority for kind in PAPER_TYPES.values()) == {1: 36, 2: 49, 3: 19}
    assert len({kind.plain_name.lower() for kind in PAPER_TYPES.values()}) == 104
    assert EVERY_OFFICIAL > EVERY_MEMBER


def test_a_name_is_a_file_name_everywhere() -> None:
    for kind in PAPER_TYPES.values():
        assert kind.plain_name.isascii()
        assert not set(kind.plain_name) & set('.<>:"/\\|?*0123456789')
        assert kind.plain_name == kind.plain_name.strip()


def test_names_the_list_cuts_short_are_not_confirmed() -> None:
    sure = {n: kind.basis.confidence for n, kind in PAPER_TYPES.items()}
    assert {sure[n] for n in (2, 3, 18, 54, 85)} == {Confidence.V}
    assert {sure[n] for n in (1, 43, 47)} == {Confidence.P}
    assert {sure[n] for n in (9, 13, 24, 33, 65, 78, 92, 100, 104)} == {Confidence.K}


@pytest.mark.parametrize(
    ("number", "copy", "name"),
    [
        (5, None, "05.Quyet dinh ket nap dang vien.pdf"),
        (99, 2, "99.Cong van chi dao lam lai thu tuc cong nhan dang vien chinh thuc.2.pdf"),
        (100, None, "100.Phieu bao dang vien duoc cong nhan chinh thuc.pdf"),
    ],
)
def test_file_names(number: int, copy: int | None, name: str) -> None:
    assert file_name(number, copy) == name


def test_folder_names() -> None:
    assert AN.folder == FOLDER
    assert joined_name("ĐẶNG  THỊ ý") == "DangThiY"
    assert joined_name("K'Brể") == "KBre"
    with pytest.raises(ValueError):
        Dossier(CELL, "79199001234", "Nguyễn Văn Ân")
    with pytest.raises(KeyError):
        file_name(105)


# --- a tree ---------------------------------------------------------------------------------


def check(*names: str, folder: str = FOLDER, dossier: Dossier = AN):
    (member,) = check_tree([f"{folder}/{name}" for name in names], [dossier]).members
    return member


GOOD = (
    "01.Ly lich cua nguoi xin vao Dang.pdf",
    "05.Quyet dinh ket nap dang vien.pdf",
    "07.Quyet dinh cong nhan dang vien chinh thuc.1.pdf",
    "07.Quyet dinh cong nhan dang vien chinh thuc.2.pdf",
)


def test_a_sound_folder() -> None:
    assert check(*GOOD).sound
    assert check_tree([f"{FOLDER}\\{GOOD[0]}".replace("/", "\\")], [AN]).members[0].misnamed == ()


def test_missing_are_only_expected_papers_of_the_first_priority() -> None:
    assert check(*GOOD[:1]).missing == (5, 7)
    assert check().missing == (1, 5, 7)
    assert Dossier(CELL, "079199001234", "A").numbers == EVERY_MEMBER


@pytest.mark.parametrize(
    "name",
    [
        "5.Quyet dinh ket nap dang vien.pdf",
        "05.Quyết định kết nạp đảng viên.pdf",
        unicodedata.normalize("NFD", "05.Quyết định kết nạp đảng viên.pdf"),
        "05. QĐ kết nạp.PDF",
        "05_quyet_dinh_ket_nap.pdf",
        "05.pdf",
        "Quyết định kết nạp Đảng viên.pdf",
        "05.Quyet dinh ket nap dang vien.1.pdf",
        "05.Quyet dinh ket nap dang vien (2).pdf",
    ],
)
def test_a_misnamed_file_is_told_its_name(name: str) -> None:
    (wrong,) = check(name).misnamed
    assert wrong.path == f"{FOLDER}/{name}"
    assert wrong.proposed == f"{FOLDER}/05.Quyet dinh ket nap dang vien.pdf"


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "05.Quyet dinh ket nap dang vien.jpg",
        "105.Giay khac.pdf",
        "00.Quyet dinh ket nap dang vien.pdf",
        "Giay khac.pdf",
        "19.Quyet dinh ket nap dang vien.pdf",
        ".pdf",
    ],
)
def test_a_file_that_says_nothing_certain_is_unknown(name: str) -> None:
    member = check(name)
    assert member.unknown == (f"{FOLDER}/{name}",)
    assert member.misnamed == ()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["05.a.1.pdf"], "chỉ có một tệp thì không ghi số thứ tự “.1”."),
        (["05.a.1.pdf", "05.b.1.pdf"], "có nhiều tệp cùng số thứ tự 1."),
        (["05.a.pdf", "05.b.1.pdf"], "có 2 tệp mà có tệp chưa ghi số thứ tự."),
        (["05.a.1.pdf", "05.a.3.pdf"], "có 2 tệp thì đánh số thứ tự từ 1 đến 2."),
    ],
)
def test_numbering(names: list[str], message: str) -> None:
    (wrong,) = check(*names).misnumbered
    assert wrong.number == 5
    assert wrong.message_vi == f"“Quyết định kết nạp đảng viên” {message}"


def test_folders() -> None:
    renamed = check(GOOD[0], folder="38168053000001/079199001234 Nguyen Van An")
    assert renamed.wrong_folders == ("38168053000001/079199001234 Nguyen Van An",)
    assert renamed.misnamed[0].proposed == f"{FOLDER}/{GOOD[0]}"
    tree = check_tree(
        [
            "38.168.053.000.001/079199009999_AiDo/01.a.pdf",
            "38.168.053.000.001/KhongSo/01.a.pdf",
            "38.168.053.000.001/ghi chu.txt",
            f"{FOLDER}/scan/01.a.pdf",
        ],
        [AN],
    )
    assert tree.unknown_folders == (
        "38.168.053.000.001/079199009999_AiDo",
        "38.168.053.000.001/KhongSo",
    )
    assert tree.strays == (f"{FOLDER}/scan/01.a.pdf", "38.168.053.000.001/ghi chu.txt")
    assert not tree.sound
    with pytest.raises(ValueError):
        check_tree([], [AN, AN])


@given(st.dictionaries(NUMBERS, st.integers(1, 4), max_size=8))
def test_a_tree_named_by_the_rules_is_sound(papers: dict[int, int]) -> None:
    dossier = Dossier(CELL, "079199001234", "Nguyễn Văn Ân", frozenset(papers))
    paths = [
        dossier.path(number, None if count == 1 else copy)
        for number, count in papers.items()
        for copy in range(1, count + 1)
    ]
    assert check_tree(paths, [dossier]).sound


FILES = st.tuples(
    NUMBERS,
    st.sampled_from(["", ".1", ".2", ".5", " (3)"]),
    st.sampled_from(["{n}.{name}{copy}.pdf", "{n}. QD{copy}.PDF", "{name}{copy}.pdf"]),
    st.sampled_from([FOLDER, "38168053000001/079199001234"]),
).map(lambda t: f"{t[3]}/{t[2].format(n=t[0], name=PAPER_TYPES[t[0]].name_vi, copy=t[1])}")


@given(st.lists(FILES, max_size=12))
def test_once_every_proposed_name_is_given_the_names_are_right(paths: list[str]) -> None:
    (before,) = check_tree(paths, [AN]).members
    names = {wrong.path: wrong.proposed for wrong in before.misnamed}
    mended = [names.get(path, path) for path in set(paths)]
    assert len(set(mended)) == len(mended), "two files would have one name"
    (after,) = check_tree(mended, [AN]).members
    assert after.misnamed == after.misnumbered == after.wrong_folders == ()
    assert after.missing == before.missing
