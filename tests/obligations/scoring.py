"""How well papers are read: right, said and wanted counts of each kind of answer."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.obligations.papers import NOISES, Asked, Paper

from dangvu.rules.obligations import Due, Duty, Proposal, Recurrence, propose
from dangvu.rules.obligations.text import plain

KINDS = ("header", "references", "notes", "duties", "dates", "bodies", "products", "reports")
#: Shares of letters two words must have in common to be the same, by noise.
LIKE = {"ocr": 0.8}


@dataclass
class Score:
    right: Counter = field(default_factory=Counter)
    said: Counter = field(default_factory=Counter)
    wanted: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.said[kind] if self.said[kind] else 1.0

    def recall(self, kind: str) -> float:
        return self.right[kind] / self.wanted[kind] if self.wanted[kind] else 1.0

    def note(self, kind: str, right: bool, said: object, wanted: object, where: str) -> None:
        self.said[kind] += bool(said)
        self.wanted[kind] += bool(wanted)
        self.right[kind] += bool(right and wanted)
        if not right:
            self.faults.append(f"{where} {kind}: said {said!r}, wanted {wanted!r}")


def score(papers: Iterable[Paper], noise: str) -> Score:
    return score_texts(((p, NOISES[noise](p.text, p.name)) for p in papers), noise)


def score_texts(texts: Iterable[tuple[Paper, str]], noise: str) -> Score:
    """Each paper read from a text of its own; compared as leniently as that noise allows."""
    total = Score()
    for paper, text in texts:
        read = propose(text)
        _header(total, paper, read, noise)
        _references(total, paper, read, noise)
        _notes(total, paper, read, noise)
        _duties(total, paper, read, noise)
    return total


def same(one: str, other: str, noise: str) -> bool:
    a, b = (_bare(text) for text in (one, other))
    if a == b:
        return True
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= LIKE.get(noise, 0.95)


def _bare(text: str) -> str:
    words = re.sub(r"[^\w%]+", " ", text.casefold())
    return " ".join(plain(words).split())


def _header(total: Score, paper: Paper, read: Proposal, noise: str) -> None:
    head = read.header
    kind = head.kind.abbreviation if head.kind else head.kind_name
    said = {
        "kind": kind, "no": head.number_symbol, "draft": "yes" if head.draft else "",
        "place": head.place, "date": head.issued_on.isoformat() if head.issued_on else "",
        "superior": head.superior, "issuer": head.issuer, "subject": head.subject,
        "to": "; ".join(head.addressees), "dist": "; ".join(head.distribution),
        "reach": read.reach_vi,
    }  # fmt: skip
    for key, value in said.items():
        wanted = paper.header.get(key, "")
        exact = key in ("kind", "no", "draft", "date")
        right = value == wanted if exact else same(value, wanted, noise)
        total.note("header", right, value, wanted, f"{paper.name}/{noise} {key}")
    signed = (head.signer.authority, head.signer.post, head.signer.name)
    wanted_signs = [*(v.strip() for v in paper.header.get("sign", "").split("|")), "", ""][:3]
    for value, wanted in zip(signed, wanted_signs, strict=True):
        right = same(value, wanted, noise)
        total.note("header", right, value, wanted, f"{paper.name}/{noise} sign")


def _references(total: Score, paper: Paper, read: Proposal, noise: str) -> None:
    where = f"{paper.name}/{noise}"
    said = {r.number_symbol: r for r in read.references}
    for number, day, issuer, subject in paper.references:
        one = said.pop(number, None)
        right = one is not None and (
            (one.issued_on.isoformat() if one.issued_on else "") == day
            and same(one.issuer, issuer, noise)
            and same(one.subject, subject, noise)
        )
        shown = one and (one.number_symbol, str(one.issued_on), one.issuer, one.subject)
        total.note("references", right, shown, (number, day, issuer, subject), where)
    for number in said:
        total.note("references", False, number, None, where)


def _notes(total: Score, paper: Paper, read: Proposal, noise: str) -> None:
    said = {n.mark: n for n in read.footnotes}
    for mark, text in paper.notes:
        one = said.pop(mark, None)
        right = one is not None and one.at is not None and same(one.text, text, noise)
        total.note("notes", right, one, (mark, text), f"{paper.name}/{noise}")
    for mark in said:
        total.note("notes", False, mark, None, f"{paper.name}/{noise}")


def _duties(total: Score, paper: Paper, read: Proposal, noise: str) -> None:
    where = f"{paper.name}/{noise}"
    said, wanted = list(read.obligations), list(paper.duties)
    aligned = difflib.SequenceMatcher(
        None, [d.no for d in said], [d.no for d in wanted], autojunk=False
    )
    for _, a, b, c, d in aligned.get_opcodes():
        ones, others = said[a:b], wanted[c:d]
        paired = [d.no for d in ones] == [d.no for d in others]
        if paired:
            for one, other in zip(ones, others, strict=True):
                total.note("duties", True, True, True, where)
                _one_duty(total, one, other, noise, f"{where} {other.no}")
            continue
        for one in ones:
            total.note("duties", False, (one.no, one.what[:80]), None, where)
        for other in others:
            total.note("duties", False, None, other, where)


def _one_duty(total: Score, said: Duty, wanted: Asked, noise: str, where: str) -> None:
    for said_when, wanted_when in ((_due(said.due), wanted.due), (_every(said), wanted.every)):
        total.note("dates", said_when == wanted_when, said_when, wanted_when, where)
    for ones, others in ((said.lead, wanted.lead), (said.join, wanted.join)):
        left = list(ones)
        for other in others:
            hit = next((one for one in left if same(one, other, noise)), None)
            if hit is not None:
                left.remove(hit)
            total.note("bodies", hit is not None, hit or (left and left[0]), other, where)
            if hit is None and left:
                left.pop(0)
        for one in left:
            total.note("bodies", False, one, None, where)
    product = said.product.value if said.product else ""
    total.note("products", product == wanted.product, product, wanted.product, where)
    total.note("reports", same(said.report_to, wanted.to, noise), said.report_to, wanted.to, where)


def _due(due: Due | None) -> str:
    if due is None:
        return ""
    return f"<{'=' if due.inclusive else ''}{due.on.isoformat()}" if due.on else "?"


def _every(duty: Duty) -> str:
    again: Recurrence | None = duty.recurrence
    if again is None:
        return ""
    said = str(again.every.value)
    if again.at_least or again.times > 1:
        said += f"{'>=' if again.at_least else 'x'}{again.times}"
    if again.day:
        day = f"{again.month}-{again.day}" if again.month else str(again.day)
        said += f"<{'=' if again.inclusive else ''}{day}"
    return said
