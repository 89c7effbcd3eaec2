"""Payloads that the tests of letters share."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dangvu.office.payloads import (
    BodyLetter,
    CauseLine,
    Counts,
    IntroductionLetter,
    LetterBox,
    Letterhead,
    PraiseList,
    PraiseRow,
    Recipient,
    Signature,
    UrgingAnnex,
    UrgingAnnexRow,
    UrgingLetter,
)

HEAD = Letterhead(
    "TỈNH ỦY LÂM ĐỒNG",
    "BAN TỔ CHỨC",
    "CV/BTCTU",
    "Lâm Đồng",
    date(2026, 6, 1),
    subject="về việc đẩy nhanh tiến độ kết nạp đảng viên năm 2026",
)
RECIPIENTS = (
    Recipient("Như trên"),
    Recipient("Thường trực Tỉnh ủy", "b/c"),
    Recipient("Lưu Văn phòng Ban"),
)
SIGNATURE = Signature("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Trần Văn Mẫu")
AS_OF, DUE = date(2026, 5, 31), date(2026, 6, 20)


def annex(bodies: int = 128, months: int = 5) -> UrgingAnnex:
    rows = tuple(
        UrgingAnnexRow(
            i,
            f"Đảng bộ xã Số {i}",
            40,
            tuple((i + m) % 4 for m in range(months)),
            sum((i + m) % 4 for m in range(months)),
            Decimal("18.75"),
            Decimal("0.453"),
            "Thấp",
            i % 3,
        )
        for i in range(1, bodies + 1)
    )
    sums = tuple(sum(r.months[m] for r in rows) for m in range(months))
    total = UrgingAnnexRow(
        None,
        "Tổng cộng",
        4945,
        sums,
        1385,
        Decimal("28.0"),
        Decimal("0.68"),
        "25 cao, 22 trung bình, 81 thấp",
        None,
    )
    return UrgingAnnex(
        "Kết quả kết nạp đảng viên của 128 đảng bộ",
        "số liệu đã chốt lần 1",
        rows,
        total,
        ("Ghi chú một.",),
    )


def urging(**changes: Any) -> UrgingLetter:
    made = UrgingLetter(
        HEAD,
        "Ban Thường vụ các đảng ủy trực thuộc Tỉnh ủy",
        "Ban Tổ chức Tỉnh ủy",
        "Toàn Đảng bộ tỉnh",
        ("Chỉ thị số 07-CT/TU", "Thông báo số 149-TB/TU"),
        AS_OF,
        Counts(25, 22, 81, 0, 7),
        4945,
        1385,
        Decimal("28.0"),
        Decimal("41.4"),
        "Nhịp độ dưới 0,70 xếp loại thấp.",
        "Ban Tổ chức Tỉnh ủy",
        DUE,
        3,
        RECIPIENTS,
        SIGNATURE,
        annex(),
        projected=3346,
        zero_bodies=("Đảng bộ xã Không Một", "Đảng bộ xã Không Hai"),
        accountable=12,
        causes=("không còn nguồn (31 đảng bộ)",),
    )
    return replace(made, **changes)


def body_letter(**changes: Any) -> BodyLetter:
    made = BodyLetter(
        replace(HEAD, subject="về việc tiến độ kết nạp đảng viên"),
        "Ban Thường vụ Đảng ủy xã Đạ Tẻh 2",
        "Ban Tổ chức Tỉnh ủy",
        "Đảng bộ xã Đạ Tẻh 2",
        (),
        AS_OF,
        (3, 1, 0, 0, 0),
        31,
        4,
        Decimal("12.903"),
        Decimal("41.4"),
        Decimal("0.3117"),
        "Thấp",
        "đạt 12,9 % trong khi 41,4 % thời gian đã qua, nhịp độ 0,31, dưới 0,70",
        "Ban Tổ chức Tỉnh ủy",
        DUE,
        3,
        RECIPIENTS,
        SIGNATURE,
        previous_class="Trung bình",
        zero_months=3,
        causes=(
            CauseLine("Nguồn đã cạn", "Rà danh sách đoàn viên", "Phó Bí thư", date(2026, 7, 15)),
        ),
        accountability=True,
    )
    return replace(made, **changes)


def praise(**changes: Any) -> PraiseList:
    made = PraiseList(
        replace(HEAD, symbol="", subject="các đảng bộ đề nghị biểu dương"),
        AS_OF,
        "xếp loại cao ba tháng liền.",
        tuple(
            PraiseRow(f"Đảng bộ xã Số {i}", 40, 30, Decimal(75), Decimal("1.81"), "Vượt")
            for i in range(25)
        ),
        RECIPIENTS,
        SIGNATURE,
    )
    return replace(made, **changes)


def introduction(**changes: Any) -> IntroductionLetter:
    made = IntroductionLetter(
        replace(HEAD, symbol="GTSHĐ", number=12, issued_on=AS_OF, subject=""),
        "Tạm thời",
        "Đảng ủy phường Xuân Mẫu",
        "Đảng ủy xã Đạ Tẻh 2",
        "Nguyễn Thị Mẫu",
        date(1990, 2, 3),
        "đảng viên chính thức",
        "Chi bộ Thôn 1, Đảng bộ xã Đạ Tẻh 2",
        "Chi bộ Tổ dân phố 3, Đảng bộ phường Xuân Mẫu",
        "đi học",
        (
            LetterBox("Đảng ủy xã Đạ Tẻh 2", "Đảng ủy phường Xuân Mẫu", AS_OF),
            LetterBox("Đảng ủy phường Xuân Mẫu", "Chi bộ Tổ dân phố 3"),
        ),
        SIGNATURE,
        other_name="Mười",
        card_number="012345678901",
        joined_on=date(2012, 3, 3),
        official_on=date(2013, 3, 3),
        dues_through=date(2026, 5, 1),
        until_on=DUE,
    )
    return replace(made, **changes)
