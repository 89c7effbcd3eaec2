"""Quality of data: what is missing, impossible or odd in one member's record, or in one cell.

``RULES`` lists every rule; ``check_member`` and ``check_cell`` find, ``score`` sums up a unit. A
finding's ``field`` is the code of the field in the catalogue of members. No message repeats the
citizen number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dangvu.rules.admissions import AGE, age_in_months
from dangvu.rules.basis import BEGINNING, Basis, Confidence, Dated, Finding, Rule, Severity
from dangvu.rules.charter import through
from dangvu.rules.formats import date_text
from dangvu.rules.membership import Status
from dangvu.rules.months import add_months
from dangvu.rules.names import words
from dangvu.rules.organisations import CELL_MINIMUM
from dangvu.rules.workdays import add_working_days

_208 = "Quy định số 208-QĐ/TW, ngày 26/7/2026"
_NATIONAL = "Bảng rà soát dữ liệu đảng viên toàn quốc 2025-2026"
_REQUIRED = Basis("R3", _NATIONAL, "cột có dấu *", Confidence.V)
_TWELVE = Basis("R3", _NATIONAL, "12 chữ số", Confidence.V)
_LOGIC = Basis("R3", "Kiểm tra của phần mềm", "", Confidence.D)
_PROBATION = Basis("R2.17", "Điều lệ Đảng (Đại hội XI, 2011)", "Điều 5", Confidence.V)
_OVERDUE = Basis("R2.19", _208, "", Confidence.V)
_CARD = Basis("R2.22", "Chỉ thị số 51-CT/TW, ngày 08/8/2025", "", Confidence.V)
_CITIZEN = Basis("R3", "Cấu tạo số định danh cá nhân", "chữ số thứ 4 đến thứ 6", Confidence.K)
_EARLIER = Basis("R2.17", "Điều lệ Đảng trước Đại hội XI", "", Confidence.K)
_CHARTER_2011 = date(2011, 1, 1)

PROBATION: Rule[int] = Rule(
    "quality.probation",
    "Thời gian dự bị",
    "tháng",
    (
        Dated(12, BEGINNING, _CHARTER_2011, _EARLIER),
        Dated(12, _CHARTER_2011, None, _PROBATION),
    ),
)
RECOGNITION: Rule[int] = Rule(
    "quality.recognition",
    "Thời hạn chi bộ xét công nhận chính thức sau khi hết thời gian dự bị",
    "ngày làm việc",
    through("R2.19", 30, {"294": Confidence.P, "20": Confidence.P, "208": Confidence.V}),
)
OLDEST: Rule[int] = Rule(
    "quality.oldest",
    "Tuổi quá mức này coi là gõ sai ngày sinh",
    "tuổi",
    (Dated(110, BEGINNING, None, _LOGIC),),
)
FIGURES: tuple[Rule[int], ...] = (PROBATION, RECOGNITION, OLDEST)


@dataclass(frozen=True, slots=True)
class QualityRule:
    """One rule: a stable code, what it looks for, how grave a breach is, on what ground."""

    code: str
    label_vi: str
    severity: Severity
    basis: Basis


_R, _W = Severity.REFUSAL, Severity.WARNING
MEMBER_RULES: tuple[QualityRule, ...] = (
    QualityRule("missing", "Thiếu trường bắt buộc", _R, _REQUIRED),
    QualityRule("name_odd", "Họ và tên thiếu chữ, có chữ số", _W, _LOGIC),
    QualityRule("birth_in_future", "Ngày sinh sau hôm nay", _R, _LOGIC),
    QualityRule("birth_implausible", "Tuổi cao khác thường", _W, _LOGIC),
    QualityRule("joined_in_future", "Ngày vào Đảng sau hôm nay", _R, _LOGIC),
    QualityRule("joined_under_age", "Vào Đảng khi chưa đủ tuổi", _W, AGE.rows[-1].basis),
    QualityRule("official_in_future", "Ngày chính thức sau hôm nay", _R, _LOGIC),
    QualityRule("official_before_joined", "Ngày chính thức trước ngày vào Đảng", _R, _LOGIC),
    QualityRule(
        "official_before_probation_ended",
        "Ngày chính thức khi chưa hết thời gian dự bị",
        _W,
        _PROBATION,
    ),
    QualityRule("status_against_dates", "Trạng thái không khớp ngày chính thức", _R, _LOGIC),
    QualityRule("probation_overdue", "Quá hạn xét công nhận chính thức", _W, _OVERDUE),
    QualityRule("card_format", "Số thẻ không đủ 12 chữ số", _R, _TWELVE),
    QualityRule("card_of_probationary", "Đảng viên dự bị đã ghi số thẻ", _W, _CARD),
    QualityRule("card_in_future", "Ngày cấp thẻ sau hôm nay", _R, _LOGIC),
    QualityRule("card_before_official", "Ngày cấp thẻ trước ngày chính thức", _W, _CARD),
    QualityRule("citizen_format", "Số định danh không đủ 12 chữ số", _R, _TWELVE),
    QualityRule("citizen_sex", "Số định danh không khớp giới tính", _W, _CITIZEN),
    QualityRule("citizen_birth", "Số định danh không khớp năm sinh", _W, _CITIZEN),
    QualityRule("unit_closed", "Đang sinh hoạt ở tổ chức đã kết thúc", _R, _LOGIC),
)
CELL_RULES: tuple[QualityRule, ...] = (
    QualityRule("cell_too_small", "Chi bộ thiếu đảng viên", _W, CELL_MINIMUM.rows[-1].basis),
    QualityRule(
        "cell_without_secretary",
        "Chi bộ chưa có bí thư",
        _W,
        Basis("R1.13", "Điều lệ Đảng", "Điều 24", Confidence.K),
    ),
)
RULES: Mapping[str, QualityRule] = {rule.code: rule for rule in (*MEMBER_RULES, *CELL_RULES)}

REQUIRED: Mapping[str, str] = {
    "full_name": "họ và tên",
    "sex": "giới tính",
    "birth_on": "ngày sinh",
    "ethnic_group": "dân tộc",
    "citizen": "số định danh cá nhân",
    "joined_on": "ngày vào Đảng",
    "birth_country": "quốc gia đăng ký khai sinh",
    "birth_province": "tỉnh, thành phố đăng ký khai sinh",
    "birth_detail": "địa chỉ đăng ký khai sinh",
    "home_country": "quốc gia quê quán",
    "home_province": "tỉnh, thành phố quê quán",
    "home_detail": "quê quán chi tiết",
    "residence_country": "quốc gia thường trú",
    "residence_province": "tỉnh, thành phố thường trú",
    "residence_detail": "địa chỉ thường trú",
}
"""Fields the national workbook marks with a star, by code. Religion is not among them: none is an
answer. An official member needs those of ``REQUIRED_OFFICIAL`` too."""
REQUIRED_OFFICIAL: Mapping[str, str] = {
    "official_on": "ngày chính thức",
    "card_number": "số thẻ Đảng",
}


# --- one member -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberFacts:
    """One record as it stands. ``on``: the day of the check.

    ``sex`` is "M", "F" or empty. ``citizen`` is None where there is a number that was not unsealed:
    then it is not checked. ``ceremony_on`` starts probation; without it the day of joining does.
    ``official``: a full member, whatever the status.
    """

    on: date
    status: Status
    official: bool
    full_name: str = ""
    sex: str = ""
    birth_on: date | None = None
    ethnic_group: str = ""
    citizen: str | None = ""
    card_number: str = ""
    card_on: date | None = None
    joined_on: date | None = None
    ceremony_on: date | None = None
    official_on: date | None = None
    birth_country: str = ""
    birth_province: str = ""
    birth_detail: str = ""
    home_country: str = ""
    home_province: str = ""
    home_detail: str = ""
    residence_country: str = ""
    residence_province: str = ""
    residence_detail: str = ""
    unit_closed: bool = False


def check_member(facts: MemberFacts) -> list[Finding]:
    """Everything wrong or odd about one record, the gravest first."""
    findings = [
        *_check_missing(facts),
        *_check_person(facts),
        *_check_joining(facts),
        *_check_standing(facts),
        *_check_card(facts),
        *_check_citizen(facts),
    ]
    return sorted(findings, key=lambda finding: list(Severity).index(finding.severity))


def _found(code: str, field: str, message: str) -> Finding:
    rule = RULES[code]
    return Finding(code, message, rule.severity, field, rule.basis)


def _check_missing(facts: MemberFacts) -> Iterator[Finding]:
    wanted = {**REQUIRED, **(REQUIRED_OFFICIAL if facts.official else {})}
    for field, name in wanted.items():
        value = getattr(facts, field)
        if value == "" or (value is None and field != "citizen"):
            yield _found("missing", field, f"Chưa ghi {name}.")


def _check_person(facts: MemberFacts) -> Iterator[Finding]:
    parts = words(facts.full_name)
    if facts.full_name and (len(parts) < 2 or any(c.isdigit() for c in facts.full_name)):
        yield _found("name_odd", "full_name", "Họ và tên phải có cả họ và tên, không có chữ số.")
    if facts.birth_on is None:
        return
    born = date_text(facts.birth_on)
    if facts.birth_on > facts.on:
        yield _found("birth_in_future", "birth_on", f"Ngày sinh {born} sau hôm nay.")
        return
    years, oldest = age_in_months(facts.birth_on, facts.on) // 12, OLDEST.at(facts.on).value
    if facts.status.counted and years > oldest:
        message = f"Sinh ngày {born} thì nay {years} tuổi; xem lại năm sinh."
        yield _found("birth_implausible", "birth_on", message)


def _check_joining(facts: MemberFacts) -> Iterator[Finding]:
    joined, official = facts.joined_on, facts.official_on
    if joined is not None and joined > facts.on:
        message = f"Ngày vào Đảng {date_text(joined)} sau hôm nay."
        yield _found("joined_in_future", "joined_on", message)
    if joined is not None and facts.birth_on is not None and facts.birth_on <= facts.on:
        months, least = age_in_months(facts.birth_on, joined), AGE.at(joined).value.from_months
        if months < least:
            age = f"mới {months // 12} tuổi" if months >= 0 else "chưa sinh"
            message = f"Vào Đảng ngày {date_text(joined)} khi {age}; phải đủ {least // 12} tuổi."
            yield _found("joined_under_age", "joined_on", message)
    if official is None:
        return
    day = date_text(official)
    if official > facts.on:
        yield _found("official_in_future", "official_on", f"Ngày chính thức {day} sau hôm nay.")
    if joined is None:
        return
    if official < joined:
        message = f"Ngày chính thức {day} trước ngày vào Đảng {date_text(joined)}."
        yield _found("official_before_joined", "official_on", message)
    elif official < _probation_end(facts, joined):
        months = PROBATION.at(joined).value
        message = f"Ngày chính thức {day} khi chưa đủ {months} tháng dự bị."
        yield _found("official_before_probation_ended", "official_on", message)


def _check_standing(facts: MemberFacts) -> Iterator[Finding]:
    if facts.status.counted and facts.unit_closed:
        message = "Tổ chức đảng đang sinh hoạt đã kết thúc hoạt động; chuyển sang chi bộ khác."
        yield _found("unit_closed", "unit", message)
    if facts.status is not Status.PROBATIONARY:
        return
    if facts.official_on is not None and facts.official_on <= facts.on:
        message = (
            f"Trạng thái là dự bị mà đã ghi ngày chính thức {date_text(facts.official_on)}; ghi "
            "quyết định công nhận chính thức, hoặc bỏ ngày."
        )
        yield _found("status_against_dates", "status", message)
    elif facts.joined_on is not None:
        ended = _probation_end(facts, facts.joined_on)
        last = add_working_days(ended, RECOGNITION.at(ended).value)
        if facts.on > last:
            message = (
                f"Hết thời gian dự bị ngày {date_text(ended)}, hạn xét công nhận chính thức "
                f"{date_text(last)} đã qua."
            )
            yield _found("probation_overdue", "official_on", message)


def _probation_end(facts: MemberFacts, joined_on: date) -> date:
    start = facts.ceremony_on or joined_on
    return add_months(start, PROBATION.at(start).value)


def _twelve_digits(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()


def _check_card(facts: MemberFacts) -> Iterator[Finding]:
    if facts.card_number and not _twelve_digits(facts.card_number):
        message = "Số thẻ Đảng phải có 12 chữ số, giữ cả số 0 ở đầu."
        yield _found("card_format", "card_number", message)
    if facts.card_number and facts.status is Status.PROBATIONARY:
        message = "Thẻ đảng viên chỉ cấp cho đảng viên chính thức."
        yield _found("card_of_probationary", "card_number", message)
    if facts.card_on is None:
        return
    card = date_text(facts.card_on)
    if facts.card_on > facts.on:
        yield _found("card_in_future", "card_on", f"Ngày cấp thẻ {card} sau hôm nay.")
    if facts.official_on is not None and facts.card_on < facts.official_on:
        message = f"Ngày cấp thẻ {card} trước ngày chính thức {date_text(facts.official_on)}."
        yield _found("card_before_official", "card_on", message)


def _check_citizen(facts: MemberFacts) -> Iterator[Finding]:
    """The fourth digit tells century and sex (0 and 1: 1900s, 2 and 3: 2000s; even: male), the
    next two the year of birth."""
    number = facts.citizen
    if not number:
        return
    if not _twelve_digits(number):
        message = "Số định danh cá nhân phải có 12 chữ số, giữ cả số 0 ở đầu."
        yield _found("citizen_format", "citizen", message)
        return
    year = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
    if facts.sex and facts.sex != ("F" if int(number[3]) % 2 else "M"):
        message = "Chữ số thứ 4 của số định danh không ứng với giới tính đã ghi."
        yield _found("citizen_sex", "citizen", message)
    if facts.birth_on is not None and facts.birth_on.year != year:
        message = "Chữ số thứ 4 đến thứ 6 của số định danh không ứng với năm sinh đã ghi."
        yield _found("citizen_birth", "citizen", message)


# --- one cell -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class CellFacts:
    """One cell on a day. A closed cell is asked nothing."""

    on: date
    official: int
    has_secretary: bool
    closed: bool = False


def check_cell(facts: CellFacts) -> list[Finding]:
    """What is wrong with a cell: too few official members (R1.11), no secretary (R1.13)."""
    if facts.closed:
        return []
    findings = []
    least = CELL_MINIMUM.at(facts.on).value
    if facts.official < least:
        message = (
            f"Chi bộ có {facts.official} đảng viên chính thức, dưới {least}: chưa đủ để họp và "
            "quyết định; cấp trên chuyển thêm đảng viên đến hoặc sáp nhập."
        )
        findings.append(_found("cell_too_small", "", message))
    if not facts.has_secretary:
        message = "Chi bộ chưa ghi bí thư; ghi chức vụ của người đang giữ."
        findings.append(_found("cell_without_secretary", "", message))
    return findings


# --- a unit ---------------------------------------------------------------------------------


def score(counts: Mapping[Severity, int], members: int) -> int:
    """Quality of a unit's records, 0 to 100: the share of records with nothing to mend.

    ``counts``: members by the gravest finding of their record. A record with a refusal counts
    nothing, one with at most warnings half, one with notes alone or with nothing whole. Rounded
    down, so that 100 means nothing is left; a unit without members has 100. Raises ``ValueError``
    where more members have findings than there are.
    """
    refusals, warnings = counts.get(Severity.REFUSAL, 0), counts.get(Severity.WARNING, 0)
    if sum(counts.values()) > members:
        raise ValueError(f"{sum(counts.values())} members with findings of {members}")
    if not members:
        return 100
    return (2 * (members - refusals) - warnings) * 100 // (2 * members)
