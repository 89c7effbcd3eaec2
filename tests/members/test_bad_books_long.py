"""A hundred thousand rows, every one of them wrong: told row by row, in little memory."""

import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import psutil
import pytest
from openpyxl.utils import get_column_letter
from tests import factories as f
from tests.intake.world import World
from tests.members.books import AT, book
from tests.members.steps import Clerk
from tests.office.conftest import zipped

from dangvu.access.scope import entered
from dangvu.intake import queries
from dangvu.intake.models import Fault
from dangvu.kernel.refusals import Impossible
from dangvu.members.models import Person

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROWS = 100_000
MB = 1024 * 1024
CELLS = {
    "full_name": "Nguyễn Văn An", "sex": "Nam", "ethnic_group": "Kinh", "religion": "Không",
    "citizen": "0681{n:08d}", "unit": "Chi bộ Thôn 1", "joined_on": "03/02/2010",
    "birth_on": "31/02/{n}",
}  # fmt: skip


def long_book() -> bytes:
    """The national workbook with rows of people born on a day that never was."""
    line = "".join(
        f'<c r="{get_column_letter(AT[code] + 1)}{{n}}" t="inlineStr"><is><t>{text}</t></is></c>'
        for code, text in sorted(CELLS.items(), key=lambda one: AT[one[0]])
    )
    rows = "".join(f'<row r="{n}">{line.format(n=n)}</row>' for n in range(3, ROWS + 3))
    with zipfile.ZipFile(BytesIO(book([]))) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head = bytes(parts[name])  # type: ignore[arg-type]
    parts[name] = head.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return zipped(parts)


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """This process grows by no more bytes than that meanwhile."""
    me, done = psutil.Process(), threading.Event()
    before = peak = me.memory_info().rss

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, me.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
    assert peak - before < most, f"grew by {(peak - before) // MB} MB"


def test_a_hundred_thousand_wrong_rows_are_told_in_little_memory(settings: object) -> None:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    clerk = Clerk(World())
    data = long_book()
    with at_most(300 * MB):
        batch = clerk.stage([], data)
        with entered(clerk.actor):
            first = queries.faults(batch, limit=1)[0]
    assert (batch.summary["read"], batch.summary["refused"]) == (ROWS, ROWS)
    assert (first.number, first.column, first.value) == (3, "birth_on", "31/02/3")
    assert first.message.endswith(".")
    with pytest.raises(Impossible) as refused:
        clerk.commit(batch, only_valid=True)
    assert refused.value.code == "nothing_to_write"
    f.own()
    assert Fault.objects.filter(blocks=True).values("number").distinct().count() == ROWS
    assert not Person.objects.exists()
