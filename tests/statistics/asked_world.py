"""Duties of papers, reports, members' tasks and obstacles, some of each, written as the owner."""

from datetime import date
from decimal import Decimal

from tests import factories as f
from tests.tasks.duties_world import paper

from dangvu.members.models import Person
from dangvu.orgs.models import Unit
from dangvu.tasks.models import (
    Assignment,
    Directive,
    Duty,
    Extension,
    MemberTask,
    Petition,
    Reach,
    Report,
    TaskResult,
)

LATE, SOON = date(2026, 5, 20), date(2026, 6, 4)
SIGNED = {"recorded_at": f.NOW, "recorded_by": "test"}
SECRET = "Nói riêng về đồng chí Hồ Thị Kín"


def directive(giver: Unit, number: str) -> Directive:
    return Directive.objects.create(
        paper=paper(giver, number), unit=giver, unit_path=giver.path, state="in_force",
        confirmed_at=f.NOW, confirmed_by="test", **SIGNED,
    )  # fmt: skip


def duty(under: Directive, position: int, heading: str, due_on: date) -> Duty:
    return Duty.objects.create(
        directive=under, unit=under.unit, unit_path=under.unit_path, position=position,
        heading=heading, what=heading, product="report", audience="bodies", due_on=due_on, **SIGNED,
    )  # fmt: skip


def given(to: Unit, one: Duty, due_on: date, **more) -> Assignment:
    return Assignment.objects.create(
        directive=one.directive, duty=one, root=one, unit=to, unit_path=to.path, due_on=due_on,
        **more,
    )  # fmt: skip


def sent(held: Assignment) -> Report:
    return Report.objects.create(
        assignment=held, directive=held.directive, root=held.root, unit=held.unit,
        unit_path=held.unit_path, due_on=held.due_on, state="sent", sent_on=LATE,
        written_at=f.NOW, written_by="test",
    )  # fmt: skip


def task(person: Person, due_on: date, **more) -> MemberTask:
    return MemberTask.objects.create(
        unit=person.unit, unit_path=person.unit_path, person=person, what=SECRET,
        product="Danh sách", quantity=Decimal(1), quantity_unit="bản", given_on=date(2026, 5, 1),
        due_on=due_on, **SIGNED, **more,
    )  # fmt: skip


def petition(person: Person, holder: Unit, **more) -> Petition:
    return Petition.objects.create(
        **{
            "unit": person.unit, "unit_path": person.unit_path, "person": person, "year": 2026,
            "subject": "means", "what": SECRET, "raised_on": date(2026, 5, 2), "due_on": LATE,
            "holder": holder, "holder_path": holder.path, "holder_due_on": LATE,
            "top_path": holder.path, "state": "held", **SIGNED, **more,
        }
    )  # fmt: skip


def ask_everybody(giver: Unit, body: Unit, cell: Unit, person: Person, many: int) -> None:
    """``many`` of everything: a directive the giver follows, with a late and a coming duty at the
    body and one at the cell, made known to nobody yet; a report and a request for time that wait; a
    task of the member that is open and one that was told of; obstacles held by each level, and one
    answered."""
    f.own()
    for n in range(many):
        under = directive(giver, f"{20 + n}-CT/TU")
        for m, day in enumerate((LATE, SOON)):
            one = duty(under, m + 1, f"Nhiệm vụ {n}.{m}", day)
            held = given(body, one, day)
            given(cell, one, day, parent=held)
            own = given(giver, one, day, organ="Ban Tổ chức")
        Reach.objects.create(directive=under, unit=body, unit_path=body.path)
        Reach.objects.create(directive=under, unit=cell, unit_path=cell.path)
        sent(held)
        Extension.objects.create(
            assignment=own, unit_path=body.path, due_on=SOON, until=date(2026, 7, 1),
            reason="Chờ số liệu", asked_on=LATE, asked_by="test",
        )  # fmt: skip
        Directive.objects.create(
            paper=paper(giver, f"{50 + n}-CT/TU"), unit=giver, unit_path=giver.path, **SIGNED
        )
        task(person, SOON)
        TaskResult.objects.create(
            task=task(person, LATE), person=person, unit_path=person.unit_path, on=LATE,
            quantity=Decimal(1), evidence=SECRET, by_member=True, **SIGNED,
        )  # fmt: skip
        for holder in (giver, body, cell):
            petition(person, holder)
        petition(person, cell, state="answered", answer=SECRET, answered_on=LATE)
