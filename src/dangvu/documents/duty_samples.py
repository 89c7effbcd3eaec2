"""Made-up papers about duties, for the proof of an edited model. Nothing in them is real."""

from collections.abc import Callable, Mapping
from datetime import date

from dangvu.office.payloads import (
    AssessedDuty,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    Letterhead,
    OwedRow,
    Recipient,
    Said,
    Signature,
    Spread,
    SummaryReport,
    SummedAnswer,
    SummedFigure,
    Voice,
)

_ON, _DUE = date(2026, 5, 31), date(2026, 6, 15)
_PAPER = (
    "Chỉ thị số 01-CT/TU, ngày 02/01/2026 của Ban Thường vụ Tỉnh ủy thử nghiệm về xem thử mẫu "
    "công văn"
)
_HEAD = Letterhead(
    superior="TỈNH ỦY THỬ NGHIỆM",
    issuer="BAN TỔ CHỨC",
    symbol="CV/BTCTU",
    place="Thử Nghiệm",
    month=_ON,
    subject="về việc xem thử mẫu công văn",
)
_REPORT = Letterhead(
    superior="TỈNH ỦY THỬ NGHIỆM",
    issuer="BAN TỔ CHỨC",
    symbol="BC/BTCTU",
    place="Thử Nghiệm",
    month=_ON,
    subject="kết quả thực hiện Chỉ thị số 01-CT/TU",
)
_RECIPIENTS = (
    Recipient("Như trên"),
    Recipient("Thường trực cấp ủy", "b/c"),
    Recipient("Lưu Văn phòng"),
)
_SIGNATURE = Signature("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn Mẫu")
_ROWS = (
    OwedRow("Đảng bộ thử 1", "Xây dựng kế hoạch thực hiện", "Kế hoạch", _ON, 7, "Quá hạn", 1),
    OwedRow("Đảng bộ thử 1", "Báo cáo quý II", "Báo cáo", _DUE, 3, "Phải làm lại"),
    OwedRow("Đảng bộ thử 2", "Báo cáo quý II", "Báo cáo", None, 3, "Chưa triển khai"),
)


def _urging() -> DutyUrging:
    return DutyUrging(
        letterhead=_HEAD,
        addressees="Ban Thường vụ các đảng ủy trực thuộc (thử nghiệm)",
        issuer_name="Ban Tổ chức (thử nghiệm)",
        paper=_PAPER,
        as_of=_ON,
        given=12,
        rows=_ROWS,
        report_to="Ban Tổ chức (thử nghiệm)",
        report_due=_DUE,
        recipients=_RECIPIENTS,
        signature=_SIGNATURE,
    )


def _body() -> DutyBodyUrging:
    return DutyBodyUrging(
        letterhead=_HEAD,
        addressee="Ban Thường vụ Đảng ủy thử nghiệm",
        issuer_name="Ban Tổ chức (thử nghiệm)",
        body_name="đảng bộ thử nghiệm",
        paper=_PAPER,
        as_of=_ON,
        rows=_ROWS[:2],
        report_to="Ban Tổ chức (thử nghiệm)",
        report_due=_DUE,
        recipients=_RECIPIENTS,
        signature=_SIGNATURE,
        urged=2,
        urged_on=date(2026, 5, 4),
    )


def _assessment() -> DirectiveAssessment:
    return DirectiveAssessment(
        letterhead=_REPORT,
        issuer_name="Ban Tổ chức (thử nghiệm)",
        paper=_PAPER,
        period="năm 2026",
        as_of=_ON,
        duties=(
            AssessedDuty("1", "Xây dựng kế hoạch", "Kế hoạch", "đến hết 31/5/2026", 12, 9, 3, 2),
            AssessedDuty("2", "Báo cáo định kỳ", "Báo cáo", "hằng quý", 12, 12, 0, 0, 18, 4, 2),
        ),
        spread=Spread(units=12, received=12, held=10, members=340, reached=310),
        bodies=12,
        all_done=("Đảng bộ thử 3", "Đảng bộ thử 4"),
        late=("Đảng bộ thử 1", "Đảng bộ thử 2"),
        silent=("Đảng bộ thử 2",),
        difficulties=(Voice("Đảng bộ thử 1", "Khó khăn thử nghiệm"),),
        proposals=(Voice("Đảng bộ thử 2", "Đề xuất thử nghiệm"),),
        urgings=3,
        urged_bodies=2,
        inspections=("Đảng bộ thử 2",),
        recipients=_RECIPIENTS[1:],
        signature=_SIGNATURE,
    )


def _summary() -> SummaryReport:
    return SummaryReport(
        letterhead=_REPORT,
        issuer_name="Ban Tổ chức (thử nghiệm)",
        paper=_PAPER,
        duty="Báo cáo kết quả thực hiện hằng quý",
        period="quý II/2026",
        as_of=_ON,
        in_time=("Đảng bộ thử 1",),
        late=("Đảng bộ thử 2 (3 ngày)",),
        missing=("Đảng bộ thử 3",),
        figures=(
            SummedFigure("Đảng viên kết nạp trong kỳ", "đồng chí", "21", 2),
            SummedFigure("Kế hoạch đã ban hành", "văn bản", "2", 1),
        ),
        difficulties=(
            Said("Khó khăn thử nghiệm nhiều nơi cùng nêu", ("Đảng bộ thử 1", "Đảng bộ thử 2")),
            Said("Khó khăn thử nghiệm của một nơi", ("Đảng bộ thử 2",)),
        ),
        proposals=(Said("Đề xuất thử nghiệm", ("Đảng bộ thử 1",)),),
        columns=("Kết nạp (đồng chí)", "Kế hoạch (văn bản)"),
        answers=(
            SummedAnswer("Đảng bộ thử 1", "Đã nhận", _ON, 0, ("12", "2")),
            SummedAnswer("Đảng bộ thử 2", "Đã gửi", _DUE, 3, ("9", "–")),
            SummedAnswer("Đảng bộ thử 3", "Quá hạn, chưa báo cáo", None, 5, ("–", "–")),
        ),
        recipients=_RECIPIENTS[1:],
        signature=_SIGNATURE,
        assessment="Nhận xét thử nghiệm của nơi soạn.",
        next_steps="Nhiệm vụ thử nghiệm thời gian tới.",
    )


Sampled = DutyUrging | DutyBodyUrging | DirectiveAssessment | SummaryReport
DUTY_SAMPLES: Mapping[str, Callable[[], Sampled]] = {
    DutyUrging.MODEL: _urging,
    DutyBodyUrging.MODEL: _body,
    DirectiveAssessment.MODEL: _assessment,
    SummaryReport.MODEL: _summary,
}
