"""The corpus of papers written by us, with their answers, and what spoils a paper on its way.

A file of ``corpus/`` holds papers of one kind; each begins with ``@@ name``, then its text, ``==``
and its answers: fields of the header, ``ref: number | day | issuer | subject``, ``note: mark |
text``, ``reach: whom``, ``who: bodies`` (the lead of every duty that names none) and
``duty: no > lead: … > join: … > product: … > due: <day or <=day > every: period<day > to: …``.
"""

import random
import re
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
SCANNED = Path(__file__).parent / "scanned"
#: Papers the grammar was not written on are kept in files of this name and told apart in every
#: report. Once the grammar has been mended by their faults, they get a name of their own.
UNSEEN = "unseen"


@dataclass(frozen=True)
class Asked:
    no: str
    lead: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    product: str = ""
    due: str = ""
    every: str = ""
    to: str = ""


@dataclass(frozen=True)
class Paper:
    name: str
    text: str
    header: dict[str, str]
    references: tuple[tuple[str, str, str, str], ...]
    notes: tuple[tuple[str, str], ...]
    duties: tuple[Asked, ...]
    unseen: bool = field(default=False)

    @property
    def type(self) -> str:
        return self.name.split("-")[0]


def papers() -> list[Paper]:
    found = []
    for path in sorted(CORPUS.glob("*.txt")):
        for part in re.split(r"^@@ ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, answers = part.split("\n==\n")
            name, text = head.split("\n", 1)
            found.append(_paper(name.strip(), text, answers, path.stem.startswith(UNSEEN)))
    return found


def _paper(name: str, text: str, answers: str, unseen: bool) -> Paper:
    header: dict[str, str] = {}
    references, notes, duties = [], [], []
    who: tuple[str, ...] = ()
    for line in answers.strip().splitlines():
        key, _, value = (part.strip() for part in line.partition(":"))
        if key == "ref":
            references.append(tuple([*(v.strip() for v in value.split("|")), "", "", ""][:4]))
        elif key == "note":
            mark, text_of = value.split("|", 1)
            notes.append((mark.strip(), text_of.strip()))
        elif key == "who":
            who = _many(value)
        elif key == "duty":
            duties.append(_asked(value, who))
        else:
            assert key in FIELDS, (name, line)
            header[key] = value
    return Paper(name, text, header, tuple(references), tuple(notes), tuple(duties), unseen)


FIELDS = ("kind", "no", "draft", "place", "date", "superior", "issuer", "subject", "to", "sign",
          "dist", "reach")  # fmt: skip


def _many(value: str) -> tuple[str, ...]:
    return tuple(v.strip() for v in value.split(";") if v.strip())


def _asked(value: str, who: tuple[str, ...]) -> Asked:
    no, *rest = re.split(r"(?:^|\s)>\s+", value)
    said = {k.strip(): v.strip() for k, _, v in (part.partition(":") for part in rest)}
    assert said.keys() <= {"lead", "join", "product", "due", "every", "to"}, value
    return Asked(
        no.strip(), _many(said["lead"]) if "lead" in said else who, _many(said.get("join", "")),
        said.get("product", ""), said.get("due", ""), said.get("every", ""), said.get("to", ""),
    )  # fmt: skip


def scans() -> list[tuple[Paper, str]]:
    """Papers as Tesseract read them: printed by LibreOffice, drawn at 300 dpi, one or two pages."""
    named = {paper.name: paper for paper in papers()}
    return [
        (named[path.stem], path.read_text(encoding="utf-8"))
        for path in sorted(SCANNED.glob("*.txt"))
    ]


# --- noise -------------------------------------------------------------------------------------


def clean(text: str, name: str) -> str:
    return text


def wrapped(text: str, name: str) -> str:
    """As copied from a page: lines broken at its width, doubled spaces, page numbers."""
    rng = random.Random(name)
    width = rng.choice((72, 78, 84, 90))
    lines: list[str] = []
    for line in text.split("\n"):
        pieces = textwrap.wrap(line, width, break_on_hyphens=False) if len(line) > width else [line]
        lines += [re.sub(r"(?<=\w) (?=\w)", lambda _: "  " if rng.random() < 0.04 else " ", p)
                  if len(line) > width else p for p in pieces]  # fmt: skip
    if len(lines) > 44:
        lines[40:40] = ["", "2", ""]
    return "\n".join(line + (" " if rng.random() < 0.5 else "") for line in lines)


def decomposed(text: str, name: str) -> str:
    """Accents apart from their letters, as some keyboards and systems write them."""
    return unicodedata.normalize("NFD", text)


_CONFUSED = {
    "ả": "ãa", "ã": "ảa", "ạ": "a", "ấ": "âẩ", "ậ": "âặ", "ầ": "âẩ", "ẩ": "ấâ", "ắ": "ăấ",
    "ặ": "ăậ", "ề": "êể", "ể": "ềê", "ế": "êề", "ệ": "êẹ", "ị": "iì", "ỉ": "iĩ", "ĩ": "ỉi",
    "ọ": "o", "ổ": "ôỗ", "ộ": "ôọ", "ố": "ôó", "ồ": "ôò", "ớ": "ơó", "ợ": "ơọ", "ở": "ơỏ",
    "ụ": "uu", "ủ": "ũu", "ũ": "ủu", "ứ": "ưú", "ự": "ưụ", "ử": "ưữ", "ữ": "ửư", "ý": "yỷ",
    "ỷ": "ýy", "ỳ": "ýy", "ư": "u", "ơ": "o", "ă": "â", "Ủ": "ÚU", "Ộ": "ÔỌ", "Ấ": "ÂẦ", "Ỉ": "IĨ",
}  # fmt: skip


def scanned(text: str, name: str) -> str:
    """As a scanner's program reads a page at 300 dpi: about one letter in forty with a wrong
    accent, now and then a comma for a stop, a lost or added space, a speck; lines broken."""
    rng = random.Random("scan " + name)
    letters = []
    for letter in wrapped(text, name):
        roll = rng.random()
        if letter in _CONFUSED and roll < 0.05:
            letter = rng.choice(_CONFUSED[letter])
        elif letter == "-" and roll < 0.05:
            letter = rng.choice("–—")
        elif letter in ",;." and roll < 0.004:
            letter = rng.choice((",", ".", ";"))
        elif letter == " " and roll < 0.003:
            letter = rng.choice(("", "  "))
        letters.append(letter)
        if roll > 0.9995 and letter == " ":
            letters.append("· ")
    return "".join(letters)


NOISES: dict[str, Callable[[str, str], str]] = {
    "clean": clean, "wrapped": wrapped, "nfd": decomposed, "ocr": scanned,
}  # fmt: skip
