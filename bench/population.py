"""The members of a whole country as lines for COPY: invented, quick to make, with ten years of
history. What the lines say obeys ``rules.membership``; ``dangvu check-invariants`` holds them to
it.
"""

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from random import Random

from dangvu.cli.demo.names import full_name, keys
from dangvu.kernel.sealing import find_key, seal

SINCE, TODAY = date(2016, 11, 1), date(2026, 11, 1)
POOL = 150_000
GONE = 0.08
"""Members who left in ten years, for each one of today."""
COLUMNS = {
    "members_person": "id, unit_id, unit_path, full_name, search_key, sort_key, sex, birth_on,"
    " ethnic_group, religion, occupation, youth_union, status, joined_on, official_on, recorded_at,"
    " card_number, citizen_key, general_education, professional, academic_title, theory,"
    " source_group",
    "members_particulars": "person_id, unit_path, citizen_sealed, card_place, card_on,"
    " birth_country, birth_province, birth_detail, birth_before, home_country, home_province,"
    " home_detail, residence_country, residence_province, residence_detail, residence_before,"
    " workplace, dossier_number, dossier_place, dossier_types",
    "members_event": "person_id, unit_path, kind, unit_id, effective_on, official, status,"
    " decision_number, decision_on, issuer, note, annuls, recorded_at, recorded_by",
    "members_spell": "person_id, unit_id, unit_path, seen_path, status, official, valid_from,"
    " valid_until, opened_by, closed_by, from_path, to_path",
}

Cell = tuple[int, str, str]
"""Id, path, name."""

_FIRST = SINCE.toordinal()
_DAYS = (TODAY - SINCE).days
_ZERO = date(1925, 1, 1).toordinal()
ISO = [date.fromordinal(n).isoformat() for n in range(_ZERO, TODAY.toordinal() + 800)]
RECORDED = "2026-10-01 08:00:00+07"
_NULL = "\\N"
_WORKS = ("ND", "CBCC", "VCSN", "HUU", "CN", "QD", "CA", "KHAC")
_SCHOOLS = ("TH", "THCS", "THPT", "THPT", "THPT", "THPT")
_TRADES = ("", "SC", "TC", "CD", "DH", "DH", "THS")
_THEORY = ("", "", "SC", "TC", "CC")
_SOURCES = ("farmer", "official", "teacher", "student", "enterprise_worker", "militia", "")
_ETHNIC = ("01",) * 17 + ("02", "05", "06")
_TURNS = (
    (0.022, ("mien_sinh_hoat",)),
    (0.045, ("tam_chuyen_di", "tro_lai")),
    (0.051, ("tam_chuyen_di",)),
    (0.054, ("ra_nuoc_ngoai",)),
    (0.0545, ("dinh_chi",)),
    (0.145, ("chuyen_sinh_hoat",)),
)
_LEAVING = ("tu_tran", "tu_tran", "tu_tran", "xoa_ten", "xin_ra", "khai_tru", "chuyen_di")
_STATUS = {
    "mien_sinh_hoat": "MIEN_SINH_HOAT", "tam_chuyen_di": "TAM_CHUYEN_DI",
    "ra_nuoc_ngoai": "NUOC_NGOAI", "dinh_chi": "DINH_CHI_SH", "tu_tran": "TU_TRAN",
    "xoa_ten": "DA_RA_KHOI_DANG", "xin_ra": "DA_RA_KHOI_DANG", "khai_tru": "DA_RA_KHOI_DANG",
    "chuyen_di": "DA_CHUYEN_DI", "cong_nhan": "CHINH_THUC", "tro_lai": "CHINH_THUC",
}  # fmt: skip
_OUT = frozenset({"TU_TRAN", "DA_RA_KHOI_DANG", "DA_CHUYEN_DI"})


class Names:
    """A pool of names drawn by their frequency, so that the frequent ones recur."""

    def __init__(self, rng: Random) -> None:
        self.by_sex = {}
        for sex in "MF":
            names = [full_name(rng, "01" if rng.random() < 0.9 else "02", sex, 1985)
                     for _ in range(POOL)]  # fmt: skip
            self.by_sex[sex] = [f"{name}\t{k[0]}\t{k[1]}" for name in names for k in (keys(name),)]


class Population:
    """Writes the members of one cell after another into the lines of four tables."""

    def __init__(self, rng: Random, lines: dict[str, list[str]]) -> None:
        self.rng = rng
        self.names = Names(rng)
        self.last_id = 0
        self.people = lines["members_person"]
        self.particulars = lines["members_particulars"]
        self.events = lines["members_event"]
        self.spells = lines["members_spell"]

    def fill(self, cell: Cell, size: int, near: Sequence[Cell], place: "Place") -> None:
        """The members of a cell, and those who left it. ``near``: cells members came from."""
        for _ in range(size):
            self._member(cell, near, place, gone=False)
        for _ in range(int(size * GONE + self.rng.random())):
            self._member(cell, near, place, gone=True)

    def _member(self, cell: Cell, near: Sequence[Cell], place: "Place", gone: bool) -> None:
        chance = self.rng.random
        self.last_id = person = self.last_id + 1
        fresh = chance() < 0.28
        if fresh:
            entered = int(chance() * (_DAYS - 30))
            joined = _FIRST + entered
            born = joined - int(6700 + chance() ** 2 * 7000)
        else:
            entered = 0
            born = _FIRST - int(7300 + chance() ** 1.3 * 21000)
            joined = min(born + int(6700 + chance() * 6000), _FIRST - 400)
        story, official_on, status = self._story(fresh, entered, cell, near, gone)
        if not fresh:
            official_on = joined + 370
        self._history(person, cell, story, status)
        self._person(person, cell, place, born, joined, official_on, status)

    def _story(
        self, fresh: bool, entered: int, cell: Cell, near: Sequence[Cell], gone: bool
    ) -> tuple[list[tuple[str, int, Cell | None]], int | None, str]:
        """Events as (kind, day, cell), the day of becoming official, today's status."""
        chance = self.rng.random
        official_on = None
        if not fresh:
            story: list[tuple[str, int, Cell | None]] = [("dua_vao_so", 0, cell)]
            steady, status = 30, "CHINH_THUC"
        else:
            story = [("ket_nap", entered, cell)]
            steady, status = entered + 370, "DU_BI"
            if steady < _DAYS:
                story.append(("cong_nhan", steady, None))
                official_on, status = _FIRST + steady, "CHINH_THUC"
        left = _DAYS - steady - 40
        if left > 0 and (gone or chance() < _TURNS[-1][0]):
            day = steady + 1 + int(chance() * left)
            if gone:
                kind = _LEAVING[int(chance() * len(_LEAVING))]
                story.append((kind, day, None))
                return story, official_on, _STATUS[kind]
            which = chance() * _TURNS[-1][0]
            kinds = next(kinds for below, kinds in _TURNS if which < below)
            if kinds[0] == "chuyen_sinh_hoat":
                before = near[int(chance() * len(near))]
                if before is not cell:
                    story[0] = (story[0][0], story[0][1], before)
                    story.append((kinds[0], day, cell))
                return story, official_on, status
            story.append((kinds[0], day, None))
            status = _STATUS[kinds[0]]
            if len(kinds) > 1:
                story.append((kinds[1], day + 1 + int(chance() * (_DAYS - day)), None))
                status = "CHINH_THUC"
        elif gone:
            story.append(("xoa_ten", min(entered + 31, _DAYS), None))
            story = [one for one in story if one[0] != "cong_nhan"]
            return story, None, "DA_RA_KHOI_DANG"
        return story, official_on, status

    def _history(
        self, person: int, cell: Cell, story: list[tuple[str, int, Cell | None]], status: str
    ) -> None:
        unit, path = story[0][2][:2]  # type: ignore[index]
        here, official, state, before = cell[1], story[0][0] == "dua_vao_so", "", ""
        last = len(story) - 1
        for index, (kind, day, place) in enumerate(story):
            on = ISO[_FIRST + day - _ZERO]
            if place is not None:
                unit, path = place[:2]
            if kind == "cong_nhan":
                official = True
            if kind in _STATUS:
                state = _STATUS[kind]
            elif index == 0:
                state = "CHINH_THUC" if official else "DU_BI"
            placed = unit if place is not None else _NULL
            flag = "t" if kind == "dua_vao_so" else "f"
            self.events.append(
                f"{person}\t{here}\t{kind}\t{placed}\t{on}\t{flag}\t\t{day % 300}-QĐ/ĐU\t{on}"
                f"\tBan Thường vụ cấp ủy\t\tf\t{RECORDED}\tbench\n"
            )
            until, closing, after = _NULL, "", ""
            if index < last:
                closing, ends, goes = story[index + 1]
                until = ISO[_FIRST + ends - _ZERO]
                after = "" if _STATUS.get(closing) in _OUT else goes[1] if goes else path
            came = before if index else ""
            self.spells.append(
                f"{person}\t{unit}\t{path}\t{path}\t{state}\t{'t' if official else 'f'}\t{on}"
                f"\t{until}\t{kind}\t{closing}\t{came}\t{after}\n"
            )
            before = path

    def _person(
        self, person: int, cell: Cell, place: "Place", born: int, joined: int,
        official_on: int | None, status: str,
    ) -> None:  # fmt: skip
        chance = self.rng.random
        sex = "F" if chance() < 0.38 else "M"
        names = self.names.by_sex[sex]
        birth = ISO[born - _ZERO]
        official = ISO[official_on - _ZERO] if official_on else _NULL
        century = 2 * (int(birth[:2]) - 19) + (sex == "F")
        serial = person * 611_953 % 1_000_000
        citizen = f"0{place.code}{century}{birth[2:4]}{serial:06}"
        card = f"{place.code}{person:010}" if official_on else ""
        young = "t" if joined - _FIRST > 2500 and chance() < 0.6 else "f"
        pick = int(chance() * 5040)
        self.people.append(
            f"{person}\t{cell[0]}\t{cell[1]}\t{names[int(chance() * POOL)]}\t{sex}\t{birth}"
            f"\t{_ETHNIC[pick % 20]}\t{'02' if chance() < 0.06 else ''}\t{_WORKS[pick % 8]}"
            f"\t{young}\t{status}\t{ISO[joined - _ZERO]}\t{official}\t{RECORDED}\t{card}"
            f"\t\\\\x{find_key(citizen).hex()}\t{_SCHOOLS[pick % 6]}\t{_TRADES[pick % 7]}\t"
            f"\t{_THEORY[pick % 5]}\t{_SOURCES[pick % 7]}\n"
        )
        home = place.spots[pick % len(place.spots)]
        self.particulars.append(
            f"{person}\t{cell[1]}\t\\\\x{seal(citizen).hex()}\t{place.issuer}\t{official}\t{home}"
            f"\t{place.residence}\t{cell[2]}\t{person:07}\t{place.office}\t{{1,2,3,5,7,19}}\n"
        )


class Place:
    """What the records of a commune's members share, ready for the line."""

    def __init__(self, code: str, province: str, commune: str, spots: Sequence[tuple]) -> None:
        self.code = code
        self.issuer = f"Tỉnh ủy {province}"
        self.office = f"Văn phòng Đảng ủy {commune}"
        self.residence = f"Việt Nam\t{province}\t{commune}\t{commune.lower()}, tỉnh {province}"
        self.spots = [
            f"Việt Nam\t{where}\t{detail}\t{before}\tViệt Nam\t{where}\t{detail}"
            for where, detail, before in spots
        ]


def shares(whole: int, parts: int, rng: Random) -> list[int]:
    """A whole dealt out over parts of different sizes."""
    sums = list(accumulate(rng.lognormvariate(0, 0.45) for _ in range(parts)))
    edges = [round(whole * one / sums[-1]) for one in sums]
    return [edge - before for edge, before in zip(edges, [0, *edges[:-1]], strict=True)]
