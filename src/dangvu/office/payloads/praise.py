"""The list of bodies that did well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from dangvu.office.payloads.head import (
    NOUN_SLOT,
    PERIOD_SLOTS,
    RECIPIENT_SLOT,
    Figure,
    Letterhead,
    Recipient,
    Signature,
    decimal_or_dash,
    period_words,
    prefixed,
    recipient_lines,
)
from dangvu.office.vietnamese import number, paper_day


@dataclass(frozen=True)
class PraiseRow:
    """A body that did well; `merit` says in what."""

    name: str
    target: int
    cumulative: int
    percent: Figure | str
    pace: Figure | str | None
    merit: str = ""

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "name": "tên đảng bộ",
        "target": "chỉ tiêu năm",
        "cumulative": "lũy kế",
        "percent": "đạt, theo phần trăm, không có dấu %",
        "pace": "nhịp độ",
        "merit": "kết quả nổi bật",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order),
            "name": self.name,
            "target": number(self.target),
            "cumulative": number(self.cumulative),
            "percent": decimal_or_dash(self.percent, 1),
            "pace": decimal_or_dash(self.pace, 2),
            "merit": self.merit,
        }


@dataclass(frozen=True)
class PraiseList:
    """The list of bodies proposed for praise (model `danh_sach_bieu_duong`).

    `letterhead.subject` continues the type name, as "các đảng bộ đề nghị biểu dương …".
    """

    letterhead: Letterhead
    as_of: date
    policy: str
    rows: tuple[PraiseRow, ...]
    recipients: tuple[Recipient, ...]
    signature: Signature
    noun: str = "đảng bộ"
    period: str = ""

    MODEL: ClassVar[str] = "danh_sach_bieu_duong"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "as_of": "ngày chốt số liệu",
        "month": "tháng và năm, ví dụ 5/2026",
        "year": "năm",
        **PERIOD_SLOTS,
        **NOUN_SLOT,
        "policy": "điều kiện để được nêu trong danh sách",
        **{f"rows[].{k}": v for k, v in PraiseRow.SLOTS.items()},
        "total": "số đảng bộ trong danh sách",
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "place_and_date", "draft")),
            *("letterhead.subject", "rows[].name", "rows[].percent", "recipients[].line"),
            *("signature.post", "signature.name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The list as printed."""
        return {
            "title": f"Danh sách {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "as_of": paper_day(self.as_of),
            "month": f"{self.as_of.month}/{self.as_of.year}",
            "year": str(self.as_of.year),
            **period_words(self.period, self.as_of.year),
            "noun": self.noun,
            "policy": self.policy,
            "rows": [r.to_dict(i) for i, r in enumerate(self.rows, start=1)],
            "total": number(len(self.rows)),
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }
