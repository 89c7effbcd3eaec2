"""The letter that introduces a member to another organisation (R4.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from dangvu.office.payloads.head import DASH, Letterhead, Signature, prefixed
from dangvu.office.vietnamese import paper_day


@dataclass(frozen=True)
class LetterBox:
    """A box of the letter: who introduces, to whom, on which day; without a day it is still to be
    signed."""

    by: str
    to: str
    on: date | None = None

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số của ô",
        "by": "tổ chức giới thiệu",
        "to": "nơi được giới thiệu đến",
        "on": "ngày giới thiệu; để trống khi chưa đến ô này",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order),
            "by": self.by,
            "to": self.to,
            "on": paper_day(self.on) if self.on else "",
        }


@dataclass(frozen=True)
class IntroductionLetter:
    """The introduction of one member (model `giay_gioi_thieu`).

    `kind` names the sort of letter as it is printed under the title ("chính thức"). `until` is the
    last day of a temporary transfer. `dues_through` is any day of the last month paid for.
    """

    letterhead: Letterhead
    kind: str
    addressee: str
    issuer_name: str
    full_name: str
    birth_on: date
    status: str
    from_cell: str
    to_cell: str
    reason: str
    boxes: tuple[LetterBox, ...]
    signature: Signature
    other_name: str = ""
    card_number: str = ""
    dossier_number: str = ""
    joined_on: date | None = None
    official_on: date | None = None
    dues_through: date | None = None
    until_on: date | None = None

    MODEL: ClassVar[str] = "giay_gioi_thieu"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "kind": "loại giấy: chính thức, tạm thời, nội bộ, ra ngoài nước",
        "addressee": "nơi kính gửi",
        "issuer_name": "tên tổ chức giới thiệu viết trong câu",
        "full_name": "họ và tên đảng viên",
        "other_name": "tên gọi khác",
        "has_other_name": "có tên gọi khác hay không",
        "birth_on": "ngày sinh",
        "card_number": "số thẻ đảng viên",
        "dossier_number": "số lý lịch đảng viên",
        "status": "đảng viên chính thức hay dự bị",
        "joined_on": "ngày vào Đảng",
        "official_on": "ngày chính thức",
        "from_cell": "chi bộ đang sinh hoạt",
        "to_cell": "chi bộ, tổ chức nơi chuyển đến",
        "reason": "lý do chuyển",
        "dues_through": "tháng đã đóng đảng phí đến, ví dụ 5/2026",
        "until_on": "ngày hết thời hạn sinh hoạt tạm thời",
        "has_until": "có thời hạn hay không",
        **{f"boxes[].{k}": v for k, v in LetterBox.SLOTS.items()},
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date")),
            *("kind", "addressee", "full_name", "birth_on", "from_cell", "to_cell"),
            *("dues_through", "boxes[].by", "boxes[].on", "signature.post", "signature.name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The letter as printed."""
        paid = self.dues_through
        return {
            "title": "Giấy giới thiệu sinh hoạt đảng",
            "letterhead": self.letterhead.to_dict(),
            "kind": self.kind,
            "addressee": self.addressee,
            "issuer_name": self.issuer_name,
            "full_name": self.full_name,
            "other_name": self.other_name,
            "has_other_name": bool(self.other_name),
            "birth_on": paper_day(self.birth_on),
            "card_number": self.card_number or DASH,
            "dossier_number": self.dossier_number or DASH,
            "status": self.status,
            "joined_on": paper_day(self.joined_on) if self.joined_on else DASH,
            "official_on": paper_day(self.official_on) if self.official_on else DASH,
            "from_cell": self.from_cell,
            "to_cell": self.to_cell,
            "reason": self.reason or DASH,
            "dues_through": f"{paid.month}/{paid.year}" if paid else DASH,
            "until_on": paper_day(self.until_on) if self.until_on else "",
            "has_until": self.until_on is not None,
            "boxes": box_lines(self.boxes),
            "signature": self.signature.to_dict(),
        }


def box_lines(boxes: tuple[LetterBox, ...]) -> list[dict[str, Any]]:
    """The boxes as they are printed, numbered from 1."""
    return [box.to_dict(i) for i, box in enumerate(boxes, start=1)]
