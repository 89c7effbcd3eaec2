"""Verdicts of the centre are mended: by a change of the record, or by somebody's word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may
from dangvu.kernel import audit, clock
from dangvu.kernel.branches import beneath
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Verdict
from dangvu.members.queries import verdicts as reading

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit


def mend_verdict(actor: Actor, verdict_id: int, reason: str) -> Verdict:
    """Somebody who keeps the record says that what the centre found is mended, or was none, and
    how. Raises ``Impossible`` without a word, ``Overtaken``; ``Refused`` for who does not keep it.
    """
    row = reading.verdict(actor, verdict_id)
    may(actor, Action.EDIT_MEMBERS, row.unit_path)
    if not reason.strip():
        raise Impossible("no_reason", "Ghi đã sửa thế nào, hoặc vì sao không phải lỗi.", "reason")
    row = Verdict.objects.select_for_update(of=("self",)).select_related("person").get(pk=row.pk)
    if row.mended_at is not None:
        raise Overtaken("mended", f"Lỗi này {row.mended_by} đã ghi là sửa xong.")
    row.mended_at, row.mended_by = clock.now(), actor.name
    row.save(update_fields=["mended_at", "mended_by"])
    audit.record(
        actor, "mend_verdict", subject=("person", row.person_id), unit_path=row.unit_path,
        reason=reason.strip(), data={"verdict": row.pk},
    )  # fmt: skip
    return row


def mend_changed(
    actor: Actor, changed: Mapping[int, Collection[str]], batch: int | None = None
) -> int:
    """Records have changed (person to codes of fields): open verdicts that speak of one of those
    fields are mended, by the workbook ``batch`` if one brought the change. Two statements, whatever
    the number; the change leaves the event."""
    rows = Verdict.objects.filter(person_id__in=changed, mended_at=None)
    columns = ("pk", "person_id", "columns", "result", "detail")
    done = [
        pk
        for pk, person, named, result, detail in rows.values_list(*columns)
        if reading.fields_of(named, result, detail) & set(changed[person])
    ]
    if not done:
        return 0
    rows = Verdict.objects.filter(pk__in=done)
    return rows.update(mended_at=clock.now(), mended_by=actor.name, mended_batch=batch)


def settle_verdicts(actor: Actor, unit: Unit) -> int:
    """Holds the open verdicts of a branch to what happened to their records since they came: those
    whose record was edited, or changed by a workbook brought in later, in a field they speak of are
    mended. What changes a record mends at once (``mend_changed``); this is for lists kept from
    before. Gives back how many. Three statements and one a workbook, one event."""
    may(actor, Action.REQUEST_CHANGE, unit.path)
    rows = Verdict.objects.filter(beneath(unit.path), mended_at=None)
    columns = ("person_id", "columns", "result", "detail", "came_on", "batch")
    found = list(rows.only(*columns))
    changes = _changes(found)
    done: dict[int | None, list[int]] = {}
    for row in found:
        named = reading.fields_of(row.columns, row.result, row.detail)
        for change in changes.get(row.person_id, ()):
            own = change.batch is not None and change.batch == row.batch
            if change.on >= row.came_on and not own and named & change.fields:
                done.setdefault(change.batch, []).append(row.pk)
                break
    mended = sum(
        Verdict.objects.filter(pk__in=numbers).update(
            mended_at=clock.now(), mended_by=actor.name, mended_batch=batch
        )
        for batch, numbers in done.items()
    )
    audit.record(
        actor, "settle_verdicts", subject=("unit", unit.pk), unit_path=unit.path,
        data={"count": mended},
    )  # fmt: skip
    return mended


@dataclass(frozen=True)
class _Change:
    """Fields of a record that were changed on a day, by hand or by a batch."""

    on: date
    fields: frozenset[str]
    batch: int | None = None


def _changes(found: Sequence[Verdict]) -> dict[int, list[_Change]]:
    """Changes of the records that verdicts are about, since the first of them came, by person."""
    if not found:
        return {}
    people = {row.person_id for row in found}
    since = min(row.came_on for row in found)
    changes: dict[int, list[_Change]] = {}
    edits = audit.events().filter(
        action="edit_record", subject_kind="person", subject_id__in=[str(n) for n in people]
    )
    for person, at, data in edits.values_list("subject_id", "at", "data"):
        edit = _Change(clock.local(at).date(), frozenset(data.get("fields", ())))
        changes.setdefault(int(person), []).append(edit)
    for one, batch, when, fields in reading.brought(people, since):
        changes.setdefault(one, []).append(_Change(clock.local(when).date(), fields, batch))
    return changes
