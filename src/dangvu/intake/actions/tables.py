"""Receive, stage, judge, choose, commit, drop, undo: any table, and nothing half-written.

Whoever calls stands inside ``access.scope.entered``: one transaction, the actor known to the
database. A killed process leaves what was there before.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.scope import permits, require
from dangvu.intake import queries
from dangvu.intake.catalogue import (
    AnyKind,
    Draft,
    Kind,
    Occasion,
    Place,
    Remark,
    Standing,
    Written,
    tally,
)
from dangvu.intake.models import Batch, Fault, Finding, Job, Line, Mapping, Row, UnitChoice
from dangvu.intake.reading import Table, read_pasted, read_table
from dangvu.kernel import audit, clock, sealing
from dangvu.kernel.branches import Moved, follow
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import Unreadable, clean, day, nfc, parse_day

_KEEP_ROWS = """
INSERT INTO intake_row (batch_id, unit_path, number, raw, values, problems, accepted, choice)
SELECT %s, %s, new.number, new.raw, new.values, new.problems, new.accepted, new.choice
FROM json_to_recordset(%s::json) AS new (
  number int, raw jsonb, values jsonb, problems jsonb, accepted boolean, choice bigint)
"""

_UPDATE_ROWS = """
UPDATE intake_row AS r
SET values = new.values, problems = new.problems, accepted = new.accepted, choice = new.choice
FROM json_to_recordset(%s::json) AS new (
  number int, values jsonb, problems jsonb, accepted boolean, choice bigint)
WHERE r.batch_id = %s AND r.number = new.number
"""

_KEEP_TRACES = """
UPDATE intake_row AS r SET values = r.values || jsonb_build_object('written', new.trace)
FROM json_to_recordset(%s::json) AS new (number int, trace jsonb)
WHERE r.batch_id = %s AND r.number = new.number
"""


def stage(
    actor: Actor,
    kind: Kind,
    unit: Place,
    filename: str,
    data: bytes | str,
    options: Dict[str, Any] | None = None,
) -> Batch:
    """Reads and judges a workbook (bytes) or a pasted table (text); writes no record.

    The batch with all its rows is kept for the preview. Raises ``BookRefused`` for a file that
    cannot be read, ``Impossible`` for one that was written before or an option that is not there,
    ``Refused`` for a role that may not, ``Http404`` outside reach. Writes batch, rows, event.
    """
    require(actor, kind.action)
    if not permits(actor, kind.action, unit.path):
        raise Http404("Không có tổ chức này trong phạm vi của đồng chí.")
    if reason := kind.ready(actor, unit):
        raise Impossible("not_ready", reason)
    pasted = isinstance(data, str)
    content = nfc(data).encode() if isinstance(data, str) else data
    digest = hashlib.sha256(content).hexdigest()
    if before := queries.earlier(kind, unit.pk, digest):
        raise already(before)
    now = clock.now()
    table = (
        read_pasted(kind, content.decode(), now.date())
        if pasted
        else read_table(kind, filename, content, now.date())
    )
    chosen = options_given(actor, kind, unit, options or {})
    asked = Occasion(actor, unit.pk, unit.path, chosen, now.date(), table.stated)
    remarks = [*table.remarks, *_judge(kind, asked, table.drafts)]
    batch = Batch.objects.create(
        kind=kind.code,
        unit_id=unit.pk,
        unit_path=unit.path,
        options=dict(chosen),
        file_name="" if pasted else file_name(filename),
        sha256=digest,
        content=queries.SEALED + sealing.seal_bytes(content),
        sheet=table.sheet[:100],
        header_row=0 if pasted else table.header_row,
        staged_at=now,
        staged_by=actor.name,
        account_id=actor.account_id,
        summary=_summary(table, remarks),
    )
    _keep_rows(batch, table.drafts)
    tell(actor, batch, "stage_import", tally(table.drafts))
    return batch


def choose(actor: Actor, kind: Kind, batch_id: int, picks: Dict[int, int | None]) -> Batch:
    """Takes the user's choice of unit for doubtful rows (row number to unit, None to take it back).

    Only what was offered may be picked. The whole batch is judged again. Raises ``Impossible``.
    """
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        still_staged(batch)
        drafts = queries.drafts(batch)
        by_number = {draft.number: draft for draft in drafts}
        for number, unit_id in picks.items():
            draft = by_number.get(number)
            if draft is None:
                raise Impossible("no_such_row", f"Không có dòng {number} trong lần nhập này.")
            offered = {c.unit_id for p in draft.problems for c in p.choices}
            if unit_id is not None and unit_id not in offered:
                raise Impossible(
                    "no_such_choice", f"Dòng {number}: đơn vị vừa chọn không có trong danh sách."
                )
            draft.choice = unit_id
        _judge_again(actor, kind, batch, drafts, changed=set(picks))
        return batch


def amend(actor: Actor, kind: Kind, batch_id: int, options: Dict[str, Any]) -> Batch:
    """Changes the options that may be given late (a reason, a day) and judges again."""
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        still_staged(batch)
        unit = _Place(batch.unit_id, batch.unit_path)
        late = {o.code for o in kind.options(actor, unit) if o.late}
        wanted = {**batch.options, **{k: v for k, v in options.items() if k in late}}
        batch.options = options_given(actor, kind, unit, wanted)
        _judge_again(actor, kind, batch, queries.drafts(batch))
        return batch


def review(actor: Actor, kind: Kind, batch_id: int) -> Batch:
    """Judges a staged batch again against the records as they are now."""
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        still_staged(batch)
        _judge_again(actor, kind, batch, queries.drafts(batch))
        return batch


def commit(actor: Actor, kind: Kind, batch_id: int, *, only_valid: bool) -> Batch:
    """Writes a batch: all rows, or with ``only_valid`` those accepted. All of it or nothing.

    Of two people at once one wins and the other is told. Raises ``Impossible``: not_staged,
    already_committed, changed (the records moved on since the preview), has_problems,
    nothing_to_write. Writes the records of the kind, the batch's state, an event.
    """
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        still_staged(batch)
        alone(kind.code)
        if first := queries.earlier(kind, batch.unit_id, batch.sha256):
            raise already(first)
        drafts = queries.drafts(batch)
        before = [_state(d) for d in drafts]
        now = occasion(actor, batch)
        _judge(kind, now, drafts)
        accepted = [d for d in drafts if d.accepted]
        if [_state(d) for d in drafts] != before:
            raise Overtaken(
                "changed",
                "Số liệu trong hệ thống vừa thay đổi nên kết quả kiểm tra đã khác, chưa ghi gì. "
                "Đồng chí xem lại bản mới rồi ghi.",
            )
        if not accepted:
            raise Impossible(
                "nothing_to_write", "Không có dòng nào ghi được. Chưa ghi gì vào hệ thống."
            )
        if not only_valid and len(accepted) < len(drafts):
            left = len(drafts) - len(accepted)
            raise Impossible("has_problems", f"Còn {left} dòng cần sửa. Chưa ghi gì vào hệ thống.")
        mark_committed(kind, batch)
        written = kind.write(now, batch.pk, accepted)
        _keep_traces(batch, written)
        batch.summary |= {"written": _outcome(written), "committed_by": actor.name}
        batch.save(update_fields=["summary"])
        tell(actor, batch, "commit_import", batch.summary["written"])
        return batch


def drop(actor: Actor, kind: Kind, batch_id: int) -> None:
    """Throws a staged batch away, with its rows and the file's bytes. Raises ``Impossible``."""
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        still_staged(batch)
        Row.objects.filter(batch_id=batch.pk).delete()
        batch.state, batch.content = Batch.State.DROPPED, b""
        batch.save(update_fields=["state", "content"])
        tell(actor, batch, "drop_import", {})


def undo(actor: Actor, kind: Kind, batch_id: int) -> Batch:
    """Takes a committed batch back while nothing later rests on it. All of it or nothing.

    Raises ``Impossible``: not_committed, depended_on (and says what). Writes the records, the
    batch's state, an event. The same file may then be imported anew.
    """
    with transaction.atomic():
        batch = locked(actor, kind, batch_id)
        if batch.state != Batch.State.COMMITTED:
            raise Impossible("not_committed", "Lần nhập này chưa ghi, hoặc đã được hoàn tác.")
        alone(kind.code)
        kind.unwrite(occasion(actor, batch), batch.pk, _traces(batch))
        batch.state = Batch.State.UNDONE
        batch.summary |= {"undone_by": actor.name}
        batch.save(update_fields=["state", "summary"])
        tell(actor, batch, "undo_import", batch.summary.get("written", {}))
        return batch


def alone(name: str) -> None:
    """Waits until no other transaction writes records of that kind, and keeps others waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"dangvu.intake.{name}"])


# --------------------------------------------------------------------------- judging


def _judge(kind: Kind, occasion: Occasion, drafts: list[Draft]) -> list[Remark]:
    """Fresh verdicts on all rows; what the cells themselves said stays."""
    for draft in drafts:
        draft.problems = [p for p in draft.problems if p.read]
    return kind.judge(occasion, drafts)


def _judge_again(
    actor: Actor,
    kind: Kind,
    batch: Batch,
    drafts: list[Draft],
    changed: Iterable[int] = (),
) -> None:
    """Judges a staged batch anew and keeps what changed. A constant number of statements."""
    before = {d.number: _state(d) for d in drafts}
    for number in changed:
        before.pop(number, None)
    remarks = _judge(kind, occasion(actor, batch), drafts)
    now = {d.number: _state(d) for d in drafts}
    different = [state for number, state in now.items() if before.get(number) != state]
    if different:
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE_ROWS, [f"[{','.join(different)}]", batch.pk])
    found = [r.stored() for r in remarks if not r.once]
    batch.summary |= {"remarks": found, **tally(drafts)}
    batch.save(update_fields=["options", "summary"])


def _state(draft: Draft) -> str:
    """What is kept of a judged row, as JSON; equal where nothing changed."""
    return _json(
        {
            "number": draft.number,
            "values": draft.values,
            "problems": [p.stored() for p in draft.problems],
            "accepted": draft.accepted,
            "choice": draft.choice,
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def options_given(
    actor: Actor, kind: AnyKind, unit: Place, given: Dict[str, Any]
) -> dict[str, Any]:
    """The options of a kind as given, or by default; each one of those there are. Raises
    ``Impossible``."""
    kept: dict[str, Any] = {}
    for option in kind.options(actor, unit):
        value = clean(str(given.get(option.code, option.initial) or ""))
        wrong = ""
        if not value and option.required:
            wrong = f"Chưa có {option.label.lower()}."
        elif value and option.choices and value not in dict(option.choices):
            wrong = f"{option.label} không có trong danh sách của đơn vị này."
        elif value and option.day:
            try:
                value = parse_day(value, clock.today()).isoformat()
            except Unreadable as reason:
                wrong = f"{option.label}: {reason.message_vi}"
        if wrong:
            raise Impossible("bad_option", wrong, option.code)
        kept[option.code] = value
    return kept


# --------------------------------------------------------------------------- keeping


class _Place:
    """The unit of a batch, as far as a kind needs it."""

    def __init__(self, pk: int, path: str) -> None:
        self.pk = pk
        self.path = path


def placed(batch: Batch) -> Place:
    """The unit of a batch."""
    return _Place(batch.unit_id, batch.unit_path)


def occasion(actor: Actor, batch: Batch) -> Occasion:
    return Occasion(
        actor,
        batch.unit_id,
        batch.unit_path,
        batch.options,
        clock.today(),
        batch.summary.get("stated", {}),
        batch.committed_at,
    )


def _summary(table: Table, remarks: Sequence[Remark]) -> dict[str, Any]:
    """What is kept of a table beside its rows."""
    return {
        "columns": table.columns,
        "stated": table.stated,
        "reading": [r.stored() for r in remarks if r.once],
        "remarks": [r.stored() for r in remarks if not r.once],
        **tally(table.drafts),
    }


def _keep_rows(batch: Batch, drafts: list[Draft]) -> None:
    rows = [
        {
            "number": draft.number,
            "raw": draft.raw,
            "values": draft.values,
            "problems": [p.stored() for p in draft.problems],
            "accepted": draft.accepted,
            "choice": draft.choice,
        }
        for draft in drafts
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_ROWS, [batch.pk, batch.unit_path, _json(rows)])


def _keep_traces(batch: Batch, written: Sequence[Written]) -> None:
    traces = [
        {"number": w.number, "trace": {"standing": w.standing.value, **w.trace}} for w in written
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_TRACES, [_json(traces), batch.pk])


def _traces(batch: Batch) -> list[Written]:
    found = []
    for draft in queries.drafts(batch):
        if trace := draft.values.get("written"):
            rest = {k: v for k, v in trace.items() if k != "standing"}
            found.append(Written(draft.number, Standing(trace["standing"]), rest))
    return found


def locked(actor: Actor, kind: AnyKind, batch_id: int) -> Batch:
    """The batch, held until the transaction ends. Waits for whoever holds it."""
    require(actor, kind.action)
    rows = Batch.objects.defer("content").select_for_update()
    batch = rows.filter(pk=batch_id, kind=kind.code).first()
    if batch is None or not permits(actor, kind.action, batch.unit_path):
        raise Http404("Không có lần nhập này trong phạm vi của đồng chí.")
    return batch


def still_staged(batch: Batch) -> None:
    if batch.state == Batch.State.COMMITTED:
        raise already(batch)
    if batch.state != Batch.State.STAGED:
        raise Impossible(
            "not_staged", f"Lần nhập này {Batch.State(batch.state).label.lower()} rồi."
        )


def mark_committed(kind: AnyKind, batch: Batch) -> None:
    batch.state = Batch.State.COMMITTED
    batch.committed_at = clock.now()
    try:
        with transaction.atomic():
            batch.save(update_fields=["state", "committed_at"])
    except IntegrityError as reason:
        before = queries.earlier(kind, batch.unit_id, batch.sha256)
        if before is None:
            raise
        raise already(before) from reason


def already(before: Batch) -> Impossible:
    when = before.committed_at or before.staged_at
    who = before.summary.get("committed_by", before.staged_by)
    what = "Tệp này" if before.header_row else "Bảng này"
    return Overtaken(
        "already_committed",
        f"{what} đã nhập lúc {_moment(when)} do {who}. Không ghi lại lần nữa.",
    )


def _moment(when: datetime) -> str:
    local = clock.local(when)
    return f"{local:%H:%M} ngày {day(local.date())}"


def _outcome(written: Sequence[Written]) -> dict[str, int]:
    count = {standing.value: 0 for standing in Standing}
    for one in written:
        count[one.standing.value] += 1
    return count


def file_name(name: str) -> str:
    return clean(PurePath(name.replace("\\", "/")).name)[:255]


def tell(actor: Actor, batch: Batch, action: str, counts: Dict[str, Any]) -> None:
    audit.record(
        actor,
        action,
        subject=("batch", batch.pk),
        unit_path=batch.unit_path,
        data={"kind": batch.kind, "sha256": batch.sha256[:12], **counts},
    )


def follow_units(moves: Sequence[Moved]) -> None:
    """Workbooks and their rows stand where their unit stands after a reorganisation."""
    follow(Batch, moves)
    for table in (Row, Line, Fault, Finding, Mapping, UnitChoice, Job):
        follow(table, moves)
