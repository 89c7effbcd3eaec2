"""What becomes of two records when they are made one: what follows, what goes, what forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dangvu.access.actor import Actor
from dangvu.access.matrix import in_branch
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import (
    Badge,
    ChangeRequest,
    Discipline,
    DuesMonth,
    Event,
    Export,
    Pair,
    Person,
    Post,
    Spell,
    Status,
    Stay,
    Transfer,
    Verdict,
)
from dangvu.orgs.naming import path_spans

FOLLOWING: Mapping[type[Any], str] = {
    Post: "Chức vụ",
    Badge: "Huy hiệu Đảng",
    DuesMonth: "Tháng đảng phí",
    Discipline: "Kỷ luật",
    Transfer: "Lần chuyển sinh hoạt",
    Stay: "Lần sinh hoạt tạm thời",
    Verdict: "Lỗi Trung ương trả về",
    ChangeRequest: "Đề nghị sửa hồ sơ",
    Export: "Tệp đã xuất",
}
"""What hangs on a record and goes to the one that is kept."""


@dataclass(frozen=True)
class Following:
    """The rows of one table that hang on the record given up: ``moved`` go to the kept one; of two
    that say the same, ``dropped`` is the one that goes."""

    table: type[Any]
    label: str
    moved: list[Any]
    dropped: list[Any]


def following(kept: int, other: int, *, discipline: bool = True) -> list[Following]:
    """What follows from ``other`` to ``kept``, and what goes; without discipline, for who may not
    see it. A statement a table."""
    found = []
    for table, label in FOLLOWING.items():
        if table is Discipline and not discipline:
            continue
        rows = list(table.objects.filter(person_id__in=[kept, other]).order_by("pk"))
        own = [row for row in rows if row.person_id == kept]
        going = [row for row in rows if row.person_id == other]
        twins = [(row, mine) for row in going for mine in own if _same(row, mine)]
        dropped = [mine if _better(row, mine) else row for row, mine in twins]
        gone = {row.pk for row in dropped}
        dropped = [row for row in rows if row.pk in gone]
        moved = [row for row in going if row.pk not in gone]
        found.append(Following(table, label, moved, dropped))
    return found


def posts_follow(found: list[Following], unit_id: int) -> bool:
    """Whether posts held in a unit follow."""
    return any(row.unit_id == unit_id for one in found if one.table is Post for row in one.moved)


def _same(row: Any, mine: Any) -> bool:
    """Whether two rows say the same of one person, so that only one of them can stay."""
    match row:
        case Badge():
            return row.years == mine.years
        case DuesMonth():
            return row.month == mine.month
        case Discipline():
            return (row.form, row.decision_number, row.decided_on) == (
                mine.form, mine.decision_number, mine.decided_on,
            )  # fmt: skip
        case Post():
            return (row.unit_id, row.kind) == (mine.unit_id, mine.kind) and _overlap(row, mine)
        case Stay():
            return _overlap(row, mine)
        case ChangeRequest():
            waiting = ChangeRequest.State.OPEN
            return row.field == mine.field and row.state == mine.state == waiting
        case _:
            return False


def _better(row: Any, mine: Any) -> bool:
    """Whether the row of the record given up is the one to keep: a month it tells as paid."""
    return isinstance(row, DuesMonth) and row.paid_on is not None and mine.paid_on is None


def _overlap(row: Any, mine: Any) -> bool:
    return (mine.valid_until is None or row.valid_from < mine.valid_until) and (
        row.valid_until is None or mine.valid_from < row.valid_until
    )


# ------------------------------------------------------------------ what forbids it


_UNDER_WAY: Mapping[str, Any] = {"received_on": None, "closed_on": None}


def obstacles(actor: Actor, kept: Person, other: Person) -> list[Impossible]:
    """Everything that forbids making two records one. At most four statements."""
    return list(_obstacles(actor, kept, other))


def _obstacles(actor: Actor, kept: Person, other: Person) -> Iterator[Impossible]:
    both = (kept, other)
    if actor.person_id in (kept.pk, other.pk):
        yield Impossible("own_record", "Hồ sơ của chính đồng chí do người khác gộp.")
    for person in both:
        if person.status == Status.MISTAKEN:
            yield Impossible("mistaken", f"Hồ sơ số {person.pk} đã hủy; không còn gì để gộp.")
    moving = Transfer.objects.filter(person__in=both, **_UNDER_WAY)
    if moving.values("person").distinct().count() > 1:
        yield Impossible(
            "transfer_under_way",
            "Cả hai hồ sơ đang có lần chuyển sinh hoạt chưa xong. Đồng chí kết thúc một lần "
            "chuyển trước.",
        )
    named = {unit for (unit,) in Event.objects.filter(person=other).values_list("unit") if unit}
    places = path_spans(named) if named else {}
    if not all(any(in_branch(s.path, actor.unit_path) for s in spans) for spans in places.values()):
        yield Impossible(
            "beyond",
            f"Hồ sơ số {other.pk} từng sinh hoạt ở nơi ngoài phạm vi của đồng chí. Đồng chí giữ hồ "
            "sơ ấy, hoặc để cấp ủy cấp trên chung của hai nơi gộp.",
        )


# ------------------------------------------------------------------ what is taken back


@dataclass(frozen=True)
class History:
    """What of the record given up is taken back: events, spells; other pairs it stands in."""

    events: int
    spells: int
    pairs: int


def history(other: int) -> History:
    """How much of a record is taken back when it is given up. Three statements."""
    pairs = Pair.objects.filter(state=Pair.State.OPEN, second=other) | Pair.objects.filter(
        state=Pair.State.OPEN, first=other
    )
    return History(
        Event.objects.filter(person=other).count(),
        Spell.objects.filter(person=other).count(),
        pairs.count() - 1,
    )
