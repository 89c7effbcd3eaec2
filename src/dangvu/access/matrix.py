"""Who may do what, and how far it reaches: plain data, and its pure reading.

``MATRIX`` is the specification. ``access.scope`` turns it into SQL; a property test holds both
equal. An action that is not in the row of a role has no reach: refused.
"""

from enum import StrEnum


class Role(StrEnum):
    PROVINCE_SPECIALIST = "province_specialist"
    COMMUNE_OFFICER = "commune_officer"
    CELL_SECRETARY = "cell_secretary"
    DEPUTY = "deputy"
    MEMBER = "member"
    INSPECTION_OFFICER = "inspection_officer"
    PROPAGANDA_OFFICER = "propaganda_officer"
    CLERK = "clerk"
    IT_ADMINISTRATOR = "it_administrator"
    AUDITOR = "auditor"


class Action(StrEnum):
    VIEW_UNITS = "view_units"
    EDIT_UNITS = "edit_units"
    REORGANISE = "reorganise"
    VIEW_MEMBERS = "view_members"
    EDIT_OFFICERS = "edit_officers"
    EDIT_MEMBERS = "edit_members"
    REVEAL = "reveal"
    REQUEST_CHANGE = "request_change"
    TRANSFER_MEMBERS = "transfer_members"
    IMPORT_MEMBERS = "import_members"
    MERGE_MEMBERS = "merge_members"
    VIEW_DISCIPLINE = "view_discipline"
    RECORD_DISCIPLINE = "record_discipline"
    RECORD_DUES = "record_dues"
    VIEW_ADMISSIONS = "view_admissions"
    RECORD_ADMISSION = "record_admission"
    VIEW_CASES = "view_cases"
    RECORD_CASE = "record_case"
    DECIDE_CASE = "decide_case"
    RUN_CLASSES = "run_classes"
    EDIT_CALENDAR = "edit_calendar"
    VIEW_FIGURES = "view_figures"
    SET_TARGETS = "set_targets"
    REPORT_COUNTS = "report_counts"
    RECORD_FINDING = "record_finding"
    CLOSE_MONTH = "close_month"
    FREEZE_STATISTICS = "freeze_statistics"
    EDIT_POLICY = "edit_policy"
    VIEW_PAPERS = "view_papers"
    DRAFT_LETTERS = "draft_letters"
    ISSUE_LETTERS = "issue_letters"
    EDIT_MODELS = "edit_models"
    REGISTER_PAPERS = "register_papers"
    RECEIVE_PAPERS = "receive_papers"
    VIEW_MODELS = "view_models"
    VIEW_DUTIES = "view_duties"
    ADOPT_DIRECTIVE = "adopt_directive"
    DISSEMINATE = "disseminate"
    ACKNOWLEDGE = "acknowledge"
    REPORT_DUTY = "report_duty"
    REVIEW_REPORTS = "review_reports"
    VIEW_TASKS = "view_tasks"
    ASSIGN_TASKS = "assign_tasks"
    REPORT_TASK = "report_task"
    SET_INDICATORS = "set_indicators"
    VIEW_PETITIONS = "view_petitions"
    RAISE_PETITION = "raise_petition"
    ANSWER_PETITION = "answer_petition"
    PICK_FOR_INSPECTION = "pick_for_inspection"
    EXPORT = "export"
    MANAGE_ACCOUNTS = "manage_accounts"
    EXPLAIN_ACCESS = "explain_access"
    VIEW_AUDIT = "view_audit"


class Reach(StrEnum):
    """How far an action reaches from the unit of the actor's capacity."""

    NONE = "none"
    SELF = "self"  # the actor's own record
    UNIT = "unit"  # that unit alone
    BRANCH = "branch"  # that unit and everything beneath it


ROLE_LABELS = {
    Role.PROVINCE_SPECIALIST: "Chuyên viên Ban Tổ chức Tỉnh ủy",
    Role.COMMUNE_OFFICER: "Cán bộ đảng ủy xã, phường",
    Role.CELL_SECRETARY: "Bí thư chi bộ",
    Role.DEPUTY: "Người nhập thay",
    Role.MEMBER: "Đảng viên",
    Role.INSPECTION_OFFICER: "Cán bộ Ủy ban Kiểm tra",
    Role.PROPAGANDA_OFFICER: "Cán bộ Ban Tuyên giáo và Dân vận",
    Role.CLERK: "Văn thư",
    Role.IT_ADMINISTRATOR: "Quản trị hệ thống",
    Role.AUDITOR: "Kiểm toán",
}

ACTION_LABELS = {
    Action.VIEW_UNITS: "Xem tổ chức đảng",
    Action.EDIT_UNITS: "Sửa thông tin tổ chức đảng",
    Action.REORGANISE: "Sắp xếp tổ chức đảng (chuyển, sáp nhập, chia tách, giải thể)",
    Action.VIEW_MEMBERS: "Xem đảng viên",
    Action.EDIT_OFFICERS: "Ghi cấp ủy và chức vụ",
    Action.EDIT_MEMBERS: "Ghi biến động và sửa hồ sơ đảng viên",
    Action.REVEAL: "Xem trường nhạy cảm (có ghi lý do)",
    Action.REQUEST_CHANGE: "Đề nghị sửa hồ sơ đảng viên",
    Action.TRANSFER_MEMBERS: "Chuyển sinh hoạt đảng",
    Action.IMPORT_MEMBERS: "Nhập danh sách đảng viên",
    Action.MERGE_MEMBERS: "Xử lý hồ sơ trùng",
    Action.VIEW_DISCIPLINE: "Xem kỷ luật đảng viên",
    Action.RECORD_DISCIPLINE: "Ghi kỷ luật đảng viên",
    Action.RECORD_DUES: "Ghi đóng đảng phí",
    Action.VIEW_ADMISSIONS: "Xem danh sách kết nạp",
    Action.RECORD_ADMISSION: "Ghi kết nạp đảng viên",
    Action.VIEW_CASES: "Xem nguồn và hồ sơ kết nạp",
    Action.RECORD_CASE: "Ghi nguồn, ghi bước của hồ sơ kết nạp",
    Action.DECIDE_CASE: "Ghi việc xét, quyết định kết nạp và công nhận chính thức",
    Action.RUN_CLASSES: "Lập lớp bồi dưỡng, điểm danh, cấp chứng nhận",
    Action.EDIT_CALENDAR: "Sửa lịch ngày nghỉ và số liệu chưa xác nhận",
    Action.VIEW_FIGURES: "Xem số liệu theo tháng",
    Action.SET_TARGETS: "Giao và điều chỉnh chỉ tiêu",
    Action.REPORT_COUNTS: "Báo cáo số đếm hằng tháng",
    Action.RECORD_FINDING: "Ghi nguyên nhân, giải pháp",
    Action.CLOSE_MONTH: "Chốt tháng",
    Action.FREEZE_STATISTICS: "Chốt biểu thống kê, đối chiếu số liệu",
    Action.EDIT_POLICY: "Đổi cách xếp loại",
    Action.VIEW_PAPERS: "Xem văn bản",
    Action.DRAFT_LETTERS: "Soạn công văn",
    Action.ISSUE_LETTERS: "Lấy số, phát hành văn bản",
    Action.EDIT_MODELS: "Sửa mẫu Word",
    Action.REGISTER_PAPERS: "Vào sổ văn bản đến, văn bản đi",
    Action.RECEIVE_PAPERS: "Ghi nhận đã nhận văn bản",
    Action.VIEW_MODELS: "Xem mẫu Word, nhiệm kỳ và số văn bản",
    Action.VIEW_DUTIES: "Xem nhiệm vụ theo văn bản chỉ đạo",
    Action.ADOPT_DIRECTIVE: "Xác nhận, giao nhiệm vụ theo văn bản",
    Action.DISSEMINATE: "Ghi quán triệt văn bản",
    Action.ACKNOWLEDGE: "Xác nhận đã nắm nội dung văn bản",
    Action.REPORT_DUTY: "Lập kế hoạch, báo cáo nhiệm vụ, xin gia hạn",
    Action.REVIEW_REPORTS: "Nhận, trả lại báo cáo; trả lời gia hạn",
    Action.VIEW_TASKS: "Xem việc giao cho đảng viên",
    Action.ASSIGN_TASKS: "Giao việc, đánh giá việc của đảng viên",
    Action.REPORT_TASK: "Báo kết quả việc được giao",
    Action.SET_INDICATORS: "Ghi tiêu chí, chỉ số bổ sung",
    Action.VIEW_PETITIONS: "Xem vướng mắc, kiến nghị",
    Action.RAISE_PETITION: "Gửi vướng mắc, kiến nghị",
    Action.ANSWER_PETITION: "Trả lời, chuyển vướng mắc, kiến nghị",
    Action.PICK_FOR_INSPECTION: "Đề nghị đưa vào chương trình kiểm tra",
    Action.EXPORT: "Xuất dữ liệu",
    Action.MANAGE_ACCOUNTS: "Quản lý tài khoản",
    Action.EXPLAIN_ACCESS: "Xem vì sao ai được, không được thấy",
    Action.VIEW_AUDIT: "Tra nhật ký",
}

REACH_LABELS = {
    Reach.NONE: "Không",
    Reach.SELF: "Hồ sơ của mình",
    Reach.UNIT: "Đơn vị mình",
    Reach.BRANCH: "Đơn vị mình và cấp dưới",
}

_FIGURES = {Action.VIEW_UNITS: Reach.BRANCH, Action.VIEW_FIGURES: Reach.BRANCH}
_PAPERS = {Action.VIEW_PAPERS: Reach.BRANCH, Action.VIEW_MODELS: Reach.BRANCH}
_PEOPLE = {Action.VIEW_MEMBERS: Reach.BRANCH, Action.VIEW_ADMISSIONS: Reach.BRANCH}
_ENTRY = {
    Action.RECORD_ADMISSION: Reach.BRANCH,
    Action.REPORT_COUNTS: Reach.BRANCH,
    Action.RECORD_FINDING: Reach.BRANCH,
    Action.RECORD_DUES: Reach.BRANCH,
    Action.EXPORT: Reach.BRANCH,
}
_REGISTER = {
    Action.EDIT_MEMBERS: Reach.BRANCH,
    Action.REVEAL: Reach.BRANCH,
    Action.REQUEST_CHANGE: Reach.BRANCH,
    Action.TRANSFER_MEMBERS: Reach.BRANCH,
    Action.IMPORT_MEMBERS: Reach.BRANCH,
    Action.MERGE_MEMBERS: Reach.BRANCH,
}
_CASES = {Action.VIEW_CASES: Reach.BRANCH, Action.RECORD_CASE: Reach.BRANCH}
_CLASSES = {Action.RUN_CLASSES: Reach.BRANCH}
_DUTIES = {Action.VIEW_DUTIES: Reach.BRANCH}
_DOING = {
    **_DUTIES,
    Action.DISSEMINATE: Reach.BRANCH,
    Action.REPORT_DUTY: Reach.BRANCH,
    Action.VIEW_TASKS: Reach.BRANCH,
    Action.ASSIGN_TASKS: Reach.BRANCH,
    Action.REPORT_TASK: Reach.BRANCH,
    Action.SET_INDICATORS: Reach.BRANCH,
    Action.VIEW_PETITIONS: Reach.BRANCH,
    Action.RAISE_PETITION: Reach.BRANCH,
    Action.ANSWER_PETITION: Reach.BRANCH,
}
_CELL = {
    **_DOING,
    Action.VIEW_PAPERS: Reach.BRANCH,
    Action.RECEIVE_PAPERS: Reach.BRANCH,
    Action.REQUEST_CHANGE: Reach.BRANCH,
    Action.TRANSFER_MEMBERS: Reach.BRANCH,
}
_LEADING = {
    **_REGISTER,
    **_DOING,
    Action.REGISTER_PAPERS: Reach.BRANCH,
    Action.RECEIVE_PAPERS: Reach.BRANCH,
    Action.ADOPT_DIRECTIVE: Reach.BRANCH,
    Action.REVIEW_REPORTS: Reach.BRANCH,
    Action.PICK_FOR_INSPECTION: Reach.BRANCH,
    **_CASES,
    **_CLASSES,
    Action.DECIDE_CASE: Reach.BRANCH,
    Action.FREEZE_STATISTICS: Reach.BRANCH,
    Action.EDIT_UNITS: Reach.BRANCH,
    Action.REORGANISE: Reach.BRANCH,
    Action.EDIT_OFFICERS: Reach.BRANCH,
    Action.SET_TARGETS: Reach.BRANCH,
    Action.CLOSE_MONTH: Reach.BRANCH,
    Action.DRAFT_LETTERS: Reach.BRANCH,
    Action.EXPLAIN_ACCESS: Reach.BRANCH,
}

MATRIX: dict[Role, dict[Action, Reach]] = {
    Role.PROVINCE_SPECIALIST: {
        **_FIGURES, **_PAPERS, **_PEOPLE, **_ENTRY, **_LEADING,
        Action.EDIT_POLICY: Reach.BRANCH,
        Action.EDIT_CALENDAR: Reach.BRANCH,
        Action.ISSUE_LETTERS: Reach.BRANCH,
        Action.VIEW_AUDIT: Reach.BRANCH,
    },
    Role.COMMUNE_OFFICER: {**_FIGURES, **_PAPERS, **_PEOPLE, **_ENTRY, **_LEADING},
    Role.CELL_SECRETARY: {**_FIGURES, **_PEOPLE, **_ENTRY, **_CELL, **_CASES},
    Role.DEPUTY: {**_FIGURES, **_PEOPLE, **_ENTRY, **_CELL, **_CASES},
    Role.MEMBER: {
        Action.VIEW_UNITS: Reach.UNIT,
        Action.VIEW_MEMBERS: Reach.SELF,
        Action.REQUEST_CHANGE: Reach.SELF,
        Action.VIEW_ADMISSIONS: Reach.SELF,
        Action.VIEW_DUTIES: Reach.UNIT,
        Action.ACKNOWLEDGE: Reach.SELF,
        Action.VIEW_TASKS: Reach.SELF,
        Action.REPORT_TASK: Reach.SELF,
        Action.VIEW_PETITIONS: Reach.SELF,
        Action.RAISE_PETITION: Reach.SELF,
    },
    Role.INSPECTION_OFFICER: {
        **_FIGURES, **_PAPERS, **_PEOPLE, **_DUTIES,
        Action.VIEW_TASKS: Reach.BRANCH,
        Action.VIEW_PETITIONS: Reach.BRANCH,
        Action.PICK_FOR_INSPECTION: Reach.BRANCH,
        Action.VIEW_CASES: Reach.BRANCH,
        Action.REVEAL: Reach.BRANCH,
        Action.VIEW_DISCIPLINE: Reach.BRANCH,
        Action.RECORD_DISCIPLINE: Reach.BRANCH,
        Action.EXPORT: Reach.BRANCH,
        Action.VIEW_AUDIT: Reach.BRANCH,
    },
    Role.PROPAGANDA_OFFICER: {
        **_FIGURES, **_PAPERS, **_CLASSES, **_DUTIES,
        Action.DISSEMINATE: Reach.BRANCH,
        Action.VIEW_CASES: Reach.BRANCH,
    },
    Role.CLERK: {
        **_FIGURES, **_PAPERS, **_DUTIES,
        Action.VIEW_CASES: Reach.BRANCH,
        Action.REGISTER_PAPERS: Reach.BRANCH,
        Action.RECEIVE_PAPERS: Reach.BRANCH,
        Action.ADOPT_DIRECTIVE: Reach.BRANCH,
        Action.DRAFT_LETTERS: Reach.BRANCH,
        Action.ISSUE_LETTERS: Reach.BRANCH,
        Action.EDIT_MODELS: Reach.BRANCH,
    },
    Role.IT_ADMINISTRATOR: {
        Action.VIEW_UNITS: Reach.BRANCH,
        Action.MANAGE_ACCOUNTS: Reach.BRANCH,
        Action.EXPLAIN_ACCESS: Reach.BRANCH,
        Action.VIEW_AUDIT: Reach.BRANCH,
    },
    Role.AUDITOR: {**_FIGURES, **_PAPERS, **_DUTIES, Action.VIEW_AUDIT: Reach.BRANCH},
}  # fmt: skip

#: Actions on records that name a person: what row-level security stands beneath.
PERSONAL = frozenset({Action.VIEW_MEMBERS, Action.VIEW_ADMISSIONS, Action.RECORD_ADMISSION})


def reach(role: Role, action: Action) -> Reach:
    """How far ``action`` reaches for ``role``."""
    return MATRIX[role].get(action, Reach.NONE)


def in_branch(path: str, root: str) -> bool:
    """Whether ``path`` is ``root`` or lies beneath it. Labels are of one width: a prefix tells."""
    return bool(root) and root <= path < root + "/"


def permits(
    role: Role,
    action: Action,
    *,
    actor_path: str,
    subject_path: str,
    actor_person: int | None = None,
    subject_person: int | None = None,
) -> bool:
    """Whether an actor of that role and unit may do ``action`` to a subject at ``subject_path``."""
    match reach(role, action):
        case Reach.BRANCH:
            return in_branch(subject_path, actor_path)
        case Reach.UNIT:
            return subject_path == actor_path
        case Reach.SELF:
            return actor_person is not None and actor_person == subject_person
        case _:
            return False


def database_role(role: Role) -> str:
    """The PostgreSQL role under which an actor of that role reads personal tables."""
    match reach(role, Action.VIEW_MEMBERS):
        case Reach.BRANCH | Reach.UNIT:
            return "dangvu_scoped"
        case Reach.SELF:
            return "dangvu_self"
        case _:
            return "dangvu_blind"


def sees_cases(role: Role) -> str:
    """What a role without sight of members may do with cases, in the word the database knows:
    ``run`` (rosters and certificates), ``see``, or nothing."""
    if reach(role, Action.VIEW_CASES) is Reach.NONE:
        return ""
    return "see" if reach(role, Action.RUN_CLASSES) is Reach.NONE else "run"


def wall_opens(role: str, *, branch: str, subject_path: str, own_record: bool) -> bool:
    """Whether row-level security shows a personal record at ``subject_path`` to that database role;
    the pure twin of the policies made by ``kernel.triggers.RowSecurity``."""
    match role:
        case "dangvu_scoped":
            return in_branch(subject_path, branch)
        case "dangvu_self":
            return own_record
        case _:
            return False
