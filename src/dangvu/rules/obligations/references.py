"""Papers a paper rests on, notes under its pages, and figures with their units."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from dangvu.rules.documents import DocumentType
from dangvu.rules.obligations.days import DAY, day_of
from dangvu.rules.obligations.facts import Figure, Footnote, Reference, Span
from dangvu.rules.obligations.header import NUMBER, number_of, symbol_of
from dangvu.rules.obligations.text import SUPERSCRIPTS, Paragraph, Text, note_mark, plain

_KIND = (
    r"chi thi|nghi quyet lien tich|nghi quyet|quyet dinh|quy dinh|ket luan|ke hoach lien tich"
    r"|ke hoach|thong bao|huong dan|chuong trinh hanh dong|chuong trinh|cong van|bao cao|to trinh"
    r"|de an|phuong an|quy che|thong tri|nghi dinh|thong tu|luat|phap lenh|cong dien|bien ban"
)
_STATE = r"[0-9OolI]{1,5}(?:/(?:19|20)\d{2})?\s*/\s*[A-Z]{1,4}\d*(?:\s*-\s*[A-Z][A-Za-z]{1,9})+"
CITED = re.compile(
    rf"(?:\b(?P<kind>(?i:{_KIND}))\s+)?(?:\b(?i:s[o6])\s*:?\s*)?"
    rf"(?<![\d/])(?:(?P<number>[0-9OolI]{{1,5}}[a-z]?)\s*-\s*{NUMBER}|(?P<state>{_STATE}))"
)
_DATED = re.compile(rf"\s*[,.;]?\s*\(?(?:ngay\s+{DAY})")
_ISSUER = re.compile(r"\s*[,)]?\s*cua\s+")
_ISSUER_END = re.compile(
    r"\s+(?:ve|v/v|quy dinh|huong dan|cho|den)\s|[;.()\n]"
    r"|,|\s+va\s+(?=(?:" + _KIND + r")\s+(?:so|\d))"
    r"|\s+va\s+cac\s|\s+(?:de|nham|thi)\s|$", re.IGNORECASE
)  # fmt: skip
_ABOUT = re.compile(
    r"\s*,?\s*(?:quy dinh (?:chi tiet )?|huong dan )?(?:[\"“]?(?:ve|v/v)(?: viec)?)\s+",
    re.IGNORECASE,
)
_BODIES = (
    "Ban Thuong vu|Dang uy|Tinh uy|Huyen uy|Thanh uy|Thi uy|Ban To chuc|Thuong truc|Uy ban Kiem tra"
    "|Ban Tuyen giao|Chi bo|Van phong|Chi uy|Ban Chi dao|Bo Chinh tri|Ban Bi thu"
)
_SUBJECT_END = re.compile(
    r",\s+(?=[A-Z][a-z]+(?:\s+[A-Za-z]+){1,9}?\s+(?:thong bao|de nghi|yeu cau|ban hanh|huong dan"
    r"|bao cao"
    r"|xay dung|ke hoach|ket luan|chi dao|trien khai|thong nhat|dinh huong)\b)|"
    rf"[;()\n]|\.(?=\s|$)|\s*,?\s+(?:va|cung|cung voi)\s+(?=(?:cac\s+)?(?i:{_KIND})\s+(?:s[o6]\b"
    rf"|\d))"
    rf"|,\s+(?=(?i:{_KIND})\s+(?:s[o6]\b|\d))|,\s+(?=(?:{_BODIES})\b)"
    r"|,\s+(?=(?i:gan voi|de|het (?:quy|thang|nam)|nham|dong thoi|tren co so|can cu"
    r"|qua theo doi|yeu cau|thoi gian|tuy nhien|trong do|den nay"
    r"|cac cap uy|cac chi bo|cac dang uy)\b)"
    r"|\s+(?=(?i:va cac (?:van ban|quy dinh)|den toan the|toi toan the|den (?:moi|tung)))"
    r"|,?\s+(?=ngay\s+\d{1,2}/)|$"
)
_LEAD_IN = re.compile(r"\s*(?:-|:)\s*$")


class _Mention(NamedTuple):
    key: str
    kind: str
    start: int
    end: int
    issued_on: object
    issuer: str
    subject: str


def references_in(text: Text, body: list[Paragraph], own: str) -> tuple[Reference, ...]:
    """Papers named by their number, each once, with the place of every mention.

    ``own``: the paper's number and symbol, which is no reference.
    """
    found: dict[str, Reference] = {}
    for paragraph in body:
        for one in _mentions(paragraph):
            if one.key == own:
                continue
            at = text.span(one.start, one.end)
            known = found.get(one.key)
            found[one.key] = Reference(
                one.key,
                (known.issued_on if known else None) or one.issued_on,  # type: ignore[arg-type]
                (known.issuer if known else "") or one.issuer,
                (known.subject if known else "") or one.subject,
                (known.kind_name if known else "") or one.kind,
                (*(known.mentions if known else ()), at),
            )
    return tuple(found.values())


def _mentions(paragraph: Paragraph) -> Iterator[_Mention]:
    line, shown = paragraph.plain, paragraph.text
    for hit in CITED.finditer(line):
        if hit["number"]:
            if not any(c.isdigit() for c in hit["number"]):
                continue
            key = f"{number_of(hit['number'])}-{_symbol(hit, shown)}"
        else:
            key = re.sub(r"\s", "", shown[hit.start("state") : hit.end("state")])
        at = hit.end()
        issued, issuer, subject = None, "", ""
        if dated := _DATED.match(line, at):
            issued, at = day_of(dated, None)[0], dated.end()
        if of := _ISSUER.match(line, at):
            end = _ISSUER_END.search(line, of.end())
            at = end.start() if end else len(line)
            issuer = shown[of.end() : at].strip()
        issuer = issuer or _presenter(line[: hit.start()], shown)
        if about := _ABOUT.match(line, at):
            end = _SUBJECT_END.search(line, about.end())
            at = end.start() if end else len(line)
            subject = shown[about.end() : at].strip(' “”"')
        kind = hit["kind"] and shown[hit.start("kind") : hit.end("kind")].capitalize()
        yield _Mention(
            key, kind or _kind_name(hit),
            paragraph.start + hit.start(), paragraph.start + hit.end(),
            issued, issuer, subject,
        )  # fmt: skip


_PRESENTED = re.compile(
    r"(?:de nghi cua|de xuat cua|nghe)\s+(?P<who>[A-Z][^,.;:]{3,70}?)"
    r"\s+(?:tai|trinh bay|bao cao(?= (?:ve|tai)))\s*$"
)


def _presenter(before: str, shown: str) -> str:
    """Whose paper it is by the words before it: "đề nghị của Ban Tổ chức Tỉnh ủy tại Tờ trình"."""
    found = _PRESENTED.search(before)
    return shown[found.start("who") : found.end("who")] if found else ""


def _symbol(hit: re.Match[str], shown: str) -> str:
    short, organ = symbol_of(hit).split("/")
    written = shown[hit.start("organ") : hit.end("organ")]
    return (
        f"{short}/{organ if plain(organ) == plain(written) and organ != hit['organ'] else written}"
    )


def _kind_name(hit: re.Match[str]) -> str:
    kinds = DocumentType.of(symbol_of(hit).split("/")[0]) if hit["number"] else ()
    return kinds[0].label_vi if kinds else ""


def footnotes_in(text: Text, notes: list[Paragraph], body: list[Paragraph]) -> tuple[Footnote, ...]:
    """Notes, each with the place of its mark in the body, in the order of the notes."""
    found = []
    for note in notes:
        if marked := note_mark(note.plain if note.text[:1] not in SUPERSCRIPTS else note.text):
            mark, begin = marked
            found.append(Footnote(mark, note.text[begin:].strip(), _mark_at(text, body, mark)))
    return tuple(found)


def _mark_at(text: Text, body: list[Paragraph], mark: str) -> Span | None:
    raised = "".join(SUPERSCRIPTS[(int(c) - 1) % 10] for c in mark)
    for pattern in (
        rf"(?<![{SUPERSCRIPTS}]){raised}(?![{SUPERSCRIPTS}])",
        rf"(?<=[^\W\d_])[\[(]{mark}[\])]|\s[\[(]{mark}[\])](?=[\s.,;:])",
        rf"(?<=[^\W\d_][^\W\d_]){mark}(?=[.,;:)\s]|$)",
    ):
        for paragraph in body:
            if hit := re.search(pattern, paragraph.text):
                return text.span(paragraph.start + hit.start(), paragraph.start + hit.end())
    return None


_UNITS = (
    "%|dang vien du bi|dang vien moi|dang vien|dang bo|chi bo|quan chung uu tu|quan chung"
    "|to chuc co so dang|to chuc dang|luot nguoi|luot|nguoi|dong chi"
    "|cuoc|lop|xa|phuong|dac khu|ho|ty dong|trieu dong"
    "|dong|ha|km|thon|to dan pho|doan vien|hoi vien|hoc vien|chi tieu|van ban|ho so|con so|buoi"
    "|doanh nghiep|truong hop|don vi|dia phuong|cap uy|tap the|ca nhan|ban|bai|mo hinh|trieu|ty"
)
_FIGURE = re.compile(
    rf"(?<![\d/.,\-A-Za-z])(?P<n>\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?"
    rf"|\d+(?:,\d+)?)\s*[”\"]?\s*(?P<u>{_UNITS})(?![a-z/])",
    re.IGNORECASE,
)


def figures_in(text: Text, paragraphs: list[Paragraph]) -> tuple[Figure, ...]:
    """Figures that carry a unit: "123 đảng viên", "61,5%"."""
    return tuple(
        Figure(
            Decimal(hit["n"].replace(".", "").replace(",", ".")),
            paragraph.text[hit.start("u") : hit.end("u")].lower(),
            paragraph.text[hit.start() : hit.end()],
            text.span(paragraph.start + hit.start(), paragraph.start + hit.end()),
        )
        for paragraph in paragraphs
        for hit in _FIGURE.finditer(paragraph.plain)
    )
