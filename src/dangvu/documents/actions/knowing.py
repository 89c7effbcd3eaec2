"""What papers of the house say: their words searched, the papers they cite linked."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from dangvu.documents.actions.linking import adopt, link
from dangvu.documents.actions.wording import Words, keep_words
from dangvu.documents.catalogue import KIND_LABELS, Ref
from dangvu.documents.models import Paper, PaperLink
from dangvu.office.letters import words_of
from dangvu.office.reading import Way
from dangvu.rules.obligations import cited

BATCH = 200


def know_words(papers: Sequence[Paper]) -> None:
    """Keeps the words of issued papers made by models of the house, and links what they cite. The
    statements do not depend on the number of papers."""
    texts = {paper: words_of(bytes(paper.content)) for paper in papers}
    keep_words(Words(paper, text, Way.WORD.value) for paper, text in texts.items())
    link({paper: _cited(text) for paper, text in texts.items()})


def _cited(text: str) -> list[Ref]:
    return [Ref(one.number_symbol, one.issued_on, one.issuer, one.subject) for one in cited(text)]


def know_older() -> int:
    """Does the same for papers issued before their words or links were kept, a batch at a time,
    each its own transaction: stopped, it goes on where it was. Written as the owner of the tables;
    how many."""
    done, last = 0, 0
    linked = PaperLink.objects.filter(paper=OuterRef("pk"))
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('dangvu.actor', 'upgrade', true)")
            rows = list(
                Paper.objects.exclude(kind__in=KIND_LABELS)
                .filter(state=Paper.State.ISSUED, pk__gt=last)
                .exclude(Exists(linked), words__way=Way.WORD.value)
                .order_by("pk")[:BATCH]
            )
            if not rows:
                return done
            know_words(rows)
            adopt(rows)
        done, last = done + len(rows), rows[-1].pk
