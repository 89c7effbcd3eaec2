"""Finding members: words in any order, numbers exactly, filters together, pages that join."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.kernel.sealing import find_key
from dangvu.members.models import Person, Status
from dangvu.members.queries import finding
from dangvu.members.queries.finding import Sought, find
from dangvu.office.vietnamese import sort_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return factories.unit()


@pytest.fixture
def commune(province):
    return factories.unit("Đảng bộ xã Tà Nung", province)


@pytest.fixture
def officer(province):
    return factories.actor(Role.PROVINCE_SPECIALIST, province)


@pytest.fixture(params=["small", "large"])
def size(request, monkeypatch):
    """Branches are read whole, or by the index of words and the order of names."""
    if request.param == "large":
        monkeypatch.setattr(finding, "SMALL", -1)


def names(actor, text="", **more):
    with entered(actor):
        return [p.full_name for p in find(actor, Sought(text, **more)).lines]


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen van an", ["Nguyễn Văn An", "Nguyễn Văn Ấn"]),
        ("an nguyen", ["Nguyễn Văn An", "Nguyễn Văn Ấn"]),
        ("Nguyễn Văn Ấn", ["Nguyễn Văn An", "Nguyễn Văn Ấn"]),
        ("nguyen", ["Nguyễn Văn An", "Nguyễn Văn Ấn", "Nguyễn Thị Lan"]),
        ("thi la", ["Nguyễn Thị Lan"]),
        ("ngu", ["Nguyễn Văn An", "Nguyễn Văn Ấn", "Nguyễn Thị Lan"]),
        ("kbreu", ["K'Brêu"]),
        ("k'breu", ["K'Brêu"]),
        ("breu", ["K'Brêu"]),
        ("hoa", []),
        ("' & | !", []),
    ],
)
def test_words_of_a_name_stand_in_any_order(officer, commune, text, found):
    for name in ("Nguyễn Thị Lan", "Nguyễn Văn Ấn", "K'Brêu", "Nguyễn Văn An"):
        factories.person(commune, name)
    assert names(officer, text) == found


@pytest.mark.usefixtures("size")
def test_a_word_not_ended_is_tried_only_where_nobody_bears_it(officer, commune):
    for name in ("Lê Hoa", "Lê Hoan"):
        factories.person(commune, name)
    with entered(officer):
        whole, begun = find(officer, Sought("le hoa")), find(officer, Sought("le ho"))
    assert ([p.full_name for p in whole.lines], whole.begun) == (["Lê Hoa"], False)
    assert ([p.full_name for p in begun.lines], begun.begun) == (["Lê Hoa", "Lê Hoan"], True)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("text", ["", "le"])
def test_pages_join_without_gap_in_vietnamese_order(officer, commune, text):
    given_names = ["Ân", "An", "Ánh", "Anh", "Đạt", "Dung", "An", "Dũng"]
    for name in given_names:
        factories.person(commune, f"Lê {name}")
    seen, after = [], ""
    with entered(officer):
        while True:
            page = find(officer, Sought(text), after, size=3)
            seen += [p.full_name for p in page.lines]
            if not (after := page.after):
                break
    assert seen == sorted((f"Lê {n}" for n in given_names), key=sort_key)


@pytest.mark.usefixtures("size")
def test_numbers_are_found_exactly(officer, commune):
    factories.person(commune, "Lê Thẻ", card_number="038012345678")
    factories.person(commune, "Lê Định", citizen_key=find_key("068099001234"))
    assert names(officer, "038 012 345 678") == ["Lê Thẻ"]
    assert names(officer, "068099001234") == ["Lê Định"]
    assert names(officer, "068099001235") == []
    assert names(officer, "03801234567") == []


@pytest.mark.usefixtures("size")
def test_filters_combine(officer, commune):
    cell = factories.unit("Chi bộ 1", commune)
    kept = {
        "sex": "M", "ethnic_group": "10", "religion": "01", "theory": "CC", "professional": "DH",
        "occupation": "ND", "source_group": "farmer", "general_education": "THPT",
        "birth_on": date(1990, 1, 1), "joined_on": date(2020, 1, 1), "status": "CHINH_THUC",
        "official_on": date(2021, 1, 1),
    }  # fmt: skip
    factories.person(cell, "Lê Đúng", **kept)
    others = {
        "sex": "F", "ethnic_group": "01", "religion": "", "theory": "SC", "professional": "TC",
        "occupation": "CN", "source_group": "army", "general_education": "THCS",
        "birth_on": date(1980, 1, 1), "joined_on": date(2010, 1, 1), "status": "MIEN_SINH_HOAT",
        "official_on": date(2022, 1, 1),
    }  # fmt: skip
    for name, value in others.items():
        factories.person(cell, f"Lê Khác {name}", **kept | {name: value})
    factories.person(commune, "Lê Nơi Khác", **kept)
    codes = {name: [kept[name]] for name in finding.CODES}
    days = {name: kept[name] for name in finding.DAYS}
    for text in ("", "le"):
        assert names(
            officer, text, unit_path=cell.path, codes=codes, since=days, until=days
        ) == ["Lê Đúng"]  # fmt: skip


@pytest.mark.usefixtures("size")
def test_who_is_no_longer_a_member_is_found_where_asked_for(officer, commune):
    factories.person(commune, "Lê Còn")
    factories.person(commune, "Lê Mất", status="TU_TRAN")
    assert names(officer, "le") == ["Lê Còn"]
    assert names(officer, "le", codes={"status": [Status.DIED.value]}) == ["Lê Mất"]


def test_sensitive_filters_are_for_who_may_reveal(province, commune):
    cell = factories.unit("Chi bộ 1", commune)
    secretary = factories.actor(Role.CELL_SECRETARY, cell)
    for field in ("ethnic_group", "religion"):
        with pytest.raises(Refused, match="nhạy cảm"), entered(secretary):
            find(secretary, Sought(codes={field: ["01"]}))


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("text", ["", "le", "le la", "038012345678"])
def test_nothing_from_beyond_the_branch(province, commune, text):
    beside = factories.unit("Đảng bộ xã khác", province)
    factories.person(commune, "Lê Lan", card_number="")
    factories.person(beside, "Lê Lan Xa", card_number="038012345678")
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    for path in ("", beside.path, province.path):
        with entered(officer):
            found = find(officer, Sought(text, unit_path=path))
        assert "Lê Lan Xa" not in [p.full_name for p in found.lines]
        assert (found.total or 0) <= 1


def test_the_function_itself_gives_nothing_beyond_the_branch(province, commune):
    """Whatever branch is asked of it: it borrows the owner's rights, so it holds the actor's."""
    beside = factories.unit("Đảng bộ xã khác", province)
    for place in (commune, beside):
        factories.person(place, "Lê Lan")
    sql = "SELECT count(*) FROM members_found('lan', %s, '{}', '', 0, 50, 50)"
    officer = factories.actor(Role.COMMUNE_OFFICER, commune)
    with entered(officer), connection.cursor() as cursor:
        counts = []
        for path in (province.path, commune.path, beside.path):
            cursor.execute(sql, [path])
            counts.append(cursor.fetchone()[0])
    assert counts == [1, 1, 0]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CLERK, Role.IT_ADMINISTRATOR])
def test_roles_without_records_find_nobody_and_may_not_call_it(province, commune, role):
    factories.person(commune, "Lê Lan")
    reader = factories.actor(role, province)
    assert names(reader, "lan") == []
    with entered(reader), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege(current_user, "
            "'members_found(tsquery, text, jsonb, text, bigint, int, int)', 'EXECUTE')"
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("text", "statements"), [("", 3), ("le", 3)])
def test_the_same_statements_for_any_number(
    officer, commune, django_assert_num_queries, number, text, statements
):
    for n in range(number):
        factories.person(commune, f"Lê {n}")
    with entered(officer), django_assert_num_queries(statements):
        assert len(find(officer, Sought(text)).lines) == number


def test_totals(officer, commune, monkeypatch):
    for n in range(7):
        factories.person(commune, f"Lê {n}", sex="M" if n < 3 else "F")
    with entered(officer):
        assert find(officer, Sought(), size=2).total == 7
        assert find(officer, Sought("le"), size=2).total == 7
        assert find(officer, Sought(codes={"sex": ["M"]}), size=2).total == 3
        monkeypatch.setattr(finding, "SMALL", -1)
        assert find(officer, Sought(), size=2).total == 7
        assert find(officer, Sought(codes={"sex": ["M"]}), size=2).total is None
        monkeypatch.setattr(finding, "MOST", 5)
        capped = find(officer, Sought("le"), size=2)
    assert (capped.total, capped.more_than) == (5, True)


@pytest.mark.parametrize(
    "after", ["²", "x~y~1", "w~a~²", "w~a~" + "9" * 40, "w~\0~1", "b~~", "~", "9999-12"]
)
def test_an_odd_place_in_the_list_is_its_beginning_or_some_place(officer, commune, after):
    factories.person(commune, "Lê Lan")
    with entered(officer):
        assert len(find(officer, Sought(), after).lines) <= 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=30))
def test_any_text_is_answered(officer, commune, text):
    if not Person.objects.exists():
        factories.person(commune, "Lê Lan")
    with entered(officer):
        assert len(find(officer, Sought(text)).lines) <= 1
