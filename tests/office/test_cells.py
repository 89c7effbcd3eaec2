import datetime as dt
import unicodedata
from decimal import Decimal

import pytest

from dangvu.office.workbooks import (
    CellRefused,
    as_date,
    as_decimal,
    as_int,
    as_text,
    as_yes_no,
    date_column_doubt,
)

ON = dt.date(2026, 5, 31)


def code_of(read: object, value: object, **options: object) -> str:
    with pytest.raises(CellRefused) as refused:
        read(value, **options)  # type: ignore[operator]
    assert refused.value.message_vi.endswith((".", "…"))
    return refused.value.code


@pytest.mark.parametrize("read", [as_text, as_int, as_decimal, as_date, as_yes_no])
@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0\n"])
def test_blank_is_none_unless_required(read: object, blank: object) -> None:
    assert read(blank) is None  # type: ignore[operator]
    assert code_of(read, blank, required=True) == "empty"


class TestDate:
    @pytest.mark.parametrize(
        "value",
        [
            dt.date(2026, 5, 21),
            dt.datetime.fromisoformat("2026-05-21T07:30"),
            "21/5/2026",
            " 21/05/2026 ",
            "21.05.2026",
            "2026-05-21",
            "ngày 21 tháng 5 năm 2026",
            46163,
            46163.0,
        ],
    )
    def test_forms(self, value: object) -> None:
        assert as_date(value, on=ON) == dt.date(2026, 5, 21)

    def test_serials_count_from_the_books_own_day_zero(self) -> None:
        assert as_date(46163 - 1462, date1904=True) == dt.date(2026, 5, 21)

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("12/13/2026", "no_such_month"),
            ("05/21/2026", "no_such_month"),
            ("31/04/2026", "no_such_day"),
            ("21/5/26", "short_year"),
            (2026, "year_only"),
            ("2026", "year_only"),
            (20260521, "not_a_day"),
            (21052026, "not_a_day"),
            (5, "not_a_day"),
            (-5, "not_a_day"),
            (1e300, "not_a_day"),
            (dt.time(0, 0), "not_a_day"),
            (dt.timedelta(hours=30), "not_a_day"),
            (True, "not_a_day"),
            (dt.date(1899, 5, 1), "absurd_year"),
            (dt.date(2206, 5, 21), "absurd_year"),
            ("21/05/1026", "absurd_year"),
            ("chưa có", "not_a_day"),
        ],
    )
    def test_refusals(self, value: object, code: str) -> None:
        assert code_of(as_date, value, on=ON) == code

    def test_swapped_day_and_month_are_noticed_over_the_column(self) -> None:
        swapped = [dt.date(2026, 2, 5), dt.date(2026, 3, 1), "21/05/2026", None, "13/01/2026"]
        doubt = date_column_doubt(swapped)
        assert doubt is not None
        assert "đổi chỗ ngày và tháng" in doubt
        assert date_column_doubt([*swapped, dt.date(2026, 5, 21)]) is None
        assert date_column_doubt([dt.date(2026, 2, 5), "05/02/2026", "không"]) is None
        assert date_column_doubt(["21/05/2026"]) is None


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "read"), [(20, 20), (20.0, 20), ("1.234", 1234), (" 20 ", 20), ("0", 0)]
    )
    def test_forms(self, value: object, read: int) -> None:
        assert as_int(value) == read

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (-1, "negative"),
            ("-1", "negative"),
            (10_000_000, "absurd"),
            (1.5, "not_whole"),
            ("1,5", "not_whole"),
            ("1,234", "ambiguous_comma"),
            ("1.5", "decimal_point"),
            ("20 đ/c", "has_unit"),
            ("hai mươi", "not_a_number"),
            (True, "not_a_number"),
            (dt.date(2026, 5, 21), "not_a_number"),
            (float("nan"), "not_a_number"),
        ],
    )
    def test_refusals(self, value: object, code: str) -> None:
        assert code_of(as_int, value) == code

    def test_a_swallowed_thousands_dot_is_explained(self) -> None:
        with pytest.raises(CellRefused, match=r"1\.234, đồng chí gõ lại 1234"):
            as_int(1.234)

    def test_bounds_are_the_callers(self) -> None:
        assert as_int(-3, minimum=None) == -3
        assert code_of(as_int, 12, maximum=11) == "absurd"
        assert code_of(as_int, 2, minimum=3) == "too_small"
        assert as_decimal("28,5") == Decimal("28.5")
        assert as_decimal(0.1) == Decimal("0.1")


class TestText:
    def test_is_composed_and_trimmed(self) -> None:
        assert as_text(unicodedata.normalize("NFD", "  xã\u00a0 Đạ Tẻh \n")) == "xã Đạ Tẻh"

    def test_leading_zeros_live_as_long_as_the_cell_is_text(self) -> None:
        assert as_text("007") == "007"
        assert as_text(7) == "7"
        assert as_text(68123456789.0) == "68123456789"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            (dt.date(2026, 2, 1), "date_in_text"),
            (1.5, "number_in_text"),
            (1e16, "rounded"),
        ],
    )
    def test_what_excel_has_already_changed_is_refused(self, value: object, code: str) -> None:
        assert code_of(as_text, value) == code

    def test_length(self) -> None:
        assert as_text("abc", max_length=3) == "abc"
        assert code_of(as_text, "abcd", max_length=3) == "too_long"


class TestYesNo:
    @pytest.mark.parametrize("value", ["x", "X", "Có", "co", "✓", 1, "1", True, "Đúng"])
    def test_yes(self, value: object) -> None:
        assert as_yes_no(value) is True

    @pytest.mark.parametrize("value", ["không", "Khong", "0", 0, False, "chưa", "-"])
    def test_no(self, value: object) -> None:
        assert as_yes_no(value) is False

    @pytest.mark.parametrize("value", ["có lẽ", 2, dt.date(2026, 5, 21)])
    def test_anything_else_is_refused(self, value: object) -> None:
        assert code_of(as_yes_no, value) == "not_yes_no"
