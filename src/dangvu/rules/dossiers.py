"""The digital dossier on disk (1361-CV): names of folders and files, and a check of a whole tree.

``38.168.053.000.001/079199001234_NguyenVanAn/05.Quyet dinh ket nap dang vien.pdf``: the code of the
cell, the member, the type of paper. Pure on strings; nothing is read or renamed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.dossier_types import EVERY_MEMBER, PAPER_TYPES
from dangvu.rules.names import words
from dangvu.rules.organisations import OrgCode

NAMING_BASIS = Basis(
    "R3.6", "Công văn số 1361-CV/BTCTW, ngày 30/6/2026", "cách đặt tên tệp, thư mục", Confidence.V
)

_CITIZEN = re.compile(r"[0-9]{12}", re.ASCII)
_FOLDER = re.compile(r"([0-9]{12})(?![0-9])", re.ASCII)
_FILE = re.compile(
    r"(?P<number>[0-9]{1,3})?[\s._-]*(?P<name>[^0-9].*?)?[\s._-]*\(?(?P<copy>[0-9]{1,3})?\)?\.pdf",
    re.ASCII | re.IGNORECASE,
)


# --- names ----------------------------------------------------------------------------------


def file_name(number: int, copy: int | None = None) -> str:
    """The name of a paper's file. ``copy`` from 1, only where there are two or more of the type.

    Raises ``KeyError`` for a number that is no type.
    """
    kind = PAPER_TYPES[number]
    return f"{kind.digits}.{kind.plain_name}{'' if copy is None else f'.{copy}'}.pdf"


def joined_name(full_name: str) -> str:
    """A person's name as in folder names: "NguyenVanAn"."""
    return "".join(word.capitalize() for word in words(full_name))


@dataclass(frozen=True, slots=True)
class Dossier:
    """A member whose folder is expected, and the types of papers expected in it.

    Raises ``ValueError`` for a citizen number that is not 12 digits: the folder has no name.
    """

    cell: OrgCode
    citizen_number: str
    full_name: str
    numbers: frozenset[int] = EVERY_MEMBER

    def __post_init__(self) -> None:
        if not _CITIZEN.fullmatch(self.citizen_number):
            raise ValueError("Số định danh cá nhân phải có 12 chữ số mới đặt được tên thư mục.")

    @property
    def folder(self) -> str:
        return f"{self.cell.dotted}/{self.citizen_number}_{joined_name(self.full_name)}"

    def path(self, number: int, copy: int | None = None) -> str:
        """Where a paper belongs."""
        return f"{self.folder}/{file_name(number, copy)}"


# --- check of a tree ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rename:
    """A file that has another name or place than it should."""

    path: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Misnumbered:
    """The copies of one type are not numbered 1, 2, 3 …, or one alone bears a number."""

    number: int
    message_vi: str


@dataclass(frozen=True, slots=True)
class FolderReport:
    """One member's folder. ``missing``: numbers of types of priority 1 that were expected."""

    dossier: Dossier
    missing: tuple[int, ...] = ()
    misnamed: tuple[Rename, ...] = ()
    unknown: tuple[str, ...] = ()
    misnumbered: tuple[Misnumbered, ...] = ()
    wrong_folders: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        found = (self.missing, self.misnamed, self.unknown, self.misnumbered, self.wrong_folders)
        return not any(found)


@dataclass(frozen=True, slots=True)
class TreeReport:
    """A whole tree. ``strays``: files that lie in no member's folder."""

    members: tuple[FolderReport, ...]
    unknown_folders: tuple[str, ...]
    strays: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return not (self.unknown_folders or self.strays) and all(m.sound for m in self.members)


@dataclass(slots=True)
class _Pile:
    """What lies in the folders of one member: files by type with their copy numbers, and others."""

    known: dict[int, list[tuple[int | None, str]]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)


def check_tree(paths: Iterable[str], expected: Sequence[Dossier]) -> TreeReport:
    """Compares the files of a tree with the dossiers it should hold.

    ``paths`` are relative to the tree's root, with ``/`` or ``\\``. A member's folder is known by
    the citizen number it begins with, wherever it lies. A file is known by its number, or by its
    name where it bears none; where the two contradict, or it is no PDF, it is unknown: somebody
    has to look. Once every proposed name is given, nothing is misnamed or misnumbered. Raises
    ``ValueError`` if two dossiers have one citizen number.
    """
    piles = {dossier.citizen_number: _Pile() for dossier in expected}
    if len(piles) < len(expected):
        raise ValueError("Hai hồ sơ cùng một số định danh cá nhân.")
    strays: list[str] = []
    unknown_folders: set[str] = set()
    for path in sorted(set(paths)):
        parts = path.replace("\\", "/").removeprefix("./").split("/")
        if len(parts) != 3:
            strays.append(path)
            continue
        cell, folder, name = parts
        citizen = _FOLDER.match(folder)
        pile = piles.get(citizen[1]) if citizen else None
        if pile is None:
            unknown_folders.add(f"{cell}/{folder}")
            continue
        pile.folders.add(f"{cell}/{folder}")
        read = _read(name)
        if read is None:
            pile.unknown.append(path)
        else:
            pile.known.setdefault(read[0], []).append((read[1], path))
    return TreeReport(
        tuple(_report(dossier, piles[dossier.citizen_number]) for dossier in expected),
        tuple(sorted(unknown_folders)),
        tuple(strays),
    )


def _read(name: str) -> tuple[int, int | None] | None:
    """(type, copy) of a file's name; None where it is not known for certain."""
    found = _FILE.fullmatch(name)
    if found is None:
        return None
    by_name = _BY_NAME.get(words(found["name"] or ""))
    number = int(found["number"]) if found["number"] else by_name
    if number is None or number not in PAPER_TYPES or by_name not in (None, number):
        return None
    return number, int(found["copy"]) if found["copy"] else None


_BY_NAME = {words(kind.name_vi): number for number, kind in PAPER_TYPES.items()}


def _report(dossier: Dossier, pile: _Pile) -> FolderReport:
    misnamed: list[Rename] = []
    misnumbered: list[Misnumbered] = []
    for number, files in sorted(pile.known.items()):
        files.sort(key=lambda file: (file[0] or 0, file[1]))
        alone = len(files) == 1
        for at, (_, path) in enumerate(files, 1):
            right = dossier.path(number, None if alone else at)
            if path.replace("\\", "/").removeprefix("./") != right:
                misnamed.append(Rename(path, right))
        copies = [copy for copy, _ in files]
        if copies != ([None] if alone else list(range(1, len(files) + 1))):
            misnumbered.append(Misnumbered(number, _numbering(number, copies)))
    expected = {number for number in dossier.numbers if PAPER_TYPES[number].priority == 1}
    return FolderReport(
        dossier,
        missing=tuple(sorted(expected - set(pile.known))),
        misnamed=tuple(misnamed),
        unknown=tuple(pile.unknown),
        misnumbered=tuple(misnumbered),
        wrong_folders=tuple(sorted(pile.folders - {dossier.folder})),
    )


def _numbering(number: int, copies: Sequence[int | None]) -> str:
    name = PAPER_TYPES[number].name_vi
    if len(copies) == 1:
        return f"“{name}” chỉ có một tệp thì không ghi số thứ tự “.{copies[0]}”."
    written = [copy for copy in copies if copy is not None]
    twice = sorted({copy for copy in written if written.count(copy) > 1})
    if twice:
        return f"“{name}” có nhiều tệp cùng số thứ tự {', '.join(map(str, twice))}."
    if len(written) < len(copies):
        return f"“{name}” có {len(copies)} tệp mà có tệp chưa ghi số thứ tự."
    return f"“{name}” có {len(copies)} tệp thì đánh số thứ tự từ 1 đến {len(copies)}."
