"""The columns of the tables of targets: the annex of a decision, and monthly counts."""

from dangvu.intake import readers
from dangvu.intake.catalogue import Field
from dangvu.rules.admissions import Breakdown, SourceGroup

LARGEST_TARGET = 100_000
LARGEST_COUNT = 10_000
MONTHS = tuple(f"m{number:02}" for number in range(1, 13))
GROUPS = tuple(f"group_{group.value}" for group in SourceGroup)
PARTS = tuple(part.value for part in Breakdown)

_BODY_NAMES = (
    "Tên đảng bộ",
    "Tên Đảng bộ, chi bộ",
    "Đảng bộ, chi bộ",
    "Đảng bộ trực thuộc",
    "Tên đảng bộ trực thuộc",
    "Đảng ủy trực thuộc",
    "Đảng ủy",
    "Tổ chức đảng",
    "Tên tổ chức đảng",
    "Chi bộ",
    "Đơn vị",
    "Tên đơn vị",
)
_BODY = Field(
    "body",
    "Đảng bộ",
    readers.text(300),
    _BODY_NAMES,
    width=42,
    hint="tên hiện nay, viết có dấu hay không dấu đều được; tên cũ sẽ được hỏi lại",
)
_CODE = Field(
    "code",
    "Mã",
    readers.text(30),
    ("Mã đơn vị", "Mã đảng bộ", "Mã tổ chức đảng"),
    required=False,
    kind="code",
    width=10,
    hint="mã trong hệ thống, ví dụ LD017; có mã thì không cần so tên",
)

TARGET_FIELDS: tuple[Field, ...] = (
    _CODE,
    _BODY,
    Field(
        "target",
        "Chỉ tiêu",
        readers.whole(LARGEST_TARGET),
        (
            "Chỉ tiêu giao",
            "Chỉ tiêu được giao",
            "Chỉ tiêu năm",
            "Chỉ tiêu kết nạp",
            "Chỉ tiêu kết nạp đảng viên",
            "Chỉ tiêu phát triển đảng viên",
            "Số lượng",
            *(f"Chỉ tiêu năm {year}" for year in range(2025, 2041)),
            *(f"Chỉ tiêu giao năm {year}" for year in range(2025, 2041)),
            *(f"Chỉ tiêu {year}" for year in range(2025, 2041)),
        ),
        kind="whole",
        hint="số đảng viên mới phải kết nạp trong cả đợt",
    ),
    Field(
        "base",
        "Số đảng viên",
        readers.whole(10_000_000),
        (
            "Tổng số đảng viên",
            "Số đảng viên hiện có",
            "Đảng viên đến 31/12",
            "Số đảng viên đến 31/12",
            *(f"Số đảng viên đến 31/12/{year}" for year in range(2024, 2041)),
        ),
        required=False,
        kind="whole",
        hint="số đảng viên làm gốc để tính chỉ tiêu, không bắt buộc",
    ),
    *(
        Field(
            code,
            f"Tháng {number}",
            readers.whole(LARGEST_TARGET),
            (f"T{number}", f"Kế hoạch tháng {number}", f"Kế hoạch theo tháng {number}"),
            required=False,
            kind="whole",
            width=7,
            group="Kế hoạch theo tháng (không bắt buộc)",
            brief=False,
        )
        for number, code in enumerate(MONTHS, start=1)
    ),
    *(
        Field(
            code,
            group.label_vi,
            readers.whole(LARGEST_TARGET),
            required=False,
            kind="whole",
            width=12,
            group="Chia theo nguồn (không bắt buộc)",
            brief=False,
            offered=False,
        )
        for code, group in zip(GROUPS, SourceGroup, strict=True)
    ),
)

COUNT_FIELDS: tuple[Field, ...] = (
    _CODE,
    _BODY,
    Field(
        "month",
        "Tháng",
        readers.month,
        ("Tháng báo cáo", "Kỳ báo cáo"),
        kind="centre",
        width=12,
        hint="tháng và năm, ví dụ 5/2026",
    ),
    Field(
        "admitted",
        "Số kết nạp",
        readers.whole(LARGEST_COUNT),
        ("Số đảng viên kết nạp", "Kết nạp", "Tổng số", "Số đảng viên mới kết nạp", "Kết nạp mới"),
        kind="whole",
        hint="số đảng viên mới kết nạp trong tháng, ghi 0 nếu không có ai",
    ),
    Field(
        Breakdown.FEMALE.value,
        Breakdown.FEMALE.label_vi,
        readers.whole(LARGEST_COUNT),
        ("Trong đó nữ", "Số nữ"),
        required=False,
        kind="whole",
        group="Trong đó",
    ),
    Field(
        Breakdown.ETHNIC_MINORITY.value,
        Breakdown.ETHNIC_MINORITY.label_vi,
        readers.whole(LARGEST_COUNT),
        ("DTTS", "Người dân tộc thiểu số", "Dân tộc"),
        required=False,
        kind="whole",
        group="Trong đó",
    ),
    Field(
        Breakdown.RELIGIOUS.value,
        Breakdown.RELIGIOUS.label_vi,
        readers.whole(LARGEST_COUNT),
        ("Tôn giáo", "Theo tôn giáo", "Có đạo (tôn giáo)"),
        required=False,
        kind="whole",
        group="Trong đó",
    ),
    Field(
        Breakdown.YOUTH_UNION.value,
        Breakdown.YOUTH_UNION.label_vi,
        readers.whole(LARGEST_COUNT),
        ("Đoàn viên", "Đoàn viên TNCS", "ĐVTN"),
        required=False,
        kind="whole",
        group="Trong đó",
    ),
)
