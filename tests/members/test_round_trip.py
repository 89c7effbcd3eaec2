"""The national workbook out and in: what was exported, imported elsewhere, is exported the same."""

import random
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book, row

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.intake import queries
from dangvu.intake.actions import bulk
from dangvu.intake.models import Batch
from dangvu.kernel.sealing import unseal_bytes
from dangvu.members import catalogue
from dangvu.members.actions.exporting import export_members
from dangvu.members.importing import MEMBERS
from dangvu.members.models import Person
from dangvu.members.queries.exporting import ExportKind

pytestmark = pytest.mark.django_db

AS_OF = {"as_of": "01/06/2026"}


@pytest.fixture(autouse=True)
def day(settings: object) -> None:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]


def take_in(world: World, data: bytes) -> Batch:
    actor = world.officer()
    with entered(actor):
        batch = bulk.receive(actor, MEMBERS, world.huoai, "a.xlsx", data, AS_OF)
        bulk.read(actor, MEMBERS, batch.pk)
        done = bulk.commit(actor, MEMBERS, batch.pk, only_valid=False)
    f.own()
    return done


def take_out(world: World) -> bytes:
    actor = f.actor(Role.COMMUNE_OFFICER, world.huoai)
    with entered(actor):
        made = export_members(actor, world.huoai, ExportKind.NATIONAL, "Đối chiếu")
    f.own()
    return bytes(made.content)


def cells(data: bytes) -> list[tuple]:
    """The rows of members, without the running number, in the order of their cards."""
    sheet = openpyxl.load_workbook(BytesIO(data)).worksheets[0]
    rows = [r for r in sheet.iter_rows(values_only=True) if isinstance(r[0], int) and r[2]]
    return sorted((tuple(r[2:29]) for r in rows), key=str)


def invented(chance: random.Random, number: int) -> dict:
    """Cells of a member by column; every value one that the national workbook may hold."""
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
    joined = born.replace(year=born.year + 25, day=min(born.day, 28))
    return {
        "birth_on": born,
        "joined_on": joined,
        "official_on": joined.replace(year=joined.year + 1),
        "religion": chance.choice(list(catalogue.religions().values())),
        "ethnic_group": chance.choice(list(catalogue.ethnic_groups().values())[:54]),
        "identity_old": chance.choice(["", f"{chance.randrange(10**8):09d}"]),
        "card_old": chance.choice(["", f"{chance.randrange(10**8):08d}"]),
        "home_detail": chance.choice(["", 'Thôn 1 "cũ"', "tổ 3; đường 2/4"]),
        "other_name": chance.choice(["", "Ba Sơn"]),
        "removal": chance.choice(["", "", "x", "Trùng hồ sơ"]),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_goes_out_comes_in_the_same(seed: int) -> None:
    chance = random.Random(seed)
    world = World()
    rows = [row(n, "Chi bộ Thôn 1", **invented(chance, n)) for n in range(1, 13)]
    batch = take_in(world, book(rows))
    assert Person.objects.count() == 12
    first = take_out(world)
    assert len(cells(first)) == 12

    actor = world.officer()
    with entered(actor):
        bulk.undo(actor, MEMBERS, batch.pk)
    f.own()
    assert Person.objects.count() == 0
    take_in(world, first)
    assert Person.objects.count() == 12
    assert cells(take_out(world)) == cells(first)


def test_the_file_that_came_stands_sealed() -> None:
    world = World()
    data = book([row(1, "Chi bộ Thôn 1")])
    batch = take_in(world, data)
    kept = bytes(Batch.objects.get(pk=batch.pk).content)
    assert data not in kept
    assert unseal_bytes(kept[len(queries.SEALED) :]) == data == queries.content(batch)
