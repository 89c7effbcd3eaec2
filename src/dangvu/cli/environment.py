"""Which house a command enters: its data folder, its database, and whether it is the demo.

A data folder (``DANGVU_DATA``, by default ``.dangvu`` beside the caller) is one house. It is a demo
house from the first ``dangvu demo`` on, marked by ``demo.json``: every command then works with the
demo's database and day. ``DATABASE_URL`` (and, for migrations, ``DATABASE_OWNER_URL``) takes the
place of the server of our own.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dangvu.kernel.postgres import Cluster

OWNER, APP = "dangvu_owner", "dangvu_app"


def data_folder() -> Path:
    """The house's folder, made private on first use."""
    folder = Path(os.environ.get("DANGVU_DATA", Path.cwd() / ".dangvu")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["DANGVU_DATA"] = str(folder)
    return folder


def demo_marker() -> dict[str, Any]:
    """What the demo was loaded with, or nothing where the house is no demo."""
    place = data_folder() / "demo.json"
    return json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}


def mark_demo(facts: dict[str, Any]) -> None:
    """Makes the house a demo house, or forgets it (no facts)."""
    place = data_folder() / "demo.json"
    if facts:
        place.write_text(json.dumps(facts, indent=2), encoding="utf-8")
    else:
        place.unlink(missing_ok=True)


@contextmanager
def house(*, demo: bool = False) -> Iterator[Cluster | None]:
    """Makes the database reachable and tells Django's settings of it by the environment.

    Starts the server of our own where no ``DATABASE_URL`` is given; the last command to leave stops
    it. Django must not have been set up yet.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangvu.config.settings")
    is_demo = demo or bool(demo_marker())
    if is_demo:
        os.environ["DANGVU_DEMO"] = "1"
    if os.environ.get("DATABASE_URL"):
        data_folder()
        yield None
        return
    cluster = Cluster(data_folder() / "postgres")
    database = "dangvu_demo" if is_demo else "dangvu"
    with cluster.used():
        cluster.ensure(database=database, owner=OWNER, app=APP)
        os.environ["DATABASE_URL"] = cluster.url(APP, database)
        os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER, database)
        os.environ["DANGVU_APP_LOGIN"] = APP
        try:
            yield cluster
        finally:
            del os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]


def enter(*, as_owner: bool = False) -> None:
    """Sets Django up inside ``house``: as the application, or as the owner of the tables."""
    os.environ["DANGVU_CONNECT_AS"] = "owner" if as_owner else "app"
    import django  # only now: the settings read the environment

    django.setup()
