"""Rights and signatures; an issued paper never changes again."""

from django.db import migrations

from dangvu.kernel.triggers import AppendOnly, Grant, Signed

TABLES = ["documents_term", "documents_series", "documents_paper", "documents_recipient"]

FROZEN = """
CREATE FUNCTION documents_paper_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'issued' THEN
    RAISE EXCEPTION 'an issued paper never changes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON documents_paper
  FOR EACH ROW EXECUTE FUNCTION documents_paper_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("kernel", "0002_walls")]
    operations = [
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
        Grant(TABLES),
        Grant(["documents_model"], rights="SELECT, INSERT"),
        AppendOnly("documents_model"),
        Signed(*TABLES, "documents_model"),
    ]
