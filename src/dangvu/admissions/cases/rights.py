"""Who records which step."""

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.rules.procedure import Actor as By
from dangvu.rules.procedure import Step

DECIDING = frozenset(
    {
        Step.APPRAISED,
        Step.COMMITTEE_VOTED,
        Step.DECIDED,
        Step.APPRAISED_RECOGNITION,
        Step.COMMITTEE_VOTED_RECOGNITION,
        Step.RECOGNISED,
        Step.CARD_GIVEN,
        Step.RETURNED,
        Step.EXTENDED,
        Step.NOT_AGREED,
        Step.STRUCK_OFF,
        Step.CANCELLED,
    }
)
"""What a committee votes, decides or answers; the rest is recorded by the cell as well."""


def action_of(step: Step) -> Action:
    """The right a step asks for."""
    return Action.DECIDE_CASE if step in DECIDING else Action.RECORD_CASE


def may_record(actor: Actor, step: Step, path: str) -> bool:
    """Whether an actor may record a step of a case at a place: whoever runs classes, also what the
    political centre certifies."""
    if permits(actor, action_of(step), path):
        return True
    return step.by is By.CENTRE and permits(actor, Action.RUN_CLASSES, path)
