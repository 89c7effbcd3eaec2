"""The assessment of how a paper was carried out, from the record alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from dangvu.office.payloads.duties import share_text
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
from dangvu.office.vietnamese import number, paper_day

#: How many bodies a sentence names; the table has the numbers of all.
MOST_NAMED = 40


@dataclass(frozen=True)
class AssessedDuty:
    """How far a duty of the paper is: how many bodies have it, did it, are late, never reported;
    where it recurs, how many periods of bodies came due and how they were reported."""

    no: str
    heading: str
    product: str
    due: str
    given: int
    done: int
    late: int
    silent: int
    in_time: int = 0
    behind: int = 0
    missed: int = 0

    SLOTS: ClassVar[Mapping[str, str]] = {
        "no": "số thứ tự của nhiệm vụ trong văn bản",
        "heading": "nhiệm vụ",
        "product": "sản phẩm",
        "due": "hạn hoặc định kỳ",
        "given": "số nơi được giao",
        "done": "số nơi đã hoàn thành hoặc đã nhận báo cáo",
        "share": "tỷ lệ đã hoàn thành",
        "late": "số nơi quá hạn",
        "silent": "số nơi chưa báo cáo lần nào",
        "periods": "số lượt báo cáo định kỳ đã đến hạn trong kỳ đánh giá",
        "has_periods": "có lượt báo cáo định kỳ nào đã đến hạn hay không",
        "in_time": "số lượt báo cáo đúng hạn",
        "behind": "số lượt báo cáo chậm",
        "missed": "số lượt không báo cáo",
    }

    def to_dict(self) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "no": self.no or DASH,
            "heading": self.heading,
            "product": self.product,
            "due": self.due or DASH,
            "given": number(self.given),
            "done": number(self.done),
            "share": share_text(self.done, self.given),
            "late": number(self.late),
            "silent": number(self.silent),
            "periods": number(self.periods),
            "has_periods": self.periods > 0,
            "in_time": number(self.in_time),
            "behind": number(self.behind),
            "missed": number(self.missed),
        }

    @property
    def periods(self) -> int:
        """How many periods of bodies came due."""
        return self.in_time + self.behind + self.missed


@dataclass(frozen=True)
class Spread:
    """How far the paper was made known: units it goes to, that received it, that held a session;
    members to be reached, reached. The exempt are not counted."""

    units: int
    received: int
    held: int
    members: int
    reached: int

    SLOTS: ClassVar[Mapping[str, str]] = {
        "units": "số nơi phải quán triệt",
        "received": "số nơi đã nhận văn bản",
        "held": "số nơi đã tổ chức quán triệt",
        "held_share": "tỷ lệ nơi đã tổ chức quán triệt",
        "members": "số đảng viên phải học tập, quán triệt",
        "reached": "số đảng viên đã học tập, quán triệt",
        "reached_share": "tỷ lệ đảng viên đã học tập, quán triệt",
    }

    def to_dict(self) -> dict[str, Any]:
        """The counts as printed."""
        return {
            "units": number(self.units),
            "received": number(self.received),
            "held": number(self.held),
            "held_share": share_text(self.held, self.units),
            "members": number(self.members),
            "reached": number(self.reached),
            "reached_share": share_text(self.reached, self.members),
        }


@dataclass(frozen=True)
class Voice:
    """What a body wrote in its report."""

    body: str
    text: str

    SLOTS: ClassVar[Mapping[str, str]] = {"body": "tên tổ chức đảng", "text": "nội dung đã báo cáo"}

    def to_dict(self) -> dict[str, Any]:
        """The words as printed, without a full stop of their own."""
        return {"body": self.body, "text": self.text.rstrip(" .;")}


@dataclass(frozen=True)
class DirectiveAssessment:
    """The report on how a paper was carried out (model ``danh_gia_thuc_hien``). ``period`` names
    what it covers, "năm 2026" or "nhiệm kỳ 2025 - 2030". Nothing in it is judged by the machine:
    counts, names and what bodies wrote."""

    letterhead: Letterhead
    issuer_name: str
    paper: str
    period: str
    as_of: date
    duties: tuple[AssessedDuty, ...]
    spread: Spread
    bodies: int
    all_done: tuple[str, ...]
    late: tuple[str, ...]
    silent: tuple[str, ...]
    difficulties: tuple[Voice, ...]
    proposals: tuple[Voice, ...]
    urgings: int
    urged_bodies: int
    inspections: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    signature: Signature
    noun: str = "tổ chức đảng"

    MODEL: ClassVar[str] = "danh_gia_thuc_hien"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "paper": "văn bản được đánh giá: loại, số, ngày, cơ quan ban hành, trích yếu",
        "period": "kỳ đánh giá, ví dụ năm 2026",
        "as_of": "ngày tính số liệu",
        **{f"duties[].{k}": v for k, v in AssessedDuty.SLOTS.items()},
        "duty_count": "số nhiệm vụ của văn bản",
        "has_periods": "có lượt báo cáo định kỳ nào đã đến hạn hay không",
        **prefixed("spread", Spread.SLOTS),
        "bodies": "số nơi được giao nhiệm vụ",
        "all_done_count": "số nơi hoàn thành mọi nhiệm vụ",
        "all_done": "tên các nơi hoàn thành mọi nhiệm vụ",
        "has_all_done": "có nơi hoàn thành mọi nhiệm vụ hay không",
        "late_count": "số nơi còn nhiệm vụ quá hạn",
        "late": "tên các nơi còn nhiệm vụ quá hạn",
        "has_late": "có nơi quá hạn hay không",
        "silent_count": "số nơi chưa báo cáo lần nào",
        "silent": "tên các nơi chưa báo cáo lần nào",
        "has_silent": "có nơi chưa báo cáo lần nào hay không",
        **{f"difficulties[].{k}": f"khó khăn: {v}" for k, v in Voice.SLOTS.items()},
        "has_difficulties": "có nơi nêu khó khăn hay không",
        **{f"proposals[].{k}": f"đề xuất: {v}" for k, v in Voice.SLOTS.items()},
        "has_proposals": "có nơi đề xuất hay không",
        "urgings": "số lượt đôn đốc",
        "urged_bodies": "số nơi đã phải đôn đốc",
        "has_urgings": "đã đôn đốc lần nào hay chưa",
        "inspections": "tên các nơi đề nghị đưa vào chương trình kiểm tra",
        "has_inspections": "có nơi đề nghị kiểm tra hay không",
        **NOUN_SLOT,
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date")),
            *("letterhead.draft", "letterhead.subject", "paper", "period", "as_of"),
            *("duties[].heading", "duties[].given", "duties[].done", "spread.held"),
            *("recipients[].line", "signature.post", "signature.name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The report as printed."""
        return {
            "title": f"Báo cáo {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "issuer_name": self.issuer_name,
            "paper": self.paper,
            "period": self.period,
            "as_of": paper_day(self.as_of),
            "duties": [duty.to_dict() for duty in self.duties],
            "duty_count": number(len(self.duties)),
            "has_periods": any(duty.periods for duty in self.duties),
            "spread": self.spread.to_dict(),
            "bodies": number(self.bodies),
            **_named("all_done", self.all_done),
            **_named("late", self.late),
            **_named("silent", self.silent),
            "difficulties": [voice.to_dict() for voice in self.difficulties],
            "has_difficulties": bool(self.difficulties),
            "proposals": [voice.to_dict() for voice in self.proposals],
            "has_proposals": bool(self.proposals),
            "urgings": number(self.urgings),
            "urged_bodies": number(self.urged_bodies),
            "has_urgings": self.urgings > 0,
            "inspections": _some(self.inspections),
            "has_inspections": bool(self.inspections),
            "noun": self.noun,
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }


def _named(key: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {f"{key}_count": number(len(names)), key: _some(names), f"has_{key}": bool(names)}


def _some(names: tuple[str, ...]) -> str:
    """The names in a row; of many, the first and how many more."""
    shown = "; ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown}; và {number(more)} nơi nữa" if more > 0 else shown
