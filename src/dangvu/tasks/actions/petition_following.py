"""Petitions follow: the tree, units that end, two records made one."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Left, Length

from dangvu.access.actor import Actor
from dangvu.kernel.branches import Moved, follow
from dangvu.orgs import anywhere
from dangvu.orgs.actions import Ended
from dangvu.orgs.queries import ancestors, ids_of
from dangvu.rules.petitions import OPEN
from dangvu.tasks.models import Petition, PetitionStep

State = Petition.State
_UNANSWERED = (*OPEN, State.JOINED)


# ------------------------------------------------------------------ the tree


def follow_units(moves: Sequence[Moved]) -> int:
    """Petitions are read where their cells stand now. One that a superior holds which no longer
    stands above the cell goes to the new superior of the same height. A statement a column and a
    new holder; how many petitions changed."""
    changed = follow(Petition, moves)
    for column in ("holder_path", "top_path"):
        follow(Petition, moves, column)
    follow(PetitionStep, moves)
    _stand_in_line()
    return changed


def follow_ended(ended: Sequence[Ended], **_: object) -> None:
    """Petitions of a cell that ended, and those a unit held that ended, go to its heir, else to the
    organisation above. Their numbers stay those of the book they stand in.

    Four statements, and those of standing in line, whatever the number of units.
    """
    taken = [(one.unit_id, one.path, *taker) for one in ended if (taker := _taker(one))]
    if taken:
        with connection.cursor() as cursor:
            for statement in _TAKEN_OVER:
                cursor.execute(statement, [list(column) for column in zip(*taken, strict=True)])
    _stand_in_line()


def _taker(one: Ended) -> tuple[int, str] | None:
    """Id and path of the heir, else of the organisation above."""
    if one.heir is not None:
        return one.heir.id, one.heir.path
    superiors = ancestors(one.path)
    return (ids_of(superiors[-1])[-1], superiors[-1]) if superiors else None


_ENDED = "unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[]) AS e(id, path, to_id, to_path)"
_TAKEN_OVER = (
    f"UPDATE tasks_petition AS p SET unit_path = e.to_path FROM {_ENDED}"
    ' WHERE p.unit_path = e.path COLLATE "C"',
    f"UPDATE tasks_petitionstep AS p SET unit_path = e.to_path FROM {_ENDED}"
    ' WHERE p.unit_path = e.path COLLATE "C"',
    f"UPDATE tasks_petition AS p SET top_path = e.to_path FROM {_ENDED}"
    ' WHERE p.top_path = e.path COLLATE "C"',
    f"UPDATE tasks_petition AS p SET holder_id = e.to_id, holder_path = e.to_path FROM {_ENDED}"
    " WHERE p.holder_id = e.id AND p.state IN ('raised', 'held', 'passed', 'joined')",
)


def _stand_in_line() -> None:
    """Whoever holds a petition stands above its cell, or is it; what was joined has the holder of
    the other one. An answered one is not opened to superiors that never had it."""
    strayed = Petition.objects.filter(~Q(unit_path__startswith=F("holder_path")))
    open_ones = strayed.filter(state__in=_UNANSWERED).annotate(
        stands=Left("unit_path", Length("holder_path"))
    )
    for path in list(open_ones.values_list("stands", flat=True).distinct()):
        holder = anywhere.line_to(path)[-1]
        there = open_ones.filter(stands=path).values("pk")
        Petition.objects.filter(pk__in=there).update(
            holder=holder.pk, holder_path=holder.path, top_path=holder.path
        )
    apart = Petition.objects.filter(~Q(unit_path__startswith=F("top_path")))
    apart.update(top_path=F("unit_path"))
    lone = Petition.objects.filter(~Q(holder=F("joined_to__holder")), state=State.JOINED)
    lone.update(state=State.HELD, joined_to=None)


# ------------------------------------------------------------------ two records made one

_NAMED: tuple[tuple[str, type[Petition] | type[PetitionStep]], ...] = (
    ("petitions", Petition),
    ("petition_steps", PetitionStep),
)


def follow_merge(
    actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]
) -> None:
    """Petitions of the record given up are the kept one's. Writes into ``trace`` which, for
    ``go_back``."""
    for name, table in _NAMED:
        rows = table._default_manager.filter(person=other)
        trace[name] = list(rows.values_list("pk", flat=True))
        rows.update(person=kept)


def go_back(actor: Actor, kept: int, other: int, reason: str, trace: dict[str, list[int]]) -> None:
    """Takes ``follow_merge`` back for what is still the kept record's."""
    for name, table in _NAMED:
        rows = table._default_manager.filter(pk__in=trace.get(name, ()), person=kept)
        rows.update(person=other)
