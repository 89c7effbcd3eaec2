"""Issuing: the number, what is frozen, and what is refused."""

import hashlib
import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.documents.worlds import TODAY, World, begin_term, drafted, letter, world

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.documents import queries
from dangvu.documents.actions import drop, issue, issue_bundle, note_last_number
from dangvu.documents.actions.arriving import receive
from dangvu.documents.catalogue import PaperFacts
from dangvu.documents.models import Paper, Recipient, Series
from dangvu.documents.papers import file_name, number_text, sound
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.payloads import PraiseList, Signature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    return world()


def issued(place: World, paper: Paper, on: date = TODAY, **more) -> Paper:
    make.own()
    with entered(place.clerk):
        issue(place.clerk, paper.pk, on, **more)
    make.own()
    return Paper.objects.get(pk=paper.pk)


def words(paper: Paper) -> str:
    with zipfile.ZipFile(BytesIO(bytes(paper.content))) as parts:
        return parts.read("word/document.xml").decode().replace("\u00a0", " ")


def refusal(code: str, place: World, paper: Paper, on: date = TODAY, **more) -> Impossible:
    with pytest.raises(Impossible) as told, transaction.atomic():
        issued(place, paper, on, **more)
    make.own()
    assert told.value.code == code
    return told.value


def test_a_draft_has_no_number_and_says_that_it_is_one(place):
    (paper,) = drafted(place)
    assert paper.number is None
    assert number_text(paper).strip() == "-CV/BTCTU"
    assert "DỰ THẢO" in words(paper)
    assert file_name(paper) == f"du-thao-xa-thu-0-{paper.pk}.docx"


def test_issuing_prints_number_and_day_and_freezes_the_bytes(place):
    (paper,) = drafted(place)
    done = issued(place, paper)
    assert (done.number, done.issued_on, done.state) == (1, TODAY, "issued")
    assert done.issued_by == place.clerk.name
    text = words(done)
    assert "Số 01-CV/BTCTU" in text
    assert "ngày 01 tháng 6 năm 2026" in text
    assert "DỰ THẢO" not in text
    assert done.sha256 == hashlib.sha256(bytes(done.content)).hexdigest()
    assert sound(done)
    assert file_name(done) == f"01-cv-btctu-xa-thu-0-{done.pk}.docx"


def test_numbers_run_on_within_a_term_and_begin_again_with_the_next(place):
    first, second = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    assert issued(place, first).number == 1
    assert issued(place, second).number == 2
    begin_term(place, TODAY + timedelta(days=1))
    (third,) = drafted(place)
    assert queries.next_number(place.province.pk, "CV", "BTCTU", TODAY).number == 3
    tomorrow = queries.next_number(place.province.pk, "CV", "BTCTU", TODAY + timedelta(days=1))
    assert tomorrow.number == 1
    assert issued(place, third).number == 3


def test_each_type_and_each_organ_has_its_own_numbers(place):
    drafts = [letter(), letter(type="TB"), letter(organ="TU"), letter()]
    numbers = [issued(place, drafted(place, one)[0]).number for one in drafts]
    assert numbers == [1, 1, 1, 2]
    assert Series.objects.count() == 3


def test_the_office_may_go_on_after_numbers_it_took_by_hand(place):
    (paper,) = drafted(place)
    make.own()
    with entered(place.clerk):
        note_last_number(place.clerk, place.term.pk, "CV", "BTCTU", 412, "số ở sổ giấy")
    assert issued(place, paper).number == 413
    with entered(place.clerk), pytest.raises(Impossible) as told:
        note_last_number(place.clerk, place.term.pk, "CV", "BTCTU", 412, "gõ nhầm")
    assert told.value.code == "number_taken"


def test_who_signed_may_be_another_than_drafted(place):
    (paper,) = drafted(place)
    done = issued(place, paper, signed=Signature("", "TRƯỞNG BAN", "Lê Thị Ký"))
    assert "Lê Thị Ký" in words(done)
    assert "K/T TRƯỞNG BAN" not in words(done)


def test_no_number_without_a_signer(place):
    unsigned = letter()
    unsigned.payload["signature"]["name"] = " "
    (paper,) = drafted(place, unsigned)
    assert refusal("signer_missing", place, paper).field == "name"
    assert not Series.objects.filter(last_number__gt=0).exists()


def test_refusals_by_the_day(place):
    (paper,) = drafted(place)
    assert refusal("future_issue", place, paper, TODAY + timedelta(days=1)).field == "on"
    refusal("before_draft", place, paper, TODAY - timedelta(days=1))


def test_a_later_number_has_no_earlier_day(place, monkeypatch):
    (early,) = drafted(place)
    (late,) = drafted(place)
    later = make.NOW + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: later)
    issued(place, late, later.date())
    told = refusal("before_last", place, early)
    assert "01-CV/BTCTU" in told.message_vi
    assert "10/06/2026" in told.message_vi


def test_without_a_term_nothing_is_issued():
    place = world(term=False)
    (paper,) = drafted(place)
    refusal("no_term", place, paper)


def test_only_whoever_may_take_a_number_does(place):
    (paper,) = drafted(place)
    for role in (Role.COMMUNE_OFFICER, Role.AUDITOR, Role.PROPAGANDA_OFFICER):
        reader = make.actor(role, place.province)
        with entered(reader), pytest.raises(Refused) as told:
            issue(reader, paper.pk, TODAY)
        assert Role.CLERK in told.value.who


def test_outside_reach_there_is_no_paper(place):
    (paper,) = drafted(place)
    stranger = make.actor(Role.CLERK, place.communes[0])
    with entered(stranger), pytest.raises(Http404):
        issue(stranger, paper.pk, TODAY)


def test_an_issued_paper_stays_as_it_is(place):
    done = issued(place, drafted(place)[0])
    for change in (
        {"title": "khác"},
        {"state": "draft"},
        {"content": b"x"},
        {"number": 9},
        {"about": {}},
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Paper.objects.filter(pk=done.pk).update(**change)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Recipient.objects.filter(paper=done).update(text="ai khác")
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Recipient.objects.create(paper=done, position=9, text="thêm")
    with entered(place.clerk), pytest.raises(Impossible):
        drop(place.clerk, done.pk, "thôi")
    assert sound(Paper.objects.get(pk=done.pk))


def test_it_is_read_where_its_office_stands(place):
    done = issued(place, drafted(place)[0])
    Paper.objects.filter(pk=done.pk).update(unit_path="zzzzz")
    assert Paper.objects.get(pk=done.pk).unit_path == "zzzzz"


def test_a_second_issue_is_told_who_was_first(place):
    (paper,) = drafted(place)
    issued(place, paper)
    with pytest.raises(Overtaken, match="01-CV/BTCTU"):
        issued(place, paper)
    make.own()
    assert Series.objects.get().last_number == 1


def test_a_dropped_draft_takes_no_number_and_keeps_its_reason(place):
    (paper,) = drafted(place)
    make.own()
    with entered(place.clerk):
        with pytest.raises(Impossible) as told:
            drop(place.clerk, paper.pk, "  ")
        assert told.value.field == "reason"
        drop(place.clerk, paper.pk, "soạn nhầm tháng")
    refusal("dropped", place, paper)
    assert Paper.objects.get().about["dropped"]["reason"] == "soạn nhầm tháng"


def test_a_bundle_is_issued_in_order_in_few_statements(place):
    def statements(number: int) -> int:
        bodies = [make.unit(f"Đảng bộ xã Nữa {i}", place.province) for i in range(number)]
        papers = drafted(place, *(letter(body) for body in bodies))
        make.own()
        with entered(place.clerk), CaptureQueriesContext(connection) as caught:
            done = issue_bundle(place.clerk, papers[0].bundle, TODAY)
        numbers = [paper.number for paper in done]
        assert numbers == list(range(numbers[0], numbers[0] + number))
        assert all(sound(paper) for paper in Paper.objects.filter(bundle=papers[0].bundle))
        return len(caught)

    statements(1)
    assert statements(1) == statements(3) == 16


def test_what_a_letter_cites_is_linked_both_ways_whichever_comes_first(place):
    def notice() -> Paper:
        facts = PaperFacts(
            "01-TB/TU", date(2026, 1, 2), "Cấp ủy thử nghiệm", "notice", "về chỉ tiêu",
            received_on=date(2026, 1, 5),
        )  # fmt: skip
        with entered(place.clerk):
            return receive(place.clerk, place.province.pk, facts, None, None)

    before, after = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    issued(place, before)
    with entered(place.clerk):
        (ground,) = queries.rests_on(place.clerk, before)
        assert (ground.number_symbol, ground.paper) == ("01-TB/TU", None)
    make.own()
    came = notice()
    make.own()
    issued(place, after)
    with entered(place.clerk):
        assert [one.paper for one in queries.rests_on(place.clerk, before)] == [came]
        assert [one.paper for one in queries.rests_on(place.clerk, after)] == [came]
        assert list(queries.borne_by(place.clerk, came)) == [after, before]


def test_a_bundle_is_issued_whole_or_not_at_all(place):
    good, unsigned = letter(place.communes[0]), letter(place.communes[1])
    unsigned.payload["signature"]["name"] = ""
    papers = drafted(place, good, unsigned)
    make.own()
    with pytest.raises(Impossible, match="người ký"), entered(place.clerk):
        issue_bundle(place.clerk, papers[0].bundle, TODAY)
    make.own()
    assert not Paper.objects.filter(state="issued").exists()
    assert not Series.objects.filter(last_number__gt=0).exists()


def test_what_is_already_issued_or_dropped_is_left_out_of_a_bundle(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    issued(place, papers[1])
    make.own()
    with entered(place.clerk):
        drop(place.clerk, papers[0].pk, "không gửi")
        issue_bundle(place.clerk, papers[0].bundle, TODAY)
        with pytest.raises(Impossible) as told:
            issue_bundle(place.clerk, papers[0].bundle, TODAY)
    assert told.value.code == "nothing_to_issue"
    make.own()
    states = Paper.objects.order_by("id").values_list("state", "number")
    assert list(states) == [("dropped", None), ("issued", 1), ("issued", 2)]


def test_a_list_that_goes_with_another_paper_takes_no_number(place):
    (paper,) = drafted(place, letter(kind=PraiseList.MODEL))
    done = issued(place, paper)
    assert (done.number, done.series, done.state) == (None, None, "issued")
    assert number_text(done) == ""
    assert "Số " not in words(done).split("DANH SÁCH")[0]
    assert not Series.objects.exists()


def test_the_database_itself_refuses_a_number_twice(place):
    first, second = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    done = issued(place, first)
    again = {"state": "issued", "number": 1, "series": done.series, "issued_on": TODAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=second.pk).update(**again)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=second.pk).update(state="issued", issued_on=TODAY)


def test_an_issue_leaves_its_event(place):
    issued(place, drafted(place)[0])
    event = Event.objects.get(action="issue_papers")
    assert event.data["number"] == "01-CV/BTCTU"
    assert event.account_id == place.clerk.account_id
    assert len(event.data["sha256"]) == 64
