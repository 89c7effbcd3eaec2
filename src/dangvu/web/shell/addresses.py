"""Addresses by name, where a part of the house may not be there."""

from functools import cache

from django.urls import NoReverseMatch, reverse


@cache
def address(name: str) -> str:
    """The address of a name without parts; nothing where the house has none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
