"""The Word models of the recognition set: 11-KNĐ to 16-KNĐ (R2.3). The words are our own."""

from dangvu.office.models.case_admission import decided, noted_remarks
from dangvu.office.models.case_parts import (
    addressed,
    by_persons,
    headed,
    issued,
    judged,
    line,
    person,
    result,
    title,
    vote,
    where,
)

_MEMBER = ", sinh {{ birth_on }}, kết nạp vào Đảng {{ ceremony.on }}, đang sinh hoạt tại {{ cell }}"


def helpers_remark() -> bytes:
    """11-KNĐ: the member who helps gives an opinion."""
    return by_persons(
        *title("BẢN NHẬN XÉT", "đảng viên dự bị"),
        addressed("Chi ủy {{ cell }}; {{ committee }}."),
        line(
            "Tôi là {{ aide.name }}, trở thành đảng viên chính thức {{ aide.official_on }}, đang "
            "sinh hoạt tại {{ cell }}."
        ),
        person(
            "Chi bộ phân công tôi giúp đỡ đảng viên dự bị ",
            f"{_MEMBER}. Tôi nhận xét người được giúp đỡ trong thời gian dự bị như sau:",
        ),
        *judged(
            ("Ưu điểm", "rèn luyện phẩm chất, thực hiện nhiệm vụ đảng viên, sinh hoạt chi bộ"),
            ("Khuyết điểm, hạn chế", "nêu cụ thể"),
            ("Việc khắc phục hạn chế đã chỉ ra khi kết nạp", "đã làm được gì, còn gì"),
        ),
        *noted_remarks(),
        person(
            "Tôi chịu trách nhiệm trước Đảng về nhận xét này và đề nghị chi bộ xét công nhận đồng "
            "chí ",
            " là đảng viên chính thức: [đề nghị, hoặc chưa đề nghị và lý do].",
        ),
        roles=[("ĐẢNG VIÊN GIÚP ĐỠ", "{{ aide.name }}")],
    )


def opinions() -> bytes:
    """12-KNĐ: the cell's committee sums up what was said of the probationary member."""
    return issued(
        *title("TỔNG HỢP Ý KIẾN NHẬN XÉT", "đối với đảng viên dự bị"),
        person(
            "Chi ủy {{ cell }} đã lấy ý kiến các tổ chức chính trị - xã hội mà đảng viên dự bị ",
            f"{_MEMBER}, là thành viên và ý kiến chi ủy nơi cư trú. Kết quả như sau:",
        ),
        *judged(
            (
                "Ý kiến các tổ chức chính trị - xã hội",
                "từng tổ chức: ưu điểm, hạn chế, số tán thành, số không tán thành và lý do",
            ),
            (
                "Ý kiến chi ủy nơi cư trú",
                "quan hệ với nơi cư trú, thực hiện nghĩa vụ công dân của bản thân và gia đình",
            ),
        ),
        person(
            "Chi ủy {{ cell }} tổng hợp trung thực các ý kiến trên để chi bộ xem xét khi xét đề "
            "nghị công nhận đồng chí ",
            " là đảng viên chính thức.",
        ),
    )


def _proposal(name: str, whose: str, to: str, what: str) -> list[str]:
    fell_short = person(
        f"Kết quả chưa đạt tỷ lệ phải đạt. {whose} báo cáo đầy đủ kết quả biểu quyết đối với đồng "
        "chí ",
        f" để {to} xem xét, quyết định.",
        keep=True,
    )
    reached = person(
        f"Căn cứ Điều lệ Đảng và {{{{ charter_rule }}}}, {whose} đề nghị {to} {what} đồng chí ",
        " là đảng viên chính thức kể từ {{ official_on }}, ngày hết thời gian dự bị.",
        keep=True,
    )
    return where(f"{name}.fell_short", [fell_short], [reached])


def cell_resolution() -> bytes:
    """13-KNĐ: the cell proposes."""
    return issued(
        *title("NGHỊ QUYẾT", "đề nghị công nhận đảng viên chính thức"),
        person(
            "{{ cell_vote_again.on|capitalize }}, {{ cell }} họp xét đề nghị công nhận đảng viên "
            "chính thức đối với đảng viên dự bị ",
            f"{_MEMBER}.",
        ),
        *vote("cell_vote_again", "Chi bộ", "đảng viên chính thức"),
        line(
            "Chi bộ đã xem xét bản tự kiểm điểm viết {{ self_review.on }}, nhận xét của đảng viên "
            "giúp đỡ {{ helper }}, bản tổng hợp ý kiến nhận xét. Giấy chứng nhận học lớp bồi dưỡng "
            "đảng viên mới {{ new_certificate.number }}, cấp {{ new_certificate.on }}. Sau khi "
            "thảo luận, chi bộ thống nhất:"
        ),
        *judged(
            ("Ưu điểm", "rèn luyện, thực hiện nhiệm vụ đảng viên và nhiệm vụ được phân công"),
            ("Khuyết điểm, hạn chế", "nêu cụ thể, mức độ khắc phục"),
        ),
        result("cell_vote_again", "đề nghị công nhận chính thức"),
        *_proposal("cell_vote_again", "Chi bộ", "{{ committee }}", "xét, công nhận"),
    )


def appraisal() -> bytes:
    """14-KNĐ: the committee between cell and grassroots committee has looked at it."""
    return issued(
        *title("BÁO CÁO", "thẩm định nghị quyết của chi bộ đề nghị công nhận đảng viên chính thức"),
        person(
            "{{ section }} đã thẩm định hồ sơ và Nghị quyết {{ cell_vote_again.number }}, "
            "{{ cell_vote_again.on }} của {{ cell }} đề nghị công nhận chính thức đối với đảng "
            "viên dự bị ",
            f"{_MEMBER}.",
        ),
        *judged(
            ("Hồ sơ", "giấy chứng nhận, tự kiểm điểm, nhận xét, ý kiến: đã có, còn thiếu"),
            ("Trình tự, thời hạn", "ngày hết thời gian dự bị, ngày chi bộ họp, thành phần"),
            ("Nhận xét", "ưu điểm, hạn chế chính"),
        ),
        line(
            "Chi bộ biểu quyết: tán thành {{ cell_vote_again.agreed }} đồng chí, đạt "
            "{{ cell_vote_again.percent }}; không tán thành {{ cell_vote_again.disagreed }} đồng "
            "chí."
        ),
        person(
            "{{ section }} báo cáo {{ committee }} kết quả thẩm định trên để xem xét việc công "
            "nhận đồng chí ",
            " là đảng viên chính thức. Ý kiến của cấp ủy thẩm định: [đủ hay chưa đủ điều kiện; lý "
            "do].",
        ),
    )


def committee_resolution() -> bytes:
    """15-KNĐ: the grassroots committee proposes."""
    return issued(
        *title("NGHỊ QUYẾT", "đề nghị công nhận đảng viên chính thức"),
        person(
            "{{ committee_vote_again.on|capitalize }}, {{ committee }} họp xét Nghị quyết "
            "{{ cell_vote_again.number }}, {{ cell_vote_again.on }} của {{ cell }} đề nghị công "
            "nhận chính thức đối với đảng viên dự bị ",
            f"{_MEMBER}.",
        ),
        *vote("committee_vote_again", "Đảng ủy", "cấp ủy viên"),
        *judged(("Ưu điểm", "những điểm chính"), ("Khuyết điểm, hạn chế", "những điểm chính")),
        result("committee_vote_again", "đề nghị công nhận chính thức"),
        *_proposal("committee_vote_again", "Đảng ủy", "{{ decider }}", "xét, quyết định công nhận"),
    )


def decision() -> bytes:
    """16-KNĐ: official from the day the probation ended, however late the decision (R2.19)."""
    return decided(
        "công nhận đảng viên chính thức",
        (
            "hồ sơ và Nghị quyết {{ cell_vote_again.number }}, {{ cell_vote_again.on }} của "
            "{{ cell }}; Nghị quyết {{ committee_vote_again.number }}, "
            "{{ committee_vote_again.on }} của {{ committee }}",
        ),
        "{{ decider|upper }}",
        person(
            "Công nhận đồng chí ",
            f"{_MEMBER}, là đảng viên chính thức kể từ {{{{ official_on }}}}.",
            heading="Điều 1.",
        ),
        headed(
            "Điều 2.",
            "Tuổi đảng của đồng chí được tính theo quy định thi hành Điều lệ Đảng. "
            "{{ committee }} làm thủ tục phát thẻ đảng viên và bổ sung hồ sơ đảng viên.",
        ),
        person(
            "{{ committee }}, {{ cell }} và đồng chí ",
            " thi hành Quyết định này.",
            heading="Điều 3.",
        ),
    )


RECOGNITION_MODELS = {
    "knd_11": helpers_remark,
    "knd_12": opinions,
    "knd_13": cell_resolution,
    "knd_14": appraisal,
    "knd_15": committee_resolution,
    "knd_16": decision,
}
