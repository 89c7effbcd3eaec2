"""Figures and days as Vietnamese papers write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

_VIETNAMESE = str.maketrans(",.", ".,")

NBSP = "\u00a0"
"""The space that may not break: before the per cent sign."""


def integer_text(number: int) -> str:
    """Thousands dot: 119396 is "119.396"."""
    return f"{number:,}".replace(",", ".")


def decimal_text(number: Decimal, places: int) -> str:
    """Thousands dot and decimal comma, rounded half up to ``places``: "1.234,50"."""
    rounded = number.quantize(Decimal((0, (1,), -places)), rounding=ROUND_HALF_UP)
    return f"{rounded:,f}".translate(_VIETNAMESE)


def percent_sign(text: str) -> str:
    """A figure with its per cent sign, kept on one line: "41,4 %"."""
    return f"{text}{NBSP}%"


def date_text(on: date) -> str:
    """Day on screens and in tables: dd/mm/yyyy."""
    return f"{on.day:02}/{on.month:02}/{on.year:04}"


def paper_date_text(on: date) -> str:
    """Day in the text of a paper: zero before days under 10 and before months 1 and 2 (R13.2)."""
    return f"{paper_day(on)}/{paper_month(on)}/{on.year}"


def paper_day(on: date) -> str:
    """The day of a dated paper, two digits."""
    return f"{on.day:02}"


def paper_month(on: date) -> str:
    """The month of a dated paper: "01", "02", then "3" to "12"."""
    return f"{on.month:02}" if on.month <= 2 else str(on.month)
