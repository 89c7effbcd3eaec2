"""The rows found good go into the register: new persons with their history, records changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from dangvu.intake.bulk import Progress
from dangvu.intake.catalogue import Occasion
from dangvu.kernel import clock
from dangvu.kernel.copying import copy_rows
from dangvu.members import national
from dangvu.members.actions.verdicts import mend_changed
from dangvu.members.importing import states
from dangvu.members.importing.cells import OF_PARTICULARS, OF_PERSON, cell, typed
from dangvu.members.importing.checking import MEMBERS_SQL, as_of
from dangvu.orgs.naming import Span, path_spans, paths_for_entry
from dangvu.rules.membership import EventKind, Status

_FRESH = f"""
CREATE TEMP TABLE fresh ON COMMIT DROP AS
SELECT i.number, f.subject AS id, i.place, u.path, i.status, i.official, i.leaving, i.left_on,
       i.status IN ({MEMBERS_SQL}) AS counted
FROM incoming AS i
JOIN intake_finding AS f ON f.batch_id = %(batch)s AND f.number = i.number AND f.standing = 'new'
JOIN orgs_unit AS u ON u.id = i.place ORDER BY f.subject
"""


def _columns(fields: Sequence[Any]) -> str:
    return ", ".join(f.code for f in fields)


def _values(fields: Sequence[Any]) -> str:
    return ", ".join(
        typed(f.code) if f.kind == "date" else f"coalesce({typed(f.code)}, '')" for f in fields
    )


_PERSONS = f"""
INSERT INTO members_person (id, unit_id, unit_path, search_key, sort_key, youth_union, status,
  citizen_key, recorded_at, source_group, {_columns(OF_PERSON)})
SELECT n.id, n.place, n.path, {cell("search_key")}, {cell("sort_key")}, false, n.status,
       l.key, %(now)s, '', {_values(OF_PERSON)}
FROM fresh AS n JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = n.number
ORDER BY n.id
"""

_PARTICULARS = f"""
INSERT INTO members_particulars
  (person_id, unit_path, citizen_sealed, dossier_types, {_columns(OF_PARTICULARS)})
SELECT n.id, n.path, l.sealed, '{{}}', {_values(OF_PARTICULARS)}
FROM fresh AS n JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = n.number
ORDER BY n.id
"""

# Whoever is gone was taken over and left on one day: a spell of no day, and then none of ours.
_TAKEN_OVER = f"""
INSERT INTO members_event (person_id, unit_path, kind, unit_id, effective_on, official, status,
  decision_number, decision_on, issuer, note, annuls, batch, recorded_at, recorded_by)
SELECT n.id, n.path, '{EventKind.TAKEN_OVER}', n.place,
       CASE WHEN n.counted THEN %(on)s ELSE n.left_on END, n.official,
       CASE WHEN n.counted THEN n.status ELSE '' END, '',
       CASE WHEN n.status = '{Status.EXEMPT}' THEN n.left_on END, '', '', false,
       %(batch)s, %(now)s, %(by)s
FROM fresh AS n ORDER BY n.id
"""

_LEFT = """
INSERT INTO members_event (person_id, unit_path, kind, effective_on, official, status,
  decision_number, issuer, note, annuls, batch, recorded_at, recorded_by)
SELECT n.id, n.path, n.leaving, n.left_on, false, '', '', '', '', false, %(batch)s, %(now)s, %(by)s
FROM fresh AS n WHERE NOT n.counted ORDER BY n.id
"""

_SPELLS = """
INSERT INTO members_spell (person_id, unit_id, unit_path, seen_path, status, official, valid_from,
  valid_until, opened_by, closed_by, from_path, to_path)
SELECT n.id, n.place, s.path, s.now, n.status, n.official, s.valid_from, s.valid_until,
       s.opened_by, s.closed_by, s.from_path, s.to_path
FROM fresh AS n JOIN pieces AS s ON s.unit_id = n.place WHERE n.counted
UNION ALL
SELECT n.id, n.place, n.path, n.path, n.status, n.official, n.left_on, NULL, n.leaving, '', '', ''
FROM fresh AS n WHERE NOT n.counted
ORDER BY 1, 7
"""

_SUBJECTS = """
CREATE TEMP TABLE subjects ON COMMIT DROP AS
SELECT number, subject AS person FROM intake_finding
WHERE batch_id = %(batch)s AND subject IS NOT NULL AND standing <> 'refused'
"""

_MENDED = """
SELECT f.subject, array(SELECT jsonb_object_keys(f.changes)) FROM intake_finding AS f
WHERE f.batch_id = %(batch)s AND f.standing = 'changed'
  AND f.subject IN (SELECT person_id FROM members_verdict WHERE mended_at IS NULL)
"""

# The centre found nothing wrong this time.
_PASSED = f"""
UPDATE members_verdict AS v
SET mended_at = %(now)s, mended_by = %(by)s, mended_batch = %(batch)s
FROM subjects AS s JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = s.number
WHERE v.person_id = s.person AND v.mended_at IS NULL AND v."columns" <> '{national.REMOVAL}'
  AND {cell(national.VERDICT_DETAIL)} IS NULL
  AND btrim(lower({cell(national.VERDICT)}), ' .') = ANY (%(fine)s)
"""

_VERDICTS = f"""
INSERT INTO members_verdict
  (person_id, unit_path, result, detail, "columns", batch, came_on, mended_by)
SELECT s.person, p.unit_path, coalesce({cell(national.VERDICT)}, 'Có lỗi'),
       coalesce({cell(national.VERDICT_DETAIL)}, ''), '', %(batch)s, %(on)s, ''
FROM subjects AS s JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = s.number
JOIN members_person AS p ON p.id = s.person
WHERE ({cell(national.VERDICT_DETAIL)} IS NOT NULL
       OR btrim(lower({cell(national.VERDICT)}), ' .') <> ALL (%(fine)s))
  AND NOT EXISTS (
    SELECT FROM members_verdict AS v WHERE v.person_id = s.person AND v.mended_at IS NULL
      AND v.result = coalesce({cell(national.VERDICT)}, 'Có lỗi')
      AND v.detail = coalesce({cell(national.VERDICT_DETAIL)}, ''))
"""

# Nobody is taken out by a workbook: the request waits for whoever keeps the record.
_REMOVALS = f"""
INSERT INTO members_verdict
  (person_id, unit_path, result, detail, "columns", batch, came_on, mended_by)
SELECT s.person, p.unit_path, '{national.REMOVAL_ASKED}',
       CASE WHEN lower({cell(national.REMOVAL)}) = ANY (%(removal)s) THEN ''
            ELSE {cell(national.REMOVAL)} END, '{national.REMOVAL}', %(batch)s, %(on)s, ''
FROM subjects AS s JOIN intake_line AS l ON l.batch_id = %(batch)s AND l.number = s.number
JOIN members_person AS p ON p.id = s.person
WHERE lower({cell(national.REMOVAL)}) <> ALL (%(no_removal)s)
  AND NOT EXISTS (
    SELECT FROM members_verdict AS v WHERE v.person_id = s.person AND v.mended_at IS NULL
      AND v."columns" = '{national.REMOVAL}')
"""
FINE = ["", "đạt", "hợp lệ", "ok", "đúng", "không lỗi", "không có lỗi", "đã đạt"]
"""The centre's words for a row in which nothing is wrong."""


def write(occasion: Occasion, batch_id: int, progress: Progress) -> dict[str, int]:
    """Writes the rows of a batch that were just checked: new persons and changed records.

    Stands in the transaction of ``checking.check``, whose temporary tables it reads. A number of
    statements that does not depend on the rows, but for changed states, which go through the fold
    of histories by the thousand. Open verdicts of the centre that speak of what changed are mended,
    and all of a record it passes now; then the file's own come in. Gives back how many records were
    new and changed, how many verdicts and how many requests to take somebody out came.
    """
    asked: dict[str, Any] = {
        "batch": batch_id,
        "on": as_of(occasion),
        "now": clock.now(),
        "by": occasion.actor.name,
        "fine": FINE,
        "removal": list(national.REMOVAL_WORDS),
        "no_removal": list(national.NO_REMOVAL_WORDS),
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS fresh, pieces, subjects")
        cursor.execute("SELECT DISTINCT place FROM incoming WHERE place IS NOT NULL")
        places = [place for (place,) in cursor.fetchall()]
        paths_for_entry(places)
        cursor.execute(_FRESH, asked)
        cursor.execute("CREATE TEMP TABLE pieces (unit_id bigint, path text, now text, valid_from"
                       " date, valid_until date, opened_by text, closed_by text, from_path text,"
                       " to_path text) ON COMMIT DROP")  # fmt: skip
    copy_rows("pieces", _PIECE, _pieces(places, asked["on"]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE fresh")
        cursor.execute("SELECT count(*) FROM fresh")
        count = cursor.fetchone()[0]
        for stage, statement in _STEPS:
            progress(stage, 0, count)
            cursor.execute(statement, asked)
        changed = _change(cursor, asked)
    states.follow(occasion, batch_id, asked["on"])
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, asked)
        cursor.execute(_MENDED, asked)
        mend_changed(occasion.actor, dict(cursor.fetchall()), batch_id)
        cursor.execute(_PASSED, asked)
        cursor.execute(_VERDICTS, asked)
        verdicts = cursor.rowcount
        cursor.execute(_REMOVALS, asked)
        removals = cursor.rowcount
    return {"new": count, "changed": changed, "verdicts": verdicts, "removals": removals}


_STEPS = (
    ("Ghi hồ sơ đảng viên", _PERSONS),
    ("Ghi lý lịch", _PARTICULARS),
    ("Ghi biến động", _TAKEN_OVER),
    ("Ghi biến động", _LEFT),
    ("Ghi thời gian sinh hoạt", _SPELLS),
)

_PIECE = ("unit_id", "path", "now", "valid_from", "valid_until", "opened_by", "closed_by",
          "from_path", "to_path")  # fmt: skip


def _pieces(places: Sequence[int], on: date) -> list[tuple[object, ...]]:
    """For each cell, the spells of whoever is taken over into it on a day: one, and another for
    every later place of the cell in the tree."""
    rows: list[tuple[object, ...]] = []
    for unit_id, spans in path_spans(places).items() if places else ():
        first = max((i for i, s in enumerate(spans) if s.since <= on), default=0)
        lasting: Sequence[Span] = spans[first:]
        for index, span in enumerate(lasting):
            after = lasting[index + 1] if index + 1 < len(lasting) else None
            rows.append((
                unit_id, span.path, spans[-1].path, span.since if index else on,
                after.since if after else None,
                (EventKind.REORGANISED if index else EventKind.TAKEN_OVER).value,
                EventKind.REORGANISED.value if after else "",
                lasting[index - 1].path if index else "", after.path if after else "",
            ))  # fmt: skip
    return rows


# --------------------------------------------------------------------------- changed records


def _changes(fields: Sequence[Any], table: str) -> str:
    return ", ".join(f"{f.code} = coalesce({typed(f.code)}, {table}.{f.code})" for f in fields)


_CHANGE_PERSONS = f"""
UPDATE members_person AS p SET {_changes(OF_PERSON, "p")},
  search_key = {cell("search_key")}, sort_key = {cell("sort_key")},
  citizen_key = coalesce(l.key, p.citizen_key)
FROM intake_finding AS f JOIN intake_line AS l USING (batch_id, number)
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND p.id = f.subject
"""

_CHANGE_PARTICULARS = f"""
UPDATE members_particulars AS q SET {_changes(OF_PARTICULARS, "q")},
  citizen_sealed = CASE WHEN f.changes ? 'citizen' THEN l.sealed ELSE q.citizen_sealed END
FROM intake_finding AS f JOIN intake_line AS l USING (batch_id, number)
WHERE f.batch_id = %(batch)s AND f.standing = 'changed' AND q.person_id = f.subject
"""


def _change(cursor: Any, asked: dict[str, Any]) -> int:
    cursor.execute(_BARE, asked)
    cursor.execute(_CHANGE_PERSONS, asked)
    changed = cursor.rowcount
    cursor.execute(_CHANGE_PARTICULARS, asked)
    return changed


#: Persons entered before there were particulars have none yet.
_BARE = """
INSERT INTO members_particulars (person_id, unit_path, dossier_types, {columns})
SELECT p.id, p.unit_path, '{{}}', {values}
FROM intake_finding AS f JOIN members_person AS p ON p.id = f.subject
WHERE f.batch_id = %(batch)s AND f.standing = 'changed'
  AND NOT EXISTS (SELECT FROM members_particulars AS q WHERE q.person_id = p.id)
""".format(
    columns=_columns(OF_PARTICULARS),
    values=", ".join("NULL::date" if f.kind == "date" else "''" for f in OF_PARTICULARS),
)
