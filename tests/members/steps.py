"""Steps of an import of members, each a transaction of its own, and a way to halt one half-way."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book, row
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.actor import Actor
from dangvu.access.scope import entered
from dangvu.cli.invariants import faults
from dangvu.intake.actions import bulk
from dangvu.intake.bulk import Progress, unseen
from dangvu.intake.models import Batch
from dangvu.members.importing import MEMBERS

AS_OF = {"as_of": "01/06/2026"}
LETTERS = "ABCDEGHIKLMNOPQRSTUVXY"
BEFORE_WRITING = "Ghi hồ sơ đảng viên"
HALF_WRITTEN = "Ghi thời gian sinh hoạt"


def rows(numbers: Sequence[int], cell: str = "Chi bộ Thôn 1", **more: object) -> list[Any]:
    """Members who are in order, each with a name of its own."""
    return [row(n, cell, **({"full_name": name(n)} | more)) for n in numbers]


def name(number: int) -> str:
    first, second = divmod(number, len(LETTERS))
    return f"Nguyễn Văn {LETTERS[first % len(LETTERS)]}{LETTERS[second].lower()}"


class Clerk:
    """An officer of a commune who brings workbooks in."""

    def __init__(self, world: World, commune: Any = None) -> None:
        self.commune = commune or world.huoai
        self.actor: Actor = world.officer(self.commune)

    def stage(self, table: list[Any], data: bytes | None = None) -> Batch:
        with entered(self.actor):
            batch = bulk.receive(
                self.actor, MEMBERS, self.commune, "a.xlsx",
                book(table) if data is None else data, AS_OF,
            )  # fmt: skip
            return bulk.read(self.actor, MEMBERS, batch.pk)

    def commit(self, batch: Batch, progress: Progress = unseen, only_valid: bool = False) -> Batch:
        with entered(self.actor):
            return bulk.commit(
                self.actor, MEMBERS, batch.pk, only_valid=only_valid, progress=progress
            )

    def check_again(self, batch: Batch) -> Batch:
        with entered(self.actor):
            return bulk.amend(self.actor, MEMBERS, batch.pk, {}, unseen)

    def undo(self, batch: Batch, progress: Progress = unseen) -> Batch:
        with entered(self.actor):
            return bulk.undo(self.actor, MEMBERS, batch.pk, progress)


class Halt:
    """A progress that halts a step at one stage until it is told to go on."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.reached, self.told = threading.Event(), threading.Event()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage == self.stage:
            self.reached.set()
            assert self.told.wait(20), "nobody told it to go on"

    def until_reached(self) -> None:
        assert self.reached.wait(20), f"{self.stage} was not reached"

    def go_on(self) -> None:
        self.told.set()


def while_halted(
    work: Callable[[Halt], object], stage: str, other: Callable[[], object]
) -> tuple[object, object]:
    """Work halts at a stage, and goes on once the other has come to wait for it; what they gave."""
    halt = Halt(stage)
    first, told = in_a_thread(lambda: work(halt))
    try:
        halt.until_reached()
        second, answered = in_a_thread(other)
        try:
            until_one_waits()
        except AssertionError:
            raise AssertionError(f"nobody came to wait; the other gave {answered}") from None
    finally:
        halt.go_on()
        first.join(20)
    second.join(20)
    f.own()
    return told[0], answered[0]


def wrong() -> dict[str, Any]:
    """What the invariants of the whole register find: nothing, where all of it holds together."""
    f.own()
    return {code: found for code, found in faults(connection.connection).items() if found}
