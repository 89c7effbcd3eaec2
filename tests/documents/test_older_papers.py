"""Papers written before the register knew number, day and issuer get them by the migration."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from tests import factories as make
from tests.documents.worlds import TODAY, drafted, letter, world

from dangvu.access.scope import entered
from dangvu.documents import queries
from dangvu.documents.actions import issue, knowing
from dangvu.documents.actions.arriving import receive
from dangvu.documents.catalogue import PaperFacts
from dangvu.documents.models import Paper, PaperLink, PaperText
from dangvu.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_older_papers_are_known_and_found(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    place = world()
    done, draft = drafted(place, letter(place.communes[0]), letter(place.communes[1]))
    with entered(place.clerk):
        issue(place.clerk, done.pk, TODAY)
    make.own()
    known = {"number_symbol": "", "dated_on": None, "issuer": "", "identity": ""}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE documents_paper DISABLE TRIGGER USER")
    Paper.objects.update(document_type="", **known)
    PaperText.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE documents_paper ENABLE TRIGGER USER")
    migration = import_module("dangvu.documents.migrations.0008_found_by_their_words")
    with connection.schema_editor() as editor:
        migration.know_older_papers(apps, editor)
    older = Paper.objects.get(pk=done.pk)
    assert queries.cited(older) == (
        "Công văn số 01-CV/BTCTU, ngày 01/6/2026 của Ban Tổ chức Tỉnh ủy Thử"
    )
    assert older.identity == "01-CV/BTCTU|2026-06-01|ban to chuc tinh uy thu"
    assert Paper.objects.get(pk=draft.pk).identity == ""
    with entered(place.clerk):
        leaf = queries.register(place.clerk, queries.Sought(text="01-CV/BTCTU"))
        assert [entry.first.pk for entry in leaf.entries] == [done.pk]
    make.own()


NOTICE = PaperFacts(
    "01-TB/TU", date(2026, 1, 2), "Cấp ủy thử nghiệm", "notice", "về chỉ tiêu",
    received_on=date(2026, 1, 5),
)  # fmt: skip


@pytest.fixture
def issued(monkeypatch):
    """Three letters issued as before their words were kept and their citations linked."""
    monkeypatch.setattr(clock, "now", lambda: make.NOW)
    place = world()
    papers = drafted(place, *[letter(body) for body in place.communes])
    with entered(place.clerk):
        for paper in papers:
            issue(place.clerk, paper.pk, TODAY)
    make.own()
    PaperLink.objects.all().delete()
    PaperText.objects.update(text="", way="", key="")
    PaperText.objects.filter(paper=papers[2]).delete()
    yield place, papers
    make.own()


def found(place, words) -> list[int]:
    with entered(place.clerk):
        leaf = queries.register(place.clerk, queries.Sought(text=words))
    make.own()
    return [entry.first.pk for entry in leaf.entries]


def test_words_and_links_of_older_papers_are_caught_up_in_batches(issued, monkeypatch):
    place, papers = issued
    with entered(place.clerk):
        notice = receive(place.clerk, place.province.pk, NOTICE, None, None)
    make.own()
    assert found(place, "“kết nạp đảng viên”") == []
    monkeypatch.setattr(knowing, "BATCH", 2)
    assert knowing.know_older() == 3
    assert found(place, "“kết nạp đảng viên”") == [paper.pk for paper in reversed(papers)]
    assert set(PaperLink.objects.values_list("paper", "target")) == {
        (paper.pk, notice.pk) for paper in papers
    }
    assert knowing.know_older() == 0
    PaperLink.objects.filter(paper=papers[1]).delete()
    assert knowing.know_older() == 1


def test_what_was_caught_up_stays_when_the_rest_breaks(issued, monkeypatch):
    place, papers = issued
    monkeypatch.setattr(knowing, "BATCH", 2)
    whole = knowing.know_words

    def breaking(rows):
        if papers[2] in rows:
            raise RuntimeError("the power went")
        whole(rows)

    monkeypatch.setattr(knowing, "know_words", breaking)
    with pytest.raises(RuntimeError):
        knowing.know_older()
    assert PaperText.objects.filter(way="word").count() == 2
    monkeypatch.setattr(knowing, "know_words", whole)
    assert knowing.know_older() == 1
