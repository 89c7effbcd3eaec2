"""Letters from Word models: fill one in, check one that a clerk has edited, bundle many."""

import html
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import TemplateSyntaxError
from lxml import etree

from dangvu.office.archives import Member, pack
from dangvu.office.vietnamese import near
from dangvu.office.wordmodel import LetterRefused, WordModel, open_model, syntax_problem

__all__ = [
    "LetterRefused", "bundle", "check_model", "names_used", "packaged_model", "render", "words_of",
]  # fmt: skip

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MILLIMETRE = 56.6929
_A4 = (210, 297)
_MARGINS = {"top": 20, "bottom": 20, "left": 30, "right": 15}
_MARGIN_NAMES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}
_FETCHING_FIELD = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b"
)
_BREAKS = (
    (re.compile(r"</w:p>\s*</w:tc>\s*(?=<w:tc\b)"), " | "),
    (re.compile(r"</w:p>|<w:br ?/>"), "\n"),
    (re.compile(r"<w:tab ?/>"), " "),
    (re.compile(r"<[^>]*>"), ""),
    (re.compile(r"[ \u00a0]+"), " "),
)
_ACTIVE_RELATIONS = ("oleObject", "package", "aFChunk", "control", "subDocument", "frame")


@lru_cache(maxsize=32)
def _model(data: bytes) -> WordModel:
    return open_model(data)


def packaged_model(name: str) -> bytes:
    """The model that comes with the house, by its name without ".docx" (see each payload's
    `MODEL`).
    """
    return files("dangvu.office.models").joinpath(f"{name}.docx").read_bytes()


def render(model: bytes, payload: Mapping[str, Any]) -> bytes:
    """The paper as .docx: `model` filled with `payload` (a payload's `to_dict()`), notes, headers
    and footers too. Text is escaped; line breaks in it are kept. The same model and payload give
    the same bytes. The model is taken apart once and kept, so many letters cost little each. Raises
    `LetterRefused`: missing (names what the payload lacks), forbidden, syntax, broken, and the
    codes of an unreadable file.
    """
    return _model(model).fill(payload)


def names_used(model: bytes) -> frozenset[str]:
    """Every name the model asks for, as "annex.rows[].name". Raises `LetterRefused`."""
    return _model(model).names


def words_of(paper: bytes) -> str:
    """The words of a paper made by ``render``: a line for every paragraph, " | " between cells.
    For papers of our own alone: one that was given in goes through ``office.reading``."""
    with zipfile.ZipFile(io.BytesIO(paper)) as packed:
        text = packed.read("word/document.xml").decode()
    text = text[text.find("<w:body") :]
    for pattern, instead in _BREAKS:
        text = pattern.sub(instead, text)
    return html.unescape(text).strip()


def bundle(papers: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of (file name, bytes), in that order; the same papers give the same bytes.

    Raises ValueError when two papers bear one name.
    """
    members = [Member(name, data) for name, data in papers]
    if len({m.name for m in members}) != len(members):
        raise ValueError("two papers of one name")
    return pack(members)


def check_model(
    model: bytes,
    required: Iterable[str],
    known: Iterable[str] | None = None,
    sample: Mapping[str, Any] | None = None,
) -> list[str]:
    """Why `model` cannot be used, one Vietnamese sentence each; empty when it can.

    `required`: names that must occur. `known`: all names there are (a payload's `SLOTS`); others
    are reported with the likeliest meant. `sample`: a payload to fill the model with, as a last
    proof. Checked besides: that it is a sound .docx without macros, outside links, embedded
    objects, comments or tracked changes, on A4 with the margins of R13.1.
    """
    try:
        opened = open_model(model)
    except LetterRefused as refused:
        return [refused.message_vi]
    problems = [*_active_content(opened), *_left_overs(opened), *_page_problems(opened)]
    names, wrong = _names_or_problems(opened)
    problems += wrong
    if not wrong:
        problems += _name_problems(names, set(required), known)
    if not problems and sample is not None:
        try:
            opened.fill(sample)
        except LetterRefused as refused:
            problems.append(refused.message_vi)
    return problems


def _names_or_problems(model: WordModel) -> tuple[frozenset[str], list[str]]:
    problems = []
    for part in model.parts:
        try:
            part.parsed()
        except TemplateSyntaxError as error:
            problems.append(syntax_problem(part, error))
    if problems:
        return frozenset(), problems
    try:
        return model.names, []
    except LetterRefused as refused:
        return frozenset(), [refused.message_vi]


def _name_problems(
    names: frozenset[str], required: set[str], known: Iterable[str] | None
) -> list[str]:
    says = known if isinstance(known, Mapping) else {}
    problems = [
        f"Mẫu thiếu chỗ điền bắt buộc “{name}”"
        + (f" ({says[name]})" if name in says else "")
        + f". Đồng chí viết {{{{ {name} }}}} vào chỗ cần in."
        for name in sorted(required - names)
    ]
    if known is None:
        return problems
    every = set(known)
    lists = {prefix for name in every for prefix in _prefixes(name)}
    for name in sorted(names - every - lists):
        alike = near(name, every, limit=1)
        hint = f"Có phải “{alike[0]}”?" if alike else "Đồng chí xóa hoặc thay bằng tên khác."
        problems.append(f"Mẫu dùng chỗ điền “{name}” mà dữ liệu không có. {hint}")
    return problems


def _prefixes(name: str) -> set[str]:
    """The lists that a name goes through: "annex.rows[]" for "annex.rows[].name"."""
    return {name[: m.end()] for m in re.finditer(r"\[\]", name)}


def _active_content(model: WordModel) -> list[str]:
    problems = []
    for member in model.package.members:
        if not member.filename.endswith(".rels"):
            continue
        for node in etree.fromstring(model.package.read(member.filename)):
            kind = node.get("Type", "").rpartition("/")[2]
            if node.get("TargetMode") == "External" and kind != "hyperlink":
                problems.append(
                    "Mẫu dẫn tới tệp hoặc ảnh ở nơi khác. Đồng chí gỡ liên kết, chèn thẳng vào mẫu."
                )
            elif kind in _ACTIVE_RELATIONS:
                problems.append(
                    "Mẫu có đối tượng nhúng (bảng tính, điều khiển). Đồng chí bỏ đối tượng đó."
                )
    for part in model.parts:
        fields = "".join(re.findall(r"<w:instrText[^>]*>([^<]*)<", part.original))
        fields += " ".join(re.findall(r'w:instr="([^"]*)"', part.original))
        if _FETCHING_FIELD.search(fields):
            problems.append("Mẫu có trường tự lấy nội dung từ nơi khác. Đồng chí xóa trường đó.")
    return list(dict.fromkeys(problems))


def _left_overs(model: WordModel) -> list[str]:
    problems = []
    text = "".join(p.original for p in model.parts)
    if re.search(r"<w:(?:ins|del|moveFrom|moveTo)\s", text):
        problems.append("Mẫu còn vết theo dõi sửa đổi. Đồng chí chấp nhận hoặc bỏ hết các sửa đổi.")
    if "<w:commentReference" in text:
        problems.append("Mẫu còn ghi chú bên lề. Đồng chí xóa hết ghi chú.")
    return problems


def _page_problems(model: WordModel) -> list[str]:
    problems = []
    for part in model.parts:
        for section in etree.fromstring(part.original.encode()).iter(f"{_W}sectPr"):
            size, margins = section.find(f"{_W}pgSz"), section.find(f"{_W}pgMar")
            if size is None or margins is None:
                continue
            sides = sorted(_millimetres(size, k) for k in ("w", "h"))
            if any(abs(side - wanted) > 1 for side, wanted in zip(sides, _A4, strict=True)):
                problems.append("Khổ giấy của mẫu không phải A4 (210 x 297 mm).")
            elif _millimetres(size, "w") < _millimetres(size, "h"):
                problems += [
                    f"Lề {_MARGIN_NAMES[side]} phải là {wanted} mm, mẫu đang để "
                    f"{_millimetres(margins, side):.0f} mm."
                    for side, wanted in _MARGINS.items()
                    if abs(_millimetres(margins, side) - wanted) > 1
                ]
    return list(dict.fromkeys(problems))


def _millimetres(element: etree._Element, attribute: str) -> float:
    return int(float(element.get(f"{_W}{attribute}", "0"))) / _MILLIMETRE
