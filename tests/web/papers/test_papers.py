"""The register and its pages: who sees what, how a number is taken, what is refused and why."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.documents.worlds import TODAY, World, begin_term, drafted, letter, world

from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents import queries
from dangvu.documents.actions import issue, note_last_number
from dangvu.documents.models import Paper, Term
from dangvu.documents.papers import DOCX
from dangvu.kernel import clock
from dangvu.kernel.models import Event
from dangvu.office.payloads import PraiseList

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_june(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)


@pytest.fixture
def place() -> World:
    return world()


def browser(place: World, role: Role = Role.CLERK, unit=None):
    return make.signed_in(make.account(role, unit or place.province))


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def issued(place: World, paper: Paper) -> Paper:
    make.own()
    with entered(place.clerk):
        issue(place.clerk, paper.pk, TODAY)
    make.own()
    return Paper.objects.get(pk=paper.pk)


def signed(**changes):
    return {
        "on": "01/06/2026",
        "authority": "",
        "post": "TRƯỞNG BAN",
        "name": "Người Ký",
        **changes,
    }


# ------------------------------------------------------------------ the register


def test_an_empty_register_says_what_belongs_here(place):
    shown = text(browser(place).get("/van-ban/"))
    assert "Chưa có văn bản nào" in shown
    assert "05-CV/BTCTU" in shown


def test_papers_drafted_together_stand_on_one_line(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    issued(place, papers[1])
    drafted(place, letter(kind=PraiseList.MODEL, title="các nơi làm tốt"))
    answer = browser(place).get("/van-ban/")
    entries = [row.entry for row in answer.context["rows"]]
    assert [(e.total, e.drafts, e.issued) for e in entries] == [(1, 1, 0), (3, 2, 1)]
    assert (entries[1].lowest, entries[1].highest) == (1, 1)
    shown = text(answer)
    assert "2 dự thảo" in shown
    assert "1 đã phát hành" in shown
    assert "không lấy số" in shown
    assert f"/van-ban/tap/{papers[0].bundle}/" in shown


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", 3),
        ("q=01-cv", 1),
        ("q=BTCTU%20don%20doc", 2),
        ("q=%22xa%20thu%202%22", 1),
        ("q=kh%C3%B4ng%20c%C3%B3", 0),
        ("state=draft", 2),
        ("state=issued", 1),
        ("state=sai", 3),
        ("kind=danh_sach_bieu_duong", 1),
        ("month=2026-04", 1),
        ("month=2026-05", 2),
        ("after=sai", 3),
        ("after=2026-06-01_5", 3),
        ("after=2026-06-01T00:00:00%2B07:00_99999999999999999999", 3),
    ],
)
def test_the_register_is_narrowed(place, words, found):
    (first,) = drafted(place, letter(place.communes[0]))
    drafted(place, letter(place.communes[2], about={"month": "2026-04", "revision": None}))
    drafted(place, letter(kind=PraiseList.MODEL, title="các nơi làm tốt"))
    issued(place, first)
    answer = browser(place).get(f"/van-ban/?{words}")
    assert len(answer.context["rows"]) == found
    if not found:
        assert "Không có văn bản nào như vậy" in text(answer)


def test_the_register_goes_on_where_it_left_off(place, monkeypatch):
    for minutes in range(5):
        later = make.NOW + timedelta(minutes=minutes // 2)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        drafted(place, letter(title=f"lượt {minutes}"))
    monkeypatch.setattr(queries, "PAGE", 2)
    make.own()
    seen, after = [], ""
    with entered(place.clerk):
        while True:
            leaf = queries.register(place.clerk, queries.Sought(), after=after, limit=2)
            seen += [entry.first.title for entry in leaf.entries]
            after = leaf.after
            if not after:
                break
    assert seen == [f"lượt {n}" for n in (4, 3, 2, 1, 0)]


def test_the_list_takes_as_many_statements_for_many_papers(place):
    def statements() -> int:
        client = browser(place)
        client.get("/van-ban/")
        with CaptureQueriesContext(connection) as caught:
            client.get("/van-ban/")
        return len(caught)

    drafted(place, letter(place.communes[0]))
    few = statements()
    drafted(place, letter(place.communes[1]))
    drafted(place, *(letter(body) for body in place.communes))
    assert statements() == few == 12


def test_the_bundle_takes_as_many_statements_for_many_papers(place):
    def statements(number: int) -> int:
        papers = drafted(place, *(letter(place.communes[i % 3]) for i in range(number)))
        client = browser(place)
        address = f"/van-ban/tap/{papers[0].bundle}/"
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    assert statements(2) == statements(6) == 10


# ------------------------------------------------------------------ who sees what


def test_a_letter_reaches_its_addressee_once_it_is_issued(place):
    (paper,) = drafted(place, letter(place.communes[1]))
    addressee = browser(place, Role.COMMUNE_OFFICER, place.communes[1])
    other = browser(place, Role.COMMUNE_OFFICER, place.communes[2])
    assert addressee.get(f"/van-ban/{paper.pk}/").status_code == 404
    issued(place, paper)
    shown = text(addressee.get(f"/van-ban/{paper.pk}/"))
    assert "Công văn số 01-CV/BTCTU" in shown
    assert "bản chốt lần 1 của Đảng bộ tỉnh" in shown
    assert "?ban=1" not in shown
    assert "gửi đến" in text(addressee.get("/van-ban/"))
    assert addressee.get(f"/van-ban/{paper.pk}/tep/").status_code == 200
    assert other.get(f"/van-ban/{paper.pk}/").status_code == 404
    assert other.get(f"/van-ban/{paper.pk}/tep/").status_code == 404
    assert other.get(f"/van-ban/tap/{paper.bundle}/tep/").status_code == 404


def test_an_addressee_does_nothing_to_it(place):
    (paper,) = drafted(place, letter(place.communes[1]))
    issued(place, paper)
    officer = browser(place, Role.COMMUNE_OFFICER, place.communes[1])
    assert officer.post(f"/van-ban/{paper.pk}/bo/", {"reason": "x"}).status_code == 403
    clerk = browser(place, Role.CLERK, place.communes[1])
    assert clerk.get(f"/van-ban/{paper.pk}/phat-hanh/").status_code == 403


PAGES = ("", "{paper}/", "{paper}/tep/", "tap/{key}/", "tap/{key}/tep/", "nhiem-ky/", "mau/")


@pytest.mark.parametrize(
    ("role", "reads", "issues"),
    [
        (Role.CLERK, True, True),
        (Role.PROVINCE_SPECIALIST, True, True),
        (Role.COMMUNE_OFFICER, True, False),
        (Role.AUDITOR, True, False),
        (Role.INSPECTION_OFFICER, True, False),
        (Role.PROPAGANDA_OFFICER, True, False),
        (Role.CELL_SECRETARY, True, False),
        (Role.MEMBER, False, False),
        (Role.IT_ADMINISTRATOR, False, False),
    ],
)
def test_every_role_gets_its_answer(place, role, reads, issues):
    papers = drafted(place, *(letter(body) for body in place.communes[:2]))
    client = browser(place, role)
    for page in PAGES:
        address = "/van-ban/" + page.format(paper=papers[0].pk, key=papers[0].bundle)
        closed = role is Role.CELL_SECRETARY and page in ("nhiem-ky/", "mau/")
        expected = 200 if reads and not closed else 403
        assert client.get(address).status_code == expected, address
    answer = client.get(f"/van-ban/{papers[0].pk}/phat-hanh/")
    assert answer.status_code == (200 if issues else 403)
    if not issues:
        assert "Làm được việc này:" in text(answer)
        assert "văn thư" in text(answer)
        refused = client.post(f"/van-ban/{papers[0].pk}/phat-hanh/", signed())
        assert refused.status_code == 403


def test_there_is_no_paper_that_is_not_there(place):
    client = browser(place)
    for page in ("9999/", "9999/tep/", "tap/12345678-1234-1234-1234-123456789012/", "mau/sai/"):
        assert client.get(f"/van-ban/{page}").status_code == 404


# ------------------------------------------------------------------ one paper


def test_a_paper_says_what_it_quotes_and_where_it_goes(place):
    one = letter(place.communes[1], about={"month": "2026-05", "revision": 2, "unit": 7})
    (paper,) = drafted(place, one)
    shown = text(browser(place).get(f"/van-ban/{paper.pk}/"))
    assert "/thang/2026-05/7/?ban=2" in shown
    assert "bản chốt lần 2" in shown
    assert "Thường trực (b/c)" in shown
    assert "Khớp: tệp còn nguyên như khi soạn" in shown
    assert paper.sha256 in shown
    loose = letter(place.communes[1], about={"month": "2026-05", "revision": None, "unit": 7})
    shown = text(browser(place).get(f"/van-ban/{drafted(place, loose)[0].pk}/"))
    assert "Số liệu chưa chốt khi soạn" in shown


def test_bytes_that_are_not_those_of_the_hash_are_told(place):
    (paper,) = drafted(place)
    Paper.objects.filter(pk=paper.pk).update(content=b"khac")
    shown = text(browser(place).get(f"/van-ban/{paper.pk}/"))
    assert "Không khớp" in shown
    assert "đừng gửi tệp này" in shown


def test_a_download_is_a_word_file_and_leaves_an_event(place):
    (paper,) = drafted(place)
    answer = browser(place).get(f"/van-ban/{paper.pk}/tep/")
    assert answer["Content-Type"] == DOCX
    assert f"xa-thu-0-{paper.pk}.docx" in answer["Content-Disposition"]
    assert answer.content == bytes(paper.content)
    make.own()
    event = Event.objects.get(action="download_paper")
    assert (event.kind, event.subject_id) == ("export", str(paper.pk))


def test_a_bundle_in_one_file_leaves_out_what_was_dropped(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    client = browser(place)
    client.post(f"/van-ban/{papers[0].pk}/bo/", {"reason": "nhầm"})
    answer = client.get(f"/van-ban/tap/{papers[0].bundle}/tep/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert archive.read(names[0]) == bytes(papers[1].content)
    assert [name.split("-")[0] for name in names] == ["1", "2"]


# ------------------------------------------------------------------ issuing


def test_the_form_says_which_number_comes_next_and_where(place):
    make.own()
    with entered(place.clerk):
        note_last_number(place.clerk, place.term.pk, "CV", "BTCTU", 411, "sổ giấy")
    (paper,) = drafted(place)
    shown = text(browser(place).get(f"/van-ban/{paper.pk}/phat-hanh/"))
    assert "Số sẽ lấy: 412-CV/BTCTU" in shown
    assert "Khóa từ 2025" in shown
    assert 'value="01/06/2026"' in shown


def test_issuing_takes_the_number_and_says_it(place):
    (paper,) = drafted(place)
    answer = browser(place).post(f"/van-ban/{paper.pk}/phat-hanh/", signed(), follow=True)
    assert "Đã phát hành số 01-CV/BTCTU" in text(answer)
    make.own()
    done = Paper.objects.get()
    assert (done.number, done.payload["signature"]["name"]) == (1, "Người Ký")


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"on": "02/06/2026"}, "on", "Ngày phát hành ở tương lai"),
        ({"on": "31/05/2026"}, "on", "không phát hành trước ngày đó"),
        ({"on": "30/02/2026"}, "on", ""),
        ({"name": " "}, "name", "Chưa điền"),
    ],
)
def test_a_refused_issue_keeps_what_was_typed(place, changes, field, told):
    (paper,) = drafted(place)
    answer = browser(place).post(f"/van-ban/{paper.pk}/phat-hanh/", signed(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert told in text(answer)
    assert "TRƯỞNG BAN" in text(answer)
    make.own()
    assert not Paper.objects.exclude(state="draft").exists()


def test_a_paper_already_issued_is_told(place):
    (paper,) = drafted(place)
    issued(place, paper)
    for answer in (
        browser(place).get(f"/van-ban/{paper.pk}/phat-hanh/", follow=True),
        browser(place).post(f"/van-ban/{paper.pk}/phat-hanh/", signed(), follow=True),
    ):
        assert f"{place.clerk.name} đã phát hành văn bản này, số 01-CV/BTCTU" in text(answer)


def test_without_a_term_the_form_leads_to_the_terms():
    place = world(term=False)
    (paper,) = drafted(place)
    client = browser(place)
    shown = text(client.get(f"/van-ban/{paper.pk}/phat-hanh/"))
    assert "Chưa ghi nhiệm kỳ" in shown
    assert "/van-ban/nhiem-ky/" in shown
    answer = client.post(f"/van-ban/{paper.pk}/phat-hanh/", signed())
    assert answer.status_code == 422


def test_a_whole_bundle_is_issued(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    client = browser(place)
    address = f"/van-ban/tap/{papers[0].bundle}/phat-hanh/"
    assert "từ 01-CV/BTCTU đến 03-CV/BTCTU" in text(client.get(address))
    answer = client.post(address, signed(), follow=True)
    assert "Đã phát hành 3 văn bản, từ số 01-CV/BTCTU đến 03-CV/BTCTU" in text(answer)
    assert "không còn dự thảo" in text(client.get(address, follow=True))


def test_a_bundle_is_dropped_with_a_reason(place):
    papers = drafted(place, *(letter(body) for body in place.communes))
    client = browser(place)
    address = f"/van-ban/tap/{papers[0].bundle}/bo/"
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "soạn lại"}, follow=True)
    assert "3 đã bỏ" in text(answer)
    assert "Lý do: soạn lại" in text(client.get(f"/van-ban/{papers[0].pk}/"))
    assert client.get(f"/van-ban/tap/{papers[0].bundle}/tep/").status_code == 404


def test_a_list_for_praise_is_issued_without_a_number(place):
    (paper,) = drafted(place, letter(kind=PraiseList.MODEL))
    client = browser(place)
    assert "không lấy số riêng" in text(client.get(f"/van-ban/{paper.pk}/phat-hanh/"))
    answer = client.post(f"/van-ban/{paper.pk}/phat-hanh/", signed(), follow=True)
    assert "Đã phát hành." in text(answer)


# ------------------------------------------------------------------ terms


def test_a_term_is_recorded_with_the_numbers_already_taken():
    place = world(term=False)
    client = browser(place)
    entered_term = {"name": "Khóa I", "starts_on": "10/10/2025", "ends_on": "",
                    "numbers": "412-CV/BTCTU\n\n07-TB/BTCTU"}  # fmt: skip
    answer = client.post("/van-ban/nhiem-ky/", entered_term, follow=True)
    shown = text(answer)
    assert "Đã ghi nhiệm kỳ “Khóa I”" in shown
    assert "413-CV/BTCTU" in shown
    assert "08-TB/BTCTU" in shown


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"numbers": "412 CV"}, "numbers", "Không đọc được số văn bản"),
        ({"numbers": "-CV/BTCTU"}, "numbers", "chưa có số"),
        ({"ends_on": "01/10/2025"}, "ends_on", "phải sau ngày bắt đầu"),
        ({"starts_on": "01/09/2025"}, "starts_on", "Trùng với nhiệm kỳ"),
        ({"name": ""}, "name", "Chưa điền"),
    ],
)
def test_a_term_that_cannot_be(place, changes, field, told):
    words = {"name": "Khóa II", "starts_on": "01/11/2025", "ends_on": "", "numbers": ""}
    answer = browser(place).post("/van-ban/nhiem-ky/", {**words, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert told in text(answer)
    make.own()
    assert Term.objects.count() == 1


def test_a_new_term_ends_the_open_one(place):
    begin_term(place, TODAY + timedelta(days=30))
    make.own()
    assert Term.objects.get(pk=place.term.pk).ends_on == TODAY + timedelta(days=29)


def test_numbers_taken_elsewhere_are_noted_with_a_reason(place):
    client = browser(place)
    address = f"/van-ban/nhiem-ky/{place.term.pk}/so/"
    answer = client.post(address, {"last": "20-CV/BTCTU", "reason": "sổ giấy"}, follow=True)
    assert "Văn bản tới lấy số 21-CV/BTCTU" in text(answer)
    answer = client.post(address, {"last": "20-XX/BTCTU", "reason": "sổ giấy"})
    assert answer.status_code == 422
    assert "20-XX/BTCTU" in text(answer)
    make.own()
    event = Event.objects.get(action="note_last_number")
    assert (event.reason, event.data["last_number"]) == ("sổ giấy", 20)
    other = browser(place, Role.CLERK, place.communes[0])
    assert other.post(address, {"last": "9-CV/ĐU", "reason": "x"}).status_code == 404


def test_the_province_records_the_term_of_a_commune_that_has_no_clerk(place):
    client = browser(place, Role.PROVINCE_SPECIALIST)
    commune = place.communes[0]
    address = f"/van-ban/nhiem-ky/?don-vi={commune.pk}"
    assert commune.name in text(client.get(address))
    words = {"name": "Khóa XV", "starts_on": "01/09/2025", "ends_on": "", "numbers": "07-CV/ĐU"}
    answer = client.post(address, words, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "08-CV/ĐU" in text(answer)
    make.own()
    assert Term.objects.get(name="Khóa XV").unit_id == commune.pk
    officer = browser(place, Role.CLERK, place.communes[1])
    assert officer.get(address).status_code == 404


def test_only_whoever_takes_numbers_writes_terms(place):
    auditor = browser(place, Role.AUDITOR)
    assert "Ghi nhiệm kỳ mới" not in text(auditor.get("/van-ban/nhiem-ky/"))
    words = {"name": "Khóa II", "starts_on": "01/11/2026", "ends_on": "", "numbers": ""}
    assert auditor.post("/van-ban/nhiem-ky/", words).status_code == 403
