"""Admissions and cases follow: the tree, members who go elsewhere, two records made one."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.db import connection
from django.db.models import Model

from dangvu.access.actor import Actor
from dangvu.admissions import queries
from dangvu.admissions.actions.recording import LOCK, tell, void
from dangvu.admissions.models import (
    Admission,
    Attendee,
    Case,
    CaseHelper,
    CaseMove,
    CasePaper,
    CaseStep,
    ClassSeats,
    HelperRemark,
    PoliticalClass,
    Reminder,
    SourcePlan,
)
from dangvu.intake.actions import alone
from dangvu.kernel.branches import Moved, follow, follow_rows
from dangvu.kernel.refusals import Impossible

_STANDING: tuple[type[Model], ...] = (
    Admission, Case, CaseStep, CaseHelper, HelperRemark, CasePaper, Attendee, Reminder,
    PoliticalClass, ClassSeats, SourcePlan,
)  # fmt: skip
_OF_CASE = ("casestep", "casehelper", "casepaper", "attendee", "reminder")


class Ended(Protocol):
    """A unit that ended, as ``orgs.actions`` tells it; ``heir``: the one that takes over."""

    @property
    def unit_id(self) -> int: ...
    @property
    def path(self) -> str: ...
    @property
    def heir(self) -> object | None: ...


# ------------------------------------------------------------------ the tree


def follow_units(moves: Sequence[Moved]) -> int:
    """Everything is read where its units stand. ``counted_path`` never changes: last year's figures
    stay what they were. A statement a table; how many admissions changed."""
    changed = [follow(table, moves) for table in _STANDING]
    for column in ("from_path", "to_path"):
        follow(CaseMove, moves, column)
    return changed[0]


def follow_cells(cells: Mapping[int, tuple[int, str]], left: Sequence[str], **_: object) -> int:
    """Members went from the cells at the paths ``left`` to other cells, of ``cells`` everybody:
    their admissions follow, and so do the cases of those cells. (A case whose person is a member
    follows that person, in the database.)"""
    changed = follow_rows(Admission, "person", left)
    _hand_over(cells)
    return changed


def follow_ended(ended: Sequence[Ended], **_: object) -> None:
    """Open cases of a unit that ended go to its heir. Raises ``Impossible`` where there is none."""
    heirs = {one.unit_id: _place(one.heir) for one in ended if one.heir is not None}
    _hand_over(heirs)
    orphans = [one.unit_id for one in ended if one.heir is None]
    left = Case.objects.filter(unit__in=orphans, closed_on=None)
    name = left.values_list("unit__name", flat=True).first()
    if name is not None:
        raise Impossible(
            "cases_left",
            f"{name} còn {left.count()} hồ sơ kết nạp đang xét. Chuyển sang chi bộ khác trước khi "
            "kết thúc.",
            "heir",
        )


def _place(heir: object) -> tuple[int, str]:
    return heir.id, heir.path  # type: ignore[attr-defined]


_HAND_OVER = """
UPDATE admissions_case AS c SET unit_id = t.unit_id, unit_path = t.path
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS t(key, unit_id, path)
WHERE c.unit_id = t.key AND c.closed_on IS NULL RETURNING c.id
"""
_STAND = """
UPDATE admissions_{table} AS t SET unit_path = c.unit_path FROM admissions_case AS c
WHERE c.id = t.case_id AND t.case_id = ANY(%s) AND t.unit_path <> c.unit_path
"""
_STAND_REMARKS = """
UPDATE admissions_helperremark AS r SET unit_path = h.unit_path FROM admissions_casehelper AS h
WHERE h.id = r.helper_id AND h.case_id = ANY(%s) AND r.unit_path <> h.unit_path
"""


def _hand_over(units: Mapping[int, tuple[int, str]]) -> None:
    """The open cases of some units are those of others. A statement a table."""
    if not units:
        return
    ids, paths = [one for one, _ in units.values()], [path for _, path in units.values()]
    with connection.cursor() as cursor:
        cursor.execute(_HAND_OVER, [list(units), ids, paths])
        moved = [pk for (pk,) in cursor.fetchall()]
        if not moved:
            return
        for table in _OF_CASE:
            cursor.execute(_STAND.format(table=table), [moved])
        cursor.execute(_STAND_REMARKS, [moved])


# ------------------------------------------------------------------ two records made one


def follow_merge(
    actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]
) -> None:
    """Admissions and cases of the record given up follow to the kept one. Where that has an
    admission that stands, the other's is voided: one person is counted once. Writes into ``trace``
    which did what, for ``go_back``; an event for each one voided."""
    alone(LOCK)
    found = queries.when_merged(kept, other)
    for row in found.voided:
        void(row, reason)
        tell(actor, row, "void_admission", reason)
    trace["admissions"] = _bring(kept, [row.pk for row in found.rows])
    trace["voided"] = [row.pk for row in found.voided]
    for name, table, column in _NAMED:
        rows = table._default_manager.filter(**{column: other})
        trace[name] = list(rows.values_list("pk", flat=True))
        rows.update(**{column: kept})


def go_back(actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]) -> None:
    """Takes ``follow_merge`` back for what is still the kept record's; an event for each admission
    that stands again."""
    alone(LOCK)
    held = Admission.objects.filter(pk__in=trace.get("admissions", ()), person=kept)
    mine = _bring(other, list(held.values_list("pk", flat=True)))
    for row in Admission.objects.filter(pk__in=set(mine) & set(trace.get("voided", ()))):
        row.voided_at, row.void_reason = None, ""
        row.save(update_fields=["voided_at", "void_reason"])
        tell(actor, row, "restore_admission", reason)
    for name, table, column in _NAMED:
        rows = table._default_manager.filter(pk__in=trace.get(name, ()), **{column: kept})
        rows.update(**{column: other})


_NAMED: tuple[tuple[str, type[Model], str], ...] = (
    ("cases", Case, "person"),
    ("cases_in_charge", Case, "in_charge"),
    ("case_helpers", CaseHelper, "person"),
)
"""Columns of cases that name a member, by what the trace calls them."""


def _bring(person_id: int, ids: list[int]) -> list[int]:
    """Those admissions are that person's, and are seen where the person's cell stands."""
    rows = Admission.objects.filter(pk__in=ids)
    left = set(rows.values_list("unit_path", flat=True))
    if rows.update(person_id=person_id):
        follow_rows(Admission, "person", left)
    return ids
