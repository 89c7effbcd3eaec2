"""Duties as they stand on the page beside the text, before anybody confirmed them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from dangvu.rules import obligations
from dangvu.rules.duties import duty_called
from dangvu.rules.obligations import Audience, Due, Every, Product, Recurrence

_TUPLES = ("units", "join_organs", "doubts", "why")
_MOST = {"no": 20, "heading": 300, "organ": 200, "due_text": 200, "report_to": 200, "indicator": 20}
OWN = (Audience.ORGANS, Audience.FRONT)
"""Audiences that are organs of the directive's own unit, or beside it, not units beneath it."""


@dataclass(frozen=True)
class Proposed:
    """A duty that is proposed. ``product``, ``audience`` and ``every`` are empty where not chosen.

    ``units``: the units chosen by hand; none: those of the audience. ``organ``: the organ of the
    own office, or the names as the paper has them. ``due_on`` is the last day in time;
    ``due_inclusive``: the paper names that day, else the one after it. ``by_day`` is the day as the
    paper names it. ``span``: offsets in the paper's text. ``seen``: somebody
    looked at it and found it right.
    """

    key: str
    no: str = ""
    heading: str = ""
    what: str = ""
    product: str = ""
    indicator: str = ""
    audience: str = ""
    organ: str = ""
    units: tuple[int, ...] = ()
    join_organs: tuple[str, ...] = ()
    due_on: date | None = None
    due_inclusive: bool = True
    due_text: str = ""
    every: str = ""
    times: int = 1
    by_day: int | None = None
    by_month: int | None = None
    report_to: str = ""
    span: tuple[int, int] | None = None
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    dropped: bool = False
    seen: bool = False

    @property
    def recurs(self) -> bool:
        return bool(self.every)

    @property
    def named_day(self) -> date | None:
        """The day the paper names: the last one in time, or the one after it."""
        if self.due_on is None or self.due_inclusive:
            return self.due_on
        return self.due_on + timedelta(days=1)


def to_dict(proposed: Proposed) -> dict[str, Any]:
    """As it is kept: days as ISO text, tuples as lists."""
    kept = asdict(proposed)
    kept["due_on"] = proposed.due_on.isoformat() if proposed.due_on else None
    for name in (*_TUPLES, "span"):
        kept[name] = None if kept[name] is None else list(kept[name])
    return kept


def from_dict(kept: Mapping[str, Any]) -> Proposed:
    """The reverse of ``to_dict``; what is missing has its default, what is unknown is left out."""
    known = {field.name for field in fields(Proposed)}
    read = {name: value for name, value in kept.items() if name in known}
    for name in _TUPLES:
        if name in read:
            read[name] = tuple(read[name] or ())
    if read.get("due_on"):
        read["due_on"] = date.fromisoformat(read["due_on"])
    if read.get("span") is not None:
        read["span"] = tuple(read["span"])
    return Proposed(**read)


def last_day(due: Due) -> date | None:
    """The last day that is still in time."""
    return due.on - timedelta(days=not due.inclusive) if due.on else None


def proposed_of(duty: obligations.Duty, key: str) -> Proposed:
    """A duty as it was read, as it is shown for confirmation."""
    audience = duty.audience
    lead = ", ".join(duty.lead)
    found = Proposed(
        key=key,
        no=duty.no[:20],
        heading=(duty.heading or duty.what)[:300],
        what=duty.what,
        product=duty.product.value if duty.product else "",
        audience=audience.value if audience else "",
        organ=lead[:200] if audience in (*OWN, Audience.NAMED, None) else "",
        join_organs=tuple(name[:200] for name in duty.join),
        report_to=duty.report_to[:200],
        span=duty.span,
        confidence=round(duty.confidence, 2),
        doubts=tuple(dict.fromkeys(duty.doubts_vi)),
        why=duty.why_vi,
    )
    if duty.due:
        found = _with_due(found, duty.due)
    if duty.recurrence:
        found = _with_recurrence(found, duty.recurrence)
    return found


def _with_due(found: Proposed, due: Due) -> Proposed:
    doubts = tuple(dict.fromkeys((*found.doubts, *([due.doubt_vi] if due.doubt_vi else []))))
    return replace(
        found, due_on=last_day(due), due_inclusive=due.inclusive, due_text=due.text[:200],
        doubts=doubts,
    )  # fmt: skip


def _with_recurrence(found: Proposed, again: Recurrence) -> Proposed:
    return replace(
        found, every=again.every.value, times=again.times, by_day=again.day, by_month=again.month,
        due_inclusive=again.inclusive if found.due_on is None else found.due_inclusive,
        due_text=(found.due_text or again.text)[:200],
    )  # fmt: skip


def proposals(found: obligations.Proposal) -> list[Proposed]:
    """The duties of a paper as read, in its order."""
    return [proposed_of(duty, f"d{n}") for n, duty in enumerate(found.obligations, 1)]


def next_key(standing: Sequence[Proposed]) -> str:
    """A key none of them has."""
    numbers = [int(one.key[1:]) for one in standing if one.key[1:].isdigit()]
    return f"d{max(numbers, default=0) + 1}"


def cut(proposed: Proposed, at: int, key: str) -> tuple[Proposed, Proposed]:
    """One duty made two at an offset within what it asks; both keep body, product and date."""
    first, second = proposed.what[:at].strip(), proposed.what[at:].strip()
    spans: tuple[tuple[int, int] | None, tuple[int, int] | None] = (None, None)
    if proposed.span and proposed.span[0] + at < proposed.span[1]:
        middle = proposed.span[0] + at
        spans = (proposed.span[0], middle), (middle, proposed.span[1])
    return (
        replace(proposed, what=first, span=spans[0], seen=False),
        replace(proposed, key=key, what=second, heading=_short(second), span=spans[1], seen=False),
    )


def reread(half: Proposed) -> Proposed:
    """Half of a duty that was split, with what its own words name: body, product, date. What they
    do not name stays that of the whole, and is said to."""
    read = obligations.propose(half.what).obligations
    own = proposed_of(read[0], half.key) if read else Proposed(half.key)
    kept, found = [], half
    if own.due_on or own.every:
        found = replace(found, **{name: getattr(own, name) for name in _WHEN})
    elif half.due_on or half.every:
        kept.append("thời hạn")
    if own.audience:
        found = replace(found, audience=own.audience, organ=own.organ, units=(),
                        join_organs=own.join_organs)  # fmt: skip
    elif half.audience or half.units:
        kept.append("đơn vị thực hiện")
    if own.product:
        found = replace(found, product=own.product, indicator="")
    elif half.product:
        kept.append("sản phẩm")
    doubt = f"Giữ {', '.join(kept)} của nhiệm vụ trước khi tách. Xem lại." if kept else ""
    return replace(found, doubts=tuple(filter(None, (*half.doubts, doubt))))


_WHEN = ("due_on", "due_inclusive", "due_text", "every", "times", "by_day", "by_month")


def joined(first: Proposed, second: Proposed) -> Proposed:
    """Two duties made one: the words of both, everything else of the first where it has any."""
    spans = [one.span for one in (first, second) if one.span]
    dated = first if first.due_on or first.every else second
    return replace(
        first,
        what=f"{first.what.rstrip()}\n{second.what.lstrip()}".strip(),
        heading=first.heading or second.heading,
        product=first.product or second.product,
        audience=first.audience or second.audience,
        organ=first.organ or second.organ,
        units=first.units or second.units,
        join_organs=tuple(dict.fromkeys((*first.join_organs, *second.join_organs))),
        due_on=dated.due_on,
        due_inclusive=dated.due_inclusive,
        due_text=dated.due_text,
        every=dated.every,
        times=dated.times,
        by_day=dated.by_day,
        by_month=dated.by_month,
        report_to=first.report_to or second.report_to,
        span=(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None,
        doubts=tuple(dict.fromkeys((*first.doubts, *second.doubts))),
        confidence=min(first.confidence, second.confidence),
        seen=False,
    )


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:299].rstrip() + "…"


def called(proposed: Proposed) -> str:
    """What a message calls it by: its number, and the beginning of what it asks without its
    full stop."""
    words = duty_called(proposed.heading, proposed.what)
    short = words if len(words) <= 80 else words[:79].rstrip() + "…"
    return f"{proposed.no} {short}".strip()


@dataclass(frozen=True)
class Wrong:
    """What keeps a proposed duty from being given."""

    code: str
    message_vi: str
    field: str


def checked(proposed: Proposed) -> Wrong | None:
    """The first thing that is not right about the words, choices and numbers of a duty; what is
    not chosen yet is right until it is confirmed."""
    if not proposed.what.strip():
        return Wrong("what_missing", "Ghi nội dung nhiệm vụ.", "what")
    for name, most in _MOST.items():
        if len(getattr(proposed, name)) > most:
            return Wrong("too_long", f"Dài quá {most} ký tự. Rút ngắn lại.", name)
    for name, known in (("product", Product), ("audience", Audience), ("every", Every)):
        value = getattr(proposed, name)
        if value and value not in [one.value for one in known]:
            return Wrong(f"unknown_{name}", "Chọn một mục trong danh sách.", name)
    if not 1 <= proposed.times <= 12:
        return Wrong("times_wrong", "Số lần trong một kỳ từ 1 đến 12.", "times")
    if proposed.by_day is not None and not 1 <= proposed.by_day <= 31:
        return Wrong("day_wrong", "Ngày trong kỳ từ 1 đến 31.", "by_day")
    if proposed.by_month is not None and not 1 <= proposed.by_month <= 12:
        return Wrong("month_wrong", "Tháng trong năm từ 1 đến 12.", "by_month")
    return None


def unready(proposed: Proposed) -> Wrong | None:
    """What is still to be chosen before a duty can be given: product, body, date."""
    if not proposed.product:
        return Wrong("product_missing", "chưa chọn sản phẩm phải có", "product")
    if not proposed.audience and not proposed.units:
        return Wrong("audience_missing", "chưa chọn đơn vị được giao", "audience")
    if proposed.audience in OWN and not proposed.organ.strip():
        return Wrong("organ_missing", "chưa ghi cơ quan được giao", "organ")
    if proposed.audience == Audience.NAMED and not proposed.units:
        return Wrong("units_missing", "chưa chọn đơn vị nêu tên trong văn bản", "units")
    if proposed.product == Product.REPORT and proposed.due_on is None and not proposed.every:
        return Wrong("due_missing", "báo cáo chưa có hạn hoặc kỳ báo cáo", "due_on")
    return None
