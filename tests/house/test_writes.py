"""Rows are written by actions and imports, nowhere else."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from tests.house.tree import SOURCE, name, ours, report, room, syntax

WRITERS = (
    "*/actions.py",
    "*/actions/*.py",
    "*/importing.py",
    "*/importing/*.py",
    "*/migrations/*",
    "*/loading.py",  # whole tables at once, for the demo: the same house, built in a minute
)
# Files elsewhere that write, each with its reason; one that no longer writes must go from here.
EXCEPTIONS = {
    "src/dangvu/kernel/audit.py": "the event that every action leaves",
    "src/dangvu/kernel/branches.py": "paths follow a moved branch, at an action's word",
    "src/dangvu/kernel/copying.py": "rows go in by COPY, at an action's word",
    "src/dangvu/kernel/desks.py": "how far a job is, at its worker's word",
}
ROOMS_WITHOUT_TABLES = frozenset({"rules", "office"})

ALWAYS = frozenset(
    "save asave bulk_create abulk_create bulk_update abulk_update get_or_create aget_or_create"
    " update_or_create aupdate_or_create".split()
)
# What stands in EXCEPTIONS writes at the word of its caller, who is then the one that writes.
BY_ORDER = frozenset({"copy_rows", "follow"})
# Sets, dictionaries and files have these too; here they count when asked of rows.
OF_ROWS = frozenset({"create", "acreate", "update", "aupdate", "delete", "adelete"})
ROWS = re.compile(
    r"objects\b|\b(all|filter|exclude|visible|select_for_update|order_by|annotate)\("
    r"|^(rows|row|queryset|qs|instance|account|unit|person)$"
)
STATEMENT = re.compile(
    r"\A\s*(WITH\b.*\b)?(INSERT\s+INTO|UPDATE\s+\S+\s+(AS\s+)?\w*\s*SET|DELETE\s+FROM|MERGE\s+INTO"
    r"|TRUNCATE|COPY\s+.*\bFROM\b)",
    re.IGNORECASE | re.DOTALL,
)


def writes(path: Path) -> Iterator[tuple[int, str]]:
    """(line, words) of every place in a file that writes rows, as far as one can see."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = ast.unparse(node.func.value)
            verb = node.func.attr
            if asked == "super()":
                continue
            if verb in ALWAYS or (verb in OF_ROWS and ROWS.search(asked)):
                yield node.lineno, f".{verb}("
            continue
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in BY_ORDER:
                yield node.lineno, f"{node.func.id}("
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(v.value if isinstance(v, ast.Constant) else "x" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if STATEMENT.search(text):
            yield node.lineno, text.strip()[:30]


def test_only_actions_and_imports_write_rows() -> None:
    faults = []
    for path in ours(SOURCE, ".py"):
        where = name(path)
        if room(path) in ROOMS_WITHOUT_TABLES or where in EXCEPTIONS:
            continue
        if any(fnmatch(where, pattern) for pattern in WRITERS):
            continue
        faults += [f"{where}:{line} {words}" for line, words in writes(path)]
    assert not faults, report(faults)


def test_every_exception_is_still_needed() -> None:
    writing = {name(path) for path in ours(SOURCE, ".py") if any(writes(path))}
    assert set(EXCEPTIONS) <= writing


def test_sees_the_ways_to_write(tmp_path: Path) -> None:
    guilty = [
        "Unit.objects.create(name='x')",
        "Unit.objects.filter(id=1).update(name='x')",
        "visible(rows, actor).delete()",
        "row.delete()",
        "form.save()",
        "Unit.objects.bulk_create([])",
        "cursor.execute('INSERT INTO orgs_unit VALUES (1)')",
        "cursor.execute(f'UPDATE {table} SET a = 1')",
        "copy_rows('orgs_unit', columns, rows)",
        "cursor.copy('COPY members_person (id) FROM STDIN')",
    ]
    innocent = [
        "seen.update(a=1)",
        "hash.update(b'x')",
        "found.faults.update(x)",
        "cursor.execute('SELECT 1')",
        "super().save(*args)",
        "label = 'Update of the month'",
    ]
    for number, line in enumerate([*guilty, *innocent]):
        path = tmp_path / f"{number}.py"
        path.write_text(line)
        assert bool(list(writes(path))) is (line in guilty), line
