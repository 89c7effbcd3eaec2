"""Files of at most 500 lines, functions of at most 60: longer ones do more than one thing."""

import ast

from tests.house.tree import ROOT, SOURCE, name, ours, report, syntax

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LONGEST_SETTINGS = 200


def test_files_are_short() -> None:
    faults = []
    for path in ours(ROOT, ".py", ".html", ".css", ".js"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        allowed = LONGEST_SETTINGS if path == SOURCE / "config" / "settings.py" else LONGEST_FILE
        if lines > allowed:
            faults.append(f"{name(path)}: {lines} lines, at most {allowed}")
    assert not faults, report(faults)


def test_functions_are_short() -> None:
    faults = []
    for path in ours(ROOT, ".py"):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    faults.append(f"{name(path)}:{node.lineno} {node.name}: {lines} lines")
    assert not faults, report(faults)
