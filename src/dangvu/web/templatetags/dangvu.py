"""The house's template tags and filters, built in for every template (no ``load`` needed).

Tags: class_chip, verdict, chip, bar, spark, progress, clock, strip, commune_map, trend, figure,
why, field, error_summary, empty_state, refusal, duty, pager, sortable. Filters: vn_number,
vn_decimal, vn_percent, vn_day, vn_pace, vn_reached, vn_numbered. Each is shown in its states on the
gallery page.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dangvu.access.matrix import ROLE_LABELS, Role
from dangvu.documents.catalogue import is_numbered
from dangvu.office import vietnamese
from dangvu.rules.targets import Counts, Policy, pace_text, percent_text
from dangvu.web.components import clock as clocks
from dangvu.web.components import commune_map as maps
from dangvu.web.components import duty_nav, fields, gauges, marks, shapes, trend
from dangvu.web.components import strip as strips
from dangvu.web.components.duties import DutyLine
from dangvu.web.components.marks import Mark

register = template.Library()

NOTHING = "–"
# What a template gives for nothing, and for a way that ends in nothing ("line.report.admitted").
EMPTY = (None, "")
Figure = int | float | Decimal

register.simple_tag(marks.class_chip)
register.simple_tag(marks.verdict)
register.simple_tag(marks.chip)
register.simple_tag(gauges.bar)
register.simple_tag(gauges.spark)
register.simple_tag(gauges.progress)
register.simple_tag(clocks.clock)


@register.filter
def vn_number(value: int | Decimal | None) -> str:
    """A whole number: "4.945". A dash for None."""
    return NOTHING if value in EMPTY else vietnamese.number(value)


@register.filter
def vn_decimal(value: Figure | None, places: int = 1) -> str:
    """A number with ``places`` decimals: "36,5". A dash for None."""
    return NOTHING if value in EMPTY else vietnamese.decimal(value, places)


@register.filter
def vn_percent(value: Figure | None, places: int = 1) -> str:
    """A number already in per cent: "28,0 %", kept on one line. A dash for None."""
    return NOTHING if value in EMPTY else vietnamese.percent(value, places)


@register.filter(expects_localtime=True)
def vn_day(value: date | None) -> str:
    """A day: "31/05/2026", of an instant the one on a Vietnamese wall. A dash for None."""
    return NOTHING if value in EMPTY else vietnamese.day(value)


@register.filter
def vn_pace(pace: Decimal | None, policy: Policy) -> str:
    """A pace that does not contradict its class: two decimals, more beside a threshold."""
    return pace_text(pace, policy)


@register.filter
def vn_reached(percent: Decimal | None, policy: Policy) -> str:
    """A percentage of the target that does not contradict its class."""
    return percent_text(percent, policy)


@register.filter
def vn_numbered(number_symbol: str, otherwise: str = "Văn bản chưa có số") -> str:
    """What a paper is called in few words: its number with the symbol; ``otherwise`` where no
    number was taken yet ("-CT/TU")."""
    return number_symbol if is_numbered(number_symbol) else otherwise


@register.simple_tag
def figure(n: int | None, url: str = "", what: str = "") -> SafeString:
    """A whole number that opens the records behind it; ``what`` it counts is said to a reader."""
    written = vn_number(n)
    if n is None or not url:
        return mark_safe(written)
    said = format_html('<span class="vh"> {}</span>', what) if what else ""
    return mark_safe(f'<a class="open" href="{conditional_escape(url)}">{written}{said}</a>')


@register.inclusion_tag("components/strip.html")
def strip(
    counts: Counts,
    marks: Iterable[Mark] = (),
    before: Counts | None = None,
    before_label: str = "",
    urls: Mapping[str, str] | None = None,
    streak: int = 0,
    streak_url: str = "",
    streak_months: int = 3,
    noun: str = "đảng bộ",
) -> dict[str, Any]:
    """The month strip (see ``components.strip.parts``), to stand inside ``section.strip``.

    ``streak`` bodies at zero for ``streak_months`` months in a row are named beside the zero count.
    """
    return {
        "parts": strips.parts(counts, marks, before, before_label, urls),
        "streak": streak,
        "streak_url": streak_url,
        "streak_months": streak_months,
        "noun": noun,
    }


@register.inclusion_tag("components/map.html")
def commune_map(
    marks: Iterable[Mark], title: str = "", drawing: shapes.Drawing | None = None
) -> dict[str, Any]:
    """The map coloured by class; a mark finds its area by ``commune``. ``title`` says of what."""
    rows = list(marks)
    drawing = drawing or shapes.load()
    return {
        "drawing": drawing,
        "areas": maps.areas(drawing, rows),
        "legend": maps.legend(rows),
        "said": f"{title or 'Bản đồ'}: {maps.tally(drawing, rows)}. Số liệu từng nơi ở bảng.",
    }


@register.inclusion_tag("components/map.html")
def duty_map(marks: Iterable[Mark]) -> dict[str, Any]:
    """The map coloured by how far duties are: done, under way, late."""
    rows, drawing = list(marks), shapes.load()
    shown = [mark for mark in rows if mark.commune in drawing.shapes]
    counted = [
        f"{vn_number(n)} nơi {word.partition(',')[0].lower()}"
        for style, word in maps.DUTY_LEGEND
        if (n := sum(mark.style == style for mark in shown))
    ]
    return {
        "drawing": drawing,
        "areas": maps.areas(drawing, rows),
        "legend": maps.DUTY_LEGEND,
        "said": f"Bản đồ theo dõi: {', '.join(counted)}. Từng nơi ở bảng.",
    }


@register.inclusion_tag("components/trend.html", name="trend")
def year_line(year: trend.Year) -> dict[str, Any]:
    """The year's line of a body (``components.trend.Year``)."""
    return {"year": year, "plots": trend.plots(year)}


@register.simple_block_tag(end_name="endwhy")
def why(content: str, summary: str, open: bool = False, source: str = "") -> SafeString:
    """An explanation that opens: ``{% why "Vì sao xếp như vậy?" %}…{% endwhy %}``."""
    return render_to_string(
        "components/why.html",
        {"content": content, "summary": summary, "open": open, "source": source},
    )


@register.simple_block_tag(end_name="endempty_state")
def empty_state(content: str, title: str, text: str) -> SafeString:
    """What belongs here and the first step; the buttons stand inside the block."""
    return render_to_string(
        "components/empty_state.html", {"content": content, "title": title, "text": text}
    )


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, style: str = "") -> dict[str, Any]:
    """A form's field with label, hint and errors; ``style``: "full" for a whole row, "short"."""
    return {"f": fields.shown(bound, style)}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """Every error of the forms, with links; nothing when there is none."""
    return {"lines": fields.summary(forms)}


@register.inclusion_tag("components/refusal.html")
def refusal(refused: Any, people: Iterable[str] = (), ask_url: str = "") -> dict[str, Any]:
    """A refusal by right: the rule, and who can act.

    Takes anything with ``message_vi``, ``basis`` (text or ``rules.basis.Basis``) and perhaps
    ``who`` (roles); ``people`` who can act today, and where to ask them.
    """
    basis = getattr(refused, "basis", "") or ""
    return {
        "message": refused.message_vi,
        "basis": str(getattr(basis, "text_vi", basis)).rstrip("."),
        "roles": [_inside(ROLE_LABELS[role]) for role in getattr(refused, "who", ())],
        "people": list(people),
        "ask_url": ask_url,
    }


@register.inclusion_tag("components/duty.html")
def duty(line: DutyLine) -> dict[str, Any]:
    """One line of ``ul.duties``."""
    return {"duty": line}


@register.simple_tag(takes_context=True)
def duty_parts(context: Context, current: str = "") -> list[duty_nav.Part]:
    """The parts of the work on duties for whoever looks (``components/_duty_nav.html``); in the
    gallery, where nobody does, all of them."""
    actor = getattr(context["request"], "actor", None)
    return duty_nav.parts(actor.role if actor else Role.PROVINCE_SPECIALIST, current)


@register.inclusion_tag("components/pager.html")
def pager(
    shown: int,
    total: int | None = None,
    noun: str = "dòng",
    next_url: str = "",
    first_url: str = "",
) -> dict[str, Any]:
    """How many are shown of how many, and the way on: keyset paging knows next and first only."""
    return {
        "shown": shown,
        "total": total,
        "noun": noun,
        "next_url": next_url,
        "first_url": first_url,
    }


@register.simple_tag(takes_context=True)
def sortable(
    context: Context,
    label: str,
    key: str,
    style: str = "",
    default: str = "",
    first: str = "ascending",
) -> SafeString:
    """The head of a column as a link that sorts by it; a second touch turns the order.

    The order is the parameter ``sort`` of the address: "key", or "-key" for descending;
    ``default`` is the order without it, ``first`` the direction of the first touch. Other
    parameters stay, the place in the list (``after``) is dropped. A bar in ``label`` breaks the
    line.
    """
    parameters = context["request"].GET.copy()
    now = parameters.get("sort", default)
    sorted_here = now.removeprefix("-") == key
    down_first = first == "descending"
    turned = ("" if now.startswith("-") else "-") if sorted_here else ("-" if down_first else "")
    parameters["sort"] = f"{turned}{key}"
    parameters.pop("after", None)
    sort = ("descending" if now.startswith("-") else "ascending") if sorted_here else ""
    return format_html(
        '<th role="columnheader" scope="col"{}{}><a href="?{}">{}</a></th>',
        format_html(' class="{}"', style) if style else "",
        format_html(' aria-sort="{}"', sort) if sort else "",
        parameters.urlencode(),
        format_html_join(mark_safe("<br>"), "{}", ((line,) for line in label.split("|"))),
    )


def _inside(words: str) -> str:
    """A label inside a sentence: its first letter small, proper names kept."""
    return words[:1].lower() + words[1:]
