"""A case whose person is a member stands where the member stands; a figure chosen is kept as typed.

The member's cell changes by a transfer, a reorganisation or a merger of records, each under rights
of its own; so the case follows beneath them, as the owner.
"""

from django.db import migrations, models

_TABLES = ("casestep", "casehelper", "casepaper", "attendee", "reminder")
_FOLLOW = "".join(
    f"UPDATE admissions_{table} SET unit_path = NEW.unit_path WHERE case_id = ANY(ids);"
    for table in _TABLES
)
FOLLOW = f"""
CREATE FUNCTION admission_cases_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  SELECT array_agg(id) INTO ids FROM admissions_case
  WHERE person_id = NEW.id AND closed_on IS NULL;
  IF ids IS NOT NULL THEN
    UPDATE admissions_case SET unit_id = NEW.unit_id, unit_path = NEW.unit_path
    WHERE id = ANY(ids);
    {_FOLLOW}
    UPDATE admissions_helperremark AS r SET unit_path = NEW.unit_path
    FROM admissions_casehelper AS h WHERE h.id = r.helper_id AND h.case_id = ANY(ids);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER cases_follow AFTER UPDATE OF unit_id ON members_person
  FOR EACH ROW WHEN (OLD.unit_id IS DISTINCT FROM NEW.unit_id)
  EXECUTE FUNCTION admission_cases_follow();
"""


class Migration(migrations.Migration):
    dependencies = [("admissions", "0009_stock_and_flow")]
    operations = [
        migrations.AlterField("rulechoice", "value", models.CharField(max_length=20)),
        migrations.RunSQL(FOLLOW, migrations.RunSQL.noop),
    ]
