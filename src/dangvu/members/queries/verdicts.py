"""What the centre found wrong with records, as a work list that grows shorter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, IntegerField, QuerySet, Value
from django.db.models.functions import Left
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.members import national
from dangvu.members.catalogue import MEMBER_FIELDS
from dangvu.members.models import Verdict
from dangvu.office.vietnamese import fold
from dangvu.orgs.queries import LABEL_WIDTH

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 50
WEEKS = 8
OTHER = "other"
"""The kind of a verdict that names no field."""


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    """(words, code) by which a field is named, the longest first."""
    named = [(fold(word), f.code) for f in MEMBER_FIELDS for word in (f.label, *f.aliases)]
    return tuple(sorted({n for n in named if len(n[0]) > 3}, key=lambda n: (-len(n[0]), n[1])))


def fields_named(*texts: str) -> frozenset[str]:
    """The fields a text speaks of, by their labels, accents aside; a longer label is taken before
    one that is part of it ("Ngày cấp thẻ" is not "Số thẻ")."""
    said, found = fold(" ".join(texts)), set()
    for words, code in _labels():
        if words in said:
            found.add(code)
            said = said.replace(words, " ")
    return frozenset(found)


def fields_of(columns: str, result: str, detail: str) -> frozenset[str]:
    """The fields a verdict is about: as it came, else as its words say."""
    return frozenset(columns.split(",")) - {""} or fields_named(result, detail)


def kind_label(kind: str) -> str:
    """What a kind of verdicts is called: the field's label."""
    labels = {f.code: f.label for f in MEMBER_FIELDS} | {national.REMOVAL: national.REMOVAL_ASKED}
    return labels.get(kind, "Không nêu mục nào")


def _rows(actor: Actor, unit: Unit) -> QuerySet[Verdict]:
    rows = visible(Verdict.objects.all(), actor, Action.VIEW_MEMBERS)
    return rows.filter(beneath(unit.path))


@dataclass(frozen=True)
class Counts:
    """Verdicts of a branch: still open and mended ones, open ones by path one level below (the
    unit's own path for its own members), by kind and by the centre's words."""

    open: int = 0
    mended: int = 0
    below: Mapping[str, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    results: Mapping[str, int] = field(default_factory=dict)


def counts(actor: Actor, unit: Unit) -> Counts:
    """How many there are, by unit, by kind, by result. Two statements."""
    width = Value(len(unit.path) + LABEL_WIDTH + 1, output_field=IntegerField())
    rows = _rows(actor, unit)
    columns = ("place", "result", "detail", "columns")
    below: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    results: Counter[str] = Counter()
    waiting = rows.filter(mended_at=None).annotate(place=Left("unit_path", width))
    for place, result, detail, named, n in waiting.values_list(*columns).annotate(n=Count("id")):
        below[place] += n
        results[result] += n
        for kind in fields_of(named, result, detail) or {OTHER}:
            kinds[kind] += n
    mended = rows.exclude(mended_at=None).count()
    return Counts(
        sum(below.values()), mended, dict(below), dict(kinds.most_common()),
        dict(results.most_common()),
    )  # fmt: skip


@dataclass(frozen=True)
class Week:
    """How many verdicts were open at the end of a day, and mended by then."""

    on: date
    open: int
    mended: int

    @property
    def total(self) -> int:
        """All that had come by then."""
        return self.open + self.mended


_WEEKS = """
SELECT asked.day,
  count(*) FILTER (WHERE v.mended_at IS NULL OR v.mended_at::date > asked.day),
  count(*) FILTER (WHERE v.mended_at::date <= asked.day)
FROM unnest(%s::date[]) AS asked(day)
JOIN members_verdict AS v ON v.came_on <= asked.day AND v.unit_path >= %s AND v.unit_path < %s
GROUP BY asked.day ORDER BY asked.day
"""


def weeks(unit: Unit, today: date, number: int = WEEKS) -> list[Week]:
    """Open verdicts of a branch week after week until today; weeks before the first one came are
    left out. One statement, under the actor's row security; ``unit`` has asked the scope."""
    days = [today - timedelta(weeks=back) for back in range(number)]
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, [days, unit.path, unit.path + "/"])
        return [Week(*row) for row in cursor.fetchall()]


_BROUGHT = """
SELECT f.subject, f.batch_id, b.committed_at, array(SELECT jsonb_object_keys(f.changes))
FROM intake_finding AS f JOIN intake_batch AS b ON b.id = f.batch_id
WHERE f.standing = 'changed' AND b.kind = 'members' AND b.state = 'committed'
  AND b.committed_at >= %s AND f.subject = ANY(%s)
"""


def brought(
    people: Collection[int], since: date
) -> list[tuple[int, int, datetime, frozenset[str]]]:
    """What workbooks brought in since a day changed on some records: (person, batch, when, codes of
    fields). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BROUGHT, [since, list(people)])
        return [(*row, frozenset(fields)) for *row, fields in cursor.fetchall()]


@dataclass(frozen=True)
class Listing:
    """A page of verdicts; ``after`` is the place the next page begins at."""

    verdicts: list[Verdict]
    after: str


def verdicts(
    actor: Actor, unit: Unit, kind: str = "", result: str = "", after: str = "", size: int = PAGE
) -> Listing:
    """Open verdicts of a branch, the newest first; of one kind, of one result in the centre's
    words, if asked. A statement a page."""
    rows = _rows(actor, unit).filter(mended_at=None).select_related("person__unit")
    if result:
        rows = rows.filter(result=result)
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found: list[Verdict] = []
    for row in rows.order_by("-id").iterator(chunk_size=500):
        if kind and kind not in (fields_of(row.columns, row.result, row.detail) or {OTHER}):
            continue
        found.append(row)
        if len(found) > size:
            break
    more = found[size - 1].pk if len(found) > size else None
    return Listing(found[:size], str(more) if more else "")


def verdict(actor: Actor, verdict_id: int) -> Verdict:
    """One verdict within reach; 404 outside it. One statement."""
    rows = visible(Verdict.objects.select_related("person"), actor, Action.VIEW_MEMBERS)
    found = rows.filter(pk=verdict_id).first()
    if found is None:
        raise Http404("Không có lỗi này trong phạm vi của đồng chí.")
    return found
