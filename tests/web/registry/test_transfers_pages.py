"""Pages of transfers, moves and requests, as a secretary on a phone and an officer use them."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import factories as f
from tests.members.ways import TODAY, World

from dangvu.access.matrix import Role
from dangvu.access.models import Account, Assignment
from dangvu.kernel import clock
from dangvu.kernel.models import Event as Told
from dangvu.members.models import ChangeRequest, Person, Stay, Transfer
from dangvu.office.letters import packaged_model
from dangvu.office.payloads import IntroductionLetter

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: f.NOW)
    return World()


def browser(actor):
    return f.signed_in(Account.objects.get(pk=actor.account_id))


def start(world, **more):
    values = {
        "kind": "official", "cell": world.there.cell.pk, "text": "xa den",
        "body": world.there.commune.pk, "to_name": "", "cause_on": "18/05/2026", "until_on": "",
        "reason": "đổi nơi cư trú", "dues_through": "6/2026",
    }  # fmt: skip
    return {**values, **more}


def test_a_secretary_finds_the_cell_and_begins(world):
    client = browser(world.here.secretary)
    address = f"/dang-vien/{world.person.pk}/chuyen/"
    found = client.post(address, start(world, find="1", cell="", body=""))
    assert "Chi bộ thôn Đến" in found.text
    done = client.post(address, start(world))
    assert done.status_code == 302
    row = Transfer.objects.get()
    assert done["Location"] == f"/chuyen-sinh-hoat/{row.pk}/"
    page = f.signed_in(Account.objects.get(pk=world.here.secretary.account_id)).get(
        done["Location"]
    )
    assert "Đến lượt Đảng bộ xã Đi: cấp ủy giới thiệu" in page.text
    assert Told.objects.filter(action="read_transfer", data__persons=[world.person.pk]).exists()


def test_what_is_missing_is_said_at_its_field(world):
    client = browser(world.here.secretary)
    answer = client.post(
        f"/dang-vien/{world.person.pk}/chuyen/", start(world, cell="", reason="", text="")
    )
    assert answer.status_code == 422
    assert "Chưa có nơi đến." in answer.text
    assert not Transfer.objects.exists()


def test_the_whole_way_in_pages(world):
    row = world.begin()
    address = f"/chuyen-sinh-hoat/{row.pk}/"

    def take(actor, step, **more):
        values = {"step": step, "on": "01/06/2026", "note": "", "position": "", **more}
        return browser(actor).post(address + "buoc/", values)

    assert take(world.here.officer, "introduce", dues_through="6/2026").status_code == 302
    assert take(world.specialist, "forward").status_code == 302
    again = take(world.specialist, "forward", position="2")
    assert again.status_code == 302
    assert take(world.there.officer, "return").status_code == 422
    assert take(world.there.officer, "forward").status_code == 302
    assert take(world.there.secretary, "receive").status_code == 302
    page = browser(world.there.secretary).get(address)
    assert "đã tiếp nhận" in page.text
    assert take(world.here.officer, "close").status_code == 302
    f.own()
    assert Person.objects.get(pk=world.person.pk).unit_id == world.there.cell.pk


def test_a_step_out_of_turn_is_refused(world):
    row = world.begin()
    values = {"step": "introduce", "on": "01/06/2026", "dues_through": "6/2026"}
    answer = browser(world.here.secretary).post(f"/chuyen-sinh-hoat/{row.pk}/buoc/", values)
    assert answer.status_code == 403


def test_the_letter_comes_as_a_file_and_leaves_an_event(world):
    row = world.begin()
    address = f"/chuyen-sinh-hoat/{row.pk}/giay/"
    assert browser(world.here.officer).get(address).status_code == 404
    from dangvu.rules.transfers import Step

    world.step(world.here.officer, row, Step.INTRODUCE)
    answer = browser(world.here.officer).get(address)
    assert "giay-gioi-thieu-1-2026" in answer["Content-Disposition"]
    words = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "Lê Thị Đi" in words
    f.own()
    assert Told.objects.filter(action="export_letter").count() == 1


def test_another_letter_from_the_page(world):
    row = world.begin()
    from dangvu.rules.transfers import Step

    world.step(world.here.officer, row, Step.INTRODUCE)
    address = f"/chuyen-sinh-hoat/{row.pk}/"
    officer = browser(world.here.officer)
    assert "Cấp lại giấy giới thiệu" in officer.get(address).text
    assert "Cấp lại giấy giới thiệu" not in browser(world.here.secretary).get(address).text
    values = {"on": "01/06/2026", "number": "1/2026", "reason": ""}
    answer = officer.post(address + "giay/cap-lai/", values)
    assert answer.status_code == 422
    assert '<details class="why no-print" open>' in answer.text
    values["reason"] = "đảng viên làm mất"
    assert officer.post(address + "giay/cap-lai/", values).status_code == 302
    page = officer.get(address).text
    assert "Số 2/2026" in page
    assert "Số 1/2026, ngày 01/06/2026. Lý do: đảng viên làm mất." in page
    again = officer.post(address + "giay/cap-lai/", values, follow=True)
    assert "Giấy giới thiệu đã là số 2/2026" in again.text


def test_a_clerk_edits_the_letter_in_word_and_later_letters_are_written_so(world):
    """The province's model serves a commune that has none of its own; a letter keeps the model it
    was given out with."""
    from dangvu.rules.transfers import Step

    old = world.begin()
    world.step(world.here.officer, old, Step.INTRODUCE)
    clerk = f.signed_in(f.account(Role.CLERK, world.province))
    kind = IntroductionLetter.MODEL
    assert "Giấy giới thiệu sinh hoạt đảng" in clerk.get("/van-ban/mau/").text
    assert clerk.get(f"/van-ban/mau/{kind}/xem-thu/").content[:2] == b"PK"
    edited = reworded(packaged_model(kind), "Kính gửi", "Trân trọng kính gửi")
    sent = clerk.post(f"/van-ban/mau/{kind}/", {"file": edited, "note": "lời mới"}, follow=True)
    assert "Đã đưa bản 1 vào dùng" in sent.text
    world.person = world.member("Trần Thị Sau")
    new = world.begin()
    values = {"step": "introduce", "on": "01/06/2026", "dues_through": "6/2026", "position": "1"}
    officer = browser(world.here.officer)
    assert officer.post(f"/chuyen-sinh-hoat/{new.pk}/buoc/", values).status_code == 302
    assert "Trân trọng kính gửi" in written(officer, new)
    assert "Trân trọng kính gửi" not in written(officer, old)
    f.own()
    member = f.account(Role.MEMBER, world.here.cell, person_id=world.person.pk)
    assert "Trân trọng kính gửi" in written(f.signed_in(member), new)


def written(client, row) -> str:
    answer = client.get(f"/chuyen-sinh-hoat/{row.pk}/giay/")
    return zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()


def reworded(model: bytes, old: str, new: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(model)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == "word/document.xml":
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            after.writestr(name, data)
    return SimpleUploadedFile("giay.docx", out.getvalue())


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_so_many_statements(world, number, django_assert_num_queries):
    for n in range(number):
        world.person = world.member(f"Lê Thị {n}")
        world.begin()
    client = browser(world.here.officer)
    client.get("/chuyen-sinh-hoat/")
    f.own()
    with django_assert_num_queries(LIST):
        page = client.get("/chuyen-sinh-hoat/")
    assert page.text.count("Đến lượt Đảng bộ xã Đi") == number


LIST = 12


def test_a_move_by_one_decision(world):
    other = f.unit("Chi bộ thôn Hai", world.here.commune, type="CHI_BO")
    values = {
        "everybody": "on", "cell": other.pk, "number": "15-QĐ/ĐU", "decided_on": "20/05/2026",
        "issuer": "Đảng ủy xã Đi", "effective_on": "25/05/2026", "note": "",
    }  # fmt: skip
    address = f"/to-chuc/{world.here.cell.pk}/chuyen-dang-vien/"
    client = browser(world.here.officer)
    assert world.person.full_name in client.get(address).text
    assert client.post(address, values).status_code == 302
    f.own()
    assert Person.objects.get(pk=world.person.pk).unit_id == other.pk


def test_somebody_from_outside_is_taken_in(world):
    values = {
        "cell": world.here.cell.pk, "full_name": "Phạm Văn Mới", "sex": "M",
        "birth_on": "02/04/1985", "ethnic_group": "01", "religion": "", "joined_on": "01/06/2010",
        "official_on": "01/06/2011", "card_number": "012345678901", "from_name": "Đảng bộ Xa",
        "letter_number": "77", "letter_on": "12/05/2026", "dues_through": "5/2026",
        "on": "01/06/2026",
    }  # fmt: skip
    client = browser(world.here.officer)
    address = f"/to-chuc/{world.here.commune.pk}/tiep-nhan/"
    assert client.post(address, {**values, "card_number": "12"}).status_code == 422
    assert client.post(address, values).status_code == 302
    f.own()
    assert Person.objects.get(full_name="Phạm Văn Mới").status == "CHINH_THUC"


GUEST = {
    "full_name": "Đỗ Văn Khách", "card_number": "079000111222", "home_name": "Đảng bộ tỉnh Xa",
    "letter_number": "12-GT", "letter_on": "20/04/2026", "on": "01/05/2026",
    "due_on": "01/11/2026",
}  # fmt: skip


def test_a_guest_from_outside_comes_and_leaves(world):
    client = browser(world.here.secretary)
    unit = f"/to-chuc/{world.here.cell.pk}/sinh-hoat-tam-thoi/"
    wrong = client.post(unit + "tiep-nhan/", {**GUEST, "cell": world.here.cell.pk, "due_on": ""})
    assert wrong.status_code == 422
    done = client.post(unit + "tiep-nhan/", {**GUEST, "cell": world.here.cell.pk})
    assert done.status_code == 302
    page = client.get(unit).text
    assert "Đỗ Văn Khách" in page
    assert "theo giấy giới thiệu số 12-GT, ngày 20/04/2026, đến hết ngày 01/11/2026" in page
    f.own()
    stay = Stay.objects.get()
    address = f"/sinh-hoat-tam-thoi/{stay.pk}/roi-di/"
    assert client.post(address, {"on": "01/05/2026", "letter": ""}).status_code == 422
    assert client.post(address, {"on": "31/05/2026", "letter": "3-GT"}).status_code == 302
    gone = client.get(unit + "?xem=da-di").text
    assert "Rời đi ngày 31/05/2026, giấy giới thiệu số 3-GT" in gone
    assert client.get(address).status_code == 302
    f.own()
    told = set(Told.objects.values_list("action", flat=True))
    assert {"take_in_guest", "read_guests", "end_stay"} <= told
    assert browser(world.there.officer).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_guests_takes_so_many_statements(world, number, django_assert_num_queries):
    for n in range(number):
        Stay.objects.create(
            unit=world.here.cell, unit_path=world.here.cell.path, full_name=f"Đỗ Khách {n}",
            sort_key=f"khach {n}", home_name="Đảng bộ Xa", valid_from=date(2026, 5, 1),
        )  # fmt: skip
    client = browser(world.here.officer)
    address = f"/to-chuc/{world.here.commune.pk}/sinh-hoat-tam-thoi/"
    client.get(address)
    f.own()
    with django_assert_num_queries(GUESTS):
        page = client.get(address)
    assert page.text.count("Đang ở đây") == number


GUESTS = 13


def asked(world, n: int) -> None:
    ChangeRequest.objects.create(
        person=world.person, unit_path=world.here.cell.path, field="full_name", before=b"",
        after=b"", reason="ghi sai", requested_at=f.NOW, requested_by=f"Người {n}",
    )  # fmt: skip


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_requests_takes_so_many_statements(world, number, django_assert_num_queries):
    for n in range(number):
        asked(world, n)
    client = browser(world.here.officer)
    client.get("/de-nghi-sua/")
    f.own()
    with django_assert_num_queries(REQUESTS):
        page = client.get("/de-nghi-sua/")
    assert page.text.count("Đồng chí Người") == number


REQUESTS = 11


def test_who_makes_or_decides_requests_finds_them_in_the_menu(world):
    asked(world, 1)
    own = f.account(Role.MEMBER, world.here.cell, person_id=world.person.pk)
    officer, secretary = browser(world.here.officer), browser(world.here.secretary)
    assert 'href="/de-nghi-sua/"' in f.signed_in(own).get("/dang-vien/", follow=True).text
    inspector = f.signed_in(f.account(Role.INSPECTION_OFFICER, world.province))
    for page in ("/", f"/dang-vien/?don-vi={world.here.cell.pk}"):
        assert 'href="/de-nghi-sua/"' not in inspector.get(page).text
    for client in (officer, secretary, browser(world.specialist)):
        assert (
            'href="/de-nghi-sua/"'
            in client.get(f"/dang-vien/?don-vi={world.here.cell.pk}").text.split("<main")[1]
        )


def test_what_was_asked_about_a_member_stands_on_the_record(world):
    asked(world, 1)
    row = ChangeRequest.objects.get()
    address = f"/dang-vien/{world.person.pk}/"
    assert f"/de-nghi-sua/{row.pk}/" in browser(world.here.secretary).get(address).text
    own = f.account(Role.MEMBER, world.here.cell, person_id=world.person.pk)
    assert f"/de-nghi-sua/{row.pk}/" in f.signed_in(own).get("/dang-vien/toi/").text
    f.own()
    inspector = f.signed_in(f.account(Role.INSPECTION_OFFICER, world.province))
    assert "Đề nghị sửa hồ sơ" not in inspector.get(address).text


def test_a_request_from_the_member_to_the_decision(world):
    own = f.account(Role.MEMBER, world.here.cell, person_id=world.person.pk)
    client = f.signed_in(own)
    address = f"/dang-vien/{world.person.pk}/de-nghi-sua/"
    values = {"field": "full_name", "value": "Lê Thị Đi Xa", "paper": "", "reason": "ghi sai"}
    sent = client.post(address, values)
    assert sent.status_code == 302
    f.own()
    row = ChangeRequest.objects.get()
    officer = browser(world.here.officer)
    assert "Lê Thị Đi Xa" in officer.get(f"/de-nghi-sua/{row.pk}/").text
    f.own()
    answer = {"answer": "đúng giấy khai sinh", "accept": "1"}
    assert officer.post(f"/de-nghi-sua/{row.pk}/quyet-dinh/", answer).status_code == 302
    f.own()
    assert Person.objects.get(pk=world.person.pk).full_name == "Lê Thị Đi Xa"
    assert "đúng giấy khai sinh" in client.get(f"/de-nghi-sua/{row.pk}/").text


def test_who_can_see_a_record_is_told_from_the_cell_upwards(world):
    from dangvu.access.overview import watchers

    f.own()
    found = [(one.unit_id, one.name) for one in watchers(world.person.unit_path, TODAY)]
    assert found == [
        (world.here.cell.pk, world.here.secretary.name),
        (world.here.commune.pk, world.here.officer.name),
        (world.province.pk, world.specialist.name),
    ]


def test_a_deputy_is_told_of_as_long_as_the_person_entered_for_is_in_force(world):
    from dangvu.access.overview import watchers

    f.own()
    deputy = f.account(Role.DEPUTY, world.here.cell)
    deputy.assignments.update(behalf_of=world.here.secretary.account_id)

    def told(on=TODAY) -> list[str]:
        found = watchers(world.person.unit_path, on)
        return [one.on_behalf_of for one in found if one.name == deputy.full_name]

    principal = Assignment.objects.filter(account_id=world.here.secretary.account_id)
    assert told() == [world.here.secretary.name]
    principal.update(valid_until=TODAY)
    assert told() == []
    assert told(TODAY - timedelta(days=1)) == [world.here.secretary.name]
    principal.update(valid_until=None, unit_id=world.there.cell.pk, unit_path=world.there.cell.path)
    assert told() == []
    principal.update(unit_id=world.here.commune.pk, unit_path=world.here.commune.path)
    assert told() == [world.here.secretary.name]
    Account.objects.filter(pk=world.here.secretary.account_id).update(is_active=False)
    assert told() == []


def test_what_waits_and_how_far_its_limit_has_run_stands_on_the_work_list(world):
    world.begin(cause_on=date(2026, 4, 1))
    page = browser(world.here.officer).get("/").text
    assert "1 hồ sơ chuyển sinh hoạt đã dùng quá nửa thời hạn" in page
    world.person = world.member("Trần Thị Trễ")
    world.begin(cause_on=date(2026, 1, 5))
    page = browser(world.here.officer).get("/").text
    assert "1 hồ sơ chuyển sinh hoạt đã hết hạn" in page
    assert "Trần Thị Trễ" not in page
    elsewhere = browser(world.here.secretary).get("/").text
    assert "1 hồ sơ chuyển sinh hoạt quá hạn ở nơi khác" in elsewhere


def test_the_own_page_says_who_can_see(world):
    own = f.account(Role.MEMBER, world.here.cell, person_id=world.person.pk)
    page = f.signed_in(own).get("/dang-vien/toi/").text
    assert "Ai xem được hồ sơ của tôi" in page
    for who in (world.here.secretary, world.here.officer, world.specialist):
        assert who.name in page
    assert world.there.officer.name not in page
