"""Whatever is done to the tree, in whatever order: paths, spells, members and sums hold."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from tests.orgs.worlds import World, announce, faults, new_body, new_cell, paper

from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import Person
from dangvu.orgs import plans
from dangvu.orgs.models import Unit

pytestmark = pytest.mark.django_db
Step = Callable[[World, Random, date], None]


def pick(random: Random, **facts: object) -> Unit:
    return random.choice(list(Unit.objects.filter(valid_until=None, **facts).order_by("pk")))


def move(world: World, random: Random, on: date) -> None:
    unit = pick(random, depth__gte=1)
    above = {} if random.random() < 0.2 else {"depth": unit.depth - 1}
    parent = pick(random, **above)
    world.do(plans.moving(paper(on), unit.pk, parent.pk))


def merge(world: World, random: Random, on: date) -> None:
    one = pick(random, depth__gte=1)
    beside = list(Unit.objects.filter(parent=one.parent_id, valid_until=None).order_by("pk"))
    units = random.sample(beside, min(len(beside), random.choice([2, 2, 3])))
    ids = [u.pk for u in units]
    if random.random() < 0.5:
        into: object = ids[-1]
    else:
        into = new_body(one.parent, f"Hợp nhất {on}", type=one.type)
    world.do(plans.merging(world.facts(*ids), paper(on), ids, into))


def split(world: World, random: Random, on: date) -> None:
    body = pick(random, depth=2)
    receivers = ["new1", "new2", pick(random, depth=2).pk]
    children = Unit.objects.filter(parent=body, valid_until=None).values_list("pk", flat=True)
    dealt = {child: random.choice(receivers) for child in children}
    ends = random.random() < 0.5
    founds = tuple(
        new_body(body.parent, f"Tách {on} {n}", f"new{n}", type=body.type) for n in (1, 2)
    )
    heir = "new1" if ends else None
    world.do(plans.splitting(paper(on), body.pk, founds=founds, moves=dealt, ends=ends, heir=heir))


def split_cell(world: World, random: Random, on: date) -> None:
    cell = pick(random, type="CHI_BO_TRUC_THUOC")
    people = list(Person.objects.filter(unit=cell).order_by("pk").values_list("pk", flat=True))
    leaving = {p: "new1" for p in people if random.random() < 0.5}
    founds = (new_cell(cell.parent, f"Chi bộ tách {on}"),)
    world.do(plans.splitting(paper(on), cell.pk, founds=founds, persons=leaving))


def dissolve(world: World, random: Random, on: date) -> None:
    unit, heir = pick(random, depth__gte=1), pick(random, depth__gte=1)
    world.do(plans.dissolving(world.facts(unit.pk), paper(on), unit.pk, heir.pk))


STEPS: tuple[Step, ...] = (move, merge, split, split_cell, dissolve)


@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=8), seed=st.integers(0, 10**6))
@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_any_sequence_leaves_a_sound_tree(monkeypatch, steps, seed):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    random = Random(seed)
    with transaction.atomic():
        world = World()
        announce(world.province)
        counted, members = world.counted(), Person.objects.count()
        for n, step in enumerate(steps):
            on = date(2026, 1, 1) + timedelta(days=10 * n)
            try:
                with transaction.atomic():
                    step(world, random, on)
            except Impossible as refusal:
                event(f"{step.__name__}: {refusal.code}")
            else:
                event(f"{step.__name__}: done")
            assert faults() == []
        assert world.counted() == counted
        assert Person.objects.count() == members
        transaction.set_rollback(True)
