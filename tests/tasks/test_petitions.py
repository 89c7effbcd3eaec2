"""Obstacles on PostgreSQL: the way of one under the database roles of a request, who reads what."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from tests import factories as f

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.orgs.models import Unit
from dangvu.rules import petitions as rules
from dangvu.rules.petitions import Deed
from dangvu.tasks.actions import petitions
from dangvu.tasks.actions.petitions import Raised
from dangvu.tasks.catalogue import Subject
from dangvu.tasks.models import Petition, PetitionStep, TaskFigure
from dangvu.tasks.queries import petition_counts
from dangvu.tasks.queries import petitions as queries
from dangvu.tasks.queries.petitions import Box

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
WHAT = "Thiếu máy tính để nhập hồ sơ."


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


class House:
    """A ward with a body and two cells, a member with an account in the first, secretaries."""

    def __init__(self) -> None:
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.body = f.unit("Đảng bộ cơ sở Khu phố 3", self.ward)
        self.cell = f.unit("Chi bộ Tổ dân phố 12", self.body)
        self.beside = f.unit("Chi bộ Tổ dân phố 13", self.body)
        self.person = f.person(self.cell, "Trần Văn Nêu")
        self.neighbour = f.person(self.beside, "Lê Thị Bên")
        self.member = f.actor(Role.MEMBER, self.cell, person_id=self.person.pk)
        self.secretary = f.actor(Role.CELL_SECRETARY, self.cell)
        self.body_officer = f.actor(Role.COMMUNE_OFFICER, self.body)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.ward)
        self.specialist = f.actor(Role.PROVINCE_SPECIALIST, self.province)

    def raised(self, what: str = WHAT, actor: Actor | None = None, **more) -> Petition:
        who = actor or self.member
        person = more.pop("person", self.person)
        f.own()
        with entered(who):
            return petitions.raise_petition(who, person.pk, Raised("means", what, **more))

    def by_hand(self, cell: Unit, person, what: str = "Như trên.") -> Petition:
        return self.raised(what, f.actor(Role.CELL_SECRETARY, cell), person=person)


@pytest.fixture
def house() -> House:
    return House()


def do(actor: Actor, deed, *args, **more):
    f.own()
    with entered(actor):
        made = deed(actor, *args, **more)
    f.own()
    return made


def fresh(row: Petition) -> Petition:
    f.own()
    return Petition.objects.get(pk=row.pk)


def kinds(row: Petition) -> list[str]:
    f.own()
    return list(
        PetitionStep.objects.filter(petition=row).order_by("id").values_list("kind", flat=True)
    )


def reads(actor: Actor, row: Petition) -> bool:
    f.own()
    try:
        with entered(actor):
            queries.petition(actor, row.pk)
    except Http404:
        return False
    finally:
        f.own()
    return True


# ------------------------------------------------------------------ raised


def test_a_member_raises_one_and_gets_number_and_day(house) -> None:
    first, second = house.raised(), house.raised("Đường vào nhà văn hóa hỏng.", wish="Đề nghị sửa.")
    assert (first.number, second.number, first.year) == (1, 2, 2026)
    row = fresh(second)
    assert (row.due_on, row.holder_due_on) == (date(2026, 7, 1), date(2026, 7, 1))
    assert (row.holder_id, row.top_path, row.by_member) == (house.cell.pk, house.cell.path, True)
    assert kinds(second) == ["raised"]
    event = Event.objects.get(action="raise_petition", subject_id=str(second.pk))
    assert event.data == {"number": 2, "year": 2026, "count": 1}


def test_the_same_sent_twice_is_told_and_not_written_twice(house) -> None:
    house.raised()
    with pytest.raises(Overtaken, match="KN 01/2026"):
        house.raised()
    f.own()
    assert Petition.objects.count() == 1


def test_each_cell_has_its_own_book(house) -> None:
    house.raised()
    assert house.by_hand(house.beside, house.neighbour).number == 1


def test_the_cell_writes_one_down_for_a_member(house) -> None:
    row = house.raised(actor=house.secretary)
    assert not row.by_member
    assert reads(house.member, row)
    do(house.secretary, petitions.withdraw, row.pk, "đã giải quyết")
    assert fresh(row).state == "withdrawn"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (Raised("means", "  "), "nothing_said"),
        (Raised("", "Có nội dung"), "no_subject"),
        (Raised("means", "x" * 4001), "too_long"),
        (Raised("means", "Có nội dung", directive_id=999), "no_directive"),
    ],
)
def test_what_cannot_be_raised_says_why(house, raised: Raised, code: str) -> None:
    with pytest.raises(Impossible) as refusal:
        do(house.member, petitions.raise_petition, house.person.pk, raised)
    assert refusal.value.code == code
    f.own()


def test_a_member_raises_for_nobody_else(house) -> None:
    other = f.person(house.cell, "Người Khác")
    with pytest.raises(Http404):
        do(house.member, petitions.raise_petition, other.pk, Raised("means", WHAT))


def test_the_office_chooses_other_days(house) -> None:
    TaskFigure.objects.create(
        name=rules.CELL_DAYS.name, value="10", since=date(2026, 1, 1), reason="quy chế",
        recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    assert house.raised().due_on == date(2026, 6, 11)


# ------------------------------------------------------------------ its way


def test_the_cell_takes_and_answers_and_the_answer_reaches_the_member(house) -> None:
    row = house.raised()
    do(house.secretary, petitions.take, row.pk)
    assert fresh(row).state == "held"
    do(house.secretary, petitions.answer, row.pk, "Chi bộ đã đề nghị cấp máy.\r\nTháng 7 có.")
    got = fresh(row)
    assert (got.state, got.answer) == ("answered", "Chi bộ đã đề nghị cấp máy.\nTháng 7 có.")
    assert (got.answered_on, got.answered_by) == (TODAY, house.secretary.name)
    assert [one.kind for one in do(house.member, queries.owing, TODAY)] == ["petition_answer"]
    do(house.member, petitions.note_opened, got)
    assert fresh(row).read_at is not None
    assert do(house.member, queries.owing, TODAY) == []


def test_it_goes_up_with_a_reason_and_back_down(house) -> None:
    row = house.raised()
    with pytest.raises(Impossible):
        do(house.secretary, petitions.pass_up, row.pk, None, " ")
    do(house.secretary, petitions.pass_up, row.pk, None, "Vượt thẩm quyền chi bộ")
    up = fresh(row)
    assert (up.state, up.holder_id, up.top_path) == ("passed", house.body.pk, house.body.path)
    assert (up.due_on, up.holder_due_on) == (date(2026, 7, 1), date(2026, 7, 1))
    do(house.body_officer, petitions.pass_up, row.pk, house.province.pk, "Thuộc tỉnh")
    assert fresh(row).holder_id == house.province.pk
    do(house.specialist, petitions.send_back, row.pk, "Đảng ủy cơ sở trả lời được")
    down = fresh(row)
    assert (down.state, down.holder_id) == ("held", house.body.pk)
    assert down.top_path == house.province.path
    assert kinds(row) == ["raised", "passed", "passed", "sent_back"]
    texts = PetitionStep.objects.filter(petition=row).order_by("id").values_list("text", flat=True)
    assert list(texts)[1] == "Vượt thẩm quyền chi bộ"
    assert not Event.objects.filter(reason__contains="thẩm quyền").exists()


def test_it_goes_up_to_superiors_alone(house) -> None:
    row = house.raised()
    with pytest.raises(Impossible) as refusal:
        do(house.secretary, petitions.pass_up, row.pk, house.beside.pk, "Nhầm")
    assert refusal.value.code == "no_superior"
    f.own()


def test_the_top_passes_nothing_up(house) -> None:
    row = house.raised()
    do(house.secretary, petitions.pass_up, row.pk, house.province.pk, "Thuộc tỉnh")
    with pytest.raises(Impossible) as refusal:
        do(house.specialist, petitions.pass_up, row.pk, None, "Lên nữa")
    assert refusal.value.code == "no_superior"
    f.own()


def test_joined_ones_all_get_the_answer(house) -> None:
    head, mine = house.raised(), house.by_hand(house.beside, house.neighbour)
    beside = f.actor(Role.CELL_SECRETARY, house.beside)
    do(house.secretary, petitions.pass_up, head.pk, None, "Lên trên")
    do(beside, petitions.pass_up, mine.pk, None, "Lên trên")
    Petition.objects.filter(pk=mine.pk).update(holder_due_on=date(2026, 6, 20))
    do(house.body_officer, petitions.join, mine.pk, head.pk)
    assert fresh(mine).state == "joined"
    assert fresh(head).holder_due_on == date(2026, 6, 20)
    do(house.body_officer, petitions.pass_up, head.pk, None, "Lên phường")
    assert fresh(mine).holder_id == house.ward.pk
    do(house.officer, petitions.answer, head.pk, "Phường sẽ làm.")
    assert {fresh(row).answer for row in (head, mine)} == {"Phường sẽ làm."}
    assert kinds(mine) == ["raised", "passed", "joined", "passed", "answered"]
    event = Event.objects.get(action="answer_petition")
    assert event.data["count"] == 2


def test_one_that_has_others_is_not_joined_itself(house) -> None:
    head, other, third = (house.raised(f"Việc {n}", house.secretary) for n in range(3))
    do(house.secretary, petitions.join, other.pk, head.pk)
    with pytest.raises(Impossible) as refusal:
        do(house.secretary, petitions.join, head.pk, third.pk)
    assert refusal.value.code == "has_joined"
    f.own()
    with pytest.raises(Overtaken):
        do(house.secretary, petitions.join, third.pk, other.pk)
    f.own()


def test_what_was_joined_does_not_go_down_to_a_strange_cell(house) -> None:
    head, mine = house.raised(), house.by_hand(house.beside, house.neighbour)
    do(house.secretary, petitions.pass_up, head.pk, None, "Lên trên")
    do(f.actor(Role.CELL_SECRETARY, house.beside), petitions.pass_up, mine.pk, None, "Lên trên")
    do(house.body_officer, petitions.join, mine.pk, head.pk)
    with pytest.raises(Impossible) as refusal:
        do(house.body_officer, petitions.send_back, head.pk, "Trả lại")
    assert refusal.value.code == "joined_elsewhere"
    f.own()


def test_others_stand_in_for_a_petition_that_is_withdrawn(house) -> None:
    """The member may write the own row alone; the database promotes the earliest of the others."""
    head = house.raised()
    others = [house.raised(f"Cùng việc {n}", house.secretary) for n in (1, 2)]
    for row in others:
        do(house.secretary, petitions.join, row.pk, head.pk)
    do(house.member, petitions.withdraw, head.pk)
    assert fresh(head).state == "withdrawn"
    assert (fresh(others[0]).state, fresh(others[0]).joined_to_id) == ("held", None)
    assert (fresh(others[1]).state, fresh(others[1]).joined_to_id) == ("joined", others[0].pk)


def test_a_secretary_does_not_answer_the_own(house) -> None:
    own = f.actor(Role.CELL_SECRETARY, house.cell, person_id=house.person.pk)
    row = house.raised(actor=own)
    assert row.by_member
    with pytest.raises(Impossible) as refusal:
        do(own, petitions.answer, row.pk, "Tự trả lời")
    assert refusal.value.code == "own_petition"
    do(own, petitions.pass_up, row.pk, None, "Của chính tôi")
    assert fresh(row).holder_id == house.body.pk


def test_what_another_holds_is_refused(house) -> None:
    row = house.raised()
    do(house.secretary, petitions.pass_up, row.pk, None, "Lên trên")
    with pytest.raises(Refused):
        do(house.secretary, petitions.answer, row.pk, "Trả lời")
    f.own()
    with pytest.raises(Refused):
        do(house.member, petitions.answer, row.pk, "Trả lời")
    f.own()


def test_who_comes_second_is_told(house) -> None:
    row = house.raised()
    seen = PetitionStep.objects.get(petition=row).pk
    do(house.secretary, petitions.pass_up, row.pk, None, "Lên trên", seen)
    with pytest.raises(Overtaken, match="chuyển cấp trên"):
        do(house.secretary, petitions.answer, row.pk, "Trả lời", seen)
    f.own()
    do(house.member, petitions.withdraw, row.pk)
    with pytest.raises(Overtaken, match="đã được rút"):
        do(house.body_officer, petitions.answer, row.pk, "Trả lời")
    f.own()


# ------------------------------------------------------------------ who reads what


def test_a_superior_reads_what_came_up_and_counts_the_rest(house) -> None:
    row = house.raised()
    above = (house.body_officer, house.officer, house.specialist)
    assert [reads(actor, row) for actor in above] == [False, False, False]
    assert reads(house.secretary, row)
    do(house.secretary, petitions.pass_up, row.pk, house.ward.pk, "Lên phường")
    assert [reads(actor, row) for actor in above] == [True, True, False]
    inspector = f.actor(Role.INSPECTION_OFFICER, house.ward)
    assert reads(inspector, row)
    assert not reads(f.actor(Role.INSPECTION_OFFICER, house.province), row)
    assert reads(house.secretary, row)
    counted = do(
        house.specialist, petition_counts.counts, house.province.path, date(2026, 1, 1),
        date(2027, 1, 1), TODAY,
    )  # fmt: skip
    assert counted.total.raised == 1


def test_nobody_else_reads_it(house) -> None:
    row = house.raised()
    other = f.person(house.cell, "Người Khác")
    strangers = [
        f.actor(Role.MEMBER, house.cell, person_id=other.pk),
        f.actor(Role.CELL_SECRETARY, house.beside),
        f.actor(Role.CLERK, house.ward),
        f.actor(Role.PROPAGANDA_OFFICER, house.ward),
        f.actor(Role.AUDITOR, house.province),
    ]
    assert not any(reads(actor, row) for actor in strangers)


def test_the_late_beneath_are_lines_without_content(house) -> None:
    house.raised()
    later = date(2026, 7, 2)
    lines = do(house.officer, queries.late_beneath, later)
    assert [(one.name, one.number, one.due_on) for one in lines] == [
        (house.cell.name, 1, date(2026, 7, 1))
    ]
    assert do(house.officer, queries.late_beneath, TODAY) == []
    assert do(house.member, queries.late_beneath, later) == []


def test_what_is_owed_stands_with_who_holds_it(house) -> None:
    row = house.raised()
    (owed,) = do(house.secretary, queries.owing, date(2026, 7, 3))
    assert (owed.kind, owed.key, owed.late) == ("petition", row.pk, True)
    assert "Nêu" not in f"{owed.title}{owed.meta}"
    do(house.secretary, petitions.pass_up, row.pk, None, "Lên trên")
    assert do(house.secretary, queries.owing, TODAY) == []
    assert len(do(house.body_officer, queries.owing, TODAY)) == 1


def test_lists_go_on_where_they_stopped_the_late_first(house) -> None:
    rows = [house.raised(f"Việc {n}") for n in range(5)]
    for n, row in enumerate(rows):
        Petition.objects.filter(pk=row.pk).update(holder_due_on=TODAY - timedelta(days=n % 3))
    seen, after = [], ""
    for _ in range(3):
        page = do(house.secretary, queries.listing, Box.OWED, TODAY, after, size=2)
        seen += [line.row.pk for line in page.lines]
        after = page.after
    assert after == ""
    assert seen == [rows[n].pk for n in (2, 1, 4, 0, 3)]
    tally = do(house.secretary, queries.tally, TODAY)
    assert (tally.owed, tally.late, tally.elsewhere, tally.over) == (5, 3, 0, 0)


def test_counts_by_hand(house) -> None:
    rows = [house.raised(f"Việc {n}") for n in range(4)]
    for row, days in zip(rows[:3], (3, 5, 40), strict=True):
        do(house.secretary, petitions.answer, row.pk, "Xong.")
        day = TODAY + timedelta(days=days)
        Petition.objects.filter(pk=row.pk).update(answered_on=day)
    house.by_hand(house.beside, house.neighbour)
    counted = do(
        house.officer, petition_counts.counts, house.ward.path, date(2026, 1, 1),
        date(2027, 1, 1), date(2026, 8, 1),
    )  # fmt: skip
    means = next(one for one in counted.subjects if one.label == Subject.MEANS.label_vi)
    assert (means.raised, means.waiting, means.late, means.answered, means.in_time) == (
        5,
        2,
        2,
        3,
        2,
    )
    assert means.median_days == 5
    assert counted.levels[0].raised == counted.total.raised == 5
    assert counted.levels[1].median_days is None
    with pytest.raises(Refused):
        do(house.member, petition_counts.counts, house.cell.path, TODAY, TODAY, TODAY)
    f.own()


# ------------------------------------------------------------------ the database's own walls


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tasks_petition SET state = 'answered', read_at = now()",
        "UPDATE tasks_petition SET answer = 'x'",
        "DELETE FROM tasks_petition",
        "DELETE FROM tasks_petitionstep",
        "UPDATE tasks_petitionstep SET text = 'x'",
    ],
)
def test_a_member_changes_nothing_but_the_withdrawal(house, statement: str) -> None:
    house.raised()
    f.own()
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        entered(house.member),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    f.own()


def test_a_member_adds_no_answer_as_a_step(house) -> None:
    row = house.raised()
    f.own()
    step = PetitionStep(
        petition=row, person=house.person, unit_path=house.cell.path, kind="answered", on=TODAY,
        holder=house.cell, text="giả", recorded_at=f.NOW, recorded_by="x",
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic(), entered(house.member):
        step.save()
    f.own()


def test_the_deeds_offered_are_those_that_pass(house) -> None:
    row = house.raised()

    def offered(actor: Actor) -> set[Deed]:
        return set(do(actor, lambda a: queries.possible(a, queries.petition(a, row.pk), 0)))

    assert offered(house.member) == {Deed.WITHDRAW}
    assert offered(house.secretary) == {Deed.TAKE, Deed.PASS_UP, Deed.JOIN, Deed.ANSWER}


def test_states_are_kept_as_the_rules_name_them() -> None:
    assert {one.value: one.label_vi for one in rules.State} == dict(Petition.State.choices)
