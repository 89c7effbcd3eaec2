"""Units chosen by hand for a duty: any beneath, found by typing, also without scripts."""

import pytest
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty
from tests.web.directives.test_directive_pages import entered, specialist, standing, taken

from dangvu.tasks.models import Assignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def opened(world, *duties):
    found = world.proposed(*(duties or (plan_duty(),)))
    return found, standing(found)[0], reverse("directive_duty", args=[found.pk, "d1"])


def box(html: str, unit) -> str:
    """The box of a unit as the page has it; empty where it is not to be chosen."""
    start = html.find(f'name="units" value="{unit.pk}"')
    return "" if start < 0 else html[start : html.index(">", start)]


def test_a_unit_far_beneath_is_found_without_accents_and_nothing_typed_is_lost(world) -> None:
    found, one, where = opened(world)
    sent = entered(one, edition=found.edition, heading="Chưa ghi", find="khu pho 3 to dan pho 12",
                   due_day="99/99/2026")  # fmt: skip
    page = specialist(world)
    assert not box(page.post(where, {**sent, "find": "", "tim": "1"}).text, world.cell)
    answer = page.post(where, {**sent, "tim": "1", "units": [world.two.pk]})
    html = answer.text
    assert answer.status_code == 200
    assert "Thấy 1 nơi, xếp đầu danh sách." in html
    assert box(html, world.cell)
    assert "thuộc" in html
    assert "checked" in box(html, world.two)
    assert 'value="Chưa ghi"' in html
    assert "99/99/2026" in html
    assert standing(found)[0].heading == one.heading


def test_typed_and_entered_without_the_button_it_is_looked_for_before_it_is_kept(world) -> None:
    found, one, where = opened(world)
    page = specialist(world)
    sent = entered(one, edition=found.edition, find="khu phố 3")
    assert box(page.post(where, sent).text, world.body)
    answer = page.post(where, {**sent, "sought": "khu phố 3", "units": [world.body.pk]})
    assert answer.status_code == 302
    assert standing(found)[0].units == (world.body.pk,)


def test_a_script_gets_the_list_alone(world) -> None:
    found, one, where = opened(world)
    sent = entered(one, edition=found.edition, find="khong co noi nay", tim="1")
    html = specialist(world).post(where, sent, headers={"HX-Request": "true"}).text
    assert "Không thấy nơi nào bên dưới có tên “khong co noi nay”." in html
    assert "<html" not in html
    assert box(html, world.one)


def test_who_was_chosen_deep_is_given_the_duty_and_stays_chosen_on_the_form(world) -> None:
    found, one, where = opened(world)
    page = specialist(world)
    page.post(where, entered(one, edition=found.edition, units=[world.cell.pk, world.two.pk]))
    reading = reverse("directive_reading", args=[found.pk])
    html = page.get(f"{reading}?sua=d1").text
    assert "checked" in box(html, world.cell)
    f.own()
    found.refresh_from_db()
    page.post(reverse("directive_confirm", args=[found.pk]), {"edition": found.edition})
    f.own()
    given = Assignment.objects.order_by("unit_path").values_list("unit", flat=True)
    assert set(given) == {world.cell.pk, world.two.pk}


def test_units_outside_the_branch_the_own_unit_and_those_that_ended_are_not_chosen(world) -> None:
    outside = f.unit("Đảng bộ tỉnh khác")
    gone = f.unit("Chi bộ Tổ dân phố 14", world.body, valid_until=TODAY)
    group = f.unit("Tổ đảng 1", world.cell, type="TO_DANG")
    found, one, where = opened(world)
    page = specialist(world)
    for unit in (outside, world.province, group):
        sent = entered(one, edition=found.edition, units=[unit.pk])
        assert page.post(where, sent).status_code == 422
        looked_for = page.post(where, {**sent, "units": [], "find": unit.name, "tim": "1"})
        assert not box(looked_for.text, unit)
    html = page.post(where, entered(one, edition=0, find="to dan pho 14", tim="1")).text
    assert not box(html, gone)


@pytest.mark.parametrize("number", [1, 3])
def test_an_open_duty_takes_so_many_statements_whatever_is_chosen(world, number: int) -> None:
    cells = [f.unit(f"Chi bộ Khu {n}", world.body) for n in range(number)]
    found, _, _ = opened(world, plan_duty(audience="named", units=tuple(c.pk for c in cells)))
    reading = reverse("directive_reading", args=[found.pk])
    assert taken(specialist(world), f"{reading}?sua=d1") == 14
