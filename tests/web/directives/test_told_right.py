"""Pages of directives say what happened: what a member confirmed, who is late, whose duty it is."""

from datetime import date

import pytest
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.tasks.actions import cascading, reading
from dangvu.tasks.models import Assignment, Learned
from dangvu.tasks.proposal import Proposed, called
from dangvu.tasks.queries import directives
from dangvu.tasks.queries.reports import period_words
from dangvu.web.components.duties import DutyLine
from dangvu.web.directives.words import recurring

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def browser(role: Role, place, **more):
    return f.signed_in(f.account(role, place, **more))


def test_who_confirmed_reads_so_and_is_not_asked_again(world) -> None:
    found = world.given(plan_duty(audience="cells"))
    person = f.person(world.cell)
    page = browser(Role.MEMBER, world.cell, person_id=person.pk)
    text = reverse("directive_text", args=[found.pk])
    assert "Xác nhận đã nắm" in page.get(text).content.decode()
    page.post(reverse("acknowledge", args=[found.pk]))
    f.own()
    assert Learned.objects.get().acknowledged_at
    for name in ("directive_text", "acknowledge"):
        html = page.get(reverse(name, args=[found.pk])).content.decode()
        assert "Đồng chí đã xác nhận ngày" in html
        assert "btn main" not in html


# ------------------------------------------------------------------ who is late


def late_line(actor):
    with entered(actor):
        found = directives.owing(actor, TODAY, TODAY)
    f.own()
    return [one.title for one in found if one.kind == "late_below"]


def test_the_line_of_the_first_page_counts_as_the_sheet_it_opens(world) -> None:
    found = world.given(
        plan_duty(), plan_duty(key="d2", heading="Rà soát"),
        plan_duty(key="d3", audience="organs", organ="Ban Tổ chức Tỉnh ủy"),
    )  # fmt: skip
    with entered(world.officer):
        cascading.hand_down(world.officer, found.pk, world.one.pk, "all")
    f.own()
    said = "2 nơi cấp dưới quá hạn"
    assert late_line(world.specialist) == [f"Đôn đốc {said}"]
    page = browser(Role.PROVINCE_SPECIALIST, world.province)
    html = page.get(reverse("follow_up", args=[found.pk])).content.decode()
    assert said in html
    assert "1 cơ quan của cấp ủy quá hạn" in html
    assert f"{reverse('follow_up', args=[found.pk])}?tinh-trang=late" in (
        page.get(reverse("home")).content.decode()
    )


def test_who_handed_down_is_told_of_the_late_beneath_and_nobody_else(world) -> None:
    found = world.given()
    assert late_line(world.officer) == []
    with entered(world.officer):
        cascading.hand_down(world.officer, found.pk, world.one.pk, "all")
    f.own()
    Assignment.objects.filter(unit=world.one).update(stage="reported")
    assert late_line(world.officer) == ["Đôn đốc 1 nơi cấp dưới quá hạn"]
    assert late_line(world.stranger) == []
    html = (
        browser(Role.COMMUNE_OFFICER, world.one)
        .get(reverse("follow_up", args=[found.pk]))
        .content.decode()
    )
    assert "1 nơi cấp dưới quá hạn" in html


# ------------------------------------------------------------------ words


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    def line(due_on: date) -> str:
        return DutyLine("Việc", "Mở", "#", due_on=due_on, this_year=2026).due

    assert line(date(2026, 6, 14)) == "14/06"
    assert line(date(2021, 6, 14)) == "14/06/2021"


def test_a_duty_is_called_without_its_full_stop() -> None:
    assert called(Proposed("d1", no="2", heading="Xong trong tháng 02/2026.")) == (
        "2 Xong trong tháng 02/2026"
    )


# ------------------------------------------------------------------ whose duty


@pytest.mark.parametrize(
    ("named", "audience", "organ", "units"),
    [
        ("Ban Tổ chức Tỉnh ủy", "organs", "Ban Tổ chức Tỉnh ủy", 0),
        ("Ban Tổ chức Tỉnh ủy, Văn phòng Tỉnh ủy", "organs", "Ban Tổ chức Tỉnh ủy", 0),
        ("Ủy ban Kiểm tra", "organs", "Ủy ban Kiểm tra", 0),
        ("Đảng bộ Ban Tổ chức Tỉnh ủy", "named", "Đảng bộ Ban Tổ chức Tỉnh ủy", 1),
        ("Đảng bộ phường Một, Văn phòng Tỉnh ủy", "named", "Đảng bộ phường Một, "
         "Văn phòng Tỉnh ủy", 1),
        ("Văn phòng Đảng ủy phường Hai", "organs", "Văn phòng Đảng ủy phường Hai", 0),
    ],
)  # fmt: skip
def test_an_organ_of_the_own_office_is_not_the_organisation_of_its_members(
    world, named, audience, organ, units
) -> None:
    f.own()
    f.unit("Đảng bộ Ban Tổ chức Tỉnh ủy", world.province)
    f.unit("Đảng bộ Văn phòng Tỉnh ủy", world.province)
    province = world.province
    province.committee = "Tỉnh ủy Lâm Đồng"
    one = Proposed("d1", what="Theo dõi", audience="named", organ=named)
    found = reading.with_units(one, province, TODAY)
    assert (found.audience, found.organ, len(found.units)) == (audience, organ, units)
    if named.endswith(", Văn phòng Tỉnh ủy") and audience == "organs":
        assert found.join_organs == ("Văn phòng Tỉnh ủy",)
    assert bool(found.doubts) == ("phường Một" in named)


def test_a_commune_has_organs_of_its_own(world) -> None:
    f.own()
    one = Proposed("d1", what="Theo dõi", audience="named", organ="Ủy ban Kiểm tra Đảng ủy")
    assert reading.with_units(one, world.one, TODAY).audience == "organs"


@pytest.mark.parametrize(
    ("every", "times", "by_day", "told", "period"),
    [
        ("quarter", 1, 15, "hằng quý, chậm nhất ngày 15 tháng cuối quý", "quý I/2026"),
        ("year", 6, 20, "2 tháng một lần, chậm nhất ngày 20 của tháng cuối kỳ", "tháng 3–4/2026"),
        ("year", 3, None, "4 tháng một lần", "tháng 3–6/2026"),
        ("month", 2, None, "hằng tháng, 2 lần mỗi kỳ", "kỳ từ 01/03/2026"),
    ],
)
def test_a_rhythm_is_told_as_it_is_said(every, times, by_day, told, period) -> None:
    assert recurring(every, times, by_day, None, inclusive=True) == told
    assert period_words(date(2026, 3, 1), every, times) == period
