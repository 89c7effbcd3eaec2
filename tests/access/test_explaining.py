"""Why somebody may or may not: the words say what the matrix computes."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dangvu.access import matrix
from dangvu.access.explaining import Standing, Subject, explain
from dangvu.access.matrix import PERSONAL, Action, Role

ON = date(2026, 6, 1)
PROVINCE, WARD, CELL, OTHER = "00001", "00001.00002", "00001.00002.00003", "00001.00009"
paths = st.sampled_from([PROVINCE, WARD, CELL, OTHER])
days = st.dates(date(2026, 5, 28), date(2026, 6, 5))


def standing(role: Role, path: str, **more: object) -> Standing:
    return Standing(
        **{
            "holder": "Trần Thị Bí Thư",
            "usable": "",
            "role": role,
            "unit_path": path,
            "unit_name": "Chi bộ Tổ dân phố 12",
            "valid_from": date(2025, 7, 1),
            "valid_until": None,
            **more,
        }
    )


@given(
    role=st.sampled_from(Role), action=st.sampled_from(Action), mine=paths, other=paths,
    since=days, until=st.none() | days, usable=st.sampled_from(["", "Ngừng."]),
    has_record=st.booleans(), own=st.booleans(),
)  # fmt: skip
def test_the_answer_is_what_the_matrix_permits_while_the_capacity_is_in_force(
    role: Role, action: Action, mine: str, other: str, since: date, until: date | None,
    usable: str, has_record: bool, own: bool,
) -> None:  # fmt: skip
    asked = standing(
        role, mine, valid_from=since, valid_until=until, usable=usable, has_record=has_record
    )
    answer = explain(asked, action, Subject(other, "Đơn vị khác", own), ON)
    expected = (
        not usable
        and since <= ON
        and (until is None or until > ON)
        and matrix.permits(
            role, action, actor_path=mine, subject_path=other,
            actor_person=5 if has_record else None, subject_person=5 if own else 6,
        )
    )  # fmt: skip
    assert answer.allowed is bool(expected)
    assert len(answer.steps) == (5 if action in PERSONAL else 4)
    assert all(step.asks and step.answer for step in answer.steps)


def test_names_the_neighbour_that_is_out_of_reach() -> None:
    answer = explain(
        standing(Role.CELL_SECRETARY, CELL),
        Action.VIEW_ADMISSIONS,
        Subject(OTHER, "Chi bộ Trạm y tế"),
        ON,
    )
    assert [step.holds for step in answer.steps] == [True, True, True, False, False]
    assert answer.steps[3].answer == "Chi bộ Trạm y tế nằm ngoài Chi bộ Tổ dân phố 12."


def test_names_the_roles_that_could() -> None:
    answer = explain(
        standing(Role.PROPAGANDA_OFFICER, PROVINCE), Action.VIEW_MEMBERS, Subject(CELL, "X"), ON
    )
    assert "không có quyền xem đảng viên" in answer.steps[2].answer
    assert "Bí thư chi bộ" in answer.steps[2].answer
    assert "dangvu_blind" in answer.steps[4].answer


def test_says_when_a_capacity_ended() -> None:
    ended = standing(Role.CLERK, PROVINCE, valid_until=date(2026, 6, 1))
    answer = explain(ended, Action.VIEW_PAPERS, Subject(WARD, "Phường"), ON)
    assert not answer.allowed
    assert answer.steps[1].answer == "Đã hết hiệu lực từ ngày 01/06/2026."


def test_a_member_reaches_the_own_record_and_no_other() -> None:
    member = standing(Role.MEMBER, CELL, has_record=True)
    own = explain(member, Action.VIEW_MEMBERS, Subject(CELL, "Chi bộ", own=True), ON)
    other = explain(member, Action.VIEW_MEMBERS, Subject(CELL, "Chi bộ"), ON)
    assert own.allowed
    assert not other.allowed
    unbound = standing(Role.MEMBER, CELL)
    answer = explain(unbound, Action.VIEW_MEMBERS, Subject(CELL, "Chi bộ", own=True), ON)
    assert "chưa gắn với hồ sơ" in answer.steps[3].answer
