"""The worker's desk within a test's own transaction."""

from tests import factories as f

from dangvu.statistics.actions import reckoning
from dangvu.statistics.models import Reckoning


class Told(reckoning.Desk):
    """A desk within the test's own transaction: it takes the next job and keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[tuple[int, int]] = []

    def take(self):
        f.own()
        job = Reckoning.objects.filter(state__in=("waiting", "running")).first()
        plain = ("id", "account_id", "assignment_id", "tries", "unit_id", "kind", "asked")
        return {name: getattr(job, name) for name in plain} if job else None

    def progress(self, job_id):
        return lambda stage, done, total: self.said.append((done, total))

    def finish(self, job_id, message=""):
        f.own()
        state = "failed" if message else "done"
        Reckoning.objects.filter(pk=job_id).update(state=state, message=message)
