"""Pages of directives say what happened: what a member confirmed, who is late, whose duty it is."""

import pytest
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, plan_duty

from dangvu.access.matrix import Role
from dangvu.tasks.models import Learned

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
