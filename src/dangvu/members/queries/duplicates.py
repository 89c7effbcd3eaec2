"""Records that may be of one person: the search, the work list, two records side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.kernel.branches import beneath
from dangvu.kernel.sealing import unseal
from dangvu.members.catalogue import MEMBER_FIELDS, MemberField, Sensitivity
from dangvu.members.models import Merge, Pair, Particulars, Person, Status
from dangvu.office.vietnamese import day
from dangvu.orgs.queries import ancestors
from dangvu.rules.names import alike

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

PAGE = 30
State, Why = Pair.State, Pair.Why
#: Of more people with one day of birth and one sex than this, names are not held to each other:
#: such a day is a stand-in for one that is not known.
MOST_OF_A_DAY = 400


@dataclass(frozen=True)
class Found:
    """Two records, the earlier one first, and why they may be of one person."""

    first: int
    second: int
    path: str
    why: str


def common_superior(path: str, other: str) -> str:
    """The path of the nearest unit that stands above both, or is one of them."""
    above = {*ancestors(other), other}
    return next((p for p in (path, *reversed(ancestors(path))) if p in above), "")


# ------------------------------------------------------------------ the search


_EQUAL = """
SELECT a.id, b.id, a.unit_path, b.unit_path FROM members_person AS a
JOIN members_person AS b ON {same} AND a.id < b.id
WHERE a.unit_path >= %(from)s AND a.unit_path < %(until)s AND a.status <> %(mistaken)s
  AND b.unit_path >= %(from)s AND b.unit_path < %(until)s AND b.status <> %(mistaken)s
"""
_SAME: Mapping[str, str] = {
    Why.CITIZEN.value: "b.citizen_key = a.citizen_key",
    Why.CARD.value: "b.card_number = a.card_number AND a.card_number <> ''",
    Why.NAME_BIRTH.value: "b.search_key = a.search_key AND b.birth_on = a.birth_on",
}
_BY_DAY = """
SELECT birth_on, sex, id, search_key, unit_path FROM members_person
WHERE unit_path >= %(from)s AND unit_path < %(until)s AND status <> %(mistaken)s
ORDER BY birth_on, sex, id
"""


def search(branch: str, *, slips: bool = True) -> dict[tuple[int, int], Found]:
    """Every two records of a branch that may be of one person, with the strongest reason.

    Four statements, whatever the size of the branch, under the actor's row security; equal numbers
    and names are found by index. Slips of the hand (``slips``) are looked for among people of one
    day of birth and one sex. ``branch`` comes from a unit that has asked the scope.
    """
    words = {"from": branch, "until": branch + "/", "mistaken": Status.MISTAKEN.value}
    found: dict[tuple[int, int], Found] = {}
    with connection.cursor() as cursor:
        for why, same in _SAME.items():
            cursor.execute(_EQUAL.format(same=same), words)
            for first, second, path, other in cursor.fetchall():
                one = Found(first, second, common_superior(path, other), why)
                found.setdefault((first, second), one)
        if slips:
            cursor.execute(_BY_DAY, words)
        rows = cursor.fetchall() if slips else []
    for one in _slips(rows):
        found.setdefault((one.first, one.second), one)
    return found


def _slips(rows: list[tuple[date, str, int, str, str]]) -> Iterator[Found]:
    """Names alike among people of one day of birth and one sex."""
    for _, group in groupby(rows, itemgetter(0, 1)):
        people = list(group)
        if len(people) > MOST_OF_A_DAY:
            continue
        for (_, _, first, name, path), (_, _, second, other, beside) in combinations(people, 2):
            if name != other and alike(name, other):
                yield Found(first, second, common_superior(path, beside), Why.ALIKE.value)


# ------------------------------------------------------------------ the work list


@dataclass(frozen=True)
class Listing:
    """A page of pairs, the newest first. ``after`` is the place the next page begins at."""

    pairs: list[Pair]
    after: str


def _pairs(actor: Actor) -> Any:
    rows = Pair.objects.select_related("first__unit", "second__unit")
    return visible(rows, actor, Action.MERGE_MEMBERS, person="first_id")


def pairs(
    actor: Actor, unit: Unit, why: str = "", state: str = State.OPEN, after: str = ""
) -> Listing:
    """Pairs of a branch in a state, of one reason or of any. One statement."""
    rows = _pairs(actor).filter(beneath(unit.path), state=state)
    if why in Why.values:
        rows = rows.filter(why=why)
    if after.isascii() and after.isdigit() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.order_by("-id")[: PAGE + 1])
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    return Listing(page[:PAGE], str(more) if more else "")


def pair_counts(actor: Actor, unit: Unit) -> dict[tuple[str, str], int]:
    """How many pairs of a branch by (state, reason). One statement."""
    rows = visible(Pair.objects.all(), actor, Action.MERGE_MEMBERS).filter(beneath(unit.path))
    counted = rows.values_list("state", "why").annotate(n=Count("id"))
    return {(state, why): n for state, why, n in counted}


def pair(actor: Actor, pair_id: int) -> Pair:
    """One pair within reach; 404 outside it. One statement."""
    found = _pairs(actor).filter(pk=pair_id).first()
    if found is None:
        raise Http404("Không có cặp hồ sơ này trong phạm vi của đồng chí.")
    return found


def merge_of(pair: Pair) -> Merge | None:
    """The merge of a pair that stands, if it was merged. One statement."""
    return Merge.objects.filter(pair=pair, undone_at=None).order_by("-id").first()


# ------------------------------------------------------------------ side by side


@dataclass(frozen=True)
class Line:
    """One field of two records. ``values`` are empty where ``hidden``; ``given`` tells which of the
    two have one; ``choice`` is the side the merged record takes unless told otherwise."""

    code: str
    label: str
    section: str
    values: tuple[str, str]
    given: tuple[bool, bool]
    differs: bool
    hidden: bool
    editable: bool


def raw_value(field: MemberField, person: Person, more: Particulars | None) -> Any:
    """What a record holds in a field, unsealed: text, day, flag, list or none."""
    if field.code == "unit":
        return person.unit.name
    holder = person if field.of_person else more
    if holder is None:
        return ""
    if field.sensitivity is Sensitivity.SEALED:
        return unseal(getattr(holder, f"{field.code}_sealed"))
    return getattr(holder, field.code)


def shown_value(field: MemberField, value: Any) -> str:
    """A value in words."""
    match value:
        case None | "" | []:
            return field.shown("") if not field.choices else field.choices().get("", "")
        case bool():
            return "có" if value else "không"
        case date():
            return day(value)
        case list():
            return ", ".join(map(str, value))
        case _:
            return field.shown(value)


def compare(first: Person, second: Person, *, reveal: bool = False) -> list[Line]:
    """Both records, a line a field; sensitive values only where they are to be revealed.

    One statement; ``first`` and ``second`` come from ``pair``.
    """
    more = Particulars.objects.in_bulk([first.pk, second.pk])
    lines = []
    for field in MEMBER_FIELDS:
        values = tuple(raw_value(field, p, more.get(p.pk)) for p in (first, second))
        if not any(values) and not field.required:
            continue
        hidden = field.sensitivity.hidden and not reveal
        words = tuple("" if hidden else shown_value(field, value) for value in values)
        lines.append(
            Line(
                field.code, field.label, field.section.label, (words[0], words[1]),
                (_given(field, values[0]), _given(field, values[1])), values[0] != values[1],
                hidden, field.editable,
            )
        )  # fmt: skip
    return lines


def _given(field: MemberField, value: Any) -> bool:
    return bool(value) or (field.choices is not None and "" in field.choices())


_HELD: Mapping[str, str] = {
    "members_event": "Biến động đã ghi",
    "members_post": "Chức vụ",
    "members_badge": "Huy hiệu Đảng",
    "members_duesmonth": "Tháng đảng phí",
    "members_discipline": "Kỷ luật",
    "members_transfer": "Lần chuyển sinh hoạt",
    "members_verdict": "Lỗi Trung ương trả về",
    "members_changerequest": "Đề nghị sửa hồ sơ",
}


@dataclass(frozen=True)
class Held:
    """How many rows of one kind hang on each of two records."""

    label: str
    numbers: tuple[int, int]


def held(first_id: int, second_id: int, *, discipline: bool = False) -> list[Held]:
    """What hangs on two records beside their fields. One statement.

    Discipline is counted only for who may see it.
    """
    tables = {t: label for t, label in _HELD.items() if discipline or "discipline" not in t}
    parts = [
        f"SELECT {n}, person_id, count(*) FROM {table} WHERE person_id = ANY(%s) GROUP BY 2"
        for n, table in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [[first_id, second_id]] * len(parts))
        counted = {(n, person): number for n, person, number in cursor.fetchall()}
    lines = [
        Held(label, (counted.get((n, first_id), 0), counted.get((n, second_id), 0)))
        for n, label in enumerate(tables.values())
    ]
    return [line for line in lines if any(line.numbers)]
