"""A province with its office, a clerk, and drafts made of samples."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests import factories as make

from dangvu.access.actor import Actor
from dangvu.access.matrix import Role
from dangvu.access.scope import entered
from dangvu.documents.actions import Draft, draft, record_term
from dangvu.documents.models import Paper, Term
from dangvu.documents.samples import sample
from dangvu.office.payloads import BodyLetter, Letterhead, PraiseList
from dangvu.orgs.models import Unit

TODAY = make.NOW.date()
CONGRESS = date(2025, 10, 1)


@dataclass
class World:
    province: Unit
    communes: list[Unit]
    clerk: Actor
    term: Term | None = None


def world(communes: int = 3, *, term: bool = True) -> World:
    province = make.unit()
    bodies = [make.unit(f"Đảng bộ xã Thử {i}", province) for i in range(communes)]
    found = World(province, bodies, make.actor(Role.CLERK, province))
    if term:
        found.term = begin_term(found)
    return found


def begin_term(found: World, since: date = CONGRESS, **more: Any) -> Term:
    make.own()
    with entered(found.clerk):
        return record_term(found.clerk, found.province.pk, f"Khóa từ {since.year}", since, **more)


def letter(body: Unit | None = None, **changes: Any) -> Draft:
    """A draft of a letter to one body, or of a list for praise where ``type`` is empty."""
    kind = changes.pop("kind", BodyLetter.MODEL)
    numbered = kind != PraiseList.MODEL
    return Draft(
        **{
            "type": "CV" if numbered else "",
            "organ": "BTCTU",
            "kind": kind,
            "title": "về việc đôn đốc",
            "letterhead": Letterhead(
                superior="TỈNH ỦY THỬ",
                issuer="BAN TỔ CHỨC",
                symbol="CV/BTCTU" if numbered else "",
                place="Thử",
                month=TODAY,
                subject="về việc đôn đốc",
            ),
            "payload": sample(kind),
            "recipients": [("Như trên", ""), ("Thường trực", "b/c"), ("Lưu Văn phòng", "")],
            "addressed": [(body.pk, "Đảng ủy xã")] if body else [],
            "about": {"month": "2026-05", "revision": 1, "unit": 1},
            "subject": (body.pk, body.short_name) if body else None,
            **changes,
        }
    )


def drafted(found: World, *letters: Draft) -> list[Paper]:
    """Drafts written by the clerk, in their order."""
    make.own()
    with entered(found.clerk):
        key = draft(found.clerk, found.province.pk, letters or [letter(found.communes[0])])
    make.own()
    return list(Paper.objects.filter(bundle=key).order_by("id"))
