import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.office import vietnamese as vi

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
words = st.text(LETTERS + LETTERS.upper(), min_size=1, max_size=7)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


class TestFold:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("Nguyễn Thị Ỷ", "nguyen thi y"),
            ("  ĐẶNG\u00a0Ưu\tỢ ", "dang uu o"),
            ("Ðỗ Ɖạt", "do dat"),
            ("Y Ƀăk Kpă", "y bak kpa"),
            ("B\u200b'Lao", "b'lao"),
            ("07-CT/TU", "07-ct/tu"),
        ],
    )
    def test_drops_accents_case_and_spare_space(self, text: str, key: str) -> None:
        assert vi.fold(text) == key
        assert vi.fold(unicodedata.normalize("NFD", text)) == key

    @given(st.text())
    def test_is_idempotent(self, text: str) -> None:
        assert vi.fold(vi.fold(text)) == vi.fold(text)

    @given(names)
    def test_gives_plain_ascii_for_vietnamese(self, name: str) -> None:
        assert vi.fold(name).isascii()

    @given(st.text())
    def test_clean_is_idempotent_and_composed(self, text: str) -> None:
        once = vi.clean(text)
        assert vi.clean(once) == once
        assert unicodedata.is_normalized("NFC", once)


class TestOrder:
    def test_given_name_decides_then_family_then_middle(self) -> None:
        expected = [
            "Hà Văn An",
            "Lê Ái An",
            "Trần An",
            "Phạm Thị Bé",
            "Đỗ Đức",
            "Lê Ủy",
            "Trần Ước",
        ]
        assert sorted(reversed(expected), key=vi.sort_key) == expected

    def test_letters_follow_the_alphabet(self) -> None:
        alphabet = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
        assert sorted(reversed(alphabet), key=vi.sort_key) == alphabet

    def test_letters_count_before_tones(self) -> None:
        expected = ["Ha", "Hà", "Hả", "Hã", "Há", "Hạ", "Han", "Hàn", "Hăn", "Hân"]
        assert sorted(reversed(expected), key=vi.sort_key) == expected

    def test_plain_sorting_would_be_wrong(self) -> None:
        people = ["Ân", "Zũng", "Đạt", "Dũng"]
        assert sorted(people, key=vi.sort_key) == ["Ân", "Dũng", "Đạt", "Zũng"]
        assert sorted(people) != sorted(people, key=vi.sort_key)

    @given(names)
    def test_does_not_depend_on_normal_form_or_case(self, name: str) -> None:
        key = vi.sort_key(name)
        assert key.isascii()
        assert key == vi.sort_key(unicodedata.normalize("NFD", name)) == vi.sort_key(name.upper())

    @given(names, names)
    def test_orders_single_words_like_the_alphabet(self, one: str, other: str) -> None:
        alphabet = "aăâbcdđeêghiklmnoôơpqrstuưvxy"

        def letters(word: str) -> list[int]:
            bare = "".join(
                c
                for c in unicodedata.normalize("NFD", word.lower())
                if c not in "\u0300\u0301\u0303\u0309\u0323"
            )
            return [alphabet.index(c) for c in unicodedata.normalize("NFC", bare)]

        first, second = one.split()[-1], other.split()[-1]
        if letters(first) != letters(second):
            assert (vi.sort_key(first) < vi.sort_key(second)) == (letters(first) < letters(second))

    def test_foreign_letters_give_a_key_too(self) -> None:
        assert vi.sort_key("王 小明").isascii()
        assert vi.sort_key("王 小明") > vi.sort_key("Y Vỹ")
        assert vi.sort_key("K'Brễu") == vi.sort_key("K’Brễu")

    def test_places_keep_their_word_order_and_count(self) -> None:
        expected = [
            "xã Bảo Lâm 1",
            "Đảng bộ xã Bảo Lâm 2",
            "xã Bảo Lâm 10",
            "phường Cam Ly - Đà Lạt",
        ]
        assert sorted(reversed(expected), key=vi.place_sort_key) == expected


class TestPlaces:
    @pytest.mark.parametrize(
        "name",
        [
            "Đảng bộ phường Xuân Hương - Đà Lạt",
            "ĐẢNG ỦY PHƯỜNG XUÂN HƯƠNG – ĐÀ LẠT",
            "phường Xuân Hương-Đà Lạt",
            "P. Xuân Hương — Đà Lạt",
            "Ban Thường vụ Đảng uỷ phường Xuân Hương Đà Lạt",
            "Dang bo phuong Xuan Huong - Da Lat ",
            unicodedata.normalize("NFD", "Đảng bộ phường Xuân Hương - Đà Lạt"),
        ],
    )
    def test_ways_of_writing_one_body_share_a_key(self, name: str) -> None:
        assert vi.place_key(name) == "xuan huong da lat"

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("Đảng bộ Quân sự tỉnh", "quan su tinh"),
            ("Dang bo Quan su tinh", "quan su tinh"),
            ("Đảng bộ UBND tỉnh", "uy ban nhan dan tinh"),
            ("Đảng bộ Ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"),
            ("Đảng bộ phường B’Lao", "blao"),
            ("ĐU phường 01 Bảo Lộc", "1 bao loc"),
            ("Đảng bộ đặc khu Phú Quý", "phu quy"),
            ("TT. Liên Nghĩa", "lien nghia"),
            ("xã", "xa"),
            ("", ""),
        ],
    )
    def test_keys(self, name: str, key: str) -> None:
        assert vi.place_key(name) == key

    def test_kind_tells_a_commune_from_a_ward(self) -> None:
        assert vi.place_kind("Đảng bộ xã Tân Lập") == "xã"
        assert vi.place_kind("đặc khu Phú Quý") == "đặc khu"
        assert vi.place_kind("Tân Lập") is None
        assert vi.same_place_name("xã Tân Lập", "Tân Lập")
        assert not vi.same_place_name("xã Tân Lập", "phường Tân Lập")

    def test_suggestions_come_likest_first_and_never_from_afar(self) -> None:
        keys = ["da teh", "da teh 2", "da teh 3", "cat tien", "mui ne"]
        assert vi.near("da te 2", keys)[0] == "da teh 2"
        assert vi.near("khong co dau ca", keys) == []
        assert len(vi.near("da teh", keys, limit=2)) == 2


class TestWriting:
    def test_figures(self) -> None:
        assert vi.number(4945) == "4.945"
        assert vi.number(-1234567) == "-1.234.567"
        assert vi.percent(Decimal("28.0")) == "28,0\u00a0%"
        assert vi.percent(28.05) == "28,1\u00a0%"
        assert vi.decimal(Decimal("1234.5"), 2) == "1.234,50"
        assert vi.decimal(-0.001, 2) == "0,00"

    def test_refuses_to_round_what_should_be_whole(self) -> None:
        with pytest.raises(ValueError):
            vi.number(Decimal("1.5"))
        with pytest.raises(TypeError):
            vi.number(True)

    def test_days(self) -> None:
        assert vi.day(date(2026, 5, 2)) == "02/05/2026"
        assert vi.long_day(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
        assert vi.long_day(date(2026, 3, 5)) == "ngày 05 tháng 3 năm 2026"
        assert vi.long_day(date(2026, 12, 21)) == "ngày 21 tháng 12 năm 2026"

    @given(st.integers(-(10**12), 10**12))
    def test_whole_figures_survive_the_round_trip(self, n: int) -> None:
        assert vi.parse_number(vi.number(n)) == n

    @given(st.decimals(-(10**9), 10**9, places=2))
    def test_decimals_survive_the_round_trip(self, value: Decimal) -> None:
        assert vi.parse_number(vi.decimal(value, 2)) == value

    @given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    def test_days_survive_the_round_trip(self, value: date) -> None:
        assert vi.parse_day(vi.day(value)) == value
        assert vi.parse_day(vi.long_day(value)) == value


class TestReading:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("4.945", 4945),
            (" 4945 ", 4945),
            ("1 234\u00a0567", 1234567),
            ("28,5", Decimal("28.5")),
            ("1.234,50", Decimal("1234.50")),
            ("0,125", Decimal("0.125")),
            ("−7", -7),
            ("+7", 7),
        ],
    )
    def test_figures(self, text: str, value: Decimal) -> None:
        assert vi.parse_number(text) == value

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "empty"),
            ("\u00a0", "empty"),
            ("1,234", "ambiguous_comma"),
            ("1.5", "decimal_point"),
            ("0.234", "decimal_point"),
            ("1.2345", "decimal_point"),
            ("1,234,567", "english_separators"),
            ("1,234.5", "english_separators"),
            ("12 đảng viên", "has_unit"),
            ("28,0 %", "has_unit"),
            ("mười hai", "not_a_number"),
            ("1e5", "not_a_number"),
            ("٣", "not_a_number"),
            ("1..234", "not_a_number"),
            ("--5", "not_a_number"),
            ("9" * 30, "absurd"),
        ],
    )
    def test_doubtful_figures_are_refused_with_the_mending(self, text: str, code: str) -> None:
        with pytest.raises(vi.Unreadable) as refused:
            vi.parse_number(text)
        assert refused.value.code == code
        assert refused.value.message_vi

    @given(st.text())
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        for read in (vi.parse_number, vi.parse_day):
            try:
                read(text)
            except vi.Unreadable as refused:
                assert refused.code
                assert refused.message_vi.endswith(".")

    @pytest.mark.parametrize(
        "text",
        [
            "21/5/2026",
            "21-05-2026",
            "21.5.2026",
            "2026-05-21",
            "ngày 21 tháng 5 năm 2026",
            " 21 / 05 / 2026 ",
        ],
    )
    def test_days(self, text: str) -> None:
        assert vi.parse_day(text) == date(2026, 5, 21)

    @pytest.mark.parametrize(
        ("text", "code", "hint"),
        [
            ("", "empty", "ngày"),
            ("12/13/2026", "no_such_month", "không có tháng 13"),
            ("05/21/2026", "no_such_month", "21/05/2026"),
            ("31/02/2026", "no_such_day", "tháng 2"),
            ("29/02/2026", "no_such_day", "2026"),
            ("00/05/2026", "no_such_day", "ngày 0"),
            ("21/5/26", "short_year", "bốn chữ số"),
            ("1975", "year_only", "1975"),
            ("05/2026", "no_day", "thiếu ngày"),
            ("21/05/0026", "absurd_year", "26"),
            ("21/05/2206", "absurd_year", "2206"),
            ("21/05/2026 07:30", "has_time", "giờ"),
            ("hôm qua", "not_a_day", "ngày/tháng/năm"),
        ],
    )
    def test_doubtful_days_are_refused_with_the_mending(
        self, text: str, code: str, hint: str
    ) -> None:
        with pytest.raises(vi.Unreadable) as refused:
            vi.parse_day(text)
        assert refused.value.code == code
        assert hint in refused.value.message_vi

    def test_the_day_of_reading_bounds_the_years(self) -> None:
        assert vi.parse_day("01/01/2036", on=date(2026, 5, 31)) == date(2036, 1, 1)
        with pytest.raises(vi.Unreadable):
            vi.parse_day("01/01/2037", on=date(2026, 5, 31))
