"""A duty as a line of the list of what is owed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DutyLine:
    """What is owed, to whom and under which paper, by when, in which product, and the button.

    ``late`` colours the date; ``due_note`` says how far off it is ("Còn 2 ngày làm việc");
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

    @property
    def due(self) -> str:
        """Day and month, as in a list of the running year; a dash without a date."""
        return f"{self.due_on:%d/%m}" if self.due_on else "–"
