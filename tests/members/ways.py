"""Two communes of a province, each with its officer, a cell, its secretary and a member."""

from datetime import date

from django.db import connection
from tests import factories as f

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.cli.membership_checks import MEMBERSHIP_CHECKS
from dangvu.members.actions.history import draw, spell_rows, standing
from dangvu.members.actions.transfers import Leaving, Taken, begin_transfer, take_step
from dangvu.members.models import Event, Person, Spell, Transfer
from dangvu.members.queries import transfers as moves
from dangvu.orgs.models import Unit
from dangvu.orgs.naming import path_spans
from dangvu.rules.transfers import Step, TransferKind

TODAY = date(2026, 6, 1)
CAUSE = date(2026, 5, 18)


class Side:
    def __init__(self, province: Unit, name: str) -> None:
        self.commune = f.unit(f"Đảng bộ xã {name}", province)
        self.cell = f.unit(f"Chi bộ thôn {name}", self.commune, type="CHI_BO")
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.commune)
        self.secretary = f.actor(Role.CELL_SECRETARY, self.cell)


class World:
    def __init__(self) -> None:
        self.province = f.unit()
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)
        self.here, self.there = Side(self.province, "Đi"), Side(self.province, "Đến")
        self.person = self.member()

    def member(self, name: str = "Lê Thị Đi", place: Unit | None = None) -> Person:
        return f.person(place or self.here.cell, name, joined_on=date(2025, 9, 1))

    def begin(self, actor: Actor | None = None, **more) -> Transfer:
        values = {
            "person_id": self.person.pk, "kind": TransferKind.OFFICIAL, "cause_on": CAUSE,
            "to_unit_id": self.there.cell.pk, "reason": "đổi nơi cư trú",
            "dues_through": date(2026, 6, 1),
        }  # fmt: skip
        who = actor or self.here.secretary
        with act(who):
            return begin_transfer(who, Leaving(**{**values, **more}))

    def step(self, actor: Actor, row: Transfer, step: Step, on: date = TODAY, **more) -> Transfer:
        with act(actor):
            return take_step(actor, row.pk, step, Taken(on, **more))

    def ready(self, **more) -> Transfer:
        """A transfer that only waits for the receiving cell."""
        row = self.begin(**more)
        self.step(self.here.officer, row, Step.INTRODUCE)
        self.step(self.specialist, row, Step.FORWARD)
        return self.step(self.there.officer, row, Step.FORWARD)

    def line(self, actor: Actor, row: Transfer) -> moves.Line:
        with act(actor):
            return moves.line(actor, moves.transfer(actor, row.pk))


class act:
    """Acts as somebody, then is the owner again."""

    def __init__(self, who: Actor) -> None:
        self.within = entered(who)

    def __enter__(self) -> None:
        f.own()
        self.within.__enter__()

    def __exit__(self, *raised: object) -> None:
        self.within.__exit__(*raised)
        f.own()


KEPT = ("unit_id", "unit_path", "seen_path", "status", "official", "valid_from", "valid_until",
        "opened_by", "closed_by", "from_path", "to_path")  # fmt: skip


def kept(person: Person) -> list[tuple]:
    """The spells as they stand in the database."""
    return list(Spell.objects.filter(person=person).order_by("valid_from").values_list(*KEPT))


def folded(person: Person) -> list[tuple]:
    """The spells that follow from all events of the person, by the rules."""
    drawn = draw(standing([person.pk])[person.pk])
    rows = spell_rows(person.pk, drawn, path_spans({int(str(s.place)) for s in drawn}))
    return [tuple(getattr(row, name) for name in KEPT) for row in rows]


def second_fold() -> list[tuple]:
    """Persons whose spells are not what the fold in SQL makes of their events."""
    (check,) = (one for one in MEMBERSHIP_CHECKS if one.code == "spells_follow")
    with connection.cursor() as cursor:
        cursor.execute(check.sql)
        return cursor.fetchall()


def assert_whole(person: Person) -> None:
    """Spells equal both folds of the events; today's record is the last one; in one cell, and all
    that hangs on the record stands there."""
    assert kept(person) == folded(person)
    assert not second_fold()
    person.refresh_from_db()
    last = kept(person)[-1]
    assert (person.unit_id, person.unit_path, person.status) == (last[0], last[2], last[3])
    running = Spell.objects.filter(person=person, valid_until=None)
    assert running.count() == 1
    paths = set(Event.objects.filter(person=person).values_list("unit_path", flat=True))
    assert paths == {person.unit_path}
