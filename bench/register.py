"""The register as its users ask it: finding, lists, records, headcounts, movement. Each as the
scoped user, against the same statements run bare, and past row security.

    DANGVU_DATA=.bench/country .venv/bin/python bench/register.py [--inputs 60] [--explain]

On the country of ``bench/country.py`` or on a demo. Every case is asked with many inputs drawn from
the register (names by their frequency, branches, places in a list), each after one warming round;
p50 and p95 are over inputs.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

import psycopg

import house as h
from dangvu.cli.environment import demo_marker, enter, house

NATIONAL, DEMO = ("nuoc", "tinh", "xa"), ("tinh", "xa")
SCOPED_MOST = 1.5


@dataclass(frozen=True)
class Case:
    """One thing asked of the register.

    ``jobs`` are the same work with different inputs; ``most`` is the limit of the p95 in seconds,
    none for what is only told. ``whole``: pages, which sign their reader in themselves.
    """

    name: str
    jobs: Sequence[Callable[[], object]]
    most: float | None = None
    whole: bool = False


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--inputs", type=int, default=60)
    words.add_argument("--only", default="", help="cases whose name holds this")
    words.add_argument("--explain", action="store_true", help="plans of what misses its limit")
    asked = words.parse_args()
    with house() as cluster:
        enter()
        h.collect_static()
        database = "dangvu_demo" if demo_marker() else "dangvu"
        passes = cluster.url("postgres", database)
        _facts(passes)
        for username in DEMO if demo_marker() else NATIONAL:
            _user(username, passes, asked)


def _facts(passes: str) -> None:
    with psycopg.connect(passes) as link:
        members = link.execute("SELECT count(*) FROM members_person").fetchone()[0]
        shared = link.execute("SHOW shared_buffers").fetchone()[0]
        whole = link.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    print(
        f"{members:,} persons, database {whole / 2**30:.1f} GB, shared_buffers {shared},"
        f" load {os.getloadavg()[0]:.1f}"
    )


def _user(username: str, passes: str, asked: argparse.Namespace) -> None:
    from dangvu.access.queries import actor_named
    from dangvu.access.scope import entered
    from dangvu.kernel import clock

    actor = actor_named(username, clock.today())
    if actor is None:
        sys.exit(f"No account {username}: run bench/country.py first.")
    with entered(actor):
        cases = [one for one in _cases(actor, passes, asked.inputs) if asked.only in one.name]
    print(
        f"\n{username:38}{'p50':>9}{'p95':>9}{'limit':>9}{'bare p50':>10}{'p95':>9}"
        f"{'ours/bare':>10}{'scoped/free':>12}{'statements':>11}"
    )
    here = h.House(0, passes)
    for case in cases:
        _measure(case, actor, here, asked.explain)


# ------------------------------------------------------------------ one case


def _measure(case: Case, actor: Any, here: h.House, explain: bool) -> None:
    from dangvu.access.scope import entered

    ours, bare, free, kept_of, counts = [], [], [], [], []
    with here.connect() as own, here.connect(past_the_wall=True) as link:
        for job in case.jobs:
            if case.whole:
                kept_of.append(_kept(job))
                ask = job
            else:
                with entered(actor):
                    kept_of.append([_announcement(actor), *_kept(job)])
                ask = partial(_as_actor, actor, job)
            counts.append(len(kept_of[-1]))
            for times, work in (
                (ours, ask),
                (bare, lambda: h.run_bare(own, kept_of[-1])),
                (free, lambda: h.run_bare(link, kept_of[-1], "none")),
            ):
                work()
                times.append(_clocked(work))
    p50, p95 = _percentile(ours, 50), _percentile(ours, 95)
    limit, missed = "", ""
    if case.most is not None:
        limit = f"{case.most * 1000:.0f} ms"
        missed = "" if p95 <= case.most else "  MISSED"
    ratio, walls = sum(ours) / sum(bare), sum(bare) / sum(free)
    print(
        f"{case.name:38}{_ms(p50):>9}{_ms(p95):>9}{limit:>9}{_ms(_percentile(bare, 50)):>10}"
        f"{_ms(_percentile(bare, 95)):>9}{ratio:10.2f}{walls:12.2f}{max(counts):11}{missed}"
        + ("  WALL" if walls > SCOPED_MOST else ""),
        flush=True,
    )
    if explain and missed:
        _explain(here, kept_of[ours.index(max(ours))])


def _kept(job: Callable[[], object]) -> list[h.Statement]:
    from django.db import connection

    kept: list[h.Statement] = []

    def keep(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            kept.append(h.Statement(sql, parameters, time.perf_counter() - began))

    with connection.execute_wrapper(keep):
        job()
    return kept


def _announcement(actor: Any) -> h.Statement:
    from dangvu.access import matrix

    return h.Statement(
        "SELECT set_config('role', %s, true), set_config('dangvu.path', %s, true),"
        " set_config('dangvu.person', %s, true), set_config('dangvu.actor', %s, true)",
        [matrix.database_role(actor.role), actor.unit_path, "0", str(actor.account_id)],
        0.0,
    )


def _as_actor(actor: Any, job: Callable[[], object]) -> None:
    from dangvu.access.scope import entered

    with entered(actor):
        job()


def _clocked(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _percentile(times: Sequence[float], share: int) -> float:
    return sorted(times)[min(len(times) * share // 100, len(times) - 1)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _explain(here: h.House, kept: Sequence[h.Statement]) -> None:
    slowest = max(kept, key=lambda one: one.seconds)
    with here.connect() as link, link.cursor() as cursor:
        for one in kept:
            if one.announces:
                cursor.execute(one.sql, one.parameters)
        print(f"    {slowest.seconds * 1000:.0f} ms: {slowest.parameters!r:.200}")
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + slowest.sql, slowest.parameters)
        for (line,) in cursor.fetchall():
            print("    " + line)
        link.rollback()


# ------------------------------------------------------------------ what is asked


def _cases(actor: Any, passes: str, inputs: int) -> Iterator[Case]:
    rng = Random(7)
    with psycopg.connect(passes) as link:
        people = _people(link, actor.unit_path, inputs, rng)
        branches = _branches(link, actor.unit_path, inputs, rng)
    yield from _finding(actor, people)
    for name, paths in branches.items():
        yield from _lists(actor, name, paths, passes, inputs, rng)
    yield _records(actor, people)
    yield from _pages(actor, people)
    for name, paths in branches.items():
        yield _heads(name, paths)
    yield from _movement(actor, passes, inputs, rng)


def _people(
    link: psycopg.Connection, low: str, inputs: int, rng: Random
) -> list[tuple[int, str, str]]:
    """Members of the branch by chance, so that names come as frequent as they are."""
    first, last = link.execute("SELECT min(id), max(id) FROM members_person WHERE unit_path >= %s"
                               " AND unit_path < %s || '/'", [low, low]).fetchone()  # fmt: skip
    found: list[tuple[int, str, str]] = []
    while len(found) < inputs:
        row = link.execute(
            "SELECT id, search_key, card_number FROM members_person WHERE id >= %s"
            " AND unit_path >= %s AND unit_path < %s || '/' ORDER BY id LIMIT 1",
            [rng.randint(first, last), low, low],
        ).fetchone()
        found += [row] if row else []
    return found


def _branches(link: psycopg.Connection, low: str, inputs: int, rng: Random) -> dict[str, list[str]]:
    """The actor's own branch, and branches beneath it, by what they are."""
    names = {0: "nation", 1: "province", 2: "commune"}
    top = low.count(".") + (1 if demo_marker() else 0)
    found = {names[top]: [low]}
    for depth in range(top + 1, 3):
        rows = link.execute(
            "SELECT path FROM orgs_unit WHERE depth = %s AND path >= %s AND path < %s || '/'"
            " AND valid_until IS NULL ORDER BY path",
            [depth - (1 if demo_marker() else 0), low, low],
        ).fetchall()
        found[names[depth]] = [path for (path,) in rng.sample(rows, min(inputs, len(rows)))]
    return found


def _finding(actor: Any, people: list[tuple[int, str, str]]) -> Iterator[Case]:
    from dangvu.members.queries import finding

    def sought(text: str) -> Callable[[], object]:
        return lambda: finding.find(actor, finding.Sought(text=text))

    whole = [key for _, key, _ in people]
    yield Case("find: whole name", [sought(key) for key in whole], 0.1)
    yield Case("find: two words, turned about", [sought(_turned(k)) for k in whole], 0.1)
    yield Case("find: given name", [sought(key.split()[-1]) for key in whole], 0.1)
    yield Case("find: name not ended", [sought(key[:-1]) for key in whole], 0.1)
    cards = [card for _, _, card in people if card]
    yield Case("find: card", [sought(card) for card in cards], 0.1)


def _turned(key: str) -> str:
    words = key.split()
    return f"{words[-1]} {words[0]}"


def _lists(
    actor: Any, name: str, paths: list[str], passes: str, inputs: int, rng: Random
) -> Iterator[Case]:
    from dangvu.members.queries import finding

    def page(path: str, after: str = "") -> Callable[[], object]:
        return lambda: finding.find(actor, finding.Sought(unit_path=path), after)

    most = None if name == "nation" else 0.1
    yield Case(f"list of a {name}: first page", [page(path) for path in paths], most)
    deep = []
    with psycopg.connect(passes) as link:
        for turn in range(inputs):
            path = paths[turn % len(paths)]
            for _, key, person in _rows_of(link, path, rng):
                deep.append(page(path, f"w~{key}~{person}"))
    yield Case(f"list of a {name}: deep page", deep, most)


def _rows_of(link: psycopg.Connection, path: str, rng: Random) -> list[tuple[str, str, int]]:
    people = _people(link, path, 1, rng)
    return link.execute(
        "SELECT unit_path, sort_key, id FROM members_person WHERE id = %s", [people[0][0]]
    ).fetchall()


def _records(actor: Any, people: list[tuple[int, str, str]]) -> Case:
    from dangvu.kernel import clock
    from dangvu.members import queries
    from dangvu.members.queries import record as parts

    year = clock.today().year

    def record(person: int) -> Callable[[], object]:
        def job() -> None:
            found = queries.member(actor, person)
            parts.particulars(actor, found)
            parts.timeline(actor, found)
            parts.badges_of(actor, found)
            parts.dues_of(actor, found, year)
            list(queries.posts_of(actor, found))

        return job

    return Case("record: its parts", [record(person) for person, *_ in people], 0.05)


def _pages(actor: Any, people: list[tuple[int, str, str]]) -> Iterator[Case]:
    """Whole pages, as a browser asks for them."""
    from urllib.parse import quote

    from django.test import Client

    from dangvu.access.models import Account

    browser = Client(HTTP_HOST="localhost")
    account = Account.objects.get(pk=actor.account_id)
    browser.force_login(account, backend="dangvu.access.backends.AccountBackend")

    def page(path: str) -> Callable[[], object]:
        return lambda: h.ask(browser, path)

    records = [page(f"/dang-vien/{person}/") for person, *_ in people]
    searches = [page(f"/dang-vien/?q={quote(key)}") for _, key, _ in people]
    yield Case("page: record", records, 0.05, whole=True)
    yield Case("page: list of members, first", [page("/dang-vien/")] * 20, None, whole=True)
    yield Case("page: list, whole name", searches, None, whole=True)


def _heads(name: str, paths: list[str]) -> Case:
    from dangvu.members import queries

    return Case(
        f"headcounts of a {name}", [lambda path=path: queries.heads([path]) for path in paths], 0.02
    )


def _movement(actor: Any, passes: str, inputs: int, rng: Random) -> Iterator[Case]:
    from datetime import date

    from dangvu.rules.statistics import Period
    from dangvu.statistics import queries

    limits = {0: ("nation", 2.0), 1: ("province", 0.5), 2: ("commune", 0.1)}
    depth = actor.unit_path.count(".") + (1 if demo_marker() else 0)
    name, most = limits[depth]
    halves = ((2025, 7, 12, 31), (2026, 1, 6, 30))
    periods = [Period(date(y, m, 1), date(y, end, last)) for y, m, end, last in halves]
    if not demo_marker():
        periods += [Period(date(year, 1, 1), date(year, 12, 31)) for year in range(2017, 2026)]
    of = queries.branch(actor, actor.unit_id)
    yield Case(
        f"movement of a {name}", [lambda p=p: queries.movement(of, p) for p in periods], most
    )


if __name__ == "__main__":
    main()
