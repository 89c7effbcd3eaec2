"""Events of many members at once, as an import brings them, and taking them back again."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import history
from dangvu.members.models import Event, Spell
from dangvu.orgs.naming import path_spans

_DROP_SPELLS = """
DELETE FROM members_spell AS s USING unnest(%s::bigint[], %s::date[]) AS gone (person_id, since)
WHERE s.person_id = gone.person_id AND s.valid_from = gone.since
"""

_SETTLE = """
UPDATE members_person AS p SET status = told.status
FROM unnest(%s::bigint[], %s::text[]) AS told (id, status)
WHERE p.id = told.id AND p.status <> told.status
"""


def follows(events: Collection[Event]) -> dict[int, str]:
    """Why the events cannot follow from what is on record: person to reason, for those alone. One
    event a person."""
    known = history.standing([e.person_id for e in events])
    refused = {}
    for event in events:
        try:
            history.draw([*known.get(event.person_id, ()), event])
        except Impossible as impossible:
            refused[event.person_id] = impossible.message_vi
    return refused


def add_events(events: Sequence[Event]) -> None:
    """Adds one event each to the histories of members who stay in their cells; spells and states
    follow. A number of statements that does not depend on the events. Raises ``Impossible``."""
    known = history.standing([e.person_id for e in events])
    after = {e.person_id: [*known.get(e.person_id, ()), e] for e in events}
    Event.objects.bulk_create(events, batch_size=5000)
    _redraw(known, after)


def take_events_back(batch_id: int, person_ids: Collection[int]) -> None:
    """The events that a batch added to histories of members who were on record before go again."""
    known = history.standing(person_ids)
    after = {p: [e for e in own if e.batch != batch_id] for p, own in known.items()}
    Event.objects.filter(batch=batch_id, person_id__in=person_ids).delete()
    _redraw(known, after)


def _redraw(before: dict[int, list[Event]], after: dict[int, list[Event]]) -> None:
    drawn = {p: (history.draw(before.get(p, ())), history.draw(after[p])) for p in after}
    places = {int(str(s.place)) for both in drawn.values() for part in both for s in part}
    spans = path_spans(places) if places else {}
    gone: list[Spell] = []
    fresh: list[Spell] = []
    states: dict[int, str] = {}
    for person_id, (old, new) in drawn.items():
        there = _by_key(history.spell_rows(person_id, old, spans))
        wanted = _by_key(history.spell_rows(person_id, new, spans))
        gone += [row for key, row in there.items() if key not in wanted]
        fresh += [row for key, row in wanted.items() if key not in there]
        if new:
            states[person_id] = new[-1].status
    with connection.cursor() as cursor:
        cursor.execute(_DROP_SPELLS, [[r.person_id for r in gone], [r.valid_from for r in gone]])
        Spell.objects.bulk_create(fresh, batch_size=5000)
        cursor.execute(_SETTLE, [list(states), list(states.values())])


def _by_key(rows: Iterable[Spell]) -> dict[tuple[object, ...], Spell]:
    return {tuple(getattr(row, name) for name in history.KEPT): row for row in rows}


__all__ = ["add_events", "follows", "take_events_back"]
