"""Rights, signatures and row security; the number of an obstacle, given by the database."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within

OWN = "current_setting('dangvu.person')::bigint"

OPEN = [
    "tasks_directive", "tasks_duty", "tasks_assignment", "tasks_urging", "tasks_inspectionwish",
    "tasks_reach", "tasks_session", "tasks_report", "tasks_extension", "tasks_digest",
    "tasks_indicator", "tasks_indicatorvalue",
]  # fmt: skip
PERSONAL = [
    "tasks_learned", "tasks_membertask", "tasks_taskresult", "tasks_petition", "tasks_petitionstep",
]  # fmt: skip

# A member adds to the own record, and changes what is the member's alone.
OWNING = f"""
GRANT INSERT ON tasks_learned, tasks_taskresult, tasks_petition, tasks_petitionstep TO dangvu_self;
GRANT UPDATE (acknowledged_at) ON tasks_learned TO dangvu_self;
GRANT UPDATE (state, read_at) ON tasks_petition TO dangvu_self;
GRANT USAGE ON SEQUENCE tasks_learned_id_seq, tasks_taskresult_id_seq, tasks_petition_id_seq,
  tasks_petitionstep_id_seq TO dangvu_self;
CREATE POLICY says ON tasks_learned FOR INSERT TO dangvu_self
  WITH CHECK (person_id = {OWN} AND session_id IS NULL);
CREATE POLICY says_so ON tasks_learned FOR UPDATE TO dangvu_self
  USING (person_id = {OWN}) WITH CHECK (person_id = {OWN});
CREATE POLICY tells ON tasks_taskresult FOR INSERT TO dangvu_self
  WITH CHECK (person_id = {OWN} AND by_member AND seen_on IS NULL AND EXISTS (
    SELECT FROM tasks_membertask t WHERE t.id = task_id AND t.person_id = {OWN}));
CREATE POLICY raises ON tasks_petition FOR INSERT TO dangvu_self
  WITH CHECK (person_id = {OWN} AND by_member AND state = 'raised' AND holder_id = unit_id);
CREATE POLICY reads ON tasks_petition FOR UPDATE TO dangvu_self
  USING (person_id = {OWN}) WITH CHECK (person_id = {OWN});
CREATE POLICY steps ON tasks_petitionstep FOR INSERT TO dangvu_self
  WITH CHECK (person_id = {OWN} AND kind IN ('raised', 'withdrawn'));
"""

NUMBERED = """
CREATE FUNCTION tasks_petition_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO tasks_petitionbook AS b (unit_id, year, last_number)
  VALUES (NEW.unit_id, NEW.year, 1)
  ON CONFLICT (unit_id, year) DO UPDATE SET last_number = b.last_number + 1
  RETURNING last_number INTO NEW.number;
  RETURN NEW;
END $$;
CREATE TRIGGER numbered BEFORE INSERT ON tasks_petition
  FOR EACH ROW EXECUTE FUNCTION tasks_petition_number();

CREATE FUNCTION tasks_petition_member_only_withdraws() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'dangvu_self' AND NEW.state <> OLD.state
     AND (NEW.state <> 'withdrawn' OR OLD.state NOT IN ('raised', 'held', 'passed')) THEN
    RAISE EXCEPTION 'a member withdraws an open obstacle and nothing else'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER member_only_withdraws BEFORE UPDATE ON tasks_petition
  FOR EACH ROW EXECUTE FUNCTION tasks_petition_member_only_withdraws();
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_people")]
    operations = [
        Grant(OPEN, ["dangvu_scoped", "dangvu_blind"]),
        Grant(OPEN, ["dangvu_self"], "SELECT"),
        Grant(PERSONAL, ["dangvu_scoped"]),
        Grant(PERSONAL, ["dangvu_self", "dangvu_blind"], "SELECT"),
        Grant(["tasks_taskfigure"], ["dangvu_scoped"], "SELECT, INSERT"),
        Grant(["tasks_taskfigure"], ["dangvu_self", "dangvu_blind"], "SELECT"),
        Grant(["tasks_petitionbook"], rights="SELECT"),
        *[RowSecurity(table, within("unit_path"), f"person_id = {OWN}") for table in PERSONAL],
        migrations.RunSQL(OWNING + NUMBERED, migrations.RunSQL.noop),
        Signed(*OPEN, *PERSONAL, "tasks_taskfigure"),
    ]
