"""``dangvu admissions``: where a case stands, the red list, and what is done of itself each day."""

import argparse
import json
from datetime import date
from typing import Any

from dangvu.cli.environment import enter, house
from dangvu.cli.session import acting, complain, unit_named


def status(words: argparse.Namespace) -> int:
    """Prints where a case stood on a day: stage, limits, what is missing.

    As an account (``--as``) within its reach. Without one, for whoever keeps the house: the answer
    then names nobody.
    """
    if words.account:
        return 0 if acting(words.account, lambda actor: _status(actor, words)) else 1
    with house():
        enter(as_owner=True)
        from dangvu.admissions import cases
        from dangvu.kernel import audit

        row = cases.anywhere(words.case)
        if row is None:
            complain("Không có hồ sơ này.")
            return 1
        audit.record(
            audit.Who(name="dòng lệnh"), "read_case", kind=audit.Kind.READ,
            subject=("case", row.pk), unit_path=row.unit_path,
        )  # fmt: skip
        _say(row, words)
    return 0


def _status(actor: Any, words: argparse.Namespace) -> bool:
    from dangvu.admissions import actions, cases

    row = cases.case(actor, words.case)
    actions.note_case_read(actor, row)
    _say(row, words, named=True)
    return True


def _say(row: Any, words: argparse.Namespace, *, named: bool = False) -> None:
    from dangvu.admissions import cases
    from dangvu.kernel import clock

    on = words.on or clock.today()
    where = cases.standing_of(row, on)
    if words.format == "json":
        said = as_json(row, where, on) | ({"full_name": row.full_name} if named else {})
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    side = f", {where.side.label_vi.casefold()}" if where.side else ""
    print(f"Hồ sơ {row.pk}: {where.stage.label_vi}{side}, {where.elapsed_days} ngày ở bước này.")
    for due in where.dues:
        print(f"  {due.on:%d/%m/%Y}  {due.title_vi} ({due.who_vi}). {due.explain}")
    for finding in where.findings:
        print(f"  {finding.severity.label_vi}: {finding.message_vi}")


def as_json(row: Any, where: Any, on: date) -> dict[str, Any]:
    """Where a case stands, with the keys scripts rely on."""
    return {
        "case": row.pk,
        "unit": {"id": row.unit_id, "name": row.unit.name},
        "on": on.isoformat(),
        "stage": where.stage.value,
        "stage_name": where.stage.label_vi,
        "side": where.side.value if where.side else None,
        "since": where.since.isoformat(),
        "elapsed_days": where.elapsed_days,
        "rule_on": where.rule_on.isoformat(),
        "next_steps": [
            {"step": step.value, "name": step.label_vi, "by": step.by.value}
            for step in where.next_steps
        ],
        "dues": [_due(due) for due in where.dues],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "message": finding.message_vi,
                "rule": _basis(finding.basis),
            }
            for finding in where.findings
        ],
    }


def _due(due: Any) -> dict[str, Any]:
    return {
        "code": due.code,
        "title": due.title_vi,
        "due_on": due.on.isoformat(),
        "who": due.who_vi,
        "step": due.step.value if due.step else None,
        "alert": due.alert.value,
        "explain": due.explain,
        "rule": _basis(due.timer.basis),
    }


def _basis(basis: Any) -> dict[str, str] | None:
    if basis is None:
        return None
    return {
        "rule": basis.rule,
        "source": basis.source,
        "article": basis.article,
        "confidence": basis.confidence.value,
    }


def red_list(words: argparse.Namespace) -> int:
    """Prints the red list of a unit within the account's reach: a page, the longest overdue
    first."""
    return 0 if acting(words.account, lambda actor: _red_list(actor, words)) else 1


def _red_list(actor: Any, words: argparse.Namespace) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.admissions import actions, cases
    from dangvu.kernel import clock

    require(actor, Action.VIEW_CASES)
    unit = unit_named(actor, words.unit, Action.VIEW_CASES)
    on = words.on or clock.today()
    found = cases.red_list(actor, unit.pk, on, words.after, words.size)
    actions.note_cases_read(actor, {line.row.pk for line in found.lines}, unit.pk, unit.path)
    if words.format == "json":
        print(json.dumps(_red_json(found), ensure_ascii=False, indent=2))
        return True
    for line in found.lines:
        due = f"{line.row.due_on:%d/%m/%Y}" if line.row.due_on else "-"
        print(f"{due}  {line.row.full_name:32} {line.stage.label_vi:32} {line.row.unit.name}")
    print(f"Quá hạn {found.overdue}, sắp hết hạn {found.near}.")
    return True


def _red_json(found: Any) -> dict[str, Any]:
    return {
        "unit": {"id": found.unit.pk, "name": found.unit.name},
        "on": found.on.isoformat(),
        "overdue": found.overdue,
        "near": found.near,
        "bodies": [vars(body) for body in found.bodies],
        "cases": [
            {
                "case": line.row.pk,
                "full_name": line.row.full_name,
                "unit": {"id": line.row.unit_id, "name": line.row.unit.name},
                "stage": line.stage.value,
                "stage_name": line.stage.label_vi,
                "side": line.row.side or None,
                "days_in_stage": line.days,
                "due_on": line.row.due_on and line.row.due_on.isoformat(),
                "due_code": line.row.due_code,
                "dues": [_due(due) for due in line.dues],
            }
            for line in found.lines
        ],
        "after": found.after,
    }


def remind(words: argparse.Namespace) -> int:
    """Does what is due of itself in the account's branch; may be asked as often as one likes."""
    done = acting(words.account, lambda actor: _remind(actor, words))
    return 0 if done is not None else 1


def _remind(actor: Any, words: argparse.Namespace) -> int:
    from dangvu.admissions import actions
    from dangvu.kernel import clock

    on = words.on or clock.today()
    actions.settle(actor, on)
    reminded, blanked = actions.remind(actor, on), actions.blank_kept(actor, on)
    print(f"Đã nhắc {reminded} hạn; xóa thông tin {blanked} hồ sơ hết hạn lưu.")
    return reminded
