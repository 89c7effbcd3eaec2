"""``dangvu import members`` and ``dangvu import undo``."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dangvu.cli.session import acting, acting_for, complain, workbook_of


def import_members(words: argparse.Namespace) -> int:
    """Reads a workbook of members, checks it, and writes it if so told. Prints the report.

    0: every row was good (and written, if asked); 1: not.
    """
    report = acting(words.account, lambda actor: _import(actor, words))
    if report is None:
        return 1
    if words.format == "json":
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        print(as_text(report))
    return 1 if report["refused"] or (words.commit and not report["committed"]) else 0


def import_undo(words: argparse.Namespace) -> int:
    """Takes a written batch back; only whoever may import there can. Without a name, for the
    account that made it, where that still may."""

    def work(actor: Any) -> bool:
        return _undo(actor, words.batch)

    if words.account:
        done = acting(words.account, work)
    else:
        nobody = (
            f"Không có lần nhập số {words.batch}, hoặc tài khoản đã nhập không còn quyền nhập ở "
            "đơn vị ấy. Đồng chí thêm --as và tên đăng nhập của người có quyền."
        )
        done = acting_for(lambda: _maker(words.batch), nobody, work)
    if not done:
        return 1
    print(f"Đã hoàn tác lần nhập số {words.batch}.")
    return 0


def _maker(batch_id: int) -> Any:
    """The account that made a batch, in a capacity by which it may import there today."""
    from dangvu.access import queries as access
    from dangvu.access.scope import permits
    from dangvu.intake import queries
    from dangvu.kernel import clock
    from dangvu.members.importing import MEMBERS

    account_id, path = queries.whose(batch_id)
    account = access.may_sign_in(account_id) if account_id else None
    if account is None:
        return None
    actors = (access.actor(account, held) for held in access.capacities(account, clock.today()))
    return next((a for a in actors if permits(a, MEMBERS.action, path)), None)


def _undo(actor: Any, batch_id: int) -> bool:
    from dangvu.intake.actions import bulk
    from dangvu.members.importing import MEMBERS

    bulk.undo(actor, MEMBERS, batch_id, _progress)
    return True


def _import(actor: Any, words: argparse.Namespace) -> dict[str, Any]:
    from django.db import transaction

    from dangvu.intake.actions import bulk, mapping
    from dangvu.kernel import clock
    from dangvu.kernel.refusals import Impossible
    from dangvu.members.importing import MEMBERS
    from dangvu.office.vietnamese import day
    from dangvu.office.workbooks import BookRefused
    from dangvu.orgs import queries as orgs

    file = Path(words.file)
    began = time.monotonic()
    try:
        unit = orgs.unit(actor, actor.unit_id, MEMBERS.action)
        options = {"as_of": words.as_of or day(clock.today())}
        with transaction.atomic():
            columns = mapping.named(actor, MEMBERS, unit, words.mapping) if words.mapping else None
            batch = bulk.receive(actor, MEMBERS, unit, file.name, workbook_of(file), options)
            batch = bulk.read(actor, MEMBERS, batch.pk, columns, _progress)
        committed, why = False, ""
        if words.commit:
            try:
                with transaction.atomic():
                    batch = bulk.commit(
                        actor, MEMBERS, batch.pk, only_valid=words.valid_only,
                        progress=_progress, checked=True,
                    )  # fmt: skip
                committed = True
            except Impossible as refused:
                why = refused.message_vi
                complain(why)
    except (BookRefused, Impossible) as refused:
        return _not_taken(file.name, refused.code, refused.message_vi)
    summary = batch.summary
    return {
        "batch": batch.pk,
        "rows": summary["read"],
        **{key: summary[key] for key in ("accepted", "refused", "new", "changed", "unchanged")},
        "committed": committed,
        "errors": list(_errors(batch)),
        "error_workbook": _error_workbook(batch, file) if summary["refused"] else None,
        "seconds": round(time.monotonic() - began, 2),
    }


def _errors(batch: Any) -> Iterator[dict[str, Any]]:
    from dangvu.intake import queries
    from dangvu.members.importing import MEMBERS

    for fault in queries.faults(batch):
        yield {
            "row": fault.number,
            "column": MEMBERS.label(fault.column) or None,
            "value": fault.value or None,
            "code": fault.code,
            "message": fault.message,
            "blocks": fault.blocks,
        }


def _error_workbook(batch: Any, file: Path) -> str:
    from dangvu.intake import papers
    from dangvu.members.importing import MEMBERS

    place = file.with_name(f"{file.stem}-loi.xlsx")
    place.write_bytes(papers.returned_long(MEMBERS, batch))
    return str(place)


def _not_taken(name: str, code: str, message: str) -> dict[str, Any]:
    """The report of a file that was not taken at all."""
    error = {"row": None, "column": None, "value": name, "code": code, "message": message,
             "blocks": True}  # fmt: skip
    counts = dict.fromkeys(("rows", "accepted", "new", "changed", "unchanged"), 0)
    return {"batch": None, **counts, "refused": 1, "committed": False, "errors": [error],
            "error_workbook": None, "seconds": 0.0}  # fmt: skip


def as_text(report: dict[str, Any]) -> str:
    """A report for a terminal."""
    lines = [
        f"Đọc {report['rows']} dòng: nhận {report['accepted']} (mới {report['new']}, thay đổi "
        f"{report['changed']}, không đổi {report['unchanged']}), cần sửa {report['refused']}."
    ]
    for error in report["errors"][:200]:
        where = f"dòng {error['row']}" if error["row"] else "tệp"
        column = f", {error['column']}" if error["column"] else ""
        lines.append(f"  {where}{column}: {error['message']} [{error['code']}]")
    if len(report["errors"]) > 200:
        lines.append(f"  … còn {len(report['errors']) - 200} lỗi nữa trong tệp lỗi.")
    if report["error_workbook"]:
        lines.append(f"Tệp có cột Lỗi: {report['error_workbook']}")
    if report["committed"]:
        lines.append(f"Đã ghi, lần nhập số {report['batch']}.")
    elif report["batch"]:
        lines.append(f"Mới đọc và kiểm tra, lần nhập số {report['batch']}. Thêm --commit để ghi.")
    return "\n".join(lines)


def _progress(stage: str, done: int, total: int) -> None:
    """A line that redraws itself on a terminal."""
    if sys.stderr.isatty():
        share = f" {done}/{total}" if total else ""
        sys.stderr.write(f"\r{stage}{share}".ljust(78))
        sys.stderr.flush()
