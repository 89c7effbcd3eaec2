"""What the units of the province did with the directives: sessions, plans, reports, by chance. A
body that is slow in one thing is slow in others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from dangvu.cli.demo.directives import COMMUNE_ON, DIRECTIVE_ON, LETTER_ON, Given
from dangvu.cli.demo.plan import rng_of
from dangvu.cli.demo.times import at
from dangvu.cli.demo.units import Tree
from dangvu.rules.duties import late_days
from dangvu.tasks import loading
from dangvu.tasks.loading import Assigned, ReachedRow, ReportRow, SessionRow, StandingRow

SECOND_QUARTER = date(2026, 4, 1)
END_OF_JUNE = date(2026, 6, 30)
REPORT_DAY = 24
BY_UNIT, BY_PROVINCE = "Bản minh họa", "Nguyễn Thị Minh Hà"
_DIFFICULTIES = (
    "Một số chi bộ còn ít đảng viên, khó bố trí người ghi biên bản.",
    "Đảng viên đi làm xa, khó tập hợp dự sinh hoạt chuyên đề.",
    "Bí thư chi bộ giữ chức vụ lần đầu, còn lúng túng khi phân công nhiệm vụ.",
    "Biểu mẫu phân công công tác chưa thống nhất giữa các chi bộ.",
    "Địa bàn rộng, nhiều thôn ở xa trung tâm xã.",
)
_PROPOSALS = (
    "Đề nghị Ban Tổ chức Tỉnh ủy gửi mẫu biên bản sinh hoạt chuyên đề.",
    "Đề nghị mở lớp bồi dưỡng bí thư chi bộ ngay trong quý III.",
    "",
    "",
)
_RETURNED = (
    "Chưa nêu số chi bộ đã phân công công tác bằng văn bản.",
    "Số liệu chưa khớp với danh sách chi bộ trực thuộc; rà soát lại.",
    "Chưa có phần khó khăn, nguyên nhân.",
)
_CHAIRS = ("Nguyễn Văn Thành", "Trần Quốc Hưng", "Lê Thị Thu Hiền", "Phạm Minh Đức", "K'Brêu")


@dataclass(frozen=True)
class Unit:
    """A unit that has duties: its members, how diligent its body is (0 to 1), chance of its own."""

    id: int
    path: str
    members: int
    diligence: float
    rng: Random

    def does(self, share: float) -> bool:
        """Whether it did something that a share of all units did."""
        return self.rng.random() < share * (0.55 + 0.6 * self.diligence)


def carry_out(tree: Tree, given: Given, quiet: int, seed: int) -> None:
    """Writes what was done with the three directives; the unit ``quiet`` keeps its duties open."""
    units = {unit.id: unit for unit in _units(tree, seed)}
    for directive, on, story in (
        (given.directive, DIRECTIVE_ON, _directive), (given.letter, LETTER_ON, _letter),
        (given.commune, COMMUNE_ON, _commune),
    ):  # fmt: skip
        rows = loading.assigned(directive)
        reached = {row.unit_id for row in rows} & units.keys()
        _reach(directive, [units[pk] for pk in sorted(reached) if pk != quiet], on)
        told = [story(row, units[row.unit_id]) for row in rows
                if row.unit_id in units and row.unit_id != quiet]  # fmt: skip
        told += [_organ(row) for row in rows if row.organ]
        loading.note_standing(one.standing for one in told if one.standing)
        loading.load_reports(
            one.report._replace(directive_id=directive) for one in told if one.report
        )


def _units(tree: Tree, seed: int) -> Iterator[Unit]:
    for body in tree.bodies:
        rng = rng_of(seed, body.place.register_code, "duties")
        diligence = min(1.0, max(0.0, rng.gauss(0.7, 0.25)))
        size = sum(cell.node.size for cell in body.cells)
        yield Unit(body.id, body.path, size, diligence, rng)
        for head in body.heads:
            size = sum(cell.node.size for cell in head.cells)
            yield Unit(head.id, head.path, size, diligence, rng)
            for cell in head.cells:
                if cell.id != head.id:
                    yield Unit(cell.id, cell.path, cell.node.size, diligence, rng)


# ------------------------------------------------------------------ made known


def _reach(directive: int, units: list[Unit], on: date) -> None:
    """Received within days, opened, a session held some weeks later."""
    reached, sessions = [], []
    for unit in units:
        rng = unit.rng
        came = at(on + timedelta(days=rng.randrange(4)), 8 + rng.randrange(9))
        opened = came + timedelta(hours=rng.randrange(2, 60)) if unit.does(0.97) else None
        held = None
        if opened and unit.members and unit.does(0.95):
            held = opened.date() + timedelta(days=4 + rng.randrange(30))
            held = min(held, date(2026, 5, 29))
            sessions.append(_session(directive, unit, held))
        reached.append(ReachedRow(unit.id, came, opened, held, BY_UNIT))
    if reached:
        loading.note_reached(directive, reached)
    loading.load_sessions(sessions)
    loading.load_learned(directive)


def _session(directive: int, unit: Unit, held: date) -> SessionRow:
    cell = unit.members < 60
    form = "cell_meeting" if cell else unit.rng.choice(("in_person", "in_person", "online"))
    there = round(unit.members * unit.rng.uniform(0.78, 1.0))
    return SessionRow(
        directive, unit.id, unit.path, held, form, unit.members, min(there, unit.members), "", "",
        at(held, 17), BY_UNIT,
    )  # fmt: skip


# ------------------------------------------------------------------ done


@dataclass(frozen=True)
class Told:
    """How far a unit is with a duty, and its report if there is one."""

    standing: StandingRow | None = None
    report: ReportRow | None = None


def _stands(row: Assigned, stage: str, **more: object) -> Told:
    words: dict[str, object] = {
        "plan_number": "", "plan_on": None, "done_on": None,
        "period_start": row.period_start, "due_on": row.due_on, **more,
    }  # fmt: skip
    return Told(StandingRow(id=row.id, stage=stage, **words))  # type: ignore[arg-type]


def _done(row: Assigned, unit: Unit, since: date, share: float) -> Told:
    """Done in time by most, late by some, under way or not begun with the rest."""
    due = row.due_on or date(2026, 5, 29)
    if unit.does(share):
        early = unit.rng.randrange(max((due - since).days - 5, 1))
        return _stands(row, "done", done_on=due - timedelta(days=early))
    if unit.does(0.4):
        return _stands(row, "done", done_on=min(due + timedelta(days=unit.rng.randrange(1, 20)),
                                                date(2026, 5, 29)))  # fmt: skip
    return _stands(row, unit.rng.choice(("not_begun", "disseminated", "in_progress")))


def _organ(row: Assigned) -> Told:
    """Organs of the office that gave the directive: one held its conference, one is at work."""
    if row.no == "5.1":
        return _stands(row, "done", done_on=date(2026, 2, 26))
    return _stands(row, "in_progress")


def _directive(row: Assigned, unit: Unit) -> Told:
    match row.no:
        case "1" if unit.does(0.95):
            planned = date(2026, 1, 26) + timedelta(days=unit.rng.randrange(30))
            number = f"{unit.rng.randrange(8, 45):02}-KH/ĐU"
            return _stands(row, "done", plan_number=number, plan_on=planned, done_on=planned)
        case "1":
            return _stands(row, "disseminated")
        case "3" if unit.does(0.95):
            stage = "in_progress" if unit.does(0.8) else "not_begun"
            return _stands(row, stage, period_start=SECOND_QUARTER, due_on=END_OF_JUNE)
        case "3":
            return _stands(row, "disseminated")
        case "4":
            return _stands(row, "in_progress" if unit.does(0.85) else "disseminated")
        case "5.4":
            return _report(row, unit, row.due_on, SECOND_QUARTER, date(2026, 6, REPORT_DAY),
                           "quý I/2026")  # fmt: skip
    return _done(row, unit, DIRECTIVE_ON, 0.92)


def _letter(row: Assigned, unit: Unit) -> Told:
    match row.no:
        case "1":
            return _done(row, unit, LETTER_ON, 0.85)
        case "2":
            return _stands(row, "in_progress" if unit.does(0.85) else "disseminated")
        case "3":
            return _stands(row, "in_progress", due_on=date(2026, 12, 31), period_start=None)
    return _report(
        row, unit, date(2026, 5, 19), date(2026, 6, 1), date(2026, 6, 19), "tháng 5/2026",
        start=date(2026, 5, 1),
    )  # fmt: skip


def _commune(row: Assigned, unit: Unit) -> Told:
    if row.no == "1":
        return _report(row, unit, row.due_on, None, None, "đợt rà soát hồ sơ")
    return _stands(row, "in_progress" if unit.does(0.8) else "not_begun")


def _report(
    row: Assigned, unit: Unit, due: date | None, next_start: date | None, next_due: date | None,
    called: str, start: date | None = None,
) -> Told:  # fmt: skip
    """The report of the period that is over: taken, waiting, sent back, or missing."""
    here = start or row.period_start
    due = due or date(2026, 5, 29)
    if not unit.does(0.9):
        return _stands(row, "in_progress", period_start=here, due_on=due)
    late = 0 if unit.does(0.93) else unit.rng.randrange(1, 12)
    sent = due - timedelta(days=unit.rng.randrange(6)) + timedelta(days=late + 5 * bool(late))
    if unit.rng.random() < 0.06:
        reason = unit.rng.choice(_RETURNED)
        made = _written(row, unit, here, due, sent, "returned", called)._replace(reason=reason)
        return Told(_stands(row, "returned", period_start=here, due_on=due).standing, made)
    if unit.rng.random() < 0.1:
        made = _written(row, unit, here, due, sent, "sent", called)
        made = made._replace(decided_on=None, decided_by="")
        return Told(_stands(row, "reported", period_start=here, due_on=due).standing, made)
    made = _written(row, unit, here, due, sent, "accepted", called)
    if next_start is None:
        standing = _stands(row, "done", done_on=sent).standing
    else:
        standing = _stands(row, "in_progress", period_start=next_start, due_on=next_due).standing
    return Told(standing, made)


def _written(
    row: Assigned, unit: Unit, start: date | None, due: date, sent: date, state: str, called: str
) -> ReportRow:  # fmt: skip
    rng = unit.rng
    cells = max(unit.members // 14, 1)
    done = min(cells, round(cells * rng.uniform(0.7, 1.0)))
    end = None if start is None else (date(2026, 3, 31) if start.month == 1 else date(2026, 5, 31))
    figures = [
        _figure("members", "Đảng viên hiện có", unit.members, "đảng viên", "Sổ đảng viên", sent),
        _figure("cells_done", "Chi bộ đã phân công công tác bằng văn bản", done, "chi bộ",
                "Đơn vị tự ghi", sent),
        _figure("meetings", "Buổi sinh hoạt chuyên đề đã tổ chức", rng.randrange(1, cells + 1),
                "buổi", "Đơn vị tự ghi", sent),
    ]  # fmt: skip
    decided = min(sent + timedelta(days=rng.randrange(1, 5)), date(2026, 5, 29))
    when: datetime = at(sent, 15)
    return ReportRow(
        assignment_id=row.id, directive_id=0, root_id=row.root_id, unit_id=row.unit_id,
        unit_path=row.unit_path, period_start=start, period_end=end, due_on=due, state=state,
        figures=figures,
        results=f"Đã quán triệt đến chi bộ; {done} trên {cells} chi bộ đã phân công công tác cho "
                f"đảng viên. Kết quả {called} đạt theo kế hoạch của đảng ủy.",
        difficulties=rng.choice(_DIFFICULTIES), proposals=rng.choice(_PROPOSALS),
        next_steps="Hoàn thành phân công ở các chi bộ còn lại; kiểm tra biên bản mỗi tháng.",
        number_symbol=f"{rng.randrange(20, 160)}-BC/ĐU", signed_post="Phó Bí thư",
        signed_by=rng.choice(_CHAIRS), sent_on=sent, late_days=late_days(due, sent), rounds=1,
        reason="", decided_on=decided, decided_by=BY_PROVINCE, written_at=when, written_by=BY_UNIT,
    )  # fmt: skip


def _figure(
    code: str, name: str, value: int, unit: str, source: str, on: date
) -> dict[str, object]:  # fmt: skip
    return {"code": code, "label": name, "value": str(value), "unit": unit, "source": source,
            "as_of": on.isoformat()}  # fmt: skip
