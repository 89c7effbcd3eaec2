"""The Word models beside the two sets: certificates, notices, introductions, and the guides of what
an applicant writes by hand (R2.3, R2.8, R2.10, R2.25). The words are our own.
"""

from dangvu.office.models.case_parts import (
    GAP,
    addressed,
    headed,
    issued,
    line,
    person,
    title,
    where,
)
from dangvu.office.models.heads import PARTY, head, signature
from dangvu.office.models.layout import LEFT, Form, paper, paragraph, run

_PERSON = ", sinh {{ birth_on }}, dân tộc {{ ethnic_group }}, nghề nghiệp: {{ occupation }}"

# --------------------------------------------------------------------------- certificates


def _certificate(name: str, about: str, who: str, outcome: str) -> bytes:
    return issued(
        *title("GIẤY CHỨNG NHẬN", about),
        person(f"{{{{ centre }}}} chứng nhận {who} ", f"{_PERSON}, đơn vị: {{{{ cell }}}}."),
        line(
            f"Đã hoàn thành {{{{ {name}.course }}}}, học từ "
            f"{{{{ {name}.opened_on }}}} đến {{{{ {name}.ended_on }}}}."
        ),
        line(outcome),
        recipients=False,
    )


def awareness_certificate() -> bytes:
    """CN-NTVĐ: of the class on the Party, for those on the way."""
    return _certificate(
        "certificate",
        "học lớp nhận thức về Đảng",
        "quần chúng",
        "Giấy này để trong hồ sơ xin vào Đảng, có giá trị trong thời hạn do quy định thi hành Điều "
        "lệ Đảng và hướng dẫn của Ban Bí thư xác định.",
    )


def new_member_certificate() -> bytes:
    """CN-ĐVM: of the class for new members."""
    return _certificate(
        "new_certificate",
        "học lớp bồi dưỡng đảng viên mới",
        "đồng chí",
        "Giấy này để trong hồ sơ xét công nhận đảng viên chính thức.",
    )


# --------------------------------------------------------------------------- letters


def vetting() -> bytes:
    """GGT-TT: a member is sent to where the applicant's family is known."""
    return issued(
        *title("GIẤY GIỚI THIỆU", "đi thẩm tra lý lịch của người xin vào Đảng"),
        addressed("{{ addressee }}."),
        line(
            "{{ committee }} giới thiệu đồng chí [họ và tên, chức vụ người đi thẩm tra], đến gặp "
            "cấp ủy nơi đồng chí để thẩm tra lý lịch."
        ),
        person(
            "Người được thẩm tra: những người có tên trong lý lịch của quần chúng ",
            f"{_PERSON}, đang được {{{{ cell }}}} xem xét, đề nghị kết nạp. Lý lịch khai "
            "{{ cv.on }}, có đóng dấu giáp lai, mang theo giấy này.",
        ),
        line(
            "Đề nghị cấp ủy xem xét, ghi ý kiến vào phần thẩm tra của lý lịch, ký tên, đóng dấu và "
            "gửi lại {{ committee }}. Tài liệu thuộc chế độ mật thì gửi theo đường văn bản mật, "
            "không gửi qua phần mềm này."
        ),
    )


def moving() -> bytes:
    """CV-CN: an applicant moves while the case is under way."""
    return paper(
        [
            head(subject=True).replace(
                "{{ letterhead.subject }}", "về việc giới thiệu người vào Đảng chuyển nơi"
            ),
            addressed("{{ addressee }}."),
            person(
                "{{ committee }} giới thiệu quần chúng ",
                f"{_PERSON}, đang được {{{{ cell }}}} xem xét, giúp đỡ vào Đảng, nay chuyển đến "
                "địa bàn của đồng chí. Lý do: {{ moved_because }}.",
            ),
            line(
                "Đến nay quần chúng đã làm đơn {{ applied.on }}; khai lý lịch {{ cv.on }}; giấy "
                "chứng nhận học lớp nhận thức về Đảng {{ certificate.number }}, cấp "
                "{{ certificate.on }}. Đảng viên giúp đỡ: {{ helper }}."
            ),
            line(
                "{{ committee }} gửi kèm các giấy tờ đã có của hồ sơ, giấy chứng nhận người vào "
                "Đảng đang được xem xét, giúp đỡ. Đề nghị cấp ủy nơi đến tiếp nhận, giao chi bộ "
                "phân công đảng viên chính thức tiếp tục giúp đỡ và báo lại ngày tiếp nhận."
            ),
            GAP,
            signature(),
        ]
    )


def under_help() -> bytes:
    """GCN-GĐ: the applicant was being considered and helped where they come from."""
    return issued(
        *title("GIẤY CHỨNG NHẬN", "người vào Đảng đang được xem xét, giúp đỡ"),
        person(
            "{{ committee }} chứng nhận quần chúng ",
            f"{_PERSON}, đang được {{{{ cell }}}} xem xét, giúp đỡ vào Đảng.",
        ),
        line(
            "Đảng viên được phân công giúp đỡ: {{ helper }}, nhận nhiệm vụ từ {{ aide.since }}. "
            "Đơn xin vào Đảng viết {{ applied.on }}; lý lịch khai {{ cv.on }}."
        ),
        line(
            "Giấy này cấp để quần chúng tiếp tục được xem xét, giúp đỡ ở nơi mới: {{ addressee }}."
        ),
    )


# --------------------------------------------------------------------------- notices


def agreed() -> bytes:
    """TB-ĐY: the cell's proposal is agreed to (R2.15)."""
    return issued(
        *title("THÔNG BÁO", "đồng ý với đề nghị {{ about }}"),
        person(
            "{{ decider }} đã xem xét hồ sơ đề nghị {{ about }} và đồng ý đối với trường hợp ",
            ", sinh {{ birth_on }}, thuộc {{ cell }}.",
        ),
        *where(
            "is_recognition",
            [
                line(
                    "Quyết định {{ recognition.number }}, {{ recognition.on }} của {{ decider }} "
                    "gửi kèm. Ngày công nhận chính thức: {{ official_on }}. Chi bộ công bố quyết "
                    "định tại kỳ sinh hoạt gần nhất và làm thủ tục phát thẻ đảng viên.",
                    keep=True,
                )
            ],
            [
                line(
                    "Quyết định {{ decision.number }}, {{ decision.on }} của {{ decider }} gửi "
                    "kèm. Chi bộ tổ chức lễ kết nạp trong {{ ceremony_limit }}; không kịp thì báo "
                    "cáo {{ decider }} trước khi hết hạn, nêu rõ lý do.",
                    keep=True,
                )
            ],
        ),
    )


def not_agreed() -> bytes:
    """TB-KĐY: the cell's proposal is not agreed to, with the reason (R2.15)."""
    return issued(
        *title("THÔNG BÁO", "không đồng ý với đề nghị {{ about }}"),
        person(
            "{{ decider }} đã xem xét hồ sơ đề nghị {{ about }} và không đồng ý đối với trường "
            "hợp ",
            ", sinh {{ birth_on }}, thuộc {{ cell }}.",
        ),
        line("Lý do: {{ reason }}."),
        line(
            "Chi bộ thông báo để người được đề nghị biết, giải thích rõ lý do, tiếp tục giúp đỡ "
            "nếu còn nguyện vọng phấn đấu, và hoàn chỉnh những điểm nêu trên trước khi đề nghị lại."
        ),
    )


# --------------------------------------------------------------------------- guides


def _guide(what: str, points: list[tuple[str, str]], *more: str) -> bytes:
    """What a person writes by hand: the order of it, and never a word of it filled in (R2.25)."""
    return paper(
        [
            paragraph(run("HƯỚNG DẪN VIẾT TAY", bold=True), form=Form(before=6)),
            paragraph(run(what, bold=True)),
            paragraph(run("-----"), form=Form(after=6)),
            line(
                "Người viết tự viết bằng tay toàn bộ văn bản trên giấy A4, không điền vào bản in "
                "sẵn, không nhờ người khác viết. Tờ này chỉ nhắc thứ tự các phần; không nộp tờ này."
            ),
            *[headed(f"{heading}:", says) for heading, says in points],
            *more,
        ]
    )


def application_guide() -> bytes:
    """1-KNĐ."""
    return _guide(
        "Đơn xin vào Đảng (mẫu 1-KNĐ)",
        [
            ("1. Đầu trang", f"bên phải viết “{PARTY[0]}”; dưới là nơi viết và ngày, tháng, năm."),
            ("2. Tên văn bản", "ĐƠN XIN VÀO ĐẢNG, viết giữa trang."),
            ("3. Kính gửi", "Chi ủy {{ cell }}; {{ committee }}."),
            (
                "4. Giới thiệu bản thân",
                "họ và tên, ngày sinh, nơi sinh, quê quán, dân tộc, tôn giáo, trình độ, nơi cư "
                "trú, nơi làm việc hoặc học tập, chức vụ; ngày vào Đoàn, vào Công đoàn (nếu có).",
            ),
            (
                "5. Nhận thức về Đảng",
                "hiểu biết của bản thân về mục đích, lý tưởng, Cương lĩnh, Điều lệ Đảng; lý do xin "
                "vào Đảng. Viết bằng suy nghĩ của mình, không chép bài mẫu.",
            ),
            (
                "6. Lời hứa",
                "khi được kết nạp sẽ thực hiện nhiệm vụ đảng viên, chấp hành Điều lệ Đảng, tiếp "
                "tục rèn luyện ra sao.",
            ),
            ("7. Cuối đơn", "NGƯỜI LÀM ĐƠN, ký, ghi rõ họ và tên."),
        ],
        headed(
            "Lưu ý:",
            "đơn viết trước, lý lịch khai sau. Ghi đúng ngày viết; ngày này vào hồ sơ.",
        ),
    )


_CV_ITEMS = (
    "01. Họ và tên đang dùng (chữ in hoa). 02. Nam, nữ. 03. Họ và tên khai sinh. 04. Bí danh. "
    "05. Ngày sinh. 06. Nơi sinh. 07. Quê quán. 08. Nơi cư trú (thường trú, tạm trú). 09. Dân tộc. "
    "10. Tôn giáo.",
    "11. Nghề nghiệp hiện nay. 12. Trình độ: giáo dục phổ thông, chuyên môn, học vị, học hàm, lý "
    "luận chính trị, ngoại ngữ, tin học, tiếng dân tộc. 13. Ngày và nơi vào Đoàn.",
    "14. Ngày và nơi kết nạp, 15. Ngày và nơi công nhận chính thức, 16. Người giới thiệu: chỉ ghi "
    "khi đã từng vào Đảng.",
)


def cv_guide() -> bytes:
    """2-KNĐ, by the items of rule 3.2."""
    return _guide(
        "Lý lịch của người xin vào Đảng (mẫu 2-KNĐ)",
        [
            ("Các mục 01 đến 16", "viết lần lượt, mục nào không có thì ghi “không”."),
        ],
        *(paragraph(run(text), form=Form(align="both", after=4, exact=19)) for text in _CV_ITEMS),
        *(
            headed(f"{heading}:", says)
            for heading, says in (
                ("17. Lịch sử bản thân", "tóm tắt từ nhỏ đến nay, theo thời gian."),
                (
                    "18. Những công việc, chức vụ đã qua",
                    "từng khoảng thời gian, làm gì, ở đâu, giữ chức vụ gì; không để quãng trống.",
                ),
                ("19. Đặc điểm lịch sử", "những điểm cần báo cáo rõ với Đảng."),
                ("20. Những lớp đào tạo, bồi dưỡng đã qua", "tên lớp, thời gian, văn bằng."),
                ("21. Đi nước ngoài, khen thưởng, kỷ luật", "thời gian, nội dung, cấp quyết định."),
                (
                    "22. Hoàn cảnh gia đình",
                    "cha mẹ, vợ hoặc chồng, con, anh chị em ruột, cha mẹ vợ hoặc chồng: họ tên, "
                    "năm sinh, nghề nghiệp, nơi ở; ông bà chỉ ghi khi có vấn đề chính trị đáng "
                    "kể.",
                ),
                ("23. Tự nhận xét", "ưu điểm, khuyết điểm về phẩm chất, đạo đức, công việc."),
                (
                    "24. Cam đoan và ký tên",
                    "cam đoan đã khai đủ, đúng và chịu trách nhiệm.",
                ),
            )
        ),
        headed(
            "Sau khi khai:",
            "nộp chi ủy {{ cell }}. Cấp ủy thẩm tra rồi mới nhận xét, chứng nhận; chi ủy không ghi "
            "kết luận vào lý lịch trước khi có kết quả thẩm tra. Phần mềm không nhận nội dung lý "
            "lịch, chỉ ghi đã nộp hay chưa và nơi giữ.",
        ),
    )


def self_review_guide() -> bytes:
    """10-KNĐ."""
    return _guide(
        "Bản tự kiểm điểm của đảng viên dự bị (mẫu 10-KNĐ)",
        [
            ("1. Đầu trang", f"bên phải viết “{PARTY[0]}”; dưới là nơi viết và ngày, tháng, năm."),
            ("2. Tên văn bản", "BẢN TỰ KIỂM ĐIỂM của đảng viên dự bị, viết giữa trang."),
            ("3. Kính gửi", "Chi ủy {{ cell }}; {{ committee }}."),
            (
                "4. Giới thiệu bản thân",
                "họ và tên, ngày sinh, quê quán, ngày kết nạp, chi bộ nơi kết nạp và nơi đang "
                "sinh hoạt, nơi làm việc, chức vụ.",
            ),
            (
                "5. Ưu điểm trong thời gian dự bị",
                "rèn luyện phẩm chất chính trị, đạo đức, lối sống; thực hiện nhiệm vụ đảng viên và "
                "việc chi bộ phân công; sinh hoạt chi bộ; học lớp đảng viên mới.",
            ),
            ("6. Khuyết điểm, hạn chế", "nêu thẳng, rõ nguyên nhân."),
            (
                "7. Việc khắc phục hạn chế được chỉ ra khi kết nạp",
                "đã làm được gì, còn gì, làm tiếp thế nào.",
            ),
            ("8. Đề nghị", "chi bộ xét, đề nghị công nhận đảng viên chính thức đúng thời hạn."),
            ("9. Cuối bản", "NGƯỜI TỰ KIỂM ĐIỂM, ký, ghi rõ họ và tên."),
        ],
        paragraph(
            run("Nộp chi ủy khi hết thời gian dự bị, trước kỳ họp chi bộ xét.", italic=True),
            form=LEFT,
        ),
    )


BESIDE_MODELS = {
    "cn_ntvd": awareness_certificate,
    "knd_1": application_guide,
    "knd_2": cv_guide,
    "cn_dvm": new_member_certificate,
    "knd_10": self_review_guide,
    "ggt_tham_tra": vetting,
    "cv_chuyen_noi": moving,
    "gcn_giup_do": under_help,
    "tb_dong_y": agreed,
    "tb_khong_dong_y": not_agreed,
}
