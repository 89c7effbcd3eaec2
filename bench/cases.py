"""Cases on the way to membership: the board of a commune of 2,000, the red list, the lists and the
calendar of a province of 60,000, as the scoped user asks them.

    DANGVU_DATA=.bench/cases .venv/bin/dangvu demo --no-serve --members 20000
    DANGVU_DATA=.bench/cases .venv/bin/python bench/cases.py --load
    DANGVU_DATA=.bench/cases .venv/bin/python bench/cases.py

``--load`` adds so many invented open cases to the demo that the province has 60,000 and the commune
of the account ``xa`` 2,000. Each case is walked by the rules, so that its limits are true ones.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import house as h
from dangvu.cli.environment import demo_marker, enter, house

PROVINCE, COMMUNE = 60_000, 2_000
MOST = 0.3
ROUNDS = 15
GAPS = 35
"""Days from a step to the next, on average."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--load", action="store_true", help="add the cases, then end")
    if not demo_marker():
        sys.exit("No demo in this data folder. First: dangvu demo --no-serve --members 20000")
    if words.parse_args().load:
        with house():
            enter(as_owner=True)
            _load()
        return
    with h.demo_house():
        _ask()


# ------------------------------------------------------------------ asking


def _ask() -> None:
    print(f"\n{'':46}{'cases':>8}{'p50':>9}{'most':>9}{'limit':>9}{'statements':>12}")
    for username in ("xa", "tinh"):
        _user(username)


def _user(username: str) -> None:
    from dangvu.access.queries import actor_named
    from dangvu.access.scope import entered
    from dangvu.admissions import actions, cases
    from dangvu.admissions.cases import Filter
    from dangvu.kernel import clock

    today = clock.today()
    ahead = today + timedelta(days=31)
    actor = actor_named(username, today)
    if actor is None:
        sys.exit(f"No account {username} in this demo.")
    unit = actor.unit_id
    with entered(actor):
        number = cases.open_cases(actor).count()
        middle = cases.cases(actor, Filter(), today).after
        page = cases.red_list(actor, unit, today).after
        some = cases.open_cases(actor).values_list("pk", flat=True).first()
    asked: dict[str, Callable[[], object]] = {
        "board": lambda: cases.board(actor, unit, today),
        "red list": lambda: cases.red_list(actor, unit, today),
        "red list, the next page": lambda: cases.red_list(actor, unit, today, page),
        "by name": lambda: cases.cases(actor, Filter(), today),
        "by name, the next page": lambda: cases.cases(actor, Filter(), today, middle),
        "by name, searched": lambda: cases.cases(actor, Filter(text="anh le"), today),
        "calendar of a month": lambda: cases.calendar(actor, unit, today, ahead, today),
        "touched by 208": lambda: cases.touched(actor, unit, date(2026, 7, 26), today),
        "one case": lambda: cases.standing_of(cases.case(actor, some or 0), today),
    }
    for name, work in asked.items():
        _measure(actor, f"{username}: {name}", number, work, MOST)
    for name, work in {
        "red list, a page of 500": lambda: cases.red_list(actor, unit, today, "", 500),
        "reminders of a day": lambda: actions.remind(actor, today),
    }.items():
        _measure(actor, f"{username}: {name}", number, work, None)
    browser = h.sign_in(username)
    for name, path in _pages().items():
        _measure(None, f"{username}: page, {name}", number, partial(h.ask, browser, path), MOST)


def _pages() -> dict[str, str]:
    from django.urls import NoReverseMatch, reverse

    found = {}
    for name in ("case_board", "case_red", "case_list", "case_calendar"):
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue
    return found


def _measure(
    actor: Any, name: str, number: int, work: Callable[[], object], most: float | None
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from dangvu.access.scope import entered

    def once() -> float:
        began = time.perf_counter()
        if actor is None:
            work()
        else:
            with entered(actor):
                work()
        return time.perf_counter() - began

    once()
    with CaptureQueriesContext(connection) as run:
        once()
    times = sorted(once() for _ in range(ROUNDS))
    p50, p95 = statistics.median(times), times[-1]
    missed = "" if most is None or p95 <= most else "  MISSED"
    limit = "" if most is None else f"{most * 1000:.0f} ms"
    print(
        f"{name:46}{number:8,}{p50 * 1000:6.0f} ms{p95 * 1000:6.0f} ms{limit:>9}"
        f"{len(run) or '':>12}{missed}",
        flush=True,
    )


# ------------------------------------------------------------------ loading


def _load() -> None:
    from django.db import connection
    from django.db.models import Max

    from dangvu.access.queries import actor_named
    from dangvu.admissions.loading import load_cases
    from dangvu.admissions.models import Case
    from dangvu.kernel import clock
    from dangvu.kernel.branches import beneath
    from dangvu.orgs.models import Unit
    from dangvu.rules.organisations import CELLS

    today = clock.today()
    commune = actor_named("xa", today)
    if commune is None:
        sys.exit("No account xa in this demo.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('dangvu.actor', 'bench', false)")
    cells = Unit.objects.filter(type__in=sorted(CELLS), valid_until=None)
    own = list(cells.filter(beneath(commune.unit_path, "path")).values_list("id", "path"))
    others = list(cells.exclude(beneath(commune.unit_path, "path")).values_list("id", "path"))
    there = Case.objects.filter(closed_on=None)
    mine = there.filter(beneath(commune.unit_path)).count()
    everywhere = there.count()
    first = (Case.objects.aggregate(last=Max("id"))["last"] or 0) + 1
    random = Random(4)
    places = [random.choice(own) for _ in range(max(0, COMMUNE - mine))]
    places += [random.choice(others) for _ in range(PROVINCE - everywhere - len(places))]
    began = time.perf_counter()
    made = list(_cases(places, first, today, random))
    load_cases((c for c, _ in made), (s for _, steps in made for s in steps), (), (), ())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('admissions_case', 'id'),"
            " (SELECT max(id) FROM admissions_case))"
        )
        cursor.execute("ANALYZE admissions_case, admissions_casestep")
    print(f"{len(made):,} cases in {time.perf_counter() - began:.0f} s")


def _cases(
    places: list[tuple[int, str]], first: int, today: date, random: Random
) -> Iterator[tuple[Any, list[Any]]]:
    from dangvu.admissions.actions.steps import kept
    from dangvu.admissions.loading import CaseRow, StepRow
    from dangvu.kernel import clock
    from dangvu.office.vietnamese import fold, sort_key
    from dangvu.rules.admissions import SourceGroup
    from dangvu.rules.procedure import CaseFacts, Step, Taken, standing

    now = clock.now()
    way = [
        Step.LISTED, Step.CLASS_DONE, Step.HELPERS, Step.APPLIED, Step.CV_DONE,
        Step.VETTING_SENT, Step.VETTING_BACK, Step.OPINIONS_IN,
    ]  # fmt: skip
    for pk, (unit_id, path) in enumerate(places, first):
        name = f"{random.choice(_FAMILY)} {random.choice(_MIDDLE)} {random.choice(_GIVEN)}"
        taken = [Taken(Step.SOURCED, today - timedelta(days=random.randint(20, 400)))]
        for step in way[: random.randint(0, len(way))]:
            on = taken[-1].on + timedelta(days=random.randint(5, 2 * GAPS))
            if on > today:
                break
            taken.append(Taken(step, on, id=len(taken) + 1))
        opened = taken[0].on
        born = date(random.randint(1975, 2006), random.randint(1, 12), random.randint(1, 28))
        certificate = next((one.on for one in taken if one.step is Step.CLASS_DONE), None)
        facts = CaseFacts(opened_on=opened, born_on=born, taken=tuple(taken), consent_on=opened)
        where = standing(facts, today)
        due_on, due_code, red_on = kept(where)
        case = CaseRow(
            id=pk, unit_id=unit_id, unit_path=path, full_name=name, search_key=fold(name),
            sort_key=sort_key(name), birth_on=born, sex=random.choice("MF"), ethnic_group="01",
            religious=False, youth_union=born.year > 1995, trade_union=False, occupation="",
            source_group=random.choice(list(SourceGroup)).value, area="", introduced_by="cell",
            in_charge_id=None, consent_on=opened, opened_on=opened, stage=where.stage.value,
            side=where.side.value if where.side else "", stage_since=where.since, due_on=due_on,
            due_code=due_code, red_on=red_on, rule_on=where.rule_on, person_id=None,
            admission_id=None, certificate_number="", certificate_on=certificate,
            new_certificate_number="", new_certificate_on=None, closed_on=None, retain_until=None,
            recorded_at=now, recorded_by="bench",
        )  # fmt: skip
        steps = [
            StepRow(
                case_id=pk, unit_path=path, unit_id=unit_id, step=one.step.value, on=one.on,
                until=None, number="", issuer="", reason="", vote=None, recorded_at=now,
                recorded_by="bench",
            )
            for one in taken
        ]  # fmt: skip
        yield case, steps


_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ", "K'", "Ya")
_MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Quốc", "Thu")
_GIVEN = ("Anh", "Ánh", "Bình", "Châu", "Dũng", "Hà", "Hương", "Khánh", "Lan", "Nam", "Yến")


if __name__ == "__main__":
    main()
