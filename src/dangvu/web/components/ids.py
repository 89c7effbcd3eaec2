"""Numbers of records in an address or a form, which anybody may have typed."""

from collections.abc import Iterable

DIGITS = 18
"""The longest number that fits the database's."""


def ids(texts: Iterable[str]) -> list[int]:
    """The numbers among some texts, once each and in their order; the rest is left out."""
    return list(dict.fromkeys(int(t) for t in texts if _is_id(t)))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
