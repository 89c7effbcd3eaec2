"""Each check finds what it is there for: something is broken by hand, past every rule."""

import pytest
from django.db import connection
from tests.invariants.conftest import Faults

from dangvu.cli.invariants import CHECKS

pytestmark = pytest.mark.django_db


def _first(table: str, where: str = "true") -> str:
    return f"id = (SELECT min(id) FROM {table} WHERE {where})"


CELL = "NOT EXISTS (SELECT FROM orgs_unit AS below WHERE below.parent_id = orgs_unit.id)"
CASE = "closed_on IS NULL AND stage = 'NGUON' AND side = ''"
BROKEN = {
    "unit_path": ("orgs_unit", f"UPDATE orgs_unit SET depth = 9 WHERE {_first('orgs_unit', CELL)}"),
    "placement_covers": (
        "orgs_placement",
        "UPDATE orgs_placement SET valid_from = valid_from + 1"
        f" WHERE {_first('orgs_placement', 'parent_id IS NOT NULL')}",
    ),
    "unit_outlives_parent": (
        "orgs_unit",
        "UPDATE orgs_unit SET valid_until = '2026-05-30'"
        f" WHERE {_first('orgs_unit', 'depth = 1 AND valid_until IS NULL')}",
    ),
    "headcount": ("members_headcount", "UPDATE members_headcount SET away = away + 1"),
    "branchcount": ("members_branchcount", "UPDATE members_branchcount SET official = 0"),
    "spells_follow": (
        "members_spell",
        f"UPDATE members_spell SET official = NOT official WHERE {_first('members_spell')}",
    ),
    "person_is_last_spell": (
        "members_person",
        f"UPDATE members_person SET status = 'TU_TRAN' WHERE {_first('members_person')}",
    ),
    "spell_seen": (
        "members_spell",
        f"UPDATE members_spell SET seen_path = 'zzzzz' WHERE {_first('members_spell')}",
    ),
    "admission_after_founding": (
        "orgs_unit",
        "UPDATE orgs_unit SET valid_until = valid_from + 1 WHERE id ="
        " (SELECT max(unit_id) FROM admissions_admission WHERE voided_at IS NULL"
        "  AND decision_on > '2026-01-01')",
    ),
    "admitted_is_member": (
        "members_person",
        "UPDATE members_person SET status = 'GHI_NHAM' WHERE id ="
        " (SELECT min(person_id) FROM admissions_admission WHERE voided_at IS NULL)",
    ),
    "counted_is_recorded": (
        "admissions_admission",
        "UPDATE admissions_admission SET counted_path = 'zzzzz', unit_path = 'zzzzz'"
        f" WHERE {_first('admissions_admission')}",
    ),
    "closing_revisions": (
        "targets_closing",
        f"UPDATE targets_closing SET revision = 3 WHERE {_first('targets_closing')}",
    ),
    "closing_adds_up": (
        "targets_closing",
        "UPDATE targets_closing SET totals = jsonb_set(totals, '{total,cumulative}', '1')"
        f" WHERE {_first('targets_closing')}",
    ),
    "closing_opens": (
        "targets_closedrow",
        "UPDATE targets_closedrow SET admissions = admissions || 1::bigint"
        f" WHERE {_first('targets_closedrow')}",
    ),
    "paper_number": (
        "documents_series",
        "UPDATE documents_series SET last_number = 0",
    ),
    "paper_hash": (
        "documents_paper",
        f"UPDATE documents_paper SET sha256 = 'x' WHERE {_first('documents_paper')}",
    ),
    "path_copied:members_person": (
        "members_person",
        f"UPDATE members_person SET unit_path = 'zzzzz' WHERE {_first('members_person')}",
    ),
    "path_copied:targets_target": (
        "targets_target",
        f"UPDATE targets_target SET unit_path = 'zzzzz' WHERE {_first('targets_target')}",
    ),
    "case_stage_reached": (
        "admissions_case",
        f"UPDATE admissions_case SET stage = 'LAM_DON' WHERE {_first('admissions_case', CASE)}",
    ),
    "case_side_follows": (
        "admissions_case",
        f"UPDATE admissions_case SET side = 'TAM_DUNG' WHERE {_first('admissions_case', CASE)}",
    ),
    "case_decided_is_admitted": (
        "admissions_case",
        "UPDATE admissions_case SET admission_id = NULL"
        f" WHERE {_first('admissions_case', 'admission_id IS NOT NULL')}",
    ),
    "case_recognised_has_event": (
        "members_event",
        "UPDATE members_event SET kind = 'mien_sinh_hoat' WHERE kind = 'cong_nhan'",
    ),
    "case_open_once": (
        "admissions_case",
        "UPDATE admissions_case SET person_id = (SELECT min(person_id) FROM admissions_case"
        f" WHERE closed_on IS NULL) WHERE {_first('admissions_case', CASE)}",
    ),
    "case_certificate_is_of_class": (
        "admissions_attendee",
        "UPDATE admissions_attendee SET certificate_number = '0' WHERE "
        + _first("admissions_attendee", "certificate_number <> ''"),
    ),
    "duty_is_given": (
        "tasks_assignment",
        "DELETE FROM tasks_assignment WHERE duty_id = (SELECT min(duty_id) FROM tasks_assignment)"
        " AND task_count = 0",
    ),
    "assignment_is_of_duty": (
        "tasks_assignment",
        "UPDATE tasks_assignment SET root_id = (SELECT max(id) FROM tasks_duty)"
        " WHERE root_id = (SELECT min(root_id) FROM tasks_assignment)",
    ),
    "assignment_answers_above": (
        "tasks_assignment",
        f"UPDATE tasks_assignment SET parent_id = 0 WHERE {_first('tasks_assignment')}",
    ),
    "done_has_nothing_open_beneath": (
        "tasks_assignment",
        "UPDATE tasks_assignment AS a SET stage = v.stage, parent_id = v.parent, explained = ''"
        " FROM (SELECT min(a.id) AS first, max(a.id) AS last FROM tasks_assignment AS a"
        "       JOIN tasks_duty AS d ON d.id = a.duty_id AND d.every = '' GROUP BY a.root_id"
        "       HAVING count(*) > 1 LIMIT 1) AS two,"
        " LATERAL (VALUES (two.first, 'done', NULL::bigint), (two.last, 'in_progress', two.first))"
        "         AS v(id, stage, parent) WHERE a.id = v.id",
    ),
    "assignment_stands": (
        "orgs_unit",
        "UPDATE orgs_unit SET valid_until = valid_from + 1 WHERE id ="
        " (SELECT min(unit_id) FROM tasks_assignment WHERE stage = 'in_progress')",
    ),
    "assigned_is_reached": ("tasks_reach", "DELETE FROM tasks_reach"),
    "recurring_has_period": (
        "tasks_assignment",
        "UPDATE tasks_assignment SET period_start = NULL WHERE period_start IS NOT NULL",
    ),
    "tasks_are_counted": (
        "tasks_assignment",
        f"UPDATE tasks_assignment SET task_count = 9 WHERE {_first('tasks_assignment')}",
    ),
    **{
        f"beside_case:{table}": (
            f"admissions_{table}",
            f"UPDATE admissions_{table} SET unit_path = 'zzzzz'"
            f" WHERE {_first(f'admissions_{table}')}",
        )
        for table in ("casestep", "casehelper", "casepaper", "attendee")
    },
}


MISPLACED = {
    f"beside_person:{table}": (
        table,
        f"UPDATE {table} SET unit_path = 'zzzzz'"
        f" WHERE person_id = (SELECT min(person_id) FROM {table})",
    )
    for table in ("members_particulars", "members_event", "members_badge", "members_discipline",
                  "members_duesmonth", "tasks_membertask", "tasks_taskresult", "tasks_learned")
}  # fmt: skip
BROKEN |= MISPLACED
EMPTY_IN_THE_DEMO = {"beside_person:members_changerequest", "beside_person:members_verdict"}


HISTORIES = {
    "a spell without an event": "INSERT INTO members_spell (person_id, unit_id, unit_path, "
    "seen_path, status, official, valid_from, valid_until, opened_by, closed_by, from_path, "
    "to_path) SELECT person_id, unit_id, unit_path, seen_path, status, official, '1999-01-01', "
    "'1999-02-01', opened_by, '', '', '' FROM members_spell LIMIT 1",
    "an event without a spell": "DELETE FROM members_spell WHERE valid_until IS NULL AND id ="
    " (SELECT max(id) FROM members_spell)",
    "an event nobody followed": "UPDATE members_event SET effective_on = effective_on - 1"
    " WHERE id = (SELECT max(id) FROM members_event)",
    "counted where it no longer stood": "UPDATE members_spell SET unit_path = 'zzzzz'"
    " WHERE id = (SELECT min(id) FROM members_spell)",
    "a movement from nowhere": "UPDATE members_spell SET from_path = '' WHERE from_path <> ''",
}


@pytest.mark.parametrize("order", HISTORIES.values(), ids=HISTORIES.keys())
def test_spells_that_do_not_follow_are_found(found: Faults, order: str) -> None:
    with connection.cursor() as cursor:
        for table in ("members_spell", "members_event"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(order)
        assert cursor.rowcount
    assert found()["spells_follow"]


@pytest.mark.parametrize("code", BROKEN)
def test_a_fault_made_by_hand_is_found(found: Faults, code: str) -> None:
    table, order = BROKEN[code]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(order)
        assert cursor.rowcount
    assert found()[code]


def test_every_check_is_seen_to_fail() -> None:
    assert {check.code for check in CHECKS} - EMPTY_IN_THE_DEMO <= set(BROKEN)
