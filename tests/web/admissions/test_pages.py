"""Admissions on the screen: who sees whom, one person recorded, corrected, taken out."""

from datetime import date

import pytest
from django.urls import reverse
from tests import factories as f

from dangvu.access.matrix import Action, Reach, Role, reach
from dangvu.admissions.models import Admission
from dangvu.kernel.models import Event
from dangvu.members.models import Person

LIST = "/ket-nap/"
NEW = "/ket-nap/moi/"


@pytest.fixture
def browser_of(world):
    def opened(role=Role.COMMUNE_OFFICER, place=None):
        return f.signed_in(f.account(role, place or world.huoai))

    return opened


@pytest.fixture
def page(browser_of):
    return browser_of()


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def typed(world) -> dict:
    return {
        "full_name": "Nguyễn Thị Thử",
        "sex": "F",
        "birth_on": "5/2/2001",
        "ethnic_group": "16",
        "religion": "08",
        "youth_union": "on",
        "source_group": "farmer",
        "unit": world.cell.pk,
        "decision_number": "15-QĐ/ĐU",
        "decision_on": "10.4.2026",
        "issuer": "Ban Thường vụ Đảng ủy xã Đạ Huoai",
        "ceremony_on": "28/04/2026",
        "note": "",
    }


class TestWhoSees:
    @pytest.mark.parametrize("role", list(Role))
    def test_each_role(self, world, browser_of, role) -> None:
        page = browser_of(role, world.province)
        sees = reach(role, Action.VIEW_ADMISSIONS) is not Reach.NONE
        records = reach(role, Action.RECORD_ADMISSION) is not Reach.NONE
        listed = page.get(LIST)
        assert listed.status_code == (200 if sees else 403)
        assert page.get(NEW).status_code == (200 if records else 403)
        if sees:
            assert ("Ghi một người" in text(listed)) is records
        else:
            assert "không có quyền" in text(listed)

    def test_only_the_own_branch_is_listed_and_reading_it_is_recorded(self, world, page) -> None:
        mine = f.admission(world.cell, person=f.person(world.cell, "Lê Thị Trong"))
        f.admission(world.police, person=f.person(world.police, "Lê Thị Ngoài"))
        shown = text(page.get(LIST))
        assert "Lê Thị Trong" in shown
        assert "Lê Thị Ngoài" not in shown
        f.own()
        event = Event.objects.get(action="view_admissions")
        assert (event.kind, event.data["persons"]) == ("read", [mine.person_id])

    def test_another_branch_is_404_for_every_address(self, world, page) -> None:
        other = f.admission(world.police)
        assert page.get(reverse("admission", args=[other.pk])).status_code == 404
        assert page.get(reverse("admission_correct", args=[other.pk])).status_code == 404
        void = reverse("admission_void", args=[other.pk])
        assert page.post(void, {"reason": "x"}).status_code == 404
        assert page.get(LIST, {"don-vi": world.teh.pk}).status_code == 404

    def test_a_member_sees_the_own_admission_only(self, world) -> None:
        mine = f.admission(world.cell, person=f.person(world.cell, "Lê Thị Tôi"))
        f.admission(world.cell, person=f.person(world.cell, "Lê Thị Khác"))
        account = f.account(Role.MEMBER, world.cell, person_id=mine.person_id)
        shown = text(f.signed_in(account).get(LIST))
        assert "Lê Thị Tôi" in shown
        assert "Lê Thị Khác" not in shown

    def test_whoever_may_look_but_not_write_is_told_why(self, world, browser_of) -> None:
        made = f.admission(world.cell)
        page = browser_of(Role.INSPECTION_OFFICER, world.province)
        assert "Sửa hồ sơ này" not in text(page.get(reverse("admission", args=[made.pk])))
        answer = page.get(reverse("admission_correct", args=[made.pk]))
        assert answer.status_code == 403
        assert "không có quyền" in text(answer)


class TestList:
    def test_filters_narrow_it(self, world, page) -> None:
        f.admission(
            world.cell, date(2026, 3, 10), person=f.person(world.cell, "Lê Thị Ba"),
            source_group="farmer",
        )  # fmt: skip
        f.admission(
            world.cell, date(2026, 4, 10), person=f.person(world.cell, "Lê Thị Tư"),
            source_group="student", female=False,
        )  # fmt: skip
        for query, names in (
            ({"thang": "2026-04"}, {"Tư"}),
            ({"thang": "2026"}, {"Ba", "Tư"}),
            ({"thang": "2025"}, set()),
            ({"nguon": "farmer"}, {"Ba"}),
            ({"phan": "female"}, {"Ba"}),
            ({"ten": "le thi t"}, {"Tư"}),
            ({"tinh-trang": "void"}, set()),
            ({"thang": "linh tinh", "nguon": "la", "don-vi": "x"}, {"Ba", "Tư"}),
        ):
            shown = text(page.get(LIST, query))
            assert {n for n in ("Ba", "Tư") if f"Lê Thị {n}<" in shown} == names, query

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_statements_does_not_grow(
        self, world, page, number, django_assert_num_queries
    ) -> None:
        for n in range(number):
            f.admission(world.cell, person=f.person(world.cell, f"Lê Thị {n}"))
        page.get(LIST)
        with django_assert_num_queries(STATEMENTS):
            page.get(LIST)

    def test_it_goes_on_where_the_page_ends(self, world, page) -> None:
        for n in range(53):
            f.admission(world.cell, person=f.person(world.cell, f"Lê Thị Số{n:02}"))
        first = text(page.get(LIST))
        assert "Đang hiện 50 trong 53 hồ sơ" in first
        address = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
        rest = text(page.get(LIST + address.replace("&amp;", "&")))
        assert rest.count("Lê Thị Số") == 3


STATEMENTS = 15


class TestRecording:
    def test_one_person_is_recorded(self, world, page, typed) -> None:
        answer = page.post(NEW, typed)
        f.own()
        made = Admission.objects.get()
        assert answer["Location"] == reverse("admission", args=[made.pk])
        assert (made.person.birth_on, made.decision_on) == (date(2001, 2, 5), date(2026, 4, 10))
        shown = text(page.get(answer["Location"]))
        for words in ("Nguyễn Thị Thử", "Cơ-ho", "Tin lành", "Nông dân", "15-QĐ/ĐU", "28/04/2026"):
            assert words in shown

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("full_name", "Lan", "chỉ có một chữ"),
            ("birth_on", "2/30/2001", "không có tháng 30"),
            ("decision_on", "tháng tư", "không phải là ngày"),
            ("decision_on", "2/6/2026", "sau ngày 01/06/2026"),
            ("ceremony_on", "9/4/2026", "trước ngày quyết định"),
            ("source_group", "", "Chưa chọn"),
            ("unit", "", "Chưa chọn"),
            ("decision_number", "", "Chưa điền"),
        ],
    )
    def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
        self, world, page, typed, field, value, said
    ) -> None:
        answer = page.post(NEW, typed | {field: value})
        shown = text(answer)
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in shown
        assert said.lower() in shown.lower()
        assert "Nguyễn Thị Thử" in shown or field == "full_name"
        assert 'value="15-QĐ/ĐU"' in shown or field == "decision_number"
        f.own()
        assert not Person.objects.exists()

    def test_what_is_only_odd_is_shown_once_and_then_taken(self, page, typed) -> None:
        odd = typed | {"birth_on": "05/02/2009"}
        first = page.post(NEW, odd)
        assert "Xem lại trước khi ghi" in text(first)
        assert "Đã xem, vẫn ghi" in text(first)
        seen = text(first).split('name="seen" value="')[1].split('"')[0]
        assert page.post(NEW, odd | {"seen": seen}).status_code == 302

    def test_the_same_person_is_refused_with_where_it_stands(self, world, page, typed) -> None:
        page.post(NEW, typed)
        answer = page.post(NEW, typed)
        assert "Người này đã có ở Chi bộ Thôn 1" in text(answer)
        f.own()
        assert Person.objects.count() == 1

    def test_the_next_of_the_same_decision_need_not_be_typed_again(
        self, world, page, typed
    ) -> None:
        page.post(NEW, typed, follow=True)
        f.own()
        made = Admission.objects.get()
        shown = text(page.get(NEW, {"tu": made.pk}))
        assert 'value="15-QĐ/ĐU"' in shown
        assert 'value="10/04/2026"' in shown
        assert "Nguyễn Thị Thử" not in shown

    def test_who_usually_decides_is_proposed(self, page, browser_of, world) -> None:
        assert "Ban Thường vụ Đảng ủy xã Đạ Huoai" in text(page.get(NEW))
        secretary = browser_of(Role.CELL_SECRETARY, world.cell)
        assert "Ban Thường vụ Đảng ủy xã Đạ Huoai" in text(secretary.get(NEW))

    def test_among_many_cells_one_is_typed_and_a_doubtful_one_chosen(
        self, world, browser_of, typed, monkeypatch
    ) -> None:
        monkeypatch.setattr("dangvu.web.admissions.forms.MOST_LISTED", 1)
        page = browser_of(Role.PROVINCE_SPECIALIST, world.province)
        first = page.post(NEW, typed | {"unit": "chi bo thon 1"})
        assert "Chi bộ Thôn 1, Đảng bộ xã Đạ Tẻh" in text(first)
        picked = {"unit": "chi bo thon 1", "unit_pick": world.other_cell.pk}
        assert page.post(NEW, typed | picked).status_code == 302
        f.own()
        assert Admission.objects.get().unit == world.other_cell
        unknown = page.post(NEW, typed | {"unit": "Chi bộ Thôn 99"})
        assert "Không có đơn vị tên" in text(unknown)


class TestChanging:
    def test_a_correction_keeps_the_old_record(self, world, page, typed) -> None:
        page.post(NEW, typed)
        f.own()
        before = Admission.objects.get()
        address = reverse("admission_correct", args=[before.pk])
        form = text(page.get(address))
        assert 'value="Nguyễn Thị Thử"' in form
        assert 'value="05/02/2001"' in form
        without = page.post(address, typed | {"full_name": "Nguyễn Thị Thư"})
        assert without.status_code == 422
        done = page.post(
            address, typed | {"full_name": "Nguyễn Thị Thư", "reason": "sai tên"}, follow=True
        )
        shown = text(done)
        assert "Nguyễn Thị Thư" in shown
        assert "đã hủy ghi: sai tên" in shown
        old = text(page.get(reverse("admission", args=[before.pk])))
        assert "Đã hủy ghi ngày" in old
        assert "Sửa hồ sơ này" not in old

    def test_voiding_asks_why_and_says_what_happens(self, world, page, typed) -> None:
        page.post(NEW, typed)
        f.own()
        made = Admission.objects.get()
        address = reverse("admission_void", args=[made.pk])
        assert page.post(address, {"reason": " "}).status_code == 422
        shown = text(page.post(address, {"reason": "ghi nhầm người"}, follow=True))
        assert "Lý do: ghi nhầm người" in shown
        assert "Nguyễn Thị Thử" not in text(page.get(LIST)).split("<main")[1]
        assert "Nguyễn Thị Thử" in text(page.get(LIST, {"tinh-trang": "void"}))
        again = page.post(address, {"reason": "lần nữa"}, follow=True)
        assert "đã được hủy" in text(again)


@pytest.mark.browser
def test_axe_finds_nothing_and_nothing_runs_off_the_side(world, page, typed, look) -> None:
    from axe_playwright_python.sync_playwright import Axe

    empty = text(page.get(LIST))
    bad = text(page.post(NEW, typed | {"birth_on": "x", "full_name": ""}))
    page.post(NEW, typed)
    f.own()
    made = Admission.objects.get()
    pages = {
        "empty": empty,
        "bad": bad,
        "list": text(page.get(LIST)),
        "one": text(page.get(reverse("admission", args=[made.pk]))),
        "form": text(page.get(reverse("admission_correct", args=[made.pk]))),
    }
    for name, html in pages.items():
        for width in (1440, 390):
            seen = look(html, width)
            violations = Axe().run(seen).response["violations"]
            assert [v["id"] for v in violations] == [], (name, width)
            assert seen.complaints == [], (name, width)
            assert seen.evaluate("document.documentElement.scrollWidth") <= width, name
