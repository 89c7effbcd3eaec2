"""What the import contracts in pyproject.toml cannot say."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import SOURCE, name, ours, report, room, syntax

# The table of the kernel is the audit trail, which has no module of its own to hide in.
READ_BY_ALL = frozenset({"kernel"})
READS_EVERY_TABLE = "src/dangvu/statistics/queries.py"
BANNED_NAMES = frozenset(
    "utils util helpers helper common misc service services repository repositories signals".split()
)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a file imports at run time."""
    tree = syntax(path)
    for_types: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for_types.update(child for part in node.body for child in ast.walk(part))
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_a_table_is_private_to_its_module() -> None:
    faults = []
    for path in ours(SOURCE, ".py"):
        if name(path) == READS_EVERY_TABLE:
            continue
        for line, target in imports(path):
            parts = target.split(".")
            to_models = parts[0] == "dangvu" and parts[2:3] == ["models"]
            if to_models and parts[1] not in READ_BY_ALL | {room(path)}:
                faults.append(f"{name(path)}:{line} imports {target}")
    assert not faults, report(faults)


def test_no_table_is_reached_by_its_name() -> None:
    faults = []
    for path in ours(SOURCE, ".py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".get_model"):
                faults.append(f"{name(path)}:{node.lineno} {ast.unparse(node)}")
    assert not faults, report(faults)


def test_law_needs_the_standard_library_only() -> None:
    faults = []
    for path in ours(SOURCE / "rules", ".py"):
        for line, target in imports(path):
            root = target.split(".")[0]
            if not target.startswith("dangvu.rules") and root not in sys.stdlib_module_names:
                faults.append(f"{name(path)}:{line} imports {target}")
    assert not faults, report(faults)


def test_there_are_no_signals() -> None:
    faults = [
        f"{name(path)}:{line} imports {target}"
        for path in ours(SOURCE, ".py")
        for line, target in imports(path)
        if target.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals"))
    ]
    assert not faults, report(faults)


def test_no_drawer_for_everything() -> None:
    faults = [name(path) for path in ours(SOURCE, ".py") if {path.stem, *path.parts} & BANNED_NAMES]
    assert not faults, report(faults)


def test_only_the_clock_knows_now() -> None:
    asked = {"now", "today", "utcnow", "localdate", "localtime"}
    faults = []
    for path in ours(SOURCE, ".py"):
        if name(path) == "src/dangvu/kernel/clock.py":
            continue
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                source = ast.unparse(node.func.value).split(".")[-1]
                if node.func.attr in asked and source in {"datetime", "date", "timezone"}:
                    faults.append(f"{name(path)}:{node.lineno} {ast.unparse(node)}")
    assert not faults, report(faults)
