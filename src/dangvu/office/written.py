"""A paper already written, set in the layout of the Party (R13): no slots, all its own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dangvu.office.models.heads import PARTY
from dangvu.office.models.layout import (
    LEFT,
    TEXT_WIDTH,
    Form,
    body,
    cell,
    note,
    paper,
    paragraph,
    row,
    rule,
    run,
    table,
)

_MARK = re.compile(r"\[(\d+)\]")
_SHORT, _MOTTO = 20.0, 66.0


@dataclass(frozen=True)
class Written:
    """The words of a paper by their places on the page. ``type_name`` is empty for an official
    letter, whose subject stands under its number; ``[1]`` in a paragraph marks a note."""

    superior: str
    issuer: str
    number: str
    place_and_date: str
    subject: str
    paragraphs: Sequence[str]
    recipients: Sequence[str]
    authority: str
    post: str
    signer: str
    type_name: str = ""
    greeting: str = ""
    draft: str = ""
    notes: Sequence[str] = ()


def written_paper(words: Written) -> bytes:
    """The .docx of a paper."""
    content = [_head(words)]
    if words.type_name:
        content += [
            paragraph(run(words.type_name, size=16, bold=True), form=Form(before=12)),
            paragraph(run(words.subject, bold=True)),
            paragraph(run("-----"), form=Form(after=6)),
        ]
    if words.greeting:
        content.append(paragraph(run(words.greeting), form=Form(before=12, after=12)))
    content += [body(*_runs(text)) for text in words.paragraphs]
    return paper([*content, paragraph(), _foot(words)], words.notes)


def _runs(text: str) -> list[str]:
    parts = _MARK.split(text)
    return [note(int(part)) if at % 2 else run(part) for at, part in enumerate(parts) if part]


def _head(words: Written) -> str:
    left, right = TEXT_WIDTH * 0.43, TEXT_WIDTH * 0.57
    under = [] if words.type_name else [
        paragraph(run(words.subject, size=12, italic=True), form=Form(before=3, indent=(4, 4)))
    ]  # fmt: skip
    mark = [paragraph(run(words.draft, bold=True), form=Form(before=6))] if words.draft else []
    return table(
        (left, right),
        row(
            cell(
                left,
                paragraph(run(words.superior)),
                paragraph(run(words.issuer, bold=True)),
                rule(left, _SHORT),
                paragraph(run("*"), form=Form(exact=12)),
                paragraph(run(words.number)),
                *under,
            ),
            cell(
                right,
                paragraph(run(PARTY[0], bold=True)),
                rule(right, _MOTTO),
                paragraph(run(words.place_and_date, italic=True), form=Form(before=6)),
                *mark,
            ),
        ),
    )


def _foot(words: Written) -> str:
    left, right = TEXT_WIDTH * 0.52, TEXT_WIDTH * 0.48
    lines = [paragraph(run(f"- {line}", size=12), form=LEFT) for line in words.recipients]
    return table(
        (left, right),
        row(
            cell(left, paragraph(run("Nơi nhận:", underline=True), form=LEFT), *lines),
            cell(
                right,
                paragraph(run(words.authority, bold=True)),
                paragraph(run(words.post, bold=True)),
                paragraph(run(words.signer, bold=True), form=Form(before=72)),
            ),
        ),
    )
