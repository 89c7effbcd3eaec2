"""The cells an admission may be recorded in."""

from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.intake.matching import Directory
from dangvu.orgs import naming
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType


def cells(unit: orgs.Unit, on: date) -> list[naming.Named]:
    """The cells of a branch standing on a day, the unit itself if it is one. One statement.

    ``unit`` comes from ``orgs.queries.unit``, which has asked the scope.
    """
    below = naming.named_units(unit, on, children_only=False)
    return [n for n in (naming.as_named(unit), *below) if OrgType(n.type).is_cell]


def directory(unit: orgs.Unit, on: date) -> Directory:
    """The cells of a branch, to be looked up by name or code."""
    return Directory(cells(unit, on), f"trong các chi bộ thuộc {unit.name}", unit.name)


def own(actor: Actor, on: date) -> Directory:
    """The cells within the actor's reach for recording admissions. Two statements."""
    return directory(orgs.unit(actor, actor.unit_id, Action.RECORD_ADMISSION), on)


def usual_issuer(unit: orgs.Unit) -> str:
    """Who usually decides on admissions of a unit's cells: the standing committee of the body
    directly under the province (R2.12). A proposal, shown to be changed; empty above such a body.
    """
    body = unit
    while body.parent is not None and body.parent.type != OrgType.PROVINCIAL:
        body = body.parent
    return f"Ban Thường vụ {body.committee}" if body.parent is not None else ""
