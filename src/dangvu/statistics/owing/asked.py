"""What papers, units and members ask: duties of directives, reports, papers to make known, members'
tasks, obstacles."""

from dataclasses import fields
from datetime import date

from dangvu.access.actor import Actor
from dangvu.statistics.owing.items import Item, distance, shortened
from dangvu.tasks.catalogue import Owing
from dangvu.tasks.queries import directives, learning, people, petitions, reports

#: What is handed in where the source does not say it.
_PRODUCTS = {
    "late_below": "Công văn đôn đốc",
    "directive_reading": "Xác nhận rồi giao",
    "petition_answer": "Đọc là đủ",
}


def asked_items(actor: Actor, today: date, until: date) -> list[Item]:
    """Everything asked of the actor through a day. A constant number of statements."""
    found = [
        *directives.owing(actor, today, until),
        *learning.owing(actor),
        *reports.owing(actor, today),
        *people.owing(actor, today),
        *petitions.owing(actor, today),
    ]
    return [_item(one, today) for one in found]


def _item(one: Owing, today: date) -> Item:
    told = {field.name: getattr(one, field.name) for field in fields(Owing)}
    told["title"] = shortened(one.title)
    told["product"] = one.product or _PRODUCTS.get(one.kind, "")
    return Item(**told, said=distance(one.due_on, today) if one.due_on else "")
