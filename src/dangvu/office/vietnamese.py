"""Vietnamese text: search and sort keys, figures and dates as the offices write them.

Everything is a pure function of its arguments. Text that cannot be read with
certainty raises `Unreadable`, which says what was found and how to mend it.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

NBSP = "\u00a0"

# Letters that keyboards and old fonts put where Đ belongs, and Central Highlands letters
# that Unicode does not decompose.
_STAND_INS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_STROKES = str.maketrans(
    {"đ": "d", "Đ": "D", "ƀ": "b", "Ƀ": "B", "ŧ": "t", "Ŧ": "T", "ł": "l", "Ł": "L"}
)
_APOSTROPHES = "'’‘ʼ`´"


class Unreadable(ValueError):
    """Text that is not a figure or a day in a form this office can read with certainty.

    `code` is stable and in English; `message_vi` tells the reader what is wrong and what to do.
    """

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(message_vi)
        self.code = code
        self.message_vi = message_vi


# --------------------------------------------------------------------------- text


def nfc(text: str) -> str:
    """`text` in NFC, nothing else changed."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """`text` fit for storing: NFC, stand-ins for Đ mended, invisible marks dropped,
    every run of white space (NBSP and line breaks too) one space, trimmed."""
    mended = nfc(text.translate(_STAND_INS))
    visible = "".join(
        c for c in mended if unicodedata.category(c) not in ("Cf", "Cc") or c.isspace()
    )
    return " ".join(visible.split())


def fold(text: str) -> str:
    """The stored search key of `text`: lower case, no accents, đ as d, white space collapsed.

    Takes NFC or NFD. Idempotent. Punctuation stays, so that codes remain searchable.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_STAND_INS)).translate(_STROKES).lower()
    plain = unicodedata.normalize("NFKD", plain).translate(_STROKES)
    kept = (
        c for c in plain if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Cc") or c.isspace()
    )
    return " ".join("".join(kept).split())


# --------------------------------------------------------------------------- order

_MARKS = {"\u0306": "breve", "\u0302": "circumflex", "\u031b": "horn"}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# '{' and '|' follow 'z' in ASCII, so a word in ă comes after every word in a and before b.
_LETTERS = {
    ("a", "breve"): "a{",
    ("a", "circumflex"): "a|",
    ("e", "circumflex"): "e{",
    ("o", "circumflex"): "o{",
    ("o", "horn"): "o|",
    ("u", "horn"): "u{",
}


def _syllable_key(syllable: str) -> str:
    if syllable.isascii() and syllable.isdigit():
        return syllable.lstrip("0").zfill(6)
    letters: list[str] = []
    tone = 0
    base = ""
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _MARKS:
            if letters and (base, _MARKS[char]) in _LETTERS:
                letters[-1] = _LETTERS[(base, _MARKS[char])]
        elif char == "đ":
            base = ""
            letters.append("d{")
        elif unicodedata.category(char) != "Mn":
            base = char.translate(_STROKES)
            letters.append(base if base.isascii() and base.isalnum() else f"~{ord(char):06x}")
    return "".join(letters) + str(tone) if letters else ""


def _syllables(text: str) -> list[str]:
    lowered = nfc(text.translate(_STAND_INS)).lower()
    bare = "".join(c for c in lowered if c not in _APOSTROPHES)
    return [s for s in re.split(r"[\W_]+", bare) if s]


def sort_key(full_name: str) -> str:
    """The stored sort key of a person's name, right under plain byte order (COLLATE "C").

    Given name first, then family name and middle names as written. Letters in the order
    a ă â b c d đ e ê … o ô ơ … u ư, then the tones ngang, huyền, hỏi, ngã, sắc, nặng,
    compared syllable by syllable. ASCII only; does not depend on case or NFC/NFD.
    """
    keys = [k for k in map(_syllable_key, _syllables(full_name)) if k]
    return " ".join(keys[-1:] + keys[:-1])


def place_sort_key(name: str) -> str:
    """Like `sort_key` for a unit or place: words in their own order, its kind left out,
    numbers by value ("Bảo Lâm 2" before "Bảo Lâm 10")."""
    kept = _without_prefixes(_place_words(name))
    return " ".join(k for k in map(_syllable_key, kept) if k)


# --------------------------------------------------------------------------- places

_KINDS = ("đặc khu", "thị trấn", "thị xã", "thành phố", "phường", "huyện", "quận", "xã")
_ROLES = (
    "ban chấp hành đảng bộ",
    "ban thường vụ đảng ủy",
    "btv đảng ủy",
    "đảng bộ bộ phận",
    "đảng bộ cơ sở",
    "chi bộ cơ sở",
    "đảng bộ",
    "đảng ủy",
    "đb",
    "đu",
    "chi bộ",
)
# "quan" without accents is far more often quân (quân sự) than the former quận.
_ONLY_WITH_ACCENTS = {"quận"}
_SPELT_OUT = {
    "ubnd": ["ủy", "ban", "nhân", "dân"],
    "hđnd": ["hội", "đồng", "nhân", "dân"],
    "hdnd": ["hội", "đồng", "nhân", "dân"],
}
_ABBREVIATED = re.compile(r"(?<!\w)(đb|đu|tt|x|p|đk)\.\s*", re.IGNORECASE)
_SPELT = {
    "đb": "đảng bộ ",
    "đu": "đảng ủy ",
    "tt": "thị trấn ",
    "x": "xã ",
    "p": "phường ",
    "đk": "đặc khu ",
}


@lru_cache(maxsize=16_384)
def _marks(word: str) -> tuple[str, tuple[str, ...]]:
    """Letters and accents apart, so that "ủy" equals "uỷ" but "quân" is not "quận". Names share
    a few thousand syllables, so each is taken apart once."""
    accents = (c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) == "Mn")
    return fold(word), tuple(sorted(accents))


def _starts_with(words: list[str], prefix: list[str]) -> bool:
    if len(words) <= len(prefix):
        return False
    for word, wanted in zip(words, prefix, strict=False):
        bare = word.isascii() and wanted not in _ONLY_WITH_ACCENTS
        if not (word == _marks(wanted)[0] if bare else _marks(word) == _marks(wanted)):
            return False
    return True


def _split_prefixes(words: list[str]) -> tuple[list[str], list[str]]:
    """(kinds removed, words left); never removes the last word."""
    kinds: list[str] = []
    while True:
        wanted = _ROLES if kinds else _ROLES + _KINDS
        found = next((p for p in wanted if _starts_with(words, p.split())), None)
        if found is None:
            return kinds, words
        if found in _KINDS:
            kinds.append(found)
        words = words[len(found.split()) :]


def _without_prefixes(words: list[str]) -> list[str]:
    return _split_prefixes(words)[1]


def _place_words(name: str) -> list[str]:
    spelt = _ABBREVIATED.sub(lambda m: _SPELT[m.group(1).lower()], clean(name))
    words: list[str] = []
    for word in _syllables(spelt):
        words.extend(_SPELT_OUT.get(word, [word]))
    return words


def place_key(name: str) -> str:
    """What is left of a unit's name to compare by: "Đảng bộ phường Xuân Hương – Đà Lạt" and
    "P. Xuân Hương-Đà Lạt" both give "xuan huong da lat".

    Dropped: what it is (Đảng bộ, Đảng ủy, Chi bộ, Ban Thường vụ …), one kind of place
    (xã, phường, đặc khu, thị trấn …), hyphens, apostrophes, accents, leading zeros.
    Two units may share a key (xã and phường of one name, or names that differ only in
    accents): the caller must treat several hits as doubtful; `place_kind` helps to choose.
    """
    words = [_marks(w)[0] for w in _without_prefixes(_place_words(name))]
    return " ".join((w.lstrip("0") or "0") if w.isdigit() else w for w in words)


def place_kind(name: str) -> str | None:
    """ "xã", "phường", "đặc khu", "thị trấn" … if the name says so, otherwise None."""
    kinds = _split_prefixes(_place_words(name))[0]
    return kinds[0] if kinds else None


def same_place_name(one: str, other: str) -> bool:
    """True when both names have the same key and do not name two different kinds of place."""
    if place_key(one) != place_key(other):
        return False
    kinds = {place_kind(one), place_kind(other)} - {None}
    return len(kinds) < 2


def near(key: str, keys: Iterable[str], limit: int = 5) -> list[str]:
    """Up to `limit` of `keys` that look like `key`, likest first, for the user to choose from.

    Compares as given (use keys of one making). Never a reason to match silently.
    """
    scored: list[tuple[float, str]] = []
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    for candidate in dict.fromkeys(keys):
        matcher.set_seq1(candidate)
        if matcher.real_quick_ratio() < 0.6 or matcher.quick_ratio() < 0.6:
            continue
        ratio = matcher.ratio()
        if ratio >= 0.6:
            scored.append((-ratio, candidate))
    return [candidate for _, candidate in sorted(scored)[:limit]]


# --------------------------------------------------------------------------- writing figures


def _decimal(value: Decimal | float) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("a truth value is not a figure")
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        raise ValueError("not a finite figure")
    return exact


def decimal(value: Decimal | float, places: int) -> str:
    """`value` with `places` decimals after a comma and dots between thousands: "1.234,50".

    Half is rounded away from zero.
    """
    rounded = _decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def number(n: int | Decimal) -> str:
    """A whole number with dots between thousands: "4.945". Raises ValueError on a fraction."""
    if type(n) is int:
        return f"{n:,}".replace(",", ".")
    exact = _decimal(n)
    if exact != exact.to_integral_value():
        raise ValueError(f"{n} is not whole")
    return decimal(exact, 0)


def percent(value: Decimal | float, places: int = 1) -> str:
    """`value`, already in percent, as "28,0 %" with a no-break space before the sign."""
    return decimal(value, places) + NBSP + "%"


def and_more(names: str, more: int) -> str:
    """Names, and how many places are not named: "A, B và 3 nơi khác"."""
    return f"{names} và {number(more)} nơi khác" if more > 0 else names


def day(value: date) -> str:
    """dd/mm/yyyy."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def paper_day(value: date) -> str:
    """A day inside a paper's text, "31/5/2026" or "05/02/2026": zeros as in `long_day`."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"{value.day:02d}/{month}/{value.year}"


def long_day(value: date) -> str:
    """ "ngày 05 tháng 02 năm 2026": zero before days under 10 and months 1 and 2 only
    (05-HD/VPTW).
    """
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


# --------------------------------------------------------------------------- reading figures

_MOST_DIGITS = 15
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def parse_number(text: str) -> Decimal:
    """The figure in `text`, thousands by dots (or spaces), decimals by a comma.

    "4.945" is 4945 and "28,5" is 28.5. Refused, with the way to mend it: "1,234" (one and a bit,
    or twelve hundred?), "1.5", "1,234,567", units and anything that is not a figure.
    """
    shown = clean(text)
    if not shown:
        raise Unreadable("empty", "Ô để trống, cần một con số.")
    sign, body = (
        (-1, shown[1:].strip()) if shown[0] in "-−–" else (1, shown.removeprefix("+").strip())
    )
    _refuse_doubtful_number(shown, body)
    if sum(c.isdigit() for c in body) > _MOST_DIGITS:
        raise Unreadable(
            "absurd", f"“{shown}” có quá nhiều chữ số. Đồng chí kiểm tra lại con số này."
        )
    plain = body.replace(".", "").replace(" ", "").replace(",", ".")
    try:
        return sign * Decimal(plain)
    except InvalidOperation:
        raise Unreadable(
            "not_a_number", f"“{shown}” không phải là số. Chỉ ghi con số, ví dụ 1.234 hoặc 28,5."
        ) from None


def _refuse_doubtful_number(shown: str, body: str) -> None:
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", body):
        whole = body.replace(",", "")
        raise Unreadable(
            "ambiguous_comma",
            f"“{shown}” có thể hiểu hai cách. Nếu là số nguyên, ghi {whole} hoặc "
            f"{number(int(whole))}; "
            f"nếu là số lẻ, ghi thêm một chữ số sau dấu phẩy, ví dụ {body}0.",
        )
    if _PLAIN.fullmatch(body) or _SPACED.fullmatch(body):
        return
    if _GROUPED.fullmatch(body) and not body.startswith("0"):
        return
    if _ENGLISH.fullmatch(body):
        mended = body.translate(str.maketrans(",.", ".,"))
        raise Unreadable(
            "english_separators",
            f"“{shown}” viết theo lối dấu phẩy ngăn hàng nghìn. Ghi lại là {mended}.",
        )
    if re.fullmatch(r"[0-9]+\.[0-9]+", body):
        raise Unreadable(
            "decimal_point",
            f"“{shown}” dùng dấu chấm. Dấu chấm chỉ ngăn hàng nghìn (1.234); số lẻ viết bằng dấu "
            "phẩy: "
            f"{body.replace('.', ',')}.",
        )
    if re.match(r"[0-9][0-9.,\s]*[^0-9.,\s]", body) and not re.search(r"[eE][+-]?[0-9]", body):
        raise Unreadable(
            "has_unit",
            f"“{shown}” có chữ hoặc ký hiệu đi kèm. Chỉ ghi con số, đơn vị đã có ở tên cột.",
        )
    raise Unreadable(
        "not_a_number", f"“{shown}” không phải là số. Chỉ ghi con số, ví dụ 1.234 hoặc 28,5."
    )


# --------------------------------------------------------------------------- reading days

_DAY = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{2,4})")
_ISO_DAY = re.compile(
    r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?"
)
_SPELT_DAY = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})", re.IGNORECASE)
EARLIEST = date(1900, 1, 1)


def parse_day(text: str, on: date | None = None) -> date:
    """The day in `text`: 21/5/2026, 21-05-2026, 21.5.2026, "ngày 21 tháng 5 năm 2026" or
    2026-05-21.

    The day always comes first, never the month. `on` is the day of reading: years before 1900 or
    more than ten years after `on` (without it: after 2100) are refused as slips of the hand.
    """
    shown = clean(text)
    if not shown:
        raise Unreadable("empty", "Ô để trống, cần một ngày (ngày/tháng/năm).")
    if found := _ISO_DAY.fullmatch(shown):
        year, month, day_of_month = found.groups()
    elif found := _DAY.fullmatch(shown) or _SPELT_DAY.fullmatch(shown):
        day_of_month, month, year = found.groups()
    else:
        raise _no_day(shown)
    if len(year) < 4:
        raise Unreadable(
            "short_year", f"“{shown}”: năm viết thiếu chữ số. Ghi đủ bốn chữ số, ví dụ 21/05/2026."
        )
    return _checked_day(shown, int(year), int(month), int(day_of_month), on)


def _no_day(shown: str) -> Unreadable:
    if re.fullmatch(r"[0-9]{4}", shown):
        return Unreadable(
            "year_only", f"“{shown}” chỉ có năm. Ghi đủ ngày/tháng/năm, ví dụ 21/05/{shown}."
        )
    if re.fullmatch(r"[0-9]{1,2}\s*[/.\-]\s*[0-9]{4}", shown):
        return Unreadable(
            "no_day", f"“{shown}” thiếu ngày. Ghi đủ ngày/tháng/năm, ví dụ 21/05/2026."
        )
    if re.match(r"[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4}[T ]+[0-9]{1,2}:", shown):
        return Unreadable(
            "has_time", f"“{shown}” có cả giờ. Chỉ ghi ngày/tháng/năm, ví dụ 21/05/2026."
        )
    return Unreadable(
        "not_a_day", f"“{shown}” không phải là ngày. Ghi theo ngày/tháng/năm, ví dụ 21/05/2026."
    )


def _checked_day(shown: str, year: int, month: int, day_of_month: int, on: date | None) -> date:
    if month > 12:
        hint = ""
        if 1 <= day_of_month <= 12 and month <= 31:
            mended = f"{month:02d}/{day_of_month:02d}/{year}"
            hint = f" Có lẽ đã viết tháng trước ngày; ngày viết trước: {mended}."
        raise Unreadable("no_such_month", f"“{shown}”: không có tháng {month}.{hint}")
    try:
        read = date(year, month, day_of_month)
    except ValueError:
        raise Unreadable(
            "no_such_day",
            f"“{shown}”: tháng {month} năm {year} không có ngày {day_of_month}. Đồng chí xem lại.",
        ) from None
    return within_reason(read, on, shown)


def within_reason(read: date, on: date | None, shown: str | None = None) -> date:
    """`read` itself, or `Unreadable("absurd_year")` when its year cannot be meant (see
    `parse_day`).
    """
    latest = (on.year + 10) if on else 2100
    if read < EARLIEST or read.year > latest:
        raise Unreadable(
            "absurd_year",
            f"“{shown or day(read)}”: năm {read.year} không hợp lý. Đồng chí xem lại năm.",
        )
    return read
