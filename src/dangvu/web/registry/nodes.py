"""The tree as a page shows it: what is open, and a flat list that the template nests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import Node
from dangvu.web.components.ids import ids

MOST_OPEN = 60
"""How many nodes may be open at once; an address that asks for more opens the first ones."""


@dataclass(frozen=True)
class Line:
    """A unit as a line of the tree. ``url`` is its page, ``branch_url`` what opens it in place;
    ``toggled`` the address parameter with this node opened or closed; ``closing`` how many lists
    end after the line."""

    node: Node
    url: str
    branch_url: str
    members: int
    opened: bool
    toggled: str
    closing: range


def parse(text: str | None, root: int) -> list[int]:
    """The nodes an address has open, in its order; the top alone where it says nothing."""
    if text is None:
        return [root]
    return ids(text.split(","))[:MOST_OPEN]


def written(opened: Iterable[int]) -> str:
    """The nodes as the address has them."""
    return ",".join(str(node) for node in opened)


def lines(actor: Actor, root: Node, opened: Sequence[int], today: date) -> list[Line]:
    """The open part of the tree, line by line from the top. Two statements, however much is open.

    A node whose superior is closed is not shown. What is open counts the sum of what it shows, so
    that no headcount is read twice.
    """
    below: dict[int | None, list[Node]] = {}
    for node in orgs.children(actor, opened, today):
        below.setdefault(node.parent_id, []).append(node)
    nodes = [root, *(node for nodes in below.values() for node in nodes)]
    is_open = {node.path for node in nodes if below.get(node.id)}
    closed = [node.path for node in nodes if node.path not in is_open]
    counted = {path: h.members for path, h in members.heads(closed, is_open).items()}
    shown: list[Line] = []
    _add(shown, root, 0, below, opened, counted, _Addresses())
    return shown


class _Addresses:
    """Addresses of units and branches, looked up once: a line must cost little."""

    def __init__(self) -> None:
        self.unit, self.branch = reverse("unit", args=[0]), reverse("unit_branch", args=[0])

    def of(self, unit_id: int) -> tuple[str, str]:
        return (
            self.unit.replace("/0/", f"/{unit_id}/"),
            self.branch.replace("/0/", f"/{unit_id}/"),
        )


def _add(
    shown: list[Line],
    node: Node,
    closing: int,
    below: Mapping[int | None, Sequence[Node]],
    opened: Sequence[int],
    counted: Mapping[str, int],
    addresses: _Addresses,
) -> int:
    """Adds a node and what is open beneath it; gives back its members."""
    children = below.get(node.id, ())
    place, number = len(shown), counted[node.path]
    others = [o for o in opened if o != node.id]
    url, branch_url = addresses.of(node.id)
    shown.append(
        Line(
            node=node,
            url=url,
            branch_url=branch_url,
            members=0,
            opened=bool(children),
            toggled=written(others if children else [*others, node.id]),
            closing=range(0 if children else closing),
        )
    )
    for n, child in enumerate(children, 1):
        last = n == len(children)
        ends = closing + 1 if last else 0
        number += _add(shown, child, ends, below, opened, counted, addresses)
    shown[place] = replace(shown[place], members=number)
    return number
