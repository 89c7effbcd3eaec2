"""Numbers of records in an address or a form, which anybody may have typed."""

from collections.abc import Iterable

DIGITS = 18
"""The longest number that fits the database's."""


def ids(texts: Iterable[str]) -> list[int]:
    """The numbers among some texts, once each and in their order; the rest is left out."""
    return list(dict.fromkeys(int(t) for t in texts if is_id(t)))


def is_id(text: str) -> bool:
    """Whether a text is such a number."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
