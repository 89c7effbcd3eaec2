"""The tree at 280,000 units: opening the top, a province, a commune; finding by name and by code;
a unit's page. Each page as the scoped user, against its own SQL run bare.

    DANGVU_DATA=.bench/tree .venv/bin/python bench/tree.py [--drop] [--slowest]

The first run builds the units by COPY in a database of its own, in the data folder given (never the
demo's). ``--drop`` takes them away again.
"""

import argparse
import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import count

import house as h
from dangvu.cli.environment import demo_marker, enter, house

PROVINCES, COMMUNES, GRASSROOTS, CELLS = 34, 3_321, 52_000, 230_000
FOUNDED = date(2025, 7, 1)
USER = "do-cay"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--build", action="store_true", help=argparse.SUPPRESS)
    words.add_argument("--drop", action="store_true", help="take the units away again")
    words.add_argument("--slowest", action="store_true", help="name the slowest statements")
    asked = words.parse_args()
    if demo_marker():
        sys.exit("This data folder holds a demo. Name another one in DANGVU_DATA.")
    with house() as cluster:
        if asked.drop or asked.build:
            enter(as_owner=True)
            (_drop if asked.drop else _build)()
            return
        subprocess.run([sys.executable, __file__, "--build"], check=True)
        enter()
        h.collect_static()
        _measure(cluster, asked.slowest)


# ------------------------------------------------------------------ the units


def _build() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction

    from dangvu.orgs.models import Unit

    call_command("migrate", verbosity=0)
    if Unit.objects.exists():
        return
    began = time.perf_counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'bench', true)")
        _load()
        _account()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"built {Unit.objects.count():,} units in {time.perf_counter() - began:.0f} s")


def _drop() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE orgs_unit, members_headcount, members_branchcount, access_account CASCADE"
        )


def _load() -> None:
    from django.db import connection

    from dangvu.kernel.copying import continue_numbers, copy_rows
    from dangvu.orgs import loading

    units = list(_units())
    loading.load_units(units)
    loading.load_placements(loading.PlacementRow(u.id, u.parent_id, FOUNDED) for u in units)
    loading.load_labels(label for unit in units for label in _labels(unit))
    cells = (u for u in units if u.type == "CHI_BO_TRUC_THUOC")
    copy_rows(
        "members_headcount",
        ("unit_id", "unit_path", "official", "probationary", "exempt"),
        ((u.id, u.path, 5 + u.id % 30, u.id % 3, u.id % 2) for u in cells),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_branchcount (path, official, probationary, exempt, away, abroad,"
            " suspended) SELECT left(unit_path, 17), sum(official), sum(probationary), sum(exempt),"
            " 0, 0, 0 FROM members_headcount GROUP BY 1"
        )
    continue_numbers("orgs_unit")


def _units() -> Iterator[object]:
    """Centre, provinces, communes, grassroots bodies, cells; a branch in one piece."""
    from dangvu.orgs.loading import UnitRow
    from dangvu.orgs.models import label

    numbers = count(1)

    def made(above: object, kind: str, name: str, register: str = "") -> object:
        number = next(numbers)
        path = f"{above.path}.{label(number)}" if above else label(number)
        return UnitRow(
            id=number, parent_id=above.id if above else None, path=path,
            depth=path.count("."), type=kind, kind="", model="294", name=name,
            short_name=name[:120], committee=name,
            code=f"{number:014d}" if kind == "CHI_BO_TRUC_THUOC" else "",
            register_code=register, locality_code="", attributes=[], position=number,
            valid_from=FOUNDED,
        )  # fmt: skip

    top = made(None, "TRUNG_UONG", "Đảng bộ Trung ương")
    yield top
    places, commune_no, body_no = _places(), count(), count()
    for number in range(PROVINCES):
        province = made(top, "DANG_BO_TINH", f"Đảng bộ tỉnh {number + 1}")
        yield province
        for place in places[number::PROVINCES]:
            c = next(commune_no)
            commune = made(province, "DANG_BO_CAP_TREN_TRUC_TIEP", f"Đảng bộ {place}", f"DV{c:05}")
            yield commune
            for _ in range(_share(GRASSROOTS, COMMUNES, c)):
                b = next(body_no)
                body = made(commune, "DANG_BO_CO_SO", f"Đảng bộ cơ sở {b % 17 + 1}, {place}")
                yield body
                for n in range(_share(CELLS, GRASSROOTS, b)):
                    yield made(body, "CHI_BO_TRUC_THUOC", f"Chi bộ thôn {n + b % 20 + 1}, {place}")


def _share(whole: int, parts: int, part: int) -> int:
    """How many of a whole fall to one of its parts."""
    return whole * (part + 1) // parts - whole * part // parts


def _places() -> list[str]:
    text = files("dangvu.orgs").joinpath("data", "communes.csv").read_text(encoding="utf-8")
    return [row["full_name"].lower() for row in csv.DictReader(text.splitlines())][:COMMUNES]


def _labels(unit: object) -> Iterator[object]:
    from dangvu.orgs.loading import LabelRow
    from dangvu.orgs.searching import code_key, name_key

    yield LabelRow(unit.id, "name", unit.name, name_key(unit.name))
    if unit.type == "DANG_BO_CAP_TREN_TRUC_TIEP":
        for n in (1, 2):
            old = f"{unit.name} cũ {unit.id % 97 + n}"
            yield LabelRow(unit.id, "name", old, name_key(old), None, FOUNDED - timedelta(days=n))
        yield LabelRow(unit.id, "code", unit.register_code, code_key(unit.register_code))
    elif unit.code:
        yield LabelRow(unit.id, "code", unit.code, code_key(unit.code))


def _account() -> None:
    from dangvu.access.matrix import Role
    from dangvu.access.models import Account, Assignment
    from dangvu.kernel import clock
    from dangvu.orgs.models import Unit

    top = Unit.objects.get(parent=None)
    commune = Unit.objects.filter(depth=2).order_by("id")[700]
    for name, role, place in (
        (USER, Role.PROVINCE_SPECIALIST, top),
        (f"{USER}-xa", Role.COMMUNE_OFFICER, commune),
    ):
        made = Account(username=name, full_name=name, created_at=clock.now())
        made.set_unusable_password()
        made.save()
        Assignment.objects.create(
            account=made, role=role, unit_id=place.pk, unit_path=place.path, valid_from=FOUNDED
        )


# ------------------------------------------------------------------ what is measured


def _measure(cluster: object, slowest: bool) -> None:
    from dangvu.orgs.models import Unit

    free = cluster.url("postgres", "dangvu") if cluster else ""
    here = h.House(0, free)
    province = Unit.objects.filter(depth=1).order_by("id")[3]
    commune = Unit.objects.filter(depth=2).order_by("id")[700]
    cell = Unit.objects.filter(path__gt=commune.path, type="CHI_BO_TRUC_THUOC").order_by("path")[0]
    opened = f"{_root()},{province.pk}"
    print(f"{Unit.objects.count():,} units; the top, one province, one commune")
    for user, pages in (
        (USER, [
            ("open the top", "/to-chuc/"),
            ("open a province", f"/to-chuc/nhanh/{province.pk}/"),
            ("open a commune", f"/to-chuc/nhanh/{commune.pk}/"),
            ("top and province at once", f"/to-chuc/?mo={opened}"),
            ("by name", "/to-chuc/tim/?q=" + commune.name.split(" ", 3)[-1]),
            ("by an old name", f"/to-chuc/tim/?q={commune.short_name} cũ {commune.id % 97 + 1}"),
            ("by code", f"/to-chuc/tim/?q={cell.code}"),
            ("by the beginning of a code", f"/to-chuc/tim/?q={cell.code[:12]}"),
            ("by a frequent word", "/to-chuc/tim/?q=chi bo thon 3"),
            ("by two letters", "/to-chuc/tim/?q=th"),
            ("by nothing that is there", "/to-chuc/tim/?q=khong co dau het"),
            ("page of a commune", f"/to-chuc/{commune.pk}/"),
            ("page of a cell", f"/to-chuc/{cell.pk}/"),
            ("page of a province", f"/to-chuc/{province.pk}/"),
        ]),
        (f"{USER}-xa", [
            ("open the top", "/to-chuc/"),
            ("by a frequent word", "/to-chuc/tim/?q=chi bo thon 3"),
            ("by two letters", "/to-chuc/tim/?q=th"),
        ]),
    ):  # fmt: skip
        print(f"\n{user}\n{'':30}{'page':>10}{'SQL bare':>12}{'ratio':>8}{'statements':>12}")
        browser = _browser(user)
        for name, path in pages:
            _one(here, browser, name, path, slowest)


def _one(here: h.House, browser: object, name: str, path: str, slowest: bool) -> None:
    h.ask(browser, path)
    kept = h.statements(browser, path)
    with here.connect() as link:
        took = h.alternating(
            9, page=lambda: h.ask(browser, path), bare=lambda: h.run_bare(link, kept)
        )
    ratio = took["page"] / took["bare"]
    print(f"{name:30}{h.ms(took['page']):>10}{h.ms(took['bare']):>12}{ratio:8.2f}{len(kept):12}")
    if slowest:
        for one in sorted(kept, key=lambda s: -s.seconds)[:3]:
            print(f"    {h.ms(one.seconds)}  {' '.join(one.sql.split())[:120]}")


def _root() -> int:
    from dangvu.orgs.models import Unit

    return Unit.objects.get(parent=None).pk


def _browser(username: str) -> object:
    from django.test import Client

    from dangvu.access.models import Account

    browser = Client(HTTP_HOST="localhost")
    account = Account.objects.get(username=username)
    browser.force_login(account, backend="dangvu.access.backends.AccountBackend")
    return browser


if __name__ == "__main__":
    main()
