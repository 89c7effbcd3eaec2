"""``dangvu directive read``: what a paper asks, as scripts take it and as people read it.

Needs no database and no account: the file is read, nothing is kept.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangvu.cli.session import bytes_of, complain

if TYPE_CHECKING:
    from dangvu.office.reading import PaperText
    from dangvu.rules.obligations import Due, Duty, Proposal, Recurrence


def read(words: argparse.Namespace) -> int:
    """Reads a paper and prints its header, references, notes, figures and duties."""
    from dangvu.office.archives import PackageRefused
    from dangvu.office.reading import read_paper
    from dangvu.rules.obligations import propose

    try:
        paper = read_paper(bytes_of(Path(words.file)))
    except PackageRefused as refusal:
        complain(f"{refusal.message_vi} [{refusal.code}]")
        return 1
    found = propose(paper.text)
    if words.format == "json":
        print(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(paper, found)))
    return 0


def as_json(found: "Proposal") -> dict[str, Any]:
    """A paper as read, with the keys scripts rely on. Spans are offsets in the text as given."""
    head = found.header
    return {
        "kind": head.kind.abbreviation if head.kind else None,
        "kind_name": head.kind_name,
        "number": head.number,
        "symbol": head.symbol,
        "number_symbol": head.number_symbol,
        "draft": head.draft,
        "place": head.place,
        "issued_on": _day(head.issued_on),
        "superior": head.superior,
        "issuer": head.issuer,
        "subject": head.subject,
        "addressees": list(head.addressees),
        "signer": {
            "authority": head.signer.authority,
            "post": head.signer.post,
            "name": head.signer.name,
        },
        "distribution": list(head.distribution),
        "references": [
            {
                "number_symbol": one.number_symbol,
                "issued_on": _day(one.issued_on),
                "issuer": one.issuer,
                "subject": one.subject,
            }
            for one in found.references
        ],
        "footnotes": [{"mark": one.mark, "text": one.text} for one in found.footnotes],
        "figures": [
            {"value": _number(one.value), "unit": one.unit, "text": one.text}
            for one in found.figures
        ],
        "obligations": [_duty(one) for one in found.obligations],
    }


def _duty(one: "Duty") -> dict[str, Any]:
    return {
        "no": one.no,
        "heading": one.heading,
        "lead": list(one.lead),
        "join": list(one.join),
        "audience": one.audience.value if one.audience else None,
        "what": one.what,
        "product": one.product.value if one.product else None,
        "due": _due(one.due),
        "recurrence": _again(one.recurrence),
        "report_to": one.report_to,
        "span": list(one.span),
        "confidence": one.confidence,
    }


def _due(due: "Due | None") -> dict[str, Any] | None:
    if due is None:
        return None
    return {"on": _day(due.on), "inclusive": due.inclusive, "text": due.text}


def _again(again: "Recurrence | None") -> dict[str, Any] | None:
    if again is None:
        return None
    return {
        "every": again.every.value,
        "times": again.times,
        "at_least": again.at_least,
        "day": again.day,
        "month": again.month,
        "inclusive": again.inclusive,
        "text": again.text,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _lines(paper: "PaperText", found: "Proposal") -> Iterator[str]:
    head = found.header
    yield f"Cách đọc: {paper.way.label_vi}"
    sign = ", ".join(w for w in (head.signer.authority, head.signer.post, head.signer.name) if w)
    number = head.number_symbol + (" (dự thảo)" if head.draft else "")
    for label, value in (
        ("Loại", head.kind_name), ("Số, ký hiệu", number), ("Cấp trên", head.superior),
        ("Cơ quan ban hành", head.issuer), ("Nơi ban hành", head.place),
        ("Ngày", _shown(head.issued_on)), ("Trích yếu", head.subject),
        ("Kính gửi", "; ".join(head.addressees)), ("Người ký", sign),
        ("Nơi nhận", "; ".join(head.distribution)), ("Phổ biến đến", found.reach_vi),
    ):  # fmt: skip
        yield f"{label}: {value or '(không thấy)'}"
    yield f"\nVăn bản dẫn ({len(found.references)})"
    for one in found.references:
        of = f" của {one.issuer}" if one.issuer else ""
        on = f", ngày {_shown(one.issued_on)}" if one.issued_on else ""
        about = f" về {one.subject}" if one.subject else ""
        yield f"  {one.kind_name} số {one.number_symbol}{on}{of}{about}".replace("  số", "  Số")
    for note in found.footnotes:
        yield f"Chú thích {note.mark}: {note.text}"
    yield f"\nNhiệm vụ ({len(found.obligations)})"
    for duty in found.obligations:
        yield from _duty_lines(duty)
    doubts = [*paper.doubts_vi, *found.doubts_vi]
    if doubts:
        yield "\nCần xem lại"
        yield from (f"  {doubt}" for doubt in doubts)


def _duty_lines(duty: "Duty") -> Iterator[str]:
    yield f"{duty.no or '–'}  {duty.what}"
    sure = f"{duty.confidence:.0%}".replace("%", " %")
    for label, value in (
        ("Mục", duty.heading), ("Chủ trì", "; ".join(duty.lead)),
        ("Phối hợp", "; ".join(duty.join)),
        ("Đối tượng", duty.audience.label_vi if duty.audience else ""),
        ("Sản phẩm", duty.product.label_vi if duty.product else ""),
        ("Hạn", _due_words(duty.due)),
        ("Định kỳ", f"{duty.recurrence.every.label_vi} (“{duty.recurrence.text}”)"
         if duty.recurrence else ""),
        ("Báo cáo về", duty.report_to), ("Chắc chắn", sure),
        ("Cần xem lại", " ".join(duty.doubts_vi)),
    ):  # fmt: skip
        if value:
            yield f"     {label}: {value}"


def _due_words(due: "Due | None") -> str:
    if due is None:
        return ""
    side = "kể cả ngày ấy" if due.inclusive else "không kể ngày ấy"
    return f"{_shown(due.on)}, {side} (“{due.text}”)" if due.on else f"“{due.text}”"


def _shown(on: date | None) -> str:
    return on.strftime("%d/%m/%Y") if on else ""
