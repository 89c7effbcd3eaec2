"""A listing of digitised files held to the dossiers a branch should have. Nothing is written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel.refusals import Impossible
from dangvu.members.papers import dossier_list
from dangvu.members.queries import exporting as reading
from dangvu.rules.dossiers import Dossier, TreeReport, check_tree

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_PATHS = 300_000
_CELL = re.compile(r"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9]{3}\.[0-9]{3}", re.ASCII)
_PARTS_KEPT = 3


@dataclass(frozen=True)
class Checked:
    """What a check found. ``nameless``: members whose folder has no name yet, with why."""

    report: TreeReport
    files: int
    people: frozenset[int]
    nameless: tuple[dossier_list.Named, ...]


def check_dossiers(actor: Actor, unit: Unit, text: str, file: IO[bytes] | None) -> Checked:
    """Compares a listing (pasted, a text file, or the names in a zip) with the members of a branch.

    Needs the right to reveal: folders bear the citizen number. Raises ``Impossible`` where nothing
    was given or it cannot be read. The caller leaves the event.
    """
    may(actor, Action.EXPORT, unit.path)
    may(actor, Action.REVEAL, unit.path)
    paths = sorted({_from_cell(line) for line in _lines(text, file) if _is_file(line)})
    if not paths:
        raise Impossible("nothing_given", "Chưa có tên tệp nào để kiểm tra.", "text")
    if len(paths) > MOST_PATHS:
        raise Impossible("too_many", f"Nhiều hơn {MOST_PATHS} tệp; chia theo chi bộ.", "text")
    rows = reading.listed(actor, unit)
    units = reading.unit_names(actor, unit)
    records = list(reading.records(rows, units, dossier_list.CODES))
    folders = list(dossier_list.named(iter(records), reading.unit_codes(actor, unit, units)))
    expected: dict[str, Dossier] = {}
    for one in folders:
        if one.dossier is not None:
            expected.setdefault(one.dossier.citizen_number, one.dossier)
    return Checked(
        check_tree(paths, list(expected.values())),
        len(paths),
        frozenset(record[0] for record in records),
        tuple(one for one in folders if one.dossier is None),
    )


def _lines(text: str, file: IO[bytes] | None) -> Iterable[str]:
    yield from text.splitlines()
    if file is None:
        return
    # Names alone are read, nothing is unpacked: scans are larger than any workbook may be.
    # A zip of a version Python does not know raises NotImplementedError.
    if zipfile.is_zipfile(file):
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as packed:
                yield from packed.namelist()
        except (zipfile.BadZipFile, NotImplementedError) as broken:
            raise Impossible("bad_zip", "Tệp nén hỏng, không đọc được tên.", "file") from broken
        return
    file.seek(0)
    content = file.read()
    for coding in ("utf-8-sig", "utf-16"):
        try:
            yield from content.decode(coding).splitlines()
        except UnicodeDecodeError:
            continue
        return
    raise Impossible("bad_text", "Tệp danh sách không phải văn bản UTF-8 hay UTF-16.", "file")


def _is_file(line: str) -> bool:
    name = line.strip().replace("\\", "/").rpartition("/")[2]
    return "." in name and not _CELL.fullmatch(name)


def _from_cell(line: str) -> str:
    """A path from the folder of the cell on, however long the way to it; without one, its end."""
    parts = line.strip().replace("\\", "/").split("/")
    at = next((n for n, part in enumerate(parts) if _CELL.fullmatch(part)), None)
    kept = parts[at:] if at is not None else parts[-_PARTS_KEPT:]
    return "/".join(kept)
