"""A directive with 12 duties is given to the bodies of a province and handed down to everybody
beneath, then followed up, as the scoped user does it; beside it the same rows written bare. Once
with reports alone, once with a duty among them that follows the admissions. Then its pages.

    DANGVU_DATA=.bench/119396 .venv/bin/dangvu demo --no-serve --members 119396
    DANGVU_DATA=.bench/119396 .venv/bin/python bench/directives.py

What it makes is taken away at the end. ``ratio`` is against the baseline of the same run: for the
writing the same number of rows into a table without keys, for the sheet a count of all rows.
``processor`` is the time of the process and of its server process together.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import psutil

import house as h

DUTIES, ROUNDS = 12, 15
ADOPT_LIMIT, SHEET_LIMIT = 5.0, 0.3
PASTE = "CREATE TEMP TABLE bare AS SELECT * FROM tasks_assignment WHERE directive_id = %s"


def main() -> None:
    with h.demo_house() as here:
        for indicator in ("", "admissions"):
            directive_id = _prepared(here, indicator)
            try:
                _measure(here, directive_id, indicator)
            finally:
                _clear(here, directive_id)


def _prepared(here: h.House, indicator: str) -> int:
    """A directive that is being read, with 12 duties for all bodies, one of which follows the
    indicator."""
    from psycopg.types.json import Jsonb

    from dangvu.tasks.proposal import Proposed, to_dict

    duties = [
        Proposed(
            key=f"d{n}", no=str(n), heading=f"Nhiệm vụ thứ {n}", what=f"Nội dung nhiệm vụ {n}",
            product="report", audience="bodies", due_on=date(2026, 5, 29) if n % 3 else None,
            every="" if n % 3 else "month", by_day=None if n % 3 else 20,
        )
        if n > 1 or not indicator
        else Proposed(
            key="d1", no="1", heading="Kết nạp đảng viên", what="Kết nạp theo chỉ tiêu được giao",
            product="indicator", indicator=indicator, audience="bodies", due_on=date(2026, 12, 31),
        )
        for n in range(1, DUTIES + 1)
    ]  # fmt: skip
    kept = Jsonb([to_dict(one) for one in duties])
    with here.connect(past_the_wall=True) as link:
        link.execute("SELECT set_config('dangvu.actor', 'bench', false)")
        unit, path = link.execute(
            "SELECT id, path FROM orgs_unit WHERE parent_id IS NULL ORDER BY id LIMIT 1"
        ).fetchone()
        paper = link.execute(
            "INSERT INTO documents_paper (unit_id, unit_path, bundle, type, organ, kind, title,"
            " state, number_symbol, dated_on, issuer, identity, document_type, urgency, scope_mark,"
            " secrecy, received_on, arrival_year, arrival_number, payload, about, content, sha256,"
            " drafted_at, drafted_by, issued_by, search_key)"
            " VALUES (%s, %s, 'bench', 'CT', 'TU', 'came', 'Đo tốc độ', 'received', '999-CT/TU',"
            " '2026-05-12', 'Tỉnh ủy', 'bench', 'directive', 'ordinary', '', '', '2026-05-12',"
            " 2026, 999999, '{}', '{}', '', '', now(), 'bench', '', '') RETURNING id",
            [unit, path],
        ).fetchone()[0]
        return link.execute(
            "INSERT INTO tasks_directive (paper_id, unit_id, unit_path, state, proposed, edition,"
            " audience_text, recorded_at, recorded_by, confirmed_by, end_note)"
            " VALUES (%s, %s, %s, 'reading', %s, 0, 'chi bộ', now(), 'bench', '', '')"
            " RETURNING id",
            [paper, unit, path, kept],
        ).fetchone()[0]


def _clear(here: h.House, directive_id: int) -> None:
    with here.connect(past_the_wall=True) as link:
        link.execute("SELECT set_config('dangvu.actor', 'bench', false)")
        for table in ("reach", "assignment", "duty"):
            link.execute(f"DELETE FROM tasks_{table} WHERE directive_id = %s", [directive_id])
        paper = link.execute(
            "DELETE FROM tasks_directive WHERE id = %s RETURNING paper_id", [directive_id]
        ).fetchone()[0]
        link.execute("DELETE FROM documents_recipient WHERE paper_id = %s", [paper])
        link.execute("DELETE FROM documents_paper WHERE id = %s", [paper])


def _measure(here: h.House, directive_id: int, indicator: str) -> None:
    from django.db import connection

    from dangvu.access.queries import actor_named
    from dangvu.access.scope import entered
    from dangvu.kernel import clock
    from dangvu.targets.actions.measuring import measure_all
    from dangvu.tasks.actions import adopting, cascading
    from dangvu.tasks.queries import following

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        WORKING.append(psutil.Process(cursor.fetchone()[0]))
    today = clock.today()
    actor = actor_named("tinh", today)
    assert actor is not None

    def adopt() -> None:
        with entered(actor):
            adopting.confirm(actor, directive_id, 0)

    def cascade() -> None:
        with entered(actor):
            cascading.hand_down(actor, directive_id, actor.unit_id, "all")

    def sheet() -> None:
        with entered(actor):
            following.follow_sheet(actor, directive_id, today)

    def measure() -> None:
        with entered(actor):
            measure_all(actor, today)

    first, second = _clock(adopt), _clock(cascade)
    bare, count = _baseline(here, directive_id)
    print(f"{DUTIES} duties, one follows {indicator}" if indicator else f"{DUTIES} duties")
    _row("adopted for the bodies", first, None, None)
    _row("handed down to all beneath", second, None, None)
    _row("both", (first[0] + second[0], first[1] + second[1]), bare, ADOPT_LIMIT)
    sheet()
    times = sorted(_clock(sheet) for _ in range(ROUNDS))
    _row("follow-up sheet, p50", times[ROUNDS // 2], count, SHEET_LIMIT)
    _row("follow-up sheet, most", times[-1], count, SHEET_LIMIT)
    if indicator:
        _row("measured by the day's job", _clock(measure), None, None)
    browser = h.sign_in("tinh")
    for name, given in _pages(here, directive_id):
        _page(browser, name, given)


def _pages(here: h.House, directive_id: int) -> list[tuple[str, list[int]]]:
    """The pages of a directive, and the lists duties are found by."""
    with here.connect(past_the_wall=True) as link:
        duty, body = link.execute(
            "SELECT duty_id, id FROM tasks_assignment WHERE directive_id = %s"
            " AND organ = '' ORDER BY length(unit_path), id LIMIT 1", [directive_id],
        ).fetchone()  # fmt: skip
        read = link.execute(
            "SELECT id FROM tasks_directive WHERE state = 'reading' ORDER BY id LIMIT 1"
        ).fetchone()
    return [
        ("home", []), ("directive_list", []), ("directive", [directive_id]),
        ("follow_up", [directive_id]), ("dissemination", [directive_id]), ("duty_rollup", [duty]),
        ("assignment", [body]), ("report_list", []), ("task_list", []), ("petition_list", []),
        *([("directive_reading", [*read])] if read else []),
    ]  # fmt: skip


def _page(browser: Any, name: str, given: list[int]) -> None:
    from django.urls import reverse

    path = reverse(name, args=given)
    for _ in range(h.WARM):
        h.ask(browser, path)
    taken = sorted(_clock(lambda: h.ask(browser, path)) for _ in range(ROUNDS))
    _row(f"page {name}", taken[ROUNDS // 2], None, None)


def _baseline(here: h.House, directive_id: int) -> tuple[float, float]:
    """Seconds to write as many rows into a bare table, and to count them."""
    with here.connect(past_the_wall=True) as link:
        link.execute("ANALYZE tasks_assignment")
        link.commit()
        rows, units = link.execute(
            "SELECT count(*), count(DISTINCT unit_id) FROM tasks_assignment"
            " WHERE directive_id = %s", [directive_id],
        ).fetchone()  # fmt: skip
        print(f"\n{rows:,} assignments of {units:,} units, {DUTIES} duties\n")
        print(f"{'':32}{'seconds':>10}{'processor':>12}{'limit':>8}{'baseline':>11}{'ratio':>8}")
        bare, _ = _clock(lambda: link.execute(PASTE, [directive_id]))
        count, _ = _clock(lambda: link.execute("SELECT count(*) FROM tasks_assignment").fetchone())
    return bare, count


WORKING = [psutil.Process()]
Seconds = tuple[float, float]


def _clock(work: Callable[[], object]) -> Seconds:
    """Seconds on the wall, and of the processors."""
    begun, busy = time.perf_counter(), _busy()
    work()
    return time.perf_counter() - begun, _busy() - busy


def _busy() -> float:
    return sum(sum(one.cpu_times()[:2]) for one in WORKING)


def _row(what: str, seconds: Seconds, baseline: float | None, limit: float | None) -> None:
    told = f"{what:32}{seconds[0]:10.3f}{seconds[1]:12.2f}{f'{limit:.1f}' if limit else '':>8}"
    if baseline:
        told += f"{baseline:11.3f}{seconds[0] / baseline:8.1f}"
    print(told)


if __name__ == "__main__":
    main()
