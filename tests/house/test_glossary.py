"""Every table, enumeration and column of a workbook has its row in the glossary, and every row its
thing in the code."""

import importlib
import re
from enum import Enum
from types import ModuleType

import pytest
from django.apps import apps
from tests.house.tree import ROOT, SOURCE, ours, room

GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
#: Rooms whose enumerations are the field's words; those of pages and commands are their own.
ROOMS = frozenset(
    path.name for path in SOURCE.iterdir() if path.is_dir() and path.name not in ("web", "cli")
)


def rows(section: str) -> dict[str, str]:
    """Name -> Vietnamese, of the table under one heading."""
    text = GLOSSARY.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        for name in re.findall(r"`([^`]+)`", cells[0]) if line.startswith("|") else ():
            assert name not in found, f"twice: {name}"
            found[name] = cells[1]
    return found


def modules() -> list[ModuleType]:
    paths = [path for path in ours(SOURCE, ".py") if room(path) in ROOMS]
    names = [path.relative_to(SOURCE).with_suffix("").parts for path in paths]
    return [
        importlib.import_module(".".join(("dangvu", *parts)).removesuffix(".__init__"))
        for parts in names
        if "migrations" not in parts
    ]


def enumerations() -> set[str]:
    """``package.Class``, with the class it stands in where it stands in one."""
    found = set()
    for module in modules():
        package = module.__name__.split(".")[1]
        within = list(vars(module).values())
        within += [v for c in within if isinstance(c, type) for v in vars(c).values()]
        found |= {
            f"{package}.{one.__qualname__}"
            for one in within
            if isinstance(one, type)
            and issubclass(one, Enum)
            and one.__module__ == module.__name__
            and list(one)
        }
    return found


def tables() -> set[str]:
    return {
        f"{config.label}.{model.__name__}"
        for config in apps.get_app_configs()
        if config.name.startswith("dangvu.")
        for model in config.get_models()
    }


def columns() -> set[str]:
    """Codes of every column of the catalogues."""
    return {
        field.code
        for module in modules()
        if module.__name__.endswith(".catalogue")
        for name, value in vars(module).items()
        if name.endswith("FIELDS")
        for field in value
    }


@pytest.mark.parametrize(
    ("section", "there"),
    [("Tables", tables), ("Enumerations", enumerations), ("Columns of the workbooks", columns)],
)
def test_the_glossary_and_the_code_name_the_same(section: str, there) -> None:
    named, real = rows(section), there()
    assert real
    assert real - named.keys() == set(), "without a row"
    assert named.keys() - real == set(), "a row for nothing"
    assert all(named.values()), "no Vietnamese"


def test_words_are_told_in_order() -> None:
    for section in ("Tables", "Enumerations"):
        packages = [name.split(".")[0] for name in rows(section)]
        assert packages == sorted(packages), section
