"""What the head and the foot of a paper say, against R13.2 to R13.10: words, order, look."""

import re
from collections.abc import Iterator, Sequence

from dangvu.rules.basis import Confidence
from dangvu.rules.documents import (
    ABBREVIATIONS,
    LETTER_SUBJECT_SIZE,
    DocumentType,
    Issuer,
    check_authority,
    check_competence,
)
from dangvu.rules.layout import (
    LayoutFault,
    Line,
    Sheet,
    basis,
    body_faults,
    font_faults,
    page_faults,
    shown,
)
from dangvu.rules.layout_parts import AUTHORITY, DATE, MOTTO_WORDS, Parts, divide
from dangvu.rules.obligations import Header, propose
from dangvu.rules.obligations.text import is_shouted, plain

_MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM"
_HEAD, _TITLE, _FOOT, _SIGN = "Phần đầu", "Tên loại, trích yếu", "Nơi nhận", "Chữ ký"
_NUMBER = re.compile(
    r"S[oố]\s*(?P<colon>:)?\s*(?P<number>\d+[a-z]?|[\s.…_]*)(?P<rest>\s*[-/].*)$", re.IGNORECASE
)
_SOUND = re.compile(rf"\s*-\s*(?P<type>{'|'.join(ABBREVIATIONS)})/(?P<organ>[A-ZĐƯ]{{2,12}}"
                    r"(?:\.[A-Z0-9]+)?)\s*")  # fmt: skip
_NOW = re.compile(r"[TK]/[MTL] ")
_RANKS = re.compile(
    r"(?:(?:PGS|GS|TS|ThS|CN|KS|BS|Dr)\.|(?:Dai|Trung|Thuong|Thieu) ta\b|(?:Dai|Trung|Thieu) tuong"
    r"\b|Dong chi\b|D/c\b)", re.IGNORECASE
)  # fmt: skip
_POST = re.compile(
    r"(?:QUYEN |Q\. ?|PHO )?(?:BI THU(?: THUONG TRUC)?|TRUONG BAN(?: THUONG TRUC)?|CHU NHIEM"
    r"(?: THUONG TRUC)?|CHANH VAN PHONG|GIAM DOC|HIEU TRUONG|CHU TICH|TRUONG DOAN|TO TRUONG"
    r"|TRUONG TIEU BAN|CHANH THANH TRA)|UY VIEN(?: BAN)? THUONG VU|UY VIEN|CHU TRI|THU KY"
)
_LAST = re.compile(r"[-–]?\s*luu\b", re.IGNORECASE)
_ADMINISTRATIVE = re.compile(
    r"(?:GIAY (?:GIOI THIEU|CHUNG NHAN|DI DUONG|NGHI PHEP|MOI)|PHIEU|THU CONG|DANH SACH|DON|LY LICH"
    r"|BAN (?:NHAN XET|TU KIEM DIEM|CAM KET|KIEM DIEM)|HUONG DAN VIET TAY)\b"
)
_OTHER_MOTTO = re.compile(
    r"DOAN (?:TNCS|THANH NIEN CONG SAN) HO CHI MINH|CONG HOA XA HOI CHU NGHIA VIET NAM"
)
_PARTY = re.compile(
    r"DANG BO|DANG UY|CHI BO|CHI UY|(?:TINH|THANH|HUYEN|QUAN|THI) UY|TRUNG UONG DANG"
)
_SLOT = re.compile(r"\[[^\]\d][^\]]*\]")
_ABOUT = re.compile(r"ve viec\b", re.IGNORECASE)


def faults(lines: Sequence[Line], sheets: Sequence[Sheet]) -> tuple[LayoutFault, ...]:
    """Everything off in a paper, in the order of the page. Never raises. Of an administrative
    paper (R13.4), a form not filled in, and the paper of a body outside the Party, the sheet and
    the type alone are checked."""
    filled = [line for line in lines if line.text.strip()]
    parts = divide(filled)
    read = propose("\n".join(line.text for line in filled if line.side != "table"))
    letters = sum(len(line.text) for line in filled)
    unfilled = _unfilled(parts)
    personal = not parts.title and any(map(_is_administrative, filled))
    if unfilled or personal or _is_elsewhere(filled):
        return (*page_faults(sheets, letters), *font_faults(filled), *unfilled)
    return (
        *page_faults(sheets, letters),
        *font_faults(filled),
        *_head(parts, read.header),
        *_title(parts, read.header),
        *body_faults(parts.body),
        *_ending(parts),
        *_citations(parts),
        *_signature(parts, read.header),
        *_recipients(parts, read.header),
    )


def _is_elsewhere(lines: Sequence[Line]) -> bool:
    """Whether the head is that of a body of the State or of a mass organisation, and no Party organ
    stands over the number."""
    head = [plain(line.text).upper() for line in lines[:14]]
    return any(map(_OTHER_MOTTO.search, head)) and not any(
        _PARTY.match(words.strip()) and is_shouted(plain(line.text))
        for line, words in zip(lines, head, strict=False)
    )


def _unfilled(parts: Parts) -> tuple[LayoutFault, ...]:
    """Places of a form, "[số, ký hiệu]", where the head still has them."""
    slots = [hit[0] for line in parts.left for hit in _SLOT.finditer(line.text)]
    if not slots:
        return ()
    what = f"chưa điền {', '.join(dict.fromkeys(slots))}"
    should = "điền xong rồi soát lại; phần còn lại chưa soát"
    return (LayoutFault("unfilled", _HEAD, what, should, basis("R13.2")),)


def _is_administrative(line: Line) -> bool:
    words = plain(line.text).strip()
    return bool(_ADMINISTRATIVE.match(words)) and is_shouted(words)


# --- the head ----------------------------------------------------------------------------------


def _head(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.2")
    every = [*parts.left, *parts.right]
    if not any(line.side for line in every) or not parts.left or not parts.right:
        should = "bên trái tên cơ quan và số; bên phải tiêu đề, địa danh và ngày"
        yield LayoutFault("head_columns", _HEAD, "không chia hai bên", should, rule)
    motto = next((line for line in every if MOTTO_WORDS in plain(line.text).upper()), None)
    if motto is None:
        yield LayoutFault("motto", _HEAD, "không có tiêu đề", _MOTTO, rule)
    else:
        if " ".join(motto.text.split()).strip(" _-") != _MOTTO:
            yield LayoutFault("motto", _HEAD, f"“{motto.text.strip()}”", _MOTTO, rule)
        if not motto.bold:
            yield LayoutFault("motto_bold", _HEAD, "tiêu đề không in đậm", "in đậm",
                              basis("R13.2", Confidence.K))  # fmt: skip
        if motto.side == "left":
            yield LayoutFault("motto_side", _HEAD, "tiêu đề ở bên trái", "ở bên phải", rule)
    yield from _organs(parts, header)
    yield from _number(parts, header)
    yield from _place(every)


def _organs(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.2")
    numbered = next((i for i, line in enumerate(parts.left) if _NUMBER.match(line.text.strip())),
                    len(parts.left))  # fmt: skip
    names = [line for line in parts.left[:numbered] if line.text.strip(" *_-")]
    if parts.left and not names:
        yield LayoutFault("issuer", _HEAD, "không có tên cơ quan ban hành",
                          "tên cấp trên trực tiếp, dưới là tên cơ quan ban hành", rule)  # fmt: skip
        return
    for line in names:
        if not is_shouted(plain(line.text)):
            yield LayoutFault("issuer_capitals", _HEAD, f"“{shown(line.text)}” viết thường",
                              "tên tổ chức đảng viết hoa", rule)  # fmt: skip
    if names and not names[-1].bold:
        yield LayoutFault("issuer_bold", _HEAD, f"“{shown(names[-1].text)}” không in đậm",
                          "tên cơ quan ban hành in đậm", rule)  # fmt: skip
    if len(names) == 1 and not header.superior:
        yield LayoutFault("superior", _HEAD, "chỉ một dòng tên tổ chức",
                          "trên là cấp trên trực tiếp, dưới là cơ quan ban hành", rule)  # fmt: skip
    star = any(line.text.strip() == "*" for line in parts.left)
    if parts.left and not star:
        yield LayoutFault("star", _HEAD, "không có dấu *", "dấu * giữa tên cơ quan và số", rule)


def _number(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.3")
    line = next((line for line in (*parts.left, *parts.right)
                 if _NUMBER.match(line.text.strip())), None)  # fmt: skip
    if line is None:
        yield LayoutFault("number", _HEAD, "không có dòng số, ký hiệu", "như “Số 05-NQ/ĐU”", rule)
        return
    found = _NUMBER.match(line.text.strip())
    assert found is not None
    said = f"“{line.text.strip()}”"
    if found["colon"]:
        yield LayoutFault("number_colon", _HEAD, said, "không có dấu hai chấm sau chữ Số",
                          basis("R13.2"))  # fmt: skip
    number = found["number"].strip(" .…_\u00a0")
    if number and len(number.rstrip("abcdefghijklmnopqrstuvwxyz")) < 2:
        yield LayoutFault("number_zero", _HEAD, said, f"số dưới 10 viết 0{number}", rule)
    rest = found["rest"]
    sound = _SOUND.fullmatch(rest.replace("\u2013", "-").replace("\u2014", "-"))
    if sound is None:
        yield LayoutFault("number_grammar", _HEAD, said,
                          "số-LOẠI/CƠ QUAN, như 05-NQ/ĐU; không ghi năm", basis("R13.6",
                          Confidence.D) if _SOUND.match(rest) else rule)  # fmt: skip
    elif rest != rest.strip() or re.search(r"\s", rest.strip()):
        yield LayoutFault("number_spaces", _HEAD, said, "viết liền, như 05-NQ/ĐU", rule)
    if not number and not any(plain(one.text).lower().strip(" ()").startswith("du thao")
                              for one in (*parts.left, *parts.right)):  # fmt: skip
        yield LayoutFault("draft_mark", _HEAD, "số để trống", "ghi số, hoặc ghi “DỰ THẢO”", rule)
    if sound and header.kind and sound["type"] != header.kind.abbreviation:
        yield LayoutFault("type", _HEAD, f"ký hiệu {sound['type']}",
                          f"{header.kind.abbreviation} cho {header.kind.label_vi.lower()}",
                          basis("R13.4"))  # fmt: skip
    if sound and sound["organ"] == "CB" and header.kind and header.issued_on:
        for finding in check_competence(header.kind, Issuer.CELL, header.issued_on):
            if finding.basis:
                yield LayoutFault("competence", _HEAD, finding.message_vi,
                                  "loại văn bản chi bộ được ban hành", finding.basis)  # fmt: skip


def _place(lines: Sequence[Line]) -> Iterator[LayoutFault]:
    rule = basis("R13.2")
    line = next((line for line in lines if DATE.match(plain(line.text).strip())), None)
    if line is None:
        yield LayoutFault("place_date", _HEAD, "không có địa danh, ngày tháng",
                          "như “Lâm Đồng, ngày 05 tháng 02 năm 2026”", rule)  # fmt: skip
        return
    found = DATE.match(plain(line.text).strip())
    assert found is not None
    said = f"“{' '.join(line.text.split())}”"
    if line.side == "left":
        yield LayoutFault("place_side", _HEAD, "địa danh, ngày tháng ở bên trái", "ở bên phải",
                          rule)  # fmt: skip
    if not line.italic:
        yield LayoutFault("place_italic", _HEAD, f"{said} chữ đứng", "chữ nghiêng", rule)
    if not found["comma"]:
        yield LayoutFault("place_comma", _HEAD, said, "dấu phẩy sau địa danh", rule)
    if found["d"] and len(found["d"]) == 1:
        yield LayoutFault("day_zero", _HEAD, said, f"ngày 0{found['d']}", rule)
    month = found["m"] or ""
    if month in ("1", "2"):
        yield LayoutFault("month_zero", _HEAD, said, f"tháng 0{month}", rule)
    elif len(month) == 2 and month[0] == "0" and month not in ("01", "02"):
        yield LayoutFault("month_zero", _HEAD, said, f"tháng {month[1]}", rule)


# --- title, greeting, text ---------------------------------------------------------------------


def _title(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.7")
    if header.kind is DocumentType.LETTER or (header.kind is None and parts.greeting):
        yield from _letter(parts)
        return
    if not parts.title:
        yield LayoutFault("title", _TITLE, "không có tên loại văn bản",
                          "tên loại viết hoa, đậm, giữa dòng", rule)  # fmt: skip
        return
    first, *rest = parts.title
    if not first.bold or first.align != "center":
        yield LayoutFault("title_look", _TITLE, f"“{shown(first.text)}” không đậm hoặc không giữa",
                          "đậm, giữa dòng", rule)  # fmt: skip
    about = [line for line in rest if line.text.strip("-–—_* ")]
    if not about:
        yield LayoutFault("subject", _TITLE, "dưới tên loại không có trích yếu in đậm, giữa dòng",
                          "trích yếu chữ thường, đậm, giữa dòng", rule)  # fmt: skip
    elif any(is_shouted(plain(line.text)) for line in about):
        yield LayoutFault("subject_case", _TITLE, f"“{shown(about[0].text)}” viết hoa",
                          "trích yếu chữ thường", rule)  # fmt: skip
    if about and len(about) == len(rest):
        yield LayoutFault("subject_rule", _TITLE, "dưới trích yếu không có dòng kẻ",
                          "dòng “-----” dưới trích yếu", rule)  # fmt: skip
    if header.kind is DocumentType.SUBMISSION and not any(
        plain(line.text).strip().lower().startswith("kinh trinh") for line in parts.greeting
    ):
        yield LayoutFault("greeting", _TITLE, "tờ trình không có “Kính trình”", "Kính trình: …",
                          basis("R13.7"))  # fmt: skip


def _letter(parts: Parts) -> Iterator[LayoutFault]:
    rule, size = basis("R13.7"), LETTER_SUBJECT_SIZE.rows[-1].value
    at = next((i for i, line in enumerate(parts.left) if _NUMBER.match(line.text.strip())), None)
    about = [] if at is None else [
        line for line in parts.left[at + 1 :]
        if line.text.strip(" *_-") and not plain(line.text).strip(" ()").lower()
        .startswith("du thao")
    ]  # fmt: skip
    if not about:
        yield LayoutFault("subject", _HEAD, "dưới số không có trích yếu",
                          "“về việc …” dưới số, chữ nghiêng", rule)  # fmt: skip
    else:
        if not _ABOUT.match(plain(about[0].text).strip()):
            yield LayoutFault("subject_about", _HEAD, f"“{shown(about[0].text)}”",
                              "bắt đầu bằng “về việc”", rule)  # fmt: skip
        if not all(line.italic for line in about):
            yield LayoutFault("subject_italic", _HEAD, "trích yếu chữ đứng", "chữ nghiêng", rule)
        if any(line.size not in (None, size) for line in about):
            yield LayoutFault("subject_size", _HEAD,
                              f"trích yếu cỡ chữ {about[0].size:g}".replace(".", ","),
                              f"cỡ chữ {size}", rule)  # fmt: skip
    if not any(plain(line.text).strip().lower().startswith("kinh gui") for line in parts.greeting):
        yield LayoutFault("greeting", _TITLE, "công văn không có “Kính gửi”", "Kính gửi: …", rule)


def _ending(parts: Parts) -> Iterator[LayoutFault]:
    words = [line.text.strip() for line in parts.body if line.text.strip(" -–_*")]
    if not words:
        return
    last = words[-1]
    if re.search(r"\./\.?", last[-12:]):
        yield LayoutFault("ending", f"Cuối lời văn, “…{last[-24:]}”", "kết thúc bằng “./.”",
                          "kết thúc bằng dấu chấm", basis("R13.8"))  # fmt: skip
    elif not last.endswith((".", ")", "”")):
        yield LayoutFault("ending", f"Cuối lời văn, “…{last[-24:]}”", "không có dấu chấm",
                          "kết thúc bằng dấu chấm", basis("R13.8"))  # fmt: skip
    text = " ".join(words)
    ways = [way for way in ("ủy", "uỷ") if re.search(rf"\b{way}\b", text, re.IGNORECASE)]
    if len(ways) == 2:
        what, should = "chỗ viết “ủy”, chỗ viết “uỷ”", "một cách viết trong cả văn bản"
        yield LayoutFault("spelling", "Lời văn", what, should, basis("R13.8", Confidence.D))


def _citations(parts: Parts) -> Iterator[LayoutFault]:
    body = "\n".join(line.text for line in parts.body)
    for one in propose("Kính gửi: .\n" + body).references:
        if "/" in one.number_symbol and "-" not in one.number_symbol.split("/")[0]:
            continue
        missing = [word for word, there in (("ngày", one.issued_on), ("cơ quan", one.issuer))
                   if not there]  # fmt: skip
        if missing:
            yield LayoutFault(
                "citation", f"Văn bản dẫn {one.number_symbol}", f"thiếu {' và '.join(missing)}",
                "lần đầu dẫn đủ số, ngày, cơ quan ban hành, trích yếu", basis("R13.8"),
            )  # fmt: skip


# --- the foot ----------------------------------------------------------------------------------


def _signature(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.9")
    signs = [line for line in parts.foot if AUTHORITY.match(plain(line.text).strip())]
    organ = header.symbol.partition("/")[2]
    collective = organ in {"TU", "HU", "ĐU", "CB", "ĐH"} or organ.startswith("UBKT")
    posts = [line for line in parts.foot if _POST.match(plain(line.text).strip())
             and is_shouted(plain(line.text))]  # fmt: skip
    if header.kind is DocumentType.MINUTES:
        return
    if collective and not signs:
        yield LayoutFault("authority", _SIGN, "không có thẩm quyền ký",
                          "T/M và tên tập thể, như “T/M BAN THƯỜNG VỤ”", rule)  # fmt: skip
    for line in signs[:1]:
        words = line.text.strip()
        if not _NOW.match(words):
            yield LayoutFault("authority_form", _SIGN, f"“{words}”", "T/M, K/T, T/L có gạch chéo",
                              rule)  # fmt: skip
        for finding in check_authority(words, organ):
            yield LayoutFault("authority", _SIGN, f"“{words}”", finding.message_vi, rule)
        if not line.bold:
            yield LayoutFault("authority_bold", _SIGN, f"“{words}” không in đậm", "in đậm",
                              basis("R13.9", Confidence.S))  # fmt: skip
        yield from _post(words, posts)
    if not posts and not signs:
        yield LayoutFault("post", _SIGN, "không có chức vụ người ký", "như “BÍ THƯ”", rule)
    name = _name_line(parts.foot, header.signer.name)
    if name is None:
        if parts.foot and not header.draft:
            yield LayoutFault("name", _SIGN, "không có họ tên người ký", "họ và tên, in đậm", rule)
        return
    if not name.bold:
        yield LayoutFault("name_bold", _SIGN, f"“{name.text.strip()}” không in đậm", "in đậm", rule)
    if _RANKS.match(plain(name.text).strip()):
        yield LayoutFault("name_rank", _SIGN, f"“{name.text.strip()}”",
                          "họ tên không kèm học vị, cấp bậc", rule)  # fmt: skip


def _post(authority: str, posts: Sequence[Line]) -> Iterator[LayoutFault]:
    rule = basis("R13.9")
    if not posts:
        yield LayoutFault("post", _SIGN, "không có chức vụ người ký", "như “BÍ THƯ”", rule)
        return
    post = plain(posts[-1].text).strip()
    said = f"“{posts[-1].text.strip()}”"
    if not _POST.fullmatch(post):
        yield LayoutFault("post_organ", _SIGN, said, "chức vụ không kèm tên cơ quan", rule)
    proxy = re.match(r"K\s*/?\s*T\.?\s+(?P<head>.+)", plain(authority))
    if proxy and not post.startswith("PHO "):
        yield LayoutFault("post_proxy", _SIGN, said, f"cấp phó, như PHÓ {authority[4:]}", rule)
    if proxy and proxy["head"].startswith("BI THU"):
        yield LayoutFault("authority", _SIGN, f"“{authority}”",
                          "tập thể ký T/M, không ký K/T", rule)  # fmt: skip


def _name_line(foot: Sequence[Line], name: str) -> Line | None:
    exact = next((line for line in foot if name and line.text.strip(" .") == name), None)
    ranked = next((line for line in foot if line.side != "left"
                   and _RANKS.match(plain(line.text).strip())), None)  # fmt: skip
    return exact or ranked


def _recipients(parts: Parts, header: Header) -> Iterator[LayoutFault]:
    rule = basis("R13.10")
    at = next((i for i, line in enumerate(parts.foot)
               if plain(line.text).strip().lower().startswith("noi nhan")), None)  # fmt: skip
    if at is None:
        yield LayoutFault("recipients", _FOOT, "không có Nơi nhận", "Nơi nhận:", rule)
        return
    if not parts.foot[at].underline:
        yield LayoutFault("recipients_underline", _FOOT, "“Nơi nhận” không gạch chân",
                          "gạch chân", rule)  # fmt: skip
    lines = [line.text.strip() for line in parts.foot[at + 1 :]
             if line.side == parts.foot[at].side and line.text.strip()
             and not is_shouted(plain(line.text))]  # fmt: skip
    listed = [line for line in lines if line.startswith(("-", "–", "+"))]
    if not listed:
        yield LayoutFault("recipients", _FOOT, "không có dòng “- …”", "mỗi nơi một dòng “- …,”",
                          rule)  # fmt: skip
        return
    open_ended = [line for line in listed[:-1] if not re.search(r",(?:\s*\([^()]*\))?$", line)]
    if open_ended:
        yield LayoutFault("recipients_comma", _FOOT, f"“{shown(open_ended[0])}”",
                          "mỗi dòng kết thúc bằng dấu phẩy", rule)  # fmt: skip
    if not listed[-1].endswith("."):
        yield LayoutFault("recipients_stop", _FOOT, f"“{shown(listed[-1])}”",
                          "dòng cuối kết thúc bằng dấu chấm", rule)  # fmt: skip
    last = plain(listed[-1]).lower()
    if not _LAST.match(last.lstrip("-– +")):
        yield LayoutFault("recipients_last", _FOOT, f"dòng cuối “{shown(listed[-1])}”",
                          "dòng cuối “Lưu Văn phòng …”", rule)  # fmt: skip
    elif re.search(r"\bvt\b", last):
        yield LayoutFault("recipients_vt", _FOOT, f"“{shown(listed[-1])}”", "không ghi “VT”",
                          rule)  # fmt: skip
    greeted = header.kind in (DocumentType.LETTER, DocumentType.SUBMISSION)
    if greeted and "nhu " not in plain(listed[0]).lower()[:8]:
        yield LayoutFault("recipients_first", _FOOT, f"dòng đầu “{shown(listed[0])}”",
                          "“- Như trên,” đứng đầu", rule)  # fmt: skip
