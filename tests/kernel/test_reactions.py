"""The one table of calls upwards: short, complete, in order."""

import ast

import pytest
from django.test import override_settings
from tests.house.tree import SOURCE, ours, syntax

from dangvu.config.reactions import REACTIONS
from dangvu.kernel.reactions import react

MOST_ROWS = 28
heard: list[str] = []
TABLE = (
    ("moved", lambda where: heard.append(f"first {where}")),
    ("other", lambda: heard.append("never")),
    ("moved", lambda where: heard.append(f"second {where}")),
)


def test_reactions_are_called_in_order_and_others_are_not() -> None:
    heard.clear()
    with override_settings(REACTIONS=f"{__name__}.TABLE"):
        react("moved", where="here")
    assert heard == ["first here", "second here"]


def test_the_table_is_short() -> None:
    assert len(REACTIONS) < MOST_ROWS


def test_every_event_of_the_table_is_told_of_and_every_event_told_of_is_in_it() -> None:
    told = {
        node.args[0].value
        for path in ours(SOURCE, ".py")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "react"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert told == {event for event, _ in REACTIONS}


def test_what_a_reaction_raises_comes_up() -> None:
    with override_settings(REACTIONS=f"{__name__}.TABLE"), pytest.raises(TypeError):
        react("moved")
