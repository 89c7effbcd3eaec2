"""``dangvu members find``: members by name, number or unit, as the list's page finds them."""

import argparse
import json
from typing import Any

from dangvu.cli.session import acting, unit_named


def find(words: argparse.Namespace) -> int:
    """Prints a page of the members within the account's reach whom the words mean."""
    return 0 if acting(words.account, lambda actor: _find(actor, words)) else 1


def _find(actor: Any, words: argparse.Namespace) -> bool:
    from dangvu.access.matrix import Action
    from dangvu.access.scope import require
    from dangvu.members.actions.filters import note_finding
    from dangvu.members.queries.finding import Sought
    from dangvu.members.queries.finding import find as found_by

    require(actor, Action.VIEW_MEMBERS)
    unit = unit_named(actor, words.unit, Action.VIEW_MEMBERS)
    unit_id, path = unit.pk, unit.path
    sought = Sought(words.text, path)
    page = found_by(actor, sought, words.after, words.size)
    note_finding(actor, {person.pk for person in page.lines}, unit_id, path, sought)
    if words.format == "json":
        said = {
            "total": page.total,
            "more_than": page.more_than,
            "after": page.after,
            "members": [_told(person) for person in page.lines],
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for person in page.lines:
            print(f"{person.full_name:32} {person.birth_on:%d/%m/%Y}  {person.unit.name}")
        print(f"{len(page.lines)} người" + (", còn nữa" if page.after else ""))
    return True


def _told(person: Any) -> dict[str, Any]:
    return {
        "id": person.pk,
        "full_name": person.full_name,
        "birth_on": person.birth_on.isoformat(),
        "sex": person.sex,
        "status": person.status,
        "joined_on": person.joined_on and person.joined_on.isoformat(),
        "official_on": person.official_on and person.official_on.isoformat(),
        "card_number": person.card_number,
        "unit_id": person.unit_id,
        "unit_name": person.unit.name,
    }
