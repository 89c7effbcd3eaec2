"""The letter to all bodies and its annex."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from dangvu.office.payloads.head import (
    DASH,
    NOUN_SLOT,
    PERIOD_SLOTS,
    RECIPIENT_SLOT,
    Figure,
    Letterhead,
    Recipient,
    Signature,
    decimal_or_dash,
    joined,
    month_numbers,
    percent_or_dash,
    period_words,
    prefixed,
    recipient_lines,
    whole_or_dash,
)
from dangvu.office.vietnamese import number, paper_day, percent


@dataclass(frozen=True)
class Counts:
    """How many bodies stand in each class; `zero`, those with nobody admitted, is part of `low`."""

    high: int
    medium: int
    low: int
    unclassed: int = 0
    zero: int = 0

    SLOTS: ClassVar[Mapping[str, str]] = {
        "total": "tổng số đảng bộ",
        "high": "số đảng bộ xếp loại cao",
        "has_high": "có đảng bộ xếp loại cao hay không",
        "medium": "số đảng bộ xếp loại trung bình",
        "low": "số đảng bộ xếp loại thấp",
        "has_low": "có đảng bộ xếp loại thấp hay không",
        "low_percent": "tỷ lệ đảng bộ xếp loại thấp",
        "unclassed": "số đảng bộ không xếp loại",
        "has_unclassed": "có đảng bộ không xếp loại hay không",
        "zero": "số đảng bộ chưa kết nạp được đảng viên",
        "has_zero": "có đảng bộ chưa kết nạp được đảng viên hay không",
    }

    @property
    def total(self) -> int:
        """All bodies."""
        return self.high + self.medium + self.low + self.unclassed

    def to_dict(self) -> dict[str, Any]:
        """The counts as printed."""
        share = Decimal(100 * self.low) / (self.total or 1)
        return {
            "total": number(self.total),
            "high": number(self.high),
            "has_high": self.high > 0,
            "medium": number(self.medium),
            "low": number(self.low),
            "has_low": self.low > 0,
            "low_percent": percent(share),
            "unclassed": number(self.unclassed),
            "has_unclassed": self.unclassed > 0,
            "zero": number(self.zero),
            "has_zero": self.zero > 0,
        }


@dataclass(frozen=True)
class UrgingAnnexRow:
    """One body in the annex. `months`: admissions of each month so far. `percent` is in percent;
    `pace` is percent over elapsed percent; None where there is no target. `zero_months`: months in
    a row without any.
    """

    order: int | None
    name: str
    target: int | None
    months: tuple[int, ...]
    cumulative: int
    percent: Figure | str | None
    pace: Figure | str | None
    class_name: str
    zero_months: int | None = 0

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "name": "tên đảng bộ",
        "target": "chỉ tiêu năm",
        "months[]": "số kết nạp từng tháng",
        "cumulative": "lũy kế",
        "percent": "đạt, theo phần trăm, không có dấu %",
        "pace": "nhịp độ",
        "class_name": "xếp loại",
        "zero_months": "số tháng liền chưa kết nạp",
    }

    def to_dict(self) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": "" if self.order is None else str(self.order),
            "name": self.name,
            "target": whole_or_dash(self.target),
            "months": [number(m) for m in self.months],
            "cumulative": number(self.cumulative),
            "percent": decimal_or_dash(self.percent, 1),
            "pace": decimal_or_dash(self.pace, 2),
            "class_name": self.class_name,
            "zero_months": "" if self.zero_months is None else str(self.zero_months or DASH),
        }


@dataclass(frozen=True)
class UrgingAnnex:
    """The annex: a title, a row for each body, the total, notes beneath. All rows have the same
    months, the first of which is month `first_month` of its year.
    """

    title: str
    basis: str
    rows: tuple[UrgingAnnexRow, ...]
    total: UrgingAnnexRow
    notes: tuple[str, ...] = ()
    first_month: int = 1

    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên phụ lục",
        "basis": "số liệu đã chốt hay chưa, cách tính",
        "months[]": "số thứ tự các tháng đã qua",
        **{f"rows[].{k}": v for k, v in UrgingAnnexRow.SLOTS.items()},
        **{f"total.{k}": f"{v}, dòng tổng cộng" for k, v in UrgingAnnexRow.SLOTS.items()},
        "notes[]": "ghi chú dưới bảng",
    }

    def __post_init__(self) -> None:
        widths = {len(r.months) for r in (*self.rows, self.total)}
        if len(widths) != 1 or not 1 <= widths.pop() <= 12:
            raise ValueError("every row of the annex needs the same 1 to 12 months")

    def to_dict(self) -> dict[str, Any]:
        """The annex as printed."""
        return {
            "title": self.title,
            "basis": self.basis,
            "months": month_numbers(self.first_month, len(self.total.months)),
            "rows": [r.to_dict() for r in self.rows],
            "total": self.total.to_dict(),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class UrgingLetter:
    """One letter to all bodies, with the annex (model `cong_van_don_doc_chung`).

    `as_of`: last day counted. `target`, `admitted`, `projected`: persons, of all bodies together.
    `zero_bodies`: names, for the second footnote. `accountable`: number of bodies whose streak
    reached `streak_months`, for which an accountability review is asked. `report_due` is the last
    day in time. `below`: whether the bodies have cells beneath them. `period` names a period that
    is not the year. Figures given as text are printed as they are.
    """

    letterhead: Letterhead
    addressees: str
    issuer_name: str
    scope: str
    bases: tuple[str, ...]
    as_of: date
    counts: Counts
    target: int
    admitted: int
    percent: Figure | str
    elapsed_percent: Figure
    policy: str
    report_to: str
    report_due: date
    streak_months: int
    recipients: tuple[Recipient, ...]
    signature: Signature
    annex: UrgingAnnex
    projected: int | None = None
    zero_bodies: tuple[str, ...] = ()
    accountable: int = 0
    causes: tuple[str, ...] = ()
    noun: str = "đảng bộ"
    below: bool = True
    period: str = ""

    MODEL: ClassVar[str] = "cong_van_don_doc_chung"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "addressees": "nơi kính gửi",
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "scope": "phạm vi số liệu, viết ở đầu câu",
        "bases": "các văn bản làm căn cứ",
        "has_bases": "có văn bản làm căn cứ hay không",
        "as_of": "ngày chốt số liệu",
        "month": "tháng và năm, ví dụ 5/2026",
        "year": "năm",
        **PERIOD_SLOTS,
        **NOUN_SLOT,
        "has_cells": "các nơi nhận có chi bộ trực thuộc hay không",
        **prefixed("counts", Counts.SLOTS),
        "target": "tổng chỉ tiêu",
        "admitted": "tổng số đã kết nạp",
        "percent": "tỷ lệ đạt chung",
        "elapsed_percent": "tỷ lệ thời gian đã qua",
        "policy": "cách xếp loại đang áp dụng",
        "projected": "ước kết nạp cả năm",
        "has_projection": "có ước tính cả năm hay không",
        "projection_gap": "so ước tính với chỉ tiêu",
        "zero_bodies": "tên các đảng bộ chưa kết nạp được đảng viên",
        "causes": "các nguyên nhân được nêu nhiều nhất",
        "has_causes": "có nguyên nhân được nêu hay không",
        "accountable": "số đảng bộ phải kiểm điểm trách nhiệm",
        "has_accountable": "có đảng bộ phải kiểm điểm trách nhiệm hay không",
        "streak_months": "số tháng liền chưa kết nạp thì phải kiểm điểm",
        "report_to": "nơi nhận báo cáo",
        "report_due": "hạn gửi báo cáo",
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
        **prefixed("annex", UrgingAnnex.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date")),
            *("letterhead.draft", "letterhead.subject", "addressees", "recipients[].line"),
            *("counts.high", "counts.medium", "counts.low", "signature.post", "signature.name"),
            *("annex.rows[].name", "annex.rows[].target", "annex.rows[].months[]"),
            *("annex.rows[].cumulative", "annex.rows[].percent", "annex.rows[].class_name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The letter and its annex as printed."""
        gap = None if self.projected is None else self.target - self.projected
        return {
            "title": f"Công văn {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "addressees": self.addressees,
            "issuer_name": self.issuer_name,
            "scope": self.scope,
            "bases": joined(self.bases),
            "has_bases": bool(self.bases),
            "as_of": paper_day(self.as_of),
            "month": f"{self.as_of.month}/{self.as_of.year}",
            "year": str(self.as_of.year),
            **period_words(self.period, self.as_of.year),
            "noun": self.noun,
            "has_cells": self.below,
            "counts": self.counts.to_dict(),
            "target": number(self.target),
            "admitted": number(self.admitted),
            "percent": percent_or_dash(self.percent),
            "elapsed_percent": percent(self.elapsed_percent),
            "policy": self.policy,
            "projected": whole_or_dash(self.projected),
            "has_projection": gap is not None,
            "projection_gap": _gap(gap),
            "zero_bodies": "; ".join(self.zero_bodies),
            "causes": "; ".join(self.causes),
            "has_causes": bool(self.causes),
            "accountable": number(self.accountable),
            "has_accountable": self.accountable > 0,
            "streak_months": str(self.streak_months),
            "report_to": self.report_to,
            "report_due": paper_day(self.report_due),
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
            "annex": self.annex.to_dict(),
        }


def _gap(gap: int | None) -> str:
    if gap is None:
        return ""
    return f"thiếu {number(gap)} đồng chí so với chỉ tiêu" if gap > 0 else "đủ chỉ tiêu được giao"
