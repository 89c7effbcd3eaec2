"""An actor bringing tables in, each step as a request of its own."""

from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.scope import entered
from dangvu.admissions.importing import ADMISSIONS
from dangvu.intake import actions, queries
from dangvu.intake.catalogue import Draft, Kind
from dangvu.intake.models import Batch
from dangvu.targets.importing import COUNTS, TARGETS

KINDS = {kind.code: kind for kind in (TARGETS, COUNTS, ADMISSIONS)}


class Desk:
    """One actor, one kind of table, one unit."""

    def __init__(self, actor: Actor, kind: Kind, unit: Any) -> None:
        self.actor, self.kind, self.unit = actor, kind, unit

    def stage(self, data: bytes | str, name: str = "bang.xlsx", **options: Any) -> Batch:
        with entered(self.actor):
            return actions.stage(self.actor, self.kind, self.unit, name, data, options)

    def rows(self, batch: Batch) -> dict[int, Draft]:
        with entered(self.actor):
            return {draft.number: draft for draft in queries.drafts(batch)}

    def codes(self, batch: Batch) -> dict[int, list[str]]:
        return {n: [p.code for p in row.problems] for n, row in self.rows(batch).items()}

    def choose(self, batch: Batch, **picks: int | None) -> Batch:
        wanted = {int(name.removeprefix("row_")): unit for name, unit in picks.items()}
        with entered(self.actor):
            return actions.choose(self.actor, self.kind, batch.pk, wanted)

    def amend(self, batch: Batch, **options: Any) -> Batch:
        with entered(self.actor):
            return actions.amend(self.actor, self.kind, batch.pk, options)

    def commit(self, batch: Batch, only_valid: bool = False) -> Batch:
        with entered(self.actor):
            return actions.commit(self.actor, self.kind, batch.pk, only_valid=only_valid)

    def undo(self, batch: Batch) -> Batch:
        with entered(self.actor):
            return actions.undo(self.actor, self.kind, batch.pk)

    def drop(self, batch: Batch) -> None:
        with entered(self.actor):
            actions.drop(self.actor, self.kind, batch.pk)
