"""What the shell of every page shows: letterhead, who acts and as what, parts, demo line, dock.

``base.html`` reads one object from the context, ``shell``.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from dangvu.kernel import clock

MOST_TABS, MOST_DOCK = 9, 4


@dataclass(frozen=True)
class Tab:
    """One of the main parts, at most nine."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class DockItem:
    """One word of the phone's bottom bar, at most four; a count stands in brackets, 0 does not."""

    label: str
    count: int | None
    url: str
    current: bool = False


MORE = DockItem("Thêm", None, "#them")
"""The dock's last word: the foot of the page, with search, every part, capacities, sign out."""


@dataclass(frozen=True)
class CapacityChoice:
    """A capacity the person can act in; ``id`` is what the switch posts."""

    id: int
    label: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """The shell of one page.

    ``organ_above`` and ``organ`` are the two lines of the letterhead. ``person`` is empty when
    nobody is signed in: then there is no search, no tab, no dock. ``on_behalf_of`` names the person
    a deputy enters for. An address left empty leaves its control out: ``switch_url`` (posts
    ``capacity``), ``sign_out_url`` and ``text_size_url`` (posts ``large``) take POST forms with
    ``next``; ``search_url`` takes ``q`` by GET; ``search_label`` says what it finds;
    ``account_url`` is the person's own page.
    """

    organ_above: str = ""
    organ: str = ""
    person: str = ""
    capacity: str = ""
    on_behalf_of: str = ""
    tabs: tuple[Tab, ...] = ()
    dock: tuple[DockItem, ...] = ()
    demo: bool = False
    today: date | None = None
    large: bool = False
    capacities: tuple[CapacityChoice, ...] = ()
    home_url: str = "/"
    search_url: str = ""
    search_label: str = "Tìm đơn vị"
    switch_url: str = ""
    sign_out_url: str = ""
    text_size_url: str = ""
    account_url: str = ""

    def __post_init__(self) -> None:
        if len(self.tabs) > MOST_TABS or len(self.dock) > MOST_DOCK:
            raise ValueError(f"at most {MOST_TABS} tabs and {MOST_DOCK} words in the dock")


def visitor() -> Frame:
    """The shell of a page that nobody is signed in on."""
    return Frame(demo=settings.DEMO, today=clock.today())


def shell(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: the frame that stands at the request, else a visitor's."""
    frame = getattr(request, "frame", None)
    return {"shell": visitor() if frame is None else frame}
