"""Party dues (R3.8 to R3.10): rates, who is exempt, and who has left three months unpaid."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Finding, Rule, Severity
from dangvu.rules.formats import decimal_text, integer_text
from dangvu.rules.months import Month

_01 = "Quy định số 01-QĐ/TW, ngày 03/02/2026"
_SINCE, _SECOND = date(2026, 2, 1), date(2028, 1, 1)
_SEEN = Basis("R3.8", _01, "", Confidence.V)
_ONCE = Basis("R3.8", _01, "chỉ thấy trong một bản tóm tắt, đối chiếu trước khi thu", Confidence.K)


class Payer(StrEnum):
    """Who pays by which rate (R3.8, a to h)."""

    INSURED = "co_bhxh"
    BENEFIT = "om_thai_san"
    UNPAID_LEAVE = "nghi_khac"
    PENSIONER = "huu_tri"
    WORKING_AGE = "khong_bhxh"
    PAST_WORKING_AGE = "khong_bhxh_het_tuoi"
    STUDENT = "hoc_sinh"
    ABROAD = "ngoai_nuoc"

    @property
    def label_vi(self) -> str:
        return _PAYER_LABELS[self]


_PAYER_LABELS = {
    Payer.INSURED: "Tham gia bảo hiểm xã hội bắt buộc",
    Payer.BENEFIT: "Nghỉ ốm đau, thai sản hưởng bảo hiểm xã hội",
    Payer.UNPAID_LEAVE: "Nghỉ khác, không hưởng lương: như không tham gia bảo hiểm xã hội",
    Payer.PENSIONER: "Hưởng lương hưu",
    Payer.WORKING_AGE: "Không tham gia bảo hiểm xã hội, dưới tuổi nghỉ hưu",
    Payer.PAST_WORKING_AGE: "Không tham gia bảo hiểm xã hội, từ tuổi nghỉ hưu",
    Payer.STUDENT: "Học sinh, sinh viên",
    Payer.ABROAD: "Ở ngoài nước",
}


class DuesBase(StrEnum):
    """What a rate is a share of."""

    SALARY = "luong_bhxh"
    BENEFIT = "tro_cap"
    PENSION = "luong_huu"
    MINIMUM_WAGE = "luong_toi_thieu_vung"

    @property
    def label_vi(self) -> str:
        return {
            "luong_bhxh": "tiền lương đóng bảo hiểm xã hội tháng trước",
            "tro_cap": "trợ cấp bảo hiểm xã hội",
            "luong_huu": "lương hưu",
            "luong_toi_thieu_vung": "lương tối thiểu vùng",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Rate:
    """Dues of a month: ``percent`` of a base, or, where there is no base, ``dong`` alone."""

    percent: Decimal = Decimal(0)
    base: DuesBase | None = None
    dong: int = 0

    @property
    def label_vi(self) -> str:
        if self.base is None:
            return f"{integer_text(self.dong)} đồng một tháng"
        return f"{decimal_text(self.percent, 1)} % {self.base.label_vi}"

    def of(self, amount: Decimal) -> int:
        """Dues in dong for a month's amount of the base, rounded half up to a dong."""
        if self.base is None:
            return self.dong
        share = amount * self.percent / 100
        return int(share.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _rule(payer: Payer, *rows: Dated[Rate]) -> Rule[Rate]:
    return Rule(f"dues.{payer.value}", f"Đảng phí: {payer.label_vi}", "", rows)


def _one(rate: Rate) -> Dated[Rate]:
    return Dated(rate, _SINCE, None, _SEEN)


def _raised(first: str, then: str, basis: Basis = _ONCE) -> tuple[Dated[Rate], Dated[Rate]]:
    base = DuesBase.MINIMUM_WAGE
    return (
        Dated(Rate(Decimal(first), base), _SINCE, _SECOND, basis),
        Dated(Rate(Decimal(then), base), _SECOND, None, basis),
    )


RATES: Mapping[Payer, Rule[Rate]] = {
    payer: _rule(payer, *rows)
    for payer, rows in {
        Payer.INSURED: (_one(Rate(Decimal("1.0"), DuesBase.SALARY)),),
        Payer.BENEFIT: (_one(Rate(Decimal("1.0"), DuesBase.BENEFIT)),),
        Payer.UNPAID_LEAVE: _raised("0.3", "0.5"),
        Payer.PENSIONER: (_one(Rate(Decimal("0.5"), DuesBase.PENSION)),),
        Payer.WORKING_AGE: _raised("0.3", "0.5"),
        Payer.PAST_WORKING_AGE: _raised("0.2", "0.3"),
        Payer.STUDENT: (_one(Rate(dong=5000)),),
    }.items()
}
"""Rates by payer. That leave without pay is as without insurance is confirmed, the figure is not.
Members abroad pay by rates that were not seen: there is no row for them."""


def rate(payer: Payer, month: Month) -> Dated[Rate] | None:
    """The rate of a month with its ground; None for members abroad.

    Raises ``NotInForce`` for a month before February 2026: the earlier rates were not seen.
    """
    rule = RATES.get(payer)
    return rule.at(month.first()) if rule else None


# --- exemption ------------------------------------------------------------------------------


class ExemptionGround(StrEnum):
    """Why a member owes no dues (R3.9)."""

    PARTY_AGE = "tuoi_dang"
    POOR_HOUSEHOLD = "ho_ngheo"
    SERIOUS_ILLNESS = "benh_nang"

    @property
    def label_vi(self) -> str:
        return {
            "tuoi_dang": "Đủ tuổi đảng được miễn",
            "ho_ngheo": "Hộ nghèo",
            "benh_nang": "Bệnh hiểm nghèo",
        }[self.value]


EXEMPT_FROM: Rule[int] = Rule(
    "dues.exempt_from",
    "Tuổi đảng từ đó được miễn đảng phí",
    "năm tuổi đảng",
    (
        Dated(
            50,
            _SINCE,
            None,
            Basis("R3.9", _01, "chỉ thấy trong một bản tóm tắt", Confidence.K),
        ),
    ),
)


def exemptions(
    party_years: int, on: date, *, poor_household: bool = False, serious_illness: bool = False
) -> tuple[ExemptionGround, ...]:
    """The grounds on which a member owes no dues on a day; none before February 2026.

    ``EXEMPT_FROM`` holds the ground in law of all three.
    """
    if on < _SINCE:
        return ()
    grounds = {
        ExemptionGround.PARTY_AGE: party_years >= EXEMPT_FROM.at(on).value,
        ExemptionGround.POOR_HOUSEHOLD: poor_household,
        ExemptionGround.SERIOUS_ILLNESS: serious_illness,
    }
    return tuple(ground for ground, holds in grounds.items() if holds)


# --- unpaid ---------------------------------------------------------------------------------

UNPAID_MONTHS: Rule[int] = Rule(
    "dues.unpaid_months",
    "Số tháng không đóng đảng phí trong năm, không cần liền nhau, thì chi bộ xem xét xóa tên",
    "tháng",
    (
        Dated(
            3,
            BEGINNING,
            _SINCE,
            Basis("R5.1", "Quy định thi hành Điều lệ Đảng trước đó", "", Confidence.P),
        ),
        Dated(3, _SINCE, None, Basis("R3.10", _01, "", Confidence.V)),
    ),
)
RULES: tuple[Rule, ...] = (*RATES.values(), EXEMPT_FROM, UNPAID_MONTHS)


def months_due(
    year: int, on: date, *, since: date | None = None, until: date | None = None
) -> tuple[Month, ...]:
    """The months of a year whose dues are owed by a day: those that are over.

    Of somebody's membership from ``since`` to the day before ``until`` only whole months count;
    the rule does not speak of the month of admission or of leaving.
    """
    return tuple(
        month
        for month in Month(year, 1).through(Month(year, 12))
        if month.last() < on
        and (since is None or since <= month.first())
        and (until is None or month.last() < until)
    )


def unpaid_flag(
    paid_months: Collection[Month],
    year: int,
    on: date,
    reason: str = "",
    *,
    since: date | None = None,
    until: date | None = None,
    excused: Collection[Month] = (),
) -> Finding | None:
    """A finding where a member has left so many months of a year unpaid that the cell considers
    striking them off (R3.10); None where there are fewer.

    ``excused`` are months with a good reason of their own, or exempt. A ``reason`` for the whole
    leaves a note: the cell judges whether it is good. ``since`` and ``until`` as in ``months_due``.
    """
    due = months_due(year, on, since=since, until=until)
    unpaid = [month for month in due if month not in paid_months and month not in excused]
    row = UNPAID_MONTHS.at(on)
    if len(unpaid) < row.value:
        return None
    named = ", ".join(str(month.number) for month in unpaid)
    message = f"Chưa đóng đảng phí {len(unpaid)} tháng trong năm {year} (tháng {named})"
    if reason.strip():
        message += f"; lý do đã ghi: {reason.strip().rstrip('.')}."
        return Finding("dues_unpaid", message, Severity.NOTE, "dues", row.basis)
    message += (
        "; không có lý do chính đáng thì chi bộ xem xét, đề nghị xóa tên. Ghi tháng đã đóng, hoặc "
        "lý do."
    )
    return Finding("dues_unpaid", message, Severity.WARNING, "dues", row.basis)
