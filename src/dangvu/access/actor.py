"""Who acts: a person's account in one capacity."""

from dataclasses import dataclass

from dangvu.access.matrix import Role


@dataclass(frozen=True)
class Actor:
    """An account acting in one of its capacities (assignments), fixed for one request or job.

    ``unit_path`` is the branch of the tree the capacity is given for. ``on_behalf_of`` is the name
    of the person a deputy enters for; it goes into every audit event.
    """

    account_id: int
    name: str
    role: Role
    unit_id: int
    unit_path: str
    assignment_id: int
    person_id: int | None = None
    on_behalf_of: str = ""
