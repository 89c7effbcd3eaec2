"""Single rules of the grammar, each on the words it is for."""

from datetime import date

import pytest

from dangvu.rules.documents import DocumentType
from dangvu.rules.duties import period_of
from dangvu.rules.obligations import Audience, Due, Every, Product, Recurrence, propose, secret_mark
from dangvu.rules.obligations.rhythms import every

HEAD = """ĐẢNG BỘ TỈNH LÂM ĐỒNG
ĐẢNG ỦY XÃ THỬ NGHIỆM
*
Số 07-CV/ĐU
V/v thử

ĐẢNG CỘNG SẢN VIỆT NAM
Thử Nghiệm, ngày 10 tháng 4 năm 2026

Kính gửi: Các chi bộ trực thuộc.

Ban Thường vụ Đảng ủy yêu cầu các chi bộ trực thuộc thực hiện các nhiệm vụ sau:
"""


def duty(words: str):
    found = propose(f"{HEAD}1. {words}").obligations
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("words", "on", "inclusive"),
    [
        ("trước ngày 30/6/2026", date(2026, 6, 30), False),
        ("trước 17 giờ ngày 30/6/2026", date(2026, 6, 30), True),
        ("chậm nhất 17 giờ 30 phút, ngày 30/6/2026", date(2026, 6, 30), True),
        ("chậm nhất ngày 30 tháng 6 năm 2026", date(2026, 6, 30), True),
        ("chậm nhất là ngày 30-6-2026", date(2026, 6, 30), True),
        ("đến hết ngày 30.6.2026", date(2026, 6, 30), True),
        ("trong tháng 6/2026", date(2026, 6, 30), True),
        ("trước tháng 6 năm 2026", date(2026, 6, 1), False),
        ("trong quý III/2026", date(2026, 9, 30), True),
        ("trong năm 2026", date(2026, 12, 31), True),
        ("trước ngày 15/5", date(2026, 5, 15), False),
        ("trong tuần thứ hai của tháng 6", date(2026, 6, 14), True),
        ("trong thượng tuần tháng 6", date(2026, 6, 10), True),
        ("dự kiến ngày 15/6", date(2026, 6, 15), True),
        ("từ 01 - 15/6/2026", date(2026, 6, 15), True),
        ("trước ngày 15/02", date(2027, 2, 15), False),
        ("trong vòng 10 ngày kể từ ngày ký", date(2026, 4, 20), True),
        ("trước 17h00 thứ Sáu, ngày 22/5/2026", date(2026, 5, 22), True),
        ("đến hết giờ hành chính ngày 20/5/2026", date(2026, 5, 20), True),
        ("trước ngày thành lập Đảng 03/02/2027", date(2027, 2, 3), False),
        ("trước khi kết thúc quý III/2026", date(2026, 9, 30), True),
        ("đầu quý IV/2026", date(2026, 10, 31), True),
        ("trong tháng Sáu", date(2026, 6, 30), True),
        ("trước tháng Mười hai năm 2026", date(2026, 12, 1), False),
        ("trong 02 tháng 5, 6 năm 2026", date(2026, 6, 30), True),
        ("trong giai đoạn 2026 - 2028", date(2028, 12, 31), True),
        ("trước cuối năm", date(2026, 12, 31), False),
        ("ngay trong quý này", date(2026, 6, 30), True),
    ],
)
def test_a_last_day_is_read_with_its_side(words: str, on: date, inclusive: bool) -> None:
    due = duty(f"Rà soát hồ sơ đảng viên, hoàn thành {words}.").due
    assert due is not None
    assert (due.on, due.inclusive) == (on, inclusive)


@pytest.mark.parametrize(
    ("words", "every", "times", "at_least", "day"),
    [
        ("hàng tháng", Every.MONTH, 1, False, None),
        ("hằng quý", Every.QUARTER, 1, False, None),
        ("ít nhất mỗi quý một lần", Every.QUARTER, 1, True, None),
        ("mỗi năm ít nhất 02 lần", Every.YEAR, 2, True, None),
        ("định kỳ 6 tháng một lần", Every.HALF_YEAR, 1, False, None),
        ("định kỳ 3 tháng/lần", Every.QUARTER, 1, False, None),
        ("định kỳ gắn với sơ kết, tổng kết", Every.REVIEW, 1, False, None),
        ("trước ngày 20 hằng tháng", Every.MONTH, 1, False, 20),
        ("trước ngày 25 tháng cuối quý", Every.QUARTER, 1, False, 25),
        ("trước ngày 15/12 hằng năm", Every.YEAR, 1, False, 15),
        ("2 tháng một lần", Every.YEAR, 6, False, None),
        ("hai tháng một lần", Every.YEAR, 6, False, None),
        ("cứ 04 tháng/lần", Every.YEAR, 3, False, None),
        ("03 tháng một lần", Every.QUARTER, 1, False, None),
        ("tháng một lần", Every.MONTH, 1, False, None),
        ("nửa tháng một lần", Every.MONTH, 2, False, None),
        ("mỗi nhiệm kỳ ít nhất 02 lần", Every.TERM, 2, True, None),
        ("một năm hai lần", Every.YEAR, 2, False, None),
        ("vào chiều thứ Sáu hằng tuần", Every.WEEK, 1, False, 5),
        ("trong tuần đầu của tháng", Every.MONTH, 1, False, 7),
        ("trước ngày 15/6 và ngày 15/12 hằng năm", Every.HALF_YEAR, 1, False, 15),
    ],
)
def test_a_recurrence_is_read(
    words: str, every: Every, times: int, at_least: bool, day: int | None
) -> None:
    again = duty(f"Tự kiểm tra việc thực hiện {words}.").recurrence
    assert again is not None
    assert (again.every, again.times, again.at_least, again.day) == (every, times, at_least, day)


def test_a_closing_line_that_names_day_and_office_is_a_duty() -> None:
    told = f"{HEAD}1. Rà soát nguồn.\nKết quả gửi về Đảng ủy xã chậm nhất 17 giờ ngày 18/9/2026."
    closing = propose(told).obligations[-1]
    assert (closing.no, closing.report_to) == ("", "Đảng ủy xã")
    assert closing.due is not None
    assert closing.due.on == date(2026, 9, 18)


def test_what_has_passed_is_no_due_date() -> None:
    assert duty("Phát huy kết quả đạt được trong năm 2025, tiếp tục tạo nguồn.").due is None
    assert duty("Kiểm tra hồ sơ từ ngày 01/01/2026 đến ngày 31/3/2026.").due is None


@pytest.mark.parametrize(
    ("words", "lead", "join", "audience"),
    [
        ("Giao Ban Tổ chức Đảng ủy chủ trì, phối hợp với Văn phòng Đảng ủy theo dõi.",
         ("Ban Tổ chức Đảng ủy",), ("Văn phòng Đảng ủy",), Audience.NAMED),
        ("Mỗi đảng viên có trách nhiệm nêu gương.", ("Mỗi đảng viên",), (), Audience.MEMBERS),
        ("Tăng cường kiểm tra, giám sát.", ("các chi bộ trực thuộc",), (), Audience.CELLS),
        ("Các tổ chức cơ sở đảng trực thuộc xây dựng kế hoạch.",
         ("Các tổ chức cơ sở đảng trực thuộc",), (), Audience.GRASSROOTS),
        ("Ban Thường vụ các Đảng ủy trực thuộc chỉ đạo thực hiện.",
         ("Ban Thường vụ các Đảng ủy trực thuộc",), (), Audience.BODIES),
        ("Văn phòng Đảng ủy (chủ trì), Ban Xây dựng Đảng (phối hợp) rà soát hồ sơ.",
         ("Văn phòng Đảng ủy",), ("Ban Xây dựng Đảng",), Audience.NAMED),
        ("Rà soát hồ sơ đảng viên (Ban Xây dựng Đảng; trước ngày 30/4/2026).",
         ("Ban Xây dựng Đảng",), (), Audience.NAMED),
        ("Đối với đảng viên ốm nặng, các chi bộ chủ động đề nghị.", ("các chi bộ",), (),
         Audience.CELLS),
        ("Đối với các chi bộ doanh nghiệp, Ban Xây dựng Đảng cử cán bộ hướng dẫn.",
         ("Ban Xây dựng Đảng",), (), Audience.NAMED),
        ("Đối với đảng viên đi làm ăn xa: chi bộ lập danh sách.", ("chi bộ",), (), Audience.CELLS),
        ("Tổ công tác do đồng chí Phó Bí thư làm tổ trưởng kiểm tra các chi bộ.",
         ("Tổ công tác",), (), Audience.NAMED),
        ("Người chịu trách nhiệm: đồng chí Trần Thị Bình.",
         ("đồng chí Trần Thị Bình",), (), Audience.NAMED),
        ("Các Ban của Đảng ủy, Văn phòng Đảng ủy hướng dẫn, đôn đốc.",
         ("Các Ban của Đảng ủy", "Văn phòng Đảng ủy"), (), Audience.ORGANS),
        ("Định kỳ hằng quý, Ủy ban Kiểm tra Đảng ủy giám sát việc thực hiện.",
         ("Ủy ban Kiểm tra Đảng ủy",), (), Audience.NAMED),
    ],
)  # fmt: skip
def test_who_is_asked(words: str, lead: tuple, join: tuple, audience: Audience) -> None:
    found = duty(words)
    assert (found.lead, found.join, found.audience) == (lead, join, audience)


@pytest.mark.parametrize(
    ("words", "product"),
    [
        ("Báo cáo kết quả về Đảng ủy.", Product.REPORT),
        ("Xây dựng kế hoạch thực hiện.", Product.PLAN),
        ("Lập danh sách quần chúng ưu tú gửi Đảng ủy.", Product.LIST),
        ("Báo cáo số lượng quần chúng đã học lớp nhận thức.", Product.COUNT),
        ("Họp kiểm điểm, gửi biên bản về Đảng ủy.", Product.MINUTES),
        ("Chi bộ họp kiểm điểm đảng viên vi phạm, có biên bản.", Product.MINUTES),
        ("Rà soát nguồn. Nếu có vướng mắc, báo cáo Đảng ủy.", None),
        ("Xây dựng quy chế làm việc của chi ủy.", Product.PAPER),
        ("Hoàn thành chỉ tiêu kết nạp đảng viên được giao.", Product.INDICATOR),
        ("Tăng cường công tác tư tưởng trong chi bộ.", None),
    ],
)
def test_the_product_is_read_where_it_is_named(words: str, product: Product | None) -> None:
    assert duty(words).product is product


def test_the_report_line_keeps_its_way() -> None:
    found = duty("Báo cáo Thường trực Đảng ủy (qua Ban Xây dựng Đảng) trước ngày 30/6/2026.")
    assert found.report_to == "Thường trực Đảng ủy (qua Ban Xây dựng Đảng)"


def test_causes_before_the_tasks_are_no_duties() -> None:
    told = HEAD.replace(
        "Ban Thường vụ",
        "Nguyên nhân của hạn chế là:\n1. Một số chi bộ phải ghép.\n2. Cấp ủy cần cố gắng.\n"
        "Ban Thường vụ",
        1,
    )
    assert [d.no for d in propose(told + "1. Rà soát nguồn.").obligations] == ["1"]


def test_a_short_mention_is_joined_to_the_first() -> None:
    text = (
        HEAD
        + "1. Thực hiện Chỉ thị số 07-CT/TU, ngày 12/02/2026 của Ban Thường vụ Tỉnh ủy về tăng "
        "cường phát triển đảng viên.\n2. Sơ kết Chỉ thị số 07-CT/TU."
    )
    (found,) = propose(text).references
    assert (found.number_symbol, found.issued_on) == ("07-CT/TU", date(2026, 2, 12))
    assert (found.issuer, found.subject) == (
        "Ban Thường vụ Tỉnh ủy",
        "tăng cường phát triển đảng viên",
    )
    assert [text[a:b] for a, b in found.mentions] == ["Chỉ thị số 07-CT/TU"] * 2


def test_several_dates_of_one_duty_are_kept_and_told() -> None:
    found = duty("Tự kiểm tra hằng tháng; xếp loại hằng quý, nộp kết quả trước ngày 30/6/2026.")
    assert isinstance(found.due, Due)
    assert found.recurrence is not None
    assert found.recurrence.every is Every.MONTH
    assert [one.every for one in found.more if isinstance(one, Recurrence)] == [Every.QUARTER]
    assert any("kỳ hạn khác" in doubt for doubt in found.doubts_vi)


@pytest.mark.parametrize("when", ["trong nhiệm kỳ", "trong tháng Chạp", "hai năm một lần",
                                  "ít nhất 05 ngày trước khi họp"])  # fmt: skip
def test_a_time_that_no_calendar_holds_keeps_its_words(when: str) -> None:
    found = duty(f"Chi bộ kiểm tra việc thực hiện {when}.")
    assert found.recurrence is None
    assert found.due is not None
    assert (found.due.on, found.due.text) == (None, when)
    assert found.due.doubt_vi


@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 12])
def test_a_rhythm_of_months_gives_periods_of_that_many_months(months: int) -> None:
    found = every(months, "thang")
    assert found is not None
    for month in range(1, 13):
        period = period_of(*found, None, None, date(2026, month, 15))
        assert period.end is not None
        assert period.start <= date(2026, month, 15) <= period.end
        assert period.end.month - period.start.month + 1 == months


def test_months_in_words_are_told_from_numbers() -> None:
    assert duty("Chi bộ sinh hoạt mỗi tháng hai lần.").due is None
    assert duty("Các chi bộ sinh hoạt hằng tháng sáu nội dung.").due is None


def test_the_first_day_is_the_deadline_and_the_report_s_day_is_told() -> None:
    found = duty("Rà soát nguồn trước ngày 15/5/2026, báo cáo Đảng ủy trước ngày 30/5/2026.")
    assert found.due is not None
    assert found.due.on == date(2026, 5, 15)
    assert [one.on for one in found.more if isinstance(one, Due)] == [date(2026, 5, 30)]


def test_who_acts_in_a_later_clause_has_a_duty_of_its_own() -> None:
    told = propose(
        f"{HEAD}1. Các chi bộ rà soát nguồn; Đoàn Thanh niên giới thiệu đoàn viên ưu tú; Văn phòng "
        "Đảng ủy tổng hợp; tất cả hoàn thành trước ngày 30/6/2026."
    ).obligations
    assert [d.lead for d in told] == [("Các chi bộ",), ("Đoàn Thanh niên",), ("Văn phòng Đảng ủy",)]
    assert {d.no for d in told} == {"1"}
    assert {d.due and d.due.on for d in told} == {date(2026, 6, 30)}


def test_a_general_demand_of_a_class_stays_with_its_point() -> None:
    found = duty("Văn phòng Đảng ủy theo dõi; cấp ủy, chi bộ phải nắm rõ tư tưởng đảng viên.")
    assert found.lead == ("Văn phòng Đảng ủy",)


def test_a_doubtful_duty_says_so_and_is_less_sure() -> None:
    sure, unsure = (
        duty("Giao Văn phòng Đảng ủy theo dõi."),
        duty("Việc thực hiện phải thiết thực, rõ việc."),
    )
    assert sure.confidence > unsure.confidence
    assert unsure.doubts_vi
    assert not sure.doubts_vi


def test_a_draft_says_what_is_missing() -> None:
    found = propose(
        "Số      -CT/ĐU\n(DỰ THẢO)\nLâm Đồng, ngày     tháng 4 năm 2026\nCHỈ THỊ\nvề thử"
    )
    assert found.header.kind is DocumentType.DIRECTIVE
    assert found.header.draft
    assert found.header.number is None
    assert found.header.number_symbol == "-CT/ĐU"
    assert found.header.issued_on is None
    assert any("dự thảo" in doubt for doubt in found.doubts_vi)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("TỈNH ỦY\nMẬT\nSố 01-CV/TU", "MẬT"),
        ("TỈNH ỦY\t(TỐI MẬT)\nSố 01-CV/TU", "TỐI MẬT"),
        ("Độ mật: ... ", ""),
        ("ĐỘ MẬT: TUYỆT MẬT\nSố 1", "TUYỆT MẬT"),
        ("Ủy ban Mặt trận\nMẶT TRẬN TỔ QUỐC\nbảo vệ bí mật", ""),
        ("GIỮ BÍ MẬT", ""),
    ],
)
def test_a_secret_paper_is_known_by_its_mark(text: str, mark: str) -> None:
    assert secret_mark(text) == mark


@pytest.mark.parametrize("way", ["(qua Phòng Tổ chức đảng - Đảng viên)",
                                 "qua Phòng Tổ chức đảng - Đảng viên"])  # fmt: skip
def test_a_way_with_a_dash_in_its_name_is_whole(way: str) -> None:
    found = duty(f"Gửi danh sách về Ban Tổ chức Tỉnh ủy {way} trước ngày 30/6/2026.")
    assert found.report_to == f"Ban Tổ chức Tỉnh ủy {way}"


@pytest.mark.parametrize("when", ["trước kỳ họp thứ 9", "ngay sau khi kết thúc kiểm tra",
                                  "trước khi khai giảng năm học mới"])  # fmt: skip
def test_a_deadline_that_hangs_on_an_event_has_no_day(when: str) -> None:
    due = duty(f"Hoàn thành đề án sắp xếp chi bộ {when}.").due
    assert due is not None
    assert (due.on, due.text) == (None, when)


def test_paragraphs_under_words_that_open_a_list_are_duties() -> None:
    told = (HEAD + "Ban Xây dựng Đảng treo pa nô, khẩu hiệu ở khu trung tâm.\n"
            "Các chi bộ sinh hoạt chuyên đề.\n")  # fmt: skip
    assert [d.lead for d in propose(told).obligations] == [("Ban Xây dựng Đảng",), ("Các chi bộ",)]


def test_a_heading_that_is_a_time_is_the_deadline_of_what_follows() -> None:
    due = duty("Từ ngày 01/11 đến 15/11: các chi bộ tổ chức kiểm điểm đảng viên.").due
    assert due is not None
    assert due.on == date(2026, 11, 15)


def test_the_letter_d_with_a_stroke_is_a_letter_of_its_own() -> None:
    told = f"{HEAD}d) Các chi bộ rà soát hồ sơ.\nđ) Các chi bộ nộp đảng phí.\n"
    assert [d.no for d in propose(told).obligations] == ["d", "đ"]
