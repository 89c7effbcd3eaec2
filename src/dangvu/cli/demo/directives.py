"""Five papers: the province gives out the duties of two, the commune of the story those of one;
one is still a draft beside its text, one only came. Made by the actions of the pages, each on its
day; what thousands of units did with them stands in ``following``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dangvu.cli.demo.accounts import Scene, acting
from dangvu.cli.demo.places import Place
from dangvu.cli.demo.units import ROOT_ID
from dangvu.cli.demo.writings import plain, word
from dangvu.documents.actions.arriving import receive, take_own
from dangvu.documents.catalogue import CAME, OWN, GivenFile
from dangvu.documents.reading import line_read
from dangvu.office.reading import read_paper
from dangvu.office.vietnamese import fold
from dangvu.rules.obligations import Product
from dangvu.tasks.actions.adopting import confirm
from dangvu.tasks.actions.measuring import ADMISSIONS
from dangvu.tasks.actions.reading import change, open_directive
from dangvu.tasks.queries.directives import proposed

PROVINCE, CLERK, COMMUNE = "tinh", "vanthu", "xa"
DIRECTIVE_ON, LETTER_ON, COMMUNE_ON = date(2026, 1, 16), date(2026, 4, 3), date(2026, 5, 5)

#: What each duty of a paper is to bring, by its number, as the clerk chose it.
DIRECTIVE = {
    "1": Product.PLAN, "2": Product.LIST, "3": Product.MINUTES, "4": Product.MINUTES,
    "5.1": Product.ATTENDANCE, "5.2": Product.REPORT, "5.3": Product.PAPER, "5.4": Product.REPORT,
}  # fmt: skip
LETTER = {"1": Product.LIST, "2": Product.LIST, "3": Product.INDICATOR, "4": Product.REPORT}
COMMUNES = {"1": Product.REPORT, "2": Product.COUNT, "3": Product.REPORT}


@dataclass(frozen=True)
class Given:
    """The directives of the demo, by their ids."""

    directive: int
    letter: int
    commune: int


def give_directives(scene: Scene, other: Place, on: date) -> Given:
    """Enters the five papers; ``other`` is the commune one of them came from."""
    here = scene.body.place
    directive = _own(CLERK, ROOT_ID, DIRECTIVE_ON, word("chi_thi"), "Chi thi 991")
    letter = _own(CLERK, ROOT_ID, LETTER_ON, word("cong_van"), "Cong van 209")
    own = word("cong_van_phuong", ISSUER=here.committee.upper(), PLACE=_bare(here))
    commune = _own(COMMUNE, scene.body.id, COMMUNE_ON, own, "Cong van 118")
    given = Given(
        _given(PROVINCE, directive, DIRECTIVE_ON, DIRECTIVE),
        _given(PROVINCE, letter, LETTER_ON, LETTER),
        _given(COMMUNE, commune, COMMUNE_ON, COMMUNES),
    )
    draft = _own(
        CLERK, ROOT_ID, on - timedelta(days=4), word("du_thao"), "Du thao lan 2", noted=False
    )
    with acting(PROVINCE, on - timedelta(days=3)) as actor:
        open_directive(actor, draft)
    _arrived(other, on)
    return given


def _bare(place: Place) -> str:
    """ "Xuân Hương - Đà Lạt": as the line of place and day names it."""
    return place.commune.name if place.commune else place.short_name


def _own(
    by: str, unit_id: int, on: date, content: bytes, name: str, *, noted: bool = True
) -> int:  # fmt: skip
    """A paper of the own office made in Word, signed before it was entered."""
    read = read_paper(content)
    facts = line_read(read.text, OWN, on).facts
    file = GivenFile(f"{fold(name).replace(' ', '-')}.docx", content)
    with acting(by, on) as actor:
        return take_own(actor, unit_id, facts, file, read, noted=noted).pk


def _arrived(other: Place, on: date) -> None:
    """A letter that came for information, typed off without its head: the clerk wrote the line."""
    content = plain("ban_go")
    read = read_paper(content)
    came = on - timedelta(days=11)
    facts = replace(
        line_read(read.text, CAME, came).facts,
        number_symbol="57-CV/ĐU", dated_on=came - timedelta(days=2), document_type="letter",
        issuer=f"Ban Thường vụ {other.committee}",
        subject="về nâng cao chất lượng sinh hoạt chuyên đề",
    )  # fmt: skip
    with acting(CLERK, came) as actor:
        receive(actor, ROOT_ID, facts, GivenFile("cv-57.txt", content), read)


def _given(by: str, paper_id: int, on: date, products: Mapping[str, Product]) -> int:
    """A paper's duties looked through, the product of each chosen, and given out."""
    with acting(by, on) as actor:
        found = open_directive(actor, paper_id)
        for one in proposed(found):
            product = products[one.no]
            found = change(
                actor, found.pk, found.edition,
                replace(
                    one, product=product.value, seen=True,
                    indicator=ADMISSIONS if product is Product.INDICATOR else "",
                ),
            )  # fmt: skip
        return confirm(actor, found.pk, found.edition).pk
