"""Rights, signatures and row security of cases, and the one way a case passes between branches.

Whoever sees cases without seeing members (a clerk, whoever runs classes) is a blind role for which
the request announces ``dangvu.cases``: ``see``, or ``run`` for keeping rosters and certificates.
``admission_case_take`` runs as the owner: the receiving side cannot see the case before it has
taken it, nor the sending side after. What stands in the way it tells by a word.
"""

from django.db import migrations

from dangvu.kernel.triggers import Callers, Grant, Revoke, RowSecurity, Signed, within

OF_CASES = [
    "admissions_case",
    "admissions_casestep",
    "admissions_casehelper",
    "admissions_casepaper",
    "admissions_casemove",
    "admissions_attendee",
]
OTHERS = [
    "admissions_helperremark",
    "admissions_reminder",
    "admissions_politicalclass",
    "admissions_classseats",
    "admissions_sourceplan",
    "admissions_dayoff",
    "admissions_rulechoice",
]
IN_REACH = [*OF_CASES, "admissions_helperremark", "admissions_reminder"]
SCOPED_ONLY = [
    "admissions_helperremark",
    "admissions_reminder",
    "admissions_sourceplan",
    "admissions_dayoff",
    "admissions_rulechoice",
]

MINE = within("unit_path")
FROM, TO = within("from_path"), within("to_path")
SEES = "current_setting('dangvu.cases', true) IN ('see', 'run')"
RUNS = "current_setting('dangvu.cases', true) = 'run'"

BLIND = (
    "".join(
        f"CREATE POLICY named ON {table} FOR SELECT TO dangvu_blind USING ({MINE} AND {SEES});"
        for table in IN_REACH
        if table not in ("admissions_casemove", "admissions_helperremark")
    )
    + f"""
CREATE POLICY certified ON admissions_case FOR UPDATE TO dangvu_blind
  USING ({MINE} AND {RUNS}) WITH CHECK ({MINE} AND {RUNS});
CREATE POLICY certified ON admissions_casestep FOR INSERT TO dangvu_blind
  WITH CHECK ({MINE} AND {RUNS} AND step IN ('class_done', 'new_class_done'));
CREATE POLICY rostered ON admissions_attendee FOR ALL TO dangvu_blind
  USING ({MINE} AND {RUNS}) WITH CHECK ({MINE} AND {RUNS});
"""
)

MOVES = f"""
DROP POLICY scoped ON admissions_casemove;
CREATE POLICY seen ON admissions_casemove FOR SELECT TO dangvu_scoped USING ({FROM} OR {TO});
CREATE POLICY begun ON admissions_casemove FOR INSERT TO dangvu_scoped WITH CHECK ({FROM});
CREATE POLICY led ON admissions_casemove FOR UPDATE TO dangvu_scoped
  USING ({FROM} OR {TO}) WITH CHECK ({FROM} OR {TO});
CREATE POLICY dropped ON admissions_casemove FOR DELETE TO dangvu_scoped USING ({FROM});

CREATE FUNCTION admissions_casemove_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'dangvu_scoped' AND NOT {within("OLD.from_path")}
     AND (NEW.case_id, NEW.from_unit_id, NEW.to_unit_id, NEW.sent_on, NEW.full_name)
       IS DISTINCT FROM (OLD.case_id, OLD.from_unit_id, OLD.to_unit_id, OLD.sent_on, OLD.full_name)
  THEN
    RAISE EXCEPTION 'what a move is about is the sending side''s'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fixed BEFORE UPDATE ON admissions_casemove
  FOR EACH ROW EXECUTE FUNCTION admissions_casemove_fixed();
"""

_FOLLOW = "".join(
    f"UPDATE {table} SET unit_path = m.to_path WHERE case_id = m.case_id;"
    for table in (
        "admissions_casestep",
        "admissions_casepaper",
        "admissions_attendee",
        "admissions_reminder",
    )
)

TAKE = f"""
CREATE FUNCTION admission_case_take(move bigint, day date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  m admissions_casemove; c admissions_case; u orgs_unit;
BEGIN
  SELECT * INTO m FROM admissions_casemove WHERE id = move FOR UPDATE;
  IF m.id IS NULL OR coalesce(current_setting('dangvu.path', true), '') = ''
     OR NOT {within("m.to_path")} THEN
    RAISE EXCEPTION 'outside the branch of the actor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF m.taken_on IS NOT NULL OR m.returned_on IS NOT NULL THEN RETURN 'overtaken'; END IF;
  IF day < m.sent_on THEN RETURN 'before_sent'; END IF;
  SELECT * INTO u FROM orgs_unit WHERE id = m.to_unit_id;
  IF u.valid_until IS NOT NULL OR u.path <> m.to_path THEN RETURN 'unit_ended'; END IF;
  SELECT * INTO c FROM admissions_case WHERE id = m.case_id FOR UPDATE;
  IF c.unit_id <> m.from_unit_id OR c.removed_at IS NOT NULL THEN RETURN 'not_there'; END IF;
  UPDATE admissions_case SET unit_id = m.to_unit_id, unit_path = m.to_path, in_charge_id = NULL
  WHERE id = m.case_id;
  {_FOLLOW}
  UPDATE admissions_helperremark AS r SET unit_path = m.to_path
  FROM admissions_casehelper AS h WHERE h.id = r.helper_id AND h.case_id = m.case_id;
  UPDATE admissions_casehelper SET unit_path = m.to_path,
    until = CASE WHEN role = 'helper' AND until IS NULL THEN greatest(since, day) ELSE until END
  WHERE case_id = m.case_id;
  UPDATE admissions_casemove SET taken_on = day WHERE id = m.id;
  RETURN '';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("admissions", "0006_candidates")]
    operations = [
        Grant([*OF_CASES, *OTHERS]),
        Revoke([*OF_CASES, *OTHERS], ["dangvu_self"]),
        Revoke(SCOPED_ONLY, ["dangvu_blind"]),
        Revoke(["admissions_rulechoice"], ["dangvu_scoped"], "UPDATE, DELETE"),
        *[RowSecurity(table, MINE) for table in IN_REACH if table != "admissions_casemove"],
        RowSecurity("admissions_casemove", FROM),
        migrations.RunSQL(BLIND + MOVES + TAKE, migrations.RunSQL.noop),
        Callers("admission_case_take(bigint, date)", ["dangvu_scoped"]),
        Signed(*OF_CASES, *OTHERS),
    ]
