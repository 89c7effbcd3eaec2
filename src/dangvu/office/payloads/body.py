"""The letter to one body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
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
from dangvu.office.vietnamese import decimal, number, paper_day, percent


@dataclass(frozen=True)
class CauseLine:
    """A cause the body gave and what it will do; None where it named nobody or no day."""

    cause: str
    remedy: str
    responsible: str = ""
    due_on: date | None = None

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "cause": "nguyên nhân",
        "remedy": "cách khắc phục",
        "responsible": "người phụ trách",
        "due": "thời hạn",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order),
            "cause": self.cause,
            "remedy": self.remedy or DASH,
            "responsible": self.responsible or DASH,
            "due": DASH if self.due_on is None else paper_day(self.due_on),
        }


@dataclass(frozen=True)
class BodyLetter:
    """A letter to one body with its own figures (model `cong_van_don_doc_rieng`).

    `explanation` is the class's own arithmetic, one sentence without full stop. `months`:
    admissions of each month so far, from month `first_month` on. `accountability`: whether a review
    of collective and individual responsibility is required, because `zero_months` reached
    `streak_months`. `lagging`: whether causes are asked for; `doing_well`: whether the result is
    acknowledged. `months_left` until the end of the period; None: until December. `period` names a
    period that is not the year. Figures given as text are printed as they are.
    """

    letterhead: Letterhead
    addressee: str
    issuer_name: str
    body_name: str
    bases: tuple[str, ...]
    as_of: date
    months: tuple[int, ...]
    target: int | None
    cumulative: int
    percent: Figure | str | None
    elapsed_percent: Figure
    pace: Figure | str | None
    class_name: str
    explanation: str
    report_to: str
    report_due: date
    streak_months: int
    recipients: tuple[Recipient, ...]
    signature: Signature
    previous_class: str = ""
    zero_months: int = 0
    causes: tuple[CauseLine, ...] = ()
    accountability: bool = False
    noun: str = "đảng bộ"
    first_month: int = 1
    lagging: bool = True
    doing_well: bool = False
    classed: bool = True
    months_left: int | None = None
    period: str = ""

    MODEL: ClassVar[str] = "cong_van_don_doc_rieng"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "addressee": "nơi kính gửi",
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "body_name": "tên đảng bộ",
        "bases": "các văn bản làm căn cứ",
        "has_bases": "có văn bản làm căn cứ hay không",
        "as_of": "ngày chốt số liệu",
        "month": "tháng và năm, ví dụ 5/2026",
        "year": "năm",
        **PERIOD_SLOTS,
        **NOUN_SLOT,
        "months[].order": "tháng",
        "months[].count": "số kết nạp trong tháng",
        "target": "chỉ tiêu năm",
        "has_target": "có chỉ tiêu hay không",
        "cumulative": "lũy kế",
        "percent": "tỷ lệ đạt",
        "elapsed_percent": "tỷ lệ thời gian đã qua",
        "pace": "nhịp độ",
        "class_name": "xếp loại",
        "is_classed": "có xếp loại hay không",
        "doing_well": "xếp loại cao hay không",
        "lagging": "xếp loại thấp, phải báo cáo nguyên nhân hay không",
        "explanation": "phép tính dẫn đến xếp loại",
        "previous_class": "xếp loại tháng trước",
        "class_changed": "xếp loại có đổi so với tháng trước hay không",
        "zero_months": "số tháng liền chưa kết nạp",
        "has_streak": "có tháng liền chưa kết nạp hay không",
        "remaining": "số còn phải kết nạp",
        "has_remaining": "còn phải kết nạp nữa hay không",
        "per_month": "số cần kết nạp bình quân mỗi tháng còn lại",
        "has_months_left": "trong năm còn tháng nào hay không",
        **{f"causes[].{k}": v for k, v in CauseLine.SLOTS.items()},
        "has_causes": "đảng bộ đã báo cáo nguyên nhân hay chưa",
        "accountability": "có phải kiểm điểm trách nhiệm hay không",
        "streak_months": "số tháng liền chưa kết nạp thì phải kiểm điểm",
        "report_to": "nơi nhận báo cáo",
        "report_due": "hạn gửi báo cáo",
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date")),
            *("letterhead.draft", "letterhead.subject", "addressee", "body_name", "target"),
            *("cumulative", "class_name", "accountability", "recipients[].line"),
            *("signature.post", "signature.name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The letter as printed."""
        remaining = 0 if self.target is None else max(self.target - self.cumulative, 0)
        left = 12 - self.as_of.month if self.months_left is None else self.months_left
        numbers = month_numbers(self.first_month, len(self.months))
        return {
            "title": f"Công văn {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "addressee": self.addressee,
            "issuer_name": self.issuer_name,
            "body_name": self.body_name,
            "bases": joined(self.bases),
            "has_bases": bool(self.bases),
            "as_of": paper_day(self.as_of),
            "month": f"{self.as_of.month}/{self.as_of.year}",
            "year": str(self.as_of.year),
            **period_words(self.period, self.as_of.year),
            "noun": self.noun,
            "months": [
                {"order": order, "count": number(count)}
                for order, count in zip(numbers, self.months, strict=True)
            ],
            "target": whole_or_dash(self.target),
            "has_target": self.target is not None,
            "cumulative": number(self.cumulative),
            "percent": percent_or_dash(self.percent),
            "elapsed_percent": percent(self.elapsed_percent),
            "pace": decimal_or_dash(self.pace, 2),
            "class_name": self.class_name,
            "is_classed": self.classed,
            "doing_well": self.doing_well,
            "lagging": self.lagging,
            "explanation": self.explanation,
            "previous_class": self.previous_class,
            "class_changed": self.previous_class not in ("", self.class_name),
            "zero_months": str(self.zero_months),
            "has_streak": self.zero_months > 0,
            "remaining": number(remaining),
            "has_remaining": remaining > 0,
            "per_month": _rounded(remaining, left),
            "has_months_left": left > 0,
            "causes": [c.to_dict(i) for i, c in enumerate(self.causes, start=1)],
            "has_causes": bool(self.causes),
            "accountability": self.accountability,
            "streak_months": str(self.streak_months),
            "report_to": self.report_to,
            "report_due": paper_day(self.report_due),
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }


def _rounded(total: int, parts: int) -> str:
    """`total` over `parts` with one decimal, none when it comes out whole."""
    if parts < 1:
        return DASH
    share = (Decimal(total) / parts).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return decimal(share, 0 if share == share.to_integral_value() else 1)
