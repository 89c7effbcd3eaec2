"""Finding members: by name without accents, by number, by what the record says; page after page.

Words of a name stand in any order. A list goes by the given name, in Vietnamese order, and a page
begins where the one before ended (keyset), so that the last page costs what the first does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.http import Http404

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, in_branch, reach
from dangvu.access.scope import Refused, require, visible
from dangvu.kernel.sealing import find_key
from dangvu.members.catalogue import syllables
from dangvu.members.models import Person, SavedFilter, Stay
from dangvu.members.queries.ages import ENDING, OUT, PartyYears
from dangvu.members.queries.people import PAGE, headcount, people
from dangvu.office.vietnamese import fold
from dangvu.rules.membership import MEMBERS

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST = 1000
"""So many records of matching names are put in order; who wants fewer types more words."""
SMALL, BROAD = 4000, 100_000
"""A branch of at most so many members is put in order whole and counted. In one of more than the
second, what a word begins with is looked for from its third letter on."""
MOST_SYLLABLES = 30
NUMBER = 12
"""Digits of a card and of a citizen number."""

CODES = (
    "status", "sex", "ethnic_group", "religion", "general_education", "professional", "theory",
    "occupation", "source_group",
)  # fmt: skip
SENSITIVE = frozenset({"ethnic_group", "religion"})
DAYS = ("joined_on", "official_on", "birth_on")


@dataclass(frozen=True)
class Sought:
    """What is looked for. Every part narrows; one that is empty does not.

    ``text`` is words of a name, or a number of 12 digits. ``unit_path`` is a branch (empty: the
    actor's own). Of ``codes`` (column to the codes taken) the status is that of members unless it
    is named. ``since`` and ``until`` are first and last days of ``joined_on``, ``official_on`` and
    ``birth_on``; ``party`` is age in the Party.
    """

    text: str = ""
    unit_path: str = ""
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)
    until: Mapping[str, date] = field(default_factory=dict)
    party: PartyYears | None = None

    @property
    def sensitive(self) -> list[str]:
        """The sensitive fields it narrows by."""
        return sorted(SENSITIVE & set(self.codes))

    @property
    def narrowed(self) -> bool:
        """Whether anything but the branch narrows it."""
        return bool(self.text or self.codes or self.since or self.until or self.party)

    @property
    def asked(self) -> dict[str, object]:
        """The conditions on columns as the database's function takes them."""
        codes = {"status": [s.value for s in MEMBERS]} | dict(self.codes)
        found: dict[str, object] = {name: list(codes[name]) for name in CODES if name in codes}
        for side, days in (("from", self.since), ("until", self.until)):
            found |= {f"{name}_{side}": days[name].isoformat() for name in DAYS if name in days}
        return found


@dataclass(frozen=True)
class Found:
    """A page of members. ``after`` is where the next begins, empty on the last. ``total`` is how
    many there are, None where it was not counted; ``more_than`` says that it is at least that.

    ``begun``: nobody bears the last word whole, so these are names in which a word begins with it.
    """

    lines: list[Person]
    after: str
    total: int | None = None
    more_than: bool = False
    begun: bool = False


def find(actor: Actor, sought: Sought, after: str = "", size: int = PAGE) -> Found:
    """A page of the members within reach who are what is sought.

    Takes ``after`` as the page before gave it. At most six statements, whatever is found. Raises
    ``Refused`` where a sensitive field narrows and the actor may not reveal it.
    """
    if reach(actor.role, Action.VIEW_MEMBERS) is not Reach.BRANCH:
        return Found([], "")
    if sought.sensitive:
        _may_narrow(actor)
    begun, key, last = _place(after)
    low = sought.unit_path or actor.unit_path
    if not in_branch(low, actor.unit_path):
        return Found([], "", 0)
    asked = sought.asked
    if sought.party:
        asked["party"] = sought.party.asked(actor, low)
    if digits := _number(sought.text):
        return _by_number(actor, asked, low, digits)
    words = re.findall(r"[a-z0-9]+", fold(sought.text).replace("'", ""))
    if sought.text.strip() and not words:
        return Found([], "", 0)
    members = headcount(low).members
    step = _Step(actor, sought.narrowed, asked, low, key, last, size, members)
    if not words:
        return step.browse()
    found = step.named(words, begun)
    if found.lines or after or (len(words[-1]) < 3 and members > BROAD):
        return found
    return step.named(words, True)


def _may_narrow(actor: Actor) -> None:
    try:
        require(actor, Action.REVEAL)
    except Refused as refused:
        raise Refused(
            "Dân tộc, tôn giáo là dữ liệu cá nhân nhạy cảm: vai trò của đồng chí không lọc theo "
            "hai mục này được.",
            basis=refused.basis,
            who=refused.who,
        ) from refused


def _place(after: str) -> tuple[bool, str, int]:
    """Where a page begins: by which words, after which key and number."""
    mode, _, rest = after.replace("\0", "").partition("~")
    key, _, last = rest.rpartition("~")
    if mode in ("w", "b") and last.isascii() and last.isdigit() and len(last) < 19:
        return mode == "b", key, int(last)
    return False, "", 0


def _number(text: str) -> str:
    """The digits of a card or citizen number, with or without spaces and dots; else nothing."""
    plain = re.sub(r"[\s.\-]", "", text)
    whole = plain.isascii() and plain.isdigit() and len(plain) == NUMBER
    return plain if whole else ""


def holds_number(text: str) -> bool:
    """Whether a text holds what may be a card or citizen number, of today or of nine digits."""
    return re.search(r"\d(?:[\s.\-]*\d){8}", text) is not None


def _by_number(actor: Actor, asked: Mapping[str, Any], low: str, digits: str) -> Found:
    where, values = _conditions(asked, low)
    sql = f"""
    WITH numbered AS MATERIALIZED (
      SELECT * FROM members_person WHERE card_number = %s AND card_number <> ''
      UNION SELECT * FROM members_person WHERE citizen_key = %s
    )
    SELECT p.id FROM numbered AS p WHERE {where} ORDER BY p.sort_key, p.id LIMIT {PAGE}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [digits, find_key(digits), *values])
        keys = [key for (key,) in cursor.fetchall()]
    return Found(_lines(actor, keys), "", len(keys))


_AGED = f"""
(p.id = ANY(%s) OR p.id <> ALL(%s) AND p.joined_on BETWEEN %s::date AND %s::date
  AND p.status <> ALL(%s) OR p.id <> ALL(%s) AND p.status = ANY(%s) AND EXISTS (
    SELECT FROM members_event AS e WHERE e.person_id = p.id AND e.kind IN {ENDING} AND NOT e.annuls
      AND NOT EXISTS (SELECT FROM members_event AS c WHERE c.corrects_id = e.id)
      AND (%s::int IS NULL OR p.joined_on + make_interval(years => %s) < e.effective_on)
      AND (%s::int IS NULL OR p.joined_on + make_interval(years => %s) >= e.effective_on)))
"""


def _conditions(asked: Mapping[str, Any], low: str) -> tuple[str, list[Any]]:
    """The conditions on columns as SQL with its values."""
    parts, values = ["p.unit_path >= %s", "p.unit_path < %s"], [low, low + "/"]
    found: list[Any] = [*values]
    for name in CODES:
        if name in asked:
            parts.append(f"p.{name} = ANY(%s)")
            found.append(asked[name])
    for name in DAYS:
        for side, sign in (("from", ">="), ("until", "<=")):
            if f"{name}_{side}" in asked:
                parts.append(f"p.{name} {sign} %s::date")
                found.append(asked[f"{name}_{side}"])
    if party := asked.get("party"):
        out, returned, least, past = list(OUT), party["returned"], party["least"], party["past"]
        parts.append(_AGED)
        found += [party["aged"], returned, party["since"], party["until"], out, returned, out]
        found += [least, least, past, past]
    return " AND ".join(parts), found


def _lines(actor: Actor, keys: Sequence[int]) -> list[Person]:
    """The records of those keys, in their order; none of them unless the scope holds it."""
    by_key = {person.pk: person for person in people(actor).filter(pk__in=keys)} if keys else {}
    return [by_key[key] for key in keys if key in by_key]


_WHOLE = """
WITH candidates AS MATERIALIZED (
  SELECT p.id, p.sort_key FROM members_person AS p WHERE {where}
)
SELECT c.id, (SELECT count(*) FROM candidates) FROM candidates AS c
WHERE (c.sort_key, c.id) > (%s COLLATE "C", %s::bigint) ORDER BY c.sort_key, c.id LIMIT %s
"""
_WALK = """
SELECT p.id, NULL FROM members_person AS p
WHERE {where} AND (p.sort_key, p.id) > (%s COLLATE "C", %s::bigint)
ORDER BY p.sort_key, p.id LIMIT %s
"""
_INDEXED = "SELECT id, total FROM members_found(%s::tsquery, %s, %s::jsonb, %s, %s, %s, %s)"


def _beginning(word: str) -> str:
    """A word not ended, as a query: the syllables of names that begin so where they are known, for
    those are found sooner than whatever begins so."""
    known = [one for one in syllables() if one.startswith(word)]
    if not known or len(known) > MOST_SYLLABLES:
        return f"'{word}':*"
    return "(" + " | ".join(f"'{one}'" for one in known) + ")"


@dataclass(frozen=True)
class _Step:
    """One page to be found: from where, how long, in a branch of how many members."""

    actor: Actor
    narrowed: bool
    asked: Mapping[str, Any]
    low: str
    key: str
    last: int
    size: int
    members: int

    def browse(self) -> Found:
        """Everybody in order: a small branch whole, a large one along the order of names."""
        where, values = _conditions(self.asked, self.low)
        sql = _WHOLE if self.members <= SMALL else _WALK
        found = self._page(sql.format(where=where), values, "w")
        if found.total is None and not self.narrowed:
            return replace(found, total=self.members)
        return found

    def named(self, words: Sequence[str], begun: bool) -> Found:
        """Those whose names hold the words; ``begun``: the last word may be unfinished.

        By the function that holds the branch inside, however small the branch: row security keeps
        a search of words from its index, and to cut every name into words costs more than the rest.
        """
        query, mode = self._query(words, begun), "b" if begun else "w"
        most = SMALL if MOST < self.members <= SMALL else MOST
        return self._page(_INDEXED, [query, self.low, json.dumps(self.asked)], mode, most)

    def _query(self, words: Sequence[str], begun: bool) -> str:
        parts = [f"'{word}'" for word in words]
        if begun:
            parts[-1] = _beginning(words[-1])
        for width in (17, 11):
            if len(self.low) >= width:
                parts.append(f"'@{self.low[:width]}'")
                break
        return " & ".join(parts)

    def _page(self, sql: str, values: Sequence[Any], mode: str, *most: int) -> Found:
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, self.key, self.last, self.size + 1, *most])
            rows = cursor.fetchall()
        lines = _lines(self.actor, [key for key, _ in rows[: self.size]])
        more = lines[-1] if len(rows) > self.size and lines else None
        total = rows[0][1] if rows else 0 if not self.last else None
        return Found(
            lines,
            f"{mode}~{more.sort_key}~{more.pk}" if more else "",
            total,
            more_than=bool(most) and total is not None and total >= most[0],
            begun=mode == "b",
        )


def guests(actor: Actor, unit: Unit, on: date) -> list[Stay]:
    """Members of other cells who live the Party's life in this one for a time, by name; they are
    not counted here. One statement."""
    rows = visible(Stay.objects.all(), actor, Action.VIEW_MEMBERS)
    staying = Q(valid_until=None) | Q(valid_until__gt=on)
    return list(rows.filter(staying, unit=unit, valid_from__lte=on).order_by("sort_key", "id"))


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """The searches the actor's account keeps, by name. One statement."""
    return list(SavedFilter.objects.filter(account_id=actor.account_id).order_by("name"))


def saved_filter(actor: Actor, filter_id: int) -> SavedFilter:
    """One search the actor's account keeps; 404 for any other."""
    found = SavedFilter.objects.filter(account_id=actor.account_id, pk=filter_id).first()
    if found is None:
        raise Http404("Không có bộ lọc này.")
    return found
