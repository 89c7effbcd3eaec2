"""``dangvu export members``: a list of members as a file, noted in the trail like on the page."""

import argparse
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, complain, unit_named


def members(words: argparse.Namespace) -> int:
    """Writes the file. 0: written; 1: not, and why is said."""
    made = acting(words.account, lambda actor: _export(actor, words))
    if made is None:
        return 1
    try:
        Path(words.file).write_bytes(bytes(made.content))
    except OSError as reason:
        complain(f"Không ghi được “{words.file}”: {reason.strerror or reason}.")
        return 1
    print(f"Đã ghi {made.count} dòng vào {words.file}.")
    return 0


def _export(actor: Any, words: argparse.Namespace) -> Any:

    from dangvu.access.matrix import Action
    from dangvu.members.actions.exporting import export_members
    from dangvu.members.queries.exporting import ExportKind

    unit = unit_named(actor, words.unit, Action.EXPORT)
    return export_members(actor, unit, ExportKind(words.layout), words.reason)
