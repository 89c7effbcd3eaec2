"""Every text of the project: one encoding, and nothing that belongs to one machine."""

import re
import unicodedata

from tests.house.tree import report, texts

MACHINE = re.compile(
    r"(?:^|[^\w.{}$<-])/(?:w[o]rk|f[a]rm|r[o]ot|U[s]ers|h[o]me)/\w"
    r"|files\.python[h]osted|pypi\.[o]rg/simple|registry\.[n]pmjs|\.[c]laude\b",
    re.MULTILINE,
)
NOT_OURS = ("src/dangvu/web/static/vendor/", "LICENSE")


def test_vietnamese_is_composed() -> None:
    faults = [name for name, text in texts() if not unicodedata.is_normalized("NFC", text)]
    assert not faults, report(faults)


def test_lines_end_alike() -> None:
    faults = [
        name
        for name, text in texts()
        if not name.startswith(NOT_OURS) and ("\r" in text or text.startswith("\ufeff"))
    ]
    assert not faults, report(faults)


def test_no_path_of_a_machine() -> None:
    faults = [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1} {hit[0].strip()}"
        for name, text in texts()
        if not name.startswith(NOT_OURS)
        for hit in MACHINE.finditer(text)
    ]
    assert not faults, report(faults)
