"""Letters that urge duties of a paper, and the assessment of how a paper was carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from dangvu.office.payloads.head import (
    DASH,
    NOUN_SLOT,
    RECIPIENT_SLOT,
    Letterhead,
    Recipient,
    Signature,
    prefixed,
    recipient_lines,
)
from dangvu.office.vietnamese import number, paper_day, percent

_HEADED = ("superior", "issuer", "number_line", "place_and_date", "draft", "subject")
_SIGNED = ("recipients[].line", "signature.post", "signature.name")


def share_text(part: int, whole: int) -> str:
    """ "28,0 %" of a whole; a dash where there is nothing to share."""
    return percent(100 * part / whole) if whole else DASH


@dataclass(frozen=True)
class OwedRow:
    """A duty a body has not done in time. ``due_on``: the last day that was in time; ``late_days``
    are working days; ``urged``: how often it was urged before."""

    body: str
    duty: str
    product: str
    due_on: date | None
    late_days: int
    state: str
    urged: int = 0

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "body": "tên tổ chức đảng",
        "duty": "nhiệm vụ",
        "product": "sản phẩm phải gửi",
        "due": "ngày cuối còn trong hạn",
        "late_days": "số ngày làm việc quá hạn",
        "state": "tình trạng",
        "urged": "số lần đã đôn đốc trước đó",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order),
            "body": self.body,
            "duty": self.duty,
            "product": self.product,
            "due": DASH if self.due_on is None else paper_day(self.due_on),
            "late_days": str(self.late_days or DASH),
            "state": self.state,
            "urged": str(self.urged or DASH),
        }


@dataclass(frozen=True)
class DutyUrging:
    """One letter to all bodies that are late with duties of a paper, with an annex (model
    ``don_doc_nhiem_vu_chung``). ``paper`` is the paper as cited; ``given`` how many bodies have
    duties under it."""

    letterhead: Letterhead
    addressees: str
    issuer_name: str
    paper: str
    as_of: date
    given: int
    rows: tuple[OwedRow, ...]
    report_to: str
    report_due: date
    recipients: tuple[Recipient, ...]
    signature: Signature
    noun: str = "tổ chức đảng"

    MODEL: ClassVar[str] = "don_doc_nhiem_vu_chung"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "addressees": "nơi kính gửi",
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "paper": "văn bản giao nhiệm vụ: loại, số, ngày, cơ quan ban hành, trích yếu",
        "as_of": "ngày tính",
        "given": "số nơi được giao nhiệm vụ",
        "bodies": "số nơi còn nhiệm vụ quá hạn",
        "duties": "số nhiệm vụ quá hạn",
        "longest": "số ngày làm việc quá hạn nhiều nhất",
        "again": "số nơi đã đôn đốc từ một lần trở lên",
        "has_again": "có nơi đã đôn đốc trước đó hay không",
        "report_to": "nơi nhận báo cáo",
        "report_due": "hạn gửi báo cáo",
        **{f"rows[].{k}": v for k, v in OwedRow.SLOTS.items()},
        **NOUN_SLOT,
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in _HEADED), "addressees", "paper", "report_due",
            "rows[].body", "rows[].duty", *_SIGNED,
        }
    )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The letter as printed."""
        again = len({row.body for row in self.rows if row.urged})
        return {
            "title": f"Công văn {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "addressees": self.addressees,
            "issuer_name": self.issuer_name,
            "paper": self.paper,
            "as_of": paper_day(self.as_of),
            "given": number(self.given),
            "bodies": number(len({row.body for row in self.rows})),
            "duties": number(len(self.rows)),
            "longest": str(max((row.late_days for row in self.rows), default=0)),
            "again": number(again),
            "has_again": again > 0,
            "report_to": self.report_to,
            "report_due": paper_day(self.report_due),
            "rows": [row.to_dict(order) for order, row in enumerate(self.rows, 1)],
            "noun": self.noun,
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }


@dataclass(frozen=True)
class DutyBodyUrging:
    """A letter to one body about its own duties (model ``don_doc_nhiem_vu_rieng``). ``urged``: how
    often it was urged before about this paper, last on ``urged_on``."""

    letterhead: Letterhead
    addressee: str
    issuer_name: str
    body_name: str
    paper: str
    as_of: date
    rows: tuple[OwedRow, ...]
    report_to: str
    report_due: date
    recipients: tuple[Recipient, ...]
    signature: Signature
    urged: int = 0
    urged_on: date | None = None

    MODEL: ClassVar[str] = "don_doc_nhiem_vu_rieng"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "addressee": "nơi kính gửi",
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "body_name": "tên tổ chức đảng",
        "paper": "văn bản giao nhiệm vụ: loại, số, ngày, cơ quan ban hành, trích yếu",
        "as_of": "ngày tính",
        "duties": "số nhiệm vụ quá hạn",
        "urged": "số lần đã đôn đốc trước đó",
        "has_urged": "đã đôn đốc trước đó hay chưa",
        "urged_on": "ngày đôn đốc gần nhất",
        "report_to": "nơi nhận báo cáo",
        "report_due": "hạn gửi báo cáo",
        **{f"rows[].{k}": v for k, v in OwedRow.SLOTS.items()},
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in _HEADED), "addressee", "paper", "report_due",
            "rows[].duty", "rows[].due", *_SIGNED,
        }
    )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The letter as printed."""
        return {
            "title": f"Công văn {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "addressee": self.addressee,
            "issuer_name": self.issuer_name,
            "body_name": self.body_name,
            "paper": self.paper,
            "as_of": paper_day(self.as_of),
            "duties": number(len(self.rows)),
            "urged": str(self.urged),
            "has_urged": self.urged > 0,
            "urged_on": DASH if self.urged_on is None else paper_day(self.urged_on),
            "report_to": self.report_to,
            "report_due": paper_day(self.report_due),
            "rows": [row.to_dict(order) for order, row in enumerate(self.rows, 1)],
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }
