"""Transfers: each hop by whoever's turn it is, a member in one cell at every moment."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from tests import factories as f
from tests.members.ways import TODAY, World, act, assert_whole, kept

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused
from dangvu.kernel import clock
from dangvu.kernel.models import Event as Told
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions import follow_cells
from dangvu.members.actions.transfers import come_back
from dangvu.members.models import (
    Badge,
    Event,
    Hop,
    Particulars,
    Person,
    Post,
    Spell,
    Stay,
    Transfer,
)
from dangvu.members.queries import transfers as moves
from dangvu.rules.transfers import Step, TransferKind, TransferState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    return World()


def test_the_way_of_a_transfer(world):
    row = world.begin()
    assert (row.state, row.kind) == (TransferState.CONFIRMED, TransferKind.OFFICIAL)
    hops = list(row.hops.order_by("position").values_list("unit_id", "step"))
    assert hops == [
        (world.here.cell.pk, "confirm"), (world.here.commune.pk, "introduce"),
        (world.province.pk, "forward"), (world.there.commune.pk, "forward"),
        (world.there.cell.pk, "receive"),
    ]  # fmt: skip
    world.person.refresh_from_db()
    assert world.person.unit_id == world.here.cell.pk


def test_from_beginning_to_end(world):
    badge = Badge.objects.create(
        person=world.person, unit_path=world.person.unit_path, years=30, awarded_on=TODAY,
        recorded_at=f.NOW,
    )  # fmt: skip
    Particulars.objects.create(person=world.person, unit_path=world.person.unit_path)
    post = Post.objects.create(
        person=world.person, unit=world.here.cell, unit_path=world.here.cell.path,
        kind="secretary", valid_from=date(2026, 1, 1),
    )  # fmt: skip
    row = world.ready()
    assert row.state == TransferState.FORWARDED
    row = world.step(world.there.secretary, row, Step.RECEIVE)
    assert (row.state, row.received_on) == (TransferState.RECEIVED, TODAY)
    assert_whole(world.person)
    assert world.person.unit_id == world.there.cell.pk
    for one in (badge, post, Particulars.objects.get()):
        one.refresh_from_db()
    assert badge.unit_path == Particulars.objects.get().unit_path == world.there.cell.path
    assert post.valid_until == TODAY
    event = Event.objects.get(person=world.person, kind="chuyen_sinh_hoat")
    assert event.effective_on == TODAY
    assert event.decision_number == "1/2026"
    row = world.step(world.here.officer, row, Step.CLOSE)
    assert (row.state, row.closed_on) == (TransferState.CLOSED, TODAY)
    told = list(Told.objects.order_by("pk").values_list("action", flat=True))
    assert told[-7:] == [
        "begin_transfer", "confirm_transfer", "introduce_transfer", "forward_transfer",
        "forward_transfer", "receive_transfer", "close_transfer",
    ]  # fmt: skip


def test_nobody_acts_out_of_turn(world):
    row = world.begin()
    with pytest.raises(Refused):
        world.step(world.here.secretary, row, Step.INTRODUCE)
    with pytest.raises(Refused):
        world.step(world.there.secretary, row, Step.RECEIVE)
    with pytest.raises(Impossible, match="đang ở bước"):
        world.step(world.here.officer, row, Step.RECEIVE)
    beside = f.unit("Đảng bộ xã Khác", world.province)
    stranger = f.actor(Role.COMMUNE_OFFICER, beside)
    with pytest.raises(Http404):
        world.step(stranger, row, Step.INTRODUCE)
    with pytest.raises(Overtaken):
        world.step(world.here.officer, row, Step.INTRODUCE, position=0)
    row.refresh_from_db()
    assert row.state == TransferState.CONFIRMED


def test_one_transfer_at_a_time(world):
    world.begin()
    with pytest.raises(Overtaken, match="chưa xong"):
        world.begin()


@pytest.mark.parametrize("status", ["DINH_CHI_SH", "TAM_CHUYEN_DI", "DA_RA_KHOI_DANG"])
def test_who_does_not_take_part_is_not_transferred(world, status):
    Person.objects.filter(pk=world.person.pk).update(status=status)
    with pytest.raises(Impossible) as told:
        world.begin()
    assert told.value.code == "not_active"


def test_where_to(world):
    for wrong, code in (
        ({"to_unit_id": world.there.commune.pk}, "no_place"),
        ({"to_unit_id": world.here.cell.pk}, "no_way"),
        ({"to_unit_id": None}, "no_place"),
        ({"kind": TransferKind.TEMPORARY}, "until_missing"),
    ):
        with pytest.raises(Impossible) as told:
            world.begin(**wrong)
        assert told.value.code == code


def test_a_transfer_inside_one_grassroots_organisation_is_internal(world):
    body = f.unit("Đảng bộ cơ sở", world.here.commune, type="DANG_BO_CO_SO")
    one = f.unit("Chi bộ 1", body, type="CHI_BO")
    other = f.unit("Chi bộ 2", body, type="CHI_BO")
    row = world.begin(world.here.officer, person_id=world.member(place=one).pk, to_unit_id=other.pk)
    assert row.kind == TransferKind.INTERNAL
    assert [hop.unit_id for hop in row.hops.order_by("position")] == [one.pk, body.pk, other.pk]


def test_sent_back_with_a_reason_the_member_stays_and_it_begins_anew(world):
    row = world.ready()
    with pytest.raises(Impossible, match="lý do"):
        world.step(world.there.secretary, row, Step.RETURN)
    row = world.step(world.there.secretary, row, Step.RETURN, note="ghi nhầm chi bộ")
    assert (row.state, row.returned_reason) == (TransferState.RETURNED, "ghi nhầm chi bộ")
    with pytest.raises(Refused):
        world.step(world.there.secretary, row, Step.RECEIVE)
    assert world.line(world.here.secretary, row).mine
    assert_whole(world.person)
    assert world.person.unit_id == world.here.cell.pk
    row = world.step(world.here.secretary, row, Step.RESUME)
    assert row.state == TransferState.REQUESTED
    assert not row.hops.filter(done_on__isnull=False).exists()
    assert (row.letter_number, row.letter) == ("", {})


def test_called_off_by_the_sending_side_alone_before_reception(world):
    row = world.ready()
    with pytest.raises(Refused):
        world.step(world.there.officer, row, Step.CANCEL, note="thôi")
    row = world.step(world.here.secretary, row, Step.CANCEL, note="đảng viên ở lại")
    assert (row.state, row.closed_on) == (TransferState.CANCELLED, TODAY)
    with pytest.raises(Overtaken):
        world.step(world.there.secretary, row, Step.RECEIVE)
    assert world.begin().pk != row.pk


def test_numbers_of_letters_run_by_issuer_and_year_without_gap(world):
    numbers = []
    for n in range(3):
        world.person = world.member(f"Lê Thị {n}")
        row = world.begin()
        if n == 1:
            with pytest.raises(Impossible):
                world.step(world.here.officer, row, Step.INTRODUCE, on=TODAY + timedelta(days=1))
        numbers.append(world.step(world.here.officer, row, Step.INTRODUCE).letter_number)
    world.person = world.member("Trần Về", world.there.cell)
    back = world.begin(world.there.secretary, to_unit_id=world.here.cell.pk)
    assert numbers == ["1/2026", "2/2026", "3/2026"]
    assert world.step(world.there.officer, back, Step.INTRODUCE).letter_number == "1/2026"


def test_the_letter_says_what_it_must(world):
    row = world.ready()
    words = row.letter["words"]
    assert words["letterhead"]["number_line"] == "Số 01-GTSHĐ"
    assert words["dues_through"] == "6/2026"
    assert (words["full_name"], words["kind"]) == ("Lê Thị Đi", "Chính thức")
    assert "Đảng bộ xã Đến" in words["to_cell"]


def test_without_dues_there_is_no_letter(world):
    row = world.begin(dues_through=None)
    with pytest.raises(Impossible) as told:
        world.step(world.here.officer, row, Step.INTRODUCE)
    assert told.value.field == "dues_through"


def test_late_takes_a_reason(world):
    row = world.ready(cause_on=date(2025, 12, 1))
    assert world.line(world.there.secretary, row).late(TODAY)
    with pytest.raises(Impossible) as told:
        world.step(world.there.secretary, row, Step.RECEIVE)
    assert told.value.code == "late_reason"
    assert "ngày làm việc" in told.value.message_vi
    world.step(world.there.secretary, row, Step.RECEIVE, note="điều trị dài ngày")
    assert_whole(world.person)


# ------------------------------------------------------------------ for a time, abroad, beyond


def test_for_a_time_the_member_is_away_at_home_and_a_guest_there(world):
    row = world.ready(kind=TransferKind.TEMPORARY, until_on=date(2026, 12, 1))
    row = world.step(world.there.secretary, row, Step.RECEIVE, on=date(2026, 6, 1))
    assert_whole(world.person)
    assert (world.person.unit_id, world.person.status) == (world.here.cell.pk, "TAM_CHUYEN_DI")
    stay = Stay.objects.get()
    assert (stay.unit_id, stay.full_name, stay.home_name) == (
        world.there.cell.pk, "Lê Thị Đi", world.here.cell.name,
    )  # fmt: skip
    with act(world.there.secretary), pytest.raises(Impossible, match="muộn hơn"):
        come_back(world.there.secretary, row.pk, TODAY)


def test_back_from_a_time_away(world, monkeypatch):
    row = world.ready(kind=TransferKind.TEMPORARY, until_on=date(2026, 12, 1))
    world.step(world.there.secretary, row, Step.RECEIVE)
    later = f.NOW + timedelta(days=100)
    monkeypatch.setattr(clock, "now", lambda: later)
    with act(world.here.secretary):
        row = come_back(world.here.secretary, row.pk, later.date())
    assert row.ended_on == Stay.objects.get().valid_until == later.date()
    assert_whole(world.person)
    assert world.person.status == "DU_BI"
    with act(world.there.secretary), pytest.raises(Overtaken):
        come_back(world.there.secretary, row.pk, later.date())


@pytest.mark.parametrize(
    ("kind", "status", "until"),
    [
        (TransferKind.OFFICIAL, "DA_CHUYEN_DI", None),
        (TransferKind.ABROAD, "NUOC_NGOAI", None),
        (TransferKind.TEMPORARY, "TAM_CHUYEN_DI", date(2026, 12, 1)),
    ],
)
def test_out_of_the_register_by_word_of_the_introducer(world, kind, status, until):
    row = world.begin(kind=kind, to_unit_id=None, to_name="Đảng bộ tỉnh khác", until_on=until)
    world.step(world.here.officer, row, Step.INTRODUCE)
    world.step(world.specialist, row, Step.FORWARD)
    row = world.step(world.here.officer, row, Step.RECEIVE)
    assert row.received_on == TODAY
    assert kept(world.person)[-1][3] == status
    assert_whole(world.person)
    assert world.person.unit_id == world.here.cell.pk


# ------------------------------------------------------------------ walls


def received(who, row, position=4, on=TODAY):
    with act(who), connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_received(%s, %s, %s, %s, %s)", [row.pk, position, on, f.NOW, "x"]
        )
        return cursor.fetchone()[0]


def test_the_database_takes_in_nobody_for_a_stranger_nor_before_time(world):
    early = world.begin()
    assert received(world.there.secretary, early) == "not_ready"
    world.step(world.here.officer, early, Step.INTRODUCE)
    assert received(world.there.secretary, early) == "not_ready"
    world.step(world.specialist, early, Step.FORWARD)
    world.step(world.there.officer, early, Step.FORWARD)
    beside = f.unit("Đảng bộ xã Khác", world.province)
    stranger = f.actor(Role.COMMUNE_OFFICER, beside)
    assert received(stranger, early) == "beyond"
    assert received(world.here.officer, early) == "beyond"
    assert received(world.there.secretary, early, on=date(2025, 8, 31)) == "too_early"
    Person.objects.filter(pk=world.person.pk).update(status="DINH_CHI_SH")
    assert received(world.there.secretary, early) == "not_active"
    assert_nothing_written(world)


def assert_nothing_written(world):
    assert not Event.objects.filter(kind="chuyen_sinh_hoat").exists()
    assert Spell.objects.filter(person=world.person).count() == 1


def test_a_transfer_made_up_by_the_receiving_side_is_refused_by_the_database(world):
    """Row security stands beneath: nobody draws a member out of a branch that is not theirs."""
    with act(world.there.officer), pytest.raises(Exception, match="row-level security"):
        Transfer.objects.create(
            person_id=world.person.pk, full_name="x", kind="official", state="CHUYEN_TIEP",
            from_unit=world.here.cell, from_path=world.here.cell.path, to_unit=world.there.cell,
            to_path=world.there.cell.path, cause_on=TODAY, requested_on=TODAY, recorded_at=f.NOW,
            recorded_by="x",
        )  # fmt: skip


def test_what_a_transfer_is_about_does_not_change_in_the_hands_of_the_other_side(world):
    row = world.begin()
    other = world.member("Vũ Thị Khác")
    with act(world.there.officer), pytest.raises(Exception, match="sending side"):
        Transfer.objects.filter(pk=row.pk).update(person=other)


def test_no_hop_is_confirmed_for_another_branch(world):
    row = world.begin()
    with act(world.there.officer):
        changed = Hop.objects.filter(transfer=row, position__lt=3).update(done_on=TODAY)
    assert changed == 0


# ------------------------------------------------------------------ lists


def test_whose_turn_it_is(world):
    row = world.begin()

    def mine(who):
        return [one.row.pk for one in page(who, "mine")]

    turns = [
        (world.here.officer, Step.INTRODUCE), (world.specialist, Step.FORWARD),
        (world.there.officer, Step.FORWARD), (world.there.secretary, Step.RECEIVE),
        (world.here.officer, Step.CLOSE),
    ]  # fmt: skip
    everybody = [world.here.secretary, *dict.fromkeys(who for who, _ in turns)]
    for who, step in turns:
        assert [one for one in everybody if mine(one)] == [who]
        world.step(who, row, step)
    assert not any(mine(one) for one in everybody)
    assert [one.row.pk for one in page(world.there.secretary, "done")] == [row.pk]


def page(who, which, on=TODAY):
    with act(who):
        return moves.transfer_page(who, which, on).lines


def test_late_ones_are_found_where_the_rule_says_so(world):
    row = world.begin()
    for days in range(70, 110):
        on = TODAY + timedelta(days=days)
        late = world.line(world.here.officer, row).late(on)
        assert bool(page(world.here.officer, "late", on)) is late, on


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_is_two_statements(world, django_assert_num_queries, number):
    for n in range(number):
        world.person = world.member(f"Lê Thị {n}")
        world.begin()
    with act(world.here.officer), django_assert_num_queries(2):
        lines = moves.transfer_page(world.here.officer, "open", TODAY).lines
        assert [one.from_name for one in lines] == [world.here.cell.name] * number
        assert all(one.due.unit.name for one in lines)


def test_cells_are_found_anywhere_by_name(world):
    with act(world.here.secretary):
        (found,) = moves.places(world.here.secretary, "xa den")
        assert found.pk == world.there.commune.pk
        cells = moves.cells_of(world.here.secretary, found.pk)
    assert [cell.pk for cell in cells] == [world.there.cell.pk]


# ------------------------------------------------------------------ when cells are reorganised


MERGED = date(2026, 5, 30)


def merged(world, old, new):
    f.own()
    follow_cells(world.specialist, MERGED, {old.pk: (new.pk, new.path)}, {}, [], [])


def test_a_transfer_follows_its_cells_when_they_are_merged(world):
    heirs = [
        f.unit(f"Chi bộ mới {n}", side.commune, type="CHI_BO")
        for n, side in enumerate((world.here, world.there))
    ]
    row = world.ready()
    merged(world, world.here.cell, heirs[0])
    merged(world, world.there.cell, heirs[1])
    row.refresh_from_db()
    assert (row.from_unit_id, row.to_unit_id) == (heirs[0].pk, heirs[1].pk)
    row = world.step(f.actor(Role.CELL_SECRETARY, heirs[1]), row, Step.RECEIVE)
    assert row.state == TransferState.RECEIVED
    world.person.refresh_from_db()
    assert world.person.unit_id == heirs[1].pk


def test_a_transfer_between_cells_that_became_one_is_over(world):
    row = world.begin()
    merged(world, world.here.cell, world.there.cell)
    row.refresh_from_db()
    assert (row.state, row.closed_on) == (TransferState.CANCELLED, MERGED)


def test_a_guest_goes_with_the_host(world):
    heir = f.unit("Chi bộ mới", world.there.commune, type="CHI_BO")
    row = world.ready(kind=TransferKind.TEMPORARY, until_on=date(2026, 12, 1))
    world.step(world.there.secretary, row, Step.RECEIVE)
    merged(world, world.there.cell, heir)
    assert Stay.objects.get().unit_id == heir.pk
    row.refresh_from_db()
    assert row.to_unit_id == heir.pk
