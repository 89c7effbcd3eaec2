"""What stands beneath the body of a commune, in the shape before and after 208-QĐ/TW.

How many organisations and cells: after the figures published for old Lâm Đồng, Bình Thuận, Đắk Nông
and phường Lang Biang - Đà Lạt. Their names are put together here.
"""

from dataclasses import dataclass
from random import Random

from dangvu.cli.demo.layout import Node, cell
from dangvu.cli.demo.places import Commune
from dangvu.rules.organisations import Locality, Model, OrgKind, OrgType
from dangvu.rules.targets import apportion

K = OrgKind

MEMBERS_A_CELL = 14.5
FULL_SHAPE_FROM = 12
"""Cells from which a commune has organisations between itself and its cells."""
LANG_BIANG = "24846"
"""Published for it: 3 bodies with cells, 9 grassroots cells, 41 cells."""
IN_SHAPE_208 = frozenset(
    "Phan Thiết|La Gi|Nam Gia Nghĩa|Cam Ly - Đà Lạt|1 Bảo Lộc|Phan Rí Cửa|Hàm Thuận Bắc"
    "|Hàm Thuận Nam|Đồng Kho|Đức Linh|Quảng Khê|Cư Jút|Krông Nô|Kiến Đức|Lạc Dương|Đam Rông 2"
    "|Đinh Văn Lâm Hà|Đơn Dương|Di Linh|Cát Tiên".split("|")
)
WOUND_UP = "Đam Rông 2"
"""Where the body between the commune and its agency cells ended in 2026."""
MERGED = "Đức Trọng"
"""Where two neighbouring cells became one in 2026."""

_HAMLETS = (
    "Đoàn Kết|Thống Nhất|Hòa Bình|Tân Tiến|Quyết Thắng|Tân Lập|Hiệp Lực|Phú Thịnh|An Bình|Tân Phú"
    "|Hưng Thịnh|Thanh Bình|Đồng Tâm|Tân Hòa|Quảng Đức|Phước Lộc|Tân Thuận|Bình Minh|Nghĩa Lập"
    "|Phú Hòa|Tân Trung|Hòa Thuận|Lạc Sơn|Xuân Sơn|Minh Tiến|Tân Đà|Phú Hiệp|Thạnh Sơn|Đông Hòa"
    "|Tây Sơn|Trung Thành|Phú Mỹ|Tân Bình|Suối Cát|Đồi Chè|Rạng Đông"
).split("|")
_KINDERGARTENS = (
    "Hoa Mai|Hoa Hồng|Sơn Ca|Họa Mi|Tuổi Thơ|Hoa Phượng|Anh Đào|Măng Non|Vành Khuyên|Hướng Dương"
    "|Ánh Dương|Hoa Sen|Sao Mai|Tuổi Ngọc|Hoa Lan"
).split("|")
_SCHOOL_NAMES = (
    "Lê Lợi|Nguyễn Du|Trần Phú|Quang Trung|Nguyễn Trãi|Võ Thị Sáu|Kim Đồng|Hùng Vương"
    "|Phan Chu Trinh|Lý Tự Trọng|Chu Văn An|Lê Quý Đôn|Nguyễn Bỉnh Khiêm|Trần Quốc Toản"
    "|Lương Thế Vinh|Hoàng Văn Thụ|Phan Bội Châu|Ngô Quyền|Lê Hồng Phong|Trưng Vương"
    "|Nguyễn Văn Trỗi|Lê Đình Chinh|Đinh Tiên Hoàng|Nguyễn Thái Học|Bùi Thị Xuân"
).split("|")
_SCHOOLS = [
    *(f"Trường Mầm non {name}" for name in _KINDERGARTENS),
    *(f"Trường Tiểu học {name}" for name in _SCHOOL_NAMES),
    *(f"Trường THCS {name}" for name in _SCHOOL_NAMES),
]


@dataclass(frozen=True)
class Numbers:
    """How many cells of which kind a commune has."""

    party: int
    government: int
    schools: int
    high_schools: int
    health: int
    guards: int
    enterprises: int
    neighbourhoods: int


def numbers(commune: Commune, members: int) -> Numbers:
    """Cells by kind for so many members."""
    published = commune.code == LANG_BIANG
    cells = round(50 * members / 1063 if published else members / MEMBERS_A_CELL)
    cells = max(2, min(cells, members // 6))
    full = cells >= FULL_SHAPE_FROM
    party = 0 if not full else 2 + (cells >= 20) + (cells >= 36)
    government = 1 if not full else 2 + (cells >= 20) + (cells >= 36)
    guards = 2 if full else 1 if cells > 4 else 0
    schools = round(cells * 0.12)
    high_schools = cells // 30 if full else 0
    health = 1 + cells // 60 if cells > 5 else 0
    enterprises = round(cells * (0.1 if published else 0.06))
    rest = party + government + schools + high_schools + health + guards + enterprises
    return Numbers(
        party, government, schools, high_schools, health, guards, enterprises, max(cells - rest, 1)
    )


def commune_layout(commune: Commune, members: int, rng: Random) -> tuple[Model, list[Node]]:
    """The organisations and cells of a commune, sizes not yet given."""
    wanted = numbers(commune, members)
    hamlets = _neighbourhoods(commune, wanted.neighbourhoods, rng)
    if wanted.party == 0:
        everything = [c for _, cells in hamlets for c in cells]
        everything += [*_offices(commune, wanted)[1], *_schools(commune, wanted, rng)]
        everything += _singles(commune, wanted, rng)
        for one in everything:
            one.type = OrgType.GRASSROOTS_CELL
        return Model.M294, everything
    if commune.name in IN_SHAPE_208:
        return Model.M208, _shape_208(commune, wanted, hamlets, rng)
    return Model.M294, _shape_294(commune, wanted, hamlets, rng)


def _shape_294(
    commune: Commune, wanted: Numbers, hamlets: list[tuple[str, list[Node]]], rng: Random
) -> list[Node]:
    party, government = _offices(commune, wanted)
    here = commune.in_sentence
    singles = _singles(commune, wanted, rng)
    for one in singles:
        one.type = OrgType.GRASSROOTS_CELL
    below = [*government, *_schools(commune, wanted, rng)]
    if commune.code == LANG_BIANG:
        hamlets = [(commune.full_name, [c for _, cells in hamlets for c in cells])]
    bodies = [
        Node(f"các cơ quan Đảng {here}", OrgType.GRASSROOTS, K.AGENCY, party),
        Node(f"Ủy ban nhân dân {here}", OrgType.GRASSROOTS, K.AGENCY, below),
        *(
            Node(f"khu dân cư {area}", OrgType.GRASSROOTS, K.OTHER, cells)
            for area, cells in hamlets
            if cells
        ),
    ]
    return [*bodies, *singles]


def _shape_208(
    commune: Commune, wanted: Numbers, hamlets: list[tuple[str, list[Node]]], rng: Random
) -> list[Node]:
    party, government = _offices(commune, wanted)
    schools = _schools(commune, wanted, rng)
    if commune.name == WOUND_UP:
        for one in party:
            one.came_from = f"các cơ quan Đảng {commune.in_sentence}"
    nodes = [*party, *government]
    if len(schools) >= 4:
        name = f"các trường học {commune.in_sentence}"
        nodes.append(Node(name, OrgType.SUBORDINATE, K.EDUCATION, schools))
    else:
        nodes += schools
    nodes += [c for _, cells in hamlets for c in cells]
    nodes += _singles(commune, wanted, rng)
    for node in nodes:
        for one in node.cells():
            one.type = OrgType.CELL
    return nodes


def _offices(commune: Commune, wanted: Numbers) -> tuple[list[Node], list[Node]]:
    here = commune.in_sentence
    economy = "Phòng Kinh tế" if commune.kind == "xã" else "Phòng Kinh tế, Hạ tầng và Đô thị"
    party = ["Văn phòng Đảng ủy", "Ban Xây dựng Đảng", "Cơ quan Ủy ban Kiểm tra Đảng ủy",
             "Mặt trận Tổ quốc và các đoàn thể"]  # fmt: skip
    government = ["Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", economy,
                  "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công"]  # fmt: skip
    if wanted.party == 0:
        government = ["Cơ quan"]
    return (
        [cell(f"{name} {here}", K.OFFICE_CELL) for name in party[: wanted.party]],
        [cell(f"{name} {here}", K.OFFICE_CELL) for name in government[: wanted.government]],
    )


def _schools(commune: Commune, wanted: Numbers, rng: Random) -> list[Node]:
    names = rng.sample(_SCHOOLS, len(_SCHOOLS))
    found = []
    for index in range(wanted.schools):
        again, place = divmod(index, len(names))
        tail = f" {again + 1}" if again else ""
        found.append(cell(f"{names[place]}{tail}", K.SCHOOL_CELL))
    return found


def _singles(commune: Commune, wanted: Numbers, rng: Random) -> list[Node]:
    """Cells that stand by themselves: guards, health, high schools, enterprises."""
    here = commune.in_sentence
    guards = [("Công an", K.POLICE_CELL), ("Quân sự", K.MILITARY_CELL)]
    found = [cell(f"{name} {here}", kind) for name, kind in guards[: wanted.guards]]
    areas = _area_names(commune.former_units) or [commune.name]
    for index in range(wanted.health):
        place = here if index == 0 else f"khu vực {areas[(index - 1) % len(areas)]}"
        again = (index - 1) // len(areas) if index else 0
        tail = f" số {again + 1}" if again else ""
        found.append(cell(f"Trạm Y tế {place}{tail}", K.HEALTH_CELL))
    for index in range(wanted.high_schools):
        tail = f" số {index + 1}" if wanted.high_schools > 1 else ""
        found.append(cell(f"Trường THPT {commune.name}{tail}", K.SCHOOL_CELL))
    words = ["Hợp tác xã Nông nghiệp", "Doanh nghiệp ngoài nhà nước"]
    if wanted.enterprises > 1:
        found.append(cell(f"Quỹ tín dụng nhân dân {commune.name}", K.ENTERPRISE_CELL))
    for index in range(wanted.enterprises - (wanted.enterprises > 1)):
        number = index // 2 + 1
        found.append(cell(f"{words[index % 2]} số {number} {commune.name}", K.ENTERPRISE_CELL))
    return found


def _bare(unit: str) -> str:
    """A former unit's name without its kind, unless a number is all that is left."""
    rest = unit.split(" ", 2 if unit.startswith("Thị trấn") else 1)[-1]
    return unit if rest.isdigit() else rest


def _area_names(areas: tuple[str, ...]) -> list[str]:
    """Short names of former units; in full where two would be alike."""
    bare = [_bare(area) for area in areas]
    return [area if bare.count(name) > 1 else name for area, name in zip(areas, bare, strict=True)]


def _lettered(name: str, letter: str) -> str:
    """ "Thôn 1 Liên Nghĩa" with "A": "Thôn 1A Liên Nghĩa"."""
    return name.replace(" 1", f" 1{letter}", 1) if " 1" in name else f"{name} {letter}"


def _neighbourhoods(commune: Commune, number: int, rng: Random) -> list[tuple[str, list[Node]]]:
    """Cells of hamlets and town blocks by former unit, an ethnic village marked as such."""
    areas = commune.former_units or (commune.full_name,)
    counts = apportion(number, [rng.randint(60, 140) for _ in areas])
    spare = iter(rng.sample(_HAMLETS, len(_HAMLETS)))
    block = "Khu phố" if commune.former_province == "Bình Thuận" else "Tổ dân phố"
    village = "Bon" if commune.former_province == "Đắk Nông" else "Thôn"
    found, running = [], 0
    for area, called, count in zip(areas, _area_names(areas), counts, strict=True):
        cells = []
        town = area.startswith("Thị trấn")
        tail = "" if len(areas) == 1 else f" {called}"
        for index in range(1, count + 1):
            running += 1
            ethnic = rng.random() < max(commune.ethnic - 0.02, 0) / 0.75
            if commune.kind == "phường":
                name = f"{block} {running}"
            elif town:
                name = f"{block} {index}{tail}"
            elif ethnic:
                name = f"{village} {index}{tail}"
            elif rng.random() < 0.25 and (own := next(spare, "")):
                name = f"Thôn {own}"
            else:
                name = f"Thôn {index}{tail}"
            one = cell(name, K.NEIGHBOURHOOD)
            if ethnic:
                one.attributes.append(Locality.ETHNIC_MINORITY)
            cells.append(one)
        found.append((called, cells))
    if commune.name == MERGED and number >= FULL_SHAPE_FROM:
        joined = found[0][1][0]
        joined.until_merger = (_lettered(joined.name, "A"), _lettered(joined.name, "B"))
    return found
