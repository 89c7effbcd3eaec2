"""``dangvu stats``: the movement of members of a unit, as JSON or a workbook."""

import argparse
import json
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, complain, unit_named


def movement(words: argparse.Namespace) -> int:
    """Prints or writes form 1-TCTW of the account's unit, or of ``--unit`` within its reach.

    ``--from`` and ``--to`` are the first and the last day of the period, both included.
    """
    from dangvu.rules.statistics import Period

    try:
        period = Period(words.since, words.until)
    except ValueError as error:
        complain(str(error))
        return 1
    return 0 if acting(words.account, lambda actor: _movement(actor, period, words)) else 1


def _movement(actor: Any, period: Any, words: argparse.Namespace) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.kernel import audit, clock
    from dangvu.orgs import queries as orgs
    from dangvu.statistics import papers, queries, tables

    require(actor, Action.VIEW_FIGURES)
    unit_id = unit_named(actor, words.unit, Action.VIEW_FIGURES).pk
    of = queries.branch(actor, unit_id)
    shown = tables.computed(actor, of, 1, period)
    if words.format == "json":
        print(json.dumps(as_json(shown), ensure_ascii=False, indent=2))
        return True
    require(actor, Action.EXPORT)
    head = orgs.letterhead(unit_id)
    place = Path(words.out or f"bieu-1-TCTW-{period.last.isoformat()}.xlsx")
    place.write_bytes(papers.workbook(shown, head, actor.name, clock.now()))
    print(f"Đã ghi {place}")
    audit.record(
        actor, "export_statistics", kind=audit.Kind.EXPORT, subject=("unit", unit_id),
        unit_path=of.path,
        data={"form": shown.form.code, "since": period.first.isoformat(),
              "until": period.last.isoformat(), "format": "xlsx"},
    )  # fmt: skip
    return True


def as_json(shown: Any) -> dict[str, Any]:
    """The movement with the keys scripts rely on: D = A + B - C, by kind."""
    found = shown.movement
    return {
        "form": shown.form.code,
        "unit_name": shown.unit_name,
        "from": shown.period.first.isoformat(),
        "to": shown.period.last.isoformat(),
        "start_on": shown.period.before.isoformat(),
        "start": _split(found.start),
        "increase": {**_split(found.all_came), "by_kind": _kinds(found.came)},
        "decrease": {**_split(found.all_went), "by_kind": _kinds(found.went)},
        "became_official": found.recognised,
        "end": _split(found.end),
        "guests": found.guests,
        "holds": found.holds,
    }


def _split(split: Any) -> dict[str, int]:
    return {
        "total": split.total,
        "official": split.official,
        "probationary": split.probationary,
    }


def _kinds(lines: dict[str, Any]) -> dict[str, dict[str, int]]:
    return {kind: _split(split) for kind, split in sorted(lines.items())}
