"""What takes too long for a page: asked for there, done by ``dangvu work`` (``kernel.desks``)."""

from collections.abc import Mapping
from typing import Any

from dangvu.access import queries as access
from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import Refused, entered, may
from dangvu.kernel import clock, desks
from dangvu.kernel.desks import MOST_TRIES, OPEN, Tell
from dangvu.kernel.refusals import Impossible
from dangvu.members import queries as members
from dangvu.members.actions.quality import mark_quality
from dangvu.orgs import queries as orgs
from dangvu.statistics import queries
from dangvu.statistics.asked import Asked
from dangvu.statistics.models import Reckoning
from dangvu.statistics.queries import Branch

_LOCK = 7_412


class Desk(desks.Desk):
    """Where the worker takes reckonings up."""

    def __init__(self) -> None:
        super().__init__("statistics_reckoning", _LOCK, ("unit_id", "kind", "asked"))


def ask_counts(actor: Actor, asked: Asked) -> Reckoning:
    """Asks the worker to count; whoever asks the same meanwhile waits for the same."""
    of = queries.branch(actor, asked.unit_id)
    may(actor, Action.VIEW_FIGURES, of.path)
    return _ask(actor, of.unit.pk, Reckoning.Kind.COUNTS, asked.key, asked.to_json())


def ask_quality(actor: Actor, unit_id: int) -> Reckoning:
    """Asks the worker to mark the quality of a branch. Raises ``Refused`` as marking does."""
    unit = orgs.unit_for_entry(actor, unit_id, Action.VIEW_MEMBERS)
    may(actor, Action.EDIT_MEMBERS, unit.path)
    return _ask(actor, unit.pk, Reckoning.Kind.QUALITY, queries.quality_key(unit.pk), {})


def _ask(
    actor: Actor, unit_id: int, kind: Reckoning.Kind, key: str, asked: Mapping[str, Any]
) -> Reckoning:
    now = clock.now()
    plain = {"kind": kind, "unit_id": unit_id, "asked": dict(asked), "asked_at": now,
             "beat_at": now, "account_id": actor.account_id,
             "assignment_id": actor.assignment_id}  # fmt: skip
    waiting = Reckoning.objects.filter(key=key, state__in=OPEN).first()
    if waiting is None:
        Reckoning.objects.bulk_create([Reckoning(key=key, **plain)], ignore_conflicts=True)
        waiting = Reckoning.objects.filter(key=key).latest("id")
    return waiting


def work(desk: Desk) -> bool:
    """Does the oldest open reckoning; False where there is none."""
    job = desk.take()
    if job is None:
        return False
    if job["tries"] >= MOST_TRIES:
        desk.finish(job["id"], "Việc này bị ngắt nhiều lần nên đã dừng. Đồng chí yêu cầu lại.")
        return True
    actor = access.actor_again(job["account_id"], job["assignment_id"], clock.today())
    if actor is None:
        desk.finish(job["id"], "Tài khoản yêu cầu việc này không còn vai trò ấy.")
        return True
    message = ""
    try:
        with entered(actor):
            _do(actor, Reckoning.objects.get(pk=job["id"]), desk.progress(job["id"]))
    except (Impossible, Refused) as refused:
        message = refused.message_vi
    desk.finish(job["id"], message)
    return True


def _do(actor: Actor, job: Reckoning, tell: Tell) -> None:
    if job.kind == Reckoning.Kind.QUALITY:
        mark_quality(actor, job.unit_id, tell)
        return
    asked = Asked.from_json(job.asked)
    of = queries.branch(actor, asked.unit_id)
    found = _counted(of, asked, tell)
    job.result = [
        [place, list(codes), n]
        for place, one in enumerate(asked.sets)
        for codes, n in found[one].items()
    ]
    job.save(update_fields=["result"])


def _counted(of: Branch, asked: Asked, tell: Tell) -> dict[Any, dict[tuple[str, ...], int]]:
    """The counts of a branch, one unit beneath it after the other."""
    found: dict[Any, dict[tuple[str, ...], int]] = {one: {} for one in asked.sets}
    parts = members.parts(of.path) if len(of.paths) == 1 else [(("", ""), 0)]
    total, done = sum(n for _, n in parts), 0
    for part, n in parts:
        tell(Reckoning.Kind.COUNTS.label, done, total)
        for one, counted in queries.counted(of, asked, part).items():
            for codes, number in counted.items():
                found[one][codes] = found[one].get(codes, 0) + number
        done += n
    return found
