"""A long import cut off at each stage: all of it or nothing, and a restart goes on.

Real processes: the worker, the web server, one connection, one process of the database and the
whole database server are killed while a step stands half-done.
"""

import io
import os
import signal
import threading
import urllib.request
from collections.abc import Iterator

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from tests.members.books import book
from tests.members.house import House, free_port, kill, kill_alone, wait_for
from tests.members.steps import rows

pytestmark = pytest.mark.slow

SETUP = """
from dangvu.cli.environment import enter, house
with house():
    enter(as_owner=True)
    from tests import factories as f
    from tests.members.books import book
    from tests.members.steps import rows
    from dangvu.access import queries
    from dangvu.access.matrix import Role
    from dangvu.access.scope import entered
    from dangvu.intake.actions import bulk, jobs
    from dangvu.intake.models import Job
    from dangvu.kernel import clock
    from dangvu.members.importing import MEMBERS
    province = f.unit()
    commune = f.unit("Đảng bộ xã Đạ Huoai", province, register_code="LD101")
    f.unit("Chi bộ Thôn 1", commune, type="CHI_BO")
    account = f.account(Role.COMMUNE_OFFICER, commune, "xa")
    client = f.signed_in(account)
    actor = queries.actor_named("xa", clock.today())
    f.own()
    with entered(actor):
        batch = bulk.receive(
            actor, MEMBERS, commune, "a.xlsx", book(rows(range(1, 61))), {"as_of": "01/06/2026"}
        )
        jobs.ask(actor, batch, Job.Step.READ)
    print(commune.pk, client.session.session_key)
"""
ASK = """
import sys
from dangvu.cli.environment import enter, house
with house():
    enter()
    from dangvu.access import queries
    from dangvu.access.scope import entered
    from dangvu.intake.actions import jobs
    from dangvu.intake.models import Batch, Job
    from dangvu.kernel import clock
    actor = queries.actor_named("xa", clock.today())
    with entered(actor):
        jobs.ask(actor, Batch.objects.get(), Job.Step(sys.argv[1]))
"""
# The tables at which a step is met, from its beginning to the moment before it is all over.
STEPS = {
    "read": ("intake_line", "intake_finding", "intake_batch", "kernel_event"),
    "write": ("members_person", "members_headcount", "members_spell", "kernel_event"),
    "unwrite": ("members_spell", "members_person", "members_branchcount", "kernel_event"),
}
AFTERWARDS = {"read": ("staged", 0), "write": ("committed", 60), "unwrite": ("undone", 0)}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    made = House()
    try:
        with made.cluster.used():
            made.run("-m", "dangvu", "database", "migrate")
            commune, made.session = made.run("-c", SETUP).split()
            made.commune = int(commune)
            yield made
    finally:
        made.leave()


def test_steps_cut_off_anywhere_leave_nothing_and_are_begun_anew(house: House) -> None:
    cut_off_and_finish(house, "read")
    for step in ("write", "unwrite"):
        house.run("-c", ASK, step)
        cut_off_and_finish(house, step)


def cut_off_and_finish(house: House, step: str) -> None:
    before = house.counts()
    first, second, third, last = STEPS[step]

    with house.halted_at(first):  # the worker is killed
        worker = house.worker()
        house.who_waits(first)
        kill(worker)
    wait_for(house.alone)
    assert house.counts() == before

    with house.halted_at(second):  # its connection is cut
        worker = house.worker()
        backend = house.who_waits(second)
        house.value(f"SELECT pg_terminate_backend({backend})")
        kill(worker)
    wait_for(house.alone)
    assert house.counts() == before

    with house.halted_at(third):  # the database server is killed
        worker = house.worker()
        house.who_waits(third)
        house.kill_server()
        kill(worker)
    house.cluster.start()
    assert house.counts() == before
    assert house.wrong() == {}

    with house.halted_at(last):  # a process of the database is killed, and all start over
        worker = house.worker()
        os.kill(house.who_waits(last), signal.SIGKILL)
    assert worker.wait(timeout=60) == 0
    state, members = AFTERWARDS[step]
    after = house.counts()
    assert after["states"] == [state]
    assert {after[table] for table in after if table.startswith("members")} == {members}
    assert house.value("SELECT state FROM intake_job ORDER BY id DESC LIMIT 1") == "done"
    assert house.wrong() == {}


class Browser:
    """A signed-in browser at the served application."""

    def __init__(self, house: House, port: int) -> None:
        self.port, self.session = port, house.session

    def post(self, address: str, **fields: object) -> str:
        """Where the answer leads to."""
        token = "a" * 32
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{address}",
            encode_multipart(BOUNDARY, fields),
            {"Content-Type": MULTIPART_CONTENT, "X-CSRFToken": token,
             "Cookie": f"sessionid={self.session}; csrftoken={token}"},
        )  # fmt: skip
        with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
            return str(answer.headers["Location"] or answer.status)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *words):  # type: ignore[no-untyped-def]
        return None

    def http_error_302(self, request, answer, *words):  # type: ignore[no-untyped-def]
        return answer


def test_a_worker_whose_server_is_gone_before_it_began_ends(house: House) -> None:
    gone = house.start("-c", "")
    gone.wait()
    worker = house.start("-m", "dangvu", "work", "--beside", str(gone.pid))
    assert worker.wait(60) == 0


def test_a_request_cut_off_with_the_web_server_leaves_nothing(house: House) -> None:
    file = io.BytesIO(book(rows(range(101, 121))))
    file.name = "b.xlsx"  # type: ignore[attr-defined]
    start = reverse("import_start", args=["members", house.commune])
    upload = {"workbook": file, "as_of": "01/06/2026", "how": "file"}
    port = free_port()
    server, browser = house.serve(port), Browser(house, port)

    def cut_off(table: str, address: str, fields: dict[str, object]) -> None:
        """The server is killed under the request; both come again."""
        nonlocal server
        before = house.counts()
        told: list[object] = []

        def send() -> None:
            try:
                told.append(browser.post(address, **fields))
            except OSError as broken:
                told.append(broken)

        with house.halted_at(table):
            sending = threading.Thread(target=send)
            sending.start()
            house.who_waits(table)
            kill_alone(server)
            sending.join(30)
        assert isinstance(told[0], OSError), told
        wait_for(house.alone)
        assert house.counts() == before
        assert house.wrong() == {}
        file.seek(0)
        server = house.serve(port)
        browser.post(address, **fields)

    def stands() -> tuple[object, object]:
        state = house.value("SELECT state FROM intake_batch ORDER BY id DESC LIMIT 1")
        return state, house.counts()["members_person"]

    cut_off("intake_line", start, upload)
    assert stands() == ("staged", 0)
    batch = house.value("SELECT max(id) FROM intake_batch")
    cut_off("members_spell", reverse("import_commit", args=[batch]), {"rows": "all"})
    assert stands() == ("committed", 20)
    cut_off("members_person", reverse("import_undo", args=[batch]), {})
    assert stands() == ("undone", 0)
    assert house.wrong() == {}
