"""Transfers and requests that wait, in words without a name."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.members.queries import requests as asking
from dangvu.members.queries import transfers as moves
from dangvu.members.queries.transfers import Line
from dangvu.office.vietnamese import number
from dangvu.rules.timers import Alert
from dangvu.web.components.duties import DutyLine

_SAID = {
    Alert.DUE: "đã hết hạn",
    Alert.NEAR: "sắp hết hạn, đã dùng từ 80 % thời gian",
    Alert.HALF: "đã dùng quá nửa thời hạn",
    Alert.NONE: "chờ đơn vị xử lý",
}


def moving_lines(actor: Actor, today: date) -> list[DutyLine]:
    """What waits for the actor's organisation: transfers by how far their limit has run, those late
    elsewhere in reach, requests to be decided. Four statements for who may act, none for others."""
    lines: list[DutyLine] = []
    if reach(actor.role, Action.TRANSFER_MEMBERS) is not Reach.NONE:
        mine = moves.transfer_page(actor, "mine", today).lines
        for alert in reversed(Alert):
            here = [line for line in mine if line.alert(today) is alert]
            if here:
                lines.append(_together(here, alert, today))
        late = moves.late_waiting(actor, today) - sum(line.late(today) for line in mine)
        if late > 0:
            lines.append(
                DutyLine(
                    title=f"{number(late)} hồ sơ chuyển sinh hoạt quá hạn ở nơi khác",
                    verb="Xem danh sách", url=reverse("transfer_list") + "?xem=late",
                    meta="Chờ cấp khác xử lý", product="Nhắc nơi đang giữ",
                )
            )  # fmt: skip
    if reach(actor.role, Action.EDIT_MEMBERS) is not Reach.NONE:
        asked = asking.requests_waiting(actor)
        if asked:
            lines.append(
                DutyLine(
                    title=f"{number(asked)} đề nghị sửa hồ sơ đảng viên chờ quyết định",
                    verb="Xem đề nghị", url=reverse("request_list"), product="Chấp nhận hoặc không",
                )
            )  # fmt: skip
    return lines


def _together(here: Sequence[Line], alert: Alert, today: date) -> DutyLine:
    limits = [limit for line in here if (limit := line.urgent(today))]
    first = min(limits, key=lambda limit: limit.due_on, default=None)
    return DutyLine(
        title=f"{number(len(here))} hồ sơ chuyển sinh hoạt {_SAID[alert]}",
        verb="Xử lý",
        url=reverse("transfer_list"),
        due_on=first.due_on if first else None,
        due_note=(first.state(today)[:1].upper() + first.state(today)[1:]) if first else "",
        late=first is not None and first.overdue(today),
        product="Xác nhận, chuyển tiếp hoặc trả lại",
        product_note="" if first is None or first.basis.confidence.confirmed
        else first.basis.confidence.label_vi,
    )  # fmt: skip
