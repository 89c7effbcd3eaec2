"""The cell of the story and its ward at work on the directives: a session with names, tasks of
members, obstacles and their answers, criteria; and the province that urges and puts forward."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from dangvu.cli.demo.accounts import Scene, acting
from dangvu.cli.demo.directives import CLERK, COMMUNE, PROVINCE, Given
from dangvu.cli.demo.letters import SIGNER
from dangvu.cli.demo.units import ROOT_ID
from dangvu.documents.actions import issue_bundle
from dangvu.documents.offices import Wording, office_of
from dangvu.members import queries as members
from dangvu.orgs import queries as orgs
from dangvu.orgs.queries import letterhead
from dangvu.rules.kpi import Quality, Weight, span
from dangvu.tasks.actions import disseminating, indicators, inspecting, member_tasks, petitions
from dangvu.tasks.actions.disseminating import Held
from dangvu.tasks.actions.member_tasks import Judged, TaskFacts, Told
from dangvu.tasks.actions.petitions import Raised
from dangvu.tasks.actions.urging import draft_urging
from dangvu.tasks.catalogue import SessionForm, Shortfall, Subject
from dangvu.tasks.papers import subject_of
from dangvu.tasks.queries.directives import directive
from dangvu.tasks.queries.following import follow_sheet

CELL, MEMBER = "bithu", "dangvien"
URGED_ON = date(2026, 5, 22)


def work(scene: Scene, given: Given, on: date) -> None:
    """Everything the accounts of the demo find in their lists on its day."""
    people = _people(scene, on)
    _made_known(scene, given, people)
    _tasks(people, on)
    _obstacles(people, given, on)
    _criteria(scene, on)
    _urged(given)


def _people(scene: Scene, on: date) -> list[int]:
    """Members of the cell who take part, whose account is none of the demo's."""
    with acting(CELL, on) as actor:
        cell = orgs.unit(actor, scene.cell.id)
        here = [one.pk for one in members.in_cell(actor, cell)
                if one.status in members.MEMBERS and one.pk != actor.person_id]  # fmt: skip
    return here


def _made_known(scene: Scene, given: Given, people: list[int]) -> None:
    held = date(2026, 2, 12)
    with acting(CELL, held + timedelta(days=1)) as actor:
        disseminating.opened(actor, given.directive)
        there = people[: len(people) * 4 // 5]
        session = Held(
            held, SessionForm.CELL_MEETING, len(people) + 1, len(there), there,
            note="Học cùng buổi sinh hoạt thường kỳ tháng 02",
        )  # fmt: skip
        disseminating.hold_session(actor, given.directive, scene.cell.id, session)
    with acting(MEMBER, date(2026, 2, 15)) as actor:
        disseminating.acknowledge(actor, given.directive)


# ------------------------------------------------------------------ tasks


@dataclass(frozen=True)
class Task:
    """A task of the story: what, its product, given and due counted back from the demo's day;
    ``told`` so many days ago, ``judged`` as it was found."""

    facts: TaskFacts
    given: int
    due: int
    told: int | None = None
    evidence: str = ""
    judged: Judged | None = None
    to_member: bool = False


def _facts(what: str, product: str, quantity: int, unit: str, weight: Weight) -> TaskFacts:
    day = date(2026, 1, 1)
    return TaskFacts(what, product, Decimal(quantity), unit, weight, day, day)


TASKS = (
    Task(_facts("Vận động các hộ trong tổ phân loại rác tại nguồn", "Danh sách hộ đã ký cam kết",
                40, "hộ", Weight.IMPORTANT),
         75, 20, 24, "Danh sách ký ở sổ tổ dân phố, trang 14 đến 16",
         Judged(Decimal(40), Quality.MET, date(2026, 5, 9))),
    Task(_facts("Giúp đỡ một quần chúng ưu tú đang học lớp nhận thức về Đảng", "Nhận xét của người "
                "giúp đỡ", 1, "bản", Weight.CENTRAL),
         60, 10, 12, "Bản nhận xét gửi chi ủy ngày 20/5",
         Judged(Decimal(1), Quality.MET, date(2026, 5, 20))),
    Task(_facts("Ghi biên bản sinh hoạt chi bộ quý II", "Biên bản đủ nội dung", 3, "buổi",
                Weight.ORDINARY),
         60, 5, 8, "Hai biên bản tháng 4 và tháng 5",
         Judged(Decimal(2), Quality.FLAWED, date(2026, 5, 28), Shortfall.WORKLOAD,
                "Một buổi vắng vì đi công tác")),
    Task(_facts("Rà soát đảng viên còn thiếu giấy tờ trong hồ sơ", "Danh sách gửi Đảng ủy", 1,
                "danh sách", Weight.IMPORTANT), 24, 3),
    Task(_facts("Dự và ghi ý kiến buổi tiếp xúc cử tri của phường", "Bản ghi ý kiến", 1, "bản",
                Weight.ORDINARY), 12, -9),
    Task(_facts("Hướng dẫn người lớn tuổi trong tổ dùng dịch vụ công trực tuyến", "Số người làm "
                "được hồ sơ đầu tiên", 15, "người", Weight.IMPORTANT),
         30, -20, 6, "Ảnh và danh sách 9 người, để ở nhà sinh hoạt tổ", to_member=True),
)  # fmt: skip


def _tasks(people: list[int], on: date) -> None:
    with acting(MEMBER, on) as member:
        own = member.person_id or 0
    for number, task in enumerate(TASKS):
        given, due = on - timedelta(days=task.given), on - timedelta(days=task.due)
        to = own if task.to_member else people[2 + number]
        with acting(CELL, given) as actor:
            facts = replace(task.facts, given_on=given, due_on=due)
            made = member_tasks.give(actor, [to], facts)[0]
        if task.told is not None:
            day = on - timedelta(days=task.told)
            quantity = task.judged.quantity_done if task.judged else Decimal(9)
            with acting(MEMBER if task.to_member else CELL, day) as actor:
                member_tasks.tell_result(actor, made.pk, Told(day, quantity, task.evidence))
        if task.judged is not None:
            with acting(CELL, max(task.judged.done_on or due, due)) as actor:
                member_tasks.judge(actor, made.pk, task.judged)


# ------------------------------------------------------------------ obstacles


def _obstacles(people: list[int], given: Given, on: date) -> None:
    def raised(by: str, ago: int, person: int, petition: Raised) -> int:
        with acting(by, on - timedelta(days=ago)) as actor:
            return petitions.raise_petition(actor, person or actor.person_id or 0, petition).pk

    means, rules, work_ = Subject.MEANS.value, Subject.RULES.value, Subject.WORK.value
    projector = raised(CELL, 64, people[3], Raised(
        means, "Nhà sinh hoạt tổ không có máy chiếu, khó học chuyên đề bằng hình ảnh.",
        "Cho mượn máy chiếu của phường theo lịch.", given.directive))  # fmt: skip
    papers = raised(CELL, 57, people[5], Raised(
        rules, "Đảng viên là công nhân làm ca, khi xin xác nhận nơi cư trú phải đi hai lần.",
        "Nhận hồ sơ ngoài giờ một buổi mỗi tuần."))  # fmt: skip
    raised(CELL, 38, people[8], Raised(
        work_, "Được giao ghi biên bản nhưng chưa được hướng dẫn mẫu mới.",
        "Gửi mẫu và một bản làm sẵn.", given.directive))  # fmt: skip
    mine = raised(MEMBER, 33, 0, Raised(
        work_, "Nhiều người lớn tuổi trong tổ không có điện thoại thông minh để làm dịch vụ công.",
        "Bố trí máy dùng chung ở nhà sinh hoạt tổ vào tối thứ năm."))  # fmt: skip
    raised(MEMBER, 6, 0, Raised(
        means, "Máy in của tổ hỏng nên chưa in được tài liệu tuyên truyền phân loại rác.",
        "Sửa hoặc cho dùng nhờ máy in của trường học."))  # fmt: skip
    with acting(CELL, on - timedelta(days=50)) as actor:
        petitions.answer(
            actor, projector, "Chi bộ đã đăng ký mượn máy chiếu của phường vào chiều thứ sáu hằng "
            "tuần. Đồng chí báo trước một ngày khi cần dùng.",
        )  # fmt: skip
        petitions.pass_up(
            actor, papers, None, "Việc tiếp nhận hồ sơ ngoài giờ do phường quyết định."
        )
    with acting(CELL, on - timedelta(days=12)) as actor:
        petitions.answer(
            actor, mine, "Chi bộ thống nhất đặt một máy dùng chung, đồng chí trực tối thứ năm từ "
            "tuần tới; chi phí lấy từ quỹ tổ dân phố.",
        )  # fmt: skip


# ------------------------------------------------------------------ criteria


CRITERIA = (
    (("Tốc độ tăng giá trị sản xuất", "%", True), "10", "10,6", "9,2"),
    (("Tỷ lệ giải ngân vốn đầu tư công", "%", True), "100", "58,4", "41"),
    (("Thu ngân sách trên địa bàn", "tỷ đồng", True), "186", "97,3", "79,5"),
    (("Thu nhập bình quân đầu người", "triệu đồng", True), "82", "80,1", ""),
    (("Tỷ lệ hộ nghèo", "%", False), "0,6", "0,7", "0,8"),
)


def _criteria(scene: Scene, on: date) -> None:
    """Criteria of the ward with two quarters of the year."""
    with acting(COMMUNE, on) as actor:
        for words, target, second, first in CRITERIA:
            name, measure, more = words
            made = indicators.add(
                actor, scene.body.id, indicators.Measured(name, measure, more, "Báo cáo của UBND")
            )
            for code, result in (("2026-q1", first), ("2026-q2", second)):
                if result:
                    indicators.record(actor, made.pk, indicators.Period(
                        span(code), _decimal(target), _decimal(result)))  # fmt: skip


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


# ------------------------------------------------------------------ urged


def _urged(given: Given) -> None:
    """The province urges the twelve latest bodies, and puts three forward for inspection."""
    with acting(PROVINCE, URGED_ON) as actor:
        found = directive(actor, given.directive)
        late = sorted(
            (line for line in follow_sheet(actor, found.pk, URGED_ON).lines
             if line.late and not line.organ),
            key=lambda line: (-line.late, line.path),
        )[:12]  # fmt: skip
        office = replace(office_of(orgs.unit(actor, ROOT_ID), letterhead(ROOT_ID)), signer=SIGNER)
        wording = Wording(office, subject_of(found), URGED_ON + timedelta(days=14))
        key = draft_urging(
            actor, found.pk, [line.unit_id for line in late], wording, each=False, on=URGED_ON,
            seen=0,
        )  # fmt: skip
        inspecting.put_forward(
            actor, found.pk, [line.unit_id for line in late[:3]],
            "Nhiều nhiệm vụ quá hạn, chưa báo cáo quý I",
        )  # fmt: skip
    with acting(CLERK, URGED_ON) as actor:
        issue_bundle(actor, key, URGED_ON)
