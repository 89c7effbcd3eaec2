"""Names that may be one name typed twice."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.names import alike, one_slip, plain, words

NAMES = st.lists(
    st.text(alphabet="abcdeghiklmnopqrstuvxyđăâêôơưáàảãạ", min_size=1, max_size=7),
    min_size=1,
    max_size=5,
).map(" ".join)
LONG_WORDS = st.text(string.ascii_lowercase, min_size=2, max_size=8)
SHORT_WORDS = st.text("abc", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nguyễn Văn An", "NGUYEN VAN AN"),
        ("Nguyễn Văn An", "Nguyễn An Văn"),
        ("Nguyễn Văn An", "NguyễnVăn  An"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hugn"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hng"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Huung"),
        ("Nguyễn Văn Hùng", "Ngyễn Hùng Văn"),
        ("Lý Thị Mỹ", "Lí Thị Mĩ"),
        ("Trần Giang", "Trần Dang"),
        ("Nghiêm Xuân Kỳ", "Ngiêm Xuân Cì"),
        ("Phan Trà", "Fan Chà"),
        ("Đặng Đức", "Dang Duc"),
        ("Lê An", "Lê Anh"),
        ("", ""),
    ],
)
def test_slips_of_the_hand_are_alike(a: str, b: str) -> None:
    assert alike(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn Bình"),
        ("Nguyễn Văn An", "Nguyễn An"),
        ("Nguyễn Văn Hùng", "Ngyễn Văn Hugn"),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hg"),
        ("Y Bhăm", "H Bhăm"),
        ("", "A"),
        ("Trần Văn Sơn", "Trần Văn Sinh"),
    ],
)
def test_other_names_are_not(a: str, b: str) -> None:
    assert not alike(a, b)


@given(NAMES)
def test_a_name_is_like_itself_however_it_is_written(name: str) -> None:
    assert alike(name, name)
    assert alike(name, unicodedata.normalize("NFD", name.upper()))
    assert alike(name, " ".join(reversed(name.split())))


@given(NAMES, NAMES)
def test_likeness_goes_both_ways(a: str, b: str) -> None:
    assert alike(a, b) == alike(b, a)


@given(LONG_WORDS, st.data())
def test_any_one_slip_in_a_word_is_seen_from_both_sides(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    slips = [
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ]
    for typed in slips:
        assert one_slip(word, typed)
        assert one_slip(typed, word)


@given(SHORT_WORDS, SHORT_WORDS)
def test_one_slip_is_a_distance_of_at_most_one(a: str, b: str) -> None:
    assert one_slip(a, b) == (b in near(a))


def near(word: str) -> set[str]:
    """Every word of two letters or more at most one slip away, written out."""
    letters = string.ascii_lowercase
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {word}
    found |= {left + right[1:] for left, right in cuts if right}
    found |= {left + c + right[1:] for left, right in cuts if right for c in letters}
    found |= {left + c + right for left, right in cuts for c in letters}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    return {one for one in found if len(one) > 1}


@given(NAMES)
def test_plain_keeps_all_but_accents(name: str) -> None:
    assert plain(name).isascii()
    assert plain(unicodedata.normalize("NFD", name)) == plain(name)
    assert len(plain(name)) == len(unicodedata.normalize("NFC", name))
    assert words(name) == tuple(plain(name).split())
