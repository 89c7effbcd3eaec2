"""Members follow when the tree is reorganised."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection
from django.db.models import Model

from dangvu.access.actor import Actor
from dangvu.kernel import clock
from dangvu.kernel.branches import Moved, follow
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries
from dangvu.members.actions.history import stand_with_person
from dangvu.members.actions.posts import end_posts
from dangvu.members.actions.rerouting import follow_transfers
from dangvu.members.models import (
    Badge,
    ChangeRequest,
    Discipline,
    DuesMonth,
    Event,
    Export,
    Headcount,
    Hop,
    Merge,
    Pair,
    Particulars,
    Person,
    Post,
    QualityMark,
    Spell,
    Stay,
    Transfer,
    Verdict,
)  # fmt: skip
from dangvu.rules.membership import EventKind


class Ended(Protocol):
    """A unit that ended, as ``orgs.actions`` tells it."""

    @property
    def unit_id(self) -> int: ...
    @property
    def path(self) -> str: ...


_WITH_UNIT: tuple[type[Model], ...] = (
    Person, Post, Headcount, Particulars, Event, Stay, Badge, Discipline, DuesMonth,
    ChangeRequest, Pair, Merge, Verdict, Export, QualityMark,
)  # fmt: skip


def follow_units(moves: Sequence[Moved]) -> None:
    """Members and everything of theirs stand where their units stand. A statement a table.

    The headcounts of units with members follow by trigger; the rest here. Spells keep the place
    they count at; only where they are seen follows.
    """
    for table in _WITH_UNIT:
        follow(table, moves)
    follow(Spell, moves, "seen_path")
    for column in ("from_path", "to_path"):
        follow(Transfer, moves, column)
        follow(Hop, moves, column)
    follow(Hop, moves)


_SPLIT = """
WITH going AS (
  SELECT s.id, s.person_id, s.unit_path AS was, s.valid_from, {unit} AS new_unit,
         {path} AS new_path
  FROM members_spell AS s {source}
  WHERE (s.valid_until IS NULL OR s.valid_until > %(on)s) AND s.status = ANY(%(members)s) {where}
), fresh AS (
  INSERT INTO members_spell (person_id, unit_id, unit_path, seen_path, status, official,
    valid_from, valid_until, opened_by, closed_by, from_path, to_path)
  SELECT s.person_id, g.new_unit, g.new_path, g.new_path, s.status, s.official,
    %(on)s, s.valid_until, %(kind)s, s.closed_by, s.unit_path,
    CASE WHEN s.to_path = s.unit_path THEN g.new_path ELSE s.to_path END
  FROM going AS g JOIN members_spell AS s USING (id) WHERE s.valid_from < %(on)s
), led AS (
  UPDATE members_spell AS s SET to_path = g.new_path FROM going AS g
  WHERE s.person_id = g.person_id AND s.valid_until = %(on)s AND g.valid_from = %(on)s
    AND s.to_path = g.was
)
UPDATE members_spell AS s SET
  opened_by = CASE WHEN s.valid_from = %(on)s AND %(told)s THEN %(kind)s ELSE s.opened_by END,
  valid_until = CASE WHEN s.valid_from < %(on)s THEN %(on)s ELSE s.valid_until END,
  closed_by = CASE WHEN s.valid_from < %(on)s THEN %(kind)s ELSE s.closed_by END,
  to_path = CASE WHEN s.valid_from < %(on)s OR s.to_path = s.unit_path THEN g.new_path
                 ELSE s.to_path END,
  from_path = CASE WHEN s.valid_from > %(on)s AND s.from_path = s.unit_path THEN g.new_path
                   ELSE s.from_path END,
  unit_id = CASE WHEN s.valid_from < %(on)s THEN s.unit_id ELSE g.new_unit END,
  unit_path = CASE WHEN s.valid_from < %(on)s THEN s.unit_path ELSE g.new_path END,
  seen_path = CASE WHEN s.valid_from < %(on)s THEN s.seen_path ELSE g.new_path END
FROM going AS g WHERE s.id = g.id
"""


def _split(
    on: date, source: str, unit: str, path: str, where: str, *, told: bool, **values: list[Any]
) -> None:
    """Cuts spells on a day. ``told``: by an event of each member, which follows those of the day;
    a spell that began with one of these lasts no day and becomes the new one."""
    with connection.cursor() as cursor:
        cursor.execute(
            _SPLIT.format(source=source, unit=unit, path=path, where=where),
            {
                "on": on,
                "told": told,
                "kind": EventKind.REORGANISED.value,
                "members": [status.value for status in queries.MEMBERS],
                **values,
            },
        )


def split_spells(moves: Sequence[Moved], on: date) -> None:
    """From a day on, whoever stands in a moved branch is counted at its new place. One statement.

    Spells that run over the day are cut there: what was before stays counted where it was.
    """
    _split(
        on,
        source="JOIN unnest(%(before)s::text[], %(after)s::text[]) AS m(before, after)"
        ' ON s.unit_path >= m.before COLLATE "C"'
        " AND s.unit_path < (m.before || '/') COLLATE \"C\"",
        unit="s.unit_id",
        path="m.after || substr(s.unit_path, length(m.before) + 1)",
        where="",
        told=False,
        before=[m.before for m in moves],
        after=[m.after for m in moves],
    )


_DEAL = """
UPDATE members_person AS p SET unit_id = t.unit_id, unit_path = t.path
FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS t(key, unit_id, path)
WHERE p.{key} = t.key
"""


def follow_cells(
    actor: Actor,
    on: date,
    cells: Mapping[int, tuple[int, str]],
    persons: Mapping[int, tuple[int, str]],
    person_cells: Sequence[int],
    left: Sequence[str],
) -> None:
    """Members go to other cells: of ``cells`` everybody, and ``persons`` one by one.

    Takes the cell each goes to as (id, path). ``person_cells`` are the cells the single persons
    must be in; raises ``Impossible`` where one of them is not. The posts that single persons hold
    in the cell they leave end. A constant number of statements; the event is the caller's.
    """
    if persons:
        here = Person.objects.filter(pk__in=persons, unit_id__in=person_cells).count()
        if here != len(persons):
            raise Impossible(
                "not_in_cell",
                "Có đảng viên không còn ở chi bộ này. Đồng chí mở lại trang để xem danh sách mới.",
                "persons",
            )
        held = Post.objects.filter(person_id__in=persons, unit_id__in=person_cells)
        end_posts(held, on)
    _deal(actor, on, "unit_id", cells)
    _deal(actor, on, "id", persons)
    follow_transfers(on, cells, persons)


_TELL = """
INSERT INTO members_event (person_id, unit_path, kind, unit_id, effective_on, official, status,
  decision_number, issuer, note, annuls, recorded_at, recorded_by)
SELECT p.id, t.path, %s, t.unit_id, %s, false, '', '', '', '', false, %s, %s
FROM members_person AS p
JOIN unnest(%s::bigint[], %s::bigint[], %s::text[]) AS t(key, unit_id, path) ON p.{key} = t.key
WHERE p.status = ANY(%s)
RETURNING person_id
"""


def _deal(actor: Actor, on: date, key: str, given: Mapping[int, tuple[int, str]]) -> None:
    """Those members stand in their new cells: an event each, spells, record, what hangs on it."""
    if not given:
        return
    to: list[Any] = [list(given), [u for u, _ in given.values()], [p for _, p in given.values()]]
    kind, members = EventKind.REORGANISED.value, [status.value for status in queries.MEMBERS]
    with connection.cursor() as cursor:
        cursor.execute(_TELL.format(key=key), [kind, on, clock.now(), actor.name, *to, members])
        moved = [person for (person,) in cursor.fetchall()]
        _split(
            on,
            source="JOIN members_person AS p ON p.id = s.person_id JOIN"
            " unnest(%(keys)s::bigint[], %(units)s::bigint[], %(paths)s::text[])"
            f" AS t(key, unit_id, path) ON p.{key} = t.key",
            unit="t.unit_id",
            path="t.path",
            where="AND s.unit_id = p.unit_id",
            told=True,
            keys=to[0],
            units=to[1],
            paths=to[2],
        )
        cursor.execute(_DEAL.format(key=key), to)
    stand_with_person(moved)


def leave_ended_units(
    actor: Actor, on: date, ended: Sequence[Ended], paper: str, reason: str
) -> None:
    """Ends the posts of units that ended; refuses where members would be left in one.

    Raises ``Impossible`` naming the first such unit.
    """
    ids = [one.unit_id for one in ended]
    there = Person.objects.filter(unit_id__in=ids, status__in=queries.MEMBERS)
    stranded = there.values_list("unit__name", flat=True).first()
    if stranded is not None:
        message = (
            f"{stranded} còn {there.count()} đảng viên. Chọn chi bộ tiếp nhận trước khi kết thúc."
        )
        raise Impossible("members_left", message, "heir")
    end_posts(Post.objects.filter(unit_id__in=ids), on)
