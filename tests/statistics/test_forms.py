"""Forms 1 to 4-TCTW: what they count, that names stand behind it, and what is kept back."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError
from tests import factories as f
from tests.statistics.world import SPRING, World, statements

from dangvu.access.scope import entered
from dangvu.members.models import Person
from dangvu.rules.forms_tctw import FORMS
from dangvu.rules.statistics import Dimension, Period
from dangvu.statistics import queries, tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def figures(table, code):
    return dict(table.row(code).values)


def test_form_1_counts_who_came_and_who_went(world) -> None:
    world.guest()
    world.gone(world.far)
    table = world.table(world.officer, world.ward, 1)
    assert figures(table, "start") == {"total": 4, "official": 4, "probationary": 0}
    assert figures(table, "admitted") == {"total": 1, "official": 0, "probationary": 1}
    assert figures(table, "transferred_out")["total"] == 1
    assert figures(table, "end") == {"total": 4, "official": 3, "probationary": 1}
    assert figures(table, "guests") == {"total": 1}
    whole = world.table(world.specialist, world.province, 1)
    assert figures(whole, "transferred_out")["total"] == 0, "a move inside the branch is none"
    assert figures(whole, "end")["total"] == 6


def test_who_now_stands_beyond_reach_is_counted_and_not_named(world) -> None:
    world.gone(world.far)
    assert world.behind(world.officer, world.ward, 1, "transferred_out", "total") == []
    assert world.behind(world.specialist, world.ward, 1, "transferred_out", "total") == [
        "Lê Văn Đi"
    ]


def test_whoever_sees_figures_without_records_gets_the_whole_figure(world) -> None:
    table = world.table(world.clerk, world.ward, 1)
    assert figures(table, "end")["total"] == 4
    assert world.behind(world.clerk, world.ward, 1, "end", "total") == []


@pytest.mark.parametrize("number", FORMS)
def test_every_figure_stands_for_as_many_names(world, number) -> None:
    table = world.table(world.specialist, world.province, number)
    counted = 0
    for row in table.rows:
        if row.line.head or row.line.code == "guests":
            continue
        for column in table.form.columns:
            value = row.values.get(column.code)
            if not value or (row.line.code, column.code) == ("recognised", "probationary"):
                continue
            named = world.behind(
                world.specialist, world.province, number, row.line.code, column.code
            )
            assert len(named) == abs(value), (row.line.code, column.code)
            counted += 1
    assert counted > 3


def test_form_3_cuts_ages_on_the_day_and_counts_the_highest_theory(world) -> None:
    day = Period(date(2026, 1, 1), date(2026, 6, 1))
    table = world.table(world.officer, world.ward, 3, day)
    assert figures(table, "age-5")["total"] == 1, "born 02/06/1960: 65"
    assert figures(table, "theory-CC")["total"] == 1
    assert figures(table, "party_age-2") == {
        "total": 0, "official": 0, "probationary": 0, "women": 0
    }  # fmt: skip
    assert figures(table, "party_age-1")["total"] == 3
    assert sum(figures(table, f"age-{n}")["total"] for n in range(6)) == 4


def test_a_day_in_the_past_counts_who_was_there_then(world) -> None:
    day = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert figures(world.table(world.officer, world.ward, 3, day), "all")["total"] == 3


def test_form_2_and_form_1_tell_the_same_number(world) -> None:
    two = world.table(world.officer, world.ward, 2)
    one = world.table(world.officer, world.ward, 1)
    assert figures(two, "all")["total"] == figures(one, "admitted")["total"] == 1
    assert figures(two, "age-1")["women"] == 1


def test_small_numbers_of_a_sensitive_group_are_kept_from_who_sees_no_record(world) -> None:
    open_ = world.table(world.specialist, world.province, 4)
    assert figures(open_, "ethnic_group-12")["total"] == 1
    kept = world.table(world.clerk, world.province, 4)
    row = kept.row("ethnic_group-12")
    assert "total" in row.kept_back
    assert "total" not in row.values
    kinh = kept.row("ethnic_group-01")
    assert "total" in kinh.kept_back, "else the sum would give it away"
    assert figures(kept, "all")["total"] == 5


def test_what_an_office_added_tells_nothing_of_small_groups(world) -> None:
    """A line over two groups less one that is shown would be the other."""
    from dangvu.rules.forms_tctw import PROPOSED, Column, Line, Revision
    from dangvu.statistics.actions import revise_form

    line = Line("added-1", "Thêm", PROPOSED, dimension=Dimension.ETHNIC_GROUP, codes=("01", "12"))
    column = Column("added-2", "Thêm", Dimension.RELIGION, ("08",))
    order = ("column:added-2", "ethnic_group-12", "added-1", "religion-08", "column:total")
    f.own()
    with entered(world.specialist):
        change = Revision(added=(line,), columns=(column,), order=order)
        revise_form(world.specialist, world.province.pk, 4, SPRING.first, change, "Mẫu mới")
    assert figures(world.table(world.specialist, world.province, 4), "added-1")["total"] == 5
    kept = world.table(world.clerk, world.province, 4)
    assert kept.row("added-1").values == {}
    assert "added-2" in kept.row("all").kept_back
    assert not kept.row("all").few
    assert kept.columns[0].code == "added-2"
    for code in ("ethnic_group-12", "ethnic_group-01", "religion-08"):
        assert "total" in kept.row(code).kept_back, code


def test_a_form_takes_as_many_statements_for_many_members(world) -> None:
    def ask():
        with entered(world.officer):
            of = queries.branch(world.officer, world.ward.pk)
            for number in FORMS:
                tables.computed(world.officer, of, number, SPRING)

    f.own()
    few = statements(ask)
    for n in range(3):
        f.person(world.cell, f"Trần Văn {n}")
    f.own()
    assert statements(ask) == few


def test_the_database_counts_no_branch_beyond_the_actors(world) -> None:
    def ask(root, paths):
        f.own()
        with entered(world.officer), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT * FROM statistics_movement(%s, %s, %s, %s)",
                [root, paths, SPRING.before, SPRING.last],
            )

    ask(world.ward.path, [world.ward.path])
    for root, paths in [
        (world.other.path, [world.other.path]),
        (world.province.path, [world.province.path]),
        (world.ward.path, [world.other.path]),
    ]:
        with pytest.raises(ProgrammingError, match="outside the branch"):
            ask(root, paths)


def test_the_database_counts_by_no_other_expression(world) -> None:
    f.own()
    with (
        pytest.raises(DataError, match="no such dimension"),
        entered(world.officer),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT * FROM statistics_counts(%s, %s, %s, %s, false, %s, '{1}', '{}', '{}', '{}',"
            " '{}', '', '')",
            [world.ward.path, [world.ward.path], SPRING.before, SPRING.last, ["p.full_name"]],
        )


def test_counts_narrow_to_a_code_of_any_dimension(world) -> None:
    f.own()
    with entered(world.specialist):
        of = queries.branch(world.specialist, world.province.pk)
        found = queries.counts(
            of, SPRING, [(Dimension.UNIT, Dimension.SEX)], only=[(Dimension.OFFICIAL, "CT")]
        )[Dimension.UNIT, Dimension.SEX]
    label = world.ward.path[-5:]
    assert found[label, "M"] == 2
    assert found[label, "F"] == 1
    assert sum(found.values()) == Person.objects.filter(status="CHINH_THUC").count()
