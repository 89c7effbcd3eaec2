"""Taking lists of members along: made, noted in the trail, kept for a week, taken again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import ROLE_LABELS, Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import Export, Person
from dangvu.members.papers import card_sheet, dossier_list, national_book, register_list
from dangvu.members.queries import exporting as reading
from dangvu.members.queries.exporting import ExportKind
from dangvu.members.queries.people import MEMBERS
from dangvu.office.separated import write_separated
from dangvu.office.vietnamese import day, fold
from dangvu.office.workbooks.large import write_large
from dangvu.orgs import queries as orgs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dangvu.orgs.models import Unit

KEPT_FOR = timedelta(days=7)
_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class _Work:
    """One export under way."""

    actor: Actor
    unit: Unit
    rows: QuerySet[Person]
    units: Mapping[int, str]
    watermark: str
    about: list[str]
    head: tuple[str, str]


def export_members(actor: Actor, unit: Unit, kind: ExportKind, reason: str = "") -> Export:
    """Makes a file of the members of a branch and keeps it for a week.

    Takes a reason where the file holds what is hidden until revealed; that needs the right to
    reveal too. Raises ``Impossible`` without a reason, and where there is nobody to tell of. The
    file says who took it and when. Writes the file and one event; takes away the account's files
    whose time is over. Memory does not grow with the list but by the file itself.
    """
    may(actor, Action.VIEW_MEMBERS, unit.path)
    may(actor, Action.EXPORT, unit.path)
    if kind.sensitive:
        may(actor, Action.REVEAL, unit.path)
        if not reason.strip():
            raise Impossible("no_reason", "Tệp này có mục nhạy cảm; ghi vì sao cần xuất.", "reason")
    now = clock.now()
    work = _work(actor, unit, kind, reason)
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as out:
        count = _WRITERS[kind](out, work)
        if not count:
            raise Impossible("nobody", f"{unit.name} chưa có đảng viên nào để xuất.")
        out.seek(0)
        content = out.read()
    Export.objects.filter(account_id=actor.account_id, until__lte=now).delete()
    made = Export.objects.create(
        unit_id=unit.pk, unit_path=unit.path, account_id=actor.account_id, kind=kind,
        file_name=_file_name(kind, unit), content=content, count=count, made_at=now,
        made_by=actor.name, until=now + KEPT_FOR,
    )  # fmt: skip
    audit.record(
        actor, "export_members", kind=audit.Kind.EXPORT, subject=("unit", unit.pk),
        unit_path=unit.path, reason=reason,
        data={"kind": kind.label, "count": count, "format": kind.suffix},
    )  # fmt: skip
    return made


def take_again(actor: Actor, export_id: int) -> Export:
    """A file that is still kept, for the account that took it. One event; 404 where there is none
    any more. Where it holds what is hidden, the right to reveal is asked again."""
    found = reading.export(actor, export_id, clock.now())
    may(actor, Action.EXPORT, found.unit_path)
    kind = ExportKind(found.kind)
    if kind.sensitive:
        may(actor, Action.REVEAL, found.unit_path)
    audit.record(
        actor, "take_export_again", kind=audit.Kind.EXPORT, subject=("unit", found.unit_id),
        unit_path=found.unit_path, data={"kind": kind.label, "count": found.count},
    )  # fmt: skip
    return found


def _work(actor: Actor, unit: Unit, kind: ExportKind, reason: str) -> _Work:
    now = clock.now()
    head = orgs.letterhead(unit.pk)
    book = kind is ExportKind.REGISTER
    statuses = register_list.IN_THE_BOOK if book else MEMBERS
    behalf = f", thay đồng chí {actor.on_behalf_of}" if actor.on_behalf_of else ""
    return _Work(
        actor, unit, reading.listed(actor, unit, statuses), reading.unit_names(actor, unit),
        f"Xuất lúc {now:%H:%M %d/%m/%Y}, người xuất: {actor.name}"
        f" ({ROLE_LABELS[actor.role]}{behalf}).",
        [f"{kind.label}: {unit.name}.", *([f"Lý do: {reason}."] if reason else []),
         "Tệp có dữ liệu cá nhân, dùng đúng việc, không chuyển cho người không có trách nhiệm."],
        (f"{head.above}\n{head.organ}", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    )  # fmt: skip


def _file_name(kind: ExportKind, unit: Unit) -> str:
    place = "-".join("".join(c if c.isalnum() else " " for c in fold(unit.short_name)).split())
    return f"{_NAMES[kind]}-{place}-{clock.today():%Y%m%d}.{kind.suffix}"[:200]


_NAMES = {
    ExportKind.NATIONAL: "dang-vien-31-cot",
    ExportKind.REGISTER: "so-7-hsdv",
    ExportKind.CARDS: "the-dang-vien",
    ExportKind.DOSSIERS: "ten-ho-so-so-hoa",
    ExportKind.CSV: "dang-vien",
    ExportKind.CSV_FULL: "dang-vien-du-cot",
}


# ------------------------------------------------------------------ the files


def _national(out: IO[bytes], work: _Work) -> int:
    beside = national_book.Beside(
        reading.last_turns(work.rows, national_book.LEAVING), reading.open_verdicts(work.rows),
        reading.removals_asked(work.rows),
    )  # fmt: skip
    records = reading.records(work.rows, work.units, national_book.CODES)
    sheet = national_book.national_sheet(work.watermark, work.about)
    return write_large(out, sheet, national_book.national_rows(records, beside))


def _register(out: IO[bytes], work: _Work) -> int:
    beside = register_list.Beside(
        reading.last_turns(work.rows, register_list.ENDED), reading.arrivals(work.rows),
        reading.badge_numbers(work.rows), reading.gone_to(work.actor, work.rows),
    )  # fmt: skip
    records = reading.records(work.rows, work.units, register_list.CODES)
    on = day(clock.today())
    sheet = register_list.register_sheet(work.unit.name, work.head, on, work.watermark, work.about)
    return write_large(out, sheet, register_list.register_rows(records, beside))


def _cards(out: IO[bytes], work: _Work) -> int:
    records = reading.records(work.rows, work.units, card_sheet.CODES)
    on = day(clock.today())
    sheet = card_sheet.card_sheet(work.unit.name, work.head, on, work.watermark, work.about)
    return write_large(out, sheet, card_sheet.card_rows(records))


def _dossiers(out: IO[bytes], work: _Work) -> int:
    folders = dossier_list.named(
        reading.records(work.rows, work.units, dossier_list.CODES),
        reading.unit_codes(work.actor, work.unit, work.units),
    )
    on = day(clock.today())
    sheet = dossier_list.dossier_sheet(work.unit.name, on, work.watermark, work.about)
    return write_large(out, sheet, dossier_list.dossier_rows(folders))


def _separated(fields: tuple[Any, ...]) -> Callable[[IO[bytes], _Work], int]:
    def write(out: IO[bytes], work: _Work) -> int:
        records = reading.records(work.rows, work.units, [field.code for field in fields])
        return write_separated(
            out,
            [field.label for field in fields],
            (
                [reading.shown(field, value) for field, value in zip(fields, row[1:], strict=True)]
                for row in records
            ),
            last=[work.watermark, *work.about],
        )

    return write


_WRITERS: Mapping[ExportKind, Callable[[IO[bytes], _Work], int]] = {
    ExportKind.NATIONAL: _national,
    ExportKind.REGISTER: _register,
    ExportKind.CARDS: _cards,
    ExportKind.DOSSIERS: _dossiers,
    ExportKind.CSV: _separated(reading.OPEN_FIELDS),
    ExportKind.CSV_FULL: _separated(reading.ALL_FIELDS),
}
