"""Drafting from a month: what is written, what is quoted, who may, in how many statements."""

from datetime import date

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.targets.world import TODAY, World, world

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.documents.actions import issue_bundle, record_term
from dangvu.documents.models import Paper, Recipient
from dangvu.documents.papers import sound
from dangvu.documents.queries import habit
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.orgs import queries as orgs
from dangvu.rules.months import Month
from dangvu.targets import papers, queries
from dangvu.targets.actions import Cause, close_month, draft_praise, draft_urging, record_finding

pytestmark = pytest.mark.django_db
MAY = Month(2026, 5)


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    made = world()
    for month in range(1, 6):
        make.admission(made.cells[0], date(2026, month, 8))
    return made


def wording(place: World) -> papers.Wording:
    unit = orgs.unit(place.specialist, place.province.pk)
    office = papers.office_of(unit, orgs.letterhead(unit.pk))
    return papers.Wording(office, "về việc đôn đốc", date(2026, 6, 15))


def drafted(place: World, actor=None, *, each=False, which=(1, 2), closed=False) -> list[Paper]:
    actor = actor or place.specialist
    make.own()
    with entered(actor):
        if closed:
            close_month(actor, place.province.pk, MAY, today=TODAY)
        shown = queries.sheet(actor, place.province.pk, MAY, TODAY)
        key = draft_urging(
            actor,
            shown,
            [place.communes[i].pk for i in which],
            wording(place),
            each=each,
            drafted_on=TODAY,
        )
    make.own()
    return list(Paper.objects.filter(bundle=key).order_by("id"))


def test_one_letter_to_the_low_with_everybody_in_the_annex(place):
    (paper,) = drafted(place)
    assert paper.kind == "cong_van_don_doc_chung"
    assert (paper.type, paper.organ, paper.state) == ("CV", "BTCTU", "draft")
    rows = paper.payload["annex"]["rows"]
    assert [row["name"] for row in rows] == [unit.name for unit in place.communes]
    assert paper.about["bodies"] == [place.communes[1].pk, place.communes[2].pk]
    assert paper.payload["counts"]["zero"] == "2"
    assert sound(paper)


def test_it_goes_to_whom_it_is_about(place):
    (paper,) = drafted(place)
    lines = list(Recipient.objects.filter(paper=paper).order_by("position"))
    assert [line.text for line in lines if line.unit_id is None] == [
        "Như trên", "Thường trực Tỉnh ủy", "Lãnh đạo Ban", "Lưu Văn phòng Ban",
    ]  # fmt: skip
    assert [line.unit_id for line in lines if line.unit_id] == paper.about["bodies"]
    assert lines[-1].text == "Ban Thường vụ Đảng ủy xã Thử 2"


def test_a_letter_to_each_with_its_own_causes(place):
    body = place.communes[1]
    make.own()
    with entered(place.specialist):
        record_finding(
            place.specialist,
            body.pk,
            Cause(MAY, "no_source", "thôn 3 hết nguồn", "rà lại", "Bí thư", date(2026, 6, 30)),
        )
    first, second = drafted(place, each=True)
    assert [p.subject_unit_id for p in (first, second)] == [body.pk, place.communes[2].pk]
    assert first.payload["causes"][0]["cause"] == "Thiếu nguồn: thôn 3 hết nguồn"
    assert first.payload["causes"][0]["due"] == "30/6/2026"
    assert second.payload["has_causes"] is False
    assert first.payload["accountability"] is True
    assert first.payload["addressee"] == "Ban Thường vụ Đảng ủy xã Thử 1"


def test_the_causes_named_most_stand_in_the_common_letter(place):
    for unit, cause in (
        (1, "vetting"),
        (2, "vetting"),
        (2, "vetting"),
        (1, "no_class"),
        (0, "other"),
    ):
        make.own()
        with entered(place.specialist):
            entered_cause = Cause(MAY, cause, "rõ", "làm", "ai", date(2026, 6, 30))
            record_finding(place.specialist, place.communes[unit].pk, entered_cause)
    (paper,) = drafted(place, which=(0, 1, 2))
    assert paper.payload["causes"] == "hồ sơ chờ thẩm tra lâu (2 nơi); chưa mở được lớp (1 nơi)"


def test_a_letter_keeps_pointing_at_the_revision_it_quoted(place):
    (paper,) = drafted(place, closed=True)
    assert (paper.about["month"], paper.about["revision"]) == ("2026-05", 1)
    before = paper.payload
    make.admission(place.cells[1], date(2026, 5, 20))
    make.own()
    with entered(place.specialist):
        close_month(
            place.specialist, place.province.pk, MAY, seen_revision=1, reason="bổ sung", today=TODAY
        )
    make.own()
    with entered(place.specialist):
        record_term(place.specialist, place.province.pk, "Khóa thử", date(2025, 10, 1))
        issued = issue_bundle(place.specialist, paper.bundle, TODAY, signed=papers_signature())[0]
        quoted = queries.closed_sheet(place.specialist, place.province.pk, MAY, 1)
        now = queries.closed_sheet(place.specialist, place.province.pk, MAY)
    assert issued.about["revision"] == 1
    assert issued.payload["admitted"] == before["admitted"] == str(quoted.total.cumulative) == "5"
    assert now.total.cumulative == 6
    assert "đã chốt lần 1" in issued.payload["annex"]["basis"]


def papers_signature():
    from dangvu.office.payloads import Signature

    return Signature("", "TRƯỞNG BAN", "Người Ký")


def test_figures_that_are_not_closed_say_so(place):
    (paper,) = drafted(place)
    assert paper.about["revision"] is None
    assert "số liệu chưa chốt" in paper.payload["annex"]["basis"]


def test_the_next_letter_remembers_who_signs(place):
    make.own()
    assert habit(place.province.pk) is None
    drafted(place)
    kept = habit(place.province.pk)
    assert (kept.authority, kept.post, kept.place) == (
        "K/T TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "Lâm Đồng",
    )
    assert kept.recipients[1] == ("Thường trực Tỉnh ủy", "b/c")


def test_the_list_for_praise(place):
    make.own()
    with entered(place.specialist):
        shown = queries.sheet(place.specialist, place.province.pk, MAY, TODAY)
        high = [line for line in shown.lines if line.cls == "high"]
        draft_praise(place.specialist, shown, high, wording(place), TODAY)
        with pytest.raises(Impossible, match="nhóm cao"):
            draft_praise(place.specialist, shown, [], wording(place), TODAY)
    make.own()
    paper = Paper.objects.get()
    assert (paper.type, paper.kind) == ("", "danh_sach_bieu_duong")
    assert [row["name"] for row in paper.payload["rows"]] == ["Đảng bộ xã Thử 0"]


@pytest.mark.parametrize(
    ("which", "code"), [((), "nobody_chosen"), ((1,), "no_campaign")], ids=["nobody", "no target"]
)
def test_what_cannot_be_drafted(place, which, code):
    if code == "no_campaign":
        make.own()
        place.campaign.targets.all().delete()
        place.campaign.delete()
    with pytest.raises(Impossible) as told:
        drafted(place, which=which)
    assert told.value.code == code
    make.own()
    assert not Paper.objects.exists()


def test_only_whoever_may_draft_does(place):
    for role in (Role.AUDITOR, Role.INSPECTION_OFFICER, Role.PROPAGANDA_OFFICER):
        with pytest.raises(Refused):
            drafted(place, make.actor(role, place.province))
    with pytest.raises(Http404):
        drafted(place, make.actor(Role.COMMUNE_OFFICER, place.communes[0]))


def test_statements_do_not_grow_with_the_letters(place):
    def statements(which) -> int:
        with CaptureQueriesContext(connection) as caught:
            drafted(place, each=True, which=which)
        return len(caught)

    statements((0,))
    assert statements((0,)) == statements((0, 1, 2)) == 29
