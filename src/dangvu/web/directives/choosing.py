"""The units a duty may be given to by hand: those directly beneath, and any that is looked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangvu.kernel import clock
from dangvu.rules.obligations import Audience
from dangvu.tasks.queries import audience, directives
from dangvu.tasks.queries.audience import Resolved

if TYPE_CHECKING:
    from dangvu.tasks.models import Directive

MOST_HITS = 30


@dataclass(frozen=True)
class Choice:
    """Units in the order of the page: those chosen or found first. ``said`` tells how the search
    went, where there was one."""

    units: list[Resolved]
    sought: str = ""
    said: str = ""


def choice(found: Directive, chosen: Collection[int] = (), text: str = "") -> Choice:
    """What may be chosen for a duty of a directive, by what is chosen already and a text typed
    without accents. Two statements; one more where something chosen or found stands deeper, one
    for the search."""
    day = audience.day_for(found.unit, directives.paper_day(found), clock.today())
    bodies = audience.resolve(found.unit, Audience.BODIES.value, day)
    near = {one.unit_id for one in bodies}
    hits = audience.sought(found.unit, text, MOST_HITS + 1) if text else []
    wanted = {one for one in chosen if one not in near} | set(hits[:MOST_HITS])
    first = audience.beneath(found.unit, wanted) if wanted else []
    told = {one.unit_id for one in first}
    rest = [one for one in bodies if one.unit_id not in told]
    units = [replace(one, above="") if one.unit_id in near else one for one in (*first, *rest)]
    return Choice(
        units, text, _said(text, len(told.intersection(hits)), more=len(hits) > MOST_HITS)
    )


def _said(text: str, number: int, *, more: bool) -> str:
    if not text:
        return ""
    if not number:
        return f"Không thấy nơi nào bên dưới có tên “{text}”."
    rest = " Còn nơi khác nữa, gõ thêm chữ để thấy." if more else ""
    return f"Thấy {number} nơi, xếp đầu danh sách.{rest}"
