"""Duties that follow admissions: what stands today, from the month, beside what is kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f
from tests.targets.world import TODAY, world
from tests.tasks.duties_world import paper, plan_duty

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.tasks.actions import adopting, reading
from dangvu.tasks.models import Assignment, Directive
from dangvu.tasks.proposal import to_dict

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, monkeypatch):
    settings.DEMO_TODAY = TODAY.isoformat()
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)
    return world


def given(made, **more) -> Directive:
    who = f.actor(Role.PROVINCE_SPECIALIST, made.province)
    written = paper(made.province)
    with entered(who):
        found = reading.open_directive(who, written.pk)
    f.own()
    found.proposed = [to_dict(plan_duty(product="indicator", indicator="admissions", **more))]
    found.save()
    with entered(who):
        done = adopting.confirm(who, found.pk, found.edition)
    f.own()
    return done


def pages(made, found):
    page = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, made.province))
    row = Assignment.objects.filter(directive=found).order_by("pk").first()
    for address in (reverse("follow_up", args=[found.pk]), reverse("assignment", args=[row.pk])):
        with CaptureQueriesContext(connection) as caught:
            html = page.get(address).content.decode()
        f.own()
        yield html, len(caught)


LIVE = (27, 22)


@pytest.mark.parametrize("number", [1, 3])
def test_both_pages_show_today_and_lead_to_the_month(place, number) -> None:
    made = place(number)
    found = given(made)
    f.person(made.cells[0], joined_on=TODAY)
    (sheet, of_sheet), (one, of_one) = pages(made, found)
    assert sheet.count("tính đến hôm nay ") == number
    assert reverse("month_of", args=["2026-06", made.province.pk]) in sheet
    assert "Tính đến hôm nay" in one
    assert reverse("own_month", args=["2026-06", made.communes[0].pk]) in one
    assert (of_sheet, of_one) == LIVE


def test_other_duties_ask_nothing_of_the_figures(place) -> None:
    made = place(1)
    found = given(made)
    f.own()
    found.duties.update(indicator="")
    (sheet, of_sheet), (one, of_one) = pages(made, found)
    assert "tính đến hôm nay" not in sheet + one
    assert (of_sheet, of_one) == (18, 13)
