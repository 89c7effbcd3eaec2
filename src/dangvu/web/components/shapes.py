"""The drawn map of the communes, read once from the file that ``build_shapes`` wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = Path(__file__).resolve().parent / "data" / "lam_dong_shapes.json"


@dataclass(frozen=True)
class Shape:
    """One area of the map: its name, its SVG path, and a point well inside it."""

    name: str
    path: str
    at: tuple[int, int]


@dataclass(frozen=True)
class Label:
    """A town's name on the map; ``sea`` marks the note over the island's inset."""

    text: str
    x: int
    y: int
    anchor: str
    sea: bool


@dataclass(frozen=True)
class Drawing:
    """A map ready to be coloured. ``shapes`` is keyed by the commune's code; ``inset`` is a box."""

    view_box: str
    shapes: Mapping[str, Shape]
    labels: tuple[Label, ...]
    inset: tuple[float, ...] | None


@cache
def load(place: Path = PLACE) -> Drawing:
    """The drawing in a file written by ``build_shapes``."""
    raw = json.loads(place.read_text(encoding="utf-8"))
    return Drawing(
        view_box=" ".join(f"{v:g}" for v in raw["view_box"]),
        shapes={
            code: Shape(name=area["name"], path=area["d"], at=(area["at"][0], area["at"][1]))
            for code, area in raw["areas"].items()
        },
        labels=tuple(Label(**label) for label in raw["labels"]),
        inset=tuple(raw["inset"]) if raw["inset"] else None,
    )
