"""Pages of the work on records: two records side by side, files taken along, dossiers checked."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import Role
from dangvu.kernel.models import Event
from dangvu.kernel.sealing import find_key, seal
from dangvu.members.models import (
    Badge,
    Export,
    Pair,
    Particulars,
    Person,
    Post,
    Status,
    Transfer,
)

pytestmark = pytest.mark.django_db
CITIZEN = "036080001234"
BIRTH = date(1980, 4, 3)


class Place:
    def __init__(self):
        self.province = f.unit()
        self.ward = f.unit("Đảng bộ phường Một", self.province)
        self.cell = f.unit("Chi bộ Tổ 1", self.ward, code="68022000000001")
        self.other = f.unit("Chi bộ Tổ 2", self.ward)
        self.client = f.signed_in(f.account(Role.COMMUNE_OFFICER, self.ward))

    def twins(self):
        one = f.person(self.cell, "Nguyễn Văn An", birth_on=BIRTH, citizen_key=find_key(CITIZEN))
        Particulars.objects.create(
            person=one, unit_path=one.unit_path, citizen_sealed=seal(CITIZEN), phone="0912345678"
        )
        two = f.person(self.other, "Nguyễn Văn An", birth_on=BIRTH, card_number="012345678901")
        return one, two

    def pair(self):
        one, two = self.twins()
        return Pair.objects.create(
            first=one, second=two, unit_path=self.ward.path, why="name_birth", found_at=f.NOW
        )


@pytest.fixture
def place():
    return Place()


# ------------------------------------------------------------------ duplicates


def test_pairs_are_looked_for_listed_and_opened(place):
    place.twins()
    address = f"/to-chuc/{place.ward.pk}/ho-so-trung/"
    assert "Không có cặp nào chờ xem" in place.client.get(address).text
    found = place.client.post(f"{address}tim/", follow=True)
    assert "1 cặp có thể trùng, 1 cặp mới" in found.text
    assert "Cùng họ tên, ngày sinh (1)" in found.text
    f.own()
    pair = Pair.objects.get()
    assert f"/dang-vien/trung/{pair.pk}/" in found.text
    assert "Không có cặp nào chờ xem" in place.client.get(address, {"vi-sao": "card"}).text


def test_the_list_takes_as_many_statements_for_three_as_for_one(place):
    address = f"/to-chuc/{place.ward.pk}/ho-so-trung/"
    counts = []
    for size in (1, 3):
        f.own()
        while Pair.objects.count() < size:
            place.pair()
        with CaptureQueriesContext(connection) as asked:
            assert place.client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_what_is_hidden_shows_once_with_a_reason(place):
    pair = place.pair()
    address = f"/dang-vien/trung/{pair.pk}/"
    page = place.client.get(address)
    assert CITIZEN not in page.text
    assert "Đã ghi, đang che" in page.text
    assert place.client.post(address, {"step": "reveal", "reason": ""}).status_code == 422
    shown = place.client.post(address, {"step": "reveal", "reason": "So giấy tờ gốc"})
    assert CITIZEN in shown.text
    assert CITIZEN not in place.client.get(address).text
    f.own()
    event = Event.objects.get(action="reveal_pair")
    assert (event.kind, event.reason) == ("read", "So giấy tờ gốc")
    assert event.data["persons"] == [pair.first_id, pair.second_id]


def test_two_are_merged_from_the_preview_and_made_two_again(place):
    pair = place.pair()
    address = f"/dang-vien/trung/{pair.pk}/"
    assert f'action="{address}gop/"' in place.client.get(address).text
    chosen = {"keep": "first", "f-card_number": "second", "f-citizen": "first"}
    assert place.client.post(f"{address}gop/", chosen).status_code == 422
    f.own()
    assert Pair.objects.get().state == "open"
    chosen["reason"] = "Một người"
    merged = place.client.post(f"{address}gop/", chosen, follow=True)
    assert "Hoàn tác lần gộp này" in merged.text
    f.own()
    kept = Person.objects.get(pk=pair.first_id)
    assert kept.card_number == "012345678901"
    assert Person.objects.get(pk=pair.second_id).status == Status.MISTAKEN
    assert place.client.get(f"{address}gop/").status_code == 302
    undone = place.client.post(address, {"step": "undo", "reason": "Gộp nhầm"}, follow=True)
    assert "hai hồ sơ như trước khi gộp" in undone.text
    f.own()
    assert Person.objects.get(pk=pair.first_id).card_number == ""
    assert Person.objects.get(pk=pair.second_id).status == Status.PROBATIONARY


def hang(place, pair):
    """An admission and an account on both records, and posts on the second."""
    for number, person in enumerate((pair.first, pair.second)):
        f.admission(person.unit, person=person, decision_number=f"{number}-QĐ/ĐU")
        f.account(Role.MEMBER, person.unit, f"hai.ho.so.{number}.{pair.pk}", person_id=person.pk)
    Post.objects.create(
        person=pair.second, unit=place.other, unit_path=place.other.path, kind="secretary",
        valid_from=f.FOUNDED,
    )  # fmt: skip


def test_the_preview_tells_what_follows_and_what_to_know_before(place):
    pair = place.pair()
    hang(place, pair)
    address = f"/dang-vien/trung/{pair.pk}/gop/"
    page = place.client.get(address).text
    assert f"Gộp vào hồ sơ số {pair.first_id}" in page
    assert "Hủy ghi quyết định 1-QĐ/ĐU ngày 10/03/2026" in page
    assert f"hai.ho.so.1.{pair.pk} gắn với hồ sơ giữ lại" in page
    assert "1 biến động, 1 thời gian sinh hoạt" in page
    assert "Hai hồ sơ có hai tài khoản" in page
    assert "Chức vụ ở Chi bộ Tổ 2 chuyển sang" in page
    assert CITIZEN not in page
    other = place.client.get(address, {"keep": "second"}).text
    assert f"Gộp vào hồ sơ số {pair.second_id}" in other
    assert "Hủy ghi quyết định 0-QĐ/ĐU ngày 10/03/2026" in other
    f.own()
    assert Pair.objects.get().state == "open"
    reads = Event.objects.filter(action="read_pair", kind="read")
    assert reads.count() == 2


def test_what_forbids_a_merge_is_told_and_leaves_no_button(place):
    pair = place.pair()
    for person in (pair.first, pair.second):
        Transfer.objects.create(
            person=person, full_name=person.full_name, kind="internal", state="DE_NGHI",
            from_unit=person.unit, from_path=person.unit_path, to_unit=place.ward,
            to_path=place.ward.path, cause_on=f.FOUNDED, requested_on=f.FOUNDED,
            recorded_at=f.NOW, recorded_by="x",
        )  # fmt: skip
    page = place.client.get(f"/dang-vien/trung/{pair.pk}/gop/").text
    assert "Chưa gộp được" in page
    assert "kết thúc một lần chuyển trước" in page
    assert "Gộp hai hồ sơ</button>" not in page


def test_the_preview_takes_as_many_statements_for_three_of_each_as_for_one(place):
    pair = place.pair()
    hang(place, pair)
    counts = []
    for size in (1, 3):
        f.own()
        for years in range(30, 30 + size * 5, 5):
            Badge.objects.get_or_create(
                person=pair.second, years=years, unit_path=place.other.path,
                awarded_on=f.FOUNDED, recorded_at=f.NOW,
            )  # fmt: skip
        while Post.objects.count() < size:
            post = Post.objects.first()
            post.pk, post.kind = None, "member"
            post.save()
        with CaptureQueriesContext(connection) as asked:
            assert place.client.get(f"/dang-vien/trung/{pair.pk}/gop/").status_code == 200
        counts.append(len(asked))
    assert counts == [28, 28]


def test_two_people_are_told_apart_and_opened_again(place):
    pair = place.pair()
    address = f"/dang-vien/trung/{pair.pk}/"
    assert place.client.post(address, {"step": "different"}).status_code == 422
    told = place.client.post(address, {"step": "different", "reason": "Sinh đôi"}, follow=True)
    assert "Hai người khác nhau" in told.text
    again = place.client.post(address, {"step": "reopen", "reason": "Xem lại"}, follow=True)
    assert "Xem trước khi gộp" in again.text


def test_the_merged_record_takes_what_only_one_of_them_has(place):
    page = place.client.get(f"/dang-vien/trung/{place.pair().pk}/gop/").text
    card = page.split('name="f-card_number" value="second"')[1][:60]
    phone = page.split('name="f-phone" value="first"')[1][:60]
    assert "checked" in card
    assert "checked" in phone


# ------------------------------------------------------------------ exports


def test_a_file_is_made_listed_and_taken_again(place):
    place.twins()
    address = f"/to-chuc/{place.ward.pk}/xuat-dang-vien/"
    page = place.client.get(address)
    assert "Mẫu toàn quốc, 31 cột" in page.text
    refused = place.client.post(address, {"kind": "national", "reason": ""})
    assert refused.status_code == 422
    assert "ghi vì sao cần xuất" in refused.text
    made = place.client.post(address, {"kind": "national", "reason": "Nộp cấp trên"}, follow=True)
    f.own()
    kept = Export.objects.get()
    assert kept.file_name in made.text
    got = place.client.get(f"/dang-vien/tep-da-xuat/{kept.pk}/")
    assert got.content.startswith(b"PK")
    assert kept.file_name in got["Content-Disposition"]


def test_who_reveals_nothing_is_offered_no_file_with_what_is_hidden(place):
    place.twins()
    client = f.signed_in(f.account(Role.CELL_SECRETARY, place.cell))
    page = client.get(f"/to-chuc/{place.cell.pk}/xuat-dang-vien/")
    assert "Danh sách cấp, đổi thẻ" in page.text
    assert "Mẫu toàn quốc" not in page.text
    tried = client.post(f"/to-chuc/{place.cell.pk}/xuat-dang-vien/", {"kind": "national"})
    assert tried.status_code == 422
    f.own()
    assert not Export.objects.exists()


# ------------------------------------------------------------------ dossiers

FOLDER = "68.022.000.000.001"


def test_a_pasted_listing_is_held_to_the_names_that_should_be(place):
    place.twins()
    text = (
        f"D:\\quet\\{FOLDER}\\{CITIZEN}_NguyenVanAn\\1.Ly lich.pdf\n"
        f"D:\\quet\\{FOLDER}\\{CITIZEN}_NguyenVanAn\\la gi day.pdf\n"
        f"D:\\quet\\{FOLDER}\\{CITIZEN}_NguyenVanAn\n"
        f"D:\\quet\\{FOLDER}\\099999999999_AiDo\\01.Ly lich cua nguoi xin vao Dang.pdf\n"
    )
    page = place.client.post(f"/to-chuc/{place.ward.pk}/ho-so-so-hoa/", {"text": text})
    assert "Đọc 3 tệp" in page.text
    assert "099999999999_AiDo" in page.text
    assert "la gi day.pdf" in page.text
    assert "chưa đặt được tên" in page.text
    f.own()
    assert Event.objects.filter(action="check_dossiers", kind="read").count() == 1


def test_the_names_in_a_zip_are_read_and_a_broken_one_is_refused(place):
    place.twins()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr(f"{FOLDER}/{CITIZEN}_NguyenVanAn/01.Ly lich cua nguoi xin vao Dang.pdf", "x")
    address = f"/to-chuc/{place.ward.pk}/ho-so-so-hoa/"
    packed.seek(0)
    packed.name = "ho-so.zip"
    assert "Đọc 1 tệp" in place.client.post(address, {"file": packed}).text
    broken = io.BytesIO(b"\xff\xfe\x00\xd8\xff")
    broken.name = "a.txt"
    assert place.client.post(address, {"file": broken}).status_code == 422
    assert place.client.post(address, {"text": ""}).status_code == 422
