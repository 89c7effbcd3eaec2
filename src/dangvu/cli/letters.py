"""``dangvu letters draft``: urging letters of a month as Word files."""

import argparse
import json
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, complain, month_of, unit_named


def draft(words: argparse.Namespace) -> int:
    """Drafts the letters as the month's page does and writes them into ``--out``: one to all the
    bodies of the classes named, or one to each."""
    month = month_of(words.month)
    if month is None:
        return 1
    out = Path(words.out)
    if out.exists() and not out.is_dir():
        complain(f"“{words.out}” là một tệp, không phải thư mục.")
        return 1
    return 0 if acting(words.account, lambda actor: _draft(actor, month, words, out)) else 1


def _draft(actor: Any, month: Any, words: argparse.Namespace, out: Path) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.documents import queries as documents
    from dangvu.kernel import clock
    from dangvu.orgs import queries as orgs
    from dangvu.rules.targets import due_after_letter
    from dangvu.targets import papers, queries
    from dangvu.targets.actions import draft_urging

    require(actor, Action.DRAFT_LETTERS)
    today = clock.today()
    unit = unit_named(actor, words.unit, Action.DRAFT_LETTERS)
    shown = queries.sheet(actor, unit.pk, month, today)
    classes = set(words.classes or ["low"])
    chosen = [
        line.unit_id
        for line in shown.lines
        if line.cls in classes or (line.zero and "zero" in classes)
    ]
    office = papers.office_of(unit, orgs.letterhead(unit.pk))
    wording = papers.Wording(
        office=papers.accustomed(office, documents.habit(unit.pk)),
        subject=papers.subject_of(shown),
        report_due=due_after_letter(today),
    )
    key = draft_urging(actor, shown, chosen, wording, each=words.each, drafted_on=today)
    letters = _written(actor, key, shown, out)
    if words.format == "json":
        revision = shown.revision.number if shown.revision else None
        said = {"month": month.iso, "revision": revision, "letters": letters}
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print(_table(shown, letters, out))
    return True


def _written(actor: Any, key: str, shown: Any, out: Path) -> list[dict[str, Any]]:
    """Writes every paper of a bundle as a file; gives back what was written. Raises
    ``Impossible``, and then no draft is kept either."""
    from dangvu.documents import queries as documents
    from dangvu.documents.papers import file_name
    from dangvu.kernel import audit
    from dangvu.kernel.refusals import Impossible

    codes = {line.unit_id: line.unit_code for line in (*shown.lines, shown.total)}
    rows = list(documents.with_content(documents.bundle(actor, key)))
    letters = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for row in rows:
            about = row.subject_unit or row.unit
            (out / file_name(row)).write_bytes(bytes(row.content))
            letters.append(
                {
                    "file": file_name(row),
                    "unit_code": codes.get(about.pk, ""),
                    "unit_name": about.name,
                    "sha256": row.sha256,
                    "paper": row.pk,
                }
            )
    except OSError as error:
        reason = error.strerror or str(error)
        raise Impossible(
            "cannot_write", f"Không ghi được vào thư mục “{out}”: {reason}. Chưa soạn gì."
        ) from error
    audit.record(
        actor,
        "download_paper",
        kind=audit.Kind.EXPORT,
        subject=("bundle", key),
        unit_path=shown.unit_path,
        data={"papers": len(rows)},
    )
    return letters


def _table(shown: Any, letters: list[dict[str, Any]], out: Path) -> str:
    """What was written, for a terminal."""
    state = f"đã chốt lần {shown.revision.number}" if shown.revision else "chưa chốt"
    head = [
        f"{shown.unit_name}, tháng {shown.month.label_vi} (số liệu {state})",
        f"Đã soạn {len(letters)} dự thảo vào {out}; chưa lấy số.",
        "",
    ]
    return "\n".join([*head, *(f"{row['file']:70} {row['unit_name']}" for row in letters)])
