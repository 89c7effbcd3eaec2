"""A line of the register as shown: words that were sought marked, chips of its state."""

from collections.abc import Iterator, Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dangvu.documents.catalogue import CAME
from dangvu.documents.queries import Entry, Paper, State
from dangvu.rules.documents import Urgency
from dangvu.rules.months import Month
from dangvu.web.components.marks import chip

_DONE = {State.ISSUED: "Đã phát hành", State.RECEIVED: "Văn bản đến"}
_MARKS = {False: "{}", True: "<mark>{}</mark>"}


class Row:
    """A line: what it stands for, the month it speaks of, and its words as they are shown."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.first = entry, entry.first
        self.month = month_of(entry.first)
        self.title, self.passage = _marked(entry.title), _marked(entry.passage)
        chips = _alone(entry.first) if entry.total == 1 else _together(entry)
        self.states = mark_safe(" ".join(chip(*one) for one in chips))


def month_of(paper: Paper) -> Month | None:
    """The month a paper speaks of."""
    try:
        return Month.parse(paper.about.get("month") or "")
    except ValueError:
        return None


def _marked(pieces: Sequence[tuple[str, bool]]) -> SafeString:
    return mark_safe("".join(_MARKS[hit].format(escape(words)) for words, hit in pieces))


def _alone(paper: Paper) -> Iterator[tuple[str, str]]:
    if paper.state == State.DRAFT:
        yield "wait", "Chờ vào sổ" if paper.kind == CAME else "Dự thảo"
    elif paper.state == State.DROPPED:
        yield "plain", "Đã bỏ"
    else:
        yield "done", _DONE[State(paper.state)]
    if paper.secrecy:
        yield "plain", paper.get_secrecy_display()
    if paper.urgency != Urgency.ORDINARY:
        yield "plain", paper.get_urgency_display()


def _together(entry: Entry) -> Iterator[tuple[str, str]]:
    for number, kind, said in (
        (entry.issued, "done", "đã phát hành"), (entry.drafts, "wait", "dự thảo"),
        (entry.dropped, "plain", "đã bỏ"),
    ):  # fmt: skip
        if number:
            yield kind, f"{number} {said}"
