"""The world tables are brought into, on the first of June 2026."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.intake.desks import Desk
    from tests.intake.world import World

    from dangvu.access.actor import Actor


@pytest.fixture(autouse=True)
def first_of_june(settings: Any) -> None:
    settings.DEMO_TODAY = "2026-06-01"


@pytest.fixture
def world(db: None) -> "World":
    from tests.intake.world import World

    return World()


@pytest.fixture
def desk(world: "World") -> "Callable[..., Desk]":
    """``desk("targets")``: the province specialist at the province; or another actor and unit."""
    from tests.intake.desks import KINDS, Desk

    def make(kind: str, actor: "Actor | None" = None, unit: Any = None) -> Desk:
        return Desk(actor or world.specialist(), KINDS[kind], unit or world.province)

    return make
