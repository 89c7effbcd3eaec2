"""What is owed as lines of the first page: in words, and with the button that does it."""

from dataclasses import dataclass, replace
from datetime import date

from dangvu.access.actor import Actor
from dangvu.statistics.owing import Agenda, Item, agenda
from dangvu.targets.duties import Owed
from dangvu.web.components.duties import DutyLine
from dangvu.web.home.links import way

SHOWN_LARGE = 6
_CHIPS = {"late": "late", "week": "near"}


@dataclass(frozen=True)
class Shown:
    """A group as the page shows it; ``said``: how many duties it holds."""

    title: str
    chip: str
    said: str
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True)
class Page:
    """The list as the page shows it; the first line has the page's red button."""

    groups: tuple[Shown, ...]
    owed: Agenda

    @property
    def first(self) -> tuple[DutyLine, ...]:
        """What a telephone shows large, each with its button."""
        return tuple(line for group in self.groups for line in group.lines)[:SHOWN_LARGE]

    @property
    def rest(self) -> tuple[Shown, ...]:
        """What comes after it, by time."""
        left, found = SHOWN_LARGE, []
        for group in self.groups:
            lines = group.lines[left:]
            left = max(0, left - len(group.lines))
            if lines:
                found.append(replace(group, lines=lines))
        return tuple(found)


def duties_page(actor: Actor, owed: Owed, today: date, *, main: bool = True) -> Page:
    """The whole list of an actor. ``main``: the first line has the red button of the page."""
    found = agenda(actor, today, owed)
    groups = [
        Shown(
            group.title, _CHIPS.get(group.key, "plain"), group.said,
            tuple(_line(item, actor, owed, today) for item in group.items),
        )
        for group in found.groups
    ]  # fmt: skip
    if groups and main:
        first, *rest = groups[0].lines
        groups[0] = replace(groups[0], lines=(replace(first, main=True), *rest))
    return Page(tuple(groups), found)


def _line(item: Item, actor: Actor, owed: Owed, today: date) -> DutyLine:
    verb, url = way(item, actor, owed)
    return DutyLine(
        title=item.title, verb=verb, url=url, due_on=item.due_on, due_note=item.said,
        late=item.late, meta=item.meta, product=item.product, product_note=item.note,
        this_year=today.year,
    )  # fmt: skip
