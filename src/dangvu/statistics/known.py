"""What the system knows of a unit in a period, for the report the unit is to write."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action, Reach, reach
from dangvu.admissions.cases.reading import open_cases
from dangvu.kernel import clock
from dangvu.rules.months import Month
from dangvu.rules.statistics import Movement, Period
from dangvu.rules.targets import Class
from dangvu.statistics import queries
from dangvu.targets.own_line import own_line
from dangvu.targets.queries import cause_word, findings
from dangvu.tasks.figures import Known
from dangvu.tasks.queries.known import duty_figures

MEMBERS = "Sổ đảng viên"
CASES = "Nguồn và hồ sơ kết nạp"
TARGETS = "Chỉ tiêu kết nạp"
CAUSES = "Nguyên nhân, giải pháp đã ghi"
_LEFT = ("died", "expelled", "struck_off", "withdrew")
#: Causes named in words; the others are only counted.
MOST_CAUSES = 3


def known(actor: Actor, unit_id: int, start: date, end: date) -> tuple[Known, ...]:
    """Figures of a unit's branch from a day to another, both included, each with its source and
    day; nothing of days to come. At most thirty statements, whatever the size of the branch; 404
    outside reach."""
    today = clock.today()
    start, end = min(start, today), min(max(start, end), today)
    of = queries.branch(actor, unit_id)
    found: list[Known] = []
    if reach(actor.role, Action.VIEW_MEMBERS) is not Reach.NONE:
        found += _moved(queries.movement(of, Period(start, end)), end)
    found += _target(actor, unit_id, Month.of(end), today)
    if reach(actor.role, Action.VIEW_CASES) is not Reach.NONE:
        waiting = open_cases(actor, of.path).count()
        found.append(_whole("cases", "Hồ sơ kết nạp đang làm", waiting, "hồ sơ", CASES, today))
    found += _causes(actor, of.path, Month.of(start), Month.of(end), end)
    found += duty_figures(actor, of.path, start, end)
    return tuple(found)


def _whole(code: str, label: str, number: int, unit: str, source: str, on: date) -> Known:
    return Known(code, label, str(number), unit, source, on)


def _moved(shown: Movement, on: date) -> Iterator[Known]:
    people = "đồng chí"
    taken_in = shown.came.get("admitted"), shown.came.get("readmitted")
    admitted = sum(split.total for split in taken_in if split)
    left = sum(shown.went[line].total for line in _LEFT if line in shown.went)
    lines = (
        ("members_start", "Đảng viên đầu kỳ", shown.start.total),
        ("admitted", "Đảng viên kết nạp trong kỳ", admitted),
        ("recognised", "Công nhận đảng viên chính thức trong kỳ", shown.recognised),
        ("left", "Từ trần, ra khỏi Đảng trong kỳ", left),
        ("members_end", "Đảng viên cuối kỳ", shown.end.total),
    )
    for code, label, number in lines:
        yield _whole(code, label, number, people, MEMBERS, on)


def _target(actor: Actor, unit_id: int, month: Month, today: date) -> Iterator[Known]:
    """The unit's line on the sheet of the unit above, where it has a target."""
    own = own_line(actor, unit_id, month, today)
    if own is None or own.line.target is None:
        return
    line = own.line
    yield _whole("target", "Chỉ tiêu kết nạp được giao", own.line.target, "đồng chí", TARGETS,
                 own.on)  # fmt: skip
    yield _whole("target_done", "Kết nạp lũy kế theo chỉ tiêu", line.cumulative, "đồng chí",
                 TARGETS, own.on)  # fmt: skip
    if line.cls != Class.NONE:
        yield Known("class", "Xếp loại tiến độ kết nạp", Class(line.cls).label_vi, "", TARGETS,
                    own.on)  # fmt: skip


def _causes(actor: Actor, path: str, first: Month, last: Month, on: date) -> Iterator[Known]:
    rows = findings(actor, path).filter(
        month__gte=first.first(), month__lt=last.next().first()
    ).select_related(None).order_by()  # fmt: skip
    logged = list(rows.values_list("cause", "outcome"))
    if not logged:
        return
    often = Counter(cause for cause, _ in logged).most_common(MOST_CAUSES)
    words = "; ".join(f"{cause_word(cause).lower()} ({n})" for cause, n in often)
    done = sum(outcome == "done" for _, outcome in logged)
    yield _whole("remedies", "Giải pháp khắc phục đã ghi", len(logged), "giải pháp", CAUSES, on)
    yield _whole("remedies_done", "Giải pháp khắc phục đã xong", done, "giải pháp", CAUSES, on)
    yield Known("causes", "Nguyên nhân nêu nhiều", words[:100], "", CAUSES, on)
