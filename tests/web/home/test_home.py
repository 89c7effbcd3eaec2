"""The first page of each role: what is owed, what changed, and nothing that is not one's own."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories as make
from tests.statistics.asked_world import SECRET, ask_everybody
from tests.targets.world import TODAY, target, world
from tests.targets.world import campaign as give

from dangvu.access.matrix import Role
from dangvu.documents.models import Paper, Recipient
from dangvu.intake.models import Batch
from dangvu.kernel.models import Event
from dangvu.targets.models import Finding, MonthlyCount, Target

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("dangvu.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def place():
    return world()


def browser(role, unit, **more):
    return make.signed_in(make.account(role, unit, **more))


def home(client) -> str:
    make.own()
    answer = client.get(reverse("home"))
    make.own()
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def finding(unit, due_on, **more):
    make.own()
    return Finding.objects.create(
        **{
            "unit": unit, "unit_path": unit.path, "month": date(2026, 4, 1), "cause": "no_source",
            "remedy": "Mở lớp nhận thức", "responsible": "Phó Bí thư", "due_on": due_on,
            "recorded_at": make.NOW, "recorded_by": "test", **more,
        }
    )  # fmt: skip


def event(unit, action="close_month", **more):
    make.own()
    return Event.objects.create(
        **{
            "at": make.NOW, "kind": "write", "action": action, "account_name": "Lê Quang Vinh",
            "unit_path": unit.path, "subject_kind": "unit", "subject_id": str(unit.pk), **more,
        }
    )  # fmt: skip


# ------------------------------------------------------------------ who works with figures


def test_the_officer_sees_what_is_late_next_and_this_month_with_a_button_each(place):
    finding(place.communes[0], date(2026, 5, 29))
    finding(place.communes[0], date(2026, 6, 3), remedy="Cử người học lớp")
    shown = home(browser(Role.COMMUNE_OFFICER, place.communes[0]))
    groups = ("Quá hạn", "Bảy ngày tới", "Trong tháng 6")
    late, week, month = (shown.index(f"<h2>{title}</h2>") for title in groups)
    assert late < shown.index("Mở lớp nhận thức") < week < shown.index("Cử người học lớp") < month
    assert month < shown.index("Ghi nguyên nhân, giải pháp tháng 5/2026")
    assert "Quá 1 ngày làm việc" in shown
    assert "Còn 2 ngày làm việc" in shown
    assert shown.count("slim wide main") == 1
    assert "Hạn tạm đặt, chưa có văn bản" in shown
    assert "Hạn lấy ở đâu?" in shown


def test_the_panel_says_where_the_own_body_stands_and_why(place):
    for month in (1, 2, 3):
        make.admission(place.cells[0], date(2026, month, 8))
    shown = home(browser(Role.COMMUNE_OFFICER, place.communes[0]))
    assert "Xã ta, tháng 5/2026" in shown
    assert "3/10</a>" in shown
    assert "Trung bình" in shown
    assert "Nhịp độ 0,73" in shown
    assert reverse("own_month", args=["2026-05", place.communes[0].pk]) in shown
    assert "Thứ hai 01/06/2026" in shown


def test_the_province_sees_the_whole_and_many_remedies_in_one_line(place):
    for unit in place.communes:
        for day in (1, 2):
            finding(unit, date(2026, 5, day))
    shown = home(browser(Role.PROVINCE_SPECIALIST, place.province))
    assert "Toàn tỉnh, tháng 5/2026" in shown
    assert "6 giải pháp của cấp dưới quá hạn" in shown
    assert "3 nơi nhóm thấp chưa ghi nguyên nhân" in shown
    assert "3 nơi trực thuộc: 0 cao, 0 trung bình, 3 thấp, trong đó 3 chưa kết nạp" in shown


def test_nothing_owed_is_said_with_the_way_on(place):
    make.own()
    Target.objects.filter(unit=place.communes[0]).update(assigned=1, plan=[1] + [0] * 11)
    make.admission(place.cells[0])
    shown = home(browser(Role.DEPUTY, place.communes[0]))
    assert "Không còn việc nào đến hạn" in shown
    assert "Mở bảng tháng 5/2026" in shown


def test_a_table_left_undecided_is_owed_by_who_brought_it(place):
    officer = make.account(Role.COMMUNE_OFFICER, place.communes[0])
    staged = {
        "kind": "counts", "unit_id": place.communes[0].pk, "unit_path": place.communes[0].path,
        "file_name": "so-dem.xlsx", "sha256": "0" * 64, "content": b"", "staged_at": make.NOW,
        "staged_by": "xa", "summary": {"read": 12, "refused": 2, "doubtful": 1},
    }  # fmt: skip
    Batch.objects.create(**staged, account_id=officer.pk)
    Batch.objects.create(**staged, account_id=officer.pk, state="dropped")
    shown = home(make.signed_in(officer))
    assert "Quyết định bảng số đếm đang xem trước" in shown
    assert "Đọc 12 dòng, cần sửa 3" in shown
    assert "bảng số đếm" not in home(browser(Role.COMMUNE_OFFICER, place.communes[0]))


def test_the_clerk_sees_drafts_that_wait_for_a_number(place):
    clerk = make.account(Role.CLERK, place.province)
    assert "Không có dự thảo nào chờ phát hành" in home(make.signed_in(clerk))
    Paper.objects.create(
        unit=place.province, unit_path=place.province.path, type="CV", organ="BTCTU",
        kind="cong_van_don_doc_chung", title="Đôn đốc tháng 5", payload={}, content=b"",
        sha256="0" * 64, drafted_at=make.NOW, drafted_by="tinh",
    )  # fmt: skip
    shown = home(make.signed_in(clerk))
    assert "1 văn bản dự thảo chờ phát hành" in shown
    assert "Đôn đốc tháng 5" in shown
    assert "chờ phát hành" not in home(browser(Role.COMMUNE_OFFICER, place.communes[0]))


def test_the_clerk_sees_papers_that_came_and_wait(place):
    def came(unit, title, **more) -> Paper:
        make.own()
        return Paper.objects.create(
            **{
                "unit": unit, "unit_path": unit.path, "kind": "came", "title": title,
                "payload": {}, "content": b"", "sha256": "0" * 64, "drafted_at": make.NOW,
                "drafted_by": "vt", **more,
            }
        )  # fmt: skip

    clerk = make.signed_in(make.account(Role.CLERK, place.province))
    officer = make.signed_in(make.account(Role.COMMUNE_OFFICER, place.communes[0]))
    assert "chờ vào sổ" not in home(clerk)
    first = came(place.province, "Về tạo nguồn")
    shown = home(clerk)
    assert "1 văn bản đến chờ vào sổ" in shown
    assert "Cũ nhất: Về tạo nguồn, đưa tệp 01/06/2026" in shown
    assert reverse("paper_line", args=[first.pk]) in shown
    came(place.province, "")
    assert "2 văn bản đến chờ vào sổ" in home(clerk)
    assert f"{reverse('paper_list')}?state=entering" in home(clerk)
    assert "chờ vào sổ" not in home(officer)
    came(place.communes[0], "Ở xã")
    assert "1 văn bản đến chờ vào sổ" in home(officer)
    assert "2 văn bản đến chờ vào sổ" in home(clerk)


def test_a_paper_sent_inside_is_owed_until_its_receipt_is_told(place):
    officer = make.signed_in(make.account(Role.COMMUNE_OFFICER, place.communes[0]))
    make.own()
    sent = Paper.objects.create(
        unit=place.province, unit_path=place.province.path, type="", kind="own",
        title="Về kết nạp", payload={}, content=b"", sha256="0" * 64, drafted_at=make.NOW,
        drafted_by="vt",
    )  # fmt: skip
    line = Recipient.objects.create(paper=sent, position=0, unit=place.communes[0], text="xã")
    assert "chưa ghi nhận đã nhận" not in home(officer)
    make.own()
    Paper.objects.update(state="issued", issued_on=TODAY)
    shown = home(officer)
    assert "1 văn bản gửi đến chưa ghi nhận đã nhận" in shown
    assert reverse("paper", args=[sent.pk]) in shown
    other = browser(Role.COMMUNE_OFFICER, place.communes[1])
    assert "chưa ghi nhận đã nhận" not in home(other)
    make.own()
    line.received_at = make.NOW
    line.save()
    assert "chưa ghi nhận đã nhận" not in home(officer)


def test_what_changed_is_of_the_own_reach_and_names_no_person(place):
    event(place.communes[0])
    event(place.communes[1], "report_counts")
    event(place.communes[0], "read_member", kind="read")
    event(place.communes[0], "create_account", subject_kind="account")
    shown = home(browser(Role.COMMUNE_OFFICER, place.communes[0]))
    assert "<b>Đảng bộ xã Thử 0</b>: chốt tháng" in shown
    assert "báo cáo số đếm" not in shown
    assert "xem hồ sơ đảng viên" not in shown
    assert "lập tài khoản" not in shown


def test_inspection_and_propaganda_see_what_they_look_for(place):
    for month in range(1, 6):
        make.admission(place.cells[0], date(2026, month, 8))
    assert "5 tháng liền chưa kết nạp" in home(browser(Role.INSPECTION_OFFICER, place.province))
    shown = home(browser(Role.PROPAGANDA_OFFICER, place.province))
    assert "Làm tốt, nên biểu dương" in shown
    assert "5/10</a>" not in shown


# ------------------------------------------------------------------ a cell, a member


def test_a_cell_secretary_has_three_things_to_do_in_large_letters(place):
    make.person(place.cells[0])
    shown = home(browser(Role.CELL_SECRETARY, place.cells[0]))
    assert '<body class="large' in shown
    for words in ("Ghi kết nạp</a>", "Danh sách chi bộ</a>", "Việc cần làm"):
        assert words in shown
    assert "Chi bộ có 1 đảng viên" in shown
    assert "Chi bộ không còn việc nào đến hạn" in shown


def test_a_cell_that_was_given_a_target_stands_by_it(place):
    target(give(place.communes[0]), place.cells[0], 3)
    finding(place.cells[0], date(2026, 5, 20))
    shown = home(browser(Role.CELL_SECRETARY, place.cells[0]))
    assert "Chi bộ ta, tháng 5/2026" in shown
    assert "0/3" in shown
    assert "Quá 8 ngày làm việc" in shown
    assert "Mở lớp nhận thức" in shown


def test_a_member_sees_the_own_record_and_who_read_it(place):
    person = make.person(place.cells[0], "Võ Minh Tuấn")
    event(
        place.cells[0], "read_member", kind="read", account_name="Trần Văn Bình",
        subject_kind="person", subject_id=str(person.pk), data={"persons": [person.pk]},
    )  # fmt: skip
    client = browser(Role.MEMBER, place.cells[0], person_id=person.pk)
    shown = home(client)
    assert reverse("member_own") in shown
    assert "Trần Văn Bình" in shown
    bare = home(browser(Role.MEMBER, place.cells[0]))
    assert "Tài khoản chưa gắn với hồ sơ đảng viên" in bare


def test_what_papers_ask_stands_by_time_with_the_button_that_does_it(place):
    body, cell = place.communes[0], place.cells[0]
    ask_everybody(place.province, body, cell, make.person(cell), 1)
    shown = home(browser(Role.COMMUNE_OFFICER, body))
    assert "Nhiệm vụ 0.0" in shown
    for words in ("Mở việc</a>", "Ghi quán triệt</a>", "Quá 8 ngày làm việc"):
        assert words in shown
    assert SECRET not in shown
    shown = home(browser(Role.PROVINCE_SPECIALIST, place.province))
    for words in ("Đôn đốc</a>", "Đọc và giao</a>", "Xem báo cáo</a>", "Trả lời</a>"):
        assert words in shown
    assert shown.count("slim wide main") == 1


def test_the_cell_sees_its_duties_and_what_its_members_told(place):
    cell = place.cells[0]
    ask_everybody(place.province, place.communes[0], cell, make.person(cell), 1)
    shown = home(browser(Role.CELL_SECRETARY, cell))
    for words in ("Nhiệm vụ chi bộ</a>", "Việc đảng viên</a>", "Kiến nghị</a>", "Nhiệm vụ 0.0",
                  "Xem kết quả</a>", "Ghi quán triệt</a>", "Trả lời</a>"):  # fmt: skip
        assert words in shown


def test_the_member_sees_tasks_papers_answers_and_the_own_obstacles(place):
    cell = place.cells[0]
    person = make.person(cell, "Võ Minh Tuấn")
    ask_everybody(place.province, place.communes[0], cell, person, 1)
    shown = home(browser(Role.MEMBER, cell, person_id=person.pk))
    for words in ("Gửi vướng mắc, kiến nghị</a>", SECRET, "Báo kết quả</a>", "Đọc văn bản</a>",
                  "Đọc trả lời</a>", "Kiến nghị đang chờ"):  # fmt: skip
        assert words in shown
    stranger = make.person(cell, "Lê Thị Khác")
    other = home(browser(Role.MEMBER, cell, person_id=stranger.pk))
    assert SECRET not in other
    assert "Kiến nghị đang chờ" not in other


# ------------------------------------------------------------------ who looks after the house


def test_the_administrator_sees_accounts_and_locks_and_no_member(place):
    make.person(place.cells[0], "Người Có Hồ Sơ Riêng")
    make.account(Role.COMMUNE_OFFICER, place.communes[0], "bikhoa")
    AccessAttempt.objects.create(
        username="bikhoa", ip_address="10.0.0.1", user_agent="x", path_info="/",
        failures_since_start=5, attempt_time=timezone.now() - timedelta(minutes=1),
    )  # fmt: skip
    shown = home(browser(Role.IT_ADMINISTRATOR, place.province))
    assert "<b>1 tài khoản</b> đang bị khóa đăng nhập" in shown
    assert "Tên đăng nhập bikhoa" in shown
    assert "Phiên dùng hôm nay" in shown
    assert "Người Có Hồ Sơ Riêng" not in shown
    assert "Kết nạp theo tháng" not in shown


def test_the_auditor_sees_the_last_events(place):
    event(place.communes[0])
    shown = home(browser(Role.AUDITOR, place.province))
    assert "Nhật ký gần đây" in shown
    assert "Chốt tháng" in shown
    assert "Toàn tỉnh, tháng 5/2026" in shown


@pytest.mark.parametrize(
    ("role", "number"),
    [
        (Role.PROVINCE_SPECIALIST, 37),
        (Role.COMMUNE_OFFICER, 41),
        (Role.CELL_SECRETARY, 34),
        (Role.MEMBER, 18),
        (Role.INSPECTION_OFFICER, 20),
        (Role.CLERK, 23),
        (Role.IT_ADMINISTRATOR, 13),
        (Role.AUDITOR, 18),
    ],
)
@pytest.mark.parametrize("bodies", [1, 3])
def test_statements_do_not_grow_with_bodies_or_duties(role, number, bodies):
    place = world(bodies)
    for n in range(bodies):
        for unit in (*place.communes, *place.cells):
            finding(unit, date(2026, 6, 3 + n))
        event(place.cells[0])
    Target.objects.update(counted_from="reports")
    MonthlyCount.objects.create(
        unit=place.communes[0], unit_path=place.communes[0].path, month=date(2026, 1, 1),
        admitted=1, reported_at=make.NOW, reported_by="xa",
    )  # fmt: skip
    person = make.person(place.cells[0])
    ask_everybody(place.province, place.communes[0], place.cells[0], person, bodies)
    unit = {Role.COMMUNE_OFFICER: place.communes[0], Role.CELL_SECRETARY: place.cells[0],
            Role.MEMBER: place.cells[0]}.get(role, place.province)  # fmt: skip
    client = browser(role, unit, person_id=person.pk if role is Role.MEMBER else None)
    make.own()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(reverse("home")).status_code == 200
    assert len(caught) == number
