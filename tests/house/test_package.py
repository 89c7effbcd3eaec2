"""What is shipped: pinned, licensed, complete."""

import hashlib
import re
import tomllib

import pytest
from tests.house.tree import ROOT, SOURCE, VENDOR, files, name, report

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
THIRD_PARTY = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
# | `path` | what, version | licence | `sha256` or why there is none |
LISTED = {
    row[1]: row
    for row in re.finditer(
        r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", THIRD_PARTY, re.MULTILINE
    )
}
NOTES = frozenset({"LICENSE", "VERSION", "NOTICE", "OFL.txt"})


def _requirement(line: str) -> str:
    return re.split(r"[\[=<>~! ;]", line.strip())[0].lower().replace("_", "-")


def _wanted(kind: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{kind}.in").read_text(encoding="utf-8").splitlines()
    return {_requirement(line) for line in lines if line.strip() and line[0] not in "#-"}


def _pinned(kind: str) -> dict[str, tuple[str, str]]:
    """Package -> (version, its hashes as written)."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    found = re.finditer(r"^([\w.-]+)==([\w.]+)[^\n]*\\\n((?:    --hash=[^\n]+\n)+)", text, re.M)
    return {hit[1].lower(): (hit[2], hit[3]) for hit in found}


@pytest.mark.parametrize("kind", ["base", "dev"])
def test_every_package_is_pinned_with_its_hashes(kind: str) -> None:
    pinned = _pinned(kind)
    assert _wanted(kind) <= set(pinned)
    text = (ROOT / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
    starts = re.findall(r"^[\w.-]+ ?[=@<>]", text, re.MULTILINE)
    assert len(starts) == len(pinned)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_what_is_tested_is_what_runs() -> None:
    base, dev = _pinned("base"), _pinned("dev")
    assert base.items() <= dev.items()


def test_the_licence_is_here_and_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert PYPROJECT["project"]["license"] == "Apache-2.0"


def test_every_file_of_others_is_listed_with_licence_and_sum() -> None:
    foreign = [
        path
        for path in files()
        if (path.is_relative_to(VENDOR) or path.suffix in {".woff", ".woff2", ".ttf", ".otf"})
        and path.name not in NOTES
    ]
    faults = []
    for path in foreign:
        row = LISTED.get(name(path))
        if row is None:
            faults.append(f"{name(path)}: not in THIRD_PARTY.md")
        elif not re.search(r"\d", row[2]):
            faults.append(f"{name(path)}: no version in THIRD_PARTY.md")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != row[4].strip(" `"):
            faults.append(f"{name(path)}: not the file of which THIRD_PARTY.md gives the sum")
    assert not faults, report(faults)


def test_every_data_file_is_listed_with_its_licence() -> None:
    data = [
        name(path)
        for path in files()
        if path.is_relative_to(SOURCE)
        and "data" in path.parts
        and path.name not in NOTES
        and path.suffix in {".csv", ".json", ".geojson", ".txt"}
    ]
    assert set(data) <= set(LISTED), report(sorted(set(data) - set(LISTED)))


def test_every_library_that_runs_is_listed_with_its_licence() -> None:
    listed = {hit.lower() for hit in re.findall(r"^\| ([\w-]+)", THIRD_PARTY, re.MULTILINE)}
    assert _wanted("base") <= listed, report(sorted(_wanted("base") - listed))


def test_the_list_names_nothing_that_is_gone() -> None:
    gone = [path for path in LISTED if not (ROOT / path).exists()]
    assert not gone, report(gone)


def test_a_wheel_would_carry_every_file() -> None:
    patterns = PYPROJECT["tool"]["setuptools"]["package-data"]["dangvu"]
    carried = {path for pattern in patterns for path in SOURCE.glob(pattern)}
    left = [
        name(path)
        for path in files()
        if path.is_relative_to(SOURCE) and path.suffix != ".py" and path not in carried
    ]
    assert not left, report(left)


def test_every_package_can_be_imported_from_a_wheel() -> None:
    folders = {
        path.parent for path in files() if path.is_relative_to(SOURCE) and path.suffix == ".py"
    }
    bare = [name(f) for f in folders if not (f / "__init__.py").exists()]
    assert not bare, report(bare)
