"""The Word models of the admission set: from 3-KNĐ to 9A-KNĐ (R2.3). The words are our own."""

from dangvu.office.models.case_parts import (
    addressed,
    by_outsiders,
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
from dangvu.office.models.heads import PARTY, STATE, YOUTH
from dangvu.office.models.layout import Form, body, paragraph, run, tag

_PERSON = ", sinh {{ birth_on }}, dân tộc {{ ethnic_group }}, nghề nghiệp: {{ occupation }}"
_VIRTUES = (
    ("Phẩm chất chính trị", "lập trường, nhận thức, chấp hành đường lối của Đảng và pháp luật"),
    ("Đạo đức, lối sống", "tu dưỡng, tiết kiệm, gương mẫu ở nơi làm việc và nơi cư trú"),
    ("Công việc, học tập", "việc được giao, kết quả, sáng kiến, thành tích tiêu biểu"),
    ("Quan hệ với quần chúng", "uy tín, tinh thần đoàn kết, hoạt động đoàn thể"),
    ("Điều còn hạn chế", "nêu cụ thể, kèm hướng khắc phục"),
)


def noted_remarks() -> list[str]:
    """What the helpers noted of work and study, as it is in the record."""
    noted = [
        line("Trong thời gian giúp đỡ, kết quả công việc, học tập đã được ghi nhận như sau:"),
        tag("{%p for r in remarks %}"),
        line("- {{ r.on|capitalize }}: {{ r.text }}"),
        tag("{%p endfor %}"),
    ]
    return where("has_remarks", noted)


def introducing() -> bytes:
    """3-KNĐ: a member introduces."""
    return by_persons(
        *title("GIẤY GIỚI THIỆU", "người vào Đảng"),
        addressed("Chi ủy {{ cell }}; {{ committee }}."),
        line(
            "Tôi là {{ first.name }}, trở thành đảng viên chính thức {{ first.official_on }}, đang "
            "sinh hoạt tại {{ cell }}, chức vụ: [chức vụ trong Đảng, chính quyền, đoàn thể]."
        ),
        person(
            "Tôi cùng công tác, học tập hoặc cư trú trong một đơn vị với quần chúng ",
            f"{_PERSON}, từ {{{{ first.since }}}}. Được chi bộ phân công giúp đỡ, tôi nhận xét:",
        ),
        *judged(*_VIRTUES),
        *noted_remarks(),
        person(
            "Đối chiếu với tiêu chuẩn đảng viên nêu trong Điều lệ Đảng, tôi thấy quần chúng ",
            " xứng đáng được xét kết nạp. Tôi giới thiệu để chi bộ xem xét, chịu trách nhiệm trước "
            "Đảng về lời giới thiệu này và tiếp tục giúp đỡ người được giới thiệu phấn đấu.",
        ),
        roles=[("ĐẢNG VIÊN GIỚI THIỆU", "{{ first.name }}")],
    )


def introducing_by_two() -> bytes:
    """3A-KNĐ: two members introduce."""
    return by_persons(
        *title("GIẤY GIỚI THIỆU", "người vào Đảng, của hai đảng viên"),
        addressed("Chi ủy {{ cell }}; {{ committee }}."),
        line(
            "Chúng tôi là {{ first.name }}, trở thành đảng viên chính thức "
            "{{ first.official_on }}, và {{ second.name }}, trở thành đảng viên chính thức "
            "{{ second.official_on }}, đều đang sinh hoạt tại {{ cell }}."
        ),
        person(
            "Hai chúng tôi cùng công tác, học tập hoặc cư trú trong một đơn vị với quần chúng ",
            f"{_PERSON}; người thứ nhất từ {{{{ first.since }}}}, người thứ hai từ "
            "{{ second.since }}. Được chi bộ phân công giúp đỡ, chúng tôi cùng nhận xét:",
        ),
        *judged(*_VIRTUES),
        *noted_remarks(),
        person(
            "Đối chiếu với tiêu chuẩn đảng viên nêu trong Điều lệ Đảng, chúng tôi thấy quần chúng ",
            " xứng đáng được xét kết nạp. Mỗi người chúng tôi chịu trách nhiệm trước Đảng về lời "
            "giới thiệu của mình và tiếp tục giúp đỡ người được giới thiệu phấn đấu.",
        ),
        roles=[
            ("ĐẢNG VIÊN THỨ NHẤT", "{{ first.name }}"),
            ("ĐẢNG VIÊN THỨ HAI", "{{ second.name }}"),
        ],
    )


def _resolved_outside(about: str, whose: str, asked: str) -> list[str]:
    """The text of a mass organisation's resolution."""
    return [
        *title("NGHỊ QUYẾT", about),
        person(
            f"[Ngày họp], {whose} đã họp xét, giới thiệu ",
            f"{_PERSON}. Số phải có mặt: [số]; có mặt: [số]; vắng mặt: [số, lý do]. Chủ trì: [họ "
            "và tên, chức vụ]. Thư ký: [họ và tên].",
        ),
        line("Sau khi nghe báo cáo quá trình rèn luyện và thảo luận, hội nghị thống nhất:"),
        *judged(
            ("Ưu điểm", "phẩm chất, đạo đức, kết quả công việc và hoạt động của tổ chức mình"),
            ("Hạn chế", "điều còn phải khắc phục"),
            ("Kết quả biểu quyết", "số tán thành trên tổng số, tỷ lệ; số không tán thành, lý do"),
        ),
        person(f"Căn cứ kết quả trên, {whose} {asked} ", " vào Đảng Cộng sản Việt Nam."),
    ]


def youth_committee() -> bytes:
    """4-KNĐ: the Youth Union's committee introduces a member of its own."""
    return by_outsiders(
        *_resolved_outside(
            "giới thiệu đoàn viên ưu tú vào Đảng",
            "Ban Chấp hành Đoàn cơ sở",
            "giới thiệu với {{ cell }} và {{ committee }} xét, kết nạp đoàn viên ưu tú",
        ),
        motto=YOUTH,
        post="T/M BAN CHẤP HÀNH",
    )


def youth_cell() -> bytes:
    """4A-KNĐ: the Youth Union's branch proposes."""
    return by_outsiders(
        *_resolved_outside(
            "đề nghị giới thiệu đoàn viên ưu tú vào Đảng",
            "Chi đoàn",
            "đề nghị Ban Chấp hành Đoàn cơ sở giới thiệu với {{ cell }} đoàn viên ưu tú",
        ),
        motto=YOUTH,
        post="T/M BAN CHẤP HÀNH CHI ĐOÀN",
    )


def union_committee() -> bytes:
    """4B-KNĐ: the trade union's committee introduces a member of its own."""
    return by_outsiders(
        *_resolved_outside(
            "giới thiệu đoàn viên công đoàn vào Đảng",
            "Ban Chấp hành Công đoàn cơ sở",
            "giới thiệu với {{ cell }} và {{ committee }} xét, kết nạp đoàn viên công đoàn",
        ),
        motto=STATE,
        post="T/M BAN CHẤP HÀNH",
    )


def opinions() -> bytes:
    """5-KNĐ: the cell's committee sums up what was said of the applicant."""
    return issued(
        *title("TỔNG HỢP Ý KIẾN NHẬN XÉT", "đối với người vào Đảng"),
        person(
            "Chi ủy {{ cell }} đã lấy ý kiến các tổ chức chính trị - xã hội mà quần chúng ",
            f"{_PERSON}, là thành viên và ý kiến chi ủy nơi người ấy cư trú. Kết quả như sau:",
        ),
        *judged(
            (
                "Ý kiến các tổ chức chính trị - xã hội",
                "từng tổ chức: số người có mặt, ưu điểm, hạn chế, số tán thành, số không tán thành",
            ),
            (
                "Ý kiến chi ủy nơi cư trú",
                "chấp hành chủ trương, pháp luật nơi cư trú; quan hệ với nhân dân; đề nghị",
            ),
        ),
        person(
            "Chi ủy {{ cell }} tổng hợp trung thực các ý kiến trên để chi bộ xem xét khi xét đề "
            "nghị kết nạp quần chúng ",
            " vào Đảng.",
        ),
    )


def opinion_of_residence() -> bytes:
    """5B-KNĐ: the committee where the applicant lives."""
    return by_outsiders(
        *title("Ý KIẾN NHẬN XÉT", "của chi ủy nơi cư trú đối với người vào Đảng"),
        addressed("Chi ủy {{ cell }}."),
        person(
            "Theo đề nghị của đồng chí, chi ủy nơi cư trú nhận xét quần chúng ",
            f"{_PERSON}, cư trú tại [địa chỉ nơi cư trú], như sau:",
        ),
        *judged(
            (
                "Chấp hành chủ trương của Đảng, pháp luật của Nhà nước",
                "bản thân và gia đình, tại nơi cư trú",
            ),
            ("Đạo đức, lối sống", "quan hệ với nhân dân, tham gia việc chung"),
            ("Điều cần lưu ý", "ghi rõ, hoặc ghi “không có”"),
            ("Kết luận", "tán thành hay không tán thành việc xét kết nạp; lý do"),
        ),
        motto=PARTY,
        post="T/M CHI BỘ",
    )


def opinion_of_organisation() -> bytes:
    """5C-KNĐ: a mass organisation of which the applicant is a member."""
    return by_outsiders(
        *title("Ý KIẾN NHẬN XÉT", "của tổ chức chính trị - xã hội đối với người vào Đảng"),
        addressed("Chi ủy {{ cell }}."),
        person(
            "[Ngày họp], [tên tổ chức] họp, có [số] người dự, góp ý về quần chúng ",
            f"{_PERSON}. Hội nghị nhận xét:",
        ),
        *judged(
            ("Ưu điểm", "phẩm chất, đạo đức, việc làm, đóng góp cho tổ chức"),
            ("Hạn chế", "điều còn phải khắc phục"),
            ("Kết quả", "số tán thành việc xét kết nạp, số không tán thành và lý do"),
        ),
        motto=STATE,
        post="T/M [TÊN TỔ CHỨC]",
    )


def _proposal(name: str, whose: str, to: str, what: str) -> list[str]:
    """What follows from a vote: the proposal, or the full result where it fell short (R2.13)."""
    fell_short = person(
        f"Kết quả chưa đạt tỷ lệ phải đạt. {whose} báo cáo đầy đủ kết quả biểu quyết đối với quần "
        "chúng ",
        f" để {to} xem xét, cho ý kiến.",
        keep=True,
    )
    reached = person(
        "Đối chiếu với tiêu chuẩn, điều kiện nêu trong Điều lệ Đảng và {{ charter_rule }}, "
        f"{whose} đề nghị {to} {what} quần chúng ",
        " vào Đảng Cộng sản Việt Nam.",
        keep=True,
    )
    return where(f"{name}.fell_short", [fell_short], [reached])


def cell_resolution() -> bytes:
    """6-KNĐ: the cell proposes."""
    return issued(
        *title("NGHỊ QUYẾT", "đề nghị {{ admit }} đảng viên"),
        person(
            "{{ cell_vote.on|capitalize }}, {{ cell }} họp xét đề nghị {{ admit }} quần chúng ",
            f"{_PERSON}.",
        ),
        *vote("cell_vote", "Chi bộ", "đảng viên chính thức"),
        line(
            "Chi bộ đã xem xét đơn xin vào Đảng viết {{ applied.on }}, lý lịch khai {{ cv.on }}, "
            "giấy giới thiệu của {{ introducer }}, kết quả thẩm tra lý lịch và bản tổng hợp ý "
            "kiến nhận xét. Giấy chứng nhận học lớp nhận thức về Đảng {{ certificate.number }}, "
            "cấp {{ certificate.on }}. Sau khi thảo luận, chi bộ thống nhất:"
        ),
        *judged(
            ("Lý lịch", "kết luận theo kết quả thẩm tra"),
            ("Ưu điểm", "phẩm chất chính trị, đạo đức, lối sống, công việc, quan hệ quần chúng"),
            ("Hạn chế", "điều còn phải khắc phục"),
        ),
        result("cell_vote", "đề nghị {{ admit }}"),
        *_proposal("cell_vote", "Chi bộ", "{{ committee }}", "xét, {{ admit }}"),
    )


def appraisal() -> bytes:
    """7-KNĐ: the committee between cell and grassroots committee has looked at it."""
    return issued(
        *title("BÁO CÁO", "thẩm định nghị quyết của chi bộ đề nghị {{ admit }} đảng viên"),
        person(
            "{{ section }} đã thẩm định hồ sơ và Nghị quyết {{ cell_vote.number }}, "
            "{{ cell_vote.on }} của {{ cell }} đề nghị {{ admit }} quần chúng ",
            f"{_PERSON}.",
        ),
        *judged(
            ("Hồ sơ", "các giấy tờ đã có, đúng mẫu, còn thời hạn; giấy còn thiếu"),
            ("Trình tự", "đơn trước lý lịch, thẩm tra sau lý lịch, họp chi bộ đúng thành phần"),
            ("Tiêu chuẩn, điều kiện", "tuổi, học vấn, giấy chứng nhận, người giới thiệu"),
        ),
        line(
            "Chi bộ biểu quyết: tán thành {{ cell_vote.agreed }} đồng chí, đạt "
            "{{ cell_vote.percent }}; không tán thành {{ cell_vote.disagreed }} đồng chí."
        ),
        person(
            "{{ section }} báo cáo {{ committee }} kết quả thẩm định trên để xem xét việc "
            "{{ admit }} quần chúng ",
            " vào Đảng. Ý kiến của cấp ủy thẩm định: [đủ hay chưa đủ tiêu chuẩn, điều kiện; lý "
            "do].",
        ),
    )


def committee_resolution() -> bytes:
    """8-KNĐ: the grassroots committee proposes."""
    return issued(
        *title("NGHỊ QUYẾT", "đề nghị {{ admit }} đảng viên"),
        person(
            "{{ committee_vote.on|capitalize }}, {{ committee }} họp xét Nghị quyết "
            "{{ cell_vote.number }}, {{ cell_vote.on }} của {{ cell }} đề nghị {{ admit }} quần "
            "chúng ",
            f"{_PERSON}.",
        ),
        *vote("committee_vote", "Đảng ủy", "cấp ủy viên"),
        *judged(
            ("Lý lịch", "kết luận theo kết quả thẩm tra"),
            ("Ưu điểm", "những điểm chính"),
            ("Hạn chế", "những điểm chính"),
        ),
        result("committee_vote", "đề nghị {{ admit }}"),
        *_proposal("committee_vote", "Đảng ủy", "{{ decider }}", "xét, quyết định {{ admit }}"),
    )


def _grounds(*more: str) -> list[str]:
    """The grounds of a decision, one a line."""
    every = ("Điều lệ Đảng Cộng sản Việt Nam; {{ charter_rule }}", *more)
    return [body(run(f"- Căn cứ {ground};", italic=True)) for ground in every]


def decided(about: str, grounds: tuple[str, ...], who: str, *articles: str) -> bytes:
    return issued(
        *title("QUYẾT ĐỊNH", about),
        *_grounds(*grounds),
        paragraph(run(f"{who} QUYẾT ĐỊNH:", bold=True), form=Form(before=6, after=10)),
        *articles,
    )


def _admitted(committees: str) -> tuple[str, ...]:
    return (
        person(
            "{{ admit|capitalize }} quần chúng ",
            f"{_PERSON}, vào Đảng Cộng sản Việt Nam.",
            heading="Điều 1.",
        ),
        headed(
            "Điều 2.",
            "{{ cell }} tổ chức lễ kết nạp trong {{ ceremony_limit }}. Thời gian dự bị là "
            "{{ probation }}, tính từ ngày chi bộ làm lễ kết nạp. Chi bộ phân công đảng viên chính "
            "thức giúp đỡ đảng viên dự bị.",
        ),
        person(
            f"{committees}, {{{{ cell }}}} và đồng chí ",
            " thi hành Quyết định này.",
            heading="Điều 3.",
        ),
    )


def decision() -> bytes:
    """9-KNĐ: the committee in charge admits."""
    grounds = (
        "hồ sơ và Nghị quyết {{ cell_vote.number }}, {{ cell_vote.on }} của {{ cell }}; Nghị quyết "
        "{{ committee_vote.number }}, {{ committee_vote.on }} của {{ committee }}",
    )
    return decided(
        "{{ admit }} đảng viên", grounds, "{{ decider|upper }}", *_admitted("{{ committee }}")
    )


def decision_authorised() -> bytes:
    """9A-KNĐ: a grassroots committee admits by authority given to it."""
    grounds = (
        "Quyết định [số, ngày, cơ quan ban hành] ủy quyền cho {{ committee }} quyết định kết nạp "
        "đảng viên",
        "hồ sơ và Nghị quyết {{ cell_vote.number }}, {{ cell_vote.on }} của {{ cell }}; kết quả "
        "biểu quyết {{ committee_vote.on }} của {{ committee }}, tán thành "
        "{{ committee_vote.agreed }} đồng chí, đạt {{ committee_vote.percent }}",
    )
    return decided(
        "{{ admit }} đảng viên", grounds, "{{ committee|upper }}", *_admitted("Các ban của Đảng ủy")
    )


ADMISSION_MODELS = {
    "knd_3": introducing,
    "knd_3a": introducing_by_two,
    "knd_4": youth_committee,
    "knd_4a": youth_cell,
    "knd_4b": union_committee,
    "knd_5": opinions,
    "knd_5b": opinion_of_residence,
    "knd_5c": opinion_of_organisation,
    "knd_6": cell_resolution,
    "knd_7": appraisal,
    "knd_8": committee_resolution,
    "knd_9": decision,
    "knd_9a": decision_authorised,
}
