"""``dangvu office check``: a Word paper's layout against R13. Needs no database."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangvu.cli.session import bytes_of, complain

if TYPE_CHECKING:
    from dangvu.rules.layout import LayoutFault


def check(words: argparse.Namespace) -> int:
    """Prints what is off in the layout; 0 too where something is, for the check was made."""
    from dangvu.office.archives import PackageRefused
    from dangvu.office.checking import check_layout

    try:
        layout = check_layout(bytes_of(Path(words.file)))
    except PackageRefused as refusal:
        complain(f"{refusal.message_vi} [{refusal.code}]")
        return 1
    if words.format == "json":
        said = {"sound": layout.sound, "findings": [as_json(one) for one in layout.findings]}
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return 0
    if layout.sound:
        print("Thể thức đúng những điều soát được.")
    for one in layout.findings:
        print(f"{one.place_vi}: {one.what_vi}. Cần: {one.should_vi}.")
        print(f"    {one.rule}, {one.confidence.label_vi}")
    return 0


def as_json(one: "LayoutFault") -> dict[str, Any]:
    """A fault with the keys scripts rely on."""
    return {
        "code": one.code,
        "place": one.place_vi,
        "what": one.what_vi,
        "should_be": one.should_vi,
        "rule": one.rule,
        "source": one.basis.source,
        "confidence": one.confidence.value,
    }
