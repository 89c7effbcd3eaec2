"""The projection made at the end of May against December, on a past made by chance.

Three and a half years of cases are written for every cell of a demo, each body with a speed, a rate
and a luck of its own that no forecast is told; then the forecast is asked as of 31 May and what is
expected by 31 December is laid beside what happened. Everything is rolled back.

    DANGVU_DATA=… .venv/bin/python bench/forecast_backtest.py [--years 3] [--open 60000]

Printed: how many bodies' results lie within their interval, the error of the mean, the same for the
whole province, how often the verdict held, and how long the forecast took.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from dangvu.cli.environment import enter, house

ASKED, END = date(2026, 5, 31), date(2026, 12, 31)
BEGIN = date(2023, 1, 1)
NOW = datetime(2026, 6, 1, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
#: Steps, the median days before each, how uneven they are, and who gives up before it.
WAY = (
    ("class_done", 75, 0.9, 0.25),
    ("applied", 60, 0.8, 0.10),
    ("vetting_sent", 28, 0.6, 0.04),
    ("vetting_back", 38, 0.5, 0.02),
    ("cell_voted", 18, 0.5, 0.03),
    ("decided", 30, 0.5, 0.01),
)
FIRST_ID = 900_000_000


@dataclass(frozen=True)
class Cell:
    unit_id: int
    path: str
    body: int


@dataclass
class Past:
    """What was written, and who was decided after the day asked, by body."""

    cases: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    decided: dict[int, int]
    open: int


def lived(cells: list[Cell], targets: dict[int, int], rng: Random, more: float) -> Past:
    """A past: bodies find and move people at speeds drawn for them, years are good or bad for
    all, and a body's own year once more. ``more``: sources beside those who come further."""
    past = Past([], [], dict.fromkeys(targets, 0), 0)
    by_body: dict[int, list[Cell]] = {}
    for cell in cells:
        by_body.setdefault(cell.body, []).append(cell)
    common = {year: exp(rng.gauss(0, 0.05)) for year in range(2023, 2027)}
    for body, own in by_body.items():
        rate = max(targets.get(body, 10), 2) * exp(rng.gauss(0.35, 0.3))
        speed = exp(rng.gauss(0, 0.25))
        luck = {year: common[year] * exp(rng.gauss(0, 0.12)) for year in common}
        stages = [exp(rng.gauss(0, 0.2)) for _ in WAY]
        for opened in _arrivals(rate, rng):
            cell = rng.choice(own)
            _person(past, cell, opened, speed, luck, stages, rng)
        for _ in range(round(rate * more)):
            opened = ASKED - timedelta(days=rng.randrange(30, 1200))
            _write(past, rng.choice(own), opened, [], None)
            past.open += 1
    return past


def _arrivals(rate: float, rng: Random) -> Iterator[date]:
    days = 0.0
    while True:
        days += rng.expovariate(rate / 365)
        if days >= (END - BEGIN).days:
            return
        yield BEGIN + timedelta(days=int(days))


def _person(
    past: Past, cell: Cell, opened: date, speed: float, luck: dict[int, float],
    stages: list[float], rng: Random,
) -> None:  # fmt: skip
    """One way, with chance at each step to give up while waiting."""
    on, steps, gone = opened, [], None
    for (step, median, uneven, loss), own in zip(WAY, stages, strict=True):
        took = median * own * speed * exp(rng.gauss(0, uneven)) / luck[min(on.year, 2026)]
        if rng.random() < loss:
            gone = on + timedelta(days=int(took * 1.5))
            break
        on += timedelta(days=max(int(took), 0))
        if on > END:
            break
        steps.append((step, on))
    if steps and steps[-1][0] == "decided" and steps[-1][1] > ASKED:
        past.decided[cell.body] = past.decided.get(cell.body, 0) + 1
    past.open += not (steps and steps[-1][0] == "decided" and steps[-1][1] <= ASKED) and not (
        gone and gone <= ASKED
    ) and opened <= ASKED  # fmt: skip
    _write(past, cell, opened, steps, gone if gone and gone <= END else None)


def _write(
    past: Past, cell: Cell, opened: date, steps: list[tuple[str, date]], gone: date | None
) -> None:
    number = FIRST_ID + len(past.cases)
    stood = {"unit_id": cell.unit_id, "unit_path": cell.path}
    past.cases.append(
        {
            **stood, "id": number, "full_name": "Nguồn Giả Lập", "search_key": "nguon gia lap",
            "sort_key": "nguon", "sex": "M", "ethnic_group": "01", "source_group": "farmer",
            "introduced_by": "cell", "opened_on": opened, "stage": "NGUON", "stage_since": opened,
            "rule_on": opened, "closed_on": gone,
        }
    )  # fmt: skip
    told = [("sourced", opened), *steps, *([("withdrew", gone)] if gone else [])]
    past.steps += [{**stood, "case_id": number, "step": step, "on": on} for step, on in told]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--years", type=int, default=3, help="pasts to draw")
    words.add_argument("--open", type=int, default=0, help="open cases in all, for the clock")
    words.add_argument("--seed", type=int, default=2026)
    asked = words.parse_args()
    with house():
        enter(as_owner=True)
        for nth in range(asked.years):
            one_past(Random(asked.seed + nth), asked.open)


class Undo(Exception):
    """Ends a transaction without keeping anything."""


def one_past(rng: Random, wanted: int) -> None:
    """Writes a past, asks, compares, takes everything back."""
    from django.db import transaction

    try:
        with transaction.atomic():
            _run(rng, wanted)
            raise Undo
    except Undo:
        pass


def _run(rng: Random, wanted: int) -> None:
    from django.db import connection

    from dangvu.orgs.queries import LABEL_WIDTH

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dangvu.actor', 'bench', true)")
        cursor.execute("TRUNCATE admissions_case, admissions_casestep, admissions_wait CASCADE")
        cursor.execute("SELECT id, path FROM orgs_unit WHERE parent_id IS NULL")
        root_id, root = cursor.fetchone()
        cursor.execute(
            "SELECT t.unit_id, t.assigned FROM targets_target AS t JOIN targets_campaign AS c"
            " ON c.id = t.campaign_id WHERE c.unit_id = %s AND c.ends_on = %s", [root_id, END]
        )  # fmt: skip
        targets = dict(cursor.fetchall())
        cursor.execute("SELECT id, path FROM orgs_unit WHERE valid_until IS NULL AND type LIKE"
                       " 'CHI_BO%%' AND id NOT IN (SELECT parent_id FROM orgs_unit"
                       " WHERE parent_id IS NOT NULL)")  # fmt: skip
        start = len(root) + 1
        label = {_label(unit): unit for unit in targets}
        cells = [
            Cell(unit, path, label[path[start : start + LABEL_WIDTH]])
            for unit, path in cursor.fetchall()
            if path[start : start + LABEL_WIDTH] in label
        ]
        past = lived(cells, targets, rng, 0.0)
        if wanted > past.open:
            whole = sum(max(n, 2) for n in targets.values()) * 1.5
            past = lived(cells, targets, rng, (wanted - past.open) / whole)
        _load(past)
        cursor.execute("ANALYZE admissions_case, admissions_casestep")
    print(f"\n{len(past.cases):,} cases, {past.open:,} open on {ASKED}, {len(past.steps):,} steps")
    _compare(past, root_id, root)


def _load(past: Past) -> None:
    from dangvu.admissions.models import Case, CaseStep

    made = {"recorded_at": NOW, "recorded_by": "bench"}
    Case.objects.bulk_create((Case(**one, **made) for one in past.cases), 2000)
    CaseStep.objects.bulk_create((CaseStep(**one, **made) for one in past.steps), 2000)


def _label(unit_id: int) -> str:
    from dangvu.orgs.queries import label

    return label(unit_id)


def _compare(past: Past, root_id: int, root: str) -> None:
    from dangvu.access.actor import Actor
    from dangvu.access.matrix import Role
    from dangvu.access.scope import entered
    from dangvu.rules.months import Month
    from dangvu.targets import queries
    from dangvu.targets.forecast import forecast

    actor = Actor(account_id=0, assignment_id=0, name="bench", role=Role.PROVINCE_SPECIALIST,
                  unit_id=root_id, unit_path=root)  # fmt: skip
    with entered(actor):
        shown = queries.month_sheet(actor, root_id, Month.of(ASKED), ASKED)
        times = []
        for _ in range(9):
            began, busy = time.perf_counter(), time.process_time()
            found = forecast(shown)
            asked = time.perf_counter()
            bodies, total = found.bodies, found.total
            times.append((asked - began, time.perf_counter() - asked, time.process_time() - busy))
    _report(past, bodies, total)
    sql, python, busy = (statistics.median(one) for one in zip(*times, strict=True))
    print(f"  took {1000 * (sql + python):.0f} ms: SQL and tallies {1000 * sql:.0f},"
          f" projections of {len(bodies)} bodies {1000 * python:.0f}; of the processor, without"
          f" the database, {1000 * busy:.0f}; load {os.getloadavg()[0]:.1f}")  # fmt: skip


def _report(past: Past, bodies: dict[int, Any], total: Any) -> None:
    inside, below, above, errors = 0, 0, 0, []
    kept = wrong = 0
    for unit, one in bodies.items():
        truth = past.decided.get(unit, 0)
        inside += one.reached.low <= truth <= one.reached.high
        below += truth < one.reached.low
        above += truth > one.reached.high
        errors.append(one.reached.mean - truth)
        if one.judgement.verdict in ("in_time", "only_if", "too_late"):
            met = truth >= (one.line.remaining or 0)
            right = met if one.judgement.verdict == "in_time" else not met
            kept, wrong = kept + right, wrong + (not right)
    number, truth = len(bodies), sum(past.decided.values())
    print(f"  bodies within their interval: {inside}/{number} = {100 * inside / number:.1f} %"
          f" (below {below}, above {above}); level 80 %")  # fmt: skip
    print(f"  mean error {statistics.mean(errors):+.2f} people a body, mean absolute"
          f" {statistics.mean(map(abs, errors)):.2f}, of {truth / number:.1f} decided")  # fmt: skip
    print(f"  province: expected {total.reached.mean:.0f}"
          f" ({total.reached.low} to {total.reached.high}), came {truth}")  # fmt: skip
    print(f"  verdict right (in time: met; else: not met without more): {kept}/{kept + wrong}")


if __name__ == "__main__":
    main()
