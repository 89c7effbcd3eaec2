"""What is owed, in words: title, to whom, in which form, by when, and the button that does it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.documents import queries as documents
from dangvu.intake import waiting
from dangvu.kernel import clock
from dangvu.office.vietnamese import number
from dangvu.rules.months import Month
from dangvu.rules.workdays import working_days_between
from dangvu.targets.duties import Duty, Kind, Owed
from dangvu.web.components.duties import DutyLine
from dangvu.web.home.dossiers import case_lines
from dangvu.web.home.moving import moving_lines

SHOWN_REMEDIES = 3
LONGEST_TITLE = 120
TABLES = {
    "targets": "bảng chỉ tiêu",
    "counts": "bảng số đếm",
    "admissions": "danh sách kết nạp",
    "members": "danh sách đảng viên",
}


@dataclass(frozen=True)
class Group:
    """Duties of one time: late, within seven days, later this month, afterwards, without a day."""

    key: str
    title: str
    chip: str
    lines: tuple[DutyLine, ...]

    @property
    def said(self) -> str:
        """How many there are."""
        return f"{number(len(self.lines))} việc"


@dataclass(frozen=True)
class Agenda:
    """Everything owed, by time. ``unconfirmed``: some of the days are the software's own."""

    groups: tuple[Group, ...]
    number: int
    late: int
    unconfirmed: bool


def agenda(actor: Actor, owed: Owed, today: date) -> Agenda:
    """The duties of the month with papers to be issued and tables to be decided, by time."""
    groups, moving = [], [*moving_lines(actor, today), *case_lines(actor, today)]
    for key, title, chip, inside in _times(today):
        here = [duty for duty in owed.duties if inside(duty.due_on)]
        ours = [one for one in moving if one.due_on and inside(one.due_on)]
        if here or ours:
            groups.append(Group(key, title, chip, (*_lines(here, owed, today), *ours)))
    undated = (
        *(one for one in moving if one.due_on is None), *_papers(actor), *_tables(actor),
    )  # fmt: skip
    if undated:
        groups.append(Group("undated", "Chưa có hạn", "plain", undated))
    return Agenda(
        groups=_one_main(groups),
        number=sum(len(group.lines) for group in groups),
        late=sum(one.late for group in groups for one in group.lines),
        unconfirmed=any(duty.basis and not duty.basis.confidence.confirmed for duty in owed.duties),
    )


def _times(today: date) -> list[tuple[str, str, str, Callable[[date], bool]]]:
    week, end = today + timedelta(days=7), Month.of(today).last()
    return [
        ("late", "Quá hạn", "late", lambda day: day < today),
        ("week", "Bảy ngày tới", "near", lambda day: today <= day <= week),
        ("month", f"Trong tháng {today.month}", "plain", lambda day: week < day <= end),
        ("later", f"Sau tháng {today.month}", "plain", lambda day: day > max(week, end)),
    ]


def _lines(duties: Sequence[Duty], owed: Owed, today: date) -> Iterator[DutyLine]:
    """The duties of a group; remedies of units beneath together where there are many."""
    below = [duty for duty in duties if duty.kind is Kind.REMEDY_BELOW]
    together = len(below) > SHOWN_REMEDIES
    for duty in duties:
        if duty.kind is not Kind.REMEDY_BELOW or not together:
            yield line(duty, owed, today)
        elif duty is below[0]:
            yield _remedies_below(below, today)


def _remedies_below(duties: Sequence[Duty], today: date) -> DutyLine:
    first = duties[0]
    late = first.due_on < today
    units = list(dict.fromkeys(duty.names[0] for duty in duties))
    more = f" và {number(len(units) - 3)} nơi khác" if len(units) > 3 else ""
    return DutyLine(
        title=f"{number(len(duties))} giải pháp của cấp dưới {'quá hạn' if late else 'đến hạn'}",
        verb="Xem tất cả",
        url=reverse("remedies") + ("?han=qua" if late else ""),
        due_on=first.due_on,
        due_note=_distance(first.due_on, today),
        late=late,
        meta=f"{', '.join(units[:3])}{more}",
        product="Ghi kết quả từng việc",
    )


def _one_main(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The first duty of the page has its red button."""
    found = list(groups)
    if found:
        first, *rest = found[0].lines
        found[0] = replace(found[0], lines=(replace(first, main=True), *rest))
    return tuple(found)


def line(duty: Duty, owed: Owed, today: date) -> DutyLine:
    """One duty of the month in words."""
    title, meta, product, verb, url = _WORDS[duty.kind](duty, owed)
    proposed = duty.basis is not None and not duty.basis.confidence.confirmed
    return DutyLine(
        title=title,
        verb=verb,
        url=url,
        due_on=duty.due_on,
        due_note=_distance(duty.due_on, today),
        late=duty.due_on < today,
        meta=meta,
        product=product,
        product_note="Hạn tạm đặt, chưa có văn bản" if proposed else "",
    )


def _distance(due_on: date, today: date) -> str:
    """How far off a day is, in working days (R0.2)."""
    if due_on == today:
        return "Hạn hôm nay"
    days = working_days_between(today, due_on)
    if due_on > today:
        return f"Còn {number(days)} ngày làm việc"
    return f"Quá {number(-days)} ngày làm việc" if days else "Vừa quá hạn, trong ngày nghỉ"


Words = tuple[str, str, str, str, str]


def _month(duty: Duty) -> str:
    return duty.month.label_vi if duty.month else ""


def _named(duty: Duty) -> str:
    names = ", ".join(duty.names)
    more = duty.number - len(duty.names)
    return f"{names} và {number(more)} nơi khác" if more else names


def _superior(owed: Owed) -> str:
    return f"Theo dõi trong bảng của {owed.own.superior}" if owed.own else ""


def _cause_own(duty: Duty, owed: Owed) -> Words:
    url = reverse("own_month", args=[duty.month, duty.subject]) + "#nguyen-nhan"
    meta = f"Đơn vị ta ở nhóm thấp. {_superior(owed)}"
    title = f"Ghi nguyên nhân, giải pháp tháng {_month(duty)}"
    return title, meta, "Ghi ngay ở đây", "Ghi nguyên nhân", url


def _review_own(duty: Duty, owed: Owed) -> Words:
    url = reverse("own_month", args=[duty.month, duty.subject]) + "#kiem-diem"
    meta = f"{duty.number} tháng liền chưa kết nạp. {_superior(owed)}"
    title = "Ghi văn bản kiểm điểm trách nhiệm tập thể, cá nhân"
    return title, meta, "Số, ngày, cơ quan ban hành", "Ghi văn bản", url


def _sheet_url(owed: Owed, words: str) -> str:
    assert owed.sheet is not None
    return reverse("month_of", args=[owed.month, owed.sheet.unit_id]) + f"?{words}#bang"


def _causes_below(duty: Duty, owed: Owed) -> Words:
    title = (
        f"{number(duty.number)} nơi nhóm thấp chưa ghi nguyên nhân, giải pháp tháng {_month(duty)}"
    )
    return (
        title,
        _named(duty),
        "Đôn đốc hoặc ghi thay",
        "Xem danh sách",
        _sheet_url(owed, "class=low"),
    )


def _reviews_below(duty: Duty, owed: Owed) -> Words:
    assert owed.sheet is not None
    streak = owed.sheet.policy.zero_months
    title = f"{number(duty.number)} nơi {streak} tháng liền chưa kết nạp, chưa có văn bản kiểm điểm"
    return (
        title,
        _named(duty),
        "Số, ngày văn bản",
        "Xem danh sách",
        _sheet_url(owed, f"zero={streak}"),
    )


def _counts_own(duty: Duty, owed: Owed) -> Words:
    assert duty.month is not None
    url = reverse("counts_of", args=[duty.subject]) + f"?thang={duty.month.iso}#bao-cao"
    more = f"{number(duty.number)} tháng chưa báo cáo. " if duty.number > 1 else ""
    title = f"Báo cáo số đếm kết nạp tháng {_month(duty)}"
    return title, f"{more}{_superior(owed)}", "Một con số, gửi ngay ở đây", "Báo cáo", url


def _counts_below(duty: Duty, owed: Owed) -> Words:
    assert owed.sheet is not None
    url = reverse("counts_of", args=[owed.sheet.unit_id])
    title = f"{number(duty.number)} nơi chưa báo cáo số đếm tháng {_month(duty)}"
    return title, _named(duty), "Nhắc hoặc ghi thay", "Xem danh sách", url


def _close(duty: Duty, owed: Owed) -> Words:
    url = reverse("month_close", args=[duty.month, duty.subject])
    meta = "Giữ nguyên số liệu, xếp loại của tháng"
    if duty.number > 1:
        meta = f"{number(duty.number)} tháng đã hết mà chưa chốt. {meta}"
    return f"Chốt số tháng {_month(duty)}", meta, "Xem lại rồi chốt", "Xem và chốt", url


def _plan_own(duty: Duty, owed: Owed) -> Words:
    url = reverse("target", args=[duty.subject]) + "#ke-hoach"
    title = "Lập kế hoạch kết nạp 12 tháng của đơn vị"
    return title, f"Theo {duty.text}", "12 con số, có sẵn đường chia đều", "Lập kế hoạch", url


def _plans_below(duty: Duty, owed: Owed) -> Words:
    url = reverse("campaign", args=[duty.subject]) + "#h-bang"
    title = f"{number(duty.number)} nơi chưa lập kế hoạch kết nạp 12 tháng"
    return title, _named(duty), "Nhắc, hoặc nhập bảng Excel", "Xem danh sách", url


def _cascade(duty: Duty, owed: Owed) -> Words:
    assert owed.sheet is not None
    url = reverse("cascade", args=[duty.subject, owed.sheet.unit_id])
    title = f"Giao chỉ tiêu cho {number(duty.number)} tổ chức trực thuộc"
    return title, f"Theo {duty.text}", "Có sẵn số chia theo đảng viên", "Giao xuống", url


def _unassigned(duty: Duty, owed: Owed) -> Words:
    url = reverse("campaign_grid", args=[duty.subject])
    title = f"{number(duty.number)} nơi chưa được giao chỉ tiêu"
    return title, _named(duty), "Ghi trên bảng", "Ghi chỉ tiêu", url


def _remedy(duty: Duty, owed: Owed) -> Words:
    unit, responsible = duty.names
    url = reverse("cause_follow_up", args=[duty.subject])
    text = duty.text if len(duty.text) <= LONGEST_TITLE else f"{duty.text[:LONGEST_TITLE]}…"
    meta = f"{unit}, nêu ở tháng {_month(duty)}. Chịu trách nhiệm: {responsible}"
    return text, meta, "Kết quả theo dõi", "Ghi kết quả", url


_WORDS: dict[Kind, Callable[[Duty, Owed], Words]] = {
    Kind.CAUSE_OWN: _cause_own,
    Kind.CAUSES_BELOW: _causes_below,
    Kind.REVIEW_OWN: _review_own,
    Kind.REVIEWS_BELOW: _reviews_below,
    Kind.COUNTS_OWN: _counts_own,
    Kind.COUNTS_BELOW: _counts_below,
    Kind.CLOSE: _close,
    Kind.PLAN_OWN: _plan_own,
    Kind.PLANS_BELOW: _plans_below,
    Kind.CASCADE: _cascade,
    Kind.UNASSIGNED: _unassigned,
    Kind.REMEDY_OWN: _remedy,
    Kind.REMEDY_BELOW: _remedy,
}


def _papers(actor: Actor) -> list[DutyLine]:
    """Drafts that wait for a number, for whoever issues. Two statements."""
    if reach(actor.role, Action.ISSUE_LETTERS) is Reach.NONE:
        return []
    entries = documents.register(actor, documents.Sought(state="draft")).entries
    waiting_here = [entry for entry in entries if not entry.incoming]
    if not waiting_here:
        return []
    papers = sum(entry.drafts for entry in waiting_here)
    first = waiting_here[-1].first
    return [
        DutyLine(
            title=f"{number(papers)} văn bản dự thảo chờ phát hành",
            verb="Xem dự thảo",
            url=f"{reverse('paper_list')}?state=draft",
            meta=f"Cũ nhất: {first.title}, soạn {clock.local(first.drafted_at):%d/%m/%Y}",
            product="Lấy số, phát hành",
        )
    ]


def _tables(actor: Actor) -> list[DutyLine]:
    """Tables the actor brought in and has not decided. One statement."""
    return [
        DutyLine(
            title=f"{TABLES.get(table.kind, 'bảng').capitalize()} đang được xử lý"
            if table.running
            else f"Quyết định {TABLES.get(table.kind, 'bảng')} đang xem trước",
            verb="Xem tiến độ" if table.running else "Xem tiếp",
            url=reverse("import_batch", args=[table.batch_id]),
            meta=f"{table.file_name or 'Bảng dán'}, đưa vào {table.staged_at:%H:%M %d/%m/%Y}",
            product="Chạy xong thì xem" if table.running else "Ghi hoặc bỏ",
            product_note=f"Đọc {number(table.read)} dòng, cần sửa {number(table.mend)}"
            if table.read
            else "",
        )
        for table in waiting.staged(actor)
    ]
