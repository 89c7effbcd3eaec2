"""A written batch taken back: persons it entered go, records it changed are as they were."""

from typing import Any

from django.db import connection
from django.db.models.fields.reverse_related import ForeignObjectRel

from dangvu.intake.bulk import Progress
from dangvu.intake.catalogue import Occasion
from dangvu.kernel.refusals import Impossible
from dangvu.members.actions import many
from dangvu.members.importing.cells import OF_PARTICULARS, OF_PERSON
from dangvu.members.importing.checking import DIFFERENT
from dangvu.members.models import Person

_SUBJECTS = """
CREATE TEMP TABLE subjects ON COMMIT DROP AS
SELECT f.number, f.subject AS id, f.standing = 'new' AS fresh
FROM intake_finding AS f WHERE f.batch_id = %(batch)s AND f.standing IN ('new', 'changed')
"""

#: What somebody changes now comes after the undoing; what was changed before it is seen.
_HOLD = """
SELECT FROM members_person WHERE id IN (SELECT id FROM subjects) ORDER BY id FOR UPDATE
"""

_LATER = """
SELECT p.full_name, e.kind FROM subjects AS s
JOIN members_event AS e ON e.person_id = s.id AND e.batch IS DISTINCT FROM %(batch)s
  AND (s.fresh OR e.recorded_at > %(since)s)
JOIN members_person AS p ON p.id = s.id ORDER BY e.id LIMIT 1
"""

_EDITED = f"""
SELECT p.full_name, (SELECT min(word) FROM jsonb_object_keys(d.changes) AS word)
FROM subjects AS s
JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = s.number
JOIN members_person AS p ON p.id = s.id
LEFT JOIN members_particulars AS q ON q.person_id = p.id
CROSS JOIN LATERAL (SELECT {DIFFERENT} AS changes) AS d
WHERE d.changes <> '{{}}' LIMIT 1
"""

#: What a batch itself writes beside a person, or what goes with a person without saying anything.
_ITS_OWN = frozenset(
    {"members_particulars", "members_event", "members_spell", "members_verdict", "members_pair"}
)

_GOING = ("members_verdict", "members_spell", "members_event", "members_particulars")


def unwrite(occasion: Occasion, batch_id: int, progress: Progress) -> None:
    """Takes the batch back, or raises ``Impossible`` (depended_on) and says what rests on it."""
    asked: dict[str, Any] = {"batch": batch_id, "since": occasion.committed_at}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '96MB'")
        cursor.execute("DROP TABLE IF EXISTS subjects")
        cursor.execute(_SUBJECTS, asked)
        cursor.execute(_HOLD)
        cursor.execute("CREATE INDEX ON subjects (id)")
        cursor.execute("ANALYZE subjects")
        cursor.execute("SET LOCAL enable_nestloop = off")
        progress("Xem có gì dựa vào lần nhập này", 0, 0)
        _refuse_where_depended_on(cursor, asked)
        progress("Trả lại hồ sơ cũ", 0, 0)
        cursor.execute("DELETE FROM members_verdict WHERE batch = %(batch)s", asked)
        cursor.execute("UPDATE members_verdict SET mended_at = NULL, mended_by = '',"
                       " mended_batch = NULL WHERE mended_batch = %(batch)s", asked)  # fmt: skip
        cursor.execute(_BACK_PERSONS, asked)
        cursor.execute(_BACK_PARTICULARS, asked)
        cursor.execute("SELECT s.id FROM subjects AS s WHERE NOT s.fresh AND EXISTS (SELECT FROM"
                       " members_event AS e WHERE e.person_id = s.id AND e.batch = %(batch)s)",
                       asked)  # fmt: skip
        changed = [person_id for (person_id,) in cursor.fetchall()]
    if changed:
        many.take_events_back(batch_id, changed)
    progress("Xóa hồ sơ đã nhập", 0, 0)
    with connection.cursor() as cursor:
        for table in _GOING:
            cursor.execute(f"DELETE FROM {table} AS t USING subjects AS s"
                           " WHERE s.fresh AND t.person_id = s.id")  # fmt: skip
        cursor.execute("DELETE FROM members_pair AS t USING subjects AS s"
                       " WHERE s.fresh AND (t.first_id = s.id OR t.second_id = s.id)")  # fmt: skip
        cursor.execute("DELETE FROM members_person AS p USING subjects AS s"
                       " WHERE s.fresh AND p.id = s.id")  # fmt: skip


def _refuse_where_depended_on(cursor: Any, asked: dict[str, Any]) -> None:
    for table, column, label in _pointers():
        cursor.execute(
            f"SELECT p.full_name FROM subjects AS s JOIN {table} AS t ON t.{column} = s.id"
            " JOIN members_person AS p ON p.id = s.id WHERE s.fresh LIMIT 1"
        )
        if found := cursor.fetchone():
            raise _rests(found[0], label)
    cursor.execute(_LATER, asked)
    if found := cursor.fetchone():
        raise _rests(found[0], "biến động ghi sau lần nhập")
    cursor.execute(_EDITED, asked)
    if found := cursor.fetchone():
        raise _rests(found[0], "sửa đổi hồ sơ sau lần nhập")


_LABELS = {
    "members_post": "chức vụ đã ghi", "members_stay": "sinh hoạt tạm thời",
    "members_transfer": "một lần chuyển sinh hoạt", "members_badge": "huy hiệu Đảng",
    "members_discipline": "kỷ luật đã ghi", "members_duesmonth": "đảng phí đã ghi",
    "members_changerequest": "đề nghị sửa hồ sơ", "members_merge": "một lần gộp hồ sơ",
    "members_export": "một tệp đã xuất", "admissions_admission": "một lần kết nạp đã ghi",
    "admissions_case": "một hồ sơ kết nạp", "admissions_casehelper": "việc giúp đỡ kết nạp",
    "access_account": "một tài khoản",
}  # fmt: skip


def _pointers() -> list[tuple[str, str, str]]:
    """(table, column, what it is) of everything that points to a person, but what is our own."""
    found = [("access_account", "person_id", _LABELS["access_account"])]
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        table = relation.related_model._meta.db_table
        if table not in _ITS_OWN:
            column = str(relation.field.column)
            found.append((table, column, _LABELS.get(table, "dữ liệu ghi sau đó")))
    return found


def _rests(name: str, what: str) -> Impossible:
    return Impossible(
        "depended_on",
        f"Không hoàn tác được: {what} của {name} dựa vào lần nhập này. Chưa đổi gì.",
    )


def _restored(fields: Any, table: str) -> str:
    return ", ".join(
        f"{f.code} = CASE WHEN f.changes ? '{f.code}' THEN (f.changes -> '{f.code}' ->> 0)"
        f"{'::date' if f.kind == 'date' else ''} ELSE {table}.{f.code} END"
        for f in fields
    )


_BACK_PERSONS = f"""
UPDATE members_person AS p SET {_restored(OF_PERSON, "p")},
  search_key = coalesce(f.before_names[1], p.search_key),
  sort_key = coalesce(f.before_names[2], p.sort_key),
  citizen_key = CASE WHEN f.changes ? 'citizen' THEN f.before_key ELSE p.citizen_key END
FROM intake_finding AS f
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND p.id = f.subject
"""

_BACK_PARTICULARS = f"""
UPDATE members_particulars AS q SET {_restored(OF_PARTICULARS, "q")},
  citizen_sealed = CASE WHEN f.changes ? 'citizen' THEN f.before_sealed ELSE q.citizen_sealed END
FROM intake_finding AS f
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND q.person_id = f.subject
"""
