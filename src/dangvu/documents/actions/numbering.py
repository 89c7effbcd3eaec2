"""The rows whose lock gives out numbers."""

from dangvu.documents.models import ArrivalBook, Series, Term


def series_locked(term: Term, type_: str, organ: str, label: str = "") -> Series:
    """The series of a type and an organ in a term, held until the transaction ends; made if it is
    not there. ``label`` tells several series of one type apart. Two or three statements."""
    Series.objects.get_or_create(term=term, type=type_, organ=organ, label=label)
    return Series.objects.select_for_update().get(term=term, type=type_, organ=organ, label=label)


def next_arrival(unit_id: int, year: int) -> int:
    """The next number of an office's book of arrivals of a year, under the lock of the book."""
    ArrivalBook.objects.get_or_create(unit_id=unit_id, year=year)
    book = ArrivalBook.objects.select_for_update().get(unit_id=unit_id, year=year)
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number
