"""A paper's file becomes a directive at once: entered in the register, read, given out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import require
from dangvu.documents import queries as documents
from dangvu.documents.actions import arriving
from dangvu.documents.catalogue import CAME, OWN, GivenFile, PaperFacts
from dangvu.documents.queries import Paper
from dangvu.documents.reading import line_read
from dangvu.kernel import clock
from dangvu.kernel.refusals import Impossible
from dangvu.office.reading import PaperText
from dangvu.orgs import queries as orgs
from dangvu.rules.issuers import same_issuer
from dangvu.rules.obligations import propose
from dangvu.tasks.actions import reading
from dangvu.tasks.actions.adopting import Foreseen, confirm, foreseen
from dangvu.tasks.models import Directive
from dangvu.tasks.proposal import Proposed, proposals
from dangvu.tasks.queries import audience, directives


@dataclass(frozen=True)
class Adopted:
    """What came of a file, or would. ``paper`` None: not in the register yet; ``directive`` None:
    nothing was written. ``duties``: each with its units and what is still to be chosen.
    ``refused``: why the paper is not taken."""

    facts: PaperFacts
    paper: Paper | None
    directive: Directive | None
    duties: tuple[Foreseen, ...]
    refused: Impossible | None = None

    @property
    def unready(self) -> int:
        return sum(one.wrong is not None for one in self.duties)

    @property
    def confirmed(self) -> bool:
        return self.directive is not None and self.directive.state == Directive.State.IN_FORCE


@dataclass(frozen=True)
class Chosen:
    """What whoever adopts a file chose beforehand for duties that do not say it: ``product`` and
    ``audience``; ``leave_out``: those still not ready are left out."""

    product: str = ""
    audience: str = ""
    leave_out: bool = False


def adopt_file(
    actor: Actor,
    file: GivenFile,
    read: PaperText,
    *,
    commit: bool,
    chosen: Chosen = Chosen(),
    line: Mapping[str, Any] = MappingProxyType({}),
) -> Adopted:
    """Enters a paper in the register of the actor's unit, opens its directive and gives the duties
    out, if all of them are ready; otherwise it is left open for reading. Without ``commit`` the
    same is done and taken back, so that what would be is told, refusals too.

    ``line``: columns of the paper's line that take the place of what was read.
    """
    require(actor, Action.ADOPT_DIRECTIVE)
    unit = orgs.unit(actor, actor.unit_id, Action.ADOPT_DIRECTIVE)
    facts = replace(line_read(read.text, OWN, clock.today()).facts, **line)
    kind = OWN if facts.issuer and same_issuer(facts.issuer, unit.committee) else CAME
    if kind == CAME:
        facts = replace(facts, received_on=clock.today(), recipients=())
    try:
        with transaction.atomic():
            made = _given(actor, unit, kind, facts, file, read, chosen)
            transaction.set_rollback(not commit)
    except Impossible as refusal:
        return replace(_foretold(actor, unit, read.text, facts, chosen), refused=refusal)
    if commit or not made.duties:
        return made
    return replace(made, paper=_known(actor, unit, facts), directive=None)


def _given(
    actor: Actor, unit: orgs.Unit, kind: str, facts: PaperFacts, file: GivenFile, read: PaperText,
    chosen: Chosen,
) -> Adopted:  # fmt: skip
    paper = _entered(actor, unit, kind, facts, file, read)
    found = reading.open_directive(actor, paper.pk)
    if found.state != Directive.State.READING:
        return Adopted(facts, paper, found, ())
    found = _choose(actor, found, chosen, unit)
    kept = [one for one in directives.proposed(found) if not one.dropped]
    if not kept:
        raise Impossible("no_duties", "Không đọc thấy nhiệm vụ nào trong văn bản này.")
    duties = tuple(foreseen(kept, unit, directives.paper_day(found), clock.today()))
    if all(one.wrong is None for one in duties):
        found = confirm(actor, found.pk, found.edition)
    return Adopted(facts, paper, found, duties)


def _entered(
    actor: Actor, unit: orgs.Unit, kind: str, facts: PaperFacts, file: GivenFile, read: PaperText
) -> Paper:
    try:
        if kind == OWN:
            return arriving.take_own(actor, unit.pk, facts, file, read, noted=True)
        return arriving.receive(actor, unit.pk, facts, file, read)
    except arriving.Registered as known:
        return documents.paper(actor, known.paper_id)


def _foretold(
    actor: Actor, unit: orgs.Unit, text: str, facts: PaperFacts, chosen: Chosen
) -> Adopted:
    today = clock.today()
    on = audience.day_for(unit, facts.dated_on, today)
    duties = [reading.with_units(one, unit, on) for one in proposals(propose(text))]
    kept = _kept(duties, unit, facts.dated_on, chosen)
    would_be = tuple(foreseen(kept, unit, facts.dated_on, today))
    return Adopted(facts, _known(actor, unit, facts), None, would_be)


def _known(actor: Actor, unit: orgs.Unit, facts: PaperFacts) -> Paper | None:
    if not facts.number_symbol:
        return None
    found = documents.find_identity(actor, facts.number_symbol, facts.dated_on)
    return found.filter(unit=unit).first()


def _kept(
    duties: Sequence[Proposed], unit: orgs.Unit, day: date | None, chosen: Chosen
) -> list[Proposed]:
    filled = [_filled(one, chosen) for one in duties if not one.dropped]
    if not chosen.leave_out:
        return filled
    ready = foreseen(filled, unit, day, clock.today())
    return [one.given.proposed for one in ready if one.wrong is None]


def _filled(one: Proposed, chosen: Chosen) -> Proposed:
    return replace(
        one, product=one.product or chosen.product, audience=one.audience or chosen.audience
    )


def _choose(actor: Actor, found: Directive, chosen: Chosen, unit: orgs.Unit) -> Directive:
    """Writes what was chosen beforehand into the proposal, and leaves out what is not ready."""
    standing = directives.proposed(found)
    kept = {one.key: one for one in
            _kept(standing, unit, directives.paper_day(found), chosen)}  # fmt: skip
    for one in standing:
        if one.dropped:
            continue
        if one.key not in kept:
            found = reading.drop(actor, found.pk, found.edition, one.key)
        elif kept[one.key] != one:
            found = reading.change(actor, found.pk, found.edition, kept[one.key])
    return found
