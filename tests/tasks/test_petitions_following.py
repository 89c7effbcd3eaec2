"""Petitions follow: branches that move, units that end, two records made one; two at once."""

from datetime import date

import pytest
from django.db import transaction
from tests import factories as f
from tests.tasks.test_petitions import House, do, fresh, reads
from tests.two_at_once import in_a_thread, until_one_waits

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.kernel import clock
from dangvu.kernel.branches import Moved
from dangvu.kernel.refusals import Overtaken
from dangvu.orgs.actions import Ended, Place
from dangvu.orgs.models import Unit, label
from dangvu.tasks.actions import petitions
from dangvu.tasks.models import Petition, PetitionStep


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


def moved(unit: Unit, to: Unit) -> Moved:
    """Hangs a branch under another superior, as a reorganisation does."""
    f.own()
    before, after = unit.path, f"{to.path}.{label(unit.pk)}"
    for row in Unit.objects.filter(path__startswith=before):
        row.path = after + row.path[len(before) :]
        row.save()
    Unit.objects.filter(pk=unit.pk).update(parent=to)
    return Moved(before, after)


def ended(unit: Unit, heir: Unit | None) -> Ended:
    place = None if heir is None else Place(heir.pk, heir.path, heir.depth)
    return Ended(unit.pk, unit.path, place)


class TestFollowing:
    pytestmark = pytest.mark.django_db

    def test_a_cell_that_moves_takes_its_petitions_and_finds_the_new_superior(self) -> None:
        house = House()
        other = f.unit("Đảng bộ phường Hai", house.province)
        row = house.raised()
        do(house.secretary, petitions.pass_up, row.pk, house.ward.pk, "Lên phường")
        kept = house.raised("Việc ở lại chi bộ.")
        move = moved(house.body, other)
        petitions.follow_units([move])
        here = fresh(row)
        assert (here.holder_id, here.holder_path) == (other.pk, other.path)
        assert here.top_path == other.path
        assert here.unit_path == f"{move.after}.{label(house.cell.pk)}"
        stays = fresh(kept)
        assert stays.holder_path == stays.top_path == stays.unit_path == here.unit_path
        assert PetitionStep.objects.filter(unit_path=here.unit_path).count() == 3
        assert reads(f.actor(Role.COMMUNE_OFFICER, other), here)
        assert not reads(house.officer, here)

    def test_what_was_answered_is_not_opened_to_a_new_superior(self) -> None:
        house = House()
        other = f.unit("Đảng bộ phường Hai", house.province)
        row = house.raised()
        do(house.secretary, petitions.pass_up, row.pk, house.ward.pk, "Lên phường")
        do(house.officer, petitions.answer, row.pk, "Xong.")
        petitions.follow_units([moved(house.body, other)])
        assert not reads(f.actor(Role.COMMUNE_OFFICER, other), fresh(row))

    def test_joined_ones_part_where_cells_no_longer_share_a_superior(self) -> None:
        house = House()
        other = f.unit("Đảng bộ phường Hai", house.province)
        body = f.unit("Đảng bộ cơ sở Khu phố 4", house.ward)
        cell = f.unit("Chi bộ Tổ dân phố 21", body)
        head, mine = house.raised(), house.by_hand(cell, f.person(cell))
        for place, row in ((house.cell, head), (cell, mine)):
            actor = f.actor(Role.CELL_SECRETARY, place)
            do(actor, petitions.pass_up, row.pk, house.ward.pk, "Lên phường")
        do(house.officer, petitions.join, mine.pk, head.pk)
        petitions.follow_units([moved(body, other)])
        apart = fresh(mine)
        assert (apart.state, apart.joined_to_id, apart.holder_id) == ("held", None, other.pk)
        assert fresh(head).holder_id == house.ward.pk

    def test_the_heir_of_a_cell_holds_what_it_held(self) -> None:
        house = House()
        row = house.raised()
        petitions.follow_ended([ended(house.cell, house.beside)], on=date(2026, 6, 1))
        here = fresh(row)
        assert (here.holder_id, here.unit_path) == (house.beside.pk, house.beside.path)
        assert (here.unit_id, here.number) == (house.cell.pk, 1)
        assert reads(f.actor(Role.CELL_SECRETARY, house.beside), here)

    def test_without_an_heir_the_organisation_above_holds_it(self) -> None:
        house = House()
        row = house.raised()
        petitions.follow_ended([ended(house.cell, None)])
        here = fresh(row)
        assert (here.holder_id, here.top_path) == (house.body.pk, house.body.path)
        assert reads(house.body_officer, here)

    def test_two_records_made_one_and_two_again(self) -> None:
        house = House()
        row, twin = house.raised(), f.person(house.cell, "Trần Văn Nêu")
        trace: dict[str, list[int]] = {}
        f.own()
        petitions.follow_merge(house.officer, twin.pk, house.person.pk, "trùng", trace)
        assert fresh(row).person_id == twin.pk
        assert trace["petitions"] == [row.pk]
        petitions.go_back(house.officer, twin.pk, house.person.pk, "tách", trace)
        assert fresh(row).person_id == house.person.pk
        assert PetitionStep.objects.get().person_id == house.person.pk


@pytest.mark.django_db(transaction=True)
def test_two_answer_at_once_and_the_second_is_told() -> None:
    house = House()
    row = house.raised()

    def second() -> object:
        f.own()
        with entered(house.secretary):
            return petitions.answer(house.secretary, row.pk, "Câu thứ hai.")

    f.own()
    with transaction.atomic():
        with entered(house.secretary):
            petitions.answer(house.secretary, row.pk, "Câu thứ nhất.")
        thread, told = in_a_thread(second)
        until_one_waits()
    thread.join(20)
    assert isinstance(told[0], Overtaken)
    assert fresh(row).answer == "Câu thứ nhất."


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_twice_at_once_is_written_once() -> None:
    house = House()

    def again() -> object:
        return house.raised()

    f.own()
    with transaction.atomic():
        with entered(house.member):
            raised = petitions.Raised("means", "Thiếu máy tính để nhập hồ sơ.")
            petitions.raise_petition(house.member, house.person.pk, raised)
        thread, told = in_a_thread(again)
        until_one_waits()
    thread.join(20)
    assert isinstance(told[0], Overtaken)
    f.own()
    assert Petition.objects.count() == 1
