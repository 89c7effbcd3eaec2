"""What the centre found wrong: seen per unit and kind, mended by a change or by a word."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as f

from dangvu.access.matrix import MATRIX, Action, Reach, Role
from dangvu.access.scope import Refused, entered
from dangvu.intake.models import Batch, Finding
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.actions.records import edit_record
from dangvu.members.actions.verdicts import mend_changed, mend_verdict, settle_verdicts
from dangvu.members.models import Verdict
from dangvu.members.queries import verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day_of_the_test(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: f.NOW)


class Place:
    def __init__(self):
        self.province = f.unit()
        self.commune = f.unit("Đảng bộ xã Một", self.province)
        self.cell = f.unit("Chi bộ thôn 1", self.commune)
        self.beside = f.unit("Chi bộ thôn 2", self.commune)
        self.officer = f.actor(Role.COMMUNE_OFFICER, self.commune)
        self.secretary = f.actor(Role.CELL_SECRETARY, self.cell)

    def verdict(self, place, detail="Số thẻ Đảng không đủ 12 số", **more):
        f.own()
        person = f.person(place)
        return Verdict.objects.create(
            person=person, unit_path=place.path, result="Không đạt", detail=detail,
            came_on=more.pop("came_on", date(2026, 5, 20)), **more,
        )  # fmt: skip


@pytest.fixture
def place():
    return Place()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Số thẻ Đảng không đủ 12 số", {"card_number"}),
        ("thiếu so dinh danh ca nhan; sai Ngày cấp thẻ", {"citizen", "card_on"}),
        ("Ngày chính thức trước ngày vào đảng", {"official_on", "joined_on"}),
        ("Hồ sơ không hợp lệ", set()),
    ],
)
def test_the_fields_a_verdict_speaks_of(text, codes):
    assert verdicts.fields_named(text) == codes


def test_counts_by_unit_and_kind_fall_as_they_are_mended(place):
    first = place.verdict(place.cell)
    place.verdict(place.beside)
    place.verdict(place.beside, "Hồ sơ không hợp lệ")
    with entered(place.officer):
        before = verdicts.counts(place.officer, place.commune)
        mend_verdict(place.officer, first.pk, "Số thẻ đúng, đã xem thẻ gốc")
        after = verdicts.counts(place.officer, place.commune)
    assert (before.open, before.mended) == (3, 0)
    assert before.below == {place.cell.path: 1, place.beside.path: 2}
    assert before.kinds == {"card_number": 2, verdicts.OTHER: 1}
    assert before.results == {"Không đạt": 3}
    assert (after.open, after.mended, after.below) == (2, 1, {place.beside.path: 2})


def test_a_change_of_a_named_field_mends(place):
    one, two = place.verdict(place.cell), place.verdict(place.cell, "Thiếu giới tính")
    with entered(place.officer):
        changed = {one.person_id: ["card_number"], two.person_id: ["birth_on"]}
        assert mend_changed(place.officer, changed) == 1
    f.own()
    assert list(Verdict.objects.filter(mended_at=None)) == [two]


def test_columns_that_came_with_it_go_before_its_words(place):
    row = place.verdict(place.cell, "Số thẻ Đảng", columns="phone,birth_on")
    with entered(place.officer):
        assert mend_changed(place.officer, {row.person_id: ["card_number"]}) == 0
        assert mend_changed(place.officer, {row.person_id: ["phone"]}) == 1


def test_settling_reads_the_trail_from_the_day_it_came(place):
    row = place.verdict(place.cell)
    later = place.verdict(place.cell, came_on=date(2026, 6, 2))
    with entered(place.officer):
        for one in (row, later):
            edit_record(place.officer, one.person_id, {"card_number": "012345678901"})
        Verdict.objects.update(mended_at=None)
        assert settle_verdicts(place.officer, place.commune) == 1
    f.own()
    assert list(Verdict.objects.filter(mended_at=None)) == [later]
    assert Event.objects.get(action="settle_verdicts").data == {"count": 1}


def a_workbook(place, person, changes, **more):
    """A workbook that was brought in and changed a record."""
    batch = Batch.objects.create(
        kind="members", unit_id=place.commune.pk, unit_path=place.commune.path,
        sha256=f"{person:064}", file_name="x.xlsx", content=b"",
        staged_at=f.NOW, staged_by="x", account_id=1,
        **{"state": "committed", "committed_at": f.NOW, **more},
    )  # fmt: skip
    Finding.objects.create(
        batch=batch, unit_path=place.commune.path, number=1, standing="changed", subject=person,
        changes=changes,
    )  # fmt: skip
    return batch


def test_a_workbook_brought_in_later_mends_what_it_changed(place):
    row, other = place.verdict(place.cell), place.verdict(place.beside)
    gone = place.verdict(place.beside)
    own = place.verdict(place.cell)
    a_workbook(place, row.person_id, {"card_number": ["", "012345678901"]})
    a_workbook(place, other.person_id, {"birth_on": ["2000-01-01", "2000-01-02"]})
    a_workbook(place, gone.person_id, {"card_number": ["", "1"]}, state="undone")
    Verdict.objects.filter(pk=own.pk).update(
        batch=a_workbook(place, own.person_id, {"card_number": ["", "1"]}).pk
    )
    with entered(place.officer):
        assert settle_verdicts(place.officer, place.commune) == 1
    f.own()
    assert set(Verdict.objects.filter(mended_at=None)) == {other, gone, own}
    assert Verdict.objects.get(pk=row.pk).mended_batch == Batch.objects.order_by("pk")[0].pk


def test_open_ones_grow_fewer_week_by_week(place):
    day = date(2026, 6, 1)
    early = place.verdict(place.cell, came_on=day - timedelta(days=20))
    place.verdict(place.cell, came_on=day - timedelta(days=20))
    place.verdict(place.beside, came_on=day - timedelta(days=2))
    mended = f.NOW - timedelta(days=10)
    Verdict.objects.filter(pk=early.pk).update(mended_at=mended, mended_by="x")
    found = verdicts.weeks(place.commune, day)
    assert [(w.open, w.mended) for w in found] == [(2, 0), (1, 1), (2, 1)]
    assert found[-1].on == day
    assert verdicts.weeks(place.cell, day)[-1].open == 1


def test_only_who_keeps_the_record_says_that_it_is_mended_and_how(place):
    row = place.verdict(place.beside)
    own = place.verdict(place.cell)
    with entered(place.secretary), pytest.raises(Http404):
        mend_verdict(place.secretary, row.pk, "Đã sửa")
    with entered(place.secretary), pytest.raises(Refused):
        mend_verdict(place.secretary, own.pk, "Đã sửa")
    inspector = f.actor(Role.INSPECTION_OFFICER, place.commune)
    with entered(inspector), pytest.raises(Refused):
        mend_verdict(inspector, row.pk, "Đã sửa")
    with entered(place.officer):
        with pytest.raises(Impossible):
            mend_verdict(place.officer, own.pk, "  ")
        mend_verdict(place.officer, own.pk, "Đã xem thẻ gốc")
        with pytest.raises(Overtaken):
            mend_verdict(place.officer, own.pk, "Lần nữa")
    assert Event.objects.get(action="mend_verdict").reason == "Đã xem thẻ gốc"


def test_a_cell_secretary_who_may_edit_may_mend_in_the_own_cell(place, monkeypatch):
    keeping = MATRIX[Role.CELL_SECRETARY] | {Action.EDIT_MEMBERS: Reach.BRANCH}
    monkeypatch.setitem(MATRIX, Role.CELL_SECRETARY, keeping)
    own, beside = place.verdict(place.cell), place.verdict(place.beside)
    with entered(place.secretary):
        mend_verdict(place.secretary, own.pk, "Đã xem thẻ gốc")
        with pytest.raises(Http404):
            mend_verdict(place.secretary, beside.pk, "Đã xem thẻ gốc")


def test_the_page_its_kinds_and_its_workbook(place):
    row = place.verdict(place.cell)
    place.verdict(place.beside, "Thiếu Dân tộc")
    client = f.signed_in(f.account(Role.COMMUNE_OFFICER, place.commune))
    address = f"/to-chuc/{place.commune.pk}/loi-tra-ve/"
    page = client.get(address)
    assert "còn 2 lỗi, đã sửa 0" in page.text
    assert f"/dang-vien/{row.person_id}/" in page.text
    narrowed = client.get(address, {"muc": "ethnic_group"})
    assert "Thiếu Dân tộc" in narrowed.text
    assert "không đủ 12 số" not in narrowed.text
    assert client.get(f"{address}excel/").content.startswith(b"PK")
    mending = f"/dang-vien/loi-tra-ve/{row.pk}/da-sua/"
    assert mending in page.text
    mending += f"?don-vi={place.commune.pk}"
    assert mending in page.text
    assert "không đủ 12 số" in client.get(mending).text
    assert client.post(mending, {"reason": ""}).status_code == 422
    done = client.post(mending, {"reason": "Đã xem thẻ gốc"}, follow=True)
    assert "đã sửa" in done.text
    assert "còn 1 lỗi, đã sửa 1" in done.text
    assert "đã ghi là sửa xong" in client.post(mending, {"reason": "x"}, follow=True).text
    assert "Đã đối chiếu" in client.post(f"{address}doi-chieu/", follow=True).text


def test_the_list_is_narrowed_by_the_centres_words(place):
    place.verdict(place.cell)
    other = place.verdict(place.beside, "Thiếu Dân tộc")
    Verdict.objects.filter(pk=other.pk).update(result="Trùng trong toàn quốc")
    client = f.signed_in(f.account(Role.COMMUNE_OFFICER, place.commune))
    address = f"/to-chuc/{place.commune.pk}/loi-tra-ve/"
    page = client.get(address, {"ket-qua": "Trùng trong toàn quốc"}).text
    assert "Trùng trong toàn quốc (1)" in page
    assert "Không đạt (1)" in page
    assert "Thiếu Dân tộc" in page
    assert "không đủ 12 số" not in page
    assert "excel/?ket-qua=Tr" in page
    none = {"ket-qua": "Trùng trong toàn quốc", "muc": "card_number"}
    assert "Không có lỗi nào như vậy" in client.get(address, none).text
    with entered(place.officer):
        found = verdicts.verdicts(place.officer, place.commune, result="Không đạt").verdicts
    assert [v.result for v in found] == ["Không đạt"]


def test_who_does_not_keep_records_finds_no_way_to_mend(place):
    row = place.verdict(place.cell)
    client = f.signed_in(f.account(Role.CELL_SECRETARY, place.cell))
    page = client.get(f"/to-chuc/{place.cell.pk}/loi-tra-ve/").text
    assert "không đủ 12 số" in page
    assert "da-sua" not in page
    mending = f"/dang-vien/loi-tra-ve/{row.pk}/da-sua/"
    assert client.get(mending).status_code == 403
    assert client.post(mending, {"reason": "Đã sửa"}).status_code == 403
    f.own()
    assert Verdict.objects.get().mended_at is None


def test_the_list_takes_as_many_statements_for_three_as_for_one(place):
    client = f.signed_in(f.account(Role.COMMUNE_OFFICER, place.commune))
    counts = []
    for size in (1, 3):
        while Verdict.objects.count() < size:
            place.verdict(place.cell)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/to-chuc/{place.commune.pk}/loi-tra-ve/").status_code == 200
        counts.append(len(asked))
        f.own()
    assert counts == [17, 17]
