"""What a paper asks: its header, what it rests on, and the duties in it. Grammar alone: no model.

``propose`` reads any text; ``mend`` is the same text made readable. Everything found is a proposal
for a clerk, with its place in the text, the words it was read from and what is doubtful about it.
"""

import re
from collections.abc import Iterator

from dangvu.rules.obligations.duties import duties_in
from dangvu.rules.obligations.facts import (
    Audience,
    Due,
    Duty,
    Every,
    Figure,
    Footnote,
    Header,
    Product,
    Proposal,
    Recurrence,
    Reference,
    Signer,
    Span,
)
from dangvu.rules.obligations.header import Parts, divide, read_header
from dangvu.rules.obligations.references import figures_in, footnotes_in, references_in
from dangvu.rules.obligations.text import (
    Paragraph,
    Text,
    is_note,
    marks_of,
    mend,
    plain,
    read,
)

_SECRET = re.compile(r"[\s(\[|*]*(?:DO MAT\s*:?\s*)?(?P<mark>TUYET MAT|TOI MAT|MAT)[\s)\]|*.]*")


def secret_mark(text: str) -> str:
    """ "MẬT", "TỐI MẬT" or "TUYỆT MẬT" if the paper's first lines carry it alone on a line, or in a
    column of its own; otherwise nothing. Such papers are not taken in (section 14)."""
    lines = [line for line in text.splitlines() if line.strip()][:40]
    for line in lines:
        for cell in re.split(r"\t| {2,}|\|", line):
            if found := _SECRET.fullmatch(plain(cell)):
                return {"MAT": "MẬT", "TOI MAT": "TỐI MẬT"}.get(found["mark"], "TUYỆT MẬT")
    return ""


def propose(text: str) -> Proposal:
    """Reads a paper. Never raises; spans are offsets in ``text`` as given."""
    mended, notes, parts = _divided(text)
    header = read_header(parts)
    obligations, reach = duties_in(mended, parts.body, header)
    within = [*parts.greeting, *parts.body]
    return Proposal(
        header,
        references_in(mended, [*within, *notes], header.number_symbol),
        footnotes_in(mended, notes, within),
        figures_in(mended, [*within, *notes]),
        obligations,
        reach,
        tuple(_doubts(header)),
    )


def cited(text: str) -> tuple[Reference, ...]:
    """The papers a paper names, as ``propose`` finds them, without its duties. Never raises."""
    mended, notes, parts = _divided(text)
    own = read_header(parts).number_symbol
    return references_in(mended, [*parts.greeting, *parts.body, *notes], own)


def _divided(text: str) -> tuple[Text, list[Paragraph], Parts]:
    """The text made readable, its notes, and the rest in its parts."""
    mended = read(text)
    marks = marks_of(mended.text)
    notes = [p for p in mended.paragraphs if is_note(p.text, marks)]
    return mended, notes, divide([p for p in mended.paragraphs if p not in notes])


def _doubts(header: Header) -> Iterator[str]:
    if header.kind is None and not header.kind_name:
        yield "Không thấy loại văn bản."
    if not header.symbol:
        yield "Không thấy số và ký hiệu."
    elif header.draft:
        yield "Văn bản chưa có số hoặc là dự thảo."
    if header.issued_on is None:
        yield "Không thấy đủ ngày, tháng, năm ban hành; hạn không ghi năm sẽ không tính được."
    if not header.issuer:
        yield "Không thấy cơ quan ban hành."
    if not header.signer.name:
        yield "Không thấy tên người ký."


__all__ = [
    "Audience",
    "Due",
    "Duty",
    "Every",
    "Figure",
    "Footnote",
    "Header",
    "Product",
    "Proposal",
    "Recurrence",
    "Reference",
    "Signer",
    "Span",
    "cited",
    "mend",
    "propose",
    "secret_mark",
]
