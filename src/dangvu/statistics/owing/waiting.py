"""What waits besides the figures: cases by limit, transfers, requests, drafts, tables."""

from collections.abc import Sequence
from datetime import date, timedelta

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.admissions.cases.owing import arriving, owing
from dangvu.admissions.cases.words import DUES
from dangvu.documents import queries as documents
from dangvu.intake import waiting
from dangvu.kernel import clock
from dangvu.members.queries import requests as asking
from dangvu.members.queries import transfers as moves
from dangvu.office.vietnamese import number
from dangvu.rules.timers import Alert, Timer
from dangvu.statistics.owing.items import Item, distance

AHEAD = timedelta(days=30)
TABLES = {
    "targets": "bảng chỉ tiêu",
    "counts": "bảng số đếm",
    "admissions": "danh sách kết nạp",
    "members": "danh sách đảng viên",
}
_SAID = {
    Alert.DUE: "đã hết hạn",
    Alert.NEAR: "sắp hết hạn, đã dùng từ 80 % thời gian",
    Alert.HALF: "đã dùng quá nửa thời hạn",
    Alert.NONE: "chờ đơn vị xử lý",
}


def waiting_items(actor: Actor, today: date) -> list[Item]:
    """Cases, transfers and requests within reach, then drafts and tables. A constant number of
    statements, none for whom nothing of it can wait."""
    return [
        *_transfers(actor, today), *_requests(actor), *_cases(actor, today),
        *_papers(actor), *_tables(actor),
    ]  # fmt: skip


def _waits(
    kind: str, title: str, product: str, *, key: int = 0, meta: str = "", note: str = ""
) -> Item:
    """A line without a day."""
    return Item(kind, key, None, title, meta, product, late=False, note=note)


def _cases(actor: Actor, today: date) -> list[Item]:
    """What cases within reach owe by kind, and how many wait to be taken over. Two statements."""
    if reach(actor.role, Action.RECORD_CASE) is Reach.NONE:
        return []
    lines = []
    for one in owing(actor, today, today + AHEAD):
        what = DUES.get(one.code, "việc của hồ sơ")
        what = f"{what[:1].lower()}{what[1:]}"
        if one.first_late:
            lines.append(_cases_due("cases_late", one.late, f"quá hạn: {what}", one.first_late,
                                    today))  # fmt: skip
        if one.first_soon:
            lines.append(_cases_due("cases_soon", one.soon, f"đến hạn: {what}", one.first_soon,
                                    today))  # fmt: skip
    if arrived := arriving(actor):
        title = f"{number(arrived)} hồ sơ kết nạp chờ tiếp nhận"
        lines.append(_waits("cases_arriving", title, "Tiếp nhận hoặc trả lại"))
    return lines


def _cases_due(kind: str, many: int, what: str, on: date, today: date) -> Item:
    return Item(
        kind, 0, on, title=f"{number(many)} hồ sơ kết nạp {what}",
        meta="Ngày của hồ sơ đến hạn sớm nhất" if many > 1 else "",
        product="Ghi bước đã làm", late=on < today, said=distance(on, today),
    )  # fmt: skip


def _transfers(actor: Actor, today: date) -> list[Item]:
    """Transfers whose next step is the actor's organisation's, by how far their limit has run, and
    how many are late elsewhere. Two statements for who may act."""
    if reach(actor.role, Action.TRANSFER_MEMBERS) is Reach.NONE:
        return []
    mine = moves.limits_here(actor, today)
    lines = []
    for alert in reversed(Alert):
        here = [one for one in mine if (one.alert(today) if one else Alert.NONE) is alert]
        if here:
            lines.append(_together(here, alert, today))
    late = moves.late_waiting(actor, today) - sum(one.overdue(today) for one in mine if one)
    if late > 0:
        title = f"{number(late)} hồ sơ chuyển sinh hoạt quá hạn ở nơi khác"
        meta = "Chờ cấp khác xử lý"
        lines.append(_waits("transfers_elsewhere", title, "Nhắc nơi đang giữ", meta=meta))
    return lines


def _together(here: Sequence[Timer | None], alert: Alert, today: date) -> Item:
    first = min((one for one in here if one), key=lambda limit: limit.due_on, default=None)
    said = first.state(today) if first else ""
    confidence = first.basis.confidence if first else None
    return Item(
        "transfers", 0, first.due_on if first else None,
        title=f"{number(len(here))} hồ sơ chuyển sinh hoạt {_SAID[alert]}", meta="",
        product="Xác nhận, chuyển tiếp hoặc trả lại",
        late=first is not None and first.overdue(today), said=f"{said[:1].upper()}{said[1:]}",
        note=confidence.label_vi if confidence and not confidence.confirmed else "",
    )  # fmt: skip


def _requests(actor: Actor) -> list[Item]:
    """Requests of members to change their record. One statement for who decides."""
    if reach(actor.role, Action.EDIT_MEMBERS) is Reach.NONE:
        return []
    asked = asking.requests_waiting(actor)
    if not asked:
        return []
    title = f"{number(asked)} đề nghị sửa hồ sơ đảng viên chờ quyết định"
    return [_waits("requests", title, "Chấp nhận hoặc không")]


def _papers(actor: Actor) -> list[Item]:
    """Drafts that wait for a number; papers that came and are not entered, or whose receipt nobody
    told; the oldest of each named. One statement, none for who neither issues nor enters."""
    held_of = documents.waiting(actor)
    lines = []
    if held := held_of.get("drafts"):
        title = f"{number(held.many)} văn bản dự thảo chờ phát hành"
        lines.append(_waits("drafts", title, "Lấy số, phát hành", meta=_oldest(held, "soạn")))
    if held := held_of.get("entering"):
        lines.append(_waits(
            "entering", f"{number(held.many)} văn bản đến chờ vào sổ", "Xem lại, vào sổ",
            key=held.pk if held.many == 1 else 0, meta=_oldest(held, "đưa tệp"),
        ))  # fmt: skip
    if sent := held_of.get("unconfirmed"):
        lines.append(_waits(
            "unconfirmed", f"{number(sent.many)} văn bản gửi đến chưa ghi nhận đã nhận",
            "Mở, ghi nhận đã nhận", key=sent.pk, meta=_oldest(sent, "gửi"),
        ))  # fmt: skip
    return lines


def _oldest(held: documents.Waiting, what: str) -> str:
    subject = held.title or "chưa ghi trích yếu"
    return f"Cũ nhất: {subject}, {what} {clock.local(held.at):%d/%m/%Y}"


def _tables(actor: Actor) -> list[Item]:
    """Tables the actor brought in and has not decided. One statement."""
    return [
        _waits(
            "table_running" if table.running else "table", key=table.batch_id,
            title=f"{_table(table).capitalize()} đang được xử lý"
            if table.running
            else f"Quyết định {_table(table)} đang xem trước",
            product="Chạy xong thì xem" if table.running else "Ghi hoặc bỏ",
            meta=f"{table.file_name or 'Bảng dán'}, đưa vào {table.staged_at:%H:%M %d/%m/%Y}",
            note=f"Đọc {number(table.read)} dòng, cần sửa {number(table.mend)}"
            if table.read
            else "",
        )
        for table in waiting.staged(actor)
    ]  # fmt: skip


def _table(table: waiting.Waiting) -> str:
    return TABLES.get(table.kind, "bảng")
