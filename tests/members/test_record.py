"""The record: fields mended by the catalogue, masked ones revealed with a reason."""

from datetime import date

import pytest
from django.http import Http404
from tests import factories

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.models import Event as Told
from dangvu.kernel.refusals import Impossible
from dangvu.kernel.sealing import find_key, unseal
from dangvu.members.actions.records import edit_record, reveal
from dangvu.members.models import Particulars, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


@pytest.fixture
def officer(commune):
    return factories.actor(Role.COMMUNE_OFFICER, commune)


@pytest.fixture
def person(commune):
    return factories.person(commune, "Nguyễn Thị Lan")


def edited(actor, person, reason="", **values):
    with entered(actor):
        return edit_record(actor, person.pk, values, reason)


def test_fields_of_both_tables_are_written_and_only_names_are_told(officer, person):
    changed = edited(
        officer, person, "Theo căn cước",
        full_name="Nguyễn Thị Ấn", birth_on="1999-02-03", theory="CC", citizen="068099001234",
        phone="0912345678", health="Tốt", dossier_types="1, 2, 37", youth_union=True,
        card_on="2020-03-02", home_before="Xã cũ",
    )  # fmt: skip
    factories.own()
    row, more = Person.objects.get(pk=person.pk), Particulars.objects.get(person=person)
    assert set(changed) == {
        "full_name", "birth_on", "theory", "citizen", "phone", "health", "dossier_types",
        "youth_union", "card_on", "home_before",
    }  # fmt: skip
    assert (row.search_key, row.birth_on) == ("nguyen thi an", date(1999, 2, 3))
    assert bytes(row.citizen_key) == find_key("068099001234")
    assert (unseal(more.citizen_sealed), unseal(more.health_sealed)) == ("068099001234", "Tốt")
    assert (more.dossier_types, more.unit_path) == ([1, 2, 37], person.unit_path)
    told = Told.objects.get(action="edit_record")
    assert (told.data, told.reason) == ({"fields": sorted(changed)}, "Theo căn cước")


def test_what_stands_already_changes_nothing_and_leaves_no_event(officer, person):
    edited(officer, person, citizen="068099001234", phone="0912345678")
    assert edited(officer, person, full_name="Nguyễn Thị Lan", citizen="068099001234") == []
    assert Told.objects.filter(action="edit_record").count() == 1


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"full_name": ""}, "phải có"),
        ({"sex": ""}, "phải có"),
        ({"joined_on": "2020-01-01"}, "biến động"),
        ({"unit": "1"}, "biến động"),
        ({"status": "CHINH_THUC"}, "biến động"),
        ({"nothing": "1"}, "không có mục"),
        ({"birth_on": "2026-04-01"}, "trước ngày vào Đảng"),
        ({"birth_on": "2099-01-01"}, "chưa đến"),
        ({"dossier_types": "1, 105"}, "số 105"),
    ],
)
def test_what_cannot_be_is_refused(officer, person, values, why):
    with pytest.raises(Impossible, match=why):
        edited(officer, person, **values)


def test_who_may_not_edit_is_refused_and_beyond_reach_there_is_nothing(province, commune, person):
    cell_secretary = factories.actor(Role.CELL_SECRETARY, commune)
    with pytest.raises(Refused):
        edited(cell_secretary, person, phone="1")
    beside = factories.unit("Đảng bộ xã khác", province)
    with pytest.raises(Http404):
        edited(factories.actor(Role.COMMUNE_OFFICER, beside), person, phone="1")


def revealed(actor, person, codes, reason="Đối chiếu căn cước"):
    with entered(actor):
        return reveal(actor, person.pk, codes, reason)


def test_masked_values_are_revealed_with_a_reason_that_is_told(officer, person):
    edited(officer, person, citizen="068099001234", ethnic_group="10", health="Tốt")
    shown = revealed(officer, person, ["citizen", "ethnic_group", "health", "full_name", "odd"])
    assert shown["citizen"] == "068099001234"
    assert set(shown) == {"citizen", "ethnic_group", "health"}
    told = Told.objects.get(action="reveal_fields")
    assert told.data == {
        "persons": [person.pk], "fields": ["citizen", "ethnic_group", "health"],
    }  # fmt: skip
    assert (told.kind, told.reason) == ("read", "Đối chiếu căn cước")
    assert "068099001234" not in str(told.data)


@pytest.mark.parametrize(("codes", "reason"), [([], "Đối chiếu"), (["citizen"], " . "),
                                               (["full_name"], "Đối chiếu")])  # fmt: skip
def test_nothing_is_revealed_without_a_field_and_a_reason(officer, person, codes, reason):
    with pytest.raises(Impossible):
        revealed(officer, person, codes, reason)
    assert not Told.objects.filter(action="reveal_fields").exists()


@pytest.mark.parametrize("role", [Role.CELL_SECRETARY, Role.DEPUTY])
def test_roles_that_reveal_nothing_are_refused(commune, person, role):
    with pytest.raises(Refused):
        revealed(factories.actor(role, commune), person, ["citizen"])
