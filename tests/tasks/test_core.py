"""A paper becomes duties, duties go down, and what is recorded beneath comes up."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.scope import Refused, entered
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.tasks.actions import adopting, cascading, reading
from dangvu.tasks.actions.cascading import Part
from dangvu.tasks.models import Assignment, Directive, Duty, Reach
from dangvu.tasks.proposal import Proposed
from dangvu.tasks.queries import audience, directives, following

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def duties(found: Directive) -> list[Proposed]:
    return directives.proposed(found)


# ------------------------------------------------------------------ reading


def test_a_paper_opens_with_its_duties_proposed_and_nothing_created(world) -> None:
    found = world.opened()
    assert [one.audience for one in duties(found)] == ["bodies", "grassroots", "organs"]
    first, second, third = duties(found)
    assert (first.due_on, first.due_inclusive) == (date(2026, 6, 29), False)
    assert first.named_day == date(2026, 6, 30)
    assert (second.every, second.product) == ("quarter", "report")
    assert third.organ.startswith("Ban Tổ chức")
    assert found.audience_text
    f.own()
    assert not Duty.objects.exists()
    assert not Assignment.objects.exists()


def test_opened_twice_it_is_the_same(world) -> None:
    assert world.opened().pk == world.opened(world.clerk).pk


def test_who_may_not_adopt_is_refused_and_who_does_not_reach_finds_nothing(world) -> None:
    with entered(world.secretary), pytest.raises(Http404):
        reading.open_directive(world.secretary, world.paper.pk)
    found = world.opened()
    with entered(world.stranger), pytest.raises(Http404):
        reading.drop(world.stranger, found.pk, 0, "d1")
    auditor = f.actor("auditor", world.province)
    with entered(auditor), pytest.raises((Refused, Http404)):
        reading.drop(auditor, found.pk, 0, "d1")


def test_duties_are_changed_split_joined_added_dropped_restored(world) -> None:
    who = world.specialist
    found = world.opened()
    with entered(who):
        one = replace(duties(found)[0], product="plan", heading="Kế hoạch")
        found = reading.change(who, found.pk, 0, one)
        assert duties(found)[0].product == "plan"
        found = reading.split(who, found.pk, 1, "d2", 10)
        assert [d.key for d in duties(found)] == ["d1", "d2", "d4", "d3"]
        found = reading.join(who, found.pk, 2, "d2", "d4")
        assert [d.key for d in duties(found)] == ["d1", "d2", "d3"]
        found = reading.add(who, found.pk, 3, Proposed(key="", what="Gửi danh sách"))
        assert duties(found)[-1].key == "d4"
        found = reading.drop(who, found.pk, 4, "d4")
        assert duties(found)[-1].dropped
        found = reading.restore(who, found.pk, 5, "d4")
        assert not duties(found)[-1].dropped
        assert found.edition == 6


def test_each_half_of_a_split_duty_is_read_anew(world) -> None:
    first = "Đảng ủy xã báo cáo kết quả trước ngày 30/6/2026. "
    second = "Các tổ chức cơ sở đảng lập danh sách quần chúng ưu tú, xong trong tháng 7/2026."
    whole = plan_duty(what=first + second, audience="bodies", product="report",
                      due_on=date(2026, 6, 29))  # fmt: skip
    found = world.proposed(whole)
    with entered(world.specialist):
        found = reading.split(world.specialist, found.pk, found.edition, whole.key, len(first))
    ours, theirs = duties(found)
    assert (ours.product, ours.due_on) == ("report", date(2026, 6, 29))
    assert (theirs.audience, theirs.product) == ("grassroots", "list")
    assert (theirs.due_on, theirs.due_inclusive) == (date(2026, 7, 31), True)
    assert not any("trước khi tách" in doubt for doubt in theirs.doubts)


def test_what_a_half_does_not_name_is_said_to_be_of_the_whole(world) -> None:
    whole = plan_duty(what="Lập danh sách quần chúng ưu tú và niêm yết công khai", product="list")
    found = world.proposed(whole)
    with entered(world.specialist):
        found = reading.split(world.specialist, found.pk, found.edition, whole.key, 31)
    _, half = duties(found)
    assert (half.product, half.due_on) == ("list", whole.due_on)
    assert any("trước khi tách" in doubt for doubt in half.doubts)


def test_many_named_as_one_are_chosen_by_who_confirms(world) -> None:
    read = plan_duty(audience="named", organ="các cơ quan, đơn vị liên quan",
                     join_organs=("Văn phòng Tỉnh ủy", "các cấp ủy, tổ chức đảng"))  # fmt: skip
    with entered(world.specialist):
        found = reading.with_units(read, world.province, TODAY)
    assert (found.audience, found.join_organs) == ("", ("Văn phòng Tỉnh ủy",))
    assert "các cơ quan, đơn vị liên quan" in found.doubts[-1]


def test_a_stale_page_is_told_and_writes_nothing(world) -> None:
    found = world.opened()
    with entered(world.clerk):
        reading.drop(world.clerk, found.pk, 0, "d1")
    with entered(world.specialist), pytest.raises(Overtaken):
        reading.drop(world.specialist, found.pk, 0, "d2")
    f.own()
    assert [d.dropped for d in duties(Directive.objects.get())] == [True, False, False]


def test_a_secret_paper_is_not_read(world) -> None:
    f.own()
    world.paper.secrecy = "secret"
    world.paper.save()
    with entered(world.specialist), pytest.raises(Impossible) as told:
        reading.open_directive(world.specialist, world.paper.pk)
    assert told.value.code == "secret_paper"


# ------------------------------------------------------------------ giving


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"product": ""}, "product_missing"),
        ({"audience": ""}, "audience_missing"),
        ({"due_on": None}, "due_missing"),
        ({"audience": "named"}, "units_missing"),
        ({"audience": "organs"}, "organ_missing"),
        ({"what": " "}, "what_missing"),
    ],
)
def test_what_is_not_ready_is_refused_and_says_which_duty(world, wrong, code) -> None:
    found = world.proposed(plan_duty(), replace(plan_duty(key="d2", no="2"), **wrong))
    with entered(world.specialist), pytest.raises(Impossible) as told:
        adopting.confirm(world.specialist, found.pk, found.edition)
    assert told.value.code == code
    assert "thứ 2" in told.value.message_vi
    assert told.value.field.startswith("d2.")
    f.own()
    assert not Duty.objects.exists()


def test_a_duty_nobody_can_get_is_refused(world) -> None:
    found = world.proposed(plan_duty(audience="named", units=(world.province.pk + 999,)))
    with entered(world.specialist), pytest.raises(Impossible) as told:
        adopting.confirm(world.specialist, found.pk, found.edition)
    assert told.value.code == "nobody"


def test_confirmed_duties_have_units_periods_and_reach(world) -> None:
    world.given(
        plan_duty(),
        plan_duty(key="d2", audience="grassroots", every="quarter", due_on=None),
        plan_duty(key="d3", audience="organs", organ="Ban Tổ chức Tỉnh ủy", product="plan",
                  join_organs=("Văn phòng Tỉnh ủy",)),
        audience_text="chi bộ",
    )  # fmt: skip
    f.own()
    rows = Assignment.objects.order_by("duty__position", "unit_path", "-leads")
    assert [(r.unit_id, r.organ, r.leads) for r in rows] == [
        (world.one.pk, "", True), (world.two.pk, "", True), (world.body.pk, "", True),
        (world.province.pk, "Ban Tổ chức Tỉnh ủy", True),
        (world.province.pk, "Văn phòng Tỉnh ủy", False),
    ]  # fmt: skip
    assert world.of(world.body, 2).due_on == date(2026, 6, 30)
    assert world.of(world.body, 2).period_start == date(2026, 4, 1)
    assert Reach.objects.count() == 6
    sent = world.paper.recipients.filter(unit__isnull=False).values_list("unit_id", flat=True)
    assert sorted(sent) == sorted([world.one.pk, world.two.pk])
    assert all(r.root_id == r.duty_id for r in rows)


def test_confirming_takes_the_same_number_of_statements_for_more_duties(world) -> None:
    def asked(number: int) -> int:
        f.own()
        Directive.objects.all().delete()
        found = world.proposed(*[plan_duty(key=f"d{n}") for n in range(1, number + 1)])
        with (
            entered(world.specialist),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            adopting.confirm(world.specialist, found.pk, found.edition)
        return len(seen)

    assert asked(1) == asked(12)


def test_a_unit_that_ended_since_is_followed_by_who_took_over(world) -> None:
    from dangvu.orgs.models import Change, ChangedUnit, Unit

    f.own()
    change = Change.objects.create(
        kind="merge", effective_on=date(2026, 5, 20), decision_number="1-QĐ/TU",
        decision_on=date(2026, 5, 18), issuer="Tỉnh ủy", recorded_at=f.NOW, recorded_by="t",
    )  # fmt: skip
    for unit, side in ((world.two, "before"), (world.one, "after")):
        ChangedUnit.objects.create(change=change, unit=unit, side=side, name_then=unit.name)
    Unit.objects.filter(pk=world.two.pk).update(valid_until=date(2026, 5, 20))
    world.two.placements.update(valid_until=date(2026, 5, 20))
    resolved = audience.resolve(world.province, "bodies", date(2026, 5, 12))
    assert [(r.unit_id, r.ended) for r in resolved] == [
        (world.one.pk, False), (world.two.pk, True),
    ]  # fmt: skip
    assert [r.unit_id for r in audience.standing_now(resolved)] == [world.one.pk]


def test_names_in_a_paper_are_found_with_and_without_the_kind(world) -> None:
    names = ["Đảng ủy phường Một", "Đảng bộ phường Hai", "Đảng ủy xã Không Có"]
    found = audience.named(world.province, names, TODAY)
    assert [[r.unit_id for r in found[name]] for name in names] == [
        [world.one.pk], [world.two.pk], [],
    ]  # fmt: skip


# ------------------------------------------------------------------ down and up


def test_handed_down_each_answers_to_the_one_above(world) -> None:
    found = world.given(plan_duty(), plan_duty(key="d2"))
    with entered(world.officer):
        assert cascading.hand_down(world.officer, found.pk, world.one.pk, "all") == 6
        assert cascading.hand_down(world.officer, found.pk, world.one.pk, "all") == 0
    cell, body, ward = (world.of(u) for u in (world.cell, world.body, world.one))
    assert (cell.parent_id, body.parent_id, ward.parent_id) == (body.pk, ward.pk, None)
    assert (ward.stage, body.stage, cell.stage) == ("in_progress", "in_progress", "not_begun")
    assert Reach.objects.filter(unit=world.cell).exists()


def test_a_done_duty_that_goes_down_is_open_again(world) -> None:
    found = world.given()
    f.own()
    Assignment.objects.filter(unit=world.one).update(stage="done", done_on=TODAY)
    with entered(world.officer):
        assert cascading.hand_down(world.officer, found.pk, world.one.pk) > 0
    own = world.of(world.one)
    assert (own.stage, own.done_on) == ("accepted", None)


def test_handing_down_is_for_the_own_branch(world) -> None:
    found = world.given()
    with entered(world.stranger), pytest.raises(Http404):
        cascading.hand_down(world.stranger, found.pk, world.one.pk)
    with entered(world.member), pytest.raises(Http404):
        cascading.hand_down(world.member, found.pk, world.cell.pk)


def test_a_body_breaks_its_duty_down_by_a_plan(world) -> None:
    world.given()
    own = world.of(world.one)
    with entered(world.officer):
        made = cascading.break_down(
            world.officer, own.pk,
            [Part("Chi bộ lập biên bản", (world.cell.pk, world.other_cell.pk), product="minutes",
                  due_on=date(2026, 5, 20))],
            "05-KH/ĐU", date(2026, 5, 15),
        )  # fmt: skip
    f.own()
    duty = Duty.objects.get(pk=made[0].pk)
    assert (duty.root_id, duty.given_under_id) == (own.duty_id, own.pk)
    own = world.of(world.one)
    assert (own.plan_number, own.stage) == ("05-KH/ĐU", "in_progress")
    assert own.children.count() == 2


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (Part("", (1,)), "what_missing"),
        (Part("Việc", ()), "nobody"),
        (Part("Việc", (1,)), "not_beneath"),
    ],
)
def test_a_part_that_is_not_right_is_refused(world, part, code) -> None:
    world.given()
    with entered(world.officer), pytest.raises(Impossible) as told:
        cascading.break_down(
            world.officer, world.of(world.one).pk, [part], "05-KH/ĐU", date(2026, 5, 15)
        )
    assert told.value.code == code


def report(world, unit) -> None:
    f.own()
    Assignment.objects.filter(unit=unit).update(stage="reported")


def accept(world, unit) -> Assignment:
    with entered(world.specialist):
        row = cascading.held(world.specialist, world.of(unit).pk)
        return cascading.accepted(row, TODAY)


def test_a_parent_is_done_only_when_everything_beneath_is(world) -> None:
    found = world.given()
    with entered(world.specialist):
        cascading.hand_down(world.specialist, found.pk, world.one.pk, "all")
    report(world, world.one)
    assert accept(world, world.one).stage == "accepted"
    for unit in (world.cell, world.other_cell):
        report(world, unit)
        assert accept(world, unit).stage == "done"
    assert world.of(world.one).stage == "accepted"
    report(world, world.body)
    assert accept(world, world.body).stage == "done"
    assert world.of(world.one).stage == "done"


def test_why_lets_a_parent_be_done_over_what_is_late(world) -> None:
    found = world.given()
    with entered(world.specialist):
        cascading.hand_down(world.specialist, found.pk, world.one.pk)
    report(world, world.one)
    assert accept(world, world.one).stage == "accepted"
    sheet = follow(world, found)
    line = next(x for x in sheet.lines if x.unit_id == world.one.pk)
    cell = line.cells[sheet.duties[0].pk]
    assert (cell.word_vi, line.done) == ("Cấp dưới còn việc quá hạn", False)
    with entered(world.officer):
        row = cascading.explain(world.officer, world.of(world.one).pk, "Khu phố 3 đang sáp nhập")
    assert row.stage == "done"


def test_an_accepted_period_goes_on_to_the_next(world) -> None:
    world.given(plan_duty(every="month", by_day=20, due_on=None))
    row = world.of(world.one)
    assert (row.period_start, row.due_on) == (date(2026, 6, 1), date(2026, 6, 20))
    report(world, world.one)
    row = accept(world, world.one)
    assert (row.stage, row.period_start, row.due_on) == (
        "in_progress", date(2026, 7, 1), date(2026, 7, 20),
    )  # fmt: skip


def test_what_is_not_handed_in_cannot_be_finished(world) -> None:
    world.given(plan_duty(), plan_duty(key="d2", product="plan"))
    with entered(world.officer):
        with pytest.raises(Impossible) as told:
            cascading.finish(world.officer, world.of(world.one, 1).pk, TODAY)
        assert told.value.code == "product_missing"
    with entered(world.officer):
        pk = world.of(world.one, 2).pk
    with entered(world.officer):
        cascading.record_plan(world.officer, pk, "05-KH/ĐU", date(2026, 5, 15))
        assert cascading.finish(world.officer, pk, TODAY).stage == "done"


def test_the_superior_alone_does_not_own_a_neighbours_duty(world) -> None:
    world.given()
    pk = world.of(world.one).pk
    with entered(world.stranger), pytest.raises(Http404):
        cascading.begin(world.stranger, pk)
    with entered(world.clerk), pytest.raises(Refused):
        cascading.begin(world.clerk, pk)


def test_an_ended_directive_owes_nothing(world) -> None:
    found = world.given()
    with entered(world.specialist):
        assert directives.owing(world.specialist, TODAY, TODAY)
        adopting.end(world.specialist, found.pk, TODAY, "Đã tổng kết")
        assert not directives.owing(world.specialist, TODAY, TODAY)
        with pytest.raises(Overtaken):
            adopting.end(world.specialist, found.pk, TODAY, "Lần nữa")


# ------------------------------------------------------------------ the sheet


def follow(world, found, actor=None, **more):
    who = actor or world.specialist
    with entered(who):
        sheet = following.follow_sheet(who, found.pk, TODAY, **more)
    f.own()
    return sheet


def test_the_sheet_has_a_line_for_each_body_and_counts_beneath(world) -> None:
    found = world.given(
        plan_duty(), plan_duty(key="d2", audience="organs", organ="Ban Tổ chức", product="plan")
    )
    with entered(world.specialist):
        cascading.hand_down(world.specialist, found.pk, world.one.pk, "all")
    sheet = follow(world, found)
    assert [line.name for line in sheet.lines] == [
        "Ban Tổ chức", "Đảng bộ phường Một", "Đảng bộ phường Hai",
    ]  # fmt: skip
    cell = sheet.lines[1].cells[sheet.duties[0].pk]
    assert (cell.below_total, cell.below_done, cell.below_late) == (3, 0, 3)
    assert (cell.late, cell.late_days) == (True, 1)
    assert sheet.counts["late"] == 3
    assert [x.name for x in follow(world, found, area="phuong hai").lines] == [
        "Đảng bộ phường Hai"
    ]  # fmt: skip
    assert follow(world, found, state="done").lines == ()


def test_a_body_sees_its_own_units_and_no_neighbour(world) -> None:
    found = world.given()
    with entered(world.officer):
        cascading.hand_down(world.officer, found.pk, world.one.pk, "all")
    sheet = follow(world, found, world.officer)
    assert [line.unit_id for line in sheet.lines] == [world.body.pk]
    with entered(world.officer), pytest.raises(Http404):
        following.follow_sheet(world.officer, found.pk, TODAY, under_unit=world.two.pk)


def test_the_sheet_takes_the_same_number_of_statements_for_more_units(world) -> None:
    found = world.given()

    def asked() -> int:
        with entered(world.specialist), CaptureQueriesContext(connection) as seen:
            following.follow_sheet(world.specialist, found.pk, TODAY)
        return len(seen)

    few = asked()
    with entered(world.specialist):
        cascading.hand_down(world.specialist, found.pk, world.one.pk, "all")
    assert asked() == few == 7
