"""A paper beside its duties, given out, followed up, urged, judged; on pages without scripts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories as f
from tests.tasks.duties_world import TODAY, World, paper, plan_duty

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper
from dangvu.kernel.models import Event
from dangvu.tasks.models import Assignment, Directive, Duty, InspectionWish, Urging
from dangvu.tasks.queries import directives

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO_TODAY = TODAY.isoformat()
    return World()


def browser(role: Role, place):
    return f.signed_in(f.account(role, place))


def specialist(world):
    return browser(Role.PROVINCE_SPECIALIST, world.province)


def standing(found: Directive):
    f.own()
    found.refresh_from_db()
    return directives.proposed(found)


def entered(one, **more) -> dict[str, str]:
    """A form of a duty as a browser sends it back."""
    named = one.named_day
    return {
        "no": one.no, "heading": one.heading, "what": one.what, "product": one.product or "report",
        "audience": one.audience, "organ": one.organ, "join_organs": "; ".join(one.join_organs),
        "due_day": f"{named:%d/%m/%Y}" if named else "",
        "due_kind": "through" if one.due_inclusive else "before",
        "every": one.every, "times": str(one.times), "by_day": one.by_day or "",
        "by_month": one.by_month or "", "report_to": one.report_to, **more,
    }  # fmt: skip


# ------------------------------------------------------------------ beside the text


def test_a_paper_is_opened_and_its_passages_are_tied_to_its_duties(world) -> None:
    page = specialist(world)
    answer = page.post(reverse("directive_open", args=[world.paper.pk]))
    f.own()
    found = Directive.objects.get()
    assert answer.url == reverse("directive_reading", args=[found.pk])
    html = page.get(answer.url).content.decode()
    assert "3 nhiệm vụ đọc được từ văn bản" in html
    for one in standing(found):
        assert f'id="tu-{one.key}"' in html
        assert f'href="#{one.key}"' in html
        assert f'<li id="{one.key}"' in html
    assert "Trước ngày 30/06/2026, tức là hết ngày 29/06/2026" in html
    assert "Các cấp ủy trực thuộc: 2 đơn vị" in html
    assert html.count('class="btn main"') == 1
    f.own()
    assert not Duty.objects.exists()


def test_a_duty_is_mended_with_its_day_as_the_paper_says_it(world) -> None:
    found, page = world.opened(), specialist(world)
    one = standing(found)[0]
    sent = entered(one, edition=found.edition, product="plan", due_day="15/06/2026",
                   due_kind="before")  # fmt: skip
    answer = page.post(reverse("directive_duty", args=[found.pk, one.key]), sent)
    assert answer.status_code == 302
    now = standing(found)[0]
    assert (now.product, now.due_on, now.due_inclusive) == ("plan", date(2026, 6, 14), False)
    assert now.seen
    assert "trước ngày 15/06/2026, tức là hết ngày 14/06/2026" in (
        page.get(reverse("directive_reading", args=[found.pk])).content.decode().lower()
    )


def test_what_is_wrong_stays_on_the_form(world) -> None:
    found, page = world.opened(), specialist(world)
    one = standing(found)[0]
    sent = entered(one, edition=found.edition, heading="Tên mới", due_day="31/02/2026")
    answer = page.post(reverse("directive_duty", args=[found.pk, one.key]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Chưa lưu được" in html
    assert 'value="Tên mới"' in html
    assert standing(found)[0].heading == one.heading


def test_one_is_cut_joined_left_out_and_restored(world) -> None:
    found, page = world.opened(), specialist(world)
    where = reverse("directive_deed", args=[found.pk])

    def do(deed: str, key: str, **more) -> None:
        f.own()
        found.refresh_from_db()
        page.post(where, {"deed": deed, "key": key, "edition": found.edition, **more})

    first, second, third = standing(found)
    do("split", first.key, at=len("Các cấp ủy"))
    assert len(standing(found)) == 4
    new = standing(found)[1]
    do("join", first.key, other=new.key)
    assert len(standing(found)) == 3
    do("drop", third.key)
    assert standing(found)[2].dropped
    do("restore", third.key)
    assert not standing(found)[2].dropped
    do("right", second.key)
    assert standing(found)[1].seen
    sent = entered(second, edition=found.edition, heading="Việc thêm", what="Việc thêm")
    f.own()
    found.refresh_from_db()
    sent["edition"] = found.edition
    page.post(reverse("directive_duty", args=[found.pk, "moi"]), sent)
    assert standing(found)[3].heading == "Việc thêm"


def test_who_comes_second_is_told_and_nothing_is_written(world) -> None:
    found, page = world.opened(), specialist(world)
    one = standing(found)[0]
    where = reverse("directive_deed", args=[found.pk])
    page.post(where, {"deed": "drop", "key": one.key, "edition": found.edition})
    answer = page.post(where, {"deed": "restore", "key": one.key, "edition": 0}, follow=True)
    assert "vừa sửa các nhiệm vụ này" in answer.content.decode()
    assert standing(found)[0].dropped


def test_nothing_is_given_until_the_red_button_and_then_everybody_has_it(world) -> None:
    found, page = world.proposed(plan_duty(product="")), specialist(world)
    where = reverse("directive_confirm", args=[found.pk])
    answer = page.post(where, {"edition": found.edition}, follow=True)
    html = answer.content.decode()
    assert "chưa chọn sản phẩm" in html
    assert 'name="product"' in html  # the duty to blame is open
    f.own()
    assert not Assignment.objects.exists()
    one = standing(found)[0]
    page.post(reverse("directive_duty", args=[found.pk, one.key]),
              entered(one, edition=found.edition))  # fmt: skip
    f.own()
    found.refresh_from_db()
    answer = page.post(where, {"edition": found.edition})
    assert answer.url == reverse("directive", args=[found.pk])
    f.own()
    assert Assignment.objects.filter(unit__in=[world.one, world.two]).count() == 2
    assert Event.objects.filter(action="confirm_directive").exists()


def test_nothing_may_be_given_from_a_paper(world) -> None:
    found, page = world.opened(), specialist(world)
    page.post(reverse("directive_drop", args=[found.pk]), {"edition": found.edition})
    f.own()
    found.refresh_from_db()
    assert found.state == "dropped"


# ------------------------------------------------------------------ the list, one, its words


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_so_many_statements(world, number) -> None:
    world.given()
    for n in range(number - 1):
        world.paper = paper(world.province, f"{n + 30}-CT/TU")
        world.given()
    page = specialist(world)
    page.get(reverse("directive_list"))
    f.own()
    with CaptureQueriesContext(connection) as caught:
        html = page.get(reverse("directive_list")).content.decode()
    assert html.count('scope="row"') == number
    assert len(caught) == LIST


LIST = 12


def test_a_member_reads_what_is_for_the_cell_and_no_figures(world) -> None:
    found = world.given(plan_duty(audience="cells"))
    person = f.person(world.cell)
    page = f.signed_in(f.account(Role.MEMBER, world.cell, person_id=person.pk))
    html = page.get(reverse("directive_list")).content.decode()
    assert "17-CT/TU" in html
    assert "Quá hạn" not in html
    html = page.get(reverse("directive", args=[found.pk])).content.decode()
    assert reverse("acknowledge", args=[found.pk]) in html
    assert "Bảng theo dõi" not in html
    text = page.get(reverse("directive_text", args=[found.pk])).content.decode()
    assert "nâng cao chất lượng sinh hoạt chi bộ" in text


def test_a_directive_ends_with_a_reason(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("directive_end", args=[found.pk])
    assert page.post(where, {"on": "01/06/2026", "note": ""}).status_code == 422
    page.post(where, {"on": "01/06/2026", "note": "Đã tổng kết"})
    f.own()
    found.refresh_from_db()
    assert (found.state, found.ended_on) == ("ended", TODAY)


# ------------------------------------------------------------------ followed up


def test_the_sheet_says_who_is_late_and_narrows(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("follow_up", args=[found.pk])
    html = page.get(where).content.decode()
    assert "2 nơi cấp dưới quá hạn" in html
    assert "quá hạn 1 ngày" in html
    html = page.get(where, {"ten": "phuong mot"}).content.decode()
    assert "phường Một" in html
    assert "phường Hai</a>" not in html
    assert "Không có nơi nào như vậy" in page.get(where, {"tinh-trang": "done"}).content.decode()


def test_the_workbook_is_noted(world) -> None:
    found, page = world.given(), specialist(world)
    answer = page.get(reverse("follow_up_file", args=[found.pk]))
    assert answer.content[:2] == b"PK"
    f.own()
    assert Event.objects.get(action="export_follow_up").data == {"units": 2}
    assert browser(Role.AUDITOR, world.province).get(
        reverse("follow_up_file", args=[found.pk])
    ).status_code == 403  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_takes_so_many_statements(world, number) -> None:
    for n in range(number - 2):
        f.unit(f"Đảng bộ phường Thêm {n}", world.province)
    units = (world.one.pk,) if number == 1 else ()
    found = world.given(plan_duty(units=units))
    page = specialist(world)
    with CaptureQueriesContext(connection) as caught:
        html = page.get(reverse("follow_up", args=[found.pk])).content.decode()
    assert html.count('scope="row"') == number
    assert len(caught) == SHEET


SHEET = 18


# ------------------------------------------------------------------ urged, judged, inspected


def letter(**more) -> dict[str, object]:
    return {
        "subject": "về việc đôn đốc", "report_due": "15/06/2026", "place": "Lâm Đồng",
        "authority": "K/T TRƯỞNG BAN", "post": "PHÓ TRƯỞNG BAN", "signer": "",
        "recipients": "Như trên\nLưu Văn phòng Ban", "addressees": "", "seen": "0",
        "each": "common", **more,
    }  # fmt: skip


def test_only_the_late_are_ticked_and_a_letter_notes_who_was_urged(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("directive_urge", args=[found.pk])
    html = page.get(where).content.decode()
    assert html.count(" checked") == 3  # two bodies, one kind of letter
    answer = page.post(where, letter(bodies=[world.one.pk, world.two.pk]))
    assert answer.status_code == 302, answer.content.decode()
    f.own()
    made = Paper.objects.get(kind="don_doc_nhiem_vu_chung")
    assert [(u.unit_id, u.duties, u.paper_id) for u in Urging.objects.order_by("unit_id")] == [
        (world.one.pk, 1, made.pk), (world.two.pk, 1, made.pk),
    ]  # fmt: skip
    assert world.of(world.one).urged == 1
    assert world.of(world.one).urged_on == TODAY
    assert "1 lần" in page.get(reverse("follow_up", args=[found.pk])).content.decode()


def test_each_body_gets_a_letter_of_its_own(world) -> None:
    found, page = world.given(), specialist(world)
    page.post(reverse("directive_urge", args=[found.pk]),
              letter(bodies=[world.one.pk, world.two.pk], each="each"))  # fmt: skip
    f.own()
    papers = Paper.objects.filter(kind="don_doc_nhiem_vu_rieng")
    assert {p.subject_unit_id for p in papers} == {world.one.pk, world.two.pk}
    assert {(u.unit_id, u.paper.subject_unit_id) for u in Urging.objects.all()} == {
        (world.one.pk, world.one.pk), (world.two.pk, world.two.pk),
    }  # fmt: skip


def test_who_urges_second_is_told_and_may_try_again(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("directive_urge", args=[found.pk])
    page.post(where, letter(bodies=[world.one.pk]))
    answer = page.post(where, letter(bodies=[world.one.pk]))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "vừa soạn công văn đôn đốc" in html
    f.own()
    assert Urging.objects.count() == 1
    assert f'name="seen" value="{Urging.objects.get().pk}"' in html


def test_nobody_late_nobody_urged(world) -> None:
    found, page = world.given(plan_duty(due_on=date(2026, 9, 30))), specialist(world)
    html = page.get(reverse("directive_urge", args=[found.pk])).content.decode()
    assert "Không có nơi nào phải đôn đốc" in html


def test_the_assessment_is_drafted_from_the_record(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("directive_assess", args=[found.pk])
    assert "Báo cáo sẽ nêu" in page.get(where).content.decode()
    sent = {"which": "year", "year": "2026", **letter(subject="")}
    answer = page.post(where, sent)
    assert answer.status_code == 302, answer.content.decode()
    f.own()
    made = Paper.objects.get(kind="danh_gia_thuc_hien")
    assert (made.type, made.title) == ("BC", "kết quả thực hiện Chỉ thị 17-CT/TU, năm 2026")
    assert made.payload["late_count"] == "2"
    assert made.payload["duties"][0]["silent"] == "2"
    term = page.post(where, {**sent, "which": "term"})
    assert "Chưa ghi nhiệm kỳ" in term.content.decode()


def test_bodies_are_put_forward_and_an_inspector_takes_them(world) -> None:
    found, page = world.given(), specialist(world)
    where = reverse("directive_inspection", args=[found.pk])
    assert page.post(where, {"bodies": [world.one.pk], "reason": ""}).status_code == 422
    page.post(where, {"bodies": [world.one.pk], "reason": "Quá hạn"})
    f.own()
    wish = InspectionWish.objects.get()
    take = reverse("inspection_take", args=[wish.pk])
    assert page.post(take).status_code == 403
    inspector = browser(Role.INSPECTION_OFFICER, world.province)
    assert "phường Một" in inspector.get(reverse("inspection_list")).content.decode()
    inspector.post(take)
    f.own()
    wish.refresh_from_db()
    assert wish.taken_on == TODAY
    again = inspector.post(take, follow=True).content.decode()
    assert "đã đưa vào chương trình ngày" in again


# ------------------------------------------------------------------ a unit's own duty


def officer(world):
    return browser(Role.COMMUNE_OFFICER, world.one)


def test_a_unit_plans_begins_and_hands_down(world) -> None:
    found, page = world.given(), officer(world)
    row = world.of(world.one)
    where = reverse("assignment", args=[row.pk])
    html = page.get(where).content.decode()
    assert "quá hạn 1 ngày làm việc" in html
    assert html.count('class="btn main') == 1
    plan = reverse("assignment_plan", args=[row.pk])
    assert page.post(plan, {"number": "xx", "on": "01/06/2026"}).status_code == 422
    page.post(plan, {"number": "05-KH/ĐU", "on": "01/06/2026"})
    assert world.of(world.one).plan_number == "05-KH/ĐU"
    deed = reverse("assignment_deed", args=[row.pk])
    page.post(deed, {"deed": "begin"})
    assert world.of(world.one).stage == "in_progress"
    page.post(deed, {"deed": "all"})
    f.own()
    assert Assignment.objects.filter(directive=found, unit=world.cell).exists()
    html = page.get(where).content.decode()
    assert "Khu phố 3" in html
    assert "Cấp dưới xong 0 trong 3 việc" in html


def test_a_unit_breaks_its_duty_down(world) -> None:
    world.given(plan_duty(due_on=date(2026, 9, 30)))
    page, row = officer(world), world.of(world.one)
    where = reverse("break_down", args=[row.pk])
    sent = {"number": "05-KH/ĐU", "on": "01/06/2026"}
    assert page.post(where, sent).status_code == 422
    bad = page.post(where, {**sent, "p1-what": "Rà soát"})
    assert "Chưa chọn nơi nào" in bad.content.decode()
    done = page.post(where, {**sent, "p1-what": "Rà soát", "p1-units": [world.body.pk],
                             "p1-due_on": "31/08/2026"})  # fmt: skip
    assert done.status_code == 302, done.content.decode()
    f.own()
    made = Assignment.objects.get(unit=world.body)
    assert (made.duty.what, made.due_on, made.parent_id) == ("Rà soát", date(2026, 8, 31), row.pk)


def test_more_lines_keep_what_was_typed_and_judge_nothing(world) -> None:
    world.given(plan_duty(due_on=date(2026, 9, 30)))
    page, where = officer(world), reverse("break_down", args=[world.of(world.one).pk])
    assert page.get(where).content.decode().count("Giao mọi đơn vị trực thuộc (1)") == 3
    sent = {"number": "05-KH/ĐU", "lines": "3", "p1-what": "Rà soát", "p1-due_on": "99/99/2026",
            "p3-units": [world.body.pk]}  # fmt: skip
    html = (more := page.post(where, {**sent, "them": "1"})).content.decode()
    assert more.status_code == 200
    assert html.count("Giao mọi đơn vị trực thuộc (1)") == 8
    assert all(typed in html for typed in ("05-KH/ĐU", "Rà soát", "99/99/2026"))
    assert html.count("checked") == 1
    assert "Chưa" not in html.split("<form", 2)[-1]
    f.own()
    assert not Assignment.objects.filter(unit=world.body).exists()


def test_as_many_duties_as_are_needed_each_to_everybody(world) -> None:
    other = f.unit("Đảng bộ cơ sở Khu phố 4", world.one)
    world.given(plan_duty(due_on=date(2026, 9, 30)))
    where = reverse("break_down", args=[world.of(world.one).pk])
    sent = {"number": "05-KH/ĐU", "on": "01/06/2026", "lines": "8"}
    lines = {f"p{n}-what": f"Việc {n}" for n in range(1, 9)}
    done = officer(world).post(where, {**sent, **lines, **{f"p{n}-everybody": "on"
                                                           for n in range(1, 9)}})  # fmt: skip
    assert done.status_code == 302, done.content.decode()
    f.own()
    for unit in (world.body, other):
        made = Assignment.objects.filter(unit=unit).order_by("duty__position")
        assert [one.duty.what for one in made] == [f"Việc {n}" for n in range(1, 9)]


def test_what_is_typed_beyond_the_lines_of_the_page_counts_for_nothing(world) -> None:
    world.given(plan_duty(due_on=date(2026, 9, 30)))
    where = reverse("break_down", args=[world.of(world.one).pk])
    page = officer(world)
    for lines in ("-1", "nhiều", "999999999999999999999", ""):
        answer = page.post(where, {"lines": lines, "number": "05-KH/ĐU", "on": "01/06/2026"})
        assert answer.status_code == 422


def test_another_unit_reads_but_does_not_write(world) -> None:
    world.given()
    row = world.of(world.one)
    f.own()
    page = browser(Role.INSPECTION_OFFICER, world.province)
    assert page.get(reverse("assignment", args=[row.pk])).status_code == 200
    assert (
        page.post(reverse("assignment_deed", args=[row.pk]), {"deed": "begin"}).status_code == 403
    )
    other = browser(Role.COMMUNE_OFFICER, world.two)
    assert other.get(reverse("assignment", args=[row.pk])).status_code == 404


# ------------------------------------------------------------------ statements


def taken(page, address: str) -> int:
    """How many statements a page takes."""
    with CaptureQueriesContext(connection) as caught:
        assert page.get(address).status_code == 200
    f.own()
    return len(caught)


def many(number: int) -> list:
    return [plan_duty(key=f"d{n}", heading=f"Việc {n}") for n in range(1, number + 1)]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_so_many_statements_whatever_the_number(world, number) -> None:
    for n in range(number - 1):
        f.unit(f"Đảng bộ phường Thêm {n}", world.province)
    given = world.given(*many(number))
    row = world.of(world.one)
    f.own()
    for body in list(Assignment.objects.filter(duty__position=1))[:number]:
        InspectionWish.objects.create(
            directive=given, unit_id=body.unit_id, unit_path=body.unit_path, reason="Chậm",
            recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
    world.paper = paper(world.province, "18-CT/TU")
    read = world.proposed(*many(number))
    page, one = specialist(world), [given.pk]
    assert {
        "reading": taken(page, reverse("directive_reading", args=[read.pk])),
        "one": taken(page, reverse("directive", args=one)),
        "text": taken(page, reverse("directive_text", args=one)),
        "urge": taken(page, reverse("directive_urge", args=one)),
        "assess": taken(page, reverse("directive_assess", args=one)),
        "pick": taken(page, reverse("directive_inspection", args=one)),
        "wishes": taken(page, reverse("inspection_list")),
        "assignment": taken(page, reverse("assignment", args=[row.pk])),
    } == STATEMENTS


STATEMENTS = {
    "reading": 12, "one": 19, "text": 12, "urge": 20, "assess": 31, "pick": 17, "wishes": 11,
    "assignment": 13,
}  # fmt: skip
