"""The files of the project, as the house tests look at them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "dangvu"
MADE = frozenset(
    ".git .venv .dangvu build dangvu.egg-info __pycache__ .mypy_cache .ruff_cache .pytest_cache"
    " .import_linter_cache .hypothesis".split()
)
VENDOR = SOURCE / "web" / "static" / "vendor"
TEXT = frozenset(
    ".py .pyi .html .txt .css .js .json .geojson .csv .md .toml .in .cfg .yml .sh .sql .svg".split()
)
TEXT_NAMES = frozenset("Makefile LICENSE NOTICE VERSION .gitignore run".split())


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or on the next commit may be, part of the project."""
    asked = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout.decode()
        paths = [ROOT / name for name in set(answer.split("\0")) - {""}]
    except (OSError, subprocess.CalledProcessError):
        # Unpacked from an archive: everything but what the tools make.
        paths = [path for path in ROOT.rglob("*") if not MADE & set(path.parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


def texts() -> Iterator[tuple[str, str]]:
    """(path from the root, content) of every file of text."""
    for path in files():
        if path.suffix in TEXT or path.name in TEXT_NAMES:
            yield name(path), path.read_text(encoding="utf-8")


def ours(folder: Path, *suffixes: str) -> list[Path]:
    """Files below a folder that we wrote, by suffix; what others wrote stands in ``vendor``."""
    return [
        path
        for path in files()
        if path.is_relative_to(folder)
        and path.suffix in suffixes
        and not path.is_relative_to(VENDOR)
    ]


def name(path: Path) -> str:
    """A file's path from the root, the same on every system."""
    return path.relative_to(ROOT).as_posix()


@cache
def syntax(path: Path) -> ast.Module:
    """The syntax tree of one Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def room(path: Path) -> str:
    """The package of ``dangvu`` a file stands in: ``rules``, ``orgs``, …; empty at the top."""
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else ""


def report(faults: list[str]) -> str:
    """The message of a house test: one fault a line."""
    return "\n" + "\n".join(faults)
