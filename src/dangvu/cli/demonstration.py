"""``dangvu demo``: builds the demo of Lâm Đồng and serves it."""

import argparse
import os
import sys
import time

from dangvu.cli.environment import demo_marker, enter, house, mark_demo
from dangvu.cli.serving import become, in_child
from dangvu.cli.session import complain


def demo(words: argparse.Namespace) -> int:
    """Loads the demo unless it is there with the same members and seed; then serves it."""
    wanted = {"members": words.members, "seed": words.seed}
    if demo_marker() != wanted:
        if os.environ.get("DANGVU_DEMO_CHILD") == "1":
            return _load(wanted)
        os.environ["DANGVU_DEMO_CHILD"] = "1"
        code = in_child(
            "demo", "--no-serve", "--members", str(words.members), "--seed", str(words.seed)
        )
        if code:
            return code
    if words.no_serve:
        return 0
    _greet(words.port)
    return become("serve", "--port", str(words.port))


def _load(wanted: dict[str, int]) -> int:
    with house(demo=True) as cluster:
        if cluster is not None:
            _start_afresh(cluster)
        enter(as_owner=True)
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('dangvu.actor', 'demo', false)")
            cursor.execute("SELECT EXISTS (SELECT FROM access_account)")
            if cursor.fetchone()[0]:
                complain("Cơ sở dữ liệu này đã có dữ liệu; bản minh họa không ghi đè lên.")
                return 1
        from dangvu.cli.demo.load import load

        began = time.monotonic()
        load(members=wanted["members"], seed=wanted["seed"], progress=_progress)
        start = "\r" if sys.stdout.isatty() else ""
        took = f"Đã dựng xong bản minh họa trong {time.monotonic() - began:.0f} giây."
        print(f"{start}{took}".ljust(78))
        mark_demo(wanted)
    return 0


def _start_afresh(cluster: object) -> None:
    """Drops a demo database left half built or built with other numbers."""
    import psycopg

    from dangvu.cli.environment import APP, OWNER
    from dangvu.kernel.postgres import SUPERUSER

    mark_demo({})
    url = cluster.url(SUPERUSER, "postgres")  # type: ignore[attr-defined]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS dangvu_demo WITH (FORCE)")
    cluster.ensure(database="dangvu_demo", owner=OWNER, app=APP)  # type: ignore[attr-defined]


def _progress(done: int, total: int, label: str) -> None:
    """A bar that redraws itself on a terminal; elsewhere nothing but the end is written."""
    if not sys.stdout.isatty():
        return
    width, share = 30, done / max(total, 1)
    filled = int(width * share)
    line = f"\r[{'█' * filled}{'·' * (width - filled)}] {100 * share:3.0f} % {label}"
    sys.stdout.write(line.ljust(78)[:100])
    sys.stdout.flush()


def _greet(port: int) -> None:
    print(
        "Bản minh họa: số liệu và tên người là giả lập, hôm nay được đặt là 01/06/2026.\n"
        f"Mở http://127.0.0.1:{port}/ rồi chọn một tài khoản, ví dụ tinh (chuyên viên tỉnh)."
    )
