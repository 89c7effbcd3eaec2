"""The four bodies without territory. How many organisations is published in part, which is not."""

from dangvu.cli.demo.layout import Node, cell
from dangvu.rules.organisations import OrgKind, OrgType
from dangvu.rules.targets import apportion

K = OrgKind

_PARTY_AGENCIES = (
    "Văn phòng Tỉnh ủy|Ban Tổ chức Tỉnh ủy|Cơ quan Ủy ban Kiểm tra Tỉnh ủy"
    "|Ban Tuyên giáo và Dân vận Tỉnh ủy|Ban Nội chính Tỉnh ủy|Cơ quan Mặt trận Tổ quốc tỉnh"
    "|Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh|Tòa án nhân dân tỉnh"
    "|Viện Kiểm sát nhân dân tỉnh|Trường Chính trị tỉnh|Báo và Phát thanh, truyền hình Lâm Đồng"
).split("|")
_OFFICES = (
    "Văn phòng Ủy ban nhân dân tỉnh|Thanh tra tỉnh|Sở Nội vụ|Sở Tài chính|Sở Công Thương"
    "|Sở Xây dựng|Sở Nông nghiệp và Môi trường|Sở Khoa học và Công nghệ|Sở Tư pháp"
    "|Sở Dân tộc và Tôn giáo|Sở Văn hóa, Thể thao và Du lịch|Ban Quản lý các khu công nghiệp"
    "|Thuế tỉnh|Thống kê tỉnh|Kho bạc Nhà nước khu vực|Bảo hiểm xã hội tỉnh"
    "|Thi hành án dân sự tỉnh"
).split("|")
_SCHOOLS = ["Sở Giáo dục và Đào tạo", "Trường Đại học Đà Lạt", "Trường Cao đẳng số 1",
            "Trường Cao đẳng số 2", "Trường Cao đẳng số 3"]  # fmt: skip
_HOSPITALS = ["Sở Y tế", *(f"Bệnh viện tuyến tỉnh số {n}" for n in range(1, 8))]
_SERVICES = ["Vườn quốc gia Bidoup - Núi Bà", "Vườn quốc gia Tà Đùng",
             *(f"Ban Quản lý dự án số {n}" for n in range(1, 4))]  # fmt: skip
_ENTERPRISES = ["Bưu điện tỉnh", "Viễn thông tỉnh", "Công ty Điện lực tỉnh",
                *(f"Công ty nhà nước số {n}" for n in range(1, 11))]  # fmt: skip
_SMALL_OFFICES = (
    "Liên minh Hợp tác xã tỉnh|Quỹ Đầu tư phát triển tỉnh|Quỹ Bảo vệ và Phát triển rừng"
    "|Trung tâm Xúc tiến đầu tư|Trung tâm Lưu trữ lịch sử|Trung tâm Khuyến nông"
    "|Phòng Công chứng số 1|Phòng Công chứng số 2|Đài Khí tượng Thủy văn tỉnh"
    "|Trường THPT chuyên số 1|Trường THPT chuyên số 2|Trường THPT chuyên số 3"
    "|Ban Quản lý rừng phòng hộ số 1|Ban Quản lý rừng phòng hộ số 2"
    "|Ban Quản lý rừng phòng hộ số 3|Ban Quản lý rừng phòng hộ số 4"
    "|Ban Quản lý rừng phòng hộ số 5|Ban Quản lý rừng phòng hộ số 6"
).split("|")

# register code: (bodies with cells, grassroots cells, cells beneath the bodies at full size)
_NUMBERS = {
    "LD001": (11, 1, 109),
    "LD002": (48, 18, 622),
    "LD003": (20, 4, 170),
    "LD004": (26, 4, 205),
}
KINDS = {"LD001": K.AGENCY, "LD002": K.AGENCY, "LD003": K.ARMY, "LD004": K.POLICE}


def provincial_layout(register_code: str, members: int, scale: float) -> list[Node]:
    """The organisations of a provincial body of so many members, ``scale`` to the published."""
    bodies, single, cells = _NUMBERS[register_code]
    shrunk = min(1.0, members / (10 * bodies + 6 * single))
    bodies, single = max(2, int(bodies * shrunk)), max(1, int(single * shrunk))
    cells = max(min(round(cells * scale), (members - 6 * single) // 6), bodies * 2)
    large, small = _named(register_code)
    counts = apportion(cells - bodies * 2, [_breadth(i) for i in range(bodies)])
    nodes = [
        _body(name, kind, 2 + extra)
        for (name, kind), extra in zip(large[:bodies], counts, strict=True)
    ]
    nodes += [cell(name, kind, OrgType.GRASSROOTS_CELL) for name, kind in small[:single]]
    return nodes


def _breadth(index: int) -> int:
    """Some organisations are several times as large as others."""
    return 10 + index * 37 % 23


def _body(name: str, kind: OrgKind, cells: int) -> Node:
    kinds = {K.ARMY: K.MILITARY_CELL, K.POLICE: K.POLICE_CELL, K.EDUCATION: K.SCHOOL_CELL,
             K.HEALTH: K.HEALTH_CELL, K.STATE_ENTERPRISE: K.ENTERPRISE_CELL}  # fmt: skip
    below = kinds.get(kind, K.OFFICE_CELL)
    words = {K.MILITARY_CELL: "Đơn vị", K.POLICE_CELL: "Đội", K.SCHOOL_CELL: "Khoa, phòng",
             K.HEALTH_CELL: "Khoa, phòng", K.ENTERPRISE_CELL: "Phân xưởng, phòng"}  # fmt: skip
    word = words.get(below, "Phòng")
    children = [cell(f"{word} {n}, {name}", below) for n in range(1, cells + 1)]
    return Node(name, OrgType.GRASSROOTS, kind, children)


def _named(register_code: str) -> tuple[list[tuple[str, OrgKind]], list[tuple[str, OrgKind]]]:
    """(organisations with cells, grassroots cells) of a body, each with its kind."""
    match register_code:
        case "LD001":
            return (
                [(name, K.AGENCY) for name in _PARTY_AGENCIES],
                [("Đảng ủy các cơ quan Đảng tỉnh", K.OFFICE_CELL)],
            )
        case "LD002":
            large = [(name, K.AGENCY) for name in _OFFICES]
            large += [(name, K.EDUCATION) for name in _SCHOOLS]
            large += [(name, K.HEALTH) for name in _HOSPITALS]
            large += [(name, K.PUBLIC_SERVICE) for name in _SERVICES]
            large += [(name, K.STATE_ENTERPRISE) for name in _ENTERPRISES]
            small = [
                (name, K.SCHOOL_CELL if "Trường" in name else K.OFFICE_CELL)
                for name in _SMALL_OFFICES
            ]
            return large, small
        case "LD003":
            word, kind, below = "Quân sự", K.ARMY, K.MILITARY_CELL
        case _:
            word, kind, below = "Công an", K.POLICE, K.POLICE_CELL
    large = [(f"cơ sở {word} số {n}", kind) for n in range(1, _NUMBERS[register_code][0] + 1)]
    small = [(f"cơ sở {word} độc lập số {n}", below) for n in range(1, 5)]
    return large, small
