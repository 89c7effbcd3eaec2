"""Why bodies lag and what they do about it, for April and May; and papers of reviews."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from dangvu.cli.demo.plan import BodyPlan, rng_of
from dangvu.cli.demo.times import at
from dangvu.cli.demo.units import BodyUnit, Tree
from dangvu.rules.months import Month
from dangvu.rules.targets import Class
from dangvu.targets.loading import AccountabilityRow, Cause, FindingRow, Outcome

APRIL, MAY = Month(2026, 4), Month(2026, 5)
EXPLAINED = {APRIL: 0.86, MAY: 0.72}
"""How many lagging bodies have written down a cause."""

_CAUSES: dict[Cause, tuple[tuple[str, str], ...]] = {
    Cause.NO_SOURCE: (
        ("Thanh niên trong thôn đi làm xa, chi bộ chỉ còn hai quần chúng trong danh sách nguồn.",
         "Rà lại nguồn ở trường học, trạm y tế và tổ an ninh cơ sở; mỗi chi bộ đề xuất một người."),
        ("Nguồn tập trung ở khối cơ quan, các chi bộ thôn chưa giới thiệu được ai.",
         "Mỗi chi ủy viên nhận giúp đỡ một quần chúng, báo kết quả tại kỳ họp chi bộ."),
        ("Đoàn viên đủ tuổi phần lớn đang học đại học ở tỉnh khác.",
         "Lập danh sách đoàn viên về địa phương trong hè, gặp từng người."),
    ),
    Cause.NOT_SENT: (
        ("Chín quần chúng đủ tiêu chuẩn nhưng chưa được cử đi học lớp nhận thức.",
         "Gửi danh sách cho Trung tâm chính trị để học lớp gần nhất."),
        ("Chi bộ gửi danh sách học lớp nhận thức sau khi lớp đã khai giảng.",
         "Chốt danh sách trước ngày 10 hằng tháng, đảng ủy theo dõi."),
    ),
    Cause.NO_CLASS: (
        ("Chưa đủ học viên để mở lớp nhận thức riêng trong quý.",
         "Ghép lớp với xã bên cạnh, đề nghị mở lớp vào cuối tuần."),
        ("Lớp nhận thức quý I phải lùi lịch vì thiếu giảng viên.",
         "Thống nhất lịch lớp với Trung tâm chính trị cho cả năm."),
    ),
    Cause.VETTING: (
        ("Năm hồ sơ chờ xác nhận lý lịch từ nơi khác, lâu nhất đã bốn tháng.",
         "Cử cán bộ đi thẩm tra trực tiếp các hồ sơ chờ quá hai tháng."),
        ("Hồ sơ thẩm tra trả lại vì thiếu xác nhận của cha mẹ vợ, chồng.",
         "Hướng dẫn khai lại và kiểm tra đủ giấy trước khi gửi đi."),
    ),
    Cause.NO_MEETING: (
        ("Hai chi bộ không họp tháng trước nên chưa ra được nghị quyết đề nghị kết nạp.",
         "Đảng ủy phân công ủy viên dự họp cùng chi bộ đến hết quý II."),
        ("Chi bộ thôn họp không đủ số đảng viên chính thức cần thiết khi biểu quyết.",
         "Đổi giờ họp sang buổi tối, báo lịch trước năm ngày."),
    ),
    Cause.LEADERSHIP: (
        ("Cấp ủy chưa giao chỉ tiêu đến từng chi bộ, chưa kiểm tra hằng tháng.",
         "Giao chỉ tiêu đến chi bộ, đưa vào nội dung giao ban tuần đầu mỗi tháng."),
        ("Sau sắp xếp, việc phân công cấp ủy viên phụ trách chi bộ chưa xong.",
         "Ban hành phân công và lịch làm việc với từng chi bộ."),
    ),
    Cause.OTHER: (
        ("Mùa thu hoạch cà phê và sầu riêng kéo dài, quần chúng chưa làm xong lý lịch.",
         "Cán bộ xuống tận thôn giúp khai lý lịch vào buổi tối."),
    ),
}  # fmt: skip
_WEIGHTS = {
    Cause.NO_SOURCE: 30, Cause.NOT_SENT: 18, Cause.NO_CLASS: 12, Cause.VETTING: 18,
    Cause.NO_MEETING: 8, Cause.LEADERSHIP: 10, Cause.OTHER: 4,
}  # fmt: skip
_RESPONSIBLE = (
    "Phó Bí thư Thường trực",
    "Trưởng Ban Xây dựng Đảng",
    "Ủy viên Ban Thường vụ phụ trách",
)
_PROGRESS = (
    "Đã làm việc với các chi bộ, có thêm ba quần chúng đưa vào danh sách nguồn.",
    "Bốn quần chúng đã học xong lớp nhận thức, đang làm hồ sơ.",
    "Đã thẩm tra xong hai hồ sơ, còn lại chờ trả lời.",
)
_FAILED = "Chưa thực hiện được, đảng ủy đề nghị lùi hạn."


def findings(tree: Tree, seed: int) -> Iterator[FindingRow]:
    """Causes and remedies of most bodies that were low in April and in May."""
    for body in tree.bodies:
        rng = rng_of(seed, body.place.register_code, "findings")
        before: Cause | None = None
        for month in (APRIL, MAY):
            if _class(body.plan, month) is not Class.LOW or rng.random() > EXPLAINED[month]:
                continue
            cause = before if before and rng.random() < 0.4 else _cause(rng)
            before = cause
            yield _finding(body, month, cause, rng)


def _class(plan: BodyPlan, month: Month) -> Class:
    return plan.course.april if month == APRIL else plan.course.may


def _cause(rng: Random) -> Cause:
    return rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]


def _finding(body: BodyUnit, month: Month, cause: Cause, rng: Random) -> FindingRow:
    detail, remedy = rng.choice(_CAUSES[cause])
    written = month.last() - timedelta(days=rng.randint(0, 2))
    due = month.next().first() + timedelta(days=rng.randint(14, 28))
    outcome, progress, followed = Outcome.OPEN, "", None
    if month == APRIL and rng.random() < 0.7:
        done = rng.random() < 0.6
        outcome = Outcome.DONE if done else Outcome.FAILED
        progress = rng.choice(_PROGRESS) if done else _FAILED
        followed = date(2026, 5, rng.randint(25, 29))
    elif month == MAY:
        due += timedelta(days=rng.randint(0, 14))
    return FindingRow(
        body.id, body.path, month.first(), cause, detail, remedy,
        f"{rng.choice(_RESPONSIBLE)} {body.place.committee}", due, outcome, progress, followed,
        at(written, 15), f"Ban Xây dựng Đảng {body.place.committee}",
    )  # fmt: skip


def accountabilities(tree: Tree, seed: int) -> Iterator[AccountabilityRow]:
    """Papers of reviews of responsibility: some of the bodies at zero in April, a few in May."""
    for body in tree.bodies:
        course = body.plan.course
        rng = rng_of(seed, body.place.register_code, "reviews")
        chance = rng.random()
        if course.zero and chance < 0.6:
            yield _review(body, APRIL, date(2026, 5, rng.randint(6, 15)), rng)
        if (course.zero and chance < 0.3) or (course.dry and chance < 0.2):
            yield _review(body, MAY, date(2026, 5, rng.randint(26, 29)), rng)


def _review(body: BodyUnit, month: Month, on: date, rng: Random) -> AccountabilityRow:
    return AccountabilityRow(
        body.id, body.path, month.first(), f"{rng.randint(20, 140)}-BC/ĐU", on,
        f"Ban Thường vụ {body.place.committee}",
        "Đã kiểm điểm tập thể Ban Thường vụ và đồng chí ủy viên phụ trách.",
        at(on, 16), f"Ban Xây dựng Đảng {body.place.committee}",
    )  # fmt: skip
