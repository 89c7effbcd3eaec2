"""Committees: secretary, deputies and members of each cell and body, official members all."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from dangvu.cli.demo.people import Cast, Residents
from dangvu.cli.demo.times import CONGRESS
from dangvu.cli.demo.units import ROOT_ID, BodyUnit, Cell, Head
from dangvu.members.loading import PersonRow, PostKind, PostRow, Status
from dangvu.orgs.loading import label
from dangvu.rules.organisations import needs_committee

_KINDS = (PostKind.SECRETARY, PostKind.DEPUTY, PostKind.STANDING, PostKind.COMMITTEE)
DEPUTY_FROM = 5
"""Official members from which a cell of the demo has a deputy secretary."""
CANDIDATES_OF_A_CELL = 4
PROVINCIAL = (1, 3, 20, 70)
"""Secretary, deputies, other standing members, others: 94 and 24 as published for 2025-2030."""


@dataclass
class Committees:
    """Posts of one body, and who could serve above."""

    posts: list[PostRow] = field(default_factory=list)
    candidates: list[PersonRow] = field(default_factory=list)


def committees(
    body: BodyUnit,
    residents: dict[int, Residents],
    casts: dict[int, Cast],
    rng: Random,
    on: date,
    late: Collection[int],
) -> Committees:
    """The posts of a body, its organisations and cells. ``late``: persons who were elsewhere when
    it was founded."""
    found = Committees()
    for head in body.heads:
        able: list[PersonRow] = []
        for cell in head.cells:
            members = residents[cell.id].people
            officials = [p for p in members if p.status == Status.OFFICIAL and p.id not in late]
            found.posts += _of_cell(body, cell, officials, cell.id in casts, rng, on)
            able += [p for p in officials if _serving_age(p, on)][:CANDIDATES_OF_A_CELL]
        found.posts += _of_organisation(body, head, able, rng)
        found.candidates += able
    size = min(max(len(found.candidates) // 10, 3), 27)
    numbers = _committee(size, deputies=2 if size > 6 else 1)
    found.posts += _serve(body.id, body.path, found.candidates, numbers, body.founded, rng)
    return found


def provincial_committee(candidates: list[PersonRow], rng: Random) -> Iterator[PostRow]:
    """The posts of the provincial committee, from the members of the provincial bodies."""
    share = min(1.0, len(candidates) / sum(PROVINCIAL))
    numbers = [1, *(int(number * share) for number in PROVINCIAL[1:])]
    yield from _serve(ROOT_ID, label(ROOT_ID), candidates, numbers, CONGRESS, rng)


def _committee(size: int, deputies: int) -> list[int]:
    """(secretary, deputies, other standing members, others); the standing part is a third."""
    deputies = min(deputies, size - 1)
    standing = max(size // 3 - 1 - deputies, 0)
    return [1, deputies, standing, size - 1 - deputies - standing]


def _of_cell(
    body: BodyUnit, cell: Cell, officials: list[PersonRow], known: bool, rng: Random, on: date
) -> Iterator[PostRow]:
    since = max(body.founded, cell.ended[0]) if cell.ended else body.founded
    chosen = officials if known else rng.sample(officials, len(officials))
    if not known:
        chosen.sort(key=lambda person: not _serving_age(person, on))
    numbers = [1, int(len(officials) >= DEPUTY_FROM), 0, 0]
    if needs_committee(len(officials), on):
        numbers[3] = 3 if len(officials) > 25 else 1
    yield from _posts(cell.id, cell.path, chosen, numbers, since)


def _of_organisation(
    body: BodyUnit, head: Head, able: list[PersonRow], rng: Random
) -> Iterator[PostRow]:
    if head.cells[0].id == head.id:
        return
    size = min(max(len(able) // 6, 3), 11)
    yield from _serve(head.id, head.path, able, _committee(size, 1), body.founded, rng)


def _serve(
    unit_id: int,
    path: str,
    candidates: list[PersonRow],
    numbers: list[int],
    since: date,
    rng: Random,
) -> Iterator[PostRow]:
    chosen = rng.sample(candidates, min(sum(numbers), len(candidates)))
    yield from _posts(unit_id, path, chosen, numbers, since)


def _posts(
    unit_id: int, path: str, chosen: list[PersonRow], numbers: list[int], since: date
) -> Iterator[PostRow]:
    serving = iter(chosen)
    for kind, number in zip(_KINDS, numbers, strict=True):
        for _ in range(number):
            if (person := next(serving, None)) is not None:
                yield PostRow(person.id, unit_id, path, kind, since)


def _serving_age(person: PersonRow, on: date) -> bool:
    return 30 <= on.year - person.birth_on.year <= 62
