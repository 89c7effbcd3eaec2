"""A duty as a line of the list of what is owed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DutyLine:
    """What is owed, to whom and under which paper, by when, in which product, and the button.

    ``this_year``: the year of the list; a day of another one is told with its own. ``late`` colours
    the date; ``due_note`` says how far off it is ("Còn 2 ngày làm việc");
    ``main`` makes the button the page's red one (one a page).
    """

    title: str
    verb: str
    url: str
    due_on: date | None = None
    due_note: str = ""
    late: bool = False
    meta: str = ""
    product: str = ""
    product_note: str = ""
    main: bool = False
    this_year: int | None = None

    @property
    def due(self) -> str:
        """Day and month, with the year where it is not the list's; a dash without a date."""
        if self.due_on is None:
            return "–"
        running = self.this_year in (None, self.due_on.year)
        return f"{self.due_on:%d/%m}" if running else f"{self.due_on:%d/%m/%Y}"
