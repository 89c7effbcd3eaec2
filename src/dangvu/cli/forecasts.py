"""``dangvu forecast``: whether the year's target can still be met, as a table or JSON."""

import argparse
import json
from typing import Any

from dangvu.cli.session import acting, month_of, unit_named


def forecast(words: argparse.Namespace) -> int:
    """Prints what is ahead of the account's unit, or of ``--unit`` within its reach, as of the end
    of a month (today, where it runs still)."""
    month = month_of(words.month)
    if month is None:
        return 1
    return 0 if acting(words.account, lambda actor: _forecast(actor, month, words)) else 1


def _forecast(actor: Any, month: Any, words: argparse.Namespace) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.kernel import clock
    from dangvu.targets import queries
    from dangvu.targets.forecast import forecast as ahead
    from dangvu.targets.own_line import own_line

    require(actor, Action.VIEW_FIGURES)
    unit, today = unit_named(actor, words.unit, Action.VIEW_FIGURES), clock.today()
    found = ahead(queries.month_sheet(actor, unit.pk, month, today))
    own = own_line(actor, unit.pk, month, today)
    whole = found.whole_of(own.line) if own and own.line.target is not None else found.total
    if words.format == "json":
        print(json.dumps(as_json(found, whole), ensure_ascii=False, indent=2))
    else:
        print(as_table(found, whole))
    return True


def as_json(found: Any, whole: Any) -> dict[str, Any]:
    """The forecast with the keys scripts rely on."""
    shown = found.sheet
    return {
        "month": shown.month.iso,
        "on": shown.on.isoformat(),
        "period_end": shown.period_end.isoformat(),
        "unit": {**_one(whole), "by_month": _by_month(whole)},
        "bodies": [_one(found.bodies[line.unit_id]) for line in shown.lines],
    }


def _one(one: Any) -> dict[str, Any]:
    line, cause, stuck = one.line, one.suggestion, one.bottleneck
    return {
        "unit_code": line.unit_code,
        "unit_name": line.unit_name,
        "target": line.target,
        "admitted": line.cumulative,
        "remaining": line.remaining,
        "known": one.known,
        "people": one.people,
        "projected": {
            "expected": line.cumulative + one.reached.people,
            "low": line.cumulative + one.reached.low,
            "high": line.cumulative + one.reached.high,
        }
        if one.known
        else None,
        "verdict": one.judgement.verdict.value,
        "short_of": one.judgement.short_of,
        "text": one.judgement.text_vi,
        "last_days": [
            {"begin": day.begin.value, "on": day.on.isoformat(), "need": day.need,
             "quick_on": quick.on.isoformat(), "explain": day.explain}
            for day, quick in zip(one.days, one.quick, strict=True)
        ],
        "phases": [
            {"phase": p.phase.value, "people": p.people, "median_days": p.days,
             "usual_days": p.usual, "seen": p.seen,
             "over_days": p.stuck.over_days if p.stuck else 0}
            for p in one.phases
        ],
        "bottleneck": stuck.phase.value if stuck else None,
        "suggested_cause": {"cause": cause.cause, "detail": cause.detail_vi} if cause else None,
    }  # fmt: skip


def _by_month(one: Any) -> list[dict[str, Any]]:
    return [
        {"month": month.iso, "expected": part.people, "low": part.low, "high": part.high}
        for month, part in one.by_month()
    ]


def as_table(found: Any, whole: Any) -> str:
    """Lines for a terminal."""
    shown = found.sheet
    lines = [f"{shown.unit_name}, dự kiến đến {shown.period_end:%d/%m/%Y}, tính từ"
             f" {shown.on:%d/%m/%Y}", "", _row(whole), whole.judgement.text_vi, ""]  # fmt: skip
    lines += [f"{day.on:%d/%m/%Y}  {day.begin.label_vi}" for day in whole.days]
    lines.append("")
    lines += [_row(found.bodies[line.unit_id]) for line in shown.lines]
    return "\n".join(lines)


def _row(one: Any) -> str:
    line, target = one.line, "–" if one.line.target is None else str(one.line.target)
    ahead = "chưa có hồ sơ nguồn"
    if one.known:
        low, high = line.cumulative + one.reached.low, line.cumulative + one.reached.high
        ahead = f"{line.cumulative + one.reached.people:5} ({low}–{high})"
    name = line.short_name or line.unit_name
    verdict = one.judgement.verdict.label_vi
    return f"{name[:40]:40} {line.cumulative:5}/{target:5} {ahead:22} {verdict}"
