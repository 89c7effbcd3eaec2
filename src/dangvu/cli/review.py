"""``dangvu review``: the month sheet as a table, JSON or a workbook."""

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, complain, month_of, unit_named


def review(words: argparse.Namespace) -> int:
    """Prints or writes the sheet of the account's unit, or of ``--unit`` within its reach."""
    month = month_of(words.month)
    if month is None:
        return 1
    if words.format == "xlsx" and not words.out:
        complain("Bảng Excel cần tên tệp: --out bang-thang.xlsx")
        return 1
    return 0 if acting(words.account, lambda actor: _review(actor, month, words)) else 1


def _review(actor: Any, month: Any, words: argparse.Namespace) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.kernel import audit, clock
    from dangvu.targets import papers, queries
    from dangvu.targets.forecast import with_ahead

    require(actor, Action.VIEW_FIGURES)
    unit_id = unit_named(actor, words.unit, Action.VIEW_FIGURES).pk
    shown = queries.sheet(actor, unit_id, month, clock.today())
    if words.format == "json":
        print(json.dumps(as_json(shown), ensure_ascii=False, indent=2))
    elif words.format == "xlsx":
        require(actor, Action.EXPORT)
        Path(words.out).write_bytes(
            papers.sheet_workbook(with_ahead(shown), actor.name, clock.now())
        )
        audit.record(
            actor, "export_month", kind=audit.Kind.EXPORT, subject=("unit", unit_id),
            unit_path=shown.unit_path, data={"month": month.iso},
        )  # fmt: skip
    else:
        print(as_table(shown))
    return True


def as_json(shown: Any) -> dict[str, Any]:
    """A sheet with the keys scripts rely on."""
    from dataclasses import asdict

    from dangvu.targets.sheets import policy_json

    return {
        "month": shown.month.iso,
        "unit_name": shown.unit_name,
        "revision": shown.revision.number if shown.revision else None,
        "policy": {
            **policy_json(shown.policy),
            "high_from": float(shown.policy.high_from),
            "medium_from": float(shown.policy.medium_from),
        },
        "counts": asdict(shown.counts),
        "total": _row(shown.total),
        "rows": [_row(line) for line in shown.lines],
    }


def _row(line: Any) -> dict[str, Any]:
    return {
        "unit_code": line.unit_code,
        "unit_name": line.unit_name,
        "target": line.target,
        "month": line.month,
        "cumulative": line.cumulative,
        "percent": _number(line.percent),
        "elapsed_percent": _number(line.elapsed_percent),
        "pace": _number(line.pace),
        "class": line.cls,
        "zero": line.zero,
        "zero_months": line.zero_months,
        "reported": line.reported,
        "projected": line.projected,
        "change": line.change,
        "reason": line.reason,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else round(float(value), 4)


def as_table(shown: Any) -> str:
    """The sheet for a terminal: the counts first, then a line per body."""
    from dangvu.office.vietnamese import number
    from dangvu.rules.targets import Class, pace_text, percent_text

    counts = shown.counts
    state = f"đã chốt lần {shown.revision.number}" if shown.revision else "chưa chốt"
    head = [
        f"{shown.unit_name}, tháng {shown.month.label_vi} ({state})",
        f"Cao {counts.high} · Trung bình {counts.medium} · Thấp {counts.low} "
        f"(trong đó chưa kết nạp {counts.zero}) · Không xếp loại {counts.none}",
        "",
        f"{'Đảng bộ':42} {'Chỉ tiêu':>8} {'Tháng':>6} {'Lũy kế':>6} {'Đạt':>8} {'Nhịp':>6}  "
        "Xếp loại",
    ]
    rows = [
        f"{line.short_name or line.unit_name:42.42} "
        f"{'–' if line.target is None else number(line.target):>8} {number(line.month):>6} "
        f"{number(line.cumulative):>6} {percent_text(line.percent, shown.policy):>8} "
        f"{pace_text(line.pace, shown.policy):>6}  {Class(line.cls).label_vi}"
        for line in (*shown.lines, shown.total)
    ]
    return "\n".join([*head, *rows])
