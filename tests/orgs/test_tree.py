"""Reading the tree: lazily, within reach, by every name and code."""

from datetime import date

import pytest
from django.http import Http404
from tests import factories

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Role
from dangvu.orgs import lineage, queries, searching
from dangvu.orgs.models import Change, ChangedUnit, Placement, UnitLabel

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ phường Xuân Hương - Đà Lạt", province)


def specialist(place):
    return factories.actor(Role.PROVINCE_SPECIALIST, place)


def without_a_query(place):
    return Actor(1, "Thử", Role.PROVINCE_SPECIALIST, place.pk, place.path, 1)


def old_name(unit, text, until, kind="name"):
    key = searching.name_key(text) if kind == "name" else searching.code_key(text)
    UnitLabel.objects.create(unit=unit, kind=kind, text=text, search_key=key, valid_until=until)


def found(actor, text, **more):
    return [hit.name for hit in searching.search(actor, text, **more).hits]


def test_the_tree_begins_at_the_actors_own_unit(province, commune):
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    root = queries.tree_root(officer, TODAY)
    assert root is not None
    assert (root.name, root.has_children) == ("Đảng bộ phường Xuân Hương - Đà Lạt", False)


@pytest.mark.parametrize("number", [1, 3])
def test_children_of_any_number_of_parents_in_one_statement(
    province, django_assert_num_queries, number
):
    parents = [factories.unit(f"Đảng bộ xã {n}", province) for n in range(number)]
    for parent in parents:
        factories.unit(f"Chi bộ của {parent.name}", parent)
        factories.unit(f"Chi bộ cũ của {parent.name}", parent, valid_until=date(2026, 1, 1))
    with django_assert_num_queries(1):
        nodes = queries.children(without_a_query(province), [p.pk for p in parents], TODAY)
    assert [n.name for n in nodes] == [f"Chi bộ của Đảng bộ xã {n}" for n in range(number)]


def test_children_outside_reach_are_not_there(province, commune):
    other = factories.unit("Đảng bộ xã Lạc Dương", province)
    factories.unit("Chi bộ xa", other)
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    shown = queries.children(officer, [other.pk, province.pk], TODAY)
    assert [node.id for node in shown] == [commune.pk]


def test_breadcrumbs_stop_where_reach_stops(province, commune):
    cell = factories.unit("Chi bộ thôn 1", commune)
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    assert [u.pk for u in queries.breadcrumbs(officer, cell)] == [commune.pk]
    assert [u.pk for u in queries.breadcrumbs(specialist(province), cell)] == [
        province.pk, commune.pk,
    ]  # fmt: skip


def test_units_beneath_are_counted_by_type(province, commune):
    for n in range(3):
        factories.unit(f"Chi bộ {n}", commune)
    factories.unit("Chi bộ đã thôi", commune, valid_until=date(2026, 1, 1))
    assert queries.types_beneath(province, TODAY) == [
        ("DANG_BO_CO_SO", 3), ("DANG_BO_CAP_TREN_TRUC_TIEP", 1),
    ]  # fmt: skip


# ------------------------------------------------------------------ search


def test_finds_without_accents_words_in_any_order_last_word_unfinished(province, commune):
    actor = specialist(province)
    texts = ["xuan huong", "Xuân Hương", "huong xuan", "da lat xuan hu", "XUÂN", "đảng bộ xuân"]
    for text in texts:
        assert found(actor, text) == ["Đảng bộ phường Xuân Hương - Đà Lạt"], text
    assert found(actor, "xuan huong bao loc") == []
    assert found(actor, "  ") == []


def test_says_which_old_name_matched_and_until_when(province, commune):
    old_name(commune, "xã Tà Nung", date(2025, 7, 1))
    (hit,) = searching.search(specialist(province), "ta nung").hits
    assert hit.name == "Đảng bộ phường Xuân Hương - Đà Lạt"
    assert hit.note == "tên cũ: xã Tà Nung (đến 30/06/2025)"
    assert hit.place == "Đảng bộ tỉnh Lâm Đồng"


def test_finds_by_code_with_or_without_dots_present_or_former(province, commune):
    old_name(commune, "38.168.053.000.000", None, "code")
    old_name(commune, "LD017", date(2026, 1, 1), "code")
    actor = specialist(province)
    for text in ("38.168.053", "38168053000000", "38 168"):
        (hit,) = searching.search(actor, text).hits
        assert hit.note == "mã: 38.168.053.000.000"
    (hit,) = searching.search(actor, "ld017").hits
    assert hit.note == "mã cũ: LD017 (đến 31/12/2025)"


def test_short_queries_find_whole_words_and_beginnings(province, commune):
    factories.unit("Chi bộ thôn 3", commune)
    factories.unit("Chi bộ thôn 31", commune)
    actor = specialist(province)
    assert found(actor, "3") == ["Chi bộ thôn 3"]
    assert found(actor, "thon 31") == ["Chi bộ thôn 31"]
    assert set(found(actor, "ch")) == {"Chi bộ thôn 3", "Chi bộ thôn 31"}


def test_the_name_asked_for_comes_before_longer_ones_and_what_has_ended(province, commune):
    factories.unit("Đảng bộ xã Bảo Lâm 2", province)
    factories.unit("Đảng bộ xã Bảo Lâm", province)
    gone = factories.unit("Đảng bộ huyện Bảo Lâm", province, valid_until=date(2026, 1, 1))
    actor = specialist(province)
    assert found(actor, "xa bao lam")[0] == "Đảng bộ xã Bảo Lâm"
    assert found(actor, "bao lam")[-1] == gone.name
    assert gone.name not in found(actor, "bao lam", only_standing=True)


def test_search_ends_at_the_actors_branch(province, commune):
    other = factories.unit("Đảng bộ xã Xuân Trường", province)
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    assert found(officer, "xuan") == [commune.name]
    assert other.name in found(specialist(province), "xuan")


@pytest.mark.parametrize("text", ["'", "a' & b", "x:*", "\\", "(", "K'", "%_", "thôn 12/3", "đ"])
def test_no_text_breaks_the_search(province, commune, text):
    searching.search(specialist(province), text)


def test_apostrophes_do_not_matter(province):
    factories.unit("Đảng bộ phường B'Lao", province)
    unit = province.children.get(name="Đảng bộ phường B'Lao")
    UnitLabel.objects.filter(unit=unit).update(search_key=searching.name_key(unit.name))
    for text in ("blao", "b'lao", "B’Lao"):
        assert found(specialist(province), text) == [unit.name]


@pytest.mark.parametrize("number", [1, 3])
def test_search_is_one_statement(province, django_assert_num_queries, number):
    for n in range(number):
        factories.unit(f"Chi bộ thôn {n}", province)
    actor = without_a_query(province)
    with django_assert_num_queries(1):
        assert len(searching.search(actor, "thon").hits) == number


# ------------------------------------------------------------------ history


def changed(unit, kind, on, **sides):
    change = Change.objects.create(
        kind=kind, effective_on=on, decision_number="12-QĐ/TU", decision_on=on,
        issuer="Tỉnh ủy Lâm Đồng", recorded_at=factories.NOW, recorded_by="thử",
    )  # fmt: skip
    for side, units in sides.items():
        for one in units:
            ChangedUnit.objects.create(change=change, unit=one, side=side, name_then=one.name)
    return change


@pytest.mark.parametrize("number", [1, 3])
def test_history_tells_decisions_names_and_superiors(
    province, commune, django_assert_num_queries, number
):
    gone = [factories.unit(f"Đảng bộ xã {n}", province) for n in range(number)]
    for n, one in enumerate(gone):
        changed(one, "merge", date(2026, 1, 1 + n), before=[one], after=[commune])
    old_name(commune, "Đảng bộ phường 1", date(2025, 7, 1))
    actor = without_a_query(province)
    with django_assert_num_queries(6):
        told = lineage.history(actor, commune)
    assert [e.effective_on.day for e in told.entries] == list(range(number, 0, -1))
    assert {e.side for e in told.entries} == {"after"}
    assert told.entries[-1].before[0].name_then == "Đảng bộ xã 0"
    assert told.entries[-1].before[0].within_reach
    assert "Đảng bộ phường 1" in [n.text for n in told.names]
    assert [s.text for s in told.superiors] == ["Đảng bộ tỉnh Lâm Đồng"]


def test_parties_outside_reach_are_named_but_do_not_open(province, commune):
    far = factories.unit("Đảng bộ xã xa", province)
    changed(far, "merge", date(2026, 1, 1), before=[far], after=[commune])
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    (entry,) = lineage.history(officer, commune).entries
    assert (entry.before[0].name_then, entry.before[0].within_reach) == ("Đảng bộ xã xa", False)


def test_a_unit_as_it_was_on_a_day(province, commune):
    other = factories.unit("Đảng bộ xã khác", province)
    cell = factories.unit("Chi bộ thôn mới", commune)
    UnitLabel.objects.filter(unit=cell).update(valid_from=date(2026, 3, 1))
    old_name(cell, "Chi bộ thôn cũ", date(2026, 3, 1))
    Placement.objects.filter(unit=cell).update(valid_until=date(2026, 3, 1))
    Placement.objects.create(unit=cell, parent=other, valid_from=date(2026, 3, 1))
    actor = specialist(province)
    was = lineage.unit_on(actor, cell.pk, date(2026, 2, 28))
    now = lineage.unit_on(actor, cell.pk, date(2026, 3, 1))
    assert was is not None
    assert now is not None
    assert (was.name, was.parent_name) == ("Chi bộ thôn cũ", commune.name)
    assert (now.name, now.parent_name) == ("Chi bộ thôn mới", other.name)
    assert lineage.unit_on(actor, cell.pk, date(2020, 1, 1)) is None


def test_a_unit_held_for_entry_is_within_reach_or_not_found(province, commune):
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    assert queries.unit_for_entry(officer, commune.pk, Action.RECORD_ADMISSION).pk == commune.pk
    with pytest.raises(Http404):
        queries.unit_for_entry(officer, province.pk, Action.RECORD_ADMISSION)
