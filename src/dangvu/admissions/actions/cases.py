"""Opening a case, mending it, taking it off; helpers and their remarks; papers in hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from dangvu.access.actor import Actor
from dangvu.access.matrix import Action
from dangvu.access.scope import may, require
from dangvu.admissions import cases, checking
from dangvu.admissions.actions.steps import (
    Recording,
    record_all,
    restand,
    told,
)
from dangvu.admissions.models import (
    Attendee,
    Case,
    CaseHelper,
    CaseMove,
    CasePaper,
    CaseStep,
    HelperRemark,
    Reminder,
)
from dangvu.kernel import audit, clock
from dangvu.kernel.refusals import Impossible, Overtaken
from dangvu.kernel.sealing import seal_bytes, unseal_bytes
from dangvu.members import queries as members
from dangvu.office.vietnamese import clean, day, fold, sort_key
from dangvu.orgs import queries as orgs
from dangvu.rules.organisations import OrgType
from dangvu.rules.procedure import PAPER, IntroducerKind, Step

if TYPE_CHECKING:
    from dangvu.orgs.models import Unit

MOST_BYTES = 10 * 1024 * 1024
SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx"})
_BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
}
_SECRET = re.compile(r"(?<!\w)(?:(?:tuyệt|tối|bí)\s+)?mật(?!\s+khẩu)(?!\w)")
_REMOVED = "Đã xóa thông tin"


@dataclass(frozen=True)
class NewCase:
    """A person put on the source list: fewer fields than a member has."""

    unit_id: int
    full_name: str
    sex: str
    birth_on: date
    ethnic_group: str
    source_group: str
    introduced_by: str
    opened_on: date
    religious: bool = False
    youth_union: bool = False
    trade_union: bool = False
    occupation: str = ""
    area: str = ""
    in_charge_id: int | None = None
    consent_on: date | None = None
    readmission: bool = False
    person_id: int | None = None
    left_on: date | None = None
    left_how: str = ""
    readmission_consent_on: date | None = None
    readmission_paper: str = ""
    readmitted_before: int = 0
    conviction_cleared_on: date | None = None


_IDENTITY = ("unit_id", "full_name", "sex", "birth_on", "ethnic_group")
_DAYS = ("consent_on", "left_on", "readmission_consent_on", "conviction_cleared_on")
_WORDS = ("full_name", "occupation", "area", "left_how", "readmission_paper")


# ------------------------------------------------------------------ opening and mending


def open_case(actor: Actor, new: NewCase) -> Case:
    """Puts a person on the source list of a cell.

    Raises ``Impossible`` for days that cannot be, a unit that is no cell or has ended, and somebody
    who is there already; 404 outside reach. Writes the case, its first step, events.
    """
    with transaction.atomic():
        unit = orgs.unit_for_entry(actor, new.unit_id, Action.RECORD_CASE)
        _check(actor, new, unit)
        _refuse_known(actor, new)
        row = Case(
            unit=unit, unit_path=unit.path, stage="", stage_since=new.opened_on,
            rule_on=new.opened_on, person_id=_returning(actor, new), recorded_at=clock.now(),
            recorded_by=actor.name, **_columns(new),
        )  # fmt: skip
        row.save()
        CaseStep.objects.create(
            case=row, unit_path=unit.path, unit=unit, step=Step.SOURCED, on=new.opened_on,
            recorded_at=clock.now(), recorded_by=actor.name,
        )  # fmt: skip
        restand([row], save=True)
        _tell(actor, row, "open_case")
        return row


def edit_case(actor: Actor, case_id: int, new: NewCase, reason: str = "") -> Case:
    """Mends what was entered of a case. Once the person is in the register, who they are is mended
    there. Writes the case, an event with the names of the fields."""
    with transaction.atomic():
        row = _held(actor, case_id)
        unit = row.unit
        if new.unit_id != row.unit_id:
            unit = orgs.unit_for_entry(actor, new.unit_id, Action.RECORD_CASE)
            if CaseStep.objects.filter(case=row).exclude(step=Step.SOURCED).exists():
                raise Impossible(
                    "under_way", "Hồ sơ đã có bước sau; đổi chi bộ thì dùng phần chuyển.", "unit"
                )
        _check(actor, new, unit, row)
        columns = _columns(new) | {"unit_id": unit.pk, "unit_path": unit.path}
        changed = sorted(name for name, value in columns.items() if getattr(row, name) != value)
        if row.admission_id is not None and set(changed) & set(_IDENTITY):
            raise Impossible(
                "in_register", "Người này đã vào sổ đảng viên; sửa ở hồ sơ đảng viên.", "full_name"
            )
        if not changed:
            return row
        for name in changed:
            setattr(row, name, columns[name])
        row.save(update_fields=changed)
        _follow_first(row)
        restand([row], save=True)
        _tell(actor, row, "edit_case", reason, fields=changed)
        return row


def _follow_first(row: Case) -> None:
    """The first step says what the case says: where and since when."""
    steps = CaseStep.objects.filter(case=row)
    steps.filter(step=Step.SOURCED).update(on=row.opened_on, unit=row.unit_id)
    for table in (CaseStep, CaseHelper, CasePaper, Attendee, Reminder):
        table.objects.filter(case=row).update(unit_path=row.unit_path)


def _columns(new: NewCase) -> dict[str, Any]:
    given = {k: v for k, v in vars(new).items() if k not in ("unit_id", "person_id")}
    given |= {name: clean(given[name]) for name in _WORDS}
    name = given["full_name"]
    return given | {"search_key": fold(name), "sort_key": sort_key(name)}


def _check(actor: Actor, new: NewCase, unit: "Unit", before: Case | None = None) -> None:
    today = clock.today()
    if not clean(new.full_name):
        raise Impossible("name_missing", "Ghi họ và tên.", "full_name")
    if not OrgType(unit.type).is_cell:
        raise Impossible("not_a_cell", f"{unit.name} không phải là chi bộ.", "unit")
    if unit.valid_until is not None and unit.valid_until <= new.opened_on:
        raise Impossible(
            "unit_ended", f"{unit.name} đã kết thúc hoạt động ngày {day(unit.valid_until)} (R1.4: "
            "theo quyết định sắp xếp tổ chức). Chọn chi bộ hiện nay.", "unit",
        )  # fmt: skip
    if new.birth_on >= new.opened_on:
        raise Impossible(
            "before_birth", f"Ngày {day(new.opened_on)} trước ngày sinh {day(new.birth_on)}.",
            "opened_on",
        )  # fmt: skip
    for name in ("opened_on", *_DAYS):
        on = getattr(new, name)
        if on is not None and on > today:
            raise Impossible("in_future", f"Ngày {day(on)} chưa đến.", name)
        if on is not None and on < new.birth_on:
            raise Impossible("before_birth", f"Ngày {day(on)} trước ngày sinh.", name)
    if before is None or before.in_charge_id != new.in_charge_id:
        _in_sight(actor, new.in_charge_id, "in_charge")
    if before is not None:
        first = CaseStep.objects.filter(case=before).exclude(step=Step.SOURCED).order_by("on")
        earliest = first.exclude(step=Step.CLASS_DONE).values_list("on", flat=True).first()
        if earliest is not None and new.opened_on > earliest:
            raise Impossible(
                "before_previous", f"Đã có bước ghi ngày {day(earliest)}, trước ngày này.",
                "opened_on",
            )  # fmt: skip


def _in_sight(actor: Actor, person_id: int | None, field: str) -> None:
    if person_id is not None and not members.people(actor).filter(pk=person_id).exists():
        raise Impossible("not_here", "Không có đảng viên này trong phạm vi của đồng chí.", field)


def _refuse_known(actor: Actor, new: NewCase) -> None:
    """One person is considered once at a time, and no member is."""
    key = fold(clean(new.full_name))
    same = cases.open_cases(actor).filter(search_key=key, birth_on=new.birth_on).first()
    if same is not None:
        message = f"{same.full_name} đã có hồ sơ đang xét ở {same.unit.name}."
        raise Impossible("already_open", message, "full_name")
    if new.readmission:
        return
    known = checking.known(actor, [(new.full_name, new.birth_on)])[0]
    here = next((one for one in known if one.unit_id == new.unit_id), None)
    if here is not None:
        message = (
            f"Người này đã có trong sổ đảng viên của {here.unit_name}. Từng ra khỏi Đảng thì đánh "
            "dấu kết nạp lại."
        )
        raise Impossible("already_member", message, "full_name")


def _returning(actor: Actor, new: NewCase) -> int | None:
    """The record of one who was a member before, where the register has it in sight."""
    if not new.readmission:
        return None
    if new.person_id is not None:
        return members.member(actor, new.person_id).pk
    known = checking.known(actor, [(new.full_name, new.birth_on)])[0]
    return next((one.person_id for one in known if one.unit_id == new.unit_id), None)


# ------------------------------------------------------------------ taking off


def remove_case(actor: Actor, case_id: int, reason: str) -> None:
    """Blanks a case at the person's request: what remains is that somebody was on the way, and when
    which step was taken. Raises ``Impossible`` for one who is in the register."""
    if not reason.strip():
        raise Impossible("reason_missing", "Xóa thông tin thì phải ghi lý do.", "reason")
    with transaction.atomic():
        row = _held(actor, case_id)
        if row.admission_id is not None:
            raise Impossible(
                "in_register", "Người này đã vào sổ đảng viên; hồ sơ giữ theo hồ sơ đảng viên."
            )
        blank([row])
        _tell(actor, row, "remove_case", reason.strip())


def blank(rows: Sequence[Case]) -> None:
    """Takes out of cases whatever tells who they are of. A constant number of statements; the
    caller has asked the scope, and leaves the event."""
    today, now = clock.today(), clock.now()
    for row in rows:
        row.full_name, row.search_key, row.sort_key = _REMOVED, "", sort_key(_REMOVED)
        row.birth_on, row.sex, row.ethnic_group = None, "", ""
        row.religious = row.youth_union = row.trade_union = False
        row.occupation = row.area = row.left_how = row.readmission_paper = ""
        row.in_charge = row.person = row.left_on = row.conviction_cleared_on = None
        row.readmission_consent_on = row.consent_on = None
        row.certificate_number = row.new_certificate_number = ""
        row.due_on, row.due_code, row.red_on, row.retain_until = None, "", None, None
        row.closed_on, row.removed_at = row.closed_on or today, now
    Case.objects.bulk_update(
        rows,
        ["full_name", "search_key", "sort_key", "birth_on", "sex", "ethnic_group", "religious",
         "youth_union", "trade_union", "occupation", "area", "left_how", "readmission_paper",
         "in_charge", "person", "left_on", "conviction_cleared_on", "readmission_consent_on",
         "consent_on", "certificate_number", "new_certificate_number", "due_on", "due_code",
         "red_on", "retain_until", "closed_on", "removed_at"],
    )  # fmt: skip
    CasePaper.objects.filter(case__in=rows).delete()
    CaseHelper.objects.filter(case__in=rows).delete()
    Reminder.objects.filter(case__in=rows).delete()
    CaseStep.objects.filter(case__in=rows).update(reason="", number="", recorded_by="")
    CaseMove.objects.filter(case__in=rows).update(full_name=_REMOVED, returned_reason="")
    Attendee.objects.filter(case__in=rows).update(certificate_number="")


# ------------------------------------------------------------------ helpers


@dataclass(frozen=True)
class Helper:
    """Who introduces or helps: a member in sight, or a name. ``id``: of one who does so already.
    ``kind``, ``official_on`` and ``same_unit_since`` are told of an introducer."""

    role: str
    since: date
    person_id: int | None = None
    name: str = ""
    kind: str = IntroducerKind.MEMBER.value
    official_on: date | None = None
    same_unit_since: date | None = None
    id: int = 0


def set_helpers(actor: Actor, case_id: int, helpers: Sequence[Helper], on: date) -> None:
    """Says who introduces and helps from a day on. Those who do so already and are not named any
    more end on that day; their remarks stay. Where it is the turn of it, assigning a helper is
    recorded as a step too. Raises ``Impossible``, as the step does."""
    with transaction.atomic():
        row = _held(actor, case_id)
        if on > clock.today():
            raise Impossible("in_future", f"Ngày {day(on)} chưa đến.", "since")
        running = CaseHelper.objects.filter(case=row, until=None)
        kept = {helper.id for helper in helpers if helper.id}
        for left in running.exclude(pk__in=kept):
            left.until = max(on, left.since)
            left.save(update_fields=["until"])
        CaseHelper.objects.bulk_create(_helper(actor, row, one) for one in helpers if not one.id)
        _tell(actor, row, "set_case_helpers", count=len(helpers))
        helped = any(one.role == CaseHelper.Role.HELPER and not one.id for one in helpers)
        if helped and Step.HELPERS in cases.standing_of(row, clock.today()).next_steps:
            outcome = record_all(actor, {row.pk: Recording(Step.HELPERS, on)})[0]
            if outcome.refusal is not None:
                raise Impossible(outcome.refusal.code, told(outcome.refusal), "since")
            return
        restand([row], save=True)


def _helper(actor: Actor, row: Case, one: Helper) -> CaseHelper:
    name, official_on = clean(one.name), one.official_on
    if one.person_id is not None:
        found = members.member(actor, one.person_id)
        name, official_on = found.full_name, found.official_on or official_on
        if one.role == CaseHelper.Role.HELPER and official_on is None:
            raise Impossible(
                "not_official", f"{name} chưa là đảng viên chính thức nên không được phân công "
                "giúp đỡ.", "person",
            )  # fmt: skip
    if not name:
        raise Impossible("name_missing", "Chọn đảng viên. Hoặc ghi tên.", "person")
    return CaseHelper(
        case=row, unit_path=row.unit_path, person_id=one.person_id, name=name, role=one.role,
        kind=one.kind, official_on=official_on, same_unit_since=one.same_unit_since,
        since=one.since,
    )  # fmt: skip


def remark(actor: Actor, helper_id: int, on: date, text: str) -> HelperRemark:
    """A helper's remark on work and study. Raises ``Overtaken`` where that day has one."""
    helper = CaseHelper.objects.filter(pk=helper_id).first()
    with transaction.atomic():
        row = _held(actor, helper.case_id if helper else 0)
        assert helper is not None
        if on > clock.today():
            raise Impossible("in_future", f"Ngày {day(on)} chưa đến.", "on")
        if on < helper.since or (helper.until is not None and on > helper.until):
            raise Impossible("not_helping", "Ngày này người ấy không giúp đỡ hồ sơ này.", "on")
        if not text.strip():
            raise Impossible("text_missing", "Ghi nhận xét.", "text")
        try:
            with transaction.atomic():
                made = HelperRemark.objects.create(
                    helper=helper, unit_path=row.unit_path, on=on, text=text.strip(),
                    recorded_at=clock.now(), recorded_by=actor.name,
                )  # fmt: skip
        except IntegrityError as there:
            raise Overtaken("remarked", f"Ngày {day(on)} đã có nhận xét.", "on") from there
        restand([row], save=True)
        _tell(actor, row, "remark_case")
        return made


# ------------------------------------------------------------------ papers


@dataclass(frozen=True)
class PaperNote:
    """A paper in hand: attached (``file_name``, ``content``), or only noted with where it is kept.
    ``secret``: it bears a mark of secrecy, and must not come here."""

    code: str
    on: date | None = None
    number: str = ""
    kept_at: str = ""
    note: str = ""
    file_name: str = ""
    content: bytes | None = None
    secret: bool = False


def note_paper(actor: Actor, case_id: int, paper: PaperNote) -> CasePaper:
    """Notes that a paper of the checklist is in hand, with its scan or where it is kept.

    A file marked secret is refused: of such a paper only its number and where it is kept may stand
    here (R14.4). What is attached is sealed.
    """
    if paper.code not in PAPER:
        raise Impossible("no_such_paper", "Danh mục không có giấy tờ này.", "code")
    if paper.content is not None:
        _check_file(paper)
    elif not clean(paper.kept_at):
        raise Impossible("nothing_given", "Đính tệp, hoặc ghi bản giấy lưu ở đâu.", "kept_at")
    if paper.on is not None and paper.on > clock.today():
        raise Impossible("in_future", f"Ngày {day(paper.on)} chưa đến.", "on")
    with transaction.atomic():
        row = _held(actor, case_id)
        made = CasePaper.objects.create(
            case=row, unit_path=row.unit_path, code=paper.code, on=paper.on,
            number=clean(paper.number), kept_at=clean(paper.kept_at), note=clean(paper.note),
            file_name=PurePath(paper.file_name.replace("\\", "/")).name[:200],
            content=seal_bytes(paper.content) if paper.content is not None else None,
            recorded_at=clock.now(), recorded_by=actor.name,
        )  # fmt: skip
        restand([row], save=True)
        _tell(actor, row, "note_case_paper", paper=paper.code)
        return made


def _check_file(paper: PaperNote) -> None:
    told_secret = " ".join((paper.file_name, paper.number, paper.note)).casefold()
    if paper.secret or _SECRET.search(re.sub(r"[_.-]+", " ", told_secret)):
        raise Impossible(
            "secret", "Tài liệu có dấu mật không được đưa lên hệ thống (R14.4: quản lý theo chế độ "
            "mật). Chỉ ghi số và nơi lưu.", "file",
        )  # fmt: skip
    assert paper.content is not None
    suffix = PurePath(paper.file_name).suffix.lower()
    if suffix not in SUFFIXES or not paper.content.startswith(_BEGINNINGS[suffix]):
        raise Impossible("not_a_scan", "Nhận tệp PDF, JPG, PNG hoặc DOCX.", "file")
    if len(paper.content) > MOST_BYTES:
        raise Impossible("too_large", "Tệp lớn hơn 10 MB.", "file")


def drop_paper(actor: Actor, paper_id: int, reason: str) -> None:
    """Takes a paper off that does not belong there."""
    if not reason.strip():
        raise Impossible("reason_missing", "Bỏ một giấy tờ thì phải ghi lý do.", "reason")
    paper = CasePaper.objects.filter(pk=paper_id).defer("content").first()
    with transaction.atomic():
        row = _held(actor, paper.case_id if paper else 0)
        assert paper is not None
        paper.delete()
        restand([row], save=True)
        _tell(actor, row, "drop_case_paper", reason.strip(), paper=paper.code)


def read_paper(actor: Actor, paper_id: int) -> tuple[str, bytes]:
    """The name and bytes of an attached paper; leaves the event of a reading."""
    paper = CasePaper.objects.filter(pk=paper_id).first()
    row = cases.case(actor, paper.case_id if paper else 0)
    assert paper is not None
    if paper.content is None:
        raise Impossible("not_attached", f"Giấy tờ này lưu ở {paper.kept_at}, không có tệp.")
    audit.record(
        actor, "read_case_paper", kind=audit.Kind.READ, subject=("case", row.pk),
        unit_path=row.unit_path, data={"paper": paper.code},
    )  # fmt: skip
    return paper.file_name, unseal_bytes(paper.content)


# ------------------------------------------------------------------ parts


def _held(actor: Actor, case_id: int) -> Case:
    """A case within reach, held, that is not blanked, for an actor who records."""
    require(actor, Action.RECORD_CASE)
    row = cases.case_for_entry(actor, [case_id])[0]
    may(actor, Action.RECORD_CASE, row.unit_path)
    if row.removed_at is not None:
        raise Impossible("removed", "Hồ sơ này đã được xóa thông tin.")
    return row


def _tell(actor: Actor, row: Case, action: str, reason: str = "", **data: Any) -> None:
    audit.record(
        actor, action, subject=("case", row.pk), unit_path=row.unit_path, reason=reason, data=data
    )
