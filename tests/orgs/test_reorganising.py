"""Moves, mergers, splits, renamings, dissolutions: what they write, and what they refuse."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories
from tests.orgs.worlds import (
    DAY,
    TODAY,
    World,
    announce,
    campaign,
    faults,
    new_body,
    new_cell,
    paper,
)

from dangvu.access.matrix import Role
from dangvu.access.models import Assignment
from dangvu.admissions.models import Admission
from dangvu.documents.models import Paper, Series, Term
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Person, Post
from dangvu.orgs import lineage, plans, searching
from dangvu.orgs.actions import reorganise
from dangvu.orgs.facts import facts_of, judge
from dangvu.orgs.models import Change, ChangedUnit, Placement, Unit
from dangvu.targets.models import Adjustment, Target

pytestmark = pytest.mark.django_db
STATEMENTS = 106


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    from dangvu.kernel import clock

    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def world():
    made = World()
    announce(made.province)
    return made


def again(unit):
    return Unit.objects.get(pk=unit.pk)


def move(world, unit, parent, on=DAY):
    return world.do(plans.moving(paper(on), unit.pk, parent.pk))


def dissolving(world, unit, heir=None):
    facts = world.facts(unit.pk)
    return plans.dissolving(facts, paper(), unit.pk, heir.pk if heir else None)


def merge(world, units, into, on=DAY):
    ids = [u.pk for u in units]
    target = into if isinstance(into, plans.Founding) else into.pk
    return world.do(plans.merging(world.facts(*ids), paper(on), ids, target))


# ------------------------------------------------------------------ what is written


def test_a_moved_branch_takes_everything_with_it(world):
    body, old, new = world.bodies[0], world.communes[0], world.communes[1]
    before = world.counted()
    move(world, body, new)
    assert again(body).path.startswith(new.path + ".")
    assert Unit.objects.get(pk=world.cells[0].pk).path.startswith(again(body).path + ".")
    assert faults() == []
    assert world.counted() == before
    spells = Placement.objects.filter(unit=body).order_by("valid_from")
    assert list(spells.values_list("parent_id", "valid_from", "valid_until")) == [
        (old.pk, factories.FOUNDED, DAY), (new.pk, DAY, None),
    ]  # fmt: skip


def test_a_moved_admission_counts_where_it_was_decided(world):
    mine = Admission.objects.filter(unit=world.cells[0]).get()
    counted = mine.counted_path
    move(world, world.bodies[0], world.communes[1])
    mine.refresh_from_db()
    assert mine.counted_path == counted
    assert mine.unit_path == again(world.cells[0]).path


def test_capacities_follow_a_moved_unit(world):
    secretary = factories.account(Role.CELL_SECRETARY, world.cells[0])
    move(world, world.bodies[0], world.communes[1])
    assert Assignment.objects.get(account=secretary).unit_path == again(world.cells[0]).path


def test_the_change_keeps_paper_sides_and_superiors(world):
    body, old, new = world.bodies[0], world.communes[0], world.communes[1]
    change = move(world, body, new)
    assert (change.decision_number, change.issuer) == ("45-QĐ/TU", "Ban Thường vụ Tỉnh ủy Lâm Đồng")
    rows = ChangedUnit.objects.filter(change=change)
    assert {(r.side, r.parent_before_id, r.parent_after_id) for r in rows} == {
        ("before", old.pk, new.pk), ("after", old.pk, new.pk),
    }  # fmt: skip
    event = Event.objects.get(action="reorganise_move")
    assert event.unit_path == world.province.path
    assert event.reason == "Sắp xếp lại cho gọn"


def test_merging_into_an_existing_body(world):
    gone, taker = world.communes
    factories.account(Role.COMMUNE_OFFICER, gone)
    change = merge(world, [gone, taker], taker)
    assert again(gone).valid_until == DAY
    assert set(Unit.objects.filter(parent=taker).values_list("pk", flat=True)) == {
        b.pk for b in world.bodies
    }
    assert faults() == []
    sides = set(ChangedUnit.objects.filter(change=change).values_list("unit_id", "side"))
    assert sides == {
        (gone.pk, "before"), (taker.pk, "after"),
        (world.bodies[0].pk, "moved"), (world.bodies[1].pk, "moved"),
    }  # fmt: skip
    assert Assignment.objects.get(unit_id=gone.pk).valid_until == DAY


def test_merging_into_a_new_body_and_its_names_stay_searchable(world):
    gone = world.communes
    merge(world, gone, new_body(world.province, "Đảng bộ xã Hợp Nhất"))
    made = Unit.objects.get(name="Đảng bộ xã Hợp Nhất")
    assert Unit.objects.filter(parent=made).count() == 4
    assert faults() == []
    hits = searching.search(world.actor, "xa 0").hits
    assert [(h.name, h.ended) for h in hits] == [("Đảng bộ xã 0", DAY)]
    assert searching.search(world.actor, "hop nhat").hits[0].unit_id == made.pk


def test_merging_cells_takes_the_members_and_ends_the_posts(world):
    one, other = world.cells[:2]
    secretary = Post.objects.get(unit=one)
    merge(world, [one, other], other)
    assert Person.objects.filter(unit=other).count() == 6
    assert faults() == []
    secretary.refresh_from_db()
    assert secretary.valid_until == DAY
    assert Post.objects.get(unit=other).valid_until is None


def test_splitting_off_some_members_into_a_new_cell(world):
    cell = world.cells[0]
    people = list(Person.objects.filter(unit=cell).order_by("pk"))
    leaving = {people[0].pk: "new1", people[1].pk: "new1"}
    founds = (new_cell(world.bodies[0], "Chi bộ tách ra"),)
    world.do(plans.splitting(paper(), cell.pk, founds=founds, persons=leaving))
    made = Unit.objects.get(name="Chi bộ tách ra")
    assert {p.pk for p in Person.objects.filter(unit=made)} == set(leaving)
    assert again(cell).valid_until is None
    assert Post.objects.get(person=people[1]).valid_until == DAY
    assert faults() == []


def test_splitting_a_body_in_two(world):
    commune, (one, two) = world.communes[0], world.bodies[:2]
    founds = (
        new_body(world.province, "Đảng bộ xã Đông", "new1"),
        new_body(world.province, "Đảng bộ xã Tây", "new2"),
    )
    dealt = {one.pk: "new1", two.pk: "new2"}
    world.do(
        plans.splitting(paper(), commune.pk, founds=founds, moves=dealt, ends=True, heir="new1")
    )
    assert again(one).parent.name == "Đảng bộ xã Đông"
    assert again(two).parent.name == "Đảng bộ xã Tây"
    assert again(commune).valid_until == DAY
    assert faults() == []


def test_a_renamed_unit_is_found_by_both_names_and_known_by_the_day(world):
    unit = world.communes[0]
    renamed = plans.Renaming(
        unit.pk, "Đảng bộ xã Tà Nung", "xã Tà Nung", "Đảng ủy xã Tà Nung", unit.type, "294"
    )
    world.do(plans.renaming(paper(), renamed))
    assert again(unit).name == "Đảng bộ xã Tà Nung"
    (hit,) = searching.search(world.actor, "xa 0").hits
    assert (hit.name, hit.note) == (
        "Đảng bộ xã Tà Nung", "tên cũ: Đảng bộ xã 0 (đến 30/04/2026)",
    )  # fmt: skip
    assert lineage.unit_on(world.actor, unit.pk, date(2026, 4, 30)).name == "Đảng bộ xã 0"
    assert lineage.unit_on(world.actor, unit.pk, DAY).name == "Đảng bộ xã Tà Nung"


def test_dissolving_hands_children_to_the_heir(world):
    body = world.bodies[0]
    world.do(dissolving(world, body, world.bodies[1]))
    assert again(world.cells[0]).parent_id == world.bodies[1].pk
    assert again(body).valid_until == DAY
    assert faults() == []


def test_founding_a_unit(world):
    world.do(plans.founding(paper(), new_cell(world.bodies[0], "Chi bộ mới")))
    made = Unit.objects.get(name="Chi bộ mới")
    assert (made.depth, made.valid_from) == (3, DAY)
    assert faults() == []


# ------------------------------------------------------------------ targets


def owed(campaign, on):
    return {
        t.unit_id: t.assigned + sum(a.delta for a in t.adjustments.all() if a.effective_on <= on)
        for t in campaign.targets.prefetch_related("adjustments")
    }


def test_a_merged_bodys_target_goes_to_the_heir_by_two_adjustments(world):
    gone, taker = world.communes
    made = campaign(world.province, {gone: 12, taker: 20})
    later = Target.objects.get(unit=gone)
    Adjustment.objects.create(
        target=later, delta=3, effective_on=date(2026, 9, 1), reason="bổ sung",
        recorded_at=factories.NOW, recorded_by="thử",
    )  # fmt: skip
    merge(world, [gone, taker], taker)
    assert owed(made, date(2026, 4, 30)) == {gone.pk: 12, taker.pk: 20}
    assert owed(made, DAY) == {gone.pk: 0, taker.pk: 32}
    assert owed(made, date(2026, 9, 1)) == {gone.pk: 0, taker.pk: 35}
    step = Adjustment.objects.get(target__unit=taker, effective_on=DAY)
    assert step.reason == "Sáp nhập: Đảng bộ xã 0"
    assert step.paper == "45-QĐ/TU ngày 01/05/2026"


def test_a_new_heir_gets_a_target_of_its_own(world):
    one, two = world.communes
    made = campaign(world.province, {one: 12, two: 20})
    merge(world, [one, two], new_body(world.province, "Đảng bộ xã Hợp Nhất"))
    heir = Unit.objects.get(name="Đảng bộ xã Hợp Nhất")
    assert owed(made, DAY) == {one.pk: 0, two.pk: 0, heir.pk: 32}
    assert faults() == []


def test_a_target_does_not_climb_to_another_level(world):
    body = world.bodies[0]
    made = campaign(world.communes[0], {body: 5})
    heir = world.bodies[2]
    world.do(dissolving(world, body, heir))
    assert owed(made, DAY) == {body.pk: 5}


def test_a_moved_bodys_target_goes_to_the_new_superiors_campaign(world):
    body, (old, new) = world.bodies[0], world.communes
    left = campaign(old, {body: 5})
    joined = campaign(new, {})
    move(world, body, new)
    assert owed(left, DAY) == {body.pk: 0}
    assert owed(joined, DAY) == {body.pk: 5}
    assert faults() == []


# ------------------------------------------------------------------ papers


def test_an_issued_paper_is_read_where_its_office_stands_and_says_what_it_said(world):
    office, new = world.bodies[0], world.communes[1]
    term = Term.objects.create(unit=office, name="2025-2030", starts_on=factories.FOUNDED)
    series = Series.objects.create(term=term, type="CV", organ="ĐU", last_number=1)
    issued = Paper.objects.create(
        unit=office, unit_path=office.path, type="CV", organ="ĐU", kind="urging", title="Đôn đốc",
        state="issued", series=series, number=1, issued_on=DAY, payload={}, content=b"x",
        sha256="0", drafted_at=factories.NOW, drafted_by="thử", issued_by="thử",
    )  # fmt: skip
    move(world, office, new)
    assert Paper.objects.get(pk=issued.pk).unit_path == again(office).path
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Paper.objects.filter(pk=issued.pk).update(title="Khác")


# ------------------------------------------------------------------ what is refused


def refused(world, plan):
    with pytest.raises(Impossible) as refusal:
        world.do(plan)
    assert Change.objects.count() == 0
    return refusal.value


def test_refuses_a_place_under_itself(world):
    commune, body = world.communes[0], world.bodies[0]
    refusal = refused(world, plans.moving(paper(), commune.pk, body.pk))
    assert refusal.code == "under_itself"
    assert refusal.message_vi == (
        "Đảng bộ xã 0 không thể trực thuộc chính mình hoặc cấp dưới của mình."
    )


def test_refuses_a_place_in_anothers_branch(world):
    officer = factories.actor(Role.COMMUNE_OFFICER, world.communes[0])
    with pytest.raises(Http404):
        facts_of(officer, [world.bodies[0].pk, world.communes[1].pk])
    plan = plans.moving(paper(), world.bodies[0].pk, world.communes[1].pk)
    with pytest.raises(Http404):
        reorganise(officer, plan)


def test_refuses_to_reorganise_the_own_unit(world):
    officer = factories.actor(Role.COMMUNE_OFFICER, world.communes[0])
    facts = facts_of(officer, [world.communes[0].pk])
    plan = plans.dissolving(facts, paper(), world.communes[0].pk, None)
    assert [f.code for f in judge(officer, plan, TODAY).refusals] == ["own_unit"]


def test_refuses_a_type_where_it_does_not_belong(world):
    cell = world.cells[0]
    refusal = refused(world, plans.moving(paper(), cell.pk, world.province.pk))
    assert refusal.code == "parent_wrong"
    assert refusal.message_vi.startswith("Chi bộ 000: Chi bộ trực thuộc không đặt dưới")


def test_refuses_a_day_before_the_founding(world):
    body, new = world.bodies[0], world.communes[1]
    refusal = refused(world, plans.moving(paper(date(2025, 6, 1)), body.pk, new.pk))
    assert refusal.code == "before_founding"
    assert "thành lập ngày 01/07/2025" in refusal.message_vi


def test_refuses_a_day_that_has_not_come(world):
    body, new = world.bodies[0], world.communes[1]
    refusal = refused(world, plans.moving(paper(date(2026, 6, 2)), body.pk, new.pk))
    assert refusal.code == "not_yet"


def test_refuses_a_day_before_the_last_move(world):
    body = world.bodies[0]
    move(world, body, world.communes[1])
    with pytest.raises(Impossible, match="trực thuộc tổ chức hiện nay từ 01/05/2026"):
        move(world, body, world.communes[0], on=DAY)


def test_refuses_to_leave_cells_under_a_dissolved_superior(world):
    body = world.bodies[0]
    refusal = refused(world, dissolving(world, body))
    assert refusal.code == "children_left"
    assert "còn 2 tổ chức trực thuộc (Chi bộ 000, Chi bộ 001)" in refusal.message_vi


def test_refuses_to_leave_members_in_a_dissolved_cell(world):
    cell = world.cells[0]
    with pytest.raises(Impossible, match="Chi bộ 000 còn 3 đảng viên"):
        world.do(dissolving(world, cell))


def test_refuses_what_has_ended(world):
    gone, taker = world.communes
    merge(world, [gone, taker], taker)
    with pytest.raises(Impossible, match="đã kết thúc hoạt động từ 01/05/2026"):
        move(world, gone, taker, on=date(2026, 5, 2))


def test_refuses_members_in_what_is_no_cell(world):
    cell, body = world.cells[0], world.bodies[1]
    refusal = refused(world, dissolving(world, cell, body))
    assert refusal.code == "not_a_cell"


def test_refuses_to_merge_one_unit_or_nested_ones(world):
    one, body = world.communes[0], world.bodies[0]
    facts = world.facts(one.pk, body.pk)
    refusal = refused(world, plans.merging(facts, paper(), [one.pk], one.pk))
    assert refusal.code == "too_few"
    made = new_body(world.province)
    refusal = refused(world, plans.merging(facts, paper(), [one.pk, body.pk], made))
    assert refusal.code == "nested"


def test_refuses_a_name_that_is_taken(world):
    made = new_cell(world.bodies[0], "chi bộ 000")
    refusal = refused(world, plans.founding(paper(), made))
    assert refusal.code == "name_taken"


def test_refuses_a_cell_that_would_become_a_body(world):
    cell = world.cells[0]
    renamed = plans.Renaming(cell.pk, cell.name, "x", "x", "DANG_BO_BO_PHAN", "294")
    assert refused(world, plans.renaming(paper(), renamed)).code == "cell_and_body"


def test_refuses_members_who_are_elsewhere(world):
    one, far = world.cells[0], world.cells[7]
    stranger = Person.objects.filter(unit=far).first()
    with pytest.raises(Impossible, match="không còn ở chi bộ này"):
        world.do(plans.splitting(paper(), one.pk, persons={stranger.pk: world.cells[1].pk}))
    assert Person.objects.get(pk=stranger.pk).unit_id == far.pk


def test_a_preview_that_is_no_longer_true_writes_nothing(world):
    body, new = world.bodies[0], world.communes[1]
    plan = plans.moving(paper(), body.pk, new.pk)
    stamp = judge(world.actor, plan, TODAY).stamp
    Unit.objects.filter(pk=new.pk).update(name="Đảng bộ xã đổi tên")
    with pytest.raises(Overtaken):
        reorganise(world.actor, plan, stamp)
    assert again(body).parent_id == world.communes[0].pk


# ------------------------------------------------------------------ how many statements


@pytest.mark.parametrize("number", [1, 3])
def test_statements_do_not_grow_with_the_branch(world, number):
    gone = [factories.unit(f"Đảng bộ xã thêm {n}", world.province) for n in range(number)]
    for n, commune in enumerate(gone):
        body = factories.unit(f"Đảng bộ cơ sở thêm {n}", commune)
        for m in range(number):
            cell = factories.unit(f"Chi bộ thêm {n}{m}", body, type="CHI_BO_TRUC_THUOC")
            factories.person(cell)
    taker = world.communes[0]
    ids = [*(g.pk for g in gone), taker.pk]
    plan = plans.merging(world.facts(*ids), paper(), ids, taker.pk)
    with CaptureQueriesContext(connection) as run:
        reorganise(world.actor, plan)
    assert len(run) == STATEMENTS
    assert faults() == []


def test_an_actor_without_the_right_is_refused(world):
    from dangvu.access.scope import Refused

    clerk = factories.actor(Role.CLERK, world.province)
    with pytest.raises((Refused, Http404)):
        facts_of(clerk, [world.bodies[0].pk])
