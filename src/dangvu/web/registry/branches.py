"""The branch a page of work on records is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangvu.access.matrix import Action
from dangvu.orgs import queries as orgs
from dangvu.orgs.searching import search
from dangvu.web.components.ids import ids
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_branch(request: Request, action: Action = Action.VIEW_MEMBERS) -> Unit:
    """By the words typed for it (``tim``), else by its number (``don-vi``), else one's own; 404
    outside reach."""
    actor, sent = request.actor, request.POST if request.method == "POST" else request.GET
    if text := sent.get("tim", "").replace("\0", "").strip()[:120]:
        found = search(actor, text, action=action, limit=1).hits
        if found:
            return orgs.unit(actor, found[0].unit_id, action)
    (unit_id,) = ids([sent.get("don-vi", "")]) or [actor.unit_id]
    return orgs.unit(actor, unit_id, action)
