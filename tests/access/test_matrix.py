"""The matrix as a specification, and its SQL twin on real PostgreSQL over random trees."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as f

from dangvu.access import matrix, scope
from dangvu.access.actor import Actor
from dangvu.access.matrix import (
    ACTION_LABELS,
    MATRIX,
    PERSONAL,
    REACH_LABELS,
    ROLE_LABELS,
    Action,
    Reach,
    Role,
)
from dangvu.access.models import Assignment
from dangvu.orgs.models import label

roles, actions = st.sampled_from(Role), st.sampled_from(Action)


@st.composite
def trees(draw: st.DrawFn) -> list[str]:
    """Paths of a random tree of up to twelve units; every parent comes before its children."""
    paths = [label(draw(st.integers(1, 60_000_000)))]
    for _ in range(draw(st.integers(0, 11))):
        number = draw(st.integers(1, 60_000_000))
        paths.append(f"{draw(st.sampled_from(paths))}.{label(number)}")
    return list(dict.fromkeys(paths))


def test_every_role_action_and_reach_has_its_row_and_its_label() -> None:
    assert set(MATRIX) == set(Role) == set(ROLE_LABELS)
    assert set(ACTION_LABELS) == set(Action)
    assert set(REACH_LABELS) == set(Reach)
    assert all(set(row) <= set(Action) for row in MATRIX.values())


def test_every_action_is_somebodys() -> None:
    orphans = [a for a in Action if all(matrix.reach(r, a) is Reach.NONE for r in Role)]
    assert not orphans


def test_the_administrator_reaches_no_personal_record() -> None:
    for action in PERSONAL | {Action.EXPORT, Action.VIEW_FIGURES, Action.VIEW_PAPERS}:
        assert matrix.reach(Role.IT_ADMINISTRATOR, action) is Reach.NONE


def test_only_the_administrator_manages_accounts() -> None:
    able = [r for r in Role if matrix.reach(r, Action.MANAGE_ACCOUNTS) is not Reach.NONE]
    assert able == [Role.IT_ADMINISTRATOR]


@given(tree=trees(), data=st.data())
def test_a_branch_is_the_unit_and_what_hangs_from_it(tree: list[str], data: st.DataObject) -> None:
    root = data.draw(st.sampled_from(tree))
    for path in tree:
        expected = path.split(".")[: root.count(".") + 1] == root.split(".")
        assert matrix.in_branch(path, root) is expected


@given(role=roles, action=actions, tree=trees(), data=st.data())
def test_reach_never_grows_downwards(
    role: Role, action: Action, tree: list[str], data: st.DataObject
) -> None:
    """What an actor may do from a unit, the same role may do there from the unit above."""
    subject = data.draw(st.sampled_from(tree))
    here = data.draw(st.sampled_from([p for p in tree if matrix.in_branch(subject, p)]))
    above = here.rpartition(".")[0] or here
    if matrix.reach(role, action) is Reach.BRANCH and matrix.permits(
        role, action, actor_path=here, subject_path=subject
    ):
        assert matrix.permits(role, action, actor_path=above, subject_path=subject)


@given(role=roles, action=st.sampled_from(sorted(PERSONAL)), tree=trees(), data=st.data())
def test_the_wall_opens_wherever_the_matrix_does(
    role: Role, action: Action, tree: list[str], data: st.DataObject
) -> None:
    mine, other = data.draw(st.sampled_from(tree)), data.draw(st.sampled_from(tree))
    own = data.draw(st.booleans())
    permitted = matrix.permits(
        role, action, actor_path=mine, subject_path=other, actor_person=7,
        subject_person=7 if own else 8,
    )  # fmt: skip
    opens = matrix.wall_opens(
        matrix.database_role(role), branch=mine, subject_path=other, own_record=own
    )
    assert opens or not permitted


def test_an_actor_without_a_branch_reaches_nothing() -> None:
    for role in Role:
        for action in Action:
            if matrix.reach(role, action) is Reach.BRANCH:
                assert not matrix.permits(role, action, actor_path="", subject_path="00001")


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tree=trees(), data=st.data())
def test_the_sql_of_visible_is_the_matrix(tree: list[str], data: st.DataObject) -> None:
    """Rows with a path, a second path and a person: capacities stand in for any such table."""
    f.own()
    Assignment.objects.all().delete()
    holder = _holder()
    rows = {
        Assignment.objects.create(
            account=holder, role=Role.MEMBER, unit_id=1000 * n + person, unit_path=path,
            valid_from=f.FOUNDED,
        ).pk: (path, 1000 * n + person)
        for n, path in enumerate(tree)
        for person in (1, 2)
    }  # fmt: skip
    for role in Role:
        mine = data.draw(st.sampled_from([*tree, "zzzzz", ""]))
        own = data.draw(st.sampled_from([None, *[person for _, person in rows.values()]]))
        actor = Actor(1, "Đồng chí", role, 1, mine, 1, own)
        for action in Action:
            found = scope.visible(Assignment.objects.all(), actor, action, person="unit_id")
            expected = {
                pk
                for pk, (path, person) in rows.items()
                if matrix.permits(
                    role, action, actor_path=mine, subject_path=path, actor_person=own,
                    subject_person=person,
                )
            }  # fmt: skip
            assert set(found.values_list("pk", flat=True)) == expected


@pytest.mark.django_db
def test_a_row_with_two_places_is_visible_by_either() -> None:
    province = f.unit()
    one, two, three = (f.unit(f"Đảng bộ phường {n}", province) for n in "ABC")
    made = f.admission(one, counted_path=two.path)
    for place, seen in ((one, True), (two, True), (three, False), (province, True)):
        actor = f.actor(Role.COMMUNE_OFFICER, place)
        f.own()
        rows = scope.visible(
            type(made).objects.all(), actor, Action.VIEW_ADMISSIONS, also="counted_path"
        )
        assert rows.filter(pk=made.pk).exists() is seen


def _holder():
    from dangvu.access.models import Account

    return Account.objects.get_or_create(
        username="nguoi-giu", defaults={"full_name": "Người Giữ", "created_at": f.NOW}
    )[0]
