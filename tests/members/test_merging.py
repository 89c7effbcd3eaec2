"""What hangs on a record given up follows to the kept one, in every table, and goes back."""

from datetime import date

import pytest
from tests import factories as f
from tests.intake.desks import KINDS, Desk
from tests.intake.world import ADMISSION_HEAD, World, pasted
from tests.intake.world import person as row_of
from tests.members.test_duplicates import Place, hung_on

from dangvu.access import queries as access
from dangvu.access.matrix import Role
from dangvu.access.models import Account
from dangvu.access.scope import entered
from dangvu.admissions import actions as admissions
from dangvu.admissions.models import Admission
from dangvu.kernel import clock
from dangvu.kernel.models import Event as TrailEvent
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import duplicates as deeds
from dangvu.members.actions.history import stand_with_person
from dangvu.members.models import DuesMonth, Pair, Person, Status, Stay, Transfer
from dangvu.members.queries import merging

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)

#: Tables that point at a person and do not follow, each with its reason.
STAYING = {
    "members_particulars": "a value is chosen field by field",
    "members_event": "the history is taken back by an event",
    "members_spell": "follows from the history",
    "members_earlier": "what that record said before",
    "members_pair": "the pair itself",
    "members_merge": "the merge itself",
}


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def place():
    return Place()


def merge(place, pair, keep=None):
    with entered(place.officer):
        deeds.merge_pair(place.officer, pair.pk, keep or pair.first_id, [], "Nhập hai lần")
    f.own()


def undo(place, pair):
    with entered(place.officer):
        deeds.undo_merge(place.officer, pair.pk, "Gộp nhầm")
    f.own()


def test_every_table_that_points_at_a_person_is_known():
    pointing = {r.related_model._meta.db_table for r in Person._meta.related_objects}
    hidden = {
        r.related_model._meta.db_table
        for r in Person._meta.get_fields(include_hidden=True)
        if r.auto_created and not r.concrete
    }
    of_admissions = {"admissions_admission", "admissions_case", "admissions_casehelper"}
    known = {table._meta.db_table for table in merging.FOLLOWING} | of_admissions
    of_tasks = {f"tasks_{name}" for name in
                ("learned", "membertask", "taskresult", "petition", "petitionstep")}  # fmt: skip
    assert (pointing | hidden) - STAYING.keys() == known | of_tasks


def test_an_admission_follows_and_goes_back(place):
    pair = place.pair()
    row = f.admission(place.other_cell, person=pair.second)
    merge(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (pair.first_id, place.cell.path)
    assert (row.counted_path, row.unit_id) == (place.other_cell.path, place.other_cell.pk)
    assert row.voided_at is None
    undo(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.unit_path) == (pair.second_id, place.other_cell.path)


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 12)])
def test_one_person_is_counted_as_admitted_once(place, day):
    pair = place.pair()
    own = f.admission(place.cell, person=pair.first)
    row = f.admission(place.other_cell, day, person=pair.second)
    merge(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.void_reason) == (pair.first_id, "Nhập hai lần")
    assert list(Admission.objects.filter(voided_at=None)) == [own]
    assert TrailEvent.objects.get(action="void_admission").subject_id == str(row.pk)
    undo(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.voided_at, row.void_reason) == (pair.second_id, None, "")
    assert TrailEvent.objects.get(action="restore_admission").subject_id == str(row.pk)


def test_an_admission_void_before_stays_void_on_both_ways(place):
    pair = place.pair()
    f.admission(place.cell, person=pair.first)
    row = f.admission(place.other_cell, person=pair.second, voided_at=f.NOW, void_reason="Ghi nhầm")
    merge(place, pair)
    undo(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.void_reason, row.voided_at) == (pair.second_id, "Ghi nhầm", f.NOW)


def test_an_admission_voided_on_the_kept_record_since_stays_void(place):
    pair = place.pair()
    f.admission(place.other_cell, person=pair.second)
    Person.objects.filter(pk=pair.first_id).update(status=Status.OFFICIAL)
    merge(place, pair)
    row = Admission.objects.get()
    with entered(place.officer):
        admissions.void_admission(place.officer, row.pk, "Không phải lần kết nạp")
    f.own()
    undo(place, pair)
    row.refresh_from_db()
    assert (row.person_id, row.void_reason) == (pair.second_id, "Không phải lần kết nạp")


@pytest.fixture
def brought_in(settings):
    """An import of one admission, and a twin of who came with it: (desk, batch, pair)."""
    settings.DEMO_TODAY = "2026-06-01"
    world = World()
    desk = Desk(world.specialist(), KINDS["admissions"], world.province)
    batch = desk.commit(desk.stage(pasted(ADMISSION_HEAD, row_of())))
    f.own()
    one = Admission.objects.get().person
    twin = f.person(one.unit, one.full_name, birth_on=one.birth_on, joined_on=one.joined_on)
    pair = Pair.objects.create(
        first=one, second=twin, unit_path=world.huoai.path, why="name_birth", found_at=f.NOW
    )
    return desk, batch, pair


def test_an_import_of_admissions_is_not_taken_back_from_under_a_merge(brought_in):
    desk, batch, pair = brought_in
    with entered(desk.actor):
        deeds.merge_pair(desk.actor, pair.pk, pair.second_id, [], "Một người")
    with pytest.raises(Impossible) as refused:
        desk.undo(batch)
    assert refused.value.code == "depended_on"
    f.own()
    assert Person.objects.get(pk=pair.second_id).status == Status.PROBATIONARY
    assert Admission.objects.get().person_id == pair.second_id


def test_an_import_of_admissions_goes_with_the_pairs_it_stood_in(brought_in):
    desk, batch, pair = brought_in
    desk.undo(batch)
    f.own()
    assert not Pair.objects.exists()
    assert list(Person.objects.filter(pk__in=[pair.first_id, pair.second_id])) == [pair.second]


# ------------------------------------------------------------------ accounts


def test_accounts_follow_and_go_back(place):
    pair = place.pair()
    mine = f.account(Role.MEMBER, place.cell, "mot", person_id=pair.first_id)
    theirs = f.account(Role.CELL_SECRETARY, place.other_cell, "hai", person_id=pair.second_id)
    merge(place, pair)
    tied = access.tied([pair.first_id, pair.second_id])
    assert tied == {pair.first_id: [theirs, mine], pair.second_id: []}
    event = TrailEvent.objects.get(action="tie_account")
    assert (event.subject_id, event.data) == (str(theirs.pk), {"person": pair.first_id})
    undo(place, pair)
    assert dict(Account.objects.exclude(person_id=None).values_list("username", "person_id")) == {
        "mot": pair.first_id, "hai": pair.second_id,
    }  # fmt: skip


def test_an_account_tied_elsewhere_since_is_left_there(place):
    pair = place.pair()
    third = f.person(place.cell, "Trần Thị Ba")
    theirs = f.account(Role.MEMBER, place.other_cell, person_id=pair.second_id)
    merge(place, pair)
    Account.objects.filter(pk=theirs.pk).update(person_id=third.pk)
    undo(place, pair)
    assert Account.objects.get(pk=theirs.pk).person_id == third.pk


# ------------------------------------------------------------------ what forbids it


def refusal(place, pair, actor=None, keep=None):
    actor = actor or place.officer
    with entered(actor), pytest.raises(Impossible) as refused:
        deeds.merge_pair(actor, pair.pk, keep or pair.first_id, [], "Một người")
    f.own()
    return refused.value.code


def test_nobody_merges_the_own_record(place):
    pair = place.pair()
    officer = f.actor(Role.COMMUNE_OFFICER, place.commune, person_id=pair.second_id)
    assert refusal(place, pair, officer) == "own_record"


def test_one_who_is_moving_in_both_records_is_settled_first(place):
    pair = place.pair()
    for person in (pair.first, pair.second):
        Transfer.objects.create(
            person=person, full_name=person.full_name, kind="internal", state="DE_NGHI",
            from_unit=person.unit, from_path=person.unit_path, to_unit=place.beside,
            to_path=place.beside.path, cause_on=TODAY, requested_on=TODAY, recorded_at=f.NOW,
            recorded_by="x",
        )  # fmt: skip
    assert refusal(place, pair) == "transfer_under_way"


def test_a_record_with_a_past_elsewhere_is_kept_or_left_to_those_above(place):
    here = f.person(place.cell)
    came = f.person(place.beside)
    Person.objects.filter(pk=came.pk).update(unit=place.cell, unit_path=place.cell.path)
    stand_with_person([came.pk])
    pair = Pair.objects.create(
        first=here, second=came, unit_path=place.commune.path, why="alike", found_at=f.NOW
    )
    assert refusal(place, pair) == "beyond"
    with entered(place.officer):
        assert not merging.obstacles(place.officer, pair.second, pair.first)


def test_stays_of_one_time_are_one(place):
    pair = place.pair()
    for person in (pair.first, pair.second):
        Stay.objects.create(
            person=person, unit=place.cell, unit_path=place.cell.path, full_name="Khách",
            sort_key="khach", home_name="Chi bộ khác", valid_from=TODAY, valid_until=None,
        )  # fmt: skip
    merge(place, pair)
    assert Stay.objects.get().person_id == pair.first_id
    undo(place, pair)
    assert set(Stay.objects.values_list("person_id", flat=True)) == {pair.first_id, pair.second_id}


def test_a_month_that_one_record_tells_as_paid_stays_paid(place):
    pair = place.pair()
    month = {"month": date(2026, 1, 1), "recorded_at": f.NOW}
    mine = DuesMonth.objects.create(
        person=pair.first, unit_path=pair.first.unit_path, reason="Chưa thu", **month
    )
    theirs = DuesMonth.objects.create(
        person=pair.second, unit_path=pair.second.unit_path, paid_on=TODAY, **month
    )
    merge(place, pair)
    kept = DuesMonth.objects.get()
    assert (kept.pk, kept.person_id, kept.paid_on) == (theirs.pk, pair.first_id, TODAY)
    undo(place, pair)
    assert set(DuesMonth.objects.values_list("pk", "person_id", "paid_on")) == {
        (mine.pk, pair.first_id, None), (theirs.pk, pair.second_id, TODAY),
    }  # fmt: skip


def test_what_is_told_before_is_what_is_done(place):
    pair = place.pair()
    hung_on(pair)
    told = {
        one.table.__name__: (len(one.moved), len(one.dropped))
        for one in merging.following(pair.first_id, pair.second_id)
        if one.moved or one.dropped
    }
    assert told == {"Badge": (1, 1), "DuesMonth": (1, 1), "Post": (1, 0), "Verdict": (1, 0)}
    history = merging.history(pair.second_id)
    assert (history.events, history.spells, history.pairs) == (1, 1, 0)
    merge(place, pair)
    for one in merging.following(pair.first_id, pair.second_id):
        assert not one.moved, one.label
