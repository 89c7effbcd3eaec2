"""Two people at once, and a process killed in the middle: one wins, nothing is half-written."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from psycopg.conninfo import make_conninfo
from tests import factories as f
from tests.intake.world import ADMISSION_HEAD, TARGET_HEAD, pasted, person

from dangvu.admissions.models import Admission
from dangvu.intake.models import Batch
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.members.models import Person
from dangvu.targets.models import Target

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def owner_again():
    yield
    f.own()


def at_once(*works) -> list[object]:
    """Runs each work on a connection of its own; their results or exceptions."""
    told: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int) -> None:
        try:
            gate.wait()
            told[place] = works[place]()
        except Impossible as refused:
            told[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_of_two_who_write_one_batch_one_wins_and_the_other_is_told(desk) -> None:
    first, second = desk("targets"), desk("targets")
    batch = first.stage(pasted(TARGET_HEAD, (1, "xã Đạ Huoai", 20), (2, "xã Đạ Tẻh", 30)))
    told = at_once(lambda: first.commit(batch), lambda: second.commit(batch))
    won = [one for one in told if isinstance(one, Batch)]
    lost = [one for one in told if isinstance(one, Overtaken)]
    assert (len(won), len(lost)) == (1, 1)
    assert won[0].summary["committed_by"] in lost[0].message_vi
    assert Target.objects.count() == 2


def test_the_same_persons_in_two_batches_are_written_once(desk) -> None:
    first, second = desk("admissions"), desk("admissions")
    one = first.stage(pasted(ADMISSION_HEAD, person()))
    other = second.stage(pasted(ADMISSION_HEAD, person(), person("Lê Văn Hai")))
    told = at_once(
        lambda: first.commit(one, only_valid=True), lambda: second.commit(other, only_valid=True)
    )
    assert sum(isinstance(one, Batch) for one in told) == 1
    assert next(one for one in told if isinstance(one, Overtaken)).code == "changed"
    assert Person.objects.filter(full_name="Nguyễn Thị Thử").count() == 1


KILLED = """
    import dataclasses, sys, time
    from pathlib import Path
    import django
    django.setup()
    from dangvu.access.queries import actor_named
    from dangvu.access.scope import entered
    from dangvu.admissions.importing import ADMISSIONS
    from dangvu.intake import actions
    from dangvu.kernel import clock

    def write_then_wait(*words):
        done = ADMISSIONS.write(*words)
        Path(sys.argv[3]).write_text("written")
        time.sleep(60)
        return done

    slow = dataclasses.replace(ADMISSIONS, write=write_then_wait)
    actor = actor_named(sys.argv[1], clock.today())
    with entered(actor):
        actions.commit(actor, slow, int(sys.argv[2]), only_valid=False)
"""


def test_a_process_killed_in_the_middle_leaves_nothing_and_can_be_run_again(
    desk, tmp_path: Path
) -> None:
    desk = desk("admissions")
    people = [person(f"Nguyễn Văn {name}") for name in ("An", "Bình", "Cường")]
    batch = desk.stage(pasted(ADMISSION_HEAD, *people))
    sign, name = tmp_path / "sign", connection.settings_dict["NAME"]
    environment = os.environ | {
        "DATABASE_URL": make_conninfo(os.environ["DATABASE_URL"], dbname=name),
        "DANGVU_DEMO": "1",
        "DANGVU_TODAY": "2026-06-01",
    }
    del environment["DANGVU_CONNECT_AS"]
    username = desk.actor.name.removeprefix("Đồng chí ")
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), username, str(batch.pk), str(sign)],
        env=environment,
    )
    try:
        wait_for(lambda: sign.exists() or process.poll() is not None)
        assert process.poll() is None
        assert other_sessions() == 1
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    wait_for(lambda: other_sessions() == 0)
    f.own()
    assert not Person.objects.exists()
    assert not Admission.objects.exists()
    assert Batch.objects.get().state == "staged"
    desk.commit(batch)
    assert Admission.objects.count() == 3


def other_sessions() -> int:
    """Sessions of other processes on the test's database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def wait_for(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.05)
