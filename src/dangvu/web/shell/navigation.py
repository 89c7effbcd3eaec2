"""The frame of a request: letterhead, parts and dock of whoever acts."""

from django.conf import settings

from dangvu.access.matrix import ROLE_LABELS, Action, Reach, Role, reach
from dangvu.kernel import clock
from dangvu.orgs import queries as orgs
from dangvu.web.shell.addresses import address
from dangvu.web.shell.frame import MORE, MOST_TABS, CapacityChoice, DockItem, Frame, Tab
from dangvu.web.shell.request import Request

#: Label, short label for the phone, name of the address, the action it needs.
PARTS: tuple[tuple[str, str, str, Action | None], ...] = (
    ("Việc của tôi", "Việc", "home", None),
    ("Nhiệm vụ", "Nhiệm vụ", "directive_list", Action.VIEW_DUTIES),
    ("Kiến nghị", "Kiến nghị", "petition_list", Action.VIEW_PETITIONS),
    ("Việc đảng viên", "Việc", "task_list", Action.VIEW_TASKS),
    ("Tiêu chí", "Tiêu chí", "indicators", Action.SET_INDICATORS),
    ("Đề nghị kiểm tra", "Kiểm tra", "inspection_list", Action.PICK_FOR_INSPECTION),
    ("Nguồn và hồ sơ", "Hồ sơ", "case_board", Action.VIEW_CASES),
    ("Kết nạp theo tháng", "Tháng", "month_latest", Action.VIEW_FIGURES),
    ("Chỉ tiêu", "Chỉ tiêu", "campaigns", Action.VIEW_FIGURES),
    ("Kết nạp", "Kết nạp", "admission_list", Action.VIEW_ADMISSIONS),
    ("Đảng viên", "Đảng viên", "member_list", Action.VIEW_MEMBERS),
    ("Thống kê", "Thống kê", "stats_latest", Action.VIEW_FIGURES),
    ("Tổ chức đảng", "Tổ chức", "unit_tree", Action.VIEW_UNITS),
    ("Văn bản", "Văn bản", "paper_list", Action.VIEW_PAPERS),
    ("Tài khoản", "Tài khoản", "accounts", Action.MANAGE_ACCOUNTS),
    ("Ai thấy gì", "Ai thấy gì", "access_matrix", Action.MANAGE_ACCOUNTS),
    ("Nhật ký", "Nhật ký", "audit", Action.VIEW_AUDIT),
    ("Đề nghị sửa hồ sơ", "Đề nghị", "request_list", Action.REQUEST_CHANGE),
)


def frame_of(request: Request) -> Frame:
    """The shell around a page for the actor of the request. One statement (the letterhead)."""
    actor = request.actor
    head = orgs.letterhead(actor.unit_id)
    tabs = _tabs(request)
    return Frame(
        organ_above=head.above,
        organ=head.organ,
        person=actor.name,
        capacity=ROLE_LABELS[actor.role],
        on_behalf_of=actor.on_behalf_of,
        tabs=tuple(tab for tab, _ in tabs)[:MOST_TABS],
        dock=(*(DockItem(short, None, tab.url, tab.current) for tab, short in tabs[:3]), MORE),
        demo=settings.DEMO,
        today=clock.today(),
        large=request.user.large_text,
        capacities=_choices(request),
        home_url=address("home"),
        search_url=address("unit_tree"),
        switch_url=address("switch_capacity"),
        sign_out_url=address("sign_out"),
        text_size_url=address("text_size"),
        account_url=address("my_account"),
    )


#: A part reached from another one, for whoever may do that; what lies there counts as the other's.
WITHIN = {
    "admission_list": ("case_board", Action.VIEW_CASES),
    "campaigns": ("month_latest", Action.VIEW_FIGURES),
    "request_list": ("member_list", Action.VIEW_MEMBERS),
    "task_list": ("directive_list", Action.VIEW_DUTIES),
    "indicators": ("directive_list", Action.VIEW_DUTIES),
    "inspection_list": ("directive_list", Action.VIEW_DUTIES),
    "petition_list": ("directive_list", Action.VIEW_FIGURES),
}


def _tabs(request: Request) -> list[tuple[Tab, str]]:
    role = request.actor.role
    found = []
    for label, short, name, action in PARTS:
        if action is not None and reach(role, action) is Reach.NONE:
            continue
        if _nested(name, role) or not address(name):
            continue
        url = address(name)
        within = [
            address(one)
            for one, (whole, _) in WITHIN.items()
            if whole == name and _nested(one, role) and address(one)
        ]
        current = request.path == url if name == "home" else request.path.startswith((url, *within))
        found.append((Tab(label, url, current), short))
    return found


def _nested(name: str, role: Role) -> bool:
    """Whether a role finds a part within another one."""
    return name in WITHIN and reach(role, WITHIN[name][1]) is not Reach.NONE


def _choices(request: Request) -> tuple[CapacityChoice, ...]:
    if len(request.capacities) < 2:
        return ()
    units = orgs.names([capacity.unit_id for capacity in request.capacities])
    return tuple(
        CapacityChoice(
            capacity.assignment_id,
            f"{capacity.role_label}, {units.get(capacity.unit_id, '')}"
            + (f", thay đồng chí {capacity.on_behalf_of}" if capacity.on_behalf_of else ""),
            capacity.assignment_id == request.actor.assignment_id,
        )
        for capacity in request.capacities
    )
