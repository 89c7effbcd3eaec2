"""``dangvu rules``: the figures of the law, and a deadline computed by them.

Needs no database: what it says is what the tables say, without an office's own days and choices.
"""

import argparse
import json
from typing import Any

from dangvu.cli.session import complain
from dangvu.rules import book
from dangvu.rules.basis import Rule
from dangvu.rules.timers import Timer


def show(words: argparse.Namespace) -> int:
    """Prints every figure with its versions, sources and confidence."""
    if words.format == "json":
        print(json.dumps([_rule(rule) for rule in book.RULES], ensure_ascii=False, indent=2))
        return 0
    for rule in book.RULES:
        row = rule.rows[-1]
        print(f"{rule.name}: {rule.title_vi}: {_words(row.value)} {rule.unit_vi}".rstrip())
        print(f"    {row.basis.rule} {row.basis.text_vi}")
    return 0


def deadline(words: argparse.Namespace) -> int:
    """Prints the last day of a limit from its trigger; ``--on`` adds how it stands on that day."""
    found = book.limit_named(words.name)
    if found is None:
        complain(f"Không có thời hạn “{words.name}”. Các thời hạn: {', '.join(book.LIMITS)}.")
        return 1
    rule, unit = found
    try:
        limit = book.limit_timer(rule, unit, words.trigger)
        said = as_json(rule, limit)
    except (OverflowError, ValueError):
        complain("Ngày quá xa, không tính được.")
        return 1
    if words.on is not None:
        said |= {
            "on": words.on.isoformat(),
            "left": limit.left(words.on),
            "percent": limit.percent(words.on),
            "alert": limit.alert(words.on).value,
            "overdue": limit.overdue(words.on),
        }
    if words.format == "json":
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return 0
    print(f"{limit.title_vi}: {limit.brief()}")
    print(f"Căn cứ {limit.basis.rule}: {limit.basis.text_vi}")
    if words.on is not None:
        print(limit.state(words.on))
    return 0


def as_json(rule: Rule, limit: Timer) -> dict[str, Any]:
    """A deadline with the keys scripts rely on. Day 1 is the day after the trigger."""
    row = rule.at(limit.start)
    return {
        "due_on": limit.due_on.isoformat(),
        "n": limit.n,
        "unit": limit.unit.value,
        "trigger": limit.start.isoformat(),
        "skipped": [holiday.on.isoformat() for holiday in limit.skipped],
        "explain": limit.brief(),
        "rule": {
            "name": rule.name,
            "title": rule.title_vi,
            "version": book.version(row.basis, row.since),
            "since": book.row_of(row)["since"],
            "number": row.basis.rule,
            "source": row.basis.source,
            "article": row.basis.article,
            "confidence": row.basis.confidence.value,
        },
    }


def _rule(rule: Rule) -> dict[str, Any]:
    limit = book.LIMITS.get(rule.name)
    return {
        "name": rule.name,
        "title": rule.title_vi,
        "unit": rule.unit_vi,
        "deadline": limit[1].value if limit else None,
        "rows": [book.row_of(row) for row in rule.rows],
    }


def _words(value: object) -> str:
    return str(
        getattr(value, "label_vi", None) or json.dumps(book.plain(value), ensure_ascii=False)
    )
