"""Pieces that the papers of a case share: titles, what a paper rests on, how a vote is told."""

from collections.abc import Sequence

from dangvu.office.models.heads import PARTY, head, own_head, signature, signers
from dangvu.office.models.layout import Form, body, paper, paragraph, run, tag

GAP = paragraph(form=Form(exact=12, keep=True))


def line(text: str, *, keep: bool = False) -> str:
    """A paragraph of plain text."""
    return body(run(text), keep=keep)


def headed(heading: str, text: str) -> str:
    """A paragraph that begins with a heading in bold."""
    return body(run(f"{heading} ", bold=True), run(text))


def person(before: str, after: str, *, heading: str = "", keep: bool = False) -> str:
    """A paragraph with the person's name in bold, after a heading if any; `keep`: the last of the
    text, on one page with the signature.
    """
    first = [run(f"{heading} ", bold=True)] if heading else []
    return body(*first, run(before), run("{{ full_name }}", bold=True), run(after), keep=keep)


def title(kind: str, about: str = "") -> list[str]:
    """The name of the paper's type, what it is about, and the line beneath (R13.7)."""
    under = [paragraph(run(about, bold=True))] if about else []
    return [
        paragraph(run(kind, bold=True), form=Form(before=18)),
        *under,
        paragraph(run("-----"), form=Form(after=6)),
    ]


def addressed(name: str) -> str:
    """To whom the paper goes."""
    return paragraph(
        run("Kính gửi: ", italic=True), run(name), form=Form(before=12, after=12, exact=19)
    )


def where(condition: str, yes: Sequence[str], no: Sequence[str] = ()) -> list[str]:
    """Paragraphs that stand only where a condition of the payload holds, else others."""
    otherwise = [tag("{%p else %}"), *no] if no else []
    return [tag(f"{{%p if {condition} %}}"), *yes, *otherwise, tag("{%p endif %}")]


def _kept(content: Sequence[str]) -> list[str]:
    """The text, its last paragraph on one page with the signature."""
    *before, last = content
    marked = last.replace('<w:pStyle w:val="LoiVan"/>', '<w:pStyle w:val="LoiVan"/><w:keepNext/>')
    return [*before, last if "<w:keepNext/>" in last else marked]


def issued(*content: str, motto: tuple[str, ...] = PARTY, recipients: bool = True) -> bytes:
    """A paper of an organisation: its head, the text, recipients and the signature."""
    return paper([head(motto=motto), *_kept(content), GAP, signature(recipients=recipients)])


def by_outsiders(*content: str, motto: tuple[str, ...], post: str) -> bytes:
    """A paper that a mass organisation or another committee writes: its names are its own."""
    top = (
        head(motto=motto)
        .replace("{{ letterhead.superior }}", "[tổ chức cấp trên]")
        .replace("{{ letterhead.issuer }}", "[TÊN TỔ CHỨC BAN HÀNH]")
        .replace("{{ letterhead.number_line }}", "Số [số, ký hiệu]")
    )
    return paper([top, *_kept(content), GAP, signers((post, "[họ và tên người ký]"))])


def by_persons(*content: str, roles: Sequence[tuple[str, str]]) -> bytes:
    """A paper that persons write and sign for themselves."""
    return paper([own_head(), *_kept(content), GAP, signers(*roles)])


def vote(name: str, whose: str, members: str) -> list[str]:
    """Who was there and how they voted. `whose`: the body; `members`: those who vote."""
    return [
        line(
            f"{whose} có {{{{ {name}.official }}}} {members}; số dùng để tính tỷ lệ biểu quyết là "
            f"{{{{ {name}.base }}}}{{% if {name}.has_left_out %}} (không tính "
            f"{{{{ {name}.left_out }}}}){{% endif %}}. Có mặt {{{{ {name}.present }}}} {members}. "
            "Vắng mặt: [số lượng, lý do]. Chủ trì: [họ và tên, chức vụ]. Thư ký: [họ và tên]."
        )
    ]


def result(name: str, on_what: str) -> str:
    """The ballots and the ratio they make."""
    return line(
        f"Kết quả biểu quyết {on_what}: tán thành {{{{ {name}.agreed }}}} đồng chí, đạt "
        f"{{{{ {name}.percent }}}}; không tán thành {{{{ {name}.disagreed }}}} đồng chí; không có "
        f"ý kiến {{{{ {name}.blank }}}} đồng chí. Tỷ lệ phải đạt: {{{{ {name}.needed }}}}."
    )


def judged(*points: tuple[str, str]) -> list[str]:
    """Numbered points that whoever issues the paper writes: a heading, and what belongs there."""
    return [
        headed(f"{n}. {heading}:", f"[{hint}]") for n, (heading, hint) in enumerate(points, start=1)
    ]
