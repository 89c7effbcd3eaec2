"""A made-up paper of each kind, with everything a model may ask for: the last proof of an edited
model, and what the clerk sees it filled with. No body, person or figure in it is real."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from dangvu.documents.case_sample import CASE
from dangvu.documents.duty_samples import DUTY_SAMPLES
from dangvu.office.payloads import (
    CASE_MODELS,
    BodyLetter,
    CasePapers,
    CauseLine,
    Counts,
    DirectiveAssessment,
    DutyBodyUrging,
    DutyUrging,
    IntroductionLetter,
    LetterBox,
    Letterhead,
    PraiseList,
    PraiseRow,
    Recipient,
    Signature,
    SummaryReport,
    UrgingAnnex,
    UrgingAnnexRow,
    UrgingLetter,
)

Made = UrgingLetter | BodyLetter | PraiseList | IntroductionLetter
Duties = DutyUrging, DutyBodyUrging, DirectiveAssessment, SummaryReport


class Names(NamedTuple):
    """The names a model may use, with what stands there, and those it cannot do without."""

    known: Mapping[str, str]
    required: frozenset[str]


#: The names of the model of each kind.
NAMES: Mapping[str, Names] = {
    **{
        form.MODEL: Names(form.SLOTS, form.REQUIRED)
        for form in (UrgingLetter, BodyLetter, PraiseList, IntroductionLetter, *Duties)
    },
    **{form.model: Names(CasePapers.SLOTS, form.required) for form in CASE_MODELS.values()},
}

_ON, _DUE = date(2026, 5, 31), date(2026, 6, 15)
_HEAD = Letterhead(
    superior="TỈNH ỦY THỬ NGHIỆM",
    issuer="BAN TỔ CHỨC",
    symbol="CV/BTCTU",
    place="Thử Nghiệm",
    month=_ON,
    subject="về việc xem thử mẫu công văn",
)
_RECIPIENTS = (
    Recipient("Như trên"),
    Recipient("Thường trực cấp ủy", "b/c"),
    Recipient("Lưu Văn phòng"),
)
_SIGNATURE = Signature("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn Mẫu")
_BASES = ("Thông báo số 01-TB/TU, ngày 02/01/2026 của cấp ủy thử nghiệm về giao chỉ tiêu",)


def sample(kind: str) -> dict[str, Any]:
    """A made-up paper of a kind as its model gets it. KeyError for an unknown kind."""
    if kind in CASE_MODELS:
        return CASE.to_dict(CASE_MODELS[kind])
    if kind in DUTY_SAMPLES:
        return DUTY_SAMPLES[kind]().to_dict()
    return _MADE[kind]().to_dict()


def _row(order: int | None, name: str, target: int, months: tuple[int, ...]) -> UrgingAnnexRow:
    cumulative = sum(months)
    return UrgingAnnexRow(
        order=order,
        name=name,
        target=target,
        months=months,
        cumulative=cumulative,
        percent=Decimal(100 * cumulative) / target,
        pace=Decimal(100 * cumulative) / target / Decimal("41.4"),
        class_name="" if order is None else "Thấp",
        zero_months=None if order is None else 2,
    )


def _urging() -> UrgingLetter:
    return UrgingLetter(
        letterhead=_HEAD,
        addressees="Ban Thường vụ các đảng ủy trực thuộc (thử nghiệm)",
        issuer_name="Ban Tổ chức (thử nghiệm)",
        scope="Toàn đảng bộ thử nghiệm",
        bases=_BASES,
        as_of=_ON,
        counts=Counts(high=1, medium=1, low=4, unclassed=1, zero=2),
        target=200,
        admitted=45,
        percent=Decimal("22.5"),
        elapsed_percent=Decimal("41.4"),
        policy="Cao: nhịp độ từ 1,00. Trung bình: từ 0,70 đến dưới 1,00. Thấp: dưới 0,70.",
        report_to="Ban Tổ chức (thử nghiệm)",
        report_due=_DUE,
        streak_months=3,
        recipients=_RECIPIENTS,
        signature=_SIGNATURE,
        annex=UrgingAnnex(
            title="Kết quả của các đảng bộ thử nghiệm, tính đến hết tháng 5/2026",
            basis="số liệu thử nghiệm",
            rows=tuple(_row(i, f"Đảng bộ thử {i}", 40, (1, 2, i, 0, 0)) for i in range(1, 6)),
            total=_row(None, "Tổng cộng", 200, (5, 10, 15, 0, 0)),
            notes=("Ghi chú thử nghiệm dưới bảng.",),
        ),
        projected=110,
        zero_bodies=("Đảng bộ thử 6", "Đảng bộ thử 7"),
        accountable=1,
        causes=("thiếu nguồn (2 nơi)",),
    )


def _body() -> BodyLetter:
    return BodyLetter(
        letterhead=_HEAD,
        addressee="Ban Thường vụ Đảng ủy thử nghiệm",
        issuer_name="Ban Tổ chức (thử nghiệm)",
        body_name="đảng bộ thử nghiệm",
        bases=_BASES,
        as_of=_ON,
        months=(2, 1, 0, 0, 0),
        target=40,
        cumulative=3,
        percent=Decimal("7.5"),
        elapsed_percent=Decimal("41.4"),
        pace=Decimal("0.181"),
        class_name="thấp",
        explanation="đạt 7,5 % / 41,4 % thời gian, nhịp độ 0,18 < 0,70",
        report_to="Ban Tổ chức (thử nghiệm)",
        report_due=_DUE,
        streak_months=3,
        recipients=_RECIPIENTS,
        signature=_SIGNATURE,
        previous_class="trung bình",
        zero_months=3,
        causes=(CauseLine("Nguyên nhân thử", "Giải pháp thử", "Người phụ trách thử", _DUE),),
        accountability=True,
    )


def _praise() -> PraiseList:
    return PraiseList(
        letterhead=Letterhead(
            superior=_HEAD.superior,
            issuer=_HEAD.issuer,
            symbol="",
            place=_HEAD.place,
            month=_ON,
            subject="các đảng bộ thử nghiệm làm tốt",
        ),
        as_of=_ON,
        policy="xếp loại cao, nhịp độ từ 1,00.",
        rows=(
            PraiseRow("Đảng bộ thử 1", 20, 20, Decimal(100), Decimal("2.41"), "Hoàn thành"),
            PraiseRow("Đảng bộ thử 2", 20, 10, Decimal(50), Decimal("1.21")),
        ),
        recipients=_RECIPIENTS[1:],
        signature=_SIGNATURE,
    )


def _introduction() -> IntroductionLetter:
    return IntroductionLetter(
        letterhead=Letterhead(
            superior="TỈNH ỦY THỬ NGHIỆM", issuer="ĐẢNG ỦY XÃ THỬ NGHIỆM", symbol="GTSHĐ",
            place="Thử Nghiệm", month=_ON, subject="", number=7, issued_on=_ON,
        ),
        kind="Tạm thời",
        addressee="Đảng ủy phường Thử Đến",
        issuer_name="Đảng ủy xã Thử Nghiệm",
        full_name="Nguyễn Thị Mẫu",
        birth_on=date(1990, 6, 15),
        status="đảng viên chính thức",
        from_cell="Chi bộ thôn Thử, Đảng bộ xã Thử Nghiệm",
        to_cell="Chi bộ khối Thử, Đảng bộ phường Thử Đến",
        reason="đi học tập trung (thử nghiệm)",
        boxes=(
            LetterBox("Đảng ủy xã Thử Nghiệm", "Đảng ủy phường Thử Đến", _ON),
            LetterBox("Đảng ủy phường Thử Đến", "Chi bộ khối Thử"),
        ),
        signature=Signature("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Nguyễn Văn Mẫu"),
        other_name="Mẫu Nhỏ",
        card_number="000000000000",
        dossier_number="000001",
        joined_on=date(2015, 3, 26),
        official_on=date(2016, 3, 26),
        dues_through=_ON,
        until_on=date(2026, 12, 31),
    )  # fmt: skip


_MADE: Mapping[str, Callable[[], Made]] = {
    UrgingLetter.MODEL: _urging,
    BodyLetter.MODEL: _body,
    PraiseList.MODEL: _praise,
    IntroductionLetter.MODEL: _introduction,
}
