"""Two records of one person: found, told apart, merged, and exactly two again."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Model
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel import clock
from dangvu.kernel.models import Event as TrailEvent
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.kernel.sealing import find_key, seal, unseal
from dangvu.members import queries as members
from dangvu.members.actions import duplicates as deeds
from dangvu.members.models import (
    Badge,
    BranchCount,
    DuesMonth,
    Event,
    Headcount,
    Pair,
    Particulars,
    Person,
    Post,
    Spell,
    Status,
    Verdict,
)
from dangvu.members.queries import duplicates

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)
BIRTH = date(1980, 4, 3)


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


class Place:
    """A province with a commune of two cells, and a commune beside it."""

    def __init__(self):
        self.province = f.unit()
        self.commune = f.unit("Đảng bộ xã Một", self.province)
        self.beside = f.unit("Đảng bộ xã Hai", self.province)
        self.cell = f.unit("Chi bộ thôn 1", self.commune)
        self.other_cell = f.unit("Chi bộ thôn 2", self.commune)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.commune)

    def pair(self):
        """Two records of one person, found."""
        one = f.person(self.cell, "Nguyễn Văn An", birth_on=BIRTH)
        two = f.person(self.other_cell, "Nguyễn Văn An", birth_on=BIRTH)
        with entered(self.officer):
            deeds.search_duplicates(self.officer, self.commune)
        f.own()
        return Pair.objects.get(first=one, second=two)


@pytest.fixture
def place():
    return Place()


def whys(unit):
    found = duplicates.search(unit.path)
    return {(one.first, one.second): one.why for one in found.values()}


# ------------------------------------------------------------------ the search


def test_the_strongest_reason_is_told(place):
    number, card = find_key("036080001234"), "012345678901"
    a = f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH, citizen_key=number, card_number=card)
    b = f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH, citizen_key=number, card_number=card)
    c = f.person(place.other_cell, "Trần Thị Bình", birth_on=date(1990, 1, 2), card_number=card)
    d = f.person(place.other_cell, "TRAN THI BINH", birth_on=date(1990, 1, 2))
    e = f.person(place.cell, "Nguyễn Văn Ann", birth_on=BIRTH)
    assert whys(place.commune) == {
        (a.pk, b.pk): "citizen",
        (a.pk, c.pk): "card",
        (b.pk, c.pk): "card",
        (c.pk, d.pk): "name_birth",
        (a.pk, e.pk): "alike",
        (b.pk, e.pk): "alike",
    }


def test_slips_are_looked_for_among_one_day_of_birth_and_one_sex(place):
    f.person(place.cell, "Lê Thị Hoa", birth_on=BIRTH)
    f.person(place.cell, "Lê Thị Hoà", birth_on=date(1980, 4, 4))
    f.person(place.cell, "Lê Thị Hoam", birth_on=BIRTH, sex="M")
    f.person(place.cell, "Hoàng Văn Bảy", birth_on=BIRTH)
    assert whys(place.commune) == {}


def test_people_without_a_card_are_not_alike_for_it_and_cancelled_records_are_left_out(place):
    f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH)
    f.person(place.cell, "Lê Thị Hoa", birth_on=date(1981, 1, 1))
    f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH, status=Status.MISTAKEN)
    assert whys(place.commune) == {}


def test_a_pair_stands_at_the_nearest_common_superior(place):
    far = f.person(place.beside, "Nguyễn Văn An", birth_on=BIRTH)
    near = f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH)
    same = f.person(place.other_cell, "Nguyễn Văn An", birth_on=BIRTH)
    found = duplicates.search(place.province.path)
    assert found[far.pk, near.pk].path == place.province.path
    assert found[near.pk, same.pk].path == place.commune.path
    assert whys(place.commune) == {(near.pk, same.pk): "name_birth"}


def test_the_search_takes_a_constant_number_of_statements(place):
    counts = []
    for _ in range(2):
        for _ in range(3):
            f.person(place.cell, "Nguyễn Văn An", birth_on=BIRTH)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            duplicates.search(place.commune.path)
        counts.append(len(asked))
    assert counts == [4, 4]


def test_searching_again_keeps_what_was_decided_and_drops_what_is_mended(place):
    pair = place.pair()
    third = f.person(place.cell, "Nguyễn Văn Am", birth_on=BIRTH)
    with entered(place.officer):
        deeds.tell_apart(place.officer, pair.pk, "Hai anh em sinh đôi")
        assert deeds.search_duplicates(place.officer, place.commune).fresh == 2
    f.own()
    Person.objects.filter(pk=third.pk).update(birth_on=date(1981, 1, 1))
    with entered(place.officer):
        again = deeds.search_duplicates(place.officer, place.commune)
    f.own()
    assert (again.found, again.fresh) == (1, 0)
    assert list(Pair.objects.values_list("pk", "state")) == [(pair.pk, "different")]


# ------------------------------------------------------------------ who sees, who may


def test_a_pair_is_seen_where_both_stand_in_the_branch(place):
    pair = place.pair()
    stranger = f.actor(Role.COMMUNE_OFFICER, place.beside)
    secretary = f.actor(Role.CELL_SECRETARY, place.cell)
    for actor in (stranger, secretary):
        with entered(actor), pytest.raises(Http404):
            duplicates.pair(actor, pair.pk)
    with entered(secretary), pytest.raises(Refused):
        deeds.search_duplicates(secretary, place.cell)


def test_sensitive_values_are_compared_but_not_shown_until_revealed(place):
    pair = place.pair()
    Particulars.objects.create(
        person=pair.first, unit_path=pair.first.unit_path, citizen_sealed=seal("036080001234")
    )
    hidden = {line.code: line for line in duplicates.compare(pair.first, pair.second)}
    assert hidden["citizen"].values == ("", "")
    assert hidden["citizen"].hidden
    assert hidden["citizen"].differs
    assert hidden["full_name"].values == ("Nguyễn Văn An", "Nguyễn Văn An")
    assert not hidden["full_name"].differs
    shown = {line.code: line for line in duplicates.compare(pair.first, pair.second, reveal=True)}
    assert shown["citizen"].values == ("036080001234", "")


# ------------------------------------------------------------------ told apart


def test_two_people_are_told_apart_with_a_reason_and_it_can_be_taken_back(place):
    pair = place.pair()
    with entered(place.officer):
        with pytest.raises(Impossible):
            deeds.tell_apart(place.officer, pair.pk, "  ")
        deeds.tell_apart(place.officer, pair.pk, "Khác cha mẹ")
        with pytest.raises(Overtaken):
            deeds.merge_pair(place.officer, pair.pk, pair.first_id, [], "Một người")
        deeds.reopen_pair(place.officer, pair.pk, "Xem lại")
    f.own()
    assert Pair.objects.get(pk=pair.pk).state == "open"
    assert TrailEvent.objects.filter(action__in=["tell_apart", "reopen_pair"]).count() == 2


# ------------------------------------------------------------------ made one, and two again


def hung_on(pair):
    """Things on both records, some the same on both."""
    one, two = pair.first, pair.second
    at = {"recorded_at": f.NOW}
    for person in (one, two):
        Badge.objects.create(
            person=person, unit_path=person.unit_path, years=30, awarded_on=TODAY, **at
        )
        DuesMonth.objects.create(
            person=person, unit_path=person.unit_path, month=date(2026, 1, 1), **at
        )
    Badge.objects.create(person=two, unit_path=two.unit_path, years=40, awarded_on=TODAY, **at)
    DuesMonth.objects.create(
        person=two, unit_path=two.unit_path, month=date(2026, 2, 1), paid_on=TODAY, **at
    )
    Post.objects.create(
        person=two, unit=two.unit, unit_path=two.unit_path, kind="secretary", valid_from=f.FOUNDED
    )
    Verdict.objects.create(
        person=two, unit_path=two.unit_path, result="Sai", came_on=TODAY, columns="card_number"
    )
    Particulars.objects.create(
        person=two, unit_path=two.unit_path, citizen_sealed=seal("036080001234"), phone="0912"
    )
    Person.objects.filter(pk=two.pk).update(
        citizen_key=find_key("036080001234"), card_number="012345678901"
    )


_TABLES: tuple[type[Model], ...] = (
    Person, Particulars, Badge, DuesMonth, Post, Verdict, Headcount, BranchCount,
)  # fmt: skip


def everything():
    """Every row about members, as it stands; spells without their numbers."""
    rows = {t.__name__: list(t.objects.order_by("pk").values()) for t in _TABLES}
    for row in rows["Headcount"]:
        row.pop("id", None)
    spells = [{k: v for k, v in s.items() if k != "id"}
              for s in Spell.objects.order_by("person_id", "valid_from").values()]  # fmt: skip
    return rows | {"Spell": spells}


def test_a_merge_keeps_one_person_with_what_both_had(place):
    pair = place.pair()
    hung_on(pair)
    kept, other = pair.first_id, pair.second_id
    with entered(place.officer):
        deeds.merge_pair(place.officer, pair.pk, kept, ["citizen", "card_number"], "Nhập hai lần")
        assert members.headcount(place.commune.path).members == 1
    f.own()
    person = Person.objects.get(pk=kept)
    assert person.card_number == "012345678901"
    assert bytes(person.citizen_key) == find_key("036080001234")
    assert unseal(Particulars.objects.get(pk=kept).citizen_sealed) == "036080001234"
    assert Particulars.objects.get(pk=kept).phone == ""
    assert Person.objects.get(pk=other).status == Status.MISTAKEN
    assert not Spell.objects.filter(person=other).exists()
    assert sorted(Badge.objects.values_list("person", "years", "unit_path")) == [
        (kept, 30, person.unit_path), (kept, 40, person.unit_path),
    ]  # fmt: skip
    assert DuesMonth.objects.filter(person=kept).count() == DuesMonth.objects.count() == 2
    assert Post.objects.get().person_id == kept
    assert Verdict.objects.get().unit_path == person.unit_path


def test_undoing_a_merge_restores_every_row(place):
    pair = place.pair()
    hung_on(pair)
    before = everything()
    taken = ["citizen", "card_number", "phone", "full_name"]
    with entered(place.officer):
        deeds.merge_pair(place.officer, pair.pk, pair.first_id, taken, "Nhập hai lần")
    f.own()
    assert everything() != before
    with entered(place.officer):
        deeds.undo_merge(place.officer, pair.pk, "Gộp nhầm")
    f.own()
    assert everything() == before
    assert Pair.objects.get(pk=pair.pk).state == "open"
    assert Event.objects.filter(person=pair.second).count() == 3
    with entered(place.officer), pytest.raises(Overtaken):
        deeds.undo_merge(place.officer, pair.pk, "Lần nữa")


def test_the_other_side_can_be_kept_and_merged_again_after_undoing(place):
    pair = place.pair()
    before = everything()
    with entered(place.officer):
        for keep in (pair.second_id, pair.first_id):
            deeds.merge_pair(place.officer, pair.pk, keep, [], "Một người")
            assert members.headcount(place.commune.path).members == 1
            deeds.undo_merge(place.officer, pair.pk, "Xem lại")
    f.own()
    assert everything() == before


def test_a_record_edited_since_is_not_undone_over(place):
    pair = place.pair()
    hung_on(pair)
    with entered(place.officer):
        deeds.merge_pair(place.officer, pair.pk, pair.first_id, ["card_number"], "Một người")
    f.own()
    Person.objects.filter(pk=pair.first_id).update(card_number="999999999999")
    with entered(place.officer), pytest.raises(Impossible) as refusal:
        deeds.undo_merge(place.officer, pair.pk, "Gộp nhầm")
    assert refusal.value.code == "changed_since"
    assert "Số thẻ Đảng" in refusal.value.message_vi


def test_what_follows_from_events_is_not_chosen_and_a_reason_is_asked(place):
    pair = place.pair()
    with entered(place.officer):
        for taken, reason in ((["status"], "Một người"), (["nothing"], "Một người"), ([], "")):
            with pytest.raises(Impossible):
                deeds.merge_pair(place.officer, pair.pk, pair.first_id, taken, reason)
        with pytest.raises(Impossible):
            deeds.merge_pair(place.officer, pair.pk, 0, [], "Một người")


def test_the_snapshots_are_sealed_and_the_trail_holds_no_value(place):
    pair = place.pair()
    hung_on(pair)
    with entered(place.officer):
        made = deeds.merge_pair(
            place.officer, pair.pk, pair.first_id, ["card_number"], "Nhập hai lần"
        )
    assert b"012345678901" not in bytes(made.given_up) + bytes(made.before)
    event = TrailEvent.objects.get(action="merge_pair")
    assert event.data["fields"] == ["card_number"]
    assert "012345678901" not in str(event.data)
