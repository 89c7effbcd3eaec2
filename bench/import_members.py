"""The national workbook of 31 columns with 100,000 members taken in: read, checked, written, taken
in again with changes, undone. Rows a second of each step, by the clock and by the processor (of the
process and of its server process together), and the memory of the process at its peak.

    DANGVU_DATA=.bench/119396 .venv/bin/python bench/import_members.py [--rows 100000]

On a demo or on a part of the country (``bench/country.py --share 0.18`` has a million members).
What it takes in it takes out again. Every person is invented.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psutil
import psycopg

from dangvu.cli.environment import demo_marker, enter, house

ACCOUNT = "tinh"
ASKED = 5_000
MOST_MEMORY = 500
CHANGED = 0.1


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    words.add_argument("--step", default="", help=argparse.SUPPRESS)
    asked = words.parse_args()
    with house() as cluster:
        if asked.step:
            enter()
            _take_in(asked.step)
            return
        database = "dangvu_demo" if demo_marker() else "dangvu"
        with psycopg.connect(cluster.url("postgres", database)) as link:
            members = link.execute("SELECT count(*) FROM members_person").fetchone()[0]
            cells = _cells(link)
        print(f"{members:,} persons on record, {asked.rows:,} rows, load {os.getloadavg()[0]:.1f}")
        batches = []
        for number, changed in enumerate((0.0, CHANGED)):
            book = asked.folder / f"dangvu-{os.getpid()}-{number}.xlsx"
            began = time.perf_counter()
            _write(book, asked.rows, cells, changed)
            size = book.stat().st_size / 2**20
            print(f"\nworkbook of {size:.0f} MB made in {time.perf_counter() - began:.0f} s")
            batches.append(_step(f"in:{book}"))
            book.unlink()
        for batch in reversed([one for one in batches if one]):
            _step(f"out:{batch}")


def _step(step: str) -> int:
    """One step in a process of its own, so that its memory is its own; gives back the batch."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step], check=True, stdout=subprocess.PIPE, text=True
    )
    *lines, last = done.stdout.strip().splitlines()
    print("\n".join(lines), flush=True)
    return int(json.loads(last)["batch"])


def _take_in(step: str) -> None:
    from dangvu.access.queries import actor_named
    from dangvu.access.scope import entered
    from dangvu.kernel import clock

    actor = actor_named(ACCOUNT, clock.today())
    what, _, which = step.partition(":")
    batch = _in(actor, Path(which)) if what == "in" else _out(actor, int(which), entered)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    verdict = "kept" if peak <= MOST_MEMORY else "MISSED"
    print(f"memory at its peak {peak:.0f} MB (at most {MOST_MEMORY}: {verdict})")
    print(json.dumps({"batch": batch}))


def _in(actor: Any, book: Path) -> int:
    from dangvu.access.scope import entered
    from dangvu.intake.actions import bulk
    from dangvu.kernel import clock
    from dangvu.members.importing import MEMBERS
    from dangvu.office.vietnamese import day
    from dangvu.orgs import queries as orgs

    data, times = book.read_bytes(), [_clocks()]
    with entered(actor):
        unit = orgs.unit(actor, actor.unit_id, MEMBERS.action)
        options = {"as_of": day(clock.today())}
        batch = bulk.receive(actor, MEMBERS, unit, book.name, data, options)
    times.append(_clocks())
    with entered(actor):
        batch = bulk.read(actor, MEMBERS, batch.pk)
    times.append(_clocks())
    with entered(actor):
        batch = bulk.commit(actor, MEMBERS, batch.pk, only_valid=True)
    times.append(_clocks())
    told = {key: batch.summary[key] for key in ("new", "changed", "unchanged", "refused")}
    rows = batch.summary["read"]
    for name, since, until in zip(("received", "read, checked", "checked again, written"),
                                  times, times[1:], strict=False):  # fmt: skip
        print(f"{name:24}{until[0] - since[0]:7.1f} s, processor {until[1] - since[1]:6.1f} s")
    whole, worked = (times[-1][n] - times[0][n] for n in (0, 1))
    verdict = "kept" if rows / whole >= ASKED else "MISSED"
    print(
        f"{'end to end':24}{whole:7.1f} s, processor {worked:6.1f} s: {rows / whole:,.0f} rows/s"
        f" (at least {ASKED:,}: {verdict}), {rows / worked:,.0f} a processor's second  {told}"
    )
    return int(batch.pk)


def _clocks() -> tuple[float, float]:
    """Seconds by the clock, and of a processor in this process and in its server process."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = psutil.Process(cursor.fetchone()[0]).cpu_times()
    own = psutil.Process().cpu_times()
    return time.perf_counter(), own.user + own.system + server.user + server.system


def _out(actor: Any, batch: int, entered: Any) -> int:
    from dangvu.intake.actions import bulk
    from dangvu.members.importing import MEMBERS

    began = time.perf_counter()
    with entered(actor):
        bulk.undo(actor, MEMBERS, batch)
    print(f"{'undone':24}{time.perf_counter() - began:7.1f} s")
    return batch


# ------------------------------------------------------------------ the workbook


def _cells(link: psycopg.Connection) -> list[str]:
    """Codes of cells of the account's branch."""
    rows = link.execute(
        "SELECT cell.code FROM orgs_unit AS cell, access_assignment AS a"
        " JOIN access_account AS who ON who.id = a.account_id"
        " WHERE who.username = %s AND cell.path > a.unit_path"
        " AND cell.path < a.unit_path || '/' AND cell.code <> '' AND cell.valid_until IS NULL"
        " AND EXISTS (SELECT FROM members_headcount AS h WHERE h.unit_id = cell.id)"
        " ORDER BY cell.path",
        [ACCOUNT],
    ).fetchall()
    return [code for (code,) in rows]


def _write(book: Path, rows: int, cells: list[str], changed: float) -> None:
    """The workbook as a spreadsheet program writes it: two header rows, shared strings."""
    import xlsxwriter

    from dangvu.members import national

    with xlsxwriter.Workbook(str(book)) as made:
        sheet = made.add_worksheet(national.SHEET)
        columns = national.columns()
        for index, column in enumerate(columns):
            sheet.write(0, index, column.group or column.header)
            sheet.write(1, index, column.header if column.group else "")
        for number, row in enumerate(_rows(rows, cells, changed)):
            for column in columns:
                if value := row.get(column.code, ""):
                    sheet.write_string(number + 2, column.number - 1, value)


def _rows(rows: int, cells: list[str], changed: float) -> Iterator[dict[str, str]]:
    from dangvu.cli.demo.names import full_name
    from dangvu.members import national

    rng, again = Random(41), Random(42)
    provinces = national.provinces()
    for number in range(rows):
        sex = rng.choice("MF")
        born = date(1950, 1, 1) + timedelta(days=rng.randrange(18_000))
        joined = min(born + timedelta(days=rng.randrange(7000, 9500)), date(2025, 1, 5))
        official = joined + timedelta(days=366)
        row = {"number": str(number + 1), "national_id": f"TW{number:08}"}
        row["full_name"] = full_name(rng, "01", sex, born.year)
        row["sex"] = {"M": "Nam", "F": "Nữ"}[sex]
        row["ethnic_group"] = rng.choice(("Kinh", "Kinh", "Kinh", "Tày", "Nùng"))
        row["religion"] = rng.choice(("Không", "Không", "Phật giáo"))
        row["citizen"] = f"0{number % 90 + 1:02}9{born.year % 100:02}{number:06}"
        row["card_number"] = f"99{number:010}"
        row["card_place"] = f"Tỉnh ủy {provinces[number % len(provinces)]}"
        row["unit"] = cells[number * len(cells) // rows]
        row["status"] = "Chính thức"
        for code, day in (("birth_on", born), ("joined_on", joined), ("official_on", official),
                          ("card_on", official + timedelta(days=90))):  # fmt: skip
            row[code] = f"{day:%d/%m/%Y}"
        for place in ("birth", "home", "residence"):
            row[f"{place}_country"] = "Việt Nam"
            row[f"{place}_province"] = rng.choice(provinces)
            row[f"{place}_detail"] = f"Thôn {rng.randrange(1, 20)}, xã {rng.randrange(400)}"
        if again.random() < changed:
            row["residence_detail"] = f"Số {number}, đường Trần Phú"
        yield row


if __name__ == "__main__":
    main()
