"""Payloads of letters about duties and of the assessment of a paper, for tests."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.office.papers import AS_OF, DUE, HEAD, RECIPIENTS, SIGNATURE

from dangvu.office.payloads import (
    AssessedDuty,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    OwedRow,
    Said,
    Spread,
    SummaryReport,
    SummedAnswer,
    SummedFigure,
    Voice,
)

PAPER = "Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Tỉnh ủy Lâm Đồng về nâng cao chất lượng"
OWED = (
    OwedRow("Đảng bộ xã Số 1", "1 Xây dựng kế hoạch", "Kế hoạch", AS_OF, 7, "Quá hạn", 1),
    OwedRow("Đảng bộ xã Số 2", "2 Báo cáo quý", "Báo cáo", None, 0, "Phải làm lại"),
)


def duty_urging(**changes: Any) -> DutyUrging:
    made = DutyUrging(
        HEAD, "Ban Thường vụ các đảng ủy trực thuộc", "Ban Tổ chức Tỉnh ủy", PAPER, AS_OF, 128,
        OWED, "Ban Tổ chức Tỉnh ủy", DUE, RECIPIENTS, SIGNATURE,
    )  # fmt: skip
    return replace(made, **changes)


def duty_body(**changes: Any) -> DutyBodyUrging:
    made = DutyBodyUrging(
        HEAD, "Ban Thường vụ Đảng ủy xã Số 1", "Ban Tổ chức Tỉnh ủy", "đảng bộ xã Số 1", PAPER,
        AS_OF, OWED[:1], "Ban Tổ chức Tỉnh ủy", DUE, RECIPIENTS, SIGNATURE, 2, date(2026, 5, 4),
    )  # fmt: skip
    return replace(made, **changes)


def assessment(**changes: Any) -> DirectiveAssessment:
    made = DirectiveAssessment(
        letterhead=replace(HEAD, symbol="BC/BTCTU", subject="kết quả thực hiện Chỉ thị 07-CT/TU"),
        issuer_name="Ban Tổ chức Tỉnh ủy",
        paper=PAPER,
        period="năm 2026",
        as_of=AS_OF,
        duties=(
            AssessedDuty("1", "Xây dựng kế hoạch", "Kế hoạch", "hết 31/5/2026", 128, 97, 31, 4),
        ),
        spread=Spread(128, 128, 120, 4000, 3910),
        bodies=128,
        all_done=("Đảng bộ xã Số 3",),
        late=tuple(f"Đảng bộ xã Số {n}" for n in range(50)),
        silent=(),
        difficulties=(Voice("Đảng bộ xã Số 1", "Thiếu cán bộ."),),
        proposals=(Voice("Đảng bộ xã Số 2", "Mở lớp bồi dưỡng"),),
        urgings=3,
        urged_bodies=2,
        inspections=("Đảng bộ xã Số 1",),
        recipients=RECIPIENTS[1:],
        signature=SIGNATURE,
    )
    return replace(made, **changes)


def summary(**changes: Any) -> SummaryReport:
    made = SummaryReport(
        letterhead=replace(HEAD, symbol="BC/BTCTU", subject="sơ kết quý II/2026"),
        issuer_name="Ban Tổ chức Tỉnh ủy",
        paper=PAPER,
        duty="Báo cáo kết quả hằng quý",
        period="quý II/2026",
        as_of=AS_OF,
        in_time=("Đảng bộ xã Số 1",),
        late=("Đảng bộ xã Số 2 (3 ngày)",),
        missing=tuple(f"Đảng bộ xã Số {n}" for n in range(3, 60)),
        figures=(SummedFigure("Đảng viên kết nạp trong kỳ", "đồng chí", "1.234", 2),),
        difficulties=(Said("Thiếu cán bộ.", ("Đảng bộ xã Số 1", "Đảng bộ xã Số 2")),),
        proposals=(Said("Mở lớp bồi dưỡng", ("Đảng bộ xã Số 2",)),),
        columns=("Kết nạp (đồng chí)", "Xếp loại"),
        answers=(
            SummedAnswer("Đảng bộ xã Số 1", "Đã nhận", AS_OF, 0, ("1.230", "Cao")),
            SummedAnswer("Đảng bộ xã Số 2", "Chờ nhận", DUE, 3, ("4", "–")),
            SummedAnswer("Đảng bộ xã Số 3", "Quá hạn, chưa báo cáo", None, 2, ("–", "–")),
        ),
        recipients=RECIPIENTS[1:],
        signature=SIGNATURE,
        assessment="Các nơi làm nghiêm túc.",
        next_steps="Tiếp tục thực hiện.",
    )
    return replace(made, **changes)
