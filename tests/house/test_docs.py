"""Pages generated from the code are those the code generates today."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.house.tree import ROOT, files, name, report

# The first line of a generated page names the module that writes it, below docs/ of the current
# folder: <!-- … `python -m dangvu.rules.report` … -->
MAKER = re.compile(r"\A<!--[^\n]*`python -m (dangvu[\w.]*)`[^\n]*-->")
GENERATED = ("docs/rules/", "docs/states/")


def _pages() -> dict[str, str]:
    """Path of each page under docs -> its maker, empty when it is written by hand."""
    found = {}
    for path in files():
        if path.suffix == ".md" and path.is_relative_to(ROOT / "docs"):
            hit = MAKER.search(path.read_text(encoding="utf-8"))
            found[name(path)] = hit[1] if hit else ""
    return found


def test_generated_pages_say_who_wrote_them() -> None:
    pages = _pages().items()
    nameless = [p for p, maker in pages if p.startswith(GENERATED) and not maker]
    assert not nameless, report(nameless)


def test_generated_pages_are_fresh(tmp_path: Path) -> None:
    made_by = defaultdict(set)
    for page, maker in _pages().items():
        if maker:
            made_by[maker].add(page)
    faults = []
    for maker, pages in made_by.items():
        place = tmp_path / maker
        (place / "docs").mkdir(parents=True)
        subprocess.run(
            [sys.executable, "-m", maker],
            cwd=place,
            check=True,
            env=os.environ | {"PYTHONUTF8": "1"},
        )
        written = {p.relative_to(place).as_posix() for p in place.rglob("*.md")}
        faults += [f"{page}: {maker} no longer writes it" for page in sorted(pages - written)]
        for page in sorted(written):
            kept = ROOT / page
            if not kept.exists() or kept.read_bytes() != (place / page).read_bytes():
                faults.append(f"{page}: stale; run: make docs")
    assert not faults, report(faults)
