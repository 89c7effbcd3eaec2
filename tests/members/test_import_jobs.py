"""A worker at its desk: what breaks in one job is told there, and the next one is done."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests import factories as f
from tests.intake.world import World
from tests.members.books import book
from tests.members.steps import AS_OF, Clerk, rows

from dangvu.access.scope import entered
from dangvu.intake.actions import bulk, jobs
from dangvu.intake.models import Batch, Job
from dangvu.members.importing import MEMBERS
from dangvu.members.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clerk(settings: object) -> Iterator[Clerk]:
    settings.DEMO_TODAY = "2026-06-15"  # type: ignore[attr-defined]
    yield Clerk(World())
    f.own()


@pytest.fixture
def desk() -> Iterator[jobs.Desk]:
    made = jobs.Desk()
    yield made
    made.close()


def sent(clerk: Clerk, data: bytes) -> Batch:
    with entered(clerk.actor):
        batch = bulk.receive(clerk.actor, MEMBERS, clerk.commune, "a.xlsx", data, AS_OF)
        jobs.ask(clerk.actor, batch, Job.Step.READ)
    f.own()
    return batch


def test_a_job_that_breaks_is_told_and_the_next_one_is_done(
    clerk: Clerk, desk: jobs.Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*words: Any) -> Any:
        raise ZeroDivisionError

    first, second = sent(clerk, book(rows([1]))), sent(clerk, book(rows([2])))
    assert jobs.work(desk, {"members": replace(MEMBERS, check=broken)})
    assert jobs.work(desk, {"members": MEMBERS})
    assert not jobs.work(desk, {"members": MEMBERS})
    f.own()
    told = dict(Job.objects.values_list("batch_id", "state"))
    assert told == {first.pk: Job.State.FAILED, second.pk: Job.State.DONE}
    assert Job.objects.get(batch_id=first.pk).message == jobs.BROKEN
    states = dict(Batch.objects.values_list("pk", "state"))
    assert states == {first.pk: Batch.State.RECEIVED, second.pk: Batch.State.STAGED}
    assert "ZeroDivisionError" in caplog.text


def test_a_file_that_cannot_be_read_is_told_in_its_job(clerk: Clerk, desk: jobs.Desk) -> None:
    batch = sent(clerk, b"TT,Ho ten\n1,x")
    assert jobs.work(desk, {"members": MEMBERS})
    f.own()
    batch.refresh_from_db()
    job = Job.objects.get()
    assert (batch.state, job.state) == (Batch.State.FAILED, Job.State.FAILED)
    assert batch.summary["failure"] == job.message
    assert "csv" in job.message
    assert not Person.objects.exists()
