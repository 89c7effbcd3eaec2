"""Small words that could tell of what lies beyond somebody's reach, or let in who is barred."""

import pytest
from django.test import override_settings
from tests import factories as f

from dangvu.access import queries
from dangvu.access.matrix import Role
from dangvu.access.models import Assignment

pytestmark = pytest.mark.django_db


def test_the_explanation_names_no_unit_beyond_the_reach_of_who_asks() -> None:
    province = f.unit()
    here, beyond = f.unit("Đảng bộ phường Một", province), f.unit("Đảng bộ xã Rất Xa", province)
    asked = f.account(Role.CLERK, here, "nhieuvai")
    Assignment.objects.create(
        account=asked, role=Role.COMMUNE_OFFICER, unit_id=beyond.pk, unit_path=beyond.path,
        valid_from=f.FOUNDED,
    )  # fmt: skip
    client = f.signed_in(f.account(Role.COMMUNE_OFFICER, here))
    words = {"who": "nhieuvai", "action": "view_members", "unit_text": "phường Một"}
    page = client.get("/quan-tri/vi-sao/", words)
    assert "nằm ngoài một đơn vị ngoài phạm vi của đồng chí" in page.text
    assert "Rất Xa" not in page.text


def test_the_command_line_knows_no_account_that_may_not_sign_in() -> None:
    province = f.unit()
    f.account(Role.PROVINCE_SPECIALIST, province, "minhhoa", is_demo=True)
    f.account(Role.PROVINCE_SPECIALIST, province, "daroi", is_active=False)
    f.account(Role.PROVINCE_SPECIALIST, province, "conlam")
    names = ("minhhoa", "daroi", "conlam")
    today = f.NOW.date()
    assert [bool(queries.actor_named(name, today)) for name in names] == [False, False, True]
    with override_settings(DEMO=True):
        assert [bool(queries.actor_named(name, today)) for name in names] == [True, False, True]


def test_who_types_a_cause_is_told_who_will_read_it() -> None:
    province = f.unit()
    ward = f.unit("Đảng bộ phường Một", province)
    client = f.signed_in(f.account(Role.PROVINCE_SPECIALIST, province))
    page = client.get(f"/thang/2026-05/{province.pk}/dang-bo/{ward.pk}/")
    assert "Không ghi tên đảng viên, quần chúng" in page.text
    assert "ai xem được số liệu đều đọc dòng này" in page.text
