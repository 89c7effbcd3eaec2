"""What every paper has: its head, its recipients, its signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from dangvu.office.vietnamese import NBSP, decimal, long_day, number, paper_day, percent

DASH = "–"
Figure = Decimal | float


def whole_or_dash(value: int | None) -> str:
    """The figure, or a dash where there is none."""
    return DASH if value is None else number(value)


def percent_or_dash(value: Figure | str | None) -> str:
    """The percentage, or a dash where there is none; what is already written stays as it is."""
    if value is None or isinstance(value, str):
        return value or DASH
    return percent(value)


def decimal_or_dash(value: Figure | str | None, places: int) -> str:
    """The figure with so many decimals, or a dash; what is already written stays as it is, for
    only its writer knows how many decimals keep it on the right side of a threshold."""
    if value is None or isinstance(value, str):
        return value or DASH
    return decimal(value, places)


def joined(parts: Sequence[str]) -> str:
    """The parts in one sentence, "a; b và c"; empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{'; '.join(parts[:-1])} và {parts[-1]}"


def month_numbers(first: int, months: int) -> list[str]:
    """Numbers of the months in a row that begin with month ``first`` of a year."""
    return [str((first - 1 + i) % 12 + 1) for i in range(months)]


def prefixed(prefix: str, slots: Mapping[str, str]) -> dict[str, str]:
    """The slots of a part of a payload, named from the payload."""
    return {f"{prefix}.{name}": meaning for name, meaning in slots.items()}


@dataclass(frozen=True)
class Letterhead:
    """The head of a paper (R13.2, R13.3).

    `symbol` is what follows the number, "CV/BTCTU"; empty for a paper without number. `number` and
    `issued_on` stay None until issue; until then `month` (any day of it) gives the printed month,
    and `draft_round` from 2 on is printed beside the draft mark.
    """

    superior: str
    issuer: str
    symbol: str
    place: str
    month: date
    number: int | None = None
    issued_on: date | None = None
    subject: str = ""
    draft_round: int = 1

    SLOTS: ClassVar[Mapping[str, str]] = {
        "superior": "tổ chức đảng cấp trên",
        "issuer": "cơ quan ban hành",
        "number_line": "dòng số và ký hiệu; để trống số khi còn dự thảo",
        "has_number": "có dòng số hay không",
        "reference": "số, ký hiệu và ngày để dẫn lại, ví dụ ở phụ lục",
        "place_and_date": "nơi và ngày tháng năm",
        "draft": "còn là dự thảo hay không",
        "draft_mark": "chữ DỰ THẢO và lần dự thảo",
        "subject": "trích yếu",
    }

    def __post_init__(self) -> None:
        if (self.number is None) != (self.issued_on is None) and self.symbol:
            raise ValueError("a paper gets its number and its date together, on issue")

    def to_dict(self) -> dict[str, Any]:
        """The words of the head. The date is never broken: after a long place it stands beneath."""
        draft = self.issued_on is None
        spelt = NBSP * 8 if self.number is None else f"{self.number:02d}"
        words = f"{spelt}-{self.symbol}" if self.symbol else ""
        if self.issued_on is None:
            month = f"{self.month.month:02d}" if self.month.month <= 2 else str(self.month.month)
            dated = f"ngày{NBSP * 6}tháng {month} năm {self.month.year}"
        else:
            dated = long_day(self.issued_on)
        return {
            "superior": self.superior,
            "issuer": self.issuer,
            "number_line": f"Số {words}" if words else "",
            "has_number": bool(words),
            "reference": words + (f", ngày {paper_day(self.issued_on)}" if self.issued_on else ""),
            "place_and_date": f"{self.place}, {dated.replace(' ', NBSP)}",
            "draft": draft,
            "draft_mark": "DỰ THẢO" + (f" LẦN {self.draft_round}" if self.draft_round > 1 else ""),
            "subject": self.subject,
        }


@dataclass(frozen=True)
class Recipient:
    """One line of "Nơi nhận"; `note` as "b/c" or "để phối hợp"."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Signature:
    """Who signs: `authority` as "K/T TRƯỞNG BAN" or "T/M BAN THƯỜNG VỤ" (may be empty), the post
    without the organ's name, the name without titles (R13.9).
    """

    authority: str
    post: str
    name: str = ""

    SLOTS: ClassVar[Mapping[str, str]] = {
        "authority": "thể thức đề ký, ví dụ K/T TRƯỞNG BAN",
        "post": "chức vụ người ký",
        "name": "họ tên người ký",
    }

    def to_dict(self) -> dict[str, Any]:
        """The words of the signature block."""
        return {"authority": self.authority, "post": self.post, "name": self.name}


NOUN_SLOT = {"noun": "gọi chung các nơi nhận: đảng bộ, chi bộ hoặc tổ chức đảng"}
PERIOD_SLOTS = {
    "period": "kỳ giao chỉ tiêu, ví dụ năm 2026",
    "period_word": "chữ năm, hoặc chữ kỳ khi chỉ tiêu không giao theo năm",
}


def period_words(period: str, year: int) -> dict[str, str]:
    """The period of the targets: the year, unless `period` names another."""
    return {"period": period or f"năm {year}", "period_word": "kỳ" if period else "năm"}


RECIPIENT_SLOT = {"recipients[].line": "một dòng nơi nhận, đã có dấu phẩy hoặc dấu chấm"}


def recipient_lines(recipients: Sequence[Recipient]) -> list[dict[str, Any]]:
    """Lines ending in a comma, the last in a full stop (R13.10)."""
    last = len(recipients) - 1
    return [
        {
            "line": f"- {r.name}"
            + (f" ({r.note})" if r.note else "")
            + ("." if index == last else ",")
        }
        for index, r in enumerate(recipients)
    ]
