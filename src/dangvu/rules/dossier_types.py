"""The 104 types of papers in a member's digital dossier (1361-CV), by number and name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dangvu.rules.basis import Basis, Confidence
from dangvu.rules.names import plain

_CV = "Công văn số 1361-CV/BTCTW, ngày 30/6/2026"
LIST_BASIS = Basis("R3.6", _CV, "104 loại tài liệu, ba mức ưu tiên", Confidence.V)
_AFTER_FORM = Basis(
    "R3.6", "Hướng dẫn nghiệp vụ công tác đảng viên", "tên theo mẫu KNĐ", Confidence.P
)
_SPELT = Basis("R3.6", _CV, "tên viết đủ từ tên rút gọn, chưa đối chiếu", Confidence.K)


@dataclass(frozen=True, slots=True)
class PaperType:
    """One of the types. ``basis`` is of the name: the numbers themselves were seen."""

    number: int
    name_vi: str
    basis: Basis

    @property
    def priority(self) -> int:
        """1: origin and decisions; 2: procedure and life in the Party; 3: what stands beside."""
        return 1 if self.number <= 36 else 2 if self.number <= 85 else 3

    @property
    def plain_name(self) -> str:
        """The name as in file names: without accents."""
        return plain(self.name_vi)

    @property
    def digits(self) -> str:
        """The number as in file names: two digits, three from 100."""
        return f"{self.number:02}"


_NAMES = """
1 Lý lịch của người xin vào Đảng
2 Lý lịch đảng viên
3 Phiếu đảng viên
4 Phiếu bổ sung hồ sơ đảng viên
5 Quyết định kết nạp đảng viên
6 Quyết định kết nạp lại đảng viên
7 Quyết định công nhận đảng viên chính thức
8 Quyết định xóa tên đảng viên dự bị
9 Quyết định công nhận đảng viên sau khi khắc phục việc kết nạp
10 Quyết định công nhận đảng viên chính thức sau khi khắc phục
11 Quyết định hủy quyết định kết nạp đảng viên sai quy định
12 Quyết định hủy quyết định kết nạp lại đảng viên sai quy định
13 Quyết định hủy quyết định công nhận đảng viên chính thức sai quy định
14 Quyết định khôi phục quyền đảng viên
15 Quyết định nối lại sinh hoạt đảng
16 Quyết định xóa tên đảng viên
17 Quyết định cho ra khỏi Đảng
18 Giấy xác nhận tuổi Đảng
19 Quyết định phát thẻ đảng viên
20 Quyết định tặng Huy hiệu Đảng
21 Quyết định truy tặng Huy hiệu Đảng
22 Quyết định kỷ luật Đảng
23 Quyết định khen thưởng
24 Quyết định đình chỉ sinh hoạt đảng
25 Quyết định gia hạn đình chỉ sinh hoạt đảng
26 Quyết định đình chỉ sinh hoạt cấp ủy
27 Quyết định gia hạn đình chỉ sinh hoạt cấp ủy
28 Quyết định giải quyết khiếu nại
29 Quyết định giải quyết tố cáo
30 Quyết định đình chỉ chức vụ
31 Quyết định trở lại sinh hoạt cấp ủy
32 Thông báo kết quả giải quyết khiếu nại
33 Thông báo kết quả giải quyết tố cáo
34 Kết luận kiểm tra dấu hiệu vi phạm
35 Kết luận minh oan
36 Quyết định kỷ luật hành chính
37 Đơn xin vào Đảng
38 Giấy chứng nhận học lớp bồi dưỡng nhận thức về Đảng
39 Giấy giới thiệu người vào Đảng
40 Nghị quyết của Ban Chấp hành Đoàn giới thiệu đoàn viên ưu tú vào Đảng
41 Nghị quyết của Ban Chấp hành Công đoàn giới thiệu đoàn viên công đoàn vào Đảng
42 Tổng hợp ý kiến nhận xét đối với người xin vào Đảng
43 Nghị quyết của chi bộ đề nghị kết nạp đảng viên
44 Báo cáo thẩm định đề nghị kết nạp đảng viên
45 Nghị quyết của đảng ủy cơ sở đề nghị kết nạp đảng viên
46 Giấy chứng nhận học lớp bồi dưỡng đảng viên mới
47 Bản tự kiểm điểm của đảng viên dự bị
48 Bản nhận xét của đảng viên được phân công giúp đỡ
49 Tổng hợp ý kiến nhận xét đối với đảng viên dự bị
50 Nghị quyết của chi bộ đề nghị công nhận đảng viên chính thức
51 Báo cáo thẩm định đề nghị công nhận đảng viên chính thức
52 Nghị quyết của đảng ủy cơ sở đề nghị công nhận đảng viên chính thức
53 Giấy chứng nhận người vào Đảng đang được xem xét, giúp đỡ
54 Giấy giới thiệu sinh hoạt đảng chính thức
55 Giấy giới thiệu sinh hoạt đảng tạm thời
56 Giấy giới thiệu sinh hoạt đảng ra ngoài nước
57 Phiếu công tác nước ngoài chính thức
58 Phiếu công tác nước ngoài tạm thời
59 Giấy giới thiệu sinh hoạt đảng nội bộ
60 Phiếu báo chuyển sinh hoạt đảng
61 Bản tự kiểm điểm hằng năm của đảng viên
62 Bản kiểm điểm của đảng viên khi chuyển sinh hoạt đảng
63 Bản kiểm điểm của đảng viên ở ngoài nước
64 Văn bản biểu dương
65 Báo cáo về vi phạm của đảng viên
66 Bản kiểm điểm về vi phạm
67 Bản án của tòa án
68 Kết luận thanh tra
69 Thông báo kết luận thanh tra
70 Bằng lý luận chính trị
71 Đơn đề nghị cấp lại Huy hiệu Đảng
72 Đơn đề nghị cấp lại thẻ đảng viên
73 Tờ khai cấp lại thẻ đảng viên
74 Văn bản thay đổi họ tên
75 Văn bản thay đổi ngày sinh
76 Văn bản thay đổi quê quán
77 Văn bản thay đổi dân tộc
78 Quyết định hủy văn bằng
79 Đơn xin miễn công tác và sinh hoạt đảng
80 Xác nhận của cơ sở y tế
81 Nghị quyết của chi bộ cho miễn công tác và sinh hoạt đảng
82 Bản bổ sung lý lịch sau khi về nước
83 Giấy chứng tử
84 Bản tường trình mất hồ sơ đảng viên
85 Phiếu đảng viên cũ
86 Văn bằng
87 Quyết định điều động, bổ nhiệm
88 Quyết định nghỉ hưu
89 Quyết định nghỉ mất sức
90 Quyết định phục viên
91 Quyết định xuất ngũ
92 Công văn giới thiệu người vào Đảng chuyển nơi công tác
93 Công văn giới thiệu người vào Đảng chuyển nơi học tập
94 Công văn giới thiệu người vào Đảng chuyển nơi cư trú
95 Công văn giới thiệu người vào Đảng chuyển đơn vị
96 Công văn đề nghị thẩm tra lý lịch
97 Kết quả thẩm tra lý lịch
98 Công văn chỉ đạo làm lại thủ tục kết nạp đảng viên
99 Công văn chỉ đạo làm lại thủ tục công nhận đảng viên chính thức
100 Phiếu báo đảng viên được công nhận chính thức
101 Phiếu báo đảng viên ra khỏi Đảng
102 Phiếu báo đảng viên từ trần
103 Tờ khai đề nghị tặng Huy hiệu Đảng
104 Tờ khai đề nghị truy tặng Huy hiệu Đảng
"""
_SEEN_WHOLE = frozenset(
    {2, 3, 17, 18, 20, 21, 22, 23, 34, 35, 53, 54, 55, 56, 57, 58, 59, 70, 85, 86}
)
"""Types whose name the list gives whole, or in abbreviations that leave nothing to guess."""
_FORMS = frozenset({1, 5, 37, 39, 40, 41, 42, 43, 44, 45, 47, 48, 49, 50, 51, 52})
"""Types named after the forms of admission (KNĐ). Every other name is a guess at what the list cuts
short or names in one breath ("24-27 đình chỉ …")."""


def _basis(number: int) -> Basis:
    if number in _SEEN_WHOLE:
        return LIST_BASIS
    return _AFTER_FORM if number in _FORMS else _SPELT


def _read() -> Iterator[PaperType]:
    for line in _NAMES.strip().splitlines():
        number, name = line.split(" ", 1)
        yield PaperType(int(number), name, _basis(int(number)))


PAPER_TYPES: Mapping[int, PaperType] = MappingProxyType({one.number: one for one in _read()})
"""Every type by its number, in order."""

EVERY_MEMBER = frozenset({1, 2, 3, 5})
EVERY_OFFICIAL = EVERY_MEMBER | {7, 19}
"""Types every dossier must hold; the other decisions only some people have."""
EVERY_BASIS = Basis("R3.6", "Danh mục tối thiểu của phần mềm", "", Confidence.D)
