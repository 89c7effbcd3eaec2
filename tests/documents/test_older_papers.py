"""Papers written before the register knew number, day and issuer get them by the migration."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from tests import factories as make
from tests.documents.worlds import TODAY, drafted, letter, world

from dangvu.access.scope import entered
from dangvu.documents import queries
from dangvu.documents.actions import issue
from dangvu.documents.models import Paper, PaperText
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
