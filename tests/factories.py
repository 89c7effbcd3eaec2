"""Small worlds for tests, written as the owner of the tables, outside every scope."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from django.db import connection
from django.test import Client

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment
from dangvu.admissions.models import Admission
from dangvu.members.actions.history import begin
from dangvu.members.models import Event, Person, Status
from dangvu.office.vietnamese import fold, sort_key
from dangvu.orgs.models import Placement, Unit, UnitLabel, label
from dangvu.rules.membership import EventKind

NOW = datetime(2026, 6, 1, 7, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FOUNDED = date(2025, 7, 1)
_serial = count(1)


def own() -> None:
    """Become the owner again (a request in a test leaves its role in the test's transaction)."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('dangvu.actor', 'test', false)")


def unit(
    name: str = "Đảng bộ tỉnh Lâm Đồng",
    parent: Unit | None = None,
    *,
    since: date = FOUNDED,
    **more,
) -> Unit:
    own()
    depth = parent.depth + 1 if parent else 0
    kind = ["DANG_BO_TINH", "DANG_BO_CAP_TREN_TRUC_TIEP", "DANG_BO_CO_SO", "CHI_BO"][min(depth, 3)]
    made = Unit.objects.create(
        **{
            "parent": parent,
            "path": f"new{next(_serial)}",
            "depth": depth,
            "type": kind,
            "name": name,
            "short_name": name.removeprefix("Đảng bộ "),
            "committee": name.replace("Đảng bộ", "Đảng ủy"),
            "position": next(_serial),
            "valid_from": since,
            **more,
        }
    )
    made.path = f"{parent.path}.{label(made.pk)}" if parent else label(made.pk)
    made.save()
    Placement.objects.create(unit=made, parent=parent, valid_from=since)
    UnitLabel.objects.create(unit=made, kind="name", text=name, search_key=fold(name))
    return made


def account(role: Role, place: Unit, username: str = "", **more) -> Account:
    own()
    name = username or f"tk{next(_serial)}"
    made = Account(username=name, full_name=f"Đồng chí {name}", created_at=NOW, **more)
    made.set_unusable_password()
    made.save()
    Assignment.objects.create(
        account=made, role=role, unit_id=place.pk, unit_path=place.path, valid_from=FOUNDED
    )
    return made


def actor(role: Role, place: Unit, **more) -> Actor:
    """An actor without going through sign-in."""
    made = account(role, place, **more)
    return Actor(
        account_id=made.pk,
        name=made.full_name,
        role=role,
        unit_id=place.pk,
        unit_path=place.path,
        assignment_id=made.assignments.get().pk,
        person_id=made.person_id,
    )


def person(place: Unit, full_name: str = "Nguyễn Thị Thử", **more) -> Person:
    """A member with the first event of a history: admitted where probationary, else taken over."""
    own()
    made = Person.objects.create(
        **{
            "unit": place,
            "unit_path": place.path,
            "full_name": full_name,
            "search_key": fold(full_name),
            "sort_key": sort_key(full_name),
            "sex": "F",
            "birth_on": date(2000, 5, 1),
            "ethnic_group": "01",
            "status": "DU_BI",
            "joined_on": date(2026, 3, 10),
            "recorded_at": NOW,
            **more,
        }
    )
    status = Status(made.status)
    if status.counted:
        official = made.official_on is not None or status is Status.OFFICIAL
        kind = EventKind.TAKEN_OVER if official or made.joined_on is None else EventKind.ADMITTED
        since = max(made.joined_on or place.valid_from, place.valid_from)
        begin(
            [
                Event(
                    person=made, unit_path=place.path, kind=kind, unit=place, official=official,
                    effective_on=since if kind is EventKind.TAKEN_OVER else made.joined_on,
                    status=status if kind is EventKind.TAKEN_OVER else "", recorded_at=NOW,
                    recorded_by="test",
                )
            ]
        )  # fmt: skip
    return made


def admission(place: Unit, on: date = date(2026, 3, 10), **more) -> Admission:
    own()
    who = more.pop("person", None) or person(place, joined_on=on)
    return Admission.objects.create(
        **{
            "person": who,
            "unit": place,
            "unit_path": place.path,
            "counted_path": place.path,
            "decision_number": f"{next(_serial):02d}-QĐ/ĐU",
            "decision_on": on,
            "issuer": "Đảng ủy phường",
            "ceremony_on": on,
            "female": True,
            "ethnic_minority": False,
            "religious": False,
            "youth_union": True,
            "source_group": "khac",
            "recorded_at": NOW,
            "recorded_by": "test",
            **more,
        }
    )


def signed_in(who: Account) -> Client:
    """A browser in which that account is signed in."""
    own()
    client = Client()
    client.force_login(who, backend="dangvu.access.backends.AccountBackend")
    return client
