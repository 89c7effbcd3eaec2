"""Papers that come and papers made in Word: one line each, a number each, told once."""

from dataclasses import replace
from datetime import date

import pytest
from django.http import Http404
from tests import factories as make
from tests.documents.worlds import TODAY, World, drafted, letter, world

from dangvu.access.matrix import Role
from dangvu.access.scope import Refused, entered
from dangvu.documents import queries
from dangvu.documents.actions import issue
from dangvu.documents.actions.arriving import (
    Registered,
    add_file,
    enter,
    keep_line,
    receive,
    set_down,
    take_own,
)
from dangvu.documents.actions.receiving import confirm_receipt, send_down
from dangvu.documents.catalogue import CAME, OWN, GivenFile, PaperFacts, Ref, To
from dangvu.documents.models import ArrivalBook, Paper, PaperFile, PaperLink, PaperText, Series
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.office.reading import PaperText as Read
from dangvu.office.reading import Way

pytestmark = pytest.mark.django_db

FACTS = PaperFacts(
    number_symbol="07-CT/TU",
    dated_on=date(2026, 2, 12),
    issuer="Ban Thường vụ Tỉnh ủy",
    document_type="directive",
    subject="về tạo nguồn kết nạp đảng viên",
    received_on=TODAY,
)
FILE = GivenFile("chi-thi.txt", "Chỉ thị về tạo nguồn".encode())
READ = Read("Chỉ thị về tạo nguồn kết nạp đảng viên", Way.TEXT)


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    return world()


def at(place: World, n: int = 0, role: Role = Role.COMMUNE_OFFICER):
    return make.actor(role, place.communes[n])


def came(place: World, facts: PaperFacts = FACTS, *, n: int = 0, file=FILE, read=READ) -> Paper:
    officer = at(place, n)
    make.own()
    with entered(officer):
        return receive(officer, place.communes[n].pk, facts, file, read)


# ------------------------------------------------------------------ the book


def test_a_paper_that_came_takes_the_next_number_of_the_year(place):
    one = came(place)
    two = came(place, replace(FACTS, number_symbol="08-CT/TU"), file=None, read=None)
    last = came(place, replace(FACTS, number_symbol="09-CT/TU", received_on=date(2025, 12, 30),
                               dated_on=date(2025, 12, 1)))  # fmt: skip
    other = came(place, n=1)
    assert [(p.arrival_year, p.arrival_number) for p in (one, two, last, other)] == [
        (2026, 1), (2026, 2), (2025, 1), (2026, 1),
    ]  # fmt: skip
    make.own()
    kept = Paper.objects.get(pk=one.pk)
    assert (kept.state, kept.kind, kept.organ) == ("received", CAME, "TU")
    assert kept.identity == "07-CT/TU|2026-02-12|tinh uy"
    assert queries.text_of(one.pk) == READ.text
    assert queries.text_of(two.pk) == ""
    assert queries.cited(kept) == "Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Ban Thường vụ Tỉnh ủy"
    assert kept.files.get().name == "chi-thi.txt"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"received_on": date(2026, 6, 2)}, "future_arrival"),
        ({"received_on": None}, "future_arrival"),
        ({"received_on": date(2026, 2, 11)}, "before_date"),
        ({"subject": " "}, "subject_missing"),
        ({"issuer": ""}, "issuer_missing"),
        ({"dated_on": None}, "date_missing"),
        ({"secrecy": "secret"}, "secret_file"),
    ],
)
def test_a_line_that_cannot_stand_is_refused(place, change, code):
    with pytest.raises(Impossible) as told:
        came(place, replace(FACTS, **change))
    assert told.value.code == code
    make.own()
    assert not ArrivalBook.objects.exists()


def test_what_stands_in_the_register_is_told_once_only(place):
    first = came(place)
    with pytest.raises(Registered) as told:
        came(place, replace(FACTS, number_symbol="Số 07 - CT/TU", issuer="TỈNH ỦY LÂM ĐỒNG"))
    assert told.value.paper_id == first.pk
    assert "số 1/2026" in told.value.message_vi
    made = came(place, replace(FACTS, issuer="Thành ủy Đà Lạt"))
    assert made.arrival_number == 2
    assert came(place, replace(FACTS, dated_on=date(2026, 2, 13))).arrival_number == 3
    make.own()
    assert ArrivalBook.objects.get().last_number == 3


def test_a_paper_entered_twice_is_told(place):
    officer = at(place)
    make.own()
    with entered(officer):
        row = set_down(officer, place.communes[0].pk, CAME, FACTS, FILE, READ)
        enter(officer, row.pk, FACTS)
        with pytest.raises(Registered):
            enter(officer, row.pk, FACTS)


def test_of_a_secret_paper_the_line_alone_is_kept(place):
    facts = replace(FACTS, secrecy="top")
    made = came(place, facts, file=None, read=None)
    officer = at(place)
    make.own()
    with entered(officer):
        with pytest.raises(Impossible) as told:
            add_file(officer, made.pk, FILE, READ)
        row = set_down(officer, place.communes[0].pk, CAME, FACTS, FILE, READ)
        enter(officer, row.pk, replace(facts, number_symbol="10-CT/TU"))
    assert told.value.code == "secret_file"
    make.own()
    assert not PaperFile.objects.exists()
    assert set(PaperText.objects.values_list("text", flat=True)) == {""}


def test_a_line_is_corrected_and_its_number_stays(place):
    made = came(place)
    officer = at(place)
    make.own()
    with entered(officer):
        keep_line(officer, made.pk, replace(FACTS, subject="về công tác phát triển đảng viên"))
        with pytest.raises(Impossible) as told:
            keep_line(officer, made.pk, replace(FACTS, received_on=date(2027, 1, 1)))
    assert told.value.code == "future_arrival"
    make.own()
    kept = Paper.objects.get(pk=made.pk)
    assert (kept.title, kept.arrival_number) == ("về công tác phát triển đảng viên", 1)
    assert "cong tac phat trien" in PaperText.objects.get(paper=kept).key
    assert queries.text_of(made.pk) == READ.text


def test_versions_of_a_file_stand_beside_each_other(place):
    made = came(place)
    officer = at(place)
    make.own()
    with entered(officer):
        add_file(officer, made.pk, GivenFile("ban-ky.txt", b"x"), Read("bản ký", Way.TEXT))
        with pytest.raises(Impossible) as told:
            add_file(officer, made.pk, GivenFile("lai.txt", FILE.content), None)
    assert told.value.code == "same_file"
    make.own()
    assert list(queries.files(made).values_list("version", "name")) == [
        (2, "ban-ky.txt"), (1, "chi-thi.txt"),
    ]  # fmt: skip
    assert queries.text_of(made.pk) == "bản ký"
    assert queries.file_of(made, 1).content == FILE.content
    with pytest.raises(Http404):
        queries.file_of(made, 7)


def test_who_may_not_register_is_refused_and_beyond_nothing_is_there(place):
    auditor, officer = at(place, role=Role.AUDITOR), at(place, 1)
    make.own()
    with entered(auditor), pytest.raises(Refused):
        receive(auditor, place.communes[0].pk, FACTS, None, None)
    with entered(officer), pytest.raises(Http404):
        receive(officer, place.communes[0].pk, FACTS, None, None)


# ------------------------------------------------------------------ links


def test_links_resolve_in_either_order(place):
    asks = replace(FACTS, number_symbol="15-KH/ĐU", issuer="Đảng ủy xã", references=(
        Ref("07-CT/TU", date(2026, 2, 12), "Tỉnh ủy", "tạo nguồn"),
        Ref("07-CT/TU", None, "", ""),
        Ref("21-NQ/TW", date(2022, 6, 16), "Ban Chấp hành Trung ương", ""),
    ))  # fmt: skip
    child = came(place, asks)
    elsewhere = came(place, replace(asks, number_symbol="16-KH/ĐU"), n=1)
    make.own()
    assert not PaperLink.objects.exclude(target=None).exists()
    parent = came(place)
    make.own()
    assert PaperLink.objects.get(target=parent).paper == child
    older = came(place, replace(asks, number_symbol="17-KH/ĐU"))
    make.own()
    assert set(PaperLink.objects.filter(target=parent).values_list("paper_id", flat=True)) == {
        child.pk, older.pk,
    }  # fmt: skip
    assert PaperLink.objects.filter(paper=elsewhere, target=None).count() == 3


def test_a_link_to_an_office_above_moves_to_the_own_line(place):
    clerk = place.clerk
    make.own()
    with entered(clerk):
        above = receive(clerk, place.province.pk, FACTS, FILE, READ)
    child = came(place, replace(FACTS, number_symbol="15-KH/ĐU", issuer="Đảng ủy xã",
                 references=(Ref("07-CT/TU", date(2026, 2, 12), "Tỉnh ủy"),)))  # fmt: skip
    make.own()
    assert PaperLink.objects.get(paper=child).target == above
    own = came(place)
    make.own()
    assert PaperLink.objects.get(paper=child).target == own


# ------------------------------------------------------------------ made in Word


PLAN = PaperFacts("-KH/BTCTU", None, "Ban Tổ chức Tỉnh ủy", "plan", "về tạo nguồn")


def test_a_paper_made_in_word_takes_its_number_on_issue(place):
    make.own()
    with entered(place.clerk):
        draft = take_own(place.clerk, place.province.pk, PLAN, FILE, READ)
        done = issue(place.clerk, draft.pk, TODAY)
        personnel = take_own(place.clerk, place.province.pk, PLAN, None, None)
        beside = issue(place.clerk, personnel.pk, TODAY, series="nhân sự")
        congress = take_own(
            place.clerk, place.province.pk, replace(PLAN, number_symbol="-KH/ĐH"), None, None
        )
        third = issue(place.clerk, congress.pk, TODAY)
        with pytest.raises(Overtaken):
            issue(place.clerk, draft.pk, TODAY)
    assert (done.number_symbol, done.state, done.dated_on) == ("01-KH/BTCTU", "issued", TODAY)
    assert (beside.number, third.number_symbol) == (1, "01-KH/ĐH")
    make.own()
    assert queries.text_of(done.pk) == READ.text
    assert Paper.objects.get(pk=done.pk).identity.startswith("01-KH/BTCTU|2026-06-01|ban to chuc")
    assert set(Series.objects.values_list("organ", "label")) == {
        ("BTCTU", ""), ("BTCTU", "nhân sự"), ("ĐH", ""),
    }  # fmt: skip
    assert queries.series_labels(place.province.pk, "KH", "BTCTU", TODAY) == ["", "nhân sự"]


def test_a_paper_without_symbol_is_not_issued(place):
    make.own()
    with entered(place.clerk):
        draft = take_own(
            place.clerk, place.province.pk, replace(PLAN, number_symbol=""), None, None
        )
        with pytest.raises(Impossible) as told:
            issue(place.clerk, draft.pk, TODAY)
    assert told.value.code == "no_symbol"


def test_a_paper_issued_before_is_noted_with_its_number(place):
    before = replace(PLAN, number_symbol="12-KH/BTCTU", dated_on=date(2026, 3, 2))
    make.own()
    with entered(place.clerk):
        noted = take_own(place.clerk, place.province.pk, before, FILE, READ, noted=True)
        with pytest.raises(Registered):
            take_own(place.clerk, place.province.pk, before, None, None, noted=True)
        with pytest.raises(Impossible) as told:
            take_own(
                place.clerk, place.province.pk, replace(before, dated_on=date(2026, 3, 3)),
                None, None, noted=True,
            )  # fmt: skip
        with pytest.raises(Impossible) as bare:
            take_own(place.clerk, place.province.pk, replace(PLAN, dated_on=TODAY), None, None,
                     noted=True)  # fmt: skip
        following = issue(
            place.clerk, take_own(place.clerk, place.province.pk, PLAN, None, None).pk, TODAY
        )
        old = take_own(
            place.clerk, place.province.pk, replace(before, dated_on=date(2019, 3, 3)),
            None, None, noted=True,
        )  # fmt: skip
    assert (noted.state, noted.number, noted.issued_on) == ("issued", 12, date(2026, 3, 2))
    assert told.value.code == "number_taken"
    assert bare.value.code == "number_missing"
    assert following.number == 13
    assert (old.type, old.number, old.number_symbol) == ("", None, "12-KH/BTCTU")


def test_papers_of_the_house_are_known_by_number_day_and_issuer(place):
    (paper,) = drafted(place, letter(place.communes[0]))
    child = came(place, replace(FACTS, number_symbol="15-KH/ĐU", issuer="Đảng ủy xã",
                 references=(Ref("01-CV/BTCTU", TODAY, "Ban Tổ chức Tỉnh ủy"),)))  # fmt: skip
    make.own()
    with entered(place.clerk):
        issue(place.clerk, paper.pk, TODAY)
    make.own()
    done = Paper.objects.get(pk=paper.pk)
    assert queries.cited(done) == (
        "Công văn số 01-CV/BTCTU, ngày 01/6/2026 của Ban Tổ chức Tỉnh ủy Thử"
    )
    assert PaperLink.objects.get(paper=child).target == done
    assert "đôn đốc" in queries.text_of(done.pk)
    with entered(place.clerk):
        found = queries.find_identity(place.clerk, "01-CV/BTCTU")
        assert list(found) == [done]
        assert not queries.find_identity(place.clerk, "01-CV/BTCTU", date(2026, 1, 1))


# ------------------------------------------------------------------ receipts


def test_whom_it_was_sent_to_says_that_it_came(place):
    facts = replace(PLAN, recipients=(To("Đảng ủy xã", place.communes[1].pk), To("Lưu Văn phòng")))
    make.own()
    with entered(place.clerk):
        paper = issue(
            place.clerk, take_own(place.clerk, place.province.pk, facts, FILE, READ).pk, TODAY
        )
        with pytest.raises(Impossible):
            confirm_receipt(place.clerk, paper.pk)
    officer, stranger = at(place, 1), at(place, 2)
    make.own()
    with entered(stranger), pytest.raises(Http404):
        confirm_receipt(stranger, paper.pk)
    make.own()
    with entered(officer):
        assert confirm_receipt(officer, paper.pk) == 1
        with pytest.raises(Overtaken) as told:
            confirm_receipt(officer, paper.pk)
    assert officer.name in told.value.message_vi
    make.own()
    told = queries.recipients(paper)[1]
    assert [bool(r.received_at) for r in told] == [True]
    assert [(r.arrival_year, r.arrival_number) for r in told] == [(TODAY.year, 1)]
    with entered(officer):
        line = queries.register(officer, queries.Sought()).entries[0].first
        assert (line.here_arrival_number, line.here_arrival_year) == (1, TODAY.year)
        next_one = receive(officer, place.communes[1].pk, FACTS, FILE, READ)
        same = PaperFacts(
            paper.number_symbol, paper.dated_on, paper.issuer, "plan", paper.title,
            received_on=TODAY,
        )  # fmt: skip
        with pytest.raises(Registered):
            receive(officer, place.communes[1].pk, same, None, None)
    assert next_one.arrival_number == 2


def test_a_paper_issued_goes_down_to_those_who_have_duties_of_it(place):
    facts = replace(PLAN, recipients=(To("Đảng ủy xã", place.communes[1].pk),))
    make.own()
    with entered(place.clerk):
        draft = take_own(place.clerk, place.province.pk, facts, FILE, READ)
        paper = issue(place.clerk, draft.pk, TODAY)
        wanted = {one.pk for one in place.communes}
        assert send_down(paper.pk, place.province.pk, wanted) == len(wanted) - 1
        assert send_down(paper.pk, place.province.pk, wanted) == 0
    reader = at(place, 2)
    make.own()
    with entered(reader):
        assert queries.paper(reader, paper.pk).pk == paper.pk


@pytest.mark.parametrize("role", [Role.CELL_SECRETARY, Role.DEPUTY])
def test_a_cell_reads_what_is_addressed_to_it_and_says_that_it_came(place, role):
    cell = make.unit("Chi bộ thôn 1", place.communes[0])
    came(place)
    officer = at(place)
    make.own()
    facts = replace(
        PLAN, number_symbol="05-KH/ĐU", dated_on=TODAY, recipients=(To("Chi bộ thôn 1", cell.pk),)
    )
    with entered(officer):
        draft = take_own(officer, place.communes[0].pk, facts, FILE, READ, noted=True)
    secretary = make.actor(role, cell)
    make.own()
    with entered(secretary):
        assert [one.first.pk for one in queries.register(secretary, queries.Sought()).entries] == [
            draft.pk
        ]
        assert queries.waiting(secretary)["unconfirmed"].pk == draft.pk
        assert confirm_receipt(secretary, draft.pk) == 1
        with pytest.raises(Refused):
            set_down(secretary, cell.pk, CAME, FACTS, FILE, READ)
    make.own()
    assert [line.arrival_number for line in queries.recipients(draft)[1]] == [None]


def test_a_draft_made_in_word_is_kept_like_others(place):
    make.own()
    with entered(place.clerk):
        draft = set_down(place.clerk, place.province.pk, OWN, PLAN, FILE, READ)
        kept = keep_line(place.clerk, draft.pk, replace(PLAN, number_symbol="-CTr/BTCTU"))
    assert (kept.type, kept.organ, kept.state) == ("CTr", "BTCTU", "draft")
