"""The head of a paper and its foot: who signed, whom it goes to (R13.2, R13.7, R13.9, R13.10)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dangvu.rules.documents import ABBREVIATIONS, ORGANS, DocumentType
from dangvu.rules.obligations.days import figure
from dangvu.rules.obligations.facts import Header, Signer
from dangvu.rules.obligations.text import MARKED, Paragraph, is_shouted, plain

_TYPES_PLAIN = {plain(short).upper(): short for short in ABBREVIATIONS} | {"CD": "CĐ"}
_ORGANS_PLAIN = {plain(organ.symbol): organ.symbol for organ in ORGANS}
_ABBREVIATED = "|".join(
    sorted((t.replace("TR", "T[Rr]") for t in _TYPES_PLAIN), key=len, reverse=True)
)
NUMBER = (
    rf"(?P<type>{_ABBREVIATED}|GM|GGT)\s*/\s*(?P<organ>[A-Z][A-Za-z0-9]{{1,11}}(?:\.[A-Z0-9]+)?)"
)
_NUMBER_LINE = re.compile(
    rf"(?:\bS[o6]\s*[:.]?\s*)(?P<number>[0-9OolI]{{1,5}}[a-z]?)?[\s.…_]*-\s*{NUMBER}"
)
_WORD = r"[A-Z](?:['’][A-Z]?)?[a-z]+(?:['’][a-z]+)?"
_DATE = re.compile(
    rf"(?P<place>{_WORD}(?:\s*-?\s*{_WORD}){{0,5}}(?:\s\d{{1,2}})?)\s*[,.;]?\s+(?i:ng[a-z]y)"
    r"\s*(?P<d>[0-9Ool]{1,2})?[\s.…_]*(?i:th[a-z]ng)\s*(?P<m>[0-9Ool]{1,2})?[\s.…_]*"
    r"(?i:n[a-z]m)\s*(?P<y>[0-9Ool]{4})?"
)
_MOTTO = re.compile(r"D[AĂ]NG C[O0]NG S[A4]N VI[EÊ]T NAM")
_URGENCY = re.compile(r"[\s(\[]*(?:THUONG KHAN|HOA TOC|KHAN|TAI LIEU HOI NGHI)[\s)\]]*")
_DRAFT = re.compile(r"\(?\s*(?i:du thao)(?:\s+(?i:lan)\s*(?:thu\s*)?\d*)?\s*\)?$")
_ORG = re.compile(
    r"(?:DANG BO|DANG UY|TINH UY|HUYEN UY|THANH UY|THI UY|BAN |CHI BO|UY BAN KIEM TRA|VAN PHONG"
    r"|DANG DOAN|DOAN |HOI |TRUNG TAM|TRUONG CHINH TRI|TIEU BAN|TO CONG TAC|BCH |UY BAN MAT TRAN)"
)
_HALF = re.compile(r"(?:DANG UY|DANG BO|CHI BO|.*\b(?:VA|CUA|CO QUAN))$")
TITLES = {plain(kind.label_vi).upper(): kind for kind in DocumentType} | {
    "CHUONG TRINH HANH DONG": DocumentType.PROGRAMME
}
_OTHER_TITLES = {"GIAY MOI": "Giấy mời", "GIAY GIOI THIEU": "Giấy giới thiệu",
                 "PHIEU CHUYEN": "Phiếu chuyển", "PHIEU GUI": "Phiếu gửi",
                 "GIAY CHUNG NHAN": "Giấy chứng nhận", "THU CONG": "Thư công",
                 "CONG DIEN": "Công điện"}  # fmt: skip
_ANNEX = re.compile(r"PHU LUC\b")
_DIVISION = re.compile(r"(?:CHUONG|PHAN|MUC|PHU LUC)\b")
_GREETING = re.compile(
    r"(?:(?i:kinh\s*(?:gui|trinh|moi|chuyen))\s*:?|[A-Z][A-Z ]{5,40} (?i:dien)\s*:)\s*"
)
_ABOUT = re.compile(r"(?i:v\s*/\s*v|ve viec|ve)\s*:?\s+")
_FOOT = re.compile(r"(?i:noi\s*nhan)\s*:?")
_SIGN = re.compile(
    r"(?:T\s*/\s*M|TM\.?|K\s*/\s*T|KT\.?|T\s*/\s*L|TL\.?|T\s*/\s*UQ|TUQ\.?)\s+(?=[A-Z]{2})"
)
_POST = re.compile(
    r"(?:Q\.\s*)?(?:UY VIEN (?:BAN )?THUONG VU|(?:PHO "
    r"|QUYEN )?(?:BI THU(?: THUONG TRUC)?(?: DANG UY| CHI BO"
    r"| TINH UY| HUYEN UY)?|TRUONG BAN(?: THUONG TRUC)?|CHU NHIEM(?: THUONG TRUC)?|CHANH VAN PHONG"
    r"|CHANH VAN PHONG|GIAM DOC|HIEU TRUONG|CHU TICH|TRUONG DOAN|TO TRUONG|VAN PHONG))|CHU TRI"
    r"|NGUOI GHI BIEN BAN|THU KY"
)
_NAME = re.compile(
    r"(?:(?:Dai|Thuong|Trung|Thieu) (?:tuong|ta|uy) )?"
    r"[A-Z][A-Za-z'’-]*(?:\s+[A-Z][A-Za-z'’-]*){1,5}"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Paragraphs by what they are: head, body (annexes too), foot; ``greeting`` the addressees."""

    head: tuple[Paragraph, ...]
    greeting: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    foot: tuple[Paragraph, ...]


def divide(paragraphs: Sequence[Paragraph]) -> Parts:
    """Head, greeting, body and foot of a paper."""
    foot = _foot_at(paragraphs)
    annex = next((i for i in range(foot, len(paragraphs)) if _ANNEX.match(paragraphs[i].plain)),
                 len(paragraphs))  # fmt: skip
    start = greeting = _head_end(paragraphs[:foot])
    if start < foot and _GREETING.match(paragraphs[start].plain):
        start += 1
        while start < foot and _is_addressee(paragraphs, start, greeting):
            start += 1
    return Parts(
        tuple(paragraphs[:greeting]), tuple(paragraphs[greeting:start]),
        (*paragraphs[start:foot], *paragraphs[annex:]), tuple(paragraphs[foot:annex]),
    )  # fmt: skip


def _is_addressee(paragraphs: Sequence[Paragraph], at: int, greeting: int) -> bool:
    line = paragraphs[at].plain
    bare = _GREETING.sub("", paragraphs[greeting].plain, count=1).strip()
    if re.match(r"[-+•]\s", line):
        return at == greeting + 1 or paragraphs[at - 1].plain[:1] in "-+•"
    return not bare and at == greeting + 1 and len(line) < 160


def _foot_at(paragraphs: Sequence[Paragraph]) -> int:
    """First line of "Nơi nhận" or of the signature, of the last ones there are."""
    floor = min(len(paragraphs), 4)
    named = [i for i, p in enumerate(paragraphs) if i >= floor - 3 and _FOOT.match(p.plain)]
    if named:
        begin = named[0]
        while begin > 0 and (_SIGN.match(paragraphs[begin - 1].plain)
                             or _POST.fullmatch(paragraphs[begin - 1].plain)):  # fmt: skip
            begin -= 1
        return begin
    for at in range(floor, len(paragraphs)):
        late = at > len(paragraphs) // 2
        if _SIGN.match(paragraphs[at].plain) or (late and _POST.fullmatch(paragraphs[at].plain)):
            return at
    return len(paragraphs)


def _head_end(paragraphs: Sequence[Paragraph]) -> int:
    """The first paragraph that is no longer the head: the greeting, or the first of the text."""
    titled = next((i for i, p in enumerate(paragraphs[:20]) if _title(p.plain)), None)
    headed = titled is not None or any(_is_of_head(p.plain) for p in paragraphs[:12])
    for at, paragraph in enumerate(paragraphs[:30]):
        line = paragraph.plain
        if _GREETING.match(line):
            return at
        if titled is not None and at <= titled:
            continue
        if _is_of_head(line) or _DRAFT.match(line) or _ABOUT.match(line) or is_shouted(line):
            if MARKED.match(line) or (titled is not None and _DIVISION.match(line)):
                return at
            continue
        if not headed or " | " in line:
            return at
        if titled is None and at < 8 and len(line) < 100 and not line.endswith((".", ":", ";")):
            continue
        if titled is not None and at <= titled + 3 and _goes_with_title(paragraphs, at, titled):
            continue
        return at
    return min(len(paragraphs), 30)


def _is_of_head(line: str) -> bool:
    return bool(_MOTTO.search(line) or _DATE.search(line[:80]) or _NUMBER_LINE.search(line))


def _goes_with_title(paragraphs: Sequence[Paragraph], at: int, titled: int) -> bool:
    """Whether a line is part of the subject under the type's name: it is short, or ends open."""
    line = paragraphs[at].plain
    if " | " in line:
        return False
    if MARKED.match(line) or re.match(r"(?i:can cu|thuc hien|trien khai|can thiet)\b", line):
        return at == titled + 1 and not MARKED.match(line) and not line.endswith((".", ";", ":")) \
            and not re.match(r"(?i:can cu)", line) and len(line) < 200  # fmt: skip
    return (len(line) < 330 and not line.endswith((".", ":", ";")) and at == titled + 1) or (
        len(line) < 70 and not line.endswith((".", ":", ";"))
    )


def _title(line: str) -> DocumentType | str | None:
    words = re.sub(r"[^A-Z ]", "", line).strip() if is_shouted(line) else ""
    return TITLES.get(words) or _OTHER_TITLES.get(words)


def read_header(parts: Parts) -> Header:
    """The header and the foot. What was not found stays empty."""
    found = _read_numbers(Header(), parts.head)
    title = next((t for p in parts.head if (t := _title(p.plain))), None)
    kinds = DocumentType.of(found.symbol.split("/")[0])
    if isinstance(title, DocumentType):
        found = replace(found, kind=title, kind_name=title.label_vi)
    elif title:
        found = replace(found, kind_name=title)
    elif kinds or any(_GREETING.match(p.plain) for p in parts.greeting):
        kind = kinds[0] if kinds else DocumentType.LETTER
        found = replace(found, kind=kind, kind_name=kind.label_vi)
    superior, issuer = _organs(parts.head)
    return replace(
        found,
        superior=superior,
        issuer=issuer,
        subject=_subject(parts.head),
        addressees=_addressees(parts.greeting),
        signer=_signer(parts.foot),
        distribution=_distribution(parts.foot),
    )


def symbol_of(found: re.Match[str]) -> str:
    """ "QĐ/BTCĐU" of a match of ``NUMBER``, with the Đ's a plain text has lost."""
    short = _TYPES_PLAIN.get(found["type"].upper(), found["type"])
    organ = found["organ"]
    return f"{_CASED.get(short.upper(), short)}/{_ORGANS_PLAIN.get(organ.upper(), organ)}"


_CASED = {short.upper(): short for short in ABBREVIATIONS}


def number_of(words: str) -> str:
    """ "07", "12a": two digits at least."""
    digits = words.translate(str.maketrans("OolI", "0011"))
    suffix = digits[-1] if digits[-1].isalpha() else ""
    return f"{int(digits.removesuffix(suffix)):02}{suffix}"


def _read_numbers(found: Header, head: Sequence[Paragraph]) -> Header:
    for at, paragraph in enumerate(head):
        line = paragraph.plain
        if (hit := _NUMBER_LINE.search(line)) and not found.symbol:
            number = number_of(hit["number"]) if hit["number"] else None
            found = replace(found, number=number, symbol=_organ_as_written(hit, paragraph),
                            draft=found.draft or number is None)  # fmt: skip
        if (hit := _DATE.search(line)) and not found.place:
            place = paragraph.text[hit.start("place") : hit.end("place")]
            below = head[at + 1].plain if at + 1 < len(head) else ""
            found = replace(found, place=place, issued_on=_day(hit, below))
        if _DRAFT.search(line) and len(line) < 40:
            found = replace(found, draft=True)
    return found


def _organ_as_written(hit: re.Match[str], paragraph: Paragraph) -> str:
    """The symbol with accents as written, where they were."""
    short = symbol_of(hit).split("/")[0]
    organ = paragraph.text[hit.start("organ") : hit.end("organ")]
    known = _ORGANS_PLAIN.get(plain(organ).upper())
    return f"{short}/{known or organ}"


def _day(hit: re.Match[str], below: str) -> date | None:
    """The day of a match of ``_DATE``; its year may have slipped to the line below."""
    slipped = re.match(r"\W*(20\d\d)\W*$", below)
    year = hit["y"] or (slipped[1] if slipped else None)
    if not (hit["d"] and hit["m"] and year):
        return None
    try:
        return date(*(figure(part.lower()) for part in (year, hit["m"], hit["d"])))
    except ValueError:
        return None


def _bare_head(head: Sequence[Paragraph]) -> list[tuple[str, str]]:
    """Lines of the head without motto, place and date; words with and without accents."""
    lines = []
    for paragraph in head:
        words, line = paragraph.text, paragraph.plain
        for pattern in (_MOTTO, _DATE):
            if hit := pattern.search(line):
                words = words[: hit.start()] + words[hit.end() :]
                line = line[: hit.start()] + line[hit.end() :]
        if line.strip(" .,*-|") and not _URGENCY.fullmatch(line):
            lines.append((words.strip(" *|"), line.strip(" *|")))
    return lines


def _organs(head: Sequence[Paragraph]) -> tuple[str, str]:
    """Superior and issuer: capital lines above the number; a line that names no kind of body, or
    follows one that ends half way, goes on with the line before."""
    names: list[str] = []
    for words, line in _bare_head(head):
        if (hit := _NUMBER_LINE.search(line)) or _DRAFT.match(line) or _title(line):
            before = words[: hit.start()].strip() if hit else ""
            if before and is_shouted(before):
                names.append(before)
            break
        if not is_shouted(line):
            if names:
                break
            continue
        goes_on = names and (not _ORG.match(line) or _HALF.fullmatch(plain(names[-1])))
        if goes_on and not re.match(r"(?:DANG BO|DANG UY|CHI BO)\b", line):
            names[-1] = f"{names[-1]} {words}"
        else:
            names.append(words)
    names = [_respelt(name) for name in names]
    if len(names) < 2:
        return "", names[0] if names else ""
    return " ".join(names[:-1]), names[-1]


def _respelt(name: str) -> str:
    return re.sub(r"\bUỶ\b", "ỦY", re.sub(r"\bUỷ\b", "Ủy", re.sub(r"\buỷ\b", "ủy", name)))


def _subject(head: Sequence[Paragraph]) -> str:
    lines = _bare_head(head)
    titled = next((i for i, (_, line) in enumerate(lines) if _title(line)), None)
    if titled is not None:
        rest = [words for words, line in lines[titled + 1 :] if not _DRAFT.fullmatch(line)]
        return _without_about(" ".join(rest))
    begin = next((i for i, (_, line) in enumerate(lines) if _ABOUT.match(line)), None)
    if begin is None:
        numbered = next((i for i, (_, line) in enumerate(lines) if _NUMBER_LINE.search(line)), None)
        if numbered is None:
            return ""
        tail = _NUMBER_LINE.sub("", lines[numbered][1]).strip()
        begin = numbered if _ABOUT.match(tail) else numbered + 1
        if begin == numbered:
            words = lines[numbered][0][-len(tail) :]
            return _without_about(" ".join([words, *(w for w, _ in lines[numbered + 1 :])]))
    rest = [w for w, line in lines[begin:] if not _DRAFT.fullmatch(line) and not is_shouted(line)]
    return _without_about(" ".join(rest))


def _without_about(words: str) -> str:
    words = re.sub(r"\s+", " ", words).strip(" -–.*")
    line = plain(words)
    of = re.match(r"(?i:cua) .{5,120}?\s(?=(?i:ve|v/v)\s)", line)
    words, line = (words[of.end() :], line[of.end() :]) if of else (words, line)
    about = _ABOUT.match(line)
    return words[about.end() :] if about else words


def _addressees(greeting: Sequence[Paragraph]) -> tuple[str, ...]:
    found: list[str] = []
    for paragraph in greeting:
        hit = _GREETING.match(paragraph.plain)
        words = paragraph.text[hit.end() :] if hit else paragraph.text
        for part in re.split(r";|\s[-–+•]\s|^[-–+•]\s", words):
            if part.strip(" .,;:-–"):
                found.append(part.strip(" .,;:-–"))
    return tuple(found)


def _signer(foot: Sequence[Paragraph]) -> Signer:
    authority = post = name = ""
    for paragraph in foot:
        line, words = paragraph.plain, paragraph.text
        capital = re.search(r"(?:(?<=[\s,.;)])|^)[A-Z/.\- ]{5,}$", line)
        if (hit := _SIGN.search(line)) and not authority:
            shout = re.match(r"[A-Z/.,\- ]+(?![a-z])", line[hit.start() :])
            end = hit.start() + len(shout[0]) if shout else len(line)
            authority = words[hit.start() : end].strip(" ,.-")
            inside = re.search(rf"\s(?:{_POST.pattern})$", line[hit.start() : end].strip(" ,.-"))
            if (
                inside
                and inside.start() > 5
                and not line[hit.start() :].startswith(("K", "T/L", "TL"))
            ):
                post = authority[inside.start() :].strip()
                authority = authority[: inside.start()].strip()
        elif capital and (hit := _POST.search(line, capital.start())) and not post:
            post = words[hit.start() :].strip(" ,.-")
        elif (authority or post) and not line.startswith("-") and _is_name(line.strip(" .")):
            name = name or words.strip(" .")
    name = name or (_name_beside(foot) if authority or post else "")
    if authority and not post and (cut := _after_authority(plain(authority))):
        authority, post = authority[:cut].strip(), authority[cut:].strip()
    return Signer(_respelt(authority), _respelt(post), name)


def _name_beside(foot: Sequence[Paragraph]) -> str:
    """A name read on one line with the last of the recipients."""
    for paragraph in reversed(foot):
        hit = re.search(rf"[,.;)]\s+(?P<name>{_NAME.pattern})$", paragraph.plain)
        if hit and not is_shouted(hit["name"]):
            return paragraph.text[hit.start("name") :]
    return ""


def _is_name(line: str) -> bool:
    return bool(_NAME.fullmatch(line)) and not is_shouted(line)


def _after_authority(line: str) -> int | None:
    """Where the post begins in "K/T TRƯỞNG BAN PHÓ TRƯỞNG BAN"."""
    hits = list(_POST.finditer(line))
    return hits[-1].start() if len(hits) > 1 else None


def _distribution(foot: Sequence[Paragraph]) -> tuple[str, ...]:
    found: list[str] = []
    listing = False
    for paragraph in foot:
        line, words = paragraph.plain, paragraph.text
        if hit := _FOOT.match(line):
            listing, words, line = True, words[hit.end() :].strip(), line[hit.end() :].strip()
        if hit := re.match(r"[-+•]\s*", line):
            body = words[hit.end() :]
            cut = re.search(
                r"\s(?:T/M|TM\.|K/T|KT\.|T/L)\s[A-Z]|(?<=[,.;])\s+[A-ZĐ ]{6,}$", plain(body)
            )
            found.append((body[: cut.start()] if cut else body).strip(" ,.;"))
        elif listing and found and line[:1].islower():
            found[-1] = f"{found[-1]} {words}".strip(" ,.;")
    return tuple(one for one in found if one)
