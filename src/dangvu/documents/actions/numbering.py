"""The rows whose lock gives out numbers."""

from dangvu.documents.models import Series, Term


def series_locked(term: Term, type_: str, organ: str, label: str = "") -> Series:
    """The series of a type and an organ in a term, held until the transaction ends; made if it is
    not there. ``label`` tells several series of one type apart. Two or three statements."""
    Series.objects.get_or_create(term=term, type=type_, organ=organ, label=label)
    return Series.objects.select_for_update().get(term=term, type=type_, organ=organ, label=label)
