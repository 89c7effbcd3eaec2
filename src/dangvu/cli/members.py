"""``dangvu members``: found as the list's page finds them; the quality of their records marked."""

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


def mark(words: argparse.Namespace) -> int:
    """Marks the quality of data of a unit (``--below``: and of each unit under it) for this month.

    Once a month, however often it is asked; ``--again`` takes the place of what was marked.
    """
    done = acting(words.account, lambda actor: _mark(actor, words))
    return 0 if done is not None else 1


def _mark(actor: Any, words: argparse.Namespace) -> int:
    from dangvu.access.matrix import Action
    from dangvu.kernel import clock
    from dangvu.members.actions.quality import mark_once, mark_quality
    from dangvu.orgs import queries as orgs

    unit = unit_named(actor, words.unit, Action.VIEW_MEMBERS)
    below = orgs.children(actor, [unit.pk], clock.today()) if words.below else []
    put = mark_quality if words.again else mark_once
    # What a unit marks of those below is what they mark of themselves: the lowest go first.
    made = [put(actor, unit_id) for unit_id in [*(node.id for node in below), unit.pk]]
    marked = sum(1 for units in made if units)
    print(
        f"Đã ghi mốc tháng này cho {marked} đơn vị và cấp dưới trực tiếp."
        if marked
        else "Tháng này đã ghi mốc, không ghi lại."
    )
    return marked
