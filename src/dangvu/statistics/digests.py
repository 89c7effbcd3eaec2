"""The daily e-mail of what is owed, in words that may leave the house: no name of a person, nothing
of a case, an obstacle or a member's task but that there is one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from dangvu.office.vietnamese import number
from dangvu.statistics.owing import Agenda, Item

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
WHY = (
    "Thư do phần mềm tự gửi, không cần trả lời. Muốn thôi nhận: mở phần mềm, vào "
    "“Tài khoản của tôi”, “Thư hằng ngày”."
)


@dataclass(frozen=True)
class Section:
    """What is owed in one capacity; ``role`` is said where there are several."""

    role: str
    agenda: Agenda


@dataclass(frozen=True)
class Words:
    """The e-mail: subject, plain text, the same as a simple page; how many duties it names."""

    subject: str
    text: str
    html: str
    number: int


def words(sections: Sequence[Section], day: date, base: str) -> Words | None:
    """The e-mail of a day; none where nothing is owed."""
    owing = [section for section in sections if section.agenda.number]
    many = sum(section.agenda.number for section in owing)
    late = sum(section.agenda.late for section in owing)
    if not many:
        return None
    said = f"{number(many)} việc" + (f", {number(late)} việc quá hạn" if late else "")
    return Words(
        f"Việc cần làm ngày {day:%d/%m/%Y}: {said}",
        "\n".join(_text(owing, day, said, base)) + "\n",
        "".join(_page(owing, day, said, base)),
        many,
    )


def _text(owing: Sequence[Section], day: date, said: str, base: str) -> Iterator[str]:
    yield f"Việc cần làm, {WEEKDAYS[day.weekday()].lower()} {day:%d/%m/%Y}: {said}."
    for section in owing:
        if len(owing) > 1:
            yield from ("", f"VAI TRÒ {section.role.upper()}")
        for group in section.agenda.groups:
            yield from ("", f"{group.title.upper()} ({group.said})")
            for item in group.items:
                yield f"- {_when(item)}{item.outside}{_under(item)}"
    yield from ("", f"Mở danh sách: {base}", "", WHY)


def _page(owing: Sequence[Section], day: date, said: str, base: str) -> Iterator[str]:
    yield '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Việc cần làm</title>'
    yield '</head><body style="font-family:sans-serif;font-size:16px;line-height:1.5">'
    yield f"<h1 style='font-size:20px'>Việc cần làm, {WEEKDAYS[day.weekday()].lower()} "
    yield f"{day:%d/%m/%Y}</h1><p>{said}.</p>"
    for section in owing:
        if len(owing) > 1:
            yield f"<h2 style='font-size:18px'>Vai trò {escape(section.role)}</h2>"
        for group in section.agenda.groups:
            yield f"<h3 style='font-size:16px;margin-bottom:4px'>{escape(group.title)} "
            yield f"({group.said})</h3><ul>"
            for item in group.items:
                yield f"<li>{escape(_when(item))}<b>{escape(item.outside)}</b>"
                yield f"{escape(_under(item))}</li>"
            yield "</ul>"
    yield f'<p><a href="{escape(base)}">Mở danh sách</a></p>'
    yield f'<p style="color:#57606a;font-size:14px">{WHY}</p></body></html>'


def _when(item: Item) -> str:
    if item.due_on is None:
        return ""
    said = f" ({item.said[:1].lower()}{item.said[1:]})" if item.said else ""
    return f"{item.due_on:%d/%m/%Y}{said}: "


def _under(item: Item) -> str:
    """The paper it comes from, where the title does not name it already."""
    return f", theo {item.cited}" if item.cited and item.cited not in item.outside else ""
