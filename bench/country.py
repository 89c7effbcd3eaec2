"""A whole country: 34 provinces, 3,321 communes, 52,000 grassroots organisations, 280,000 units,
5.6 million members with ten years of history, in a database of its own.

    DANGVU_DATA=.bench/country .venv/bin/python bench/country.py [--share 0.01] [--memory 2GB]

Loads by COPY into bare tables and puts indexes, constraints and triggers on again; prints what each
step took and what each table takes on the disk. ``--share`` makes a part of the communes. Every
person is invented. ``--drop`` takes everything away again.
"""

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from importlib.resources import files
from random import Random

import psycopg
from bulk import Writer, bare_tables
from population import COLUMNS, SINCE, Place, Population, shares

from dangvu.cli.environment import demo_marker, enter, house

MEMBERS, GRASSROOTS, UNITS = 5_600_000, 52_000, 280_000
COMMUNES = 3_321
TABLES = (*COLUMNS, "members_headcount", "members_branchcount")
COUNTS = {
    "official": "CHINH_THUC", "probationary": "DU_BI", "exempt": "MIEN_SINH_HOAT",
    "away": "TAM_CHUYEN_DI", "abroad": "NUOC_NGOAI", "suspended": "DINH_CHI_SH",
}  # fmt: skip
NATION, PROVINCE, COMMUNE, CELL = "nuoc", "tinh", "xa", "bithu"
ENOUGH = 20_000


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--share", type=float, default=1.0, help="part of the communes")
    words.add_argument("--memory", default="2GB", help="shared_buffers of the server")
    words.add_argument("--drop", action="store_true", help="take everything away again")
    asked = words.parse_args()
    if demo_marker():
        sys.exit("This data folder holds a demo. Name another one in DANGVU_DATA.")
    with house() as cluster:
        if cluster is None:
            sys.exit("This loads into a server of its own, not into that of DATABASE_URL.")
        if asked.drop:
            _drop(cluster)
            return
        _tune(cluster, asked.memory)
        enter(as_owner=True)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        with psycopg.connect(cluster.url("postgres", "dangvu"), autocommit=True) as link:
            _load(link, asked.share)


def _drop(cluster: object) -> None:
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS dangvu WITH (FORCE)")


def _tune(cluster: object, memory: str) -> None:
    """As a server for the nation would be set, not one beside a desk."""
    wanted = {
        "shared_buffers": memory, "maintenance_work_mem": "768MB", "work_mem": "32MB",
        "max_wal_size": "12GB", "effective_cache_size": "8GB", "checkpoint_timeout": "30min",
    }  # fmt: skip
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as link:
        for name, value in wanted.items():
            link.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    cluster.stop()
    cluster.start()


# ------------------------------------------------------------------ the load


class Steps:
    """Says what each step took."""

    def __init__(self) -> None:
        self.first = self.began = time.perf_counter()

    def done(self, name: str) -> None:
        now = time.perf_counter()
        print(f"{name:48}{now - self.began:8.1f} s", flush=True)
        self.began = now

    def all(self) -> None:
        print(f"{'in all':48}{(time.perf_counter() - self.first) / 60:8.1f} min", flush=True)


def _load(link: psycopg.Connection, share: float) -> None:
    if link.execute("SELECT EXISTS (SELECT FROM orgs_unit)").fetchone()[0]:
        sys.exit("The country is there already; --drop takes it away.")
    link.execute("SET synchronous_commit = off; SET dangvu.actor = 'bench'")
    steps = Steps()
    communes = list(_grow(share))
    steps.done("units drawn and written")
    with bare_tables(link, TABLES):
        writer = Writer(link, COLUMNS, ENOUGH)
        _people(writer, communes, round(MEMBERS * share))
        written = ", ".join(f"{n:,} {table}" for table, n in writer.written.items())
        steps.done(f"rows drawn and copied (of it {writer.seconds:.0f} s waiting for COPY)")
        print(f"    {written}")
        _count(link)
        steps.done("headcounts")
    steps.done("indexes, constraints")
    for table in ("members_person", "members_event"):
        link.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )
    _accounts()
    link.execute("VACUUM ANALYZE")
    steps.done("vacuum analyze")
    steps.all()
    _sizes(link)


def _count(link: psycopg.Connection) -> None:
    sums = ", ".join(f"count(*) FILTER (WHERE status = '{code}')" for code in COUNTS.values())
    names = ", ".join(COUNTS)
    link.execute(
        f"INSERT INTO members_headcount (unit_id, unit_path, {names})"
        f" SELECT unit_id, unit_path, {sums} FROM members_person GROUP BY unit_id, unit_path"
        " ORDER BY unit_path"
    )
    added = ", ".join(f"sum({name})" for name in COUNTS)
    link.execute(
        f"INSERT INTO members_branchcount (path, {names})"
        f" SELECT left(unit_path, 17), {added} FROM members_headcount GROUP BY 1 ORDER BY 1"
    )


def _sizes(link: psycopg.Connection) -> None:
    print(f"\n{'table':28}{'rows':>13}{'table':>10}{'indexes':>10}")
    rows = link.execute("""
        SELECT relname, n_live_tup, pg_table_size(relid), pg_indexes_size(relid)
        FROM pg_stat_user_tables WHERE pg_total_relation_size(relid) > 2^20 ORDER BY 3 + 4 DESC
    """).fetchall()  # fmt: skip
    for name, live, table, indexes in sorted(rows, key=lambda r: -r[2] - r[3]):
        print(f"{name:28}{live:13,}{table / 2**20:7.0f} MB{indexes / 2**20:7.0f} MB")
    whole = link.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    print(f"database {whole / 2**30:.1f} GB")


# ------------------------------------------------------------------ the tree


class Commune:
    """A commune with its cells, to be filled."""

    def __init__(self, row: dict[str, str], province: str) -> None:
        self.row, self.province = row, province
        self.cells: list[tuple[int, str, str]] = []


def _rows(name: str) -> list[dict[str, str]]:
    text = files("dangvu.orgs").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _share(whole: int, parts: int, part: int) -> int:
    """How many of a whole fall to one of its parts."""
    return whole * (part + 1) // parts - whole * part // parts


def _grow(share: float) -> list[Commune]:
    """Writes the units and gives back the communes."""
    from django.db import connection, transaction

    from dangvu.cli.demo.places import localities
    from dangvu.kernel.copying import continue_numbers
    from dangvu.orgs import loading

    every = round(1 / share)
    tree = _Tree()
    for province in _rows("provinces.csv"):
        there = [r for r in _rows("communes.csv") if r["province_code"] == province["code"]]
        tree.add_province(province, [r for n, r in enumerate(there) if n % every == 0])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'bench', true)")
        loading.load_localities(localities())
        loading.load_units(tree.units)
        loading.load_placements(
            loading.PlacementRow(u.id, u.parent_id, u.valid_from) for u in tree.units
        )
        loading.load_labels(label for unit in tree.units for label in _labels(unit))
        continue_numbers("orgs_unit")
    print(f"{len(tree.units):,} units, of them {len(tree.communes):,} communes")
    return tree.communes


class _Tree:
    """The units, numbered in the order of their paths."""

    def __init__(self) -> None:
        self.units: list[object] = []
        self.communes: list[Commune] = []
        self.bodies = 0
        self.top = self._unit(None, "TRUNG_UONG", "Ban Chấp hành Trung ương")

    def _unit(
        self, above: object, kind: str, name: str, locality: str = "", code: str = ""
    ) -> object:
        from dangvu.orgs.loading import UnitRow, label

        number = len(self.units) + 1
        path = f"{above.path}.{label(number)}" if above else label(number)
        made = UnitRow(
            id=number, parent_id=above.id if above else None, path=path, depth=path.count("."),
            type=kind, kind="", model="294", name=name, short_name=name[:120], committee=name,
            code=code, register_code="", locality_code=locality, attributes=[], position=number,
            valid_from=SINCE,
        )  # fmt: skip
        self.units.append(made)
        return made

    def add_province(self, province: dict[str, str], communes: list[dict[str, str]]) -> None:
        called = province["full_name"][0].lower() + province["full_name"][1:]
        top = self._unit(self.top, "DANG_BO_TINH", f"Đảng bộ {called}")
        for row in communes:
            commune = Commune(row, province["name"])
            called = row["full_name"][0].lower() + row["full_name"][1:]
            body = self._unit(top, "DANG_BO_CAP_TREN_TRUC_TIEP", f"Đảng bộ {called}", row["code"])
            self.communes.append(commune)
            for number in range(_share(GRASSROOTS, COMMUNES, len(self.communes) - 1)):
                self._add_grassroots(commune, body, number, row["name"])

    def _add_grassroots(self, commune: Commune, body: object, number: int, place: str) -> None:
        base = self._unit(body, "DANG_BO_CO_SO", f"Đảng bộ cơ sở {number + 1} {place}")
        cells = UNITS - 1 - 34 - COMMUNES - GRASSROOTS
        for n in range(_share(cells, GRASSROOTS, self.bodies)):
            code = f"{len(self.units) + 1:014}"
            cell = self._unit(base, "CHI_BO_TRUC_THUOC", f"Chi bộ {n + 1}.{number + 1} {place}",
                              "", code)  # fmt: skip
            commune.cells.append((cell.id, cell.path, cell.name))
        self.bodies += 1


def _labels(unit: object) -> Iterator[object]:
    from dangvu.orgs.loading import LabelRow
    from dangvu.orgs.searching import code_key, name_key

    yield LabelRow(unit.id, "name", unit.name, name_key(unit.name))
    if unit.code:
        yield LabelRow(unit.id, "code", unit.code, code_key(unit.code))


# ------------------------------------------------------------------ the people


def _people(writer: Writer, communes: list[Commune], members: int) -> None:
    rng = Random(2026)
    population = Population(rng, writer.lines)
    merged = {row["code"]: row for row in _rows("communes_merged_from.csv")}
    sizes = iter(shares(members, sum(len(c.cells) for c in communes), rng))
    for number, commune in enumerate(communes, 1):
        spots = [_spot(rng.choice(communes), merged) for _ in range(12)]
        place = Place(
            commune.row["province_code"], commune.province, commune.row["full_name"],
            [_spot(commune, merged)] * 8 + spots,
        )  # fmt: skip
        for cell in commune.cells:
            population.fill(cell, next(sizes), commune.cells, place)
        writer.flush(all_of_it=False)
        if number % 332 == 0:
            print(f"    {population.last_id:,} persons", flush=True)
    writer.flush()


def _spot(commune: Commune, merged: dict[str, dict[str, str]]) -> tuple[str, str, str]:
    row = merged[commune.row["code"]]
    before = f"{row['former_unit_same_code']}, {row['former_district']}, {row['former_province']}"
    return commune.province, commune.row["full_name"], before


def _accounts() -> None:
    """Somebody who sees the nation, a province, a commune, a cell; nobody can sign in as them."""
    from django.db import connection, transaction

    from dangvu.access.matrix import Role
    from dangvu.access.models import Account, Assignment
    from dangvu.kernel import clock
    from dangvu.orgs.models import Unit

    province = Unit.objects.get(name="Đảng bộ tỉnh Lâm Đồng")
    commune = Unit.objects.filter(parent=province).order_by("id").last()
    cell = Unit.objects.filter(path__startswith=commune.path, depth=4).order_by("id").first()
    places = {
        NATION: (Role.PROVINCE_SPECIALIST, Unit.objects.get(parent=None)),
        PROVINCE: (Role.PROVINCE_SPECIALIST, province),
        COMMUNE: (Role.COMMUNE_OFFICER, commune),
        CELL: (Role.CELL_SECRETARY, cell),
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'bench', true)")
        for name, (role, unit) in places.items():
            made = Account(username=name, full_name=name, created_at=clock.now())
            made.set_unusable_password()
            made.save()
            Assignment.objects.create(
                account=made, role=role, unit_id=unit.pk, unit_path=unit.path, valid_from=SINCE
            )


if __name__ == "__main__":
    main()
