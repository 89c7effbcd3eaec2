"""The tree as a page shows it: what is open, and a flat list that the template nests."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dangvu.access.actor import Actor
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Node

MOST_OPEN = 60
"""How many nodes may be open at once; an address that asks for more opens the first ones."""


@dataclass(frozen=True)
class Line:
    """A unit as a line of the tree. ``toggled`` is the address parameter with this node opened or
    closed; ``closing`` how many lists end after the line."""

    node: Node
    members: int
    opened: bool
    toggled: str
    closing: range


def parse(text: str | None, root: int) -> list[int]:
    """The nodes an address has open, in its order; the top alone where it says nothing."""
    if text is None:
        return [root]
    return list(dict.fromkeys(int(p) for p in text.split(",") if p.isdigit()))[:MOST_OPEN]


def written(opened: Iterable[int]) -> str:
    """The nodes as the address has them."""
    return ",".join(str(node) for node in opened)


def lines(actor: Actor, root: Node, opened: Sequence[int], today: date) -> list[Line]:
    """The open part of the tree, line by line from the top. Two statements, however much is open.

    A node whose superior is closed is not shown.
    """
    found = orgs.children(actor, opened, today)
    counted = members.heads([root.path, *(node.path for node in found)])
    below: dict[int | None, list[Node]] = {}
    for node in found:
        below.setdefault(node.parent_id, []).append(node)
    shown: list[Line] = []
    _add(shown, root, 0, below, set(opened), opened, counted)
    return shown


def _add(
    shown: list[Line],
    node: Node,
    closing: int,
    below: dict[int | None, list[Node]],
    is_open: Collection[int],
    opened: Sequence[int],
    counted: dict[str, members.Heads],
) -> None:
    children = below.get(node.id, []) if node.id in is_open else []
    others = [o for o in opened if o != node.id]
    shown.append(
        Line(
            node=node,
            members=counted[node.path].members,
            opened=bool(children),
            toggled=written(others if children else [*others, node.id]),
            closing=range(0 if children else closing),
        )
    )
    for n, child in enumerate(children, 1):
        last = n == len(children)
        _add(shown, child, closing + 1 if last else 0, below, is_open, opened, counted)
