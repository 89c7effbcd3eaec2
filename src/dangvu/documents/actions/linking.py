"""Papers that rest on others: who names whom, resolved whenever either comes into the register.

A link points at the line of the own office's register where there is one, else at that of the
nearest office above. Number and day must be equal, and the issuers may not contradict each other
(R0.0); without a day nothing is linked, for numbers begin again with each term.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q

from dangvu.documents.catalogue import Ref, identity_key, key_prefix, plain_number
from dangvu.documents.models import Paper, PaperLink
from dangvu.documents.queries.papers import SENT
from dangvu.orgs.queries import ancestors
from dangvu.rules.issuers import same_issuer


def link(papers: Mapping[Paper, Sequence[Ref]]) -> None:
    """Writes what papers rest on, in place of what was written before. Three statements."""
    PaperLink.objects.filter(paper__in=papers).delete()
    kept = {paper: _once(references) for paper, references in papers.items()}
    found = _candidates({ref for refs in kept.values() for ref in refs})
    PaperLink.objects.bulk_create(
        PaperLink(
            paper=paper,
            position=position,
            number_symbol=ref.number_symbol[:60],
            dated_on=ref.dated_on,
            issuer=ref.issuer[:200],
            subject=ref.subject[:300],
            identity=_identity(ref.number_symbol, ref.dated_on, ref.issuer),
            target_id=_nearest(paper, ref, found),
        )
        for paper, refs in kept.items()
        for position, ref in enumerate(refs)
    )


def _once(references: Sequence[Ref]) -> list[Ref]:
    kept: dict[str, Ref] = {}
    for ref in references:
        if plain_number(ref.number_symbol):
            kept.setdefault(key_prefix(ref.number_symbol, ref.dated_on) + ref.issuer, ref)
    return list(kept.values())


def _identity(number_symbol: str, dated_on: date | None, issuer: str) -> str:
    known = identity_key(number_symbol, dated_on, issuer)
    return known or f"{key_prefix(number_symbol, dated_on)}"[:300]


def _candidates(refs: Iterable[Ref]) -> list[Paper]:
    """Papers with the number and day of one of the references. One statement."""
    asked = Q(pk__in=[])
    for ref in refs:
        if ref.dated_on is not None:
            asked |= Q(identity__startswith=key_prefix(ref.number_symbol, ref.dated_on))
    rows = Paper.objects.filter(asked, state__in=SENT)
    return list(rows.only("identity", "issuer", "unit_path").order_by("id"))


def _nearest(paper: Paper, ref: Ref, found: Iterable[Paper]) -> int | None:
    """Of the papers a reference may mean, the one in the own register, else in the nearest above,
    else one beneath whose issuer is named."""
    if ref.dated_on is None:
        return None
    prefix = key_prefix(ref.number_symbol, ref.dated_on)
    above = {paper.unit_path: 0} | {
        path: place for place, path in enumerate(reversed(list(ancestors(paper.unit_path))), 1)
    }
    ranked = [
        (above.get(other.unit_path, len(above)), other.pk)
        for other in found
        if other.pk != paper.pk
        and other.identity.startswith(prefix)
        and same_issuer(ref.issuer, other.issuer)
        and (other.unit_path in above or ref.issuer)
    ]
    return min(ranked)[1] if ranked else None


def adopt(papers: Sequence[Paper]) -> int:
    """Links that waited for these papers, or pointed at another office's line of them, point at
    them now. Two statements; how many links changed."""
    asked = Q(pk__in=[])
    for paper in papers:
        if paper.identity:
            number, day, _ = paper.identity.split("|", 2)
            waiting = Q(target=None) | ~Q(target__unit_id=paper.unit_id) & Q(
                paper__unit_id=paper.unit_id
            )
            asked |= (
                Q(identity__startswith=f"{number}|{day}|")
                & Q(paper__unit_path__startswith=paper.unit_path)
                & waiting
                & ~Q(paper=paper)
            )
    if not asked:
        return 0
    links = list(PaperLink.objects.filter(asked).only("identity", "issuer", "target_id"))
    changed = []
    for one in links:
        for paper in papers:
            if _means(one, paper):
                one.target_id = paper.pk
                changed.append(one)
                break
    PaperLink.objects.bulk_update(changed, ["target"])
    return len(changed)


def _means(link_: PaperLink, paper: Paper) -> bool:
    number, day, _ = paper.identity.split("|", 2) if paper.identity else ("", "", "")
    return (
        bool(number)
        and link_.identity.startswith(f"{number}|{day}|")
        and same_issuer(link_.issuer, paper.issuer)
    )
