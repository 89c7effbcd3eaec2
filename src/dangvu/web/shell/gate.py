"""The gate of a view: who may enter at all. A view without one is refused."""

from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from dangvu.access.matrix import Action

V = TypeVar("V", bound=Callable[..., object])


class Gate(Enum):
    """Gates that are not an action of the matrix."""

    OPEN = "open"  # nobody need be signed in
    SIGNING_IN = "signing_in"  # signed in, perhaps with a step of signing in still to take
    SIGNED_IN = "signed_in"  # signed in, perhaps in no capacity
    ANY_ACTOR = "any_actor"  # signed in, in some capacity


def gate(condition: Gate | Action) -> Callable[[V], V]:
    """Marks a view: ``@gate(Action.VIEW_FIGURES)`` or ``@gate(Gate.ANY_ACTOR)``.

    The middleware refuses an actor whose role has no reach for the action (403 with the reason);
    which rows are within reach the view asks of ``queries``.
    """

    def mark(view: V) -> V:
        view.gate = condition  # type: ignore[attr-defined]
        return view

    return mark


def gate_of(view: Callable[..., object]) -> Gate | Action | None:
    """The gate of a view, or nothing. Static files of the house need none."""
    return getattr(view, "gate", None)
