"""Every code the trail is written with has a label in Vietnamese.

A code stands as a word in a call of ``audit.record``, or of a function that only passes its own
parameter on to it; both are read from the source.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.tree import SOURCE, name, ours, report, syntax

from dangvu.kernel.audit_labels import ACTIONS, FACTS, SUBJECTS
from dangvu.orgs.models import Change

ACTION, KEYWORD = 1, "action"


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef):
            yield node


def records(tree: ast.AST) -> Iterator[ast.Call]:
    """Calls of ``audit.record``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "audit.record",
            "kernel_audit.record",
        }:
            yield node


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """What a call passes there, by place or by name."""
    named = (k.value for k in call.keywords if k.arg == keyword)
    return call.args[position] if len(call.args) > position else next(named, None)


def passing(path: Path) -> Iterator[tuple[str, int, str]]:
    """(function, position, parameter) of functions that pass a parameter on as the action."""
    for function in functions(path):
        names = [parameter.arg for parameter in function.args.args]
        for call in records(function):
            code = argument(call, ACTION, KEYWORD)
            if isinstance(code, ast.Name) and code.id in names:
                yield function.name, names.index(code.id), code.id


def listed(path: Path, code: ast.expr) -> list[ast.expr]:
    """The words a code may be that is looked up in a table of the same file."""
    if not (isinstance(code, ast.Subscript) and isinstance(code.value, ast.Name)):
        return [code]
    tables = [
        node.value
        for node in syntax(path).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Dict)
        and ast.unparse(node.targets[0]) == code.value.id
    ]
    return [word for table in tables for word in table.values] or [code]


def recorded() -> list[tuple[str, ast.expr]]:
    """(place, expression) of every code in the sources."""
    paths = ours(SOURCE, ".py")
    everywhere = {found for path in paths for found in passing(path) if found[0][0] != "_"}
    codes: list[tuple[str, ast.expr]] = []
    for path in paths:
        ways = everywhere | set(passing(path))
        for node in ast.walk(syntax(path)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).split(".")[-1]
            for function, position, parameter in ways:
                if called == function:
                    code = argument(node, position, parameter)
                    words = listed(path, code) if code else []
                    codes += [(f"{name(path)}:{node.lineno}", word) for word in words]
        for call in records(syntax(path)):
            code = argument(call, ACTION, KEYWORD)
            if code is not None and not isinstance(code, ast.Name):
                codes.append((f"{name(path)}:{call.lineno}", code))
    return codes


def test_every_action_has_a_label() -> None:
    faults, found = [], set()
    for place, code in recorded():
        if isinstance(code, ast.Constant):
            found.add(code.value)
            if code.value not in ACTIONS:
                faults.append(f"{place} “{code.value}”: name it in kernel/audit_labels.py")
        elif isinstance(code, ast.JoinedStr):
            begins = code.values[0]
            prefix = begins.value if isinstance(begins, ast.Constant) else ""
            named = {label for label in ACTIONS if prefix and label.startswith(prefix)}
            found |= named
            if not named:
                faults.append(f"{place} {ast.unparse(code)}: no label begins so")
        elif isinstance(code, ast.IfExp):
            faults.append(f"{place} {ast.unparse(code)}: say the code as one word")
    assert not faults, report(faults)
    assert {"sign_in", "locked_out", "grant_capacity", "close_month"} <= found
    assert set(ACTIONS) <= found, report(sorted(set(ACTIONS) - found))


@pytest.mark.parametrize("kind", Change.Kind.values)
def test_every_kind_of_reorganisation_has_a_label(kind: str) -> None:
    assert f"reorganise_{kind}" in ACTIONS


def test_every_subject_and_fact_has_a_label() -> None:
    faults = []
    for path in ours(SOURCE, ".py"):
        for call in records(syntax(path)):
            place = f"{name(path)}:{call.lineno}"
            subject, data = argument(call, 9, "subject"), argument(call, 9, "data")
            if isinstance(subject, ast.Tuple) and isinstance(subject.elts[0], ast.Constant):
                kind = subject.elts[0].value
                faults += [f"{place} subject “{kind}”"] if kind not in {*SUBJECTS, ""} else []
            if isinstance(data, ast.Dict):
                keys = [key.value for key in data.keys if isinstance(key, ast.Constant)]
                faults += [f"{place} fact “{key}”" for key in keys if key not in FACTS]
    assert not faults, report(faults)


def test_labels_are_said_once() -> None:
    for labels in (ACTIONS, SUBJECTS):
        assert len(set(labels.values())) == len(labels)
