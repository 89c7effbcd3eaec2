"""One list of what is owed: from every source, for every role, put together where there are many,
in words that may leave the house."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.statistics.asked_world import SECRET, ask_everybody, directive, duty, given
from tests.targets.world import TODAY, world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.statistics import digests
from dangvu.statistics.owing import Item, agenda, distance, grouped, owed_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)
    return world()


def asked(actor) -> list[Item]:
    with entered(actor):
        found = owed_by(actor, TODAY)
    f.own()
    return found


def kinds(actor) -> set[str]:
    return {item.kind for item in asked(actor)}


ASKED = {
    Role.PROVINCE_SPECIALIST: {"duty", "late_below", "directive_reading", "report_review",
                               "extension_review", "petition"},
    Role.COMMUNE_OFFICER: {"duty", "late_below", "session", "petition"},
    Role.CELL_SECRETARY: {"duty", "session", "petition", "task_result"},
    Role.DEPUTY: {"duty", "session", "petition", "task_result"},
    Role.MEMBER: {"acknowledge", "member_task", "petition_answer"},
    Role.PROPAGANDA_OFFICER: set(),
    Role.CLERK: {"late_below", "directive_reading"},
    Role.INSPECTION_OFFICER: set(),
    Role.IT_ADMINISTRATOR: set(),
    Role.AUDITOR: set(),
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_asked_what_it_can_do(role: Role, place) -> None:
    body, cell = place.communes[0], place.cells[0]
    person = f.person(cell, "Trần Văn Nêu")
    ask_everybody(place.province, body, cell, person, 1)
    where = {Role.COMMUNE_OFFICER: body, Role.MEMBER: cell, Role.CELL_SECRETARY: cell,
             Role.DEPUTY: cell}.get(role, place.province)  # fmt: skip
    actor = f.actor(role, where, **({"person_id": person.pk} if role is Role.MEMBER else {}))
    known = set().union(*ASKED.values())
    assert kinds(actor) & known == ASKED[role]


def test_many_duties_of_one_paper_are_one_line_by_time(place) -> None:
    body = place.communes[0]
    f.own()
    under = directive(place.province, "07-CT/TU")
    for n in range(5):
        given(body, duty(under, n, f"Việc {n}", date(2026, 5, 20)), date(2026, 5, 20 + n))
    for n in range(3):
        given(body, duty(under, 9 + n, f"Việc sau {n}", date(2026, 6, 4)), date(2026, 6, 4))
    actor = f.actor(Role.COMMUNE_OFFICER, body)
    with entered(actor):
        found = agenda(actor, TODAY)
    late, week = found.groups[0], found.groups[1]
    assert [late.title, week.title] == ["Quá hạn", "Bảy ngày tới"]
    [line] = [item for item in late.items if item.kind == "duty_many"]
    assert line.title.endswith("07-CT/TU: 5 việc quá hạn")
    assert (line.key, line.many, line.due_on) == (under.pk, 5, date(2026, 5, 20))
    assert line.meta == "Việc 0; Việc 1 và 3 việc khác"
    assert [item.kind for item in week.items].count("duty") == 3
    assert found.number == sum(item.many for item in found.items)


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.CELL_SECRETARY, Role.MEMBER])
def test_nothing_typed_about_somebody_leaves_the_house(role: Role, place) -> None:
    body, cell = place.communes[0], place.cells[0]
    person = f.person(cell, "Trần Văn Nêu")
    ask_everybody(place.province, body, cell, person, 2)
    actor = f.actor(role, body if role is Role.COMMUNE_OFFICER else cell, person_id=person.pk)
    with entered(actor):
        found = agenda(actor, TODAY)
    letter = digests.words([digests.Section("x", found)], TODAY, "https://a/")
    assert letter is not None
    told = f"{letter.subject} {letter.text} {letter.html}"
    for hidden in (SECRET, "Kín", person.full_name, person.full_name.split()[-1]):
        assert hidden not in told
    assert found.number == letter.number


@pytest.mark.parametrize(
    ("role", "number"),
    [
        (Role.PROVINCE_SPECIALIST, 25),
        (Role.COMMUNE_OFFICER, 29),
        (Role.CELL_SECRETARY, 22),
        (Role.MEMBER, 4),
        (Role.CLERK, 12),
        (Role.IT_ADMINISTRATOR, 1),
    ],
)
@pytest.mark.parametrize("many", [1, 3])
def test_statements_do_not_grow(role: Role, number: int, many: int, place) -> None:
    body, cell = place.communes[0], place.cells[0]
    person = f.person(cell, "Trần Văn Nêu")
    ask_everybody(place.province, body, cell, person, many)
    where = {Role.COMMUNE_OFFICER: body, Role.MEMBER: cell, Role.CELL_SECRETARY: cell}.get(
        role, place.province
    )
    actor = f.actor(role, where, **({"person_id": person.pk} if role is Role.MEMBER else {}))
    with entered(actor), CaptureQueriesContext(connection) as caught:
        owed_by(actor, TODAY)
    f.own()
    assert len(caught) == number


def test_the_list_stands_by_time() -> None:
    day = date(2026, 6, 1)
    items = [
        Item("x", n, due_on, f"Việc {n}", "", "", late=bool(due_on and due_on < day))
        for n, due_on in enumerate(
            [None, date(2026, 7, 9), date(2026, 6, 20), date(2026, 6, 8), date(2026, 5, 31)]
        )
    ]
    found = grouped(sorted(items, key=lambda item: (item.due_on is None, item.due_on or day)), day)
    assert [(group.title, [item.key for item in group.items]) for group in found.groups] == [
        ("Quá hạn", [4]), ("Bảy ngày tới", [3]), ("Trong tháng 6", [2]), ("Sau tháng 6", [1]),
        ("Chưa có hạn", [0]),
    ]  # fmt: skip
    assert (found.number, found.late, found.unconfirmed) == (5, 1, False)
    assert grouped([replace(items[0], confirmed=False)], day).unconfirmed


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2026, 6, 1), "Hạn hôm nay"),
        (date(2026, 6, 3), "Còn 2 ngày làm việc"),
        (date(2026, 5, 29), "Quá 1 ngày làm việc"),
    ],
)
def test_distances_are_counted_in_working_days(due_on: date, said: str) -> None:
    assert distance(due_on, date(2026, 6, 1)) == said


def test_no_letter_where_nothing_is_owed() -> None:
    assert digests.words([digests.Section("x", grouped([], TODAY))], TODAY, "https://a/") is None
