"""The tree of organisations and the page of one unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django_htmx.http import replace_url

from dangvu.access.matrix import Action
from dangvu.access.scope import permits
from dangvu.kernel import clock
from dangvu.members import queries as members
from dangvu.members.actions import note_reading
from dangvu.orgs import lineage, queries
from dangvu.orgs.searching import Found, search, written_code
from dangvu.rules.basis import Finding
from dangvu.rules.months import Month
from dangvu.rules.organisations import Locality, Model, OrgKind, OrgType, check_size
from dangvu.targets.own_line import OwnLine, own_line
from dangvu.web.registry import nodes
from dangvu.web.shell.gate import gate
from dangvu.web.shell.request import Request

if TYPE_CHECKING:
    from dangvu.members.models import Post
    from dangvu.orgs.models import Unit

# ------------------------------------------------------------------ the tree


@gate(Action.VIEW_UNITS)
@require_GET
def tree(request: Request) -> HttpResponse:
    """The tree from the actor's own unit down, and the search. Works by links alone."""
    today = clock.today()
    root = queries.tree_root(request.actor, today)
    if root is None:
        raise Http404("Đơn vị của đồng chí đã kết thúc hoạt động.")
    text = request.GET.get("q", "").strip()
    opened = nodes.parse(request.GET.get("mo", "" if text else None), root.id)
    context = {
        "root": root,
        "lines": nodes.lines(request.actor, root, opened, today),
        "text": text,
        "found": _found(request, text) if text else None,
        "may_found": permits(request.actor, Action.REORGANISE, root.path),
    }
    return render(request, "registry/tree.html", context)


@gate(Action.VIEW_UNITS)
@require_GET
def hits(request: Request) -> HttpResponse:
    """What the search finds while one types: the part of the tree's page."""
    text = request.GET.get("q", "").strip()
    found = _found(request, text) if text else None
    response = render(request, "registry/_hits.html", {"text": text, "found": found, "live": True})
    return replace_url(
        response, reverse("unit_tree") + (f"?{urlencode({'q': text})}" if text else "")
    )


def _found(request: Request, text: str) -> Found:
    return search(request.actor, text)


@gate(Action.VIEW_UNITS)
@require_GET
def branch(request: Request, unit_id: int) -> HttpResponse:
    """One node of the tree, opened or closed in place; the page's address follows."""
    today = clock.today()
    top = queries.node(request.actor, unit_id, today)
    shown = parse_qs(urlsplit(request.htmx.current_url or "").query, keep_blank_values=True)
    before = nodes.parse(shown.get("mo", [None])[0], request.actor.unit_id)
    others = [o for o in before if o != unit_id]
    opening = "dong" not in request.GET
    opened = [*others, unit_id] if opening else others
    lines = nodes.lines(request.actor, top, [unit_id] if opening else [], today)
    response = render(request, "registry/_lines.html", {"lines": lines, "root": top})
    return replace_url(response, f"{reverse('unit_tree')}?mo={nodes.written(opened)}")


# ------------------------------------------------------------------ one unit


@dataclass(frozen=True)
class Rights:
    """What the reader may do on the page of a unit."""

    members: bool
    figures: bool
    edit: bool
    officers: bool
    reorganise: bool
    merge: bool
    export: bool
    move: bool


def rights(request: Request, unit: Unit) -> Rights:
    """Asked of the matrix, once for the page."""

    def may(action: Action) -> bool:
        return permits(request.actor, action, unit.path)

    standing = unit.valid_until is None
    return Rights(
        members=may(Action.VIEW_MEMBERS),
        figures=may(Action.VIEW_FIGURES),
        edit=may(Action.EDIT_UNITS) and standing,
        officers=may(Action.EDIT_OFFICERS) and standing,
        reorganise=may(Action.REORGANISE) and standing,
        merge=may(Action.MERGE_MEMBERS),
        export=may(Action.EXPORT) and may(Action.VIEW_MEMBERS),
        move=may(Action.EDIT_MEMBERS) and standing,
    )


@gate(Action.VIEW_UNITS)
@require_GET
def unit(request: Request, unit_id: int) -> HttpResponse:
    """A unit: what it is, its figures, its officers, what stands under it, its history."""
    found, today = queries.unit(request.actor, unit_id), clock.today()
    may = rights(request, found)
    heads = members.headcount(found.path)
    below = queries.children(request.actor, [found.pk], today)
    told = lineage.history(request.actor, found)
    posts = members.officers(request.actor, found, today) if may.members else []
    former = members.posts_before(request.actor, found, today) if may.members else []
    _note(request, found, [*posts, *former])
    context = {
        "unit": found,
        "may": may,
        "is_cell": OrgType(found.type).is_cell,
        "crumbs": queries.breadcrumbs(request.actor, found),
        "heads": heads,
        "labels": labels_of(found),
        "beneath": [(OrgType(t).label_vi, n) for t, n in queries.types_beneath(found, today)],
        "below": _below(below),
        "size": _size(found, heads, today),
        "posts": [
            (members.PostKind(kind).label, list(held)) for kind, held in groupby(posts, _kind)
        ],
        "former": former,
        "history": told,
        "names": [s for s in told.names if s.text != found.name],
        "codes": [s for s in told.codes if s.valid_until],
        "month": _own_line(request, found, may, today),
        "today": today,
    }
    return render(request, "registry/unit.html", context)


def _kind(post: Post) -> str:
    return post.kind


def _note(request: Request, found: Unit, posts: list[Post]) -> None:
    shown = {post.person_id for post in posts}
    note_reading(request.actor, shown, found.pk, found.path, "read_officers")


def _below(below: list[queries.Node]) -> list[tuple[queries.Node, str, int]]:
    counted = members.heads([node.path for node in below])
    return [(n, OrgType(n.type).label_vi, counted[n.path].members) for n in below]


def _size(found: Unit, heads: members.Heads, today: date) -> list[Finding]:
    """Whether there are members enough (R1.11, R1.12); nothing of a unit that has ended."""
    if found.valid_until is not None:
        return []
    return check_size(OrgType(found.type), heads.official, today)


def _own_line(request: Request, found: Unit, may: Rights, today: date) -> OwnLine | None:
    if not may.figures or found.valid_until is not None:
        return None
    return own_line(request.actor, found.pk, Month.of(today).previous(), today)


def labels_of(found: Unit) -> dict[str, str | list[str]]:
    """A unit's codes in words and its code as it is written."""
    return {
        "type": OrgType(found.type).label_vi,
        "model": Model(found.model).label_vi,
        "kind": OrgKind(found.kind).label_vi if found.kind else "",
        "code": written_code(found.code),
        "attributes": [Locality(a).label_vi for a in found.attributes],
    }
