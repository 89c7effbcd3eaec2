"""Limits of cases as duties, in words without a name."""

from datetime import date, timedelta

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.admissions.cases.owing import arriving, owing
from dangvu.admissions.cases.words import DUES
from dangvu.office.vietnamese import number
from dangvu.web.components.duties import DutyLine
from dangvu.web.components.limits import distance

AHEAD = timedelta(days=30)


def case_lines(actor: Actor, today: date) -> list[DutyLine]:
    """What cases within reach owe by kind, and how many wait to be taken over. Two statements for
    who records cases, none for others."""
    if reach(actor.role, Action.RECORD_CASE) is Reach.NONE:
        return []
    lines = []
    for one in owing(actor, today, today + AHEAD):
        what = DUES.get(one.code, "việc của hồ sơ")
        what = f"{what[:1].lower()}{what[1:]}"
        if one.first_late:
            lines.append(_line(one.late, f"quá hạn: {what}", one.first_late, today, "case_red"))
        if one.first_soon:
            lines.append(
                _line(one.soon, f"đến hạn: {what}", one.first_soon, today, "case_calendar")
            )
    if waiting := arriving(actor):
        lines.append(
            DutyLine(
                title=f"{number(waiting)} hồ sơ kết nạp chờ tiếp nhận", verb="Xem hồ sơ",
                url=reverse("case_board"), product="Tiếp nhận hoặc trả lại",
            )
        )  # fmt: skip
    return lines


def _line(many: int, what: str, on: date, today: date, page: str) -> DutyLine:
    return DutyLine(
        title=f"{number(many)} hồ sơ kết nạp {what}", verb="Xem hồ sơ", url=reverse(page),
        due_on=on, due_note=distance(on, today), late=on < today,
        meta="Ngày của hồ sơ đến hạn sớm nhất" if many > 1 else "",
        product="Ghi bước đã làm",
    )  # fmt: skip
