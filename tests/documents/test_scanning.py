"""Long scans: the worker recognises page after page; killed, it goes on; the line is proposed."""

import time
from datetime import date, timedelta

import pytest
from tests import factories as make
from tests.documents.worlds import TODAY, world
from tests.office.test_papers_read import pdf

from dangvu.access.scope import entered
from dangvu.documents import queries
from dangvu.documents.actions import arriving, scanning
from dangvu.documents.catalogue import CAME, GivenFile, PaperFacts
from dangvu.documents.models import Paper, PaperText, Scan
from dangvu.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)

HEAD = """TỈNH ỦY THỬ
*
Số 07-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Thử, ngày 12 tháng 02 năm 2026
CHỈ THỊ
về tạo nguồn kết nạp đảng viên
-----
"""
PAGES = [f"{HEAD}1. Các chi bộ rà soát nguồn.", "2. Đảng ủy báo cáo.", "Nơi nhận:\n- Lưu."]
BLANK = PaperFacts("", None, "", "", "", received_on=TODAY)


@pytest.fixture
def place(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    made = world(1)
    yield made
    make.own()


@pytest.fixture
def desk():
    made = scanning.Desk()
    yield made
    made.close()


@pytest.fixture
def pages(monkeypatch):
    """What is recognised of each page; how well it is stands in the tests of reading."""
    told = list(PAGES)
    monkeypatch.setattr(scanning, "page_of", lambda data, at: told[at])
    return told


def given_in(place, number=3) -> Paper:
    with entered(place.clerk):
        file = GivenFile("quet.pdf", pdf([""], number))
        row = arriving.set_down(place.clerk, place.province.pk, CAME, BLANK, file, None)
        scanning.ask(place.clerk, row)
    make.own()
    return row


def scan() -> Scan:
    make.own()
    return Scan.objects.get()


def test_page_after_page_and_then_the_line(place, desk, pages):
    row = given_in(place)
    assert scan().is_open
    assert scanning.work(desk)
    assert scan().is_open
    assert scan().tries == 0
    assert "rà soát nguồn" in PaperText.objects.get(paper=row).text
    assert Paper.objects.get().title == ""
    assert scanning.work(desk)
    assert (scan().done, scan().total) == (1, 3)
    assert scanning.work(desk)
    assert scan().state == "done"
    assert not scanning.work(desk)
    make.own()
    row = Paper.objects.get()
    assert (row.number_symbol, row.dated_on) == ("07-CT/TU", date(2026, 2, 12))
    assert row.title == "về tạo nguồn kết nạp đảng viên"
    assert row.state == "draft"
    assert row.received_on == TODAY
    assert row.about["doubts"]
    with entered(place.clerk):
        leaf = queries.register(place.clerk, queries.Sought(text="dang uy bao cao"))
    make.own()
    assert [entry.first.pk for entry in leaf.entries] == [row.pk]


def test_a_worker_that_was_killed_goes_on_with_the_next_page(place, desk, pages, monkeypatch):
    given_in(place)
    scanning.work(desk)
    killed = scanning.Desk()
    assert killed.take() is not None
    killed.close()
    asked = []
    monkeypatch.setattr(scanning, "page_of", lambda data, at: asked.append(at) or pages[at])
    until = time.monotonic() + 30
    while scan().is_open and time.monotonic() < until:  # the lock goes with the connection
        scanning.work(desk)
    assert asked == [1, 2]
    assert scan().state == "done"


def test_a_short_scan_does_not_wait_for_the_end_of_a_long_one(place, desk, pages, monkeypatch):
    ticks = iter(range(1, 99))
    monkeypatch.setattr(clock, "now", lambda: make.NOW + timedelta(seconds=next(ticks)))
    monkeypatch.setattr(scanning, "page_of", lambda data, at: f"Trang {at}")
    long, short = given_in(place, 9), given_in(place, 2)
    for _ in range(4):
        assert scanning.work(desk)
    make.own()
    assert Scan.objects.get(paper=short).state == "done"
    assert Scan.objects.get(paper=long).is_open


def test_what_the_clerk_wrote_meanwhile_stays(place, desk, pages):
    row = given_in(place)
    scanning.work(desk)
    make.own()
    with entered(place.clerk):
        arriving.keep_line(
            place.clerk, row.pk,
            PaperFacts("09-CT/TU", date(2026, 2, 13), "Tỉnh ủy Thử", "directive", "về nguồn",
                       received_on=TODAY),
        )  # fmt: skip
    make.own()
    while scanning.work(desk):
        pass
    make.own()
    row = Paper.objects.get()
    assert (row.number_symbol, row.title) == ("09-CT/TU", "về nguồn")
    assert "Đảng ủy báo cáo" in PaperText.objects.get().text


def test_of_a_scan_marked_secret_nothing_is_kept_but_the_line(place, desk, pages):
    pages[0] = f"TỐI MẬT\n{pages[0]}"
    row = given_in(place)
    scanning.work(desk)
    make.own()
    row = Paper.objects.get()
    assert row.get_secrecy_display() == "TỐI MẬT"
    assert not row.files.exists()
    assert PaperText.objects.get().text == ""
    assert scan().state == "failed"
    assert "TỐI MẬT" in scan().message


def test_what_breaks_is_told_and_others_go_on(place, desk, pages, monkeypatch):
    def broken(data, at):
        raise ValueError("x")

    monkeypatch.setattr(scanning, "page_of", broken)
    given_in(place, 1)
    assert scanning.work(desk)
    assert (scan().state, scan().message) == ("failed", scanning.BROKEN)


def test_a_scan_without_a_word_is_told(place, desk, pages):
    pages[:] = ["", " ", ""]
    given_in(place)
    while scanning.work(desk):
        pass
    assert scan().state == "failed"
    assert "không nhận ra chữ" in scan().message
