"""The summary of what many answered about a duty, compiled from their reports alone."""

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
from dangvu.office.vietnamese import number, paper_day

#: How many bodies a sentence names; the annex has them all.
MOST_NAMED = 40


@dataclass(frozen=True)
class SummedFigure:
    """A figure over all answers: its total as written (a dash where it is not added up), of how
    many bodies it is."""

    label: str
    unit: str
    total: str
    bodies: int

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "label": "nội dung số liệu",
        "unit": "đơn vị tính",
        "total": "tổng cộng",
        "bodies": "số nơi có số liệu",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order), "label": self.label, "unit": self.unit or DASH,
            "total": self.total, "bodies": number(self.bodies),
        }  # fmt: skip


@dataclass(frozen=True)
class SummedAnswer:
    """One body's line of the annex; ``figures`` as written, in the order of the columns."""

    name: str
    state: str
    sent_on: date | None
    late_days: int
    figures: tuple[str, ...] = ()

    SLOTS: ClassVar[Mapping[str, str]] = {
        "order": "số thứ tự",
        "name": "tên tổ chức đảng",
        "state": "tình trạng báo cáo",
        "sent_on": "ngày gửi báo cáo",
        "late_days": "số ngày làm việc chậm",
        "figures[]": "một số liệu, theo thứ tự các cột",
    }

    def to_dict(self, order: int) -> dict[str, Any]:
        """The cells of the row."""
        return {
            "order": str(order), "name": self.name, "state": self.state,
            "sent_on": paper_day(self.sent_on) if self.sent_on else DASH,
            "late_days": number(self.late_days) if self.late_days else DASH,
            "figures": list(self.figures),
        }  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What was written in reports, and by whom: of several bodies where they wrote the same."""

    text: str
    bodies: tuple[str, ...]

    SLOTS: ClassVar[Mapping[str, str]] = {
        "text": "nội dung đã báo cáo",
        "bodies": "những nơi nêu",
    }

    def to_dict(self) -> dict[str, Any]:
        """The words as printed, without a full stop of their own."""
        return {"text": self.text.rstrip(" .;"), "bodies": named(self.bodies)}


@dataclass(frozen=True)
class SummaryReport:
    """The summary of the answers to a duty (model ``bao_cao_tong_hop``). ``columns`` are the titles
    of the figures in the annex. Nothing in it is judged by the machine: totals, days, names, and
    what bodies wrote; ``assessment`` and ``next_steps`` are the drafter's own words."""

    letterhead: Letterhead
    issuer_name: str
    paper: str
    duty: str
    period: str
    as_of: date
    in_time: tuple[str, ...]
    late: tuple[str, ...]
    missing: tuple[str, ...]
    figures: tuple[SummedFigure, ...]
    difficulties: tuple[Said, ...]
    proposals: tuple[Said, ...]
    columns: tuple[str, ...]
    answers: tuple[SummedAnswer, ...]
    recipients: tuple[Recipient, ...]
    signature: Signature
    assessment: str = ""
    next_steps: str = ""
    noun: str = "tổ chức đảng"

    MODEL: ClassVar[str] = "bao_cao_tong_hop"
    SLOTS: ClassVar[Mapping[str, str]] = {
        "title": "tên tài liệu ghi trong tệp",
        **prefixed("letterhead", Letterhead.SLOTS),
        "issuer_name": "tên cơ quan ban hành viết trong câu",
        "paper": "văn bản giao nhiệm vụ: loại, số, ngày, cơ quan ban hành",
        "duty": "nhiệm vụ được tổng hợp",
        "period": "kỳ báo cáo, ví dụ quý II/2026",
        "has_period": "nhiệm vụ có chia kỳ hay không",
        "as_of": "ngày tổng hợp",
        "bodies": "số nơi phải báo cáo",
        "answered": "số nơi đã báo cáo",
        "in_time_count": "số nơi báo cáo đúng hạn",
        "late_count": "số nơi báo cáo chậm",
        "late": "tên các nơi báo cáo chậm",
        "has_late": "có nơi báo cáo chậm hay không",
        "missing_count": "số nơi chưa báo cáo",
        "missing": "tên các nơi chưa báo cáo",
        "has_missing": "có nơi chưa báo cáo hay không",
        **{f"figures[].{k}": v for k, v in SummedFigure.SLOTS.items()},
        "has_figures": "có số liệu hay không",
        **{f"difficulties[].{k}": f"khó khăn: {v}" for k, v in Said.SLOTS.items()},
        "has_difficulties": "có nơi nêu khó khăn hay không",
        **{f"proposals[].{k}": f"đề xuất: {v}" for k, v in Said.SLOTS.items()},
        "has_proposals": "có nơi đề xuất hay không",
        "assessment": "nhận xét, đánh giá do nơi soạn ghi",
        "has_assessment": "nơi soạn có ghi đánh giá hay không",
        "next_steps": "nhiệm vụ thời gian tới do nơi soạn ghi",
        "has_next_steps": "nơi soạn có ghi nhiệm vụ tới hay không",
        "columns[]": "tên một cột số liệu của phụ lục",
        **{f"answers[].{k}": v for k, v in SummedAnswer.SLOTS.items()},
        **NOUN_SLOT,
        **RECIPIENT_SLOT,
        **prefixed("signature", Signature.SLOTS),
    }
    REQUIRED: ClassVar[frozenset[str]] = frozenset(
        {
            *(f"letterhead.{k}" for k in ("superior", "issuer", "number_line", "place_and_date")),
            *("letterhead.draft", "letterhead.subject", "paper", "duty", "as_of", "bodies"),
            *("answered", "late", "missing", "answers[].name", "answers[].state"),
            *("recipients[].line", "signature.post", "signature.name"),
        }
    )

    def to_dict(self) -> dict[str, Any]:
        """The report as printed."""
        answered = len(self.in_time) + len(self.late)
        return {
            "title": f"Báo cáo {self.letterhead.subject}",
            "letterhead": self.letterhead.to_dict(),
            "issuer_name": self.issuer_name,
            "paper": self.paper,
            "duty": self.duty.rstrip(" .;"),
            "period": self.period,
            "has_period": bool(self.period),
            "as_of": paper_day(self.as_of),
            "bodies": number(answered + len(self.missing)),
            "answered": number(answered),
            "in_time_count": number(len(self.in_time)),
            "late_count": number(len(self.late)),
            "late": named(self.late),
            "has_late": bool(self.late),
            "missing_count": number(len(self.missing)),
            "missing": named(self.missing),
            "has_missing": bool(self.missing),
            "figures": [one.to_dict(n) for n, one in enumerate(self.figures, start=1)],
            "has_figures": bool(self.figures),
            "difficulties": [one.to_dict() for one in self.difficulties],
            "has_difficulties": bool(self.difficulties),
            "proposals": [one.to_dict() for one in self.proposals],
            "has_proposals": bool(self.proposals),
            "assessment": self.assessment,
            "has_assessment": bool(self.assessment),
            "next_steps": self.next_steps,
            "has_next_steps": bool(self.next_steps),
            "columns": list(self.columns),
            "answers": [one.to_dict(n) for n, one in enumerate(self.answers, start=1)],
            "noun": self.noun,
            "recipients": recipient_lines(self.recipients),
            "signature": self.signature.to_dict(),
        }


def named(names: tuple[str, ...]) -> str:
    """The names in a row; of many, the first and how many more."""
    shown = "; ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown}; và {number(more)} nơi nữa" if more > 0 else shown
