"""A batch as the preview tells it: each problem with cell, value, why, mend; each row as read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dangvu.intake.catalogue import Choice, Draft, Field, Kind, Level, Problem
from dangvu.intake.queries import Batch
from dangvu.office.workbooks import cell_ref
from dangvu.orgs import queries as orgs


@dataclass(frozen=True)
class Fault:
    """One line of the table of what to mend."""

    number: int
    cell: str
    column: str
    value: str
    why: str
    mend: str
    level: Level
    choices: tuple[Choice, ...]

    @property
    def blocks(self) -> bool:
        return self.level.blocks


@dataclass(frozen=True)
class Doubt:
    """A row whose unit the user picks: what stood there, what there is to choose, what was."""

    number: int
    cell: str
    value: str
    why: str
    choices: tuple[Choice, ...]
    chosen: int | None
    also: str

    @property
    def field(self) -> str:
        return f"row_{self.number}"


@dataclass(frozen=True)
class Line:
    """A row about to be written (or written): what it is called by, its other cells in the order
    of the columns (label, text, whether a number), and notes."""

    number: int
    head_label: str
    head: str
    cells: tuple[tuple[str, str, bool], ...]
    notes: tuple[Problem, ...]
    standing: str


_STANDINGS = {"created": "Mới", "changed": "Thay đổi", "same": "Không đổi"}


def faults(batch: Batch, kind: Kind, drafts: Iterable[Draft]) -> list[Fault]:
    """Every problem of rows that cannot be written, in the order of the sheet."""
    return [
        Fault(
            draft.number,
            _cell(batch, draft.number, problem.column),
            kind.label(problem.column),
            draft.raw.get(problem.column, ""),
            problem.message,
            problem.mend,
            problem.level,
            problem.choices,
        )
        for draft in drafts
        if not draft.accepted
        for problem in draft.problems
        if problem.level.blocks
    ]


def doubts(batch: Batch, kind: Kind, drafts: Iterable[Draft]) -> list[Doubt]:
    """Rows where picking a unit is all it takes, and those where one was picked already."""
    found = []
    for draft in drafts:
        offered = next((p for p in draft.problems if p.choices), None)
        if offered is None or not (draft.doubtful or draft.choice):
            continue
        others = [draft.raw.get(f.code) for f in kind.fields if f.brief and f.code != kind.subject]
        found.append(
            Doubt(
                draft.number,
                _cell(batch, draft.number, offered.column),
                draft.raw.get(offered.column, ""),
                offered.message,
                offered.choices,
                draft.choice,
                ", ".join(text for text in others[:5] if text),
            )
        )
    return found


def lines(kind: Kind, drafts: Sequence[Draft]) -> list[Line]:
    """Rows as they are (or were) written. One statement, for the names of their units."""
    names = orgs.names({d.get(kind.placed_as) for d in drafts if d.get(kind.placed_as)})
    filled = {code for draft in drafts for code in draft.raw}
    columns = [f for f in kind.fields if f.brief and f.code in filled]
    return [_line(kind, columns, draft, names) for draft in drafts]


def _line(kind: Kind, columns: Sequence[Field], draft: Draft, names: Mapping[int, str]) -> Line:
    cells = {
        f.code: (f.label, _text(kind, draft, f.code, names), f.kind == "whole") for f in columns
    }
    label, head, _ = cells.pop(kind.head, (kind.label(kind.head), "", False))
    written = draft.values.get("written") or {}
    return Line(
        draft.number,
        label,
        head,
        tuple(cells.values()),
        tuple(p for p in draft.problems if p.code != "same"),
        _STANDINGS.get(written.get("standing", ""), ""),
    )


def _text(kind: Kind, draft: Draft, code: str, names: Mapping[int, str]) -> str:
    """A cell as it will stand: the unit by the name it has, a person's name as it is written."""
    raw = draft.raw.get(code, "")
    if code == kind.subject:
        return names.get(draft.get(kind.placed_as) or 0, raw)
    if code == "full_name":
        return str(draft.get(code) or raw)
    return raw


def _cell(batch: Batch, number: int, column: str) -> str:
    """ "D47" in a workbook, "dòng 47" in a pasted table or for a column the sheet lacks."""
    at = batch.summary["columns"].get(column)
    if at is None or not batch.header_row:
        return f"dòng {number}"
    return cell_ref(at, number)
