"""A long table through its steps: received, read and checked, written, taken back.

Whoever calls stands inside ``access.scope.entered``: each step is one transaction, all of it or
nothing. A step that was killed is begun anew (``intake.actions.jobs``).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from django.db import connection
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.scope import permits, require
from dangvu.intake import queries
from dangvu.intake.actions import mapping, tables
from dangvu.intake.bulk import BulkKind, Progress, ReadFault, Tally, unseen
from dangvu.intake.catalogue import Occasion, Place
from dangvu.intake.models import Batch, Fault, Finding, Line
from dangvu.kernel import clock, sealing
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.vietnamese import clean
from dangvu.office.workbooks import BookRefused, HeaderMatch, check_size, find_header
from dangvu.office.workbooks.streaming import Stream, open_streams

CHUNK = 10_000
# Row security does not let COPY in: rows pass through tables of the transaction's own.
_WAY_IN = """
CREATE TEMP TABLE IF NOT EXISTS lines_in (batch_id bigint, unit_path text, number int,
  cells text[], place bigint, key bytea, sealed bytea, readable boolean) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS faults_in (batch_id bigint, unit_path text, number int,
  "column" text, code text, message text, value text, value_sealed bytea, blocks boolean,
  read boolean) ON COMMIT DELETE ROWS;
TRUNCATE lines_in, faults_in
"""
_COPY_LINES = "COPY lines_in FROM STDIN"
_COPY_FAULTS = "COPY faults_in FROM STDIN"
_TAKE_IN = """
INSERT INTO intake_line (batch_id, unit_path, number, cells, place, key, sealed, readable)
SELECT * FROM lines_in;
INSERT INTO intake_fault (batch_id, unit_path, number, "column", code, message, value,
  value_sealed, blocks, read)
SELECT * FROM faults_in;
TRUNCATE lines_in, faults_in
"""


class HeaderUnknown(BookRefused):
    """The columns of a workbook are not known; ``titles`` are those it has, ``guessed`` the fields
    that were found among them."""

    def __init__(self, refused: BookRefused, titles: list[str], guessed: dict[str, int]) -> None:
        super().__init__("header", refused.message_vi)
        self.titles = titles
        self.guessed = guessed


def receive(
    actor: Actor,
    kind: BulkKind,
    unit: Place,
    filename: str,
    data: bytes,
    options: Mapping[str, Any] | None = None,
) -> Batch:
    """Keeps a workbook that is to be read. Raises as ``tables.stage`` does. Writes the batch."""
    require(actor, kind.action)
    if not permits(actor, kind.action, unit.path):
        raise Http404("Không có tổ chức này trong phạm vi của đồng chí.")
    if reason := kind.ready(actor, unit):
        raise Impossible("not_ready", reason)
    check_size(len(data))
    digest = hashlib.sha256(data).hexdigest()
    if before := queries.earlier(kind, unit.pk, digest):
        raise tables.already(before)
    return Batch.objects.create(
        kind=kind.code,
        unit_id=unit.pk,
        unit_path=unit.path,
        options=tables.options_given(actor, kind, unit, options or {}),
        file_name=tables.file_name(filename),
        sha256=digest,
        content=queries.SEALED + sealing.seal_bytes(data),
        state=Batch.State.RECEIVED,
        staged_at=clock.now(),
        staged_by=actor.name,
        account_id=actor.account_id,
        summary={"read": 0, "accepted": 0, "stated": {}, "reading": [], "remarks": []},
    )


def read(
    actor: Actor,
    kind: BulkKind,
    batch_id: int,
    columns: Mapping[str, int] | None = None,
    progress: Progress = unseen,
) -> Batch:
    """Reads the workbook of a received batch, row by row, and checks all rows together.

    ``columns``: where each field stands, where the header does not say. Raises ``BookRefused`` for
    a file that cannot be read. Writes lines, faults, findings, the batch's state, an event.
    """
    batch = tables.locked(actor, kind, batch_id)
    if batch.state not in (Batch.State.RECEIVED, Batch.State.FAILED, Batch.State.STAGED):
        raise Impossible("not_received", "Lần nhập này không còn chờ đọc.")
    _forget(batch)
    progress("Mở tệp", 0, 0)
    stream, found = _table(kind, queries.content(batch), batch.file_name)
    header, titles = _titles(stream, found)
    columns = columns or mapping.remembered(kind, tables.placed(batch), titles)
    columns = columns or batch.summary.get("columns")  # read before, by columns somebody named
    if columns is None:
        try:
            columns, header = found.require().columns, found.last_row
        except BookRefused as refused:
            raise HeaderUnknown(refused, titles, dict(found.columns)) from refused
    chosen = queries.chosen(batch)
    occasion = replace(tables.occasion(actor, batch), chosen={c.text: c.chosen_id for c in chosen})
    read_row = kind.reader(occasion, columns, stream.date1904)
    count = _copy(batch, kind, stream, header, read_row, progress)
    if not count:
        raise BookRefused("empty", f"Trang “{stream.name}” chỉ có tiêu đề, không có dòng nào.")
    tally = kind.check(occasion, batch.pk, progress)
    batch.state = Batch.State.STAGED
    batch.sheet, batch.header_row = stream.name[:100], header
    batch.summary |= _told(tally) | {
        "columns": dict(columns),
        "titles": titles,
        "fingerprint": queries.fingerprint(batch),
    }
    batch.save(update_fields=["state", "sheet", "header_row", "summary"])
    tables.tell(actor, batch, "stage_import", _told(tally))
    return batch


def commit(
    actor: Actor,
    kind: BulkKind,
    batch_id: int,
    *,
    only_valid: bool,
    progress: Progress = unseen,
    checked: bool = False,
) -> Batch:
    """Writes a batch: all rows, or with ``only_valid`` those found good. All of it or nothing.

    ``checked``: it was checked in this very transaction. Raises as ``tables.commit`` does.
    """
    batch = tables.locked(actor, kind, batch_id)
    tables.still_staged(batch)
    tables.alone(kind.code)
    if first := queries.earlier(kind, batch.unit_id, batch.sha256):
        raise tables.already(first)
    occasion = tables.occasion(actor, batch)
    if not checked or batch.summary["changed"]:
        _check_again(kind, batch, occasion, progress)
    accepted, refused = batch.summary["accepted"], batch.summary["refused"]
    if not accepted:
        raise Impossible(
            "nothing_to_write", "Không có dòng nào ghi được. Chưa ghi gì vào hệ thống."
        )
    if refused and not only_valid:
        raise Impossible("has_problems", f"Còn {refused} dòng cần sửa. Chưa ghi gì vào hệ thống.")
    tables.mark_committed(kind, batch)
    written = kind.write(occasion, batch.pk, progress)
    batch.summary |= {"written": written, "committed_by": actor.name}
    batch.save(update_fields=["summary"])
    tables.tell(actor, batch, "commit_import", written)
    return batch


def undo(actor: Actor, kind: BulkKind, batch_id: int, progress: Progress = unseen) -> Batch:
    """Takes a written batch back while nothing later rests on it. All of it or nothing."""
    batch = tables.locked(actor, kind, batch_id)
    if batch.state != Batch.State.COMMITTED:
        raise Impossible("not_committed", "Lần nhập này chưa ghi, hoặc đã được hoàn tác.")
    tables.alone(kind.code)
    kind.unwrite(tables.occasion(actor, batch), batch.pk, progress)
    batch.state = Batch.State.UNDONE
    batch.summary |= {"undone_by": actor.name}
    batch.save(update_fields=["state", "summary"])
    tables.tell(actor, batch, "undo_import", batch.summary.get("written", {}))
    return batch


def drop(actor: Actor, kind: BulkKind, batch_id: int) -> None:
    """Throws a batch that was not written away, with its rows and the file's bytes."""
    batch = tables.locked(actor, kind, batch_id)
    if batch.state not in (Batch.State.RECEIVED, Batch.State.FAILED, Batch.State.STAGED):
        tables.still_staged(batch)
    _forget(batch)
    batch.state, batch.content = Batch.State.DROPPED, b""
    batch.save(update_fields=["state", "content"])
    tables.tell(actor, batch, "drop_import", {})


def amend(
    actor: Actor, kind: BulkKind, batch_id: int, options: Mapping[str, Any], progress: Progress
) -> Batch:
    """Changes the options that may be given late and checks again."""
    batch = tables.locked(actor, kind, batch_id)
    tables.still_staged(batch)
    unit = tables.placed(batch)
    late = {o.code for o in kind.options(actor, unit) if o.late}
    wanted = {**batch.options, **{k: v for k, v in options.items() if k in late}}
    batch.options = tables.options_given(actor, kind, unit, wanted)
    tally = kind.check(tables.occasion(actor, batch), batch.pk, progress)
    batch.summary |= _told(tally) | {"fingerprint": queries.fingerprint(batch)}
    batch.save(update_fields=["options", "summary"])
    return batch


def fail(actor: Actor, kind: BulkKind, batch_id: int, refused: BookRefused) -> None:
    """The workbook could not be read: the batch says why and stands still. Where only the header
    was not understood, its titles are kept, so that somebody may say what they mean."""
    batch = tables.locked(actor, kind, batch_id)
    batch.state = Batch.State.FAILED
    batch.summary |= {"failure": refused.message_vi, "failure_code": refused.code}
    if isinstance(refused, HeaderUnknown):
        batch.summary |= {"titles": refused.titles, "guessed": refused.guessed}
    batch.save(update_fields=["state", "summary"])


def _check_again(kind: BulkKind, batch: Batch, occasion: Occasion, progress: Progress) -> None:
    """Checks once more against the register as it is now, and keeps it so."""
    kind.hold(batch.pk)
    tally = kind.check(occasion, batch.pk, progress)
    if queries.fingerprint(batch) != batch.summary["fingerprint"]:
        raise Overtaken(
            "changed",
            "Số liệu trong hệ thống vừa thay đổi nên kết quả kiểm tra đã khác, chưa ghi gì. "
            "Đồng chí xem lại bản mới rồi ghi.",
        )
    batch.summary |= _told(tally)


def _told(tally: Tally) -> dict[str, int]:
    told = asdict(tally)
    return {"read": told.pop("rows"), **told}


def _forget(batch: Batch) -> None:
    for table in (Line, Fault, Finding):
        table.objects.filter(batch_id=batch.pk).delete()


# --------------------------------------------------------------------------- reading


def _table(kind: BulkKind, data: bytes, filename: str) -> tuple[Stream, HeaderMatch]:
    """The sheet that has most of the wanted columns, and where they stand."""
    streams = open_streams(data, filename)
    matches = [(find_header(s.head, kind.columns), s) for s in streams]
    found, stream = max(matches, key=lambda pair: len(pair[0].columns))
    return stream, found


def _titles(stream: Stream, found: HeaderMatch) -> tuple[int, list[str]]:
    """(last row of the header, its titles by column): the row found, or the fullest one."""
    rows = stream.head.rows
    by_number = {row.number: row for row in rows}
    if found.first_row:
        chosen = [r for n in (found.first_row, found.last_row) if (r := by_number.get(n))]
    else:
        chosen = [max(rows, key=lambda r: sum(isinstance(c, str) for c in r.cells))]
    titles = []
    for column in range(stream.head.columns):
        words = [clean(str(c)) for r in chosen if isinstance(c := r.cells[column], str)]
        titles.append(" ".join(dict.fromkeys(words))[:120])
    return max((r.number for r in chosen), default=0), titles


def _copy(
    batch: Batch,
    kind: BulkKind,
    stream: Stream,
    header: int,
    read_row: Any,
    progress: Progress,
) -> int:
    """Reads every row below the header into ``intake_line``; gives back how many."""
    start = f"{batch.pk}\t{batch.unit_path}\t"
    total = max(stream.last_row - header, 0)
    faults: list[str] = []
    rows = stream.rows()
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(_WAY_IN)
    while True:
        progress("Đọc tệp", count, total)
        with connection.cursor() as cursor, cursor.copy(_COPY_LINES) as copy:
            written = _chunk(rows, header, start, kind.sealed, read_row, copy.write, faults)
        if faults:
            with connection.cursor() as cursor, cursor.copy(_COPY_FAULTS) as copy:
                copy.write("".join(faults))
            faults.clear()
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_IN)
        count += written
        if written < CHUNK:
            return count


def _chunk(
    rows: Iterator[tuple[int, Sequence[object]]],
    header: int,
    start: str,
    sealed_column: str,
    read_row: Any,
    write: Any,
    faults: list[str],
) -> int:
    """Reads up to ``CHUNK`` rows and hands them on as COPY wants them; gives back how many."""
    written = 0
    lines: list[str] = []
    for number, row in rows:
        if number <= header:
            continue
        cells, place, key, sealed, found = read_row(row)
        if not any(cells) and key is None and not found:
            continue
        readable = "t"
        for fault in found:
            if fault.blocks:
                readable = "f"
            faults.append(_fault(start, number, fault, sealed_column))
        text = '","'.join(cells)
        if "\\" in text or text.count('"') != 2 * (len(cells) - 1):
            text = '","'.join([_quoted(c) for c in cells])
        lines.append(
            f'{start}{number}\t{{"{text}"}}\t{place or _NULL}\t{_bytes(key)}\t{_bytes(sealed)}'
            f"\t{readable}\n"
        )
        written += 1
        if len(lines) >= 500:
            write("".join(lines))
            lines.clear()
        if written >= CHUNK:
            break
    write("".join(lines))
    return written


_NULL = "\\N"
_PLAIN = str.maketrans({"\0": "", "\t": " ", "\n": " ", "\r": " ", "\\": "\\\\"})
"""What COPY or the database would not take in a text."""


def _quoted(text: str) -> str:
    r"""A text inside an array inside COPY: ``"`` and ``\`` are escaped for both."""
    return text.replace("\\", "\\\\\\\\").replace('"', '\\\\"')


def _bytes(value: bytes | None) -> str:
    return _NULL if value is None else f"\\\\x{value.hex()}"


def _fault(start: str, number: int, fault: ReadFault, sealed_column: str) -> str:
    is_sealed = fault.column == sealed_column
    value = "" if is_sealed else fault.value
    sealed = sealing.seal(fault.value) if is_sealed else None
    message = fault.message[:1000]
    texts = "\t".join(part.translate(_PLAIN) for part in (fault.column, fault.code, message, value))
    blocks = "t" if fault.blocks else "f"
    return f"{start}{number}\t{texts}\t{_bytes(sealed)}\t{blocks}\tt\n"
