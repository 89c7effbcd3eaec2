"""``dangvu targets import`` and ``dangvu admissions import``: dry run unless told to commit."""

import argparse
import json
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, complain, workbook_of


def targets(words: argparse.Namespace) -> int:
    """The command for the annex of targets; ``--campaign`` is its number or part of its name."""
    return _run(
        words,
        lambda actor: targets_import(
            words.file, actor, words.campaign or None, words.commit, words.reason
        ),
    )


def admissions(words: argparse.Namespace) -> int:
    """The command for a list of admitted persons."""
    return _run(words, lambda actor: admissions_import(words.file, actor, words.commit))


def targets_import(
    path: str,
    actor: Any,
    campaign: str | int | None = None,
    commit: bool = False,
    reason: str = "",
) -> dict[str, Any]:
    """Reads the annex workbook at ``path`` for the actor's unit; writes it only with ``commit``
    and only if no row is in doubt. ``campaign``: its id, or words of its name or decision; the
    running one without it. ``reason`` stands on every adjustment, which a changed target is once a
    month is closed; the workbook's name without it. Gives back the report (see ``_report``)."""
    from dangvu.targets.importing import TARGETS

    options: dict[str, Any] = {"reason": reason or f"Theo bảng {Path(path).name}"}
    if campaign:
        options["campaign"] = campaign
    return _import(TARGETS, path, actor, options, commit)


def admissions_import(path: str, actor: Any, commit: bool = False) -> dict[str, Any]:
    """Reads the workbook of admitted persons at ``path`` for the actor's unit; likewise."""
    from dangvu.admissions.importing import ADMISSIONS

    return _import(ADMISSIONS, path, actor, {}, commit)


def _import(
    kind: Any, path: str, actor: Any, options: dict[str, Any], commit: bool
) -> dict[str, Any]:
    from django.db import transaction

    from dangvu.intake import actions, queries
    from dangvu.kernel.refusals import Impossible
    from dangvu.office.workbooks import BookRefused
    from dangvu.orgs import queries as orgs

    unit = orgs.unit(actor, actor.unit_id)
    file = Path(path)
    try:
        with transaction.atomic():
            data = workbook_of(file)
            options = _named_campaign(kind, actor, unit, options)
            batch = actions.stage(actor, kind, unit, file.name, data, options)
            report = _report(kind, batch, queries.drafts(batch))
            whole = not report["refused"] and not report["doubtful"]
            if commit and whole:
                actions.commit(actor, kind, batch.pk, only_valid=False)
                report |= {"committed": True, "batch": batch.pk}
            else:
                transaction.set_rollback(True)
            return report
    except (BookRefused, Impossible) as refused:
        return _refused(file.name, refused.code, refused.message_vi)


def _named_campaign(kind: Any, actor: Any, unit: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The campaign a word names, as the option wants it; left alone where it names none or many."""
    wanted = str(options.get("campaign", "")).strip()
    if not wanted:
        return options
    from dangvu.office.vietnamese import fold

    choices = next((o.choices for o in kind.options(actor, unit) if o.code == "campaign"), ())
    alike = [value for value, label in choices if fold(wanted) in fold(label)]
    if wanted not in dict(choices) and len(alike) == 1:
        wanted = alike[0]
    return {**options, "campaign": wanted}


def _report(kind: Any, batch: Any, drafts: Any) -> dict[str, Any]:
    """Counts, every refusal with row, column, value, code and reason, and remarks on the whole."""
    return {
        "kind": kind.code,
        "file": batch.file_name,
        "sheet": batch.sheet,
        "read": batch.summary["read"],
        "accepted": batch.summary["accepted"],
        "refused": batch.summary["refused"],
        "doubtful": batch.summary["doubtful"],
        "committed": False,
        "batch": None,
        "refusals": [
            _line(kind, batch, draft, problem)
            for draft in drafts
            if not draft.accepted
            for problem in draft.problems
            if problem.level.blocks
        ],
        "warnings": [
            _line(kind, batch, draft, problem)
            for draft in drafts
            for problem in draft.problems
            if problem.level.value == "warning"
        ],
        "remarks": [
            {"code": remark["code"], "level": remark["level"], "message": remark["message"],
             "items": remark["items"]}
            for remark in (*batch.summary["reading"], *batch.summary["remarks"])
        ],
    }  # fmt: skip


def _line(kind: Any, batch: Any, draft: Any, problem: Any) -> dict[str, Any]:
    from dangvu.office.workbooks import cell_ref

    at = batch.summary["columns"].get(problem.column)
    return {
        "row": draft.number,
        "column": kind.label(problem.column) or None,
        "cell": None if at is None else cell_ref(at, draft.number),
        "value": draft.raw.get(problem.column),
        "code": problem.code,
        "message": f"{problem.message} {problem.mend}".strip(),
        "choices": [{"unit": c.unit_id, "name": c.label} for c in problem.choices],
    }


def _refused(name: str, code: str, message: str) -> dict[str, Any]:
    """The report of a file that was not taken at all."""
    counts = dict.fromkeys(("read", "accepted", "refused", "doubtful"), 0)
    refusal: dict[str, Any] = {
        "row": None, "column": None, "cell": None, "value": name, "code": code,
        "message": message, "choices": [],
    }  # fmt: skip
    return {
        "kind": None, "file": name, "sheet": None, **counts, "committed": False, "batch": None,
        "refusals": [refusal], "warnings": [], "remarks": [],
    }  # fmt: skip


# --------------------------------------------------------------------------- the commands


def _run(words: argparse.Namespace, work: Any) -> int:
    """Runs an import and prints its report. 0: clean (and written, if asked); 1: not."""
    report = acting(words.account, work)
    if report is None:
        return 1
    if words.format == "json":
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(as_text(report, commit=words.commit))
    if words.commit and not report["committed"]:
        complain("Chưa ghi gì vào hệ thống.")
    return 1 if report["refusals"] or (words.commit and not report["committed"]) else 0


def as_text(report: dict[str, Any], *, commit: bool) -> str:
    """A report for a terminal: the sentence, the remarks, a line for each thing to mend."""
    lines = [
        f"{report['file']}: đọc {report['read']} dòng, nhận {report['accepted']}, "
        f"cần chọn {report['doubtful']}, cần sửa {report['refused']}.",
        *(remark["message"] for remark in report["remarks"]),
    ]
    for refusal in report["refusals"]:
        where = refusal["cell"] or (f"dòng {refusal['row']}" if refusal["row"] else "tệp")
        value = f" “{refusal['value']}”" if refusal["value"] and refusal["row"] else ""
        offered = "; ".join(choice["name"] for choice in refusal["choices"])
        tail = f" Gần đúng: {offered}." if offered else ""
        lines.append(f"  {where}{value}: {refusal['message']}{tail} [{refusal['code']}]")
    if report["committed"]:
        lines.append(f"Đã ghi {report['accepted']} dòng, lần nhập số {report['batch']}.")
    elif not commit and not report["refusals"]:
        lines.append("Mới xem thử, chưa ghi. Thêm --commit để ghi.")
    return "\n".join(lines)
