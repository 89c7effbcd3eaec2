"""Members come in by admission, and go again where it was a mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import history
from dangvu.members.models import Event, Merge, Pair, Person, Post, Status
from dangvu.office.vietnamese import fold, sort_key
from dangvu.rules.membership import EventKind


@dataclass(frozen=True)
class NewMember:
    """A person as admitted. ``unit_path`` copies the path of the cell, read for entry."""

    unit_id: int
    unit_path: str
    full_name: str
    sex: str
    birth_on: date
    ethnic_group: str
    religion: str
    youth_union: bool
    joined_on: date
    source_group: str
    decision_number: str
    issuer: str


_OF_DECISION = ("decision_number", "issuer")


def _person(entry: NewMember) -> Person:
    return Person(
        **{name: value for name, value in vars(entry).items() if name not in _OF_DECISION},
        search_key=fold(entry.full_name),
        sort_key=sort_key(entry.full_name),
        status=Status.PROBATIONARY,
        recorded_at=clock.now(),
    )


def _admitted(
    person_id: int, entry: NewMember, recorded_by: str, batch_id: int | None = None
) -> Event:
    return Event(
        person_id=person_id, unit_path=entry.unit_path, kind=EventKind.ADMITTED,
        unit_id=entry.unit_id, effective_on=entry.joined_on, decision_on=entry.joined_on,
        decision_number=entry.decision_number, issuer=entry.issuer, batch=batch_id,
        recorded_at=clock.now(), recorded_by=recorded_by,
    )  # fmt: skip


def enter_people(
    entries: Sequence[NewMember], recorded_by: str, batch_id: int | None = None
) -> list[int]:
    """Enters newly admitted persons as probationary members, with the first event of their
    history; gives back their ids in order.

    A constant number of statements. The caller has asked the scope, and leaves the trail's event.
    """
    made = Person.objects.bulk_create(map(_person, entries))
    history.begin(
        [_admitted(p.pk, e, recorded_by, batch_id) for p, e in zip(made, entries, strict=True)]
    )
    return [person.pk for person in made]


def amend_person(person_id: int, entry: NewMember, recorded_by: str) -> None:
    """Rewrites what the admission said of a person, and corrects its event; the later path stays.

    Raises ``Impossible`` where the later path no longer follows.
    """
    fresh = _person(entry)
    fresh.pk = person_id
    fresh.save(
        update_fields=[
            "full_name", "search_key", "sort_key", "sex", "birth_on", "ethnic_group", "religion",
            "youth_union", "source_group",
        ]
    )  # fmt: skip
    history.correct_first(_admitted(person_id, entry, recorded_by))


def mark_mistaken(person_id: int, recorded_by: str) -> None:
    """A probationary member whose admission was recorded by mistake is no member."""
    person = Person.objects.filter(pk=person_id, status=Status.PROBATIONARY).first()
    if person is not None:
        history.take_back(person, recorded_by)


def remove_people(entered: Mapping[int, int]) -> None:
    """Takes persons out again whom an import has just brought in (person to the cell it named).

    Raises ``Impossible`` where one of them holds a post, has moved, is no longer probationary, or
    was made one with another record. Pairs they stand in go with them.
    """
    pairs = Pair.objects.filter(Q(first__in=entered) | Q(second__in=entered))
    settled = [
        person.full_name
        for person in Person.objects.filter(pk__in=entered)
        if person.status != Status.PROBATIONARY or person.unit_id != entered[person.pk]
    ]
    changed = Event.objects.filter(person_id__in=entered).exclude(kind=EventKind.ADMITTED)
    settled += changed.values_list("person__full_name", flat=True)
    posted = Post.objects.filter(person_id__in=entered)
    merged = Merge.objects.filter(pair__in=pairs)
    found = (*posted.values_list("person__full_name"), *merged.values_list("person__full_name"))
    names = [*settled, *(name for (name,) in found)]
    if names:
        raise Impossible(
            "depended_on", f"{', '.join(names[:5])} đã có thay đổi sau khi được ghi kết nạp."
        )
    pairs.delete()
    history.erase(list(entered))
