"""A made-up case with everything recorded: what a model of a case's papers is tried with. No body,
person or figure in it is real."""

from dataclasses import replace
from datetime import date

from dangvu.office.payloads import (
    Ballot,
    CasePapers,
    Certificate,
    Companion,
    Deed,
    HelpersNote,
    IssuingBody,
)

_CELL = IssuingBody(
    "Chi bộ thôn Thử Một", "CHI BỘ THÔN THỬ MỘT", "ĐẢNG ỦY XÃ THỬ", "CB", "Thử", "T/M CHI BỘ",
    "BÍ THƯ", "Nguyễn Văn Mẫu",
)  # fmt: skip
_COMMITTEE = IssuingBody(
    "Đảng ủy xã Thử", "ĐẢNG ỦY XÃ THỬ", "ĐẢNG BỘ TỈNH THỬ", "ĐU", "Thử", "T/M ĐẢNG ỦY", "BÍ THƯ",
    "Trần Thị Mẫu",
)  # fmt: skip
_DECIDER = replace(_COMMITTEE, name="Ban Thường vụ Đảng ủy xã Thử", authority="T/M BAN THƯỜNG VỤ")
_SECTION = IssuingBody(
    "Đảng ủy bộ phận khu Thử", "ĐẢNG ỦY BỘ PHẬN KHU THỬ", "ĐẢNG ỦY XÃ THỬ", "ĐU", "Thử",
    "T/M ĐẢNG ỦY", "BÍ THƯ", "Phạm Văn Mẫu",
)  # fmt: skip
_CENTRE = IssuingBody(
    "Trung tâm chính trị khu vực Thử", "TRUNG TÂM CHÍNH TRỊ", "TỈNH ỦY THỬ", "TTCT", "Thử", "",
    "GIÁM ĐỐC", "Đỗ Văn Mẫu",
)  # fmt: skip

_DEEDS = {
    "applied": Deed(date(2025, 10, 1)),
    "cv": Deed(date(2025, 10, 20)),
    "vetting": Deed(date(2025, 11, 3), "04-GGT/ĐU"),
    "opinions": Deed(date(2026, 2, 5), "02-BC/CB"),
    "appraised": Deed(date(2026, 3, 20), "07-BC/ĐU"),
    "decision": Deed(date(2026, 4, 15), "112-QĐ/ĐU"),
    "ceremony": Deed(date(2026, 5, 6)),
    "self_review": Deed(date(2027, 5, 4)),
    "opinions_again": Deed(date(2027, 5, 7), "03-BC/CB"),
    "appraised_again": Deed(date(2027, 5, 20), "09-BC/ĐU"),
    "recognition": Deed(date(2027, 6, 10), "140-QĐ/ĐU"),
    "move": Deed(date(2025, 12, 1), "18-CV/ĐU"),
    "notice": Deed(date(2026, 4, 16), "22-TB/ĐU"),
}


_CELL_VOTE = Ballot(
    date(2026, 3, 12), "05-NQ/CB", 9, 1, 0, 10, 12, 11, "1 đồng chí tạm chuyển đi", "ít nhất 2/3",
    True,
)  # fmt: skip
_COMMITTEE_VOTE = Ballot(
    date(2026, 4, 8), "31-NQ/ĐU", 14, 0, 1, 15, 15, 15, "", "ít nhất 2/3", True
)

CASE = CasePapers(
    month=date(2026, 5, 31),
    full_name="Lê Thị Thử",
    cell=_CELL,
    committee=_COMMITTEE,
    decider=_DECIDER,
    charter_rule="Quy định số 208-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương về thi hành "
    "Điều lệ Đảng",
    ceremony_limit="30 ngày làm việc, tính từ ngày ban hành quyết định",
    probation="12 tháng",
    birth_on=date(2000, 6, 15),
    sex="nữ",
    ethnic_group="Kinh",
    occupation="giáo viên",
    area="thôn Thử Một",
    section=_SECTION,
    centre=_CENTRE,
    companions=(
        Companion("Hoàng Văn Mẫu", date(2015, 5, 19), date(2022, 9, 1)),
        Companion("Bùi Thị Mẫu", date(2018, 2, 3), date(2021, 9, 1)),
    ),
    helpers=(Companion("Hoàng Văn Mẫu", date(2015, 5, 19), date(2025, 3, 1)),),
    remarks=(
        HelpersNote(date(2025, 6, 30), "Dạy đủ giờ, lớp đạt kết quả tốt."),
        HelpersNote(date(2025, 12, 31), "Đạt giải giáo viên dạy giỏi cấp trường."),
        HelpersNote(date(2026, 12, 31), "Nhận nhiệm vụ tổ trưởng chuyên môn, làm tốt."),
    ),
    deeds=_DEEDS,
    votes={
        "cell_vote": _CELL_VOTE,
        "committee_vote": _COMMITTEE_VOTE,
        "cell_vote_again": replace(_CELL_VOTE, on=date(2027, 5, 10), number="08-NQ/CB"),
        "committee_vote_again": replace(_COMMITTEE_VOTE, on=date(2027, 6, 2), number="44-NQ/ĐU"),
    },
    certificates={
        "certificate": Certificate(
            date(2025, 4, 20), "15-GCN/TTCT", "Lớp bồi dưỡng nhận thức về Đảng khóa 2/2025",
            date(2025, 4, 14), date(2025, 4, 18),
        ),
        "new_certificate": Certificate(
            date(2026, 9, 12), "40-GCN/TTCT", "Lớp bồi dưỡng đảng viên mới khóa 3/2026",
            date(2026, 9, 7), date(2026, 9, 11),
        ),
    },
    official_on=date(2027, 5, 6),
    moved_to="Đảng ủy phường Thử Đến",
    moved_because="chuyển công tác đến trường mới",
    reason="kết quả thẩm tra lý lịch chưa đầy đủ",
)  # fmt: skip
