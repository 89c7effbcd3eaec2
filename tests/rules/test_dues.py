"""Dues: rates by day, exemption, months unpaid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangvu.rules.basis import Confidence, NotInForce, Severity
from dangvu.rules.dues import (
    RATES,
    ExemptionGround,
    Payer,
    exemptions,
    months_due,
    rate,
    unpaid_flag,
)
from dangvu.rules.months import Month

YEAR = tuple(Month(2026, 1).through(Month(2026, 12)))
END = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("payer", "month", "amount", "dong"),
    [
        (Payer.INSURED, Month(2026, 2), 8_000_000, 80_000),
        (Payer.BENEFIT, Month(2027, 2), 5_000_050, 50_001),
        (Payer.PENSIONER, Month(2028, 2), 6_000_000, 30_000),
        (Payer.WORKING_AGE, Month(2027, 12), 4_000_000, 12_000),
        (Payer.WORKING_AGE, Month(2028, 1), 4_000_000, 20_000),
        (Payer.UNPAID_LEAVE, Month(2027, 12), 4_000_000, 12_000),
        (Payer.PAST_WORKING_AGE, Month(2027, 12), 4_000_000, 8_000),
        (Payer.PAST_WORKING_AGE, Month(2028, 1), 4_000_000, 12_000),
        (Payer.STUDENT, Month(2026, 3), 0, 5_000),
    ],
)
def test_dues_of_a_month(payer: Payer, month: Month, amount: int, dong: int) -> None:
    assert rate(payer, month).value.of(Decimal(amount)) == dong


def test_only_what_several_sources_say_is_confirmed() -> None:
    confirmed = {p for p, rule in RATES.items() if rule.rows[-1].basis.confidence is Confidence.V}
    assert confirmed == {Payer.INSURED, Payer.BENEFIT, Payer.PENSIONER, Payer.STUDENT}


def test_what_was_not_seen_has_no_rate() -> None:
    assert rate(Payer.ABROAD, Month(2026, 3)) is None
    with pytest.raises(NotInForce):
        rate(Payer.INSURED, Month(2026, 1))


def test_rates_read_as_words() -> None:
    month = Month(2026, 3)
    assert rate(Payer.STUDENT, month).value.label_vi == "5.000 đồng một tháng"
    assert rate(Payer.WORKING_AGE, month).value.label_vi == "0,3 % lương tối thiểu vùng"


def test_exemption() -> None:
    on = date(2026, 3, 1)
    assert exemptions(49, on) == ()
    assert exemptions(50, on) == (ExemptionGround.PARTY_AGE,)
    assert exemptions(0, on, poor_household=True, serious_illness=True) == (
        ExemptionGround.POOR_HOUSEHOLD,
        ExemptionGround.SERIOUS_ILLNESS,
    )
    assert exemptions(60, date(2026, 1, 31)) == ()


# --- unpaid ---------------------------------------------------------------------------------


def test_a_month_is_due_once_it_is_over() -> None:
    assert months_due(2026, date(2026, 1, 31)) == ()
    assert months_due(2026, date(2026, 2, 1)) == YEAR[:1]
    assert months_due(2026, END) == YEAR
    assert months_due(2027, END) == ()
    assert months_due(2026, END, since=date(2026, 10, 2)) == YEAR[10:]
    assert months_due(2026, END, since=date(2026, 10, 1)) == YEAR[9:]
    assert months_due(2026, END, until=date(2026, 3, 31)) == YEAR[:2]
    assert months_due(2026, END, until=date(2026, 4, 1)) == YEAR[:3]


def test_three_months_need_not_follow_each_other() -> None:
    paid = {month for month in YEAR if month.number not in (2, 5, 9)}
    flag = unpaid_flag(paid, 2026, date(2026, 10, 1))
    assert flag.severity is Severity.WARNING
    assert flag.basis.confidence is Confidence.V
    assert flag.message_vi == (
        "Chưa đóng đảng phí 3 tháng trong năm 2026 (tháng 2, 5, 9); không có lý do chính đáng thì "
        "chi bộ xem xét, đề nghị xóa tên. Ghi tháng đã đóng, hoặc lý do."
    )
    assert unpaid_flag(paid, 2026, date(2026, 9, 30)) is None
    assert unpaid_flag(paid, 2026, END, excused={Month(2026, 5)}) is None


def test_a_reason_leaves_a_note() -> None:
    flag = unpaid_flag(set(), 2026, END, "điều trị dài ngày.")
    assert flag.severity is Severity.NOTE
    assert flag.message_vi.endswith("lý do đã ghi: điều trị dài ngày.")


def test_three_months_held_before_2026_too_though_not_confirmed() -> None:
    on = date(2025, 12, 1)
    paid = set(Month(2025, 1).through(Month(2025, 8)))
    flag = unpaid_flag(paid, 2025, on)
    assert flag.basis.confidence is Confidence.P
    assert unpaid_flag({*paid, Month(2025, 9)}, 2025, on) is None


def test_unpaid_months_of_two_years_do_not_add_up() -> None:
    paid = {*YEAR[:10], *Month(2027, 3).through(Month(2027, 12))}
    for year in (2026, 2027):
        assert unpaid_flag(paid, year, date(2028, 1, 1)) is None


@given(st.sets(st.sampled_from(YEAR)), st.sets(st.sampled_from(YEAR)), st.integers(1, 12))
def test_paying_or_an_excuse_never_raises_a_flag(paid, more, month) -> None:
    on = Month(2026, month).last()
    if unpaid_flag(paid, 2026, on) is None:
        assert unpaid_flag(paid | more, 2026, on) is None
        assert unpaid_flag(paid, 2026, on, excused=more) is None
    flagged = unpaid_flag(paid, 2026, on) is not None
    assert flagged == (len(set(YEAR[: month - 1]) - paid) >= 3)
