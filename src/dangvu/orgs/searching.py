"""Finding a unit by any name or code it bears or bore, without accents, words in any order."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, Q, QuerySet

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import visible
from dangvu.office.vietnamese import day, fold
from dangvu.orgs.models import UnitLabel
from dangvu.rules.organisations import OrgCode

#: Words that nearly every name holds: they find nothing, so they do not narrow the search either.
GENERIC = frozenset({"dang", "bo", "uy", "chi"})
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_LAST = "\U0010ffff"
#: How many labels are looked at before the best are taken.
CANDIDATES_BY_WORDS, CANDIDATES_BY_BEGINNING = 400, 60
LIMIT = 30


@dataclass(frozen=True)
class Hit:
    """A unit found. ``note`` says which name or code matched where it is not the present name;
    ``ended`` is the first day without it; ``place`` names its superior, within reach."""

    unit_id: int
    path: str
    type: str
    name: str
    note: str
    ended: date | None
    place: str


@dataclass(frozen=True)
class Found:
    """Units found, best first. ``more``: there are others; more words would narrow it."""

    hits: tuple[Hit, ...]
    more: bool


def name_key(name: str) -> str:
    """The ``search_key`` of a label that is a name: folded, apostrophes dropped (B'Lao: "blao")."""
    return fold(_APOSTROPHES.sub("", name))[:200]


def code_key(code: str) -> str:
    """The ``search_key`` of a label that is a code: folded, without dots and spaces."""
    return re.sub(r"[\s.]", "", fold(code))[:200]


def written_code(code: str) -> str:
    """A national code as it is written, with dots; any other code as it is."""
    try:
        return OrgCode.parse(code).dotted
    except ValueError:
        return code


def search(
    actor: Actor,
    text: str,
    *,
    action: Action = Action.VIEW_UNITS,
    only_standing: bool = False,
    limit: int = LIMIT,
) -> Found:
    """Units within reach by ``action`` whose names or codes, present or former, hold ``text``.

    One statement. Words may come in any order and the last one may be unfinished; a code may be
    typed with or without dots. ``only_standing`` leaves out what has ended.
    """
    key = name_key(text)
    if not key:
        return Found((), False)
    rows = visible(UnitLabel.objects.all(), actor, action, path="unit__path")
    if only_standing:
        rows = rows.filter(unit__valid_until=None)
    candidates = _columns(rows.filter(_begins(key, text)))[:CANDIDATES_BY_BEGINNING]
    if query := _words_query(key):
        asked = SearchQuery(query, config="simple", search_type="raw")
        by_words = _columns(rows.alias(words=_WORDS).filter(words=asked))
        candidates = by_words[:CANDIDATES_BY_WORDS].union(candidates, all=True)
    best: dict[int, tuple[tuple[object, ...], Hit]] = {}
    read = 0
    for row in candidates:
        read += 1
        rank, hit = _judge(row, key, actor)
        if hit.unit_id not in best or rank < best[hit.unit_id][0]:
            best[hit.unit_id] = (rank, hit)
    ranked = [hit for _, hit in sorted(best.values(), key=lambda pair: pair[0])]
    full = read >= CANDIDATES_BY_WORDS
    return Found(tuple(ranked[:limit]), len(ranked) > limit or full)


_Row = tuple[str, str, str, date | None, int, str, str, str, date | None, int, str | None]
"""A label with its unit and the name above: the columns of ``_columns``."""

_WORDS = Func(
    F("search_key"),
    function="to_tsvector",
    template="%(function)s('simple', %(expressions)s)",
    output_field=SearchVectorField(),
)


def _columns(rows: QuerySet[UnitLabel]) -> QuerySet[UnitLabel, _Row]:
    return rows.order_by().values_list(
        "kind", "text", "search_key", "valid_until", "unit_id", "unit__path", "unit__type",
        "unit__name", "unit__valid_until", "unit__depth", "unit__parent__name",
    )  # fmt: skip


def _begins(key: str, text: str) -> Q:
    name = Q(kind=UnitLabel.Kind.NAME, search_key__gte=key, search_key__lt=key + _LAST)
    code = code_key(text)
    if not any(c.isdigit() for c in code):
        return name
    return name | Q(kind=UnitLabel.Kind.CODE, search_key__gte=code, search_key__lt=code + _LAST)


def _words_query(key: str) -> str:
    """The words as a query, generic ones left out unless nothing else is there; a last word of one
    letter must stand alone, or everything would match. Empty where no word is left."""
    words = re.findall(r"[a-z0-9]+", key)
    if not words:
        return ""
    last = words[-1]
    unfinished = len(last) > 1
    telling = [w for w in words[:-1] if w not in GENERIC]
    if last not in GENERIC or not telling:
        telling.append(last)
    else:
        unfinished = False
    parts = [f"'{word}'" for word in telling]
    if unfinished:
        parts[-1] += ":*"
    return " & ".join(parts)


def _judge(row: _Row, key: str, actor: Actor) -> tuple[tuple[object, ...], Hit]:
    """A candidate's rank (lower is better) and the hit it makes."""
    kind, text, label_key, until, unit_id, path, unit_type, name, ended, depth, above = row
    telling = [w for w in re.findall(r"[a-z0-9]+", label_key) if w not in GENERIC]
    asked = [w for w in re.findall(r"[a-z0-9]+", key) if w not in GENERIC]
    exact = telling == asked or label_key == key
    in_order = " ".join(asked) in " ".join(telling)
    former = kind == UnitLabel.Kind.NAME and text != name
    rank = (not exact, ended is not None, former, not in_order, depth, len(telling), path)
    place = above if above and path != actor.unit_path else ""
    note = _note(kind, text, name, until, ended)
    return rank, Hit(unit_id, path, unit_type, name, note, ended, place)


def _note(kind: str, text: str, name: str, until: date | None, ended: date | None) -> str:
    if kind == UnitLabel.Kind.NAME and text == name:
        return ""
    what = "tên" if kind == UnitLabel.Kind.NAME else "mã"
    if until is None or until == ended:
        return f"mã: {text}" if what == "mã" else f"tên khác: {text}"
    return f"{what} cũ: {text} (đến {day(until - timedelta(days=1))})"
