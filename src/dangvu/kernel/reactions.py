"""Calls upwards, by the one table of ``config.reactions``.

A module below tells that something happened; the table says who above does something about it,
in the same transaction and in the order of its rows.
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def react(event: str, **facts: Any) -> None:
    """Calls every reaction to ``event`` with the facts. What one of them raises undoes it all."""
    for name, reaction in import_string(settings.REACTIONS):
        if name == event:
            reaction(**facts)
