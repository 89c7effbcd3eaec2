"""The top and the foot of a paper: organisation and motto, recipients and signatures (R13.2, R13.9,
R13.10).
"""

from dangvu.office.models.layout import (
    LANDSCAPE_WIDTH,
    LEFT,
    TEXT_WIDTH,
    Form,
    cell,
    paragraph,
    row,
    rule,
    run,
    table,
    tag,
)

PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
YOUTH = ("ĐOÀN TNCS HỒ CHÍ MINH",)
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_MOTTO_LENGTH = 66.0
_SHORT_RULE = 20.0
NUMBERED = "số {{ letterhead.reference }}"
_STARS: dict[tuple[str, ...], str] = {PARTY: "*", YOUTH: "***"}


def _motto(motto: tuple[str, ...], width: float) -> list[str]:
    size = 12 if len(motto) > 1 else None
    lines = [paragraph(run(line, bold=True, size=size)) for line in motto]
    return [*lines, rule(width, _MOTTO_LENGTH)]


def own_head(motto: tuple[str, ...] = PARTY) -> str:
    """The top of a paper that a person writes: the motto, the place and the day."""
    left, right = TEXT_WIDTH * 0.43, TEXT_WIDTH * 0.57
    dated = paragraph(run("{{ letterhead.place_and_date }}", italic=True), form=Form(before=6))
    return table(
        (left, right), row(cell(left, paragraph()), cell(right, *_motto(motto, right), dated))
    )


def head(
    width: float = TEXT_WIDTH, *, subject: bool = False, motto: tuple[str, ...] = PARTY
) -> str:
    """The two columns on top of a paper; `subject` puts the subject under the number, as for a công
    văn. The motto is that of the Party unless a mass organisation issues the paper.
    """
    left = width * 0.43
    right = width - left
    number = [
        tag("{%p if letterhead.has_number %}"),
        paragraph(run("{{ letterhead.number_line }}")),
        tag("{%p endif %}"),
    ]
    under = paragraph(
        run("{{ letterhead.subject }}", size=12, italic=True), form=Form(before=3, indent=(4, 4))
    )
    return table(
        (left, right),
        row(
            cell(
                left,
                paragraph(run("{{ letterhead.superior }}")),
                paragraph(run("{{ letterhead.issuer }}", bold=True)),
                rule(left, _SHORT_RULE),
                paragraph(run(_STARS.get(motto, "")), form=Form(exact=12)),
                *number,
                under if subject else "",
            ),
            cell(
                right,
                *_motto(motto, right),
                paragraph(run("{{ letterhead.place_and_date }}", italic=True), form=Form(before=6)),
                tag("{%p if letterhead.draft %}"),
                paragraph(run("{{ letterhead.draft_mark }}", bold=True), form=Form(before=6)),
                tag("{%p endif %}"),
            ),
        ),
    )


def annex_head(title: str, goes_with: str) -> list[str]:
    """The top of an annex on its side: the organisation again, what it lists, the paper it goes
    with ("Công văn số …")."""
    return [
        head(LANDSCAPE_WIDTH),
        paragraph(run("PHỤ LỤC", bold=True), form=Form(before=10)),
        paragraph(run(title, bold=True)),
        paragraph(run(f"(kèm theo {goes_with})", italic=True), form=Form(after=8)),
    ]


def signature(*, recipients: bool = True) -> str:
    """Recipients at left, the signer at right, on one page with each other."""
    left, right = TEXT_WIDTH * 0.52, TEXT_WIDTH * 0.48
    to = [
        paragraph(run("Nơi nhận:", underline=True), form=LEFT),
        tag("{%p for recipient in recipients %}"),
        paragraph(run("{{ recipient.line }}", size=12), form=LEFT),
        tag("{%p endfor %}"),
    ]
    return table(
        (left, right),
        row(
            cell(left, *(to if recipients else [paragraph()])),
            cell(
                right,
                tag("{%p if signature.authority %}"),
                paragraph(run("{{ signature.authority }}", bold=True)),
                tag("{%p endif %}"),
                paragraph(run("{{ signature.post }}", bold=True)),
                paragraph(run("{{ signature.name }}", bold=True), form=Form(before=72)),
            ),
        ),
    )


def signers(*columns: tuple[str, str]) -> str:
    """Persons who sign for themselves, side by side: what each signs as, and the name. A single one
    stands at right.
    """
    shown = columns if len(columns) > 1 else (("", ""), *columns)
    width = TEXT_WIDTH / len(shown)
    return table(
        [width] * len(shown),
        row(
            *(
                cell(
                    width,
                    paragraph(run(role, bold=True)),
                    paragraph(run("(ký, ghi rõ họ và tên)" if role else "", italic=True, size=12)),
                    paragraph(run(name, bold=True), form=Form(before=60)),
                )
                for role, name in shown
            )
        ),
    )
