"""The words a paper is searched by: its line in the register, and what was read of its file."""

from collections.abc import Iterable
from dataclasses import dataclass

from dangvu.documents.catalogue import search_words, type_label
from dangvu.documents.models import Paper, PaperText
from dangvu.office.vietnamese import fold, nfc


@dataclass(frozen=True, slots=True)
class Words:
    """A paper with the text read of it, and the way it was read (``office.reading.Way``); both
    empty where there is none."""

    paper: Paper
    text: str = ""
    way: str = ""


def line_key(paper: Paper, *more: str) -> str:
    """The search key of a paper's line: number, subject, issuer, type, and ``more``."""
    kind = type_label(paper.document_type) if paper.document_type else ""
    return fold(f"{paper.number_symbol} {paper.title} {paper.issuer} {kind} {' '.join(more)}")


def keep_words(entries: Iterable[Words]) -> None:
    """Writes the words of papers, new or again. One statement."""
    rows = []
    for entry in entries:
        text = nfc(entry.text.replace("\x00", " "))
        key = search_words(text, entry.paper.search_key, entry.paper.issuer)
        rows.append(PaperText(paper=entry.paper, text=text, way=entry.way, key=key))
    PaperText.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["paper"],
        update_fields=["text", "way", "key"],
    )


def line_changed(paper: Paper) -> None:
    """The line of a paper is another now: its words are searched anew. Two statements."""
    kept = PaperText.objects.filter(paper=paper).values_list("text", "way").first() or ("", "")
    keep_words([Words(paper, *kept)])
