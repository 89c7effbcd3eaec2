"""Reading transfers of activity: those within reach, whose turn it is, where one may lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.ready import how_many, ready
from dangvu.access.scope import permits, require, visible
from dangvu.members.models import Hop, Person, Transfer
from dangvu.orgs import anywhere
from dangvu.rules import transfers as rules
from dangvu.rules.organisations import OrgType
from dangvu.rules.timers import Alert, Timer, timer
from dangvu.rules.transfers import (
    UNDER_WAY,
    RouteHop,
    Step,
    TransferFacts,
    TransferKind,
    TransferState,
)

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit
    from dangvu.rules.basis import Rule

PAGE = 50
MOST_PLACES = 60
#: Organisations that handle no letter: the top, and what stands beneath a grassroots committee
#: (R4.3: inside a grassroots organisation its committee introduces).
_PASSED_OVER = frozenset({OrgType.CENTRAL, OrgType.SECTION, OrgType.SUBORDINATE})
WAITING_STATES = tuple(state.value for state in (*UNDER_WAY, TransferState.RETURNED))


@dataclass(frozen=True)
class Line:
    """A transfer as a line of a list, and as the head of its page.

    ``due`` is the hop whose organisation acts next (none once it is closed or cancelled), ``step``
    what it does. ``mine``: the actor may take that step.
    """

    row: Transfer
    hops: tuple[Hop, ...]
    facts: TransferFacts
    step: Step | None
    due: Hop | None
    mine: bool

    @property
    def state(self) -> TransferState:
        return self.facts.state

    @property
    def kind(self) -> TransferKind:
        return self.facts.kind

    @property
    def timers(self) -> tuple[Timer, ...]:
        """The limits that run, or ran; none for one called off."""
        return _timers(self.facts)

    @property
    def to_name(self) -> str:
        return self.row.to_unit.name if self.row.to_unit else self.row.to_name

    @property
    def from_name(self) -> str:
        return self.row.from_unit.name if self.row.from_unit else str(self.row.letter.get("from"))

    @property
    def away(self) -> bool:
        """Whether the member is away by this transfer, and has not come back."""
        kinds = (TransferKind.TEMPORARY, TransferKind.ABROAD)
        return self.kind in kinds and self.row.received_on is not None and not self.row.ended_on

    @property
    def introduced_by(self) -> Hop | None:
        """The hop whose organisation gives out the letter; none where it came from elsewhere."""
        return next((hop for hop in self.hops if hop.step == Step.INTRODUCE), None)

    def urgent(self, on: date) -> Timer | None:
        """The limit that has run furthest by a day, while somebody still has to act."""
        return _furthest(self.facts, on)

    def alert(self, on: date) -> Alert:
        """How far that limit has run."""
        limit = self.urgent(on)
        return limit.alert(on) if limit else Alert.NONE

    def late(self, on: date) -> bool:
        """Whether a limit has passed."""
        limit = self.urgent(on)
        return limit is not None and limit.overdue(on)


def _timers(facts: TransferFacts) -> tuple[Timer, ...]:
    return () if facts.state is TransferState.CANCELLED else rules.timers(facts)


def _furthest(facts: TransferFacts, on: date) -> Timer | None:
    if facts.received_on:
        return None
    return max(_timers(facts), key=lambda limit: limit.percent(on), default=None)


# ------------------------------------------------------------------ lists


def transfers(actor: Actor) -> QuerySet[Transfer]:
    """Transfers from or to the actor's reach; a member's own."""
    hops = Prefetch("hops", Hop.objects.select_related("unit").order_by("position"))
    rows = _reached(actor, Action.VIEW_MEMBERS)
    return rows.select_related("from_unit", "to_unit").prefetch_related(hops)


def _reached(actor: Actor, action: Action) -> QuerySet[Transfer]:
    return visible(Transfer.objects.all(), actor, action, path="from_path", also="to_path")


def line(actor: Actor, row: Transfer) -> Line:
    """A transfer with its hops and whose turn it is. No statement where the hops were read."""
    hops = tuple(row.hops.all())
    facts = facts_of(row, hops)
    turn = rules.whose_turn(way_of(hops), facts) if hops else None
    due = hops[turn.position] if turn else None
    mine = due is not None and permits(actor, Action.TRANSFER_MEMBERS, due.unit_path)
    return Line(row, hops, facts, rules.expected(facts), due, mine)


def facts_of(row: Transfer, hops: Sequence[Hop]) -> TransferFacts:
    """What the rules ask of a transfer."""
    forward = [hop for hop in hops if hop.step == Step.FORWARD]
    return TransferFacts(
        kind=TransferKind(row.kind), state=TransferState(row.state), cause_on=row.cause_on,
        requested_on=row.requested_on, until_on=row.until_on, forwards=len(forward),
        forwarded=sum(hop.done_on is not None for hop in forward),
        letter_number=row.letter_number, letter_on=row.letter_on, dues_through=row.dues_through,
        received_on=row.received_on, introduced_on=row.introduced_on,
        inside_grassroots=row.kind == TransferKind.INTERNAL,
    )  # fmt: skip


def way_of(hops: Sequence[Hop]) -> tuple[RouteHop, ...]:
    """The way as the rules take it."""
    return tuple(RouteHop(n, hop.unit_id, Step(hop.step)) for n, hop in enumerate(hops))


@dataclass(frozen=True)
class TransferPage:
    """A page of transfers. ``after`` continues it (the last row's id), 0 at the end."""

    lines: tuple[Line, ...]
    after: int


#: The lists a page offers: whose turn is mine, all that are under way, those late, those done.
LISTS = ("mine", "open", "late", "done")


def transfer_page(actor: Actor, which: str, on: date, after: int = 0) -> TransferPage:
    """One of the ``LISTS``, the newest first. Two statements, whatever the number."""
    rows = transfers(actor)
    if which == "mine":
        rows = rows.filter(_mine(actor))
    elif which == "late":
        rows = rows.filter(late_on(on))
    elif which == "done":
        rows = rows.exclude(state__in=WAITING_STATES)
    else:
        rows = rows.filter(state__in=WAITING_STATES)
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-id")[: PAGE + 1])
    lines = tuple(line(actor, row) for row in found[:PAGE])
    return TransferPage(lines, found[PAGE - 1].pk if len(found) > PAGE else 0)


def _mine(actor: Actor) -> Q:
    """That the organisation of the actor's capacity acts next: the first hop not done is its own;
    it introduced what now only waits for the slip; it confirms what came back."""
    hops = Hop.objects.filter(transfer=OuterRef("pk"))
    here = hops.filter(unit_id=actor.unit_id)
    earlier = Hop.objects.filter(
        transfer=OuterRef("transfer"), done_on=None, position__lt=OuterRef("position")
    )
    next_here = Exists(here.filter(done_on=None).filter(~Exists(earlier)))
    introduced_here = Exists(here.filter(step=Step.INTRODUCE))
    all_done = ~Exists(hops.filter(done_on=None))
    return (
        Q(next_here, state__in=[state.value for state in UNDER_WAY])
        | Q(introduced_here, all_done, state__in=[s.value for s in UNDER_WAY])
        | Q(introduced_here, state=TransferState.RECEIVED)
        | Q(Exists(here.filter(step=Step.CONFIRM)), state=TransferState.RETURNED)
    )


def late_on(on: date) -> Q:
    """That a limit of a transfer under way has passed by a day."""
    return _begun_by(_started(rules.COMPLETE, on), _started(rules.PRESENT, on))


def _begun_by(caused: date, introduced: date) -> Q:
    open_ = Q(state__in=[state.value for state in UNDER_WAY])
    official = Q(kind=TransferKind.OFFICIAL, cause_on__lte=caused)
    return open_ & (official | Q(introduced_on__lte=introduced))


def _started(rule: Rule[int], on: date) -> date:
    """The last day from which a limit has passed by ``on``."""
    start = on - timedelta(days=rule.at(on).value)
    while not timer(rule, start).overdue(on):
        start -= timedelta(days=1)
    return start


def late_waiting(actor: Actor, on: date) -> int:
    """How many transfers from or to the actor's reach are late. One statement."""
    return _late(actor, _started(rules.COMPLETE, on), _started(rules.PRESENT, on))


@how_many
def _late(actor: Actor, caused: date, introduced: date) -> QuerySet[Transfer]:
    return _reached(actor, Action.TRANSFER_MEMBERS).filter(_begun_by(caused, introduced))


def limits_here(actor: Actor, on: date) -> list[Timer | None]:
    """Of each transfer whose next step is the actor's organisation's, the limit that has run
    furthest by a day; None where none runs. One statement."""
    found = []
    for kind, state, *days in _here(actor):
        known = dict(zip(_DAYS, days, strict=True))
        facts = TransferFacts(kind=TransferKind(kind), state=TransferState(state), **known)
        found.append(_furthest(facts, on))
    return found


#: What limits are reckoned from.
_DAYS = ("cause_on", "requested_on", "letter_on", "introduced_on", "received_on")


@ready
def _here(actor: Actor) -> QuerySet[Transfer, Any]:
    rows = _reached(actor, Action.VIEW_MEMBERS).filter(_mine(actor)).order_by("-id")
    return rows.values_list("kind", "state", *_DAYS)


def transfer(actor: Actor, transfer_id: int) -> Transfer:
    """One transfer within reach; 404 outside it."""
    found = transfers(actor).filter(pk=transfer_id).first()
    if found is None:
        raise Http404("Không có hồ sơ chuyển sinh hoạt này trong phạm vi của đồng chí.")
    return found


def transfers_of(actor: Actor, person: Person) -> list[Line]:
    """One member's transfers, the newest first. Two statements."""
    return [line(actor, row) for row in transfers(actor).filter(person=person).order_by("-id")]


# ------------------------------------------------------------------ where to


def places(actor: Actor, text: str, limit: int = 12) -> list[Unit]:
    """Organisations anywhere in the register by name: who is transferred away must be able to say
    where. One statement."""
    require(actor, Action.TRANSFER_MEMBERS)
    return anywhere.named(text, limit)


def cells_of(actor: Actor, body_id: int, text: str = "", *, limit: int = MOST_PLACES) -> list[Unit]:
    """The cells of a body anywhere in the register, by name. Two statements."""
    require(actor, Action.TRANSFER_MEMBERS)
    return anywhere.cells_of(body_id, text, limit)


def chain(unit: Unit) -> list[Unit]:
    """The organisations that handle a letter above a cell, top first, down to the cell itself. One
    statement."""
    return [*(u for u in anywhere.above(unit) if OrgType(u.type) not in _PASSED_OVER), unit]


def same_grassroots(one: Sequence[Unit], other: Sequence[Unit]) -> bool:
    """Whether two cells are of one grassroots organisation (R4.3)."""
    return any(a.pk == b.pk and OrgType(a.type) is OrgType.GRASSROOTS for a in one for b in other)
