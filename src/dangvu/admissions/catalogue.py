"""The fields of an admission, named once: workbook, form and list are read from here."""

from dangvu.intake import readers
from dangvu.intake.catalogue import Field
from dangvu.members import catalogue as people
from dangvu.rules.admissions import SourceGroup

SEXES = {"M": "Nam", "F": "Nữ"}
SOURCE_GROUPS = {group.value: group.label_vi for group in SourceGroup}
_MORE_SOURCES = {
    "Học sinh": SourceGroup.STUDENT,
    "Sinh viên": SourceGroup.STUDENT,
    "Trưởng thôn": SourceGroup.VILLAGE_CADRE,
    "Tổ trưởng tổ dân phố": SourceGroup.VILLAGE_CADRE,
    "Tổ trưởng dân phố": SourceGroup.VILLAGE_CADRE,
    "Cán bộ thôn": SourceGroup.VILLAGE_CADRE,
    "Cán bộ thôn, tổ dân phố": SourceGroup.VILLAGE_CADRE,
    "Y tế": SourceGroup.HEALTH_WORKER,
    "Cán bộ y tế": SourceGroup.HEALTH_WORKER,
    "Dân quân": SourceGroup.MILITIA,
    "DQTV": SourceGroup.MILITIA,
    "Dự bị động viên": SourceGroup.RESERVIST,
    "Quân nhân dự bị động viên": SourceGroup.RESERVIST,
    "Bộ đội": SourceGroup.ARMY,
    "Công nhân": SourceGroup.ENTERPRISE_WORKER,
    "Người lao động": SourceGroup.ENTERPRISE_WORKER,
    "Công nhân, người lao động": SourceGroup.ENTERPRISE_WORKER,
    "Hợp tác xã": SourceGroup.COOPERATIVE,
    "HTX": SourceGroup.COOPERATIVE,
    "Cán bộ": SourceGroup.OFFICIAL,
    "Công chức": SourceGroup.OFFICIAL,
    "Viên chức": SourceGroup.OFFICIAL,
    "Cán bộ, công chức, viên chức": SourceGroup.OFFICIAL,
    "Khác": SourceGroup.OTHER,
}
_SOURCE_NAMES = {label: code for code, label in SOURCE_GROUPS.items()} | {
    name: group.value for name, group in _MORE_SOURCES.items()
}
_SEX_NAMES = {"Nam": "M", "Nữ": "F"}

FIELDS: tuple[Field, ...] = (
    Field(
        "full_name",
        "Họ và tên",
        readers.person_name,
        ("Họ tên", "Họ, chữ đệm và tên", "Họ và tên đảng viên", "Họ và tên khai sinh"),
        width=26,
    ),
    Field(
        "sex",
        "Giới tính",
        readers.one_of(_SEX_NAMES, "danh mục giới tính (Nam, Nữ)"),
        kind="centre",
        choices=("Nam", "Nữ"),
    ),
    Field(
        "birth_on",
        "Ngày sinh",
        readers.day,
        ("Sinh ngày", "Ngày, tháng, năm sinh", "Ngày tháng năm sinh"),
        kind="date",
        hint="ngày/tháng/năm, ví dụ 09/06/2001",
    ),
    Field(
        "ethnic_group",
        "Dân tộc",
        readers.one_of(people.ethnic_names(), "danh mục dân tộc"),
        width=12,
        choices=tuple(people.ethnic_groups().values()),
        brief=False,
    ),
    Field(
        "religion",
        "Tôn giáo",
        readers.one_of(people.religion_names(), "danh mục tôn giáo"),
        required=False,
        width=14,
        choices=tuple(people.religions().values()),
        hint="để trống hoặc ghi “Không” nếu không theo tôn giáo",
        brief=False,
    ),
    Field(
        "unit",
        "Tổ chức đảng",
        readers.text(300),
        (
            "Chi bộ",
            "Tổ chức đảng (chi bộ)",
            "Chi bộ kết nạp",
            "Chi bộ nơi kết nạp",
            "Tổ chức Đảng đang sinh hoạt",
            "Đơn vị",
        ),
        width=34,
        hint="tên hoặc mã chi bộ; nhiều chi bộ cùng tên thì ghi thêm cấp trên sau dấu phẩy, "
        "ví dụ Chi bộ thôn 1, xã Đạ Huoai",
    ),
    Field(
        "decision_number",
        "Số quyết định",
        readers.text(60),
        ("Số QĐ", "Số quyết định kết nạp", "Quyết định số"),
        kind="code",
        width=16,
        hint="ghi đủ ký hiệu, ví dụ 15-QĐ/ĐU",
    ),
    Field(
        "decision_on",
        "Ngày quyết định",
        readers.day,
        ("Ngày QĐ", "Ngày quyết định kết nạp", "Ngày ký quyết định", "Ngày vào Đảng"),
        kind="date",
    ),
    Field(
        "issuer",
        "Cơ quan quyết định",
        readers.text(200),
        ("Cơ quan ban hành", "Cấp quyết định", "Cơ quan ra quyết định", "Cấp ủy quyết định"),
        required=False,
        width=26,
        hint="để trống thì lấy cơ quan ghi ở phần “Thông tin kèm theo” khi nhập",
        brief=False,
    ),
    Field(
        "ceremony_on",
        "Ngày kết nạp (lễ)",
        readers.day,
        ("Ngày kết nạp", "Ngày lễ kết nạp", "Ngày tổ chức lễ kết nạp", "Lễ kết nạp"),
        required=False,
        kind="date",
        hint="để trống nếu chưa tổ chức lễ",
    ),
    Field(
        "youth_union",
        "Đoàn viên",
        readers.yes_no,
        ("Đoàn viên TNCS", "Đoàn viên TNCS Hồ Chí Minh", "Là đoàn viên", "ĐVTN"),
        required=False,
        kind="centre",
        choices=("x",),
        hint="ghi x nếu là đoàn viên khi được kết nạp",
        brief=False,
    ),
    Field(
        "source_group",
        "Nhóm nguồn",
        readers.one_of(_SOURCE_NAMES, "danh mục nhóm nguồn"),
        ("Nguồn", "Nguồn kết nạp", "Đối tượng", "Thành phần"),
        width=24,
        choices=tuple(SOURCE_GROUPS.values()),
    ),
    Field(
        "note",
        "Ghi chú",
        readers.text(500),
        required=False,
        width=24,
        hint="văn bản cho trường hợp đặc biệt, ví dụ quyết định của Tỉnh ủy cho người quá tuổi",
        brief=False,
    ),
)
