"""Class and state as they are always shown: shape and word, in the colours of the scale."""

from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dangvu.rules.targets import Class

ZERO_VI = "Chưa kết nạp"

# style of each class: suffix of cls-, fill- and sq- in figures.css, and of the symbol in the sprite
STYLES = {Class.HIGH: "cao", Class.MEDIUM: "tb", Class.LOW: "thap", Class.NONE: "chua"}
ZERO_STYLE = "khong"

CHIP_SYMBOLS = {"late": "han", "near": "han", "done": "co", "plain": "", "wait": "cho"}


@dataclass(frozen=True)
class Mark:
    """A body as it stands on the strip and on the map.

    ``cls`` is a ``rules.targets.Class`` (or its value); ``note`` the figures said beside the name
    ("4/28, 14,3 %"); ``commune`` the code of its territory, empty for a body without one. ``sign``
    stands on a hatched area; ``told`` says in words what the class says where it is another one.
    """

    name: str
    cls: Class | str
    zero: bool = False
    note: str = ""
    url: str = ""
    commune: str = ""
    sign: str = "0"
    told: str = ""

    @property
    def style(self) -> str:
        """Suffix of its style classes."""
        return style(self.cls, self.zero)

    @property
    def said(self) -> str:
        """Name, figures and class in words."""
        note = f"{self.note}, " if self.note else ""
        return f"{self.name}: {note}{self.told or word(self.cls, self.zero).lower()}"


def style(cls: Class | str, zero: bool = False) -> str:
    """Style suffix of a class; a low body with nobody admitted has its own."""
    cls = Class(cls)
    return ZERO_STYLE if zero and cls is Class.LOW else STYLES[cls]


def word(cls: Class | str, zero: bool = False) -> str:
    """The class in Vietnamese."""
    cls = Class(cls)
    return ZERO_VI if zero and cls is Class.LOW else cls.label_vi


@cache
def class_chip(cls: Class | str, zero: bool = False) -> SafeString:
    """Chip of a class: symbol and word."""
    return format_html(
        '<span class="cls cls-{0}"><svg class="i" aria-hidden="true"><use href="#s-{0}"/></svg>{1}'
        "</span>",
        style(cls, zero),
        word(cls, zero),
    )


def verdict(cls: Class | str, zero: bool, because: str, url: str = "") -> SafeString:
    """Chip of a class that opens to its explanation (``because``, made a sentence here).

    ``url`` leads to the whole arithmetic.
    """
    sentence = f"{because[:1].upper()}{because[1:].rstrip('.')}." if because else ""
    more = format_html('<p><a href="{}">Xem cách tính</a></p>', url) if url else ""
    return format_html(
        '<details class="because"><summary>{}<span class="vh">, vì sao</span></summary>'
        '<div class="why-body"><p>{}</p>{}</div></details>',
        class_chip(cls, zero),
        sentence,
        more,
    )


def chip(kind: str, text: str) -> SafeString:
    """Chip of a state. ``kind``: late, near, done, wait or plain."""
    symbol = CHIP_SYMBOLS[kind]
    drawn = (
        format_html('<svg class="i" aria-hidden="true"><use href="#s-{}"/></svg>', symbol)
        if symbol
        else ""
    )
    return format_html('<span class="chip {}">{}{}</span>', kind, drawn, text)
